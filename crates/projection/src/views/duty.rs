//! Classes in charge, categories of the workforce and leave on any day and as known at any position (S-05, S-07).

use liangshi_domain::{
    AnyEvent, Period, Subject, TeacherId,
    teacher::{Statement, TeacherEvent, duty::Duties},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::conduct;
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct DutyRoster;

pub(crate) const NAME: &str = "duty";

/// The charge of a class: `code` is the stage, `detail` the class.
pub const HOMEROOM: &str = "HOMEROOM";
/// A category of the workforce: `code` is the category.
pub const CATEGORY: &str = "CATEGORY";
/// A leave: `code` is the reason.
pub const LEAVE: &str = "LEAVE";

impl View for DutyRoster {
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
            Column::Text("part"),
            Column::Text("organisation"),
            Column::Text("code"),
            Column::Text("detail"),
            Column::Int("full_time"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "part, organisation"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) = (seen.subject, seen.event) else {
            return Change::Nothing;
        };
        let concerns = matches!(
            event,
            TeacherEvent::Stated(Statement::Duty(_) | Statement::Hire(_))
                | TeacherEvent::Past(_)
                | TeacherEvent::Merge(_)
        );
        // Most who are hired or transferred have no duties, and need not be looked up.
        let moves = matches!(event, TeacherEvent::Stated(Statement::Hire(_)));
        if !concerns || (moves && teacher.timeline().duties == Duties::default()) {
            return Change::Nothing;
        }
        Change::Rows(rows(teacher.counts_as(*id), &teacher.timeline().duties))
    }
}

fn rows(id: TeacherId, duties: &Duties) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add =
        |part: &str, fact: String, period: Period, (organisation, code, detail): Named, full, by: String| {
            let cells = vec![
                id.to_string().into(),
                fact.into(),
                part.into(),
                Cell::Text(organisation),
                code.into(),
                Cell::Text(detail),
                Cell::from(full),
                by.into(),
            ];
            rows.push(Row::dated(period, cells));
        };
    for held in &duties.homerooms {
        let value = &held.value;
        let named = (Some(value.organisation.to_string()), value.stage.code(), Some(value.class.clone()));
        add(HOMEROOM, held.fact.to_string(), held.period, named, false, joined(&held.by));
    }
    for held in &duties.categories {
        let value = &held.value;
        let named = (Some(value.organisation.to_string()), value.category.code(), None);
        add(CATEGORY, held.fact.to_string(), held.period, named, value.full_time, joined(&held.by));
    }
    for held in &duties.leaves {
        let named = (None, held.value.kind.code(), None);
        add(LEAVE, held.fact.to_string(), held.period, named, false, joined(&held.by));
    }
    rows
}

/// The unit, the code and the words of a duty.
type Named = (Option<String>, &'static str, Option<String>);

fn joined(by: &[liangshi_domain::EventId]) -> String {
    by.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// A duty of a person on the day.
#[derive(Clone, Debug, FromRow)]
pub struct DutyRow {
    /// The person.
    pub teacher: String,
    /// The event that began it.
    pub fact: String,
    /// The unit, where there is one.
    pub organisation: Option<String>,
    /// The stage, the category or the reason, as a code.
    pub code: String,
    /// The class.
    pub detail: Option<String>,
    /// 1 when it is the main work.
    pub full_time: i64,
    /// The ids of the events that shaped it, separated by spaces.
    pub evidence: String,
    /// First day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

/// The duties of a part at the two dates, by unit, class and person: of persons in service in both parts of the tree.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    part: &str,
    code: Option<String>,
    within: [Option<Uuid>; 2],
    at: At,
) -> Result<Vec<DutyRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let (holds, part) = (question.holds("d", at), question.bind(part));
    let code = question.equals("d.code", code);
    let seen = conduct::in_service(views, &mut question, "d.teacher", within, at);
    let sql = format!(
        "SELECT d.teacher, d.fact, d.organisation, d.code, d.detail, d.full_time, d.evidence, d.valid_from, d.valid_to \
         FROM {table} d WHERE {holds} AND d.part = {part} AND {code}{seen} \
         ORDER BY COALESCE(d.organisation, ''), COALESCE(d.detail, ''), d.teacher"
    );
    views.ask(sql, question).await
}
