//! The bitemporal roster: who serves where, as what, on any day and as known at any position.

use liangshi_domain::{
    Subject, TeacherId,
    code::Basis,
    teacher::{Segment, Statement, TeacherEvent, segments},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{organisation, person};
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};
use liangshi_domain::AnyEvent;

/// See the module.
pub struct Service;

pub(crate) const NAME: &str = "service";

impl View for Service {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        2
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("establishment"),
            Column::Text("personnel"),
            Column::Text("workplace"),
            Column::Text("paying"),
            Column::Text("category"),
            Column::Text("staffing"),
            Column::Text("source"),
            Column::Text("stage"),
            Column::Text("subject"),
            Column::Text("title"),
            Column::Text("post"),
            Column::Int("fte_percent"),
            Column::Text("seconded"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &[
            "teacher, known_from",
            "workplace, valid_from",
            "personnel, valid_from",
            "establishment, valid_from",
            "known_to",
        ]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        match (seen.subject, seen.event) {
            (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) if concerns(event) => {
                let rows = segments(teacher.timeline()).into_iter();
                let rows = rows.map(|segment| row(teacher.counts_as(*id), segment));
                Change::Rows(rows.collect())
            }
            _ => Change::Nothing,
        }
    }
}

/// Most events say nothing a headcount asks; folding them again would find what is already held.
fn concerns(event: &TeacherEvent) -> bool {
    match event {
        TeacherEvent::Stated(statement) => matches!(
            statement,
            Statement::Hire(_) | Statement::Post(_) | Statement::Secondment(_) | Statement::Movement(_)
        ),
        TeacherEvent::Past(_) | TeacherEvent::Merge(_) => true,
        TeacherEvent::Privacy(_) => false,
    }
}

fn row(id: TeacherId, segment: Segment) -> Row {
    let service = segment.service;
    let by: Vec<_> = segment.by.iter().map(ToString::to_string).collect();
    Row::dated(
        segment.period,
        vec![
            id.to_string().into(),
            Cell::Text(service.establishment.map(|id| id.to_string())),
            service.personnel.to_string().into(),
            Cell::Text(service.workplace.map(|id| id.to_string())),
            service.paying.to_string().into(),
            service.category.code().into(),
            service.staffing.code().into(),
            service.source.code().into(),
            Cell::Text(service.stage.map(|stage| stage.code().to_owned())),
            Cell::Text(service.subject),
            Cell::Text(service.title.map(|title| title.code().to_owned())),
            Cell::Text(service.post),
            service.fte_percent.into(),
            Cell::Text(service.seconded.map(|kind| kind.code().to_owned())),
            by.join(" ").into(),
        ],
    )
}

/// The service of a person on a day.
#[derive(Clone, Debug, FromRow)]
pub struct ServiceRow {
    /// The person.
    pub teacher: String,
    /// The unit whose establishment post is occupied.
    pub establishment: Option<String>,
    /// The unit that holds the personnel relation.
    pub personnel: String,
    /// The unit where the person works.
    pub workplace: Option<String>,
    /// The unit that pays.
    pub paying: String,
    /// What the person does, as a code.
    pub category: String,
    /// How the person is held, as a code.
    pub staffing: String,
    /// Where the person came from, as a code.
    pub source: String,
    /// The stage taught, as a code.
    pub stage: Option<String>,
    /// The subject taught, as a code.
    pub subject: Option<String>,
    /// The title, as a code.
    pub title: Option<String>,
    /// The post held.
    pub post: Option<String>,
    /// Percent of a full post.
    pub fte_percent: i64,
    /// The kind of full-time secondment, as a code.
    pub seconded: Option<String>,
    /// The ids of the events it follows from, separated by spaces.
    pub evidence: String,
    /// First day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
    /// The position from which this was known.
    pub known_from: i64,
}

const COLUMNS: &str = "s.teacher, s.establishment, s.personnel, s.workplace, s.paying, s.category, s.staffing, s.source, \
    s.stage, s.subject, s.title, s.post, s.fte_percent, s.seconded, s.evidence, s.valid_from, s.valid_to, s.known_from";

/// The column that says where a person is counted on a basis.
pub(crate) fn column(basis: Basis) -> &'static str {
    match basis {
        Basis::Establishment => "s.establishment",
        Basis::Personnel => "s.personnel",
        Basis::Workplace => "s.workplace",
        Basis::Paying => "s.paying",
    }
}

/// Which persons in service are asked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Only persons the caller may see: at this organisation or below, on any of the four bases.
    pub scope: Option<Uuid>,
    /// Only persons at this organisation or below, on the basis.
    pub organisation: Option<Uuid>,
    /// On which basis a person is at an organisation.
    pub basis: Basis,
    /// Only this stage, as a code.
    pub stage: Option<String>,
    /// Only this subject, as a code.
    pub subject: Option<String>,
    /// Only this title, as a code.
    pub title: Option<String>,
    /// Only this category, as a code.
    pub category: Option<String>,
    /// Only those held so, as a code.
    pub staffing: Option<String>,
    /// Only those seconded in this way, as a code.
    pub seconded: Option<String>,
    /// Only names that contain this.
    pub name: Option<String>,
}

