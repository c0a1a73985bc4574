//! Bringing two key stores together. A key is destroyed for good: whichever side knows of it, and also where only the log
//! does, it is destroyed afterwards.

use crate::{
    database::{Database, on},
    seal,
    trouble::MoveFailure,
};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// The secret whose row says under which master key a whole store is.
const HASHING: &str = "hashing";

const BEGIN: (&str, &str) = ("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ");
const BEGIN_WRITE: (&str, &str) = ("BEGIN IMMEDIATE", "BEGIN");
const LOCK: (&str, &str) = ("SELECT 1", "LOCK TABLE subject_keys, secrets IN EXCLUSIVE MODE");
const KEYS: &str = "
    SELECT key_id, subject, suite, master, wrapped, nonce, created_at, destroyed_at, destroyed_by, reason
      FROM subject_keys
     ORDER BY key_id";
const SECRETS: &str = "SELECT name, suite, master, wrapped, nonce, created_at FROM secrets ORDER BY name";
const ERASURES: &str =
    "SELECT stream, position, recorded_at, actor FROM events WHERE kind = $1 ORDER BY position";
const SEALED: &str = "SELECT body FROM events WHERE stream = $1 AND position <= $2 ORDER BY position";

/// One statement for each database: rows come as one JSON array of arrays.
macro_rules! from_rows {
    ($before:literal, $after:literal) => {
        (
            concat!($before, " FROM json_each($1) AS r ", $after),
            concat!($before, " FROM jsonb_array_elements(CAST($1 AS JSONB)) AS r (value) ", $after),
        )
    };
}
const ADD: (&str, &str) = from_rows!(
    "INSERT INTO subject_keys (key_id, subject, suite, master, wrapped, nonce, created_at,
                               destroyed_at, destroyed_by, reason)
     SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, r.value ->> 5, r.value ->> 6,
            r.value ->> 7, r.value ->> 8, r.value ->> 9",
    ""
);
const DESTROY: (&str, &str) = from_rows!(
    "UPDATE subject_keys
        SET wrapped = '', nonce = '', destroyed_at = r.value ->> 1, destroyed_by = r.value ->> 2, reason = r.value ->> 3",
    "WHERE subject_keys.key_id = r.value ->> 0 AND subject_keys.destroyed_at IS NULL"
);
/// The secrets of a store that has sealed nothing yet are of no use; those that come with keys are.
const KEEP_SECRETS: (&str, &str) = from_rows!(
    "INSERT INTO secrets (name, suite, master, wrapped, nonce, created_at)
     SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, r.value ->> 5",
    "WHERE TRUE ON CONFLICT (name) DO NOTHING"
);
const REPLACE_SECRETS: (&str, &str) = from_rows!(
    "INSERT INTO secrets (name, suite, master, wrapped, nonce, created_at)
     SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, r.value ->> 5",
    "WHERE TRUE ON CONFLICT (name) DO UPDATE
       SET suite = excluded.suite, master = excluded.master, wrapped = excluded.wrapped, nonce = excluded.nonce,
           created_at = excluded.created_at"
);
/// Takes the old bytes off the disk as far as the database can.
const SWEEP: (&str, &str) = ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM subject_keys");

#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Key {
    key_id: String,
    subject: String,
    suite: String,
    master: String,
    wrapped: String,
    nonce: String,
    created_at: String,
    pub(crate) destroyed_at: Option<String>,
    destroyed_by: Option<String>,
    reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Secret {
    name: String,
    suite: String,
    master: String,
    wrapped: String,
    nonce: String,
    created_at: String,
}

impl Key {
    /// What is left of it once it is destroyed.
    fn destroyed(self, end: &End) -> Self {
        let (at, by, reason) = (Some(end.at.clone()), Some(end.by.clone()), Some(end.reason.clone()));
        let (wrapped, nonce) = (String::new(), String::new());
        Self { wrapped, nonce, destroyed_at: at, destroyed_by: by, reason, ..self }
    }

    fn end(&self) -> Option<End> {
        let at = self.destroyed_at.clone()?;
        let (by, reason) = (self.destroyed_by.clone(), self.reason.clone());
        Some(End { at, by: by.unwrap_or_default(), reason: reason.unwrap_or_default() })
    }
}

/// When, by whom and why a key was destroyed.
#[derive(Clone, Debug)]
struct End {
    at: String,
    by: String,
    reason: String,
}

