//! The rows of one view on their way to its table: what is known to hold is compared with what now holds, and only the
//! difference is written.

use std::{collections::HashMap, num::NonZeroUsize};

use liangshi_eventstore::Recorded;
use lru::LruCache;
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row, STILL_KNOWN},
    database::{Database, Statement},
    failure::Failure,
    table::{Column, Opened, Table},
    view::{Change, Seen, View},
};

/// The most streams whose held rows are remembered by their marks.
const REMEMBERED: NonZeroUsize = match NonZeroUsize::new(200_000) {
    Some(count) => count,
    None => NonZeroUsize::MIN,
};

/// A row that is still known to hold: its place and its mark.
type Held = (i64, u128);

pub(crate) struct Writer {
    pub(crate) view: &'static dyn View,
    pub(crate) table: Table,
    /// The last position whose consequences are in the table or on their way to it.
    pub(crate) position: i64,
    /// The position the table's checkpoint has.
    pub(crate) written: i64,
    next_id: i64,
    held: LruCache<String, Vec<Held>>,
    /// Whether the rows held for every stream are remembered: it began with an empty table and forgot nobody since. Then what is not
    /// remembered was never there, and nobody new is looked up in vain.
    whole: bool,
    opened: Vec<Opened>,
    closed: Vec<(i64, i64)>,
    /// Streams all of whose rows in the table are to be removed before anything else is written.
    forgotten: Vec<String>,
    /// Whether an erasure was met since the table was last written.
    erased: bool,
}

impl Writer {
    pub(crate) fn new(view: &'static dyn View, table: Table, position: i64, next_id: i64) -> Self {
        let held = LruCache::new(REMEMBERED);
        Self {
            view,
            table,
            position,
            written: position,
            next_id,
            held,
            whole: position == 0,
            opened: Vec::new(),
            closed: Vec::new(),
            forgotten: Vec::new(),
            erased: false,
        }
    }

    pub(crate) fn next_id(&self) -> i64 {
        self.next_id
    }

    /// Takes one event in. Events at or below the position are already in the table.
    pub(crate) async fn take(&mut self, database: &Database, seen: &Seen<'_>) -> Result<(), Failure> {
        let position = seen.recorded.position;
        if position <= self.position {
            return Ok(());
        }
        match self.view.change(seen) {
            Change::Nothing => {}
            Change::Append(row) => {
                self.open(&seen.recorded.stream, position, row);
            }
            Change::Rows(rows) => self.replace(database, seen.recorded, rows).await?,
        }
        self.position = position;
        Ok(())
    }

    fn open(&mut self, stream: &str, position: i64, row: Row) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        let opened =
            Opened { id, stream: stream.to_owned(), known_from: position, known_to: STILL_KNOWN, row };
        self.opened.push(opened);
        id
    }

    /// Closes what no longer holds and opens what newly holds; rows that say the same stay untouched.
    async fn replace(
        &mut self,
        database: &Database,
        recorded: &Recorded,
        rows: Vec<Row>,
    ) -> Result<(), Failure> {
        let (stream, position) = (recorded.stream.as_str(), recorded.position);
        let mut before = self.held(database, recorded).await?;
        let mut after = Vec::with_capacity(rows.len());
        for row in rows {
            let mark = row.mark();
            match before.iter().position(|(_, held)| *held == mark) {
                Some(same) => after.push(before.swap_remove(same)),
                None => after.push((self.open(stream, position, row), mark)),
            }
        }
        for (id, _) in before {
            self.close(id, position);
        }
        self.remember(stream, after);
        Ok(())
    }

    fn remember(&mut self, stream: &str, held: Vec<Held>) {
        let forgot = self.held.push(stream.to_owned(), held).is_some_and(|(old, _)| old != stream);
        self.whole &= !forgot;
    }

    fn close(&mut self, id: i64, position: i64) {
        match self.opened.binary_search_by_key(&id, |row| row.id) {
            Ok(at) => self.opened[at].known_to = position,
            Err(_) => self.closed.push((id, position)),
        }
    }

    /// The rows held for a stream: remembered, or read back from the table.
    async fn held(&mut self, database: &Database, recorded: &Recorded) -> Result<Vec<Held>, Failure> {
        let stream = recorded.stream.as_str();
        if let Some(held) = self.held.pop(stream) {
            return Ok(held);
        }
        if self.whole || recorded.version == 1 {
            return Ok(Vec::new());
        }
        let stored = if self.forgotten.iter().any(|forgotten| forgotten == stream) {
            Vec::new()
        } else {
            let values = vec![stream.into(), STILL_KNOWN.into()];
            read_rows(database, &self.table, self.table.held(), values).await?
        };
        let waiting = self.opened.iter().filter(|row| row.stream == stream && row.known_to == STILL_KNOWN);
        let waiting: Vec<_> = waiting.map(|row| (row.id, row.row.mark())).collect();
        Ok(stored.into_iter().map(|stored| (stored.id, stored.row.mark())).chain(waiting).collect())
    }

    /// Puts rows in the place of all the rows a stream ever had, because it was erased. A view that holds the same rows
    /// already never held anything personal, and is left as it is.
    pub(crate) async fn scrub(
        &mut self,
        database: &Database,
        erasing: &Recorded,
        rows: Vec<Opened>,
    ) -> Result<(), Failure> {
        let stream = erasing.stream.as_str();
        if erasing.position <= self.position {
            return Ok(());
        }
        self.erased = true;
        if said(&self.ever(database, stream).await?) == said(&rows) {
            return Ok(());
        }
        self.opened.retain(|row| row.stream != stream);
        let mut held = Vec::new();
        for row in rows {
            let id = self.next_id;
            self.next_id += 1;
            if row.known_to == STILL_KNOWN {
                held.push((id, row.row.mark()));
            }
            self.opened.push(Opened { id, ..row });
        }
        self.remember(stream, held);
        self.forgotten.push(stream.to_owned());
        Ok(())
    }

    /// Every row the stream ever had, as it will stand when what waits is written.
    async fn ever(&self, database: &Database, stream: &str) -> Result<Vec<Opened>, Failure> {
        let mut rows = Vec::new();
        if !self.forgotten.iter().any(|forgotten| forgotten == stream) {
            rows = read_rows(database, &self.table, self.table.all_of_stream(), vec![stream.into()]).await?;
        }
        for row in &mut rows {
            if let Some((_, position)) = self.closed.iter().find(|(id, _)| *id == row.id) {
                row.known_to = *position;
            }
        }
        rows.extend(self.opened.iter().filter(|row| row.stream == stream).cloned());
        Ok(rows)
    }

    /// What has to be compacted after the table is next written, because bytes of an erased person may stay on the disk:
    /// the table itself, and what an earlier table left behind.
    pub(crate) fn compacts(&self) -> impl Iterator<Item = &'static str> {
        let own = (!self.forgotten.is_empty()).then(|| self.view.name());
        own.into_iter().chain(self.erased.then_some(""))
    }

    /// The statements that bring the table to the writer's position, without the checkpoint.
    pub(crate) fn drain(&mut self) -> Vec<Statement> {
        self.erased = false;
        let forgotten = std::mem::take(&mut self.forgotten);
        let mut statements: Vec<_> = forgotten.iter().map(|stream| self.table.forget(stream)).collect();
        statements.extend(self.table.close(std::mem::take(&mut self.closed)));
        statements.extend(self.table.insert(std::mem::take(&mut self.opened)));
        statements
    }

    /// How many rows wait to be written.
    pub(crate) fn waiting(&self) -> usize {
        self.opened.len() + self.closed.len() + self.forgotten.len()
    }
}

