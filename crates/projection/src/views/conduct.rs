//! Bars, restrictions of discipline and tolerances of faults: whom they hold against on any day, as known at any position
//! (S-17, S-83, S-84).

use liangshi_domain::{
    AnyEvent, EventId, Period, Subject, TeacherId,
    teacher::{Dated, Statement, Teacher, TeacherEvent},
};
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
pub struct Conduct;

pub(crate) const NAME: &str = "conduct";

/// A bar from merit.
pub const BAR: &str = "BAR";
/// A restriction of discipline.
pub const RESTRICTION: &str = "RESTRICTION";
/// A tolerance of a fault.
pub const TOLERANCE: &str = "TOLERANCE";

impl View for Conduct {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("fact"),
            Column::Text("kind"),
            Column::Text("reason"),
            Column::Text("about"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "fact", "kind, valid_to"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        match (seen.subject, seen.event) {
            (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) if concerns(event) => {
                Change::Rows(rows(*id, teacher))
            }
            _ => Change::Nothing,
        }
    }
}

/// Most events say nothing about conduct; folding them again would find what is already held.
pub(crate) fn concerns(event: &TeacherEvent) -> bool {
    matches!(
        event,
        TeacherEvent::Stated(Statement::Conduct(_)) | TeacherEvent::Past(_) | TeacherEvent::Merge(_)
    )
}

fn rows(id: TeacherId, teacher: &Teacher) -> Vec<Row> {
    let (timeline, id) = (teacher.timeline(), teacher.counts_as(id).to_string());
    let discipline = &timeline.discipline;
    let row = |kind: &str, (fact, period, by): (EventId, Period, &[EventId]), reason: &str, about| {
        let by: Vec<_> = by.iter().map(ToString::to_string).collect();
        let cells = vec![
            id.clone().into(),
            fact.to_string().into(),
            kind.into(),
            reason.into(),
            Cell::Text(about),
            by.join(" ").into(),
        ];
        Row::dated(period, cells)
    };
    let bars = timeline.bars.iter().map(|bar| {
        let case = bar.value.case.map(|case| case.to_string());
        row(BAR, dated(bar), &bar.value.reason, case)
    });
    let restrictions =
        discipline.restrictions.iter().map(|it| row(RESTRICTION, dated(it), it.value.kind.code(), None));
    let tolerances = discipline.tolerances.iter().map(|it| {
        let record = it.value.record.to_string();
        row(TOLERANCE, dated(it), &it.value.reason, Some(record))
    });
    bars.chain(restrictions).chain(tolerances).collect()
}

fn dated<T>(fact: &Dated<T>) -> (EventId, Period, &[EventId]) {
    (fact.fact, fact.period, &fact.by)
}

/// Something that holds for or against a person for a time.
#[derive(Clone, Debug, FromRow)]
pub struct ConductRow {
    /// The person.
    pub teacher: String,
    /// The event that stated it first.
    pub fact: String,
    /// Why; of a restriction, its kind as a code.
    pub reason: String,
    /// The case a bar follows from; the record a tolerance is about.
    pub about: Option<String>,
    /// The ids of the events that shaped it, separated by spaces.
    pub evidence: String,
    /// First day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

/// Which of them are asked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// One of [`BAR`], [`RESTRICTION`] and [`TOLERANCE`].
    pub kind: &'static str,
    /// Only persons the caller may see: in service at this organisation or below on the day, on any basis.
    pub scope: Option<Uuid>,
    /// Only persons in service at this organisation or below on the day, on any basis.
    pub organisation: Option<Uuid>,
    /// Only this person.
    pub teacher: Option<TeacherId>,
}

const FIELDS: &str = "c.teacher, c.fact, c.reason, c.about, c.evidence, c.valid_from, c.valid_to";

/// What holds at the two dates, the one that ends first at the top. A restriction that is tolerated on the day is left out.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<ConductRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page(["c.valid_to", "c.fact"], page);
    let sql = format!("{sql} AND {page}");
    views.ask(sql.replacen("{columns}", FIELDS, 1), question).await
}

/// How many persons they hold for or against (M-73).
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, filter, at);
    views.count(sql.replacen("{columns}", "COUNT(DISTINCT c.teacher)", 1), question).await
}

fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let table = views.table(NAME);
    let mut question = Question::default();
    let kind = question.bind(filter.kind);
    let holds = question.holds("c", at);
    let teacher = question.equals("c.teacher", filter.teacher.map(|id| id.to_string()));
    let tolerance = question.bind(TOLERANCE);
    let tolerated = question.holds("t", at);
    let seen = in_service(views, &mut question, "c.teacher", [filter.scope, filter.organisation], at);
    let sql = format!(
        "SELECT {{columns}} FROM {table} c WHERE c.kind = {kind} AND {holds} AND {teacher} AND NOT EXISTS \
         (SELECT 1 FROM {table} t WHERE t.kind = {tolerance} AND t.about = c.fact AND {tolerated}){seen}"
    );
    (question, sql)
}

/// The condition that a person serves on the day in each of these parts of the tree, on any basis; nothing for no part.
pub(crate) fn in_service(
    views: &Views,
    question: &mut Question,
    column: &str,
    parts: [Option<Uuid>; 2],
    at: At,
) -> String {
    let (tree, services) = (views.table(organisation::NAME), views.table(service::NAME));
    let mut conditions = String::new();
    for part in parts.into_iter().flatten() {
        let scope = question.scope(&tree, Some(part), at);
        let holds = question.holds("s", at);
        let bases = ["personnel", "workplace", "establishment", "paying"];
        let bases = bases.map(|basis| format!("s.{basis} IN (SELECT id FROM scope)")).join(" OR ");
        conditions.push_str(&format!(
            " AND {column} IN ({scope}SELECT s.teacher FROM {services} s WHERE {holds} AND ({bases}))"
        ));
    }
    conditions
}
