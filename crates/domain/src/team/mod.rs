//! Teams (队伍): a lecturer corps, an association with officers and terms, a leading group, a task force, a backbone team, a
//! crisis team or the preparatory team of a school that is planned.

mod code;
mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use code::{DutyState, Office};
pub use decide::{CRISIS_INTERVENTION, LECTURER_CORPS, TeamCommand};
pub use event::{
    DissolveTeam, ElectOfficer, FoundTeam, JoinTeam, LeaveTeam, RecordSession, SetDuty, TeamEvent,
};
pub use refusal::TeamRefusal;
pub use state::{Member, Officer, Team};
