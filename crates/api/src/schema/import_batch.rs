//! The batches that were handed in, and what came of them.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::ImportBatchId;
use liangshi_projection::{
    At,
    views::import_batch::{self, BatchRow},
};

use uuid::Uuid;

use super::{
    id::{self, NodeKind},
    node::{Event, ImportBatch, Organisation, id_of, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct ImportBatchQuery;

#[Object]
impl ImportBatchQuery {
    /// The batches handed in by the day (导入批次, S-74), the latest first, at most 500, with what came of their rows: all of them, or
    /// those of the caller's units.
    async fn import_batches(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<ImportBatch>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows =
            import_batch::list(&sight.views, None, sight.scope(), sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().filter_map(|row| ImportBatch::of(&sight, row)).collect())
    }
}

impl ImportBatch {
    fn of(sight: &Arc<Sight>, row: BatchRow) -> Option<Self> {
        Some(Self { id: id_of(&row.batch)?, row, sight: sight.clone() })
    }

    /// The batch at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: ImportBatchId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }
}

/// A batch that was handed in by the day.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: ImportBatchId) -> Result<Option<ImportBatch>> {
    let rows = import_batch::list(&sight.views, Some(id), sight.scope(), sight.at).await;
    Ok(rows.map_err(fault::internal)?.into_iter().next().and_then(|row| ImportBatch::of(sight, row)))
}

/// A batch of records that another system or a sheet handed in (导入批次).
#[Object]
impl ImportBatch {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::ImportBatch, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Where it comes from (来源).
    async fn source(&self) -> &str {
        &self.row.source
    }

    /// The version of the interface or the template (接口或模板版本).
    async fn template(&self) -> Option<&str> {
        self.row.template.as_deref()
    }

    /// The unit that handed it in (报送单位); null when it is none.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.organisation.as_deref()).await
    }

    /// The day it was handed in.
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.day)
    }

    /// How many rows it has (行数).
    async fn rows(&self) -> i32 {
        int(self.row.handed_in)
    }

    /// Rows that were taken in (接受); null while it is open or was sent back.
    async fn accepted(&self) -> Option<i32> {
        self.row.accepted.map(int)
    }

    /// Rows that said what was recorded already (无变化).
    async fn unchanged(&self) -> Option<i32> {
        self.row.unchanged.map(int)
    }

    /// Rows that stayed out (退回).
    async fn rejected(&self) -> Option<i32> {
        self.row.rejected.map(int)
    }

    /// Why the whole was sent back; null when it was not (退回理由).
    async fn sent_back(&self) -> Option<&str> {
        self.row.sent_back.as_deref()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}
