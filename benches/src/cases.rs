//! From a case to its figures of one round.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{
    goals::{Case, Db, Who, Work},
    limits,
    measure::{Sample, Span, Store, closed_loop, timed},
    ours::{Ours, url_in},
    peers::{cqrs::Cqrs, disintegrate::Disintegrate, esrs::Esrs, eventcore::Eventcore},
    place::{self, Server},
};

/// All that cases need, and the logs that are read again and again.
pub struct Bench {
    pub server: Server,
    pub span: Span,
    /// Events of an import.
    pub imported: u64,
    /// Events of a replay.
    pub replayed: u64,
    histories: HashMap<(Db, Who), History>,
}

/// A store with a long history.
struct History {
    url: String,
    folder: PathBuf,
    _keep: TempDir,
}

impl Bench {
    pub fn new(server: Server, span: Span, imported: u64, replayed: u64) -> Self {
        Self { server, span, imported, replayed, histories: HashMap::new() }
    }

    /// Measures a case once.
    pub async fn run(&mut self, case: Case) -> Result<Sample> {
        match case.work {
            Work::Append(callers) => self.append(case, callers).await,
            Work::Import => self.import(case).await,
            Work::Replay => self.replay(case).await,
            Work::Verify => self.verify(case).await,
        }
    }

    async fn append(&self, case: Case, callers: usize) -> Result<Sample> {
        match case.db {
            Db::Postgres => {
                let url = self.server.database().await?;
                let sample = self.append_to_server(case.who, &url, callers).await;
                self.server.drop(&url).await?;
                sample
            }
            Db::Sqlite => {
                let folder = place::folder()?;
                self.append_to_file(case.who, folder.path(), callers).await
            }
        }
    }

    async fn append_to_server(&self, who: Who, url: &str, callers: usize) -> Result<Sample> {
        match who {
            Who::Ours => self.append_to_ours(url, callers).await,
            Who::Limit => self.call(limits::postgres::GroupCommit::open(url).await?, callers).await,
            Who::Esrs => self.call(Esrs::open(url, callers).await?, callers).await,
            Who::Eventcore => {
                self.call(
                    Eventcore::<eventcore_postgres::PostgresEventStore>::open(url, callers).await?,
                    callers,
                )
                .await
            }
            Who::Disintegrate => self.call(Disintegrate::open(url, callers).await?, callers).await,
            Who::Cqrs => {
                self.call(Cqrs::<postgres_es::PostgresEventRepository>::open(url, callers).await?, callers)
                    .await
            }
            Who::NarrowLimit => bail!("no such case"),
        }
    }

    async fn append_to_file(&self, who: Who, folder: &Path, callers: usize) -> Result<Sample> {
        match who {
            Who::Ours => self.append_to_ours(&url_in(folder), callers).await,
            Who::Limit => self.call(limits::sqlite::GroupCommit::open(folder)?, callers).await,
            Who::Eventcore => {
                self.call(Eventcore::<eventcore_sqlite::SqliteEventStore>::open(folder).await?, callers).await
            }
            Who::Cqrs => {
                self.call(Cqrs::<sqlite_es::SqliteEventRepository>::open(folder).await?, callers).await
            }
            Who::Esrs | Who::Disintegrate | Who::NarrowLimit => bail!("no such case"),
        }
    }

    async fn append_to_ours(&self, url: &str, callers: usize) -> Result<Sample> {
        let ours = Arc::new(Ours::with_organisations(url).await?);
        let sample = closed_loop(ours.clone(), callers, self.span).await;
        if let Ok(ours) = Arc::try_unwrap(ours) {
            ours.close().await;
        }
        sample
    }

    async fn call<S: Store>(&self, store: S, callers: usize) -> Result<Sample> {
        closed_loop(Arc::new(store), callers, self.span).await
    }

    async fn import(&self, case: Case) -> Result<Sample> {
        let events = self.imported;
        match case.db {
            Db::Postgres => {
                let url = self.server.database().await?;
                let sample = match case.who {
                    Who::Ours => import_into_ours(&url, events).await,
                    Who::Limit => timed(limits::postgres::copy_same(&url, events)).await,
                    Who::NarrowLimit => timed(limits::postgres::copy_narrow(&url, events)).await,
                    Who::Esrs | Who::Eventcore | Who::Disintegrate | Who::Cqrs => bail!("no such case"),
                };
                self.server.drop(&url).await?;
                sample
            }
            Db::Sqlite => {
                let folder = place::folder()?;
                let path = folder.path().to_owned();
                match case.who {
                    Who::Ours => import_into_ours(&url_in(&path), events).await,
                    Who::Limit => timed(apart(move || limits::sqlite::import(&path, events, true))).await,
                    Who::NarrowLimit => {
                        timed(apart(move || limits::sqlite::import(&path, events, false))).await
                    }
                    Who::Esrs | Who::Eventcore | Who::Disintegrate | Who::Cqrs => bail!("no such case"),
                }
            }
        }
    }

