//! The yearly assessment of ethics, restrictions of discipline, tolerance of faults, and what a selection was scored on.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Dated, Facts},
    refusal::TeacherRefusal,
};
use crate::{CandidacyId, CivilDate, EventId, OrganisationId, Period, code::codes};

codes! {
    /// The result of a yearly assessment of ethics (C-34).
    pub enum EthicsResult {
        Excellent = "EXCELLENT", "优秀", "excellent";
        Satisfactory = "SATISFACTORY", "合格", "satisfactory";
        BasicallySatisfactory = "BASICALLY_SATISFACTORY", "基本合格", "basically satisfactory";
        Unsatisfactory = "UNSATISFACTORY", "不合格", "unsatisfactory";
    }

    /// By what a restriction was imposed.
    pub enum RestrictionKind {
        Party = "PARTY", "党纪处分", "party discipline";
        Administrative = "ADMINISTRATIVE", "政务处分", "administrative discipline";
        Organisational = "ORGANISATIONAL", "组织处理", "organisational measure";
    }
}

/// Records the assessment of a year (师德考核).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordEthicsAssessment {
    /// The year assessed.
    pub year: i32,
    /// The result.
    pub result: EthicsResult,
    /// The unit that assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The day of the result.
    pub on: CivilDate,
}

/// Closes cadre posts to a person for a time, by a decision of discipline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordDisciplineRestriction {
    /// By what it was imposed.
    pub kind: RestrictionKind,
    /// First day.
    pub from: CivilDate,
    /// The day after the last; absent until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<CivilDate>,
}

/// Lets a negative record no longer stand against the person in selections (容错, S-83).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct GrantFaultTolerance {
    /// The event that states the record.
    pub record: EventId,
    /// First day on which it no longer stands against the person.
    pub from: CivilDate,
    /// Why. It is kept in plain for ever.
    pub reason: String,
}

/// Takes a tolerance back, from a day on or from the beginning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RevokeFaultTolerance {
    /// The event that granted it.
    pub tolerance: EventId,
    /// First day without it; absent when it never held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CivilDate>,
    /// Why. It is kept in plain for ever.
    pub reason: String,
}

/// Scores one criterion of a selection for a person, with the events it is scored on (S-82).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ScoreSelectionCriterion {
    /// The candidacy in which it counts.
    pub candidacy: CandidacyId,
    /// The criterion, as 末端执行力.
    pub criterion: String,
    /// The score as it was written, so that no digit is lost.
    pub score: String,
    /// The events it is scored on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EventId>,
    /// The day.
    pub on: CivilDate,
}

/// What is known of the person's discipline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discipline {
    /// Assessments of ethics, each from the day of its result on.
    pub assessments: Facts<RecordEthicsAssessment>,
    /// Restrictions.
    pub restrictions: Facts<RecordDisciplineRestriction>,
    /// Tolerances.
    pub tolerances: Facts<GrantFaultTolerance>,
    /// What selections scored.
    pub scores: Facts<ScoreSelectionCriterion>,
}

impl Discipline {
    /// The assessment of a year and the event that states it.
    pub fn ethics_of(&self, year: i32) -> Option<(EthicsResult, EventId)> {
        let found = self.assessments.iter().find(|assessed| assessed.value.year == year)?;
        Some((found.value.result, found.fact))
    }

    /// The restriction that closes cadre posts on the day: the one that lasts longest and was not tolerated.
    pub fn restricted_on(&self, day: NaiveDate) -> Option<&Dated<RecordDisciplineRestriction>> {
        let stands = |restriction: &&Dated<RecordDisciplineRestriction>| {
            !self.tolerances.on(day).any(|tolerance| tolerance.value.record == restriction.fact)
        };
        let standing = self.restrictions.on(day).filter(stands);
        standing.max_by_key(|restriction| restriction.period.to.unwrap_or(NaiveDate::MAX))
    }

