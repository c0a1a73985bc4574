use serde::{Deserialize, Serialize};

use super::terms::{Naming, ProgrammeTerms};
use crate::{CivilDate, machine::events, policy::CountDefinition};

/// Launches a programme with its first terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct LaunchProgramme {
    /// The slug, the same as its file's.
    pub slug: String,
    /// Its name.
    pub name: Naming,
    /// The family of programmes it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Naming>,
    /// The pipeline view that shows it, as `STUDIO_HOSTS`.
    pub role: String,
    /// The terms.
    pub terms: ProgrammeTerms,
    /// The first day they are in force.
    pub from: CivilDate,
}

/// Puts other terms in force. Rounds that are already open keep theirs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReviseProgramme {
    /// The new terms, whole.
    pub terms: ProgrammeTerms,
    /// The first day they are in force.
    pub from: CivilDate,
}

/// Sets the number a work plan asks of the programme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SetProgrammeTarget {
    /// How many persons.
    pub number: u32,
    /// Which of the five counts the number means.
    pub definition: CountDefinition,
    /// The day by which it is to be reached: the day after the last, when a document says "by the end of".
    pub deadline: CivilDate,
    /// Whether the deadline is inferred and stands in no document.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deadline_inferred: bool,
    /// The responsible office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The sentence of the plan, as S-33.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// The words of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The metric, as M-23.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
}

events! {
    /// What can happen to a talent programme.
    pub enum ProgrammeEvent {
        /// It exists, in a family of programmes (设立项目, S-01, S-30, S-42, S-43, S-78, S-79).
        ProgrammeLaunched(LaunchProgramme) = "programme.launched" / 1,
        /// Other terms are in force from a day on.
        ProgrammeRevised(ReviseProgramme) = "programme.revised" / 1,
        /// A number is asked of it (下达目标, S-31, S-32, S-33, S-34, S-35).
        ProgrammeTargetSet(SetProgrammeTarget) = "programme.target-set" / 1,
    }
}
