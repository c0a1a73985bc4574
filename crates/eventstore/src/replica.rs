//! Writing a log down exactly as it is elsewhere.
//!
//! The head of the target is moved last, when everything was compared. Until then its next append would be given a
//! position that is taken, and the database refuses it: an unfinished copy cannot be gone on with by accident.

use crate::{
    database::{Database, Kind, Pool, on},
    leaf::StoredRow,
    row::{BYTES, Header, Row},
    snapshot::{EVENTS, HEAD, HeadRow, Reader, Standing},
    trouble::MoveFailure,
};
use std::path::Path;

const NAME: &str = "UPDATE head SET log_id = $1 WHERE position = 0 AND NOT EXISTS (SELECT 1 FROM events)";
const FINISH: &str = "UPDATE head SET position = $1, recorded_at = $2 WHERE log_id = $3 AND position <= $1";

/// One statement for each database: rows come as one JSON array of arrays.
macro_rules! from_rows {
    ($before:literal, $after:literal) => {
        (
            concat!($before, " FROM json_each($1) AS r ", $after),
            concat!($before, " FROM jsonb_array_elements(CAST($1 AS JSONB)) AS r (value) ", $after),
        )
    };
}
const WRITE_EVENTS: (&str, &str) = from_rows!(
    "INSERT INTO events (position, id, stream, version, kind, schema_version, recorded_at,
                         actor, acting_for, correlation, causation, document, body)
     SELECT CAST(r.value ->> 0 AS BIGINT), r.value ->> 1, r.value ->> 2, CAST(r.value ->> 3 AS BIGINT), r.value ->> 4,
            CAST(r.value ->> 5 AS BIGINT), r.value ->> 6, r.value ->> 7, r.value ->> 8, r.value ->> 9, r.value ->> 10,
            r.value ->> 11, r.value ->> 12",
    ""
);
/// Of two rows about one name the new holder's may come first; the database allows one holder at every moment.
const DISPLACE: (&str, &str) = from_rows!(
    "UPDATE claims SET state = 'released'",
    "WHERE claims.scope = r.value ->> 0 AND claims.key = r.value ->> 1 AND claims.holder <> r.value ->> 2
       AND r.value ->> 3 <> 'released' AND claims.state <> 'released'"
);
const WRITE_CLAIMS: (&str, &str) = from_rows!(
    "INSERT INTO claims (scope, key, holder, state, position)
     SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, CAST(r.value ->> 4 AS BIGINT)",
    "WHERE TRUE
        ON CONFLICT (scope, key, holder) DO UPDATE SET state = excluded.state, position = excluded.position"
);
const WRITE_REQUESTS: (&str, &str) = from_rows!(
    "INSERT INTO requests (key, hash, first_position, last_position, answer)
     SELECT r.value ->> 0, r.value ->> 1, CAST(r.value ->> 2 AS BIGINT), CAST(r.value ->> 3 AS BIGINT), r.value ->> 4",
    "WHERE TRUE ON CONFLICT (key) DO NOTHING"
);
/// What was signed, and what it was signed of, is never written twice, not even as it is.
const WRITE_TILES: (&str, &str) = (
    "INSERT INTO tiles (level, number, hashes)
     SELECT r.value ->> 0, r.value ->> 1, unhex(r.value ->> 2) FROM json_each($1) AS r
      WHERE NOT EXISTS (SELECT 1 FROM tiles AS t WHERE t.level = r.value ->> 0 AND t.number = r.value ->> 1)",
    "INSERT INTO tiles (level, number, hashes)
     SELECT CAST(r.value ->> 0 AS BIGINT), CAST(r.value ->> 1 AS BIGINT), decode(r.value ->> 2, 'hex')
       FROM jsonb_array_elements(CAST($1 AS JSONB)) AS r (value) ON CONFLICT DO NOTHING",
);
const WRITE_CHECKPOINTS: (&str, &str) = (
    "INSERT INTO checkpoints (size, text, tail, signed_at)
     SELECT r.value ->> 0, r.value ->> 1, unhex(r.value ->> 2), r.value ->> 3 FROM json_each($1) AS r
      WHERE NOT EXISTS (SELECT 1 FROM checkpoints AS c WHERE c.size = r.value ->> 0)",
    "INSERT INTO checkpoints (size, text, tail, signed_at)
     SELECT CAST(r.value ->> 0 AS BIGINT), r.value ->> 1, decode(r.value ->> 2, 'hex'), r.value ->> 3
       FROM jsonb_array_elements(CAST($1 AS JSONB)) AS r (value) ON CONFLICT DO NOTHING",
);

/// A place that a log is written to as it is.
pub(crate) struct Replica(Database);

/// Opening a file makes it; a source that is not there would be an empty log.
pub(crate) fn must_exist(url: &str) -> Result<(), MoveFailure> {
    match url.strip_prefix("sqlite:") {
        Some(path) if !Path::new(path.trim_start_matches("//")).exists() => {
            Err(MoveFailure::Missing(url.to_owned()))
        }
        Some(_) | None => Ok(()),
    }
}

impl Replica {
    /// A log that is there, to be read.
    pub(crate) async fn source(url: &str) -> Result<Self, MoveFailure> {
        must_exist(url)?;
        Self::open(url).await
    }

    pub(crate) async fn open(url: &str) -> Result<Self, MoveFailure> {
        Ok(Self(Database::open(url).await?))
    }

