//! One line for each promise, and the table they make.

use counts_bench::times::{Times, median};

/// What is promised: what is not worth releasing, and what we are here for.
pub(crate) type Bounds = (f64, f64);

/// What of the times of a round is compared.
pub(crate) const LATE: f64 = 0.99;
/// The same, where there are few.
pub(crate) const MIDDLE: f64 = 0.5;

/// One line: a promise, ours, the other, their ratio, and what was promised. No number at all is a promise that was missed.
pub(crate) fn line(
    id: &str,
    measure: &str,
    [ours, other]: [String; 2],
    ratio: f64,
    (floor, goal): Bounds,
) -> String {
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
    line
}

/// The line of times that were measured in turn, ours and the other's in each round.
pub(crate) fn of_rounds(
    id: &str,
    measure: &str,
    rounds: &[[Times; 2]],
    share: f64,
    bounds: Bounds,
) -> String {
    let ratio = median(rounds.iter().map(|[ours, other]| ours.at(share) / other.at(share)));
    let shown = |of: usize| {
        let middle = median(rounds.iter().map(|round| round[of].at(share)));
        let count: usize = rounds.iter().map(|round| round[of].count()).sum();
        format!("{middle:.2} ms of {count}")
    };
    line(id, measure, [shown(0), shown(1)], ratio, bounds)
}

/// The whole table, and how it was measured.
pub(crate) fn text(lines: &[String], about: &[(&str, String)]) -> String {
    let mut text = format!("# The views, measured on {}\n\n", chrono::Utc::now().format("%Y-%m-%d"));
    text +=
        "| # | measure | ours | the other | ratio | floor | goal | |\n|---|---|--:|--:|--:|--:|--:|---|\n";
    for line in lines {
        text += &format!("{line}\n");
    }
    text += "\n| measured how | |\n|---|---|\n";
    for (name, value) in about {
        text += &format!("| {name} | {value} |\n");
    }
    text
}
