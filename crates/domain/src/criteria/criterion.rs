use serde::{Deserialize, Serialize};

use crate::{
    code::{HonourLevel, Title, codes},
    teacher::{discipline::EthicsResult, record_code::CredentialKind},
};

codes! {
    /// The level of a degree, highest first: the first digit of its code in C-28.
    pub enum DegreeLevel {
        Doctor = "2", "博士", "doctor";
        Master = "3", "硕士", "master";
        Bachelor = "4", "学士", "bachelor";
    }
}

/// What a person may be asked to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Criterion {
    /// Holds this title or a higher one.
    TitleAtLeast {
        /// The lowest title that is enough.
        title: Title,
    },
    /// Has taught this many whole years.
    YearsOfTeachingAtLeast {
        /// The years.
        years: u32,
    },
    /// Is no older than this in whole years.
    AgeAtMost {
        /// The years.
        years: u32,
    },
    /// Is under no bar.
    NoActiveBar,
    /// Has held the present title for this many whole years.
    YearsInTitleAtLeast {
        /// The years.
        years: u32,
    },
    /// Was verified to have given support teaching for this many whole months.
    SupportMonthsAtLeast {
        /// The months.
        months: u32,
    },
    /// Was verified to have taught at weak or remote places for this many whole months.
    MonthsAtWeakPlace {
        /// The months.
        months: u32,
    },
    /// Holds an honour of this level or a higher one.
    HoldsHonourOfLevel {
        /// The lowest level that is enough.
        level: HonourLevel,
    },
    /// Is under no restriction of discipline.
    NoRestriction,
    /// Was assessed at least so in the last yearly assessment of ethics.
    EthicsAtLeast {
        /// The lowest result that is enough.
        result: EthicsResult,
    },
    /// Holds a degree of this level or a higher one.
    DegreeAtLeast {
        /// The lowest level that is enough.
        level: DegreeLevel,
    },
    /// Holds a certificate of this kind.
    HoldsCredential {
        /// The kind.
        credential: CredentialKind,
    },
}

impl Criterion {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TitleAtLeast { .. } => "TITLE_AT_LEAST",
            Self::YearsOfTeachingAtLeast { .. } => "YEARS_OF_TEACHING_AT_LEAST",
            Self::AgeAtMost { .. } => "AGE_AT_MOST",
            Self::NoActiveBar => "NO_ACTIVE_BAR",
            Self::YearsInTitleAtLeast { .. } => "YEARS_IN_TITLE_AT_LEAST",
            Self::SupportMonthsAtLeast { .. } => "SUPPORT_MONTHS_AT_LEAST",
            Self::MonthsAtWeakPlace { .. } => "MONTHS_AT_WEAK_PLACE",
            Self::HoldsHonourOfLevel { .. } => "HOLDS_HONOUR_OF_LEVEL",
            Self::NoRestriction => "NO_RESTRICTION",
            Self::EthicsAtLeast { .. } => "ETHICS_AT_LEAST",
            Self::DegreeAtLeast { .. } => "DEGREE_AT_LEAST",
            Self::HoldsCredential { .. } => "HOLDS_CREDENTIAL",
        }
    }

    /// The rule that asks it: where that rule does not judge, nothing is asked.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::YearsInTitleAtLeast { .. } => "R-27",
            Self::MonthsAtWeakPlace { .. } => "R-26",
            Self::NoActiveBar => "R-01",
            Self::TitleAtLeast { .. }
            | Self::YearsOfTeachingAtLeast { .. }
            | Self::AgeAtMost { .. }
            | Self::SupportMonthsAtLeast { .. }
            | Self::HoldsHonourOfLevel { .. }
            | Self::NoRestriction
            | Self::EthicsAtLeast { .. }
            | Self::DegreeAtLeast { .. }
            | Self::HoldsCredential { .. } => "R-21",
        }
    }

    /// What is asked, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::TitleAtLeast { title } => format!("职称不低于{}", title.zh()),
            Self::YearsOfTeachingAtLeast { years } => format!("教龄满{years}年"),
            Self::AgeAtMost { years } => format!("年龄不超过{years}周岁"),
            Self::NoActiveBar => "不在师德限制期内".into(),
            Self::YearsInTitleAtLeast { years } => format!("现职称任职满{years}年"),
            Self::SupportMonthsAtLeast { months } => format!("经认定的支教满{months}个月"),
            Self::MonthsAtWeakPlace { months } => format!("在薄弱或边远学校任教经认定满{months}个月"),
            Self::HoldsHonourOfLevel { level } => format!("获{}及以上荣誉", level.zh()),
            Self::NoRestriction => "不在处分影响期内".into(),
            Self::EthicsAtLeast { result } => format!("最近一次师德考核不低于{}", result.zh()),
            Self::DegreeAtLeast { level } => format!("学位不低于{}", level.zh()),
            Self::HoldsCredential { credential } => format!("持有{}", credential.zh()),
        }
    }

    /// What is asked, in English.
    pub fn en(&self) -> String {
        match self {
            Self::TitleAtLeast { title } => format!("title at least {}", title.en()),
            Self::YearsOfTeachingAtLeast { years } => format!("at least {years} years of teaching"),
            Self::AgeAtMost { years } => format!("no older than {years}"),
            Self::NoActiveBar => "under no ethics bar".into(),
            Self::YearsInTitleAtLeast { years } => format!("at least {years} years in the present title"),
            Self::SupportMonthsAtLeast { months } => {
                format!("at least {months} verified months of support teaching")
            }
            Self::MonthsAtWeakPlace { months } => {
                format!("at least {months} verified months at weak or remote schools")
            }
            Self::HoldsHonourOfLevel { level } => format!("an honour of {} level or higher", level.en()),
            Self::NoRestriction => "under no restriction of discipline".into(),
            Self::EthicsAtLeast { result } => format!("last ethics assessment at least {}", result.en()),
            Self::DegreeAtLeast { level } => format!("a degree of {} or higher", level.en()),
            Self::HoldsCredential { credential } => format!("holds a {}", credential.en()),
        }
    }
}
