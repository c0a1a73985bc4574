use serde::{Deserialize, Serialize};

use crate::{CivilDate, OrganisationId, VoidEntry, machine::events};

events! {
    /// What can happen between two paired units.
    pub enum PairingEvent {
        /// Two units agreed on pairing (结对, S-59).
        PairingAgreed(AgreePairing) = "pairing.agreed" / 1,
        /// The pairing ended.
        PairingEnded(EndPairing) = "pairing.ended" / 1,
        /// An entry was taken away as if it were absent (结对记录作废, S-59).
        PairingEventVoided(VoidEntry) = "pairing.event-voided" / 1,
    }
}

/// Two units agree that each sends people to the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AgreePairing {
    /// The one unit.
    pub one: OrganisationId,
    /// The other unit.
    pub other: OrganisationId,
    /// What it is for, as 结对帮扶和互派跟岗学习.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last, when an end is agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Ends a pairing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct EndPairing {
    /// The first day without it.
    pub on: CivilDate,
}
