//! What a readiness probe answers.

use serde::Serialize;

/// One thing that must be so for the program to do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// Whether it is as it must be.
    pub ok: bool,
    /// What was seen. Strangers read this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Whether the program can do its work. It can if every check is good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// What was looked at.
    pub checks: Vec<Check>,
}
