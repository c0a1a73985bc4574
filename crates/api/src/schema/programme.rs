//! Programmes with the target of the work plan, and their rounds.

use std::sync::Arc;

use async_graphql::{Context, ID, Json, Object, Result};
use liangshi_domain::{ProgrammeId, RoundId, policy};
use liangshi_projection::{At, views::programme::ProgrammeRow};
use serde_json::Value;
use uuid::Uuid;

use super::{
    connection::{Asked, Connection, page_cost},
    enums::CountDefinition,
    id::{self, NodeKind},
    node::{Candidacy, Event, Label},
    pipeline::{self, CandidateWhere, Source},
    scalar::{Date, int},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::{Programme, Round};

impl Programme {
    /// The programme at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: ProgrammeId, at: At) -> Result<Option<Self>> {
        let (sight, id) = (Sight::with(context, at)?, id.to_string());
        Self::find(&sight, |row| row.programme == id).await
    }

    pub(crate) fn target(&self) -> Option<Target> {
        let number = self.row.target?;
        Some(Target { number, row: self.row.clone(), sight: self.sight.clone() })
    }
}

/// A talent programme (人才项目): data of policy, open to everyone who signs in.
#[Object]
impl Programme {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Programme, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// The slug, as `studio-hosts`.
    async fn slug(&self) -> &str {
        &self.row.slug
    }

    /// The pipeline that shows it, as `STUDIO_HOSTS`.
    async fn role(&self) -> &str {
        &self.row.role
    }

    /// Its name (项目名称).
    async fn name(&self) -> Label {
        Label { zh: self.row.name_zh.clone(), en: self.row.name_en.clone() }
    }

    /// The family it belongs to (项目体系, S-01); null when it stands alone.
    async fn family(&self) -> Option<Label> {
        Some(Label { zh: self.row.family_zh.clone()?, en: self.row.family_en.clone()? })
    }

    /// What a certification states on the person, as TITLE_GRANTED (办理事项); null for a programme of talents.
    async fn outcome(&self) -> Option<&str> {
        self.row.outcome.as_deref()
    }

    /// The number a work plan asks of it (目标); null when none is set.
    #[graphql(name = "target")]
    async fn shown_target(&self) -> Option<Target> {
        self.target()
    }

    /// Its terms with the days they are in force: stages, categories, requirements, years of a term, days of notice (管理办法).
    async fn terms(&self) -> Result<Json<Value>> {
        let text = self.row.terms.as_deref().unwrap_or("[]");
        serde_json::from_str(text).map(Json).map_err(fault::internal)
    }

    /// The event that launched it.
    async fn launched_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.launched)).await
    }

    /// Its rounds (批次), in the order of their first days.
    async fn rounds(&self) -> Result<Vec<Round>> {
        Round::filter(&self.sight, |row| row.programme == self.row.programme).await
    }

    /// Its candidates (候选人). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn candidates(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
    ) -> Result<Connection<Candidacy>> {
        let wanted = wanted.unwrap_or_default();
        pipeline::page(context, &self.sight, Source::programme(self.id), wanted, (first, after)).await
    }
}

impl Round {
    /// The round at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: RoundId, at: At) -> Result<Option<Self>> {
        Self::find(&Sight::with(context, at)?, id).await
    }

    /// The round with an id, when it is known.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn find(sight: &Arc<Sight>, id: RoundId) -> Result<Option<Self>> {
        let id = id.to_string();
        Ok(Self::filter(sight, |row| row.round == id).await?.pop())
    }
}

/// The target in force.
pub(crate) struct Target {
    number: i64,
    row: Arc<ProgrammeRow>,
    sight: Arc<Sight>,
}

impl Target {
    pub(crate) fn number(&self) -> i64 {
        self.number
    }

    pub(crate) fn bound(&self) -> Option<policy::CountDefinition> {
        self.row.bound()
    }
}

/// The number a work plan asks of a programme, and what it counts (目标任务).
#[Object]
impl Target {
    /// How many persons (目标数).
    #[graphql(name = "number")]
    async fn shown_number(&self) -> i32 {
        int(self.number)
    }

    /// Which of the five counts the number means (绑定口径).
    async fn definition(&self) -> Option<CountDefinition> {
        self.bound().map(Into::into)
    }

    /// That definition as a column head.
    async fn definition_label(&self) -> Option<Label> {
        self.bound().map(|definition| definition.label().into())
    }

    /// That definition as a plain sentence to stand beside the number.
    async fn definition_sentence(&self) -> Option<Label> {
        self.bound().map(|definition| definition.sentence().into())
    }

    /// The last day on which it can be met (完成时限).
    async fn deadline(&self) -> Option<Date> {
        Date::stored(self.row.deadline.as_deref()?)?.day_before()
    }

    /// Whether the deadline is inferred and stands in no document (推定).
    async fn deadline_inferred(&self) -> bool {
        self.row.deadline_inferred == Some(1)
    }

    /// The responsible office (责任单位).
    async fn owner(&self) -> Option<&str> {
        self.row.owner.as_deref()
    }

    /// The sentence of the plan, as S-33.
    async fn sentence_id(&self) -> Option<&str> {
        self.row.sentence.as_deref()
    }

    /// The words of the plan (原文).
    async fn quote(&self) -> Option<&str> {
        self.row.quote.as_deref()
    }

    /// The metric that measures it, as M-23.
    async fn metric(&self) -> Option<&str> {
        self.row.metric.as_deref()
    }

    /// The event that set it.
    async fn set_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, self.row.target_event.as_deref()).await
    }
}

/// A cohort, batch or round of a programme (批次).
#[Object]
impl Round {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Round, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Its programme.
    async fn programme(&self) -> Result<Option<Programme>> {
        Programme::find(&self.sight, |row| row.programme == self.row.programme).await
    }

    /// Its name, as 第二批.
    async fn name(&self) -> Label {
        Label { zh: self.row.name_zh.clone(), en: self.row.name_en.clone() }
    }

    /// The number of the batch, when it has one.
    async fn batch(&self) -> Option<i32> {
        self.row.batch.map(int)
    }

    /// The first day of nomination.
    async fn opens_on(&self) -> Option<Date> {
        Date::stored(&self.row.opens_on)
    }

    /// The last day of nomination; null while none is announced.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(self.row.closes_on.as_deref()?)?.day_before()
    }

    /// The event that opened it.
    async fn opened_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.opened)).await
    }

    /// Its candidates (候选人). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn candidates(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
    ) -> Result<Connection<Candidacy>> {
        let wanted = wanted.unwrap_or_default();
        pipeline::page(context, &self.sight, Source::round(self.id), wanted, (first, after)).await
    }
}

/// A page of programmes, in the order of their slugs.
///
/// # Errors
/// `BAD_USER_INPUT`, or that the views fail.
pub(crate) async fn page(
    context: &Context<'_>,
    sight: &Arc<Sight>,
    (first, after): (Option<i32>, Option<String>),
) -> Result<Connection<Programme>> {
    let asked = Asked::read(context, first, after.as_deref())?;
    let rows = sight.programmes().await?;
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let begun = rows.iter().filter(|row| asked.after.as_ref().is_none_or(|(slug, _)| row.slug > *slug));
    let wanted: Vec<_> = begun.take(asked.first + 1).filter_map(|row| Programme::of(sight, row)).collect();
    let key = |found: &Programme| (found.row.slug.clone(), found.row.programme.clone());
    let counter =
        move |_| -> futures_util::future::BoxFuture<'static, _> { Box::pin(async move { Ok(total) }) };
    Ok(asked.connect(wanted, (&sight.views, sight.at), key, |found| found, Box::new(counter)))
}
