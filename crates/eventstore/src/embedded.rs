//! A group of appends on the database in this process: one transaction, and few statements in it, because each is
//! handed to another thread.

use crate::{
    clock::{self, Clock},
    database::Embedded,
    envelope::Outcome,
    failure::Broken,
    prepare::Prepared,
    stage::{Held, Request, Stage, State},
};
use serde_json::json;
use sqlx::{Pool, Transaction};

const HEAD: &str = "SELECT position, recorded_at FROM head";
const VERSIONS: &str = "
    SELECT s.value
         , (SELECT MAX(e.version) FROM events AS e WHERE e.stream = s.value)
      FROM json_each($1) AS s";
const CLAIMS: &str = "
    SELECT c.scope, c.key, c.holder, c.state, c.position
      FROM json_each($1) AS n
     CROSS JOIN claims AS c ON c.scope = n.value ->> 0 AND c.key = n.value ->> 1";
const REQUESTS: &str = "
    SELECT r.key, r.hash, r.first_position, r.last_position, r.answer
      FROM json_each($1) AS k
     CROSS JOIN requests AS r ON r.key = k.value";
const INSERT_EVENTS: &str = "
    INSERT INTO events (position, id, stream, version, kind, schema_version, recorded_at,
                        actor, acting_for, correlation, causation, document, body)
    SELECT $1 + 1 + e.key, e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3, e.value ->> 4, $2,
           e.value ->> 5, e.value ->> 6, e.value ->> 7, e.value ->> 8, e.value ->> 9, e.value ->> 10
      FROM json_each($3) AS e";
const WRITE_CLAIMS: &str = "
    INSERT INTO claims (scope, key, holder, state, position)
    SELECT c.value ->> 0, c.value ->> 1, c.value ->> 2, c.value ->> 3, c.value ->> 4
      FROM json_each($1) AS c
     WHERE TRUE
        ON CONFLICT (scope, key, holder) DO UPDATE SET state = excluded.state, position = excluded.position";
const INSERT_REQUESTS: &str = "
    INSERT INTO requests (key, hash, first_position, last_position, answer)
    SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4
      FROM json_each($1) AS r";
const MOVE_HEAD: &str = "UPDATE head SET position = $1, recorded_at = $2";

/// Judges and writes a group. Taking the write lock first is here what locking the head row is elsewhere.
pub(crate) async fn append(
    pool: &Pool<Embedded>,
    group: &[Prepared],
    clock: &dyn Clock,
) -> Result<Vec<Outcome>, Broken> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let (mut stage, last) = load(&mut transaction, group).await?;
    let before = stage.head;
    let outcomes: Vec<Outcome> = group.iter().map(|request| stage.judge(request)).collect();
    if stage.head > before {
        let recorded_at = clock::to_text(clock.now()).max(last);
        let events: Vec<&str> = group
            .iter()
            .zip(&outcomes)
            .filter(|(_, outcome)| matches!(outcome, Outcome::Appended { .. }))
            .map(|(request, _)| request.events.as_str())
            .collect();
        let events = format!("[{}]", events.join(","));
        sqlx::query(INSERT_EVENTS)
            .bind(before)
            .bind(&recorded_at)
            .bind(events)
            .execute(&mut *transaction)
            .await?;
        write_claims(&mut transaction, &stage, before).await?;
        write_requests(&mut transaction, &stage, before).await?;
        sqlx::query(MOVE_HEAD).bind(stage.head).bind(recorded_at).execute(&mut *transaction).await?;
        transaction.commit().await.map_err(Broken::Unknown)?;
    }
    Ok(outcomes)
}

async fn load(
    transaction: &mut Transaction<'_, Embedded>,
    group: &[Prepared],
) -> Result<(Stage, String), sqlx::Error> {
    let (head, last): (i64, String) = sqlx::query_as(HEAD).fetch_one(&mut **transaction).await?;
    let mut stage = Stage { head, ..Stage::default() };
    let streams: Vec<&str> =
        group.iter().flat_map(|request| &request.expect).map(|(stream, _)| stream.as_str()).collect();
    let versions: Vec<(String, Option<i64>)> =
        sqlx::query_as(VERSIONS).bind(json!(streams).to_string()).fetch_all(&mut **transaction).await?;
    stage.versions = versions.into_iter().map(|(stream, version)| (stream, version.unwrap_or(0))).collect();
    load_claims(transaction, group, &mut stage).await?;
    load_requests(transaction, group, &mut stage).await?;
    Ok((stage, last))
}

async fn load_claims(
    transaction: &mut Transaction<'_, Embedded>,
    group: &[Prepared],
    stage: &mut Stage,
) -> Result<(), sqlx::Error> {
    let taken = group.iter().flat_map(|request| request.takes.keys());
    let released = group.iter().flat_map(|request| request.releases.iter().map(|(name, _)| name));
    let names: Vec<_> = taken.chain(released).collect();
    if names.is_empty() {
        return Ok(());
    }
    let rows: Vec<(String, String, String, String, i64)> =
        sqlx::query_as(CLAIMS).bind(json!(names).to_string()).fetch_all(&mut **transaction).await?;
    for (scope, key, holder, state, position) in rows {
        let state = State::parse(&state)
            .ok_or_else(|| sqlx::Error::Decode(format!("no such claim: {state}").into()))?;
        stage.claims.entry((scope, key)).or_default().insert(holder, Held { state, position });
    }
    Ok(())
}

async fn load_requests(
    transaction: &mut Transaction<'_, Embedded>,
    group: &[Prepared],
    stage: &mut Stage,
) -> Result<(), sqlx::Error> {
    let keys: Vec<&str> = group
        .iter()
        .filter_map(|request| request.idempotency.as_ref())
        .map(|asked| asked.key.as_str())
        .collect();
    if keys.is_empty() {
        return Ok(());
    }
    let rows: Vec<(String, String, i64, i64, String)> =
        sqlx::query_as(REQUESTS).bind(json!(keys).to_string()).fetch_all(&mut **transaction).await?;
    let known =
        rows.into_iter().map(|(key, hash, first, last, answer)| (key, Request { hash, first, last, answer }));
    stage.requests = known.collect();
    Ok(())
}

/// Releases go first, because a name has one holder at every moment, also between two rows.
async fn write_claims(
    transaction: &mut Transaction<'_, Embedded>,
    stage: &Stage,
    before: i64,
) -> Result<(), sqlx::Error> {
    let all = stage.claims.iter().flat_map(|(name, holders)| holders.iter().map(move |held| (name, held)));
    let mut rows: Vec<_> = all
        .filter(|(_, (_, held))| held.position > before)
        .map(|((scope, key), (holder, held))| (scope, key, holder, held.state.as_str(), held.position))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by_key(|(_, _, _, state, _)| *state != State::Released.as_str());
    sqlx::query(WRITE_CLAIMS).bind(json!(rows).to_string()).execute(&mut **transaction).await?;
    Ok(())
}

async fn write_requests(
    transaction: &mut Transaction<'_, Embedded>,
    stage: &Stage,
    before: i64,
) -> Result<(), sqlx::Error> {
    let new = stage.requests.iter().filter(|(_, request)| request.first > before);
    let rows: Vec<_> = new
        .map(|(key, request)| (key, &request.hash, request.first, request.last, &request.answer))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(INSERT_REQUESTS).bind(json!(rows).to_string()).execute(&mut **transaction).await?;
    Ok(())
}
