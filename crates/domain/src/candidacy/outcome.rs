//! What a certification states on the person, as it is stored.

use serde::{Deserialize, Serialize};

use crate::{
    CandidacyId, CivilDate, OrganisationId, TeamId,
    code::{Category, IssuingBody, MovementKind, Staffing, Title},
    policy::OutcomeKind,
    teacher::appointment_code::LeadershipPost,
};

/// What is stated on the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// A title is granted (S-43). It makes no post.
    TitleGranted {
        /// The title.
        title: Title,
        /// The body that reviewed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authority: Option<String>,
    },
    /// The person is appointed to a post of the leadership by open selection (S-42).
    PostAppointed {
        /// The unit whose post it is.
        organisation: OrganisationId,
        /// The post.
        leadership: LeadershipPost,
        /// The grade by its code in C-31, as MG-7.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grade: Option<String>,
        /// The first day in it.
        from: CivilDate,
        /// The day after the last of the probation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        probation_until: Option<CivilDate>,
        /// The day after the last of the first term.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        term_to: Option<CivilDate>,
    },
    /// The person is hired (S-40).
    TeacherHired {
        /// The unit.
        organisation: OrganisationId,
        /// The first day of service.
        from: CivilDate,
        /// What the person does there.
        category: Category,
        /// How the person is held.
        staffing: Staffing,
        /// The unit whose establishment post is occupied, when it is another one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        establishment: Option<OrganisationId>,
    },
    /// A secondment is proposed (S-02).
    SecondmentProposed {
        /// The kind of service elsewhere.
        movement: MovementKind,
        /// The receiving unit.
        organisation: OrganisationId,
        /// The post held there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        post: Option<String>,
        /// The first day.
        from: CivilDate,
        /// The day after the last, when an end is foreseen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<CivilDate>,
        /// The batch it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        batch: Option<u32>,
        /// The candidacy that makes the person a reserve principal, for first secretaries.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reserve: Option<CandidacyId>,
    },
    /// An honour is conferred (S-22).
    HonourConferred {
        /// The honour.
        name: String,
        /// The kind of body that issued it.
        issued_by: IssuingBody,
        /// The name of that body.
        issuer: String,
    },
    /// The person joins a team (S-78, S-79).
    TeamMemberJoined {
        /// The team.
        team: TeamId,
        /// What the person does there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        /// By which qualification.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        qualification: Option<String>,
    },
}

impl Outcome {
    /// What kind it is of.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::TitleGranted { .. } => OutcomeKind::TitleGranted,
            Self::PostAppointed { .. } => OutcomeKind::PostAppointed,
            Self::TeacherHired { .. } => OutcomeKind::TeacherHired,
            Self::SecondmentProposed { .. } => OutcomeKind::SecondmentProposed,
            Self::HonourConferred { .. } => OutcomeKind::HonourConferred,
            Self::TeamMemberJoined { .. } => OutcomeKind::TeamMemberJoined,
        }
    }
}
