//! An empty or filled roster: the headers, lists to choose from, and what each column may hold on a second sheet.

use std::path::Path;

use rust_xlsxwriter::{DataValidation, Format, Formula, Workbook, Worksheet};

use super::{choices::Codes, column::Column, failure::Failure, report::write_text};
use crate::sheet::{ROWS_AT_MOST, address};

/// One row to be written, a text for each column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterRow {
    texts: Vec<String>,
}

impl RosterRow {
    /// The same row with a text in a column.
    #[must_use]
    pub fn with(mut self, column: Column, text: impl Into<String>) -> Self {
        self.set(column, text);
        self
    }

    /// Puts a text in a column.
    pub fn set(&mut self, column: Column, text: impl Into<String>) {
        self.texts.resize(Column::ALL.len(), String::new());
        if let Some(place) = self.texts.get_mut(column.place()) {
            *place = text.into();
        }
    }

    /// The text in a column.
    pub fn get(&self, column: Column) -> &str {
        self.texts.get(column.place()).map_or("", String::as_str)
    }
}

/// Writes a roster and answers how many rows it has.
///
/// # Errors
/// When the workbook cannot be written or there are more rows than an import takes.
pub fn write_roster(path: &Path, rows: impl Iterator<Item = RosterRow>) -> Result<usize, Failure> {
    let codes = Codes::read()?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    headed(sheet, &codes)?;
    let plain = text_format();
    let mut written = 0;
    for (number, row) in (1_u32..).zip(rows) {
        for column in Column::ALL {
            let text = row.get(*column);
            if !text.is_empty() {
                write_text(sheet, number, place(*column), text, &plain)?;
            }
        }
        written += 1;
    }
    coded(book.add_worksheet(), &codes)?;
    book.save(path)?;
    Ok(written)
}

fn text_format() -> Format {
    Format::new().set_num_format("@")
}

fn place(column: Column) -> u16 {
    u16::try_from(column.place()).unwrap_or(u16::MAX)
}

/// Columns are formatted as text, so that Excel keeps all 18 digits of a number.
fn headed(sheet: &mut Worksheet, codes: &Codes) -> Result<(), Failure> {
    sheet.set_name("花名册")?;
    sheet.set_freeze_panes(1, 0)?;
    let (required, optional) =
        (text_format().set_bold().set_background_color(0x00DD_EBF7), text_format().set_bold());
    let last = u32::try_from(ROWS_AT_MOST).unwrap_or(u32::MAX);
    for column in Column::ALL {
        sheet.set_column_format(place(*column), &text_format())?;
        sheet.set_column_width(place(*column), 18.0)?;
        let format = if column.is_required() { &required } else { &optional };
        write_text(sheet, 0, place(*column), column.header(), format)?;
        if let Some(allowed) = codes.allowed(*column) {
            let list = DataValidation::new().allow_list_formula(range(*column, allowed.len()));
            // A body is also known by its full name, which no list can hold.
            let list = list.show_error_message(*column != Column::HonourIssuer);
            sheet.add_data_validation(1, place(*column), last, place(*column), &list)?;
        }
    }
    Ok(())
}

/// Where the allowed values of a column stand: in the same column of the second sheet.
fn range(column: Column, count: usize) -> Formula {
    let letters: String = address(1, column.place()).chars().take_while(char::is_ascii_alphabetic).collect();
    Formula::new(format!("='代码表'!${letters}$2:${letters}${}", count + 1))
}

fn coded(sheet: &mut Worksheet, codes: &Codes) -> Result<(), Failure> {
    sheet.set_name("代码表")?;
    let (bold, plain) = (text_format().set_bold(), text_format());
    for column in Column::ALL {
        let Some(allowed) = codes.allowed(*column) else { continue };
        sheet.set_column_width(place(*column), 18.0)?;
        write_text(sheet, 0, place(*column), column.header(), &bold)?;
        for (row, label) in (1_u32..).zip(allowed.iter()) {
            write_text(sheet, row, place(*column), label, &plain)?;
        }
    }
    Ok(())
}
