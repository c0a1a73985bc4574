//! Many rows of the log at once, as they are stored, in one piece of memory. A replay is made of these, so nothing is
//! done for a row that can be done for a page: one hand-over, one allocation, no value parsed that nobody asked for.

use crate::{
    clock,
    database::{self, Kind, Pool},
    envelope::Recorded,
    failure::Failure,
};
use uuid::Uuid;

/// Each row as a line of numbers and, after it, the texts they give the lengths of; bytes, because a damaged text is none.
macro_rules! packed {
    ($which:literal) => {
        concat!(
            "SELECT CAST(group_concat(concat(position, ' ', version, ' ', schema_version, ' ',
                               octet_length(id), ' ', octet_length(stream), ' ', octet_length(kind), ' ',
                               octet_length(recorded_at), ' ', octet_length(actor), ' ',
                               ifnull(octet_length(acting_for), -1), ' ', octet_length(correlation), ' ',
                               ifnull(octet_length(causation), -1), ' ', ifnull(octet_length(document), -1), ' ',
                               octet_length(body), char(10),
                               id, stream, kind, recorded_at, actor, acting_for, correlation, causation, document, body), '') AS BLOB)
               FROM (SELECT * FROM events WHERE ",
            $which,
            ")"
        )
    };
}

const AFTER: &str = packed!("position > $1 ORDER BY position LIMIT $2");
const OF_STREAM: &str = packed!("stream = $1 AND version > $2 ORDER BY version");
const OF_ID: &str = packed!("id = $1");

/// The columns in the order in which a page keeps them.
macro_rules! columns {
    ($which:literal) => {
        concat!(
            "SELECT position, version, schema_version, id, stream, kind, recorded_at, actor, acting_for, correlation, causation
                  , document, body
               FROM events WHERE ",
            $which
        )
    };
}

const STREAM: &str = columns!("stream = $1 AND version > $2 ORDER BY version");
const BY_ID: &str = columns!("id = $1");

/// The texts of a row, in the order of the table.
pub(crate) const TEXTS: usize = 10;
const NULL: u32 = u32::MAX;

/// Rows that follow each other.
#[derive(Default)]
pub(crate) struct Page {
    bytes: Vec<u8>,
    cuts: Vec<Cut>,
}

/// Where a row's texts are.
struct Cut {
    position: i64,
    version: i64,
    schema_version: i64,
    texts: [(u32, u32); TEXTS],
}

/// One row of a page, every text as it is stored.
pub(crate) struct Raw<'a> {
    pub(crate) position: i64,
    pub(crate) id: &'a str,
    pub(crate) stream: &'a str,
    pub(crate) version: i64,
    pub(crate) kind: &'a str,
    pub(crate) schema_version: i64,
    pub(crate) recorded_at: &'a str,
    pub(crate) actor: &'a str,
    pub(crate) acting_for: Option<&'a str>,
    pub(crate) correlation: &'a str,
    pub(crate) causation: Option<&'a str>,
    pub(crate) document: Option<&'a str>,
    pub(crate) body: &'a str,
}

/// Reads what follows a position, at most so many rows.
pub(crate) async fn after(pool: &Pool, after: i64, limit: i64) -> Result<Page, Failure> {
    match pool.kind() {
        Kind::Embedded(pool) => {
            Page::packed(sqlx::query_scalar(AFTER).bind(after).bind(limit).fetch_one(pool).await?, after)
        }
        Kind::Server(pool) => {
            let statement = format!(
                "COPY (SELECT position, version, schema_version, id, stream, kind, recorded_at, actor, acting_for, correlation, \
                 causation, document, body FROM events WHERE position > {after} ORDER BY position LIMIT {limit}) \
                 TO STDOUT (FORMAT binary)"
            );
            Page::copied(database::copied(pool, &statement).await?, after)
        }
    }
}

/// Reads what a stream has after a version.
pub(crate) async fn of_stream(pool: &Pool, stream: &str, version: i64) -> Result<Page, Failure> {
    match pool.kind() {
        Kind::Embedded(pool) => {
            let bytes = sqlx::query_scalar(OF_STREAM).bind(stream).bind(version).fetch_one(pool).await?;
            Page::packed(bytes, 0)
        }
        Kind::Server(pool) => {
            let rows = sqlx::query_as(STREAM).bind(stream).bind(version).fetch_all(pool).await?;
            Ok(Page::of_rows(&rows))
        }
    }
}

