//! Rotation rounds: opened, who is eligible frozen, assignments, closed.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    Decider, EventId, OrganisationId, Origin, RotationId, TeacherId,
    rotation::{
        AssignRotation, CloseRotation, ComputeEligibility, OpenRotation, ROTATION_BREAK_MONTHS, Rotation,
        RotationCommand,
    },
};
use liangshi_projection::{At, views::tenure};

use super::{
    access,
    execute::{Asked, run},
    input::{Common, Reader},
    payload::RotationPayload,
};
use crate::{
    fault,
    schema::{
        context::{self, registry},
        id::{self, NodeKind},
        movement_enums::RotationScope,
    },
};

/// The input of `rotationOpen`.
#[derive(InputObject)]
pub(crate) struct RotationOpenInput {
    #[graphql(flatten)]
    common: Common,
    /// Its name (轮次名称); it may not be blank.
    name: String,
    /// Whose round it is: a town, a group or none for the whole bureau.
    organisation: Option<ID>,
    /// The day on which eligibility is judged (核算日).
    on: String,
    /// The first day of the school year in which the rotations begin.
    from: String,
    /// The last day of that school year, itself included.
    to: String,
}

impl RotationOpenInput {
    fn read(&self, reader: &mut Reader) -> Option<OpenRotation> {
        let name = reader.text("name", &self.name);
        let organisation = reader.id_if("organisation", self.organisation.as_ref());
        let on = reader.start("on", &self.on);
        let from = reader.start("from", &self.from);
        let to = reader.last("to", &self.to);
        Some(OpenRotation { name: name?, organisation: organisation?, on: on?, from: from?, to: to? })
    }
}

/// The input of `rotationEligibilityCompute`.
#[derive(InputObject)]
pub(crate) struct RotationEligibilityComputeInput {
    #[graphql(flatten)]
    common: Common,
    /// The round, by id or uuid.
    rotation: ID,
    /// The school (学校).
    school: ID,
}

/// The input of `rotationAssign`.
#[derive(InputObject)]
pub(crate) struct RotationAssignInput {
    #[graphql(flatten)]
    common: Common,
    /// The round, by id or uuid.
    rotation: ID,
    /// The person, by id or uuid.
    teacher: ID,
    /// The school the person comes from (派出学校).
    school: ID,
    /// The receiving school (接收学校).
    organisation: ID,
    /// How far it goes (交流范围); the tree has to say so.
    scope: RotationScope,
    /// The first day there; a month or a year means its first day.
    from: String,
    /// The last day, itself included; left out when no end is foreseen.
    to: Option<String>,
    /// Whether the personnel relation moves too (是否调动人事关系); false when left out.
    personnel_moved: Option<bool>,
}

impl RotationAssignInput {
    fn read(&self, reader: &mut Reader) -> Option<AssignRotation> {
        let teacher = reader.id("teacher", &self.teacher);
        let school = reader.id("school", &self.school);
        let organisation = reader.id("organisation", &self.organisation);
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        Some(AssignRotation {
            teacher: teacher?,
            school: school?,
            organisation: organisation?,
            scope: self.scope.into(),
            from: from?,
            to: to?,
            personnel_moved: self.personnel_moved.unwrap_or(false),
        })
    }
}

/// The input of `rotationClose`.
#[derive(InputObject)]
pub(crate) struct RotationCloseInput {
    #[graphql(flatten)]
    common: Common,
    /// The round, by id or uuid.
    rotation: ID,
    /// The first day it is closed; a month or a year means its first day.
    on: String,
}

#[derive(Default)]
pub(crate) struct RotationMutation;

#[Object]
impl RotationMutation {
    /// Opens a rotation round of a school year (设立交流轮次, S-44). For BUREAU_HR.
    async fn rotation_open(
        &self,
        context: &Context<'_>,
        input: RotationOpenInput,
    ) -> Result<RotationPayload> {
        let id = RotationId((registry(context)?.new_id)());
        let outcome = run::<Rotation>(context, &input.common, |reader| {
            Some(Asked::of(id.stream(), RotationCommand::OpenRotation(input.read(reader)?)))
        });
        outcome.await.map(RotationPayload::from)
    }

