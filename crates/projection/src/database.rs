//! Where the views live: beside the log, in a file or a schema of their own. The only file that knows two dialects.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx::{
    AssertSqlSafe, Connection, Executor, FromRow, PgPool, Postgres, SqlitePool,
    pool::PoolConnection,
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

impl Statement {
    /// A statement without values.
    pub(crate) fn plain(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), cells: Vec::new() }
    }
}

/// Binds each cell by its column type.
macro_rules! bound {
    ($query:expr, $cells:expr) => {{
        let mut query = $query;
        for cell in $cells {
            query = match cell {
                Cell::Text(text) => query.bind(text.as_deref()),
                Cell::Int(number) => query.bind(*number),
            };
        }
        query
    }};
}

/// The schema of the views on a shared server.
const SCHEMA: &str = "liangshi_views";
const READERS: u32 = 8;
/// How long one process waits for another to let go of the file.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a question outlives the server it was put to.
const RECOVERY: Duration = Duration::from_secs(15);
/// A process that stops in the middle of a transaction keeps what it has locked. After so many milliseconds the server
/// ends its session, so that another can project.
const IDLE_AT_MOST: &str = "10000";

impl Database {
    /// Opens the views that belong to the log at the address.
    pub(crate) async fn open(address: &str) -> Result<Self, Failure> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            let started = Instant::now();
            loop {
                match Self::open_file(path.trim_start_matches("//")).await {
                    // Turning a new file to write-ahead logging does not wait for another process that does the same.
                    Err(failure) if is_locked(&failure) && started.elapsed() < PATIENCE => {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    opened => return opened,
                }
            }
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
            .busy_timeout(PATIENCE)
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
            .application_name("liangshi views")
            .options([("search_path", SCHEMA), ("idle_in_transaction_session_timeout", IDLE_AT_MOST)])
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

    /// The time of the database in milliseconds, as every process sees it however its own clock is set.
    pub(crate) fn now(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
            Self::Postgres(_) => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
        }
    }

    /// The tables of the views, also those that no longer answer.
    pub(crate) async fn tables(&self) -> Result<Vec<String>, Failure> {
        let sql = match self {
            Self::Sqlite { .. } => "SELECT name FROM sqlite_master WHERE type = 'table'",
            Self::Postgres(_) => {
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()"
            }
        };
        let names: Vec<(String,)> = self.fetch_settled(sql.to_owned()).await?;
        Ok(names.into_iter().map(|(name,)| name).collect())
    }

    /// Reads rows. Many may read while one writes. A question that meets a server that went away is put once more when it
    /// is back, so that its restart is not a burst of errors.
    pub(crate) async fn fetch<T: Fetch>(&self, sql: String, cells: Vec<Cell>) -> Result<Vec<T>, Failure> {
        match self {
            Self::Sqlite { read, .. } => {
                Ok(bound!(sqlx::query_as(AssertSqlSafe(sql)), &cells).fetch_all(read).await?)
            }
            Self::Postgres(pool) => {
                match bound!(sqlx::query_as(AssertSqlSafe(sql.as_str())), &cells).fetch_all(pool).await {
                    Err(error) if is_lost(&error) => {
                        let mut alive = alive(pool).await?;
                        Ok(bound!(sqlx::query_as(AssertSqlSafe(sql)), &cells).fetch_all(&mut *alive).await?)
                    }
                    done => Ok(done?),
                }
            }
        }
    }

    /// Reads rows behind everything that this process sent to be written, also by somebody who did not wait for its end.
    pub(crate) async fn fetch_settled<T: Fetch>(&self, sql: String) -> Result<Vec<T>, Failure> {
        match self {
            Self::Sqlite { write, .. } => Ok(sqlx::query_as(AssertSqlSafe(sql)).fetch_all(write).await?),
            Self::Postgres(_) => self.fetch(sql, Vec::new()).await,
        }
    }

    /// Runs statements in one transaction.
    pub(crate) async fn write(&self, statements: Vec<Statement>) -> Result<(), Failure> {
        self.write_if(statements, &[]).await.map(drop)
    }

