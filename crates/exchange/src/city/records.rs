use chrono::NaiveDate;
use liangshi_domain::{
    CandidacyId, EventId, RoundId, StudioId, TeacherId,
    code::{Category, LeaveReason, Sex, Staffing, Stage, Title},
    teacher::{hire::HireTeacher, post::GrantTitle},
};

use super::person::Subject;

/// What the teller remembers of a person, beside what the states know.
pub(crate) struct Member {
    pub(crate) id: TeacherId,
    /// The unit, as a place in the layout.
    pub(crate) unit: usize,
    pub(crate) stage: Option<Stage>,
    pub(crate) subject: Option<Subject>,
    pub(crate) post: Option<&'static str>,
    pub(crate) sex: Sex,
    pub(crate) birth: NaiveDate,
    pub(crate) category: Category,
    pub(crate) staffing: Staffing,
    pub(crate) hired: NaiveDate,
    /// Since when at the unit.
    pub(crate) since: NaiveDate,
    pub(crate) title: Option<Title>,
    /// When and why the person left, of those who did.
    pub(crate) left: Option<(NaiveDate, LeaveReason)>,
    /// Sent elsewhere, or about to be.
    pub(crate) away: bool,
    /// In so many programmes; who is in one stays where he or she is.
    pub(crate) candidacies: usize,
    pub(crate) hire: Option<(EventId, HireTeacher)>,
    pub(crate) grant: Option<(EventId, GrantTitle)>,
    pub(crate) assignment: Option<EventId>,
    pub(crate) training: Option<EventId>,
}

impl Member {
    /// Whether the person is in service.
    pub(crate) fn serves(&self) -> bool {
        self.left.is_none()
    }

    /// Whether the person may leave or move without leaving a story half told.
    pub(crate) fn is_free(&self) -> bool {
        self.serves() && !self.away && self.candidacies == 0
    }

    /// Whether the person leads a unit.
    pub(crate) fn leads(&self) -> bool {
        self.post.is_some_and(|post| post != HOMEROOM)
    }
}

/// The post of a homeroom teacher.
pub(crate) const HOMEROOM: &str = "班主任";

/// An honour that may be taken back.
pub(crate) struct Award {
    pub(crate) member: usize,
    pub(crate) event: EventId,
    pub(crate) on: NaiveDate,
}

/// A bar that may be lifted.
pub(crate) struct Barred {
    pub(crate) member: usize,
    pub(crate) event: EventId,
    pub(crate) from: NaiveDate,
}

/// A secondment that was proposed.
pub(crate) struct Sent {
    pub(crate) member: usize,
    pub(crate) event: EventId,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) started: bool,
    pub(crate) extended: bool,
}

/// How a candidacy ends, or where it stands at the end of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The qualification is not enough.
    NotQualified,
    /// Not put on the short list.
    NotListed,
    /// An objection is upheld.
    Objected,
    /// Left before the list was made.
    GivesUp,
    /// Not accepted at the end of the notice.
    Turned,
    /// Left during training.
    Withdraws,
    /// Removed from training.
    Removed,
    /// Suspended by a bar.
    Frozen,
    /// Goes on in training.
    Stays,
    /// The training is extended.
    Extended,
    /// Certified.
    Certified,
    /// Certified, and left the term soon after.
    Resigns,
    /// Certified, and recorded only months later.
    CertifiedLate,
    /// Certified, and annulled from the beginning later.
    Annulled,
}

impl Fate {
    /// Whether the candidate is confirmed.
    pub(crate) fn is_confirmed(self) -> bool {
        !matches!(self, Self::NotQualified | Self::NotListed | Self::Objected | Self::GivesUp | Self::Turned)
    }

    /// Whether the candidate comes to be certified.
    pub(crate) fn is_certified(self) -> bool {
        matches!(self, Self::Certified | Self::Resigns | Self::CertifiedLate | Self::Annulled)
    }
}

/// A candidacy that runs.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub(crate) id: CandidacyId,
    pub(crate) member: usize,
    pub(crate) fate: Fate,
    pub(crate) category: Option<&'static str>,
    pub(crate) studio: Option<StudioId>,
}

/// A round and its candidacies.
pub(crate) struct Running {
    pub(crate) slug: &'static str,
    pub(crate) year: i32,
    pub(crate) id: RoundId,
    pub(crate) runs: Vec<Run>,
}