    /// Computes who of a school has been there for six consecutive years on the day of the round, and freezes the list
    /// (核算应交流人员, S-44, R-33). A merger does not restart the clock; breaks under three months do not either. For BUREAU_HR.
    async fn rotation_eligibility_compute(
        &self,
        context: &Context<'_>,
        input: RotationEligibilityComputeInput,
    ) -> Result<RotationPayload> {
        access::role(context)?;
        let asked = persons(context, &input).await?;
        let outcome = run::<Rotation>(context, &input.common, |reader| {
            let id = reader.id::<RotationId>("rotation", &input.rotation);
            let school = reader.id::<OrganisationId>("school", &input.school);
            let (id, school) = (id?, school?);
            let command = ComputeEligibility { school, ..asked };
            Some(Asked::of(id.stream(), RotationCommand::ComputeEligibility(command)).at(Some(school)))
        });
        outcome.await.map(RotationPayload::from)
    }

    /// Sends a person to another school in this round; the secondment is proposed with it (安排交流, S-44, S-54, R-33). For BUREAU_HR.
    async fn rotation_assign(
        &self,
        context: &Context<'_>,
        input: RotationAssignInput,
    ) -> Result<RotationPayload> {
        let outcome = run::<Rotation>(context, &input.common, |reader| {
            let id = reader.id::<RotationId>("rotation", &input.rotation);
            let asked = input.read(reader);
            let (id, asked) = (id?, asked?);
            let person = asked.teacher;
            Some(Asked::of(id.stream(), RotationCommand::AssignRotation(asked)).about(person))
        });
        outcome.await.map(RotationPayload::from)
    }

    /// Closes a round; nobody is assigned in it any more (截止交流轮次). For BUREAU_HR.
    async fn rotation_close(
        &self,
        context: &Context<'_>,
        input: RotationCloseInput,
    ) -> Result<RotationPayload> {
        let outcome = run::<Rotation>(context, &input.common, |reader| {
            let id = reader.id::<RotationId>("rotation", &input.rotation);
            let on = reader.start("on", &input.on);
            Some(Asked::of(id?.stream(), RotationCommand::CloseRotation(CloseRotation { on: on? })))
        });
        outcome.await.map(RotationPayload::from)
    }
}

/// Whom to judge: who works at the school or at one that went into it, as the views show at the head of the log. Each is
/// judged by the own history afterwards; what cannot be read here is said to be so with the rest of the input.
async fn persons(
    context: &Context<'_>,
    input: &RotationEligibilityComputeInput,
) -> Result<ComputeEligibility> {
    let registry = registry(context)?;
    let head = registry.log.head().await.map_err(fault::internal)?.position;
    let at = context::after(context, head).await?;
    let none = ComputeEligibility {
        school: OrganisationId(uuid::Uuid::nil()),
        predecessors: Vec::new(),
        persons: Vec::new(),
        known: at.known,
    };
    let rotation = id::of(NodeKind::Rotation, &input.rotation).ok().map(RotationId);
    let school = id::of(NodeKind::Organisation, &input.school).ok().map(OrganisationId);
    let (Some(rotation), Some(school)) = (rotation, school) else { return Ok(none) };
    let Some(on) = judged_on(context, rotation).await? else { return Ok(none) };
    let at = At { valid: on, known: at.known };
    let views = &registry.views;
    let stays = tenure::stays(views, school.0, ROTATION_BREAK_MONTHS, at).await.map_err(fault::internal)?;
    let successors = tenure::successors(views, at).await.map_err(fault::internal)?;
    let persons: Vec<TeacherId> = stays.iter().map(|stay| stay.teacher).collect();
    Ok(ComputeEligibility { predecessors: leading_to(school, &successors), persons, ..none })
}

/// Every school that went into one, also by way of others.
fn leading_to(
    school: OrganisationId,
    successors: &std::collections::HashMap<OrganisationId, OrganisationId>,
) -> Vec<OrganisationId> {
    let mut found = vec![school];
    let mut at = 0;
    while let Some(into) = found.get(at).copied() {
        let more: Vec<_> =
            successors.iter().filter(|(_, next)| **next == into).map(|(one, _)| *one).collect();
        found.extend(more.into_iter().filter(|one| !found.contains(one)).collect::<Vec<_>>());
        at += 1;
    }
    found.split_off(1)
}

async fn judged_on(context: &Context<'_>, id: RotationId) -> Result<Option<chrono::NaiveDate>> {
    let mut state = Rotation::default();
    for recorded in registry(context)?.log.stream(&id.stream(), 0).await.map_err(fault::internal)? {
        let event = <Rotation as Decider>::read(&recorded.kind, &recorded.body);
        let origin = Origin { position: recorded.position, id: EventId(recorded.id) };
        Rotation::evolve(&mut state, &event.map_err(fault::internal)?, origin);
    }
    Ok(state.opened().map(|(opened, _)| opened.on.day))
}
