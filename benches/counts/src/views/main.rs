//! The views beside the limits of their databases: building them, seeing what was just written, reading while they are built anew,
//! corrections beside ordinary facts, and a drill-down beside its plain SQL.

mod cases;
mod people;
mod place;
mod times;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;

use crate::{
    cases::Rebuilt,
    place::Base,
    times::{Times, median},
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

/// One line of the table: what was measured, ours, the other, their ratio and what was promised.
struct Line(String);

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
    let text = text(&lines, &asked, events);
    println!("{text}");
    std::fs::write(&asked.out, text)?;
    Ok(())
}

fn line(id: &str, measure: &str, [ours, other]: [String; 2], ratio: f64, (floor, goal): (f64, f64)) -> Line {
    let verdict = if ratio <= goal {
        "goal met"
    } else if ratio <= floor {
        "floor met"
    } else {
        "**missed**"
    };
    let line =
        format!("| {id} | {measure} | {ours} | {other} | {ratio:.2}× | ≤ {floor}× | ≤ {goal}× | {verdict} |");
    eprintln!("{line}");
    Line(line)
}

fn millis(times: &Times, share: f64) -> String {
    times.at(share).map_or_else(|| "–".to_owned(), |millis| format!("{millis:.2} ms of {}", times.len()))
}

/// The rounds on one database.
async fn on(base: &Base, asked: &Asked) -> Result<Vec<Line>> {
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
        views.close().await;
        views.log().close().await;
        base.drop(place).await?;
    }
    let label = base.label();
    let mut lines = vec![v1(label, &rebuilt)?, v3(label, &visible)?, v4(label, &read)?, c7(label, &storm)?];
    if !drilled.is_empty() {
        lines.push(c4(label, &drilled)?);
    }
    Ok(lines)
}

fn v1(label: &str, rounds: &[Rebuilt]) -> Result<Line> {
    let ratio = median(rounds.iter().map(Rebuilt::ratio)).context("no round")?;
    let middle = |of: fn(&Rebuilt) -> f64| median(rounds.iter().map(of)).unwrap_or(f64::NAN);
    let ours = format!("{:.1} s", middle(|round| round.ours));
    let other = format!("{:.1} + {:.1} s", middle(|round| round.replay), middle(|round| round.insert));
    Ok(line(
        "V1",
        &format!("{label}, all views from nothing ÷ (replay + the same rows)"),
        [ours, other],
        ratio,
        (4.0, 1.5),
    ))
}

async fn grown(base: &Base, asked: &Asked) -> Result<Line> {
    let per_event = |built: &Rebuilt| built.ours / built.events as f64;
    let large = asked.teachers * asked.larger;
    base.tell(large).await?;
    let (place, views, _, built) = cases::rebuild(base).await?;
    views.close().await;
    views.log().close().await;
    base.drop(place).await?;
    let small = Base::like(base).await?;
    small.tell(asked.teachers).await?;
    let (place, views, _, beside) = cases::rebuild(&small).await?;
    views.close().await;
    views.log().close().await;
    small.drop(place).await?;
    small.end().await?;
    let micros = |built: &Rebuilt| format!("{:.0} µs × {}", per_event(built) * 1e6, built.events);
    let measure = format!("{}, the time of an event in a city {} times as large", base.label(), asked.larger);
    let ratio = per_event(&built) / per_event(&beside);
    Ok(line("V2", &measure, [micros(&built), micros(&beside)], ratio, (1.5, 1.1)))
}

fn late<'a>(
    rounds: &'a [[Times; 2]],
    share: f64,
    over: fn(&'a [Times; 2], f64) -> Result<f64>,
) -> Result<f64> {
    let ratios = rounds.iter().map(|round| over(round, share)).collect::<Result<Vec<_>>>()?;
    median(ratios).context("no round")
}

fn v3(label: &str, rounds: &[[Times; 2]]) -> Result<Line> {
    let ratio = late(rounds, 0.99, |[append, seen], share| cases::over([seen, append], share))?;
    let [append, seen] = rounds.last().context("no round")?;
    let measure = format!("{label}, until a fact is in an answer ÷ its append, p99, one caller");
    Ok(line("V3", &measure, [millis(seen, 0.99), millis(append, 0.99)], ratio, (20.0, 3.0)))
}

fn v4(label: &str, rounds: &[[Times; 2]]) -> Result<Line> {
    let ratio = late(rounds, 0.99, |[still, busy], share| cases::over([busy, still], share))?;
    let [still, busy] = rounds.last().context("no round")?;
    let measure = format!("{label}, reads while four views are built anew ÷ reads at rest, p99");
    Ok(line("V4", &measure, [millis(busy, 0.99), millis(still, 0.99)], ratio, (3.0, 1.2)))
}

fn c7(label: &str, rounds: &[[f64; 2]]) -> Result<Line> {
    let ratio =
        median(rounds.iter().map(|[ordinary, corrected]| corrected / ordinary)).context("no round")?;
    let middle = |of: usize| median(rounds.iter().map(|round| round[of] * 1e6)).unwrap_or(f64::NAN);
    let measure = format!(
        "{label}, a correction of the first day of service ÷ an ordinary fact, decided and in the views"
    );
    Ok(line(
        "C7",
        &measure,
        [format!("{:.0} µs", middle(1)), format!("{:.0} µs", middle(0))],
        ratio,
        (3.0, 1.5),
    ))
}

fn c4(label: &str, rounds: &[[Times; 2]]) -> Result<Line> {
    let ratio = late(rounds, 0.5, |[ours, plain], share| cases::over([ours, plain], share))?;
    let [ours, plain] = rounds.last().context("no round")?;
    let measure = format!("{label}, everybody of the programmes with all evidence ÷ one statement, median");
    Ok(line("C4", &measure, [millis(ours, 0.5), millis(plain, 0.5)], ratio, (2.0, 1.0)))
}

fn text(lines: &[Line], asked: &Asked, events: u64) -> String {
    let mut text = format!("# The views, measured on {}\n\n", chrono::Utc::now().format("%Y-%m-%d"));
    text +=
        "| # | measure | ours | the other | ratio | floor | goal | |\n|---|---|--:|--:|--:|--:|--:|---|\n";
    for Line(line) in lines {
        text += line;
        text += "\n";
    }
    let about = [
        ("teachers, events", format!("{}, {events}", asked.teachers)),
        (
            "rounds",
            format!(
                "{}; a ratio is the median of the rounds' ratios, a time that of the last round",
                asked.rounds
            ),
        ),
        (
            "facts",
            format!(
                "{} appends waited for, as many ordinary facts and as many corrections, one after the other",
                asked.facts
            ),
        ),
        (
            "the same rows",
            "INSERT … SELECT into tables with the same columns and indexes, in one transaction".to_owned(),
        ),
        (
            "reads",
            "the cohort board and a page of 50 of the roster, on days of six years, one caller".to_owned(),
        ),
    ];
    text += "\n| measured how | |\n|---|---|\n";
    for (name, value) in about {
        text += &format!("| {name} | {value} |\n");
    }
    text
}
