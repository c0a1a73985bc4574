//! Pairings of two units, and the days each sent people to the other.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{PairingId, Period};
use liangshi_projection::{
    At,
    views::{
        pairing::{self, PairingRow},
        secondment::{self, Filter, SecondmentRow},
    },
};
use uuid::Uuid;

use super::{
    id::{self, NodeKind},
    movement::Secondment,
    node::{Event, Organisation, Pairing, id_of, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct PairingQuery;

#[Object]
impl PairingQuery {
    /// The pairings that hold on the day (结对, S-59), with the days of shadowing each way: all of them, or those of the caller's units.
    async fn pairings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Pairing>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows =
            pairing::list(&sight.views, None, sight.scope(), sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().filter_map(|row| Pairing::of(&sight, row)).collect())
    }
}

impl Pairing {
    fn of(sight: &Arc<Sight>, row: PairingRow) -> Option<Self> {
        Some(Self { id: id_of(&row.pairing)?, row, sight: sight.clone() })
    }

    /// The pairing at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: PairingId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }

    /// Who was sent under it, as far as the scope reaches.
    async fn sent(&self, scope: Option<Uuid>) -> Result<Vec<SecondmentRow>> {
        let filter =
            Filter { scope, pairing: Some(self.row.pairing.clone()), on_any_day: true, ..Filter::default() };
        let rows = secondment::list(&self.sight.views, &filter, self.sight.at).await;
        Ok(rows.map_err(fault::internal)?.into_iter().filter(SecondmentRow::was_served).collect())
    }

    /// Person-days up to the day asked about that went to a unit. A number names nobody, so it is the whole of it for every caller.
    async fn days_to(&self, unit: &str) -> Result<i32> {
        let until = self.sight.at.valid.succ_opt();
        let so_far = |period: Period| until.map_or(period, |until| period.until(until));
        let days = self.sent(None).await?.into_iter().filter(|row| row.organisation == unit);
        let days = days.filter_map(|row| Some(so_far(row.period()?)));
        let days = days.map(|period| period.to.map_or(0, |to| (to - period.from).num_days().max(0)));
        Ok(int(days.sum()))
    }
}

/// A pairing that holds on the day.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: PairingId) -> Result<Option<Pairing>> {
    let rows =
        pairing::list(&sight.views, Some(id), sight.scope(), sight.at).await.map_err(fault::internal)?;
    Ok(rows.into_iter().next().and_then(|row| Pairing::of(sight, row)))
}

/// Two units that agreed to send each other people to learn (结对).
#[Object]
impl Pairing {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Pairing, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// The one unit (结对一方).
    async fn one(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.one)).await
    }

    /// The other unit (结对另一方).
    async fn other(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.other)).await
    }

    /// What it is for (结对内容).
    async fn purpose(&self) -> Option<&str> {
        self.row.purpose.as_deref()
    }

    /// The first day.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// Who was sent under it (互派人员).
    async fn secondments(&self) -> Result<Vec<Secondment>> {
        Ok(self
            .sent(self.sight.scope())
            .await?
            .into_iter()
            .map(|row| Secondment::new(&self.sight, row))
            .collect())
    }

    /// Person-days the other unit's people spent at the one (到一方的人日), up to the day.
    async fn days_to_one(&self) -> Result<i32> {
        self.days_to(&self.row.one).await
    }

    /// Person-days the one unit's people spent at the other (到另一方的人日), up to the day.
    async fn days_to_other(&self) -> Result<i32> {
        self.days_to(&self.row.other).await
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}
