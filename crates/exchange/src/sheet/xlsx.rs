//! XLSX through calamine, cell by cell, so that a formula and its value are seen together.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::grid::{COLUMNS_AT_MOST, Cell, Grid, Kind, ROWS_AT_MOST, Row};
use crate::fault::Reason;

type Book = Xlsx<Cursor<Vec<u8>>>;

pub(super) fn read(bytes: Vec<u8>) -> Result<Grid, Reason> {
    let mut book: Book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheets = book.sheets_metadata().iter();
    let mut shown =
        sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    let name = shown.next().map(|sheet| sheet.name.clone()).ok_or(Reason::SheetEmpty)?;
    let mut grid = Grid { rows: rows(&mut book, &name)?, name };
    let merged = book.merge_cells_by_sheet_name(&grid.name).map_err(broken)?;
    for region in merged {
        grid.mark_merged(region.start, region.end);
    }
    Ok(grid)
}

fn broken(error: XlsxError) -> Reason {
    Reason::FileUnreadable { why: error.to_string() }
}

fn rows(book: &mut Book, name: &str) -> Result<Vec<Row>, Reason> {
    let mut reader = book.worksheet_cells_reader(name).map_err(broken)?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(broken)? {
        let shown = cell(&record.value);
        let shown = if record.formula.is_some() { Cell::new(shown.text, Kind::Formula) } else { shown };
        if shown.kind == Kind::Empty {
            continue;
        }
        let (number, column) = (record.pos.0.saturating_add(1), record.pos.1 as usize);
        if column >= COLUMNS_AT_MOST {
            return Err(Reason::SheetTooWide { limit: COLUMNS_AT_MOST });
        }
        row(&mut rows, number)?.put(column, shown);
    }
    Ok(rows)
}

/// The row of a cell: the last one, or one below it.
fn row(rows: &mut Vec<Row>, number: u32) -> Result<&mut Row, Reason> {
    let last = rows.last().map_or(0, |row| row.number);
    if number < last {
        return Err(Reason::FileUnreadable { why: "行顺序错乱 / its rows are out of order".into() });
    }
    if number > last {
        if rows.len() > ROWS_AT_MOST {
            return Err(Reason::SheetTooLong { limit: ROWS_AT_MOST });
        }
        rows.push(Row { number, cells: Vec::new() });
    }
    rows.last_mut().ok_or(Reason::SheetEmpty)
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Int(number) => Cell::new(number.to_string(), Kind::Number),
        DataRef::Float(number) => Cell::new(number.to_string(), Kind::Number),
        DataRef::Bool(value) => Cell::new(if *value { "TRUE" } else { "FALSE" }, Kind::Text),
        DataRef::DateTime(moment) => date(moment),
        DataRef::DateTimeIso(text) => Cell::new(text.get(..10).unwrap_or(text), Kind::Date),
        DataRef::DurationIso(text) => Cell::new(text.clone(), Kind::Text),
        DataRef::Error(error) => Cell::new(error.to_string(), Kind::Error),
    }
}

fn text_cell(text: &str) -> Cell {
    if text.is_empty() { Cell::default() } else { Cell::new(text, Kind::Text) }
}

/// A span of time is no date, whatever it looks like.
fn date(moment: &ExcelDateTime) -> Cell {
    match moment.as_datetime().filter(|_| moment.is_datetime()) {
        Some(found) => Cell::new(found.date().to_string(), Kind::Date),
        None => Cell::new(moment.as_f64().to_string(), Kind::Number),
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::*;

    #[test]
    fn dates_numbers_formulas_errors_and_merged_cells_keep_what_they_were() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let day = Format::new().set_num_format("yyyy/m/d");
        sheet.write_string(0, 0, "甲").unwrap();
        sheet.write_datetime_with_format(0, 1, ExcelDateTime::from_ymd(2022, 9, 1).unwrap(), &day).unwrap();
        sheet.write_number(0, 2, 100.0).unwrap();
        sheet.write_formula(0, 3, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_number(0, 4, 441_900_188_001_010_016.0).unwrap();
        sheet.merge_range(1, 0, 2, 0, "乙", &Format::new()).unwrap();
        sheet.write_string(2, 1, "丙").unwrap();
        let grid = read(book.save_to_buffer().unwrap()).unwrap();
        let cells = &grid.rows[0].cells;
        assert_eq!(cells[0], Cell::new("甲", Kind::Text));
        assert_eq!(cells[1], Cell::new("2022-09-01", Kind::Date));
        assert_eq!(cells[2], Cell::new("100", Kind::Number));
        assert_eq!(cells[3], Cell::new("2", Kind::Formula));
        assert_eq!(cells[4].kind, Kind::Number);
        assert_eq!(grid.rows[1].cell(0), &Cell::new("乙", Kind::Merged));
        assert_eq!(grid.rows[2].cell(0).kind, Kind::Merged);
        assert_eq!(grid.rows[2].cell(1).kind, Kind::Text);
    }

    #[test]
    fn hidden_sheets_are_passed_over() {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("隐藏").unwrap().set_hidden(true).write_string(0, 0, "a").unwrap();
        book.add_worksheet().set_name("名册").unwrap().set_active(true).write_string(0, 0, "b").unwrap();
        let grid = read(book.save_to_buffer().unwrap()).unwrap();
        assert_eq!((grid.name.as_str(), grid.rows[0].cells[0].text.as_str()), ("名册", "b"));
    }
}
