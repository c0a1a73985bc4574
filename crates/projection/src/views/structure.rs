//! The structure of the staff by what persons are and hold (S-41, M-30), and what an inspection asks of each school (S-13, S-15). No table
//! of its own: the roster, the cards and the records say it.

use sqlx::FromRow;
use uuid::Uuid;

use super::{conduct, credential, establishment, organisation, person, personnel_record, service};
use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Question},
};

/// By what persons are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Sex, as a code.
    Sex,
    /// The age in whole years on the day: `30`, `40`, `50` for up to that many, `51` for more.
    Age,
    /// The title, as a code.
    Title,
    /// The stage taught, as a code.
    Stage,
    /// The subject taught, as a code.
    Subject,
    /// The highest level of education recorded by the day, as a code of C-27.
    Education,
    /// How the person is held, as a code.
    Staffing,
}

/// How many persons have a value in common.
#[derive(Clone, Debug, FromRow)]
pub struct StructureRow {
    /// The value; none where nothing is on record.
    pub code: Option<String>,
    /// Persons.
    pub persons: i64,
}

/// The persons in service in both parts of the tree, by one of their properties, in the order of its values.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    by: By,
    parts: [Option<Uuid>; 2],
    at: At,
) -> Result<Vec<StructureRow>, Failure> {
    let (services, persons) = (views.table(service::NAME), views.table(person::NAME));
    let records = views.table(personnel_record::NAME);
    let mut question = Question::default();
    let (serves, known) = (question.holds("s", at), question.holds("p", at));
    let key = match by {
        By::Sex => "p.sex".to_owned(),
        By::Title => "s.title".to_owned(),
        By::Stage => "s.stage".to_owned(),
        By::Subject => "s.subject".to_owned(),
        By::Staffing => "s.staffing".to_owned(),
        By::Age => age_band(&question.bind(at.valid)),
        By::Education => {
            let held = question.holds("e", at);
            format!(
                "(SELECT MIN(e.code) FROM {records} e WHERE e.teacher = s.teacher AND e.part = 'DEGREE' AND {held})"
            )
        }
    };
    let seen = conduct::in_service(views, &mut question, "s.teacher", parts, at);
    let sql = format!(
        "SELECT d.k AS code, COUNT(DISTINCT d.teacher) AS persons FROM (SELECT s.teacher AS teacher, {key} AS k FROM {services} s \
         JOIN {persons} p ON p.teacher = s.teacher AND {known} WHERE {serves}{seen}) d GROUP BY d.k ORDER BY d.k IS NULL, d.k"
    );
    views.ask(sql, question).await
}

/// The band of the age on a day; a month and day still to come take one year off.
fn age_band(day: &str) -> String {
    let years = format!(
        "(CAST(SUBSTR({day}, 1, 4) AS BIGINT) - CAST(SUBSTR(p.birth, 1, 4) AS BIGINT) \
         - CASE WHEN SUBSTR({day}, 6, 5) < SUBSTR(p.birth, 6, 5) THEN 1 ELSE 0 END)"
    );
    format!(
        "CASE WHEN p.birth IS NULL THEN NULL WHEN {years} <= 30 THEN '30' WHEN {years} <= 40 THEN '40' \
         WHEN {years} <= 50 THEN '50' ELSE '51' END"
    )
}

/// The pupils and teachers of a school and stage.
#[derive(Clone, Debug, FromRow)]
pub struct StaffingRow {
    /// The school.
    pub organisation: String,
    /// Who runs it on the day, as a code.
    pub nature: Option<String>,
    /// The stage, as a code.
    pub stage: String,
    /// Pupils as last counted.
    pub pupils: i64,
    /// Full-time teachers of the stage who work there.
    pub teachers: i64,
}

/// The pupils as last counted and the full-time teachers of every school and stage, in the order of the schools' names.
///
/// # Errors
/// When the database fails.
pub async fn staffing(views: &Views, scope: Option<Uuid>, at: At) -> Result<Vec<StaffingRow>, Failure> {
    let (tree, services) = (views.table(organisation::NAME), views.table(service::NAME));
    let counts = views.counted(establishment::NAME, at.known);
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("o.organisation", scope);
    let [open, counted, serves] = ["o", "e", "s"].map(|alias| question.holds(alias, at));
    let sql = format!(
        "{with}SELECT o.organisation, o.nature, e.detail AS stage, e.posts AS pupils, (SELECT COUNT(DISTINCT s.teacher) FROM {services} s \
         WHERE s.workplace = o.organisation AND s.stage = e.detail AND s.category = 'FULL_TIME_TEACHER' AND {serves}) AS teachers \
         FROM {tree} o JOIN {counts} e ON e.organisation = o.organisation AND e.part = '{}' AND {counted} \
         WHERE {open} AND {within} AND o.state = 'OPEN' ORDER BY o.name, o.organisation, e.detail",
        establishment::ENROLMENT
    );
    views.ask(sql, question).await
}

/// What an inspection asks of a school.
#[derive(Clone, Debug, FromRow)]
pub struct InspectionRow {
    /// The school.
    pub organisation: String,
    /// Full-time teachers in service by the personnel relation.
    pub teachers: i64,
    /// Of them those with a teaching certificate.
    pub certified: i64,
    /// Of them those held by a contract.
    pub contracted: i64,
}

/// The schools and kindergartens of a nature open on the day, in the order of their names. One with no teacher has submitted nothing.
///
/// # Errors
/// When the database fails.
pub async fn inspection(
    views: &Views,
    nature: Option<String>,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<InspectionRow>, Failure> {
    let (tree, services) = (views.table(organisation::NAME), views.table(service::NAME));
    let credentials = views.table(credential::NAME);
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("o.organisation", scope);
    let [open, serves, held] = ["o", "s", "c"].map(|alias| question.holds(alias, at));
    let nature = question.equals("o.nature", nature);
    let sql = format!(
        "{with}SELECT o.organisation, COUNT(DISTINCT s.teacher) AS teachers, COUNT(DISTINCT c.teacher) AS certified, \
         COUNT(DISTINCT CASE WHEN s.staffing = 'CONTRACT' THEN s.teacher END) AS contracted FROM {tree} o \
         LEFT JOIN {services} s ON s.personnel = o.organisation AND s.category = 'FULL_TIME_TEACHER' AND {serves} \
         LEFT JOIN {credentials} c ON c.teacher = s.teacher AND c.kind = 'TEACHING' AND {held} \
         WHERE {open} AND {within} AND {nature} AND o.state = 'OPEN' AND o.kind IN ('SCHOOL', 'KINDERGARTEN') \
         GROUP BY o.organisation, o.name ORDER BY o.name, o.organisation"
    );
    views.ask(sql, question).await
}
