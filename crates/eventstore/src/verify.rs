//! Whether the log is what was signed: every row is read once, hashed as it stands, and held against the stored leaves, the
//! tiles above them and every checkpoint on the way. Where they part, `trace.rs` says what happened.

use crate::{
    evidence::{Ends, Evidence},
    failure::Failure,
    leaf,
    note::{Checkpoint, PublicKey, origin},
    page::{Page, Raw},
    tree::{Hash, Tile, Tree, WIDTH},
};
use std::collections::{BTreeMap, HashMap};
use tokio::task::JoinHandle;

/// How many rows are read at once; the next are read while these are hashed.
pub(crate) const ROWS: i64 = 4_096;

/// By what a log is judged.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The keys whose signatures count; more than one when the key was changed.
    pub keys: Vec<PublicKey>,
    /// Checkpoints kept elsewhere: a log that was rewritten and signed anew does not contain them.
    pub outside: Vec<Checkpoint>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many events were read.
    pub events: i64,
    /// How many streams they are in.
    pub streams: usize,
    /// How many of the events the last checkpoint speaks of; the rest is not signed yet.
    pub signed: i64,
    /// How many checkpoints hold.
    pub checkpoints: i64,
    /// The first thing that is not as it was.
    pub fault: Option<Fault>,
}

/// The first thing that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What happened.
    pub kind: Tampering,
    /// The first position it concerns …
    pub first: i64,
    /// … and the last, where it is more than one.
    pub last: i64,
    /// The same in a sentence.
    pub words: String,
}

/// What can have happened to a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tampering {
    /// The row is not the one that was signed.
    Changed,
    /// Rows are gone.
    Removed,
    /// Rows were put in.
    Inserted,
    /// Rows are there, but not at their place.
    Reordered,
    /// Time runs back, or a version does not follow the one before.
    OutOfOrder,
    /// A stored hash of the tree is not the one that was signed, and the rows are.
    Tree,
    /// Rows and stored hashes agree with each other and not with what was signed.
    Rewritten,
    /// A checkpoint nobody signed whose key is known.
    Unsigned,
    /// A checkpoint of another log.
    Foreign,
}

impl Tampering {
    /// A stable word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Changed => "ROW_CHANGED",
            Self::Removed => "ROWS_REMOVED",
            Self::Inserted => "ROWS_INSERTED",
            Self::Reordered => "ROWS_REORDERED",
            Self::OutOfOrder => "ROWS_OUT_OF_ORDER",
            Self::Tree => "TREE_FALSIFIED",
            Self::Rewritten => "LOG_REWRITTEN",
            Self::Unsigned => "CHECKPOINT_UNSIGNED",
            Self::Foreign => "CHECKPOINT_FOREIGN",
        }
    }
}

/// Rows, the leaves stored for their positions, and the checkpoints over them.
pub(crate) struct Chunk {
    pub(crate) after: i64,
    pub(crate) to: i64,
    pub(crate) page: Page,
    pub(crate) leaves: Vec<Option<Hash>>,
    notes: Vec<(i64, String)>,
}

/// What of the tree stands behind the last tile, and where all that is kept ends.
pub(crate) struct Kept {
    pub(crate) signed: i64,
    tails: BTreeMap<i64, Hash>,
}

impl Evidence {
    /// Judges the log, and tells how far it is. What is appended meanwhile is left for the next time.
    pub async fn verify(&self, asked: &Asked, told: impl Fn(i64)) -> Result<Verdict, Failure> {
        // In this order, so that a log that grows meanwhile has more rows than was signed and never fewer.
        let (highest, tiled, ends) =
            (self.last_note(i64::MAX).await?, self.tiled().await?, self.ends().await?);
        let signed = self.last_trusted(asked, ends.head).await?;
        let believed = |size, text: &str| asked.trusts(size, text, self).is_some();
        let kept = Kept { signed, tails: self.tails(tiled, believed).await? };
        let mut walk = Walk::new(self, asked, &kept);
        let fault = match asked.foreign(self) {
            Some(fault) => Some(fault),
            None if ends.first < 1 => Some(inserted(ends.first, 0, "positions begin with 1")),
            None => walk.all(ends.head, told).await?,
        };
        let fault = fault.or_else(|| asked.at_the_end(self, &ends, tiled, highest));
        Ok(walk.verdict(fault))
    }

    /// The size of the largest checkpoint that may be believed.
    async fn last_trusted(&self, asked: &Asked, head: i64) -> Result<i64, Failure> {
        let mut most = head;
        while let Some((size, text)) = self.last_note(most).await? {
            if asked.trusts(size, &text, self).is_some() {
                return Ok(size);
            }
            most = size - 1;
        }
        Ok(0)
    }

    pub(crate) async fn chunk(&self, kept: &Kept, after: i64, to: i64) -> Result<Chunk, Failure> {
        let page = self.cursor.after(after, to - after).await?;
        let leaves = self.leaves(kept, after, to).await?;
        let notes = self.notes(after, to, i64::MAX).await?;
        Ok(Chunk { after, to, page, leaves, notes })
    }

