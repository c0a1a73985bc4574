//! Who holds which post, at which grade and in which term, on any day and as known at any position (S-03, S-42, S-43, S-45): one
//! row for each stretch of days in which nothing of an appointment changes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use liangshi_domain::{
    AnyEvent, Period, Subject, TeacherId,
    organisation::OrganisationKind,
    teacher::{
        Dated, Statement, TeacherEvent,
        appointment::Appointment,
        appointment_code::{LeadershipPost, PostKind},
    },
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{conduct, organisation, service};
use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Appointments;

pub(crate) const NAME: &str = "appointment";

impl View for Appointments {
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
            Column::Text("organisation"),
            Column::Text("kind"),
            Column::Text("leadership"),
            Column::Text("title"),
            Column::Text("grade"),
            Column::Text("method"),
            Column::Int("provisional"),
            Column::Text("appointed_from"),
            Column::Text("probation_until"),
            Column::Text("probation_passed"),
            Column::Int("term"),
            Column::Text("term_from"),
            Column::Text("term_to"),
            Column::Text("relieved"),
            Column::Text("ended_on"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "organisation, leadership", "term_to"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) = (seen.subject, seen.event) else {
            return Change::Nothing;
        };
        if !concerns(event) || teacher.timeline().appointments.iter().next().is_none() {
            return if concerns_past(event) { Change::Rows(Vec::new()) } else { Change::Nothing };
        }
        let id = teacher.counts_as(*id).to_string();
        let rows = teacher.timeline().appointments.iter().flat_map(|held| rows(&id, held));
        Change::Rows(rows.collect())
    }
}

/// A hire, a transfer or an end of service ends appointments too; most other events say nothing about them.
fn concerns(event: &TeacherEvent) -> bool {
    matches!(event, TeacherEvent::Stated(Statement::Appointment(_) | Statement::Hire(_)))
        || concerns_past(event)
}

/// What may take the last appointment away.
fn concerns_past(event: &TeacherEvent) -> bool {
    matches!(event, TeacherEvent::Past(_) | TeacherEvent::Merge(_))
}

fn rows(teacher: &str, held: &Dated<Appointment>) -> Vec<Row> {
    let days: Vec<_> = boundaries(held).into_iter().collect();
    let stretches = days.iter().enumerate().map(|(i, from)| {
        let to = days.get(i + 1).copied().or(held.period.to);
        Period::new(*from, to)
    });
    let evidence: Vec<_> = held.by.iter().map(ToString::to_string).collect();
    let evidence = evidence.join(" ");
    stretches.map(|period| Row::dated(period, cells(teacher, held, period.from, &evidence))).collect()
}

/// The days on which something of it changes, the first one first.
fn boundaries(held: &Dated<Appointment>) -> BTreeSet<NaiveDate> {
    let value = &held.value;
    let grades = value.grades.iter().map(|(from, _)| *from);
    let terms = value.terms.iter().flat_map(|term| [term.from, term.to]);
    let days = grades.chain(terms).chain(value.probation_passed).filter(|day| held.period.contains(*day));
    let first = (!held.period.is_empty()).then_some(held.period.from);
    days.chain(first).collect()
}

fn cells(teacher: &str, held: &Dated<Appointment>, day: NaiveDate, evidence: &str) -> Vec<Cell> {
    let value = &held.value;
    let term = value.term_on(day);
    let text = |day: Option<NaiveDate>| Cell::Text(day.map(date_text));
    let passed = value.probation_passed.filter(|passed| *passed <= day);
    vec![
        teacher.into(),
        held.fact.to_string().into(),
        value.organisation.to_string().into(),
        value.kind.code().into(),
        Cell::Text(value.leadership.map(|post| post.code().to_owned())),
        Cell::Text(value.title.map(|title| title.code().to_owned())),
        Cell::Text(value.grade_on(day).map(str::to_owned)),
        Cell::Text(value.method.map(|method| method.code().to_owned())),
        value.provisional.into(),
        date_text(held.period.from).into(),
        text(value.probation_until),
        text(passed),
        Cell::Int(term.and_then(|(number, _)| i64::try_from(number).ok())),
        text(term.map(|(_, term)| term.from)),
        text(term.map(|(_, term)| term.to)),
        Cell::Text(value.relieved.map(|reason| reason.code().to_owned())),
        text(held.period.to),
        evidence.into(),
    ]
}

