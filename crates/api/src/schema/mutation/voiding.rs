//! Entries taken away as if they were absent, where a history is not a person's own.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    EstablishmentId, OrganisationId, TargetId, TeamId, VoidEntry,
    establishment::{Establishment, EstablishmentCommand},
    target::{Target, TargetCommand},
    team::{Team, TeamCommand},
};

use super::{
    execute::{Asked, about},
    input::{Common, Reader},
    payload::{EstablishmentPayload, TargetPayload, TeamPayload},
};

/// Which entry is taken away (作废).
#[derive(InputObject)]
pub(crate) struct EntryVoidingInput {
    /// The event; a void itself stays.
    voids: ID,
    /// Why; it may not be blank.
    reason: String,
}

impl EntryVoidingInput {
    fn read(&self, reader: &mut Reader) -> Option<VoidEntry> {
        let voids = reader.id("voids", &self.voids);
        let reason = reader.text("reason", &self.reason);
        Some(VoidEntry { voids: voids?, reason: reason? })
    }
}

/// The input of `teamEventVoid`.
#[derive(InputObject)]
pub(crate) struct TeamEventVoidInput {
    #[graphql(flatten)]
    common: Common,
    /// The team, by id or uuid.
    team: ID,
    #[graphql(flatten)]
    entry: EntryVoidingInput,
}

/// The input of `targetEventVoid`.
#[derive(InputObject)]
pub(crate) struct TargetEventVoidInput {
    #[graphql(flatten)]
    common: Common,
    /// The target, by id or uuid.
    target: ID,
    #[graphql(flatten)]
    entry: EntryVoidingInput,
}

/// The input of `establishmentEventVoid`.
#[derive(InputObject)]
pub(crate) struct EstablishmentEventVoidInput {
    #[graphql(flatten)]
    common: Common,
    /// The unit, by id or uuid.
    organisation: ID,
    #[graphql(flatten)]
    entry: EntryVoidingInput,
}

#[derive(Default)]
pub(crate) struct VoidingMutation;

#[Object]
impl VoidingMutation {
    /// Takes an entry of a team away as if it were absent, as a member or a lecture entered by mistake; it stays in the history
    /// (队伍记录作废, S-12, S-21, S-49, S-52, S-78, S-79). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn team_event_void(&self, context: &Context<'_>, input: TeamEventVoidInput) -> Result<TeamPayload> {
        let read = |reader: &mut Reader| Some(TeamCommand::VoidTeamEvent(input.entry.read(reader)?));
        let asked = |id: TeamId, command| Asked::of(id.stream(), command);
        let outcome = about::<Team, _>(context, &input.common, ("team", &input.team), read, asked);
        outcome.await.map(TeamPayload::from)
    }

    /// Takes an entry of a target away as if it were absent, as a report or a deadline entered by mistake; it stays in the history
    /// (任务记录作废, S-72, S-85, S-86). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn target_event_void(
        &self,
        context: &Context<'_>,
        input: TargetEventVoidInput,
    ) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| Some(TargetCommand::VoidTargetEvent(input.entry.read(reader)?));
        let asked = |id: TargetId, command| Asked::of(id.stream(), command);
        let outcome = about::<Target, _>(context, &input.common, ("target", &input.target), read, asked);
        outcome.await.map(TargetPayload::from)
    }

    /// Takes an entry of an establishment away as if it were absent, as a quota or a plan with a wrong number; it stays in the history,
    /// and what is left is held to R-11. A voided transfer gives the posts back on both sides. What the service of a person booked is
    /// changed by correcting that service (编制记录作废, S-37, S-38, S-39, S-68). For BUREAU_HR.
    async fn establishment_event_void(
        &self,
        context: &Context<'_>,
        input: EstablishmentEventVoidInput,
    ) -> Result<EstablishmentPayload> {
        let read = |reader: &mut Reader| {
            Some(EstablishmentCommand::VoidEstablishmentEvent(input.entry.read(reader)?))
        };
        let asked = |id: OrganisationId, command| Asked::of(EstablishmentId::of_unit(id).stream(), command);
        let unit = ("organisation", &input.organisation);
        let outcome = about::<Establishment, _>(context, &input.common, unit, read, asked);
        outcome.await.map(EstablishmentPayload::from)
    }
}
