//! What questions of coverage have in common: the part of the tree they are about, and the numbers of the rules they measure by.

use async_graphql::{ID, Result};
use chrono::NaiveDate;
use liangshi_domain::{OrganisationId, rules::Rulebook};
use uuid::Uuid;

use super::{
    id::{self, NodeKind},
    roster::lies_in_scope,
    sight::Sight,
};

/// A number of the version of a rule that judges on a day.
pub(crate) fn parameter(rule: &str, name: &str, day: NaiveDate) -> Option<u64> {
    Rulebook::file(rule)?.on(day)?.parameters.get(name).and_then(|number| u64::try_from(*number).ok())
}

/// The same as a count.
pub(crate) fn parameter_u32(rule: &str, name: &str, day: NaiveDate) -> Option<u32> {
    parameter(rule, name, day).and_then(|number| u32::try_from(number).ok())
}

/// The part of the tree a question is about: what the caller asks, inside what the caller may see. Where the one does not lie
/// in the other nothing is seen.
///
/// # Errors
/// `BAD_USER_INPUT`, or that the views fail.
pub(crate) async fn part(sight: &Sight, under: Option<ID>) -> Result<Option<Uuid>> {
    let under = under.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
    match (under, sight.scope()) {
        (Some(under), Some(_)) => {
            Ok(Some(if lies_in_scope(sight, OrganisationId(under)).await? { under } else { Uuid::nil() }))
        }
        (under, scope) => Ok(under.or(scope)),
    }
}
