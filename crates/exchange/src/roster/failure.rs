use liangshi_domain::policy::PolicyFault;

/// Something broke that no change of the sheet would mend.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The log failed.
    #[error("the log failed: {0}")]
    Log(#[from] liangshi_eventstore::Failure),
    /// The views failed.
    #[error("the views failed: {0}")]
    Views(#[from] liangshi_projection::Failure),
    /// A code list that travels with the program cannot be read.
    #[error("a code list cannot be read: {0}")]
    Codes(#[from] PolicyFault),
    /// The workbook cannot be written.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// An event cannot be written as JSON.
    #[error("an event cannot be written: {0}")]
    Event(#[from] serde_json::Error),
    /// A part of the import ended before its time.
    #[error("a part of the import ended before its time: {0}")]
    Stopped(#[from] tokio::task::JoinError),
}
