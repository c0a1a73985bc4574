//! A group of appends on a database server: one statement, so that no client holds the head row while it thinks; and
//! the bell that other processes ring.

use crate::{
    clock::{self, Clock},
    database::{Listener, Server},
    envelope::Outcome,
    failure::{Broken, Failure},
    lists::Lists,
    prepare::Prepared,
};
use serde::Deserialize;
use sqlx::Pool;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

const APPEND: &str = "
    SELECT append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                        $24, $25, $26, $27, $28, $29, $30, $31)";
/// The channel that `append_batch` rings on.
const CHANNEL: &str = "liangshi_log";

/// Where the next group ends whose requests have nothing in common but streams that all of them only read, so that the server
/// may judge them all at once.
pub(crate) fn independent(group: &[Prepared]) -> usize {
    let (mut written, mut read) = (HashSet::new(), HashSet::new());
    let (mut keys, mut names) = (HashSet::new(), HashSet::new());
    for (at, request) in group.iter().enumerate() {
        let streams: HashSet<&str> = request.expect.iter().map(|(stream, _)| stream.as_str()).collect();
        let grown: HashSet<&str> = request.grow.iter().map(|(stream, _)| stream.as_str()).collect();
        let claimed: HashSet<_> =
            request.takes.keys().chain(request.releases.iter().map(|(name, _)| name)).collect();
        let apart = request.idempotency.iter().all(|asked| keys.insert(asked.key.as_str()))
            && streams.is_disjoint(&written)
            && grown.is_disjoint(&read)
            && claimed.is_disjoint(&names);
        if !apart {
            return at;
        }
        written.extend(grown);
        read.extend(streams);
        names.extend(claimed);
    }
    group.len()
}

/// Judges and writes a group whose requests have nothing in common.
pub(crate) async fn append(
    pool: &Pool<Server>,
    group: &[Prepared],
    clock: &dyn Clock,
) -> Result<Vec<Result<Outcome, Failure>>, Broken> {
    let lists = Lists::of(group);
    let mut connection = pool.acquire().await?;
    let answer: String = lists
        .bound(sqlx::query_scalar(APPEND).bind(clock::to_text(clock.now())))
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| if is_definite(&error) { Broken::Undone(error) } else { Broken::Unknown(error) })?;
    let answer: Answer =
        serde_json::from_str(&answer).map_err(|error| Broken::Unknown(sqlx::Error::Decode(error.into())))?;
    Ok(answer.outcomes(group))
}

/// What the server answers to a group.
#[derive(Deserialize)]
struct Answer {
    head: i64,
    refused: HashMap<usize, Refused>,
}

/// Why a request of a group was not written, or that it had been before.
#[derive(Deserialize)]
#[serde(untagged)]
enum Refused {
    Judged(Outcome),
    KeyGone {},
}

impl Answer {
    /// Those that are not refused follow each other from the head on.
    fn outcomes(mut self, group: &[Prepared]) -> Vec<Result<Outcome, Failure>> {
        let outcome = |(number, request): (usize, &Prepared)| match self.refused.remove(&number) {
            Some(Refused::Judged(outcome)) => Ok(outcome),
            Some(Refused::KeyGone {}) => Err(Failure::KeyGone),
            None => {
                let first = self.head + 1;
                self.head += request.count;
                Ok(Outcome::Appended { first, last: self.head })
            }
        };
        (1..).zip(group).map(outcome).collect()
    }
}

/// The server itself said no, and not because it was going down.
fn is_definite(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| !code.starts_with("08") && !code.starts_with("57P"))
}

/// Rings when another process has written. It may stay silent when the connection is lost, so nobody waits for it alone.
pub(crate) struct Bell {
    pool: Pool<Server>,
    listener: Option<Listener>,
}

impl Bell {
    pub(crate) fn new(pool: Pool<Server>) -> Self {
        Self { pool, listener: None }
    }

    /// The head that was called out, or nothing when the log must be asked.
    pub(crate) async fn wait(&mut self, at_most: Duration) -> Option<i64> {
        let Some(listener) = &mut self.listener else {
            match self.listen().await {
                Ok(listener) => self.listener = Some(listener),
                // The log is being closed, and nobody waits any more.
                Err(sqlx::Error::PoolClosed) => tokio::time::sleep(at_most).await,
                Err(error) => {
                    tracing::warn!(%error, "no notice of others' appends for now; the log is polled");
                    tokio::time::sleep(at_most).await;
                }
            }
            return None;
        };
        match tokio::time::timeout(at_most, listener.try_recv()).await {
            Ok(Ok(Some(notice))) => notice.payload().parse().ok(),
            Ok(Ok(None)) | Err(_) => None,
            Ok(Err(sqlx::Error::PoolClosed)) => {
                self.listener = None;
                None
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "the connection that gives notice of others' appends was lost");
                self.listener = None;
                None
            }
        }
    }

    async fn listen(&self) -> Result<Listener, sqlx::Error> {
        let mut listener = Listener::connect_with(&self.pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(listener)
    }
}
