use serde::{Deserialize, Serialize};

use super::{
    code::{Grade, Severance},
    outcome::Outcome,
    preference::Preference,
};
use crate::{
    AppliedRule, CivilDate, EventId, OrganisationId, ProgrammeId, RoundId, TeacherId, criteria::Finding,
    machine::events,
};

/// What is stored when a person is nominated: who, for what, and what was found about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Nomination {
    /// The person.
    pub teacher: TeacherId,
    /// The round.
    pub round: RoundId,
    /// The programme of the round.
    pub programme: ProgrammeId,
    /// The programme's role, as `RESERVE_PRINCIPALS`.
    pub role: String,
    /// The category, when the programme has categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Who nominated; nobody when the person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<OrganisationId>,
    /// The day of nomination.
    pub on: CivilDate,
    /// What was asked and found on that day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Checks the qualification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ScreenCandidate {
    /// Whether it was enough. A candidate who is not passed is rejected by it.
    pub passed: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// The day.
    pub on: CivilDate,
}

/// What is stored when a candidate comes onto the short list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Shortlisting {
    /// The place on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// The score as it was written, so that no digit is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// The day.
    pub on: CivilDate,
    /// What verified support teaching counted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference: Option<Preference>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Starts the public notice (公示).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct StartNotice {
    /// The first day.
    pub on: CivilDate,
    /// The day after the last.
    pub ends_on: CivilDate,
}

/// Raises an objection during the notice. Who raised it is kept elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RaiseObjection {
    /// The matter, as far as it may be written here.
    pub matter: String,
    /// The day.
    pub on: CivilDate,
}

/// Settles an objection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ResolveObjection {
    /// The event that raised it.
    pub objection: EventId,
    /// Whether it holds. A candidate against whom one is upheld is rejected by it.
    pub upheld: bool,
    /// The day.
    pub on: CivilDate,
}

/// What is stored when a candidate is confirmed: what was asked is asked again on that day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Confirmation {
    /// The day.
    pub on: CivilDate,
    /// What was asked and found on that day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
    /// The years of the notice in which only weekends were taken for days off, because no calendar of them was known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendar_unknown: Vec<i32>,
}

/// A step that is told by its day alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct StepTaken {
    /// The day.
    pub on: CivilDate,
}

/// An assessment in the midst or at the end of the training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Assessment {
    /// The result.
    pub grade: Grade,
    /// The day.
    pub on: CivilDate,
}

/// Extends the training after the final assessment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ExtendTraining {
    /// The day after the last.
    pub until: CivilDate,
    /// The day of the decision.
    pub on: CivilDate,
}

/// What is stored when a candidate is certified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Certification {
    /// The category certified in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The first day.
    pub on: CivilDate,
    /// The day after the last day of the term, when the programme has terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_to: Option<CivilDate>,
    /// What is stated on the person in the same append.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// What verified support teaching counted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference: Option<Preference>,
    /// What was asked and found on that day, where the path has no confirmation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
    /// The years of the notice in which only weekends were taken for days off, because no calendar of them was known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendar_unknown: Vec<i32>,
}

/// What is stored when a year of the term is assessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AnnualAssessment {
    /// The year.
    pub year: i32,
    /// The result.
    pub grade: Grade,
    /// The day.
    pub on: CivilDate,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Renews the term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RenewTerm {
    /// The day after the new last day.
    pub to: CivilDate,
    /// The day of the decision.
    pub on: CivilDate,
}

/// A step that needs a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Leaving {
    /// Why.
    pub reason: String,
    /// The day.
    pub on: CivilDate,
}

/// Revokes the certification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RevokeCertification {
    /// From now on, or as if it had never been given.
    pub severance: Severance,
    /// Why.
    pub reason: String,
    /// The first day without it; for one annulled from the beginning, the day of the decision.
    pub on: CivilDate,
}

/// Takes one event of this candidacy away as if it were absent (作废).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct VoidCandidacyEvent {
    /// The event.
    pub voids: EventId,
    /// Why.
    pub reason: String,
}

