//! What the tree is of: the bytes of a row as it stands, every column, nothing parsed and nothing opened.

use crate::{
    page::Raw,
    tree::{self, Hash},
};
use serde::{Deserialize, Serialize};

/// What the bytes of every leaf begin with, so that they are never taken for another kind of bytes.
const TAG: &[u8] = b"liangshi.leaf.1\n";

/// A stored row, column by column as in the table.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StoredRow {
    /// Its place in the whole log.
    pub position: i64,
    /// Its identity.
    pub id: String,
    /// Whose history it belongs to.
    pub stream: String,
    /// Its place in that history.
    pub version: i64,
    /// The wire name.
    pub kind: String,
    /// The shape of the body.
    pub schema_version: i64,
    /// When the log took it.
    pub recorded_at: String,
    /// Who is answerable for it.
    pub actor: String,
    /// The organisation on whose behalf.
    pub acting_for: Option<String>,
    /// What groups it with all that came of one request.
    pub correlation: String,
    /// The event that led to it.
    pub causation: Option<String>,
    /// The decision document.
    pub document: Option<String>,
    /// The body, its personal values sealed.
    pub body: String,
}

impl StoredRow {
    /// The bytes that are hashed. Part of the stored format for ever: the tag, then each column in the order of the table; an
    /// integer as 8 bytes, a text as its length in 8 bytes and its UTF-8, an absent text as the length 2^64 - 1; all big endian.
    pub fn encoding(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(&self.raw(), self.position, &mut bytes);
        bytes
    }

    fn raw(&self) -> Raw<'_> {
        Raw {
            position: self.position,
            id: &self.id,
            stream: &self.stream,
            version: self.version,
            kind: &self.kind,
            schema_version: self.schema_version,
            recorded_at: &self.recorded_at,
            actor: &self.actor,
            acting_for: self.acting_for.as_deref(),
            correlation: &self.correlation,
            causation: self.causation.as_deref(),
            document: self.document.as_deref(),
            body: &self.body,
        }
    }
}

impl From<Raw<'_>> for StoredRow {
    fn from(row: Raw<'_>) -> Self {
        Self {
            position: row.position,
            id: row.id.to_owned(),
            stream: row.stream.to_owned(),
            version: row.version,
            kind: row.kind.to_owned(),
            schema_version: row.schema_version,
            recorded_at: row.recorded_at.to_owned(),
            actor: row.actor.to_owned(),
            acting_for: row.acting_for.map(str::to_owned),
            correlation: row.correlation.to_owned(),
            causation: row.causation.map(str::to_owned),
            document: row.document.map(str::to_owned),
            body: row.body.to_owned(),
        }
    }
}

/// The hash of a row. The buffer is lent so that a million rows need one.
pub(crate) fn hash(row: &Raw<'_>, buffer: &mut Vec<u8>) -> Hash {
    hash_at(row, row.position, buffer)
}

/// The hash of the row if it stood at `position`, which tells where a row that was moved comes from.
pub(crate) fn hash_at(row: &Raw<'_>, position: i64, buffer: &mut Vec<u8>) -> Hash {
    buffer.clear();
    encode(row, position, buffer);
    tree::leaf(buffer)
}

fn encode(row: &Raw<'_>, position: i64, to: &mut Vec<u8>) {
    to.extend_from_slice(TAG);
    number(position, to);
    text(row.id, to);
    text(row.stream, to);
    number(row.version, to);
    text(row.kind, to);
    number(row.schema_version, to);
    text(row.recorded_at, to);
    text(row.actor, to);
    maybe(row.acting_for, to);
    text(row.correlation, to);
    maybe(row.causation, to);
    maybe(row.document, to);
    text(row.body, to);
}

fn number(number: i64, to: &mut Vec<u8>) {
    to.extend_from_slice(&number.to_be_bytes());
}

fn text(text: &str, to: &mut Vec<u8>) {
    to.extend_from_slice(&(text.len() as u64).to_be_bytes());
    to.extend_from_slice(text.as_bytes());
}

fn maybe(value: Option<&str>, to: &mut Vec<u8>) {
    match value {
        Some(value) => text(value, to),
        None => to.extend_from_slice(&u64::MAX.to_be_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> StoredRow {
        StoredRow {
            position: 258,
            id: "01890a5d-ac96-774b-bcce-b302099a8057".into(),
            stream: "teacher-01890a5d-ac96-774b-bcce-b302099a8058".into(),
            version: 3,
            kind: "teacher.seconded".into(),
            schema_version: 1,
            recorded_at: "2022-06-30T08:00:00.000000Z".into(),
            actor: "officer-1".into(),
            acting_for: None,
            correlation: "01890a5d-ac96-774b-bcce-b302099a8059".into(),
            causation: Some(String::new()),
            document: Some(r#"{"number":"东教〔2022〕1号"}"#.into()),
            body: r#"{"from":"2022-09-01"}"#.into(),
        }
    }

    fn hash_of(row: &StoredRow) -> Hash {
        hash(&row.raw(), &mut Vec::new())
    }

    /// Computed apart, by a program in another language.
    #[test]
    fn the_hash_of_a_row_is_what_it_always_was() {
        assert_eq!(hex::encode(hash_of(&row())), GOLDEN);
    }

    const GOLDEN: &str = "b316fefbc9299d7a2ff898600d37dd1e4339ed9de9c4c968d4b7717e29be6307";

    #[test]
    fn every_column_is_in_the_hash() {
        let changes: [fn(&mut StoredRow); 13] = [
            |row| row.position += 1,
            |row| row.id.push('0'),
            |row| row.stream.push('0'),
            |row| row.version += 1,
            |row| row.kind.push('0'),
            |row| row.schema_version += 1,
            |row| row.recorded_at.push('0'),
            |row| row.actor.push('0'),
            |row| row.acting_for = Some(String::new()),
            |row| row.correlation.push('0'),
            |row| row.causation = None,
            |row| row.document = None,
            |row| row.body.push('0'),
        ];
        let mut hashes = std::collections::HashSet::from([hash_of(&row())]);
        for change in changes {
            let mut changed = row();
            change(&mut changed);
            assert!(hashes.insert(hash_of(&changed)));
        }
    }

    #[test]
    fn a_character_moved_from_one_column_to_the_next_is_another_row() {
        let moved = StoredRow { id: row().id + "t", stream: row().stream[1..].into(), ..row() };
        assert_ne!(hash_of(&moved), hash_of(&row()));
    }
}
