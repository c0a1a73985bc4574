//! The cohort board: per programme the five counts beside the target, down to the persons.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use futures_util::future::try_join_all;
use liangshi_domain::policy::{self, counted, month_ends};
use liangshi_projection::views::{
    candidate::Filter,
    cohort_board::{self, BoardRow, CategoryRow, SpanRow},
};
use tokio::sync::OnceCell;

use super::{
    connection::{Connection, page_cost},
    enums::CountDefinition,
    node::{Candidacy, Label, Programme, id_of},
    outlook::{CohortOutlook, StageTime, TrendPoint, counting, stage_times},
    pipeline::{self, CandidateWhere, Source},
    programme::Target,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

pub(crate) struct CohortBoard {
    rows: Vec<CohortRow>,
    sight: Arc<Sight>,
}

/// The board of the programmes at two dates (人才项目看板).
#[Object]
impl CohortBoard {
    /// One line for each programme of talents, in the order of the slugs (S-30). Selections are asked for one by one.
    async fn rows(&self) -> &[CohortRow] {
        &self.rows
    }

    /// The day asked about.
    async fn as_of(&self) -> Date {
        Date(self.sight.at.valid)
    }

    /// The position of the log up to which facts are known in this answer.
    async fn position(&self) -> Long {
        Long(self.sight.at.known)
    }
}

pub(crate) struct CohortRow {
    row: BoardRow,
    programme: Programme,
    /// Read once for the trend, the outlook and the stages.
    spans: OnceCell<Vec<SpanRow>>,
}

impl CohortRow {
    /// What a target that is set is bound to. Who sees no target sees no value, since nobody said what it should count.
    fn bound(&self) -> Option<policy::CountDefinition> {
        self.row.programme.bound()
    }

    /// The family of its programme, in Chinese.
    pub(crate) fn family(&self) -> Option<&str> {
        self.row.programme.family_zh.as_deref()
    }

    /// The family of its programme.
    pub(crate) fn family_label(&self) -> Option<Label> {
        let programme = &self.row.programme;
        Some(Label { zh: programme.family_zh.clone()?, en: programme.family_en.clone()? })
    }

    /// The number asked of it.
    pub(crate) fn asked(&self) -> Option<i64> {
        self.row.programme.target
    }

    /// The candidacies on all days, with who counts under the definition the target is bound to; certified persons while none is.
    async fn spans(&self) -> Result<&[SpanRow]> {
        Ok(self.spans.get_or_try_init(|| self.read_spans()).await?)
    }

    async fn read_spans(&self) -> Result<Vec<SpanRow>> {
        let sight = &self.programme.sight;
        let definition = self.bound().unwrap_or(policy::CountDefinition::Certified);
        let spans =
            cohort_board::spans(&sight.views, self.programme.id, definition, sight.scope(), sight.at).await;
        spans.map_err(fault::internal)
    }

    fn counted(&self) -> Option<i64> {
        self.bound().map(|definition| self.row.value(definition))
    }
}

/// One programme on the board: each count is of persons, and one in several rounds counts once (看板一行).
#[Object]
impl CohortRow {
    /// The programme.
    async fn programme(&self) -> &Programme {
        &self.programme
    }

    /// Ever nominated by the day (推荐人数, M-21 to M-25).
    async fn nominated(&self) -> i32 {
        int(self.row.nominated)
    }

    /// Ever confirmed for development by the day (确定培养人数).
    async fn confirmed(&self) -> i32 {
        int(self.row.confirmed)
    }

    /// In training on the day (在培人数).
    async fn in_training(&self) -> i32 {
        int(self.row.in_training)
    }

    /// Ever certified by the day and not revoked on it (认定人数).
    async fn certified(&self) -> i32 {
        int(self.row.certified)
    }

    /// In term on the day (任期内人数).
    async fn in_term(&self) -> i32 {
        int(self.row.in_term)
    }

    /// The same counts for each category (按类别, S-32, S-33), in the order of the codes; the categories of a person are those nominated
    /// or certified in on the day.
    async fn by_category(&self) -> Result<Vec<CategoryCount>> {
        let sight = &self.programme.sight;
        let filter = Filter { scope: sight.scope(), programme: Some(self.programme.id), ..Filter::default() };
        let rows = cohort_board::by_category(&sight.views, &filter, sight.at).await;
        Ok(rows.map_err(fault::internal)?.into_iter().map(CategoryCount::from).collect())
    }

    /// The target with its deadline, owner, words and sentence of the plan (目标); null when none is set.
    async fn target(&self) -> Option<Target> {
        self.programme.target()
    }

    /// The count the target is bound to (绑定口径).
    async fn definition(&self) -> Option<CountDefinition> {
        self.bound().map(Into::into)
    }

    /// That count as a plain sentence to stand beside the number.
    async fn sentence(&self) -> Option<Label> {
        self.bound().map(|definition| definition.sentence().into())
    }

    /// The persons under the definition the target is bound to (完成数); null while no target is set.
    async fn value(&self) -> Option<i32> {
        self.counted().map(int)
    }

    /// How many are missing to the target (差额), never below 0; null while no target is set.
    async fn gap(&self) -> Option<i32> {
        let target = self.programme.target()?;
        self.counted().map(|value| int((target.number() - value).max(0)))
    }

    /// The last day on which the target can be met (完成时限).
    async fn deadline(&self) -> Option<Date> {
        Date::stored(self.row.programme.deadline.as_deref()?)?.day_before()
    }

    /// Whether that deadline is inferred and stands in no document (推定).
    async fn deadline_inferred(&self) -> bool {
        self.row.programme.deadline_inferred == Some(1)
    }

    /// The responsible office (责任单位).
    async fn owner(&self) -> Option<&str> {
        self.row.programme.owner.as_deref()
    }

    /// The words of the plan (原文).
    async fn quote(&self) -> Option<&str> {
        self.row.programme.quote.as_deref()
    }

    /// The sentence of the plan, as S-33.
    async fn sentence_id(&self) -> Option<&str> {
        self.row.programme.sentence.as_deref()
    }

    /// How the count went, at the ends of the months before and on the day (逐月趋势), under the definition the target is bound to, or
    /// certified persons while none is.
    async fn trend(
        &self,
        #[graphql(desc = "How many months, 1 to 60; 12 when left out.", default = 12)] months: i32,
    ) -> Result<Vec<TrendPoint>> {
        let months = u32::try_from(months.clamp(1, 60)).unwrap_or(1);
        let all = counting(self.spans().await?);
        let days = month_ends(self.programme.sight.at.valid, months);
        Ok(days
            .into_iter()
            .map(|day| TrendPoint { day: Date(day), value: int(counted(&all, day)) })
            .collect())
    }

    /// The pace and where it leads by the deadline (进度预测); null while no target is set.
    async fn outlook(&self) -> Result<Option<CohortOutlook>> {
        let deadline = self.row.programme.deadline.as_deref().and_then(Date::stored);
        let Some((number, deadline)) = self.asked().zip(deadline) else { return Ok(None) };
        let all = counting(self.spans().await?);
        Ok(Some(CohortOutlook::of(&all, self.programme.sight.at.valid, number, deadline.0)))
    }

    /// How long candidates are in each stage (阶段停留时间), in the order of the pipeline.
    async fn stage_times(&self) -> Result<Vec<StageTime>> {
        Ok(stage_times(self.spans().await?, self.programme.sight.at.valid))
    }

    /// The persons behind the number (名单, S-34): those who count under the definition the target is bound to, unless `where` names
    /// another one.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn members(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; those behind `value` when left out.")]
        wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
    ) -> Result<Connection<Candidacy>> {
        let wanted = wanted.unwrap_or_default().or_counting(self.bound().map(Into::into));
        let sight = &self.programme.sight;
        pipeline::page(context, sight, Source::programme(self.programme.id), wanted, (first, after)).await
    }
}

