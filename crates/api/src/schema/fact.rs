//! A fact about a person on both axes of time, with the events that state it.

use std::sync::Arc;

use async_graphql::{Json, Object, Result};
use liangshi_projection::{STILL_KNOWN, views::teacher_history::FactRow};
use serde_json::Value;

use super::{
    access::{self, BarSight},
    enums::stored,
    fact_kind::FactKind,
    node::{Event, ids_of},
    scalar::{Date, Long},
    sight::Sight,
};
use crate::fault;

/// One row of a history that was read whole.
pub(crate) struct Fact {
    kind: FactKind,
    rows: Arc<Vec<FactRow>>,
    at: usize,
    sight: Arc<Sight>,
}

impl Fact {
    /// The fact at a place of a history; none for a family this schema does not know.
    pub(crate) fn of(sight: &Arc<Sight>, rows: &Arc<Vec<FactRow>>, at: usize) -> Option<Self> {
        let kind = stored(&rows.get(at)?.kind)?;
        Some(Self { kind, rows: rows.clone(), at, sight: sight.clone() })
    }

    pub(crate) fn is_bar(&self) -> bool {
        self.kind == FactKind::Bar
    }

    /// Whether only those who see the reason of a bar may see it at all.
    pub(crate) fn is_of_discipline(&self) -> bool {
        matches!(self.kind, FactKind::Restriction | FactKind::Tolerance)
    }

    pub(crate) fn is_one_of(&self, kinds: &[FactKind]) -> bool {
        kinds.contains(&self.kind)
    }

    pub(crate) fn is_flagged(&self) -> bool {
        self.row().flag.is_some()
    }

    fn row(&self) -> &FactRow {
        &self.rows[self.at]
    }

    /// An event of this fact. One that shaped a bar may say why in its document, whatever its own kind.
    fn told(&self, event: Event) -> Event {
        Event { of_bar: event.of_bar || self.is_bar() || self.is_of_discipline(), ..event }
    }
}

/// Something that holds about a person for a time, and since when that is known (事实).
#[Object]
impl Fact {
    /// The family it belongs to.
    async fn kind(&self) -> FactKind {
        self.kind
    }

    /// What holds, as the events of its family state it. The reason of a bar is shown to BUREAU_HR and ETHICS_OFFICER only.
    async fn detail(&self) -> Result<Json<Value>> {
        let mut detail: Value = serde_json::from_str(&self.row().detail).map_err(fault::internal)?;
        if self.is_bar() && access::bar_sight(self.sight.role()) != BarSight::Whole {
            detail.as_object_mut().and_then(|detail| detail.remove("reason"));
        }
        if !access::sees_cases(self.sight.role()) {
            detail.as_object_mut().and_then(|detail| detail.remove("case"));
        }
        Ok(Json(detail))
    }

    /// The first day it holds.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row().valid_from)
    }

    /// The day after the last; null until further notice.
    async fn to(&self) -> Option<Date> {
        Date::stored(&self.row().valid_to)
    }

    /// The last day; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row().valid_to)?.day_before()
    }

    /// The position of the log from which it was known.
    async fn known_from(&self) -> Long {
        Long(self.row().known_from)
    }

    /// The position from which it was no longer known so, after a correction, a revocation or a void; null while it is.
    async fn known_until(&self) -> Option<Long> {
        Some(self.row().known_to)
            .filter(|until| *until != STILL_KNOWN && *until <= self.sight.at.known)
            .map(Long)
    }

    /// In which way it contradicts another fact, as a stable code, as `EMPLOYMENTS_OVERLAP`; null when it does not.
    async fn flag(&self) -> Option<&str> {
        self.row().flag.as_deref()
    }

    /// The event that stated it first: what a correction, a revocation or a void has to name.
    async fn stated_by(&self) -> Result<Option<Event>> {
        let event = Event::linked(&self.sight, Some(&self.row().fact)).await?;
        Ok(event.map(|event| self.told(event)))
    }

    /// Every event that shaped it, in the order of the log.
    async fn evidence(&self) -> Result<Vec<Event>> {
        let events = Event::many(&self.sight, &ids_of(&self.row().evidence)).await?;
        Ok(events.into_iter().map(|event| self.told(event)).collect())
    }
}
