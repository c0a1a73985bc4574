//! Dual-qualified teachers (双师型教师): qualifications of a trade, practice in enterprises, and the recognition that rests on them.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::{PRACTICE_MONTHS, RecogniseDualQualification, VocationalCommand};
pub use event::{
    CompleteEnterprisePractice, DualQualification, RecordIndustryQualification, VocationalEvent,
    WithdrawDualQualification,
};
pub use refusal::VocationalRefusal;
pub use state::{Recognition, Vocational};
