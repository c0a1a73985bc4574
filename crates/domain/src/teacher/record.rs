//! Certificates, degrees, yearly appraisals and incentives.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Facts},
    record_code::{AppraisalResult, CredentialKind, IncentiveKind, PutonghuaGrade},
    refusal::TeacherRefusal,
};
use crate::{
    CivilDate, EventId, OrganisationId, Period, Personal, code::Stage, machine::events, rules::AppliedRule,
};

events! {
    /// What is on record about a person besides service and merit.
    pub enum RecordEvent {
        /// A certificate of the person was recorded (资格证书登记, S-56, S-57, S-79).
        CredentialRecorded(RecordCredential) = "credential.recorded" / 1,
        /// A certificate ran out (证书到期失效, S-57).
        CredentialExpired(ExpireCredential) = "credential.expired" / 1,
        /// A certificate was withdrawn, from a day on or from the beginning (证书撤销, S-57).
        CredentialRevoked(RevokeCredential) = "credential.revoked" / 1,
        /// A degree or a course of study was recorded (学历学位登记, S-41).
        DegreeRecorded(RecordDegree) = "degree.recorded" / 1,
        /// A year was appraised (年度考核, S-45, R-02, R-44).
        AppraisalRecorded(RecordAppraisal) = "appraisal.recorded" / 1,
        /// An incentive was granted (激励保障, S-46, R-01).
        IncentiveGranted(GrantIncentive) = "incentive.granted" / 1,
    }
}

/// Records a certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordCredential {
    /// What it is of.
    pub kind: CredentialKind,
    /// The school stage it is for, when it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The subject it is for, as a code of C-08, when it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The grade, of Putonghua and of nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<PutonghuaGrade>,
    /// Its number, which is the person's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Personal<String>>,
    /// First day.
    pub from: CivilDate,
    /// The day after the last, when it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Says that a certificate ran out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ExpireCredential {
    /// The event that recorded it.
    pub credential: EventId,
    /// The first day without it.
    pub on: CivilDate,
}

/// Withdraws a certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RevokeCredential {
    /// The event that recorded it.
    pub credential: EventId,
    /// First day without it; absent when it is void from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CivilDate>,
    /// Why.
    pub reason: String,
}

/// Records a degree or a course of study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordDegree {
    /// The level of education by its code in C-27, as 21.
    pub education: String,
    /// The degree by its code in C-28, as 404, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degree: Option<String>,
    /// Where it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school: Option<String>,
    /// Whether the study was full-time (全日制).
    pub full_time: bool,
    /// The day it was conferred.
    pub on: CivilDate,
}

/// Records the appraisal of a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordAppraisal {
    /// The calendar year.
    pub year: i32,
    /// The result.
    pub result: AppraisalResult,
    /// The unit that appraised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Grants an incentive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct GrantIncentive {
    /// What it is.
    pub kind: IncentiveKind,
    /// In fen, when it is money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fen: Option<i64>,
    /// The scheme it comes from, as 乡村教师生活补助.
    pub scheme: String,
    /// The day.
    pub on: CivilDate,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// What may be asked about the records of a person.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordCommand {
    /// See [`RecordCredential`].
    RecordCredential(RecordCredential),
    /// See [`ExpireCredential`].
    ExpireCredential(ExpireCredential),
    /// See [`RevokeCredential`].
    RevokeCredential(RevokeCredential),
    /// See [`RecordDegree`].
    RecordDegree(RecordDegree),
    /// See [`RecordAppraisal`].
    RecordAppraisal(RecordAppraisal),
    /// See [`GrantIncentive`].
    GrantIncentive(GrantIncentive),
}

/// What is on record about a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// Certificates.
    pub credentials: Facts<RecordCredential>,
    /// Degrees and courses of study.
    pub degrees: Facts<RecordDegree>,
    /// Appraisals, each from the first day after its year.
    pub appraisals: Facts<RecordAppraisal>,
    /// Incentives.
    pub incentives: Facts<GrantIncentive>,
}