/// All that a key store holds.
pub(crate) struct Store {
    pub(crate) keys: Vec<Key>,
    pub(crate) secrets: Vec<Secret>,
}

impl Store {
    /// The fingerprint of the master key that all of it is under.
    pub(crate) fn master(&self) -> Option<&str> {
        let hashing = self.secrets.iter().find(|secret| secret.name == HASHING).map(|secret| &secret.master);
        let alive = self.keys.iter().find(|key| key.destroyed_at.is_none()).map(|key| &key.master);
        hashing.or(alive).map(String::as_str)
    }
}

/// What putting keys back did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysRestored {
    /// Keys that were missing here.
    pub added: usize,
    /// Keys that were here already and stayed as they were.
    pub present: usize,
    /// Keys that are alive in the backup and stay destroyed, because they were destroyed here.
    pub stayed_destroyed: usize,
    /// Keys that were alive here, or in the backup, of persons who were erased; they are destroyed now.
    pub destroyed: usize,
    /// Keys that are nobody's own and were taken over.
    pub secrets: usize,
    /// Subjects who were given another key here meanwhile; of each, the key in the backup was left out.
    pub left_out: Vec<String>,
    /// The fingerprint of the master key that the store is under now.
    pub master: Option<String>,
}

/// All rows of the key store, as they are at one moment.
pub(crate) async fn store(database: &Database) -> Result<Store, MoveFailure> {
    let begin = database.keys.pick(BEGIN.0, BEGIN.1);
    on!(&database.keys, |pool| {
        let mut transaction = pool.begin_with(begin).await?;
        let keys: Vec<Key> = sqlx::query_as(KEYS).fetch_all(&mut *transaction).await?;
        let secrets: Vec<Secret> = sqlx::query_as(SECRETS).fetch_all(&mut *transaction).await?;
        Ok(Store { keys, secrets })
    })
}

pub(crate) async fn merge(
    database: &Database,
    given: Store,
    erasing: &[&str],
) -> Result<KeysRestored, MoveFailure> {
    let erased = erased(database, erasing).await?;
    let here = store(database).await?;
    let empty = here.keys.is_empty();
    if let (Some(here), Some(given)) = (here.master(), given.master())
        && !empty
        && here != given
    {
        return Err(MoveFailure::Keys(format!(
            "those of the file are under the master key {given} and those here under {here}; use a backup made after \
             the master key was changed"
        )));
    }
    let mut plan = plan(&here, given.keys, &erased);
    let had: HashSet<&str> = here.secrets.iter().map(|secret| secret.name.as_str()).collect();
    let new = given.secrets.iter().filter(|secret| empty || !had.contains(secret.name.as_str())).count();
    plan.done.secrets = new;
    plan.done.master = if empty {
        given_or_here(&given.secrets, &plan.add, &here)
    } else {
        here.master().map(str::to_owned)
    };
    apply(database, &plan, &given.secrets, empty).await?;
    if !plan.destroy.is_empty() {
        sweep(database).await;
    }
    Ok(plan.done)
}

/// The keys that sealed something of a person before that person was erased. A key made later, for one who came back, is
/// not among them.
async fn erased(database: &Database, erasing: &[&str]) -> Result<HashMap<String, End>, MoveFailure> {
    let mut ends = HashMap::new();
    for kind in erasing {
        let erasures: Vec<(String, i64, String, String)> =
            on!(&database.reads, |pool| sqlx::query_as(ERASURES).bind(*kind).fetch_all(pool).await)?;
        for (stream, position, at, by) in erasures {
            let bodies: Vec<String> = on!(&database.reads, |pool| sqlx::query_scalar(SEALED)
                .bind(&stream)
                .bind(position)
                .fetch_all(pool)
                .await)?;
            let end = End { at, by, reason: format!("erased by the event at position {position}") };
            for body in bodies.iter().filter(|body| seal::is_sealed(body)) {
                let ids = seal::key_ids(body).map_err(|reason| {
                    MoveFailure::Keys(format!("a sealed value of {stream} cannot be read: {reason}"))
                })?;
                for id in ids {
                    ends.entry(id).or_insert_with(|| end.clone());
                }
            }
        }
    }
    Ok(ends)
}

/// What is to be done to the store here.
#[derive(Default)]
struct Plan {
    add: Vec<Key>,
    destroy: Vec<(String, End)>,
    done: KeysRestored,
}

