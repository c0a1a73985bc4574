//! The limits that are watched before the executor sees a request.

use async_graphql::parser::types::ExecutableDocument;

use super::budget::{Limits, over};
use super::{expand, scan};
use crate::fault::{Notice, code};

impl Limits {
    /// Looks at the bare text, before anything that recurses sees it.
    pub(crate) fn check_text(&self, query: &str) -> Result<(), Notice> {
        if query.len() > self.document_bytes {
            return Err(over(
                code::DOCUMENT_TOO_LARGE,
                "查询文本过长",
                "The query text is too long",
                self.document_bytes,
            ));
        }
        scan::Scan::over(query, self).map(|_| ())
    }

    /// Looks at the parsed document, before the executor walks it.
    pub(crate) fn check_document(&self, document: &ExecutableDocument) -> Result<(), Notice> {
        expand::check(document, self.selections)
    }
}
