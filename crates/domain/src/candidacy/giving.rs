//! What is decided in favour of a candidate: confirmed, certified.

use chrono::{Months, NaiveDate};

use super::{
    code::Grade,
    command::{CertifyCandidate, ShortlistCandidate},
    event::{CandidacyEvent, Certification, Confirmation, Shortlisting, StepTaken},
    judge, leading, notice, preference,
    refusal::{CandidacyRefusal, StepRefusal},
    state::Candidacy,
};
use crate::{
    CivilDate, Stamp,
    policy::ProgrammeStage::{Certified, Confirmed, InTerm, Shortlisted},
    teacher::Teacher,
    witness::Witness,
};

type Answer = Result<CandidacyEvent, CandidacyRefusal>;

impl Candidacy {
    /// Puts on the short list; support teaching counts where the programme says so.
    pub(super) fn shortlist(&self, asked: &ShortlistCandidate, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = asked.on.day;
        let terms = judge::may_enter(self, Shortlisted, day, witness)?;
        let mut judging = witness.rules.judging(stamp, day);
        let teacher = self.teacher().and_then(|id| witness.teachers.get(&id));
        let preference = match teacher {
            Some(teacher) => preference::of(teacher, terms, day, &mut judging)?,
            None => None,
        };
        Ok(CandidacyEvent::CandidateShortlisted(Shortlisting {
            rank: asked.rank,
            score: asked.score.clone(),
            on: asked.on.clone(),
            preference,
            rules: judging.applied(),
        }))
    }

    pub(super) fn confirm(&self, asked: &StepTaken, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = asked.on.day;
        let terms = judge::may_enter(self, Confirmed, day, witness)?;
        let mut judging = witness.rules.judging(stamp, day);
        let calendar_unknown = notice::is_over(self, terms, day, &mut judging)?;
        let teacher = self.person(witness)?;
        judge::no_bar(teacher, day, &mut judging)?;
        let findings = judge::eligible(teacher, terms, day, &mut judging, witness)?;
        Ok(CandidacyEvent::CandidateConfirmed(Confirmation {
            on: asked.on.clone(),
            findings,
            rules: judging.applied(),
            calendar_unknown,
        }))
    }

    /// Where the path has no confirmation, the notice and the conditions are judged here.
    pub(super) fn certify(&self, asked: &CertifyCandidate, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = asked.on.day;
        let terms = judge::may_enter(self, Certified, day, witness)?;
        if let Some((Grade::Unqualified, fact)) = self.final_grade() {
            return Err(StepRefusal::FinalNotPassed { fact }.into());
        }
        let mut judging = witness.rules.judging(stamp, day);
        let teacher = self.person(witness)?;
        let (mut findings, mut calendar_unknown) = (Vec::new(), Vec::new());
        if !terms.has(Confirmed) {
            calendar_unknown = notice::is_over(self, terms, day, &mut judging)?;
        }
        judge::no_bar(teacher, day, &mut judging)?;
        if !terms.has(Confirmed) {
            findings = judge::eligible(teacher, terms, day, &mut judging, witness)?;
        }
        let category = asked.category.clone().or_else(|| self.category().map(str::to_owned));
        judge::category(category.as_deref(), terms, day)?;
        leading::leads_to(asked.outcome.as_ref(), terms, witness)?;
        let full = terms.term_years.filter(|_| terms.has(InTerm)).map(|years| years_after(day, years));
        let term_to = asked.term_to.clone().or(full);
        if let Some(to) = &term_to {
            judge::ends_after(to.day, day)?;
        }
        Ok(CandidacyEvent::CandidateCertified(Certification {
            category,
            on: asked.on.clone(),
            term_to,
            outcome: asked.outcome.clone(),
            preference: preference::of(teacher, terms, day, &mut judging)?,
            findings,
            rules: judging.applied(),
            calendar_unknown,
        }))
    }

    fn person<'w>(&self, witness: &'w Witness) -> Result<&'w Teacher, StepRefusal> {
        judge::teacher(self.teacher().ok_or(StepRefusal::NotNominated)?, witness)
    }
}

fn years_after(day: NaiveDate, years: u32) -> CivilDate {
    let end = years.checked_mul(12).and_then(|months| day.checked_add_months(Months::new(months)));
    end.unwrap_or(NaiveDate::MAX).into()
}
