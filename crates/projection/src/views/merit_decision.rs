//! Everything that was decided on a person's merit, and which of it rested on what was then known of a bar and is no longer
//! so: a bar that was annulled later, or one of which was known too late (S-17).

use liangshi_domain::{AnyEvent, Subject, TeacherId};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::conduct;
use crate::{
    cell::{Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct MeritDecision;

const NAME: &str = "merit_decision";

/// What R-01 closes, by the wire names of the events that decide it.
const MERIT: &[&str] = &[
    "honour.conferred",
    "honour.revoked",
    "title.granted",
    "post.appointed",
    "title-post.appointed",
    "appointment-grade.changed",
    "appointment-term.renewed",
    "incentive.granted",
];

/// What goes against the person.
const ADVERSE: &[&str] = &[
    "honour.revoked",
    "candidate.rejected",
    "candidate.removed",
    "candidate.certification-revoked",
    "candidacy.frozen",
];

impl View for MeritDecision {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("event"),
            Column::Text("kind"),
            Column::Text("day"),
            Column::Int("adverse"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        decided(seen).map_or(Change::Nothing, Change::Append)
    }
}

fn decided(seen: &Seen<'_>) -> Option<Row> {
    let kind = seen.recorded.kind.as_str();
    let (teacher, day) = match (seen.subject, seen.event) {
        (Subject::Teacher(id, teacher), AnyEvent::Teacher(_)) if MERIT.contains(&kind) => {
            (teacher.counts_as(*id), day(&seen.recorded.body)?)
        }
        (Subject::Candidacy(_, candidacy), AnyEvent::Candidacy(event)) => {
            (candidacy.teacher()?, event.on()?.day)
        }
        _ => return None,
    };
    let screened_out = kind == "candidate.screened" && says(&seen.recorded.body, "passed", false);
    let upheld = kind == "candidate.objection-resolved" && says(&seen.recorded.body, "upheld", true);
    let cells = vec![
        teacher.to_string().into(),
        seen.recorded.id.to_string().into(),
        kind.into(),
        date_text(day).into(),
        (ADVERSE.contains(&kind) || screened_out || upheld).into(),
    ];
    Some(Row::always(cells))
}

/// The day a body is dated by, as every event of merit has it: `on`, or else `from`.
fn day(body: &str) -> Option<chrono::NaiveDate> {
    let body: Value = serde_json::from_str(body).ok()?;
    let date = body.get("on").or_else(|| body.get("from"))?;
    date.as_str().or_else(|| date.get("day")?.as_str())?.parse().ok()
}

fn says(body: &str, field: &str, value: bool) -> bool {
    let body: Option<Value> = serde_json::from_str(body).ok();
    body.and_then(|body| body.get(field)?.as_bool()) == Some(value)
}

/// A decision and the bar that was seen otherwise when it was taken.
#[derive(Clone, Debug, FromRow)]
pub struct ImpactRow {
    /// The person.
    pub teacher: String,
    /// The decision.
    pub event: String,
    /// Its wire name.
    pub kind: String,
    /// The day it is dated by.
    pub day: String,
    /// 1 when it goes against the person.
    pub adverse: i64,
    /// The event that imposed the bar.
    pub bar: String,
    /// `LATE` when the bar was not known then, `GONE` when it was and no longer is.
    pub how: String,
}

/// Of whom the impact is asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only persons in service at this organisation or below on the day, on any basis.
    pub scope: Option<Uuid>,
    /// Only this person.
    pub teacher: Option<TeacherId>,
    /// Only the bar this event imposed.
    pub bar: Option<String>,
}

/// Every decision dated on a day on which a bar is known to hold now and was not known when it was taken, or the other way
/// round: was held to hold and no longer is, because it was annulled or shortened.
///
/// # Errors
/// When the database fails.
pub async fn impact(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<ImpactRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page(["i.event", "i.bar"], page);
    let sql = format!(
        "SELECT i.teacher, i.event, i.kind, i.day, i.adverse, i.bar, i.how FROM ({sql}) i WHERE {page}"
    );
    views.ask(sql, question).await
}

/// How many decisions that are, each counted once for each bar.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, filter, at);
    views.count(format!("SELECT COUNT(*) FROM ({sql}) i"), question).await
}

fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let (decisions, bars) = (views.counted(NAME, at.known), views.table(conduct::NAME));
    let mut question = Question::default();
    let kind = question.bind(conduct::BAR);
    let known = question.bind(at.known);
    let teacher = question.equals("d.teacher", filter.teacher.map(|id| id.to_string()));
    let bar = question.equals("b.fact", filter.bar.clone());
    let seen = conduct::in_service(views, &mut question, "d.teacher", [filter.scope, None], at);
    // What was known just before a decision is what was known to whoever took it.
    let covers = |alias: &str| format!("{alias}.valid_from <= d.day AND d.day < {alias}.valid_to");
    let then =
        |alias: &str| format!("{alias}.known_from < d.known_from AND d.known_from <= {alias}.known_to");
    let now = |alias: &str| format!("{alias}.known_from <= {known} AND {known} < {alias}.known_to");
    let half = |how: &str, held: String, holds: String| {
        format!(
            "SELECT DISTINCT d.teacher, d.event, d.kind, d.day, d.adverse, b.fact AS bar, '{how}' AS how \
             FROM {decisions} d JOIN {bars} b ON b.teacher = d.teacher AND b.kind = {kind} AND {} AND {held} \
             WHERE d.known_from <= {known} AND {teacher} AND {bar}{seen} AND NOT EXISTS (SELECT 1 FROM {bars} o \
             WHERE o.fact = b.fact AND {} AND {holds})",
            covers("b"),
            covers("o"),
        )
    };
    let late = half("LATE", now("b"), then("o"));
    let gone = half("GONE", then("b"), now("o"));
    (question, format!("{late} UNION ALL {gone}"))
}
