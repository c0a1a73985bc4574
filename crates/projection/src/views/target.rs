//! Targets of the work plan (S-72, S-85, S-86): from the sentence to the number, who answers for it, by when, and where it stands.

use liangshi_domain::{OrganisationId, Period, Subject, TargetId, target::Target};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Targets;

const NAME: &str = "target";

impl View for Targets {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("target"),
            Column::Text("title"),
            Column::Text("sentence"),
            Column::Int("number"),
            Column::Text("unit"),
            Column::Text("deadline"),
            Column::Text("first_deadline"),
            Column::Int("deadline_inferred"),
            Column::Text("office"),
            Column::Text("organisation"),
            Column::Text("person"),
            Column::Text("metric"),
            Column::Int("metric_version"),
            Column::Text("standing"),
            Column::Text("standing_since"),
            Column::Int("value"),
            Column::Text("note"),
            Column::Text("reported_on"),
            Column::Text("finding"),
            Column::Text("reviewed_on"),
            Column::Text("claimants"),
            Column::Text("awarded"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["target", "sentence"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Target(id, target) = seen.subject else { return Change::Nothing };
        Change::Rows(target.stretches().into_iter().filter_map(|period| row(*id, target, period)).collect())
    }
}

/// What holds of a target in a stretch in which nothing changes.
fn row(id: TargetId, target: &Target, period: Period) -> Option<Row> {
    let (set, by) = target.set()?;
    let on = target.on(period.from)?;
    let owner = on.owner.map(|step| &step.value);
    let units = |list: &[(OrganisationId, _)]| {
        let ids: Vec<_> = list.iter().map(|(unit, _)| unit.to_string()).collect();
        ids.join(" ")
    };
    let facts = [Some(by), Some(on.deadline.by), Some(on.standing.by)].into_iter().flatten();
    let facts = facts
        .chain(on.owner.map(|step| step.by))
        .chain(on.metric.map(|step| step.by))
        .chain(on.progress.map(|step| step.by))
        .chain(on.review.map(|step| step.by))
        .chain(on.claims.iter().chain(&on.awards).map(|(_, by)| *by));
    let mut evidence: Vec<String> = Vec::new();
    for fact in facts.map(|fact| fact.to_string()) {
        if !evidence.contains(&fact) {
            evidence.push(fact);
        }
    }
    let cells = vec![
        id.to_string().into(),
        set.title.as_str().into(),
        Cell::Text(set.sentence.clone()),
        Cell::Int(set.number),
        Cell::Text(set.unit.clone()),
        date_text(on.deadline.value).into(),
        date_text(set.deadline.day).into(),
        set.deadline_inferred.into(),
        Cell::Text(owner.and_then(|owner| owner.office.clone())),
        Cell::Text(owner.and_then(|owner| owner.organisation.map(|id| id.to_string()))),
        Cell::Text(owner.and_then(|owner| owner.person.map(|id| id.to_string()))),
        Cell::Text(on.metric.map(|step| step.value.metric.clone())),
        Cell::Int(on.metric.map(|step| i64::from(step.value.version))),
        on.standing.value.code().into(),
        date_text(on.standing.from).into(),
        Cell::Int(on.progress.and_then(|step| step.value.value)),
        Cell::Text(on.progress.and_then(|step| step.value.note.clone())),
        Cell::Text(on.progress.map(|step| date_text(step.from))),
        Cell::Text(on.review.map(|step| step.value.clone())),
        Cell::Text(on.review.map(|step| date_text(step.from))),
        units(&on.claims).into(),
        units(&on.awards).into(),
        evidence.join(" ").into(),
    ];
    Some(Row::dated(period, cells))
}

/// A target on a day.
#[derive(Clone, Debug, FromRow)]
pub struct TargetRow {
    /// The target.
    pub target: String,
    /// What is to be reached.
    pub title: String,
    /// The sentence of the plan, as S-33.
    pub sentence: Option<String>,
    /// The number to be reached.
    pub number: Option<i64>,
    /// What the number counts.
    pub unit: Option<String>,
    /// The day after the last on which it can be met.
    pub deadline: String,
    /// The same as it was first set.
    pub first_deadline: String,
    /// 1 when the deadline stands in no document.
    pub deadline_inferred: i64,
    /// The responsible office.
    pub office: Option<String>,
    /// The responsible unit.
    pub organisation: Option<String>,
    /// The responsible person.
    pub person: Option<String>,
    /// What measures it, as M-23.
    pub metric: Option<String>,
    /// The version of its definition.
    pub metric_version: Option<i64>,
    /// Where it stands, as a code.
    pub standing: String,
    /// Since when.
    pub standing_since: String,
    /// The number last reported.
    pub value: Option<i64>,
    /// What was last reported.
    pub note: Option<String>,
    /// The day of the last report.
    pub reported_on: Option<String>,
    /// What the last review or look-back found.
    pub finding: Option<String>,
    /// The day of it.
    pub reviewed_on: Option<String>,
    /// The units that claimed it, separated by spaces.
    pub claimants: String,
    /// The units that were honoured for it, separated by spaces.
    pub awarded: String,
    /// The events that state it, separated by spaces.
    pub evidence: String,
}

impl TargetRow {
    /// Whether it is open on a day after its deadline.
    pub fn is_overdue(&self, at: At) -> bool {
        ["OPEN", "FELL_BACK"].contains(&self.standing.as_str()) && self.deadline <= date_text(at.valid)
    }
}

const FIELDS: &str = "t.target, t.title, t.sentence, t.number, t.unit, t.deadline, t.first_deadline, \
    t.deadline_inferred, t.office, t.organisation, t.person, t.metric, t.metric_version, t.standing, \
    t.standing_since, t.value, t.note, t.reported_on, t.finding, t.reviewed_on, t.claimants, t.awarded, t.evidence";

/// Which targets are asked for; each that is left out asks nothing.
#[derive(Clone, Debug, Default)]
pub struct TargetFilter {
    /// This one.
    pub target: Option<TargetId>,
    /// Of this sentence of the plan.
    pub sentence: Option<String>,
    /// This unit answers for it.
    pub organisation: Option<OrganisationId>,
    /// This unit claimed it.
    pub claimant: Option<OrganisationId>,
    /// Standing here, as a code.
    pub standing: Option<String>,
}

/// The targets asked on the day, by deadline and sentence.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: TargetFilter, at: At) -> Result<Vec<TargetRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("t", at);
    let target = question.equals("t.target", filter.target.map(|id| id.to_string()));
    let sentence = question.equals("t.sentence", filter.sentence);
    let unit = question.equals("t.organisation", filter.organisation.map(|id| id.to_string()));
    let claimant = filter.claimant.map(|id| id.to_string());
    let claimant = question.contains("t.claimants", claimant.as_deref());
    let standing = question.equals("t.standing", filter.standing);
    let text = format!(
        "SELECT {FIELDS} FROM {table} t WHERE {holds} AND {target} AND {sentence} AND {unit} AND {claimant} \
         AND {standing} ORDER BY t.deadline, t.sentence, t.target"
    );
    views.ask(text, question).await
}
