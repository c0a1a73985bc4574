//! `liangshi log`: where the log stands, and whether it is whole.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use liangshi_domain::{EventId, Origin, Subject};
use liangshi_eventstore::{Evidence, Log, PublicKey, Recorded, SystemClock};

use crate::{moving, progress::Progress, proofs, store::Place};

/// What may be done with the log.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Action {
    /// Say where the log stands.
    Status,
    /// Read every row as it stands and hold it against what was signed: names the first that was changed, removed, inserted or moved.
    Verify(proofs::Verify),
    /// Sign the log as it stands, and give the signed note out to be kept elsewhere.
    Checkpoint {
        /// Where to write the note; without it, it is printed.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make a proof that can be checked without the log.
    Prove {
        #[command(subcommand)]
        what: proofs::What,
    },
    /// Check a proof; no log is needed.
    CheckProof {
        /// The proof.
        file: PathBuf,
        /// The published key; without it the one that the proof names is taken.
        #[arg(long, value_name = "KEY")]
        public_key: Option<PublicKey>,
    },
    #[command(flatten)]
    Moving(moving::LogAction),
}

pub(crate) async fn run(place: &Place, action: &Action) -> Result<()> {
    match action {
        Action::Status => opened(place, async |log| status(log, place).await).await,
        Action::Verify(options) => verify(place, options).await,
        Action::Checkpoint { out } => {
            opened(place, async |log| proofs::checkpoint(log, out.as_ref()).await).await
        }
        Action::Prove { what } => opened(place, async |log| proofs::prove(log, what).await).await,
        Action::CheckProof { file, public_key } => proofs::check(file, public_key.as_ref()),
        Action::Moving(action) => moving::log(place, action).await,
    }
}

/// Opens the log for as long as the work takes.
async fn opened(place: &Place, work: impl AsyncFnOnce(&Log) -> Result<()>) -> Result<()> {
    let log = place.log(Arc::new(SystemClock)).await?;
    let outcome = work(&log).await;
    log.close().await;
    outcome
}

async fn status(log: &Log, place: &Place) -> Result<()> {
    let head = log.head().await?;
    println!("log {} at {}", log.id(), place.shown());
    println!("{} events, the last recorded at {}", head.position, head.recorded_at.to_rfc3339());
    match Evidence::of(log).last_checkpoint().await? {
        Some(checkpoint) => println!(
            "the first {} are signed; {} are not yet",
            checkpoint.size,
            (head.position - checkpoint.size).max(0)
        ),
        None => println!("nothing is signed yet"),
    }
    println!("public key {}", log.public_key().await?);
    Ok(())
}

/// With the public key on the command line nothing secret is opened, and nothing is written.
async fn verify(place: &Place, options: &proofs::Verify) -> Result<()> {
    if !options.public_key.is_empty() {
        let evidence = Evidence::open(&place.database).await;
        let evidence = evidence.with_context(|| format!("cannot read the log at {}", place.shown()))?;
        let outcome = proofs::verify(&evidence, options, options.public_key.clone()).await;
        evidence.close().await;
        outcome?;
    }
    if options.public_key.is_empty() || options.open {
        opened(place, async |log| {
            if options.public_key.is_empty() {
                let key = log.public_key().await?;
                proofs::verify(&Evidence::of(log), options, vec![key]).await?;
            }
            if options.open { read_all(log).await } else { Ok(()) }
        })
        .await?;
    }
    Ok(())
}

/// Every body opens and is understood.
async fn read_all(log: &Log) -> Result<()> {
    let head = log.head().await?.position;
    let progress = Progress::new("open", head);
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
