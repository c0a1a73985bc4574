//! How the head becomes known: to this process at once, of other processes by their bell, and in any case by asking.

use crate::{
    database::{Database, Kind, on},
    read::HEAD,
    server::Bell,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How often the log is asked where no bell rings, and how often where one does but may have been lost.
const WITHOUT_BELL: Duration = Duration::from_millis(200);
const WITH_BELL: Duration = Duration::from_secs(2);

/// Raises the known head; it never goes back, whoever speaks last.
pub(crate) fn raise(head: &watch::Sender<i64>, position: i64) {
    head.send_if_modified(|known| {
        let higher = position > *known;
        *known = position.max(*known);
        higher
    });
}

/// Keeps the known head up with what other processes write, for as long as the log is open.
pub(crate) async fn follow(database: Database, head: Arc<watch::Sender<i64>>) {
    let mut bell = match database.reads.kind() {
        Kind::Embedded(_) => None,
        Kind::Server(pool) => Some(Bell::new(pool.clone())),
    };
    loop {
        let told = match &mut bell {
            Some(bell) => bell.wait(WITH_BELL).await,
            None => {
                tokio::time::sleep(WITHOUT_BELL).await;
                None
            }
        };
        if let Some(position) = told {
            raise(&head, position);
        } else if head.receiver_count() > 0 {
            match ask(&database).await {
                Ok(position) => raise(&head, position),
                Err(sqlx::Error::PoolClosed) => return,
                Err(error) => tracing::warn!(%error, "the head of the log could not be read"),
            }
        }
    }
}

async fn ask(database: &Database) -> Result<i64, sqlx::Error> {
    let (position, _): (i64, String) =
        on!(&database.reads, |pool| sqlx::query_as(HEAD).fetch_one(pool).await)?;
    Ok(position)
}