impl Records {
    /// Folds one statement.
    pub(crate) fn evolve(&mut self, event: &RecordEvent, cause: &Cause) {
        match event {
            RecordEvent::CredentialRecorded(stated) => {
                self.outgrow(stated, cause);
                self.credentials.state(
                    cause,
                    Period::stated(&stated.from, stated.to.as_ref()),
                    stated.clone(),
                );
            }
            RecordEvent::CredentialExpired(expired) => {
                self.credentials.revoke(expired.credential, Some(expired.on.day), cause);
            }
            RecordEvent::CredentialRevoked(revoked) => {
                self.credentials.revoke(
                    revoked.credential,
                    revoked.from.as_ref().map(|from| from.day),
                    cause,
                );
            }
            RecordEvent::DegreeRecorded(stated) => {
                self.degrees.state(cause, Period::stated(&stated.on, None), stated.clone());
            }
            RecordEvent::AppraisalRecorded(stated) => {
                let known = NaiveDate::from_ymd_opt(stated.year.saturating_add(1), 1, 1);
                let period = Period::new(known.unwrap_or(NaiveDate::MAX), None);
                self.appraisals.state(cause, period, stated.clone());
            }
            RecordEvent::IncentiveGranted(stated) => {
                self.incentives.state(cause, Period::stated(&stated.on, None), stated.clone());
            }
        }
    }

    /// Whoever takes the test of Putonghua again is counted by the latest grade only.
    fn outgrow(&mut self, stated: &RecordCredential, cause: &Cause) {
        if stated.kind != CredentialKind::Putonghua {
            return;
        }
        let before = self.credentials.on(stated.from.day).filter(|held| held.value.kind == stated.kind);
        for fact in before.map(|held| held.fact).collect::<Vec<_>>() {
            self.credentials.shape(fact, cause, |held| held.period = held.period.until(stated.from.day));
        }
    }

    /// The certificate of a kind that holds on the day, if one does.
    pub fn certified(&self, kind: CredentialKind, day: NaiveDate) -> Option<EventId> {
        self.credentials.on(day).find(|held| held.value.kind == kind).map(|held| held.fact)
    }

    /// The appraisals of the years that failed one after the other up to the last one appraised before the day, latest
    /// first.
    pub fn unsatisfactory_years_before(&self, day: NaiveDate) -> Vec<EventId> {
        let mut years: Vec<_> =
            self.appraisals.iter().filter(|appraised| appraised.value.year < day.year()).collect();
        years.sort_by_key(|appraised| std::cmp::Reverse(appraised.value.year));
        let last = years.first().map_or(0, |appraised| appraised.value.year);
        let in_a_row = (0..).zip(&years).take_while(|(back, appraised)| {
            let follows = appraised.value.year.checked_add(*back) == Some(last);
            follows && appraised.value.result == AppraisalResult::Unsatisfactory
        });
        in_a_row.map(|(_, appraised)| appraised.fact).collect()
    }

    /// The highest level of education recorded by the day, as a code of C-27: the smaller number is the higher level.
    pub fn education_on(&self, day: NaiveDate) -> Option<(&str, EventId)> {
        let held = self.degrees.on(day).min_by(|a, b| a.value.education.cmp(&b.value.education))?;
        Some((&held.value.education, held.fact))
    }
}

impl RecordEvent {
    /// The event without what is personal in it.
    pub(crate) fn erased(&self) -> Self {
        let Self::CredentialRecorded(stated) = self else { return self.clone() };
        let number = stated.number.as_ref().map(|_| Personal::Erased);
        Self::CredentialRecorded(RecordCredential { number, ..stated.clone() })
    }

    /// The texts by which the person could be known.
    pub(crate) fn personal(&self) -> Option<&str> {
        let Self::CredentialRecorded(stated) = self else { return None };
        let number = stated.number.as_ref().and_then(Personal::known)?.trim();
        (!number.is_empty()).then_some(number)
    }
}

/// What every statement has to keep, whether it is new or a correction.
pub(crate) fn sound(event: &RecordEvent) -> Result<(), TeacherRefusal> {
    match event {
        RecordEvent::CredentialRecorded(stated) => {
            let period = Period::stated(&stated.from, stated.to.as_ref());
            if let Some(to) = period.to.filter(|_| period.is_empty()) {
                return Err(TeacherRefusal::EndsBeforeStart { from: period.from, to });
            }
            let graded = stated.grade.is_some() == (stated.kind == CredentialKind::Putonghua);
            if graded { Ok(()) } else { Err(TeacherRefusal::GradeOfPutonghua) }
        }
        RecordEvent::AppraisalRecorded(stated) if !(1900..=2200).contains(&stated.year) => {
            Err(TeacherRefusal::YearOutOfRange { year: stated.year })
        }
        RecordEvent::IncentiveGranted(stated) if stated.fen.is_some_and(|fen| fen <= 0) => {
            Err(TeacherRefusal::AmountNotPositive)
        }
        RecordEvent::AppraisalRecorded(_)
        | RecordEvent::IncentiveGranted(_)
        | RecordEvent::CredentialExpired(_)
        | RecordEvent::CredentialRevoked(_)
        | RecordEvent::DegreeRecorded(_) => Ok(()),
    }
}