    pub(crate) fn joined(&self, other: &Self) -> Self {
        Self {
            assessments: self.assessments.joined(&other.assessments),
            restrictions: self.restrictions.joined(&other.restrictions),
            tolerances: self.tolerances.joined(&other.tolerances),
            scores: self.scores.joined(&other.scores),
        }
    }

    pub(super) fn assess(&mut self, assessed: &RecordEthicsAssessment, cause: &Cause) {
        self.assessments.state(cause, Period::stated(&assessed.on, None), assessed.clone());
    }

    pub(super) fn restrict(&mut self, restriction: &RecordDisciplineRestriction, cause: &Cause) {
        let period = Period::stated(&restriction.from, restriction.until.as_ref());
        self.restrictions.state(cause, period, restriction.clone());
    }

    pub(super) fn tolerate(&mut self, tolerance: &GrantFaultTolerance, cause: &Cause) {
        self.tolerances.state(cause, Period::stated(&tolerance.from, None), tolerance.clone());
    }

    pub(super) fn score(&mut self, score: &ScoreSelectionCriterion, cause: &Cause) {
        self.scores.state(cause, Period::stated(&score.on, None), score.clone());
    }

    /// A year is assessed once; a wrong result is corrected.
    pub(super) fn may_assess(&self, asked: &RecordEthicsAssessment) -> Result<(), TeacherRefusal> {
        assessed(asked)?;
        match self.ethics_of(asked.year) {
            Some((_, assessment)) => Err(TeacherRefusal::EthicsYearAssessed { assessment }),
            None => Ok(()),
        }
    }

    pub(super) fn may_tolerate(&self, asked: &GrantFaultTolerance) -> Result<(), TeacherRefusal> {
        if asked.reason.trim().is_empty() {
            return Err(TeacherRefusal::ReasonMissing);
        }
        match self.tolerances.on(asked.from.day).find(|other| other.value.record == asked.record) {
            Some(other) => Err(TeacherRefusal::ToleranceStands { tolerance: other.fact }),
            None => Ok(()),
        }
    }

    pub(super) fn may_revoke(&self, asked: &RevokeFaultTolerance) -> Result<(), TeacherRefusal> {
        let unknown = TeacherRefusal::ToleranceUnknown { tolerance: asked.tolerance };
        let tolerance = self.tolerances.find(asked.tolerance).ok_or(unknown)?;
        if asked.reason.trim().is_empty() {
            return Err(TeacherRefusal::ReasonMissing);
        }
        match asked.from.as_ref().filter(|from| from.day < tolerance.period.from) {
            Some(from) => Err(TeacherRefusal::EndsBeforeStart { from: tolerance.period.from, to: from.day }),
            None => Ok(()),
        }
    }

    pub(super) fn may_score(&self, asked: &ScoreSelectionCriterion) -> Result<(), TeacherRefusal> {
        let same = |other: &ScoreSelectionCriterion| {
            other.candidacy == asked.candidacy && other.criterion == asked.criterion
        };
        match self.scores.iter().find(|other| same(&other.value)) {
            Some(other) => Err(TeacherRefusal::CriterionAlreadyScored { score: other.fact }),
            None => Ok(()),
        }
    }
}

/// What every assessment has to keep, whether it is new or a correction: nobody is assessed for a year to come.
pub(super) fn assessed(asked: &RecordEthicsAssessment) -> Result<(), TeacherRefusal> {
    if asked.year <= asked.on.day.year() {
        Ok(())
    } else {
        Err(TeacherRefusal::EthicsYearAhead { year: asked.year })
    }
}

/// What every restriction has to keep, whether it is new or a correction.
pub(super) fn restricted(asked: &RecordDisciplineRestriction) -> Result<(), TeacherRefusal> {
    match &asked.until {
        Some(until) if until.day <= asked.from.day => {
            Err(TeacherRefusal::EndsBeforeStart { from: asked.from.day, to: until.day })
        }
        Some(_) | None => Ok(()),
    }
}
