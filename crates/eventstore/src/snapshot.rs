//! Reading a whole log as it was at one moment, also while others write.

use crate::{
    database::{Embedded, Kind, Server},
    leaf::StoredRow,
    row::{Checkpoint, Claim, FORMAT, Header, PAGE, Request, Row, Source, Tile},
    trouble::MoveFailure,
};
use sqlx::Transaction;

pub(crate) const HEAD: &str =
    "SELECT log_id, position, recorded_at, (SELECT COALESCE(MAX(position), 0) FROM events) FROM head";
pub(crate) const EVENTS: &str = "
    SELECT position, id, stream, version, kind, schema_version, recorded_at
         , actor, acting_for, correlation, causation, document, body
      FROM events
     WHERE position > $1
       AND position <= $2
     ORDER BY position
     LIMIT $3";
/// The first page begins with the very first key there can be, every other behind the last one that was read.
const CLAIMS: [&str; 2] = [
    "SELECT scope, key, holder, state, position FROM claims
      WHERE (scope, key, holder) >= ($1, $2, $3) ORDER BY scope, key, holder LIMIT $4",
    "SELECT scope, key, holder, state, position FROM claims
      WHERE (scope, key, holder) > ($1, $2, $3) ORDER BY scope, key, holder LIMIT $4",
];
const REQUESTS: [&str; 2] = [
    "SELECT key, hash, first_position, last_position, answer FROM requests WHERE key >= $1 ORDER BY key LIMIT $2",
    "SELECT key, hash, first_position, last_position, answer FROM requests WHERE key > $1 ORDER BY key LIMIT $2",
];
const TILES: (&str, &str) = (
    "SELECT level, number, lower(hex(hashes)) AS hashes FROM tiles
      WHERE (level, number) > ($1, $2) ORDER BY level, number LIMIT $3",
    "SELECT level, number, encode(hashes, 'hex') AS hashes FROM tiles
      WHERE (level, number) > ($1, $2) ORDER BY level, number LIMIT $3",
);
const CHECKPOINTS: (&str, &str) = (
    "SELECT size, text, lower(hex(tail)) AS tail, signed_at FROM checkpoints
      WHERE size > $1 ORDER BY size LIMIT $2",
    "SELECT size, text, encode(tail, 'hex') AS tail, signed_at FROM checkpoints
      WHERE size > $1 ORDER BY size LIMIT $2",
);

/// The head of a log, and how much is stored, which is more where a copy was begun and not finished.
pub(crate) struct Standing {
    pub(crate) log: String,
    pub(crate) position: i64,
    pub(crate) recorded_at: String,
    pub(crate) stored: i64,
}

pub(crate) type HeadRow = (String, i64, String, i64);

impl From<HeadRow> for Standing {
    fn from((log, position, recorded_at, stored): HeadRow) -> Self {
        Self { log, position, recorded_at, stored }
    }
}

impl From<Standing> for Header {
    fn from(standing: Standing) -> Self {
        let Standing { log, position, recorded_at, stored: _ } = standing;
        Self { format: FORMAT.to_owned(), log, position, recorded_at }
    }
}

/// A transaction that sees one moment, on either database.
enum Snapshot {
    Embedded(Transaction<'static, Embedded>),
    Server(Transaction<'static, Server>),
}

impl Snapshot {
    async fn begin(kind: Kind<'_>) -> Result<Self, sqlx::Error> {
        Ok(match kind {
            Kind::Embedded(pool) => Self::Embedded(pool.begin_with("BEGIN").await?),
            Kind::Server(pool) => {
                Self::Server(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?)
            }
        })
    }

    fn pick(&self, (embedded, server): (&'static str, &'static str)) -> &'static str {
        match self {
            Self::Embedded(_) => embedded,
            Self::Server(_) => server,
        }
    }
}

/// One body, both databases, within one moment.
macro_rules! within {
    ($snapshot:expr, |$transaction:ident| $body:expr) => {
        match $snapshot {
            Snapshot::Embedded($transaction) => $body,
            Snapshot::Server($transaction) => $body,
        }
    };
}

/// What is read next.
#[derive(Clone)]
enum Cursor {
    Events(i64),
    Claims(Option<(String, String, String)>),
    Requests(Option<String>),
    Tiles(i64, i64),
    Checkpoints(i64),
    End,
}

/// A log as it was at one moment.
pub(crate) struct Reader {
    snapshot: Snapshot,
    header: Header,
    next: Cursor,
}

impl Reader {
    /// Reads a log that is whole.
    pub(crate) async fn open(kind: Kind<'_>) -> Result<Self, MoveFailure> {
        let mut snapshot = Snapshot::begin(kind).await?;
        let row: HeadRow = within!(&mut snapshot, |tx| sqlx::query_as(HEAD).fetch_one(&mut **tx).await)?;
        let standing = Standing::from(row);
        if standing.stored != standing.position {
            let Standing { stored, position, .. } = standing;
            return Err(MoveFailure::Unfinished { stored, position });
        }
        Ok(Self { snapshot, header: standing.into(), next: Cursor::Events(0) })
    }

