//! Certificates on any day and as known at any position (S-56, S-57, S-79). The number of a certificate is the person's own and
//! stands in no view.

use liangshi_domain::{
    AnyEvent, Subject, TeacherId,
    teacher::{Statement, TeacherEvent},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{conduct, duty, organisation, service};
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Credentials;

pub(crate) const NAME: &str = "credential";

impl View for Credentials {
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
            Column::Text("stage"),
            Column::Text("subject"),
            Column::Text("grade"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "kind"]
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
        let id = teacher.counts_as(*id).to_string();
        let rows = teacher.timeline().records.credentials.iter().map(|held| {
            let by: Vec<_> = held.by.iter().map(ToString::to_string).collect();
            let cells = vec![
                id.clone().into(),
                held.fact.to_string().into(),
                held.value.kind.code().into(),
                Cell::Text(held.value.stage.map(|stage| stage.code().to_owned())),
                Cell::Text(held.value.subject.clone()),
                Cell::Text(held.value.grade.map(|grade| grade.code().to_owned())),
                by.join(" ").into(),
            ];
            Row::dated(held.period, cells)
        });
        Change::Rows(rows.collect())
    }
}

/// A certificate a person holds on the day.
#[derive(Clone, Debug, FromRow)]
pub struct CredentialRow {
    /// The person.
    pub teacher: String,
    /// The event that recorded it.
    pub fact: String,
    /// What it is of, as a code.
    pub kind: String,
    /// The stage it is for, as a code.
    pub stage: Option<String>,
    /// The subject it is for, as a code.
    pub subject: Option<String>,
    /// The grade of Putonghua, as a code.
    pub grade: Option<String>,
    /// The ids of the events that shaped it, separated by spaces.
    pub evidence: String,
    /// First day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

/// Which certificates are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of persons the caller may see, in service on the day on any basis.
    pub scope: Option<Uuid>,
    /// Only of persons in service at this organisation or below on the day, on any basis.
    pub organisation: Option<Uuid>,
    /// Only of this person.
    pub teacher: Option<TeacherId>,
    /// Only of this, as a code.
    pub kind: Option<String>,
    /// Only this grade of Putonghua, as a code.
    pub grade: Option<String>,
}

const FIELDS: &str =
    "c.teacher, c.fact, c.kind, c.stage, c.subject, c.grade, c.evidence, c.valid_from, c.valid_to";

/// The certificates held at the two dates, by the persons.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    filter: &Filter,
    at: At,
    page: &Page,
) -> Result<Vec<CredentialRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page(["c.teacher", "c.fact"], page);
    views.ask(format!("SELECT {FIELDS} {sql} AND {page}"), question).await
}

/// How many certificates that are.
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
    let holds = question.holds("c", at);
    let teacher = question.equals("c.teacher", filter.teacher.map(|id| id.to_string()));
    let kind = question.equals("c.kind", filter.kind.clone());
    let grade = question.equals("c.grade", filter.grade.clone());
    let seen =
        conduct::in_service(views, &mut question, "c.teacher", [filter.scope, filter.organisation], at);
    (question, format!("FROM {table} c WHERE {holds} AND {teacher} AND {kind} AND {grade}{seen}"))
}

/// How many of those in service at a unit hold a certificate.
#[derive(Clone, Debug, FromRow)]
pub struct ShareRow {
    /// The unit, by the personnel relation.
    pub organisation: String,
    /// Full-time teachers in service there.
    pub teachers: i64,
    /// Of them those who hold one.
    pub certified: i64,
}

