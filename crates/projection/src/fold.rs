//! The one loop that turns events into rows: it serves following the log and building a view from nothing.

use std::time::{Duration, Instant};

use liangshi_eventstore::{Log, Recorded};

use crate::{
    database::Database,
    failure::Failure,
    scrub::{self, Scrubbed},
    states::States,
    view::Seen,
    writer::Writer,
};

/// Events read at a time.
pub(crate) const PAGE: i64 = 2_000;
/// How long taking in a page may last before it is ended where it is.
const PAGE_TIME: Duration = Duration::from_secs(1);

/// Reads the log from one position on and hands every event to the writers, page by page.
pub(crate) struct Fold {
    log: Log,
    states: States,
    /// The last position handed out.
    pub(crate) position: i64,
}

impl Fold {
    pub(crate) fn new(log: Log, position: i64) -> Self {
        Self { states: States::new(log.clone()), log, position }
    }

    /// Takes the next page in, no further than `until`; answers how many events it had.
    pub(crate) async fn page(
        &mut self,
        database: &Database,
        writers: &mut [Writer],
        until: i64,
    ) -> Result<usize, Failure> {
        let wanted = PAGE.min(until - self.position);
        if wanted <= 0 {
            return Ok(0);
        }
        let (begun, events) = (Instant::now(), self.log.after(self.position, wanted).await?);
        for (count, recorded) in (1..).zip(&events) {
            // On a machine that is busy a whole page may take longer than a lease lasts, and then nobody would ever write it.
            if begun.elapsed() > PAGE_TIME && count > 1 {
                return Ok(count - 1);
            }
            if self.take(database, recorded, writers).await? {
                // The rest was read while the key may still have opened it, so it is read again.
                return Ok(count);
            }
        }
        Ok(events.len())
    }

    /// Takes one event in; answers whether it erased a person.
    async fn take(
        &mut self,
        database: &Database,
        recorded: &Recorded,
        writers: &mut [Writer],
    ) -> Result<bool, Failure> {
        let expected = self.position + 1;
        if recorded.position != expected {
            return Err(Failure::Gap { expected, found: recorded.position });
        }
        let (mut event, mut subject) = self.states.fold(recorded).await?;
        let erases = event.erases();
        if erases {
            self.scrub(database, recorded, writers).await?;
            (event, subject) = self.states.fold(recorded).await?;
        }
        let seen = Seen { recorded, event: &event, subject };
        for writer in writers {
            writer.take(database, &seen).await?;
        }
        self.position = recorded.position;
        Ok(erases)
    }

    /// Puts rows without personal values in the place of all the rows the stream ever had.
    async fn scrub(
        &mut self,
        database: &Database,
        erasing: &Recorded,
        writers: &mut [Writer],
    ) -> Result<(), Failure> {
        let views = writers.iter().map(|writer| writer.view).collect();
        let Scrubbed { subject, rows } = scrub::scrubbed(&self.log, erasing, views).await?;
        for (writer, rows) in writers.iter_mut().zip(rows) {
            writer.scrub(database, erasing, rows).await?;
        }
        self.states.put(&erasing.stream, erasing.version - 1, subject);
        Ok(())
    }
}
