//! The log beside other event stores and beside the limits of its databases, in one go on one machine.
//!
//! To add a case: a name in `goals.rs`, a line in `cases.rs`. To add a promise: a line in `goals.rs`.

mod cases;
mod goals;
mod limits;
mod machine;
mod measure;
mod memory;
mod ours;
mod payload;
mod peers;
mod place;
mod rounds;
mod table;

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};

use crate::{
    cases::Bench,
    goals::{Case, Db, PROMISES},
    measure::Span,
    memory::Peak,
    place::Server,
    rounds::Rounds,
};

/// The log beside other event stores and beside the limits of its databases.
/// The allocator of the program itself, for ours and the peers alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Command {
    /// Replay a log and say what memory it took; the bench starts itself with this.
    #[command(hide = true)]
    Replay {
        #[arg(long, env = "LOG_BENCH_URL", hide_env_values = true)]
        url: String,
        #[arg(long)]
        events: u64,
    },
}

#[derive(Args)]
struct Options {
    /// A PostgreSQL on which databases may be made.
    #[arg(long, env = "LIANGSHI_TEST_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// Rounds; every case is measured once in each.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Only what these promises need, such as L1,L8.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Only cases whose name holds one of these, such as postgres/append-32; see --list.
    #[arg(long, value_delimiter = ',')]
    case: Vec<String>,
    /// The names of all cases.
    #[arg(long)]
    list: bool,
    /// Also the cases that no promise speaks of.
    #[arg(long)]
    beside: bool,
    /// Replay a million events in place of 200 000.
    #[arg(long)]
    full: bool,
    /// Events of a replay.
    #[arg(long, default_value_t = 200_000)]
    events: u64,
    /// Events of an import.
    #[arg(long, default_value_t = 100_000)]
    imported: u64,
    /// Seconds for which appends are counted.
    #[arg(long, default_value_t = 1.5)]
    seconds: f64,
    /// Where the tables are kept.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/results/log.md"))]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Cli { command, options } = Cli::parse();
    match command {
        Some(Command::Replay { url, events }) => memory::replay(&url, events).await,
        None if options.list => {
            goals::all().iter().for_each(|case| println!("{}", case.name()));
            Ok(())
        }
        None => run(&options).await,
    }
}

async fn run(options: &Options) -> Result<()> {
    let url = options.postgres.as_deref().context("no PostgreSQL is named; use cargo xtask bench log")?;
    let server = Server::at(url).await?;
    let mut about = machine::describe()?;
    about.extend(
        server.settings().await?.into_iter().map(|(name, value)| (format!("PostgreSQL {name}"), value)),
    );
    about.push(("SQLite".into(), format!("{}, WAL, synchronous=FULL", rusqlite::version())));
    let span =
        Span { warm_up: Duration::from_millis(400), counted: Duration::from_secs_f64(options.seconds) };
    let replayed = if options.full { 1_000_000 } else { options.events };
    let cases = options.cases();
    if cases.is_empty() && !options.wants("L12") {
        bail!("nothing to measure; see --list");
    }
    let mut bench = Bench::new(server, span, options.imported, replayed);
    let rounds = Rounds::run(&mut bench, cases, options.rounds).await?;
    let peaks = if options.wants("L12") { peaks(&mut bench).await? } else { Vec::new() };
    bench.end().await?;
    let text = [
        format!("# The log, measured on {}\n", chrono::Utc::now().format("%Y-%m-%d")),
        table::promises(&rounds, &peaks)?,
        "Each ratio is the median over the rounds of ours divided by the other of the same round.\n".into(),
        table::cases(&rounds)?,
        table::facts("measured on", &about)?,
        table::facts("measured how", &options.how(replayed)?)?,
    ]
    .join("\n");
    println!("{text}");
    if let Some(folder) = options.out.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&options.out, text).with_context(|| options.out.display().to_string())
}

/// A replay of a part and of the whole, on both databases.
async fn peaks(bench: &mut Bench) -> Result<Vec<(Db, Peak)>> {
    let mut peaks = Vec::new();
    for db in [Db::Sqlite, Db::Postgres] {
        let url = bench.url_of_ours(db).await?;
        for events in [bench.replayed / 5, bench.replayed] {
            peaks.push((db, memory::measure(&url, events)?));
        }
    }
    Ok(peaks)
}

impl Options {
    fn wants(&self, id: &str) -> bool {
        let all = self.only.is_empty() && self.case.is_empty();
        all || self.only.iter().any(|only| only.eq_ignore_ascii_case(id))
    }

    fn cases(&self) -> Vec<Case> {
        let promised = |case: &Case| {
            PROMISES
                .iter()
                .any(|promise| self.wants(promise.id) && (promise.ours == *case || promise.other == *case))
        };
        let named = |case: &Case| self.case.iter().any(|part| case.name().contains(part));
        let beside = |case: &Case| self.beside && self.only.is_empty() && !promised(case);
        goals::all().into_iter().filter(|case| promised(case) || named(case) || beside(case)).collect()
    }

    fn how(&self, replayed: u64) -> Result<Vec<(String, String)>> {
        let of = |name: &str, text: String| (name.to_owned(), text);
        Ok(vec![
            of("rounds", format!("{}; every case once in each, one after the other", self.rounds)),
            of(
                "appends",
                format!("closed loop, 0.4 s left alone, {} s counted, a new database or file and a checkpoint before each", self.seconds),
            ),
            of(
                "payload",
                format!(
                    "six events of a teacher, {:.0} bytes of JSON on average; appends of 2, 4, 1, 5, 3 events, then a new stream",
                    payload::mean_bytes()?
                ),
            ),
            of("ours", "expected version, one guard, one claim for a new teacher, idempotency key, personal values sealed".into()),
            of("import", format!("{} events, 1000 at a time", self.imported)),
            of("replay", format!("{replayed} events")),
            of("peers", "esrs 0.18, eventcore 2.1, disintegrate 4.0, cqrs-es 0.5, at their lowest public append".into()),
            of("limits", "rusqlite 0.32 and tokio-postgres 0.7: group commit by one writer, jsonb; cursor or row stream and serde_json".into()),
        ])
    }
}
