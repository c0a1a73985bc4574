//! What a log is made of, row by row as it is stored: no body is opened, no time is read, no shape is lifted.

use crate::{leaf::StoredRow, trouble::MoveFailure};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// How many rows are on their way at once.
pub(crate) const PAGE: i64 = 4_000;
/// How many bytes of text one write carries at most, give or take a row.
pub(crate) const BYTES: usize = 16 << 20;
/// The name of the form, so that a later one is told from this one.
pub(crate) const FORMAT: &str = "liangshi.log.1";

/// Which log, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) format: String,
    pub(crate) log: String,
    pub(crate) position: i64,
    pub(crate) recorded_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Claim {
    pub(crate) scope: String,
    pub(crate) key: String,
    pub(crate) holder: String,
    pub(crate) state: String,
    pub(crate) position: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) key: String,
    pub(crate) hash: String,
    pub(crate) first_position: i64,
    pub(crate) last_position: i64,
    pub(crate) answer: String,
}

/// Hashes of the tree, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Tile {
    pub(crate) level: i64,
    pub(crate) number: i64,
    pub(crate) hashes: String,
}

/// What was signed of the tree. It goes along as it is: a copy must be held to what was signed of the original.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Checkpoint {
    pub(crate) size: i64,
    pub(crate) text: String,
    pub(crate) tail: String,
    pub(crate) signed_at: String,
}

/// One row of a log, in the order in which they are moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Event(StoredRow),
    Claim(Claim),
    Request(Request),
    Tile(Tile),
    Checkpoint(Checkpoint),
}

impl Row {
    /// The word for what it is. Part of the stored format.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Claim(_) => "claim",
            Self::Request(_) => "request",
            Self::Tile(_) => "tile",
            Self::Checkpoint(_) => "checkpoint",
        }
    }

    /// Its one text, the same wherever it is stored. Part of the stored format.
    pub(crate) fn text(&self) -> Result<String, MoveFailure> {
        Ok(match self {
            Self::Event(event) => serde_json::to_string(event)?,
            Self::Claim(claim) => serde_json::to_string(claim)?,
            Self::Request(request) => serde_json::to_string(request)?,
            Self::Tile(tile) => serde_json::to_string(tile)?,
            Self::Checkpoint(checkpoint) => serde_json::to_string(checkpoint)?,
        })
    }

    /// The row of that text.
    pub(crate) fn parse(kind: &str, text: &str) -> Result<Self, String> {
        match kind {
            "event" => read(text).map(Self::Event),
            "claim" => read(text).map(Self::Claim),
            "request" => read(text).map(Self::Request),
            "tile" => read(text).map(Self::Tile),
            "checkpoint" => read(text).map(Self::Checkpoint),
            other => Err(format!("there is no such thing as `{other}` in a log")),
        }
    }

    /// Its place in the order.
    pub(crate) fn section(&self) -> u8 {
        match self {
            Self::Event(_) => 0,
            Self::Claim(_) => 1,
            Self::Request(_) => 2,
            Self::Tile(_) => 3,
            Self::Checkpoint(_) => 4,
        }
    }

    /// How an operator is told which row is meant.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Event(event) => format!("position {}", event.position),
            Self::Claim(claim) => format!("the claim on {} {} by {}", claim.scope, claim.key, claim.holder),
            Self::Request(request) => format!("the request {}", request.key),
            Self::Tile(tile) => format!("tile {} of level {} of the tree", tile.number, tile.level),
            Self::Checkpoint(checkpoint) => format!("the checkpoint of {} events", checkpoint.size),
        }
    }

    /// About how long it is.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Event(event) => 400 + event.body.len() + event.document.as_ref().map_or(0, String::len),
            Self::Claim(_) => 200,
            Self::Request(request) => 200 + request.answer.len(),
            Self::Tile(tile) => 50 + tile.hashes.len(),
            Self::Checkpoint(checkpoint) => 50 + checkpoint.text.len() + checkpoint.tail.len(),
        }
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Where a log is read from. All that it hands out was true at one moment, also while others write.
pub(crate) trait Source: Send {
    /// Which log it is and how much of it there is.
    fn header(&self) -> &Header;

    /// The next rows: events in order, then each other kind; none at the end.
    fn page(&mut self) -> impl Future<Output = Result<Vec<Row>, MoveFailure>> + Send;

    /// Begins again, with the event at this position.
    fn rewind(&mut self, position: i64) -> impl Future<Output = Result<(), MoveFailure>> + Send;
}
