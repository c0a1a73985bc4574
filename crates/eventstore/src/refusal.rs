//! A refusal of the database in this process, in the words of the library that speaks to both.

use std::borrow::Cow;

#[derive(Debug, thiserror::Error)]
#[error("(code: {code}) {said}")]
struct Refusal {
    code: String,
    said: String,
}

/// An error with the database's own code.
pub(crate) fn refusal(code: String, said: String) -> sqlx::Error {
    sqlx::Error::Database(Box::new(Refusal { code, said }))
}

impl sqlx::error::DatabaseError for Refusal {
    fn message(&self) -> &str {
        &self.said
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.as_str().into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> sqlx::error::ErrorKind {
        sqlx::error::ErrorKind::Other
    }
}
