//! What a record is judged by besides itself: what is on record already, bars, and the ethics of the year.

use chrono::{Datelike, NaiveDate};

use super::{
    conduct::veto,
    discipline::EthicsResult,
    record::{
        ExpireCredential, GrantIncentive, RecordAppraisal, RecordCommand, RecordCredential, RecordDegree,
        RecordEvent, RevokeCredential, sound,
    },
    record_code::AppraisalResult,
    refusal::TeacherRefusal,
    state::Teacher,
};
use crate::{
    EventId, OrganisationId, Period, Stamp,
    rules::{Judging, RULES_STREAM},
    witness::Witness,
};

type Answer = Result<RecordEvent, TeacherRefusal>;

/// The streams looked at besides the receiver: the rules, when a year is appraised or an incentive granted.
pub(super) fn looks(command: &RecordCommand) -> Vec<String> {
    let judged = matches!(command, RecordCommand::RecordAppraisal(_) | RecordCommand::GrantIncentive(_));
    judged.then(|| RULES_STREAM.to_owned()).into_iter().collect()
}

/// No record sends a person anywhere.
pub(super) fn receiver(_command: &RecordCommand) -> Option<(OrganisationId, NaiveDate)> {
    None
}

/// Decides what is asked.
pub(super) fn decide(
    command: &RecordCommand,
    teacher: &Teacher,
    witness: &Witness,
    stamp: &Stamp,
) -> Result<Vec<RecordEvent>, TeacherRefusal> {
    let event = match command {
        RecordCommand::RecordCredential(asked) => teacher.record_credential(asked),
        RecordCommand::ExpireCredential(asked) => teacher.expire_credential(asked),
        RecordCommand::RevokeCredential(asked) => teacher.revoke_credential(asked),
        RecordCommand::RecordDegree(asked) => teacher.record_degree(asked),
        RecordCommand::RecordAppraisal(asked) => {
            if asked.year > stamp.today.year() {
                return Err(TeacherRefusal::AppraisalYearToCome { year: asked.year });
            }
            let end = NaiveDate::from_ymd_opt(asked.year, 12, 31).unwrap_or(stamp.today);
            teacher.record_appraisal(asked, witness.rules.judging(stamp, end))
        }
        RecordCommand::GrantIncentive(asked) => {
            teacher.grant_incentive(asked, witness.rules.judging(stamp, asked.on.day))
        }
    }?;
    sound(&event)?;
    Ok(vec![event])
}

impl Teacher {
    /// One certificate of a kind, stage, subject and grade at a time.
    fn record_credential(&self, asked: &RecordCredential) -> Answer {
        let same = |held: &RecordCredential| {
            (held.kind, held.stage, &held.subject, held.grade)
                == (asked.kind, asked.stage, &asked.subject, asked.grade)
        };
        let period = Period::stated(&asked.from, asked.to.as_ref());
        let mut held =
            self.timeline().records.credentials.iter().filter(|held| held.period.overlaps(&period));
        let held = held.find(|held| same(&held.value));
        match held {
            Some(held) => Err(TeacherRefusal::CredentialAlreadyRecorded { credential: held.fact }),
            None => Ok(RecordEvent::CredentialRecorded(asked.clone())),
        }
    }

    fn expire_credential(&self, asked: &ExpireCredential) -> Answer {
        let period = self.credential(asked.credential)?;
        if asked.on.day <= period.from {
            return Err(TeacherRefusal::EndsBeforeStart { from: period.from, to: asked.on.day });
        }
        Ok(RecordEvent::CredentialExpired(asked.clone()))
    }

    fn revoke_credential(&self, asked: &RevokeCredential) -> Answer {
        self.credential(asked.credential)?;
        if asked.reason.trim().is_empty() {
            return Err(TeacherRefusal::ReasonMissing);
        }
        Ok(RecordEvent::CredentialRevoked(asked.clone()))
    }

    fn credential(&self, credential: EventId) -> Result<Period, TeacherRefusal> {
        let held = self.timeline().records.credentials.find(credential);
        held.map(|held| held.period).ok_or(TeacherRefusal::CredentialUnknown { credential })
    }

    fn record_degree(&self, asked: &RecordDegree) -> Answer {
        let same = |held: &RecordDegree| (&held.education, &held.degree) == (&asked.education, &asked.degree);
        match self.timeline().records.degrees.iter().find(|held| same(&held.value)) {
            Some(held) => Err(TeacherRefusal::DegreeAlreadyRecorded { degree: held.fact }),
            None => Ok(RecordEvent::DegreeRecorded(asked.clone())),
        }
    }

    /// A year is appraised once, and whoever failed in ethics fails the year.
    fn record_appraisal(&self, asked: &RecordAppraisal, mut judging: Judging<'_>) -> Answer {
        let appraised = self.timeline().records.appraisals.iter().find(|held| held.value.year == asked.year);
        if let Some(held) = appraised {
            return Err(TeacherRefusal::YearAlreadyAppraised { appraisal: held.fact });
        }
        let failed = self.timeline().discipline.ethics_of(asked.year);
        let failed =
            failed.filter(|(result, _)| *result == EthicsResult::Unsatisfactory).map(|(_, fact)| fact);
        let follows = failed.is_none() || asked.result == AppraisalResult::Unsatisfactory;
        judging.hold("R-02", follows, failed.into_iter().collect())?;
        Ok(RecordEvent::AppraisalRecorded(RecordAppraisal { rules: judging.applied(), ..asked.clone() }))
    }

    /// An incentive is merit, which a bar closes.
    fn grant_incentive(&self, asked: &GrantIncentive, mut judging: Judging<'_>) -> Answer {
        let day = asked.on.day;
        self.timeline().employments.on(day).next().ok_or(TeacherRefusal::NotEmployed { on: day })?;
        judging.holds("R-01", veto(&self.timeline().bars, day))?;
        Ok(RecordEvent::IncentiveGranted(GrantIncentive { rules: judging.applied(), ..asked.clone() }))
    }
}
