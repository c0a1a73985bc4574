//! What happened where a row and its stored hash part: who of the two is right is said by what was signed, and where the row
//! belongs is found by hashing it at every other place.

use crate::{
    failure::Failure,
    leaf,
    note::Checkpoint,
    page::Raw,
    tree::{Hash, Tree},
    verify::{Fault, ROWS, Tampering, Walk},
};

/// How many checkpoints are looked through at once for one that can be believed.
const NOTES: i64 = 500;

/// Where a row and a place that do not fit each other belong.
#[derive(Default)]
struct Places {
    /// The place the row that stands here was signed at.
    of_the_row: Option<i64>,
    /// Where the row stands that was signed here.
    of_the_leaf: Option<i64>,
}

impl Walk<'_> {
    /// Says what happened at `position`, where `row` is not what should follow, or nothing does.
    pub(crate) async fn trace(&self, position: i64, row: Option<Raw<'_>>) -> Result<Fault, Failure> {
        let stands = row.as_ref().map(|row| row.position);
        let Some(signed) = self.next_checkpoint(position).await? else {
            return Ok(unsigned(position, stands));
        };
        if self.leaves_lead_to(&signed).await? {
            let places = self.places(position, row.as_ref()).await?;
            return Ok(told(position, stands, &places));
        }
        if stands == Some(position) && self.rows_lead_to(&signed).await? {
            let words = format!(
                "the stored hash of position {position} is missing or falsified; the row is as it was signed"
            );
            return Ok(Fault { kind: Tampering::Tree, first: position, last: position, words });
        }
        if stands != Some(position) {
            return Ok(unsigned(position, stands));
        }
        let mut fault = self.rewritten(self.good + 1, signed.size);
        fault.words += &format!("; rows and hashes part at {position}");
        Ok(fault)
    }

    /// The first checkpoint over a position that can be believed.
    async fn next_checkpoint(&self, position: i64) -> Result<Option<Checkpoint>, Failure> {
        let outside = self.asked.outside.iter().filter(|checkpoint| checkpoint.size >= position);
        let outside = outside.min_by_key(|checkpoint| checkpoint.size).cloned();
        let mut after = position - 1;
        loop {
            let notes = self.evidence.notes(after, i64::MAX, NOTES).await?;
            let Some((last, _)) = notes.last() else { return Ok(outside) };
            after = *last;
            let mut trusted =
                notes.iter().filter_map(|(size, text)| self.asked.trusts(*size, text, self.evidence));
            if let Some(found) = trusted.next() {
                let nearer = outside.filter(|outside| outside.size <= found.size);
                return Ok(Some(nearer.unwrap_or(found)));
            }
        }
    }

    /// Whether the stored leaves from here on give the root that was signed.
    async fn leaves_lead_to(&self, signed: &Checkpoint) -> Result<bool, Failure> {
        let mut tree = self.tree.clone();
        while (tree.size() as i64) < signed.size {
            let after = tree.size() as i64;
            let leaves = self.evidence.leaves(self.kept, after, signed.size.min(after + ROWS)).await?;
            if !push_all(&mut tree, leaves) {
                return Ok(false);
            }
        }
        Ok(tree.root() == signed.root)
    }

    /// Whether the rows from here on do.
    async fn rows_lead_to(&self, signed: &Checkpoint) -> Result<bool, Failure> {
        let (mut tree, mut buffer) = (self.tree.clone(), Vec::new());
        while (tree.size() as i64) < signed.size {
            let after = tree.size() as i64;
            let chunk = self.evidence.chunk(self.kept, after, signed.size.min(after + ROWS)).await?;
            let mut rows = chunk.page.rows();
            for position in after + 1..=chunk.to {
                let row = rows.next().transpose()?.filter(|row| row.position == position);
                let Some(row) = row else { return Ok(false) };
                tree.push(leaf::hash(&row, &mut buffer), |_| ());
            }
        }
        Ok(tree.root() == signed.root)
    }

    /// Looks through what is stored from here on for the places of a row and of a leaf.
    async fn places(&self, position: i64, row: Option<&Raw<'_>>) -> Result<Places, Failure> {
        let (mut places, mut buffer, mut after) = (Places::default(), Vec::new(), position - 1);
        let mut wanted = None;
        let end = self.kept.signed.max(self.evidence.ends().await?.last);
        while after < end && (places.of_the_leaf.is_none() || places.of_the_row.is_none()) {
            let chunk = self.evidence.chunk(self.kept, after, end.min(after + ROWS)).await?;
            let wanted = *wanted.get_or_insert(chunk.leaves.first().copied().flatten());
            if let Some(row) = row.filter(|_| places.of_the_row.is_none()) {
                let mut here = (after + 1..).zip(&chunk.leaves);
                let found = here.find(|(place, leaf)| {
                    *place > position
                        && leaf.is_some_and(|leaf| leaf == leaf::hash_at(row, *place, &mut buffer))
                });
                places.of_the_row = found.map(|(place, _)| place);
            }
            for row in chunk.page.rows() {
                let row = row?;
                let is_it = wanted == Some(leaf::hash_at(&row, position, &mut buffer));
                if is_it && places.of_the_leaf.is_none() {
                    places.of_the_leaf = Some(row.position);
                }
            }
            after = chunk.to;
        }
        Ok(places)
    }
}

fn push_all(tree: &mut Tree, leaves: Vec<Option<Hash>>) -> bool {
    leaves.into_iter().all(|leaf| leaf.map(|leaf| tree.push(leaf, |_| ())).is_some())
}

/// Where nothing was signed only the numbers speak.
fn unsigned(position: i64, stands: Option<i64>) -> Fault {
    match stands {
        Some(stands) if stands == position => {
            let words = format!(
                "the row at position {position} is not the one that was hashed, and no checkpoint that can be believed says which of them is right"
            );
            Fault { kind: Tampering::Changed, first: position, last: position, words }
        }
        Some(_) | None => told(position, stands, &Places::default()),
    }
}

fn told(position: i64, stands: Option<i64>, places: &Places) -> Fault {
    let fault = |kind, last: i64, words| Fault { kind, first: position, last: last.max(position), words };
    match (places.of_the_row, places.of_the_leaf) {
        (Some(row), None) => fault(
            Tampering::Removed,
            row - 1,
            format!("position {position} was removed: what stands there now was signed at {row}"),
        ),
        (None, Some(leaf)) if stands.is_some_and(|stands| stands <= position) => fault(
            Tampering::Inserted,
            leaf - 1,
            format!("a row was inserted at position {position}: what was signed there stands at {leaf} now"),
        ),
        (row, Some(leaf)) => fault(
            Tampering::Reordered,
            row.unwrap_or(leaf).max(leaf),
            format!("position {position} was moved: what was signed there stands at {leaf} now"),
        ),
        (None, None) => match stands {
            Some(stands) if stands == position => fault(
                Tampering::Changed,
                position,
                format!("the row at position {position} is not the one that was signed"),
            ),
            Some(stands) if stands < position => {
                fault(Tampering::Inserted, position, format!("position {stands} stands there twice"))
            }
            Some(stands) => fault(
                Tampering::Removed,
                stands - 1,
                format!("position {position} was removed: position {stands} follows instead"),
            ),
            None => fault(
                Tampering::Removed,
                position,
                format!("position {position} was removed: the log ends before it, and its head does not"),
            ),
        },
    }
}
