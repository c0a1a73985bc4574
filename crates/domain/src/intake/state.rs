use super::event::{ConfirmIntake, IntakeEvent};
use crate::{EventId, Origin};

/// An intake as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intake {
    confirmed: Option<(ConfirmIntake, EventId)>,
}

impl Intake {
    /// How it was confirmed and the event that says so, unless that was taken back.
    pub fn confirmed(&self) -> Option<(&ConfirmIntake, EventId)> {
        self.confirmed.as_ref().map(|(event, by)| (event, *by))
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &IntakeEvent, origin: Origin) {
        self.confirmed = match event {
            IntakeEvent::IntakeConfirmed(event) => Some((event.clone(), origin.id)),
            IntakeEvent::IntakeRevoked(_) => None,
        };
    }
}
