//! Headcounts of town × stage × title at random pairs of a day and a position, beside what a bureau would build instead.
//!
//! Everything stands on one PostgreSQL: the registry's own views, a temporal table with range types and its index, and a table for each
//! year. Each pair is asked of each in turn, in every round, so that a slow moment meets all of them. The answers of the temporal table
//! are compared with ours, or the times would say nothing.

mod peers;
mod table;

use std::{path::PathBuf, time::Instant};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Days, NaiveDate};
use clap::Parser;
use counts_bench::tell;
use liangshi_domain::code::Basis;
use liangshi_projection::{
    At, Views,
    census::{self, Census, Dimension, Question},
    views::{self, service::Filter},
};

use crate::{peers::Peers, table::Case};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Asked {
    /// A PostgreSQL on which databases may be made.
    #[arg(long, env = "LIANGSHI_TEST_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// Teachers of the city.
    #[arg(long, default_value_t = 20_000)]
    teachers: usize,
    /// Pairs of a day and a position.
    #[arg(long, default_value_t = 200)]
    pairs: u64,
    /// Rounds; every pair is asked once in each.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Where the table is kept.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../results/counts.md"))]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Asked::parse();
    let server =
        options.postgres.as_deref().context("no PostgreSQL is named; use cargo xtask bench counts")?;
    let peers = Peers::new(server).await?;
    let (views, events) = city(peers.url(), options.teachers).await?;
    let known = views.known_at(DateTime::<chrono::Utc>::MAX_UTC).await?;
    peers.fill(known).await?;
    let census = Census::default();
    let begun = Instant::now();
    census.load(&views).await?;
    let loaded = begun.elapsed();
    let (rows, bytes) = census.size().await.context("the census is not loaded")?;
    let pairs = pairs(options.pairs, known);
    let cases = measure(&views, &census, &peers, &pairs, (options.rounds, bytes)).await?;
    let about = [
        ("teachers".to_owned(), options.teachers.to_string()),
        ("events".to_owned(), events.to_string()),
        ("rows of the census".to_owned(), rows.to_string()),
        ("bytes of a row (C2: floor 96, goal 40)".to_owned(), format!("{:.1}", bytes as f64 / rows as f64)),
        ("the census is loaded in".to_owned(), format!("{:.1} s", loaded.as_secs_f64())),
        ("pairs, rounds".to_owned(), format!("{}, {}", options.pairs, options.rounds)),
    ];
    let text = table::text(&cases, &about);
    println!("{text}");
    std::fs::write(&options.out, text)?;
    peers.drop().await
}

/// The city in a database of its own, with its views.
async fn city(url: &str, teachers: usize) -> Result<(Views, u64)> {
    let (log, events) = tell(url, teachers).await?;
    let views = Views::open(url, log, views::ALL).await?;
    views.catch_up(|_| {}).await?;
    Ok((views, events))
}

/// Days of seven years with positions of the whole log, the same on every run.
fn pairs(number: u64, known: i64) -> Vec<At> {
    let first = NaiveDate::from_ymd_opt(2016, 9, 1).unwrap_or_default();
    let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |end: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % end
    };
    let mut pair = || {
        let valid = first.checked_add_days(Days::new(next(2_300))).unwrap_or(first);
        At { valid, known: i64::try_from(next(u64::try_from(known).unwrap_or(1))).unwrap_or(0) + 1 }
    };
    (0..number).map(|_| pair()).collect()
}

fn question(at: At) -> Question {
    let filter = Filter::on(Basis::Workplace);
    Question { filter, by: vec![Dimension::Town, Dimension::Stage, Dimension::Title], at }
}

async fn measure(
    views: &Views,
    census: &Census,
    peers: &Peers,
    pairs: &[At],
    (rounds, bytes): (usize, usize),
) -> Result<Vec<Case>> {
    let memory = vec![1_u64; bytes / 8];
    let [mut ours, mut sql, mut temporal, mut year, mut streamed] = [
        "the census",
        "our views by SQL",
        "temporal table (range types, GiST)",
        "table of the year",
        "the same bytes through memory",
    ]
    .map(Case::new);
    for _ in 0..rounds {
        for at in pairs {
            let counted = ours.times.time(census::headcount(views, census, &question(*at))).await?;
            let persons = temporal.times.time(peers.temporal(*at)).await?;
            ensure!(
                persons == counted.cells.iter().map(|cell| cell.count).sum::<i64>(),
                "they disagree at {at:?}"
            );
            year.times.time(peers.year(*at)).await?;
            streamed
                .times
                .time(async { Ok::<_, anyhow::Error>(std::hint::black_box(memory.iter().sum::<u64>())) })
                .await?;
        }
        for at in pairs.iter().take(20) {
            sql.times.time(census::by_database(views, &question(*at))).await?;
        }
    }
    ensure!(census.answered() > 0, "the census answered nothing");
    Ok(vec![ours, temporal, year, sql, streamed])
}
