//! A fresh log with its views for each story, on a file or on a server.

use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use liangshi_domain::{CivilDate, Decider, DecisionDocument, EventId, Stamp};
use liangshi_eventstore::{Answer, Clock, Execution, Log, ManualClock, MasterKey, Options, execute};
use liangshi_projection::{At, Views, views};
use sqlx::{Connection, PgConnection, SqliteConnection};
use uuid::Uuid;

const SERVER: &str = "LIANGSHI_TEST_POSTGRES";
const FILE_ONLY: &str = "LIANGSHI_TEST_SQLITE_ONLY";

pub(crate) struct World {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) log: Log,
    pub(crate) views: Views,
    pub(crate) url: String,
    /// The name of the database on the server; empty on a file.
    pub(crate) database: String,
    _folder: Option<tempfile::TempDir>,
    ids: AtomicU64,
}

impl World {
    pub(crate) async fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("log.db").display());
        Self::at_address(url, String::new(), Some(folder)).await
    }

    /// Nothing when the server is left out on purpose; leaving it out by accident fails.
    pub(crate) async fn server() -> Option<Self> {
        let Ok(server) = std::env::var(SERVER) else {
            let left_out = std::env::var(FILE_ONLY).is_ok_and(|value| value == "1");
            assert!(left_out, "set {SERVER} to the address of a server, or {FILE_ONLY}=1");
            return None;
        };
        let database = format!("liangshi_views_{}", Uuid::now_v7().simple());
        administer(created(&database)).await;
        let (base, query) = server.split_once('?').unwrap_or((&server, ""));
        let authority = base.find("://").map_or(0, |at| at + 3);
        let end = base[authority..].find('/').map_or(base.len(), |at| authority + at);
        let url = format!("{}/{database}?{query}", &base[..end]);
        Some(Self::at_address(url, database, None).await)
    }

    async fn at_address(url: String, database: String, folder: Option<tempfile::TempDir>) -> Self {
        let start: DateTime<Utc> = "2022-06-30T00:00:00Z".parse().unwrap();
        let clock = Arc::new(ManualClock::new(start));
        let log = opened(&url, &clock).await;
        let views = Views::open(&url, log.clone(), views::ALL).await.unwrap();
        Self { clock, log, views, url, database, _folder: folder, ids: AtomicU64::new(1) }
    }

    /// The views of this log opened once more, as another process would.
    pub(crate) async fn opened_again(&self) -> Views {
        Views::open(&self.url, self.log.clone(), views::ALL).await.unwrap()
    }

    /// Log and views opened once more, with nothing in common but the database.
    pub(crate) async fn process(&self) -> (Log, Views) {
        let log = opened(&self.url, &self.clock).await;
        let views = Views::open(&self.url, log.clone(), views::ALL).await.unwrap();
        (log, views)
    }

    /// Does what is asked, brings the views up to it, and answers the id of its first event.
    pub(crate) async fn does<D: Decider<Refusal: Debug>>(
        &self,
        stream: String,
        command: D::Command,
    ) -> EventId {
        let event = self.records::<D>(stream, command).await;
        self.views.catch_up(|_| {}).await.unwrap();
        event
    }

    /// Does what is asked and leaves the views where they are.
    pub(crate) async fn records<D: Decider<Refusal: Debug>>(
        &self,
        stream: String,
        command: D::Command,
    ) -> EventId {
        self.clock.advance(TimeDelta::seconds(1));
        let stamp = stamp();
        let new_id = || Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::Relaxed)));
        let execution = Execution::<D> {
            stream,
            command: &command,
            stamp: &stamp,
            expected: None,
            request: None,
            new_id: &new_id,
        };
        let answer = execute(&self.log, execution).await.unwrap();
        let Answer::Done(done) = answer else { panic!("{answer:?}") };
        EventId(done.events[0])
    }

    /// The day, as known now.
    pub(crate) async fn at(&self, valid: &str) -> At {
        At { valid: day(valid), known: self.log.head().await.unwrap().position }
    }

    /// Goes behind the log's back.
    pub(crate) async fn log_sql(&self, sql: &str) {
        self.sql(&self.url, sql.to_owned()).await;
    }

    /// Goes behind the views' back.
    pub(crate) async fn views_sql(&self, sql: &str) {
        if self.database.is_empty() {
            self.sql(&format!("{}.views", self.url), sql.to_owned()).await;
        } else {
            self.sql(&self.url, format!("SET search_path = liangshi_views; {sql}")).await;
        }
    }

    /// Asks the server itself.
    pub(crate) async fn server_texts(&self, sql: &'static str) -> Vec<String> {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
    }

    async fn sql(&self, url: &str, sql: String) {
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
        if self.database.is_empty() {
            sql.execute(&mut SqliteConnection::connect(url).await.unwrap()).await.unwrap();
        } else {
            sql.execute(&mut PgConnection::connect(url).await.unwrap()).await.unwrap();
        }
    }
}

async fn opened(url: &str, clock: &Arc<ManualClock>) -> Log {
    let shared: Arc<dyn Clock> = clock.clone();
    let options = Options { clock: shared, ..Options::new(MasterKey::from_bytes([7; 32])) };
    Log::open(url, options).await.unwrap()
}

/// A server sorts by the words of its locale unless told otherwise, so the stories are told on one that does.
fn created(database: &str) -> String {
    format!(
        "CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'"
    )
}

/// Removes the database of a story that was kept; that of a broken one stays to be looked at.
pub(crate) async fn drop_database(database: &str) {
    administer(format!("DROP DATABASE {database} WITH (FORCE)")).await;
}

async fn administer(sql: String) {
    let mut connection = PgConnection::connect(&std::env::var(SERVER).unwrap()).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
}

fn stamp() -> Stamp {
    Stamp {
        actor: "officer-1".to_owned(),
        acting_for: None,
        today: day("2022-06-30"),
        correlation: Uuid::nil(),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document: Some(DecisionDocument {
            issuer: "市教育局".to_owned(),
            number: "教〔2022〕12号".to_owned(),
            issued: None,
            title: None,
            digest: None,
        }),
    }
}

pub(crate) fn on(text: &str) -> CivilDate {
    CivilDate::start(text).unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    on(text).day
}
