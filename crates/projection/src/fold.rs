//! The one loop that turns events into rows: it serves following the log and building a view from nothing.

use liangshi_eventstore::{Log, Recorded};

use crate::{database::Database, failure::Failure, states::States, view::Seen, writer::Writer};

/// Events read at a time.
const PAGE: i64 = 2_000;

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
        let events = self.log.after(self.position, wanted).await?;
        for recorded in &events {
            self.take(database, recorded, writers).await?;
        }
        Ok(events.len())
    }

    async fn take(
        &mut self,
        database: &Database,
        recorded: &Recorded,
        writers: &mut [Writer],
    ) -> Result<(), Failure> {
        let expected = self.position + 1;
        if recorded.position != expected {
            return Err(Failure::Gap { expected, found: recorded.position });
        }
        let (event, subject) = self.states.fold(recorded).await?;
        let seen = Seen { recorded, event: &event, subject };
        for writer in writers {
            writer.take(database, &seen).await?;
        }
        self.position = recorded.position;
        Ok(())
    }
}
