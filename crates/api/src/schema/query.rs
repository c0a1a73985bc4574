//! The root of what can be asked, and the questions that are about no one thing.

use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject, Object, Result};
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use liangshi_domain::{
    ActivityId, CandidacyId, CaseId, EngagementId, EventId, ImportBatchId, OrganisationId, PairingId,
    PartnershipId, ReportId, RotationId, RoundId, StudioId, SubsidyId, TargetId, TeacherId, TeamId,
};

use super::{
    activity::{self, ActivityQuery},
    appointment::AppointmentQuery,
    balance::BalanceQuery,
    candidacy,
    codes::{self, CodeList},
    competition::CompetitionQuery,
    conduct::ConductQuery,
    connection::page_cost,
    context,
    duty::DutyQuery,
    eligible::EligibleQuery,
    engagement::{self, EngagementQuery},
    establishment::EstablishmentQuery,
    ethics_case::{self, EthicsCaseQuery},
    ethics_coverage::EthicsCoverageQuery,
    event::{self, EventConnection, LogArguments},
    headcount::HeadcountQuery,
    honour::HonourQuery,
    id::{self, NodeKind},
    impact::ImpactQuery,
    import_batch::{self, ImportBatchQuery},
    intake::{self, IntakeQuery},
    merge::MergeQuery,
    metric::MetricQuery,
    movement::MovementQuery,
    node::{Node, Programme, Round},
    organisation,
    pairing::{self, PairingQuery},
    partnership::{self, PartnershipQuery},
    people::PeopleQuery,
    policy::PolicyQuery,
    record::PersonnelRecordQuery,
    report::{self, ReportQuery},
    research::ResearchQuery,
    rotation::{self, RotationQuery},
    scalar::{Date, Long},
    schools::SchoolQuery,
    selection::SelectionQuery,
    sight::Sight,
    structure::StructureQuery,
    studio,
    talent::TalentQuery,
    target::{self, TargetQuery},
    teacher,
    team::{self, TeamQuery},
    training::TrainingQuery,
    vocational::VocationalQuery,
};
use crate::fault;

/// The most nodes asked for at once.
const NODES: usize = 100;

/// What can be asked. Every question can be put at a valid date and as known at an instant; both are today and now when left
/// out, and the answer says what they were.
//
// A group that stands earlier lies deeper in the types, and so do the first of its members; the compiler follows them only so far. The
// smallest groups stand first.
#[derive(MergedObject, Default)]
pub(crate) struct Query(MeritQueries, PlaceQueries, CountQueries, RecordQueries, WorkQueries, OutsideQueries);

/// What is on record about persons, organisations and programmes, and the posts persons are appointed to.
#[derive(MergedObject, Default)]
struct RecordQueries(
    RecordQuery,
    PeopleQuery,
    TalentQuery,
    MergeQuery,
    AppointmentQuery,
    PersonnelRecordQuery,
    DutyQuery,
);

/// What is counted, published and measured.
#[derive(MergedObject, Default)]
struct CountQueries(HeadcountQuery, ReportQuery, StructureQuery, MetricQuery, ImpactQuery, BalanceQuery);

/// Conduct and merit.
#[derive(MergedObject, Default)]
struct MeritQueries(ConductQuery, EthicsCaseQuery, HonourQuery, SelectionQuery);

/// Posts of units, and who serves elsewhere.
#[derive(MergedObject, Default)]
struct PlaceQueries(EstablishmentQuery, MovementQuery, RotationQuery, PairingQuery, SchoolQuery);

/// What units and persons did together. The root is gathered group by group: one flat list of all would nest the types of its
/// futures deeper than the compiler follows.
#[derive(MergedObject, Default)]
struct WorkQueries(
    ImportBatchQuery,
    TargetQuery,
    PolicyQuery,
    ActivityQuery,
    CompetitionQuery,
    EthicsCoverageQuery,
    TrainingQuery,
);

/// Teams, research staff and those from outside.
#[derive(MergedObject, Default)]
struct OutsideQueries(
    TeamQuery,
    ResearchQuery,
    EngagementQuery,
    IntakeQuery,
    VocationalQuery,
    PartnershipQuery,
    EligibleQuery,
);

/// See the module.
#[derive(Default)]
pub(crate) struct RecordQuery;

