//! `cargo xtask bench`: what the project promises of its speed, measured.
//!
//! To add a bench: write a file beside this one, add a variant to [`What`] and a line to [`run`].

mod apart;
mod counts;
mod demo;
mod load;
mod log;
mod views;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Choice {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    demo: demo::Options,
}

#[derive(Subcommand)]
enum What {
    /// The demo: time until it answers, memory, and its answers under load. This is the one without a name, too.
    Demo(demo::Options),
    /// The log beside other event stores and beside the limits of its databases.
    Log(log::Options),
    /// Headcounts at any two dates beside a temporal table and a table for each year.
    Counts(counts::Options),
    /// Building the views, seeing what was just written, and reading meanwhile, beside the limits of both databases.
    Views(views::Options),
}

pub(crate) fn run(choice: &Choice) -> Result<ExitCode> {
    match &choice.what {
        None => demo::run(&choice.demo),
        Some(What::Demo(options)) => demo::run(options),
        Some(What::Log(options)) => log::run(options),
        Some(What::Counts(options)) => counts::run(options),
        Some(What::Views(options)) => views::run(options),
    }
}
