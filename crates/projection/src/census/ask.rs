//! A headcount is asked here: of memory when it can answer, and of the database when not.

use sqlx::FromRow;

use super::{
    feed::Census,
    headcount::{Cell, Dimension, Headcount, Question as Asked},
};
use crate::{
    failure::Failure,
    projector::Views,
    views::{organisation, service},
};

/// More dimensions than this make cells nobody reads.
pub const MOST_DIMENSIONS: usize = 4;

/// Counts from memory when the census can answer, and from the database when not; both answer the same.
///
/// # Errors
/// When the database fails.
pub async fn headcount(views: &Views, census: &Census, asked: &Asked) -> Result<Headcount, Failure> {
    match census.answer(views, asked).await {
        Some(counted) => Ok(counted),
        None => by_database(views, asked).await,
    }
}

/// A cell as the database counts it: the keys in the order asked, and then nothing.
#[derive(FromRow)]
struct Line {
    key_0: Option<String>,
    key_1: Option<String>,
    key_2: Option<String>,
    key_3: Option<String>,
    persons: i64,
}

/// Counts with the database alone.
///
/// # Errors
/// When the database fails.
pub async fn by_database(views: &Views, asked: &Asked) -> Result<Headcount, Failure> {
    let value = service::count(views, &asked.filter, asked.at).await?;
    let (mut question, conditions) = service::conditions(views, &asked.filter, asked.at).await;
    let (with, rest) = conditions.split_once("SELECT {columns}").unwrap_or_default();
    let unit = service::column(asked.filter.basis);
    let inner = format!(
        "SELECT s.teacher AS teacher, {unit} AS unit, s.stage, s.title, s.category, s.staffing, s.seconded, s.subject {rest}"
    );
    let (towns, natures) = organisation::places(views, &mut question, "d.unit", asked.at);
    let keys: Vec<_> = (0..MOST_DIMENSIONS)
        .map(|at| asked.by.get(at).map_or("CAST(NULL AS TEXT)", |by| column(*by)))
        .collect();
    let named: Vec<_> = keys.iter().enumerate().map(|(at, key)| format!("{key} AS key_{at}")).collect();
    let groups: Vec<_> = asked.by.iter().map(|by| column(*by)).collect();
    let grouped = if groups.is_empty() { String::new() } else { format!(" GROUP BY {}", groups.join(", ")) };
    let sql = format!(
        "{}, {towns} SELECT {}, COUNT(DISTINCT d.teacher) AS persons FROM ({inner}) d LEFT JOIN town t ON t.id = d.unit {natures}{grouped}",
        with.trim_end(),
        named.join(", "),
    );
    let lines: Vec<Line> = views.ask(sql, question).await?;
    let mut cells: Vec<_> =
        lines.into_iter().filter(|line| line.persons > 0).map(|line| cell(line, asked.by.len())).collect();
    cells.sort_unstable();
    Ok(Headcount { value, cells })
}

fn cell(line: Line, width: usize) -> Cell {
    let keys = [line.key_0, line.key_1, line.key_2, line.key_3];
    Cell { keys: keys.into_iter().take(width).collect(), count: line.persons }
}

fn column(by: Dimension) -> &'static str {
    match by {
        Dimension::Town => "t.town",
        Dimension::Unit => "d.unit",
        Dimension::Nature => "n.nature",
        Dimension::Stage => "d.stage",
        Dimension::Title => "d.title",
        Dimension::Category => "d.category",
        Dimension::Staffing => "d.staffing",
        Dimension::Seconded => "d.seconded",
        Dimension::Subject => "d.subject",
    }
}
