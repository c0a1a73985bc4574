//! Targets of the work plan: set, answered for, claimed, moved, reported, reviewed, settled, looked back at, honoured.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use liangshi_domain::{
    TargetId,
    target::{
        AssignMetric, AssignResponsibility, AwardTarget, ChangeDeadline, ClaimTarget, MeetTarget, MissTarget,
        PerformLookBack, Progress, Review, ReviewKind, Target, TargetCommand, TargetSetting,
    },
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::TargetPayload,
};
use crate::schema::context::registry;

/// How a target is looked at (督导方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "ReviewKind")]
pub(crate) enum TargetReviewKind {
    /// A special meeting (专题会议).
    Meeting,
    /// An inspection on site (实地督导检查).
    SiteInspection,
    /// The annual assessment (年度考评).
    AnnualAssessment,
}

/// The input of `targetSet`.
#[derive(InputObject)]
pub(crate) struct TargetSetInput {
    #[graphql(flatten)]
    common: Common,
    /// What is to be reached, in the words of the plan (目标内容).
    title: String,
    /// The sentence of the plan, as S-33.
    sentence: Option<String>,
    /// The number to be reached (目标数); none when the sentence names none.
    number: Option<i32>,
    /// What the number counts, as 名 (单位).
    unit: Option<String>,
    /// The first day it is asked; a month or a year means its first day.
    from: String,
    /// The last day by which it is to be reached, itself included: 2022 means the end of that year (完成时限).
    deadline: String,
    /// Whether the deadline is inferred and stands in no document; false when left out.
    deadline_inferred: Option<bool>,
    /// The responsible office (责任科室).
    office: Option<String>,
    /// The responsible unit (责任单位).
    organisation: Option<ID>,
}

impl TargetSetInput {
    fn read(&self, reader: &mut Reader) -> Option<TargetSetting> {
        let title = reader.text("title", &self.title);
        let sentence = reader.text_if("sentence", self.sentence.as_ref());
        let number = reader.number_if("number", self.number);
        let unit = reader.text_if("unit", self.unit.as_ref());
        let from = reader.start("from", &self.from);
        let deadline = reader.last("deadline", &self.deadline);
        let office = reader.text_if("office", self.office.as_ref());
        let organisation = reader.id_if("organisation", self.organisation.as_ref());
        Some(TargetSetting {
            title: title?,
            sentence: sentence?,
            number: number?.map(i64::from),
            unit: unit?,
            from: from?,
            deadline: deadline?,
            deadline_inferred: self.deadline_inferred.unwrap_or(false),
            office: office?,
            organisation: organisation?,
            rules: Vec::new(),
        })
    }
}

