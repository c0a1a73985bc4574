//! `liangshi log verify|checkpoint|prove|check-proof`: what anybody can hold against the log, most of it without a secret.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use liangshi_eventstore::{Asked, Checkpoint, Evidence, Log, Proof, ProofClaim, PublicKey, Verdict};

use crate::progress::Progress;

/// By what the log is judged.
#[derive(Args, Clone, Debug)]
pub(crate) struct Verify {
    /// A checkpoint that was kept elsewhere; the log must contain it. May be given more than once.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// The key that checks signatures, as `log checkpoint` prints it: then no secret is read. More than one when it was changed.
    #[arg(long, value_name = "KEY")]
    pub(crate) public_key: Vec<PublicKey>,
    /// Also open every body and see that it is understood; for this the keys are needed.
    #[arg(long)]
    pub(crate) open: bool,
}

/// What is to be proven.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum What {
    /// That an event is among those that were signed.
    Inclusion {
        /// Where it stands.
        #[arg(long, required_unless_present = "event")]
        position: Option<i64>,
        /// Which it is, by its id.
        #[arg(long, conflicts_with = "position")]
        event: Option<String>,
        /// The checkpoint to lead to, by its size; without it the first one over the event.
        #[arg(long)]
        size: Option<i64>,
        /// Where to write the proof; without it, it is printed.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// That what was signed later begins with what was signed earlier.
    Consistency {
        /// The size of the earlier checkpoint.
        #[arg(long)]
        from: i64,
        /// The size of the later one.
        #[arg(long)]
        to: i64,
        /// Where to write the proof; without it, it is printed.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Reads the log as it stands and holds it against all that was signed of it.
pub(crate) async fn verify(evidence: &Evidence, options: &Verify, keys: Vec<PublicKey>) -> Result<()> {
    let outside = options.checkpoint.iter().map(|path| kept(path)).collect::<Result<_>>()?;
    let progress = Progress::new("verify", evidence.head().await?);
    let verdict = evidence.verify(&Asked { keys, outside }, |position| progress.at(position)).await;
    progress.done();
    let Verdict { events, streams, signed, checkpoints, fault } =
        verdict.context("the log could not be read to its end")?;
    if let Some(fault) = fault {
        bail!("the log is not as it was ({}): {}", fault.kind.code(), fault.words);
    }
    println!("{events} events in {streams} streams are whole and in order");
    if checkpoints == 0 {
        println!("nothing of it is signed yet; `liangshi log checkpoint` signs it");
    } else {
        println!("the first {signed} are those that were signed, in {checkpoints} checkpoints");
    }
    Ok(())
}

fn kept(path: &Path) -> Result<Checkpoint> {
    let text = read(path)?;
    Checkpoint::parse(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(out: Option<&PathBuf>, text: &str) -> Result<()> {
    match out {
        Some(path) => fs::write(path, text).with_context(|| format!("cannot write {}", path.display())),
        None => {
            print!("{text}");
            Ok(())
        }
    }
}

/// Signs the log as it stands and gives the note out, to be kept where the log is not.
pub(crate) async fn checkpoint(log: &Log, out: Option<&PathBuf>) -> Result<()> {
    let Some(checkpoint) = log.attest().await? else { bail!("the log is empty; there is nothing to sign") };
    write(out, checkpoint.text())?;
    eprintln!("{} events are signed; the public key is {}", checkpoint.size, log.public_key().await?);
    Ok(())
}

/// Makes a proof, which is seen to hold before it is given out.
pub(crate) async fn prove(log: &Log, what: &What) -> Result<()> {
    let (evidence, key) = (Evidence::of(log), log.public_key().await?);
    let (proof, out) = match what {
        What::Inclusion { position, event, size, out } => {
            let position = match (position, event) {
                (Some(position), _) => *position,
                (None, Some(id)) => evidence
                    .position_of(id)
                    .await?
                    .with_context(|| format!("there is no event with the id {id}"))?,
                (None, None) => bail!("name the event by --position or --event"),
            };
            (evidence.prove_inclusion(position, *size, &key).await?, out)
        }
        What::Consistency { from, to, out } => (evidence.prove_consistency(*from, *to, &key).await?, out),
    };
    write(out.as_ref(), &format!("{}\n", serde_json::to_string_pretty(&proof)?))
}

/// Checks a proof by itself. Without a key it is only known that it holds for whoever has the key it names.
pub(crate) fn check(path: &Path, key: Option<&PublicKey>) -> Result<()> {
    let proof: Proof = serde_json::from_str(&read(path)?)
        .with_context(|| format!("{} is not a proof of this program", path.display()))?;
    let named: PublicKey = proof.public_key.parse().map_err(anyhow::Error::msg)?;
    let checkpoint = proof.check(key.unwrap_or(&named)).map_err(anyhow::Error::msg)?;
    match &proof.claim {
        ProofClaim::Inclusion { row } => println!(
            "the event {} ({}) at position {} is among the {} that were signed",
            row.id, row.kind, row.position, checkpoint.size
        ),
        ProofClaim::Consistency { earlier } => {
            let earlier = Checkpoint::parse(earlier).map_err(anyhow::Error::msg)?;
            println!(
                "the {} events that were signed begin with the {} signed before",
                checkpoint.size, earlier.size
            );
        }
    }
    if key.is_none() {
        println!("signed with {named}: compare it with the published key");
    }
    Ok(())
}
