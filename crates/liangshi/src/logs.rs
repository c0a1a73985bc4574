//! `liangshi log`: where the log stands, and whether it is whole.

use std::{collections::HashMap, sync::Arc};

use anyhow::{Result, bail};
use clap::Subcommand;
use liangshi_domain::{EventId, Origin, Subject};
use liangshi_eventstore::{Log, Recorded, SystemClock};

use crate::{progress::Progress, store::Place};

/// What may be done with the log.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Action {
    /// Say where the log stands.
    Status,
    /// Read every event: positions and versions are dense, time never runs back, every body opens and is understood.
    Verify,
}

pub(crate) async fn run(place: &Place, action: &Action) -> Result<()> {
    let log = place.log(Arc::new(SystemClock)).await?;
    let outcome = match action {
        Action::Status => status(&log, place).await,
        Action::Verify => verify(&log).await,
    };
    log.close().await;
    outcome
}

async fn status(log: &Log, place: &Place) -> Result<()> {
    let head = log.head().await?;
    println!("log {} at {}", log.id(), place.shown());
    println!("{} events, the last recorded at {}", head.position, head.recorded_at.to_rfc3339());
    Ok(())
}

async fn verify(log: &Log) -> Result<()> {
    let head = log.head().await?.position;
    let progress = Progress::new("verify", head);
    let mut seen = Seen::default();
    loop {
        let events = log.after(seen.position, 2_000).await?;
        for event in &events {
            seen.take(event)?;
        }
        progress.at(seen.position);
        if events.is_empty() {
            break;
        }
    }
    progress.done();
    if seen.position < head {
        bail!("the head says {head} events and only {} can be read", seen.position);
    }
    println!("{} events in {} streams are whole, in order and readable", seen.position, seen.versions.len());
    Ok(())
}

/// What was read so far.
#[derive(Default)]
struct Seen {
    position: i64,
    recorded_at: Option<chrono::DateTime<chrono::Utc>>,
    versions: HashMap<String, i64>,
}

impl Seen {
    /// Holds the next event against what came before it.
    fn take(&mut self, event: &Recorded) -> Result<()> {
        let expected = self.position + 1;
        if event.position != expected {
            bail!("position {expected} is missing; position {} follows instead", event.position);
        }
        if self.recorded_at.is_some_and(|before| event.recorded_at < before) {
            bail!("position {expected} was recorded before the position below it");
        }
        let version = self.versions.entry(event.stream.clone()).or_insert(0);
        if event.version != *version + 1 {
            bail!(
                "position {expected}: {} has version {} where {} should follow",
                event.stream,
                event.version,
                *version + 1
            );
        }
        *version = event.version;
        understood(event)?;
        (self.position, self.recorded_at) = (event.position, Some(event.recorded_at));
        Ok(())
    }
}

fn understood(event: &Recorded) -> Result<()> {
    let Some(mut subject) = Subject::of_stream(&event.stream) else {
        bail!("position {}: {} is no stream of this registry", event.position, event.stream);
    };
    let origin = Origin { position: event.position, id: EventId(event.id) };
    match subject.evolve(&event.kind, &event.body, origin) {
        Ok(_) => Ok(()),
        Err(error) => bail!("position {}: {error}", event.position),
    }
}
