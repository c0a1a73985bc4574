//! One vocabulary of criteria. Each answers with what it found and the events that show it.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    EventId,
    code::{Presence, Title},
    teacher::Teacher,
};

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
}

impl Criterion {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TitleAtLeast { .. } => "TITLE_AT_LEAST",
            Self::YearsOfTeachingAtLeast { .. } => "YEARS_OF_TEACHING_AT_LEAST",
            Self::AgeAtMost { .. } => "AGE_AT_MOST",
            Self::NoActiveBar => "NO_ACTIVE_BAR",
        }
    }

    /// What is asked, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::TitleAtLeast { title } => format!("职称不低于{}", title.zh()),
            Self::YearsOfTeachingAtLeast { years } => format!("教龄满{years}年"),
            Self::AgeAtMost { years } => format!("年龄不超过{years}周岁"),
            Self::NoActiveBar => "不在师德限制期内".into(),
        }
    }

    /// What is asked, in English.
    pub fn en(&self) -> String {
        match self {
            Self::TitleAtLeast { title } => format!("title at least {}", title.en()),
            Self::YearsOfTeachingAtLeast { years } => format!("at least {years} years of teaching"),
            Self::AgeAtMost { years } => format!("no older than {years}"),
            Self::NoActiveBar => "under no ethics bar".into(),
        }
    }
}

/// The rule and version a finding was made under, frozen into the decision (R-90).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AppliedRule {
    /// The rule's id, as R-21.
    pub id: String,
    /// The version applied.
    pub version: u32,
}

/// What a criterion found on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Finding {
    /// What was asked.
    pub criterion: Criterion,
    /// Whether it was shown.
    pub passed: bool,
    /// Whether there was anything to look at. What was not collected is never held to be nothing.
    pub presence: Presence,
    /// What was found: a code or a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The events that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EventId>,
    /// The rule that was applied.
    pub rule: AppliedRule,
}

impl Finding {
    /// The finding as a sentence in Chinese.
    pub fn zh(&self) -> String {
        let asked = self.criterion.zh();
        match (&self.found, self.passed) {
            (_, true) => format!("{asked}：符合"),
            (Some(until), false) if self.criterion == Criterion::NoActiveBar => {
                format!("{asked}：不符合（限制至{until}）")
            }
            (Some(found), false) => format!("{asked}：不符合（现为{}）", shown(found, Title::zh)),
            (None, false) => format!("{asked}：{}，无法认定", self.presence.zh()),
        }
    }

    /// The finding as a sentence in English.
    pub fn en(&self) -> String {
        let asked = self.criterion.en();
        match (&self.found, self.passed) {
            (_, true) => format!("{asked}: met"),
            (Some(until), false) if self.criterion == Criterion::NoActiveBar => {
                format!("{asked}: not met (barred until {until})")
            }
            (Some(found), false) => format!("{asked}: not met (found {})", shown(found, Title::en)),
            (None, false) => format!("{asked}: cannot be shown, {}", self.presence.en()),
        }
    }
}

fn shown(found: &str, label: fn(Title) -> &'static str) -> String {
    Title::find(found).map_or(found, label).to_owned()
}

impl fmt::Display for Finding {
    /// Chinese, or English in the alternate form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&if f.alternate() { self.en() } else { self.zh() })
    }
}

/// The version of the eligibility rule that is applied.
pub const ELIGIBILITY_VERSION: u32 = 1;

impl Criterion {
    /// What a teacher shows of this on a day, by rule R-21.
    pub fn find(&self, teacher: &Teacher, day: NaiveDate) -> Finding {
        let timeline = teacher.timeline();
        match self {
            Self::TitleAtLeast { title } => match timeline.title_on(day) {
                Some((held, fact)) => self.shown(held >= *title, held.code().to_owned(), vec![fact]),
                None => self.missing(),
            },
            Self::YearsOfTeachingAtLeast { years } => {
                let (months, evidence) = timeline.months_of_teaching(day);
                if evidence.is_empty() {
                    return self.missing();
                }
                self.shown(months / 12 >= *years, (months / 12).to_string(), evidence)
            }
            Self::AgeAtMost { years } => match teacher.birth().and_then(|birth| day.years_since(birth)) {
                Some(age) => self.shown(age <= *years, age.to_string(), Vec::new()),
                None => self.missing(),
            },
            Self::NoActiveBar => {
                let bars = timeline.bars_on(day);
                let found = bars.iter().filter_map(|bar| bar.until).max().map(|until| until.to_string());
                let evidence = bars.iter().map(|bar| bar.fact).collect();
                Finding { found, ..self.finding(bars.is_empty(), Presence::Recorded, evidence) }
            }
        }
    }

