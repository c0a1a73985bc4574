//! How a view's rows are laid out and written: one text for both databases.

use crate::{
    cell::{Cell, Row},
    database::Statement,
};

/// A column of a view's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// TEXT.
    Text(&'static str),
    /// TEXT that lists are sorted by: in the order of its bytes, whatever the server's locale.
    Name(&'static str),
    /// BIGINT.
    Int(&'static str),
}

impl Column {
    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Name(name) | Self::Int(name) => name,
        }
    }

    fn definition(self, in_byte_order: &str) -> String {
        match self {
            Self::Name(name) => format!("{name} TEXT{in_byte_order}"),
            Self::Text(name) => format!("{name} TEXT"),
            Self::Int(name) => format!("{name} BIGINT"),
        }
    }
}

/// A row on its way to the table, with both axes.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) id: i64,
    pub(crate) stream: String,
    pub(crate) known_from: i64,
    pub(crate) known_to: i64,
    pub(crate) row: Row,
}

/// The table of one generation of a view.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: &'static [Column],
    pub(crate) indexes: &'static [&'static str],
}

/// What every row has beside the view's own columns: both axes, the stream it follows from, and its place.
const AXES: &str = "id, stream, valid_from, valid_to, known_from, known_to";
const AXES_COUNT: usize = 6;
/// Values in one statement; SQLite allows 32 766.
const VALUES_AT_MOST: usize = 8_000;

impl Table {
    /// The statements that make the table anew; the words that sort a text by its bytes are the database's own.
    pub(crate) fn create(&self, in_byte_order: &str) -> Vec<Statement> {
        let own: Vec<_> = self.columns.iter().map(|column| column.definition(in_byte_order)).collect();
        let table = format!(
            "CREATE TABLE {} (id BIGINT NOT NULL PRIMARY KEY, stream TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, \
             known_from BIGINT NOT NULL, known_to BIGINT NOT NULL, {})",
            self.name,
            own.join(", ")
        );
        let held = ["stream, known_to"];
        let indexes = held.iter().chain(self.indexes).enumerate();
        let indexes = indexes.map(|(i, on)| format!("CREATE INDEX {0}_{i} ON {0} ({on})", self.name));
        self.drop_table()
            .into_iter()
            .chain(std::iter::once(table).chain(indexes).map(Statement::plain))
            .collect()
    }

    /// The statement that removes the table.
    pub(crate) fn drop_table(&self) -> Vec<Statement> {
        vec![Statement::plain(format!("DROP TABLE IF EXISTS {}", self.name))]
    }

    /// The rows of a stream that are still known to hold.
    pub(crate) fn held(&self) -> String {
        format!(
            "SELECT {} FROM {} WHERE stream = $1 AND known_to = $2 ORDER BY id",
            self.all_columns(),
            self.name
        )
    }

    /// Every row a stream ever had.
    pub(crate) fn all_of_stream(&self) -> String {
        format!("SELECT {} FROM {} WHERE stream = $1 ORDER BY id", self.all_columns(), self.name)
    }

    /// Removes every row a stream ever had.
    pub(crate) fn forget(&self, stream: &str) -> Statement {
        Statement { sql: format!("DELETE FROM {} WHERE stream = $1", self.name), cells: vec![stream.into()] }
    }

    /// Copies every row of another table with the same columns.
    pub(crate) fn copy_of(&self, other: &str) -> Statement {
        let columns = self.all_columns();
        Statement::plain(format!("INSERT INTO {} ({columns}) SELECT {columns} FROM {other}", self.name))
    }

    /// Every row after an id, in order: for the digest.
    pub(crate) fn page(&self) -> String {
        format!("SELECT {} FROM {} WHERE id > $1 ORDER BY id LIMIT 2000", self.all_columns(), self.name)
    }

    fn all_columns(&self) -> String {
        let own: Vec<_> = self.columns.iter().map(|column| column.name()).collect();
        format!("{AXES}, {}", own.join(", "))
    }

    /// Inserts rows, many in one statement. The number of rows in a full statement is fixed, so that it is prepared once.
    pub(crate) fn insert(&self, rows: Vec<Opened>) -> Vec<Statement> {
        let width = AXES_COUNT + self.columns.len();
        let full = (VALUES_AT_MOST / width).max(1);
        chunks(rows, &[full, 32, 1]).into_iter().map(|chunk| self.insert_chunk(chunk, width)).collect()
    }

    fn insert_chunk(&self, rows: Vec<Opened>, width: usize) -> Statement {
        let tuples: Vec<_> = (0..rows.len()).map(|row| tuple(row * width, width)).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES {}", self.name, self.all_columns(), tuples.join(", "));
        let mut cells = Vec::with_capacity(rows.len() * width);
        for Opened { id, stream, known_from, known_to, row } in rows {
            cells.extend([id.into(), stream.into(), row.valid_from.into(), row.valid_to.into()]);
            cells.extend([known_from.into(), known_to.into()]);
            cells.extend(row.cells);
        }
        Statement { sql, cells }
    }

    /// Closes rows: from the position on they are no longer known to hold.
    pub(crate) fn close(&self, rows: Vec<(i64, i64)>) -> Vec<Statement> {
        let closing = |chunk: Vec<(i64, i64)>| {
            let pairs: Vec<_> = (0..chunk.len())
                .map(|row| format!("(CAST(${} AS BIGINT), CAST(${} AS BIGINT))", row * 2 + 1, row * 2 + 2))
                .collect();
            let sql = format!(
                "WITH closed(id, at) AS (VALUES {}) UPDATE {table} SET known_to = closed.at FROM closed WHERE {table}.id = closed.id",
                pairs.join(", "),
                table = self.name
            );
            let cells = chunk.into_iter().flat_map(|(id, at)| [Cell::from(id), Cell::from(at)]).collect();
            Statement { sql, cells }
        };
        chunks(rows, &[512, 32, 1]).into_iter().map(closing).collect()
    }
}

/// Splits into pieces of only the given sizes, largest first, so that few different statements are ever prepared.
fn chunks<T>(mut rows: Vec<T>, sizes: &[usize]) -> Vec<Vec<T>> {
    let mut all = Vec::new();
    for size in sizes {
        while rows.len() >= *size {
            let rest = rows.split_off(*size);
            all.push(std::mem::replace(&mut rows, rest));
        }
    }
    all
}

fn tuple(first: usize, width: usize) -> String {
    let places: Vec<_> = (1..=width).map(|i| format!("${}", first + i)).collect();
    format!("({})", places.join(", "))
}

/// The condition that a row holds at a valid date and was known at a position: `$valid` and `$known` are placeholders.
pub(crate) fn holds(alias: &str, valid: &str, known: &str) -> String {
    format!(
        "{alias}.valid_from <= {valid} AND {valid} < {alias}.valid_to AND {alias}.known_from <= {known} AND {known} < {alias}.known_to"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_only_the_given_sizes_and_lose_nothing() {
        let pieces = chunks((0..70).collect::<Vec<_>>(), &[32, 8, 1]);
        let sizes: Vec<_> = pieces.iter().map(Vec::len).collect();
        assert_eq!(sizes, [32, 32, 1, 1, 1, 1, 1, 1]);
        assert_eq!(pieces.concat(), (0..70).collect::<Vec<_>>());
    }
}
