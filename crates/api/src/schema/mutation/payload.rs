//! What a mutation answers: the record afterwards, or why not.

use async_graphql::{Context, ID, Object, Result};
use liangshi_domain::{CandidacyId, OrganisationId, ProgrammeId, RoundId, StudioId, TeacherId};

use super::{error::UserError, execute::Outcome};
use crate::schema::{
    context::after,
    id::{NodeKind, global},
    node::{Candidacy, Organisation, Programme, Round, Studio, Teacher},
    scalar::{Long, int},
};

macro_rules! payloads {
    ($($(#[$meta:meta])* $name:ident { $field:ident: $entity:ident by $id:ident })*) => {$(
        pub(crate) struct $name(Outcome);

        impl From<Outcome> for $name {
            fn from(outcome: Outcome) -> Self {
                Self(outcome)
            }
        }

        $(#[$meta])*
        #[Object]
        impl $name {
            /// The record as it stands with the events of this mutation; null when the mutation was refused.
            async fn $field(&self, context: &Context<'_>) -> Result<Option<$entity>> {
                let Some(done) = &self.0.done else { return Ok(None) };
                let Some(id) = $id::of_stream(&done.stream) else { return Ok(None) };
                // Only who asks for the record waits for the views.
                let at = after(context, done.position).await?;
                $entity::load(context, id, at).await
            }

            /// Why the mutation was refused; empty when it was done.
            async fn user_errors(&self) -> &[UserError] {
                &self.0.errors
            }

            /// The position of the last event in the log, to be sent as `minPosition` by a query that has to see it.
            async fn position(&self) -> Option<Long> {
                self.0.done.as_ref().map(|done| Long(done.position))
            }

            /// The version of the record afterwards, to be sent as `expectedVersion` by the next mutation.
            async fn version(&self) -> Option<i32> {
                self.0.done.as_ref().map(|done| int(done.version))
            }

            /// The events it led to, oldest first.
            async fn events(&self) -> Vec<ID> {
                let events = self.0.done.iter().flat_map(|done| &done.events);
                events.map(|event| global(NodeKind::Event, *event)).collect()
            }

            /// Whether an earlier request with the same idempotency key did it, and this is its answer again.
            async fn repeated(&self) -> bool {
                self.0.done.as_ref().is_some_and(|done| done.repeated)
            }
        }
    )*};
}

payloads! {
    /// What became of a mutation of a teacher (教师办理结果).
    TeacherPayload { teacher: Teacher by TeacherId }
    /// What became of a mutation of an organisation (机构办理结果).
    OrganisationPayload { organisation: Organisation by OrganisationId }
    /// What became of a mutation of a programme (项目办理结果).
    ProgrammePayload { programme: Programme by ProgrammeId }
    /// What became of a mutation of a round (批次办理结果).
    RoundPayload { round: Round by RoundId }
    /// What became of a mutation of a candidacy (人选办理结果).
    CandidacyPayload { candidacy: Candidacy by CandidacyId }
    /// What became of a mutation of a studio (工作室办理结果).
    StudioPayload { studio: Studio by StudioId }
}
