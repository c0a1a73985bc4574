//! The census: the dated rows of the roster once more, packed in memory, so that a headcount at any two dates is a few
//! milliseconds and no work for the database.
//!
//! It is fed by the rows of the views `service` and `organisation` and by nothing else, may be thrown away at any time, and
//! until it is loaded the database answers in its place. Both answer the same, which a test holds.

mod ask;
mod block;
mod feed;
mod headcount;
mod held;
mod lines;
mod packed;
mod words;

pub use ask::{MOST_DIMENSIONS, by_database, headcount};
pub use feed::Census;
pub use headcount::{Cell, Dimension, Headcount, Question};