    /// The stored leaves of these positions, as far as there are any.
    pub(crate) async fn leaves(
        &self,
        kept: &Kept,
        after: i64,
        to: i64,
    ) -> Result<Vec<Option<Hash>>, Failure> {
        let width = WIDTH as i64;
        let range = (after / width) as u64..((to + width - 1) / width) as u64;
        let tiles = self.tiles(0, range).await?;
        let stored = |position: i64| {
            let tile = tiles.get(&((position as u64 - 1) / WIDTH));
            let hash = tile.map(|hashes| hashes[((position as u64 - 1) % WIDTH) as usize]);
            hash.or_else(|| kept.tails.get(&position).copied())
        };
        Ok((after + 1..=to).map(stored).collect())
    }
}

fn inserted(first: i64, last: i64, words: &str) -> Fault {
    Fault { kind: Tampering::Inserted, first, last: last.max(first), words: words.to_owned() }
}

fn unsigned(size: i64) -> Fault {
    let words = format!("the checkpoint of {size} events carries no signature of a known key");
    Fault { kind: Tampering::Unsigned, first: size, last: size, words }
}

impl Asked {
    /// A checkpoint that cannot be one of this log, whatever stands in it.
    fn foreign(&self, evidence: &Evidence) -> Option<Fault> {
        let wrong = |checkpoint: &&Checkpoint| self.flaw(checkpoint, evidence).is_some();
        let checkpoint = self.outside.iter().find(wrong)?;
        let (kind, words) = self.flaw(checkpoint, evidence)?;
        let words = format!("the checkpoint of {} events that was kept outside {words}", checkpoint.size);
        Some(Fault { kind, first: checkpoint.size, last: checkpoint.size, words })
    }

    /// What only shows when all rows were read.
    fn at_the_end(
        &self,
        evidence: &Evidence,
        ends: &Ends,
        tiled: i64,
        highest: Option<(i64, String)>,
    ) -> Option<Fault> {
        let (size, text) = highest.unwrap_or_default();
        let is_trusted = self.trusts(size, &text, evidence).is_some();
        let outside = self.outside.iter().map(|checkpoint| checkpoint.size).max().unwrap_or(0);
        let claimed = tiled.max(outside).max(if is_trusted { size } else { 0 });
        let head = ends.head;
        if claimed > head {
            let words = format!(
                "position {} was removed: {claimed} events were hashed or signed, and the log ends at {head}",
                head + 1
            );
            return Some(Fault { kind: Tampering::Removed, first: head + 1, last: claimed, words });
        }
        if size > head {
            return Some(unsigned(size));
        }
        (ends.last > head).then(|| inserted(head + 1, ends.last, "rows stand behind the head of the log"))
    }

    fn flaw(&self, checkpoint: &Checkpoint, evidence: &Evidence) -> Option<(Tampering, &'static str)> {
        if checkpoint.origin != origin(evidence.log_id()) {
            Some((Tampering::Foreign, "is of another log"))
        } else if !self.keys.iter().any(|key| checkpoint.is_signed_by(key)) {
            Some((Tampering::Unsigned, "carries no signature of a known key"))
        } else {
            None
        }
    }

    /// Whether a stored checkpoint may be believed.
    pub(crate) fn trusts(&self, size: i64, text: &str, evidence: &Evidence) -> Option<Checkpoint> {
        let checkpoint = Checkpoint::parse(text).ok().filter(|checkpoint| checkpoint.size == size)?;
        self.flaw(&checkpoint, evidence).is_none().then_some(checkpoint)
    }
}

/// One way through the log from its beginning.
pub(crate) struct Walk<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) asked: &'a Asked,
    pub(crate) kept: &'a Kept,
    /// The tree over the rows that are as they were.
    pub(crate) tree: Tree,
    /// The size of the last checkpoint that holds.
    pub(crate) good: i64,
    good_outside: i64,
    checkpoints: i64,
    order: Order,
    /// A tile above the leaves that is wrong; told once it is known that what is below is right.
    wrong_tile: Option<Fault>,
}

impl<'a> Walk<'a> {
    fn new(evidence: &'a Evidence, asked: &'a Asked, kept: &'a Kept) -> Self {
        let (tree, order) = (Tree::default(), Order::default());
        Self {
            evidence,
            asked,
            kept,
            tree,
            good: 0,
            good_outside: 0,
            checkpoints: 0,
            order,
            wrong_tile: None,
        }
    }

    fn verdict(self, fault: Option<Fault>) -> Verdict {
        Verdict {
            events: self.tree.size() as i64,
            streams: self.order.versions.len(),
            signed: self.good,
            checkpoints: self.checkpoints,
            fault,
        }
    }

    async fn all(&mut self, head: i64, told: impl Fn(i64)) -> Result<Option<Fault>, Failure> {
        let mut next = self.ahead(0, head);
        while let Some(reading) = next.take() {
            let chunk = reading.await.map_err(|error| Failure::Evidence(error.to_string()))??;
            next = self.ahead(chunk.to, head);
            if let Some(fault) = self.take(&chunk).await? {
                return Ok(Some(fault));
            }
            told(chunk.to);
        }
        Ok(self.wrong_tile.take())
    }

