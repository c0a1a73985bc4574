//! A group of appends on the database in this process: one transaction in two statements' worth of hand-overs, because
//! each hand-over to the database's own thread costs more than what is done there.

use crate::{
    clock::{self, Clock},
    database::Embedded,
    envelope::Outcome,
    failure::Broken,
    prepare::Prepared,
    stage::{Held, Request, Stage, State},
};
use serde_json::json;
use sqlx::{Pool, Row, pool::PoolConnection};

/// Takes the write lock, which is here what locking the head row is elsewhere, and reads all that the group is judged by.
const BEGIN: &str = "
    BEGIN IMMEDIATE;
    SELECT 0, '', recorded_at, '', '', position, 0
      FROM head
     UNION ALL
    SELECT 1, s.value, '', '', '', COALESCE((SELECT MAX(e.version) FROM events AS e WHERE e.stream = s.value), 0), 0
      FROM json_each($1) AS s
     UNION ALL
    SELECT 2, c.scope, c.key, c.holder, c.state, c.position, 0
      FROM json_each($2) AS n
     CROSS JOIN claims AS c ON c.scope = n.value ->> 0 AND c.key = n.value ->> 1
     UNION ALL
    SELECT 3, r.key, r.hash, r.answer, '', r.first_position, r.last_position
      FROM json_each($3) AS k
     CROSS JOIN requests AS r ON r.key = k.value";

/// Writes the whole group and makes it durable. The bodies come in one piece and each row says which part of it is its own, so
/// that what is longest is not written as JSON and read again.
const COMMIT: &str = "
    INSERT INTO events (position, id, stream, version, kind, schema_version, recorded_at,
                        actor, acting_for, correlation, causation, document, body)
    SELECT $1 + 1 + e.key, e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3, e.value ->> 4, $2,
           e.value ->> 5, e.value ->> 6, e.value ->> 7, e.value ->> 8, e.value ->> 9,
           CAST(substr($7, e.value ->> 10, e.value ->> 11) AS TEXT)
      FROM json_each($3) AS e;
    INSERT INTO claims (scope, key, holder, state, position)
    SELECT c.value ->> 0, c.value ->> 1, c.value ->> 2, c.value ->> 3, c.value ->> 4
      FROM json_each($4) AS c
     WHERE TRUE
        ON CONFLICT (scope, key, holder) DO UPDATE SET state = excluded.state, position = excluded.position;
    INSERT INTO requests (key, hash, first_position, last_position, answer)
    SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4
      FROM json_each($5) AS r;
    UPDATE head SET position = $6, recorded_at = $2;
    COMMIT";
const UNDO: &str = "ROLLBACK";

/// Judges and writes a group.
pub(crate) async fn append(
    pool: &Pool<Embedded>,
    group: &[Prepared],
    clock: &dyn Clock,
) -> Result<Vec<Outcome>, Broken> {
    let mut connection = pool.acquire().await?;
    let outcomes = written(&mut connection, group, clock).await;
    let ended = match &outcomes {
        Ok((_, true)) => return outcomes.map(|(outcomes, _)| outcomes),
        Ok((_, false)) | Err(_) => sqlx::raw_sql(UNDO).execute(&mut *connection).await,
    };
    if let Err(error) = ended {
        // Some failures have already undone the transaction, and then there is none to undo.
        tracing::debug!(%error, "nothing was left to undo");
    }
    outcomes.map(|(outcomes, _)| outcomes)
}

/// The outcomes, and whether the transaction has come to its end.
async fn written(
    connection: &mut PoolConnection<Embedded>,
    group: &[Prepared],
    clock: &dyn Clock,
) -> Result<(Vec<Outcome>, bool), Broken> {
    let (mut stage, last) = load(connection, group).await?;
    let before = stage.head;
    let outcomes: Vec<Outcome> = group.iter().map(|request| stage.judge(request)).collect();
    if stage.head == before {
        return Ok((outcomes, false));
    }
    let (rows, bodies) = events(group, &outcomes).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(COMMIT)
        .bind(before)
        .bind(clock::to_text(clock.now()).max(last))
        .bind(rows)
        .bind(claims(&stage, before))
        .bind(requests(&stage, before))
        .bind(stage.head)
        .bind(bodies)
        .execute(&mut **connection)
        .await
        .map_err(Broken::at_commit)?;
    Ok((outcomes, true))
}

