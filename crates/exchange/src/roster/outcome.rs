//! What came of an import.

use std::time::Duration;

use serde::Serialize;

use super::{
    header::Sheet,
    pack::{Ended, How},
};
use crate::fault::CellFault;

/// What came of an import. `accepted`, `rejected` and `unchanged` add up to `rows`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportReport {
    /// Rows below the header.
    pub rows: usize,
    /// Rows that led to events; in a dry run those that would.
    pub accepted: usize,
    /// Rows that stay out because of an error.
    pub rejected: usize,
    /// Rows the register says all of already.
    pub unchanged: usize,
    /// Events written; in a dry run those that would be.
    pub events: usize,
    /// The position of the last event written.
    pub position: Option<i64>,
    /// Whether nothing was written on purpose.
    pub dry_run: bool,
    /// Everything found, in the order of the sheet. A query does not keep its row out.
    pub errors: Vec<CellFault>,
    /// How long it took.
    pub took: Duration,
}

impl ImportReport {
    /// Counts a row that was decided.
    pub(crate) fn count(&mut self, sheet: &Sheet<'_>, ended: Ended) {
        match ended.how {
            How::Written(events) => {
                self.accepted += 1;
                self.events += events;
            }
            How::Unchanged => self.unchanged += 1,
            How::Refused(column, reason) => {
                self.rejected += 1;
                self.errors.push(sheet.fault(ended.at, column, &reason));
            }
        }
        let differs = ended.differs.iter().map(|(column, reason)| sheet.fault(ended.at, *column, reason));
        self.errors.extend(differs);
    }
}
