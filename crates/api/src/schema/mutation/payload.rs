//! What a mutation answers: the record afterwards, or why not.

use async_graphql::{Context, ID, Object, Result};
use liangshi_domain::{
    ActivityId, CandidacyId, CaseId, EngagementId, EstablishmentId, ImportBatchId, IntakeId, OrganisationId,
    PairingId, PartnershipId, PoolId, ProgrammeId, RegisterId, ReportId, ResearchBodyId, RotationId, RoundId,
    StudioId, SubsidyId, TargetId, TeacherId, TeamId, VocationalId,
};

use super::{error::UserError, execute::Outcome};
use crate::schema::{
    context::after,
    engagement::Engagement,
    establishment::{Establishment, Pool},
    id::{NodeKind, global},
    intake::{Intake, Subsidy},
    node::{
        Activity, Candidacy, EthicsCase, ImportBatch, Organisation, Pairing, Programme, Rotation, Round,
        Studio, Teacher, WorkTarget,
    },
    partnership::Partnership,
    policy::Policy,
    report::Report,
    research::ResearchStaff,
    scalar::{Long, int},
    team::Team,
    vocational::DualQualified,
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
    /// What became of a mutation of an establishment (编制办理结果).
    EstablishmentPayload { establishment: Establishment by EstablishmentId }
    /// What became of a mutation of a turnover pool (编制周转库办理结果).
    PoolPayload { pool: Pool by PoolId }
    /// What became of a mutation of a teacher (教师办理结果).
    TeacherPayload { teacher: Teacher by TeacherId }
    /// What became of a mutation of an organisation (机构办理结果).
    OrganisationPayload { organisation: Organisation by OrganisationId }
    /// What became of a mutation of a programme (项目办理结果).
    ProgrammePayload { programme: Programme by ProgrammeId }
    /// What became of a mutation of policy (政策办理结果).
    PolicyPayload { policy: Policy by RegisterId }
    /// What became of a mutation of a target (目标任务办理结果).
    TargetPayload { target: WorkTarget by TargetId }
    /// What became of a mutation of a round (批次办理结果).
    RoundPayload { round: Round by RoundId }
    /// What became of a mutation of a candidacy (人选办理结果).
    CandidacyPayload { candidacy: Candidacy by CandidacyId }
    /// What became of a mutation of an activity (活动办理结果).
    ActivityPayload { activity: Activity by ActivityId }
    /// What became of a mutation of a rotation round (交流轮次办理结果).
    RotationPayload { rotation: Rotation by RotationId }
    /// What became of a mutation of a pairing (结对办理结果).
    PairingPayload { pairing: Pairing by PairingId }
    /// What became of a mutation of a published figure (统计数办理结果).
    ReportPayload { report: Report by ReportId }
    /// What became of a mutation of a batch (导入批次办理结果).
    ImportBatchPayload { batch: ImportBatch by ImportBatchId }
    /// What became of a mutation of a studio (工作室办理结果).
    StudioPayload { studio: Studio by StudioId }
    /// What became of a mutation of an ethics case (案件办理结果).
    EthicsCasePayload { ethics_case: EthicsCase by CaseId }
    /// What became of a mutation of a team (队伍办理结果).
    TeamPayload { team: Team by TeamId }
    /// What became of a mutation of research staff (教研员办理结果).
    ResearchStaffPayload { research_staff: ResearchStaff by ResearchBodyId }
    /// What became of a mutation of an engagement (外聘办理结果).
    EngagementPayload { engagement: Engagement by EngagementId }
    /// What became of a mutation of an intake (引进办理结果).
    IntakePayload { intake: Intake by IntakeId }
    /// What became of a mutation of a subsidy (补贴办理结果).
    SubsidyPayload { subsidy: Subsidy by SubsidyId }
    /// What became of a mutation of a dual qualification (双师型办理结果).
    DualQualifiedPayload { dual_qualified: DualQualified by VocationalId }
    /// What became of a mutation of a partnership (合作办理结果).
    PartnershipPayload { partnership: Partnership by PartnershipId }
}
