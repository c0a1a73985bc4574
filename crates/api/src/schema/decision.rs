//! What a step of a candidate was judged by, as it was stored with it.

use std::sync::Arc;

use async_graphql::{ID, Object, Result};
use liangshi_domain::{
    AppliedRule, CandidacyId, RoundId,
    candidacy::{Outcome, Preference},
    criteria::{Finding, RuleVersion},
};
use liangshi_projection::views::candidacy_step::{self, Filter, StepRow};
use serde::de::DeserializeOwned;

use super::{
    enums::{Presence, ProgrammeStage, stored},
    id::{self, NodeKind},
    node::{Event, Label, Teacher, id_of},
    policy::RuleOutcome,
    scalar::{Date, int},
    sight::Sight,
};
use crate::fault;

/// A step of a candidate.
pub(crate) struct CandidacyDecision {
    pub(crate) row: StepRow,
    pub(crate) sight: Arc<Sight>,
}

/// The steps of one candidacy, or of a round, in the order of their days.
///
/// # Errors
/// When the views fail.
pub(crate) async fn of(
    sight: &Arc<Sight>,
    candidacy: Option<CandidacyId>,
    round: Option<RoundId>,
) -> Result<Vec<CandidacyDecision>> {
    let filter = Filter { candidacy, round, kind: None };
    let rows = candidacy_step::list(&sight.views, &filter, sight.at).await.map_err(fault::internal)?;
    Ok(rows.into_iter().map(|row| CandidacyDecision { row, sight: sight.clone() }).collect())
}

fn read<T: DeserializeOwned>(text: Option<&str>) -> Result<Option<T>> {
    text.map(serde_json::from_str).transpose().map_err(fault::internal)
}

impl CandidacyDecision {
    /// What verified support teaching counted for.
    ///
    /// # Errors
    /// When what is stored cannot be read.
    pub(crate) fn stored_preference(&self) -> Result<Option<Preference>> {
        read(self.row.preference.as_deref())
    }
}

/// A step of a candidate with what it was judged by (办理记录, R-90): the rules with their versions, what was asked and found, what
/// support teaching counted for (S-47), and what was stated on the person (S-02, S-40, S-43, S-78, S-79).
#[Object]
impl CandidacyDecision {
    /// The event.
    async fn event(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.event)).await
    }

    /// Its stable name, as `candidate.certified`.
    async fn kind(&self) -> &str {
        &self.row.kind
    }

    /// The stage it entered (进入阶段, C-33); null for a step that enters none.
    async fn stage(&self) -> Option<ProgrammeStage> {
        self.row.stage.as_deref().and_then(stored)
    }

    /// The day it is dated by.
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.day)
    }

    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The candidacy it is a step of, by its global id, which `candidacy` takes.
    async fn candidacy_id(&self) -> Option<ID> {
        id_of::<CandidacyId>(&self.row.candidacy).map(|id| id::global(NodeKind::Candidacy, id.0))
    }

    /// What was asked and found (条件核查, R-21, R-26, R-27).
    async fn findings(&self) -> Result<Vec<DecisionFinding>> {
        let found: Vec<Finding> = read(self.row.findings.as_deref())?.unwrap_or_default();
        Ok(found.into_iter().map(|finding| DecisionFinding { finding, sight: self.sight.clone() }).collect())
    }

    /// The rules it was judged by, in the versions that were in force (适用规则, R-90).
    async fn rules(&self) -> Result<Vec<DecisionRule>> {
        let rules: Vec<AppliedRule> = read(self.row.rules.as_deref())?.unwrap_or_default();
        Ok(rules.into_iter().map(DecisionRule).collect())
    }

    /// What verified support teaching counted for (支教倾斜, S-47, R-35); null when it counted for nothing.
    async fn preference(&self) -> Result<Option<DecisionPreference>> {
        let preference = self.stored_preference()?;
        Ok(preference.map(|preference| DecisionPreference { preference, sight: self.sight.clone() }))
    }

    /// What was stated on the person in the same append (办理事项); null when nothing was.
    async fn outcome(&self) -> Result<Option<DecisionOutcome>> {
        Ok(read::<Outcome>(self.row.outcome.as_deref())?.map(DecisionOutcome))
    }

    /// The years of the public notice in which only weekends were taken for days off, because no calendar of them was known
    /// (公示期间未收录节假日安排的年份).
    async fn calendar_unknown(&self) -> Result<Vec<i32>> {
        Ok(read(self.row.calendar_unknown.as_deref())?.unwrap_or_default())
    }
}

