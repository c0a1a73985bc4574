use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::code::codes;

codes! {
    /// What an activity is.
    pub enum ActivityKind {
        Training = "TRAINING", "培训", "training";
        EthicsLecture = "ETHICS_LECTURE", "师德教育每月一讲", "monthly ethics lecture";
        FirstEthicsLesson = "FIRST_ETHICS_LESSON", "师德第一课", "first ethics lesson of the term";
        Competition = "COMPETITION", "竞赛", "competition";
        Showcase = "SHOWCASE", "展示交流", "showcase";
    }
}

/// A term of a school year: 2021–2022 has the year 2021 and the terms 1 (autumn) and 2 (spring).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SchoolTerm {
    /// The calendar year in which the school year begins.
    pub school_year: i32,
    /// 1 or 2.
    pub term: u8,
}

impl SchoolTerm {
    /// The term a day lies in: autumn from September to January, spring from February to August.
    pub fn of(day: NaiveDate) -> Self {
        match day.month() {
            9.. => Self { school_year: day.year(), term: 1 },
            1 => Self { school_year: day.year() - 1, term: 1 },
            _ => Self { school_year: day.year() - 1, term: 2 },
        }
    }

    /// The first day of the term.
    pub fn begins(&self) -> Option<NaiveDate> {
        match self.term {
            1 => NaiveDate::from_ymd_opt(self.school_year, 9, 1),
            2 => NaiveDate::from_ymd_opt(self.school_year.checked_add(1)?, 2, 1),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn a_school_year_has_two_terms_and_ends_in_august() {
        let term = |text: &str| {
            let term = SchoolTerm::of(day(text));
            (term.school_year, term.term)
        };
        assert_eq!(term("2021-09-01"), (2021, 1));
        assert_eq!(term("2022-01-31"), (2021, 1));
        assert_eq!(term("2022-02-01"), (2021, 2));
        assert_eq!(term("2022-08-31"), (2021, 2));
        assert_eq!(SchoolTerm { school_year: 2021, term: 2 }.begins(), Some(day("2022-02-01")));
        assert_eq!(SchoolTerm { school_year: 2021, term: 3 }.begins(), None);
    }
}
