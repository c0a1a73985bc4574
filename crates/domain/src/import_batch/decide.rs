use super::{
    event::{CommitImportBatch, ImportBatchEvent, ReceiveImportBatch, RejectImportBatch},
    refusal::ImportBatchRefusal,
    state::ImportBatch,
};
use crate::{Decider, Looks, Origin, Stamp, Unreadable, witness::Witness};

/// What may be asked of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportBatchCommand {
    /// Receives it.
    ReceiveImportBatch(ReceiveImportBatch),
    /// Says what was taken in.
    CommitImportBatch(CommitImportBatch),
    /// Sends it back.
    RejectImportBatch(RejectImportBatch),
}

impl Decider for ImportBatch {
    type Command = ImportBatchCommand;
    type Event = ImportBatchEvent;
    type Refusal = ImportBatchRefusal;
    type Witness = Witness;

    fn looks_at(&self, _command: &ImportBatchCommand) -> Looks {
        Looks::default()
    }

    fn decide(
        &self,
        command: &ImportBatchCommand,
        _witness: &Witness,
        _stamp: &Stamp,
    ) -> Result<Vec<ImportBatchEvent>, ImportBatchRefusal> {
        let event = match command {
            ImportBatchCommand::ReceiveImportBatch(asked) => self.receive(asked),
            ImportBatchCommand::CommitImportBatch(asked) => self.commit(asked),
            ImportBatchCommand::RejectImportBatch(asked) => self.reject(asked),
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &ImportBatchEvent, origin: Origin) {
        ImportBatch::evolve(self, event, origin);
    }

    fn write(event: &ImportBatchEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<ImportBatchEvent, Unreadable> {
        ImportBatchEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

type Answer = Result<ImportBatchEvent, ImportBatchRefusal>;

impl ImportBatch {
    fn receive(&self, asked: &ReceiveImportBatch) -> Answer {
        if let Some((_, fact)) = self.received() {
            return Err(ImportBatchRefusal::AlreadyReceived { fact });
        }
        if asked.source.trim().is_empty() {
            return Err(ImportBatchRefusal::SourceBlank);
        }
        Ok(ImportBatchEvent::ImportBatchReceived(asked.clone()))
    }

    /// Every row received is accounted for, so that none is lost in silence.
    fn commit(&self, asked: &CommitImportBatch) -> Answer {
        let received = self.open()?;
        let told = [asked.accepted, asked.unchanged, asked.rejected].into_iter().map(u64::from).sum();
        if u64::from(received.rows) != told {
            return Err(ImportBatchRefusal::RowsDiffer { rows: received.rows, told });
        }
        Ok(ImportBatchEvent::ImportBatchCommitted(asked.clone()))
    }

    fn reject(&self, asked: &RejectImportBatch) -> Answer {
        self.open()?;
        if asked.reason.trim().is_empty() {
            return Err(ImportBatchRefusal::ReasonBlank);
        }
        Ok(ImportBatchEvent::ImportBatchRejected(asked.clone()))
    }

    fn open(&self) -> Result<&ReceiveImportBatch, ImportBatchRefusal> {
        if let Some(fact) = self.settled() {
            return Err(ImportBatchRefusal::AlreadySettled { fact });
        }
        self.received().map(|(received, _)| received).ok_or(ImportBatchRefusal::NotReceived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Given, given, on};

    fn story(events: impl IntoIterator<Item = ImportBatchEvent>) -> Given<ImportBatch> {
        given(events)
    }

    fn batch() -> ReceiveImportBatch {
        ReceiveImportBatch {
            source: "教职工花名册".to_owned(),
            template: Some("2022-1".to_owned()),
            organisation: None,
            rows: 3,
            digest: Some("a".repeat(64)),
            on: on("2022-03-01"),
        }
    }

    fn received() -> ImportBatchEvent {
        ImportBatchEvent::ImportBatchReceived(batch())
    }

    fn commits(accepted: u32, unchanged: u32, rejected: u32) -> CommitImportBatch {
        CommitImportBatch { accepted, unchanged, rejected }
    }

    #[test]
    fn a_batch_is_received_once_and_every_row_is_accounted_for() {
        story([]).when(ImportBatchCommand::ReceiveImportBatch(batch())).then([received()]);
        story([received()])
            .when(ImportBatchCommand::ReceiveImportBatch(batch()))
            .refuses("IMPORT_BATCH_ALREADY_RECEIVED");
        let commit = |asked| ImportBatchCommand::CommitImportBatch(asked);
        let committed = ImportBatchEvent::ImportBatchCommitted(commits(1, 1, 1));
        story([received()]).when(commit(commits(1, 1, 1))).then([committed.clone()]);
        story([received()]).when(commit(commits(1, 1, 0))).refuses("IMPORT_BATCH_ROWS_DIFFER");
        story([]).when(commit(commits(1, 1, 1))).refuses("IMPORT_BATCH_NOT_RECEIVED");
        story([received(), committed]).when(commit(commits(3, 0, 0))).refuses("IMPORT_BATCH_ALREADY_SETTLED");
        let blank = ReceiveImportBatch { source: " ".to_owned(), ..batch() };
        story([]).when(ImportBatchCommand::ReceiveImportBatch(blank)).refuses("IMPORT_BATCH_SOURCE_BLANK");
    }

    #[test]
    fn a_batch_is_sent_back_with_a_reason() {
        let reject = |reason: &str| RejectImportBatch { reason: reason.to_owned() };
        let rejected = ImportBatchEvent::ImportBatchRejected(reject("表头不符"));
        let asks = |asked| ImportBatchCommand::RejectImportBatch(asked);
        story([received()]).when(asks(reject("表头不符"))).then([rejected]);
        story([received()]).when(asks(reject(" "))).refuses("IMPORT_BATCH_REASON_BLANK");
    }
}
