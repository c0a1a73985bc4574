//! Engagements from outside on a day.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::EngagementId;
use liangshi_projection::{
    At,
    views::engagement::{self, EngagementRow, Filter},
};
use uuid::Uuid;

use super::{
    enums::{Stage, stored, stored_opt, word},
    id::{self, NodeKind},
    node::{Event, Organisation, Teacher, id_of, ids_of},
    outside_enums::EngagementCategory,
    scalar::{Date, Long},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::Engagement;

/// See the module.
#[derive(Default)]
pub(crate) struct EngagementQuery;

#[Object]
impl EngagementQuery {
    /// Who is engaged from outside on the day, by category, subject and school (外聘兼职教师 S-10, 特约教研员 S-65). None of them counts as
    /// full-time staff.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn engagements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only as this.")] category: Option<EngagementCategory>,
        #[graphql(desc = "Only in this subject, as a code of C-08.")] subject: Option<String>,
        #[graphql(desc = "Only at this organisation or below.")] organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Engagement>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let organisation = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let filter = Filter {
            engagement: None,
            category: category.map(word),
            subject,
            organisation,
            scope: sight.scope(),
        };
        let rows = engagement::list(&sight.views, &filter, sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().filter_map(|row| Engagement::of(&sight, row)).collect())
    }
}

impl Engagement {
    /// An engagement of which the row was read already.
    pub(crate) fn of(sight: &Arc<Sight>, row: EngagementRow) -> Option<Self> {
        Some(Self { id: id_of(&row.engagement)?, row: Arc::new(row), sight: sight.clone() })
    }

    /// The engagement at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: EngagementId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }
}

/// An engagement that holds on the day.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: EngagementId) -> Result<Option<Engagement>> {
    let filter = Filter { engagement: Some(id), scope: sight.scope(), ..Filter::default() };
    let rows = engagement::list(&sight.views, &filter, sight.at).await.map_err(fault::internal)?;
    Ok(rows.into_iter().next().and_then(|row| Engagement::of(sight, row)))
}

/// An engagement from outside (外聘), as it stands on the day.
#[Object]
impl Engagement {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Engagement, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// As what (类别).
    async fn category(&self) -> Option<EngagementCategory> {
        stored(&self.row.category)
    }

    /// Where (聘用单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The stage (学段).
    async fn stage(&self) -> Option<Stage> {
        stored_opt(self.row.stage.as_deref())
    }

    /// The subject (学科), as a code of C-08.
    async fn subject(&self) -> Option<&str> {
        self.row.subject.as_deref()
    }

    /// What the person achieved, in place of a teaching certificate (成果证明, R-53).
    async fn achievements(&self) -> Vec<&str> {
        self.row.achievements.lines().collect()
    }

    /// The first day (聘期开始).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day (聘期届满).
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// Why it ended before its term (解聘原因).
    async fn ended(&self) -> Option<&str> {
        self.row.ended.as_deref()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}
