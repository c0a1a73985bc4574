//! The views of one process: who asks them, and who may move them on.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use liangshi_eventstore::Log;
use tokio::sync::{Mutex, RwLock, RwLockReadGuard, watch};
use uuid::Uuid;

use crate::{
    database::Database,
    digest,
    failure::Failure,
    lease::Lease,
    live::{self, Live},
    registry,
    view::View,
};

/// Where one view stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// Its name.
    pub name: String,
    /// The version of its rows.
    pub version: i64,
    /// The position its rows reach.
    pub position: i64,
    /// The position of the log's head.
    pub head: i64,
}

/// What a check of a view found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// The view.
    pub name: String,
    /// The position at which both were compared.
    pub position: i64,
    /// The digest of the rows that answer.
    pub live: String,
    /// The digest of rows built from nothing.
    pub rebuilt: String,
}

impl Check {
    /// Whether the view holds what the log says.
    pub fn agrees(&self) -> bool {
        self.live == self.rebuilt
    }
}

/// The views and what feeds them. Several processes may open the views of one log: all of them answer, and one of them,
/// the holder of a lease, moves the views on.
#[derive(Clone)]
pub struct Views {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) database: Database,
    pub(crate) log: Log,
    /// Every view there is. The machinery is handed the list and knows none by name.
    pub(crate) all: &'static [&'static dyn View],
    /// The generation of each view that answers.
    generations: RwLock<BTreeMap<&'static str, i64>>,
    /// Only one task looks the generations up, so that an older look never replaces a newer one.
    looking: Mutex<()>,
    /// Only one task moves the views on.
    pub(crate) live: Mutex<Live>,
    /// Only one view is built beside the ones that answer, because its table is named after the next generation.
    pub(crate) beside: Mutex<()>,
    pub(crate) position: watch::Sender<i64>,
    /// Up to here nobody was ever counted under another registration, so that hardly any question has to ask.
    pub(crate) alone_until: AtomicI64,
    pub(crate) lease: Lease,
    /// Whether the lease is kept between two steps, because somebody follows the log all the time.
    pub(crate) following: AtomicBool,
    pub(crate) holding: AtomicBool,
}

/// How long one process waits for another: for its lease, or for it to move on at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// How soon and how seldom it is looked after a process that projects.
pub(crate) const SOON: Duration = Duration::from_millis(4);
pub(crate) const SELDOM: Duration = Duration::from_millis(128);