#[Object]
impl RecordQuery {
    /// The position of the log that every view has reached. An answer known at it can be asked for again.
    async fn position(&self, context: &Context<'_>) -> Result<Long> {
        Ok(Long(context::registry(context)?.views.position()))
    }

    /// Anything by its global id; null when it is not known or the caller may not see it.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Node>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        found(&sight, &id).await
    }

    /// Several of them, at most 100, in the order of the ids; null stands for those not found.
    #[graphql(complexity = "ids.len() * child_complexity + 1")]
    async fn nodes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global ids.")] ids: Vec<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > NODES {
            let (zh, en) = (format!("一次最多查{NODES}个"), format!("at most {NODES} nodes at once"));
            return Err(fault::coded(fault::code::BAD_USER_INPUT, zh, en));
        }
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        try_join_all(ids.iter().map(|id| found(&sight, id))).await
    }

    /// The audit list, newest first (日志). The whole of it is for BUREAU_HR, ETHICS_OFFICER and AUDITOR of the whole bureau; others
    /// name a stream of what they may see.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn log(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after, that is, the events older than it.")]
        after: Option<String>,
        #[graphql(desc = "Only events before this position.")] before: Option<Long>,
        #[graphql(desc = "Only events of this stream, as `teacher-` and the plain id.")] stream: Option<
            String,
        >,
        #[graphql(desc = "Only events by the document with this number (文号).")] document: Option<String>,
        #[graphql(desc = "Only events of this stable name, as `teacher.hired`.")] kind: Option<String>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<EventConnection> {
        let sight = Sight::ask(context, None, known_at, min_position).await?;
        event::log(&sight, first, LogArguments { before, after, stream, document, kind }).await
    }

    /// The code lists and the enums of this schema with their labels in both languages (代码表).
    async fn codes(
        &self,
        #[graphql(desc = "Only this list, as C-31 or the name of an enum, as Title; all when left out.")]
        list: Option<String>,
    ) -> Result<Vec<CodeList>> {
        codes::lists(list.as_deref())
    }
}

/// A node by its global id, under the rule of its kind.
async fn found(sight: &Arc<Sight>, id: &ID) -> Result<Option<Node>> {
    let (kind, uuid) = id::any(id)?;
    Ok(match kind {
        NodeKind::Teacher => teacher::find(sight, TeacherId(uuid)).await?.map(Node::Teacher),
        NodeKind::Organisation => {
            organisation::find(sight, OrganisationId(uuid)).await?.map(Node::Organisation)
        }
        NodeKind::Programme => {
            let id = uuid.to_string();
            Programme::find(sight, |row| row.programme == id).await?.map(Node::Programme)
        }
        NodeKind::Round => Round::find(sight, RoundId(uuid)).await?.map(Node::Round),
        NodeKind::Candidacy => candidacy::find(sight, CandidacyId(uuid)).await?.map(Node::Candidacy),
        NodeKind::WorkTarget => target::find(sight, TargetId(uuid)).await?.map(Node::WorkTarget),
        NodeKind::Activity => activity::find(sight, ActivityId(uuid)).await?.map(Node::Activity),
        NodeKind::Studio => studio::find(sight, StudioId(uuid)).await?.map(Node::Studio),
        NodeKind::EthicsCase => ethics_case::find(sight, CaseId(uuid)).await?.map(Node::EthicsCase),
        NodeKind::Rotation => rotation::find(sight, RotationId(uuid)).await?.map(Node::Rotation),
        NodeKind::Pairing => pairing::find(sight, PairingId(uuid)).await?.map(Node::Pairing),
        NodeKind::ImportBatch => import_batch::find(sight, ImportBatchId(uuid)).await?.map(Node::ImportBatch),
        NodeKind::Report => report::find(sight, ReportId(uuid)).await?.map(Node::Report),
        NodeKind::Team => team::find(sight, TeamId(uuid)).await?.map(Node::Team),
        NodeKind::Engagement => engagement::find(sight, EngagementId(uuid)).await?.map(Node::Engagement),
        NodeKind::Subsidy => intake::find(sight, SubsidyId(uuid)).await?.map(Node::Subsidy),
        NodeKind::Partnership => partnership::find(sight, PartnershipId(uuid)).await?.map(Node::Partnership),
        NodeKind::Event => event::find(sight, EventId(uuid)).await?.map(Node::Event),
    })
}
