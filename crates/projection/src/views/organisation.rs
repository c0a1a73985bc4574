//! Organisations and the administrative tree, as they stood on any day and as known at any position.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use liangshi_domain::{
    OrganisationId, Period, Subject,
    organisation::{Organisation, OrganisationFlag, ParentKind},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct OrganisationTree;

/// The name of the view.
pub(crate) const NAME: &str = "organisation";

impl View for OrganisationTree {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        2
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("organisation"),
            Column::Name("name"),
            Column::Text("kind"),
            Column::Text("nature"),
            Column::Text("parent"),
            Column::Text("code"),
            Column::Text("place"),
            Column::Text("state"),
            Column::Int("weak"),
            Column::Int("remote"),
            Column::Int("brand"),
            Column::Int("special_class"),
            Column::Int("pilot"),
            Column::Text("governance"),
            Column::Int("governance_pilot"),
            Column::Text("opens_on"),
            Column::Text("development_parent"),
            Column::Text("centre_level"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["organisation", "parent", "name, organisation"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Organisation(id, organisation) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, organisation))
    }
}

/// One row for each stretch of days in which nothing of the organisation changes.
fn rows(id: OrganisationId, organisation: &Organisation) -> Vec<Row> {
    let days = boundaries(organisation);
    let periods = days.iter().enumerate().map(|(i, from)| Period::new(*from, days.get(i + 1).copied()));
    periods.map(|period| Row::dated(period, cells(id, organisation, period.from))).collect()
}

fn boundaries(organisation: &Organisation) -> Vec<NaiveDate> {
    let names = organisation.names().map(|(period, _)| period);
    let natures = organisation.natures().map(|(period, _)| period);
    let parents = organisation.parents().map(|(_, period, _)| period);
    let flags = organisation.flags().iter().map(|flag| flag.period);
    let governance = organisation.governance().map(|(period, _)| period);
    let periods = names
        .chain(natures)
        .chain(parents)
        .chain(flags)
        .chain(governance)
        .chain(organisation.centre_changes())
        .chain(organisation.life());
    let days: BTreeSet<_> =
        periods.flat_map(|period| std::iter::once(period.from).chain(period.to)).collect();
    days.into_iter().collect()
}

fn cells(id: OrganisationId, organisation: &Organisation, day: NaiveDate) -> Vec<Cell> {
    let state = match organisation.life() {
        Some(life) if life.contains(day) => "OPEN",
        Some(life) if day < life.from => "PLANNED",
        Some(_) => "CLOSED",
        None => "PLANNED",
    };
    let parent = parent(organisation, day).map(|parent| parent.to_string());
    let governance = organisation.governance_on(day);
    let development = organisation.parent_on(ParentKind::Development, day);
    vec![
        id.to_string().into(),
        Cell::Text(organisation.name_on(day)),
        Cell::Text(organisation.kind().map(|kind| kind.code().to_owned())),
        Cell::Text(organisation.nature_on(day).map(|(nature, _)| nature.code().to_owned())),
        Cell::Text(parent),
        Cell::Text(organisation.code().map(|code| code.as_str().to_owned())),
        Cell::Text(organisation.place().map(str::to_owned)),
        state.into(),
        organisation.flag_on(OrganisationFlag::Weak, day).is_some().into(),
        organisation.flag_on(OrganisationFlag::Remote, day).is_some().into(),
        organisation.flag_on(OrganisationFlag::Brand, day).is_some().into(),
        organisation.flag_on(OrganisationFlag::SpecialEducationClass, day).is_some().into(),
        is_pilot(organisation, day).into(),
        Cell::Text(governance.map(|step| step.value.0.code().to_owned())),
        governance.is_some_and(|step| step.value.1).into(),
        Cell::Text(opens_on(organisation).map(date_text)),
        Cell::Text(development.map(|(parent, _)| parent.to_string())),
        Cell::Text(organisation.centre_on(day).map(|(level, _, _)| level.code().to_owned())),
    ]
}

/// A pilot by its flag, or as a development centre.
fn is_pilot(organisation: &Organisation, day: NaiveDate) -> bool {
    organisation.flag_on(OrganisationFlag::Pilot, day).is_some()
        || organisation.centre_on(day).is_some_and(|(_, pilot, _)| pilot)
}

/// The day it opens or opened; of what is only planned, the day it is planned for.
fn opens_on(organisation: &Organisation) -> Option<NaiveDate> {
    let planned = organisation.planned_opening().map(|day| day.day);
    organisation.opened().map(|(day, _)| day).or(planned)
}

