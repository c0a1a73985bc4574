//! CSV as Excel saves it: UTF-8 with or without a mark, UTF-16, or GBK; separated by commas, semicolons or tabs.

use std::borrow::Cow;

use encoding_rs::{Encoding, GBK};

use super::grid::{COLUMNS_AT_MOST, Cell, Grid, Kind, ROWS_AT_MOST, Row};
use crate::fault::Reason;

pub(super) fn read(bytes: &[u8]) -> Result<Grid, Reason> {
    let text = decoded(bytes)?;
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut grid = Grid { name: "CSV".into(), rows: Vec::new() };
    // Excel shows a text of several lines in one row, and blank lines as rows.
    let mut lines_inside = 0;
    for record in reader.records() {
        let record = record.map_err(|error| Reason::FileUnreadable { why: error.to_string() })?;
        let line = record.position().map_or(0, |start| start.line() + blank_lines(&text, start.byte()));
        let number = u32::try_from(line.saturating_sub(lines_inside)).unwrap_or(u32::MAX);
        lines_inside += record.iter().map(|field| field.matches('\n').count() as u64).sum::<u64>();
        let row = Row { number, cells: record.iter().map(cell).collect() };
        if row.is_blank() {
            continue;
        }
        if row.cells.len() > COLUMNS_AT_MOST
            && row.cells[COLUMNS_AT_MOST..].iter().any(|cell| !cell.is_blank())
        {
            return Err(Reason::SheetTooWide { limit: COLUMNS_AT_MOST });
        }
        if grid.rows.len() > ROWS_AT_MOST {
            return Err(Reason::SheetTooLong { limit: ROWS_AT_MOST });
        }
        grid.rows.push(row);
    }
    Ok(grid)
}

/// The reader passes over blank lines before a record; the position it tells is before them.
fn blank_lines(text: &str, from: u64) -> u64 {
    let rest = usize::try_from(from).ok().and_then(|from| text.as_bytes().get(from..)).unwrap_or_default();
    let passed = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    passed.filter(|byte| **byte == b'\n').count() as u64
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Reason> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return sound(encoding.decode_without_bom_handling(&bytes[mark..]));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => sound(GBK.decode_without_bom_handling(bytes)),
    }
}

fn sound((text, broken): (Cow<'_, str>, bool)) -> Result<Cow<'_, str>, Reason> {
    if broken { Err(Reason::FileEncoding) } else { Ok(text) }
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    if count(b'\t') > count(b',') {
        b'\t'
    } else if count(b';') > count(b',') {
        b';'
    } else {
        b','
    }
}

/// `="0123"` is how a CSV file keeps a number as text; any other equals sign begins a formula.
fn cell(field: &str) -> Cell {
    let quoted = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match quoted {
        Some(text) => Cell::new(text, Kind::Text),
        None if field.trim_start().starts_with('=') => Cell::new(field, Kind::Formula),
        None if field.is_empty() => Cell::default(),
        None => Cell::new(field, Kind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let grid = read(bytes).unwrap();
        grid.rows
            .into_iter()
            .map(|row| (row.number, row.cells.into_iter().map(|cell| cell.text).collect()))
            .collect()
    }

    #[test]
    fn every_encoding_excel_saves_gives_the_same_cells() {
        let text = "姓名,单位\r\n李明,第一小学\r\n";
        let expected = texts(text.as_bytes());
        assert_eq!(expected[1].1, ["李明", "第一小学"]);
        assert_eq!(texts(&GBK.encode(text).0), expected);
        assert_eq!(texts(format!("\u{FEFF}{text}").as_bytes()), expected);
        let wide: Vec<u8> =
            "\u{FEFF}姓名\t单位\r\n李明\t第一小学\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(texts(&wide), expected);
    }

    #[test]
    fn rows_keep_the_numbers_excel_shows() {
        let found = texts("a,b\n\n\"two\nlines\",c\nd,e\n".as_bytes());
        assert_eq!(found.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 3, 4]);
    }

    #[test]
    fn a_formula_is_known_and_a_number_kept_as_text_is_not_one() {
        let grid = read(b"=A1+1,\"=\"\"0123\"\"\"\n").unwrap();
        assert_eq!(grid.rows[0].cells, [Cell::new("=A1+1", Kind::Formula), Cell::new("0123", Kind::Text)]);
    }
}
