//! Who came to what was held: persons one by one, schools as a whole, and the organiser itself (S-18, S-19, S-20, A-11).

use chrono::NaiveDate;
use liangshi_domain::{ActivityId, Subject, TeacherId, activity::Activity};
use sqlx::FromRow;
use uuid::Uuid;

use super::{activity::month, organisation, person, service};
use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::{Column, holds},
    view::{Change, Seen, View},
};

/// See the module.
pub struct Attendances;

pub(crate) const NAME: &str = "attendance";

impl View for Attendances {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("activity"),
            Column::Text("kind"),
            Column::Text("day"),
            Column::Text("month"),
            Column::Int("school_year"),
            Column::Int("term"),
            Column::Text("basis"),
            Column::Text("teacher"),
            Column::Text("organisation"),
            Column::Int("persons"),
            Column::Int("hours"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["activity", "teacher", "school_year, kind"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Activity(id, activity) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, activity))
    }
}

fn rows(id: ActivityId, activity: &Activity) -> Vec<Row> {
    let (Some((plan, _)), Some((day, held)), Some(term)) =
        (activity.planned(), activity.held(), activity.term())
    else {
        return Vec::new();
    };
    let row = |basis: &str,
               teacher: Option<String>,
               unit: Option<String>,
               persons: Option<u32>,
               hours,
               by: String| {
        let cells = vec![
            id.to_string().into(),
            plan.kind.code().into(),
            day.into(),
            month(day).into(),
            i64::from(term.school_year).into(),
            i64::from(term.term).into(),
            basis.into(),
            Cell::Text(teacher),
            Cell::Text(unit),
            Cell::Int(persons.map(i64::from)),
            Cell::Int(hours),
            by.into(),
        ];
        Row::dated(liangshi_domain::Period::new(day, None), cells)
    };
    let organiser = row("ORGANISER", None, Some(plan.organiser.to_string()), None, None, held.to_string());
    let persons = activity.attendees().iter().map(|attendance| {
        let hours = attendance.hours.map(i64::from);
        row("PERSON", Some(attendance.teacher.to_string()), None, Some(1), hours, attendance.by.to_string())
    });
    let schools = activity.schools().iter().map(|school| {
        let unit = Some(school.organisation.to_string());
        row("SCHOOL", None, unit, Some(school.persons), None, school.by.to_string())
    });
    persons.chain(schools).chain([organiser]).collect()
}

/// A person who attended, or a school that did.
#[derive(Clone, Debug, FromRow)]
pub struct AttendanceRow {
    /// `PERSON`, `SCHOOL` or `ORGANISER`.
    pub basis: String,
    /// The person.
    pub teacher: Option<String>,
    /// The school.
    pub organisation: Option<String>,
    /// How many persons it stands for.
    pub persons: Option<i64>,
    /// The hours certified.
    pub hours: Option<i64>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
}

/// Who attended an activity, at most so many of the persons the caller may see after the one named, and all schools.
///
/// # Errors
/// When the database fails.
pub async fn of_activity(
    views: &Views,
    id: ActivityId,
    scope: Option<Uuid>,
    at: At,
    (first, after): (i64, Option<String>),
) -> Result<Vec<AttendanceRow>, Failure> {
    let (table, services) = (views.counted(NAME, at.known), views.table(service::NAME));
    let mut question = Question::default();
    let with = question.scope(&views.table(organisation::NAME), scope, at);
    let root = question.bind(scope.map(|id| id.to_string()));
    let (attended, served) = (question.holds("a", at), question.holds("s", at));
    let (id, after) = (question.bind(id.to_string()), question.bind(after.unwrap_or_default()));
    let first = question.bind(first);
    let sql = format!(
        "{with}SELECT a.basis, a.teacher, a.organisation, a.persons, a.hours, a.evidence FROM {table} a \
         WHERE {attended} AND a.activity = {id} AND a.basis <> 'ORGANISER' AND COALESCE(a.teacher, a.organisation) > {after} \
         AND (CAST({root} AS TEXT) IS NULL OR a.organisation IN (SELECT id FROM scope) OR EXISTS (SELECT 1 FROM {services} s \
         WHERE s.teacher = a.teacher AND {served} AND (s.personnel IN (SELECT id FROM scope) OR s.workplace IN (SELECT id FROM scope)))) \
         ORDER BY COALESCE(a.teacher, a.organisation) LIMIT {first}"
    );
    views.ask(sql, question).await
}

/// A school that had an activity in a month, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SchoolMonth {
    /// The school.
    pub organisation: String,
    /// The kind of the activity, as a code.
    pub kind: String,
    /// The month, as 2022-03.
    pub month: String,
    /// The term, 1 or 2.
    pub term: i64,
    /// The earliest day of it in the month.
    pub day: String,
    /// `SCHOOL`, `ORGANISER` or `PERSON`, whichever of them there is, in the order of the alphabet.
    pub basis: String,
    /// How many activities it were.
    pub times: i64,
}