/// A post a person holds on the day.
#[derive(Clone, Debug, FromRow)]
pub struct AppointmentRow {
    /// The person.
    pub teacher: String,
    /// The event that appointed.
    pub fact: String,
    /// The unit whose post it is.
    pub organisation: String,
    /// The kind of post, as a code.
    pub kind: String,
    /// Which post of the leadership it is, as a code.
    pub leadership: Option<String>,
    /// The title it rests on, as a code.
    pub title: Option<String>,
    /// The grade on the day, as a code of C-31.
    pub grade: Option<String>,
    /// How the person was chosen, as a code.
    pub method: Option<String>,
    /// 1 when it is provisional.
    pub provisional: i64,
    /// The first day in the post.
    pub appointed_from: String,
    /// The day after the last of the probation.
    pub probation_until: Option<String>,
    /// The day it was passed, when that was by the day asked about.
    pub probation_passed: Option<String>,
    /// The number of the term that runs on the day.
    pub term: Option<i64>,
    /// Its first day.
    pub term_from: Option<String>,
    /// The day after its last.
    pub term_to: Option<String>,
    /// Why the appointment ended, as a code, when its end is known.
    pub relieved: Option<String>,
    /// The first day without the post, when its end is known.
    pub ended_on: Option<String>,
    /// The ids of the events that shaped it, separated by spaces.
    pub evidence: String,
}

const FIELDS: &str = "a.teacher, a.fact, a.organisation, a.kind, a.leadership, a.title, a.grade, a.method, a.provisional, \
    a.appointed_from, a.probation_until, a.probation_passed, a.term, a.term_from, a.term_to, a.relieved, a.ended_on, a.evidence";

/// Which appointments are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of persons the caller may see, in service on the day on any basis.
    pub scope: Option<Uuid>,
    /// Only at this organisation or below.
    pub organisation: Option<Uuid>,
    /// Only of this person.
    pub teacher: Option<TeacherId>,
    /// Only this post of the leadership, as a code.
    pub leadership: Option<String>,
    /// Only those that rest on this title, as a code.
    pub title: Option<String>,
    /// Only those chosen so, as a code.
    pub method: Option<String>,
    /// Only those whose term ends by this day: its last day is this one or earlier.
    pub term_ends_by: Option<NaiveDate>,
}

/// The appointments that hold at the two dates: those whose term ends first come first, those without a term last.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    filter: &Filter,
    at: At,
    page: &Page,
) -> Result<Vec<AppointmentRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page([ORDER, "a.fact"], page);
    let sql = format!("{sql} AND {page}");
    views.ask(sql.replacen("{columns}", FIELDS, 1), question).await
}

/// The text lists are ordered by: the end of the term.
const ORDER: &str = "COALESCE(a.term_to, '9999-12-31')";

/// How many appointments that are.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, filter, at);
    views.count(sql.replacen("{columns}", "COUNT(*)", 1), question).await
}

fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let (table, tree) = (views.table(NAME), views.table(organisation::NAME));
    let mut question = Question::default();
    let scope = question.scope(&tree, filter.organisation, at);
    let (within, holds) = (question.within("a.organisation", filter.organisation), question.holds("a", at));
    let teacher = question.equals("a.teacher", filter.teacher.map(|id| id.to_string()));
    let leadership = question.equals("a.leadership", filter.leadership.clone());
    let title = question.equals("a.title", filter.title.clone());
    let method = question.equals("a.method", filter.method.clone());
    let ends = question.bind(filter.term_ends_by.and_then(|day| day.succ_opt()).map(date_text));
    let seen = conduct::in_service(views, &mut question, "a.teacher", [filter.scope, None], at);
    let sql = format!(
        "{scope}SELECT {{columns}} FROM {table} a WHERE {holds} AND {within} AND {teacher} AND {leadership} AND {title} \
         AND {method} AND (CAST({ends} AS TEXT) IS NULL OR a.term_to <= {ends}){seen}"
    );
    (question, sql)
}

