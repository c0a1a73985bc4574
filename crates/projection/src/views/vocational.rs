//! Dual-qualified teachers (S-58): who is recognised on a day, on what it rests, and their share by school.

use liangshi_domain::{Period, Subject, TeacherId, vocational::Vocational};
use sqlx::FromRow;
use uuid::Uuid;

use super::{conduct, organisation, service};
use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct DualQualified;

const NAME: &str = "dual_qualified";

/// A recognition.
pub const RECOGNITION: &str = "RECOGNITION";
/// A practice in an enterprise, told from its last day on: `detail` is the enterprise, `base` the training base.
pub const PRACTICE: &str = "PRACTICE";

impl View for DualQualified {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("part"),
            Column::Text("detail"),
            Column::Text("base"),
            Column::Int("qualified"),
            Column::Int("practice_months"),
            Column::Text("since"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Vocational(id, vocational) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(id.teacher(), vocational))
    }
}

fn rows(id: TeacherId, vocational: &Vocational) -> Vec<Row> {
    let recognitions = vocational.recognitions().iter().filter(|stated| !stated.period.is_empty());
    let recognitions = recognitions.map(|recognition| {
        let stated = &recognition.stated;
        let by = stated.qualification.map(|by| by.to_string());
        let by: Vec<_> = by.into_iter().chain([recognition.by.to_string()]).collect();
        let cells = vec![
            id.to_string().into(),
            RECOGNITION.into(),
            stated.level.clone().into(),
            Cell::Text(None),
            stated.qualification.is_some().into(),
            stated.practice_months.into(),
            stated.on.day.into(),
            by.join(" ").into(),
        ];
        Row::dated(recognition.period, cells)
    });
    let practices = vocational.practices().iter().map(|(practice, by)| {
        let days = (practice.to.day - practice.from.day).num_days();
        let cells = vec![
            id.to_string().into(),
            PRACTICE.into(),
            practice.enterprise.as_str().into(),
            Cell::Text(practice.base.map(|base| base.to_string())),
            false.into(),
            (days / 30).into(),
            Cell::Text(Some(date_text(practice.from.day))),
            by.to_string().into(),
        ];
        Row::dated(Period::new(practice.to.day, None), cells)
    });
    recognitions.chain(practices).collect()
}

/// A recognition or a practice.
#[derive(Clone, Debug, FromRow)]
pub struct DualRow {
    /// The person.
    pub teacher: String,
    /// [`RECOGNITION`] or [`PRACTICE`].
    pub part: String,
    /// The level, or the enterprise.
    pub detail: Option<String>,
    /// The training base.
    pub base: Option<String>,
    /// Whether it rests on a qualification of a trade.
    pub qualified: i64,
    /// Months of practice.
    pub practice_months: i64,
    /// The first day.
    pub since: String,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
}

const FIELDS: &str =
    "d.teacher, d.part, d.detail, d.base, d.qualified, d.practice_months, d.since, d.evidence";

/// The recognitions or practices on the day, of one person or of those in service in both parts of the tree.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    part: &str,
    teacher: Option<TeacherId>,
    parts: [Option<Uuid>; 2],
    at: At,
) -> Result<Vec<DualRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let holds = question.holds("d", at);
    let teacher = question.equals("d.teacher", teacher.map(|id| id.to_string()));
    let part = question.bind(part);
    let seen = conduct::in_service(views, &mut question, "d.teacher", parts, at);
    let sql = format!(
        "SELECT {FIELDS} FROM {table} d WHERE {holds} AND d.part = {part} AND {teacher}{seen} ORDER BY d.since, d.teacher"
    );
    views.ask(sql, question).await
}

/// A school with its full-time teachers and how many of them are recognised.
#[derive(Clone, Debug, FromRow)]
pub struct ShareRow {
    /// The school.
    pub organisation: String,
    /// Its full-time teachers.
    pub teachers: i64,
    /// Those recognised.
    pub dual: i64,
}

/// The share of each school that has somebody recognised, or that teaches vocational stages.
///
/// # Errors
/// When the database fails.
pub async fn shares(views: &Views, scope: Option<Uuid>, at: At) -> Result<Vec<ShareRow>, Failure> {
    let (table, tree, services) =
        (views.counted(NAME, at.known), views.table(organisation::NAME), views.table(service::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("s.personnel", scope);
    let (serves, recognised) = (question.holds("s", at), question.holds("d", at));
    let sql = format!(
        "{with}SELECT s.personnel AS organisation, COUNT(DISTINCT s.teacher) AS teachers, COUNT(DISTINCT d.teacher) AS dual \
         FROM {services} s LEFT JOIN {table} d ON d.teacher = s.teacher AND d.part = '{RECOGNITION}' AND {recognised} \
         WHERE {serves} AND {within} AND s.category = 'FULL_TIME_TEACHER' GROUP BY s.personnel \
         HAVING COUNT(DISTINCT d.teacher) > 0 OR MAX(CASE WHEN s.stage IN ('JUNIOR_VOCATIONAL', 'SENIOR_VOCATIONAL') THEN 1 \
         ELSE 0 END) = 1 ORDER BY s.personnel"
    );
    views.ask(sql, question).await
}
