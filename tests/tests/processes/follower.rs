//! Somebody who follows the log from its beginning, whatever happens to the server meanwhile.

use std::time::Duration;

use liangshi_eventstore::{Log, MasterKey, Options};
use tokio::sync::watch;
use uuid::Uuid;

use crate::program::MASTER_KEY_BYTES;

const PAGE: i64 = 500;

/// Opens the log of a registry.
pub(crate) async fn log(url: &str) -> Log {
    Log::open(url, Options::new(MasterKey::from_bytes(MASTER_KEY_BYTES))).await.unwrap()
}

/// Takes every event once, in the order it is told, until it has the one at the position that is named in the end.
/// Answers what it was told, and how often it had to try again.
pub(crate) async fn follow(
    url: String,
    mut until: watch::Receiver<Option<i64>>,
) -> (Vec<(i64, Uuid)>, usize) {
    let log = log(&url).await;
    let (mut head, mut told, mut failures) = (log.watch(), Vec::new(), 0);
    loop {
        let reached = told.last().map_or(0, |(position, _)| *position);
        if until.borrow_and_update().is_some_and(|end| reached >= end) {
            log.close().await;
            return (told, failures);
        }
        match log.after(reached, PAGE).await {
            Ok(events) if events.is_empty() => {
                let woken = async {
                    tokio::select! { _ = head.changed() => {} _ = until.changed() => {} }
                };
                drop(tokio::time::timeout(Duration::from_secs(1), woken).await);
            }
            Ok(events) => told.extend(events.iter().map(|event| (event.position, event.id))),
            Err(_) => {
                failures += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
