//! A batch of records that another system or a sheet handed in: that it was received, and what came of it.

mod decide;
mod event;
mod refusal;
mod state;

pub use decide::ImportBatchCommand;
pub use event::{CommitImportBatch, ImportBatchEvent, ReceiveImportBatch, RejectImportBatch};
pub use refusal::ImportBatchRefusal;
pub use state::ImportBatch;
