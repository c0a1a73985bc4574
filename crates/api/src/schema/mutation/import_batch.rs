//! Batches that other systems hand in: received, taken in, or sent back.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    ImportBatchId,
    import_batch::{
        CommitImportBatch, ImportBatch, ImportBatchCommand, ReceiveImportBatch, RejectImportBatch,
    },
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::ImportBatchPayload,
};
use crate::schema::context::registry;

/// The input of `importBatchReceive`.
#[derive(InputObject)]
pub(crate) struct ImportBatchReceiveInput {
    #[graphql(flatten)]
    common: Common,
    /// The system or the sheet it comes from (来源).
    source: String,
    /// The version of the interface or the template (接口或模板版本).
    template: Option<String>,
    /// The unit that handed it in, by id or uuid (报送单位).
    organisation: Option<ID>,
    /// How many rows it has (行数).
    rows: i32,
    /// SHA-256 of the file in hexadecimal, when there is a file.
    digest: Option<String>,
    /// The day it was handed in.
    on: String,
}

/// The input of `importBatchCommit`.
#[derive(InputObject)]
pub(crate) struct ImportBatchCommitInput {
    #[graphql(flatten)]
    common: Common,
    /// The batch, by id or uuid.
    batch: ID,
    /// Rows that were taken in.
    accepted: i32,
    /// Rows that said what was recorded already.
    unchanged: i32,
    /// Rows that stayed out.
    rejected: i32,
}

/// The input of `importBatchReject`.
#[derive(InputObject)]
pub(crate) struct ImportBatchRejectInput {
    #[graphql(flatten)]
    common: Common,
    /// The batch, by id or uuid.
    batch: ID,
    /// Why; it may not be blank.
    reason: String,
}

#[derive(Default)]
pub(crate) struct ImportBatchMutation;

#[Object]
impl ImportBatchMutation {
    /// Records that a batch was handed in (登记收到批次, S-74, R-13). For BUREAU_HR.
    async fn import_batch_receive(
        &self,
        context: &Context<'_>,
        input: ImportBatchReceiveInput,
    ) -> Result<ImportBatchPayload> {
        let id = ImportBatchId((registry(context)?.new_id)());
        let outcome = run::<ImportBatch>(context, &input.common, |reader| {
            let source = reader.filled("source", &input.source);
            let template = reader.text_if("template", input.template.as_ref());
            let organisation = reader.id_if("organisation", input.organisation.as_ref());
            let rows = reader.number("rows", input.rows);
            let digest = reader.maybe(input.digest.as_ref(), |reader, text| reader.digest("digest", text));
            let on = reader.start("on", &input.on);
            let asked = ReceiveImportBatch {
                source: source?,
                template: template?,
                organisation: organisation?,
                rows: rows?,
                digest: digest?,
                on: on?,
            };
            Some(Asked::of(id.stream(), ImportBatchCommand::ReceiveImportBatch(asked)))
        });
        outcome.await.map(ImportBatchPayload::from)
    }

    /// Says what came of the rows of a batch (批次入库, S-74); every row is accounted for. For BUREAU_HR.
    async fn import_batch_commit(
        &self,
        context: &Context<'_>,
        input: ImportBatchCommitInput,
    ) -> Result<ImportBatchPayload> {
        command(context, &input.common, &input.batch, |reader| {
            let accepted = reader.number("accepted", input.accepted);
            let unchanged = reader.number("unchanged", input.unchanged);
            let rejected = reader.number("rejected", input.rejected);
            Some(ImportBatchCommand::CommitImportBatch(CommitImportBatch {
                accepted: accepted?,
                unchanged: unchanged?,
                rejected: rejected?,
            }))
        })
        .await
    }

    /// Sends a whole batch back (批次退回, S-74). For BUREAU_HR.
    async fn import_batch_reject(
        &self,
        context: &Context<'_>,
        input: ImportBatchRejectInput,
    ) -> Result<ImportBatchPayload> {
        command(context, &input.common, &input.batch, |reader| {
            let reason = reader.filled("reason", &input.reason)?;
            Some(ImportBatchCommand::RejectImportBatch(RejectImportBatch { reason }))
        })
        .await
    }
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    batch: &ID,
    read: impl FnOnce(&mut Reader) -> Option<ImportBatchCommand> + Send,
) -> Result<ImportBatchPayload> {
    let asked = |id: ImportBatchId, command| Asked::of(id.stream(), command);
    about::<ImportBatch, _>(context, common, ("batch", batch), read, asked)
        .await
        .map(ImportBatchPayload::from)
}
