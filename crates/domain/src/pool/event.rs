use serde::{Deserialize, Serialize};

use crate::{AppliedRule, CivilDate, OrganisationId, TeacherId, VoidEntry, machine::events};

/// Sets how many posts the pool has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SetPoolQuota {
    /// What the pool is called.
    pub name: String,
    /// The posts.
    pub posts: u32,
    /// The first day.
    pub from: CivilDate,
}

/// A person holds a post of the pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PoolPostAllocated {
    /// The person.
    pub teacher: TeacherId,
    /// Where the person works.
    pub organisation: OrganisationId,
    /// The first day.
    pub from: CivilDate,
    /// The day by which it has to be given back.
    pub due: CivilDate,
    /// The rules as they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// A person gives the post back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReleasePoolPost {
    /// The person.
    pub teacher: TeacherId,
    /// The first day without it.
    pub on: CivilDate,
    /// Why, as 转入正式编制.
    pub reason: String,
}

events! {
    /// What can happen to a turnover pool.
    pub enum PoolEvent {
        /// Its quota was set (设定周转编制总量, S-28).
        PoolQuotaSet(SetPoolQuota) = "pool-quota.set" / 1,
        /// A post was allocated (使用周转编制, S-28, R-15).
        PoolPostAllocated(PoolPostAllocated) = "pool-post.allocated" / 1,
        /// A post was given back (归还周转编制, S-28, R-16).
        PoolPostReleased(ReleasePoolPost) = "pool-post.released" / 1,
        /// An entry was taken away as if it were absent (周转编制记录作废, S-28, R-15).
        PoolEventVoided(VoidEntry) = "pool.event-voided" / 1,
    }
}
