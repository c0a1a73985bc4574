//! What the databases can do at all: the same rows with nothing around them.

pub mod postgres;
pub mod sqlite;

use anyhow::Result;
use liangshi_domain::TeacherId;
use uuid::Uuid;

use crate::payload::Batch;

/// One event as a row of a limit.
pub struct Row {
    pub stream: String,
    pub version: i64,
    pub kind: &'static str,
    pub body: String,
}

/// What a limit stores of an append.
pub fn rows(batch: &Batch) -> Result<Vec<Row>> {
    let stream = TeacherId(batch.stream).stream();
    let numbered = batch.facts.iter().zip(batch.expected as i64 + 1..);
    numbered
        .map(|(fact, version)| {
            Ok(Row { stream: stream.clone(), version, kind: fact.kind(), body: fact.body()? })
        })
        .collect()
}

/// The columns that the log has beside those, for a limit that writes the same rows.
pub struct Beside {
    pub id: String,
    pub correlation: String,
    pub acting_for: String,
}

impl Beside {
    pub fn new() -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            correlation: Uuid::now_v7().to_string(),
            acting_for: crate::payload::organisation(0).to_string(),
        }
    }
}

pub const RECORDED_AT: &str = "2026-01-01T00:00:00.000000Z";
pub const ACTOR: &str = "account-bench";
