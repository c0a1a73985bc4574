use serde::{Deserialize, Serialize};

use crate::{CivilDate, OrganisationId, TeacherId, machine::events};

/// Confirms that a person was taken in as high-level talent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ConfirmIntake {
    /// The person; the stream has the same id.
    pub teacher: TeacherId,
    /// The category, as a code of the list in force on the day of arrival.
    pub category: String,
    /// The day the person reported for duty (报到).
    pub arrived: CivilDate,
    /// Where.
    pub organisation: OrganisationId,
    /// The employer before, outside the system of the bureau.
    pub previous_employer: String,
}

/// Takes the confirmation back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RevokeIntake {
    /// Why.
    pub reason: String,
}

events! {
    /// What can happen to an intake.
    pub enum IntakeEvent {
        /// A person was taken in as high-level talent (高层次人才引进确认, S-29, M-20).
        IntakeConfirmed(ConfirmIntake) = "intake.confirmed" / 1,
        /// It was taken back (撤销引进确认, S-29).
        IntakeRevoked(RevokeIntake) = "intake.revoked" / 1,
    }
}
