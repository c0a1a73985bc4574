//! The views: what a screen or a count asks, as dated rows on two time axes, built from the log and from nothing else.
//!
//! A view is a pure function from a stream's history to rows ([`View`]). The machinery compares the rows of a stream with
//! those held, closes and opens what differs, and writes them with the checkpoint in one transaction. Nobody else writes a
//! view, and nobody reads the log to answer a screen.

mod beside;
mod cell;
pub mod census;
mod compact;
mod database;
mod digest;
mod failure;
mod fold;
mod follow;
mod lease;
mod live;
pub mod metric;
mod projector;
mod query;
mod registry;
mod scrub;
mod states;
mod table;
mod turn;
mod view;
pub mod views;
mod writer;

pub use cell::{Cell, FIRST_DAY, OPEN_DAY, Row, STILL_KNOWN, date_of, date_text};
pub use database::Fetch;
pub use failure::Failure;
pub use projector::{Check, Status, Views};
pub use query::{At, Page};
pub use table::Column;
pub use view::{Change, Seen, View};
