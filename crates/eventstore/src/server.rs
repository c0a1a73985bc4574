//! A group of appends on a database server: one statement, so that no client holds the head row while it thinks; and
//! the bell that other processes ring.

use crate::{
    clock::{self, Clock},
    database::{Listener, Server},
    envelope::Outcome,
    failure::Broken,
    prepare::Prepared,
};
use serde_json::json;
use sqlx::Pool;
use std::time::Duration;

const APPEND: &str = "SELECT append_group($1, $2)";
/// The channel of `append_group`.
const CHANNEL: &str = "liangshi_log";

/// Judges and writes a group.
pub(crate) async fn append(
    pool: &Pool<Server>,
    group: &[Prepared],
    clock: &dyn Clock,
) -> Result<Vec<Outcome>, Broken> {
    let requests: Vec<String> = group.iter().map(encode).collect();
    let mut connection = pool.acquire().await?;
    let answer: String = sqlx::query_scalar(APPEND)
        .bind(clock::to_text(clock.now()))
        .bind(format!("[{}]", requests.join(",")))
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| if is_definite(&error) { Broken::Undone(error) } else { Broken::Unknown(error) })?;
    serde_json::from_str(&answer).map_err(|error| Broken::Unknown(sqlx::Error::Decode(error.into())))
}

/// The server itself said no, and not because it was going down.
fn is_definite(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| !code.starts_with("08") && !code.starts_with("57P"))
}

fn encode(request: &Prepared) -> String {
    let asked = request.idempotency.as_ref();
    let releases: Vec<_> =
        request.releases.iter().map(|((scope, key), holder)| [scope, key, holder]).collect();
    let takes = request.takes.iter();
    let takes: Vec<_> = takes
        .map(|((scope, key), take)| {
            [scope.as_str(), key, &take.holder, if take.ever { "ever" } else { "now" }]
        })
        .collect();
    let mut text = json!({
        "key": asked.map(|asked| &asked.key),
        "hash": asked.map(|asked| &asked.hash),
        "answer": asked.map(|asked| &asked.answer),
        "expect": request.expect,
        "releases": releases,
        "takes": takes,
    })
    .to_string();
    text.pop();
    text.push_str(r#","events":["#);
    text.push_str(&request.events);
    text.push_str("]}");
    text
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
