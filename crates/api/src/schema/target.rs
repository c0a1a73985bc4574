//! The board of targets: sentence, number, metric, owner, deadline, standing.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{OrganisationId, TargetId, TeacherId};
use liangshi_projection::{
    At,
    views::{
        service,
        target::{self, TargetFilter, TargetRow},
    },
};
use uuid::Uuid;

use super::{
    enums::{stored, word},
    id::{self, NodeKind},
    node::{Event, Organisation, Teacher, id_of, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::WorkTarget;

/// Where a target stands (办理状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetStanding {
    /// It is worked on (办理中).
    Open,
    /// It was met (已完成).
    Met,
    /// It was missed (未完成).
    Missed,
    /// It had been met and no longer holds (回落).
    FellBack,
}

/// Which targets (筛选); each that is left out asks nothing.
#[derive(InputObject, Default)]
pub(crate) struct WorkTargetWhere {
    /// Of this sentence of the plan, as S-33.
    sentence: Option<String>,
    /// This unit answers for it (责任单位).
    organisation: Option<ID>,
    /// This unit claimed it (揭榜单位).
    claimant: Option<ID>,
    /// Standing here.
    standing: Option<TargetStanding>,
    /// Only those open after their deadline, or only the others (逾期).
    overdue: Option<bool>,
}

impl WorkTarget {
    /// The target at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: TargetId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }

    async fn units(&self, ids: &str) -> Result<Vec<Organisation>> {
        let mut units = Vec::new();
        for id in ids.split(' ').filter(|id| !id.is_empty()) {
            units.extend(Organisation::linked(&self.sight, Some(id)).await?);
        }
        Ok(units)
    }
}

/// The target with an id, when it is asked on the day.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: TargetId) -> Result<Option<WorkTarget>> {
    let filter = TargetFilter { target: Some(id), ..TargetFilter::default() };
    Ok(listed(sight, filter).await?.pop())
}

async fn listed(sight: &Arc<Sight>, filter: TargetFilter) -> Result<Vec<WorkTarget>> {
    let rows = target::list(&sight.views, filter, sight.at).await.map_err(fault::internal)?;
    let of = |row: TargetRow| {
        Some(WorkTarget { id: id_of(&row.target)?, row: Arc::new(row), sight: sight.clone() })
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

/// A target of the work plan (目标任务, S-72, S-85, S-86).
#[Object]
impl WorkTarget {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::WorkTarget, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// What is to be reached, in the words of the plan (目标内容).
    async fn title(&self) -> &str {
        &self.row.title
    }

    /// The sentence of the plan, as S-33.
    async fn sentence(&self) -> Option<&str> {
        self.row.sentence.as_deref()
    }

    /// The number to be reached (目标数).
    async fn number(&self) -> Option<Long> {
        self.row.number.map(Long)
    }

    /// What the number counts (单位).
    async fn unit(&self) -> Option<&str> {
        self.row.unit.as_deref()
    }

    /// The last day on which it can be met (完成时限).
    async fn deadline(&self) -> Option<Date> {
        Date::stored(&self.row.deadline)?.day_before()
    }

    /// The same as it was first set (原时限, R-93).
    async fn first_deadline(&self) -> Option<Date> {
        Date::stored(&self.row.first_deadline)?.day_before()
    }

    /// Whether the deadline is inferred and stands in no document (推定).
    async fn deadline_inferred(&self) -> bool {
        self.row.deadline_inferred == 1
    }

    /// The responsible office (责任科室).
    async fn office(&self) -> Option<&str> {
        self.row.office.as_deref()
    }

    /// The responsible unit (责任单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.organisation.as_deref()).await
    }

    /// The responsible person (责任人); null when not to be seen by the caller.
    async fn person(&self) -> Result<Option<Teacher>> {
        let Some(id) = self.row.person.as_ref().and_then(id_of::<TeacherId>) else {
            return Ok(None);
        };
        let (views, scope) = (&self.sight.views, self.sight.scope());
        let seen = service::may_see(views, id, scope, self.sight.at).await.map_err(fault::internal)?;
        Ok(seen.then(|| Teacher { id, sight: self.sight.clone() }))
    }

    /// The metric it is bound to, as M-23 (绑定口径).
    async fn metric(&self) -> Option<&str> {
        self.row.metric.as_deref()
    }

    /// The version of the definition of the metric.
    async fn metric_version(&self) -> Option<i32> {
        self.row.metric_version.map(int)
    }

    /// Where it stands (办理状态).
    async fn standing(&self) -> Option<TargetStanding> {
        stored(&self.row.standing)
    }

    /// Since when it stands there.
    async fn standing_since(&self) -> Option<Date> {
        Date::stored(&self.row.standing_since)
    }

    /// Whether it is open after its deadline (逾期).
    async fn overdue(&self) -> bool {
        self.row.is_overdue(self.sight.at)
    }

    /// The number last reported (完成数).
    async fn reported(&self) -> Option<Long> {
        self.row.value.map(Long)
    }

    /// How much the number last reported lacks; null when either number is missing (差额).
    async fn gap(&self) -> Option<Long> {
        Some(Long(self.row.number?.saturating_sub(self.row.value?).max(0)))
    }

    /// What was last reported (进展情况).
    async fn note(&self) -> Option<&str> {
        self.row.note.as_deref()
    }

    /// The day of the last report.
    async fn reported_on(&self) -> Option<Date> {
        Date::stored(self.row.reported_on.as_deref()?)
    }

    /// What the last review or look-back found (督导结论, S-86).
    async fn finding(&self) -> Option<&str> {
        self.row.finding.as_deref()
    }

    /// The day of the last review or look-back (S-86).
    async fn reviewed_on(&self) -> Option<Date> {
        Date::stored(self.row.reviewed_on.as_deref()?)
    }

    /// The units that claimed it (揭榜单位, S-72).
    async fn claimants(&self) -> Result<Vec<Organisation>> {
        self.units(&self.row.claimants).await
    }

    /// The units that were honoured for it (S-72).
    async fn awarded(&self) -> Result<Vec<Organisation>> {
        self.units(&self.row.awarded).await
    }

    /// The events that state it, with their documents.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct TargetQuery;

#[Object]
impl TargetQuery {
    /// The board of targets, by deadline and sentence (目标任务看板, Q-23, S-72, S-85, S-86). Open to everyone who signs in.
    async fn target_board(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<
            WorkTargetWhere,
        >,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<WorkTarget>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let wanted = wanted.unwrap_or_default();
        let filter = TargetFilter {
            target: None,
            sentence: wanted.sentence,
            organisation: unit(wanted.organisation.as_ref())?,
            claimant: unit(wanted.claimant.as_ref())?,
            standing: wanted.standing.map(word),
        };
        let found = listed(&sight, filter).await?.into_iter();
        let fits = |target: &WorkTarget| {
            wanted.overdue.is_none_or(|overdue| target.row.is_overdue(target.sight.at) == overdue)
        };
        Ok(found.filter(fits).collect())
    }
}

fn unit(id: Option<&ID>) -> Result<Option<OrganisationId>> {
    id.map(|id| id::of(NodeKind::Organisation, id).map(OrganisationId)).transpose()
}
