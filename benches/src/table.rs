//! The tables that are printed and kept.

use std::fmt::Write;

use anyhow::Result;

use crate::{
    goals::{Case, Db, Figure, MEMORY, PROMISES, Promise},
    measure::Sample,
    memory::Peak,
    rounds::{Rounds, median},
};

/// The promises that were measured, and whether they were kept.
pub fn promises(rounds: &Rounds, peaks: &[(Db, Peak)]) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "| # | measure | ours | the other | ratio | floor | goal | |")?;
    writeln!(text, "|---|---|--:|--:|--:|--:|--:|---|")?;
    for promise in PROMISES {
        let Some(ratio) = rounds.ratio(promise) else { continue };
        let (ours, other) = (figure(rounds, promise, promise.ours), figure(rounds, promise, promise.other));
        let Promise { id, what, floor, goal, .. } = promise;
        let sign = if promise.figure == Figure::Rate { '≥' } else { '≤' };
        let kept = kept(promise.figure == Figure::Rate, ratio, *floor, *goal);
        writeln!(
            text,
            "| {id} | {what} | {ours} | {other} | {ratio:.2}× | {sign} {floor}× | {sign} {goal}× | {kept} |"
        )?;
    }
    for (db, Peak { events, before, peak }) in peaks {
        let db = match db {
            Db::Sqlite => "SQLite",
            Db::Postgres => "PostgreSQL",
        };
        let kept = kept(false, *peak, MEMORY.0, MEMORY.1);
        writeln!(
            text,
            "| L12 | memory of a replay of {events} events, {db} | {peak:.0} MiB | {before:.0} MiB before | +{:.0} MiB | < {} MiB | < {} MiB | {kept} |",
            peak - before,
            MEMORY.0,
            MEMORY.1
        )?;
    }
    Ok(text)
}

fn kept(more_is_better: bool, value: f64, floor: f64, goal: f64) -> &'static str {
    let reached = |bound: f64| if more_is_better { value >= bound } else { value <= bound };
    match (reached(goal), reached(floor)) {
        (true, _) => "goal met",
        (false, true) => "floor met",
        (false, false) => "**missed**",
    }
}

fn figure(rounds: &Rounds, promise: &Promise, case: Case) -> String {
    let samples = rounds.of(case);
    let of = |figure: fn(&Sample) -> f64| median(samples.iter().map(figure).collect()).unwrap_or(f64::NAN);
    match promise.figure {
        Figure::Rate => format!("{}/s", grouped(of(|sample| sample.rate))),
        Figure::P99 => format!("{:.2} ms", of(|sample| sample.p99)),
    }
}

/// Everything that was measured, whoever was measured.
pub fn cases(rounds: &Rounds) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "| case | events/s median | min–max | p50 ms | p99 ms | n |")?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|")?;
    let mut cases = rounds.cases.clone();
    cases.sort();
    for case in cases {
        let samples = rounds.of(case);
        let all = |figure: fn(&Sample) -> f64| samples.iter().map(figure).collect::<Vec<f64>>();
        let Some(rate) = median(all(|sample| sample.rate)) else { continue };
        let (least, most) = all(|sample| sample.rate)
            .into_iter()
            .fold((f64::INFINITY, 0.0_f64), |(least, most), rate| (least.min(rate), most.max(rate)));
        let time = |figure| match median(all(figure)) {
            Some(time) if time.is_finite() => format!("{time:.2}"),
            _ => "–".into(),
        };
        writeln!(
            text,
            "| {} | {} | {}–{} | {} | {} | {} |",
            case.name(),
            grouped(rate),
            grouped(least),
            grouped(most),
            time(|sample| sample.p50),
            time(|sample| sample.p99),
            samples.len()
        )?;
    }
    Ok(text)
}

pub fn facts(title: &str, facts: &[(String, String)]) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "| {title} | |\n|---|---|")?;
    for (name, value) in facts {
        writeln!(text, "| {name} | {value} |")?;
    }
    Ok(text)
}

fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
