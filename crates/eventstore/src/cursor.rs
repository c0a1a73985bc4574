//! Reading many pages: on the database in this process with a connection of its own, called directly, because handing each
//! row to another thread cost more than reading it.

use crate::{
    database::{self, Kind, Pool, driver::Connection, refused},
    failure::Failure,
    page::{self, Page},
};
use std::sync::{Arc, Mutex, PoisonError};

const AFTER: &str = "
    SELECT position, version, schema_version, id, stream, kind, recorded_at, actor, acting_for, correlation, causation
         , document, body
      FROM events
     WHERE position > ?1
     ORDER BY position
     LIMIT ?2";
const TEXTS_FROM: usize = 3;

/// A reader that goes through the log.
#[derive(Clone)]
pub(crate) struct Cursor {
    pool: Pool,
    /// Made when it is first needed.
    here: Arc<Mutex<Option<Connection>>>,
}

impl Cursor {
    pub(crate) fn of(pool: &Pool) -> Self {
        Self { pool: pool.clone(), here: Arc::default() }
    }

    /// Reads what follows a position, at most so many rows.
    pub(crate) async fn after(&self, after: i64, limit: i64) -> Result<Page, Failure> {
        let Kind::Embedded(pool) = self.pool.kind() else {
            return page::after(&self.pool, after, limit).await;
        };
        let (pool, here) = (pool.clone(), self.here.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let mut here = here.lock().unwrap_or_else(PoisonError::into_inner);
            let connection = match here.take() {
                Some(connection) => connection,
                None => database::reading_directly(&pool)?,
            };
            Ok::<_, Failure>(read(here.insert(connection), after, limit)?)
        });
        match reading.await {
            Ok(Ok(page)) if page.follows(after) => Ok(page),
            // A row is damaged or missing: the slower way finds out which.
            Ok(_) | Err(_) => page::after(&self.pool, after, limit).await,
        }
    }
}

fn read(connection: &Connection, after: i64, limit: i64) -> Result<Page, sqlx::Error> {
    let mut statement = connection.prepare_cached(AFTER).map_err(refused)?;
    let mut rows = statement.query([after, limit]).map_err(refused)?;
    let mut page = Page::default();
    while let Some(row) = rows.next().map_err(refused)? {
        let numbers = || Ok([row.get(0)?, row.get(1)?, row.get(2)?]);
        page.begin(numbers().map_err(refused)?);
        for column in 0..page::TEXTS {
            let value = row.get_ref(TEXTS_FROM + column).map_err(refused)?;
            // Whether it is a text is asked once, when the row is taken from the page.
            page.text(column, value.as_bytes_or_null().map_err(|error| sqlx::Error::Decode(error.into()))?);
        }
    }
    Ok(page)
}
