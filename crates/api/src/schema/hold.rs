//! That what is kept of a person must not be erased for now.

use std::sync::Arc;

use async_graphql::{Object, Result};
use liangshi_projection::views::teacher_history::FactRow;
use serde_json::Value;

use super::{node::Event, scalar::Date, sight::Sight};
use crate::fault;

/// A hold in force.
pub(crate) struct LegalHold {
    pub(crate) row: FactRow,
    pub(crate) sight: Arc<Sight>,
}

/// A hold that forbids erasing a person (法定保留).
#[Object]
impl LegalHold {
    /// The day the duty to keep began.
    async fn since(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// Why.
    async fn reason(&self) -> Result<String> {
        let detail: Value = serde_json::from_str(&self.row.detail).map_err(fault::internal)?;
        Ok(detail.get("reason").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// The event that placed it: what `legalHoldLift` has to name.
    async fn placed_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.fact)).await
    }
}