/// The persons of one category of a programme, under each of the five counts (类别人数).
#[derive(SimpleObject)]
pub(crate) struct CategoryCount {
    /// The category, as a code of the programme; null for those nominated in none.
    category: Option<String>,
    /// Ever nominated by the day.
    nominated: i32,
    /// Ever confirmed by the day.
    confirmed: i32,
    /// In training on the day.
    in_training: i32,
    /// Ever certified by the day and not revoked on it.
    certified: i32,
    /// In term on the day.
    in_term: i32,
}

impl From<CategoryRow> for CategoryCount {
    fn from(row: CategoryRow) -> Self {
        Self {
            category: row.category,
            nominated: int(row.nominated),
            confirmed: int(row.confirmed),
            in_training: int(row.in_training),
            certified: int(row.certified),
            in_term: int(row.in_term),
        }
    }
}

/// The board. Who sees only a part of the bureau gets the counts of that part.
///
/// # Errors
/// `FORBIDDEN`, or that the views fail.
pub(crate) async fn board(sight: &Arc<Sight>) -> Result<CohortBoard> {
    pipeline::require(sight)?;
    Ok(CohortBoard { rows: lines(sight).await?, sight: sight.clone() })
}

/// The lines of the board.
///
/// # Errors
/// When the views fail.
pub(crate) async fn lines(sight: &Arc<Sight>) -> Result<Vec<CohortRow>> {
    let mut rows = cohort_board::board(&sight.views, sight.at).await.map_err(fault::internal)?;
    if sight.scope().is_some() {
        rows = try_join_all(rows.into_iter().map(|row| scoped(sight, row))).await?;
    }
    let row = |row: BoardRow| {
        let programme = Programme::of(sight, &Arc::new(row.programme.clone()))?;
        Some(CohortRow { row, programme, spans: OnceCell::new() })
    };
    Ok(rows.into_iter().filter_map(row).collect())
}

/// The counts of a line again, of the persons in the caller's part only.
async fn scoped(sight: &Sight, row: BoardRow) -> Result<BoardRow> {
    let filter = |definition| Filter {
        scope: sight.scope(),
        programme: id_of(&row.programme.programme),
        counts_as: Some(definition),
        ..Filter::default()
    };
    let count = async |definition| {
        cohort_board::count(&sight.views, &filter(definition), sight.at).await.map_err(fault::internal)
    };
    Ok(BoardRow {
        nominated: count(policy::CountDefinition::Nominated).await?,
        confirmed: count(policy::CountDefinition::Confirmed).await?,
        in_training: count(policy::CountDefinition::InTraining).await?,
        certified: count(policy::CountDefinition::Certified).await?,
        in_term: count(policy::CountDefinition::InTerm).await?,
        programme: row.programme,
    })
}