impl Filter {
    /// Everyone in service, each at the unit of a basis.
    pub fn on(basis: Basis) -> Self {
        Self {
            scope: None,
            organisation: None,
            basis,
            stage: None,
            subject: None,
            title: None,
            category: None,
            staffing: None,
            seconded: None,
            name: None,
        }
    }
}

/// A person in a list: the card's name and the service on the day.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    /// The sort key: the name on the day.
    pub name: String,
    /// The service.
    #[sqlx(flatten)]
    pub service: ServiceRow,
}

/// Persons in service at the two dates, in the order of their names.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<Listed>, Failure> {
    let (mut question, sql) = conditions(views, filter, at).await;
    let page = question.page(["COALESCE(p.name, '')", "s.teacher"], page);
    let sql = format!("{sql} AND {page}");
    let columns = format!("COALESCE(p.name, '') AS name, {COLUMNS}");
    views.ask(sql.replacen("{columns}", &columns, 1), question).await
}

/// How many persons are in service at the two dates. A person is counted once.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, filter, at).await;
    views.count(sql.replacen("{columns}", "COUNT(DISTINCT s.teacher)", 1), question).await
}

pub(crate) async fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let (services, persons) = (views.table(NAME), views.table(person::NAME));
    let mut question = Question::default();
    let trees = organisation::trees(views, &mut question, [filter.scope, filter.organisation], at);
    let (service_holds, person_holds) = (question.holds("s", at), question.holds("p", at));
    let seen = seen(&mut question, filter.scope);
    let organisation = question.bind(filter.organisation.map(|id| id.to_string()));
    let stage = question.equals("s.stage", filter.stage.clone());
    let subject = question.equals("s.subject", filter.subject.clone());
    let title = question.equals("s.title", filter.title.clone());
    let category = question.equals("s.category", filter.category.clone());
    let staffing = question.equals("s.staffing", filter.staffing.clone());
    let seconded = question.equals("s.seconded", filter.seconded.clone());
    let name = question.contains("p.name", filter.name.as_deref());
    let sql = format!(
        "{trees} SELECT {{columns}} FROM {services} s JOIN {persons} p ON p.teacher = s.teacher AND {person_holds} \
         WHERE {service_holds} AND {seen} AND (CAST({organisation} AS TEXT) IS NULL OR {} IN (SELECT id FROM asked)) \
         AND {stage} AND {subject} AND {title} AND {category} AND {staffing} AND {seconded} AND {name}",
        column(filter.basis),
    );
    (question, sql)
}

/// A person is visible to a unit on any of the four bases, so that those seconded in are seen there too.
pub(crate) fn seen(question: &mut Question, scope: Option<Uuid>) -> String {
    let root = question.bind(scope.map(|id| id.to_string()));
    format!(
        "(CAST({root} AS TEXT) IS NULL OR s.personnel IN (SELECT id FROM scope) OR s.workplace IN (SELECT id FROM scope) \
         OR s.establishment IN (SELECT id FROM scope) OR s.paying IN (SELECT id FROM scope))"
    )
}

/// The service of several persons at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn of(views: &Views, ids: &[TeacherId], at: At) -> Result<Vec<ServiceRow>, Failure> {
    let table = views.table(NAME);
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let mut question = Question::default();
        let holds = question.holds("s", at);
        let places = question.any_of(ids);
        let sql = format!("SELECT {COLUMNS} FROM {table} s WHERE {holds} AND s.teacher IN ({places})");
        found.extend(views.ask(sql, question).await?);
    }
    Ok(found)
}

/// Every segment of a person's service as known at a position, in order of time.
///
/// # Errors
/// When the database fails.
pub async fn segments_of(views: &Views, id: TeacherId, known: i64) -> Result<Vec<ServiceRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let id = question.bind(id.to_string());
    let known = question.bind(known);
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} s WHERE s.teacher = {id} AND s.known_from <= {known} AND {known} < s.known_to \
         ORDER BY s.valid_from"
    );
    views.ask(sql, question).await
}

/// Whether the caller's scope lets the person be seen: in service there on any day known, on any basis; a person with no
/// service at all is seen by the whole bureau only.
///
/// # Errors
/// When the database fails.
pub async fn may_see(views: &Views, id: TeacherId, scope: Option<Uuid>, at: At) -> Result<bool, Failure> {
    if scope.is_none() {
        return Ok(true);
    }
    let (services, tree) = (views.table(NAME), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let seen = seen(&mut question, scope);
    let holds = question.holds("s", at);
    let id = question.bind(id.to_string());
    let sql = format!(
        "{with}SELECT s.teacher FROM {services} s WHERE s.teacher = {id} AND {holds} AND {seen} LIMIT 1"
    );
    let rows: Vec<(String,)> = views.ask(sql, question).await?;
    Ok(!rows.is_empty())
}
