//! Entries taken away as if they were absent, where a history is not a person's own.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    ActivityId, Decider, EngagementId, EstablishmentId, OrganisationId, PairingId, PartnershipId, PoolId,
    ResearchBodyId, RotationId, RoundId, StudioId, SubsidyId, TargetId, TeacherId, TeamId, VocationalId,
    VoidEntry,
    activity::{Activity, ActivityCommand},
    engagement::{Engagement, EngagementCommand},
    establishment::{Establishment, EstablishmentCommand},
    organisation::{Organisation, OrganisationCommand},
    pairing::{Pairing, PairingCommand},
    partnership::{Partnership, PartnershipCommand},
    pool::{Pool, PoolCommand},
    research::{ResearchBody, ResearchCommand},
    rotation::{Rotation, RotationCommand},
    round::{Round, RoundCommand},
    studio::{Studio, StudioCommand},
    subsidy::{Subsidy, SubsidyCommand},
    target::{Target, TargetCommand},
    team::{Team, TeamCommand},
    vocational::{Vocational, VocationalCommand},
};

use super::{
    access,
    activity::organiser,
    execute::{Asked, Outcome, run},
    input::{Common, Named, Reader},
    payload::{
        ActivityPayload, DualQualifiedPayload, EngagementPayload, EstablishmentPayload, OrganisationPayload,
        PairingPayload, PartnershipPayload, PoolPayload, ResearchStaffPayload, RotationPayload, RoundPayload,
        StudioPayload, SubsidyPayload, TargetPayload, TeamPayload,
    },
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

macro_rules! voids {
    ($($(#[$meta:meta])* $name:ident { $(#[$field_meta:meta])* $field:ident })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            $(#[$field_meta])*
            $field: ID,
            #[graphql(flatten)]
            entry: EntryVoidingInput,
        }
    )*};
}

voids! {
    /// The input of `teamEventVoid`.
    TeamEventVoidInput {
        /// The team, by id or uuid.
        team
    }
    /// The input of `targetEventVoid`.
    TargetEventVoidInput {
        /// The target, by id or uuid.
        target
    }
    /// The input of `studioEventVoid`.
    StudioEventVoidInput {
        /// The studio, by id or uuid.
        studio
    }
    /// The input of `partnershipEventVoid`.
    PartnershipEventVoidInput {
        /// The partnership or base, by id or uuid.
        partnership
    }
    /// The input of `establishmentEventVoid`.
    EstablishmentEventVoidInput {
        /// The unit, by id or uuid.
        organisation
    }
    /// The input of `poolEventVoid`.
    PoolEventVoidInput {
        /// The unit that keeps the pool, by id or uuid.
        organisation
    }
    /// The input of `pairingEventVoid`.
    PairingEventVoidInput {
        /// The pairing, by id or uuid.
        pairing
    }
    /// The input of `researchEventVoid`.
    ResearchEventVoidInput {
        /// The organisation, by id or uuid.
        organisation
    }
    /// The input of `engagementEventVoid`.
    EngagementEventVoidInput {
        /// The engagement, by id or uuid.
        engagement
    }
    /// The input of `subsidyEventVoid`.
    SubsidyEventVoidInput {
        /// The subsidy, by id or uuid.
        subsidy
    }
    /// The input of `organisationEventVoid`.
    OrganisationEventVoidInput {
        /// The organisation, by id or uuid.
        organisation
    }
    /// The input of `roundEventVoid`.
    RoundEventVoidInput {
        /// The round, by id or uuid.
        round
    }
    /// The input of `rotationEventVoid`.
    RotationEventVoidInput {
        /// The rotation round, by id or uuid.
        rotation
    }
    /// The input of `activityEventVoid`.
    ActivityEventVoidInput {
        /// The activity, by id or uuid.
        activity
    }
    /// The input of `vocationalEventVoid`.
    VocationalEventVoidInput {
        /// The person, by id or uuid.
        teacher
    }
}

/// Asks a subject to take the entry away.
async fn take_away<D: Decider, I: Named>(
    context: &Context<'_>,
    common: &Common,
    named: (&str, &ID),
    entry: &EntryVoidingInput,
    asked: impl FnOnce(I, VoidEntry) -> Asked<D> + Send,
) -> Result<Outcome> {
    run::<D>(context, common, |reader| {
        let id = reader.id::<I>(named.0, named.1);
        let entry = entry.read(reader);
        Some(asked(id?, entry?))
    })
    .await
}

#[derive(Default)]
pub(crate) struct VoidingMutation;

#[Object]
impl VoidingMutation {
    /// Takes an entry of a team away as if it were absent, as a member or a lecture entered by mistake. It stays in the history
    /// (队伍记录作废, S-12, S-21, S-49, S-52, S-78, S-79). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn team_event_void(&self, context: &Context<'_>, input: TeamEventVoidInput) -> Result<TeamPayload> {
        let asked = |id: TeamId, entry| Asked::<Team>::of(id.stream(), TeamCommand::VoidTeamEvent(entry));
        let named = ("team", &input.team);
        take_away(context, &input.common, named, &input.entry, asked).await.map(TeamPayload::from)
    }

    /// Takes an entry of a target away as if it were absent, as a report or a deadline entered by mistake. It stays in the history
    /// (任务记录作废, S-72, S-85, S-86). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn target_event_void(
        &self,
        context: &Context<'_>,
        input: TargetEventVoidInput,
    ) -> Result<TargetPayload> {
        let asked =
            |id: TargetId, entry| Asked::<Target>::of(id.stream(), TargetCommand::VoidTargetEvent(entry));
        let named = ("target", &input.target);
        take_away(context, &input.common, named, &input.entry, asked).await.map(TargetPayload::from)
    }

    /// Takes an entry of a studio away as if it were absent, as a member or an assessment entered by mistake. It stays in the history
    /// (工作室记录作废, S-33). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn studio_event_void(
        &self,
        context: &Context<'_>,
        input: StudioEventVoidInput,
    ) -> Result<StudioPayload> {
        let asked =
            |id: StudioId, entry| Asked::<Studio>::of(id.stream(), StudioCommand::VoidStudioEvent(entry));
        let named = ("studio", &input.studio);
        take_away(context, &input.common, named, &input.entry, asked).await.map(StudioPayload::from)
    }

    /// Takes an entry of a partnership or a training base away as if it were absent. It stays in the history
    /// (合作与基地记录作废, S-36, S-58, S-71). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn partnership_event_void(
        &self,
        context: &Context<'_>,
        input: PartnershipEventVoidInput,
    ) -> Result<PartnershipPayload> {
        let asked = |id: PartnershipId, entry| {
            Asked::<Partnership>::of(id.stream(), PartnershipCommand::VoidPartnershipEvent(entry))
        };
        let named = ("partnership", &input.partnership);
        take_away(context, &input.common, named, &input.entry, asked).await.map(PartnershipPayload::from)
    }

    /// Takes an entry of an establishment away as if it were absent, as a quota or a plan with a wrong number. It stays in the history
    /// (编制记录作废, S-37, S-38, S-39, S-68). What is left is held to R-11;
    /// a voided transfer gives the posts back on both sides; and what the service of a person booked is changed by correcting that service. For BUREAU_HR.
    async fn establishment_event_void(
        &self,
        context: &Context<'_>,
        input: EstablishmentEventVoidInput,
    ) -> Result<EstablishmentPayload> {
        let asked = |id: OrganisationId, entry| {
            Asked::<Establishment>::of(
                EstablishmentId::of_unit(id).stream(),
                EstablishmentCommand::VoidEstablishmentEvent(entry),
            )
        };
        let named = ("organisation", &input.organisation);
        take_away(context, &input.common, named, &input.entry, asked).await.map(EstablishmentPayload::from)
    }

    /// Takes an entry of a turnover pool away as if it were absent; what is left is held to R-15. It stays in the history
    /// (周转编制记录作废, S-28, R-15). For BUREAU_HR.
    async fn pool_event_void(&self, context: &Context<'_>, input: PoolEventVoidInput) -> Result<PoolPayload> {
        let asked = |id: OrganisationId, entry| {
            Asked::<Pool>::of(PoolId::of_unit(id).stream(), PoolCommand::VoidPoolEvent(entry))
        };
        let named = ("organisation", &input.organisation);
        take_away(context, &input.common, named, &input.entry, asked).await.map(PoolPayload::from)
    }

    /// Takes an entry of a pairing away as if it were absent, as an end entered by mistake. It stays in the history
    /// (结对记录作废, S-59). For BUREAU_HR.
    async fn pairing_event_void(
        &self,
        context: &Context<'_>,
        input: PairingEventVoidInput,
    ) -> Result<PairingPayload> {
        let asked =
            |id: PairingId, entry| Asked::<Pairing>::of(id.stream(), PairingCommand::VoidPairingEvent(entry));
        let named = ("pairing", &input.pairing);
        take_away(context, &input.common, named, &input.entry, asked).await.map(PairingPayload::from)
    }

    /// Takes an entry of the research staff of an organisation away as if it were absent. It stays in the history
    /// (教研记录作废, S-60, S-62, S-63, S-64). For BUREAU_HR.
    async fn research_event_void(
        &self,
        context: &Context<'_>,
        input: ResearchEventVoidInput,
    ) -> Result<ResearchStaffPayload> {
        let asked = |id: OrganisationId, entry| {
            let stream = ResearchBodyId::of(id).stream();
            Asked::<ResearchBody>::of(stream, ResearchCommand::VoidResearchEvent(entry)).at(Some(id))
        };
        let named = ("organisation", &input.organisation);
        take_away(context, &input.common, named, &input.entry, asked).await.map(ResearchStaffPayload::from)
    }

    /// Takes an entry of an engagement away as if it were absent, as an end entered by mistake. It stays in the history
    /// (外聘记录作废, S-10, S-65). For BUREAU_HR.
    async fn engagement_event_void(
        &self,
        context: &Context<'_>,
        input: EngagementEventVoidInput,
    ) -> Result<EngagementPayload> {
        let asked = |id: EngagementId, entry| {
            Asked::<Engagement>::of(id.stream(), EngagementCommand::VoidEngagementEvent(entry))
        };
        let named = ("engagement", &input.engagement);
        take_away(context, &input.common, named, &input.entry, asked).await.map(EngagementPayload::from)
    }

    /// Takes an entry of a subsidy away as if it were absent, as a payment entered by mistake; a payment that was claimed back stays. It stays in the history
    /// (补贴记录作废, S-27, R-20). For BUREAU_HR.
    async fn subsidy_event_void(
        &self,
        context: &Context<'_>,
        input: SubsidyEventVoidInput,
    ) -> Result<SubsidyPayload> {
        let asked =
            |id: SubsidyId, entry| Asked::<Subsidy>::of(id.stream(), SubsidyCommand::VoidSubsidyEvent(entry));
        let named = ("subsidy", &input.subsidy);
        take_away(context, &input.common, named, &input.entry, asked).await.map(SubsidyPayload::from)
    }

    /// Takes an entry of an organisation away as if it were absent, as a closing, a merger or a name entered by mistake; what registered it
    /// stays, because other records name it. It stays in the history (机构记录作废, S-04, S-11, S-16, S-51). For BUREAU_HR.
    async fn organisation_event_void(
        &self,
        context: &Context<'_>,
        input: OrganisationEventVoidInput,
    ) -> Result<OrganisationPayload> {
        let asked = |id: OrganisationId, entry| {
            let command = OrganisationCommand::VoidOrganisationEvent(entry);
            Asked::<Organisation>::of(id.stream(), command).at(Some(id))
        };
        let named = ("organisation", &input.organisation);
        take_away(context, &input.common, named, &input.entry, asked).await.map(OrganisationPayload::from)
    }

    /// Takes an entry of a round away as if it were absent, as a closing entered by mistake; what opened it stays. It stays in the history
    /// (批次记录作废, S-30, S-40, S-43). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn round_event_void(
        &self,
        context: &Context<'_>,
        input: RoundEventVoidInput,
    ) -> Result<RoundPayload> {
        let asked = |id: RoundId, entry| Asked::<Round>::of(id.stream(), RoundCommand::VoidRoundEvent(entry));
        let named = ("round", &input.round);
        take_away(context, &input.common, named, &input.entry, asked).await.map(RoundPayload::from)
    }

    /// Takes an entry of a rotation round away as if it were absent. Whoever was assigned by it is not sent: the service elsewhere is
    /// voided on the person in the same append. It stays in the history (交流轮岗记录作废, S-44, S-54). For BUREAU_HR.
    async fn rotation_event_void(
        &self,
        context: &Context<'_>,
        input: RotationEventVoidInput,
    ) -> Result<RotationPayload> {
        let asked = |id: RotationId, entry| {
            Asked::<Rotation>::of(id.stream(), RotationCommand::VoidRotationEvent(entry))
        };
        let named = ("rotation", &input.rotation);
        take_away(context, &input.common, named, &input.entry, asked).await.map(RotationPayload::from)
    }

    /// Takes an entry of an activity away as if it were absent; the hours and awards it gave are voided on each person in the same append.
    /// It stays in the history (活动记录作废, S-06, S-18, S-19, S-20, S-80). For BUREAU_HR.
    async fn activity_event_void(
        &self,
        context: &Context<'_>,
        input: ActivityEventVoidInput,
    ) -> Result<ActivityPayload> {
        access::role(context)?;
        let organiser = organiser(context, &input.activity).await?;
        let asked = |id: ActivityId, entry| {
            Asked::<Activity>::of(id.stream(), ActivityCommand::VoidActivityEvent(entry)).at(organiser)
        };
        let named = ("activity", &input.activity);
        take_away(context, &input.common, named, &input.entry, asked).await.map(ActivityPayload::from)
    }

    /// Takes an entry of what makes a teacher dual-qualified away as if it were absent; a qualification that a recognition rests on stays. It stays in the history
    /// (双师型记录作废, S-58). For BUREAU_HR.
    async fn vocational_event_void(
        &self,
        context: &Context<'_>,
        input: VocationalEventVoidInput,
    ) -> Result<DualQualifiedPayload> {
        let asked = |id: TeacherId, entry| {
            Asked::<Vocational>::of(
                VocationalId::of(id).stream(),
                (id, VocationalCommand::VoidVocationalEvent(entry)),
            )
            .about(id)
        };
        let named = ("teacher", &input.teacher);
        take_away(context, &input.common, named, &input.entry, asked).await.map(DualQualifiedPayload::from)
    }
}