/// The rows of all that were not refused, one JSON array, and their bodies in one piece.
fn events(group: &[Prepared], outcomes: &[Outcome]) -> Result<(String, Vec<u8>), serde_json::Error> {
    let appended = group.iter().zip(outcomes);
    let appended = appended.filter(|(_, outcome)| matches!(outcome, Outcome::Appended { .. }));
    let (mut rows, mut bodies) = (vec![b'['], Vec::new());
    for (Prepared { lines, grow, common, .. }, _) in appended {
        for line in lines {
            if rows.len() > 1 {
                rows.push(b',');
            }
            let row = (
                line.id,
                grow.get(line.stream).map(|(stream, _)| stream),
                line.version,
                &line.kind,
                line.schema_version,
                &common.actor,
                &common.acting_for,
                common.correlation,
                common.causation,
                &common.document,
                bodies.len() + 1,
                line.body.len(),
            );
            serde_json::to_writer(&mut rows, &row)?;
            bodies.extend_from_slice(line.body.as_bytes());
        }
    }
    rows.push(b']');
    Ok((String::from_utf8(rows).map_err(serde::ser::Error::custom)?, bodies))
}

async fn load(
    connection: &mut PoolConnection<Embedded>,
    group: &[Prepared],
) -> Result<(Stage, String), sqlx::Error> {
    let streams: Vec<&str> =
        group.iter().flat_map(|request| &request.expect).map(|(stream, _)| stream.as_str()).collect();
    let taken = group.iter().flat_map(|request| request.takes.keys());
    let released = group.iter().flat_map(|request| request.releases.iter().map(|(name, _)| name));
    let names: Vec<_> = taken.chain(released).collect();
    let asked = group.iter().filter_map(|request| request.idempotency.as_ref());
    let keys: Vec<&str> = asked.map(|asked| asked.key.as_str()).collect();
    let rows = sqlx::query(BEGIN)
        .bind(json!(streams).to_string())
        .bind(json!(names).to_string())
        .bind(json!(keys).to_string())
        .fetch_all(&mut **connection)
        .await?;
    let (mut stage, mut last) = (Stage::default(), String::new());
    for row in rows {
        let text = |at: usize| row.try_get_unchecked::<String, _>(at);
        let number = row.try_get_unchecked(5)?;
        match row.try_get_unchecked::<i64, _>(0)? {
            0 => (stage.head, last) = (number, text(2)?),
            1 => drop(stage.versions.insert(text(1)?, number)),
            2 => {
                let state = State::parse(&text(4)?)
                    .ok_or_else(|| sqlx::Error::Decode("a claim is in no known state".into()))?;
                let holders = stage.claims.entry((text(1)?, text(2)?)).or_default();
                holders.insert(text(3)?, Held { state, position: number });
            }
            _ => {
                let request = Request {
                    hash: text(2)?,
                    first: number,
                    last: row.try_get_unchecked(6)?,
                    answer: text(3)?,
                };
                stage.requests.insert(text(1)?, request);
            }
        }
    }
    Ok((stage, last))
}

/// Releases go first, because a name has one holder at every moment, also between two rows.
fn claims(stage: &Stage, before: i64) -> String {
    let all = stage.claims.iter().flat_map(|(name, holders)| holders.iter().map(move |held| (name, held)));
    let mut rows: Vec<_> = all
        .filter(|(_, (_, held))| held.position > before)
        .map(|((scope, key), (holder, held))| (scope, key, holder, held.state.as_str(), held.position))
        .collect();
    rows.sort_by_key(|(_, _, _, state, _)| *state != State::Released.as_str());
    json!(rows).to_string()
}

fn requests(stage: &Stage, before: i64) -> String {
    let new = stage.requests.iter().filter(|(_, request)| request.first > before);
    let rows: Vec<_> = new
        .map(|(key, request)| (key, &request.hash, request.first, request.last, &request.answer))
        .collect();
    json!(rows).to_string()
}
