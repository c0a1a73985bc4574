//! A figure that was published: frozen with what it counts, two dates and a digest, and never changed. What is known later is stated
//! beside it.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::ReportCommand;
pub use event::{PublishReport, ReportEvent, ReportMetric, ReportQuestion, RestateReport, WithdrawReport};
pub use refusal::ReportRefusal;
pub use state::{Report, Restatement};
