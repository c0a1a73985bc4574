use super::{
    event::{AgreePairing, EndPairing, PairingEvent},
    refusal::PairingRefusal,
    state::Pairing,
};
use crate::{
    Decider, Looks, OrganisationId, Origin, Stamp, Unreadable, VoidEntry, machine::Told, witness::Witness,
};

/// What may be asked of a pairing.
#[derive(Clone, Debug, PartialEq)]
pub enum PairingCommand {
    /// Two units agree on it.
    AgreePairing(AgreePairing),
    /// It ends.
    EndPairing(EndPairing),
    /// Takes an entry away.
    VoidPairingEvent(VoidEntry),
}

impl Decider for Pairing {
    type Command = PairingCommand;
    type Event = PairingEvent;
    type Refusal = PairingRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &PairingCommand) -> Looks {
        let streams = match command {
            PairingCommand::AgreePairing(asked) => vec![asked.one.stream(), asked.other.stream()],
            PairingCommand::EndPairing(_) | PairingCommand::VoidPairingEvent(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &PairingCommand,
        witness: &Witness,
        _stamp: &Stamp,
    ) -> Result<Vec<PairingEvent>, PairingRefusal> {
        match command {
            PairingCommand::AgreePairing(asked) => {
                self.may_be_agreed(asked, witness)?;
                Ok(vec![PairingEvent::PairingAgreed(asked.clone())])
            }
            PairingCommand::EndPairing(asked) => {
                self.may_end(asked)?;
                Ok(vec![PairingEvent::PairingEnded(asked.clone())])
            }
            PairingCommand::VoidPairingEvent(asked) => {
                self.may_void(asked)?;
                Ok(vec![PairingEvent::PairingEventVoided(asked.clone())])
            }
        }
    }

    fn evolve(&mut self, event: &PairingEvent, origin: Origin) {
        Pairing::evolve(self, event, origin);
    }

    fn write(event: &PairingEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<PairingEvent, Unreadable> {
        PairingEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Pairing {
    fn may_be_agreed(&self, asked: &AgreePairing, witness: &Witness) -> Result<(), PairingRefusal> {
        if let Some((_, fact)) = self.agreed() {
            return Err(PairingRefusal::AlreadyAgreed { fact });
        }
        if asked.one == asked.other {
            return Err(PairingRefusal::SameUnit);
        }
        let on = asked.from.day;
        let open =
            |unit: &OrganisationId| witness.organisations.get(unit).is_some_and(|known| known.is_open_on(on));
        if let Some(unit) = [asked.one, asked.other].into_iter().find(|unit| !open(unit)) {
            return Err(PairingRefusal::UnitNotRegistered { unit, on });
        }
        match &asked.to {
            Some(to) if to.day <= on => Err(PairingRefusal::EndsBeforeStart { from: on, to: to.day }),
            Some(_) | None => Ok(()),
        }
    }

    fn may_end(&self, asked: &EndPairing) -> Result<(), PairingRefusal> {
        let period = self.period().ok_or(PairingRefusal::NotAgreed)?;
        let on = asked.on.day;
        match period.to {
            Some(to) if to <= on => Err(PairingRefusal::Ended { on: to }),
            Some(_) | None if on <= period.from => {
                Err(PairingRefusal::EndsBeforeStart { from: period.from, to: on })
            }
            Some(_) | None => Ok(()),
        }
    }
}
