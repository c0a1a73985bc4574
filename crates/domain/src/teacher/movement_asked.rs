//! What should have been asked when service elsewhere was verified, visited, or took the personnel relation along.

use crate::{CivilDate, EventId};

/// Says again what was asked when service elsewhere was verified, visited, or took the personnel relation along. The place, what
/// designates it and the rules follow from the service itself, so nobody states them.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectMovement {
    /// The event that first stated it.
    pub corrects: EventId,
    /// What should have been asked.
    pub asked: MovementAsked,
    /// Why the record was wrong.
    pub reason: String,
}

/// What should have been asked.
#[derive(Clone, Debug, PartialEq)]
pub enum MovementAsked {
    /// Days of support teaching that were verified (支教认定, S-47).
    SupportTeaching {
        /// The first day; the first day there when left out.
        from: Option<CivilDate>,
        /// The day after the last; the day back when left out.
        to: Option<CivilDate>,
    },
    /// A visit in a residency (蹲点, S-69).
    Residency {
        /// The first day of the visit.
        on: CivilDate,
        /// How many days it lasted.
        days: u32,
        /// What was done.
        note: Option<String>,
    },
    /// The day on which the personnel relation went along or came back (人事关系转移, S-44).
    PersonnelRelation {
        /// The first day.
        from: CivilDate,
    },
}

impl MovementAsked {
    /// The wire name of the event it corrects.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::SupportTeaching { .. } => "support-teaching.verified",
            Self::Residency { .. } => "residency.visited",
            Self::PersonnelRelation { .. } => "personnel-relation.moved",
        }
    }
}
