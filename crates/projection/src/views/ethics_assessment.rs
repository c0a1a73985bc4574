//! The yearly assessment of ethics: who was assessed and how, and who was not (S-23, M-72).

use liangshi_domain::{AnyEvent, Subject, TeacherId};
use sqlx::FromRow;
use uuid::Uuid;

use super::{conduct, service};
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct EthicsAssessment;

pub(crate) const NAME: &str = "ethics_assessment";

impl View for EthicsAssessment {
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
            Column::Int("year"),
            Column::Text("result"),
            Column::Text("organisation"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher, year"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) = (seen.subject, seen.event) else {
            return Change::Nothing;
        };
        if !conduct::concerns(event) {
            return Change::Nothing;
        }
        let id = teacher.counts_as(*id).to_string();
        let rows = teacher.timeline().discipline.assessments.iter().map(|assessed| {
            let by: Vec<_> = assessed.by.iter().map(ToString::to_string).collect();
            let cells = vec![
                id.clone().into(),
                assessed.fact.to_string().into(),
                i64::from(assessed.value.year).into(),
                assessed.value.result.code().into(),
                Cell::Text(assessed.value.organisation.map(|id| id.to_string())),
                by.join(" ").into(),
            ];
            Row::dated(assessed.period, cells)
        });
        Change::Rows(rows.collect())
    }
}

/// Of whom the assessments are asked for: those in service on the day.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The year assessed.
    pub year: i32,
    /// Only persons the caller may see, on any basis.
    pub scope: Option<Uuid>,
    /// Only persons in service at this organisation or below, on any basis.
    pub organisation: Option<Uuid>,
}

/// How many persons had one result.
#[derive(Clone, Debug, FromRow)]
pub struct Counted {
    /// The result as a code; none for those who were not assessed.
    pub result: Option<String>,
    /// How many persons.
    pub persons: i64,
}

/// The persons in service on the day by their results of the year. Whoever was assessed later than the day counts too: the
/// year is what is asked for.
///
/// # Errors
/// When the database fails.
pub async fn results(views: &Views, filter: &Filter, at: At) -> Result<Vec<Counted>, Failure> {
    let (question, sql) = conditions(views, filter, at);
    let sql = sql.replacen("{columns}", "e.result, COUNT(DISTINCT s.teacher) AS persons", 1);
    views.ask(format!("{sql} GROUP BY e.result ORDER BY e.result"), question).await
}

/// The persons in service on the day who were not assessed for the year.
///
/// # Errors
/// When the database fails.
pub async fn missing(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<TeacherId>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let after = question.bind(page.after.clone().unwrap_or_default().1);
    let first = question.bind(page.first);
    let sql = sql.replacen("{columns}", "DISTINCT s.teacher", 1);
    let sql = format!("{sql} AND e.result IS NULL AND s.teacher > {after} ORDER BY s.teacher LIMIT {first}");
    let rows: Vec<(String,)> = views.ask(sql, question).await?;
    Ok(rows.into_iter().filter_map(|(teacher,)| teacher.parse().ok()).collect())
}

fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let (table, services) = (views.table(NAME), views.table(service::NAME));
    let mut question = Question::default();
    let year = question.bind(i64::from(filter.year));
    let known = question.bind(at.known);
    let holds = question.holds("s", at);
    let seen =
        conduct::in_service(views, &mut question, "s.teacher", [filter.scope, filter.organisation], at);
    let sql = format!(
        "SELECT {{columns}} FROM {services} s LEFT JOIN {table} e ON e.teacher = s.teacher AND e.year = {year} \
         AND e.known_from <= {known} AND {known} < e.known_to WHERE {holds}{seen}"
    );
    (question, sql)
}
