//! A sheet on its way into the register: all rows are checked first, then the good ones go in, pack by pack.

use std::{path::Path, time::Instant};

use liangshi_domain::Stamp;
use liangshi_eventstore::Log;
use uuid::Uuid;

use super::{
    check::{Checked, check},
    choices::Codes,
    decided::Edge,
    directory::Directory,
    failure::Failure,
    header::Sheet,
    held::Organisations,
    outcome::ImportReport,
    pack::{PERSONS_AT_MOST, Packer},
    report,
    units::Units,
};
use crate::{
    fault::CellFault,
    sheet::{Grid, read},
};

/// Everything an import needs from the edge.
pub struct Import<'a, D> {
    /// The log written to.
    pub log: &'a Log,
    /// What the register knows.
    pub directory: &'a D,
    /// Who imports, on which day, by which document.
    pub stamp: &'a Stamp,
    /// Makes an event id.
    pub new_id: &'a (dyn Fn() -> Uuid + Send + Sync),
    /// Whether everything is checked and decided and nothing written.
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many rows were checked.
    Checked(usize),
    /// So many of the good rows were taken in.
    Taken {
        /// So many.
        done: usize,
        /// Of so many.
        of: usize,
    },
}

/// A report with the sheet it is about.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The sheet; empty when the file could not be read.
    pub grid: Grid,
    /// What came of it.
    pub report: ImportReport,
}

impl Imported {
    /// Writes the sheet back with its faults marked, and a list of them.
    ///
    /// # Errors
    /// When the workbook cannot be written.
    pub fn write_report(&self, path: &Path) -> Result<(), Failure> {
        report::write_report(path, &self.grid, &self.report)
    }
}

/// Imports a file.
///
/// # Errors
/// When the log or the views fail. Whatever is wrong with the file is in the report.
pub async fn import_file<D: Directory>(
    path: &Path,
    import: &Import<'_, D>,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<Imported, Failure> {
    match read(path) {
        Ok(grid) => import_grid(&grid, import, told).await.map(|report| Imported { grid, report }),
        Err(fault) => {
            let report =
                ImportReport { dry_run: import.dry_run, errors: vec![*fault], ..ImportReport::default() };
            Ok(Imported { grid: Grid::default(), report })
        }
    }
}

/// Imports a sheet that was read.
///
/// # Errors
/// When the log or the views fail.
pub async fn import_grid<D: Directory>(
    grid: &Grid,
    import: &Import<'_, D>,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<ImportReport, Failure> {
    let began = Instant::now();
    let (sheet, headers) = Sheet::of(grid);
    let mut report = ImportReport { dry_run: import.dry_run, errors: headers, ..ImportReport::default() };
    if report.errors.iter().any(CellFault::is_error) {
        report.rows = sheet.rows().count();
        report.rejected = report.rows;
    } else {
        let units = Units::new(import.directory.organisations().await?);
        let checked = check(&sheet, &Codes::read()?, &units, |rows| told(Progress::Checked(rows)));
        let edge = Edge { log: import.log, stamp: import.stamp, new_id: import.new_id, units: &units };
        take_in(import, edge, &sheet, checked, &mut report, told).await?;
    }
    report.errors.sort_by_key(|fault| (fault.row, fault.address.len(), fault.address.clone()));
    report.took = began.elapsed();
    Ok(report)
}

async fn take_in<D: Directory>(
    import: &Import<'_, D>,
    edge: Edge<'_>,
    sheet: &Sheet<'_>,
    checked: Checked,
    report: &mut ImportReport,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), Failure> {
    report.rows = checked.rows;
    report.rejected = checked.rows - checked.entries.len();
    report.errors.extend(checked.faults);
    let of = checked.entries.len();
    let (directory, dry_run, organisations) = (import.directory, import.dry_run, Organisations::default());
    let mut packer = Packer { edge, directory, dry_run, position: None, organisations };
    for (pack, entries) in checked.entries.chunks(PERSONS_AT_MOST).enumerate() {
        for ended in packer.pack(entries).await? {
            report.count(sheet, ended);
        }
        told(Progress::Taken { done: pack * PERSONS_AT_MOST + entries.len(), of });
    }
    report.position = packer.position;
    Ok(())
}
