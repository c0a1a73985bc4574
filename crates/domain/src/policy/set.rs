//! What no file can know alone: that the programme, the rule and the code it names are there.

use super::check;
use super::codes::CodeList;
use super::fault::PolicyFault;
use super::plan::Plan;
use super::programme_file::ProgrammeFile;
use super::rules::RuleFile;

/// The code list that `title_at_least` refers to.
const TITLE_LADDER: &str = "C-31";

/// Checks a set of files against each other.
///
/// # Errors
///
/// The first fault: an id used twice, or a name that no file of the set answers to.
pub fn check_set(
    plans: &[Plan],
    programmes: &[ProgrammeFile],
    rules: &[RuleFile],
    lists: &[CodeList],
) -> Result<(), PolicyFault> {
    check::unique("document.id", plans.iter().map(|plan| plan.document.id.as_str()))?;
    check::unique("slug", programmes.iter().map(|programme| programme.slug.as_str()))?;
    check::unique("rules", rules.iter().map(|rule| rule.id.as_str()))?;
    check::unique("codes", lists.iter().map(|list| list.id.as_str()))?;
    plans.iter().try_for_each(|plan| check_plan(plan, programmes))?;
    programmes.iter().try_for_each(|programme| check_programme(programme, rules, lists))
}

fn check_plan(plan: &Plan, programmes: &[ProgrammeFile]) -> Result<(), PolicyFault> {
    for target in &plan.targets {
        let (Some(slug), Some(definition)) = (&target.programme, target.definition) else { continue };
        let slugs = programmes.iter().map(|programme| programme.slug.as_str());
        check::one_of(&format!("targets.{}.programme", target.id), slug, slugs)?;
        // A count whose stage the programme does not have would stay at zero for ever and nobody would know why.
        let stages = programmes.iter().filter(|programme| &programme.slug == slug);
        let stages = stages.flat_map(|programme| &programme.stages).map(|stage| stage.code());
        check::one_of(&format!("targets.{}.definition", target.id), definition.stage().code(), stages)?;
    }
    Ok(())
}

fn check_programme(
    programme: &ProgrammeFile,
    rules: &[RuleFile],
    lists: &[CodeList],
) -> Result<(), PolicyFault> {
    for rule in &programme.rules {
        let known = rules.iter().map(|rule| rule.id.as_str());
        check::one_of(&format!("{}.rules", programme.slug), rule, known)?;
    }
    let titles = || {
        let ladder = lists.iter().filter(|list| list.id == TITLE_LADDER);
        ladder.flat_map(|list| &list.values).filter(|value| value.group.as_deref() == Some("title"))
    };
    for entry in programme.eligibility.iter().filter_map(|entry| entry.title_at_least.as_deref()) {
        let key = format!("{}.eligibility.title_at_least", programme.slug);
        check::one_of(&key, entry, titles().map(|value| value.code.as_str()))?;
    }
    Ok(())
}
