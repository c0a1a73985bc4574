//! What the mutations of a candidacy have in common.

use async_graphql::{Context, ID, InputObject, Result};
use liangshi_domain::{
    CandidacyId,
    candidacy::{Assessment, Candidacy, CandidacyCommand, Leaving, StepTaken},
};

use super::{
    execute::{Asked, about},
    input::{Common, Reader},
    payload::CandidacyPayload,
};
use crate::schema::enums::Grade;

/// Declares the input of a mutation about a candidacy: what every mutation is asked with, the candidacy, and the step.
macro_rules! about_candidacy {
    ($($(#[$meta:meta])* $name:ident($step:ident);)*) => {$(
        $(#[$meta])*
        #[derive(async_graphql::InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: $crate::schema::mutation::input::Common,
            /// The candidacy, by id or uuid.
            candidacy: async_graphql::ID,
            #[graphql(flatten)]
            step: $step,
        }
    )*};
}

pub(super) use about_candidacy;

/// A step that is told by its day alone.
#[derive(InputObject)]
pub(crate) struct StepInput {
    /// The day; a month or a year means its first day.
    on: String,
}

impl StepInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<StepTaken> {
        Some(StepTaken { on: reader.start("on", &self.on)? })
    }
}

/// A step that needs a reason.
#[derive(InputObject)]
pub(crate) struct LeavingInput {
    /// Why; it may not be blank.
    reason: String,
    /// The day; a month or a year means its first day.
    on: String,
}

impl LeavingInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Leaving> {
        let reason = reader.text("reason", &self.reason);
        let on = reader.start("on", &self.on);
        Some(Leaving { reason: reason?, on: on? })
    }
}

/// An assessment in the midst or at the end of the training (考核).
#[derive(InputObject)]
pub(crate) struct AssessmentInput {
    /// The result (考核结果).
    grade: Grade,
    /// The day; a month or a year means its first day.
    on: String,
}

impl AssessmentInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Assessment> {
        Some(Assessment { grade: self.grade.into(), on: reader.start("on", &self.on)? })
    }
}

/// Runs a command about a candidacy.
///
/// # Errors
/// As [`run`] says.
pub(super) async fn command(
    context: &Context<'_>,
    common: &Common,
    candidacy: &ID,
    read: impl FnOnce(&mut Reader) -> Option<CandidacyCommand> + Send,
) -> Result<CandidacyPayload> {
    let asked = |id: CandidacyId, command| Asked::of(id.stream(), command);
    about::<Candidacy, _>(context, common, ("candidacy", candidacy), read, asked)
        .await
        .map(CandidacyPayload::from)
}
