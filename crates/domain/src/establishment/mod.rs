//! The establishment of a unit: the approved quota and what it rests on, who occupies its posts, the yearly plan and the
//! structure of posts. It balances at every date, those to come included.

mod bands;
mod booking;
mod decide;
mod event;
mod held;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
mod voiding;

pub use booking::{OccupyPost, SettlePosts};
pub use decide::{ComputeQuota, EstablishmentCommand};
pub use event::{
    ApproveEstablishmentPlan, ApproveQuota, EstablishmentEvent, PostBandOccupied, PostBandReleased,
    PostOccupied, PostReleased, QuotaComputed, ReceiveQuota, ReportEnrolment, SetPostStructureRatio,
    StagePupils, StageQuota, TransferQuota,
};
pub use held::PostsHeld;
pub use refusal::EstablishmentRefusal;
pub use state::{Establishment, Occupation};
pub use voiding::ReturnQuota;
