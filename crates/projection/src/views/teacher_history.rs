//! Every fact about a teacher, by when it held and by when it was known, down to the events that state it.

use liangshi_domain::{
    AnyEvent, EventId, Period, Subject, TeacherId,
    teacher::{Dated, Teacher},
};
use serde::Serialize;
use sqlx::FromRow;

use crate::{
    cell::Row,
    failure::Failure,
    projector::Views,
    query::Question,
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct TeacherHistory;

const NAME: &str = "teacher_history";
/// The kind of a hold that forbids erasing. It is no fact about the person and stands in no history shown.
pub const LEGAL_HOLD: &str = "LEGAL_HOLD";

impl View for TeacherHistory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        5
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("fact"),
            Column::Text("kind"),
            Column::Text("detail"),
            Column::Text("evidence"),
            Column::Text("flag"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["fact", "teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        match (seen.subject, seen.event) {
            (Subject::Teacher(id, teacher), AnyEvent::Teacher(_)) => Change::Rows(rows(*id, teacher)),
            _ => Change::Nothing,
        }
    }
}

/// The families of facts a history shows. Who the person is stands on the card, where erasing can reach it.
fn rows(id: TeacherId, teacher: &Teacher) -> Vec<Row> {
    let timeline = teacher.timeline();
    let flags = timeline.contradictions();
    let id = teacher.counts_as(id);
    // What did not fit the facts of a registration that was merged into this one is kept with the merge.
    let merged = teacher.merges().absorbed.iter().flat_map(|absorbed| &absorbed.overlaps);
    let merged: Vec<_> = merged.collect();
    let flag = |fact: EventId| {
        let own = flags.iter().find(|found| found.fact == fact).map(|found| found.how);
        let overlaps = || merged.iter().find(|found| found.fact == fact || found.with == fact);
        own.or_else(|| overlaps().map(|found| found.how.as_str()))
    };
    let mut rows = Vec::new();
    let mut add = |kind: &str, fact: EventId, period: Period, detail: String, by: &[EventId]| {
        let by: Vec<_> = by.iter().map(ToString::to_string).collect();
        let cells = vec![
            id.to_string().into(),
            fact.to_string().into(),
            kind.into(),
            detail.into(),
            by.join(" ").into(),
            flag(fact).into(),
        ];
        rows.push(Row::dated(period, cells));
    };
    macro_rules! family {
        ($kind:literal, $facts:expr, $detail:expr) => {
            for fact in &$facts {
                add($kind, fact.fact, fact.period, text(&$detail(fact)), &fact.by);
            }
        };
    }
    family!("EMPLOYMENT", timeline.employments, employment);
    family!("ASSIGNMENT", timeline.posts.assignments, value);
    family!("TITLE", timeline.posts.titles, value);
    family!("TRAINING", timeline.trainings, value);
    family!("SECONDMENT", timeline.secondments, secondment);
    family!("HONOUR", timeline.honours, value);
    family!("CONTRIBUTION", timeline.contributions, value);
    family!("BAR", timeline.bars, value);
    family!("ETHICS_ASSESSMENT", timeline.discipline.assessments, value);
    family!("RESTRICTION", timeline.discipline.restrictions, value);
    family!("TOLERANCE", timeline.discipline.tolerances, value);
    family!("SELECTION_SCORE", timeline.discipline.scores, value);
    family!("APPOINTMENT", timeline.appointments, value);
    family!("CREDENTIAL", timeline.records.credentials, credential);
    family!("DEGREE", timeline.records.degrees, value);
    family!("APPRAISAL", timeline.records.appraisals, value);
    family!("INCENTIVE", timeline.records.incentives, value);
    family!("HOMEROOM", timeline.duties.homerooms, value);
    family!("WORKFORCE_CATEGORY", timeline.duties.categories, value);
    family!("LEAVE", timeline.duties.leaves, value);
    family!("REASSIGNMENT", timeline.reassignments, value);
    family!("SECONDMENT_ASSESSMENT", timeline.movements.assessments, value);
    family!("SUPPORT_TEACHING", timeline.movements.verified, value);
    family!("RESIDENCY_VISIT", timeline.movements.visits, value);
    family!("ROTATION_EXEMPTION", timeline.movements.exemptions, value);
    family!("PERSONNEL_RELATION", timeline.movements.relations, value);
    for hold in &teacher.privacy().holds {
        let detail = serde_json::json!({ "reason": hold.reason }).to_string();
        add(LEGAL_HOLD, hold.fact, Period::new(hold.since, None), detail, &[hold.fact]);
    }
    rows
}

