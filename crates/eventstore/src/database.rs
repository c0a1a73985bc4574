//! The one file that knows which databases there are. All others say [`Pool`] and [`on!`], or [`Embedded`] and [`Server`]
//! where the two have no words in common.

use crate::{failure::Failure, refusal::refusal};
use futures_util::TryStreamExt as _;
use sqlx::{
    Connection as _, PgPool, SqlSafeStr, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{collections::BTreeMap, path::PathBuf, str::FromStr, time::Duration};
use tokio::time::Instant;

/// The database that lives in this process.
pub(crate) type Embedded = sqlx::Sqlite;
/// The database that lives in a process of its own.
pub(crate) type Server = sqlx::Postgres;
/// What the server calls out, as it arrives.
pub(crate) type Listener = PgListener;

/// The driver of the database in this process, for what calls it directly.
pub(crate) use rusqlite as driver;

/// The schema of the keys on the server, so that it can be kept and saved apart.
const KEYS_SCHEMA: &str = "liangshi_keys";
/// How long one writer waits for another to let go of the file.
const PATIENCE: Duration = Duration::from_secs(30);
const READERS: u32 = 8;
/// What the writer keeps of the file in memory, negative because it counts KiB: indexes are met at random places.
const CACHE: i64 = -65_536;
/// What `append_batch` asks of the session that calls it.
const WRITER: [(&str, &str); 3] =
    [("lock_timeout", "30s"), ("enable_seqscan", "off"), ("plan_cache_mode", "force_generic_plan")];
/// How long a connection to a server is trusted without asking.
const FRESH: Duration = Duration::from_secs(1);
/// How many rows a reader's thread may be ahead of who takes them; fewer hand-overs make a replay faster.
const ROWS_AHEAD: usize = 1_024;

/// Connections to one of the databases.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A pool under the name of what it is.
pub(crate) enum Kind<'a> {
    Embedded(&'a sqlx::Pool<Embedded>),
    Server(&'a sqlx::Pool<Server>),
}

/// One body, both databases: the arms differ only in the type of the pool.
macro_rules! on {
    ($pool:expr, |$inner:ident| $body:expr) => {
        match $pool {
            $crate::database::Pool::Sqlite($inner) => $body,
            $crate::database::Pool::Postgres($inner) => $body,
        }
    };
}
pub(crate) use on;

impl Pool {
    /// The text for the database this is, where the two have no words in common.
    pub(crate) fn pick(&self, embedded: &'static str, server: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => embedded,
            Self::Postgres(_) => server,
        }
    }

    /// Which of the two it is, for the few who do not do the same on both.
    pub(crate) fn kind(&self) -> Kind<'_> {
        match self {
            Self::Sqlite(pool) => Kind::Embedded(pool),
            Self::Postgres(pool) => Kind::Server(pool),
        }
    }

    pub(crate) async fn close(&self) {
        on!(self, |pool| pool.close().await);
    }
}

/// All that a COPY gives out.
pub(crate) async fn copied(pool: &PgPool, statement: &str) -> Result<Vec<u8>, sqlx::Error> {
    let mut copying = Copying { connection: pool.acquire().await?, done: false };
    let mut chunks = copying.connection.copy_out_raw(statement).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.try_next().await? {
        bytes.extend_from_slice(&chunk);
    }
    drop(chunks);
    copying.done = true;
    Ok(bytes)
}

/// A connection that has been asked for a COPY. The driver does not count what it still has to say: called off half way and
/// given back, it would answer the next question with the rest of this one, and each later question with the one before.
struct Copying {
    connection: PoolConnection<Server>,
    done: bool,
}

impl Drop for Copying {
    fn drop(&mut self) {
        if !self.done {
            self.connection.close_on_drop();
        }
    }
}

/// Where the log is and where its keys are. Reads never wait behind writes: each has connections of its own.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) reads: Pool,
    pub(crate) writes: Pool,
    pub(crate) keys: Pool,
}

