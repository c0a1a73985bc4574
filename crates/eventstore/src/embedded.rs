//! A group of appends on the database in this process: one transaction on the writer's own thread. Here the driver is called
//! directly, because handing each statement to another thread cost more than all that is done for it.

use crate::{
    clock::{self, Clock},
    database::{
        driver::{self, Connection, Transaction, TransactionBehavior, params},
        refused,
    },
    envelope::Outcome,
    failure::Broken,
    prepare::{Line, Name, Prepared},
    stage::{Held, Request, Stage, State},
};
use uuid::{Uuid, fmt::Hyphenated};

const HEAD: &str = "SELECT position, recorded_at FROM head";
const VERSION: &str = "SELECT COALESCE(MAX(version), 0) FROM events WHERE stream = ?1";
const CLAIMS: &str = "SELECT holder, state, position FROM claims WHERE scope = ?1 AND key = ?2";
const REQUEST: &str = "SELECT hash, first_position, last_position, answer FROM requests WHERE key = ?1";
const INSERT_EVENT: &str = "
    INSERT INTO events (position, id, stream, version, kind, schema_version, recorded_at,
                        actor, acting_for, correlation, causation, document, body)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
const WRITE_CLAIM: &str = "
    INSERT INTO claims (scope, key, holder, state, position)
    VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (scope, key, holder) DO UPDATE SET state = excluded.state, position = excluded.position";
const INSERT_REQUEST: &str =
    "INSERT INTO requests (key, hash, first_position, last_position, answer) VALUES (?1, ?2, ?3, ?4, ?5)";
const MOVE_HEAD: &str = "UPDATE head SET position = ?1, recorded_at = ?2";

type Done = Result<(), driver::Error>;

/// Judges and writes a group. Taking the write lock first is here what locking the head row is elsewhere.
pub(crate) fn append(
    connection: &mut Connection,
    group: &[Prepared],
    clock: &dyn Clock,
) -> Result<Vec<Outcome>, Broken> {
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(refused)?;
    let mut stage = Stage::default();
    let last = load(&transaction, group, &mut stage)?;
    let before = stage.head;
    let outcomes: Vec<Outcome> = group.iter().map(|request| stage.judge(request)).collect();
    if stage.head > before {
        let recorded_at = clock::to_text(clock.now()).max(last);
        write(&transaction, group, &outcomes, &stage, before, &recorded_at).map_err(refused)?;
        transaction.commit().map_err(|error| Broken::at_commit(refused(error)))?;
    }
    Ok(outcomes)
}

/// Reads all that the group is judged by; answers when the last position was recorded.
fn load(transaction: &Transaction<'_>, group: &[Prepared], stage: &mut Stage) -> Result<String, sqlx::Error> {
    let head = transaction
        .prepare_cached(HEAD)
        .and_then(|mut head| head.query_row([], |row| Ok((row.get(0)?, row.get(1)?))));
    let (position, last) = head.map_err(refused)?;
    stage.head = position;
    for request in group {
        load_versions(transaction, request, stage).map_err(refused)?;
        let claimed = request.takes.keys().chain(request.releases.iter().map(|(name, _)| name));
        for name in claimed {
            load_claims(transaction, name, stage)?;
        }
        load_request(transaction, request, stage).map_err(refused)?;
    }
    Ok(last)
}

fn load_versions(transaction: &Transaction<'_>, request: &Prepared, stage: &mut Stage) -> Done {
    let mut version = transaction.prepare_cached(VERSION)?;
    for (stream, _) in &request.expect {
        if !stage.versions.contains_key(stream) {
            stage.versions.insert(stream.clone(), version.query_row([stream], |row| row.get(0))?);
        }
    }
    Ok(())
}

fn load_claims(transaction: &Transaction<'_>, name: &Name, stage: &mut Stage) -> Result<(), sqlx::Error> {
    let mut claims = transaction.prepare_cached(CLAIMS).map_err(refused)?;
    let mut rows = claims.query([&name.0, &name.1]).map_err(refused)?;
    while let Some(row) = rows.next().map_err(refused)? {
        let read = || Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (holder, state, position): (_, String, _) = read().map_err(refused)?;
        let state = State::parse(&state)
            .ok_or_else(|| sqlx::Error::Decode(format!("no such claim: {state}").into()))?;
        stage.claims.entry(name.clone()).or_default().insert(holder, Held { state, position });
    }
    Ok(())
}

fn load_request(transaction: &Transaction<'_>, request: &Prepared, stage: &mut Stage) -> Done {
    let Some(asked) = &request.idempotency else { return Ok(()) };
    let mut known = transaction.prepare_cached(REQUEST)?;
    let mut rows = known.query([&asked.key])?;
    if let Some(row) = rows.next()? {
        let known = Request { hash: row.get(0)?, first: row.get(1)?, last: row.get(2)?, answer: row.get(3)? };
        stage.requests.insert(asked.key.clone(), known);
    }
    Ok(())
}

fn write(
    transaction: &Transaction<'_>,
    group: &[Prepared],
    outcomes: &[Outcome],
    stage: &Stage,
    before: i64,
    recorded_at: &str,
) -> Done {
    for (request, outcome) in group.iter().zip(outcomes) {
        if let Outcome::Appended { first, .. } = outcome {
            write_events(transaction, request, *first, recorded_at)?;
        }
    }
    write_claims(transaction, stage, before)?;
    let mut insert = transaction.prepare_cached(INSERT_REQUEST)?;
    for (key, request) in stage.requests.iter().filter(|(_, request)| request.first > before) {
        insert.execute(params![key, request.hash, request.first, request.last, request.answer])?;
    }
    transaction.prepare_cached(MOVE_HEAD)?.execute(params![stage.head, recorded_at])?;
    Ok(())
}

fn write_events(transaction: &Transaction<'_>, request: &Prepared, first: i64, recorded_at: &str) -> Done {
    let Prepared { lines, grow, common, .. } = request;
    let mut insert = transaction.prepare_cached(INSERT_EVENT)?;
    let (mut correlation, mut causation) = ([0; Hyphenated::LENGTH], [0; Hyphenated::LENGTH]);
    let correlation = text(common.correlation, &mut correlation);
    let causation = common.causation.map(|id| text(id, &mut causation));
    for (position, line) in (first..).zip(lines) {
        let Line { id, stream, version, kind, schema_version, body } = line;
        let stream = grow.get(*stream).map(|(stream, _)| stream);
        insert.execute(params![
            position,
            text(*id, &mut [0; Hyphenated::LENGTH]),
            stream,
            version,
            kind,
            schema_version,
            recorded_at,
            common.actor,
            common.acting_for,
            correlation,
            causation,
            common.document,
            body
        ])?;
    }
    Ok(())
}

/// The stored form of an id.
fn text(id: Uuid, buffer: &mut [u8; Hyphenated::LENGTH]) -> &str {
    id.hyphenated().encode_lower(buffer)
}

/// Releases go first, because a name has one holder at every moment, also between two rows.
fn write_claims(transaction: &Transaction<'_>, stage: &Stage, before: i64) -> Done {
    let all = stage.claims.iter().flat_map(|(name, holders)| holders.iter().map(move |held| (name, held)));
    let mut rows: Vec<_> = all.filter(|(_, (_, held))| held.position > before).collect();
    rows.sort_by_key(|(_, (_, held))| held.state != State::Released);
    let mut write = transaction.prepare_cached(WRITE_CLAIM)?;
    for ((scope, key), (holder, held)) in rows {
        write.execute(params![scope, key, holder, held.state.as_str(), held.position])?;
    }
    Ok(())
}
