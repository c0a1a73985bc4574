//! Engagements from outside (外聘兼职): artists, athletes and special-appointed researchers, who keep their own place and occupy no post.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::EngagementCommand;
pub use event::{EndEngagement, EngagementCategory, EngagementEvent, RenewEngagement, StartEngagement};
pub use refusal::EngagementRefusal;
pub use state::Engagement;
