//! Questions about programmes, their candidates and the board.

use async_graphql::{Context, ID, Object, OneofObject, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{CandidacyId, ProgrammeId, RoundId, StudioId};

use liangshi_projection::views::{leading_talents, reserve_principals, studio_hosts};

use super::{
    board::{self, CohortBoard},
    candidacy,
    connection::{Connection, page_cost},
    id::{self, NodeKind},
    node::{Candidacy, Programme, Round, Studio},
    pipeline::{self, CandidateWhere, Pipeline, Source},
    programme,
    scalar::{Date, Long},
    sight::Sight,
    studio,
};
use crate::fault;

/// By what a programme is looked up: exactly one of these (项目查找方式).
#[derive(OneofObject)]
pub(crate) enum ProgrammeBy {
    /// The global id or the plain one.
    Id(ID),
    /// The slug, as `studio-hosts`.
    Slug(String),
}

/// See the module.
#[derive(Default)]
pub(crate) struct TalentQuery;

#[Object]
impl TalentQuery {
    /// Per programme: nominated, confirmed, in training, certified and in term, beside the target of the work plan (人才项目看板).
    /// For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    async fn cohort_board(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<CohortBoard> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        board::board(&sight).await
    }

    /// The leading talents (教育领军人才, S-31, M-21). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn leading_talents(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let source = Source::view(Pipeline::Of(&leading_talents::VIEW));
        pipeline::page(context, &sight, source, wanted.unwrap_or_default(), (first, after)).await
    }

    /// The studio hosts (“三名”工作室主持人, S-33, M-23). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn studio_hosts(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let source = Source::view(Pipeline::Of(&studio_hosts::VIEW));
        pipeline::page(context, &sight, source, wanted.unwrap_or_default(), (first, after)).await
    }

    /// The reserve principals (后备校长人才, S-35, M-25). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn reserve_principals(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let source = Source::view(Pipeline::Of(&reserve_principals::VIEW));
        pipeline::page(context, &sight, source, wanted.unwrap_or_default(), (first, after)).await
    }

    /// The candidates of any programme (培养梯队). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn pipeline(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The slug of the programme, as `outstanding-teachers`.")] programme: String,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let found = Programme::find(&sight, |row| row.slug == programme)
            .await?
            .ok_or_else(|| no_programme(&programme))?;
        pipeline::page(
            context,
            &sight,
            Source::programme(found.id),
            wanted.unwrap_or_default(),
            (first, after),
        )
        .await
    }

    /// One programme (人才项目); null when not known.
    async fn programme(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "By what to look.")] by: ProgrammeBy,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Programme>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        match by {
            ProgrammeBy::Id(id) => {
                let id = ProgrammeId(id::of(NodeKind::Programme, &id)?).to_string();
                Programme::find(&sight, |row| row.programme == id).await
            }
            ProgrammeBy::Slug(slug) => Programme::find(&sight, |row| row.slug == slug).await,
        }
    }

    /// Programmes (人才项目), in the order of their slugs.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn programmes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Programme>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        programme::page(context, &sight, (first, after)).await
    }

    /// One round (批次); null when not known.
    async fn round(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id or the plain one.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Round>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        Round::find(&sight, RoundId(id::of(NodeKind::Round, &id)?)).await
    }

    /// One candidacy (候选人); null when not known or not to be seen by the caller.
    async fn candidacy(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id or the plain one.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        candidacy::find(&sight, CandidacyId(id::of(NodeKind::Candidacy, &id)?)).await
    }

    /// One studio (工作室); null when it does not work on the day or is not to be seen by the caller.
    async fn studio(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id or the plain one.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Studio>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        studio::find(&sight, StudioId(id::of(NodeKind::Studio, &id)?)).await
    }
}

fn no_programme(slug: &str) -> async_graphql::Error {
    let slug: String = slug.chars().take(60).collect();
    fault::coded(
        fault::code::BAD_USER_INPUT,
        format!("没有名为“{slug}”的项目；programmes 列出全部"),
        format!("there is no programme “{slug}”; `programmes` lists them"),
    )
}
