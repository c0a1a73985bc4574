//! One person for life: identity, service, training, secondment, honours and conduct.
//!
//! Each family of facts is one file that says what can happen, what must be remembered, what may be asked and how it is
//! decided. To add an event: add it to its family here, show it in a view if a screen needs it, and offer it in the API.

pub mod appointment;
pub mod appointment_code;
mod appointment_judge;
mod appointment_sound;
pub mod conduct;
mod conduct_judge;
mod dated;
mod decide;
pub mod discipline;
pub mod duty;
mod duty_judge;
pub mod hire;
pub mod honour;
pub mod identity;
mod joining;
pub mod merge;
pub mod movement;
pub mod movement_asked;
mod movement_past;
pub mod past;
pub mod post;
mod posts;
pub mod privacy;
mod reassignment;
pub mod record;
pub mod record_code;
mod record_judge;
mod refusal;
pub mod secondment;
mod segment;
mod sending;
mod state;
mod statement;
pub mod tenure;
#[cfg(test)]
mod tests;
mod timeline;
pub mod training;

pub use dated::{Cause, Dated, Facts};
pub use decide::TeacherCommand;
pub use joining::overlaps;
pub use past::TeacherEvent;
pub use refusal::TeacherRefusal;
pub use segment::{Segment, Service, segments};
pub use state::{Standing, Teacher};
pub use statement::Statement;
pub use timeline::{BarOn, Contradiction, Timeline};
