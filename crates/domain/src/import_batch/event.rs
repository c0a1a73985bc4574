use serde::{Deserialize, Serialize};

use crate::{CivilDate, OrganisationId, machine::events};

events! {
    /// What happens to a batch.
    pub enum ImportBatchEvent {
        /// A batch was received (收到导入批次, S-74, R-13).
        ImportBatchReceived(ReceiveImportBatch) = "import-batch.received" / 1,
        /// Its good rows were taken in (批次入库, S-74).
        ImportBatchCommitted(CommitImportBatch) = "import-batch.committed" / 1,
        /// Nothing of it was taken in (批次退回, S-74).
        ImportBatchRejected(RejectImportBatch) = "import-batch.rejected" / 1,
    }
}

/// Receives a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReceiveImportBatch {
    /// The system or the sheet it comes from, as 教职工花名册.
    pub source: String,
    /// The version of the interface or the template, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The unit that handed it in, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// How many rows it has.
    pub rows: u32,
    /// SHA-256 of the file in hexadecimal, when there is a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The day it was handed in.
    pub on: CivilDate,
}

/// Says what was taken in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CommitImportBatch {
    /// Rows that were taken in.
    pub accepted: u32,
    /// Rows that said what was recorded already.
    pub unchanged: u32,
    /// Rows that stayed out.
    pub rejected: u32,
}

/// Sends a batch back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RejectImportBatch {
    /// Why.
    pub reason: String,
}