/// Reads the event of an id; an empty page when there is none.
pub(crate) async fn of_id(pool: &Pool, id: &str) -> Result<Page, Failure> {
    match pool.kind() {
        Kind::Embedded(pool) => Page::packed(sqlx::query_scalar(OF_ID).bind(id).fetch_one(pool).await?, 0),
        Kind::Server(pool) => Ok(Page::of_rows(&sqlx::query_as(BY_ID).bind(id).fetch_all(pool).await?)),
    }
}

/// A row as the server gives it, three numbers and the texts.
#[derive(sqlx::FromRow)]
struct Row {
    position: i64,
    version: i64,
    schema_version: i64,
    id: String,
    stream: String,
    kind: String,
    recorded_at: String,
    actor: String,
    acting_for: Option<String>,
    correlation: String,
    causation: Option<String>,
    document: Option<String>,
    body: String,
}

impl Page {
    /// Whether the rows are those right after a position; an empty page does not say.
    pub(crate) fn follows(&self, after: i64) -> bool {
        !self.cuts.is_empty() && (after + 1..).zip(&self.cuts).all(|(position, cut)| cut.position == position)
    }

    /// A row that is damaged is named by its own position, else by the one it should have.
    fn packed(bytes: Option<Vec<u8>>, after: i64) -> Result<Self, Failure> {
        let bytes = bytes.unwrap_or_default();
        let (mut cuts, mut at) = (Vec::<Cut>::new(), 0);
        while at < bytes.len() {
            let due = cuts.last().map_or(after, |cut| cut.position) + 1;
            let own = number(&bytes, &mut at).ok_or_else(|| damaged(due))?;
            cuts.push(Cut::packed(own, &bytes, &mut at).ok_or_else(|| damaged(own))?);
        }
        Ok(Self { bytes, cuts })
    }

    /// The binary form of the server: a signature, rows of counted values, and an end.
    fn copied(bytes: Vec<u8>, after: i64) -> Result<Self, Failure> {
        const HEADER: usize = 19;
        let (mut cuts, mut at) = (Vec::<Cut>::new(), HEADER);
        while bytes.get(at..at + 2).is_some_and(|fields| fields != [0xff, 0xff]) {
            let due = cuts.last().map_or(after, |cut| cut.position) + 1;
            cuts.push(Cut::copied(&bytes, &mut at).ok_or_else(|| damaged(due))?);
        }
        Ok(Self { bytes, cuts })
    }

    fn of_rows(rows: &[Row]) -> Self {
        let mut page = Self::default();
        for row in rows {
            let Row { position, version, schema_version, .. } = *row;
            page.begin([position, version, schema_version]);
            let texts = [
                Some(&row.id),
                Some(&row.stream),
                Some(&row.kind),
                Some(&row.recorded_at),
                Some(&row.actor),
                row.acting_for.as_ref(),
                Some(&row.correlation),
                row.causation.as_ref(),
                row.document.as_ref(),
                Some(&row.body),
            ];
            for (column, text) in texts.into_iter().enumerate() {
                page.text(column, text.map(String::as_bytes));
            }
        }
        page
    }

    /// Begins a row with its position, version and schema version; its texts follow.
    pub(crate) fn begin(&mut self, [position, version, schema_version]: [i64; 3]) {
        self.cuts.push(Cut { position, version, schema_version, texts: [(0, NULL); TEXTS] });
    }

    /// A text of the row that was begun last.
    pub(crate) fn text(&mut self, column: usize, text: Option<&[u8]>) {
        let (Some(cut), Some(text)) = (self.cuts.last_mut(), text) else { return };
        cut.texts[column] = (self.bytes.len() as u32, text.len() as u32);
        self.bytes.extend_from_slice(text);
    }

    /// Every row as an event, as it is stored.
    pub(crate) fn recorded(&self) -> Result<Vec<Recorded>, Failure> {
        self.rows().map(|row| row?.try_into()).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.cuts.len()
    }

    /// The rows in order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Raw<'_>, Failure>> {
        self.cuts.iter().map(|cut| self.row(cut))
    }

    fn row(&self, cut: &Cut) -> Result<Raw<'_>, Failure> {
        let unreadable =
            |reason: &str| Failure::Unreadable { position: cut.position, reason: reason.to_owned() };
        let maybe = |text: usize| {
            let (from, length) = cut.texts[text];
            if length == NULL {
                return Ok(None);
            }
            let bytes = self.bytes.get(from as usize..from as usize + length as usize);
            let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
            text.map(Some).ok_or_else(|| unreadable("a text of it is damaged"))
        };
        let text = |text: usize| maybe(text)?.ok_or_else(|| unreadable("a column of it is empty"));
        Ok(Raw {
            position: cut.position,
            id: text(0)?,
            stream: text(1)?,
            version: cut.version,
            kind: text(2)?,
            schema_version: cut.schema_version,
            recorded_at: text(3)?,
            actor: text(4)?,
            acting_for: maybe(5)?,
            correlation: text(6)?,
            causation: maybe(7)?,
            document: maybe(8)?,
            body: text(9)?,
        })
    }
}

