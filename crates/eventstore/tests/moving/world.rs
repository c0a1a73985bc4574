//! Places a log can be moved between, and a way of reading them that knows nothing of how they are moved.

use chrono::{DateTime, TimeDelta, Utc};
use liangshi_eventstore::{
    Append, Claim, Clock, Idempotency, Log, ManualClock, MasterKey, NewEvent, Options, Outcome, Phase,
    StreamWrite,
};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::{path::Path, sync::Arc};
use tempfile::TempDir;
use uuid::Uuid;

use crate::fresh::{self, Fresh};

/// A place for a log, on a file or on a server.
pub(crate) struct Place {
    pub(crate) url: String,
    folder: TempDir,
    database: Option<String>,
}

impl Place {
    pub(crate) fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("log.db").display());
        Self { url, folder, database: None }
    }

    /// Nothing when the server is left out on purpose.
    pub(crate) async fn server() -> Option<Self> {
        let Fresh { url, database } = fresh::on_the_server().await?;
        Some(Self { url, folder: tempfile::tempdir().unwrap(), database: Some(database) })
    }

    /// A folder of its own, for files that are made of it.
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn open(&self) -> Log {
        let start: DateTime<Utc> = "2025-09-01T00:00:00Z".parse().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(start + TimeDelta::microseconds(7)));
        Log::open(&self.url, Options { clock, ..Options::new(MasterKey::from_bytes([7; 32])) }).await.unwrap()
    }

    /// Every row of every table of the log as text, whichever database it is in.
    pub(crate) async fn rows(&self) -> Vec<String> {
        let mut all = Vec::new();
        for text in TABLES {
            all.extend(self.texts(text.to_owned()).await);
        }
        all
    }

    pub(crate) async fn texts(&self, text: String) -> Vec<String> {
        if self.database.is_some() {
            let text = text.replace("hex(tail)", "upper(encode(tail, 'hex'))");
            let text = text.replace("hex(hashes)", "upper(encode(hashes, 'hex'))");
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_all(&mut connection).await.unwrap()
        }
    }

    /// Something of the rows of the key store, which is a file of its own or a schema.
    pub(crate) async fn keys(&self, before: &str, after: &str) -> Vec<String> {
        let schema = if self.database.is_some() { "liangshi_keys." } else { "" };
        let text = sqlx::AssertSqlSafe(format!("{before} {schema}subject_keys{after}"));
        if self.database.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = SqliteConnection::connect(&format!("{}.keys", self.url)).await.unwrap();
            sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap()
        }
    }

    /// All that the key store has on the disk, where it is a file.
    pub(crate) fn key_bytes(&self) -> Vec<u8> {
        let files = ["log.db.keys", "log.db.keys-wal"].map(|name| self.path(name));
        files.iter().flat_map(|file| std::fs::read(file).unwrap_or_default()).collect()
    }

    pub(crate) async fn number(&self, text: &str) -> i64 {
        self.texts(format!("SELECT CAST(({text}) AS TEXT)")).await[0].parse().unwrap()
    }

    /// Removes the database of a promise that was kept; that of a broken one stays to be looked at.
    pub(crate) async fn done(self) {
        if let Some(database) = &self.database {
            fresh::drop_database(database).await;
        }
    }
}

/// What stands in a row, with signs between that tell an absent value from an empty one.
const TABLES: [&str; 6] = [
    "SELECT log_id || '|' || position || '|' || recorded_at FROM head",
    "SELECT position || '|' || id || '|' || stream || '|' || version || '|' || kind || '|' || schema_version || '|'
         || recorded_at || '|' || actor || '|' || COALESCE(acting_for, '-') || '|' || correlation || '|'
         || COALESCE(causation, '-') || '|' || COALESCE(document, '-') || '|' || body FROM events ORDER BY position",
    "SELECT scope || '|' || key || '|' || holder || '|' || state || '|' || position FROM claims
      ORDER BY scope, key, holder",
    "SELECT key || '|' || hash || '|' || first_position || '|' || last_position || '|' || answer FROM requests
      ORDER BY key",
    "SELECT level || '|' || number || '|' || hex(hashes) FROM tiles ORDER BY level, number",
    "SELECT size || '|' || text || '|' || hex(tail) || '|' || signed_at FROM checkpoints ORDER BY size",
];