/// What was asked of a candidate and found.
pub(crate) struct DecisionFinding {
    pub(crate) finding: Finding,
    pub(crate) sight: Arc<Sight>,
}

/// What was asked of a candidate and found on the day of the decision (条件核查).
#[Object]
impl DecisionFinding {
    /// What was asked, as a stable code such as `TITLE_AT_LEAST`.
    async fn criterion(&self) -> &str {
        self.finding.criterion.code()
    }

    /// What was asked, in words.
    async fn asked(&self) -> Label {
        Label { zh: self.finding.criterion.zh(), en: self.finding.criterion.en() }
    }

    /// The whole finding as a sentence.
    async fn sentence(&self) -> Label {
        Label { zh: self.finding.zh(), en: self.finding.en() }
    }

    /// Whether it was shown.
    async fn passed(&self) -> bool {
        self.finding.passed
    }

    /// Whether there was anything to look at (C-40).
    async fn presence(&self) -> Presence {
        self.finding.presence.into()
    }

    /// What was found: a code or a number; null when nothing was.
    async fn found(&self) -> Option<&str> {
        self.finding.found.as_deref()
    }

    /// The rule that asked it.
    async fn rule(&self) -> &str {
        let RuleVersion { id, version: _ } = &self.finding.rule;
        id
    }

    /// The version of that rule.
    async fn version(&self) -> i32 {
        int(self.finding.rule.version.into())
    }

    /// The events that show it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &self.finding.evidence).await
    }
}

/// A rule a decision was judged by.
pub(crate) struct DecisionRule(pub(crate) AppliedRule);

/// A rule a decision was judged by, in the version that was in force (适用规则, R-90).
#[Object]
impl DecisionRule {
    /// The rule, as R-25.
    async fn rule(&self) -> &str {
        &self.0.rule
    }

    /// The version.
    async fn version(&self) -> i32 {
        i32::from(self.0.version)
    }

    /// What happens when it is not satisfied.
    async fn outcome(&self) -> RuleOutcome {
        self.0.outcome.into()
    }

    /// Whether it was satisfied.
    async fn satisfied(&self) -> bool {
        self.0.satisfied
    }

    /// Why the officer went on although it was not.
    async fn explanation(&self) -> Option<&str> {
        self.0.explanation.as_deref()
    }
}

/// What verified support teaching counted for.
pub(crate) struct DecisionPreference {
    preference: Preference,
    sight: Arc<Sight>,
}

/// What verified support teaching counted for in a decision (支教倾斜, S-47, R-35).
#[Object]
impl DecisionPreference {
    /// The effect, as POINTS, TIE_BREAK or QUOTA.
    async fn effect(&self) -> &str {
        self.preference.effect.code()
    }

    /// The effect in words.
    async fn effect_label(&self) -> Label {
        let effect = self.preference.effect;
        Label { zh: effect.zh().to_owned(), en: effect.en().to_owned() }
    }

    /// How many points or places; null for TIE_BREAK.
    async fn amount(&self) -> Option<i32> {
        self.preference.amount.map(|amount| int(amount.into()))
    }

    /// The whole months that were verified by the day of the decision (认定月数).
    async fn months(&self) -> i32 {
        int(self.preference.months.into())
    }

    /// The events that verified them (认定记录).
    async fn facts(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &self.preference.facts).await
    }
}

/// What a certification stated on the person.
pub(crate) struct DecisionOutcome(Outcome);

/// What a certification stated on the person in the same append (办理事项). The facts themselves stand on the person.
#[Object]
impl DecisionOutcome {
    /// What was stated, as TITLE_GRANTED.
    async fn kind(&self) -> &str {
        self.0.kind().code()
    }

    /// The same in words.
    async fn label(&self) -> Label {
        let kind = self.0.kind();
        Label { zh: kind.zh().to_owned(), en: kind.en().to_owned() }
    }
}