/// What was merged stands below its successor, so that who is still on its books is found there.
fn parent(organisation: &Organisation, day: NaiveDate) -> Option<OrganisationId> {
    let merged = organisation.ending().filter(|ending| ending.on <= day).and_then(|ending| ending.into);
    merged.or_else(|| organisation.parent_on(ParentKind::Administrative, day).map(|(parent, _)| parent))
}

/// An organisation on a day.
#[derive(Clone, Debug, FromRow)]
pub struct OrganisationRow {
    /// Its id.
    pub organisation: String,
    /// Its name on the day.
    pub name: Option<String>,
    /// Its kind, as a code.
    pub kind: Option<String>,
    /// Who runs it on the day, as a code.
    pub nature: Option<String>,
    /// The administrative parent on the day.
    pub parent: Option<String>,
    /// The unified social credit code.
    pub code: Option<String>,
    /// The statistical division code of its place.
    pub place: Option<String>,
    /// `PLANNED`, `OPEN` or `CLOSED` on the day.
    pub state: String,
    /// 1 when it is designated a weak school on the day.
    pub weak: i64,
    /// 1 when its place is designated remote on the day.
    pub remote: i64,
    /// 1 when it is a brand school on the day.
    pub brand: i64,
    /// 1 when it has a special-education class on the day.
    pub special_class: i64,
    /// 1 when it is a pilot on the day.
    pub pilot: i64,
    /// How it is led on the day, as a code.
    pub governance: Option<String>,
    /// 1 when it is led so as a pilot.
    pub governance_pilot: i64,
    /// The day it opens or opened.
    pub opens_on: Option<String>,
    /// The parent in the development system on the day.
    pub development_parent: Option<String>,
    /// The level of the development centre on the day, as a code.
    pub centre_level: Option<String>,
    /// First day of this stretch.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

const COLUMNS: &str = "o.organisation, o.name, o.kind, o.nature, o.parent, o.code, o.place, o.state, o.weak, o.remote, \
    o.brand, o.special_class, o.pilot, o.governance, o.governance_pilot, o.opens_on, o.development_parent, o.centre_level, \
    o.valid_from, o.valid_to";

/// What organisations are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this organisation and all below it.
    pub scope: Option<Uuid>,
    /// A second limit of the same kind, for what the caller asks inside what the caller may see.
    pub under: Option<Uuid>,
    /// Only this kind, as a code.
    pub kind: Option<String>,
    /// Only those run so, as a code.
    pub nature: Option<String>,
    /// Only names that contain this.
    pub name: Option<String>,
    /// Only those directly below this one.
    pub parent: Option<Uuid>,
    /// Only those led so, as a code.
    pub governance: Option<String>,
    /// Only those with this flag.
    pub flag: Option<OrganisationFlag>,
}

/// One organisation at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn find(views: &Views, id: OrganisationId, at: At) -> Result<Option<OrganisationRow>, Failure> {
    Ok(many(views, &[id], at).await?.pop())
}

/// Several organisations at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn many(views: &Views, ids: &[OrganisationId], at: At) -> Result<Vec<OrganisationRow>, Failure> {
    let table = views.table(NAME);
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let mut question = Question::default();
        let holds = question.holds("o", at);
        let places = question.any_of(ids);
        let sql = format!("SELECT {COLUMNS} FROM {table} o WHERE {holds} AND o.organisation IN ({places})");
        found.extend(views.ask(sql, question).await?);
    }
    Ok(found)
}

/// Organisations in the order of their names.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    filter: &Filter,
    at: At,
    page: &Page,
) -> Result<Vec<OrganisationRow>, Failure> {
    let (mut question, conditions) = conditions(views, filter, at).await;
    let page = question.page(["COALESCE(o.name, '')", "o.organisation"], page);
    let sql = format!("{conditions} AND {page}");
    views.ask(sql.replacen("{columns}", COLUMNS, 1), question).await
}

/// How many organisations the filter lets through.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, conditions) = conditions(views, filter, at).await;
    views.count(conditions.replacen("{columns}", "COUNT(*)", 1), question).await
}

async fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let table = views.table(NAME);
    let mut question = Question::default();
    // The narrower of the two roots spans the tree; that it lies in the wider one is judged beside it.
    let scope = question.scope(&table, filter.under.or(filter.scope), at);
    let holds = question.holds("o", at);
    let within = question.within("o.organisation", filter.under.or(filter.scope));
    let kind = question.equals("o.kind", filter.kind.clone());
    let nature = question.equals("o.nature", filter.nature.clone());
    let parent = question.equals("o.parent", filter.parent.map(|id| id.to_string()));
    let name = question.contains("o.name", filter.name.as_deref());
    let governance = question.equals("o.governance", filter.governance.clone());
    let flag = filter.flag.map_or_else(String::new, |flag| format!(" AND o.{} = 1", flag_column(flag)));
    let sql = format!(
        "{scope}SELECT {{columns}} FROM {table} o WHERE {holds} AND {within} AND {kind} AND {nature} AND {parent} AND {name} \
         AND {governance}{flag}"
    );
    (question, sql)
}

fn flag_column(flag: OrganisationFlag) -> &'static str {
    match flag {
        OrganisationFlag::Weak => "weak",
        OrganisationFlag::Remote => "remote",
        OrganisationFlag::Brand => "brand",
        OrganisationFlag::SpecialEducationClass => "special_class",
        OrganisationFlag::Pilot => "pilot",
    }
}

/// Whether an organisation lies in a scope at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn lies_in(
    views: &Views,
    id: OrganisationId,
    scope: Option<Uuid>,
    at: At,
) -> Result<bool, Failure> {
    if scope.is_none() || scope == Some(id.0) {
        return Ok(true);
    }
    let table = views.table(NAME);
    let mut question = Question::default();
    let with = question.scope(&table, scope, at);
    let id = question.bind(id.to_string());
    let rows: Vec<(String,)> =
        views.ask(format!("{with}SELECT id FROM scope WHERE id = {id}"), question).await?;
    Ok(!rows.is_empty())
}

/// The town each unit lies in, nearest first, and what joins the nature of the unit.
pub(crate) fn places(views: &Views, question: &mut Question, unit_column: &str, at: At) -> (String, String) {
    let tree = views.table(NAME);
    let (top, below, unit) = (question.holds("o", at), question.holds("b", at), question.holds("n", at));
    let towns = format!(
        "town(id, town) AS (SELECT o.organisation, o.organisation FROM {tree} o WHERE o.kind = 'TOWN' AND {top} \
         UNION SELECT b.organisation, town.town FROM {tree} b JOIN town ON b.parent = town.id \
         WHERE {below} AND COALESCE(b.kind, '') <> 'TOWN')"
    );
    (towns, format!("LEFT JOIN {tree} n ON n.organisation = {unit_column} AND {unit}"))
}

/// Every unit known on the day with its parent in the main tree, in the order of the ids.
///
/// # Errors
/// When the database fails.
pub async fn edges(views: &Views, at: At) -> Result<Vec<(String, Option<String>)>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("o", at);
    let sql = format!("SELECT o.organisation, o.parent FROM {table} o WHERE {holds} ORDER BY o.organisation");
    views.ask(sql, question).await
}

/// The towns open on the day, in the order of the ids, within what may be seen and what is asked about.
///
/// # Errors
/// When the database fails.
pub async fn towns(views: &Views, roots: [Option<Uuid>; 2], at: At) -> Result<Vec<String>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let trees = trees(views, &mut question, roots, at);
    let holds = question.holds("o", at);
    let [scope, asked] = roots.map(|root| question.bind(root.map(|id| id.to_string())));
    let sql = format!(
        "{trees} SELECT o.organisation FROM {table} o WHERE {holds} AND o.kind = 'TOWN' AND o.state = 'OPEN' \
         AND (CAST({scope} AS TEXT) IS NULL OR o.organisation IN (SELECT id FROM scope)) \
         AND (CAST({asked} AS TEXT) IS NULL OR o.organisation IN (SELECT id FROM asked)) ORDER BY o.organisation"
    );
    let towns: Vec<(String,)> = views.ask(sql, question).await?;
    Ok(towns.into_iter().map(|(town,)| town).collect())
}

/// The common table expressions `scope(id)` and `asked(id)`: what the caller may see, and what is asked about, each with all below
/// it as the tree stood at the two dates.
pub(crate) fn trees(views: &Views, question: &mut Question, roots: [Option<Uuid>; 2], at: At) -> String {
    let tree = views.table(NAME);
    let [scope, asked] = roots.map(|root| question.scope(&tree, root, at));
    let asked = asked
        .replacen("WITH RECURSIVE scope(id)", ", asked(id)", 1)
        .replace("JOIN scope ON below.parent = scope.id", "JOIN asked ON below.parent = asked.id");
    format!("{}{}", scope.trim_end(), asked.trim_end())
}
