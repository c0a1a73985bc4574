//! Partners outside and training bases on a day.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::PartnershipId;
use liangshi_projection::{
    At,
    views::partnership::{self, PartnershipRow},
};
use uuid::Uuid;

use super::{
    enums::{stored, word},
    id::{self, NodeKind},
    node::{Event, Organisation, id_of, ids_of},
    outside_enums::PartnerKind,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::Partnership;

/// See the module.
#[derive(Default)]
pub(crate) struct PartnershipQuery;

#[Object]
impl PartnershipQuery {
    /// The agreements with partners on the day, with the places each offers (合作单位, S-36, S-71).
    async fn partnerships(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only with partners of this kind.")] kind: Option<PartnerKind>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Partnership>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        list(&sight, partnership::AGREEMENT, kind.map(word)).await
    }

    /// The training bases of dual-qualified teachers on the day (双师型教师培养培训基地, S-58).
    async fn training_bases(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only the key ones.", default = false)] key_only: bool,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Partnership>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let bases = list(&sight, partnership::BASE, None).await?;
        Ok(bases.into_iter().filter(|base| !key_only || base.row.key_base == 1).collect())
    }
}

async fn list(sight: &Arc<Sight>, part: &str, kind: Option<String>) -> Result<Vec<Partnership>> {
    let rows = partnership::list(&sight.views, Some(part), kind, None, sight.at).await;
    Ok(rows.map_err(fault::internal)?.into_iter().filter_map(|row| Partnership::of(sight, row)).collect())
}

impl Partnership {
    fn of(sight: &Arc<Sight>, row: PartnershipRow) -> Option<Self> {
        Some(Self { id: id_of(&row.partnership)?, row: Arc::new(row), sight: sight.clone() })
    }

    /// The partner at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: PartnershipId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }
}

/// A partnership that holds on the day.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: PartnershipId) -> Result<Option<Partnership>> {
    let rows = partnership::list(&sight.views, None, None, Some(id), sight.at).await;
    Ok(rows.map_err(fault::internal)?.into_iter().next().and_then(|row| Partnership::of(sight, row)))
}

/// A partner outside, by agreement or as a training base (合作单位或基地), as it stands on the day.
#[Object]
impl Partnership {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Partnership, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Who (合作方).
    async fn partner(&self) -> &str {
        &self.row.partner
    }

    /// What the partner is (类别).
    async fn kind(&self) -> Option<PartnerKind> {
        stored(&self.row.kind)
    }

    /// What for; the majors of a base (合作内容或专业).
    async fn purpose(&self) -> &str {
        &self.row.purpose
    }

    /// The unit that signed for our side (我方单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.organisation.as_deref()).await
    }

    /// Places a year (年度名额, S-36).
    async fn places(&self) -> Option<i32> {
        self.row.places.map(int)
    }

    /// Whether it is a training base (是否基地).
    async fn is_base(&self) -> bool {
        self.row.part == partnership::BASE
    }

    /// Whether it is a key base (是否重点基地).
    async fn is_key(&self) -> bool {
        self.row.key_base == 1
    }

    /// The first day (开始日期).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day (届满日期); null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}
