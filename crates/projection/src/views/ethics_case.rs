//! Ethics cases: where each stands, which sanctions have effect, what was circulated (S-09, S-24, S-25).

use liangshi_domain::{
    CaseId, EventId, Period, Subject,
    case::{Case, StandingSanction},
};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct EthicsCase;

const NAME: &str = "ethics_case";

/// A stretch of days at one stage.
pub const STAGE: &str = "STAGE";
/// The days of a sanction, also of one that was annulled.
pub const SANCTION: &str = "SANCTION";
/// A circular, from its day on.
pub const CIRCULAR: &str = "CIRCULAR";

impl View for EthicsCase {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("ethics_case"),
            Column::Text("part"),
            Column::Text("teacher"),
            Column::Text("organisation"),
            Column::Text("reasons"),
            Column::Text("source"),
            Column::Text("opened_on"),
            Column::Text("stage"),
            Column::Int("pending"),
            Column::Text("facts"),
            Column::Text("sanction"),
            Column::Text("decided_by"),
            Column::Text("appeal_until"),
            Column::Text("bar_until"),
            Column::Int("annulled"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["ethics_case", "teacher", "part, valid_from"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Case(id, case) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, case))
    }
}

/// What differs between the parts of a case.
#[derive(Default)]
struct Part<'a> {
    name: &'static str,
    stage: Option<&'static str>,
    pending: bool,
    facts: Option<&'a str>,
    sanction: Option<&'a StandingSanction>,
    by: Vec<EventId>,
}

fn rows(id: CaseId, case: &Case) -> Vec<Row> {
    let (Some((opened, _)), None) = (case.opened(), case.voided()) else { return Vec::new() };
    let reasons: Vec<_> = opened.reasons.iter().map(|reason| reason.code()).collect();
    let row = |period: Period, part: Part<'_>| {
        let by: Vec<_> = part.by.iter().map(ToString::to_string).collect();
        let sanction = part.sanction;
        let cells = vec![
            id.to_string().into(),
            part.name.into(),
            opened.teacher.to_string().into(),
            Cell::Text(opened.organisation.map(|id| id.to_string())),
            reasons.join(" ").into(),
            opened.source.code().into(),
            date_text(opened.on.day).into(),
            part.stage.into(),
            part.pending.into(),
            part.facts.into(),
            sanction.map(|it| it.sanction.code()).into(),
            sanction.map(|it| it.imposed.decided_by.as_str()).into(),
            Cell::Text(sanction.map(|it| date_text(it.imposed.appeal_until.day))),
            Cell::Text(sanction.and_then(|it| Some(date_text(it.bar.as_ref()?.until.day)))),
            sanction.is_some_and(|it| it.annulled).into(),
            by.join(" ").into(),
        ];
        Row::dated(period, cells)
    };
    let found = case.investigated().map(|(found, _)| found.facts.as_str());
    let stages = case.stages().map(|(period, step)| {
        let stage = step.value;
        let (stage, pending) = (Some(stage.code()), stage.is_pending());
        row(period, Part { name: STAGE, stage, pending, facts: found, by: vec![step.by], ..Part::default() })
    });
    let sanctions = case.sanctions().iter().map(|it| {
        let (facts, by) = (Some(it.imposed.facts.as_str()), it.by.clone());
        row(it.period, Part { name: SANCTION, facts, sanction: Some(it), by, ..Part::default() })
    });
    let circulars = case.circulars().iter().map(|(circular, by)| {
        let (facts, by) = (Some(circular.text.as_str()), vec![*by]);
        row(Period::stated(&circular.on, None), Part { name: CIRCULAR, facts, by, ..Part::default() })
    });
    stages.chain(sanctions).chain(circulars).collect()
}

