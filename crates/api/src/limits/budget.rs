//! The numbers, and the words in which passing one is refused.

use std::time::Duration;

use crate::fault::Notice;

/// What one request may ask.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a request body.
    pub body_bytes: usize,
    /// Bytes of the `query` text; variables may use the rest of the body.
    pub document_bytes: usize,
    /// Lexical tokens of the query.
    pub tokens: usize,
    /// Braces, brackets and parentheses open at once.
    pub nesting: usize,
    /// Renamed fields.
    pub aliases: usize,
    /// Selected fields after every fragment is put in its place.
    pub selections: usize,
    /// Time to read a body, and time to answer it.
    pub timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            document_bytes: 64 * 1024,
            tokens: 4_000,
            nesting: 64,
            aliases: 60,
            selections: 10_000,
            timeout: Duration::from_secs(15),
        }
    }
}

/// A notice that names the limit, so that the reader need not guess it.
pub(super) fn over(code: &'static str, zh: &str, en: &str, limit: usize) -> Notice {
    Notice::new(code, format!("{zh}（上限 {limit}）"), format!("{en} (at most {limit})"))
}
