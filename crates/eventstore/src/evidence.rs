//! What the log keeps of its tree, read: tiles, checkpoints, and where those end, the rows themselves. No key is needed for it.

use crate::{
    cursor::Cursor,
    database::{self, Pool, on},
    failure::Failure,
    leaf::{self, StoredRow},
    log::Log,
    note::Checkpoint,
    read,
    tree::{self, HEIGHT, Hash, Node, Tree, WIDTH},
};
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

const TILES: &str = "
    SELECT number, hashes
      FROM tiles
     WHERE level = $1
       AND number >= $2
       AND number < $3
     ORDER BY number";
const TILED: &str = "SELECT COALESCE(MAX(number) + 1, 0) FROM tiles WHERE level = 0";
const LAST: &str = "SELECT size, text FROM checkpoints WHERE size <= $1 ORDER BY size DESC LIMIT 1";
const NOTES: &str = "
    SELECT size, text
      FROM checkpoints
     WHERE size > $1
       AND size <= $2
     ORDER BY size
     LIMIT $3";
const TAILS: &str = "
    SELECT size, text, tail
      FROM checkpoints
     WHERE size > $1
     ORDER BY size";
const COVERING: &str = "SELECT size, text FROM checkpoints WHERE size >= $1 ORDER BY size LIMIT 1";
const POSITION_OF: &str = "SELECT position FROM events WHERE id = $1";
const ENDS: &str = "
    SELECT (SELECT position FROM head), COALESCE(MIN(position), 1), COALESCE(MAX(position), 0)
      FROM events";

/// The stored rows of a log and what was signed of them, for those who judge it from outside.
#[derive(Clone)]
pub struct Evidence {
    pub(crate) pool: Pool,
    pub(crate) cursor: Cursor,
    id: String,
}

/// Where the log says it ends, and where its rows begin and end.
pub(crate) struct Ends {
    pub(crate) head: i64,
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl Evidence {
    /// Reads the log at an address and changes nothing there. Neither the master key nor the keys of persons are asked for.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        let pool = database::reading(url).await?;
        let id = on!(&pool, |pool| sqlx::query_scalar(read::LOG_ID).fetch_one(pool).await)?;
        Ok(Self { cursor: Cursor::of(&pool), pool, id })
    }

    /// The evidence of a log that is open.
    pub fn of(log: &Log) -> Self {
        let pool = log.database().reads.clone();
        Self { cursor: Cursor::of(&pool), pool, id: log.id().to_owned() }
    }

    /// Which log it is about.
    pub fn log_id(&self) -> &str {
        &self.id
    }

    /// Lets go of the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// The last checkpoint, if there is one. Its signature is not checked.
    pub async fn last_checkpoint(&self) -> Result<Option<Checkpoint>, Failure> {
        note(self.last_note(i64::MAX).await?)
    }

    /// The largest checkpoint over at most so many events, unparsed.
    pub(crate) async fn last_note(&self, size: i64) -> Result<Option<(i64, String)>, Failure> {
        Ok(on!(&self.pool, |pool| sqlx::query_as(LAST).bind(size).fetch_optional(pool).await)?)
    }

    /// The smallest checkpoint that speaks of a position. Its signature is not checked.
    pub async fn covering(&self, position: i64) -> Result<Option<Checkpoint>, Failure> {
        note(on!(&self.pool, |pool| sqlx::query_as(COVERING).bind(position).fetch_optional(pool).await)?)
    }

    /// Where the event of this id stands.
    pub async fn position_of(&self, id: &str) -> Result<Option<i64>, Failure> {
        Ok(on!(&self.pool, |pool| sqlx::query_scalar(POSITION_OF).bind(id).fetch_optional(pool).await)?)
    }

    /// The row at a position, as it stands.
    pub async fn row(&self, position: i64) -> Result<Option<StoredRow>, Failure> {
        let page = self.cursor.after(position - 1, 1).await?;
        let row = page.rows().next().transpose()?.map(StoredRow::from);
        Ok(row.filter(|row| row.position == position))
    }

    /// The last position.
    pub async fn head(&self) -> Result<i64, Failure> {
        Ok(self.ends().await?.head)
    }

    pub(crate) async fn ends(&self) -> Result<Ends, Failure> {
        let (head, first, last) = on!(&self.pool, |pool| sqlx::query_as(ENDS).fetch_one(pool).await)?;
        Ok(Ends { head, first, last })
    }

    /// How many leaves stand in tiles.
    pub(crate) async fn tiled(&self) -> Result<i64, Failure> {
        let tiles: i64 = on!(&self.pool, |pool| sqlx::query_scalar(TILED).fetch_one(pool).await)?;
        Ok(tiles.saturating_mul(WIDTH as i64))
    }

    /// The checkpoints over more than `after` and at most `to` events, by size, unparsed.
    pub(crate) async fn notes(&self, after: i64, to: i64, limit: i64) -> Result<Vec<(i64, String)>, Failure> {
        Ok(on!(&self.pool, |pool| sqlx::query_as(NOTES)
            .bind(after)
            .bind(to)
            .bind(limit)
            .fetch_all(pool)
            .await)?)
    }