    fn shown(&self, passed: bool, found: String, evidence: Vec<EventId>) -> Finding {
        Finding { found: Some(found), ..self.finding(passed, Presence::Recorded, evidence) }
    }

    fn missing(&self) -> Finding {
        self.finding(false, Presence::NotCollected, Vec::new())
    }

    fn finding(&self, passed: bool, presence: Presence, evidence: Vec<EventId>) -> Finding {
        let rule = AppliedRule { id: "R-21".to_owned(), version: ELIGIBILITY_VERSION };
        Finding { criterion: self.clone(), passed, presence, found: None, evidence, rule }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        OrganisationId, Personal,
        code::{Category, Sex, Source, Staffing},
        teacher::{
            Statement, TeacherEvent,
            hire::{HireEvent, HireTeacher},
            identity::{IdentityEvent, RegisterTeacher},
        },
        testing::{day, fact, on, teacher, told},
    };

    fn born(birth: &str) -> Teacher {
        let person = RegisterTeacher {
            name: Personal::Known("甲".to_owned()),
            identity: None,
            birth: Some(Personal::Known(day(birth))),
            sex: Sex::Female,
            staff_number: None,
        };
        let hire = HireTeacher {
            organisation: OrganisationId(Uuid::from_u128(1)),
            from: on("1900-09-01"),
            source: Source::Recruited,
            category: Category::FullTime,
            staffing: Staffing::Established,
            establishment: None,
            paying: None,
        };
        let stated = [
            Statement::from(IdentityEvent::TeacherRegistered(person)),
            Statement::from(HireEvent::TeacherHired(hire)),
        ];
        told(1, stated.map(TeacherEvent::Stated))
    }

    #[test]
    fn an_age_is_counted_in_whole_years_and_an_unknown_one_is_not_nothing() {
        let criterion = Criterion::AgeAtMost { years: 45 };
        let teacher_born = born("1880-06-30");
        assert!(criterion.find(&teacher_born, day("1926-06-29")).passed);
        let over = criterion.find(&teacher_born, day("1926-06-30"));
        assert_eq!((over.passed, over.found.as_deref()), (false, Some("46")));
        assert_eq!(over.en(), "no older than 45: not met (found 46)");
        let unknown = criterion.find(&teacher(None, None), day("2022-03-01"));
        assert_eq!(
            (unknown.passed, unknown.presence, unknown.found.clone()),
            (false, Presence::NotCollected, None)
        );
        assert_eq!(unknown.zh(), "年龄不超过45周岁：未采集，无法认定");
    }

    #[test]
    fn years_of_teaching_come_with_the_service_that_shows_them() {
        let criterion = Criterion::YearsOfTeachingAtLeast { years: 10 };
        let nearly = criterion.find(&born("1880-06-30"), day("1910-08-31"));
        assert_eq!((nearly.passed, nearly.found.as_deref()), (false, Some("9")));
        let reached = criterion.find(&born("1880-06-30"), day("1910-09-01"));
        assert_eq!((reached.passed, reached.evidence), (true, vec![fact(2)]));
        assert_eq!(criterion.find(&teacher(None, None), day("2022-03-01")).presence, Presence::NotCollected);
    }

    #[test]
    fn a_bar_is_found_with_the_day_it_ends() {
        let barred = teacher(Some(Title::Senior), Some(("2021-01-01", "2023-01-01")));
        let found = Criterion::NoActiveBar.find(&barred, day("2022-12-31"));
        assert_eq!((found.passed, found.evidence.len()), (false, 1));
        assert_eq!(format!("{found:#}"), "under no ethics bar: not met (barred until 2023-01-01)");
        assert!(Criterion::NoActiveBar.find(&barred, day("2023-01-01")).passed);
        assert!(Criterion::TitleAtLeast { title: Title::First }.find(&barred, day("2022-12-31")).passed);
    }

    #[test]
    fn a_finding_is_stored_as_plain_words() {
        let finding =
            Criterion::TitleAtLeast { title: Title::First }.find(&teacher(None, None), day("2022-12-31"));
        let stored = serde_json::to_string(&finding).unwrap();
        let plain = r#"{"criterion":{"is":"TITLE_AT_LEAST","title":"FIRST"},"passed":false,"presence":"NOT_COLLECTED","rule":{"id":"R-21","version":1}}"#;
        assert_eq!(stored, plain);
        assert_eq!(serde_json::from_str::<Finding>(&stored).unwrap(), finding);
    }
}
