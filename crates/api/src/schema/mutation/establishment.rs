//! Establishment: enrolment, quota, plan, structure and posts; and the turnover pools.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    EstablishmentId, OrganisationId, PoolId,
    establishment::{
        ApproveEstablishmentPlan, ApproveQuota, ComputeQuota, Establishment, EstablishmentCommand as Command,
        OccupyPost, ReportEnrolment, SetPostStructureRatio, StagePupils, TransferQuota,
    },
    pool::{AllocatePoolPost, Pool, PoolCommand, ReleasePoolPost, SetPoolQuota},
};

use super::{
    execute::{Asked, about},
    input::{Common, Reader},
    payload::{EstablishmentPayload, PoolPayload},
};
use crate::schema::enums::Stage;

/// The pupils of one stage (分学段学生数).
#[derive(InputObject)]
pub(crate) struct StagePupilsInput {
    /// The stage (学段).
    stage: Stage,
    /// How many (学生数).
    pupils: i32,
}

macro_rules! about_unit {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The unit, by id or uuid.
            organisation: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_unit! {
    /// The input of `enrolmentReport`.
    EnrolmentReportInput {
        /// The year (年度).
        year: i32,
        /// The day it was counted; a month or a year means its first day.
        on: String,
        /// The pupils, each stage once.
        pupils: Vec<StagePupilsInput>,
    }

    /// The input of `quotaCompute`.
    QuotaComputeInput {
        /// The year whose enrolment counts (年度).
        year: i32,
        /// Posts beside the ratios (增核编制); none when left out.
        additions: Option<i32>,
    }

    /// The input of `quotaApprove`.
    QuotaApproveInput {
        /// The approved posts (核定编制数).
        posts: i32,
        /// From when; a month or a year means its first day.
        from: String,
    }

    /// The input of `quotaTransfer`.
    QuotaTransferInput {
        /// Who receives the posts (划入单位).
        to: ID,
        /// How many (编制数).
        posts: i32,
        /// From when; a month or a year means its first day.
        from: String,
    }

    /// The input of `establishmentPlanApprove`.
    EstablishmentPlanApproveInput {
        /// The year (年度).
        year: i32,
        /// How many posts may be used (可用编制数).
        posts: i32,
        /// The departments that were consulted (征求意见部门), as 市委编办.
        consulted: Vec<String>,
        /// The day of the approval; a month or a year means its first day.
        on: String,
    }

    /// The input of `postStructureRatioSet`.
    PostStructureRatioSetInput {
        /// Senior posts of a hundred (高级).
        senior_percent: i32,
        /// Middle posts of a hundred (中级).
        middle_percent: i32,
        /// Junior posts of a hundred (初级).
        junior_percent: i32,
        /// From when; a month or a year means its first day.
        from: String,
    }

    /// The input of `postOccupy`.
    PostOccupyInput {
        /// The person, by id or uuid.
        teacher: ID,
    }

    /// The input of `poolQuotaSet`.
    PoolQuotaSetInput {
        /// What the pool is called (名称).
        name: String,
        /// How many posts it has (总量).
        posts: i32,
        /// From when; a month or a year means its first day.
        from: String,
    }

    /// The input of `poolPostAllocate`.
    PoolPostAllocateInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// Where the person works (使用单位).
        workplace: ID,
        /// The first day; a month or a year means its first day.
        from: String,
        /// The day by which it has to be given back (归还期限); the longest stay of rule R-16 when left out.
        due: Option<String>,
    }

    /// The input of `poolPostRelease`.
    PoolPostReleaseInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The first day without it; a month or a year means its first day.
        on: String,
        /// Why (归还原因), as 转入正式编制.
        reason: String,
    }
}

#[derive(Default)]
pub(crate) struct EstablishmentMutation;

#[Object]
impl EstablishmentMutation {
    /// Reports the enrolment of a unit (上报在校生数, S-39). For BUREAU_HR.
    async fn enrolment_report(
        &self,
        context: &Context<'_>,
        input: EnrolmentReportInput,
    ) -> Result<EstablishmentPayload> {
        unit(context, &input.common, &input.organisation, |reader| {
            let (year, on) = (reader.year("year", input.year), reader.start("on", &input.on));
            let stage = |reader: &mut Reader, counted: &StagePupilsInput| {
                let pupils = reader.number("pupils", counted.pupils)?;
                Some(StagePupils { stage: counted.stage.into(), pupils })
            };
            let pupils: Vec<_> = input.pupils.iter().map(|counted| stage(reader, counted)).collect();
            let pupils = pupils.into_iter().collect::<Option<Vec<_>>>();
            Some(Command::ReportEnrolment(ReportEnrolment { year: year?, on: on?, pupils: pupils? }))
        })
        .await
    }

    /// Computes the quota from the enrolment and keeps its basis (测算编制, S-39, R-10). For BUREAU_HR.
    async fn quota_compute(
        &self,
        context: &Context<'_>,
        input: QuotaComputeInput,
    ) -> Result<EstablishmentPayload> {
        unit(context, &input.common, &input.organisation, |reader| {
            let year = reader.year("year", input.year);
            let additions = reader.number("additions", input.additions.unwrap_or(0));
            Some(Command::ComputeQuota(ComputeQuota { year: year?, additions: additions? }))
        })
        .await
    }

    /// Approves the quota of a unit from a day on (核定编制, S-39, R-11). For BUREAU_HR.
    async fn quota_approve(
        &self,
        context: &Context<'_>,
        input: QuotaApproveInput,
    ) -> Result<EstablishmentPayload> {
        unit(context, &input.common, &input.organisation, |reader| {
            let (posts, from) = (reader.number("posts", input.posts), reader.start("from", &input.from));
            Some(Command::ApproveQuota(ApproveQuota { posts: posts?, from: from? }))
        })
        .await
    }