    /// A log that is whole, as it stands at this moment.
    pub(crate) async fn reader(&self) -> Result<Reader, MoveFailure> {
        Reader::open(self.0.reads.kind()).await
    }

    /// What was written here of a log, although its head was not moved yet.
    pub(crate) async fn copied(&self, header: &Header) -> Result<Reader, MoveFailure> {
        Reader::copied(self.0.reads.kind(), header.clone()).await
    }

    pub(crate) async fn standing(&self) -> Result<Standing, MoveFailure> {
        let row: HeadRow = on!(&self.0.reads, |pool| sqlx::query_as(HEAD).fetch_one(pool).await)?;
        Ok(row.into())
    }

    /// The event at a position.
    pub(crate) async fn event(&self, position: i64) -> Result<Option<StoredRow>, MoveFailure> {
        Ok(on!(&self.0.reads, |pool| sqlx::query_as(EVENTS)
            .bind(position - 1)
            .bind(position)
            .bind(1_i64)
            .fetch_optional(pool)
            .await)?)
    }

    /// Makes an empty place a copy of this log.
    pub(crate) async fn name(&self, log: &str) -> Result<(), MoveFailure> {
        on!(&self.0.writes, |pool| sqlx::query(NAME).bind(log).execute(pool).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes rows that follow what is there. Some are written or none, and which can be seen afterwards.
    pub(crate) async fn write(&self, rows: &[Row]) -> Result<(), MoveFailure> {
        let mut rest = rows;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(fitting(rest));
            self.write_some(now).await?;
            rest = later;
        }
        Ok(())
    }

    async fn write_some(&self, rows: &[Row]) -> Result<(), MoveFailure> {
        let pool = &self.0.writes;
        let statements = statements(pool, rows)?;
        on!(pool, |pool| {
            let mut transaction = pool.begin().await?;
            for (text, rows) in &statements {
                sqlx::query(*text).bind(rows).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        });
        Ok(())
    }

    /// Moves the head: from here on this is a log like any other.
    pub(crate) async fn finish(&self, header: &Header) -> Result<(), MoveFailure> {
        on!(&self.0.writes, |pool| sqlx::query(FINISH)
            .bind(header.position)
            .bind(&header.recorded_at)
            .bind(&header.log)
            .execute(pool)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.0.close().await;
    }

    /// Lets go, and leaves one file that needs no other beside it, where this is a file.
    pub(crate) async fn close_alone(&self) -> Result<(), MoveFailure> {
        self.0.reads.close().await;
        self.0.keys.close().await;
        let done = match self.0.writes.kind() {
            Kind::Embedded(pool) => {
                sqlx::query("PRAGMA journal_mode = DELETE").execute(pool).await.map(|_| ())
            }
            Kind::Server(_) => Ok(()),
        };
        self.0.writes.close().await;
        Ok(done?)
    }
}

/// How many of the rows one write takes: at least one, and no more than a statement should carry.
fn fitting(rows: &[Row]) -> usize {
    let mut bytes = 0;
    let fits = |row: &&Row| {
        bytes += row.bytes();
        bytes <= BYTES
    };
    rows.iter().take_while(fits).count().max(1)
}

/// The statements that write these rows, each with all rows it is about.
fn statements(pool: &Pool, rows: &[Row]) -> Result<Vec<(&'static str, String)>, MoveFailure> {
    let (mut events, mut claims, mut requests) = (Vec::new(), Vec::new(), Vec::new());
    let (mut tiles, mut checkpoints) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Row::Event(event) => events.push(columns(event)),
            Row::Claim(c) => claims.push((&c.scope, &c.key, &c.holder, &c.state, c.position)),
            Row::Request(r) => {
                requests.push((&r.key, &r.hash, r.first_position, r.last_position, &r.answer));
            }
            Row::Tile(tile) => tiles.push((tile.level, tile.number, &tile.hashes)),
            Row::Checkpoint(c) => checkpoints.push((c.size, &c.text, &c.tail, &c.signed_at)),
        }
    }
    let all = [
        (WRITE_EVENTS, array(&events)?),
        (DISPLACE, array(&claims)?),
        (WRITE_CLAIMS, array(&claims)?),
        (WRITE_REQUESTS, array(&requests)?),
        (WRITE_TILES, array(&tiles)?),
        (WRITE_CHECKPOINTS, array(&checkpoints)?),
    ];
    let some = all.into_iter().filter_map(|(text, rows)| Some((text, rows?)));
    Ok(some.map(|((embedded, server), rows)| (pool.pick(embedded, server), rows)).collect())
}

/// The rows as one text; nothing when there are none.
fn array(rows: &[impl serde::Serialize]) -> Result<Option<String>, MoveFailure> {
    Ok(if rows.is_empty() { None } else { Some(serde_json::to_string(rows)?) })
}

/// The columns in the order in which they are written.
fn columns(event: &StoredRow) -> impl serde::Serialize + '_ {
    let StoredRow { position, id, stream, version, kind, schema_version, recorded_at, .. } = event;
    let StoredRow { actor, acting_for, correlation, causation, document, body, .. } = event;
    (
        position,
        id,
        stream,
        version,
        kind,
        schema_version,
        recorded_at,
        actor,
        acting_for,
        correlation,
        causation,
        document,
        body,
    )
}
