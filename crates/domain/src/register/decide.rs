use super::{
    event::{ActivateRule, Instrument, RegisterEvent, SuspendRule},
    refusal::RegisterRefusal,
    state::Register,
};
use crate::{
    Decider, Origin, Stamp, Unreadable,
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
