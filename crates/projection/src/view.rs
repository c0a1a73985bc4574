//! What a view is: a pure function from a stream's history to the rows that stand for it.

use liangshi_domain::{AnyEvent, Subject};
use liangshi_eventstore::Recorded;

use crate::{cell::Row, table::Column};

/// One event as a view sees it: as recorded, as read, and the stream folded up to and including it.
pub struct Seen<'a> {
    /// The envelope.
    pub recorded: &'a Recorded,
    /// The event.
    pub event: &'a AnyEvent,
    /// The stream after it.
    pub subject: &'a Subject,
}

/// What an event means to a view.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Nothing changes.
    Nothing,
    /// One more row that is never closed.
    Append(Row),
    /// These are now all the rows of the stream. What differs from the rows held is closed and opened by the machinery.
    Rows(Vec<Row>),
}

/// The columns of a view that say who counts as whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aliases {
    /// The column of whom a row is about, which other views have under the same name.
    pub of: &'static str,
    /// The column of the one who counts in the place of that one; null when nobody does. It has an index.
    pub counts_as: &'static str,
}

/// A view owns its table, the function that fills it, and the queries that read it.
///
/// To define a new view: 1. write a file in `views/` with a unit struct, its columns and its rows; 2. name it in the
/// list in `views/mod.rs`; 3. give the API a field that asks it. Raise `version` when columns or rows change: the view
/// is then built anew beside the old one and swapped.
pub trait View: Send + Sync {
    /// The name of the view and of its table.
    fn name(&self) -> &'static str;
    /// The version of its rows.
    fn version(&self) -> i64;
    /// Its own columns, after the stream and the two axes.
    fn columns(&self) -> &'static [Column];
    /// The column lists its queries need an index on.
    fn indexes(&self) -> &'static [&'static str];
    /// What the event means to it.
    fn change(&self, seen: &Seen<'_>) -> Change;
    /// Where it says that somebody is counted under another registration. One view at most says so.
    fn aliases(&self) -> Option<Aliases> {
        None
    }
}
