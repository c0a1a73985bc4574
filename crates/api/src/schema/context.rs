//! What every resolver needs: the log, the views, the clock, and who asks.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_graphql::{Context, Result};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use liangshi_domain::{DecisionDocument, OrganisationId, Stamp};
use liangshi_eventstore::Log;
use liangshi_projection::{At, Views, census::Census};
use uuid::Uuid;

use crate::{auth::Principal, fault, http::RequestContext};

/// How long a query waits for the views to reach `minPosition`.
const PATIENCE: Duration = Duration::from_secs(5);

/// The registry as the resolvers use it. Clock and ids come from the edge, so that a story can fix both.
#[derive(Clone)]
pub struct Registry {
    /// The log.
    pub log: Log,
    /// The views.
    pub views: Views,
    /// The roster in memory, which counts once it is loaded.
    pub census: Census,
    /// The time.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// Makes ids (UUIDv7).
    pub new_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Registry {
    /// Today's civil date in Asia/Shanghai, which has no summer time.
    pub fn today(&self) -> NaiveDate {
        day_in_shanghai((self.now)())
    }
}

/// The civil date of an instant in Asia/Shanghai.
pub(crate) fn day_in_shanghai(instant: DateTime<Utc>) -> NaiveDate {
    let shanghai = FixedOffset::east_opt(8 * 3600).map(|zone| instant.with_timezone(&zone).date_naive());
    shanghai.unwrap_or_else(|| instant.date_naive())
}

/// The registry of a request.
///
/// # Errors
/// When the schema was built without one, which is a fault of the program.
pub(crate) fn registry<'a>(context: &Context<'a>) -> Result<&'a Registry> {
    context.data::<Registry>()
}

/// Who asks.
///
/// # Errors
/// When the request came past the HTTP layer, which is a fault of the program.
pub(crate) fn principal<'a>(context: &Context<'a>) -> Result<&'a Principal> {
    Ok(&context.data::<RequestContext>()?.principal)
}

/// The stamp of a mutation, made once here and carried with the command.
///
/// # Errors
/// When the request came past the HTTP layer, which is a fault of the program.
pub(crate) fn stamp(
    context: &Context<'_>,
    document: Option<DecisionDocument>,
    explanations: BTreeMap<String, String>,
) -> Result<Stamp> {
    let (registry, principal) = (registry(context)?, principal(context)?);
    Ok(Stamp {
        actor: principal.subject.clone(),
        acting_for: principal.scope.map(OrganisationId),
        today: registry.today(),
        correlation: (registry.new_id)(),
        causation: None,
        explanations,
        document,
    })
}

/// Resolves the two dates of a question once: a valid date or today, an instant or now; waits for `min_position` first.
///
/// # Errors
/// `STALE_READ` when the views do not reach the position in time; `BAD_USER_INPUT` when it lies beyond the log.
pub(crate) async fn at(
    context: &Context<'_>,
    as_of: Option<NaiveDate>,
    known_at: Option<DateTime<Utc>>,
    min_position: Option<i64>,
) -> Result<At> {
    let registry = registry(context)?;
    if let Some(position) = min_position {
        waited(registry, position).await?;
    }
    let valid = as_of.unwrap_or_else(|| registry.today());
    let reached = registry.views.position();
    let known = match known_at {
        Some(instant) => registry.views.known_at(instant).await.map_err(fault::internal)?.min(reached),
        None => reached,
    };
    Ok(At { valid, known })
}

/// The present, with everything up to a position taken in: what the payload of a mutation shows.
///
/// # Errors
/// `STALE_READ` when the views do not reach the position in time.
pub(crate) async fn after(context: &Context<'_>, position: i64) -> Result<At> {
    at(context, None, None, Some(position)).await
}

async fn waited(registry: &Registry, position: i64) -> Result<()> {
    registry.views.wait_for(position, PATIENCE).await.map_err(|_| {
        let at = registry.views.position();
        fault::coded(
            "STALE_READ",
            format!("视图目前到第{at}条，尚未到第{position}条；请稍后再问"),
            format!("the views are at position {at} and have not reached {position}; ask again in a moment"),
        )
    })
}