    /// Gives posts to another unit; both sides are booked at once or not at all (划转编制, S-38, R-11). For BUREAU_HR.
    async fn quota_transfer(
        &self,
        context: &Context<'_>,
        input: QuotaTransferInput,
    ) -> Result<EstablishmentPayload> {
        unit(context, &input.common, &input.organisation, |reader| {
            let to = reader.id("to", &input.to);
            let (posts, from) = (reader.number("posts", input.posts), reader.start("from", &input.from));
            Some(Command::TransferQuota(TransferQuota { to: to?, posts: posts?, from: from? }))
        })
        .await
    }

    /// Approves how the establishment is used in a year, after consultation (批准编制使用方案, S-37). For BUREAU_HR.
    async fn establishment_plan_approve(
        &self,
        context: &Context<'_>,
        input: EstablishmentPlanApproveInput,
    ) -> Result<EstablishmentPayload> {
        unit(context, &input.common, &input.organisation, |reader| {
            let (year, posts) = (reader.year("year", input.year), reader.number("posts", input.posts));
            let consulted: Vec<_> =
                input.consulted.iter().map(|department| reader.filled("consulted", department)).collect();
            let consulted = consulted.into_iter().collect::<Option<Vec<_>>>();
            let on = reader.start("on", &input.on);
            Some(Command::ApproveEstablishmentPlan(ApproveEstablishmentPlan {
                year: year?,
                posts: posts?,
                consulted: consulted?,
                on: on?,
            }))
        })
        .await
    }

    /// Sets how many of a hundred posts are senior, middle and junior (设定岗位结构比例, S-68, R-45). For BUREAU_HR.
    async fn post_structure_ratio_set(
        &self,
        context: &Context<'_>,
        input: PostStructureRatioSetInput,
    ) -> Result<EstablishmentPayload> {
        unit(context, &input.common, &input.organisation, |reader| {
            let senior = reader.number("seniorPercent", input.senior_percent);
            let middle = reader.number("middlePercent", input.middle_percent);
            let junior = reader.number("juniorPercent", input.junior_percent);
            let from = reader.start("from", &input.from);
            Some(Command::SetPostStructureRatio(SetPostStructureRatio {
                senior_percent: senior?,
                middle_percent: middle?,
                junior_percent: junior?,
                from: from?,
            }))
        })
        .await
    }

    /// Books the post of a person who was in service before the unit had a quota; later ones follow from hire, transfer and end by
    /// themselves (入编补登, S-40, R-11). For BUREAU_HR.
    async fn post_occupy(
        &self,
        context: &Context<'_>,
        input: PostOccupyInput,
    ) -> Result<EstablishmentPayload> {
        unit(context, &input.common, &input.organisation, |reader| {
            Some(Command::OccupyPost(OccupyPost { teacher: reader.id("teacher", &input.teacher)? }))
        })
        .await
    }

    /// Sets how many posts the turnover pool of a unit has (设定周转编制总量, S-28, R-15). For BUREAU_HR.
    async fn pool_quota_set(&self, context: &Context<'_>, input: PoolQuotaSetInput) -> Result<PoolPayload> {
        pool(context, &input.common, &input.organisation, |reader| {
            let (name, posts) = (reader.text("name", &input.name), reader.number("posts", input.posts));
            let from = reader.start("from", &input.from);
            Some(PoolCommand::SetPoolQuota(SetPoolQuota { name: name?, posts: posts?, from: from? }))
        })
        .await
    }

    /// Lets a person hold a post of the pool (使用周转编制, S-28, R-15, R-16). For BUREAU_HR.
    async fn pool_post_allocate(
        &self,
        context: &Context<'_>,
        input: PoolPostAllocateInput,
    ) -> Result<PoolPayload> {
        pool(context, &input.common, &input.organisation, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let workplace = reader.id("workplace", &input.workplace);
            let from = reader.start("from", &input.from);
            let due = reader.start_if("due", input.due.as_ref());
            Some(PoolCommand::AllocatePoolPost(AllocatePoolPost {
                teacher: teacher?,
                organisation: workplace?,
                from: from?,
                due: due?,
            }))
        })
        .await
    }

    /// Takes a post of the pool back (归还周转编制, S-28, R-16). For BUREAU_HR.
    async fn pool_post_release(
        &self,
        context: &Context<'_>,
        input: PoolPostReleaseInput,
    ) -> Result<PoolPayload> {
        pool(context, &input.common, &input.organisation, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let (on, reason) = (reader.start("on", &input.on), reader.filled("reason", &input.reason));
            let release = ReleasePoolPost { teacher: teacher?, on: on?, reason: reason? };
            Some(PoolCommand::ReleasePoolPost(release))
        })
        .await
    }
}

async fn unit(
    context: &Context<'_>,
    common: &Common,
    organisation: &ID,
    read: impl FnOnce(&mut Reader) -> Option<Command> + Send,
) -> Result<EstablishmentPayload> {
    let asked = |id: OrganisationId, command| Asked::of(EstablishmentId::of_unit(id).stream(), command);
    about::<Establishment, _>(context, common, ("organisation", organisation), read, asked)
        .await
        .map(EstablishmentPayload::from)
}

async fn pool(
    context: &Context<'_>,
    common: &Common,
    organisation: &ID,
    read: impl FnOnce(&mut Reader) -> Option<PoolCommand> + Send,
) -> Result<PoolPayload> {
    let asked = |id: OrganisationId, command| Asked::of(PoolId::of_unit(id).stream(), command);
    about::<Pool, _>(context, common, ("organisation", organisation), read, asked)
        .await
        .map(PoolPayload::from)
}