    fn ahead(&self, after: i64, head: i64) -> Option<JoinHandle<Result<Chunk, Failure>>> {
        let (evidence, to) = (self.evidence.clone(), head.min(after + ROWS));
        let kept = Kept { tails: self.kept.tails.clone(), ..*self.kept };
        (after < head).then(|| tokio::spawn(async move { evidence.chunk(&kept, after, to).await }))
    }

    async fn take(&mut self, chunk: &Chunk) -> Result<Option<Fault>, Failure> {
        let (mut rows, mut notes, mut buffer) =
            (chunk.page.rows(), chunk.notes.iter().peekable(), Vec::new());
        let mut filled = Vec::new();
        for (position, leaf) in (chunk.after + 1..).zip(&chunk.leaves) {
            let row = rows.next().transpose()?;
            let Some(row) = row.as_ref().filter(|row| row.position == position) else {
                return self.trace(position, row).await.map(Some);
            };
            let hash = leaf::hash(row, &mut buffer);
            if leaf.map_or(position <= self.kept.signed, |leaf| leaf != hash) {
                return self.trace(position, Some(Raw { ..*row })).await.map(Some);
            }
            if let Some(fault) = self.order.flaw(row) {
                return Ok(Some(fault));
            }
            self.tree.push(hash, |tile| filled.extend((tile.level > 0).then_some(tile)));
            for tile in filled.drain(..) {
                self.above(tile).await?;
            }
            while let Some((_, text)) = notes.next_if(|(size, _)| *size == position) {
                if let Some(fault) = self.checkpoint(position, text) {
                    return Ok(Some(fault));
                }
            }
            if let Some(fault) = self.outside(position) {
                return Ok(Some(fault));
            }
        }
        Ok(None)
    }

    /// Holds a tile above the leaves against the stored one.
    async fn above(&mut self, tile: Tile) -> Result<(), Failure> {
        let stored =
            self.evidence.tiles(tile.level, tile.number..tile.number + 1).await?.remove(&tile.number);
        let end = self.tree.size() as i64;
        let is_right = stored.as_ref().map_or(end > self.kept.signed, |stored| *stored == tile.hashes);
        if !is_right && self.wrong_tile.is_none() {
            let covers = WIDTH.pow(tile.level + 1) as i64;
            let words = format!(
                "tile {} of level {} is missing or falsified; the rows are right",
                tile.number, tile.level
            );
            self.wrong_tile =
                Some(Fault { kind: Tampering::Tree, first: end - covers + 1, last: end, words });
        }
        Ok(())
    }

    /// Holds the rows so far against a checkpoint of the log itself.
    fn checkpoint(&mut self, position: i64, text: &str) -> Option<Fault> {
        let Some(checkpoint) = self.asked.trusts(position, text, self.evidence) else {
            return Some(unsigned(position));
        };
        if checkpoint.root != self.tree.root() {
            return Some(self.rewritten(self.good + 1, position));
        }
        (self.good, self.checkpoints) = (position, self.checkpoints + 1);
        self.wrong_tile.take()
    }

    /// Holds the rows so far against the checkpoints kept elsewhere.
    fn outside(&mut self, position: i64) -> Option<Fault> {
        let asked = self.asked;
        for checkpoint in asked.outside.iter().filter(|checkpoint| checkpoint.size == position) {
            if checkpoint.root != self.tree.root() {
                let mut fault = self.rewritten(self.good_outside + 1, position);
                fault.words += "; the checkpoint that was kept outside says so";
                return Some(fault);
            }
            self.good_outside = position;
        }
        None
    }

    pub(crate) fn rewritten(&self, first: i64, last: i64) -> Fault {
        let words = format!(
            "something from position {first} to {last} is not what was signed at {last}, and the stored hashes were made to agree with it"
        );
        Fault { kind: Tampering::Rewritten, first, last, words }
    }
}

/// What the log promises of its order, whether it was signed or not.
#[derive(Default)]
struct Order {
    recorded_at: String,
    versions: HashMap<String, i64>,
}

impl Order {
    fn flaw(&mut self, row: &Raw<'_>) -> Option<Fault> {
        let fault = |words: String| {
            let (kind, first) = (Tampering::OutOfOrder, row.position);
            Some(Fault { kind, first, last: first, words })
        };
        if row.recorded_at < self.recorded_at.as_str() {
            return fault(format!("position {} was recorded before the one below it", row.position));
        }
        if row.recorded_at != self.recorded_at {
            row.recorded_at.clone_into(&mut self.recorded_at);
        }
        let before = match self.versions.get_mut(row.stream) {
            Some(version) => std::mem::replace(version, row.version),
            None => self.versions.insert(row.stream.to_owned(), row.version).unwrap_or(0),
        };
        if row.version == before + 1 {
            return None;
        }
        let (position, version, stream) = (row.position, row.version, row.stream);
        fault(format!(
            "position {position}: {stream} has version {version} where {} should follow",
            before + 1
        ))
    }
}
