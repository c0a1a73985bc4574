//! A view built from nothing beside the one that answers, to compare the two or to put one in the place of the other.

use std::time::Instant;

use crate::{
    database::Database,
    digest,
    failure::Failure,
    fold::Fold,
    lease::{Lease, RENEW},
    live::{self, Live, ROWS_AT_MOST},
    projector::{Check, PATIENCE, Views},
    registry,
    writer::Writer,
};

/// A view that does not answer yet.
struct Beside {
    database: Database,
    fold: Fold,
    writers: [Writer; 1],
    generation: i64,
    builder: Lease,
    renewed: Instant,
}

impl Views {
    /// Builds a view from nothing beside the one that answers, compares the two at one position, and swaps. The old one
    /// answers until then. A process that projects gives way for the comparison.
    ///
    /// # Errors
    /// When no view has the name, a database fails, or another process does not give way.
    pub async fn rebuild(&self, name: &str, told: impl FnMut(i64)) -> Result<Check, Failure> {
        self.rebuilt(name, true, told).await
    }

    /// Builds a view from nothing and compares it with the one that answers, which stays.
    ///
    /// # Errors
    /// When no view has the name, a database fails, or another process does not give way.
    pub async fn check(&self, name: &str, told: impl FnMut(i64)) -> Result<Check, Failure> {
        self.rebuilt(name, false, told).await
    }

    async fn rebuilt(&self, name: &str, swap: bool, mut told: impl FnMut(i64)) -> Result<Check, Failure> {
        self.find(name)?;
        let _alone = self.inner.beside.lock().await;
        let builder = Lease::builder(&self.inner.database, &self.inner.lease.me);
        builder.ask(PATIENCE).await?;
        let mut beside = self.begun_beside(name, builder).await?;
        let check = self.compared(name, &mut beside, swap, &mut told).await;
        beside.builder.give_back().await?;
        check
    }

    async fn begun_beside(&self, name: &str, builder: Lease) -> Result<Beside, Failure> {
        let (view, database) = (self.find(name)?, self.inner.database.clone());
        self.reload().await?;
        let generation = self.generations().await.get(name).copied().unwrap_or(0) + 1;
        let table = live::table(view, generation);
        builder.write(table.create(database.in_byte_order())).await?;
        let fold = Fold::new(self.inner.log.clone(), 0);
        let writers = [Writer::new(view, table, 0, 1)];
        Ok(Beside { database, fold, writers, generation, builder, renewed: Instant::now() })
    }

    async fn compared(
        &self,
        name: &str,
        beside: &mut Beside,
        swap: bool,
        told: &mut impl FnMut(i64),
    ) -> Result<Check, Failure> {
        // Most of the work is done while the old one answers and follows; only the rest holds it up.
        let head = self.inner.log.head().await?.position;
        beside.build(head, told).await?;
        self.inner.database.take_stock(&beside.writers[0].table.name).await?;
        let mut live = self.inner.live.lock().await;
        if live.renewed.is_none() {
            self.inner.lease.ask(PATIENCE).await?;
            self.begins(&mut live).await?;
        }
        let check = self.compared_alone(name, beside, &mut live, swap, told).await;
        if !self.follows() {
            self.let_go(&mut live).await?;
        }
        check
    }

    /// The same under the lease, when nobody else moves the views on.
    async fn compared_alone(
        &self,
        name: &str,
        beside: &mut Beside,
        live: &mut Live,
        swap: bool,
        told: &mut impl FnMut(i64),
    ) -> Result<Check, Failure> {
        let position = self.moved_on(live, beside.fold.position, false, &mut |_| {}).await?;
        beside.build(position, told).await?;
        let at = live.writers.iter().position(|writer| writer.view.name() == name);
        let at = at.ok_or_else(|| self.unknown(name))?;
        if live.generations[at] + 1 != beside.generation {
            return Err(Failure::Overtaken(name.to_owned()));
        }
        let database = &self.inner.database;
        let both = async {
            let answers = digest::of(database, &live.writers[at].table).await?;
            Ok((answers, digest::of(database, &beside.writers[0].table).await?))
        };
        let (answers, rebuilt) = self.keeping(&beside.builder, both).await?;
        let check = Check { name: name.to_owned(), position, live: answers, rebuilt };
        if swap {
            self.swapped(live, at, beside).await?;
        } else {
            database.write(beside.writers[0].table.drop_table()).await?;
        }
        Ok(check)
    }

    /// Keeps both leases while something long is read.
    async fn keeping<T>(
        &self,
        builder: &Lease,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(RENEW) => {
                    self.inner.lease.renew().await?;
                    builder.renew().await?;
                }
            }
        }
    }

    async fn swapped(&self, live: &mut Live, at: usize, beside: &Beside) -> Result<(), Failure> {
        let [built] = &beside.writers;
        let (view, generation) = (built.view, beside.generation);
        let enter = registry::enter(view, generation, built.position, built.next_id());
        self.inner.lease.write(vec![enter]).await?;
        let successor = Writer::new(view, built.table.clone(), built.position, built.next_id());
        let old = std::mem::replace(&mut live.writers[at], successor);
        live.generations[at] = generation;
        self.reload().await?;
        // Who still asks the old table finds it gone and asks the new one.
        self.inner.database.write(old.table.drop_table()).await
    }
}

impl Beside {
    /// Builds on, no further than `until`.
    async fn build(&mut self, until: i64, told: &mut impl FnMut(i64)) -> Result<(), Failure> {
        loop {
            let page = self.fold.page(&self.database, &mut self.writers, until).await?;
            let [writer] = &mut self.writers;
            if page == 0 || writer.waiting() > ROWS_AT_MOST || self.renewed.elapsed() > RENEW {
                let mut rows: Vec<_> = writer
                    .compacts()
                    .filter(|name| !name.is_empty())
                    .map(registry::to_be_compacted)
                    .collect();
                rows.extend(writer.drain());
                self.builder.write(rows).await?;
                writer.written = writer.position;
                self.renewed = Instant::now();
                told(self.fold.position);
            }
            if page == 0 {
                return Ok(());
            }
        }
    }
}