    async fn replay(&mut self, case: Case) -> Result<Sample> {
        let events = self.replayed;
        let History { url, folder, .. } = self.history(case.db, case.who).await?;
        match (case.db, case.who) {
            (_, Who::Ours) => {
                let ours = Ours::open(url).await?;
                let sample = timed(ours.replay(events)).await;
                ours.close().await;
                sample
            }
            (Db::Postgres, Who::Limit) => timed(limits::postgres::replay(url)).await,
            (Db::Postgres, Who::Disintegrate) => {
                let peer = Disintegrate::open(url, 1).await?;
                timed(peer.replay()).await
            }
            (Db::Sqlite, Who::Limit) => {
                let folder = folder.clone();
                timed(apart(move || limits::sqlite::replay(&folder))).await
            }
            (Db::Sqlite, Who::Eventcore) => {
                let peer = Eventcore::<eventcore_sqlite::SqliteEventStore>::open(folder).await?;
                timed(peer.replay()).await
            }
            _ => bail!("no such case"),
        }
    }

    async fn verify(&mut self, case: Case) -> Result<Sample> {
        let History { url, folder, .. } = self.history(case.db, Who::Ours).await?;
        match (case.db, case.who) {
            (_, Who::Ours) => {
                let ours = Ours::open(url).await?;
                let sample = timed(ours.verify()).await;
                ours.close().await;
                sample
            }
            (Db::Postgres, Who::Limit) => timed(limits::postgres::digest(url)).await,
            (Db::Sqlite, Who::Limit) => {
                let file = folder.join("log.db");
                timed(apart(move || limits::sqlite::digest(&file))).await
            }
            _ => bail!("no such case"),
        }
    }

    /// The URL of a log of ours with a long history.
    pub async fn url_of_ours(&mut self, db: Db) -> Result<String> {
        Ok(self.history(db, Who::Ours).await?.url.clone())
    }

    async fn history(&mut self, db: Db, who: Who) -> Result<&History> {
        if !self.histories.contains_key(&(db, who)) {
            let history = self.write_history(db, who).await?;
            self.histories.insert((db, who), history);
        }
        self.histories.get(&(db, who)).context("no history")
    }

    async fn write_history(&self, db: Db, who: Who) -> Result<History> {
        let (keep, events) = (place::folder()?, self.replayed);
        let folder = keep.path().to_owned();
        let url = match db {
            Db::Sqlite => url_in(&folder),
            Db::Postgres => self.server.database().await?,
        };
        match (db, who) {
            (_, Who::Ours) => {
                import_into_ours(&url, events).await?;
                let ours = Ours::open(&url).await?;
                ours.attest().await?;
                ours.close().await;
            }
            (Db::Sqlite, Who::Limit) => {
                limits::sqlite::import(&folder, events, false)?;
            }
            (Db::Sqlite, Who::Eventcore) => {
                Eventcore::<eventcore_sqlite::SqliteEventStore>::open(&folder).await?.import(events).await?;
            }
            (Db::Postgres, Who::Limit) => {
                limits::postgres::copy_narrow(&url, events).await?;
            }
            (Db::Postgres, Who::Disintegrate) => {
                Disintegrate::open(&url, 1).await?.import(events).await?;
            }
            _ => bail!("no such case"),
        }
        if db == Db::Postgres {
            let client = limits::postgres::connect(&url).await?;
            client.batch_execute("VACUUM ANALYZE").await?;
        }
        Ok(History { url, folder, _keep: keep })
    }

    /// Lets go of the databases; folders go by themselves.
    pub async fn end(self) -> Result<()> {
        for ((db, _), history) in &self.histories {
            if *db == Db::Postgres {
                self.server.drop(&history.url).await?;
            }
        }
        Ok(())
    }
}

async fn import_into_ours(url: &str, events: u64) -> Result<Sample> {
    let ours = Ours::with_organisations(url).await?;
    let sample = timed(ours.import(events)).await;
    ours.close().await;
    sample
}

/// Work that never waits for the runtime, on a thread of its own.
async fn apart(work: impl FnOnce() -> Result<u64> + Send + 'static) -> Result<u64> {
    tokio::task::spawn_blocking(work).await.context("the thread broke")?
}
