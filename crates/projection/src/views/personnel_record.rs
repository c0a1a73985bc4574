//! Degrees, yearly appraisals and incentives on any day and as known at any position (S-41, S-45, S-46).

use liangshi_domain::{
    AnyEvent, Period, Subject, TeacherId,
    teacher::{Statement, TeacherEvent, record::Records},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::conduct;
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct PersonnelRecords;

pub(crate) const NAME: &str = "personnel_record";

/// A degree: `code` is the level of education, `detail` the degree as a code, `number` 1 for a full-time study.
pub const DEGREE: &str = "DEGREE";
/// The appraisal of a year: `code` is the result, `number` the year.
pub const APPRAISAL: &str = "APPRAISAL";
/// An incentive: `code` is the kind, `detail` the scheme, `number` the amount in fen.
pub const INCENTIVE: &str = "INCENTIVE";

impl View for PersonnelRecords {
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
            Column::Text("code"),
            Column::Text("detail"),
            Column::Int("number"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "part, number"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) = (seen.subject, seen.event) else {
            return Change::Nothing;
        };
        let concerns = matches!(
            event,
            TeacherEvent::Stated(Statement::Record(_)) | TeacherEvent::Past(_) | TeacherEvent::Merge(_)
        );
        if !concerns {
            return Change::Nothing;
        }
        Change::Rows(rows(teacher.counts_as(*id), &teacher.timeline().records))
    }
}

fn rows(id: TeacherId, records: &Records) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |part: &str, fact: String, period: Period, code: &str, detail, number, by: String| {
        let cells = vec![
            id.to_string().into(),
            fact.into(),
            part.into(),
            code.into(),
            Cell::Text(detail),
            Cell::Int(number),
            by.into(),
        ];
        rows.push(Row::dated(period, cells));
    };
    for held in &records.degrees {
        let (value, by) = (&held.value, joined(&held.by));
        let full_time = Some(i64::from(value.full_time));
        add(
            DEGREE,
            held.fact.to_string(),
            held.period,
            &value.education,
            value.degree.clone(),
            full_time,
            by,
        );
    }
    for held in &records.appraisals {
        let (value, by) = (&held.value, joined(&held.by));
        let year = Some(i64::from(value.year));
        add(APPRAISAL, held.fact.to_string(), held.period, value.result.code(), None, year, by);
    }
    for held in &records.incentives {
        let (value, by) = (&held.value, joined(&held.by));
        let scheme = Some(value.scheme.clone());
        add(INCENTIVE, held.fact.to_string(), held.period, value.kind.code(), scheme, value.fen, by);
    }
    rows
}

fn joined(by: &[liangshi_domain::EventId]) -> String {
    by.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// A record of a person.
#[derive(Clone, Debug, FromRow)]
pub struct RecordRow {
    /// The person.
    pub teacher: String,
    /// The event that stated it.
    pub fact: String,
    /// The code, as the part has it.
    pub code: String,
    /// The words or second code, as the part has them.
    pub detail: Option<String>,
    /// The number, as the part has it.
    pub number: Option<i64>,
    /// The ids of the events that shaped it, separated by spaces.
    pub evidence: String,
    /// First day.
    pub valid_from: String,
}

/// Which records are asked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Only this part.
    pub part: &'static str,
    /// Only of persons the caller may see, in service on the day on any basis.
    pub scope: Option<Uuid>,
    /// Only of persons in service at this organisation or below on the day, on any basis.
    pub organisation: Option<Uuid>,
    /// Only of this person.
    pub teacher: Option<TeacherId>,
    /// Only this code.
    pub code: Option<String>,
    /// Only stated for this calendar year: the year of an appraisal, the year of the first day of anything else.
    pub year: Option<i32>,
}

/// The records stated by the day and known at the position, in the order of their first days.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<RecordRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page(["r.valid_from", "r.fact"], page);
    let columns = "r.teacher, r.fact, r.code, r.detail, r.number, r.evidence, r.valid_from";
    views.ask(format!("SELECT {columns} {sql} AND {page}"), question).await
}

/// How many records that are.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, filter, at);
    views.count(format!("SELECT COUNT(*) {sql}"), question).await
}

fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let table = views.table(NAME);
    let mut question = Question::default();
    let (holds, part) = (question.holds("r", at), question.bind(filter.part));
    let teacher = question.equals("r.teacher", filter.teacher.map(|id| id.to_string()));
    let code = question.equals("r.code", filter.code.clone());
    let year = question.bind(filter.year.map(i64::from));
    let of_year = if filter.part == APPRAISAL {
        format!("r.number = {year}")
    } else {
        format!("CAST(SUBSTR(r.valid_from, 1, 4) AS BIGINT) = {year}")
    };
    let seen =
        conduct::in_service(views, &mut question, "r.teacher", [filter.scope, filter.organisation], at);
    let sql = format!(
        "FROM {table} r WHERE {holds} AND r.part = {part} AND {teacher} AND {code} \
         AND (CAST({year} AS BIGINT) IS NULL OR {of_year}){seen}"
    );
    (question, sql)
}