/// How many persons hold a professional post of the unit on the day, grade by grade of C-31 (聘任情况, S-68, R-45).
///
/// # Errors
/// When the database fails.
pub async fn by_grade(views: &Views, organisation: Uuid, at: At) -> Result<Vec<(String, i64)>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let (holds, unit) = (question.holds("a", at), question.bind(organisation.to_string()));
    let kind = PostKind::Professional.code();
    let sql = format!(
        "SELECT a.grade, COUNT(DISTINCT a.teacher) FROM {table} a WHERE {holds} AND a.organisation = {unit} AND a.kind = '{kind}' \
         AND a.grade IS NOT NULL GROUP BY a.grade ORDER BY a.grade"
    );
    views.ask(sql, question).await
}

/// Who leads a school on a day.
#[derive(Clone, Debug, FromRow)]
pub struct LeadershipRow {
    /// The school.
    pub organisation: String,
    /// Its secretary.
    pub secretary: Option<String>,
    /// Its principal.
    pub principal: Option<String>,
}

/// The schools and kindergartens open on the day with their secretary and principal, in the order of their names; `without` leaves
/// only those in which nobody holds that post.
///
/// # Errors
/// When the database fails.
pub async fn leadership(
    views: &Views,
    scope: [Option<Uuid>; 2],
    without: Option<LeadershipPost>,
    at: At,
) -> Result<Vec<LeadershipRow>, Failure> {
    let (table, tree) = (views.table(NAME), views.table(organisation::NAME));
    let [caller, asked] = scope;
    let mut question = Question::default();
    let with = question.scope(&tree, asked.or(caller), at);
    let within = question.within("o.organisation", asked.or(caller));
    let holds = question.holds("o", at);
    let post = |question: &mut Question, post: LeadershipPost| {
        let holds = question.holds("a", at);
        format!(
            "(SELECT MIN(a.teacher) FROM {table} a WHERE {holds} AND a.organisation = o.organisation AND a.leadership = '{}')",
            post.code()
        )
    };
    let secretary = post(&mut question, LeadershipPost::Secretary);
    let principal = post(&mut question, LeadershipPost::Principal);
    let lacking = without.map_or_else(String::new, |lacked| {
        let held = post(&mut question, lacked);
        format!(" AND {held} IS NULL")
    });
    let kinds =
        [OrganisationKind::School, OrganisationKind::Kindergarten].map(|kind| format!("'{}'", kind.code()));
    let sql = format!(
        "{with}SELECT o.organisation, {secretary} AS secretary, {principal} AS principal FROM {tree} o WHERE {holds} AND {within} \
         AND o.state = 'OPEN' AND o.kind IN ({}){lacking} ORDER BY o.name, o.organisation",
        kinds.join(", ")
    );
    views.ask(sql, question).await
}

/// Persons in service who hold a title on the day and no post that rests on it (已评未聘, M-81), by their ids.
///
/// # Errors
/// When the database fails.
pub async fn titled_not_appointed(
    views: &Views,
    title: &str,
    scope: [Option<Uuid>; 2],
    at: At,
    page: &Page,
) -> Result<Vec<(String,)>, Failure> {
    let (mut question, sql) = titled(views, title, scope, at);
    let page = question.page(["s.teacher", "s.teacher"], page);
    views.ask(format!("SELECT DISTINCT s.teacher {sql} AND {page}"), question).await
}

/// How many those are.
///
/// # Errors
/// When the database fails.
pub async fn titled_not_appointed_count(
    views: &Views,
    title: &str,
    scope: [Option<Uuid>; 2],
    at: At,
) -> Result<i64, Failure> {
    let (question, sql) = titled(views, title, scope, at);
    views.count(format!("SELECT COUNT(DISTINCT s.teacher) {sql}"), question).await
}

fn titled(views: &Views, title: &str, scope: [Option<Uuid>; 2], at: At) -> (Question, String) {
    let (table, services) = (views.table(NAME), views.table(service::NAME));
    let mut question = Question::default();
    let (serves, appointed) = (question.holds("s", at), question.holds("a", at));
    let title = question.bind(title);
    let seen = conduct::in_service(views, &mut question, "s.teacher", scope, at);
    let sql = format!(
        "FROM {services} s WHERE {serves} AND s.title = {title} AND NOT EXISTS (SELECT 1 FROM {table} a \
         WHERE a.teacher = s.teacher AND {appointed} AND a.title = {title}){seen}"
    );
    (question, sql)
}