macro_rules! about_target {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The target, by id or uuid.
            target: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_target! {
    /// The input of `responsibilityAssign`.
    ResponsibilityAssignInput {
        /// The responsible office (责任科室).
        office: Option<String>,
        /// The responsible unit (责任单位).
        organisation: Option<ID>,
        /// The responsible person (责任人).
        person: Option<ID>,
        /// The first day; a month or a year means its first day.
        from: String,
    }
    /// The input of `targetClaim`.
    TargetClaimInput {
        /// The unit that takes it on (揭榜单位): a town, a park, an education centre or a school.
        organisation: ID,
        /// The day.
        on: String,
    }
    /// The input of `deadlineChange`.
    DeadlineChangeInput {
        /// The new last day, itself included.
        deadline: String,
        /// The day of the decision.
        on: String,
        /// Why (变更原因).
        reason: String,
    }
    /// The input of `metricAssign`.
    MetricAssignInput {
        /// The metric, as M-23.
        metric: String,
        /// The version of its definition, 1 when left out.
        version: Option<i32>,
        /// The first day; a month or a year means its first day.
        from: String,
    }
    /// The input of `progressReport`.
    ProgressReportInput {
        /// The day reported on.
        on: String,
        /// The number reached by then (完成数).
        value: Option<i32>,
        /// What was done (进展情况); needed when no number is given.
        note: Option<String>,
    }
    /// The input of `targetReview`.
    TargetReviewInput {
        /// How it was looked at.
        kind: TargetReviewKind,
        /// The day.
        on: String,
        /// What was found (督导结论).
        finding: String,
    }
    /// The input of `lookBackPerform`.
    LookBackPerformInput {
        /// The day.
        on: String,
        /// Whether the target still holds; it is open again when it does not.
        holds: bool,
        /// What was found.
        finding: String,
    }
    /// The input of `targetMeet`.
    TargetMeetInput {
        /// The day it was met.
        on: String,
        /// The number reached.
        value: Option<i32>,
    }
    /// The input of `targetMiss`.
    TargetMissInput {
        /// The day it was found missed.
        on: String,
        /// Why.
        reason: String,
    }
    /// The input of `targetAward`.
    TargetAwardInput {
        /// The unit that claimed it.
        organisation: ID,
        /// What the honour is called, as 年度优秀改革项目.
        title: String,
        /// The day.
        on: String,
    }
}

/// Reads a command about a target and asks it.
async fn ask(
    context: &Context<'_>,
    common: &Common,
    target: &ID,
    read: impl FnOnce(&mut Reader) -> Option<TargetCommand> + Send,
) -> Result<TargetPayload> {
    let asked = |id: TargetId, command| Asked::of(id.stream(), command);
    about::<Target, _>(context, common, ("target", target), read, asked).await.map(TargetPayload::from)
}

#[derive(Default)]
pub(crate) struct TargetMutation;

#[Object]
impl TargetMutation {
    /// Makes a sentence of the plan a target with a number, an owner and a deadline (设定目标任务, S-85, R-91). For BUREAU_HR and
    /// PROGRAMME_MANAGER.
    async fn target_set(&self, context: &Context<'_>, input: TargetSetInput) -> Result<TargetPayload> {
        let id = TargetId((registry(context)?.new_id)());
        let outcome = run::<Target>(context, &input.common, |reader| {
            let setting = input.read(reader)?;
            let unit = setting.organisation;
            Some(Asked::of(id.stream(), TargetCommand::SetTarget(setting)).at(unit))
        });
        outcome.await.map(TargetPayload::from)
    }

    /// Says who answers for a target (责任分工, S-85, R-91). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn responsibility_assign(
        &self,
        context: &Context<'_>,
        input: ResponsibilityAssignInput,
    ) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let office = reader.text_if("office", input.office.as_ref());
            let organisation = reader.id_if("organisation", input.organisation.as_ref());
            let person = reader.id_if("person", input.person.as_ref());
            let from = reader.start("from", &input.from);
            Some(TargetCommand::AssignResponsibility(AssignResponsibility {
                office: office?,
                organisation: organisation?,
                person: person?,
                from: from?,
            }))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// Lets a unit take on a target of its own accord (揭榜, S-72, R-91). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn target_claim(&self, context: &Context<'_>, input: TargetClaimInput) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let organisation = reader.id("organisation", &input.organisation);
            let on = reader.start("on", &input.on);
            Some(TargetCommand::ClaimTarget(ClaimTarget { organisation: organisation?, on: on? }))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// Moves the deadline by a document; the old one stays known (变更时限, S-85, R-93). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn deadline_change(
        &self,
        context: &Context<'_>,
        input: DeadlineChangeInput,
    ) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let deadline = reader.last("deadline", &input.deadline);
            let on = reader.start("on", &input.on);
            let reason = reader.text("reason", &input.reason);
            let change = ChangeDeadline { deadline: deadline?, on: on?, reason: reason? };
            Some(TargetCommand::ChangeDeadline(change))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// Binds a target to a version of a metric (绑定口径, S-85). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn metric_assign(&self, context: &Context<'_>, input: MetricAssignInput) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let metric = reader.text("metric", &input.metric);
            let version = reader.number("version", input.version.unwrap_or(1));
            let from = reader.start("from", &input.from);
            Some(TargetCommand::AssignMetric(AssignMetric {
                metric: metric?,
                version: version?,
                from: from?,
            }))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// Reports how far a target has come (报告进度, S-72, S-85). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn progress_report(
        &self,
        context: &Context<'_>,
        input: ProgressReportInput,
    ) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let on = reader.start("on", &input.on);
            let value = reader.number_if("value", input.value);
            let note = reader.text_if("note", input.note.as_ref());
            let progress = Progress { on: on?, value: value?.map(i64::from), note: note? };
            Some(TargetCommand::ReportProgress(progress))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// Records that a target was looked at (督导检查、年度考评, S-72, S-86). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn target_review(&self, context: &Context<'_>, input: TargetReviewInput) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let on = reader.start("on", &input.on);
            let finding = reader.text("finding", &input.finding);
            let review = Review { kind: input.kind.into(), on: on?, finding: finding? };
            Some(TargetCommand::ReviewTarget(review))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// Looks back at a met target; it is open again when it no longer holds (回头看, S-86, R-94). For BUREAU_HR and
    /// PROGRAMME_MANAGER.
    async fn look_back_perform(
        &self,
        context: &Context<'_>,
        input: LookBackPerformInput,
    ) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let on = reader.start("on", &input.on);
            let finding = reader.text("finding", &input.finding);
            let look = PerformLookBack { on: on?, holds: input.holds, finding: finding? };
            Some(TargetCommand::PerformLookBack(look))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// States that a target was met (办结, S-85). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn target_meet(&self, context: &Context<'_>, input: TargetMeetInput) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let on = reader.start("on", &input.on);
            let value = reader.number_if("value", input.value);
            Some(TargetCommand::MeetTarget(MeetTarget { on: on?, value: value?.map(i64::from) }))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// States that a target was missed (未完成, S-85). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn target_miss(&self, context: &Context<'_>, input: TargetMissInput) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let on = reader.start("on", &input.on);
            let reason = reader.text("reason", &input.reason);
            Some(TargetCommand::MissTarget(MissTarget { on: on?, reason: reason? }))
        };
        ask(context, &input.common, &input.target, read).await
    }

    /// Honours a unit for a target it claimed (评选年度优秀改革项目, S-72). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn target_award(&self, context: &Context<'_>, input: TargetAwardInput) -> Result<TargetPayload> {
        let read = |reader: &mut Reader| {
            let organisation = reader.id("organisation", &input.organisation);
            let title = reader.text("title", &input.title);
            let on = reader.start("on", &input.on);
            let award = AwardTarget { organisation: organisation?, title: title?, on: on? };
            Some(TargetCommand::AwardTarget(award))
        };
        ask(context, &input.common, &input.target, read).await
    }
}
