use super::{
    event::{ActivateRule, DefineMetric, Instrument, RegisterEvent, ReviseMetric, SuspendRule},
    refusal::RegisterRefusal,
    state::Register,
};
use crate::{
    Decider, Origin, Stamp, Unreadable,
    metrics::MetricBook,
    rules::{Rulebook, Switch},
    witness::Witness,
};

/// What may be asked of the register.
#[derive(Clone, Debug, PartialEq)]
pub enum RegisterCommand {
    /// Switches a rule on.
    ActivateRule(ActivateRule),
    /// Switches a rule off.
    SuspendRule(SuspendRule),
    /// Issues an instrument.
    IssueInstrument(Instrument),
    /// Defines a metric.
    DefineMetric(DefineMetric),
    /// Adds a version to a metric.
    ReviseMetric(ReviseMetric),
}

type Answer = Result<RegisterEvent, RegisterRefusal>;

impl Decider for Register {
    type Command = RegisterCommand;
    type Event = RegisterEvent;
    type Refusal = RegisterRefusal;
    type Witness = Witness;

    fn decide(
        &self,
        command: &RegisterCommand,
        _witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<RegisterEvent>, RegisterRefusal> {
        if stamp.document.is_none() {
            return Err(RegisterRefusal::DocumentMissing);
        }
        let event = match command {
            RegisterCommand::ActivateRule(asked) => self.switch_on(asked),
            RegisterCommand::SuspendRule(asked) => self.switch_off(asked),
            RegisterCommand::IssueInstrument(asked) => self.issue(asked),
            RegisterCommand::DefineMetric(asked) => self.define(asked),
            RegisterCommand::ReviseMetric(asked) => self.revise(asked),
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &RegisterEvent, origin: Origin) {
        Register::evolve(self, event, origin);
    }

    fn write(event: &RegisterEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<RegisterEvent, Unreadable> {
        RegisterEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Register {
    /// The rulebook that its switches make.
    pub fn rulebook(&self) -> Rulebook {
        let mut book = Rulebook::default();
        for (event, origin) in self.events() {
            book.evolve(event, *origin);
        }
        book
    }

    fn switch_on(&self, asked: &ActivateRule) -> Answer {
        let rule = asked.rule.clone();
        let file = Rulebook::file(&rule).ok_or(RegisterRefusal::RuleUnknown { rule: rule.clone() })?;
        let known = file.versions.iter().find(|known| known.version == asked.version);
        let missing = RegisterRefusal::RuleVersionUnknown { rule: rule.clone(), version: asked.version };
        let version = known.ok_or(missing)?;
        if let Some(name) = asked.parameters.keys().find(|name| !version.parameters.contains_key(*name)) {
            return Err(RegisterRefusal::RuleParameterUnknown { rule, name: name.clone() });
        }
        let switch = Switch::On { version: asked.version, parameters: asked.parameters.clone() };
        if self.rulebook().switch_on(&rule, asked.from.day).is_some_and(|step| step.value == switch) {
            return Err(RegisterRefusal::RuleAlreadySwitched { rule });
        }
        Ok(RegisterEvent::RuleActivated(asked.clone()))
    }

    fn switch_off(&self, asked: &SuspendRule) -> Answer {
        let rule = asked.rule.clone();
        let file = Rulebook::file(&rule).ok_or(RegisterRefusal::RuleUnknown { rule: rule.clone() })?;
        if file.built_in {
            return Err(RegisterRefusal::RuleBuiltIn { rule });
        }
        if self.rulebook().in_force(&rule, asked.from.day).is_none() {
            return Err(RegisterRefusal::RuleAlreadySwitched { rule });
        }
        Ok(RegisterEvent::RuleSuspended(asked.clone()))
    }

    /// The book of metrics that its definitions make.
    pub fn metric_book(&self) -> MetricBook {
        let mut book = MetricBook::default();
        for (event, origin) in self.events() {
            book.evolve(event, *origin);
        }
        book
    }

    fn define(&self, asked: &DefineMetric) -> Answer {
        let metric = asked.metric.clone();
        if self.metric_book().find(&metric).is_some() {
            return Err(RegisterRefusal::MetricAlreadyDefined { metric });
        }
        if asked.version.version != 1 {
            return Err(RegisterRefusal::MetricVersionOutOfTurn { next: 1 });
        }
        Ok(RegisterEvent::MetricDefined(asked.clone()))
    }

    fn revise(&self, asked: &ReviseMetric) -> Answer {
        let book = self.metric_book();
        let unknown = || RegisterRefusal::MetricUnknown { metric: asked.metric.clone() };
        let metric = book.find(&asked.metric).ok_or_else(unknown)?;
        let next = metric.last().saturating_add(1);
        if asked.version.version != next {
            return Err(RegisterRefusal::MetricVersionOutOfTurn { next });
        }
        match metric.versions.last() {
            Some(before) if asked.version.from <= before.version.from => {
                Err(RegisterRefusal::MetricVersionTooEarly { from: before.version.from })
            }
            Some(_) | None => Ok(RegisterEvent::MetricRevised(asked.clone())),
        }
    }

    fn issue(&self, asked: &Instrument) -> Answer {
        if asked.title.trim().is_empty() {
            return Err(RegisterRefusal::TitleBlank);
        }
        if asked.to.as_ref().is_some_and(|to| to.day <= asked.from.day) {
            return Err(RegisterRefusal::PeriodReversed);
        }
        if let Some(rule) = asked.rules.iter().find(|rule| Rulebook::file(rule).is_none()) {
            return Err(RegisterRefusal::RuleUnknown { rule: rule.clone() });
        }
        let same = |held: &&(&Instrument, _)| held.0.title == asked.title && held.0.from == asked.from;
        if let Some((_, fact)) = self.instruments().find(|held| same(&held)) {
            return Err(RegisterRefusal::InstrumentAlreadyIssued { fact });
        }
        Ok(RegisterEvent::InstrumentIssued(asked.clone()))
    }
}
