//! One turn of a process: it moves the views on if it holds the lease, and otherwise looks how far the holder has come.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use tokio::sync::MutexGuard;

use crate::{
    failure::Failure,
    lease::RENEW,
    live::{self, Live},
    projector::Views,
    registry,
};

/// Events that are worth looking how much the tables hold now.
const MANY: i64 = 10_000;

impl Views {
    /// Moves the views on to the goal, or further, when this process may, and answers the position; otherwise looks how far the process
    /// that may has come.
    pub(crate) async fn turn(&self, goal: i64, told: &mut impl FnMut(i64)) -> Result<Option<i64>, Failure> {
        let mut live = self.inner.live.lock().await;
        if !self.holds(&mut live).await? {
            drop(live);
            self.reload().await?;
            return Ok(None);
        }
        let mut done = self.moved_on(&mut live, goal, true, told).await.map(Some);
        if done.is_ok() {
            self.compacted(&mut live).await;
        }
        if !self.follows() {
            let let_go = self.let_go(&mut live).await;
            done = done.and_then(|position| let_go.map(|()| position));
        }
        done
    }

    /// Whether this process may project; the lease is taken when it is free.
    async fn holds(&self, live: &mut Live) -> Result<bool, Failure> {
        if live.renewed.is_some() {
            return Ok(true);
        }
        let taken = self.inner.lease.take().await?;
        if taken {
            self.begins(live).await?;
        }
        Ok(taken)
    }

    /// The lease was just taken: what is in memory is good only if nobody moved the tables on since.
    pub(crate) async fn begins(&self, live: &mut Live) -> Result<(), Failure> {
        live.renewed = Some(Instant::now());
        self.inner.holding.store(true, Ordering::Relaxed);
        let trusted = !std::mem::replace(&mut live.midway, true);
        let entries = registry::of(&self.inner.database, &self.inner.log).await?;
        if trusted && entries.is_some_and(|entries| live.stands_at(&entries)) {
            live.midway = false;
            return Ok(());
        }
        self.reopened(live).await
    }

    /// Gives the lease back.
    pub(crate) async fn let_go(&self, live: &mut Live) -> Result<(), Failure> {
        if live.renewed.take().is_none() {
            return Ok(());
        }
        self.inner.holding.store(false, Ordering::Relaxed);
        self.inner.lease.give_back().await
    }

    /// Steps until the goal is reached or the log has no more: a head that moves on all the time is not run after. Between two
    /// steps the lease is renewed or, when another process asks for it and this one `yields`, given up.
    pub(crate) async fn moved_on(
        &self,
        live: &mut Live,
        goal: i64,
        yields: bool,
        told: &mut impl FnMut(i64),
    ) -> Result<i64, Failure> {
        let begun = live.fold.position;
        loop {
            self.renewed(live, yields).await?;
            if live.midway {
                self.reopened(live).await?;
            }
            live.midway = true;
            match live.step(&self.inner.database, &self.inner.lease).await {
                Ok(more) => {
                    live.midway = false;
                    let reached = live.reached();
                    self.inner.position.send_if_modified(|at| std::mem::replace(at, reached) != reached);
                    if more {
                        told(live.fold.position);
                    }
                    if !more || (reached >= goal && live.is_written()) {
                        if reached - begun > begun.max(MANY) {
                            self.take_stock(live, yields).await?;
                        }
                        return Ok(live.fold.position);
                    }
                }
                Err(failure) => {
                    self.lost(live, &failure);
                    return Err(failure);
                }
            }
        }
    }

    /// The tables have more than doubled, as when views are built from nothing.
    async fn take_stock(&self, live: &mut Live, yields: bool) -> Result<(), Failure> {
        let tables: Vec<_> = live.writers.iter().map(|writer| writer.table.name.clone()).collect();
        for table in tables {
            self.renewed(live, yields).await?;
            self.inner.database.take_stock(&table).await?;
        }
        Ok(())
    }

    pub(crate) async fn renewed(&self, live: &mut Live, yields: bool) -> Result<(), Failure> {
        if live.renewed.is_some_and(|at| at.elapsed() < RENEW) {
            return Ok(());
        }
        if yields && self.inner.lease.look().await?.is_asked() {
            self.let_go(live).await?;
            return Err(Failure::LeaseLost);
        }
        let renewed = self.inner.lease.renew().await;
        match &renewed {
            Ok(()) => live.renewed = Some(Instant::now()),
            Err(failure) => self.lost(live, failure),
        }
        renewed
    }

    fn lost(&self, live: &mut Live, failure: &Failure) {
        if matches!(failure, Failure::LeaseLost) {
            live.renewed = None;
            self.inner.holding.store(false, Ordering::Relaxed);
        }
    }

    /// Takes back what was folded and not written, so that the next step begins from the tables.
    async fn reopened(&self, live: &mut Live) -> Result<(), Failure> {
        live.midway = true;
        let renewed = live.renewed;
        *live =
            live::prepared(&self.inner.database, &self.inner.log, self.inner.all, &self.inner.lease).await?;
        live.renewed = renewed;
        self.reload().await
    }

    /// Gives the lease back if that can be done at once. A server that is gone holds nothing up: the lease runs out.
    pub(crate) async fn gives_way(&self) -> Option<MutexGuard<'_, Live>> {
        let given_back = async {
            let mut live = self.inner.live.lock().await;
            if let Err(failure) = self.let_go(&mut live).await {
                tracing::warn!(%failure, "the lease of the views could not be given back; it runs out by itself");
            }
            live
        };
        tokio::time::timeout(Duration::from_secs(2), given_back).await.ok()
    }
}
