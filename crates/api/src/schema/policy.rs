//! Policy in force: every rule with its versions, by which document it judges, and the instruments.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use liangshi_domain::{
    EventId, RegisterId,
    policy::{RuleFile, RuleOutcome as Outcome, RuleVersion as Version},
    register::Instrument,
    rules::{RuleInForce, Rulebook},
};
use liangshi_projection::{At, views::policy_register};

use super::{
    node::{Event, Label},
    scalar::{Date, Long},
    sight::Sight,
};
use crate::fault;

/// What happens when a rule is not satisfied (规则效力).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleOutcome {
    /// The mutation is refused (阻断).
    Block,
    /// The mutation is refused until the officer explains why to go on (提示).
    Warn,
    /// It is noted and shown in reports (报告).
    Report,
}

impl From<Outcome> for RuleOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Block => Self::Block,
            Outcome::Warn => Self::Warn,
            Outcome::Report => Self::Report,
        }
    }
}

/// A number a rule uses (规则参数).
#[derive(SimpleObject)]
pub(crate) struct RuleParameter {
    /// Its name.
    name: String,
    /// The number.
    value: Long,
}

/// What policy is in force.
pub(crate) struct Policy {
    book: Arc<Rulebook>,
    sight: Arc<Sight>,
}

impl Policy {
    /// The policy at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, _: RegisterId, at: At) -> Result<Option<Self>> {
        Self::at(Sight::with(context, at)?).await.map(Some)
    }

    /// The policy of a question.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn at(sight: Arc<Sight>) -> Result<Self> {
        Ok(Self { book: sight.rules().await?, sight })
    }

    /// The rule with the version that judges on the day; none when it does not judge.
    pub(crate) fn in_force(&self, rule: &str) -> Option<RuleInForce> {
        self.book.in_force(rule, self.sight.at.valid)
    }

    /// A rule by its id, in force or not.
    pub(crate) fn find(&self, rule: &str) -> Option<Rule> {
        Rulebook::file(rule).map(|file| self.rule(file))
    }

    fn rule(&self, file: &'static RuleFile) -> Rule {
        let judge = self.in_force(&file.id);
        let switch = self.book.switch_on(&file.id, self.sight.at.valid).map(|step| step.by);
        Rule { file, judge, switch, sight: self.sight.clone() }
    }
}

/// Policy on a day (政策): open to everyone who signs in.
#[Object]
impl Policy {
    /// Every rule, in force or not, in the order of the ids (规则).
    async fn rules(&self) -> Vec<Rule> {
        let mut files: Vec<_> = Rulebook::files().iter().collect();
        files.sort_by(|one, other| one.id.cmp(&other.id));
        files.into_iter().map(|file| self.rule(file)).collect()
    }

    /// One rule; null when there is none with this id.
    async fn rule_of(&self, #[graphql(desc = "The rule, as R-33.")] id: String) -> Option<Rule> {
        self.find(&id)
    }

    /// The policy instruments known, in the order they were registered (政策文件, S-26, S-50).
    async fn instruments(&self) -> Result<Vec<PolicyInstrument>> {
        let known = policy_register::instruments(&self.sight.views, self.sight.at).await;
        let known = known.map_err(fault::internal)?;
        let of = |(instrument, by)| PolicyInstrument { instrument, by, sight: self.sight.clone() };
        Ok(known.into_iter().map(of).collect())
    }
}

/// A rule on a day.
#[derive(Clone)]
pub(crate) struct Rule {
    file: &'static RuleFile,
    judge: Option<RuleInForce>,
    switch: Option<EventId>,
    sight: Arc<Sight>,
}

/// A rule with all its versions, and whether it judges on the day (规则, S-76).
#[Object]
impl Rule {
    /// Its id, as R-33.
    async fn id(&self) -> &str {
        &self.file.id
    }

    /// The code it refuses with, as `ETHICS_BAR_ACTIVE`.
    async fn code(&self) -> &str {
        &self.file.code
    }

    /// Its name (规则名称).
    async fn name(&self) -> Label {
        self.file.name.clone().into()
    }

    /// The sentences of the plan it answers, as S-17.
    async fn sentences(&self) -> &[String] {
        &self.file.sentences
    }