/// Which schools had ethics lectures and first lessons in a school year: as organisers, as schools recorded, or through the
/// persons who worked there on the day.
///
/// # Errors
/// When the database fails.
pub async fn of_school_year(views: &Views, school_year: i32, at: At) -> Result<Vec<SchoolMonth>, Failure> {
    let (table, services) = (views.counted(NAME, at.known), views.table(service::NAME));
    let mut question = Question::default();
    let attended = question.holds("a", at);
    let year = question.bind(i64::from(school_year));
    let known = question.bind(at.known);
    // Where a person worked is asked on the day of the activity, not on the day of the question.
    let there = holds("s", "a.day", &known);
    let sql = format!(
        "SELECT organisation, kind, month, term, MIN(day) AS day, MIN(basis) AS basis, \
         COUNT(DISTINCT activity) AS times FROM ( \
         SELECT COALESCE(a.organisation, s.workplace, s.personnel) AS organisation, a.kind, a.month, a.term, a.day, a.basis, a.activity \
         FROM {table} a \
         LEFT JOIN {services} s ON s.teacher = a.teacher AND {there} \
         WHERE {attended} AND a.school_year = {year} AND a.kind IN ('ETHICS_LECTURE', 'FIRST_ETHICS_LESSON')) attended \
         WHERE organisation IS NOT NULL GROUP BY organisation, kind, month, term"
    );
    views.ask(sql, question).await
}

/// How many of a unit came to an activity.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Participation {
    /// The school the persons worked at on the day (their own unit when no work is recorded), or the school recorded.
    pub organisation: String,
    /// Its name on the day asked about.
    pub name: Option<String>,
    /// The unit above it then, as its town.
    pub parent: Option<String>,
    /// How many persons, recorded one by one or with the school, whichever is more.
    pub persons: i64,
}

/// Who came to the activities with these ids, counted by school.
///
/// # Errors
/// When the database fails.
pub async fn participation(views: &Views, ids: &[ActivityId], at: At) -> Result<Vec<Participation>, Failure> {
    let (table, services, tree) =
        (views.counted(NAME, at.known), views.table(service::NAME), views.table(organisation::NAME));
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut question = Question::default();
    let attended = question.holds("a", at);
    let named = question.holds("o", at);
    let known = question.bind(at.known);
    let there = holds("s", "a.day", &known);
    let places = question.any_of(ids);
    let sql = format!(
        "SELECT c.organisation, MAX(o.name) AS name, MAX(o.parent) AS parent, \
         CAST(CASE WHEN SUM(c.singly) > SUM(c.wholly) THEN SUM(c.singly) ELSE SUM(c.wholly) END AS BIGINT) AS persons FROM ( \
         SELECT COALESCE(a.organisation, s.workplace, s.personnel) AS organisation, \
         CASE WHEN a.basis = 'PERSON' THEN 1 ELSE 0 END AS singly, CASE WHEN a.basis = 'SCHOOL' THEN a.persons ELSE 0 END AS wholly \
         FROM {table} a LEFT JOIN {services} s ON s.teacher = a.teacher AND {there} \
         WHERE {attended} AND a.basis <> 'ORGANISER' AND a.activity IN ({places})) c \
         LEFT JOIN {tree} o ON o.organisation = c.organisation AND {named} \
         WHERE c.organisation IS NOT NULL GROUP BY c.organisation ORDER BY c.organisation"
    );
    views.ask(sql, question).await
}

/// A school that works on the day.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OpenSchool {
    /// The school.
    pub organisation: String,
    /// Its name.
    pub name: Option<String>,
    /// The day it opened, or was first known by.
    pub since: String,
}

/// Every school open at the two dates, in the part of the tree asked for, in the order of their names.
///
/// # Errors
/// When the database fails.
pub async fn schools(views: &Views, scope: Option<Uuid>, at: At) -> Result<Vec<OpenSchool>, Failure> {
    let tree = views.table(organisation::NAME);
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let open = question.holds("o", at);
    let within = question.within("o.organisation", scope);
    let known = question.bind(at.known);
    let sql = format!(
        "{with}SELECT o.organisation, o.name, (SELECT MIN(f.valid_from) FROM {tree} f WHERE f.organisation = o.organisation \
         AND f.state = 'OPEN' AND f.known_from <= {known} AND {known} < f.known_to) AS since \
         FROM {tree} o WHERE {open} AND o.state = 'OPEN' AND o.kind = 'SCHOOL' AND {within} \
         ORDER BY COALESCE(o.name, ''), o.organisation"
    );
    views.ask(sql, question).await
}

/// The persons with these staff numbers at the two dates, under the registration that counts.
///
/// # Errors
/// When the database fails.
pub async fn by_staff_number(
    views: &Views,
    numbers: &[String],
    at: At,
) -> Result<Vec<(String, TeacherId)>, Failure> {
    let table = views.table(person::NAME);
    let mut found = Vec::new();
    for numbers in numbers.chunks(500) {
        let mut question = Question::default();
        let card = question.holds("p", at);
        let places = question.any_of(numbers);
        let sql = format!(
            "SELECT p.staff_number, COALESCE(p.same_as, p.teacher) FROM {table} p WHERE {card} AND p.staff_number IN ({places}) \
             ORDER BY p.same_as IS NOT NULL, p.teacher"
        );
        let rows: Vec<(String, String)> = views.ask(sql, question).await?;
        found.extend(rows.into_iter().filter_map(|(number, id)| Some((number, id.parse().ok()?))));
    }
    Ok(found)
}

/// The last day asked about as text, for comparing with stored months.
pub fn month_of(day: NaiveDate) -> String {
    date_text(day).chars().take(7).collect()
}