    /// Reads a copy back before its head is moved.
    pub(crate) async fn copied(kind: Kind<'_>, header: Header) -> Result<Self, MoveFailure> {
        Ok(Self { snapshot: Snapshot::begin(kind).await?, header, next: Cursor::Events(0) })
    }

    async fn events(&mut self, after: i64) -> Result<Vec<Row>, sqlx::Error> {
        let rows: Vec<StoredRow> = within!(&mut self.snapshot, |tx| sqlx::query_as(EVENTS)
            .bind(after)
            .bind(self.header.position)
            .bind(PAGE)
            .fetch_all(&mut **tx)
            .await)?;
        self.next = rows.last().map_or(Cursor::Claims(None), |last| Cursor::Events(last.position));
        Ok(rows.into_iter().map(Row::Event).collect())
    }

    async fn claims(&mut self, after: Option<(String, String, String)>) -> Result<Vec<Row>, sqlx::Error> {
        let text = CLAIMS[usize::from(after.is_some())];
        let (scope, key, holder) = after.unwrap_or_default();
        let rows: Vec<Claim> = within!(&mut self.snapshot, |tx| sqlx::query_as(text)
            .bind(scope)
            .bind(key)
            .bind(holder)
            .bind(PAGE)
            .fetch_all(&mut **tx)
            .await)?;
        let behind = |last: &Claim| (last.scope.clone(), last.key.clone(), last.holder.clone());
        self.next = rows.last().map_or(Cursor::Requests(None), |last| Cursor::Claims(Some(behind(last))));
        Ok(rows.into_iter().map(Row::Claim).collect())
    }

    async fn requests(&mut self, after: Option<String>) -> Result<Vec<Row>, sqlx::Error> {
        let text = REQUESTS[usize::from(after.is_some())];
        let rows: Vec<Request> = within!(&mut self.snapshot, |tx| sqlx::query_as(text)
            .bind(after.unwrap_or_default())
            .bind(PAGE)
            .fetch_all(&mut **tx)
            .await)?;
        self.next = rows.last().map_or(Cursor::Tiles(-1, 0), |last| Cursor::Requests(Some(last.key.clone())));
        Ok(rows.into_iter().map(Row::Request).collect())
    }

    async fn tiles(&mut self, level: i64, number: i64) -> Result<Vec<Row>, sqlx::Error> {
        let text = self.snapshot.pick(TILES);
        let rows: Vec<Tile> = within!(&mut self.snapshot, |tx| sqlx::query_as(text)
            .bind(level)
            .bind(number)
            .bind(PAGE / 8)
            .fetch_all(&mut **tx)
            .await)?;
        self.next = rows.last().map_or(Cursor::Checkpoints(0), |last| Cursor::Tiles(last.level, last.number));
        Ok(rows.into_iter().map(Row::Tile).collect())
    }

    async fn checkpoints(&mut self, after: i64) -> Result<Vec<Row>, sqlx::Error> {
        let text = self.snapshot.pick(CHECKPOINTS);
        let rows: Vec<Checkpoint> = within!(&mut self.snapshot, |tx| sqlx::query_as(text)
            .bind(after)
            .bind(PAGE)
            .fetch_all(&mut **tx)
            .await)?;
        self.next = rows.last().map_or(Cursor::End, |last| Cursor::Checkpoints(last.size));
        Ok(rows.into_iter().map(Row::Checkpoint).collect())
    }
}

impl Source for Reader {
    fn header(&self) -> &Header {
        &self.header
    }

    async fn page(&mut self) -> Result<Vec<Row>, MoveFailure> {
        loop {
            let rows = match self.next.clone() {
                Cursor::Events(after) => self.events(after).await?,
                Cursor::Claims(after) => self.claims(after).await?,
                Cursor::Requests(after) => self.requests(after).await?,
                Cursor::Tiles(level, number) => self.tiles(level, number).await?,
                Cursor::Checkpoints(after) => self.checkpoints(after).await?,
                Cursor::End => return Ok(Vec::new()),
            };
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
    }

    async fn rewind(&mut self, position: i64) -> Result<(), MoveFailure> {
        self.next = Cursor::Events(position.saturating_sub(1));
        Ok(())
    }
}