fn plan(here: &Store, given: Vec<Key>, erased: &HashMap<String, End>) -> Plan {
    let mut plan = Plan::default();
    let known: HashMap<&str, &Key> = here.keys.iter().map(|key| (key.key_id.as_str(), key)).collect();
    let alive = |key: &&Key| key.destroyed_at.is_none() && !erased.contains_key(&key.key_id);
    let subjects: HashSet<&str> = here.keys.iter().filter(alive).map(|key| key.subject.as_str()).collect();
    let mut ends: HashMap<&str, End> = HashMap::new();
    for key in given {
        let end = key.end();
        match (known.get(key.key_id.as_str()), end.as_ref().or(erased.get(&key.key_id))) {
            (Some(here), _) if here.destroyed_at.is_some() => {
                plan.done.present += usize::from(key.destroyed_at.is_some());
                plan.done.stayed_destroyed += usize::from(key.destroyed_at.is_none());
            }
            (Some(here), Some(end)) => drop(ends.insert(&here.key_id, end.clone())),
            (Some(_), None) => plan.done.present += 1,
            (None, Some(end)) => {
                plan.done.destroyed += usize::from(key.destroyed_at.is_none());
                plan.done.added += usize::from(key.destroyed_at.is_some());
                plan.add.push(key.destroyed(&end.clone()));
            }
            (None, None) if subjects.contains(key.subject.as_str()) => plan.done.left_out.push(key.subject),
            (None, None) => {
                plan.done.added += 1;
                plan.add.push(key);
            }
        }
    }
    for key in here.keys.iter().filter(|key| key.destroyed_at.is_none()) {
        if let Some(end) = ends.remove(key.key_id.as_str()).or_else(|| erased.get(&key.key_id).cloned()) {
            plan.destroy.push((key.key_id.clone(), end));
        }
    }
    plan.done.destroyed += plan.destroy.len();
    plan
}

fn given_or_here(secrets: &[Secret], keys: &[Key], here: &Store) -> Option<String> {
    let given = Store { keys: keys.to_vec(), secrets: secrets.to_vec() };
    given.master().or(here.master()).map(str::to_owned)
}

/// All of it or nothing. Others who make keys meanwhile wait, or have made theirs and the database refuses a second one.
async fn apply(database: &Database, plan: &Plan, secrets: &[Secret], empty: bool) -> Result<(), MoveFailure> {
    let pool = &database.keys;
    let add = plan.add.iter().map(|k| {
        let head = (&k.key_id, &k.subject, &k.suite, &k.master, &k.wrapped, &k.nonce, &k.created_at);
        let (a, b, c, d, e, f, g) = head;
        (a, b, c, d, e, f, g, &k.destroyed_at, &k.destroyed_by, &k.reason)
    });
    let add = serde_json::to_string(&add.collect::<Vec<_>>())?;
    let destroy = plan.destroy.iter().map(|(id, end)| (id, &end.at, &end.by, &end.reason));
    let destroy = serde_json::to_string(&destroy.collect::<Vec<_>>())?;
    let secret =
        |s: &Secret| serde_json::json!([s.name, s.suite, s.master, s.wrapped, s.nonce, s.created_at]);
    let secrets = serde_json::to_string(&secrets.iter().map(secret).collect::<Vec<_>>())?;
    let keep = if empty { REPLACE_SECRETS } else { KEEP_SECRETS };
    // What is destroyed makes room for the subject's other key, and secrets first say under which master key the store is.
    let steps = [(keep, secrets), (DESTROY, destroy), (ADD, add)];
    let steps = steps.map(|((embedded, server), rows)| (pool.pick(embedded, server), rows));
    let (begin, lock) = (pool.pick(BEGIN_WRITE.0, BEGIN_WRITE.1), pool.pick(LOCK.0, LOCK.1));
    on!(pool, |pool| {
        let mut transaction = pool.begin_with(begin).await?;
        sqlx::query(lock).execute(&mut *transaction).await?;
        for (text, rows) in &steps {
            sqlx::query(*text).bind(rows).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    });
    Ok(())
}

async fn sweep(database: &Database) {
    let pool = &database.keys;
    let text = pool.pick(SWEEP.0, SWEEP.1);
    if let Err(error) = on!(pool, |pool| sqlx::raw_sql(text).execute(pool).await.map(|_| ())) {
        tracing::warn!(%error, "destroyed keys are gone, but their old bytes may stay on the disk for a while");
    }
}
