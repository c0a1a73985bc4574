//! The whole log in order, read ahead: while one page is folded the next is read and opened, and no more than a few
//! pages are ever in memory, however long the log is.

use crate::{cursor::Cursor, envelope::Recorded, failure::Failure, log::Log};
use tokio::{sync::mpsc, task::JoinHandle};

/// Events in a page. Larger ones are no faster, and smaller ones pay for their statement.
const PAGE: i64 = 2_000;
/// Pages that wait while another is being folded.
const AHEAD: usize = 1;

/// Pages of events in order. Dropping it ends the reading.
pub struct Replay {
    pages: mpsc::Receiver<Result<Vec<Recorded>, Failure>>,
    reader: JoinHandle<()>,
}

impl Drop for Replay {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl Replay {
    /// The next page, opened and lifted; nothing at the end.
    ///
    /// # Errors
    /// When the database fails, an event cannot be read, or a position is missing. Nothing follows an error.
    pub async fn next(&mut self) -> Result<Option<Vec<Recorded>>, Failure> {
        self.pages.recv().await.transpose()
    }
}

impl Log {
    /// What lies after a position, up to and including another, in pages that are read ahead.
    pub fn replay(&self, after: i64, until: i64) -> Replay {
        let (sender, pages) = mpsc::channel(AHEAD);
        let log = self.clone();
        let reader = tokio::spawn(async move {
            let cursor = Cursor::of(&log.database().reads);
            let mut reading = following(cursor.clone(), after, until);
            loop {
                let page = reading.await.unwrap_or(Err(Failure::Closed));
                let end = page.as_ref().ok().and_then(|page| page.last()).map(|event| event.position);
                let Some(end) = end else {
                    if let Err(failure) = page {
                        drop(sender.send(Err(failure)).await);
                    }
                    return;
                };
                // The next is read while this one is opened, and that while the one before is folded.
                reading = following(cursor.clone(), end, until);
                let page = match page {
                    Ok(page) => log.open_all(page).await,
                    Err(failure) => Err(failure),
                };
                if sender.send(page).await.is_err() {
                    return;
                }
            }
        });
        Replay { pages, reader }
    }
}

/// A page in which no position is missing, as it is stored; empty at the end.
fn following(cursor: Cursor, after: i64, until: i64) -> JoinHandle<Result<Vec<Recorded>, Failure>> {
    tokio::spawn(async move {
        if after >= until {
            return Ok(Vec::new());
        }
        let page = cursor.after(after, PAGE.min(until - after)).await?.recorded()?;
        let gap = (after + 1..).zip(&page).find(|(position, event)| event.position != *position);
        match gap {
            None => Ok(page),
            Some((position, event)) => Err(Failure::Unreadable {
                position,
                reason: format!("it is missing; position {} follows instead", event.position),
            }),
        }
    })
}
