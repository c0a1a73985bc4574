//! The program `liangshi`: a registry of teacher talent on two time axes.

// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]

mod cli;
mod demo;
mod edge;
mod erase;
mod import;
mod keys;
mod logs;
mod moving;
mod plan;
mod progress;
mod proofs;
mod roster;
mod serve;
mod store;
mod token;
mod views;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};

/// A registry allocates many small texts on one thread and frees them on another, which this allocator is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(cli.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The whole chain: what failed, and what to do about it.
            eprintln!("liangshi: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Demo(options) => demo::run(&options).await,
        Command::Serve { place, listen } => serve::run(&place, listen).await,
        Command::Plan { place, action } => plan::run(&place, &action).await,
        Command::Generate { what } => roster::run(&what),
        Command::Import { place, what } => import::run(&place, &what).await,
        Command::Views { place, action } => views::run(&place, &action).await,
        Command::Log { place, action } => logs::run(&place, &action).await,
        Command::Erase { place, options } => erase::run(&place, &options).await,
        Command::Backup { place, options } => moving::backup(&place, &options).await,
        Command::Restore(options) => moving::restore(&options).await,
        Command::Keys { place, action } => moving::keys(&place, &action).await,
        Command::Token { place, action: cli::TokenAction::Issue(issue) } => token::run(&place, &issue).await,
        Command::Schema => {
            print!("{}", liangshi_api::schema::schema_text());
            Ok(())
        }
    }
}
