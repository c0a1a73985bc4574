//! Results of competitions: who won what in which round, and at what level (S-06, S-73, R-60).

use liangshi_domain::{ActivityId, Subject, activity::Activity, code::HonourLevel};
use sqlx::FromRow;
use uuid::Uuid;

use super::{organisation, service};
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Competitions;

const NAME: &str = "competition_result";

impl View for Competitions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("activity"),
            Column::Text("name"),
            Column::Text("round"),
            Column::Text("teacher"),
            Column::Int("place"),
            Column::Text("award"),
            Column::Text("level"),
            Column::Text("issuer"),
            Column::Text("rank_key"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["activity", "teacher", "rank_key, teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Activity(id, activity) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, activity))
    }
}

fn rows(id: ActivityId, activity: &Activity) -> Vec<Row> {
    let Some((plan, _)) = activity.planned() else { return Vec::new() };
    let of_rounds = activity.results().iter().flat_map(|(results, by)| {
        let level = results.issued_by.map(|body| body.level());
        results.results.iter().map(move |result| (results, result, level, by))
    });
    of_rounds
        .map(|(results, result, level, by)| {
            let level = level.filter(|_| result.award.is_some());
            let place = result.place.map_or_else(|| "-".to_owned(), |place| format!("{place:06}"));
            let cells = vec![
                id.to_string().into(),
                plan.name.as_str().into(),
                results.round.as_str().into(),
                result.teacher.to_string().into(),
                Cell::Int(result.place.map(i64::from)),
                result.award.clone().into(),
                Cell::Text(level.map(|level| level.code().to_owned())),
                Cell::Text(results.issuer.clone().filter(|_| result.award.is_some())),
                format!("{} {id} {} {place}", rank(level), results.round).into(),
                by.to_string().into(),
            ];
            Row::dated(liangshi_domain::Period::new(results.on.day, None), cells)
        })
        .collect()
}

/// The highest level first; what brought no award last.
fn rank(level: Option<HonourLevel>) -> u8 {
    match level {
        Some(HonourLevel::Nation) => 1,
        Some(HonourLevel::Province) => 2,
        Some(HonourLevel::City) => 3,
        Some(HonourLevel::Town) => 4,
        Some(HonourLevel::School) => 5,
        None => 6,
    }
}

/// How a person did in a round.
#[derive(Clone, Debug, FromRow)]
pub struct ResultRow {
    /// The competition.
    pub activity: String,
    /// Its name.
    pub name: String,
    /// The round.
    pub round: String,
    /// The person.
    pub teacher: String,
    /// The place.
    pub place: Option<i64>,
    /// The award.
    pub award: Option<String>,
    /// The level of the award, as a code.
    pub level: Option<String>,
    /// The name of the body that issued it.
    pub issuer: Option<String>,
    /// What the list is ordered by.
    pub rank_key: String,
    /// The event.
    pub evidence: String,
    /// The day of the results.
    pub valid_from: String,
}

const COLUMNS: &str = "r.activity, r.name, r.round, r.teacher, r.place, r.award, r.level, r.issuer, r.rank_key, r.evidence, r.valid_from";

/// Which results are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only persons the caller may see: at this organisation or below.
    pub scope: Option<Uuid>,
    /// Only this competition.
    pub activity: Option<Uuid>,
    /// Only competitions with names that contain this.
    pub name: Option<String>,
    /// Only awards of this level, as a code.
    pub level: Option<String>,
    /// Whether only awards are asked for.
    pub awarded: bool,
}

/// Results at the two dates, the highest level first.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<ResultRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page(["r.rank_key", "r.teacher"], page);
    let sql = format!("{sql} AND {page}");
    views.ask(sql.replacen("{columns}", COLUMNS, 1), question).await
}

/// How many results the filter lets through.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, filter, at);
    views.count(sql.replacen("{columns}", "COUNT(*)", 1), question).await
}

fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let (table, services) = (views.counted(NAME, at.known), views.table(service::NAME));
    let mut question = Question::default();
    let with = question.scope(&views.table(organisation::NAME), filter.scope, at);
    let (won, serves) = (question.holds("r", at), question.holds("s", at));
    let root = question.bind(filter.scope.map(|id| id.to_string()));
    let activity = question.equals("r.activity", filter.activity.map(|id| id.to_string()));
    let name = question.contains("r.name", filter.name.as_deref());
    let level = question.equals("r.level", filter.level.clone());
    let awarded = if filter.awarded { " AND r.award IS NOT NULL" } else { "" };
    let sql = format!(
        "{with}SELECT {{columns}} FROM {table} r WHERE {won} AND {activity} AND {name} AND {level}{awarded} \
         AND (CAST({root} AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM {services} s WHERE s.teacher = r.teacher AND {serves} \
         AND (s.personnel IN (SELECT id FROM scope) OR s.workplace IN (SELECT id FROM scope))))"
    );
    (question, sql)
}