    /// The leaves kept with checkpoints because they stand behind the last tile, by position. Those of a checkpoint that is
    /// not to be believed are not believed either.
    pub(crate) async fn tails(
        &self,
        tiled: i64,
        is_believed: impl Fn(i64, &str) -> bool,
    ) -> Result<BTreeMap<i64, Hash>, Failure> {
        let rows: Vec<(i64, String, Vec<u8>)> =
            on!(&self.pool, |pool| sqlx::query_as(TAILS).bind(tiled).fetch_all(pool).await)?;
        let believed = rows.iter().filter(|(size, text, _)| is_believed(*size, text));
        let leaves = believed.flat_map(|(size, _, tail)| {
            let hashes = hashes(tail);
            (size - hashes.len() as i64 + 1..).zip(hashes)
        });
        Ok(leaves.collect())
    }

    pub(crate) async fn tiles(
        &self,
        level: u32,
        range: Range<u64>,
    ) -> Result<BTreeMap<u64, Vec<Hash>>, Failure> {
        let rows: Vec<(i64, Vec<u8>)> = on!(&self.pool, |pool| sqlx::query_as(TILES)
            .bind(i64::from(level))
            .bind(range.start as i64)
            .bind(range.end as i64)
            .fetch_all(pool)
            .await)?;
        let whole = rows.into_iter().map(|(number, bytes)| (number as u64, hashes(&bytes)));
        Ok(whole.filter(|(_, hashes)| hashes.len() as u64 == WIDTH).collect())
    }

    /// The tree over the first `tiles` tiles of leaves.
    pub(crate) async fn restore(&self, tiles: u64) -> Result<Tree, Failure> {
        let (mut open, mut count, mut level) = (vec![Vec::new()], tiles, 0);
        while count > 0 {
            let range = count / WIDTH * WIDTH..count;
            let found = self.tiles(level, range.clone()).await?;
            if found.len() as u64 != range.end - range.start {
                return Err(Failure::Evidence("a tile of the tree is missing".into()));
            }
            open.push(found.values().map(|hashes| tree::whole(hashes)).collect());
            (count, level) = (count / WIDTH, level + 1);
        }
        Ok(Tree::restore(open))
    }
}

fn note(row: Option<(i64, String)>) -> Result<Option<Checkpoint>, Failure> {
    let parsed = row.map(|(size, text)| {
        Checkpoint::parse(&text)
            .ok()
            .filter(|checkpoint| checkpoint.size == size)
            .ok_or_else(|| Failure::Evidence(format!("the checkpoint at {size} is none")))
    });
    parsed.transpose()
}

/// Bytes as hashes; what does not fill one at the end is left out.
pub(crate) fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.as_chunks().0.to_vec()
}

/// Looks up hashes of the tree, each tile once.
pub(crate) struct Shelf<'a> {
    evidence: &'a Evidence,
    tiles: HashMap<(u32, u64), Option<Vec<Hash>>>,
}

impl<'a> Shelf<'a> {
    pub(crate) fn new(evidence: &'a Evidence) -> Self {
        Self { evidence, tiles: HashMap::new() }
    }

    /// The hashes over ranges of leaves.
    pub(crate) async fn ranges(&mut self, ranges: Vec<Range<u64>>) -> Result<Vec<Hash>, Failure> {
        let mut hashes = Vec::with_capacity(ranges.len());
        for range in ranges {
            hashes.push(self.range(range).await?);
        }
        Ok(hashes)
    }

    pub(crate) async fn range(&mut self, range: Range<u64>) -> Result<Hash, Failure> {
        let mut hashes = Vec::new();
        for node in tree::nodes(range) {
            hashes.push(self.node(node).await?);
        }
        Ok(tree::fold(&hashes))
    }

    /// Of the tile it stands in; where that is not kept, of what is below, and at the bottom of the rows.
    async fn node(&mut self, node: Node) -> Result<Hash, Failure> {
        let (level, rest) = (node.level / HEIGHT, node.level % HEIGHT);
        let (start, count) = (node.index << rest, 1 << rest);
        if let Some(hashes) = self.tile(level, start / WIDTH).await? {
            let at = (start % WIDTH) as usize;
            return Ok(tree::whole(&hashes[at..at + count]));
        }
        if level == 0 {
            return Ok(tree::whole(&self.leaves(start, count).await?));
        }
        let mut halves = Vec::new();
        for child in node.children() {
            halves.push(Box::pin(self.node(child)).await?);
        }
        Ok(tree::whole(&halves))
    }

    async fn tile(&mut self, level: u32, number: u64) -> Result<Option<&Vec<Hash>>, Failure> {
        if !self.tiles.contains_key(&(level, number)) {
            let tile = self.evidence.tiles(level, number..number + 1).await?.remove(&number);
            self.tiles.insert((level, number), tile);
        }
        Ok(self.tiles.get(&(level, number)).and_then(Option::as_ref))
    }

    async fn leaves(&self, start: u64, count: usize) -> Result<Vec<Hash>, Failure> {
        let page = self.evidence.cursor.after(start as i64, count as i64).await?;
        let (mut leaves, mut buffer) = (Vec::with_capacity(count), Vec::new());
        for (position, row) in (start as i64 + 1..).zip(page.rows()) {
            let row = row?;
            if row.position != position {
                break;
            }
            leaves.push(leaf::hash(&row, &mut buffer));
        }
        if leaves.len() == count {
            Ok(leaves)
        } else {
            Err(Failure::Evidence(format!("position {} is missing", start + leaves.len() as u64 + 1)))
        }
    }
}
