use chrono::NaiveDate;

use super::{
    criterion::{Criterion, DegreeLevel},
    finding::{Finding, RuleVersion},
};
use crate::{
    EventId,
    code::{HonourLevel, Presence},
    teacher::{Teacher, discipline::EthicsResult, tenure::months_in},
};

/// The version a finding names until a decision says which one judged.
const FIRST_VERSION: u32 = 1;

impl Criterion {
    /// What a teacher shows of this on a day, by the rule that asks it.
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
            Self::YearsInTitleAtLeast { years } => match timeline.posts.latest_title_on(day) {
                Some(title) => {
                    let held = day.years_since(title.period.from).unwrap_or(0);
                    self.shown(held >= *years, held.to_string(), vec![title.fact])
                }
                None => self.missing(),
            },
            Self::SupportMonthsAtLeast { months } | Self::MonthsAtWeakPlace { months } => {
                let (verified, evidence) = verified_months(teacher, day);
                self.shown(verified >= *months, verified.to_string(), evidence)
            }
            Self::HoldsHonourOfLevel { level } => self.honoured(*level, teacher, day),
            Self::NoRestriction => {
                let restriction = timeline.discipline.restricted_on(day).map(|found| found.fact);
                self.finding(restriction.is_none(), Presence::Recorded, restriction.into_iter().collect())
            }
            Self::EthicsAtLeast { result } => self.assessed(*result, teacher, day),
            Self::DegreeAtLeast { level } => self.educated(*level, teacher, day),
            Self::HoldsCredential { credential } => match timeline.records.certified(*credential, day) {
                Some(fact) => self.shown(true, credential.code().to_owned(), vec![fact]),
                None => self.missing(),
            },
        }
    }

    fn honoured(&self, level: HonourLevel, teacher: &Teacher, day: NaiveDate) -> Finding {
        let honours = teacher.timeline().honours.on(day);
        match honours.max_by_key(|honour| honour.value.level) {
            Some(best) => {
                let found = best.value.level;
                self.shown(found >= level, found.code().to_owned(), vec![best.fact])
            }
            None => self.missing(),
        }
    }

    /// The levels stand highest first in their list.
    fn educated(&self, least: DegreeLevel, teacher: &Teacher, day: NaiveDate) -> Finding {
        let held = teacher.timeline().records.degrees.on(day).filter_map(|degree| {
            let level = degree.value.degree.as_deref().and_then(|code| code.get(..1))?;
            Some((DegreeLevel::find(level)?, degree.fact))
        });
        match held.min() {
            Some((level, fact)) => self.shown(level <= least, level.zh().to_owned(), vec![fact]),
            None => self.missing(),
        }
    }

    /// The results stand best first in their list.
    fn assessed(&self, least: EthicsResult, teacher: &Teacher, day: NaiveDate) -> Finding {
        let assessments = teacher.timeline().discipline.assessments.iter();
        let known = assessments.filter(|assessment| assessment.value.on.day <= day);
        match known.max_by_key(|assessment| assessment.value.year) {
            Some(last) => {
                let found = last.value.result;
                self.shown(found <= least, found.code().to_owned(), vec![last.fact])
            }
            None => self.missing(),
        }
    }

    fn shown(&self, passed: bool, found: String, evidence: Vec<EventId>) -> Finding {
        Finding { found: Some(found), ..self.finding(passed, Presence::Recorded, evidence) }
    }

    fn missing(&self) -> Finding {
        self.finding(false, Presence::NotCollected, Vec::new())
    }

    fn finding(&self, passed: bool, presence: Presence, evidence: Vec<EventId>) -> Finding {
        let rule = RuleVersion { id: self.rule().to_owned(), version: FIRST_VERSION };
        Finding { criterion: self.clone(), passed, presence, found: None, evidence, rule }
    }
}

/// Whole months of support teaching that were verified before a day, and the events that say so. No day counts twice.
pub fn verified_months(teacher: &Teacher, day: NaiveDate) -> (u32, Vec<EventId>) {
    let verified = teacher.timeline().movements.verified.iter();
    let verified: Vec<_> = verified.filter(|service| service.period.from < day).collect();
    let months = months_in(verified.iter().map(|service| service.period), day);
    (months, verified.into_iter().map(|service| service.fact).collect())
}