/// The units with full-time teachers and how many of them hold a certificate of the kind, of these grades where any are named.
///
/// # Errors
/// When the database fails.
pub async fn shares(
    views: &Views,
    kind: &str,
    grades: &[String],
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<ShareRow>, Failure> {
    let (table, tree, services) =
        (views.table(NAME), views.table(organisation::NAME), views.table(service::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("s.personnel", scope);
    let (serves, held, kind) = (question.holds("s", at), question.holds("c", at), question.bind(kind));
    let graded = if grades.is_empty() {
        String::new()
    } else {
        format!(" AND c.grade IN ({})", question.any_of(grades))
    };
    let sql = format!(
        "{with}SELECT s.personnel AS organisation, COUNT(DISTINCT s.teacher) AS teachers, COUNT(DISTINCT c.teacher) AS certified \
         FROM {services} s LEFT JOIN {table} c ON c.teacher = s.teacher AND c.kind = {kind} AND {held}{graded} \
         WHERE {serves} AND {within} AND s.category = 'FULL_TIME_TEACHER' GROUP BY s.personnel ORDER BY s.personnel"
    );
    views.ask(sql, question).await
}

/// Whoever in service teaches special education, or is counted to the teachers of psychological health, and holds no certificate of
/// it on the day: the person, the certificate that is missing, and the unit of the personnel relation.
///
/// # Errors
/// When the database fails.
pub async fn missing(
    views: &Views,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<(String, String, String)>, Failure> {
    let (table, tree, services) =
        (views.table(NAME), views.table(organisation::NAME), views.table(service::NAME));
    let duties = views.table(duty::NAME);
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("s.personnel", scope);
    let [serves, counted, held] = ["s", "d", "c"].map(|alias| question.holds(alias, at));
    let sql = format!(
        "{}, asked(teacher, kind, unit) AS (SELECT s.teacher, 'SPECIAL_EDUCATION', s.personnel FROM {services} s \
         WHERE {serves} AND {within} AND s.stage = 'SPECIAL' UNION SELECT s.teacher, 'PSYCHOLOGY', s.personnel FROM {services} s \
         JOIN {duties} d ON d.teacher = s.teacher AND d.part = '{category}' AND d.code = 'PSYCHOLOGY' AND {counted} \
         WHERE {serves} AND {within}) SELECT a.teacher, a.kind, a.unit FROM asked a WHERE NOT EXISTS \
         (SELECT 1 FROM {table} c WHERE c.teacher = a.teacher AND c.kind = a.kind AND {held}) ORDER BY a.unit, a.kind, a.teacher",
        with.trim_end(),
        category = duty::CATEGORY,
    );
    views.ask(sql, question).await
}

/// The towns in which nobody in service holds a certificate of the kind, in the order of their names; on request only those with a
/// school that has a special-education class.
///
/// # Errors
/// When the database fails.
pub async fn towns_without(
    views: &Views,
    kind: &str,
    with_class: bool,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<(String,)>, Failure> {
    let (table, tree, services) =
        (views.table(NAME), views.table(organisation::NAME), views.table(service::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("o.organisation", scope);
    let [town, top, below] = ["o", "t", "b"].map(|alias| question.holds(alias, at));
    let (serves, held, kind) = (question.holds("s", at), question.holds("c", at), question.bind(kind));
    let class = if with_class {
        let class = question.holds("f", at);
        format!(
            " AND o.organisation IN (SELECT lies.town FROM lies JOIN {tree} f ON f.organisation = lies.id WHERE {class} \
             AND f.special_class = 1)"
        )
    } else {
        String::new()
    };
    let sql = format!(
        "{}, lies(id, town) AS (SELECT t.organisation, t.organisation FROM {tree} t WHERE t.kind = 'TOWN' AND {top} UNION \
         SELECT b.organisation, lies.town FROM {tree} b JOIN lies ON b.parent = lies.id WHERE {below}) \
         SELECT o.organisation FROM {tree} o WHERE {town} AND {within} AND o.kind = 'TOWN' AND o.state = 'OPEN' \
         AND o.organisation NOT IN (SELECT lies.town FROM lies JOIN {services} s ON s.workplace = lies.id OR s.personnel = lies.id \
         JOIN {table} c ON c.teacher = s.teacher WHERE {serves} AND {held} AND c.kind = {kind}){class} ORDER BY o.name, o.organisation",
        with.trim_end()
    );
    views.ask(sql, question).await
}
