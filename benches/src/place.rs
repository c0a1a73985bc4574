//! An empty place for each case: a folder, or a database of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio_postgres::Client;

use crate::limits::postgres::connect;

/// A server on which databases may be made.
pub struct Server {
    admin: Client,
    url: String,
    count: AtomicU32,
}

impl Server {
    pub async fn at(url: &str) -> Result<Self> {
        Ok(Self { admin: connect(url).await?, url: url.to_owned(), count: AtomicU32::new(0) })
    }

    /// A new database; what was written before is on the disk, so that nobody pays for the case before.
    pub async fn database(&self) -> Result<String> {
        let name = format!("log_bench_{}_{}", std::process::id(), self.count.fetch_add(1, Ordering::Relaxed));
        self.admin.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        self.admin.batch_execute("CHECKPOINT").await?;
        let (base, _) = self.url.rsplit_once('/').context("the URL of the server has no database")?;
        Ok(format!("{base}/{name}"))
    }

    pub async fn drop(&self, url: &str) -> Result<()> {
        let (_, name) = url.rsplit_once('/').context("the URL has no database")?;
        Ok(self.admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?)
    }

    /// Its version and the settings that decide.
    pub async fn settings(&self) -> Result<Vec<(String, String)>> {
        let names = [
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "shared_buffers",
            "max_wal_size",
            "wal_sync_method",
            "max_connections",
        ];
        let mut settings = Vec::new();
        for name in names {
            let row = self.admin.query_one(&format!("SHOW {name}"), &[]).await?;
            settings.push((name.to_owned(), row.get(0)));
        }
        Ok(settings)
    }
}

/// A new folder, on the disk that TMPDIR names.
pub fn folder() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("log-bench-").tempdir()?)
}