/// Changes a file behind the log's back.
pub(crate) async fn tamper(path: &Path, sql: &'static str) {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

pub(crate) fn quiet(_: Phase, _: i64, _: i64) {}

pub(crate) fn event(kind: &'static str, body: &str) -> NewEvent {
    NewEvent { id: Uuid::now_v7(), kind: kind.into(), schema_version: 1, body: body.to_owned() }
}

pub(crate) fn append(stream: &str, expected: i64, events: Vec<NewEvent>) -> Append {
    Append {
        writes: vec![StreamWrite { stream: stream.to_owned(), expected, events }],
        guards: Vec::new(),
        claims: Vec::new(),
        actor: "officer-1".into(),
        acting_for: None,
        correlation: Uuid::now_v7(),
        causation: None,
        document: None,
        idempotency: None,
    }
}

pub(crate) fn named(stream: &str, expected: i64, name: &str) -> Append {
    append(stream, expected, vec![event("teacher.named", &format!(r#"{{"name":{{"personal":"{name}"}}}}"#))])
}

pub(crate) fn asked(key: &str, stream: &str, expected: i64) -> Append {
    let idempotency =
        Some(Idempotency { key: key.into(), hash: "h".into(), answer: r#"{"ids":[1]}"#.into() });
    Append { idempotency, ..append(stream, expected, vec![event("asked", "{}")]) }
}

pub(crate) fn take(key: &str, holder: &str, ever: bool) -> Claim {
    Claim::Take { scope: "seat".into(), key: key.into(), holder: holder.into(), ever }
}

pub(crate) fn release(key: &str, holder: &str) -> Claim {
    Claim::Release { scope: "seat".into(), key: key.into(), holder: holder.into() }
}

pub(crate) async fn wrote(log: &Log, append: Append) -> i64 {
    match log.append(append).await.unwrap() {
        Outcome::Appended { last, .. } => last,
        other @ (Outcome::AlreadyAppended { .. }
        | Outcome::Conflict { .. }
        | Outcome::ClaimTaken { .. }
        | Outcome::KeyReused { .. }) => panic!("{other:?}"),
    }
}

/// A log with something of everything a log can hold.
pub(crate) async fn fill(place: &Place) {
    let log = place.open().await;
    let mut first = named("teacher-1", 0, "甲乙丙");
    first.acting_for = Some("organisation-1".into());
    first.causation = Some(Uuid::now_v7());
    first.document = Some(r#"{"number":"东教〔2022〕1号"}"#.into());
    first.claims = vec![take("a", "teacher-1", false), take("ever", "teacher-1", true)];
    wrote(&log, first).await;
    let odd = r#"{ "n": 1.0,  "t":"line\nquote\"slash\\ tab\t 𠮷  \u00e9" }"#;
    wrote(&log, append("odd 流", 0, vec![event("odd", odd), event("odd", "{}")])).await;
    let passed =
        vec![release("a", "teacher-1"), take("a", "teacher-2", false), take("b", "teacher-2", false)];
    wrote(&log, Append { claims: passed, ..named("teacher-2", 0, "丁") }).await;
    let released = vec![release("b", "teacher-2")];
    wrote(&log, Append { claims: released, ..named("teacher-2", 1, "戊") }).await;
    wrote(&log, asked("key-1", "asked-1", 0)).await;
    wrote(&log, append("many", 0, (0..600).map(|_| event("many", "{}")).collect())).await;
    log.attest().await.unwrap();
    wrote(&log, asked("key-2", "asked-1", 1)).await;
    log.attest().await.unwrap();
    wrote(&log, append("many", 600, vec![event("many", "{}")])).await;
    log.close().await;
}

/// A log of so many events that a copy takes a while: more than two pages, and as many claims and keys as streams.
pub(crate) async fn fill_much(place: &Place) -> i64 {
    let log = place.open().await;
    for part in 0..20 {
        let stream = format!("teacher-{part}");
        let events = (0..450).map(|_| event("many", r#"{"text":"something of an ordinary length"}"#));
        let idempotency =
            Some(Idempotency { key: format!("key-{part}"), hash: "h".into(), answer: "{}".into() });
        let claims = vec![take(&stream, &stream, false)];
        wrote(&log, Append { claims, idempotency, ..append(&stream, 0, events.collect()) }).await;
    }
    log.attest().await.unwrap();
    let head = log.head().await.unwrap().position;
    log.close().await;
    head
}