/// What rows say, whatever their ids and their order.
fn said(rows: &[Opened]) -> Vec<(i64, i64, u128)> {
    let mut said: Vec<_> = rows.iter().map(|row| (row.known_from, row.known_to, row.row.mark())).collect();
    said.sort_unstable();
    said
}

/// Reads whole rows of a table back, whatever its columns.
pub(crate) async fn read_rows(
    database: &Database,
    table: &Table,
    sql: String,
    cells: Vec<Cell>,
) -> Result<Vec<Opened>, Failure> {
    let rows: Vec<AnyRow> = database.fetch(sql, cells).await?;
    rows.into_iter().map(|row| row.into_opened(table.columns)).collect()
}

/// A row read without knowing its columns beforehand.
struct AnyRow(HashMap<String, Cell>);

impl<'r, R> FromRow<'r, R> for AnyRow
where
    R: sqlx::Row,
    usize: sqlx::ColumnIndex<R>,
    String: sqlx::Type<R::Database> + sqlx::Decode<'r, R::Database>,
    i64: sqlx::Type<R::Database> + sqlx::Decode<'r, R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        use sqlx::Column as _;
        let mut cells = HashMap::new();
        for (at, column) in row.columns().iter().enumerate() {
            // Only two column types are ever made, and neither decodes as the other.
            let cell = match row.try_get::<Option<i64>, _>(at) {
                Ok(number) => Cell::Int(number),
                Err(_) => Cell::Text(row.try_get(at)?),
            };
            cells.insert(column.name().to_owned(), cell);
        }
        Ok(Self(cells))
    }
}

impl AnyRow {
    fn into_opened(mut self, columns: &[Column]) -> Result<Opened, Failure> {
        let cells = columns.iter().map(|column| self.own(*column)).collect();
        Ok(Opened {
            id: self.int("id")?,
            stream: self.text("stream")?,
            known_from: self.int("known_from")?,
            known_to: self.int("known_to")?,
            row: Row { valid_from: self.text("valid_from")?, valid_to: self.text("valid_to")?, cells },
        })
    }

    /// A NULL reads as either type, so the column's own type decides.
    fn own(&mut self, column: Column) -> Cell {
        match (column, self.0.remove(column.name())) {
            (Column::Text(_) | Column::Name(_), Some(Cell::Text(text))) => Cell::Text(text),
            (Column::Int(_), Some(Cell::Int(number))) => Cell::Int(number),
            (Column::Text(_) | Column::Name(_), _) => Cell::Text(None),
            (Column::Int(_), _) => Cell::Int(None),
        }
    }

    fn int(&self, name: &str) -> Result<i64, Failure> {
        match self.0.get(name) {
            Some(Cell::Int(Some(number))) => Ok(*number),
            _ => Err(Failure::Row(format!("column {name} holds no number"))),
        }
    }

    fn text(&mut self, name: &str) -> Result<String, Failure> {
        match self.0.remove(name) {
            Some(Cell::Text(Some(text))) => Ok(text),
            _ => Err(Failure::Row(format!("column {name} holds no text"))),
        }
    }
}
