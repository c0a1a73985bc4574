//! Valid time: civil dates of Asia/Shanghai with their precision, and half-open periods of them.

mod date;
mod parse;
mod period;

pub use date::{CivilDate, Precision};
pub use parse::DateFault;
pub use period::Period;
