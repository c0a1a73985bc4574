//! The batches that were handed in and what came of them (S-74).

use liangshi_domain::{ImportBatchId, Period, Subject, import_batch::ImportBatch};
use sqlx::FromRow;
use uuid::Uuid;

use super::organisation;
use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct ImportBatches;

pub(crate) const NAME: &str = "import_batch";

impl View for ImportBatches {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("batch"),
            Column::Text("source"),
            Column::Text("template"),
            Column::Text("organisation"),
            Column::Text("day"),
            Column::Int("handed_in"),
            Column::Int("accepted"),
            Column::Int("unchanged"),
            Column::Int("rejected"),
            Column::Text("sent_back"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["batch", "day"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::ImportBatch(id, batch) = seen.subject else { return Change::Nothing };
        Change::Rows(row(*id, batch).into_iter().collect())
    }
}

fn row(id: ImportBatchId, batch: &ImportBatch) -> Option<Row> {
    let (received, by) = batch.received()?;
    let counts = batch.committed().map(|(counts, _)| counts);
    let count = |number: Option<u32>| Cell::Int(number.map(i64::from));
    let by: Vec<_> = std::iter::once(by).chain(batch.settled()).map(|by| by.to_string()).collect();
    let cells = vec![
        id.to_string().into(),
        received.source.as_str().into(),
        Cell::Text(received.template.clone()),
        Cell::Text(received.organisation.map(|id| id.to_string())),
        date_text(received.on.day).into(),
        received.rows.into(),
        count(counts.map(|counts| counts.accepted)),
        count(counts.map(|counts| counts.unchanged)),
        count(counts.map(|counts| counts.rejected)),
        Cell::Text(batch.rejected().map(|(reason, _)| reason.to_owned())),
        by.join(" ").into(),
    ];
    Some(Row::dated(Period::new(received.on.day, None), cells))
}

/// A batch that was handed in.
#[derive(Clone, Debug, FromRow)]
pub struct BatchRow {
    /// The batch.
    pub batch: String,
    /// Where it comes from.
    pub source: String,
    /// The version of the interface or the template.
    pub template: Option<String>,
    /// The unit that handed it in.
    pub organisation: Option<String>,
    /// The day it was handed in.
    pub day: String,
    /// How many rows it has.
    pub handed_in: i64,
    /// Rows that were taken in; none while it is open or was sent back.
    pub accepted: Option<i64>,
    /// Rows that said what was recorded already.
    pub unchanged: Option<i64>,
    /// Rows that stayed out.
    pub rejected: Option<i64>,
    /// Why it was sent back.
    pub sent_back: Option<String>,
    /// The ids of the events that state it, separated by spaces.
    pub evidence: String,
}

/// The batches handed in by the day by units in the scope, the latest first, or one of them.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    id: Option<ImportBatchId>,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<BatchRow>, Failure> {
    let (table, tree) = (views.table(NAME), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("b.organisation", scope);
    let holds = question.holds("b", at);
    let batch = question.equals("b.batch", id.map(|id| id.to_string()));
    let sql = format!(
        "{with}SELECT b.batch, b.source, b.template, b.organisation, b.day, b.handed_in, b.accepted, b.unchanged, b.rejected, b.sent_back, \
         b.evidence FROM {table} b WHERE {holds} AND {within} AND {batch} ORDER BY b.day DESC, b.known_from DESC, b.batch LIMIT 500"
    );
    views.ask(sql, question).await
}
