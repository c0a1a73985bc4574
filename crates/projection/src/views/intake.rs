//! The intake of high-level talent (S-29, M-20): who came, when, in which category, so that two years are counted alike.

use liangshi_domain::{Period, Subject, TeacherId};
use sqlx::FromRow;
use uuid::Uuid;

use super::organisation;
use crate::{
    cell::Row,
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Intakes;

pub(crate) const NAME: &str = "intake";

impl View for Intakes {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("category"),
            Column::Text("arrived"),
            Column::Int("year"),
            Column::Text("organisation"),
            Column::Text("previous_employer"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "year"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Intake(_, intake) = seen.subject else { return Change::Nothing };
        let rows = intake.confirmed().map(|(confirmed, by)| {
            let day = confirmed.arrived.day;
            let cells = vec![
                confirmed.teacher.to_string().into(),
                confirmed.category.as_str().into(),
                day.into(),
                i64::from(chrono::Datelike::year(&day)).into(),
                confirmed.organisation.to_string().into(),
                confirmed.previous_employer.as_str().into(),
                by.to_string().into(),
            ];
            Row::dated(Period::new(day, None), cells)
        });
        Change::Rows(rows.into_iter().collect())
    }
}

/// An intake.
#[derive(Clone, Debug, FromRow)]
pub struct IntakeRow {
    /// The person.
    pub teacher: String,
    /// The category, as a code.
    pub category: String,
    /// The day of arrival.
    pub arrived: String,
    /// Where.
    pub organisation: String,
    /// The employer before.
    pub previous_employer: String,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
}

/// Who arrived by the day, in one year or in all, by the day of arrival.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    year: Option<i32>,
    teacher: Option<TeacherId>,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<IntakeRow>, Failure> {
    let (table, tree) = (views.counted(NAME, at.known), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("i.organisation", scope);
    let holds = question.holds("i", at);
    let teacher = question.equals("i.teacher", teacher.map(|id| id.to_string()));
    let year = year.map_or_else(
        || "1 = 1".to_owned(),
        |year| {
            let year = question.bind(i64::from(year));
            format!("i.year = {year}")
        },
    );
    let sql = format!(
        "{with}SELECT i.teacher, i.category, i.arrived, i.organisation, i.previous_employer, i.evidence FROM {table} i \
         WHERE {holds} AND {teacher} AND {year} AND {within} ORDER BY i.arrived, i.teacher"
    );
    views.ask(sql, question).await
}

/// How many arrived in a year, by the day and as known at the position (M-20); a person counts once.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, year: i32, scope: Option<Uuid>, at: At) -> Result<i64, Failure> {
    let (table, tree) = (views.counted(NAME, at.known), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("i.organisation", scope);
    let holds = question.holds("i", at);
    let year = question.bind(i64::from(year));
    let sql = format!(
        "{with}SELECT COUNT(DISTINCT i.teacher) FROM {table} i WHERE {holds} AND i.year = {year} AND {within}"
    );
    views.count(sql, question).await
}
