//! The edge: the only place that makes ids and reads the clock of the machine.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use liangshi_domain::{DecisionDocument, Stamp};
use liangshi_eventstore::{Clock, SystemClock};
use uuid::Uuid;

/// Makes an id. It says when it was made and is otherwise random.
#[expect(clippy::disallowed_methods, reason = "ids are made here and travel inward")]
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// The instant it is now.
pub(crate) fn now() -> DateTime<Utc> {
    SystemClock.now()
}

/// The clock as the door takes it.
pub(crate) fn clock() -> Arc<dyn Fn() -> DateTime<Utc> + Send + Sync> {
    Arc::new(now)
}

/// Today's civil date in Asia/Shanghai, which has no summer time.
pub(crate) fn today() -> NaiveDate {
    FixedOffset::east_opt(8 * 3600)
        .map_or_else(|| now().date_naive(), |zone| now().with_timezone(&zone).date_naive())
}

/// The stamp of a command given on the command line.
pub(crate) fn stamp(actor: &str, document: Option<DecisionDocument>) -> Stamp {
    Stamp {
        actor: actor.to_owned(),
        acting_for: None,
        today: today(),
        correlation: new_id(),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document,
    }
}
