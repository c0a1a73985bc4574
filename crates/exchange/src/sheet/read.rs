//! Which kind of file it is, and whether it is small enough to be read.

use std::{fs, io, path::Path};

use super::{
    csv,
    grid::{Grid, Row},
    xlsx,
};
use crate::fault::{CellFault, Reason};

/// Files beyond this are refused.
pub const BYTES_AT_MOST: u64 = 100 * 1024 * 1024;

const ZIP: &[u8] = b"PK\x03\x04";
/// Excel's old format, and also how it keeps a workbook with a password.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0";

/// Reads the first visible sheet of a workbook, or a CSV file in UTF-8 or GBK.
///
/// # Errors
/// The fault of the file as a whole.
pub fn read(path: &Path) -> Result<Grid, Box<CellFault>> {
    sheet(path).map_err(|reason| Box::new(CellFault::of_file(&reason)))
}

fn sheet(path: &Path) -> Result<Grid, Reason> {
    let length = fs::metadata(path).map_err(unreadable)?.len();
    if length > BYTES_AT_MOST {
        return Err(Reason::FileTooLarge { megabytes: BYTES_AT_MOST / 1024 / 1024 });
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let grid = if bytes.starts_with(ZIP) {
        xlsx::read(bytes)?
    } else if bytes.starts_with(COMPOUND) {
        return Err(Reason::FileUnreadable {
            why: "旧版 .xls 或已加密 / an old .xls, or encrypted".into()
        });
    } else if is_workbook(path) {
        return Err(Reason::FileUnreadable { why: "不是 .xlsx 文件 / not an .xlsx file".into() });
    } else {
        csv::read(&bytes)?
    };
    if grid.rows.iter().all(Row::is_blank) { Err(Reason::SheetEmpty) } else { Ok(grid) }
}

fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}

fn unreadable(error: io::Error) -> Reason {
    Reason::FileUnreadable { why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(name: &str, bytes: &[u8]) -> &'static str {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        read(&path).unwrap_err().code
    }

    #[test]
    fn a_file_that_is_no_sheet_is_refused_without_a_panic() {
        assert_eq!(fault("a.xlsx", b"hello"), "FILE_UNREADABLE");
        assert_eq!(fault("a.xlsx", b"PK\x03\x04 and then nothing"), "FILE_UNREADABLE");
        assert_eq!(fault("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "FILE_UNREADABLE");
        assert_eq!(fault("a.csv", b""), "SHEET_EMPTY");
        assert_eq!(fault("a.csv", b" , ,\r\n,,\r\n"), "SHEET_EMPTY");
        assert_eq!(fault("a.csv", b"\xFF\xFF\xFF"), "FILE_ENCODING");
        assert_eq!(read(Path::new("/nowhere/at/all.xlsx")).unwrap_err().code, "FILE_UNREADABLE");
    }
}
