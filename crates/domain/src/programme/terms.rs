use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    Period,
    code::{MovementKind, Title},
    criteria::Criterion,
    policy::{OutcomeKind, PreferenceEffect, ProgrammeStage},
};

/// A name in the two languages of the registry, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Naming {
    /// The Chinese text, the one documents use.
    pub zh: String,
    /// The English text.
    pub en: String,
}

impl Naming {
    /// Whether the name says nothing in Chinese.
    pub fn is_blank(&self) -> bool {
        self.zh.trim().is_empty()
    }
}

/// A kind of person within a programme and the days on which it can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CategoryTerm {
    /// The slug. The same one may stand again with another name and other days.
    pub code: String,
    /// Its name.
    pub name: Naming,
    /// The days on which it can be given.
    #[serde(flatten)]
    pub period: Period,
}

/// What a candidate has to show, and the days on which it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Requirement {
    /// What is asked.
    pub criterion: Criterion,
    /// Whether a candidate is refused too when nothing was collected that could show it.
    pub blocks_when_missing: bool,
    /// The days on which it is asked.
    #[serde(flatten)]
    pub period: Period,
}

/// How a studio should be staffed. Outside the range an officer is warned and not stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct StudioTerm {
    /// The fewest members.
    pub members_min: u32,
    /// The most members.
    pub members_max: u32,
}

/// What a certification states on the person. What is left out is left to the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct OutcomeTerm {
    /// What is stated.
    pub kind: OutcomeKind,
    /// The title that is granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// The kind of service elsewhere that is proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<MovementKind>,
    /// The post held there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// The kind of team that is joined, as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
}

/// How support teaching counts for a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PreferenceTerm {
    /// The effect.
    pub effect: PreferenceEffect,
    /// How many points or places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u32>,
}

/// The terms of a programme: what a round copies when it opens, so that a later revision leaves it alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ProgrammeTerms {
    /// The stages of the path, in the order of the vocabulary.
    pub stages: Vec<ProgrammeStage>,
    /// The kinds of person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<CategoryTerm>,
    /// What a candidate has to show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
    /// How long a certified person serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_years: Option<u32>,
    /// How many working days the public notice lasts at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_working_days: Option<u32>,
    /// How a studio should be staffed, for a programme whose persons host one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub studio: Option<StudioTerm>,
    /// How many places a round has before units pool theirs; without end when nobody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u32>,
    /// What is stated on the person when the candidate is certified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OutcomeTerm>,
    /// How support teaching counts for a candidate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference: Option<PreferenceTerm>,
}

impl ProgrammeTerms {
    /// Whether the path has this stage. The side stages belong to every programme.
    pub fn has(&self, stage: ProgrammeStage) -> bool {
        self.stages.contains(&stage) || ProgrammeStage::SIDE.contains(&stage)
    }

    /// The category of this code as it can be given on the day.
    pub fn category_on(&self, code: &str, day: NaiveDate) -> Option<&CategoryTerm> {
        self.categories.iter().find(|category| category.code == code && category.period.contains(day))
    }

    /// What is asked of a candidate on the day.
    pub fn requirements_on(&self, day: NaiveDate) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(move |requirement| requirement.period.contains(day))
    }

    /// Whether the stages begin with a nomination and keep the order of the vocabulary.
    pub fn path_is_sound(&self) -> bool {
        self.stages.first() == Some(&ProgrammeStage::Nominated)
            && self.stages.iter().all(|stage| ProgrammeStage::ORDERED.contains(stage))
            && self.stages.is_sorted_by(|before, next| before < next)
    }
}
