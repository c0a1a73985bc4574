//! Research staff (S-60 to S-65): the units, what must be staffed by stage and subject (M-50), who fills it, who came and who left.

use liangshi_domain::{OrganisationId, Period, Subject, research::ResearchBody};
use sqlx::FromRow;
use uuid::Uuid;

use super::organisation;
use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct ResearchStaff;

const NAME: &str = "research_staff";

/// The row of a unit: `detail` is its form, `level` its level, `subject` its cluster.
pub const UNIT: &str = "UNIT";
/// The row of a cell that must be staffed: `number` is how many.
pub const CELL: &str = "CELL";
/// The row of a researcher: `number` is the share in percent, `months` the service at entry, `level` the title then.
pub const RESEARCHER: &str = "RESEARCHER";
/// The row of an entry, told from its day on.
pub const ENTRY: &str = "ENTRY";
/// The row of a departure, told from its day on: `detail` is the reason, `RETURNED` for a return to a school.
pub const EXIT: &str = "EXIT";
/// The row of an appraisal, told from its day on: `detail` is the result, `number` the year.
pub const APPRAISAL: &str = "APPRAISAL";

impl View for ResearchStaff {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("organisation"),
            Column::Text("part"),
            Column::Text("teacher"),
            Column::Text("stage"),
            Column::Text("subject"),
            Column::Text("level"),
            Column::Text("detail"),
            Column::Int("number"),
            Column::Int("months"),
            Column::Text("since"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["organisation", "teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::ResearchBody(id, body) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(id.organisation(), body))
    }
}

#[derive(Default)]
struct Part {
    part: &'static str,
    teacher: Option<String>,
    stage: Option<String>,
    subject: Option<String>,
    level: Option<String>,
    detail: Option<String>,
    number: Option<i64>,
    months: Option<i64>,
    since: Option<String>,
    by: String,
}

fn rows(id: OrganisationId, body: &ResearchBody) -> Vec<Row> {
    let row = |(period, part): (Period, Part)| {
        let cells = vec![
            id.to_string().into(),
            part.part.into(),
            Cell::Text(part.teacher),
            Cell::Text(part.stage),
            Cell::Text(part.subject),
            Cell::Text(part.level),
            Cell::Text(part.detail),
            Cell::Int(part.number),
            Cell::Int(part.months),
            Cell::Text(part.since),
            part.by.into(),
        ];
        (!period.is_empty()).then(|| Row::dated(period, cells))
    };
    units(body).chain(cells(body)).chain(researchers(body)).chain(appraisals(body)).filter_map(row).collect()
}

fn units(body: &ResearchBody) -> impl Iterator<Item = (Period, Part)> {
    body.units().iter().map(|unit| {
        let part = Part {
            part: UNIT,
            level: Some(unit.level.code().to_owned()),
            detail: Some(unit.form.code().to_owned()),
            subject: unit.cluster.clone(),
            by: unit.by.to_string(),
            ..Part::default()
        };
        (unit.period, part)
    })
}

fn cells(body: &ResearchBody) -> impl Iterator<Item = (Period, Part)> {
    body.matrices().flat_map(|(period, step)| {
        step.value.cells.iter().map(move |cell| {
            let part = Part {
                part: CELL,
                stage: Some(cell.stage.code().to_owned()),
                subject: Some(cell.subject.clone()),
                number: Some(cell.required.into()),
                by: step.by.to_string(),
                ..Part::default()
            };
            (period, part)
        })
    })
}

/// Each appointment while it holds, the day it began and the day it ended.
fn researchers(body: &ResearchBody) -> impl Iterator<Item = (Period, Part)> {
    body.appointments().iter().flat_map(|held| {
        let stated = &held.stated;
        let part = |part, detail: Option<String>, by: String| Part {
            part,
            teacher: Some(stated.teacher.to_string()),
            stage: Some(stated.stage.code().to_owned()),
            subject: Some(stated.subject.clone()),
            level: stated.title.map(|title| title.code().to_owned()),
            detail,
            number: Some(stated.fte_percent.into()),
            months: Some(stated.service_months.into()),
            since: Some(date_text(held.period.from)),
            by,
        };
        let entry = (Period::new(held.period.from, None), part(ENTRY, None, held.by.to_string()));
        let holds = (held.period, part(RESEARCHER, None, held.by.to_string()));
        let exit = held.ended.zip(held.period.to).map(|((by, reason), on)| {
            let reason = reason.unwrap_or("RETURNED").to_owned();
            (Period::new(on, None), part(EXIT, Some(reason), by.to_string()))
        });
        [Some(entry), Some(holds), exit].into_iter().flatten()
    })
}

fn appraisals(body: &ResearchBody) -> impl Iterator<Item = (Period, Part)> {
    body.appraisals().iter().map(|(appraised, by)| {
        let part = Part {
            part: APPRAISAL,
            teacher: Some(appraised.teacher.to_string()),
            detail: Some(appraised.grade.code().to_owned()),
            number: Some(appraised.year.into()),
            by: by.to_string(),
            ..Part::default()
        };
        (Period::new(appraised.on.day, None), part)
    })
}

/// A part of the research staff of an organisation on a day; the constants say what each column means where.
#[derive(Clone, Debug, FromRow)]
pub struct ResearchRow {
    /// The organisation.
    pub organisation: String,
    /// What the row tells.
    pub part: String,
    /// The person.
    pub teacher: Option<String>,
    /// The stage, as a code.
    pub stage: Option<String>,
    /// The subject, as a code.
    pub subject: Option<String>,
    /// A level or title, as a code.
    pub level: Option<String>,
    /// A form, reason or result, as a code.
    pub detail: Option<String>,
    /// A number.
    pub number: Option<i64>,
    /// Months of service at entry.
    pub months: Option<i64>,
    /// The first day as a researcher.
    pub since: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

const FIELDS: &str = "r.organisation, r.part, r.teacher, r.stage, r.subject, r.level, r.detail, r.number, r.months, r.since, \
    r.evidence, r.valid_from, r.valid_to";

/// The rows of one part on the day, of one organisation or of all in the scope.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    part: &str,
    organisation: Option<Uuid>,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<ResearchRow>, Failure> {
    let (table, tree) = (views.counted(NAME, at.known), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("r.organisation", scope);
    let holds = question.holds("r", at);
    let (part, only) =
        (question.bind(part), question.equals("r.organisation", organisation.map(|id| id.to_string())));
    let sql = format!(
        "{with}SELECT {FIELDS} FROM {table} r WHERE {holds} AND r.part = {part} AND {only} AND {within} \
         ORDER BY r.organisation, r.stage, r.subject, r.valid_from, r.teacher"
    );
    views.ask(sql, question).await
}

/// A cell that must be staffed and how far it is (M-50, R-56).
#[derive(Clone, Debug, FromRow)]
pub struct CellRow {
    /// The organisation.
    pub organisation: String,
    /// The stage, as a code.
    pub stage: String,
    /// The subject, as a code.
    pub subject: String,
    /// How many full-time researchers it needs.
    pub required: i64,
    /// How many there are; those with a smaller part of a post or specially appointed are none.
    pub filled: i64,
    /// The event that set it.
    pub evidence: String,
}

/// The staffing matrix on the day: who has so many percent of a full post or more fills a cell. Whoever no longer serves does
/// not.
///
/// # Errors
/// When the database fails.
pub async fn matrix(
    views: &Views,
    organisation: Option<Uuid>,
    scope: Option<Uuid>,
    percent: u32,
    at: At,
) -> Result<Vec<CellRow>, Failure> {
    let (table, tree) = (views.counted(NAME, at.known), views.table(organisation::NAME));
    let services = views.table(super::service::NAME);
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("r.organisation", scope);
    let only = question.equals("r.organisation", organisation.map(|id| id.to_string()));
    let (cell, person) = (question.holds("r", at), question.holds("p", at));
    let percent = i64::from(percent);
    let serves = question.holds("s", at);
    let sql = format!(
        "{with}SELECT r.organisation, r.stage, r.subject, r.number AS required, (SELECT COUNT(DISTINCT p.teacher) FROM {table} p \
         WHERE p.part = '{RESEARCHER}' AND p.organisation = r.organisation AND p.stage = r.stage AND p.subject = r.subject \
         AND p.number >= {percent} AND {person} AND EXISTS (SELECT 1 FROM {services} s WHERE s.teacher = p.teacher AND {serves})) \
         AS filled, r.evidence FROM {table} r WHERE r.part = '{CELL}' AND {cell} AND {only} AND {within} \
         ORDER BY r.organisation, r.stage, r.subject"
    );
    views.ask(sql, question).await
}

/// How many towns there are on the day, and how many of them have an office or group for research of their own.
///
/// # Errors
/// When the database fails.
pub async fn towns_with_independent_office(views: &Views, at: At) -> Result<(i64, i64), Failure> {
    let (table, tree) = (views.counted(NAME, at.known), views.table(organisation::NAME));
    let mut question = Question::default();
    let (town, unit) = (question.holds("o", at), question.holds("r", at));
    let sql = format!(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM {table} r WHERE {unit} AND r.part = '{UNIT}' AND \
         r.level = 'TOWN' AND r.detail IN ('INDEPENDENT_OFFICE', 'GROUP') AND (r.organisation = o.organisation OR \
         r.organisation IN (SELECT c.organisation FROM {tree} c WHERE c.parent = o.organisation))) THEN 1 ELSE 0 END), 0) \
         FROM {tree} o WHERE {town} AND o.kind = 'TOWN' AND o.state = 'OPEN'"
    );
    let rows: Vec<(i64, i64)> = views.ask(sql, question).await?;
    Ok(rows.first().copied().unwrap_or_default())
}
