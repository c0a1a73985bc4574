//! Where the views live: beside the log, in a file or a schema of their own. The only file that knows two dialects.

use std::str::FromStr;

use sqlx::{
    AssertSqlSafe, Executor, FromRow, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions, PgRow},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};

use crate::{cell::Cell, failure::Failure};

/// The views' database. On SQLite one connection writes and others read.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// A struct that can be read from a row of either database.
pub trait Fetch: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Fetch for T {}

/// One statement with its values.
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) cells: Vec<Cell>,
}

/// Binds each cell by its column type.
macro_rules! bound {
    ($query:expr, $cells:expr) => {{
        let mut query = $query;
        for cell in $cells {
            query = match cell {
                Cell::Text(text) => query.bind(text),
                Cell::Int(number) => query.bind(number),
            };
        }
        query
    }};
}

/// The schema of the views on a shared server.
const SCHEMA: &str = "liangshi_views";
const READERS: u32 = 8;

impl Database {
    /// Opens the views that belong to the log at the address.
    pub(crate) async fn open(address: &str) -> Result<Self, Failure> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            return Self::open_file(path.trim_start_matches("//")).await;
        }
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return Self::open_server(address).await;
        }
        Err(Failure::Address(address.to_owned()))
    }

    async fn open_file(path: &str) -> Result<Self, Failure> {
        // A view can be built again from the log, so its file need not survive a power cut; checkpoint and rows are
        // written in one transaction, so what survives is whole.
        let options = SqliteConnectOptions::new()
            .filename(format!("{path}.views"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(std::time::Duration::from_secs(30))
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "MEMORY")
            .statement_cache_capacity(512);
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self::Sqlite { read, write })
    }

    async fn open_server(address: &str) -> Result<Self, Failure> {
        let options = PgConnectOptions::from_str(address)?
            .options([("search_path", SCHEMA)])
            .statement_cache_capacity(512);
        let pool = PgPoolOptions::new()
            .max_connections(READERS * 2)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        pool.execute(AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS {SCHEMA}")))
            .await
            .or_else(existing)?;
        Ok(Self::Postgres(pool))
    }

    /// The words after a column's type that sort it by its bytes, so that both databases list in one order.
    pub(crate) fn in_byte_order(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "",
            Self::Postgres(_) => " COLLATE \"C\"",
        }
    }

    /// Reads rows. Many may read while one writes.
    pub(crate) async fn fetch<T: Fetch>(&self, sql: String, cells: Vec<Cell>) -> Result<Vec<T>, Failure> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::Sqlite { read, .. } => bound!(sqlx::query_as(sql), cells).fetch_all(read).await?,
            Self::Postgres(pool) => bound!(sqlx::query_as(sql), cells).fetch_all(pool).await?,
        })
    }

    /// Reads rows behind everything that was sent to be written, also by somebody who did not wait for its end.
    pub(crate) async fn fetch_settled<T: Fetch>(&self, sql: &'static str) -> Result<Vec<T>, Failure> {
        Ok(match self {
            Self::Sqlite { write, .. } => sqlx::query_as(sql).fetch_all(write).await?,
            Self::Postgres(pool) => sqlx::query_as(sql).fetch_all(pool).await?,
        })
    }

    /// Runs statements in one transaction.
    pub(crate) async fn write(&self, statements: Vec<Statement>) -> Result<(), Failure> {
        self.write_if(statements, &[]).await.map(drop)
    }

    /// Runs statements in one transaction, but only if each statement at one of the `checks` touches exactly one row;
    /// answers the first that does not, and then nothing was written.
    pub(crate) async fn write_if(
        &self,
        statements: Vec<Statement>,
        checks: &[usize],
    ) -> Result<Option<usize>, Failure> {
        macro_rules! run {
            ($pool:expr, $places:expr) => {{
                let mut transaction = $pool.begin().await?;
                for (at, Statement { sql, cells }) in statements.into_iter().enumerate() {
                    let query = bound!(sqlx::query(AssertSqlSafe($places(sql))), cells);
                    let touched = query.execute(&mut *transaction).await?.rows_affected();
                    if touched != 1 && checks.contains(&at) {
                        return Ok(Some(at));
                    }
                }
                transaction.commit().await?;
                Ok(None)
            }};
        }
        match self {
            Self::Sqlite { write, .. } => run!(write, unnumbered),
            Self::Postgres(pool) => run!(pool, std::convert::identity),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// What is written binds every value once and in order, so SQLite needs no numbers. With them the driver asks for the name
/// of every place, and SQLite finds it by walking all the names before it: thousands of values then cost their square.
fn unnumbered(sql: String) -> String {
    let mut parts = sql.split('$');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('?');
        plain.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    plain
}

/// Two processes may make the schema at the same moment; the second finds it made.
fn existing<T: Default>(error: sqlx::Error) -> Result<T, sqlx::Error> {
    match error.as_database_error().and_then(|error| error.code()).as_deref() {
        Some("23505" | "42P06") => Ok(T::default()),
        _ => Err(error),
    }
}
