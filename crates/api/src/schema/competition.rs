//! Results of competitions: who won what in which round.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_projection::views::competition::{self, ResultRow};

use super::{
    activity,
    connection::{Asked, Connection, page_cost},
    enums::{HonourLevel, stored_opt, word},
    id::{self, NodeKind},
    node::{Activity, Event, Teacher, id_of, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// How a person did in a round of a competition (竞赛成绩, S-06, S-73).
pub(crate) struct CompetitionResult {
    row: ResultRow,
    sight: Arc<Sight>,
}

/// How a person did in a round of a competition (竞赛成绩, S-06, S-73).
#[Object]
impl CompetitionResult {
    /// The competition.
    async fn activity(&self) -> Result<Option<Activity>> {
        match id_of(&self.row.activity) {
            Some(id) => activity::find(&self.sight, id).await,
            None => Ok(None),
        }
    }

    /// The name of the competition.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// The round (赛段).
    async fn round(&self) -> &str {
        &self.row.round
    }

    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The place (名次).
    async fn place(&self) -> Option<i32> {
        self.row.place.map(int)
    }

    /// The award (奖项).
    async fn award(&self) -> Option<&str> {
        self.row.award.as_deref()
    }

    /// The level of the award, which follows from the body that issued it (级别, R-60).
    async fn level(&self) -> Option<HonourLevel> {
        stored_opt(self.row.level.as_deref())
    }

    /// The body that issued it (颁发单位).
    async fn issuer(&self) -> Option<&str> {
        self.row.issuer.as_deref()
    }

    /// The day of the results.
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// Which results are asked for (竞赛成绩筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct CompetitionResultWhere {
    /// Only this competition.
    activity: Option<ID>,
    /// Only competitions with names that contain this.
    name: Option<String>,
    /// Only awards of this level.
    level: Option<HonourLevel>,
    /// Only what brought an award.
    awarded: Option<bool>,
}

/// See the module.
#[derive(Default)]
pub(crate) struct CompetitionQuery;

#[Object]
impl CompetitionQuery {
    /// Results of competitions, the highest level first (竞赛获奖名单, S-06, S-73); persons the caller may not see are left out.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn competition_results(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<
            CompetitionResultWhere,
        >,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<CompetitionResult>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let wanted = wanted.unwrap_or_default();
        let filter = competition::Filter {
            scope: sight.scope(),
            activity: wanted.activity.map(|id| id::of(NodeKind::Activity, &id)).transpose()?,
            name: wanted.name,
            level: wanted.level.map(word),
            awarded: wanted.awarded.unwrap_or(false),
        };
        let (asked, at) = (Asked::read(context, first, after.as_deref())?, sight.at);
        let rows = if asked.items {
            competition::list(&sight.views, &filter, at, &asked.page()).await.map_err(fault::internal)?
        } else {
            Vec::new()
        };
        let key = |row: &ResultRow| (row.rank_key.clone(), row.teacher.clone());
        let node = |row| CompetitionResult { row, sight: sight.clone() };
        let counter =
            move |views: liangshi_projection::Views| -> futures_util::future::BoxFuture<'static, _> {
                let filter = filter.clone();
                Box::pin(async move { competition::count(&views, &filter, at).await })
            };
        Ok(asked.connect(rows, (&sight.views, at), key, node, Box::new(counter)))
    }
}
