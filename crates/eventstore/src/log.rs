//! The door: everything that can be done with the log.

use crate::{
    clock::{self, Clock, SystemClock},
    database::{Database, on},
    envelope::{Append, Head, Outcome, Recorded},
    failure::Failure,
    follow,
    key::MasterKey,
    page,
    prepare::{self, Ready},
    read::{self, Answered},
    seal,
    upcast::Upcasters,
    vault::Vault,
    writer::{Job, Writer},
};
use chrono::{DateTime, Utc};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};
use uuid::Uuid;

/// How long an append waits for room in the queue before it is turned away.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a log is opened with.
pub struct Options {
    /// Where it learns the time.
    pub clock: Arc<dyn Clock>,
    /// What all keys of subjects are under.
    pub master_key: MasterKey,
    /// How many appends may wait; beyond that, callers do.
    pub queue: usize,
    /// How old shapes are lifted when read.
    pub upcasters: Upcasters,
}

impl Options {
    /// The clock of the machine, a queue of 1024 and no old shapes.
    pub fn new(master_key: MasterKey) -> Self {
        Self { clock: Arc::new(SystemClock), master_key, queue: 1024, upcasters: Upcasters::default() }
    }
}

/// The log. Clones share one writer.
#[derive(Clone)]
pub struct Log(Arc<Inner>);

struct Inner {
    database: Database,
    vault: Vault,
    upcasters: Upcasters,
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    follower: JoinHandle<()>,
    head: Arc<watch::Sender<i64>>,
    clock: Arc<dyn Clock>,
    id: String,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.follower.abort();
    }
}

impl Log {
    /// Opens the log at `sqlite:PATH` (its keys are in `PATH.keys`) or `postgres://…` (its keys are in a schema of their
    /// own), and brings its tables to their present shape.
    pub async fn open(url: &str, options: Options) -> Result<Self, Failure> {
        let Options { clock, master_key, queue, upcasters } = options;
        let database = Database::open(url).await?;
        let vault = Vault::open(database.keys.clone(), master_key, clock.clone()).await?;
        let (position, _): (i64, String) =
            on!(&database.reads, |pool| sqlx::query_as(read::HEAD).fetch_one(pool).await)?;
        let id: String = on!(&database.reads, |pool| sqlx::query_scalar(read::LOG_ID).fetch_one(pool).await)?;
        let head = Arc::new(watch::Sender::new(position));
        let (sender, receiver) = mpsc::channel(queue.max(1));
        let writer = Writer { database: database.clone(), clock: clock.clone(), head: head.clone() };
        Ok(Self(Arc::new(Inner {
            writer: Mutex::new(Some(writer.start(receiver)?)),
            follower: tokio::spawn(follow::follow(database.clone(), head.clone())),
            queue: Mutex::new(Some(sender)),
            database,
            vault,
            upcasters,
            head,
            clock,
            id,
        })))
    }

    /// Writes all of it or nothing. An answer means that it is on the disk and can be read. An append that was sent goes
    /// on even when its caller stops waiting.
    pub async fn append(&self, append: Append) -> Result<Outcome, Failure> {
        let queue =
            self.0.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(Failure::Closed)?;
        let request = match prepare::prepare(&self.0.vault, append).await? {
            Ready::Queue(request) => *request,
            Ready::Refused(outcome) => return Ok(outcome),
        };
        let (answer, outcome) = oneshot::channel();
        let place = tokio::time::timeout(PATIENCE, queue.reserve()).await.map_err(|_| Failure::Overloaded)?;
        place.map_err(|_| Failure::Closed)?.send(Job { request, answer });
        drop(queue);
        let outcome = outcome.await.unwrap_or(Err(Failure::OutcomeUnknown));
        if matches!(outcome, Err(Failure::KeyGone | Failure::OutcomeUnknown)) {
            // What this process remembers of the keys may be more than what the store still has.
            self.0.vault.forget();
        }
        outcome
    }

