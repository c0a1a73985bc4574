//! Every step of a candidate with what it was judged by: findings, rules with their versions, what support teaching counted for
//! and what was stated on the person (S-42, S-43, S-47).

use liangshi_domain::{
    AppliedRule, CandidacyId, Period, RoundId, Subject, TeacherId,
    candidacy::{Candidacy, CandidacyEvent, Outcome, Preference},
    criteria::Finding,
};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct CandidacySteps;

const NAME: &str = "candidacy_step";

impl View for CandidacySteps {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("candidacy"),
            Column::Text("teacher"),
            Column::Text("round"),
            Column::Text("event"),
            Column::Text("kind"),
            Column::Text("stage"),
            Column::Text("day"),
            Column::Text("findings"),
            Column::Text("rules"),
            Column::Text("preference"),
            Column::Text("outcome"),
            Column::Text("calendar_unknown"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["candidacy", "round, stage", "round, kind"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Candidacy(id, candidacy) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, candidacy))
    }
}

/// A step is on record from its day on. A voided one is none.
fn rows(id: CandidacyId, candidacy: &Candidacy) -> Vec<Row> {
    let Some((nomination, _)) = candidacy.nomination() else { return Vec::new() };
    let stages = candidacy.stages();
    let row = |(event, origin): (&CandidacyEvent, liangshi_domain::Origin)| {
        let day = event.on()?.day;
        let stage = stages.iter().find(|span| span.by == origin.id).map(|span| span.stage.code());
        let judged = Judged::of(event);
        let cells = vec![
            id.to_string().into(),
            nomination.teacher.to_string().into(),
            nomination.round.to_string().into(),
            origin.id.to_string().into(),
            event.kind().into(),
            stage.into(),
            day.into(),
            json(judged.findings.filter(|findings| !findings.is_empty())),
            json(judged.rules.filter(|rules| !rules.is_empty())),
            json(judged.preference),
            json(judged.outcome),
            json(judged.calendar_unknown.filter(|years| !years.is_empty())),
        ];
        Some(Row::dated(Period::new(day, None), cells))
    };
    candidacy.events().filter_map(row).collect()
}

/// What an event says of how it was judged.
#[derive(Default)]
struct Judged<'e> {
    findings: Option<&'e [Finding]>,
    rules: Option<&'e [AppliedRule]>,
    preference: Option<&'e Preference>,
    outcome: Option<&'e Outcome>,
    calendar_unknown: Option<&'e [i32]>,
}

impl<'e> Judged<'e> {
    fn of(event: &'e CandidacyEvent) -> Self {
        if let CandidacyEvent::CandidateNominated(step) = event {
            return Self { findings: Some(&step.findings), rules: Some(&step.rules), ..Self::default() };
        }
        if let CandidacyEvent::CandidateShortlisted(step) = event {
            let preference = step.preference.as_ref();
            return Self { preference, rules: Some(&step.rules), ..Self::default() };
        }
        if let CandidacyEvent::CandidateConfirmed(step) = event {
            let (findings, rules) = (Some(&*step.findings), Some(&*step.rules));
            return Self {
                findings,
                rules,
                calendar_unknown: Some(&step.calendar_unknown),
                ..Self::default()
            };
        }
        if let CandidacyEvent::AnnuallyAssessed(step) = event {
            return Self { rules: Some(&step.rules), ..Self::default() };
        }
        let CandidacyEvent::CandidateCertified(step) = event else { return Self::default() };
        Self {
            findings: Some(&step.findings),
            rules: Some(&step.rules),
            preference: step.preference.as_ref(),
            outcome: step.outcome.as_ref(),
            calendar_unknown: Some(&step.calendar_unknown),
        }
    }
}

fn json<T: serde::Serialize>(value: Option<T>) -> Cell {
    Cell::Text(value.and_then(|value| serde_json::to_string(&value).ok()))
}