impl Database {
    /// Connects, and brings the tables to their present shape. Several processes may do so at once.
    pub(crate) async fn open(url: &str) -> Result<Self, Failure> {
        if is_server(url) {
            return open_server(url).await;
        }
        let path = path_in(url)?;
        let started = Instant::now();
        loop {
            match open_file(path).await {
                Err(failure) if is_busy(&failure) && started.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                done => return done,
            }
        }
    }

    pub(crate) async fn close(&self) {
        self.reads.close().await;
        self.keys.close().await;
        self.writes.close().await;
    }
}

/// Connections that only read, to a log that is there already. Its tables are left as they are and its keys alone.
pub(crate) async fn reading(url: &str) -> Result<Pool, Failure> {
    if is_server(url) {
        let options = PgConnectOptions::from_str(url)?.options([("default_transaction_read_only", "on")]);
        return Ok(Pool::Postgres(
            PgPoolOptions::new().max_connections(READERS).connect_with(options).await?,
        ));
    }
    let options = SqliteConnectOptions::new().filename(path_in(url)?).read_only(true);
    let options = options.busy_timeout(PATIENCE).row_buffer_size(ROWS_AHEAD);
    Ok(Pool::Sqlite(SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?))
}

/// What the driver of the database in this process says, in the words of the library that speaks to both.
pub(crate) fn refused(error: driver::Error) -> sqlx::Error {
    if let driver::Error::SqliteFailure(refused, _) = &error {
        return refusal(refused.extended_code.to_string(), error.to_string());
    }
    sqlx::Error::Decode(error.into())
}

/// A connection of the writer's own to the file of a pool; an answer means that it is on the disk.
pub(crate) fn writing(pool: &SqlitePool) -> Result<driver::Connection, Failure> {
    let open = || {
        let connection = driver::Connection::open(pool.connect_options().get_filename())?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", CACHE)?;
        Ok(connection)
    };
    open().map_err(|error| refused(error).into())
}

/// A connection of a reader's own to the file of a pool.
pub(crate) fn reading_directly(pool: &SqlitePool) -> Result<driver::Connection, Failure> {
    let flags = driver::OpenFlags::SQLITE_OPEN_READ_ONLY | driver::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = driver::Connection::open_with_flags(pool.connect_options().get_filename(), flags)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(connection)
    };
    open().map_err(|error| refused(error).into())
}

fn is_server(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

fn path_in(url: &str) -> Result<&str, Failure> {
    let path = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    let path = path.filter(|path| !path.is_empty() && !path.starts_with(':') && !path.contains('?'));
    path.ok_or_else(|| Failure::Address(url.to_owned()))
}

/// Turning a new file to write-ahead logging does not wait for another process that does the same, so opening is tried again.
fn is_busy(failure: &Failure) -> bool {
    let text = failure.to_string();
    text.contains("database is locked") || text.contains("database table is locked")
}

async fn open_file(path: &str) -> Result<Database, Failure> {
    let file = |path: PathBuf| {
        SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .busy_timeout(PATIENCE)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
    };
    let lasting = |connections| {
        let options = SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false);
        options.max_lifetime(None).idle_timeout(None)
    };
    let writes = lasting(1).connect_with(file(path.into())).await?;
    migrate_file(&writes, migrator(LOG, SQLITE_LOG)).await?;
    // Both at once: a connection first made while the disk refuses writes would refuse them ever after.
    let keys = lasting(2)
        .min_connections(2)
        .connect_with(file(format!("{path}.keys").into()).pragma("secure_delete", "ON"))
        .await?;
    migrate_file(&keys, migrator(KEYS, SQLITE_KEYS)).await?;
    let reader = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(PATIENCE)
        .row_buffer_size(ROWS_AHEAD);
    let reads = lasting(READERS).connect_with(reader).await?;
    Ok(Database { reads: Pool::Sqlite(reads), writes: Pool::Sqlite(writes), keys: Pool::Sqlite(keys) })
}