fn damaged(position: i64) -> Failure {
    Failure::Unreadable { position, reason: "a column of it does not hold what belongs there".to_owned() }
}

/// A number and the one character behind it.
fn number(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let rest = bytes.get(*at..)?;
    let end = rest.iter().position(|byte| matches!(byte, b' ' | b'\n'))?;
    *at += end + 1;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

impl Cut {
    /// The rest of a row behind its position.
    fn packed(position: i64, bytes: &[u8], at: &mut usize) -> Option<Self> {
        let (version, schema_version) = (number(bytes, at)?, number(bytes, at)?);
        let mut lengths = [0; TEXTS];
        for length in &mut lengths {
            *length = number(bytes, at)?;
        }
        let mut texts = [(0, NULL); TEXTS];
        for (text, length) in texts.iter_mut().zip(lengths).filter(|(_, length)| *length >= 0) {
            *text = (u32::try_from(*at).ok()?, u32::try_from(length).ok()?);
            *at += usize::try_from(length).ok()?;
        }
        (*at <= bytes.len()).then_some(Self { position, version, schema_version, texts })
    }

    fn copied(bytes: &[u8], at: &mut usize) -> Option<Self> {
        *at += 2;
        let mut value = || {
            let length = i32::from_be_bytes(bytes.get(*at..*at + 4)?.try_into().ok()?);
            let from = *at + 4;
            *at = from + usize::try_from(length.max(0)).ok()?;
            (*at <= bytes.len()).then_some((from, length))
        };
        let mut numbers = [0; 3];
        for number in &mut numbers {
            let (from, _) = value()?;
            *number = i64::from_be_bytes(bytes.get(from..from + 8)?.try_into().ok()?);
        }
        let mut texts = [(0, NULL); TEXTS];
        for text in &mut texts {
            let (from, length) = value()?;
            if length >= 0 {
                *text = (u32::try_from(from).ok()?, u32::try_from(length).ok()?);
            }
        }
        let [position, version, schema_version] = numbers;
        Some(Self { position, version, schema_version, texts })
    }
}

impl TryFrom<Raw<'_>> for Recorded {
    type Error = Failure;

    fn try_from(row: Raw<'_>) -> Result<Self, Failure> {
        let position = row.position;
        let unreadable = |reason: String| Failure::Unreadable { position, reason };
        let id = |text: &str| Uuid::parse_str(text).map_err(|error| unreadable(format!("`{text}`: {error}")));
        Ok(Self {
            id: id(row.id)?,
            correlation: id(row.correlation)?,
            causation: row.causation.map(id).transpose()?,
            recorded_at: clock::from_text(row.recorded_at).map_err(|error| unreadable(error.to_string()))?,
            position,
            stream: row.stream.to_owned(),
            version: row.version,
            kind: row.kind.to_owned(),
            schema_version: row.schema_version,
            actor: row.actor.to_owned(),
            acting_for: row.acting_for.map(str::to_owned),
            document: row.document.map(str::to_owned),
            body: row.body.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_row_may_hold_any_text_and_a_torn_one_is_an_error() {
        let text = "7 2 1 2 3 1 1 0 -1 1 -1 2 9\nab甲ktc{}{\"a\": 1}\n".to_owned();
        let page = Page::packed(Some(text.clone().into_bytes()), 6).unwrap();
        let row = page.rows().next().unwrap().unwrap();
        assert_eq!((row.position, row.version, row.id, row.stream, row.kind), (7, 2, "ab", "甲", "k"));
        assert_eq!((row.recorded_at, row.actor, row.acting_for, row.correlation), ("t", "", None, "c"));
        assert_eq!((row.document, row.body), (Some("{}"), "{\"a\": 1}\n"));
        assert!(page.follows(6) && !page.follows(5));
        for end in 1..text.len() - 1 {
            let torn = Page::packed(Some(text.as_bytes()[..end].to_vec()), 6);
            assert!(matches!(torn, Err(Failure::Unreadable { position: 7, .. })), "cut at {end}");
        }
    }
}