/// A part of a case.
#[derive(Clone, Debug, FromRow)]
pub struct CaseRow {
    /// The case.
    pub ethics_case: String,
    /// The person.
    pub teacher: String,
    /// The unit the person worked at.
    pub organisation: Option<String>,
    /// The reasons as codes, separated by spaces.
    pub reasons: String,
    /// How the office came to know, as a code.
    pub source: String,
    /// The day it was opened.
    pub opened_on: String,
    /// Where it stands, as a code.
    pub stage: Option<String>,
    /// The facts found, those of a sanction, or the text of a circular.
    pub facts: Option<String>,
    /// What was imposed, as a code.
    pub sanction: Option<String>,
    /// The unit that decided.
    pub decided_by: Option<String>,
    /// The day after the last for an appeal.
    pub appeal_until: Option<String>,
    /// The day after the last of the bar.
    pub bar_until: Option<String>,
    /// 1 when it was annulled.
    pub annulled: i64,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// First day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

const FIELDS: &str = "c.ethics_case, c.teacher, c.organisation, c.reasons, c.source, c.opened_on, c.stage, c.facts, \
    c.sanction, c.decided_by, c.appeal_until, c.bar_until, c.annulled, c.evidence, c.valid_from, c.valid_to";

/// Which parts of which cases are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// One of [`STAGE`], [`SANCTION`] and [`CIRCULAR`].
    pub part: &'static str,
    /// Only those in which the office has, or has not, something to do.
    pub pending: Option<bool>,
    /// Only this stage, as a code.
    pub stage: Option<String>,
    /// Only with this reason, as a code.
    pub reason: Option<String>,
    /// Only this kind of sanction, as a code.
    pub sanction: Option<String>,
    /// Only against this person.
    pub teacher: Option<String>,
    /// Only this case.
    pub case: Option<CaseId>,
}

/// The parts that hold at the two dates, the earliest first. A sanction that was annulled never held.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<CaseRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page(["c.valid_from", "c.evidence"], page);
    let sql = format!("{sql} AND {page}");
    views.ask(sql.replacen("{columns}", FIELDS, 1), question).await
}

/// How many that are.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, filter, at);
    views.count(sql.replacen("{columns}", "COUNT(*)", 1), question).await
}

fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let part = question.bind(filter.part);
    let holds = question.holds("c", at);
    let stage = question.equals("c.stage", filter.stage.clone());
    let reason = question.contains("c.reasons", filter.reason.as_deref());
    let sanction = question.equals("c.sanction", filter.sanction.clone());
    let teacher = question.equals("c.teacher", filter.teacher.clone());
    let case = question.equals("c.ethics_case", filter.case.map(|id| id.to_string()));
    let pending = match filter.pending {
        Some(true) => " AND c.pending = 1",
        Some(false) => " AND c.pending = 0",
        None => "",
    };
    let sql = format!(
        "SELECT {{columns}} FROM {table} c WHERE c.part = {part} AND c.annulled = 0 AND {holds} AND {stage} AND {reason} \
         AND {sanction} AND {teacher} AND {case}{pending}"
    );
    (question, sql)
}

/// Every sanction or circular of a case as known at a position, on whatever days, in the order of their days.
///
/// # Errors
/// When the database fails.
pub async fn of_case(views: &Views, id: CaseId, part: &str, known: i64) -> Result<Vec<CaseRow>, Failure> {
    let table = views.counted(NAME, known);
    let mut question = Question::default();
    let (id, part) = (question.bind(id.to_string()), question.bind(part));
    let known = question.bind(known);
    let sql = format!(
        "SELECT {FIELDS} FROM {table} c WHERE c.ethics_case = {id} AND c.part = {part} AND c.known_from <= {known} \
         AND {known} < c.known_to ORDER BY c.valid_from, c.id"
    );
    views.ask(sql, question).await
}

/// How many cases with one set of reasons stand at one stage.
#[derive(Clone, Debug, FromRow)]
pub struct Counted {
    /// The reasons as codes, separated by spaces.
    pub reasons: String,
    /// 1 when the office has something to do in them.
    pub pending: i64,
    /// How many cases.
    pub cases: i64,
}

/// The cases on the day by their reasons.
///
/// # Errors
/// When the database fails.
pub async fn by_reasons(views: &Views, at: At) -> Result<Vec<Counted>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let part = question.bind(STAGE);
    let holds = question.holds("c", at);
    let sql = format!(
        "SELECT c.reasons, c.pending, COUNT(*) AS cases FROM {table} c WHERE c.part = {part} AND {holds} \
         GROUP BY c.reasons, c.pending ORDER BY c.reasons, c.pending"
    );
    views.ask(sql, question).await
}
