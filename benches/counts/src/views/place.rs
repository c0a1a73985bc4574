//! The log of one city, and copies of it, each in a place of its own where views are built anew.

use anyhow::{Context, Result};
use counts_bench::{connect, log_at, tell};
use liangshi_eventstore::Log;
use liangshi_projection::{Views, views};
use tempfile::TempDir;
use tokio_postgres::Client;
use uuid::Uuid;

/// Where copies are made: of a folder, or of a database on a server.
pub(crate) enum Base {
    File(TempDir),
    Server { server: Client, address: String, name: String },
}

/// A copy of the city's log, without views.
pub(crate) struct Place {
    pub(crate) url: String,
    raw: Raw,
    /// What lives as long as the copy.
    _folder: Option<TempDir>,
}

/// The database behind the views, spoken to without them.
enum Raw {
    File(String),
    Server(Box<Client>),
}

const LOG: &str = "city.db";

fn url_in(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join(LOG).display())
}

impl Base {
    pub(crate) fn on_file() -> Result<Self> {
        Ok(Self::File(tempfile::tempdir()?))
    }

    pub(crate) async fn on_server(url: &str) -> Result<Self> {
        let (address, _) = url.rsplit_once('/').context("the address names no database")?;
        let base =
            Self::Server { server: connect(url).await?, address: address.to_owned(), name: fresh_name() };
        base.make("").await?;
        Ok(base)
    }

    /// Another of the same kind.
    pub(crate) async fn like(other: &Self) -> Result<Self> {
        match other {
            Self::File(_) => Self::on_file(),
            Self::Server { .. } => Self::on_server(&other.url()).await,
        }
    }

    /// What it is, for the tables.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::File(_) => "SQLite",
            Self::Server { .. } => "PostgreSQL",
        }
    }

    fn url(&self) -> String {
        match self {
            Self::File(folder) => url_in(folder),
            Self::Server { address, name, .. } => format!("{address}/{name}"),
        }
    }

    async fn make(&self, like: &str) -> Result<()> {
        if let Self::Server { server, name, .. } = self {
            server.batch_execute(&format!("CREATE DATABASE {name} {like}")).await?;
        }
        Ok(())
    }

    /// Tells the city and closes it, so that it can be copied; answers how many events it has.
    pub(crate) async fn tell(&self, teachers: usize) -> Result<u64> {
        let (log, events) = tell(&self.url(), teachers).await?;
        log.close().await;
        Ok(events)
    }

    pub(crate) async fn copy(&self) -> Result<Place> {
        match self {
            Self::File(base) => {
                let folder = tempfile::tempdir()?;
                for file in std::fs::read_dir(base.path())? {
                    let file = file?;
                    std::fs::copy(file.path(), folder.path().join(file.file_name()))?;
                }
                let raw = Raw::File(format!("{}.views", folder.path().join(LOG).display()));
                Ok(Place { url: url_in(&folder), raw, _folder: Some(folder) })
            }
            Self::Server { server, address, name } => {
                let copied = fresh_name();
                let copy = format!("CREATE DATABASE {copied} TEMPLATE {name}");
                server.batch_execute(&copy).await?;
                let url = format!("{address}/{copied}");
                let raw = Raw::Server(Box::new(connect(&url).await?));
                Ok(Place { url, raw, _folder: None })
            }
        }
    }

    /// Takes the copy away; a folder goes by itself.
    pub(crate) async fn drop(&self, place: Place) -> Result<()> {
        if let (Self::Server { server, .. }, Some((_, name))) = (self, place.url.rsplit_once('/')) {
            drop(place.raw);
            server.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }

    pub(crate) async fn end(self) -> Result<()> {
        if let Self::Server { server, name, .. } = self {
            server.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }
}

fn fresh_name() -> String {
    format!("views_{}", Uuid::new_v4().simple())
}

impl Place {
    pub(crate) async fn log(&self) -> Result<Log> {
        Ok(log_at(&self.url, "2023-09-01T01:00:00Z").await?.0)
    }

    /// Every view from nothing to the head of the log.
    pub(crate) async fn views(&self) -> Result<Views> {
        let views = Views::open(&self.url, self.log().await?, views::ALL).await?;
        views.catch_up(|_| {}).await?;
        Ok(views)
    }

    /// The rows of every view put once more into tables with the same columns and indexes, in one transaction and by the database
    /// alone: nothing that builds views can be faster.
    pub(crate) async fn insert_again(&self, views: &Views) -> Result<()> {
        let tables = self.tables(views).await?;
        match &self.raw {
            Raw::File(path) => insert_into_file(path, &tables),
            Raw::Server(client) => {
                let again = |table: &String| {
                    format!(
                        "CREATE TABLE {table}_again (LIKE {table} INCLUDING ALL); \
                         INSERT INTO {table}_again SELECT * FROM {table} ORDER BY id;"
                    )
                };
                let text: String = tables.iter().map(again).collect();
                client.batch_execute(&format!("BEGIN; {text} COMMIT")).await?;
                Ok(())
            }
        }
    }

    async fn tables(&self, views: &Views) -> Result<Vec<String>> {
        let status = views.status().await?;
        // A view that was built once has the first generation.
        Ok(status.iter().map(|view| self.named(&view.name)).collect())
    }

    fn named(&self, view: &str) -> String {
        match self.raw {
            Raw::File(_) => format!("{view}_1"),
            Raw::Server(_) => format!("liangshi_views.{view}_1"),
        }
    }

    /// The server behind the views, where there is one.
    pub(crate) fn server(&self) -> Option<&Client> {
        match &self.raw {
            Raw::File(_) => None,
            Raw::Server(client) => Some(client),
        }
    }
}

fn insert_into_file(path: &str, tables: &[String]) -> Result<()> {
    let mut connection = rusqlite::Connection::open(path)?;
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536")?;
    let transaction = connection.transaction()?;
    for table in tables {
        let made: Vec<String> = transaction
            .prepare(
                "SELECT sql FROM sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC",
            )?
            .query_map([table], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for sql in made {
            transaction.execute_batch(&sql.replace(table, &format!("{table}_again")))?;
        }
        let again = format!("INSERT INTO {table}_again SELECT * FROM {table} ORDER BY id");
        transaction.execute(&again, [])?;
    }
    transaction.commit()?;
    Ok(())
}