/// A step of a candidate.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct StepRow {
    /// The candidacy.
    pub candidacy: String,
    /// The person.
    pub teacher: String,
    /// The event.
    pub event: String,
    /// Its wire name.
    pub kind: String,
    /// The stage it entered, as a code.
    pub stage: Option<String>,
    /// The day.
    pub day: String,
    /// What was asked and found, as JSON text.
    pub findings: Option<String>,
    /// The rules it was judged by, as JSON text.
    pub rules: Option<String>,
    /// What support teaching counted for, as JSON text.
    pub preference: Option<String>,
    /// What was stated on the person, as JSON text.
    pub outcome: Option<String>,
    /// The years of the notice without a calendar, as JSON text.
    pub calendar_unknown: Option<String>,
}

/// How many candidates of a round ever entered a stage by the day.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct FunnelRow {
    /// The stage, as a code.
    pub stage: String,
    /// The candidates.
    pub candidates: i64,
}

/// Of which candidates the steps are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this candidacy.
    pub candidacy: Option<CandidacyId>,
    /// Only of this round.
    pub round: Option<RoundId>,
    /// Only of this wire name.
    pub kind: Option<String>,
}

const COLUMNS: &str = "s.candidacy, s.teacher, s.event, s.kind, s.stage, s.day, s.findings, s.rules, s.preference, s.outcome, \
    s.calendar_unknown";

/// The steps of a person that were taken on one of these events.
///
/// # Errors
/// When the database fails.
pub async fn citing(
    views: &Views,
    teacher: TeacherId,
    facts: &[String],
    at: At,
) -> Result<Vec<StepRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let (holds, teacher) = (question.holds("s", at), question.bind(teacher.to_string()));
    let cites: Vec<_> = facts.iter().map(|fact| question.contains("s.findings", Some(fact))).collect();
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} s WHERE {holds} AND s.teacher = {teacher} AND s.findings IS NOT NULL \
         AND ({}) ORDER BY s.day, s.event",
        cites.join(" OR "),
    );
    views.ask(sql, question).await
}

/// Whose candidacy it is, and the event that was ever a step of it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct EverRow {
    /// The person.
    pub teacher: String,
    /// The event.
    pub event: String,
    /// Its wire name.
    pub kind: String,
    /// The position from which it was no longer on record.
    pub until: i64,
}

/// Every step that was ever on record by a position, what was voided later included.
///
/// # Errors
/// When the database fails.
pub async fn ever(views: &Views, candidacy: CandidacyId, known: i64) -> Result<Vec<EverRow>, Failure> {
    let table = views.counted(NAME, known);
    let mut question = Question::default();
    let (candidacy, known) = (question.bind(candidacy.to_string()), question.bind(known));
    let sql = format!(
        "SELECT s.teacher, s.event, s.kind, MAX(s.known_to) AS until FROM {table} s \
         WHERE s.candidacy = {candidacy} AND s.known_from <= {known} GROUP BY s.teacher, s.event, s.kind ORDER BY s.event"
    );
    views.ask(sql, question).await
}

/// The steps until the day, in the order of their days and of the log.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At) -> Result<Vec<StepRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let holds = question.holds("s", at);
    let candidacy = question.equals("s.candidacy", filter.candidacy.map(|id| id.to_string()));
    let round = question.equals("s.round", filter.round.map(|id| id.to_string()));
    let kind = question.equals("s.kind", filter.kind.clone());
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} s WHERE {holds} AND {candidacy} AND {round} AND {kind} \
         ORDER BY s.day, s.event"
    );
    views.ask(sql, question).await
}

/// How many candidates of a round ever entered each stage by the day.
///
/// # Errors
/// When the database fails.
pub async fn funnel(views: &Views, round: RoundId, at: At) -> Result<Vec<FunnelRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let holds = question.holds("s", at);
    let round = question.equals("s.round", Some(round.to_string()));
    let sql = format!(
        "SELECT s.stage, COUNT(DISTINCT s.candidacy) AS candidates FROM {table} s \
         WHERE {holds} AND {round} AND s.stage IS NOT NULL GROUP BY s.stage"
    );
    views.ask(sql, question).await
}
