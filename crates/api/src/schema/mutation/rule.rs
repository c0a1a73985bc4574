//! Policy: rules switched on and off by a document, and the instruments they rest on.

use std::collections::BTreeMap;

use async_graphql::{Context, InputObject, Object, Result};
use liangshi_domain::{
    RegisterId,
    register::{ActivateRule, Instrument, Register, RegisterCommand, SuspendRule},
};

use super::{
    execute::{Asked, run},
    input::{Common, Reader},
    payload::PolicyPayload,
};

/// A number of a rule that differs from its file (规则参数).
#[derive(InputObject)]
pub(crate) struct RuleParameterInput {
    /// Its name, as in `parameters` of the rule.
    name: String,
    /// The number in its place.
    value: i32,
}

/// The input of `ruleActivate`.
#[derive(InputObject)]
pub(crate) struct RuleActivateInput {
    #[graphql(flatten)]
    common: Common,
    /// The rule, as R-33.
    rule: String,
    /// The version of the rule that judges from then on.
    version: i32,
    /// The first day it judges; a month or a year means its first day.
    from: String,
    /// Numbers that differ from those of the version; those left out stay.
    parameters: Option<Vec<RuleParameterInput>>,
}

/// The input of `ruleSuspend`.
#[derive(InputObject)]
pub(crate) struct RuleSuspendInput {
    #[graphql(flatten)]
    common: Common,
    /// The rule, as R-33.
    rule: String,
    /// The first day it no longer judges; a month or a year means its first day.
    from: String,
}

/// The input of `instrumentIssue`.
#[derive(InputObject)]
pub(crate) struct InstrumentIssueInput {
    #[graphql(flatten)]
    common: Common,
    /// Its title (文件名称); its number and issuer are those of `document`.
    title: String,
    /// The first day it is in force (施行日期); a month or a year means its first day.
    from: String,
    /// The last day it is in force, itself included; until further notice when left out.
    to: Option<String>,
    /// The rules that rest on it, as R-20.
    rules: Option<Vec<String>>,
    /// The sentences of the work plan it answers, as S-26.
    sentences: Option<Vec<String>>,
}

impl RuleActivateInput {
    fn read(&self, reader: &mut Reader) -> Option<ActivateRule> {
        let rule = reader.filled("rule", &self.rule);
        let version = reader.number("version", self.version);
        let from = reader.start("from", &self.from);
        let parameters: BTreeMap<_, _> = self
            .parameters
            .iter()
            .flatten()
            .map(|parameter| (parameter.name.clone(), i64::from(parameter.value)))
            .collect();
        let version = u16::try_from(version?).unwrap_or(u16::MAX);
        Some(ActivateRule { rule: rule?, version, from: from?, parameters })
    }
}

impl InstrumentIssueInput {
    fn read(&self, reader: &mut Reader) -> Option<Instrument> {
        let title = reader.text("title", &self.title);
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        Some(Instrument {
            title: title?,
            from: from?,
            to: to?,
            rules: self.rules.clone().unwrap_or_default(),
            sentences: self.sentences.clone().unwrap_or_default(),
        })
    }
}

#[derive(Default)]
pub(crate) struct RuleMutation;

#[Object]
impl RuleMutation {
    /// Lets a rule judge from a day on, by a document (启用规则, S-26, S-76, R-90). For BUREAU_HR.
    async fn rule_activate(&self, context: &Context<'_>, input: RuleActivateInput) -> Result<PolicyPayload> {
        let outcome = run::<Register>(context, &input.common, |reader| {
            let switch = input.read(reader)?;
            Some(Asked::of(RegisterId::Rules.stream(), RegisterCommand::ActivateRule(switch)))
        });
        outcome.await.map(PolicyPayload::from)
    }

    /// Lets a rule no longer judge from a day on, by a document (停用规则, S-76, R-90). For BUREAU_HR.
    async fn rule_suspend(&self, context: &Context<'_>, input: RuleSuspendInput) -> Result<PolicyPayload> {
        let outcome = run::<Register>(context, &input.common, |reader| {
            let rule = reader.filled("rule", &input.rule);
            let from = reader.start("from", &input.from);
            let switch = SuspendRule { rule: rule?, from: from? };
            Some(Asked::of(RegisterId::Rules.stream(), RegisterCommand::SuspendRule(switch)))
        });
        outcome.await.map(PolicyPayload::from)
    }

    /// Registers a policy instrument that was issued (登记政策文件, S-26, S-50). For BUREAU_HR.
    async fn instrument_issue(
        &self,
        context: &Context<'_>,
        input: InstrumentIssueInput,
    ) -> Result<PolicyPayload> {
        let outcome = run::<Register>(context, &input.common, |reader| {
            let instrument = input.read(reader)?;
            Some(Asked::of(RegisterId::Instruments.stream(), RegisterCommand::IssueInstrument(instrument)))
        });
        outcome.await.map(PolicyPayload::from)
    }
}