impl Views {
    /// Opens the views beside the log at the address. Views of another version are built anew before anything answers.
    ///
    /// # Errors
    /// When the database cannot be opened, the log cannot be read, or the views have to be built anew and another process
    /// does not give way.
    pub async fn open(address: &str, log: Log, all: &'static [&'static dyn View]) -> Result<Self, Failure> {
        let database = Database::open(address).await?;
        registry::create(&database).await?;
        let lease = Lease::projector(&database, &me());
        let live = match live::taken_up(&database, &log, all).await? {
            Some(live) => live,
            None => live::made(&database, &log, all, &lease).await?,
        };
        let inner = Inner {
            position: watch::Sender::new(live.fold.position),
            alone_until: AtomicI64::new(0),
            generations: RwLock::new(live.answering()),
            looking: Mutex::new(()),
            live: Mutex::new(live),
            beside: Mutex::new(()),
            following: AtomicBool::new(false),
            holding: AtomicBool::new(false),
            database,
            log,
            all,
            lease,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Brings every view to the head the log has now, telling the position after each step. Where another process projects
    /// it is waited for; when that one dies, this one goes on in its place.
    ///
    /// # Errors
    /// When an event cannot be read, the log has a gap, a database fails, or another process projects and stands still.
    pub async fn catch_up(&self, mut told: impl FnMut(i64)) -> Result<i64, Failure> {
        let (mut pause, mut reached, mut moved) = (SOON, self.position(), Instant::now());
        // The head is asked once: while others write without a pause, who runs after the present one never arrives.
        let head = self.inner.log.head().await?.position;
        loop {
            match self.turn(head, &mut told).await {
                Ok(Some(position)) if position >= head => return Ok(position),
                Ok(None) if self.position() >= head => return Ok(self.position()),
                Ok(_) | Err(Failure::LeaseLost | Failure::Overtaken(_)) => {}
                Err(failure) => return Err(failure),
            }
            if self.position() != reached {
                (reached, moved, pause) = (self.position(), Instant::now(), SOON);
                told(reached);
            } else if moved.elapsed() > PATIENCE {
                return Err(Failure::Stale { asked: head, at: reached });
            }
            tokio::time::sleep(pause).await;
            pause = SELDOM.min(pause * 2);
        }
    }

    /// Looks up which generation of each view answers and how far all of them have come.
    pub(crate) async fn reload(&self) -> Result<(), Failure> {
        let _alone = self.inner.looking.lock().await;
        let entries = registry::seen(&self.inner.database).await?;
        let own = |view: &&'static dyn View| {
            let entry = entries.iter().find(|entry| entry.name == view.name())?;
            // A view of another version has other columns; it is not this program's to ask.
            (entry.version == view.version()).then_some((view.name(), entry.generation, entry.position))
        };
        let found: Vec<_> = self.inner.all.iter().filter_map(own).collect();
        let mut changed = false;
        let mut generations = self.inner.generations.write().await;
        for (name, generation, _) in &found {
            changed |= generations.insert(name, *generation) != Some(*generation);
        }
        drop(generations);
        let reached = found.iter().map(|(_, _, position)| *position).min();
        if let Some(reached) = reached.filter(|_| found.len() == self.inner.all.len()) {
            // Only views that were begun anew go back; otherwise somebody else just knew it earlier.
            self.inner.position.send_if_modified(|at| {
                let moves = reached > *at || (changed && reached != *at);
                *at = if moves { reached } else { *at };
                moves
            });
        }
        Ok(())
    }

    /// The position every view has reached.
    pub fn position(&self) -> i64 {
        *self.inner.position.borrow()
    }

    /// Whether it is this process that moves the views on.
    pub fn projects_here(&self) -> bool {
        self.inner.holding.load(Ordering::Relaxed)
    }

    pub(crate) fn follows(&self) -> bool {
        self.inner.following.load(Ordering::Relaxed)
    }

    /// Waits until the views have reached a position.
    ///
    /// # Errors
    /// [`Failure::Stale`] when they did not within the time.
    pub async fn wait_for(&self, position: i64, at_most: Duration) -> Result<(), Failure> {
        let mut reached = self.inner.position.subscribe();
        let waited = tokio::time::timeout(at_most, reached.wait_for(|at| *at >= position)).await;
        match waited {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Failure::Stale { asked: position, at: self.position() }),
        }
    }

    /// Where every view stands.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn status(&self) -> Result<Vec<Status>, Failure> {
        let head = self.inner.log.head().await?.position;
        let entries = registry::all(&self.inner.database).await?;
        let status = |entry: registry::Entry| Status {
            name: entry.name,
            version: entry.version,
            position: entry.position,
            head,
        };
        Ok(entries.into_iter().map(status).collect())
    }

    pub(crate) fn find(&self, name: &str) -> Result<&'static dyn View, Failure> {
        self.inner.all.iter().copied().find(|view| view.name() == name).ok_or_else(|| self.unknown(name))
    }

    pub(crate) fn unknown(&self, name: &str) -> Failure {
        Failure::NoSuchView(name.to_owned(), self.names().join(", "))
    }

    /// The names of every view.
    pub fn names(&self) -> Vec<&'static str> {
        self.inner.all.iter().map(|view| view.name()).collect()
    }

    /// The digest of the rows a view answers from, and the position they reach.
    ///
    /// # Errors
    /// When no view has the name, a database fails, or another process keeps moving the view on.
    pub async fn digest(&self, name: &str) -> Result<(i64, String), Failure> {
        let view = self.find(name)?;
        let _still = self.inner.live.lock().await;
        for _ in 0..8 {
            let (generation, position) = self.stands(name).await?;
            let digest = digest::of(&self.inner.database, &live::table(view, generation)).await;
            if self.stands(name).await? == (generation, position) {
                return Ok((position, digest?));
            }
        }
        Err(Failure::Overtaken(name.to_owned()))
    }

    async fn stands(&self, name: &str) -> Result<(i64, i64), Failure> {
        let entries = registry::all(&self.inner.database).await?;
        let entry = entries.into_iter().find(|entry| entry.name == name).ok_or_else(|| self.unknown(name))?;
        Ok((entry.generation, entry.position))
    }

    /// Gives the lease back, so that another process projects at once, and stops using the database.
    pub async fn close(&self) {
        let live = self.gives_way().await;
        self.inner.database.close().await;
        // Until here nobody could take the lease again.
        drop(live);
    }

    /// The log the views follow.
    pub fn log(&self) -> &Log {
        &self.inner.log
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    pub(crate) async fn generations(&self) -> RwLockReadGuard<'_, BTreeMap<&'static str, i64>> {
        self.inner.generations.read().await
    }

    /// The place of a view's table in the text of a question; it is filled when the question is put.
    #[expect(clippy::unused_self, reason = "a question names the views it is put to")]
    pub(crate) fn table(&self, view: &str) -> String {
        format!("{{{view}}}")
    }
}

/// A name no other opening of the views has, in this process or another.
#[expect(
    clippy::disallowed_methods,
    reason = "the name lives as long as the process and is no part of the record"
)]
fn me() -> String {
    format!("{}-{}", std::process::id(), Uuid::now_v7())
}
