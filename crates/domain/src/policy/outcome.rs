//! What a programme leads to, and what counts for a candidate beside the score.

use serde::{Deserialize, Serialize};

use super::check;
use super::fault::{FaultKind, PolicyFault};
use crate::code::{MovementKind, Title, codes};

codes! {
    /// What is stated on a person in the same append in which the candidate is certified.
    pub enum OutcomeKind {
        TitleGranted = "TITLE_GRANTED", "授予职称", "a title is granted";
        PostAppointed = "POST_APPOINTED", "聘任岗位", "a post is appointed";
        TeacherHired = "TEACHER_HIRED", "招聘入职", "the person is hired";
        SecondmentProposed = "SECONDMENT_PROPOSED", "提出挂职选派", "a secondment is proposed";
        HonourConferred = "HONOUR_CONFERRED", "授予荣誉", "an honour is conferred";
        TeamMemberJoined = "TEAM_MEMBER_JOINED", "加入队伍", "the person joins a team";
    }

    /// How support teaching counts for a candidate.
    pub enum PreferenceEffect {
        Points = "POINTS", "加分", "points are added";
        TieBreak = "TIE_BREAK", "同等条件优先", "comes first among equals";
        Quota = "QUOTA", "单列名额", "places are set aside";
    }
}

/// What a certification leads to. A missing key leaves it to the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeFile {
    /// What is stated.
    pub kind: OutcomeKind,
    /// The title that is granted; only with TITLE_GRANTED.
    pub title: Option<Title>,
    /// The kind of service elsewhere; only with SECONDMENT_PROPOSED.
    pub movement: Option<MovementKind>,
    /// The post held there, as 第一书记; only with SECONDMENT_PROPOSED.
    pub post: Option<String>,
    /// The kind of team, as a code of list C-43; only with TEAM_MEMBER_JOINED.
    pub team: Option<String>,
}

/// How support teaching counts for a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreferenceFile {
    /// The effect.
    pub effect: PreferenceEffect,
    /// How many points or places; not with TIE_BREAK.
    pub amount: Option<u16>,
}

impl OutcomeFile {
    /// Every key belongs to one kind, so that none is written that nothing reads.
    pub(crate) fn check(&self) -> Result<(), PolicyFault> {
        let keys = [
            ("outcome.title", self.title.is_some(), OutcomeKind::TitleGranted),
            ("outcome.movement", self.movement.is_some(), OutcomeKind::SecondmentProposed),
            ("outcome.post", self.post.is_some(), OutcomeKind::SecondmentProposed),
            ("outcome.team", self.team.is_some(), OutcomeKind::TeamMemberJoined),
        ];
        match keys.into_iter().find(|(_, given, kind)| *given && *kind != self.kind) {
            Some((key, _, kind)) => Err(needs(key, kind.code())),
            None => Ok(()),
        }
    }
}

impl PreferenceFile {
    /// Points and places are numbers, and coming first among equals is none.
    pub(crate) fn check(self) -> Result<(), PolicyFault> {
        check::positive("preference.amount", self.amount)?;
        match (self.effect, self.amount) {
            (PreferenceEffect::TieBreak, Some(_)) => Err(needs("preference.amount", "POINTS")),
            (PreferenceEffect::Points | PreferenceEffect::Quota, None) => {
                Err(needs("preference.effect", "amount"))
            }
            (PreferenceEffect::TieBreak, None)
            | (PreferenceEffect::Points | PreferenceEffect::Quota, Some(_)) => Ok(()),
        }
    }
}

fn needs(key: &str, other: &str) -> PolicyFault {
    PolicyFault::at(key, FaultKind::NeedsOther { other: other.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_another_outcome_is_refused() {
        let none = OutcomeFile {
            kind: OutcomeKind::TeacherHired,
            title: None,
            movement: None,
            post: None,
            team: None,
        };
        assert!(none.check().is_ok());
        let titled = OutcomeFile { title: Some(Title::Senior), ..none };
        assert_eq!(titled.check().map_err(|fault| fault.key), Err("outcome.title".to_owned()));
        assert!(OutcomeFile { kind: OutcomeKind::TitleGranted, ..titled }.check().is_ok());
    }

    #[test]
    fn points_have_an_amount_and_coming_first_among_equals_has_none() {
        let of = |effect, amount| PreferenceFile { effect, amount }.check().is_ok();
        assert!(of(PreferenceEffect::Points, Some(2)) && !of(PreferenceEffect::Points, None));
        assert!(!of(PreferenceEffect::Quota, Some(0)));
        assert!(of(PreferenceEffect::TieBreak, None) && !of(PreferenceEffect::TieBreak, Some(1)));
    }
}