    /// Whether the registry is built so that it holds, so that no document switches it off (是否由系统结构保证).
    async fn built_in(&self) -> bool {
        self.file.built_in
    }

    /// Whether it judges on the day (是否执行).
    async fn in_force(&self) -> bool {
        self.judge.is_some()
    }

    /// The version that judges on the day; null when none does.
    async fn version(&self) -> Option<RuleVersion> {
        self.judge.as_ref().map(|judge| RuleVersion { version: judge.version })
    }

    /// The numbers it uses on the day, as a document may have changed them (参数).
    async fn parameters(&self) -> Vec<RuleParameter> {
        let Some(judge) = &self.judge else { return Vec::new() };
        let number = |name: &String| {
            let value = Long(judge.number(name)?);
            Some(RuleParameter { name: name.clone(), value })
        };
        judge.version.parameters.keys().filter_map(number).collect()
    }

    /// The event that switched it on or off, with the document (依据); null when it judges by its file alone.
    async fn switched_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, self.switch.map(|by| by.to_string()).as_deref()).await
    }

    /// Every version there is (版本).
    async fn versions(&self) -> Vec<RuleVersion> {
        self.file.versions.iter().map(|version| RuleVersion { version }).collect()
    }
}

/// A version of a rule.
pub(crate) struct RuleVersion {
    version: &'static Version,
}

/// One version of a rule: what it rests on and what it says (规则版本).
#[Object]
impl RuleVersion {
    /// Its number.
    async fn number(&self) -> i32 {
        self.version.version.into()
    }

    /// The first day it judges by its file.
    async fn from(&self) -> Date {
        Date(self.version.from)
    }

    /// The last day it judges by its file; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date(self.version.to?).day_before()
    }

    /// What happens when it is not satisfied (效力).
    async fn outcome(&self) -> RuleOutcome {
        self.version.outcome.into()
    }

    /// The document and article it rests on (依据条款).
    async fn legal_basis(&self) -> Label {
        self.version.legal_basis.clone().into()
    }

    /// Whether the bureau has confirmed the basis and the numbers (是否经确认).
    async fn confirmed(&self) -> bool {
        self.version.confirmed
    }

    /// The numbers of its file.
    async fn parameters(&self) -> Vec<RuleParameter> {
        let parameters = self.version.parameters.iter();
        parameters.map(|(name, value)| RuleParameter { name: name.clone(), value: Long(*value) }).collect()
    }

    /// What it says to who is refused or warned.
    async fn explanation(&self) -> Label {
        self.version.explanation.clone().into()
    }

    /// What would lift it.
    async fn remedy(&self) -> Label {
        self.version.remedy.clone().into()
    }
}

/// An instrument that was issued.
pub(crate) struct PolicyInstrument {
    instrument: Instrument,
    by: EventId,
    sight: Arc<Sight>,
}

/// A policy instrument (政策文件, S-26, S-50).
#[Object]
impl PolicyInstrument {
    /// Its title.
    async fn title(&self) -> &str {
        &self.instrument.title
    }

    /// The first day it is in force.
    async fn from(&self) -> Date {
        Date(self.instrument.from.day)
    }

    /// The last day it is in force; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date(self.instrument.to.as_ref()?.day).day_before()
    }

    /// Whether it is in force on the day.
    async fn in_force(&self) -> bool {
        let (day, instrument) = (self.sight.at.valid, &self.instrument);
        instrument.from.day <= day && instrument.to.as_ref().is_none_or(|to| day < to.day)
    }

    /// The rules that rest on it.
    async fn rules(&self) -> &[String] {
        &self.instrument.rules
    }

    /// The sentences of the plan it answers.
    async fn sentences(&self) -> &[String] {
        &self.instrument.sentences
    }

    /// The event that registered it, with its number and issuer.
    async fn issued_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.by.to_string())).await
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct PolicyQuery;

#[Object]
impl PolicyQuery {
    /// The rules and instruments of a day (政策, S-26, S-50, S-76).
    async fn policy(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Policy> {
        Policy::at(Sight::ask(context, as_of, known_at, min_position).await?).await
    }
}
