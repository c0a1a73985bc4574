//! A certified candidate in term, and every way out.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::candidacy::{
    AssessAnnually, CandidacyCommand, RenewTerm, RevokeCertification, VoidCandidacyEvent,
};

use super::{
    candidacy::{LeavingInput, StepInput, about_candidacy, command},
    input::Reader,
    payload::CandidacyPayload,
};
use crate::schema::enums::{Grade, Severance};

/// The assessment of a year of the term (年度考核).
#[derive(InputObject)]
pub(crate) struct AnnualAssessmentInput {
    /// The year; each is assessed once.
    year: i32,
    /// The result (考核结果).
    grade: Grade,
    /// The day; a month or a year means its first day.
    on: String,
}

impl AnnualAssessmentInput {
    fn read(&self, reader: &mut Reader) -> Option<AssessAnnually> {
        let year = reader.year("year", self.year);
        let on = reader.start("on", &self.on);
        Some(AssessAnnually { year: year?, grade: self.grade.into(), on: on? })
    }
}

/// How long the term is renewed for (续任).
#[derive(InputObject)]
pub(crate) struct RenewalInput {
    /// The new last day, itself included; a month or a year means its last day.
    to: String,
    /// The day of the decision; a month or a year means its first day.
    on: String,
}

impl RenewalInput {
    fn read(&self, reader: &mut Reader) -> Option<RenewTerm> {
        let to = reader.last("to", &self.to);
        let on = reader.start("on", &self.on);
        Some(RenewTerm { to: to?, on: on? })
    }
}

/// How a certification is revoked (撤销认定).
#[derive(InputObject)]
pub(crate) struct CertificationRevocationInput {
    /// From now on, or as if it had never been given.
    severance: Severance,
    /// Why; it may not be blank.
    reason: String,
    /// The first day without it; for one annulled from the beginning, the day of the decision.
    on: String,
}

impl CertificationRevocationInput {
    fn read(&self, reader: &mut Reader) -> Option<RevokeCertification> {
        let reason = reader.text("reason", &self.reason);
        let on = reader.start("on", &self.on);
        Some(RevokeCertification { severance: self.severance.into(), reason: reason?, on: on? })
    }
}

/// Which event of a candidacy is taken away (作废).
#[derive(InputObject)]
pub(crate) struct CandidacyVoidingInput {
    /// The event; a void itself stays.
    voids: ID,
    /// Why; it may not be blank.
    reason: String,
}

impl CandidacyVoidingInput {
    fn read(&self, reader: &mut Reader) -> Option<VoidCandidacyEvent> {
        let voids = reader.id("voids", &self.voids);
        let reason = reader.text("reason", &self.reason);
        Some(VoidCandidacyEvent { voids: voids?, reason: reason? })
    }
}

about_candidacy! {
    /// The input of `candidateTermStart`.
    CandidateTermStartInput(StepInput);
    /// The input of `candidateAnnuallyAssess`.
    CandidateAnnuallyAssessInput(AnnualAssessmentInput);
    /// The input of `candidateTermRenew`.
    CandidateTermRenewInput(RenewalInput);
    /// The input of `candidateTermExpire`.
    CandidateTermExpireInput(StepInput);
    /// The input of `candidateResign`.
    CandidateResignInput(LeavingInput);
    /// The input of `candidateWithdraw`.
    CandidateWithdrawInput(LeavingInput);
    /// The input of `candidateReject`.
    CandidateRejectInput(LeavingInput);
    /// The input of `candidateRemove`.
    CandidateRemoveInput(LeavingInput);
    /// The input of `candidateCertificationRevoke`.
    CandidateCertificationRevokeInput(CertificationRevocationInput);
    /// The input of `candidacyFreeze`.
    CandidacyFreezeInput(LeavingInput);
    /// The input of `candidacyResume`.
    CandidacyResumeInput(StepInput);
    /// The input of `candidacyEventVoid`.
    CandidacyEventVoidInput(CandidacyVoidingInput);
}

#[derive(Default)]
pub(crate) struct TermMutation;

#[Object]
impl TermMutation {
    /// Starts the term (任期开始). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_term_start(
        &self,
        context: &Context<'_>,
        input: CandidateTermStartInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::StartTerm(input.step.read(reader)?))
        })
        .await
    }

    /// Assesses a year of the term (年度考核, R-24). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_annually_assess(
        &self,
        context: &Context<'_>,
        input: CandidateAnnuallyAssessInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::AssessAnnually(input.step.read(reader)?))
        })
        .await
    }

    /// Renews the term (续任). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_term_renew(
        &self,
        context: &Context<'_>,
        input: CandidateTermRenewInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::RenewTerm(input.step.read(reader)?))
        })
        .await
    }

    /// States that the term ran out (任期届满). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_term_expire(
        &self,
        context: &Context<'_>,
        input: CandidateTermExpireInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::ExpireTerm(input.step.read(reader)?))
        })
        .await
    }

    /// States a resignation from the term (辞任). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_resign(
        &self,
        context: &Context<'_>,
        input: CandidateResignInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::ResignCandidate(input.step.read(reader)?))
        })
        .await
    }

    /// States that a candidate left before certification (退出). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_withdraw(
        &self,
        context: &Context<'_>,
        input: CandidateWithdrawInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::WithdrawCandidate(input.step.read(reader)?))
        })
        .await
    }

    /// Rejects a candidate before confirmation (未通过). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_reject(
        &self,
        context: &Context<'_>,
        input: CandidateRejectInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::RejectCandidate(input.step.read(reader)?))
        })
        .await
    }

    /// Removes a candidate from training (淘汰). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_remove(
        &self,
        context: &Context<'_>,
        input: CandidateRemoveInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::RemoveCandidate(input.step.read(reader)?))
        })
        .await
    }

    /// Revokes a certification, from now on or from the beginning (撤销认定). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_certification_revoke(
        &self,
        context: &Context<'_>,
        input: CandidateCertificationRevokeInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::RevokeCertification(input.step.read(reader)?))
        })
        .await
    }

    /// Suspends a candidacy (暂停). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidacy_freeze(
        &self,
        context: &Context<'_>,
        input: CandidacyFreezeInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::FreezeCandidacy(input.step.read(reader)?))
        })
        .await
    }

    /// Ends a suspension; the candidacy goes on where it was (恢复). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidacy_resume(
        &self,
        context: &Context<'_>,
        input: CandidacyResumeInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::ResumeCandidacy(input.step.read(reader)?))
        })
        .await
    }

    /// Takes an event of a candidacy away as if it were absent; it stays in the history (作废).
    ///
    /// For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidacy_event_void(
        &self,
        context: &Context<'_>,
        input: CandidacyEventVoidInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::VoidCandidacyEvent(input.step.read(reader)?))
        })
        .await
    }
}
