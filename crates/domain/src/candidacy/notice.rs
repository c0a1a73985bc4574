//! The public notice before anybody is confirmed, or certified where the path has no confirmation.

use chrono::NaiveDate;

use super::{refusal::StepRefusal, state::Candidacy};
use crate::{
    RuleRefusal,
    policy::{ProgrammeStage, RuleOutcome, working_days_after},
    programme::ProgrammeTerms,
    rules::Judging,
};

/// How long a public notice lasts when neither the programme nor the rule says so, in working days.
const NOTICE_WORKING_DAYS: u32 = 5;

/// The notice is announced for as long as it has to last.
pub(super) fn announced(
    from: NaiveDate,
    ends: NaiveDate,
    terms: &ProgrammeTerms,
    judging: &mut Judging<'_>,
) -> Result<(), StepRefusal> {
    let days = days(terms, judging);
    let earliest = working_days_after(from, days).over;
    let refused = |_| StepRefusal::NoticeTooShort { days, earliest };
    judging.hold("R-25", earliest <= ends, Vec::new()).map_err(warned_or(refused))
}

/// The notice ran its working days and until the day it was announced for, and no objection is open. Answers the years in
/// which only weekends were taken for days off.
pub(super) fn is_over(
    candidacy: &Candidacy,
    terms: &ProgrammeTerms,
    day: NaiveDate,
    judging: &mut Judging<'_>,
) -> Result<Vec<i32>, StepRefusal> {
    let open = candidacy.open_objections();
    let days = days(terms, judging);
    let Some((notice, fact)) = candidacy.notice().filter(|_| terms.has(ProgrammeStage::Notice)) else {
        return objections(&open, judging).map(|()| Vec::new());
    };
    let worked = working_days_after(notice.on.day, days);
    let earliest = worked.over.max(notice.ends_on.day);
    if day < earliest {
        let refused = |_| StepRefusal::NoticeTooShort { days, earliest };
        judging.hold("R-25", false, vec![fact]).map_err(warned_or(refused))?;
        return Ok(worked.unknown_years);
    }
    objections(&open, judging)?;
    Ok(worked.unknown_years)
}

fn objections(open: &[crate::EventId], judging: &mut Judging<'_>) -> Result<(), StepRefusal> {
    let refused = |refusal: RuleRefusal| match open.first() {
        Some(fact) => StepRefusal::ObjectionOpen { fact: *fact },
        None => StepRefusal::Rule(refusal),
    };
    judging.hold("R-25", open.is_empty(), open.to_vec()).map_err(warned_or(refused))
}

fn days(terms: &ProgrammeTerms, judging: &Judging<'_>) -> u32 {
    let of_rule = judging.number("R-25", "working_days").and_then(|days| u32::try_from(days).ok());
    terms.notice_working_days.or(of_rule).unwrap_or(NOTICE_WORKING_DAYS)
}

/// A rule that warns asks for an explanation in its own words; one that blocks is told by what stands in the way.
pub(super) fn warned_or(
    refused: impl FnOnce(RuleRefusal) -> StepRefusal,
) -> impl FnOnce(RuleRefusal) -> StepRefusal {
    |refusal| {
        if refusal.version.outcome == RuleOutcome::Block {
            refused(refusal)
        } else {
            StepRefusal::Rule(refusal)
        }
    }
}
