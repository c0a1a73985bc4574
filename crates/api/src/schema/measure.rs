//! What questions of coverage have in common: the part of the tree they are about, and the rules in force they measure by.

use std::sync::Arc;

use async_graphql::{ID, Result};
use liangshi_domain::OrganisationId;
use uuid::Uuid;

use super::{
    id::{self, NodeKind},
    policy::{Policy, Rule},
    roster::lies_in_scope,
    sight::Sight,
};

/// The rules a question measures by: those in force on the day asked about, as switched by documents that were known at the
/// instant asked about. A rule that was switched off measures nothing.
pub(crate) struct Measures {
    policy: Policy,
}

impl Measures {
    /// The rules of a question.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn of(sight: &Arc<Sight>) -> Result<Self> {
        Ok(Self { policy: Policy::at(sight.clone()).await? })
    }

    /// Whether a rule judges on the day.
    pub(crate) fn judges(&self, rule: &str) -> bool {
        self.policy.in_force(rule).is_some()
    }

    /// A number of a rule in force; none when it does not judge.
    pub(crate) fn number(&self, rule: &str, name: &str) -> Option<u32> {
        self.policy.in_force(rule)?.number(name).and_then(|number| u32::try_from(number).ok())
    }

    /// The rules themselves, so that an answer can say by which version it was measured.
    pub(crate) fn rules(&self, ids: &[&str]) -> Vec<Rule> {
        ids.iter().filter_map(|id| self.policy.find(id)).collect()
    }
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