/// The file is locked for the whole of it, because here the migrator itself takes no lock.
async fn migrate_file(pool: &SqlitePool, migrator: Migrator) -> Result<(), Failure> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    migrator.run_direct(None, &mut *transaction, false).await?;
    Ok(transaction.commit().await?)
}

async fn open_server(url: &str) -> Result<Database, Failure> {
    let options = PgConnectOptions::from_str(url)?;
    let writer = options.clone().options(WRITER);
    let writes = checked_when_idle().max_connections(1).connect_with(writer).await?;
    migrator(LOG, POSTGRES_LOG).run(&writes).await?;
    let apart = options.clone().options([("search_path", KEYS_SCHEMA)]);
    let keys = PgPoolOptions::new().max_connections(4).connect_with(apart).await?;
    let mut key_migrator = migrator(KEYS, POSTGRES_KEYS);
    key_migrator.create_schema(KEYS_SCHEMA);
    key_migrator.run(&keys).await?;
    let reads = PgPoolOptions::new().max_connections(READERS).connect_with(options).await?;
    Ok(Database { reads: Pool::Postgres(reads), writes: Pool::Postgres(writes), keys: Pool::Postgres(keys) })
}

/// The writer takes a connection it used a moment ago to be alive, because asking would cost each group a round trip. Whoever
/// only reads asks each time: a service then recovers from a server's restart without failing its first readers.
fn checked_when_idle() -> PgPoolOptions {
    PgPoolOptions::new().test_before_acquire(false).before_acquire(|connection, meta| {
        Box::pin(async move {
            if meta.idle_for > FRESH {
                connection.ping().await?;
            }
            Ok(true)
        })
    })
}

/// A number, its name, and its text.
type Text = (i64, &'static str, &'static str);

const LOG: &[Text] = &[
    (1, "log", include_str!("../../../migrations/0001_log.sql")),
    (2, "tree", include_str!("../../../migrations/0002_tree.sql")),
];
const SQLITE_LOG: &[Text] = &[
    (1, "log", include_str!("../../../migrations/sqlite/0001_log.sql")),
    (2, "tree", include_str!("../../../migrations/sqlite/0002_tree.sql")),
    (3, "append", include_str!("../../../migrations/sqlite/0003_append.sql")),
];
const POSTGRES_LOG: &[Text] = &[
    (1, "log", include_str!("../../../migrations/postgres/0001_log.sql")),
    (2, "tree", include_str!("../../../migrations/postgres/0002_tree.sql")),
    (3, "append", include_str!("../../../migrations/postgres/0003_append.sql")),
];
const KEYS: &[Text] = &[
    (1, "keys", include_str!("../../../migrations/keys/0001_keys.sql")),
    (2, "secrets", include_str!("../../../migrations/keys/0002_secrets.sql")),
];
const SQLITE_KEYS: &[Text] = &[(1, "keys", include_str!("../../../migrations/keys/sqlite/0001_keys.sql"))];
const POSTGRES_KEYS: &[Text] =
    &[(1, "keys", include_str!("../../../migrations/keys/postgres/0001_keys.sql"))];

/// Joins what both databases read with what only one of them does, number by number. Either may be missing.
fn migrator(shared: &[Text], own: &[Text]) -> Migrator {
    let mut texts: BTreeMap<i64, (&'static str, Vec<&'static str>)> = BTreeMap::new();
    for (number, name, text) in shared.iter().chain(own) {
        texts.entry(*number).or_insert((name, Vec::new())).1.push(text);
    }
    let join = |(number, (name, texts)): (i64, (&'static str, Vec<&'static str>))| {
        let text = sqlx::AssertSqlSafe(texts.join("\n")).into_sql_str();
        Migration::new(number, name.into(), MigrationType::Simple, text, false)
    };
    Migrator::with_migrations(texts.into_iter().map(join).collect())
}
