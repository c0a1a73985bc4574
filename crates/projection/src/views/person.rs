//! The card of a person: name by date, identity number, birth date, staff number. Held in plain until the person is
//! erased; who may read it is the API's to judge.

use liangshi_domain::{
    AnyEvent, Period, Subject, TeacherId,
    teacher::Teacher,
    teacher::{Statement, TeacherEvent},
};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Aliases, Change, Seen, View},
};

/// See the module.
pub struct Person;

pub(crate) const NAME: &str = "person";

impl View for Person {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        3
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Name("name"),
            Column::Text("identity"),
            Column::Text("birth"),
            Column::Text("sex"),
            Column::Text("staff_number"),
            Column::Text("same_as"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "identity", "staff_number", "name, teacher", "same_as"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        match (seen.subject, seen.event) {
            (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) if concerns(event) => {
                Change::Rows(rows(*id, teacher))
            }
            _ => Change::Nothing,
        }
    }

    fn aliases(&self) -> Option<Aliases> {
        Some(Aliases { of: "teacher", counts_as: "same_as" })
    }
}

fn concerns(event: &TeacherEvent) -> bool {
    match event {
        TeacherEvent::Stated(statement) => matches!(statement, Statement::Identity(_)),
        TeacherEvent::Past(_) | TeacherEvent::Privacy(_) | TeacherEvent::Merge(_) => true,
    }
}

/// One row for each name the person bore, all but the name the same.
fn rows(id: TeacherId, teacher: &Teacher) -> Vec<Row> {
    let identity = &teacher.timeline().identity;
    let Some(registered) = &identity.registered else { return Vec::new() };
    let mut days: Vec<_> = identity.names.iter().map(|name| name.period.from).collect();
    days.push(chrono::NaiveDate::MIN);
    days.sort_unstable();
    days.dedup();
    let person = &registered.value;
    let number =
        person.identity.as_ref().and_then(|number| number.known()).map(|number| number.as_str().to_owned());
    let row = |(i, from): (usize, &chrono::NaiveDate)| {
        let period = Period::new(*from, days.get(i + 1).copied());
        let name = identity.name_on(*from).and_then(|name| name.known().cloned());
        Row::dated(
            period,
            vec![
                id.to_string().into(),
                Cell::Text(name),
                Cell::Text(number.clone()),
                Cell::Text(teacher.birth().map(|day| day.to_string())),
                person.sex.code().into(),
                Cell::Text(person.staff_number.clone()),
                Cell::Text(teacher.merges().survivor.map(|survivor| survivor.to_string())),
            ],
        )
    };
    days.iter().enumerate().map(row).collect()
}

/// The card of a person on a day.
#[derive(Clone, Debug, FromRow)]
pub struct PersonRow {
    /// The person.
    pub teacher: String,
    /// The name on the day; none when the person was erased.
    pub name: Option<String>,
    /// The identity number in plain.
    pub identity: Option<String>,
    /// The exact birth date (ISO).
    pub birth: Option<String>,
    /// Sex, as a code.
    pub sex: String,
    /// The bureau's staff number.
    pub staff_number: Option<String>,
    /// The registration that counts in its place, where this one was merged into another.
    pub same_as: Option<String>,
}

impl PersonRow {
    /// The person: under the registration that counts.
    pub fn counts_as(&self) -> Option<TeacherId> {
        self.same_as.as_ref().unwrap_or(&self.teacher).parse().ok()
    }
}

const COLUMNS: &str = "p.teacher, p.name, p.identity, p.birth, p.sex, p.staff_number, p.same_as";

/// The cards of several persons at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn of(views: &Views, ids: &[TeacherId], at: At) -> Result<Vec<PersonRow>, Failure> {
    let table = views.table(NAME);
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let mut question = Question::default();
        let holds = question.holds("p", at);
        let places = question.any_of(ids);
        let sql = format!("SELECT {COLUMNS} FROM {table} p WHERE {holds} AND p.teacher IN ({places})");
        found.extend(views.ask(sql, question).await?);
    }
    Ok(found)
}

/// By what a person is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The identity number in plain.
    Identity(String),
    /// The bureau's staff number.
    StaffNumber(String),
}

/// The person with a number at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn find(views: &Views, key: &Key, at: At) -> Result<Option<PersonRow>, Failure> {
    let table = views.table(NAME);
    let (column, value) = match key {
        Key::Identity(number) => ("identity", number),
        Key::StaffNumber(number) => ("staff_number", number),
    };
    let mut question = Question::default();
    let holds = question.holds("p", at);
    let value = question.bind(value.as_str());
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} p WHERE {holds} AND p.{column} = {value} ORDER BY p.same_as IS NOT NULL, p.teacher LIMIT 1"
    );
    Ok(views.ask(sql, question).await?.pop())
}
