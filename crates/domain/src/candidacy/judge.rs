use chrono::NaiveDate;

use super::{
    notice::warned_or,
    path::{StageName, StageNames, before},
    refusal::{CandidacyRefusal, StepRefusal},
    state::{Candidacy, StageSpan},
};
use crate::{
    OrganisationId, TeacherId,
    code::Presence,
    criteria::{Finding, RuleVersion},
    policy::{ProgrammeStage, RuleOutcome},
    programme::ProgrammeTerms,
    rules::Judging,
    teacher::Teacher,
    witness::Witness,
};

/// The terms the candidate's round was opened under.
pub(super) fn terms<'w>(
    candidacy: &Candidacy,
    witness: &'w Witness,
) -> Result<&'w ProgrammeTerms, StepRefusal> {
    let round = candidacy.round().ok_or(StepRefusal::NotNominated)?;
    let round = witness.rounds.get(&round).ok_or(StepRefusal::RoundUnknown)?;
    round.terms().ok_or(StepRefusal::RoundUnknown)
}

/// Whether a stage may be entered on a day; answers with the terms it was judged by.
pub(super) fn may_enter<'w>(
    candidacy: &Candidacy,
    next: ProgrammeStage,
    day: NaiveDate,
    witness: &'w Witness,
) -> Result<&'w ProgrammeTerms, StepRefusal> {
    let terms = terms(candidacy, witness)?;
    if !terms.has(next) {
        return Err(StepRefusal::StageNotInPath { stage: StageName(next) });
    }
    stands_at(candidacy, before(next, terms), day)?;
    Ok(terms)
}

/// Whether the candidate stands at one of the stages, and did so by the day.
pub(super) fn stands_at(
    candidacy: &Candidacy,
    needed: Vec<ProgrammeStage>,
    day: NaiveDate,
) -> Result<StageSpan, StepRefusal> {
    let at = candidacy.last_stage().ok_or(StepRefusal::NotNominated)?;
    let (stage, from, fact) = (StageName(at.stage), at.period.from, at.by);
    if !needed.contains(&at.stage) {
        return Err(StepRefusal::NotInStage { stage, needed: StageNames(needed), fact });
    }
    if day < from { Err(StepRefusal::DateBeforeStage { stage, from, fact }) } else { Ok(at) }
}

/// The person, when registered.
pub(super) fn teacher(id: TeacherId, witness: &Witness) -> Result<&Teacher, StepRefusal> {
    let known = witness.teachers.get(&id).filter(|teacher| teacher.is_registered());
    known.ok_or(StepRefusal::TeacherUnknown { teacher: id })
}

/// The organisation that nominates, when one does, is registered.
pub(super) fn nominator(by: Option<OrganisationId>, witness: &Witness) -> Result<(), StepRefusal> {
    let known = |id: &OrganisationId| witness.organisations.get(id).is_some_and(|other| other.is_known());
    match by.filter(|id| !known(id)) {
        Some(organisation) => Err(StepRefusal::NominatorUnknown { organisation }),
        None => Ok(()),
    }
}

/// The ethics veto: a bar on the day closes programmes to the person, whatever the programme asks.
pub(super) fn no_bar(
    teacher: &Teacher,
    day: NaiveDate,
    judging: &mut Judging<'_>,
) -> Result<(), StepRefusal> {
    let bars = teacher.timeline().bars_on(day);
    let end = |until: Option<NaiveDate>| until.unwrap_or(NaiveDate::MAX);
    let facts = bars.iter().map(|bar| bar.fact).collect();
    let longest = bars.iter().max_by_key(|bar| end(bar.until));
    let refused = |refusal| match longest {
        Some(bar) => StepRefusal::EthicsBarActive { bar: bar.fact, until: end(bar.until), on: day },
        None => StepRefusal::Rule(refusal),
    };
    judging.hold("R-01", bars.is_empty(), facts).map_err(warned_or(refused))
}

/// What the programme asks. A condition whose rule does not judge is not asked; findings that only warn are
/// kept with the decision.
pub(super) fn eligible(
    teacher: &Teacher,
    terms: &ProgrammeTerms,
    day: NaiveDate,
    judging: &mut Judging<'_>,
    witness: &Witness,
) -> Result<Vec<Finding>, CandidacyRefusal> {
    let mut found: Vec<(Finding, bool)> = Vec::new();
    for requirement in terms.requirements_on(day) {
        let rule = requirement.criterion.rule();
        let Some(judge) = witness.rules.in_force(rule, day) else { continue };
        let finding = requirement.criterion.find(teacher, day);
        let blocks =
            !finding.passed && (finding.presence == Presence::Recorded || requirement.blocks_when_missing);
        let rule = RuleVersion { id: rule.to_owned(), version: judge.version.version.into() };
        found.push((Finding { rule, ..finding }, blocks));
    }
    // A rule is applied once to all that is asked under it; the veto was applied before.
    for rule in ["R-21", "R-26", "R-27"] {
        let of_rule = || found.iter().filter(|(finding, _)| finding.rule.id == rule);
        if of_rule().next().is_none() {
            continue;
        }
        let missing = of_rule().find(|(_, blocks)| *blocks).map(|(finding, _)| finding);
        let evidence = missing.map_or_else(Vec::new, |finding| finding.evidence.clone());
        judging.hold(rule, missing.is_none(), evidence).map_err(|refusal| match missing {
            Some(finding) if refusal.version.outcome == RuleOutcome::Block => {
                CandidacyRefusal::NotEligible(finding.clone())
            }
            Some(_) | None => refusal.into(),
        })?;
    }
    Ok(found.into_iter().map(|(finding, _)| finding).collect())
}

/// A programme with categories asks for one that is in force on the day; one without takes none.
pub(super) fn category(
    given: Option<&str>,
    terms: &ProgrammeTerms,
    on: NaiveDate,
) -> Result<(), StepRefusal> {
    let in_force = match given {
        Some(code) => terms.category_on(code, on).is_some(),
        None => terms.categories.is_empty(),
    };
    let refusal = || StepRefusal::CategoryNotInForce { category: given.unwrap_or_default().to_owned(), on };
    if in_force { Ok(()) } else { Err(refusal()) }
}

/// A reason has to be given.
pub(super) fn reasoned(reason: &str) -> Result<(), StepRefusal> {
    if reason.trim().is_empty() { Err(StepRefusal::ReasonMissing) } else { Ok(()) }
}

/// An end comes after its start.
pub(super) fn ends_after(end: NaiveDate, start: NaiveDate) -> Result<(), StepRefusal> {
    if end <= start { Err(StepRefusal::EndsBeforeStart { start }) } else { Ok(()) }
}
