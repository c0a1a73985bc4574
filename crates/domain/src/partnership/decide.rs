use chrono::NaiveDate;

use super::{
    event::{DesignateTrainingBase, EndPartnership, PartnershipEvent, SignPartnership, WithdrawTrainingBase},
    refusal::PartnershipRefusal,
    state::Partnership,
};
use crate::{Decider, Looks, Origin, Stamp, Unreadable, VoidEntry, machine::Told, witness::Witness};

/// What may be asked of a partnership.
#[derive(Clone, Debug, PartialEq)]
pub enum PartnershipCommand {
    /// Signs it.
    SignPartnership(SignPartnership),
    /// Ends it.
    EndPartnership(EndPartnership),
    /// Designates a training base.
    DesignateTrainingBase(DesignateTrainingBase),
    /// Ends that.
    WithdrawTrainingBase(WithdrawTrainingBase),
    /// Takes an entry away.
    VoidPartnershipEvent(VoidEntry),
}

type Answer = Result<PartnershipEvent, PartnershipRefusal>;

impl Decider for Partnership {
    type Command = PartnershipCommand;
    type Event = PartnershipEvent;
    type Refusal = PartnershipRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &PartnershipCommand) -> Looks {
        let ours = match command {
            PartnershipCommand::SignPartnership(asked) => asked.organisation,
            PartnershipCommand::EndPartnership(_)
            | PartnershipCommand::DesignateTrainingBase(_)
            | PartnershipCommand::WithdrawTrainingBase(_)
            | PartnershipCommand::VoidPartnershipEvent(_) => None,
        };
        Looks { streams: ours.iter().map(|id| id.stream()).collect(), events: Vec::new() }
    }

    fn decide(
        &self,
        command: &PartnershipCommand,
        witness: &Witness,
        _stamp: &Stamp,
    ) -> Result<Vec<PartnershipEvent>, PartnershipRefusal> {
        let event = match command {
            PartnershipCommand::SignPartnership(asked) => self.sign(asked, witness),
            PartnershipCommand::EndPartnership(asked) => self
                .holds(asked.on.day, self.signed().is_some())
                .map(|()| PartnershipEvent::PartnershipEnded(asked.clone())),
            PartnershipCommand::DesignateTrainingBase(asked) => self
                .begins(&asked.enterprise)
                .map(|()| PartnershipEvent::TrainingBaseDesignated(asked.clone())),
            PartnershipCommand::WithdrawTrainingBase(asked) => self
                .holds(asked.on.day, self.base().is_some())
                .map(|()| PartnershipEvent::TrainingBaseWithdrawn(asked.clone())),
            PartnershipCommand::VoidPartnershipEvent(asked) => {
                self.may_void(asked)?;
                Ok(PartnershipEvent::PartnershipEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &PartnershipEvent, origin: Origin) {
        Partnership::evolve(self, event, origin);
    }

    fn write(event: &PartnershipEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<PartnershipEvent, Unreadable> {
        PartnershipEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Partnership {
    fn begins(&self, name: &str) -> Result<(), PartnershipRefusal> {
        if let Some(fact) = self.by().first() {
            return Err(PartnershipRefusal::AlreadyBegun { fact: *fact });
        }
        (!name.trim().is_empty()).then_some(()).ok_or(PartnershipRefusal::NameBlank)
    }

    fn sign(&self, asked: &SignPartnership, witness: &Witness) -> Answer {
        self.begins(&asked.partner)?;
        let ordered = asked.to.as_ref().is_none_or(|to| asked.from.day < to.day);
        ordered.then_some(()).ok_or(PartnershipRefusal::EndsBeforeStart)?;
        let known = |id| witness.organisations.get(&id).is_some_and(|organisation| organisation.is_known());
        match asked.organisation.filter(|id| !known(*id)) {
            Some(_) => Err(PartnershipRefusal::OrganisationUnknown),
            None => Ok(PartnershipEvent::PartnershipSigned(asked.clone())),
        }
    }

    fn holds(&self, on: NaiveDate, is_of_that_kind: bool) -> Result<(), PartnershipRefusal> {
        let holds = is_of_that_kind && self.holds_on(on);
        holds.then_some(()).ok_or(PartnershipRefusal::NotOn { on })
    }
}
