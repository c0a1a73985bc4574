use super::{
    code::Grade,
    event::{
        Assessment, ExtendTraining, Leaving, RaiseObjection, RenewTerm, ResolveObjection,
        RevokeCertification, ScreenCandidate, StartNotice, StepTaken, VoidCandidacyEvent,
    },
    outcome::Outcome,
};
use crate::{CivilDate, OrganisationId, RoundId, TeacherId};

/// Nominates a person in a round.
#[derive(Clone, Debug, PartialEq)]
pub struct NominateCandidate {
    /// The person.
    pub teacher: TeacherId,
    /// The round.
    pub round: RoundId,
    /// The category, when the programme has categories.
    pub category: Option<String>,
    /// Who nominates; nobody when the person does.
    pub by: Option<OrganisationId>,
    /// The day.
    pub on: CivilDate,
}

/// Puts the candidate on the short list.
#[derive(Clone, Debug, PartialEq)]
pub struct ShortlistCandidate {
    /// The place on the list.
    pub rank: Option<u32>,
    /// The score as it was written, so that no digit is lost.
    pub score: Option<String>,
    /// The day.
    pub on: CivilDate,
}

/// Certifies the candidate. The term ends by the programme's years when no end is given.
#[derive(Clone, Debug, PartialEq)]
pub struct CertifyCandidate {
    /// The category certified in; the one nominated in when left out.
    pub category: Option<String>,
    /// The first day.
    pub on: CivilDate,
    /// The day after the last day of the term.
    pub term_to: Option<CivilDate>,
    /// What is stated on the person, where the programme leads to something.
    pub outcome: Option<Outcome>,
}

/// Assesses a year of the term.
#[derive(Clone, Debug, PartialEq)]
pub struct AssessAnnually {
    /// The year.
    pub year: i32,
    /// The result.
    pub grade: Grade,
    /// The day.
    pub on: CivilDate,
}

/// What may be asked of a candidacy.
#[derive(Clone, Debug, PartialEq)]
pub enum CandidacyCommand {
    /// Nominates.
    NominateCandidate(NominateCandidate),
    /// Checks the qualification.
    ScreenCandidate(ScreenCandidate),
    /// Puts on the short list.
    ShortlistCandidate(ShortlistCandidate),
    /// Starts the public notice.
    StartNotice(StartNotice),
    /// Raises an objection.
    RaiseObjection(RaiseObjection),
    /// Settles an objection.
    ResolveObjection(ResolveObjection),
    /// Confirms.
    ConfirmCandidate(StepTaken),
    /// Starts the training.
    StartTraining(StepTaken),
    /// Assesses in the midst.
    AssessMidterm(Assessment),
    /// Assesses at the end.
    AssessFinal(Assessment),
    /// Extends the training.
    ExtendTraining(ExtendTraining),
    /// Certifies.
    CertifyCandidate(CertifyCandidate),
    /// Starts the term.
    StartTerm(StepTaken),
    /// Assesses a year of the term.
    AssessAnnually(AssessAnnually),
    /// Renews the term.
    RenewTerm(RenewTerm),
    /// States that the term ran out.
    ExpireTerm(StepTaken),
    /// States a resignation from the term.
    ResignCandidate(Leaving),
    /// States that the candidate left before certification.
    WithdrawCandidate(Leaving),
    /// Rejects before confirmation.
    RejectCandidate(Leaving),
    /// Removes from training.
    RemoveCandidate(Leaving),
    /// Revokes the certification.
    RevokeCertification(RevokeCertification),
    /// Suspends.
    FreezeCandidacy(Leaving),
    /// Ends a suspension.
    ResumeCandidacy(StepTaken),
    /// Takes an event away.
    VoidCandidacyEvent(VoidCandidacyEvent),
}
