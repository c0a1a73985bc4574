use serde::{Deserialize, Serialize};

use crate::{
    CivilDate, ProgrammeId,
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

events! {
    /// What can happen to a round.
    pub enum RoundEvent {
        /// Candidates may be nominated.
        RoundOpened(Box<Opening>) = "round.opened" / 1,
        /// No more candidates may be nominated; those who are go on.
        RoundClosed(CloseRound) = "round.closed" / 1,
    }
}
