//! What moves the views on: one fold of the log, and a writer for each view.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use liangshi_eventstore::Log;

use crate::{
    database::Database,
    failure::Failure,
    fold::{Fold, PAGE},
    lease::Lease,
    registry::{self, Entry},
    table::Table,
    view::View,
    writer::Writer,
};

pub(crate) struct Live {
    pub(crate) fold: Fold,
    pub(crate) writers: Vec<Writer>,
    pub(crate) generations: Vec<i64>,
    /// Whether a step was begun and not ended. Whoever waits for a step may stop waiting in the middle of it, and then
    /// nobody knows what of the memory has reached the tables.
    pub(crate) midway: bool,
    /// When the lease was last renewed, while this process holds it.
    pub(crate) renewed: Option<Instant>,
    /// When tables are to be compacted, while there are any.
    pub(crate) compact: Option<Instant>,
}

/// The most rows kept before they are written, so that memory stays flat however long the log is.
pub(crate) const ROWS_AT_MOST: usize = 20_000;
/// How long opening waits for a process that projects, when views have to be begun anew.
const PATIENCE: Duration = Duration::from_secs(60);

impl Live {
    /// The generation of each view that answers, by name.
    pub(crate) fn answering(&self) -> BTreeMap<&'static str, i64> {
        self.writers.iter().map(|writer| writer.view.name()).zip(self.generations.iter().copied()).collect()
    }

    /// The position every table has reached.
    pub(crate) fn reached(&self) -> i64 {
        self.writers.iter().map(|writer| writer.written).min().unwrap_or(self.fold.position)
    }

    /// Whether the tables stand where this memory left them.
    pub(crate) fn stands_at(&self, entries: &[Entry]) -> bool {
        self.writers.iter().zip(&self.generations).all(|(writer, generation)| {
            writer.position == writer.written
                && entries.iter().any(|entry| {
                    entry.name == writer.view.name()
                        && entry.version == writer.view.version()
                        && entry.generation == *generation
                        && (entry.position, entry.next_id) == (writer.written, writer.next_id())
                })
        })
    }

    /// Whether everything that was taken in is written.
    pub(crate) fn is_written(&self) -> bool {
        self.writers.iter().all(|writer| writer.position == writer.written)
    }

    /// Takes one page in and writes when enough waits; answers whether there was more to take.
    pub(crate) async fn step(&mut self, database: &Database, lease: &Lease) -> Result<bool, Failure> {
        let page = self.fold.page(database, &mut self.writers, i64::MAX).await?;
        let waiting: usize = self.writers.iter().map(Writer::waiting).sum();
        // A page that is not full reached the head; while others write without a pause no page is ever empty.
        if i64::try_from(page).is_ok_and(|page| page < PAGE) || waiting > ROWS_AT_MOST {
            self.flush(database, lease).await?;
        }
        Ok(page > 0)
    }

    /// Writes what waits under the lease, all views' rows and checkpoints in one transaction.
    async fn flush(&mut self, database: &Database, lease: &Lease) -> Result<(), Failure> {
        let (mut statements, mut checkpoints, mut compacts) = (vec![lease.fence()], Vec::new(), false);
        for (writer, generation) in self.writers.iter_mut().zip(&self.generations) {
            if writer.position == writer.written {
                continue;
            }
            for name in writer.compacts() {
                statements.push(registry::to_be_compacted(name));
                compacts = true;
            }
            statements.extend(writer.drain());
            checkpoints.push((statements.len(), writer.view.name()));
            statements.push(registry::advance(writer, *generation));
        }
        if checkpoints.is_empty() {
            return Ok(());
        }
        let checks: Vec<usize> = std::iter::once(0).chain(checkpoints.iter().map(|(at, _)| *at)).collect();
        match database.write_if(statements, &checks).await? {
            None => {}
            Some(0) => return Err(Failure::LeaseLost),
            Some(at) => {
                let name = checkpoints.iter().find(|(check, _)| *check == at).map_or("", |(_, name)| name);
                return Err(Failure::Overtaken(name.to_owned()));
            }
        }
        for writer in &mut self.writers {
            writer.written = writer.position;
        }
        let now = Instant::now();
        self.renewed = Some(now);
        self.compact = if compacts { Some(now) } else { self.compact };
        Ok(())
    }
}

/// The table of one generation of a view.
pub(crate) fn table(view: &dyn View, generation: i64) -> Table {
    Table { name: format!("{}_{generation}", view.name()), columns: view.columns(), indexes: view.indexes() }
}

/// Takes the views up where their tables stand, if all of them are there, of this log and in this program's version.
pub(crate) async fn taken_up(
    database: &Database,
    log: &Log,
    all: &[&'static dyn View],
) -> Result<Option<Live>, Failure> {
    let Some(entries) = registry::of(database, log).await? else { return Ok(None) };
    let (mut writers, mut generations) = (Vec::new(), Vec::new());
    for view in all {
        let Some(entry) = entries.iter().find(|entry| is_of(entry, *view)) else { return Ok(None) };
        writers.push(Writer::new(*view, table(*view, entry.generation), entry.position, entry.next_id));
        generations.push(entry.generation);
    }
    let position = writers.iter().map(|writer| writer.position).min().unwrap_or(0);
    let fold = Fold::new(log.clone(), position);
    let compact = (!registry::uncompacted(database).await?.is_empty()).then(Instant::now);
    Ok(Some(Live { fold, writers, generations, midway: false, renewed: None, compact }))
}

fn is_of(entry: &Entry, view: &dyn View) -> bool {
    entry.name == view.name() && entry.version == view.version()
}

/// Begins under the lease what is not there, takes the views up, and gives the lease back.
pub(crate) async fn made(
    database: &Database,
    log: &Log,
    all: &[&'static dyn View],
    lease: &Lease,
) -> Result<Live, Failure> {
    lease.ask(PATIENCE).await?;
    let live = prepared(database, log, all, lease).await;
    lease.give_back().await?;
    live
}

/// Takes the views up under the lease; a view of another log, of another version or none begins from nothing.
pub(crate) async fn prepared(
    database: &Database,
    log: &Log,
    all: &[&'static dyn View],
    lease: &Lease,
) -> Result<Live, Failure> {
    let (entries, mut statements) = match registry::of(database, log).await? {
        Some(entries) => (entries, Vec::new()),
        None => (Vec::new(), registry::wipe(&registry::all(database).await?, log)),
    };
    for view in all {
        let before = entries.iter().find(|entry| entry.name == view.name());
        if before.is_none_or(|entry| entry.version != view.version()) {
            let generation = before.map_or(0, |entry| entry.generation) + 1;
            statements.extend(table(*view, generation).create(database.in_byte_order()));
            statements.push(registry::enter(*view, generation, 0, 1));
            statements.extend(before.map(registry::drop_table));
        }
    }
    if !statements.is_empty() {
        lease.write(statements).await?;
    }
    taken_up(database, log, all).await?.ok_or(Failure::LeaseLost)
}
