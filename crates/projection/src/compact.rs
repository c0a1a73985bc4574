//! After a person is erased the old bytes leave the disk.
//!
//! On a file the whole of it is written anew: a deleted row leaves its bytes in free pages and beside the cells of pages in
//! use, and what was written ahead holds old pages as well. Readers go on meanwhile.
//!
//! On a server each table from which rows were removed is written anew as the next generation, and the old one, its
//! indexes and its statistics are dropped; that stops no reader, and no old snapshot can carry a dead row over into the new
//! table, as it can with `VACUUM (FULL)`. The server removes the old files at its next checkpoint at the latest. Its own
//! write-ahead log keeps what was written until those segments are recycled (as `max_wal_size`, `wal_keep_size` and
//! replication slots say), an archive of it until the archive is thinned out, and dead rows of the statistics' catalogue
//! until autovacuum has been there: a bureau has to set the time for these in its own operation.

use std::time::{Duration, Instant};

use crate::{failure::Failure, lease::Lease, live, live::Live, projector::Views, registry};

/// How soon it is tried again when a reader stood in the way or something failed.
const AGAIN: Duration = Duration::from_secs(2);
/// How often somebody tries who goes away afterwards.
const TRIES: usize = 8;

impl Views {
    /// The views from which a person was erased and whose old bytes are still to leave the disk; the empty name stands for
    /// what no view holds any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn uncompacted(&self) -> Result<Vec<String>, Failure> {
        registry::uncompacted(&self.inner.database).await
    }

    /// Compacts what has to be, when it is time. It is written down what has to be, so nothing is lost when it fails.
    pub(crate) async fn compacted(&self, live: &mut Live) {
        for _ in 0..if self.follows() { 1 } else { TRIES } {
            if live.compact.is_none_or(|due| due > Instant::now()) {
                return;
            }
            match self.compact(live).await {
                Ok(true) => live.compact = None,
                Ok(false) if self.follows() => live.compact = Some(Instant::now() + AGAIN),
                Ok(false) => tokio::time::sleep(AGAIN / 10).await,
                Err(failure) => {
                    tracing::warn!(%failure, "the bytes of an erased person stay on the disk for now; trying again");
                    live.compact = Some(Instant::now() + AGAIN);
                    live.midway = true;
                }
            }
        }
    }

    /// Compacts under both leases, so that nobody writes or builds meanwhile; answers whether all is done.
    async fn compact(&self, live: &mut Live) -> Result<bool, Failure> {
        let builder = Lease::builder(&self.inner.database, &self.inner.lease.me);
        let Ok(_alone) = self.inner.beside.try_lock() else { return Ok(false) };
        if !builder.take().await? {
            return Ok(false);
        }
        let done = self.compact_alone(live, &builder).await;
        builder.give_back().await?;
        done
    }

    async fn compact_alone(&self, live: &mut Live, builder: &Lease) -> Result<bool, Failure> {
        let (database, lease) = (&self.inner.database, &self.inner.lease);
        let names = registry::uncompacted(database).await?;
        if names.is_empty() {
            return Ok(true);
        }
        self.drop_left_behind().await?;
        lease.renew_for_long().await?;
        builder.renew_for_long().await?;
        match database.compact_whole().await? {
            Some(false) => return Ok(false),
            Some(true) => {}
            None => {
                for at in 0..live.writers.len() {
                    if names.iter().any(|name| name == live.writers[at].view.name()) {
                        self.written_anew(live, at).await?;
                    }
                }
            }
        }
        lease.write(names.iter().map(|name| registry::compacted(name)).collect()).await?;
        live.renewed = Some(Instant::now());
        Ok(true)
    }

    /// Drops tables that somebody who died was building.
    async fn drop_left_behind(&self) -> Result<(), Failure> {
        let entries = registry::all(&self.inner.database).await?;
        let mut statements = Vec::new();
        for table in self.inner.database.tables().await? {
            let Some((view, generation)) = table.rsplit_once('_') else { continue };
            let is_ours = generation.parse::<i64>().is_ok() && entries.iter().any(|entry| entry.name == view);
            let answers = |entry: &registry::Entry| format!("{}_{}", entry.name, entry.generation) == table;
            if is_ours && !entries.iter().any(answers) {
                statements.push(crate::database::Statement::plain(format!("DROP TABLE {table}")));
            }
        }
        if statements.is_empty() { Ok(()) } else { self.inner.lease.write(statements).await }
    }

    async fn written_anew(&self, live: &mut Live, at: usize) -> Result<(), Failure> {
        let (database, lease) = (&self.inner.database, &self.inner.lease);
        let writer = &mut live.writers[at];
        let generation = live.generations[at] + 1;
        let table = live::table(writer.view, generation);
        let mut statements = table.create(database.in_byte_order());
        // The rows come before the indexes, after the old table of that name and the new one.
        statements.insert(2, table.copy_of(&writer.table.name));
        statements.push(registry::enter(writer.view, generation, writer.written, writer.next_id()));
        statements.push(lease.long_fence());
        lease.write(statements).await?;
        let old = std::mem::replace(&mut writer.table, table);
        live.generations[at] = generation;
        self.reload().await?;
        database.write(old.drop_table()).await
    }
}