events! {
    /// What can happen to a candidate in a round, in the order of the path.
    pub enum CandidacyEvent {
        /// Nominated (推荐申报, S-30, S-31, S-32, S-33, S-34, S-35, S-42, S-43; ).
        CandidateNominated(Nomination) = "candidate.nominated" / 1,
        /// Qualification checked.
        CandidateScreened(ScreenCandidate) = "candidate.screened" / 1,
        /// Put on the short list; support teaching counts where the programme says so (入围, S-42, S-47; R-35).
        CandidateShortlisted(Shortlisting) = "candidate.shortlisted" / 1,
        /// The public notice started (公示, S-42, S-43; R-25).
        NoticeStarted(StartNotice) = "candidate.notice-started" / 1,
        /// An objection was raised.
        ObjectionRaised(RaiseObjection) = "candidate.objection-raised" / 1,
        /// An objection was settled.
        ObjectionResolved(ResolveObjection) = "candidate.objection-resolved" / 1,
        /// Confirmed as a person to be developed (确定为培养对象, S-30, S-31, S-32, S-33, S-34, S-35).
        CandidateConfirmed(Confirmation) = "candidate.confirmed" / 1,
        /// The training started.
        TrainingStarted(StepTaken) = "candidate.training-started" / 1,
        /// Assessed in the midst.
        MidtermAssessed(Assessment) = "candidate.midterm-assessed" / 1,
        /// Assessed at the end.
        FinalAssessed(Assessment) = "candidate.final-assessed" / 1,
        /// The training goes on after the final assessment.
        TrainingExtended(ExtendTraining) = "candidate.training-extended" / 1,
        /// Certified; what the programme leads to is stated in the same append (认定, S-02, S-31, S-32, S-33, S-35, S-40, S-42, S-43, S-47, S-78,
        /// S-79).
        CandidateCertified(Certification) = "candidate.certified" / 1,
        /// The term started.
        TermStarted(StepTaken) = "candidate.term-started" / 1,
        /// A year of the term was assessed.
        AnnuallyAssessed(AnnualAssessment) = "candidate.annually-assessed" / 1,
        /// The term was renewed.
        TermRenewed(RenewTerm) = "candidate.term-renewed" / 1,
        /// The term ran out.
        TermExpired(StepTaken) = "candidate.term-expired" / 1,
        /// Resigned from the term.
        CandidateResigned(Leaving) = "candidate.resigned" / 1,
        /// Left before certification.
        CandidateWithdrawn(Leaving) = "candidate.withdrawn" / 1,
        /// Not accepted.
        CandidateRejected(Leaving) = "candidate.rejected" / 1,
        /// Removed during training (调整出培养对象, S-35).
        CandidateRemoved(Leaving) = "candidate.removed" / 1,
        /// The certification was revoked.
        CertificationRevoked(RevokeCertification) = "candidate.certification-revoked" / 1,
        /// Suspended.
        CandidacyFrozen(Leaving) = "candidacy.frozen" / 1,
        /// Goes on where it was.
        CandidacyResumed(StepTaken) = "candidacy.resumed" / 1,
        /// One event was taken away.
        CandidacyEventVoided(VoidCandidacyEvent) = "candidacy.event-voided" / 1,
    }
}

impl CandidacyEvent {
    /// The day it is dated by; a void has none.
    pub fn on(&self) -> Option<&CivilDate> {
        match self {
            Self::CandidateNominated(event) => Some(&event.on),
            Self::CandidateScreened(event) => Some(&event.on),
            Self::CandidateShortlisted(event) => Some(&event.on),
            Self::NoticeStarted(event) => Some(&event.on),
            Self::ObjectionRaised(event) => Some(&event.on),
            Self::ObjectionResolved(event) => Some(&event.on),
            Self::CandidateConfirmed(event) => Some(&event.on),
            Self::TrainingStarted(event) | Self::TermStarted(event) | Self::TermExpired(event) => {
                Some(&event.on)
            }
            Self::MidtermAssessed(event) | Self::FinalAssessed(event) => Some(&event.on),
            Self::TrainingExtended(event) => Some(&event.on),
            Self::CandidateCertified(event) => Some(&event.on),
            Self::AnnuallyAssessed(event) => Some(&event.on),
            Self::TermRenewed(event) => Some(&event.on),
            Self::CandidateResigned(event)
            | Self::CandidateWithdrawn(event)
            | Self::CandidateRejected(event)
            | Self::CandidateRemoved(event)
            | Self::CandidacyFrozen(event) => Some(&event.on),
            Self::CertificationRevoked(event) => Some(&event.on),
            Self::CandidacyResumed(event) => Some(&event.on),
            Self::CandidacyEventVoided(_) => None,
        }
    }
}
