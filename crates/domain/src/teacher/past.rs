//! How the past is changed without being erased.

use serde::{Deserialize, Serialize};

use super::{
    merge::MergeEvent, movement_asked::CorrectMovement, privacy::PrivacyEvent, statement::Statement,
};
use crate::{CivilDate, EventId, Unreadable, machine::events};

events! {
    /// How what was stated is changed without being erased. The fourth way, a change from a day on, is an ordinary event.
    pub enum PastEvent {
        /// It was never true; the record was wrong (更正).
        FactCorrected(CorrectFact) = "fact.corrected" / 1,
        /// A valid act was withdrawn, from a day on or from the beginning (撤销).
        FactRevoked(RevokeFact) = "fact.revoked" / 1,
        /// It was entered on the wrong person or twice (作废).
        FactVoided(VoidFact) = "fact.voided" / 1,
    }
}

/// States again what an event stated wrongly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CorrectFact {
    /// The event that first stated it.
    pub corrects: EventId,
    /// What it should have said.
    pub statement: Statement,
    /// Why the record was wrong.
    pub reason: String,
}

/// Withdraws a title, a training or work that was validly given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RevokeFact {
    /// The event that stated it.
    pub revokes: EventId,
    /// First day without it; absent when it is void from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CivilDate>,
    /// Why.
    pub reason: String,
}

/// Takes an event away as if it were absent. A correction may be voided too; what it replaced then stands again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct VoidFact {
    /// The event.
    pub voids: EventId,
    /// Why.
    pub reason: String,
}

/// What may be asked about the past.
#[derive(Clone, Debug, PartialEq)]
pub enum PastCommand {
    /// See [`CorrectFact`].
    CorrectFact(CorrectFact),
    /// See [`CorrectMovement`].
    CorrectMovement(CorrectMovement),
    /// See [`RevokeFact`].
    RevokeFact(RevokeFact),
    /// See [`VoidFact`].
    VoidFact(VoidFact),
}

impl PastCommand {
    /// The event named and the reason given.
    pub fn names(&self) -> (EventId, &str) {
        match self {
            Self::CorrectFact(correct) => (correct.corrects, &correct.reason),
            Self::CorrectMovement(correct) => (correct.corrects, &correct.reason),
            Self::RevokeFact(revoke) => (revoke.revokes, &revoke.reason),
            Self::VoidFact(void) => (void.voids, &void.reason),
        }
    }
}

/// Everything that can happen to a teacher.
#[derive(Clone, Debug, PartialEq)]
pub enum TeacherEvent {
    /// Something was stated.
    Stated(Statement),
    /// What was stated was changed.
    Past(PastEvent),
    /// How long what is personal is kept was decided.
    Privacy(PrivacyEvent),
    /// Two registrations of one person were joined or parted.
    Merge(MergeEvent),
}

impl<E: Into<Statement>> From<E> for TeacherEvent {
    fn from(event: E) -> Self {
        Self::Stated(event.into())
    }
}

impl TeacherEvent {
    /// The wire name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Stated(statement) => statement.kind(),
            Self::Past(past) => past.kind(),
            Self::Privacy(privacy) => privacy.kind(),
            Self::Merge(merge) => merge.kind(),
        }
    }

    /// Wire name, version and body.
    ///
    /// # Errors
    /// When a payload cannot be written as JSON.
    pub fn write(&self) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok(match self {
            Self::Stated(statement) => (statement.kind(), statement.schema_version(), statement.body()?),
            Self::Past(past) => (past.kind(), past.schema_version(), past.body()?),
            Self::Privacy(privacy) => (privacy.kind(), privacy.schema_version(), privacy.body()?),
            Self::Merge(merge) => (merge.kind(), merge.schema_version(), merge.body()?),
        })
    }

    /// Reads a stored event; `None` when the kind is not a teacher's.
    ///
    /// # Errors
    /// When the body does not fit the kind.
    pub fn read(kind: &str, body: &str) -> Option<Result<Self, Unreadable>> {
        let stated = Statement::read(kind, body).map(|event| event.map(Self::Stated));
        let past = || PastEvent::read(kind, body).map(|event| event.map(Self::Past));
        let privacy = || PrivacyEvent::read(kind, body).map(|event| event.map(Self::Privacy));
        let merge = || MergeEvent::read(kind, body).map(|event| event.map(Self::Merge));
        stated.or_else(past).or_else(privacy).or_else(merge)
    }
}