    /// Makes what may be there already. On a server two processes that do so at one moment find each other out.
    pub(crate) async fn make(&self, texts: &[&'static str]) -> Result<(), Failure> {
        let mut tries = 0;
        loop {
            let statements = texts.iter().map(|text| Statement::plain(*text)).collect();
            match self.write(statements).await {
                Err(Failure::Database(error)) if is_made(&error) && tries < 8 => tries += 1,
                done => return done,
            }
        }
    }

    /// Runs statements in one transaction, but only if each statement at one of the `checks` touches exactly one row;
    /// answers the first that does not, and then nothing was written.
    pub(crate) async fn write_if(
        &self,
        statements: Vec<Statement>,
        checks: &[usize],
    ) -> Result<Option<usize>, Failure> {
        macro_rules! run {
            ($transaction:expr, $places:expr) => {{
                let mut transaction = $transaction;
                for (at, Statement { sql, cells }) in statements.into_iter().enumerate() {
                    let query = bound!(sqlx::query(AssertSqlSafe($places(sql))), &cells);
                    let touched = query.execute(&mut *transaction).await?.rows_affected();
                    if touched != 1 && checks.contains(&at) {
                        transaction.rollback().await?;
                        return Ok(Some(at));
                    }
                }
                transaction.commit().await?;
                Ok(None)
            }};
        }
        match self {
            Self::Sqlite { write, .. } => run!(write.begin_with("BEGIN IMMEDIATE").await?, unnumbered),
            Self::Postgres(pool) => match pool.begin().await {
                // Nothing was written yet, so it may be begun once more.
                Err(error) if is_lost(&error) => {
                    let mut alive = alive(pool).await?;
                    run!(alive.begin().await?, std::convert::identity)
                }
                begun => run!(begun?, std::convert::identity),
            },
        }
    }

    /// Has a server look how much a table holds, because its plans rest on that. By itself it looks some minute after many rows were
    /// written, and until then it reads a large table as if it were a small one. On a file no plan rests on sizes.
    pub(crate) async fn take_stock(&self, table: &str) -> Result<(), Failure> {
        let Self::Postgres(pool) = self else { return Ok(()) };
        pool.execute(AssertSqlSafe(format!("ANALYZE {table}"))).await?;
        Ok(())
    }

    /// Writes the whole file anew and empties what was written ahead of it, so that of a deleted row no byte stays; answers
    /// whether that was reached, because a reader may stand in the way. `None` where each table is a file of its own.
    pub(crate) async fn compact_whole(&self) -> Result<Option<bool>, Failure> {
        let Self::Sqlite { write, .. } = self else { return Ok(None) };
        let mut connection = write.acquire().await?;
        // Memory would have to hold the whole file, and waiting long for readers would hold up whoever wants to write.
        let before = "PRAGMA temp_store = FILE; PRAGMA busy_timeout = 500";
        let after = "PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 30000";
        sqlx::raw_sql(before).execute(&mut *connection).await?;
        let vacuumed = sqlx::raw_sql("VACUUM").execute(&mut *connection).await;
        let emptied: Result<(i64, i64, i64), _> =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
        sqlx::raw_sql(after).execute(&mut *connection).await?;
        match vacuumed.and(emptied) {
            Ok((busy, _, _)) => Ok(Some(busy == 0)),
            Err(error) if error.to_string().contains("locked") => Ok(Some(false)),
            Err(error) => Err(error.into()),
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
    if is_made(&error) { Ok(T::default()) } else { Err(error) }
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code()).map(std::borrow::Cow::into_owned)
}

/// What was to be made is there already.
fn is_made(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("23505" | "42P06" | "42P07"))
}

fn is_locked(failure: &Failure) -> bool {
    failure.to_string().contains("is locked")
}

/// A table that a question names is gone, or was made anew with another shape.
pub(crate) fn is_missing(failure: &Failure) -> bool {
    let Failure::Database(error) = failure else { return false };
    let text = || error.to_string();
    match code(error).as_deref() {
        Some("42P01" | "0A000") => true,
        Some("XX000") => text().contains("could not open relation"),
        Some(_) | None => text().contains("no such table"),
    }
}

/// The connection ended while it was asked: the server was stopped, or the way to it broke.
fn is_lost(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_))
        || code(error).is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
}

/// A connection that was heard of just now. Those that died with the server are thrown away on the way.
async fn alive(pool: &PgPool) -> Result<PoolConnection<Postgres>, sqlx::Error> {
    let started = Instant::now();
    loop {
        let failed = match pool.acquire().await {
            Ok(mut connection) => match connection.ping().await {
                Ok(()) => return Ok(connection),
                Err(error) => {
                    connection.close_on_drop();
                    error
                }
            },
            Err(error) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                error
            }
        };
        if !is_lost(&failed) || started.elapsed() > RECOVERY {
            return Err(failed);
        }
    }
}
