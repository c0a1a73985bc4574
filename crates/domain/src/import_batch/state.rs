use super::event::{CommitImportBatch, ImportBatchEvent, ReceiveImportBatch};
use crate::{EventId, Origin};

/// A batch as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportBatch {
    received: Option<(ReceiveImportBatch, EventId)>,
    committed: Option<(CommitImportBatch, EventId)>,
    rejected: Option<(String, EventId)>,
}

impl ImportBatch {
    /// What was received, and the event that says so.
    pub fn received(&self) -> Option<(&ReceiveImportBatch, EventId)> {
        self.received.as_ref().map(|(event, by)| (event, *by))
    }

    /// What was taken in, and the event that says so.
    pub fn committed(&self) -> Option<(&CommitImportBatch, EventId)> {
        self.committed.as_ref().map(|(event, by)| (event, *by))
    }

    /// Why it was sent back, and the event that says so.
    pub fn rejected(&self) -> Option<(&str, EventId)> {
        self.rejected.as_ref().map(|(reason, by)| (reason.as_str(), *by))
    }

    /// The event that settled it.
    pub fn settled(&self) -> Option<EventId> {
        self.committed().map(|(_, by)| by).or_else(|| self.rejected().map(|(_, by)| by))
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &ImportBatchEvent, origin: Origin) {
        match event {
            ImportBatchEvent::ImportBatchReceived(received) => {
                self.received = Some((received.clone(), origin.id));
            }
            ImportBatchEvent::ImportBatchCommitted(committed) => {
                self.committed = Some((committed.clone(), origin.id));
            }
            ImportBatchEvent::ImportBatchRejected(rejected) => {
                self.rejected = Some((rejected.reason.clone(), origin.id));
            }
        }
    }
}
