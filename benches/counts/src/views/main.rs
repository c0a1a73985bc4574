//! The views beside the limits of their databases: building them, seeing what was just written, reading while they are built anew,
//! corrections beside ordinary facts, and a drill-down beside its plain SQL.

mod cases;
mod people;
mod place;
mod table;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use counts_bench::times::median;

use crate::{
    cases::Rebuilt,
    place::Base,
    table::{LATE, MIDDLE, line, of_rounds},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Asked {
    /// A PostgreSQL on which databases may be made.
    #[arg(long, env = "LIANGSHI_TEST_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// Teachers of the city.
    #[arg(long, default_value_t = 5_000)]
    teachers: usize,
    /// How many times larger the city is that the time of an event is compared with; 1 leaves it out.
    #[arg(long, default_value_t = 4)]
    larger: usize,
    /// Rounds.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Appends that are waited for, and corrections.
    #[arg(long, default_value_t = 1_000)]
    facts: usize,
    /// Where the table is kept.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../results/views.md"))]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let asked = Asked::parse();
    let server = asked.postgres.as_deref().context("no PostgreSQL is named; use cargo xtask bench views")?;
    let mut lines = Vec::new();
    let mut events = 0;
    for base in [Base::on_file()?, Base::on_server(server).await?] {
        events = base.tell(asked.teachers).await?;
        eprintln!("{}: a city of {events} events", base.label());
        lines.extend(on(&base, &asked).await?);
        base.end().await?;
    }
    for base in [Base::on_file()?, Base::on_server(server).await?] {
        if asked.larger > 1 {
            lines.push(grown(&base, &asked).await?);
        }
        base.end().await?;
    }
    let text = table::text(&lines, &about(&asked, events));
    println!("{text}");
    std::fs::write(&asked.out, text)?;
    Ok(())
}

/// The rounds on one database.
async fn on(base: &Base, asked: &Asked) -> Result<Vec<String>> {
    let (mut rebuilt, mut visible, mut read, mut storm, mut drilled) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 1..=asked.rounds {
        eprintln!("{}: round {round}", base.label());
        let (place, views, persons, built) = cases::rebuild(base).await?;
        rebuilt.push(built);
        drilled.extend(cases::drill_down(&place, &views, 5).await?);
        visible.push(cases::visible(&views, &persons, asked.facts).await?);
        storm.push(cases::storm(&views, &persons, asked.facts).await?);
        read.push(cases::while_rebuilding(&views).await?);
        cases::close(base, place, views).await?;
    }
    let said = |measure: &str| format!("{}, {measure}", base.label());
    let seen = said("until a fact is in an answer ÷ its append, p99, one caller");
    let busy = said("reads while four views are built anew ÷ reads at rest, p99");
    let drilling = said("everybody of the programmes with all evidence ÷ one statement, median");
    let mut lines = vec![
        v1(&said("all views from nothing ÷ (replay + the same rows)"), &rebuilt),
        of_rounds("V3", &seen, &visible, LATE, (20.0, 3.0)),
        of_rounds("V4", &busy, &read, LATE, (3.0, 1.2)),
        c7(
            &said("a correction of the first day of service ÷ an ordinary fact, decided and in the views"),
            &storm,
        ),
    ];
    if !drilled.is_empty() {
        lines.push(of_rounds("C4", &drilling, &drilled, MIDDLE, (2.0, 1.0)));
    }
    Ok(lines)
}

fn v1(measure: &str, rounds: &[Rebuilt]) -> String {
    let middle = |of: fn(&Rebuilt) -> f64| median(rounds.iter().map(of));
    let ours = format!("{:.1} s", middle(|round| round.ours));
    let other = format!("{:.1} + {:.1} s", middle(|round| round.replay), middle(|round| round.insert));
    line("V1", measure, [ours, other], middle(Rebuilt::ratio), (4.0, 1.5))
}

fn c7(measure: &str, rounds: &[[f64; 2]]) -> String {
    let micros = |of: usize| format!("{:.0} µs", median(rounds.iter().map(|round| round[of] * 1e6)));
    let ratio = median(rounds.iter().map(|[corrected, ordinary]| corrected / ordinary));
    line("C7", measure, [micros(0), micros(1)], ratio, (3.0, 1.5))
}

/// The time of an event in a large city beside that in a small one.
async fn grown(base: &Base, asked: &Asked) -> Result<String> {
    let large = built(base, asked.teachers * asked.larger).await?;
    let small_base = Base::like(base).await?;
    let small = built(&small_base, asked.teachers).await?;
    small_base.end().await?;
    let per_event = |built: &Rebuilt| built.ours / built.events as f64;
    let shown = |built: &Rebuilt| format!("{:.0} µs × {}", per_event(built) * 1e6, built.events);
    let measure = format!("{}, the time of an event in a city {} times as large", base.label(), asked.larger);
    let ratio = per_event(&large) / per_event(&small);
    Ok(line("V2", &measure, [shown(&large), shown(&small)], ratio, (1.5, 1.1)))
}

/// The views of a city of so many teachers, built once.
async fn built(base: &Base, teachers: usize) -> Result<Rebuilt> {
    base.tell(teachers).await?;
    let (place, views, _, built) = cases::rebuild(base).await?;
    cases::close(base, place, views).await?;
    Ok(built)
}

fn about(asked: &Asked, events: u64) -> Vec<(&'static str, String)> {
    let Asked { teachers, rounds, facts, .. } = asked;
    vec![
        ("teachers, events", format!("{teachers}, {events}")),
        ("rounds", format!("{rounds}; ratios and times are medians of the rounds")),
        (
            "facts",
            format!("{facts} appends waited for, as many ordinary facts and as many corrections, one after the other"),
        ),
        (
            "the same rows",
            "INSERT … SELECT into tables with the same columns and indexes, in one transaction".to_owned(),
        ),
        (
            "reads",
            "the cohort board and a page of 50 of the roster, on days of six years, one caller; built anew are the three views they are answered \
             from and the evidence"
                .to_owned(),
        ),
    ]
}