    /// The history of one stream after a version, personal values opened and old shapes lifted.
    pub async fn stream(&self, stream: &str, after_version: i64) -> Result<Vec<Recorded>, Failure> {
        self.open_all(page::of_stream(&self.0.database.reads, stream, after_version).await?.recorded()?).await
    }

    /// What follows a position, in order and without gaps, personal values opened and old shapes lifted.
    pub async fn after(&self, position: i64, limit: i64) -> Result<Vec<Recorded>, Failure> {
        self.open_all(self.after_sealed(position, limit).await?).await
    }

    /// What follows a position, as it is stored: for those who verify or copy the log.
    pub async fn after_sealed(&self, position: i64, limit: i64) -> Result<Vec<Recorded>, Failure> {
        page::after(&self.0.database.reads, position, limit).await?.recorded()
    }

    /// The event of this id, opened and lifted.
    pub async fn by_id(&self, id: Uuid) -> Result<Option<Recorded>, Failure> {
        let page = page::of_id(&self.0.database.reads, &id.to_string()).await?;
        Ok(self.open_all(page.recorded()?).await?.pop())
    }

    /// What was answered to an idempotency key, when it was used already.
    pub async fn answered(&self, key: &str) -> Result<Option<Answered>, Failure> {
        Ok(on!(&self.0.database.reads, |pool| sqlx::query_as(read::ANSWERED)
            .bind(key)
            .fetch_optional(pool)
            .await)?)
    }

    /// The end of the log.
    pub async fn head(&self) -> Result<Head, Failure> {
        read::head(on!(&self.0.database.reads, |pool| sqlx::query_as(read::HEAD).fetch_one(pool).await)?)
    }

    /// The last position that was recorded at or before an instant; 0 when there is none.
    pub async fn position_at(&self, instant: DateTime<Utc>) -> Result<i64, Failure> {
        let position: Option<i64> =
            on!(&self.0.database.reads, |pool| sqlx::query_scalar(read::POSITION_AT)
                .bind(clock::to_text(instant))
                .fetch_optional(pool)
                .await)?;
        Ok(position.unwrap_or(0))
    }

    /// Tells each new head once what stands before it can be read, whichever process wrote it.
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.0.head.subscribe()
    }

    /// Which log this is, the same in every copy of it. What was derived from another log has no place beside this one.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The keys of this log.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// The connections, for what else is kept beside the events.
    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    /// Where this log learns the time.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    /// Writes what waits, takes no more, and lets go of the database.
    pub async fn close(&self) {
        drop(self.0.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the writer of the log ended badly");
        }
        self.0.follower.abort();
        self.0.database.close().await;
    }

    /// Opens the personal values of what was read, and lifts old shapes.
    pub(crate) async fn open_all(&self, mut events: Vec<Recorded>) -> Result<Vec<Recorded>, Failure> {
        let sealed: Vec<bool> = events.iter().map(|event| seal::is_sealed(&event.body)).collect();
        let mut ids = HashSet::new();
        for (event, _) in events.iter().zip(&sealed).filter(|(_, sealed)| **sealed) {
            ids.extend(seal::key_ids(&event.body).map_err(unreadable(event.position))?);
        }
        let keys = self.0.vault.keys_by_id(ids).await?;
        for (event, sealed) in events.iter_mut().zip(sealed) {
            if sealed {
                event.body =
                    seal::open(&event.body, &event.stream, &keys).map_err(unreadable(event.position))?;
            }
            let lifted = self.0.upcasters.lift(&event.kind, event.schema_version, &event.body);
            if let Some(((kind, version), body)) = lifted.map_err(unreadable(event.position))? {
                (event.kind, event.schema_version, event.body) = (kind.to_owned(), version, body);
            }
        }
        Ok(events)
    }
}

fn unreadable(position: i64) -> impl FnOnce(String) -> Failure {
    move |reason| Failure::Unreadable { position, reason }
}
