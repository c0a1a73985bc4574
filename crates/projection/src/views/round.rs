//! Rounds of the programmes: the days of nomination.

use liangshi_domain::{ProgrammeId, RoundId, Subject, round::Round};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct RoundCard;

const NAME: &str = "round";

impl View for RoundCard {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("round"),
            Column::Text("programme"),
            Column::Text("name_zh"),
            Column::Text("name_en"),
            Column::Int("batch"),
            Column::Text("opens_on"),
            Column::Text("closes_on"),
            Column::Text("opened"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["round", "programme"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Round(id, round) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, round))
    }
}

fn rows(id: RoundId, round: &Round) -> Vec<Row> {
    let Some((opening, event)) = round.opened() else { return Vec::new() };
    let closes = round.nomination().and_then(|days| days.to);
    vec![Row::always(vec![
        id.to_string().into(),
        opening.programme.to_string().into(),
        opening.name.zh.as_str().into(),
        opening.name.en.as_str().into(),
        Cell::Int(opening.batch.map(i64::from)),
        opening.opens_on.day.into(),
        Cell::Text(closes.map(|day| day.to_string())),
        event.to_string().into(),
    ])]
}

/// A round.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct RoundRow {
    /// The round.
    pub round: String,
    /// Its programme.
    pub programme: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The number of the batch.
    pub batch: Option<i64>,
    /// The first day of nomination.
    pub opens_on: String,
    /// The first day without nomination.
    pub closes_on: Option<String>,
    /// The event that opened it.
    pub opened: String,
}

/// Rounds known, of one programme or all, in the order of their first days.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    id: Option<RoundId>,
    programme: Option<ProgrammeId>,
    at: At,
) -> Result<Vec<RoundRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("r", at);
    let id = question.equals("r.round", id.map(|id| id.to_string()));
    let programme = question.equals("r.programme", programme.map(|id| id.to_string()));
    let sql = format!(
        "SELECT r.round, r.programme, r.name_zh, r.name_en, r.batch, r.opens_on, r.closes_on, r.opened FROM {table} r \
         WHERE {holds} AND {id} AND {programme} ORDER BY r.opens_on, r.round"
    );
    views.ask(sql, question).await
}
