//! A name in the two languages of the registry.

use serde::{Deserialize, Serialize};

/// What an officer reads, in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The Chinese text, the one that documents use.
    pub zh: String,
    /// The English text.
    pub en: String,
}

impl Label {
    /// Both texts at once.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Whether either language says nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.zh.trim().is_empty() || self.en.trim().is_empty()
    }
}
