//! Which column of a sheet is which column of the roster.

use std::collections::HashMap;

use super::column::Column;
use crate::{
    fault::{CellFault, Reason},
    sheet::{Cell, Grid, Kind, Row, address, width::key},
};

/// The header stands in one of the first rows; a title may stand above it.
const SEARCHED: usize = 10;
/// Columns that officers keep for themselves.
const IGNORED: &[&str] = &["序号", "备注"];

/// A sheet with its header understood.
pub(crate) struct Sheet<'a> {
    pub(crate) grid: &'a Grid,
    /// The place of the header among the rows of the grid.
    at: usize,
    places: HashMap<Column, usize>,
}

impl<'a> Sheet<'a> {
    /// Finds the header and tells what is missing, unknown or there twice.
    pub(crate) fn of(grid: &'a Grid) -> (Self, Vec<CellFault>) {
        let known = known_headers();
        let score =
            |row: &Row| row.cells.iter().filter(|cell| column_of(&known, &cell.text).is_some()).count();
        let scored = grid.rows.iter().take(SEARCHED).enumerate().map(|(at, row)| (score(row), at));
        let at = scored.max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at))).map_or(0, |(_, at)| at);
        let mut sheet = Self { grid, at, places: HashMap::new() };
        let mut faults = Vec::new();
        if let Some(row) = grid.rows.get(at) {
            for (place, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
                faults.extend(sheet.take(&known, row.number, place, cell));
            }
        }
        faults.extend(sheet.missing());
        (sheet, faults)
    }

    fn take(
        &mut self,
        known: &HashMap<String, Column>,
        row: u32,
        place: usize,
        cell: &Cell,
    ) -> Option<CellFault> {
        let fault = |reason: &Reason| {
            CellFault::at(row, cell.text.clone(), address(row, place), cell.text.clone(), reason)
        };
        let Some(column) = column_of(known, &cell.text) else {
            let ignored = IGNORED.contains(&key(&cell.text).as_str());
            return (!ignored).then(|| fault(&Reason::HeaderUnknown));
        };
        if let Some(other) = self.places.get(&column) {
            return Some(fault(&Reason::HeaderTwice { other: address(row, *other) }));
        }
        self.places.insert(column, place);
        None
    }

    fn missing(&self) -> Vec<CellFault> {
        let row = self.grid.rows.get(self.at).map_or(1, |row| row.number);
        let unit = [Column::Organisation, Column::OrganisationCode].iter().any(|column| self.has(*column));
        let absent = Column::ALL.iter().filter(|column| column.is_required() && !self.has(**column));
        let absent = absent.chain((!unit).then_some(&Column::Organisation));
        let fault = |column: &Column| {
            CellFault::at(
                row,
                column.header().to_owned(),
                String::new(),
                String::new(),
                &Reason::HeaderMissing,
            )
        };
        absent.map(fault).collect()
    }

    /// Whether the sheet has the column.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.places.contains_key(&column)
    }

    /// The rows below the header that have something in them, with their places in the grid.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, &'a Row)> + use<'a> {
        self.grid.rows.iter().enumerate().skip(self.at + 1).filter(|(_, row)| !row.is_blank())
    }

    /// The cell of a row in a column, when the sheet has the column.
    pub(crate) fn cell(&self, at: usize, column: Column) -> Option<&'a Cell> {
        Some(self.grid.rows.get(at)?.cell(*self.places.get(&column)?))
    }

    /// A fault of a row in a column.
    pub(crate) fn fault(&self, at: usize, column: Column, reason: &Reason) -> CellFault {
        let row = self.grid.rows.get(at).map_or(0, |row| row.number);
        let place = self.places.get(&column).copied();
        let value = self.cell(at, column).map_or_else(String::new, |cell| cell.text.clone());
        CellFault::at(row, column.header().to_owned(), address(row, place.unwrap_or(0)), value, reason)
    }

    /// The fault of a cell that is not a plain value, whatever it says.
    pub(crate) fn impure(&self, at: usize, column: Column) -> Option<CellFault> {
        let reason = match self.cell(at, column)?.kind {
            Kind::Formula => Reason::CellHasFormula,
            Kind::Merged => Reason::CellIsMerged,
            Kind::Error => Reason::CellHasError,
            Kind::Empty | Kind::Text | Kind::Number | Kind::Date => return None,
        };
        Some(self.fault(at, column, &reason))
    }
}

fn known_headers() -> HashMap<String, Column> {
    let names = |column: &Column| {
        let (column, own) = (*column, column.header());
        column.aliases().iter().copied().chain([own]).map(move |name| (key(name), column)).collect::<Vec<_>>()
    };
    Column::ALL.iter().flat_map(names).collect()
}

/// A header as written, or without the marks and the remark in brackets that officers add to it.
fn column_of(known: &HashMap<String, Column>, text: &str) -> Option<Column> {
    let text = key(text);
    let bare = text.trim_matches(['*', ':', '★']);
    let without_remark = bare.split('(').next().unwrap_or(bare);
    known.get(bare).or_else(|| known.get(without_remark)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        let row = |(at, texts): (usize, &&[&str])| Row {
            number: at as u32 + 1,
            cells: texts.iter().map(|text| Cell::new(*text, Kind::Text)).collect(),
        };
        Grid { name: "名册".into(), rows: rows.iter().enumerate().map(row).collect() }
    }

    #[test]
    fn the_header_is_found_below_a_title_and_by_its_other_names() {
        let grid = grid(&[
            &["2022年教师花名册"],
            &[
                "序号",
                "单位全称（按公章）",
                "*姓名",
                "身份证号码",
                "用人形式",
                "教职工类别",
                "进本校年月",
                "工作量（％）",
            ],
            &["1", "第一小学", "李明"],
        ]);
        let (sheet, faults) = Sheet::of(&grid);
        assert_eq!(faults, []);
        assert_eq!(sheet.rows().map(|(at, _)| at).collect::<Vec<_>>(), [2]);
        assert_eq!(sheet.cell(2, Column::Name).unwrap().text, "李明");
        assert!(sheet.has(Column::Fte) && !sheet.has(Column::Title));
    }

    #[test]
    fn headers_that_are_missing_unknown_or_there_twice_are_told() {
        let grid = grid(&[&["姓名", "教师姓名", "星座", "身份证号", "用人形式", "教职工类别"]]);
        let (_, faults) = Sheet::of(&grid);
        let told: Vec<_> = faults.iter().map(|f| (f.code, f.column.as_str(), f.address.as_str())).collect();
        assert_eq!(
            told,
            [
                ("HEADER_TWICE", "教师姓名", "B1"),
                ("HEADER_UNKNOWN", "星座", "C1"),
                ("HEADER_MISSING", "进入现单位任教时间", ""),
                ("HEADER_MISSING", "单位全称", ""),
            ]
        );
    }
}
