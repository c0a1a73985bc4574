//! Opening a registry: log, keys and views at one address.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, Result, bail};
use clap::Args;
use liangshi_api::{auth::Signer, schema::Registry};
use liangshi_eventstore::{Clock, Log, MasterKey, Options, SystemClock, Upcasters};
use liangshi_projection::{Views, census::Census, views};

use crate::{edge, progress::Progress};

/// Where a registry is and what opens it.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// Where the registry is: sqlite:PATH or postgres://USER@HOST/NAME.
    #[arg(long, env = "LIANGSHI_DATABASE", default_value = "sqlite:liangshi.db", global = true)]
    pub(crate) database: String,
    /// The file with the master key; made when it is missing. LIANGSHI_MASTER_KEY in the environment goes before it.
    #[arg(long, global = true)]
    pub(crate) key_file: Option<PathBuf>,
}

/// An open registry.
#[derive(Clone)]
pub(crate) struct Store {
    pub(crate) log: Log,
    pub(crate) views: Views,
}

impl Place {
    /// The master key: of the environment, of the file named, or of a file beside the database.
    fn master_key(&self) -> Result<MasterKey> {
        if let Some(key) = MasterKey::from_env()? {
            return Ok(key);
        }
        let path = match (&self.key_file, self.database.strip_prefix("sqlite:")) {
            (Some(path), _) => path.clone(),
            (None, Some(path)) => PathBuf::from(format!("{path}.master-key")),
            (None, None) => PathBuf::from("liangshi.master-key"),
        };
        MasterKey::from_file_or_create(&path)
            .with_context(|| format!("cannot use the master key in {}", path.display()))
    }

    /// Opens the log only.
    pub(crate) async fn log(&self, clock: Arc<dyn Clock>) -> Result<Log> {
        if let Some(folder) = self
            .database
            .strip_prefix("sqlite:")
            .and_then(|path| PathBuf::from(path).parent().map(PathBuf::from))
        {
            std::fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        let upcasters = Upcasters::of_the_domain().context("this program cannot read every old event")?;
        let options = Options { clock, upcasters, ..Options::new(self.master_key()?) };
        Log::open(&self.database, options).await.with_context(|| {
            format!(
                "cannot open the registry at {}; is the path writable, or the server running?",
                self.shown()
            )
        })
    }

    /// Opens log and views.
    pub(crate) async fn open(&self) -> Result<Store> {
        let log = self.log(Arc::new(SystemClock)).await?;
        self.with_views(log).await
    }

    /// Opens the views of an open log.
    pub(crate) async fn with_views(&self, log: Log) -> Result<Store> {
        let views = Views::open(&self.database, log.clone(), views::ALL)
            .await
            .with_context(|| format!("cannot open the views beside {}", self.shown()))?;
        Ok(Store { log, views })
    }

    /// The address without a password.
    pub(crate) fn shown(&self) -> String {
        let Some((scheme, rest)) = self.database.split_once("://") else { return self.database.clone() };
        match rest.rsplit_once('@') {
            Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
            None => self.database.clone(),
        }
    }
}

impl Store {
    /// Brings the views to the head of the log and shows how far it is.
    pub(crate) async fn catch_up(&self) -> Result<i64> {
        let head = self.log.head().await?.position;
        let behind = head - self.views.position();
        let progress = (behind > 5_000).then(|| Progress::new("views", head));
        let told = |position| {
            if let Some(progress) = &progress {
                progress.at(position);
            }
        };
        let position = self.views.catch_up(told).await.context("the views cannot follow the log")?;
        if let Some(progress) = &progress {
            progress.done();
        }
        Ok(position)
    }

    /// The registry as the API takes it.
    pub(crate) fn registry(&self) -> Registry {
        Registry {
            log: self.log.clone(),
            views: self.views.clone(),
            census: Census::default(),
            now: edge::clock(),
            new_id: Arc::new(edge::new_id),
        }
    }

    /// What signs and verifies tokens. Its secret follows from the master key, so that there is one secret to keep.
    pub(crate) fn signer(&self) -> Result<Signer> {
        let secret = self.log.vault().keyed_hash("token-signing", "1");
        match Signer::new(secret.as_bytes()) {
            Ok(signer) => Ok(signer),
            Err(error) => bail!("tokens cannot be signed: {error}"),
        }
    }

    /// Writes what waits and lets go of the databases.
    pub(crate) async fn close(&self) {
        self.views.close().await;
        self.log.close().await;
    }
}
