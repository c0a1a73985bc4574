//! A turnover pool of establishment posts for talent (编制周转库): a quota, who holds a post of it, and until when.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::{AllocatePoolPost, PoolCommand};
pub use event::{PoolEvent, PoolPostAllocated, ReleasePoolPost, SetPoolQuota};
pub use refusal::PoolRefusal;
pub use state::{Allocation, Pool};
