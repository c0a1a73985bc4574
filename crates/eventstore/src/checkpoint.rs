//! Signing: the tree is brought up to the head, and its size and root are signed and kept. It runs beside the writer and never
//! under its lock; several processes may do so at once, because the same rows give the same bytes.

use crate::{
    clock,
    cursor::Cursor,
    database::{Kind, Pool, on},
    evidence::Evidence,
    failure::Failure,
    leaf,
    log::Log,
    note::{Checkpoint, PublicKey},
    tree::{Tile, Tree, WIDTH},
};
use std::{pin::pin, time::Duration};
use tokio::sync::watch;
use zeroize::Zeroizing;

/// The name of the signing key in the key store.
const SECRET: &str = "checkpoint-signing";
/// How many rows are taken at once while the tree follows them; few, because requests are answered in between.
const ROWS: i64 = 1_024;

// What would be replaced is looked for first, because one database refuses the insert before it looks at ON CONFLICT.
const INSERT_TILE: &str = "
    INSERT INTO tiles (level, number, hashes)
    SELECT $1, $2, $3
     WHERE NOT EXISTS (SELECT 1 FROM tiles WHERE level = $1 AND number = $2)
        ON CONFLICT (level, number) DO NOTHING";
const TILE: &str = "SELECT hashes FROM tiles WHERE level = $1 AND number = $2";
const INSERT_CHECKPOINT: &str = "
    INSERT INTO checkpoints (size, text, tail, signed_at)
    SELECT $1, $2, $3, $4
     WHERE NOT EXISTS (SELECT 1 FROM checkpoints WHERE size = $1)
        ON CONFLICT (size) DO NOTHING";
const CHECKPOINT: &str = "SELECT text FROM checkpoints WHERE size = $1";

/// How often a server signs: after so many events, or when there is something new, after so long.
#[derive(Clone, Copy, Debug)]
pub struct Every {
    /// So many events are signed at once at the latest.
    pub events: i64,
    /// One event alone is signed after this time.
    pub time: Duration,
}

impl Default for Every {
    fn default() -> Self {
        Self { events: 1_000, time: Duration::from_secs(10) }
    }
}

impl Log {
    /// The key that checks the signatures of this log, to be published.
    pub async fn public_key(&self) -> Result<PublicKey, Failure> {
        Ok(PublicKey::of(self.id(), &*self.signing_seed().await?))
    }

    /// Signs the log as it stands, unless that was done already. An empty log has nothing to sign. What does not go on from
    /// the checkpoint before is never signed.
    pub async fn attest(&self) -> Result<Option<Checkpoint>, Failure> {
        self.attest_on(&mut None).await
    }

    /// Signs as the log grows, until told to stop. What goes wrong is logged and tried again.
    pub async fn attest_until(&self, stop: impl Future<Output = ()>, every: Every) {
        let (mut stop, mut heads, mut tree) = (pin!(stop), self.watch(), None);
        loop {
            let outcome = tokio::select! {
                () = &mut stop => return,
                outcome = self.attest_on(&mut tree) => outcome,
            };
            let signed = match outcome {
                Ok(checkpoint) => checkpoint.map_or(0, |checkpoint| checkpoint.size),
                Err(Failure::Database(sqlx::Error::PoolClosed)) => return,
                Err(error) => {
                    tracing::error!(%error, "the log could not be signed; it will be tried again");
                    i64::MAX
                }
            };
            tokio::select! {
                () = &mut stop => return,
                () = due(&mut heads, signed, every) => {}
            }
        }
    }

    async fn signing_seed(&self) -> Result<Zeroizing<[u8; 32]>, Failure> {
        self.vault().secret(SECRET).await
    }

    /// Goes on with the tree that is lent, so that a server does not begin at its tiles each time.
    async fn attest_on(&self, lent: &mut Option<Tree>) -> Result<Option<Checkpoint>, Failure> {
        let evidence = Evidence::of(self);
        let (last, tiled) = (evidence.last_checkpoint().await?, evidence.tiled().await?);
        let (head, signed) =
            (self.head().await?.position, last.as_ref().map_or(0, |checkpoint| checkpoint.size));
        if signed > head {
            return Err(Failure::Evidence(format!("{signed} events were signed and {head} are there")));
        }
        if signed == head && tiled + WIDTH as i64 > head {
            return Ok(last);
        }
        let mut tree = match lent.take() {
            Some(tree) if tree.size() <= signed as u64 => tree,
            _ => evidence.restore(tiled.min(signed) as u64 / WIDTH).await?,
        };
        self.follow_rows(&mut tree, head, last.as_ref()).await?;
        let root = tree.root();
        let behind_tiles = tree.last_leaves();
        let since = head as usize - behind_tiles.len();
        let tail = behind_tiles[(signed as usize).saturating_sub(since)..].concat();
        *lent = Some(tree);
        if signed == head {
            return Ok(last);
        }
        let checkpoint = Checkpoint::sign(self.id(), head, root, &*self.signing_seed().await?);
        self.keep(&checkpoint, tail).await?;
        Ok(Some(checkpoint))
    }

