//! One person in one round, stage by stage: the rows that the board and the pipeline views have in common.

use chrono::{Days, NaiveDate};
use liangshi_domain::{
    CandidacyId, ProgrammeId, RoundId, Subject, TeacherId,
    candidacy::{Candidacy, StageSpan},
    policy::CountDefinition,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{intake, organisation, service};
use crate::{
    cell::{Cell, Row, date_text},
    database::Fetch,
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen},
};

pub(crate) const COLUMNS: &[Column] = &[
    Column::Text("candidacy"),
    Column::Text("teacher"),
    Column::Text("programme"),
    Column::Text("round"),
    Column::Text("category"),
    Column::Text("stage"),
    Column::Text("nominated_by"),
    Column::Text("since"),
    Column::Text("term_from"),
    Column::Text("term_to"),
    Column::Int("nominated"),
    Column::Int("confirmed"),
    Column::Int("in_training"),
    Column::Int("certified"),
    Column::Int("in_term"),
    Column::Text("evidence"),
];

pub(crate) const INDEXES: &[&str] = &["candidacy", "programme, stage", "teacher"];

/// One row for each stretch of days at one stage. The five flags say whether the person counts (M-21 to M-25) there.
pub(crate) fn rows(id: CandidacyId, candidacy: &Candidacy) -> Vec<Row> {
    let Some((nomination, _)) = candidacy.nomination() else { return Vec::new() };
    let spans = candidacy.stages().into_iter().filter(|span| !span.period.is_empty());
    let term = candidacy.term();
    let row = |span: StageSpan| {
        let day = span.period.from;
        let counts = |definition| Cell::from(candidacy.counts(definition, day));
        let known = term.filter(|term| term.from <= day);
        Row::dated(
            span.period,
            vec![
                id.to_string().into(),
                nomination.teacher.to_string().into(),
                nomination.programme.to_string().into(),
                nomination.round.to_string().into(),
                candidacy.category().into(),
                span.stage.code().into(),
                Cell::Text(nomination.by.map(|by| by.to_string())),
                day.into(),
                Cell::Text(known.map(|term| date_text(term.from))),
                Cell::Text(known.and_then(|term| term.to).map(date_text)),
                counts(CountDefinition::Nominated),
                counts(CountDefinition::Confirmed),
                counts(CountDefinition::InTraining),
                counts(CountDefinition::Certified),
                counts(CountDefinition::InTerm),
                evidence(candidacy, day).into(),
            ],
        )
    };
    spans.map(row).collect()
}

/// What an event means to a view that shows the candidates of one role.
pub(crate) fn change(role: &str, seen: &Seen<'_>) -> Change {
    let Subject::Candidacy(id, candidacy) = seen.subject else { return Change::Nothing };
    if shown(role, candidacy) { Change::Rows(rows(*id, candidacy)) } else { Change::Nothing }
}

/// A voided nomination leaves no role, and then every view has to look, because one of them shows it.
fn shown(role: &str, candidacy: &Candidacy) -> bool {
    candidacy.nomination().is_none_or(|(nomination, _)| nomination.role == role)
}

/// The events that led to where the person is on the day, in the order of the log.
fn evidence(candidacy: &Candidacy, day: chrono::NaiveDate) -> String {
    let by_then = candidacy.events().filter(|(event, _)| event.on().is_some_and(|on| on.day <= day));
    let ids: Vec<_> = by_then.map(|(_, origin)| origin.id.to_string()).collect();
    ids.join(" ")
}

/// A person in a round on a day.
#[derive(Clone, Debug, FromRow)]
pub struct CandidateRow {
    /// The candidacy.
    pub candidacy: String,
    /// The person.
    pub teacher: String,
    /// The programme.
    pub programme: String,
    /// The round.
    pub round: String,
    /// The category.
    pub category: Option<String>,
    /// The stage on the day, as a code.
    pub stage: String,
    /// The organisation that nominated.
    pub nominated_by: Option<String>,
    /// The first day of the stage.
    pub since: String,
    /// The first day of the term.
    pub term_from: Option<String>,
    /// The day after the last day of the term.
    pub term_to: Option<String>,
    /// 1 when the person counts as ever nominated.
    pub nominated: i64,
    /// 1 when the person counts as ever confirmed.
    pub confirmed: i64,
    /// 1 when the person is in training.
    pub in_training: i64,
    /// 1 when the person counts as certified.
    pub certified: i64,
    /// 1 when the person is in term.
    pub in_term: i64,
    /// The ids of the events that led there, separated by spaces.
    pub evidence: String,
    /// The position from which this was known.
    pub known_from: i64,
}

const FIELDS: &str = "c.candidacy, c.teacher, c.programme, c.round, c.category, c.stage, c.nominated_by, c.since, \
    c.term_from, c.term_to, c.nominated, c.confirmed, c.in_training, c.certified, c.in_term, c.evidence, c.known_from";

/// Which candidates are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only persons the caller may see: in service at this organisation or below on the day, on any basis.
    pub scope: Option<Uuid>,
    /// Only this programme.
    pub programme: Option<ProgrammeId>,
    /// Only this round.
    pub round: Option<RoundId>,
    /// Only this candidacy.
    pub candidacy: Option<CandidacyId>,
    /// Only this person.
    pub teacher: Option<TeacherId>,
    /// Only this category, as a code.
    pub category: Option<String>,
    /// Only this stage, as a code.
    pub stage: Option<String>,
    /// Only those who count under this definition.
    pub counts_as: Option<CountDefinition>,
    /// Only those whose term has its end within so many days after the day.
    pub term_ends_within_days: Option<u32>,
    /// Only those who were taken in as high-level talent by the day, or only those who were not.
    pub taken_in: Option<bool>,
}

