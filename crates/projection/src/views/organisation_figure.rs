//! Numbers reported of organisations (S-05, S-11, S-77): goals of staffing, classes, and average pay; and what follows from them beside
//! the roster.

use liangshi_domain::{EventId, OrganisationId, Period, Subject, organisation::Organisation};
use sqlx::FromRow;
use uuid::Uuid;

use super::{organisation, service};
use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct OrganisationFigures;

pub(crate) const NAME: &str = "organisation_figure";

/// A goal of staffing: `number` persons by `day`.
const GOAL: &str = "GOAL";
/// Classes: `number` of the stage `code`.
const CLASSES: &str = "CLASSES";
/// Average pay of the year `year` in fen: `number` of teachers, `other` of civil servants.
const PAY: &str = "PAY";

/// Where a merger sends the person `code`: to `unit`.
pub(crate) const SUCCESSION: &str = "SUCCESSION";

impl View for OrganisationFigures {
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
            Column::Text("code"),
            Column::Int("year"),
            Column::Int("number"),
            Column::Int("other"),
            Column::Text("day"),
            Column::Text("unit"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["organisation", "part, year"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Organisation(id, organisation) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, organisation))
    }
}

/// What one figure says.
#[derive(Default)]
struct Said {
    code: Option<String>,
    year: Option<i64>,
    number: i64,
    other: Option<i64>,
    day: Option<String>,
    unit: Option<String>,
}

fn rows(id: OrganisationId, organisation: &Organisation) -> Vec<Row> {
    let figures = organisation.figures();
    let always = Period::new(chrono::NaiveDate::MIN, None);
    let goal = figures.goal().map(|(goal, by)| {
        let (number, day) = (i64::from(goal.persons), Some(date_text(goal.by.day)));
        row(id, GOAL, always, Said { number, day, ..Said::default() }, *by)
    });
    let classes = figures.classes().map(|(stage, period, step)| {
        let (code, number) = (Some(stage.code().to_owned()), i64::from(step.value));
        row(id, CLASSES, period, Said { code, number, ..Said::default() }, step.by)
    });
    let pay = figures.pay().map(|(pay, by)| {
        let (year, number) = (Some(i64::from(pay.year)), pay.teachers_fen);
        row(
            id,
            PAY,
            always,
            Said { year, number, other: Some(pay.civil_servants_fen), ..Said::default() },
            *by,
        )
    });
    let ending = organisation.ending().into_iter();
    let successions = ending.flat_map(|ending| ending.successors.iter().map(move |to| (to, ending.by)));
    let sent = successions.flat_map(|(to, by)| {
        to.teachers.iter().map(move |teacher| {
            let (code, unit) = (Some(teacher.to_string()), Some(to.organisation.to_string()));
            row(id, SUCCESSION, always, Said { code, unit, ..Said::default() }, by)
        })
    });
    goal.into_iter().chain(classes).chain(pay).chain(sent).collect()
}

fn row(id: OrganisationId, part: &str, period: Period, said: Said, by: EventId) -> Row {
    let cells = vec![
        id.to_string().into(),
        part.into(),
        Cell::Text(said.code),
        Cell::Int(said.year),
        said.number.into(),
        Cell::Int(said.other),
        Cell::Text(said.day),
        Cell::Text(said.unit),
        by.to_string().into(),
    ];
    Row::dated(period, cells)
}

/// A school that opens, and who is there for it.
#[derive(Clone, Debug, FromRow)]
pub struct OpeningRow {
    /// The school.
    pub organisation: String,
    /// The day it opens, or is planned to.
    pub opens_on: String,
    /// How many are to be there.
    pub goal: Option<i64>,
    /// The day by which.
    pub goal_by: Option<String>,
    /// Persons whose service there holds on the day it opens.
    pub engaged: i64,
}

/// The organisations that are planned or opened with a day of opening between the day asked about and another, as known.
///
/// # Errors
/// When the database fails.
pub async fn openings(
    views: &Views,
    until: chrono::NaiveDate,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<OpeningRow>, Failure> {
    let (table, tree, services) =
        (views.table(NAME), views.table(organisation::NAME), views.table(service::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("o.organisation", scope);
    let (holds, goal) = (question.holds("o", at), question.holds("f", at));
    let (since, until) = (question.bind(at.valid), question.bind(until));
    let known = question.bind(at.known);
    let sql = format!(
        "{with}SELECT o.organisation, o.opens_on, f.number AS goal, f.day AS goal_by, \
         (SELECT COUNT(DISTINCT s.teacher) FROM {services} s WHERE (s.personnel = o.organisation OR s.workplace = o.organisation) \
         AND s.valid_from <= o.opens_on AND o.opens_on < s.valid_to AND s.known_from <= {known} AND {known} < s.known_to) AS engaged \
         FROM {tree} o LEFT JOIN {table} f ON f.organisation = o.organisation AND f.part = '{GOAL}' AND {goal} \
         WHERE {holds} AND {within} AND o.opens_on >= {since} AND o.opens_on <= {until} ORDER BY o.opens_on, o.name, o.organisation"
    );
    views.ask(sql, question).await
}

/// The average pay of a year.
#[derive(Clone, Debug, FromRow)]
pub struct PayRow {
    /// Who reported it, a town or the bureau.
    pub organisation: String,
    /// Of the teachers, in fen.
    pub teachers_fen: i64,
    /// Of the local civil servants, in fen.
    pub civil_servants_fen: i64,
    /// The event that states it.
    pub evidence: String,
}

/// The average pay reported for a year, in the order of the names of who reported it.
///
/// # Errors
/// When the database fails.
pub async fn pay(views: &Views, year: i32, scope: Option<Uuid>, at: At) -> Result<Vec<PayRow>, Failure> {
    let (table, tree) = (views.table(NAME), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("o.organisation", scope);
    let (holds, figure, year) =
        (question.holds("o", at), question.holds("f", at), question.bind(i64::from(year)));
    let sql = format!(
        "{with}SELECT f.organisation, f.number AS teachers_fen, f.other AS civil_servants_fen, f.evidence FROM {table} f \
         JOIN {tree} o ON o.organisation = f.organisation AND {holds} WHERE {figure} AND {within} AND f.part = '{PAY}' \
         AND f.year = {year} ORDER BY o.name, o.organisation"
    );
    views.ask(sql, question).await
}

/// The classes of a school, and how many have a teacher in charge.
#[derive(Clone, Debug, FromRow)]
pub struct ClassesRow {
    /// The school.
    pub organisation: String,
    /// The stage, as a code.
    pub stage: String,
    /// Classes as last counted.
    pub classes: i64,
    /// Classes of the stage with a teacher in charge.
    pub staffed: i64,
}

/// The classes of each school and stage beside those that have a teacher in charge.
///
/// # Errors
/// When the database fails.
pub async fn classes(views: &Views, scope: Option<Uuid>, at: At) -> Result<Vec<ClassesRow>, Failure> {
    let (table, tree, duties) =
        (views.table(NAME), views.table(organisation::NAME), views.table(super::duty::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("f.organisation", scope);
    let (holds, duty) = (question.holds("f", at), question.holds("d", at));
    let sql = format!(
        "{with}SELECT f.organisation, f.code AS stage, f.number AS classes, \
         (SELECT COUNT(DISTINCT d.detail) FROM {duties} d WHERE d.part = 'HOMEROOM' AND d.organisation = f.organisation \
         AND d.code = f.code AND {duty}) AS staffed FROM {table} f WHERE {holds} AND {within} AND f.part = '{CLASSES}' \
         ORDER BY f.organisation, f.code"
    );
    views.ask(sql, question).await
}
