//! Activities: training, ethics lectures and first lessons, competitions and showcases; who attended and what it counts for.

mod code;
mod cycle;
mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
mod voiding;

pub use code::{ActivityKind, SchoolTerm};
pub use cycle::{CycleTerms, Due, due};
pub use decide::{ActivityCommand, Attending, MOST_AT_ONCE, RecordAttendance};
pub use event::{
    ActivityEvent, AttendanceRecorded, Attendee, CancelActivity, CompetitionResult, CompleteActivity,
    PlanActivity, RecordCompetitionResult, RecordSchoolAttendance, SchoolHeadcount, VoidHours,
};
pub use refusal::ActivityRefusal;
pub use state::{Activity, Attendance, SchoolAttendance};
