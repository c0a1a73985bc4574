//! The sheet handed back: what is wrong is coloured and explained where it stands, and listed on a second sheet.

use std::{collections::BTreeMap, path::Path};

use rust_xlsxwriter::{Color, Format, FormatBorder, Note, Workbook, Worksheet};

use super::{failure::Failure, outcome::ImportReport};
use crate::{
    fault::{CellFault, Severity},
    sheet::{COLUMNS_AT_MOST, Grid, Row, address},
};

/// Excel becomes slow with more notes than this; colours and the list go on.
const NOTES_AT_MOST: usize = 20_000;
/// The longest text Excel keeps in a cell.
const TEXT_AT_MOST: usize = 32_000;
const HEADERS: &[&str] =
    &["序号", "行", "列", "单元格", "值", "级别", "代码", "说明", "Explanation", "允许值"];
/// Widths of those columns.
const WIDTHS: &[f64] = &[6.0, 6.0, 20.0, 9.0, 24.0, 8.0, 28.0, 50.0, 50.0, 50.0];

/// Writes the sheet back with its faults marked, and a list of them.
///
/// # Errors
/// When the workbook cannot be written.
pub fn write_report(path: &Path, grid: &Grid, report: &ImportReport) -> Result<(), Failure> {
    let mut book = Workbook::new();
    marked(book.add_worksheet(), grid, &report.errors)?;
    listed(book.add_worksheet(), &report.errors)?;
    book.save(path)?;
    Ok(())
}

/// Everything that is written is a text, never a formula, whatever it begins with. The quote mark keeps it one when the
/// officer edits the cell.
pub(crate) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), Failure> {
    let text: String = text.chars().take(TEXT_AT_MOST).collect();
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = risky.then(|| format.clone().set_quote_prefix());
    sheet.write_string_with_format(row, column, text, quoted.as_ref().unwrap_or(format))?;
    Ok(())
}

struct Formats {
    plain: Format,
    error: Format,
    query: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = Format::new().set_num_format("@");
        let filled =
            |color: u32| plain.clone().set_background_color(Color::RGB(color)).set_border(FormatBorder::Thin);
        Self { error: filled(0x00FF_C7CE), query: filled(0x00FF_EB9C), plain }
    }

    fn of(&self, faults: Option<&Vec<&CellFault>>) -> &Format {
        match faults.and_then(|faults| faults.iter().map(|fault| fault.severity).min()) {
            Some(Severity::Error) => &self.error,
            Some(Severity::Query) => &self.query,
            None => &self.plain,
        }
    }
}

/// The faults of one row, by address.
type Here<'a> = BTreeMap<&'a str, Vec<&'a CellFault>>;

fn marked(sheet: &mut Worksheet, grid: &Grid, faults: &[CellFault]) -> Result<(), Failure> {
    sheet.set_name(sheet_name(&grid.name))?;
    let mut by_row: BTreeMap<u32, Here<'_>> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| !fault.address.is_empty()) {
        by_row.entry(fault.row).or_default().entry(&fault.address).or_default().push(fault);
    }
    let (formats, mut notes) = (Formats::new(), NOTES_AT_MOST);
    for row in &grid.rows {
        match by_row.get(&row.number) {
            Some(here) => marked_row(sheet, row, here, &formats, &mut notes)?,
            None => plain_row(sheet, row, &formats.plain)?,
        }
    }
    Ok(())
}

fn plain_row(sheet: &mut Worksheet, row: &Row, plain: &Format) -> Result<(), Failure> {
    for (place, cell) in (0_u16..).zip(&row.cells).filter(|(_, cell)| !cell.text.is_empty()) {
        write_text(sheet, row.number.saturating_sub(1), place, &cell.text, plain)?;
    }
    Ok(())
}

/// A required cell may be missing to the right of all that the row has, so every column there can be is looked at.
fn marked_row(
    sheet: &mut Worksheet,
    row: &Row,
    here: &Here<'_>,
    formats: &Formats,
    notes: &mut usize,
) -> Result<(), Failure> {
    for (place, column) in (0_u16..).zip(0..COLUMNS_AT_MOST) {
        let faults = here.get(address(row.number, column).as_str());
        let text = &row.cell(column).text;
        if faults.is_none() && text.is_empty() {
            continue;
        }
        write_text(sheet, row.number.saturating_sub(1), place, text, formats.of(faults))?;
        if let Some(faults) = faults.filter(|_| *notes > 0) {
            sheet.insert_note(row.number.saturating_sub(1), place, &note(faults))?;
            *notes -= 1;
        }
    }
    Ok(())
}

fn note(faults: &[&CellFault]) -> Note {
    Note::new(noted(faults)).add_author_prefix(false).set_width(320).set_height(140)
}

/// Both languages, the code, and what may stand there.
fn noted(faults: &[&CellFault]) -> String {
    let text = |fault: &&CellFault| {
        let allowed = fault.allowed.join("、");
        let allowed = if allowed.is_empty() { allowed } else { format!("\n可选 / allowed：{allowed}") };
        format!("【{}】{}\n{}\n{}{allowed}", fault.severity.zh(), fault.zh, fault.en, fault.code)
    };
    let text = faults.iter().map(text).collect::<Vec<_>>().join("\n\n");
    text.chars().take(TEXT_AT_MOST).collect()
}

fn listed(sheet: &mut Worksheet, faults: &[CellFault]) -> Result<(), Failure> {
    sheet.set_name("问题清单")?;
    sheet.set_freeze_panes(1, 0)?;
    let (bold, plain) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for (column, (header, width)) in (0_u16..).zip(HEADERS.iter().zip(WIDTHS)) {
        sheet.set_column_width(column, *width)?;
        write_text(sheet, 0, column, header, &bold)?;
    }
    for (row, fault) in (1_u32..).zip(faults) {
        let texts = [
            &row.to_string(),
            &fault.row.to_string(),
            &fault.column,
            &fault.address,
            &fault.value,
            fault.severity.zh(),
            fault.code,
            &fault.zh,
            &fault.en,
            &fault.allowed.join("、"),
        ];
        for (column, text) in (0_u16..).zip(texts) {
            write_text(sheet, row, column, text, &plain)?;
        }
    }
    Ok(())
}

/// A name Excel takes: at most 31 characters, none of the forbidden ones, and not that of the list.
fn sheet_name(name: &str) -> String {
    let taken =
        name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).take(30);
    let name: String = taken.collect();
    if name.trim().is_empty() || name == "问题清单" { "花名册".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Reason;

    #[test]
    fn a_note_says_in_both_languages_what_is_wrong_and_what_may_stand_there() {
        let at = |reason| CellFault::at(2, String::new(), "H2".into(), String::new(), reason);
        let unknown = at(&Reason::CodeUnknown).allowing(["在编".to_owned(), "备案制".to_owned()].into());
        let text = noted(&[&unknown, &at(&Reason::CellIsMerged)]);
        for part in [
            "【错误】",
            "this is not one of the allowed values",
            "CODE_UNKNOWN",
            "在编、备案制",
            "CELL_IS_MERGED",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_sheet_keeps_its_name_where_excel_takes_it() {
        assert_eq!(sheet_name("2022年[名册]"), "2022年名册");
        assert_eq!(sheet_name("问题清单"), "花名册");
        assert_eq!(sheet_name(&"长".repeat(40)).chars().count(), 30);
    }
}
