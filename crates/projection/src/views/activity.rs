//! Activities: what is planned, what was held, how many came (S-06, S-18, S-19, S-20, S-36, S-73, S-80, S-81).

use chrono::{Datelike, NaiveDate};
use liangshi_domain::{ActivityId, Subject, activity::Activity};
use sqlx::FromRow;
use uuid::Uuid;

use super::organisation;
use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Activities;

pub(crate) const NAME: &str = "activity";

impl View for Activities {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("activity"),
            Column::Text("name"),
            Column::Text("kind"),
            Column::Text("organiser"),
            Column::Text("partner"),
            Column::Text("lecturer"),
            Column::Text("category"),
            Column::Int("hours"),
            Column::Text("abilities"),
            Column::Int("places"),
            Column::Text("state"),
            Column::Text("first_day"),
            Column::Text("last_day_after"),
            Column::Text("day"),
            Column::Text("month"),
            Column::Int("school_year"),
            Column::Int("term"),
            Column::Int("persons"),
            Column::Int("schools"),
            Column::Int("school_persons"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["activity", "day, activity", "organiser"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Activity(id, activity) = seen.subject else { return Change::Nothing };
        Change::Rows(row(*id, activity).into_iter().collect())
    }
}

/// The month of a day, as 2022-03.
pub(crate) fn month(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// An activity stands in its calendar at every valid date; its days are columns, so that what is planned is seen ahead.
fn row(id: ActivityId, activity: &Activity) -> Option<Row> {
    let (plan, by) = activity.planned()?;
    let held = activity.held();
    let state = match (activity.cancelled(), held) {
        (Some(_), _) => "CANCELLED",
        (None, Some(_)) => "HELD",
        (None, None) => "PLANNED",
    };
    let day = held.map_or(plan.from.day, |(day, _)| day);
    let term = activity.term()?;
    let mut events = vec![by];
    events.extend(held.map(|(_, by)| by));
    events.extend(activity.cancelled());
    let events: Vec<_> = events.iter().map(ToString::to_string).collect();
    let abilities: Vec<_> = plan.abilities.iter().map(|ability| ability.code()).collect();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let headcount: i64 = activity.schools().iter().map(|school| i64::from(school.persons)).sum();
    Some(Row::always(vec![
        id.to_string().into(),
        plan.name.as_str().into(),
        plan.kind.code().into(),
        plan.organiser.to_string().into(),
        Cell::Text(plan.partner.map(|id| id.to_string())),
        Cell::Text(plan.lecturer.map(|id| id.to_string())),
        Cell::Text(plan.category.map(|category| category.code().to_owned())),
        Cell::Int(plan.hours.map(i64::from)),
        abilities.join(" ").into(),
        Cell::Int(plan.places.map(i64::from)),
        state.into(),
        plan.from.day.into(),
        Cell::Text(plan.to.as_ref().map(|to| date_text(to.day))),
        day.into(),
        month(day).into(),
        i64::from(term.school_year).into(),
        i64::from(term.term).into(),
        count(activity.attendees().len()).into(),
        count(activity.schools().len()).into(),
        headcount.into(),
        events.join(" ").into(),
    ]))
}

/// An activity.
#[derive(Clone, Debug, FromRow)]
pub struct ActivityRow {
    /// The activity.
    pub activity: String,
    /// Its name.
    pub name: String,
    /// What it is, as a code.
    pub kind: String,
    /// Who holds it.
    pub organiser: String,
    /// The institution it is held together with.
    pub partner: Option<String>,
    /// The person who lectures.
    pub lecturer: Option<String>,
    /// The block its hours count for, as a code.
    pub category: Option<String>,
    /// Class hours for each who attends.
    pub hours: Option<i64>,
    /// The abilities, as codes separated by spaces.
    pub abilities: String,
    /// How many persons it has room for.
    pub places: Option<i64>,
    /// `PLANNED`, `HELD` or `CANCELLED`.
    pub state: String,
    /// The first day planned.
    pub first_day: String,
    /// The day after the last one planned, when it takes several.
    pub last_day_after: Option<String>,
    /// The day it was held, or the first day planned.
    pub day: String,
    /// The calendar year in which the school year of its term begins.
    pub school_year: i64,
    /// Its term, 1 or 2.
    pub term: i64,
    /// How many persons attended, recorded one by one.
    pub persons: i64,
    /// How many schools attended.
    pub schools: i64,
    /// How many persons attended with these schools.
    pub school_persons: i64,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
}

const COLUMNS: &str = "a.activity, a.name, a.kind, a.organiser, a.partner, a.lecturer, a.category, a.hours, a.abilities, \
    a.places, a.state, a.first_day, a.last_day_after, a.day, a.school_year, a.term, a.persons, a.schools, a.school_persons, \
    a.evidence";

/// Which activities are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those held by this organisation or one below it.
    pub organiser: Option<Uuid>,
    /// Only those held together with this institution.
    pub partner: Option<Uuid>,
    /// Only this kind, as a code.
    pub kind: Option<String>,
    /// Only in this state, as a code.
    pub state: Option<String>,
    /// Only names that contain this.
    pub name: Option<String>,
    /// Only on this day or later.
    pub from: Option<NaiveDate>,
    /// Only before this day.
    pub to: Option<NaiveDate>,
}

/// One activity as known.
///
/// # Errors
/// When the database fails.
pub async fn find(views: &Views, id: ActivityId, at: At) -> Result<Option<ActivityRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("a", at);
    let id = question.bind(id.to_string());
    let sql = format!("SELECT {COLUMNS} FROM {table} a WHERE {holds} AND a.activity = {id}");
    Ok(views.ask(sql, question).await?.pop())
}

/// Activities in the order of their days.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<ActivityRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page(["a.day", "a.activity"], page);
    let sql = format!("{sql} AND {page}");
    views.ask(sql.replacen("{columns}", COLUMNS, 1), question).await
}

/// How many activities the filter lets through.
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
    let scope = question.scope(&tree, filter.organiser, at);
    let holds = question.holds("a", at);
    let within = question.within("a.organiser", filter.organiser);
    let partner = question.equals("a.partner", filter.partner.map(|id| id.to_string()));
    let kind = question.equals("a.kind", filter.kind.clone());
    let state = question.equals("a.state", filter.state.clone());
    let name = question.contains("a.name", filter.name.as_deref());
    let from = question.bind(filter.from.map(date_text));
    let to = question.bind(filter.to.map(date_text));
    let sql = format!(
        "{scope}SELECT {{columns}} FROM {table} a WHERE {holds} AND {within} AND {partner} AND {kind} AND {state} AND {name} \
         AND (CAST({from} AS TEXT) IS NULL OR {from} <= a.day) AND (CAST({to} AS TEXT) IS NULL OR a.day < {to})"
    );
    (question, sql)
}