/// The column that says whether a person counts under a definition.
pub(crate) fn flag(definition: CountDefinition) -> &'static str {
    match definition {
        CountDefinition::Nominated => "nominated",
        CountDefinition::Confirmed => "confirmed",
        CountDefinition::InTraining => "in_training",
        CountDefinition::Certified => "certified",
        CountDefinition::InTerm => "in_term",
    }
}

/// The candidates of one view at the two dates, in the order of their ids.
pub(crate) async fn list(
    views: &Views,
    view: &str,
    filter: &Filter,
    at: At,
    page: &Page,
) -> Result<Vec<CandidateRow>, Failure> {
    let (mut question, sql) = conditions(views, view, filter, at).await;
    let after = question.bind(page.after.clone().unwrap_or_default().1);
    let first = question.bind(page.first);
    let sql = format!("{sql} AND c.candidacy > {after} ORDER BY c.candidacy LIMIT {first}");
    views.ask(sql.replacen("{columns}", FIELDS, 1), question).await
}

/// How many persons the filter lets through; a person in several rounds of a programme counts once.
pub(crate) async fn count(views: &Views, view: &str, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, view, filter, at).await;
    views.count(sql.replacen("{columns}", "COUNT(DISTINCT c.teacher)", 1), question).await
}

/// Numbers of the persons the filter lets through, for each value of a column.
pub(crate) async fn grouped<T: Fetch>(
    views: &Views,
    view: &str,
    filter: &Filter,
    column: &str,
    numbers: &str,
    at: At,
) -> Result<Vec<T>, Failure> {
    let (question, sql) = conditions(views, view, filter, at).await;
    let sql = sql.replacen("{columns}", &format!("{column}, {numbers}"), 1);
    views.ask(format!("{sql} GROUP BY {column}"), question).await
}

/// Numbers of the persons the filter lets through in the programmes of a family.
pub(crate) async fn of_family<T: Fetch>(
    views: &Views,
    (view, programmes): (&str, &str),
    filter: &Filter,
    family: &str,
    numbers: &str,
    at: At,
) -> Result<Vec<T>, Failure> {
    let (mut question, sql) = conditions(views, view, filter, at).await;
    let programmes = views.table(programmes);
    let holds = question.holds("f", at);
    let family = question.bind(family);
    let sql = sql.replacen("{columns}", numbers, 1);
    let sql = format!(
        "{sql} AND c.programme IN (SELECT f.programme FROM {programmes} f WHERE {holds} AND f.family_zh = {family})"
    );
    views.ask(sql, question).await
}

async fn conditions(views: &Views, view: &str, filter: &Filter, at: At) -> (Question, String) {
    let table = views.counted(view, at.known);
    let mut question = Question::default();
    let (scope, seen) = match filter.scope {
        None => (String::new(), String::new()),
        Some(_) => visible(views, &mut question, filter.scope, at).await,
    };
    let holds = question.holds("c", at);
    let programme = question.equals("c.programme", filter.programme.map(|id| id.to_string()));
    let round = question.equals("c.round", filter.round.map(|id| id.to_string()));
    let candidacy = question.equals("c.candidacy", filter.candidacy.map(|id| id.to_string()));
    let teacher = question.equals("c.teacher", filter.teacher.map(|id| id.to_string()));
    let category = question.equals("c.category", filter.category.clone());
    let stage = question.equals("c.stage", filter.stage.clone());
    let counts =
        filter.counts_as.map_or_else(String::new, |definition| format!(" AND c.{} = 1", flag(definition)));
    let (ends, taken_in) = (ending(&mut question, filter, at), coming(views, &mut question, filter, at));
    let sql = format!(
        "{scope}SELECT {{columns}} FROM {table} c WHERE {holds} AND {programme} AND {round} AND {candidacy} AND {teacher} \
         AND {category} AND {stage}{counts}{ends}{taken_in}{seen}"
    );
    (question, sql)
}

/// That the term ends soon.
fn ending(question: &mut Question, filter: &Filter, at: At) -> String {
    let Some(days) = filter.term_ends_within_days else { return String::new() };
    let last = at.valid.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
    let (day, last) = (question.bind(at.valid), question.bind(last));
    format!(" AND c.term_to > {day} AND c.term_to <= {last}")
}

/// Where the person came from.
fn coming(views: &Views, question: &mut Question, filter: &Filter, at: At) -> String {
    let Some(whether) = filter.taken_in else { return String::new() };
    let (intakes, holds) = (views.counted(intake::NAME, at.known), question.holds("i", at));
    let not = if whether { "" } else { "NOT " };
    format!(" AND {not}EXISTS (SELECT 1 FROM {intakes} i WHERE i.teacher = c.teacher AND {holds})")
}

pub(crate) async fn visible(
    views: &Views,
    question: &mut Question,
    scope: Option<Uuid>,
    at: At,
) -> (String, String) {
    let (tree, services) = (views.table(organisation::NAME), views.table(service::NAME));
    let with = question.scope(&tree, scope, at);
    let holds = question.holds("s", at);
    let bases = ["personnel", "workplace", "establishment", "paying"];
    let bases: Vec<_> = bases.iter().map(|basis| format!("s.{basis} IN (SELECT id FROM scope)")).collect();
    let seen = format!(
        " AND c.teacher IN (SELECT s.teacher FROM {services} s WHERE {holds} AND ({}))",
        bases.join(" OR ")
    );
    (with, seen)
}
