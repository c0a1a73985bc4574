//! The roster of a district: read, checked cell by cell, and stated through decisions.
//!
//! An import checks every row before it writes any ([`import_file`]). A row with an error stays out, the others go in, each
//! whole or not at all. A person is found by the identity number, so importing the same sheet twice writes nothing the
//! second time. The sheet comes back with its faults marked ([`write_report`]).

mod ask;
mod check;
mod choices;
mod column;
mod decided;
mod directory;
mod entry;
mod failure;
mod fields;
mod generate;
mod header;
mod held;
mod import;
mod outcome;
mod pack;
mod report;
mod synthetic;
#[cfg(test)]
mod tests;
mod units;

pub use column::Column;
pub use directory::{Directory, KnownOrganisation, ViewDirectory};
pub use failure::Failure;
pub use generate::{RosterRow, write_roster};
pub use import::{Import, Imported, Progress, import_file, import_grid};
pub use outcome::ImportReport;
pub use report::write_report;
