use std::fmt;

use serde::Serialize;

use crate::value::EventId;

/// The rule a refusal rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleRef {
    /// The rule's id, as R-01.
    pub id: &'static str,
    /// The version that was applied.
    pub version: u32,
    /// The document and article, in Chinese.
    pub basis: &'static str,
}

/// A decision that was refused. It is an answer to the caller and never history.
pub trait Refusal: std::fmt::Debug + Send + Sync {
    /// The stable code, as `ETHICS_BAR_ACTIVE`.
    fn code(&self) -> &'static str;
    /// The rule, when one was applied.
    fn rule(&self) -> Option<RuleRef>;
    /// The sentence for an officer, in Chinese. It says what would lift the refusal when something would.
    fn zh(&self) -> String;
    /// The same in English.
    fn en(&self) -> String;
    /// The facts that were looked at.
    fn facts(&self) -> Vec<EventId>;
    /// When a list was asked: the lines that stand in the way, each with its own reason.
    fn lines(&self) -> Vec<LineRefusal> {
        Vec::new()
    }
}

/// Why a line of a list was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRefusal {
    /// The list, as the command names it.
    pub list: &'static str,
    /// The line, counted from 0.
    pub line: usize,
    /// The stable code.
    pub code: &'static str,
    /// The rule, when one was applied.
    pub rule: Option<RuleRef>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The facts that were looked at.
    pub facts: Vec<EventId>,
}

impl LineRefusal {
    /// A refusal of whatever subject, for a line.
    pub fn of(list: &'static str, line: usize, refusal: &dyn Refusal) -> Self {
        Self {
            list,
            line,
            code: refusal.code(),
            rule: refusal.rule(),
            zh: refusal.zh(),
            en: refusal.en(),
            facts: refusal.facts(),
        }
    }
}

/// The refused lines of a list, in its order. Written out it says the first few of them, in English when asked for `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRefusals(pub Vec<LineRefusal>);

impl fmt::Display for LineRefusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        let said = |refused: &LineRefusal| {
            let line = refused.line + 1;
            if f.alternate() {
                format!("line {line}: {}", refused.en)
            } else {
                format!("第{line}行：{}", refused.zh)
            }
        };
        let first: Vec<_> = self.0.iter().take(SHOWN).map(said).collect();
        f.write_str(&first.join(if f.alternate() { "; " } else { "；" }))?;
        match self.0.len().checked_sub(SHOWN) {
            Some(more @ 1..) if f.alternate() => write!(f, "; and {more} more"),
            Some(more @ 1..) => write!(f, "；另有{more}行"),
            Some(0) | None => Ok(()),
        }
    }
}
