use std::fmt;

use crate::{policy::ProgrammeStage, programme::ProgrammeTerms};

/// A stage that is shown by its name: in Chinese, or in English in the alternate form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageName(pub ProgrammeStage);

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.0.label();
        f.write_str(if f.alternate() { &label.en } else { &label.zh })
    }
}

/// Several stages that are shown by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageNames(pub Vec<ProgrammeStage>);

impl fmt::Display for StageNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = |stage: &ProgrammeStage| if f.alternate() { stage.label().en } else { stage.label().zh };
        let names: Vec<_> = self.0.iter().map(label).collect();
        f.write_str(&names.join(if f.alternate() { ", " } else { "、" }))
    }
}

/// The stages from which `next` can be entered. A stage the programme leaves out is skipped.
pub(crate) fn before(next: ProgrammeStage, terms: &ProgrammeTerms) -> Vec<ProgrammeStage> {
    use ProgrammeStage as S;
    match next {
        S::Nominated => Vec::new(),
        S::Screened | S::Shortlisted | S::Notice | S::Confirmed | S::InTraining | S::Midterm | S::InTerm => {
            nearest(next, terms).into_iter().collect()
        }
        // Extended training ends with another final assessment.
        S::Final => nearest(next, terms).into_iter().chain(extended(terms)).collect(),
        S::Certified => nearest(next, terms).into_iter().chain(extended(terms)).collect(),
        S::Extended => vec![S::Final],
        S::Rejected => path(terms, |stage| stage < S::Confirmed),
        S::Withdrawn => with_frozen(path(terms, |stage| stage < S::Certified)),
        S::Removed => with_frozen(path(terms, |stage| removable(stage, terms))),
        S::Expired | S::Resigned => vec![S::InTerm],
        S::Revoked => vec![S::Certified, S::InTerm, S::Expired, S::Resigned, S::Frozen],
        S::Frozen => path(terms, |_| true),
    }
}

fn path(terms: &ProgrammeTerms, wanted: impl Fn(ProgrammeStage) -> bool) -> Vec<ProgrammeStage> {
    terms.stages.iter().copied().filter(|stage| wanted(*stage)).collect()
}

fn with_frozen(mut stages: Vec<ProgrammeStage>) -> Vec<ProgrammeStage> {
    stages.push(ProgrammeStage::Frozen);
    stages
}

/// A person is removed from training; where a programme has none, from being confirmed.
fn removable(stage: ProgrammeStage, terms: &ProgrammeTerms) -> bool {
    let trains = terms.stages.iter().any(|stage| stage.in_training());
    stage.in_training() || (stage == ProgrammeStage::Confirmed && !trains)
}

/// The nearest earlier stage of the path. Extended training is a way round and never one that must be gone.
fn nearest(next: ProgrammeStage, terms: &ProgrammeTerms) -> Option<ProgrammeStage> {
    let earlier = |stage: &&ProgrammeStage| **stage < next && **stage != ProgrammeStage::Extended;
    terms.stages.iter().rfind(earlier).copied()
}

fn extended(terms: &ProgrammeTerms) -> Option<ProgrammeStage> {
    terms.has(ProgrammeStage::Extended).then_some(ProgrammeStage::Extended)
}

#[cfg(test)]
mod tests {
    use ProgrammeStage as S;

    use super::*;

    fn terms(stages: &[S]) -> ProgrammeTerms {
        ProgrammeTerms { stages: stages.to_vec(), ..ProgrammeTerms::default() }
    }

    #[test]
    fn the_full_path_is_gone_step_by_step() {
        let full = terms(&S::ORDERED);
        let steps = [S::Screened, S::Shortlisted, S::Notice, S::Confirmed, S::InTraining, S::Midterm];
        let from: Vec<_> = steps.iter().map(|stage| before(*stage, &full)).collect();
        let nearest = [S::Nominated, S::Screened, S::Shortlisted, S::Notice, S::Confirmed, S::InTraining];
        assert_eq!(from, nearest.map(|stage| vec![stage]));
        assert_eq!(before(S::Certified, &full), [S::Final, S::Extended]);
        assert_eq!(before(S::InTerm, &full), [S::Certified]);
    }

    #[test]
    fn a_stage_the_programme_leaves_out_is_skipped() {
        let short = terms(&[S::Nominated, S::Notice, S::Confirmed, S::Certified]);
        assert_eq!(before(S::Notice, &short), [S::Nominated]);
        assert_eq!(before(S::Certified, &short), [S::Confirmed]);
        assert_eq!(before(S::Removed, &short), [S::Confirmed, S::Frozen]);
        assert_eq!(before(S::Rejected, &short), [S::Nominated, S::Notice]);
    }

    #[test]
    fn stages_are_named_in_both_languages() {
        let names = StageNames(vec![S::Final, S::Extended]);
        assert_eq!(format!("{names}"), "期满考核、延长培养");
        assert_eq!(format!("{names:#}"), "Final assessment, Extended");
        assert_eq!(format!("{} {:#}", StageName(S::InTerm), StageName(S::InTerm)), "任期内 In term");
    }
}