    /// Adds the rows up to `head` to the tree, writes the tiles they fill, and holds it against the last checkpoint on the way.
    async fn follow_rows(
        &self,
        tree: &mut Tree,
        head: i64,
        last: Option<&Checkpoint>,
    ) -> Result<(), Failure> {
        let (mut buffer, mut filled) = (Vec::new(), Vec::new());
        unless_it_differs(tree, last)?;
        let cursor = Cursor::of(&self.database().reads);
        while (tree.size() as i64) < head {
            let after = tree.size() as i64;
            let page = cursor.after(after, ROWS.min(head - after)).await?;
            if page.len() == 0 {
                return Err(missing(after + 1));
            }
            for (position, row) in (after + 1..).zip(page.rows()) {
                let row = row?;
                if row.position != position {
                    return Err(missing(position));
                }
                tree.push(leaf::hash(&row, &mut buffer), |tile| filled.push(tile));
                unless_it_differs(tree, last)?;
            }
            if !filled.is_empty() {
                keep_tiles(self.pen(), &filled).await?;
                filled.clear();
            }
        }
        Ok(())
    }

    async fn keep(&self, checkpoint: &Checkpoint, tail: Vec<u8>) -> Result<(), Failure> {
        let signed_at = clock::to_text(self.clock().now());
        let stored: String = on!(self.pen(), |pool| {
            sqlx::query(INSERT_CHECKPOINT)
                .bind(checkpoint.size)
                .bind(checkpoint.text())
                .bind(tail)
                .bind(signed_at)
                .execute(pool)
                .await?;
            sqlx::query_scalar(CHECKPOINT).bind(checkpoint.size).fetch_one(pool).await?
        });
        if stored == checkpoint.text() {
            Ok(())
        } else {
            Err(Failure::Evidence(format!("another checkpoint of {} events is there", checkpoint.size)))
        }
    }

    /// The connections to write with: where writers do not wait for one another, not those of the events.
    fn pen(&self) -> &Pool {
        let database = self.database();
        match database.reads.kind() {
            Kind::Embedded(_) => &database.writes,
            Kind::Server(_) => &database.reads,
        }
    }
}

fn missing(position: i64) -> Failure {
    Failure::Evidence(format!("position {position} is missing"))
}

/// What was signed once stays true: a log that does not go on from there is not signed again.
fn unless_it_differs(tree: &Tree, last: Option<&Checkpoint>) -> Result<(), Failure> {
    match last {
        Some(last) if tree.size() == last.size as u64 && tree.root() != last.root => {
            Err(Failure::Evidence(format!("the first {} events are not those that were signed", last.size)))
        }
        Some(_) | None => Ok(()),
    }
}

async fn keep_tiles(pool: &Pool, tiles: &[Tile]) -> Result<(), Failure> {
    on!(pool, |pool| {
        let mut transaction = pool.begin().await?;
        for tile in tiles {
            let (level, number, bytes) = (i64::from(tile.level), tile.number as i64, tile.hashes.concat());
            let insert = sqlx::query(INSERT_TILE).bind(level).bind(number).bind(bytes.as_slice());
            if insert.execute(&mut *transaction).await?.rows_affected() == 0 {
                let stored: Vec<u8> =
                    sqlx::query_scalar(TILE).bind(level).bind(number).fetch_one(&mut *transaction).await?;
                if stored != bytes {
                    return Err(Failure::Evidence(format!("tile {number} of level {level} is another")));
                }
            }
        }
        transaction.commit().await?;
    });
    Ok(())
}

/// Waits until there is something new to sign and it is much or has waited long.
async fn due(heads: &mut watch::Receiver<i64>, signed: i64, every: Every) {
    if signed == i64::MAX {
        tokio::time::sleep(every.time).await;
        return;
    }
    let _ = heads.wait_for(|head| *head > signed).await;
    let _ = tokio::time::timeout(every.time, heads.wait_for(|head| *head >= signed + every.events)).await;
}