fn value<T: Serialize>(fact: &Dated<T>) -> &T {
    &fact.value
}

fn text<T: Serialize>(detail: &T) -> String {
    // A fact came out of JSON, so it goes into JSON; should it ever not, the row says so rather than the fold fail.
    serde_json::to_string(detail).unwrap_or_else(|fault| format!("{{\"unreadable\":\"{fault}\"}}"))
}

fn employment(fact: &Dated<liangshi_domain::teacher::hire::Employment>) -> serde_json::Value {
    let employment = &fact.value;
    serde_json::json!({
        "personnel": employment.personnel,
        "establishment": employment.establishment,
        "paying": employment.paying,
        "category": employment.category,
        "staffing": employment.staffing,
        "source": employment.source,
        "left": employment.left,
    })
}

/// A certificate without its number, which is the person's own and stands in no view.
fn credential(fact: &Dated<liangshi_domain::teacher::record::RecordCredential>) -> serde_json::Value {
    let credential = &fact.value;
    serde_json::json!({
        "kind": credential.kind,
        "stage": credential.stage,
        "subject": credential.subject,
        "grade": credential.grade,
        "from": credential.from,
        "to": credential.to,
    })
}

fn secondment(fact: &Dated<liangshi_domain::teacher::secondment::Secondment>) -> serde_json::Value {
    serde_json::json!({ "stage": fact.value.stage, "proposed": fact.value.proposed })
}

/// A fact about a teacher.
#[derive(Clone, Debug, FromRow)]
pub struct FactRow {
    /// The teacher.
    pub teacher: String,
    /// The event that stated it first.
    pub fact: String,
    /// The family it belongs to.
    pub kind: String,
    /// What holds, as JSON text.
    pub detail: String,
    /// The ids of the events that shaped it, separated by spaces.
    pub evidence: String,
    /// In which way it contradicts another fact, when it does.
    pub flag: Option<String>,
    /// First day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
    /// The position from which it was known.
    pub known_from: i64,
    /// The position from which it was no longer known.
    pub known_to: i64,
}

const COLUMNS: &str =
    "teacher, fact, kind, detail, evidence, flag, valid_from, valid_to, known_from, known_to";

/// A fact that an event changed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ChangedRow {
    /// The event that stated it first.
    pub fact: String,
    /// The earliest day on which it was ever said to hold, by any version known by the event.
    pub first_day: String,
}

/// The facts of a person that were known otherwise from a position on than before it: stated there, corrected, revoked or voided.
///
/// # Errors
/// When the database fails.
pub async fn changed_at(
    views: &Views,
    teacher: TeacherId,
    position: i64,
) -> Result<Vec<ChangedRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let (teacher, position) = (question.bind(teacher.to_string()), question.bind(position));
    let sql = format!(
        "SELECT h.fact, MIN(h.valid_from) AS first_day FROM {table} h WHERE h.teacher = {teacher} AND h.known_from <= {position} \
         AND h.fact IN (SELECT c.fact FROM {table} c WHERE c.teacher = {teacher} AND (c.known_from = {position} OR c.known_to = {position})) \
         GROUP BY h.fact ORDER BY h.fact"
    );
    views.ask(sql, question).await
}

/// The facts known at a position by the day they begin, or every version ever known by the position it was known from.
///
/// # Errors
/// When the database fails.
pub async fn of(
    views: &Views,
    id: TeacherId,
    known: i64,
    every_version: bool,
) -> Result<Vec<FactRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let id = question.bind(id.to_string());
    let known = question.bind(known);
    let (still, order) = if every_version {
        (String::new(), "known_from, id")
    } else {
        (format!(" AND {known} < known_to"), "valid_from, known_from, id")
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} WHERE teacher = {id} AND known_from <= {known}{still} ORDER BY {order}"
    );
    views.ask(sql, question).await
}
