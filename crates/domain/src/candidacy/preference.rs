//! What verified support teaching counts for in a decision.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    EventId, criteria::verified_months, policy::PreferenceEffect, programme::ProgrammeTerms, rules::Judging,
    teacher::Teacher,
};

/// The preference that was applied, with the service it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Preference {
    /// The effect.
    pub effect: PreferenceEffect,
    /// How many points or places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u32>,
    /// The whole months that were verified.
    pub months: u32,
    /// The events that verified them.
    pub facts: Vec<EventId>,
}

/// The preference a person has in a decision; none where the programme gives none, where the rule does not judge, and where
/// the months do not reach what it asks. The decision keeps in each case by which version it was judged.
pub(super) fn of(
    teacher: &Teacher,
    terms: &ProgrammeTerms,
    day: NaiveDate,
    judging: &mut Judging<'_>,
) -> Result<Option<Preference>, crate::RuleRefusal> {
    let (Some(term), Some(least)) = (terms.preference, judging.number("R-35", "months")) else {
        return Ok(None);
    };
    let (months, facts) = verified_months(teacher, day);
    let reached = i64::from(months) >= least;
    judging.hold("R-35", reached, facts.clone())?;
    let applied = Preference { effect: term.effect, amount: term.amount, months, facts };
    Ok(reached.then_some(applied))
}
