//! Stories of an import, on a log in a folder of its own.

mod cells;
mod fixture;
mod log;
mod speed;
mod workbook;
