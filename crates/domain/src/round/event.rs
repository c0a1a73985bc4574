use serde::{Deserialize, Serialize};

use crate::{
    CandidacyId, CivilDate, OrganisationId, ProgrammeId, VoidEntry,
    machine::events,
    programme::{Naming, ProgrammeTerms},
};

/// What is stored when a round opens: the terms are a copy, so that a later revision of the programme leaves it alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Opening {
    /// The programme.
    pub programme: ProgrammeId,
    /// The programme's role, as `STUDIO_HOSTS`.
    pub role: String,
    /// The round's name, as 第二批.
    pub name: Naming,
    /// The number of the batch, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<u32>,
    /// The first day of nomination.
    pub opens_on: CivilDate,
    /// The day after the last day of nomination, when one is announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_on: Option<CivilDate>,
    /// The programme's terms as they were in force on the opening day.
    pub terms: ProgrammeTerms,
}

/// Closes a round to nominations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CloseRound {
    /// The first day without nomination.
    pub on: CivilDate,
}

/// Puts places of a unit into those all candidates of the round share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PoolRoundPlaces {
    /// The unit whose places they are.
    pub organisation: OrganisationId,
    /// How many.
    pub places: u32,
    /// The day.
    pub on: CivilDate,
}

/// Takes a place of the round for a candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct TakeRoundPlace {
    /// The candidate.
    pub candidacy: CandidacyId,
    /// The day.
    pub on: CivilDate,
}

/// Gives back the place of a candidate who left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct GiveBackRoundPlace {
    /// The candidate.
    pub candidacy: CandidacyId,
    /// The day.
    pub on: CivilDate,
}

events! {
    /// What can happen to a round.
    pub enum RoundEvent {
        /// Candidates may be nominated (开启批次, S-02, S-30, S-40, S-42, S-43).
        RoundOpened(Box<Opening>) = "round.opened" / 1,
        /// No more candidates may be nominated; those who are go on.
        RoundClosed(CloseRound) = "round.closed" / 1,
        /// A unit put places into those all candidates share (名额统筹, S-43).
        RoundPlacesPooled(PoolRoundPlaces) = "round-places.pooled" / 1,
        /// A candidate took a place (占用名额, S-40, S-43); it follows the confirmation, or the certification where there is none.
        RoundPlaceTaken(TakeRoundPlace) = "round-place.taken" / 1,
        /// The place of a candidate who left is free again (退回名额, S-43).
        RoundPlaceGivenBack(GiveBackRoundPlace) = "round-place.given-back" / 1,
        /// An entry was taken away as if it were absent (批次记录作废, S-30, S-40, S-43).
        RoundEventVoided(VoidEntry) = "round.event-voided" / 1,
    }
}
