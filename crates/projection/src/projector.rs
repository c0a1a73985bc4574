//! Follows the log and keeps every view up with it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use liangshi_eventstore::Log;
use tokio::sync::{Mutex, RwLock, watch};

use crate::{
    database::{Database, Statement},
    digest,
    failure::Failure,
    fold::Fold,
    registry,
    view::View,
    writer::Writer,
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

/// The views and what feeds them.
#[derive(Clone)]
pub struct Views {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    log: Log,
    /// Every view there is. The machinery is handed the list and knows none by name.
    all: &'static [&'static dyn View],
    /// The generation of each view that answers.
    generations: RwLock<BTreeMap<&'static str, i64>>,
    /// Only one task moves the views on.
    live: Mutex<Live>,
    /// Only one view is built beside the ones that answer, because its table is named after the next generation.
    beside: Mutex<()>,
    position: watch::Sender<i64>,
}

struct Live {
    fold: Fold,
    writers: Vec<Writer>,
    generations: Vec<i64>,
    /// Whether a step was begun and not ended. Whoever waits for a step may stop waiting in the middle of it, and then
    /// nobody knows what of the memory has reached the tables.
    midway: bool,
}

impl Live {
    /// The generation of each view that answers, by name.
    fn answering(&self) -> BTreeMap<&'static str, i64> {
        self.writers.iter().map(|writer| writer.view.name()).zip(self.generations.iter().copied()).collect()
    }
}

/// The most rows kept before they are written, so that memory stays flat however long the log is.
const ROWS_AT_MOST: usize = 20_000;

