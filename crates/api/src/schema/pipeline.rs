//! Lists of candidates: the views of the three named programmes, and the board's for any programme.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Result};
use futures_util::future::BoxFuture;
use liangshi_domain::{ProgrammeId, RoundId, TeacherId};
use liangshi_projection::{
    At, Failure, Page, Views,
    views::{
        candidate::{CandidateRow, Filter},
        cohort_board,
        pipeline::Pipeline as PipelineView,
    },
};

use super::{
    access,
    connection::{Asked, Connection},
    enums::{CountDefinition, ProgrammeStage, word},
    id::{self, NodeKind},
    node::Candidacy,
    sight::Sight,
};
use crate::fault;

/// Which view is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pipeline {
    Any,
    Of(&'static PipelineView),
}

impl Pipeline {
    async fn list(
        self,
        views: &Views,
        filter: &Filter,
        at: At,
        page: &Page,
    ) -> Result<Vec<CandidateRow>, Failure> {
        match self {
            Self::Any => cohort_board::members(views, filter, at, page).await,
            Self::Of(view) => view.list(views, filter, at, page).await,
        }
    }

    async fn count(self, views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
        match self {
            Self::Any => cohort_board::count(views, filter, at).await,
            Self::Of(view) => view.count(views, filter, at).await,
        }
    }
}

/// Which candidates are asked for; what is left out lets every one through (候选人筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct CandidateWhere {
    /// Only those who count under this definition (M-21 to M-25).
    counts_as: Option<CountDefinition>,
    /// Only those at this stage on the day.
    stage: Option<ProgrammeStage>,
    /// Only this category, as a code of the programme.
    category: Option<String>,
    /// Only this round.
    round: Option<ID>,
    /// Only this person.
    teacher: Option<ID>,
    /// Only those whose term ends within so many days of the day asked about (任期即将届满).
    term_ends_within_days: Option<i32>,
    /// Only those taken in as high-level talent by the day when true, only those who were not when false (引进或本土培养, M-20).
    taken_in: Option<bool>,
}

impl CandidateWhere {
    /// The same, but those who count under this definition when none was asked for.
    pub(crate) fn or_counting(self, definition: Option<CountDefinition>) -> Self {
        Self { counts_as: self.counts_as.or(definition), ..self }
    }

    fn read(self, sight: &Sight, programme: Option<ProgrammeId>) -> Result<Filter> {
        let round = self.round.map(|id| id::of(NodeKind::Round, &id)).transpose()?;
        let teacher = self.teacher.map(|id| id::of(NodeKind::Teacher, &id)).transpose()?;
        Ok(Filter {
            scope: sight.scope(),
            programme,
            round: round.map(RoundId),
            candidacy: None,
            teacher: teacher.map(TeacherId),
            category: self.category,
            stage: self.stage.map(word),
            counts_as: self.counts_as.map(Into::into),
            term_ends_within_days: self.term_ends_within_days.map(|days| u32::try_from(days).unwrap_or(0)),
            taken_in: self.taken_in,
        })
    }
}

/// Of which programme or round candidates are listed, from which view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    pub(crate) pipeline: Pipeline,
    pub(crate) programme: Option<ProgrammeId>,
    pub(crate) round: Option<RoundId>,
}

impl Source {
    pub(crate) fn view(pipeline: Pipeline) -> Self {
        Self { pipeline, programme: None, round: None }
    }

    pub(crate) fn programme(programme: ProgrammeId) -> Self {
        Self { programme: Some(programme), ..Self::view(Pipeline::Any) }
    }

    pub(crate) fn round(round: RoundId) -> Self {
        Self { round: Some(round), ..Self::view(Pipeline::Any) }
    }
}

/// Refuses those who may not see candidates.
///
/// # Errors
/// `FORBIDDEN`.
pub(crate) fn require(sight: &Sight) -> Result<()> {
    let seen = access::lists_candidates(sight.role());
    access::require(seen, sight.role(), "查看人才项目候选人", "see the candidates of programmes")
}

/// A page of candidates, in the order of their candidacies' ids, which is the order they were nominated in.
///
/// # Errors
/// `BAD_USER_INPUT`, `FORBIDDEN`, or that the views fail.
pub(crate) async fn page(
    context: &Context<'_>,
    sight: &Arc<Sight>,
    source: Source,
    wanted: CandidateWhere,
    (first, after): (Option<i32>, Option<String>),
) -> Result<Connection<Candidacy>> {
    require(sight)?;
    let mut filter = wanted.read(sight, source.programme)?;
    filter.round = source.round.or(filter.round);
    let asked = Asked::read(context, first, after.as_deref())?;
    let (views, at, pipeline) = (&sight.views, sight.at, source.pipeline);
    let rows =
        if asked.items { pipeline.list(views, &filter, at, &asked.page()).await } else { Ok(Vec::new()) };
    let rows = rows.map_err(fault::internal)?.into_iter();
    let rows: Vec<_> = rows.filter_map(|row| Candidacy::of(sight, row)).collect();
    let key = |found: &Candidacy| (String::new(), found.row.candidacy.clone());
    let counter = move |views: Views| -> BoxFuture<'static, _> {
        let filter = filter.clone();
        Box::pin(async move { pipeline.count(&views, &filter, at).await })
    };
    Ok(asked.connect(rows, (views, at), key, |found| found, Box::new(counter)))
}
