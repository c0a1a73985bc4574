//! The project's own chores: `cargo xtask test`, `postgres`, `schema`, `shapes`, `golden`, `coverage`, `bench` and `ci`.
//!
//! To add a chore: write a file beside this one, add a variant to [`Chore`] and a line to [`run`].

mod bench;
mod ci;
mod coverage;
mod golden;
mod postgres;
mod schema;
mod shapes;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use xtask::cargo;

/// The project's own chores.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
enum Chore {
    /// Run every test on SQLite and on a real PostgreSQL, started for the occasion.
    Test(test::Options),
    /// Run any command beside a PostgreSQL of its own; the URL is in LIANGSHI_TEST_POSTGRES.
    Postgres(postgres::Options),
    /// Write schema.graphql from the program, or check that it is current.
    Schema(schema::Options),
    /// Write the shape of every stored event, or check that none changed without a new version.
    Shapes(shapes::Options),
    /// Write the stored body of each new kind of event, from the first story that decides it.
    Golden(golden::Options),
    /// Write which sentence of the plan is answered by what, or check that the table is current and whole.
    Coverage(coverage::Options),
    /// Measure the demo, or the log beside its peers and its limits.
    Bench(bench::Choice),
    /// What the gate runs: formatting, lints, the schema, the shapes of what is stored, the tests.
    Ci(ci::Options),
}

fn main() -> ExitCode {
    match run(&Chore::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: &Chore) -> Result<ExitCode> {
    match chore {
        Chore::Test(options) => test::run(options),
        Chore::Postgres(options) => postgres::run(options),
        Chore::Schema(options) => schema::run(options),
        Chore::Shapes(options) => shapes::run(options),
        Chore::Golden(options) => golden::run(options),
        Chore::Coverage(options) => coverage::run(options),
        Chore::Bench(options) => bench::run(options),
        Chore::Ci(options) => ci::run(options),
    }
}
