//! What is wrong with a policy file, in words an administrator can act on.

use serde::Serialize;
use thiserror::Error;

use super::label::Label;

/// One fault: where, what, and what would be allowed.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[error("{}{key}: {kind}", place(.file, .line))]
pub struct PolicyFault {
    /// The file's name, when the caller has said it.
    pub file: Option<String>,
    /// The line, when the reader stopped at one.
    pub line: Option<usize>,
    /// The key, written as a path: `targets.leading-talents.deadline`.
    pub key: String,
    /// What is wrong there, boxed so that a good result stays small.
    pub kind: Box<FaultKind>,
}

/// The ways in which a policy file can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FaultKind {
    /// The text is not TOML, or a value has another type.
    #[error("cannot be read: {detail}")]
    Unreadable {
        /// What the reader said.
        detail: String,
    },
    /// A key nobody reads, most often a spelling mistake.
    #[error("there is no key `{found}`; allowed are {}", allowed.join(", "))]
    UnknownKey {
        /// The key as written.
        found: String,
        /// The keys of this table.
        allowed: Vec<String>,
    },
    /// A key that has to be there.
    #[error("the key `{name}` is missing")]
    MissingKey {
        /// Its name.
        name: String,
    },
    /// A value outside its vocabulary.
    #[error("`{found}` is not allowed; allowed are {}", allowed.join(", "))]
    ValueNotAllowed {
        /// The value as written.
        found: String,
        /// The vocabulary.
        allowed: Vec<String>,
    },
    /// An id used twice.
    #[error("`{found}` is used twice; every id may be used once")]
    DuplicateId {
        /// The id.
        found: String,
    },
    /// Not a civil date.
    #[error("`{found}` is not a date; write it as 2022-12-31")]
    NotADate {
        /// The text as written.
        found: String,
    },
    /// Not an exact number.
    #[error("`{found}` is not an exact number; write an integer, or a decimal in quotes such as \"2.0\"")]
    NotANumber {
        /// The text as written.
        found: String,
    },
    /// A number that has to be greater than something.
    #[error("`{found}` is too small; it has to be greater than {than}")]
    NumberTooSmall {
        /// The number as written.
        found: String,
        /// The bound.
        than: String,
    },
    /// An interval without a day in it.
    #[error("`to` ({to}) has to be later than `from` ({from})")]
    EndBeforeStart {
        /// The first day.
        from: String,
        /// The day after the last.
        to: String,
    },
    /// Two entries of one code in force on one day.
    #[error("two entries of `{found}` are in force on the same day; end the first where the second begins")]
    PeriodsOverlap {
        /// The code.
        found: String,
    },
    /// A list that has to follow an order.
    #[error("`{found}` may not stand after `{after}`; the order is {}", order.join(", "))]
    OutOfOrder {
        /// The value that comes too late.
        found: String,
        /// The value before it.
        after: String,
        /// The order.
        order: Vec<String>,
    },
    /// A text or list with nothing in it.
    #[error("is empty")]
    Empty,
    /// A word of another shape than ids have.
    #[error("`{found}` is not a usable id; write it with a to z, 0 to 9 and hyphens")]
    BadSlug {
        /// The word as written.
        found: String,
    },
    /// Two keys that only make sense together.
    #[error("needs `{other}` as well, and the other way round")]
    NeedsOther {
        /// The key or value that is missing.
        other: String,
    },
    /// A total that is not the sum of its parts.
    #[error("states {stated}, the parts sum to {found}")]
    SumDiffers {
        /// The number in the file.
        stated: String,
        /// The number computed.
        found: String,
    },
}

impl PolicyFault {
    /// A fault at a key.
    #[must_use]
    pub fn at(key: impl Into<String>, kind: FaultKind) -> Self {
        Self { file: None, line: None, key: key.into(), kind: Box::new(kind) }
    }

    /// The same fault with the file's name.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    /// The stable word for this kind of fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.kind.as_ref() {
            FaultKind::Unreadable { .. } => "UNREADABLE",
            FaultKind::UnknownKey { .. } => "UNKNOWN_KEY",
            FaultKind::MissingKey { .. } => "MISSING_KEY",
            FaultKind::ValueNotAllowed { .. } => "VALUE_NOT_ALLOWED",
            FaultKind::DuplicateId { .. } => "DUPLICATE_ID",
            FaultKind::NotADate { .. } => "NOT_A_DATE",
            FaultKind::NotANumber { .. } => "NOT_A_NUMBER",
            FaultKind::NumberTooSmall { .. } => "NUMBER_TOO_SMALL",
            FaultKind::EndBeforeStart { .. } => "END_BEFORE_START",
            FaultKind::PeriodsOverlap { .. } => "PERIODS_OVERLAP",
            FaultKind::OutOfOrder { .. } => "OUT_OF_ORDER",
            FaultKind::Empty => "EMPTY",
            FaultKind::BadSlug { .. } => "BAD_SLUG",
            FaultKind::NeedsOther { .. } => "NEEDS_OTHER",
            FaultKind::SumDiffers { .. } => "SUM_DIFFERS",
        }
    }

    /// The whole sentence in Chinese, with the place.
    #[must_use]
    pub fn zh(&self) -> String {
        let file = self.file.as_ref().map(|file| format!("{file}，")).unwrap_or_default();
        let line = self.line.map(|line| format!("第 {line} 行，")).unwrap_or_default();
        format!("{file}{line}“{}”：{}", self.key, self.kind.zh())
    }

    /// The whole sentence in both languages.
    #[must_use]
    pub fn label(&self) -> Label {
        Label::new(self.zh(), self.to_string())
    }
}

impl FaultKind {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { detail } => format!("无法读取（{detail}）"),
            Self::UnknownKey { found, allowed } => {
                format!("没有名为 {found} 的键，可用的有：{}", allowed.join("、"))
            }
            Self::MissingKey { name } => format!("缺少键 {name}"),
            Self::ValueNotAllowed { found, allowed } => {
                format!("不能填写 {found}，可填：{}", allowed.join("、"))
            }
            Self::DuplicateId { found } => format!("编号 {found} 重复，每个编号只能使用一次"),
            Self::NotADate { found } => format!("{found} 不是日期，请写成 2022-12-31 的形式"),
            Self::NotANumber { found } => {
                format!("{found} 不是精确的数，请写整数，或写带引号的小数，如 \"2.0\"")
            }
            Self::NumberTooSmall { found, than } => format!("{found} 过小，应大于 {than}"),
            Self::EndBeforeStart { from, to } => format!("结束日期 {to} 应晚于开始日期 {from}"),
            Self::PeriodsOverlap { found } => {
                format!("代码 {found} 有两条在同一天有效，请让前一条在后一条开始之日结束")
            }
            Self::OutOfOrder { found, after, order } => {
                format!("{found} 不能排在 {after} 之后，顺序为：{}", order.join("、"))
            }
            Self::Empty => "不能为空".to_owned(),
            Self::BadSlug { found } => format!("{found} 不能用作编号，请用小写字母、数字和连字符"),
            Self::NeedsOther { other } => format!("须与 {other} 同时填写"),
            Self::SumDiffers { stated, found } => format!("填写的合计为 {stated}，各项之和为 {found}"),
        }
    }
}

fn place(file: &Option<String>, line: &Option<usize>) -> String {
    let file = file.as_ref().map(|file| format!("{file}, ")).unwrap_or_default();
    let line = line.map(|line| format!("line {line}, ")).unwrap_or_default();
    format!("{file}{line}")
}
