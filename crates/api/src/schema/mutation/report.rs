//! Figures that are published, restated and withdrawn. The number is counted here and now and never typed.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    ReportId,
    report::{PublishReport, Report, ReportCommand, ReportQuestion, RestateReport, WithdrawReport},
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::ReportPayload,
};
use crate::schema::{
    context::{self, registry},
    enums::{Basis, Category, CountDefinition, Staffing, Stage, Title, word},
    figures::Figure,
    id::{self, NodeKind},
    report::{ReportMetric, find},
    scalar::Date,
    sight::Sight,
};

/// Of whom a figure is (统计口径).
#[derive(InputObject)]
pub(crate) struct ReportQuestionInput {
    /// Only at this organisation or below, by id or uuid.
    organisation: Option<ID>,
    /// On which basis a person is at a unit (C-37); a headcount names it.
    basis: Option<Basis>,
    /// Only held so, of a headcount.
    staffing: Option<Staffing>,
    /// Only of this category, of a headcount.
    category: Option<Category>,
    /// Only of this stage, of a headcount.
    stage: Option<Stage>,
    /// Only of this title, of a headcount.
    title: Option<Title>,
    /// The programme by its slug; a cohort names it.
    programme: Option<String>,
    /// Who counts; a cohort names it.
    definition: Option<CountDefinition>,
    /// The metric by its id, as M-02; a defined metric names it.
    defined: Option<String>,
    /// The version of its definition; a defined metric names it, so that it is the one the figure keeps.
    version: Option<i32>,
    /// The year, of a metric that speaks of a year; that of the day when left out.
    year: Option<i32>,
}

impl ReportQuestionInput {
    fn read(&self) -> Result<ReportQuestion> {
        let organisation =
            self.organisation.as_ref().map(|id| id::of(NodeKind::Organisation, id)).transpose()?;
        Ok(ReportQuestion {
            organisation: organisation.map(liangshi_domain::OrganisationId),
            basis: self.basis.map(Into::into),
            staffing: self.staffing.map(Into::into),
            category: self.category.map(Into::into),
            stage: self.stage.map(Into::into),
            title: self.title.map(Into::into),
            programme: self.programme.clone(),
            definition: self.definition.map(word),
            defined: self.defined.clone(),
            version: self.version.and_then(|version| u16::try_from(version).ok()),
            year: self.year,
        })
    }
}

/// The input of `reportPublish`.
#[derive(InputObject)]
pub(crate) struct ReportPublishInput {
    #[graphql(flatten)]
    common: Common,
    /// What it is called, as 2022年度人才统计.
    title: String,
    /// What it counts (指标).
    metric: ReportMetric,
    /// Of whom (口径).
    question: ReportQuestionInput,
    /// The day it is about.
    as_of: Date,
}

/// The input of `reportRestate`.
#[derive(InputObject)]
pub(crate) struct ReportRestateInput {
    #[graphql(flatten)]
    common: Common,
    /// The published figure, by id or uuid.
    report: ID,
    /// Why today's count differs; it may not be blank.
    reason: String,
}

/// The input of `reportWithdraw`.
#[derive(InputObject)]
pub(crate) struct ReportWithdrawInput {
    #[graphql(flatten)]
    common: Common,
    /// The published figure, by id or uuid.
    report: ID,
    /// Why; it may not be blank.
    reason: String,
}

#[derive(Default)]
pub(crate) struct ReportMutation;

#[Object]
impl ReportMutation {
    /// Counts a figure as known now and publishes it with its two dates and the digest of its persons (公布统计数, S-15, S-75, R-92). It is
    /// never changed. For BUREAU_HR and PROGRAMME_MANAGER.
    async fn report_publish(
        &self,
        context: &Context<'_>,
        input: ReportPublishInput,
    ) -> Result<ReportPayload> {
        let role = super::access::role(context)?;
        let question = input.question.read()?;
        let at = context::at(context, Some(input.as_of.0), None, None).await?;
        let metric = input.metric.into();
        let views = &registry(context)?.views;
        let figure = Figure::count(views, role, (metric, &question), at).await?;
        let id = ReportId((registry(context)?.new_id)());
        let outcome = run::<Report>(context, &input.common, |reader| {
            let title = reader.filled("title", &input.title)?;
            let (value, of, members) = (figure.value(), figure.of, figure.digest());
            let (as_of, known, rules) = (at.valid, at.known, Vec::new());
            let asked = PublishReport { title, metric, question, as_of, known, value, of, members, rules };
            Some(Asked::of(id.stream(), ReportCommand::PublishReport(asked)))
        });
        outcome.await.map(ReportPayload::from)
    }

    /// Counts the same question as known now and states it beside the published figure with the reason (修正公布数, S-75). For BUREAU_HR
    /// and PROGRAMME_MANAGER.
    async fn report_restate(
        &self,
        context: &Context<'_>,
        input: ReportRestateInput,
    ) -> Result<ReportPayload> {
        let role = super::access::role(context)?;
        let at = context::at(context, None, None, None).await?;
        let sight = Sight::with(context, at)?;
        let published = match id::of(NodeKind::Report, &input.report) {
            Ok(id) => find(&sight, ReportId(id)).await?,
            // An id that cannot be read is said to be so with everything else that is wrong with the input.
            Err(_) => None,
        };
        let figure = match published.and_then(|report| report.asked()) {
            Some((metric, question, valid)) => {
                let at = liangshi_projection::At { valid, known: at.known };
                Some(Figure::count(&sight.views, role, (metric, &question), at).await?)
            }
            None => None,
        };
        command(context, &input.common, &input.report, |reader| {
            let reason = reader.filled("reason", &input.reason)?;
            // What was never published is refused by the domain, whatever is counted.
            let of = figure.as_ref().and_then(|figure| figure.of);
            let (value, members) =
                figure.map_or((0, "0".repeat(64)), |figure| (figure.value(), figure.digest()));
            let restate = RestateReport { known: at.known, value, of, members, reason };
            Some(ReportCommand::RestateReport(restate))
        })
        .await
    }

    /// Withdraws a published figure; it stays readable (撤回公布数, S-75). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn report_withdraw(
        &self,
        context: &Context<'_>,
        input: ReportWithdrawInput,
    ) -> Result<ReportPayload> {
        command(context, &input.common, &input.report, |reader| {
            let reason = reader.filled("reason", &input.reason)?;
            Some(ReportCommand::WithdrawReport(WithdrawReport { reason }))
        })
        .await
    }
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    report: &ID,
    read: impl FnOnce(&mut Reader) -> Option<ReportCommand> + Send,
) -> Result<ReportPayload> {
    let asked = |id: ReportId, command| Asked::of(id.stream(), command);
    about::<Report, _>(context, common, ("report", report), read, asked).await.map(ReportPayload::from)
}