impl Views {
    /// Opens the views beside the log at the address. Views of another version are built anew before anything answers.
    ///
    /// # Errors
    /// When the database cannot be opened or the log cannot be read.
    pub async fn open(address: &str, log: Log, all: &'static [&'static dyn View]) -> Result<Self, Failure> {
        let database = Database::open(address).await?;
        registry::create(&database, log.id(), log.head().await?.position).await?;
        let live = opened(&database, &log, all).await?;
        let position = watch::Sender::new(live.fold.position);
        let generations = RwLock::new(live.answering());
        let (live, beside) = (Mutex::new(live), Mutex::new(()));
        Ok(Self { inner: Arc::new(Inner { database, log, all, generations, live, beside, position }) })
    }

    /// Brings every view to the head the log has now, telling the position after each step.
    ///
    /// # Errors
    /// When an event cannot be read, the log has a gap, or a database fails.
    pub async fn catch_up(&self, told: impl FnMut(i64)) -> Result<i64, Failure> {
        let mut live = self.inner.live.lock().await;
        self.moved_on(&mut live, told).await
    }

    async fn moved_on(&self, live: &mut Live, mut told: impl FnMut(i64)) -> Result<i64, Failure> {
        loop {
            if live.midway {
                self.reopened(live).await?;
            }
            live.midway = true;
            let more = self.step(live).await;
            live.midway = false;
            match more {
                Ok(true) => told(live.fold.position),
                Ok(false) => return Ok(live.fold.position),
                Err(failure) => {
                    self.reopened(live).await?;
                    return Err(failure);
                }
            }
        }
    }

    /// Takes back what was folded and not written, so that the next step begins from the tables.
    async fn reopened(&self, live: &mut Live) -> Result<(), Failure> {
        live.midway = true;
        *live = opened(&self.inner.database, &self.inner.log, self.inner.all).await?;
        *self.inner.generations.write().await = live.answering();
        Ok(())
    }

    /// Takes one page in and writes when enough waits; answers whether there was more to take.
    async fn step(&self, live: &mut Live) -> Result<bool, Failure> {
        let Live { fold, writers, generations, midway: _ } = live;
        let page = fold.page(&self.inner.database, writers, i64::MAX).await?;
        let waiting: usize = writers.iter().map(Writer::waiting).sum();
        if page == 0 || waiting > ROWS_AT_MOST {
            flush(&self.inner.database, writers, generations).await?;
            self.inner.position.send_replace(fold.position);
        }
        Ok(page > 0)
    }

    /// Follows the log until told to stop. A failure is logged and tried again: the log is the truth and waits.
    pub async fn follow(&self, stop: impl Future<Output = ()>) {
        let mut head = self.inner.log.watch();
        tokio::pin!(stop);
        loop {
            if let Err(failure) = self.catch_up(|_| {}).await {
                tracing::error!(%failure, "the views could not follow the log; trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            // The watch only wakes; a lost wake-up costs a moment and never an event.
            let woken = tokio::time::timeout(Duration::from_secs(1), head.changed());
            tokio::select! {
                () = &mut stop => return,
                _ = woken => {}
            }
        }
    }

    /// The position every view has reached.
    pub fn position(&self) -> i64 {
        *self.inner.position.borrow()
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

    /// Builds a view from nothing beside the one that answers, compares the two at one position, and swaps. The old one
    /// answers until then.
    ///
    /// # Errors
    /// When no view has the name, or a database fails.
    pub async fn rebuild(&self, name: &str, told: impl FnMut(i64)) -> Result<Check, Failure> {
        self.rebuilt(name, true, told).await
    }

    /// Builds a view from nothing and compares it with the one that answers, which stays.
    ///
    /// # Errors
    /// When no view has the name, or a database fails.
    pub async fn check(&self, name: &str, told: impl FnMut(i64)) -> Result<Check, Failure> {
        self.rebuilt(name, false, told).await
    }

    async fn rebuilt(&self, name: &str, swap: bool, mut told: impl FnMut(i64)) -> Result<Check, Failure> {
        let view = self.find(name)?;
        let _alone = self.inner.beside.lock().await;
        let generation = self.inner.generations.read().await.get(view.name()).copied().unwrap_or(0);
        let database = &self.inner.database;
        let mut beside = [Writer::new(view, generation + 1, 0, 1)];
        database.write(beside[0].table.create(database.in_byte_order())).await?;
        let mut fold = Fold::new(self.inner.log.clone(), 0);
        // Most of the work is done while the old one answers and follows; only the rest holds it up.
        build(database, &mut fold, &mut beside, i64::MAX, &mut told).await?;
        let mut live = self.inner.live.lock().await;
        let position = self.moved_on(&mut live, |_| {}).await?;
        build(database, &mut fold, &mut beside, position, &mut told).await?;
        let at = live.writers.iter().position(|writer| writer.view.name() == name);
        let at = at.ok_or_else(|| self.unknown(name))?;
        let check = Check {
            name: name.to_owned(),
            position,
            live: digest::of(database, &live.writers[at].table).await?,
            rebuilt: digest::of(database, &beside[0].table).await?,
        };
        let [beside] = beside;
        if !swap {
            database.write(beside.table.drop_table()).await?;
            return Ok(check);
        }
        let old = live.writers[at].table.clone();
        database
            .write(vec![registry::enter(view, generation + 1, beside.position, beside.next_id())])
            .await?;
        live.writers[at] = beside;
        live.generations[at] = generation + 1;
        self.inner.generations.write().await.insert(view.name(), generation + 1);
        database.write(old.drop_table()).await?;
        Ok(check)
    }

    fn find(&self, name: &str) -> Result<&'static dyn View, Failure> {
        self.inner.all.iter().copied().find(|view| view.name() == name).ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> Failure {
        Failure::NoSuchView(name.to_owned(), self.names().join(", "))
    }

    /// The names of every view.
    pub fn names(&self) -> Vec<&'static str> {
        self.inner.all.iter().map(|view| view.name()).collect()
    }

    /// The digest of the rows a view answers from, and the position they reach.
    ///
    /// # Errors
    /// When no view has the name, or a database fails.
    pub async fn digest(&self, name: &str) -> Result<(i64, String), Failure> {
        let live = self.inner.live.lock().await;
        let writer = live
            .writers
            .iter()
            .find(|writer| writer.view.name() == name)
            .ok_or_else(|| self.unknown(name))?;
        Ok((writer.written, digest::of(&self.inner.database, &writer.table).await?))
    }

    /// Stops using the database.
    pub async fn close(&self) {
        self.inner.database.close().await;
    }

    /// The log the views follow.
    pub fn log(&self) -> &Log {
        &self.inner.log
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    /// The table of a view that answers now.
    pub(crate) async fn table(&self, view: &str) -> String {
        let generation = self.inner.generations.read().await.get(view).copied().unwrap_or(0);
        format!("{view}_{generation}")
    }
}

/// Takes the views up where their tables stand; a view of another version or none begins from nothing.
async fn opened(database: &Database, log: &Log, all: &[&'static dyn View]) -> Result<Live, Failure> {
    let entries = registry::all(database).await?;
    let (mut writers, mut generations) = (Vec::new(), Vec::new());
    for view in all {
        let entry = entries.iter().find(|entry| entry.name == view.name());
        let (generation, writer) = match entry {
            Some(entry) if entry.version == view.version() => {
                (entry.generation, Writer::new(*view, entry.generation, entry.position, entry.next_id))
            }
            other => begun(database, *view, other).await?,
        };
        writers.push(writer);
        generations.push(generation);
    }
    let position = writers.iter().map(|writer| writer.position).min().unwrap_or(0);
    Ok(Live { fold: Fold::new(log.clone(), position), writers, generations, midway: false })
}

async fn begun(
    database: &Database,
    view: &'static dyn View,
    before: Option<&registry::Entry>,
) -> Result<(i64, Writer), Failure> {
    let generation = before.map_or(0, |entry| entry.generation) + 1;
    let writer = Writer::new(view, generation, 0, 1);
    let mut statements = writer.table.create(database.in_byte_order());
    statements.push(registry::enter(view, generation, 0, 1));
    statements.extend(before.map(registry::drop_table));
    database.write(statements).await?;
    Ok((generation, writer))
}

/// Writes what waits, each view's rows and its checkpoint in one transaction.
async fn flush(database: &Database, writers: &mut [Writer], generations: &[i64]) -> Result<(), Failure> {
    let (mut statements, mut checkpoints) = (Vec::new(), Vec::new());
    for (writer, generation) in writers.iter_mut().zip(generations) {
        if writer.position == writer.written {
            continue;
        }
        statements.extend(writer.drain());
        checkpoints.push((statements.len(), writer.view.name()));
        statements.push(registry::advance(writer, *generation));
    }
    write_checked(database, statements, &checkpoints).await?;
    for writer in writers {
        writer.written = writer.position;
    }
    Ok(())
}

async fn write_checked(
    database: &Database,
    statements: Vec<Statement>,
    checkpoints: &[(usize, &'static str)],
) -> Result<(), Failure> {
    if statements.is_empty() {
        return Ok(());
    }
    let checks: Vec<usize> = checkpoints.iter().map(|(at, _)| *at).collect();
    match database.write_if(statements, &checks).await? {
        None => Ok(()),
        Some(at) => {
            let name = checkpoints.iter().find(|(check, _)| *check == at).map_or("", |(_, name)| name);
            Err(Failure::Overtaken(name.to_owned()))
        }
    }
}

/// Builds a table that does not answer yet, no further than `until`.
async fn build(
    database: &Database,
    fold: &mut Fold,
    beside: &mut [Writer; 1],
    until: i64,
    told: &mut impl FnMut(i64),
) -> Result<(), Failure> {
    loop {
        let page = fold.page(database, beside, until).await?;
        if page == 0 || beside[0].waiting() > ROWS_AT_MOST {
            let rows = beside[0].drain();
            database.write(rows).await?;
            beside[0].written = beside[0].position;
            told(fold.position);
        }
        if page == 0 {
            return Ok(());
        }
    }
}
