//! How long what is personal is kept: holds that forbid erasing, and the erasing itself.
//!
//! These are no facts about the person, so they are neither corrected nor voided: a hold is lifted, and what was erased
//! stays erased.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::refusal::TeacherRefusal;
use crate::{CivilDate, EventId, Origin, Stamp, machine::events};

events! {
    /// What decides how long a person's own values are kept.
    pub enum PrivacyEvent {
        /// What is kept of the person must not be erased for now (法定保留).
        LegalHoldPlaced(PlaceLegalHold) = "legal-hold.placed" / 1,
        /// That no longer has to be so.
        LegalHoldLifted(LiftLegalHold) = "legal-hold.lifted" / 1,
        /// Name, identity number and birth date were erased for ever; what happened stays.
        PersonalDataErased(ErasePersonalData) = "personal-data.erased" / 1,
    }
}

/// Forbids erasing a person for as long as something is examined or disputed. It holds as soon as it is recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PlaceLegalHold {
    /// The day the duty to keep began, as the document has it.
    pub since: CivilDate,
    /// Why. It is kept in plain for ever, so it may not name the person.
    pub reason: String,
}

/// Lifts a hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct LiftLegalHold {
    /// The event that placed it.
    pub hold: EventId,
    /// Why. It is kept in plain for ever, so it may not name the person.
    pub reason: String,
}

/// Erases a person's name, identity number and birth date for ever, by the decision document of the stamp.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ErasePersonalData {
    /// Why. It is kept in plain for ever, so it may not name the person.
    pub reason: String,
}

/// What may be asked about how long a person's own values are kept.
#[derive(Clone, Debug, PartialEq)]
pub enum PrivacyCommand {
    /// See [`PlaceLegalHold`].
    PlaceLegalHold(PlaceLegalHold),
    /// See [`LiftLegalHold`].
    LiftLegalHold(LiftLegalHold),
    /// See [`ErasePersonalData`].
    ErasePersonalData(ErasePersonalData),
}

impl PrivacyCommand {
    fn reason(&self) -> &str {
        match self {
            Self::PlaceLegalHold(hold) => &hold.reason,
            Self::LiftLegalHold(lift) => &lift.reason,
            Self::ErasePersonalData(erase) => &erase.reason,
        }
    }
}

/// A hold in force.
#[derive(Clone, Debug, PartialEq)]
pub struct LegalHold {
    /// The event that placed it.
    pub fact: EventId,
    /// The day the duty to keep began.
    pub since: NaiveDate,
    /// Why.
    pub reason: String,
}

/// What is known of how long the person's own values are kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Privacy {
    /// The holds in force, oldest first.
    pub holds: Vec<LegalHold>,
    /// The event that erased the person.
    pub erased: Option<EventId>,
}

impl Privacy {
    /// Folds one event.
    pub(crate) fn evolve(&mut self, event: &PrivacyEvent, origin: Origin) {
        match event {
            PrivacyEvent::LegalHoldPlaced(hold) => self.holds.push(LegalHold {
                fact: origin.id,
                since: hold.since.day,
                reason: hold.reason.clone(),
            }),
            PrivacyEvent::LegalHoldLifted(lift) => self.holds.retain(|hold| hold.fact != lift.hold),
            PrivacyEvent::PersonalDataErased(_) => self.erased = self.erased.or(Some(origin.id)),
        }
    }

    /// Refuses what would bring personal values of somebody who was erased.
    pub(crate) fn still_kept(&self) -> Result<(), TeacherRefusal> {
        self.erased.map_or(Ok(()), |erasure| Err(TeacherRefusal::PersonErased { erasure }))
    }
}

/// Decides how long a person's own values are kept; `personal` are those values, which no text kept in plain may hold.
pub(crate) fn decide(
    command: &PrivacyCommand,
    privacy: &Privacy,
    personal: &[&str],
    stamp: &Stamp,
) -> Result<Vec<PrivacyEvent>, TeacherRefusal> {
    if command.reason().trim().is_empty() {
        return Err(TeacherRefusal::ReasonMissing);
    }
    if plain(command, stamp).any(|text| personal.iter().any(|value| text.contains(value))) {
        return Err(TeacherRefusal::TextNamesPerson);
    }
    Ok(vec![match command {
        PrivacyCommand::PlaceLegalHold(hold) => {
            privacy.still_kept()?;
            PrivacyEvent::LegalHoldPlaced(hold.clone())
        }
        PrivacyCommand::LiftLegalHold(lift) => {
            let held = privacy.holds.iter().any(|hold| hold.fact == lift.hold);
            held.then_some(()).ok_or(TeacherRefusal::LegalHoldUnknown { hold: lift.hold })?;
            PrivacyEvent::LegalHoldLifted(lift.clone())
        }
        PrivacyCommand::ErasePersonalData(erase) => {
            may_erase(privacy, stamp)?;
            PrivacyEvent::PersonalDataErased(erase.clone())
        }
    }])
}

fn may_erase(privacy: &Privacy, stamp: &Stamp) -> Result<(), TeacherRefusal> {
    if let Some(erasure) = privacy.erased {
        return Err(TeacherRefusal::AlreadyErased { erasure });
    }
    if let Some(hold) = privacy.holds.first() {
        let LegalHold { fact, since, reason } = hold.clone();
        return Err(TeacherRefusal::LegalHoldActive { hold: fact, since, reason });
    }
    if stamp.document.is_none() { Err(TeacherRefusal::ErasureWithoutDocument) } else { Ok(()) }
}

/// The texts of the command that are kept in plain.
fn plain<'a>(command: &'a PrivacyCommand, stamp: &'a Stamp) -> impl Iterator<Item = &'a str> {
    let document = stamp.document.iter();
    let document = document.flat_map(|it| [Some(&it.issuer), Some(&it.number), it.title.as_ref()]);
    std::iter::once(command.reason()).chain(document.flatten().map(String::as_str))
}
