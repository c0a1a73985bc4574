//! Service elsewhere: who was sent from where to where, how far it went, and how it was assessed (S-02, S-53, S-59, S-67).

use liangshi_domain::{
    Period, Subject,
    teacher::{Dated, Teacher, secondment::Secondment},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::organisation;
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Secondments;

pub(crate) const NAME: &str = "secondment";
/// The most that one question answers.
const MOST: i64 = 2_000;

impl View for Secondments {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("secondment"),
            Column::Text("kind"),
            Column::Text("stage"),
            Column::Int("batch"),
            Column::Text("rotation"),
            Column::Text("pairing"),
            Column::Text("sending"),
            Column::Text("organisation"),
            Column::Text("post"),
            Column::Int("fte_percent"),
            Column::Int("personnel_moved"),
            Column::Text("grade"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["kind, batch", "teacher", "rotation", "pairing"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Teacher(id, teacher) = seen.subject else { return Change::Nothing };
        let id = teacher.counts_as(*id).to_string();
        let all = teacher.timeline().secondments.iter().filter(|away| !away.period.is_empty());
        Change::Rows(all.map(|away| row(&id, teacher, away)).collect())
    }
}

fn row(teacher: &str, state: &Teacher, away: &Dated<Secondment>) -> Row {
    let timeline = state.timeline();
    let proposed = &away.value.proposed;
    let assessed = timeline.movements.assessments.iter().filter(|one| one.value.secondment == away.fact);
    let latest = assessed.max_by_key(|one| one.value.on.day);
    let by = away.by.iter().chain(latest.into_iter().flat_map(|one| &one.by));
    let by: Vec<_> = by.map(ToString::to_string).collect();
    // The day before still shows the sending unit when the personnel relation went along.
    let before = away.period.from.pred_opt().unwrap_or(away.period.from);
    let held = timeline.employments.on(before).last().or(timeline.employments.on(away.period.from).last());
    Row::dated(
        away.period,
        vec![
            teacher.into(),
            away.fact.to_string().into(),
            proposed.kind.code().into(),
            stage(away.value.stage).into(),
            Cell::Int(proposed.batch.map(i64::from)),
            Cell::Text(proposed.rotation.map(|id| id.to_string())),
            Cell::Text(proposed.pairing.map(|id| id.to_string())),
            Cell::Text(held.map(|held| held.value.personnel.to_string())),
            proposed.organisation.to_string().into(),
            proposed.post.clone().into(),
            proposed.fte_percent.into(),
            proposed.personnel_moved.into(),
            Cell::Text(latest.map(|one| one.value.grade.code().to_owned())),
            by.join(" ").into(),
        ],
    )
}

fn stage(stage: liangshi_domain::teacher::secondment::SecondmentStage) -> &'static str {
    use liangshi_domain::teacher::secondment::SecondmentStage as S;
    match stage {
        S::Proposed => "PROPOSED",
        S::Approved => "APPROVED",
        S::Started => "STARTED",
        S::Returned => "RETURNED",
        S::Cancelled => "CANCELLED",
    }
}

/// Service elsewhere as it is known.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SecondmentRow {
    /// The person.
    pub teacher: String,
    /// The event that proposed it.
    pub secondment: String,
    /// The kind, as a code.
    pub kind: String,
    /// `PROPOSED`, `APPROVED`, `STARTED`, `RETURNED` or `CANCELLED`.
    pub stage: String,
    /// The batch.
    pub batch: Option<i64>,
    /// The rotation round.
    pub rotation: Option<String>,
    /// The pairing.
    pub pairing: Option<String>,
    /// The unit the person comes from.
    pub sending: Option<String>,
    /// The receiving unit.
    pub organisation: String,
    /// The post there.
    pub post: Option<String>,
    /// Percent of a full post.
    pub fte_percent: i64,
    /// 1 when the personnel relation moves too.
    pub personnel_moved: i64,
    /// The latest assessment, as a code.
    pub grade: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day there.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

impl SecondmentRow {
    /// Whether the person was or is there.
    pub fn was_served(&self) -> bool {
        self.stage == "STARTED" || self.stage == "RETURNED"
    }

    /// The days, as a period.
    pub fn period(&self) -> Option<Period> {
        Some(Period::new(crate::date_of(&self.valid_from)?, crate::date_of(&self.valid_to)))
    }
}

/// Which service elsewhere is asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only from or to this organisation or below.
    pub scope: Option<Uuid>,
    /// Only this kind, as a code.
    pub kind: Option<String>,
    /// Only this batch.
    pub batch: Option<i64>,
    /// Only this rotation round.
    pub rotation: Option<String>,
    /// Only this pairing.
    pub pairing: Option<String>,
    /// Only who comes from a unit of this kind, as a code.
    pub sending_kind: Option<String>,
    /// All days, and not only what holds on the day asked about.
    pub on_any_day: bool,
}

const FIELDS: &str = "m.teacher, m.secondment, m.kind, m.stage, m.batch, m.rotation, m.pairing, m.sending, m.organisation, \
    m.post, m.fte_percent, m.personnel_moved, m.grade, m.evidence, m.valid_from, m.valid_to";

/// Service elsewhere, in the order of its first days.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At) -> Result<Vec<SecondmentRow>, Failure> {
    let (table, tree) = (views.table(NAME), views.table(organisation::NAME));
    let mut question = Question::default();
    let scope = question.scope(&tree, filter.scope, at);
    let known = question.bind(at.known);
    let mut holds = format!("m.known_from <= {known} AND {known} < m.known_to");
    if !filter.on_any_day {
        holds = question.holds("m", at);
    }
    let (sends, receives) =
        (question.within("m.sending", filter.scope), question.within("m.organisation", filter.scope));
    let kind = question.equals("m.kind", filter.kind.clone());
    let rotation = question.equals("m.rotation", filter.rotation.clone());
    let pairing = question.equals("m.pairing", filter.pairing.clone());
    let batch = filter.batch.map_or_else(String::new, |batch| {
        let place = question.bind(batch);
        format!(" AND m.batch = {place}")
    });
    let from = match &filter.sending_kind {
        Some(kind) => {
            let holds = question.holds("o", at);
            let kind = question.bind(kind.as_str());
            format!(
                " AND m.sending IN (SELECT o.organisation FROM {tree} o WHERE {holds} AND o.kind = {kind})"
            )
        }
        None => String::new(),
    };
    let most = question.bind(MOST);
    let sql = format!(
        "{scope}SELECT {FIELDS} FROM {table} m WHERE {holds} AND ({sends} OR {receives}) AND {kind} AND {rotation} \
         AND {pairing}{batch}{from} ORDER BY m.valid_from, m.secondment LIMIT {most}"
    );
    views.ask(sql, question).await
}
