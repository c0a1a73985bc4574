//! `liangshi generate`: files to try things with.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use liangshi_exchange::{
    city,
    roster::{RosterRow, write_roster},
};

/// What may be generated.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum What {
    /// A roster of synthetic persons at the schools of the demo's city with the same number and seed.
    Roster {
        /// How many persons.
        #[arg(long, default_value_t = 500)]
        teachers: usize,
        /// What all chance in it comes from.
        #[arg(long, default_value_t = 2022)]
        seed: u64,
        /// The XLSX file.
        #[arg(long)]
        out: PathBuf,
    },
}

pub(crate) fn run(what: &What) -> Result<()> {
    let What::Roster { teachers, seed, out } = what;
    let persons = city::roster(*teachers, *seed).context("the places of the city cannot be read")?;
    let rows = write_roster(out, persons.map(RosterRow::from))
        .with_context(|| format!("cannot write {}", out.display()))?;
    println!("{rows} rows in {}", out.display());
    Ok(())
}
