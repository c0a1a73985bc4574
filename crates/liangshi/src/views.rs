//! `liangshi views`: where they stand, building them anew, holding them against the log.

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::{
    progress::Progress,
    store::{Place, Store},
};

/// What may be done with the views.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Action {
    /// Say where every view stands.
    Status,
    /// Build views from nothing beside the ones that answer, compare, and swap; all when none is named.
    Rebuild {
        /// The view.
        name: Option<String>,
    },
    /// Build views from nothing and compare them with the ones that answer; all when none is named.
    Check {
        /// The view.
        name: Option<String>,
    },
}

pub(crate) async fn run(place: &Place, action: &Action) -> Result<()> {
    let store = place.open().await?;
    let outcome = match action {
        Action::Status => status(&store).await,
        Action::Rebuild { name } => built(&store, name.as_deref(), true).await,
        Action::Check { name } => built(&store, name.as_deref(), false).await,
    };
    store.close().await;
    outcome
}

async fn status(store: &Store) -> Result<()> {
    println!("{:<20} {:>7} {:>12} {:>12}", "view", "version", "position", "behind");
    for view in store.views.status().await? {
        println!(
            "{:<20} {:>7} {:>12} {:>12}",
            view.name,
            view.version,
            view.position,
            view.head - view.position
        );
    }
    Ok(())
}

async fn built(store: &Store, name: Option<&str>, swap: bool) -> Result<()> {
    store.catch_up().await?;
    let names = name.map_or_else(|| store.views.names(), |name| vec![name]);
    let head = store.log.head().await?.position;
    let mut differ = Vec::new();
    for name in names {
        let progress = Progress::new(name, head);
        let told = |position| progress.at(position);
        let check =
            if swap { store.views.rebuild(name, told).await? } else { store.views.check(name, told).await? };
        progress.done();
        let verdict = if check.agrees() { "agrees" } else { "DIFFERS" };
        println!("{name:<20} {verdict} at position {}  {}", check.position, check.rebuilt);
        if !check.agrees() {
            differ.push(check.name);
        }
    }
    match (differ.is_empty(), swap) {
        (true, _) => Ok(()),
        (false, true) => {
            bail!("what answered before differed from the log: {}; it was replaced", differ.join(", "))
        }
        (false, false) => bail!("differs from the log: {}; run `liangshi views rebuild`", differ.join(", ")),
    }
}
