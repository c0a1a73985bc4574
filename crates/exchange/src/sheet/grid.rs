//! The cells of a sheet with their addresses.

/// Rows beyond this are refused.
pub const ROWS_AT_MOST: usize = 200_000;
/// Columns beyond this are refused.
pub const COLUMNS_AT_MOST: usize = 256;

/// What a cell was before it became text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text,
    /// A number; more than 15 digits of it are lost.
    Number,
    /// A date, shown as YYYY-MM-DD.
    Date,
    /// A formula, shown by the value Excel last computed.
    Formula,
    /// Part of a merged region.
    Merged,
    /// An Excel error such as `#N/A`.
    Error,
}

/// A cell as the officer sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it shows.
    pub text: String,
    /// What it was.
    pub kind: Kind,
}

impl Cell {
    /// A cell of a kind.
    pub fn new(text: impl Into<String>, kind: Kind) -> Self {
        Self { text: text.into(), kind }
    }

    /// Whether nothing but space is shown.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// One row that has something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number as Excel counts, from 1.
    pub number: u32,
    /// Its cells from column A on; those to the right of the last one are empty.
    pub cells: Vec<Cell>,
}

static EMPTY: Cell = Cell { text: String::new(), kind: Kind::Empty };

impl Row {
    /// The cell in a column, counted from 0.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&EMPTY)
    }

    /// Whether nothing is shown in the whole row.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }

    /// Puts a cell in a column, making room for it.
    pub(crate) fn put(&mut self, column: usize, cell: Cell) {
        if self.cells.len() <= column {
            self.cells.resize_with(column + 1, Cell::default);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
    }
}

/// A sheet: the rows that have something in them, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The name of the sheet.
    pub name: String,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Grid {
    /// Marks the cells of a merged region, given by its corners counted from 0, in the rows that are there.
    pub(crate) fn mark_merged(&mut self, first: (u32, u32), last: (u32, u32)) {
        let start = self.rows.partition_point(|row| row.number <= first.0);
        let columns = first.1 as usize..=(last.1 as usize).min(COLUMNS_AT_MOST - 1);
        for row in self.rows[start..].iter_mut().take_while(|row| row.number <= last.0.saturating_add(1)) {
            for column in columns.clone() {
                let text = row.cell(column).text.clone();
                row.put(column, Cell::new(text, Kind::Merged));
            }
        }
    }
}

/// The address of a cell as Excel writes it: row counted from 1, column from 0.
pub fn address(row: u32, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().chain(row.to_string().chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_excel() {
        let found: Vec<_> = [0, 25, 26, 51, 52, 701, 702].map(|column| address(7, column)).into();
        assert_eq!(found, ["A7", "Z7", "AA7", "AZ7", "BA7", "ZZ7", "AAA7"]);
    }

    #[test]
    fn a_merged_region_is_marked_only_in_rows_that_are_there() {
        let row = |number| Row { number, cells: vec![Cell::new("甲", Kind::Text)] };
        let mut grid = Grid { name: String::new(), rows: vec![row(1), row(3), row(9)] };
        grid.mark_merged((1, 0), (4, 1));
        let kinds: Vec<_> = grid.rows.iter().map(|row| (row.cell(0).kind, row.cell(1).kind)).collect();
        assert_eq!(
            kinds,
            [(Kind::Text, Kind::Empty), (Kind::Merged, Kind::Merged), (Kind::Text, Kind::Empty)]
        );
    }
}
