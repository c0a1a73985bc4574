//! A sheet as an officer made it: read from XLSX or CSV into cells of text that still know what they were.

mod csv;
mod grid;
mod read;
pub(crate) mod width;
mod xlsx;

pub use grid::{COLUMNS_AT_MOST, Cell, Grid, Kind, ROWS_AT_MOST, Row, address};
pub use read::{BYTES_AT_MOST, read};
