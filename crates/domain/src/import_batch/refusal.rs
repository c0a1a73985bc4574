use crate::{EventId, machine::refusals};

refusals! {
    /// Why something about a batch is refused.
    pub enum ImportBatchRefusal {
        /// It was received before.
        AlreadyReceived { /** The event. */ fact: EventId } = "IMPORT_BATCH_ALREADY_RECEIVED", facts(fact),
            "该批次已收到", "the batch was received already";
        /// There is no such batch.
        NotReceived = "IMPORT_BATCH_NOT_RECEIVED", "没有这个批次，请先登记收到", "there is no such batch; record that it was received first";
        /// It is settled.
        AlreadySettled { /** The event. */ fact: EventId } = "IMPORT_BATCH_ALREADY_SETTLED", facts(fact),
            "该批次已入库或已退回", "the batch was taken in or sent back already";
        /// The rows do not add up.
        RowsDiffer { /** Rows received. */ rows: u32, /** Rows accounted for. */ told: u64 } = "IMPORT_BATCH_ROWS_DIFFER",
            "接受、无变化和退回的行数合计为{told}，与收到的{rows}行不符", "accepted, unchanged and rejected rows add up to {told} and not to the {rows} received";
        /// Nobody knows where it comes from.
        SourceBlank = "IMPORT_BATCH_SOURCE_BLANK", "请填写来源", "say where it comes from";
        /// A reason is needed.
        ReasonBlank = "IMPORT_BATCH_REASON_BLANK", "请说明退回理由", "say why it is sent back";
    }
}
