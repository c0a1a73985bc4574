//! The way of a candidate until certification.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    CandidacyId,
    candidacy::{
        Candidacy, CandidacyCommand, CertifyCandidate, ExtendTraining, NominateCandidate, RaiseObjection,
        ResolveObjection, ScreenCandidate, ShortlistCandidate, StartNotice,
    },
};

use super::{
    candidacy::{AssessmentInput, StepInput, about_candidacy, command},
    execute::{Asked, run},
    input::{Common, Reader},
    outcome::OutcomeInput,
    payload::CandidacyPayload,
};
use crate::schema::context::registry;

/// The input of `candidateNominate`.
#[derive(InputObject)]
pub(crate) struct CandidateNominateInput {
    #[graphql(flatten)]
    common: Common,
    /// The person, by id or uuid. A person has one candidacy in a round.
    teacher: ID,
    /// The round, by id or uuid; it has to be open on the day.
    round: ID,
    /// The category, as `famous-teacher`, when the programme has categories (类别).
    category: Option<String>,
    /// The organisation that nominates; left out when the person applies (推荐单位).
    by: Option<ID>,
    /// The day; what the programme asks and bars are judged on it.
    on: String,
}

impl CandidateNominateInput {
    fn read(&self, reader: &mut Reader) -> Option<NominateCandidate> {
        let teacher = reader.id("teacher", &self.teacher);
        let round = reader.id("round", &self.round);
        let category = reader.text_if("category", self.category.as_ref());
        let by = reader.id_if("by", self.by.as_ref());
        let on = reader.start("on", &self.on);
        Some(NominateCandidate { teacher: teacher?, round: round?, category: category?, by: by?, on: on? })
    }
}

/// The check of the qualification (资格审核).
#[derive(InputObject)]
pub(crate) struct ScreeningInput {
    /// Whether it was enough. A candidate who is not passed is rejected by it.
    passed: bool,
    /// Why.
    reasons: Option<Vec<String>>,
    /// The day; a month or a year means its first day.
    on: String,
}

impl ScreeningInput {
    fn read(&self, reader: &mut Reader) -> Option<ScreenCandidate> {
        let reasons = self.reasons.iter().flatten().map(|reason| reader.filled("reasons", reason));
        let reasons: Option<Vec<_>> = reasons.collect();
        let on = reader.start("on", &self.on);
        Some(ScreenCandidate { passed: self.passed, reasons: reasons?, on: on? })
    }
}

/// A place on the short list (入围).
#[derive(InputObject)]
pub(crate) struct ShortlistingInput {
    /// The place on the list (名次).
    rank: Option<i32>,
    /// The score as it was written, so that no digit is lost (得分).
    score: Option<String>,
    /// The day; a month or a year means its first day.
    on: String,
}

impl ShortlistingInput {
    fn read(&self, reader: &mut Reader) -> Option<ShortlistCandidate> {
        let rank = reader.number_if("rank", self.rank);
        let score = reader.text_if("score", self.score.as_ref());
        let on = reader.start("on", &self.on);
        Some(ShortlistCandidate { rank: rank?, score: score?, on: on? })
    }
}

/// The public notice (公示).
#[derive(InputObject)]
pub(crate) struct NoticeInput {
    /// The first day.
    on: String,
    /// The last day, itself included. It lasts at least the working days the programme asks.
    last_day: String,
}

impl NoticeInput {
    fn read(&self, reader: &mut Reader) -> Option<StartNotice> {
        let on = reader.start("on", &self.on);
        let ends_on = reader.last("lastDay", &self.last_day);
        Some(StartNotice { on: on?, ends_on: ends_on? })
    }
}

/// An objection during the notice (异议).
#[derive(InputObject)]
pub(crate) struct ObjectionInput {
    /// The matter, as far as it may be written here; it may not be blank. Who raised it is kept elsewhere.
    matter: String,
    /// The day; a month or a year means its first day.
    on: String,
}

impl ObjectionInput {
    fn read(&self, reader: &mut Reader) -> Option<RaiseObjection> {
        let matter = reader.filled("matter", &self.matter);
        let on = reader.start("on", &self.on);
        Some(RaiseObjection { matter: matter?, on: on? })
    }
}

/// How an objection was settled (异议处理).
#[derive(InputObject)]
pub(crate) struct SettlementInput {
    /// The event that raised it.
    objection: ID,
    /// Whether it holds. A candidate against whom one is upheld is rejected by it.
    upheld: bool,
    /// The day; a month or a year means its first day.
    on: String,
}

impl SettlementInput {
    fn read(&self, reader: &mut Reader) -> Option<ResolveObjection> {
        let objection = reader.id("objection", &self.objection);
        let on = reader.start("on", &self.on);
        Some(ResolveObjection { objection: objection?, upheld: self.upheld, on: on? })
    }
}

/// How long the training goes on after the final assessment (延长培养).
#[derive(InputObject)]
pub(crate) struct TrainingExtensionInput {
    /// The new last day, itself included; a month or a year means its last day.
    to: String,
    /// The day of the decision; a month or a year means its first day.
    on: String,
}

impl TrainingExtensionInput {
    fn read(&self, reader: &mut Reader) -> Option<ExtendTraining> {
        let until = reader.last("to", &self.to);
        let on = reader.start("on", &self.on);
        Some(ExtendTraining { until: until?, on: on? })
    }
}

/// What a candidate is certified in (认定).
#[derive(InputObject)]
pub(crate) struct CertificationInput {
    /// The category certified in, as `famous-teacher` (类别).
    category: Option<String>,
    /// The first day; bars are judged on it, and where the path has no confirmation, the notice and what is asked.
    on: String,
    /// The last day of the term, itself included; by the years of the programme when left out.
    term_to: Option<String>,
    /// What is stated on the person in the same append, where the programme leads to something (办理内容).
    outcome: Option<OutcomeInput>,
}

impl CertificationInput {
    fn read(&self, reader: &mut Reader) -> Option<CertifyCandidate> {
        let category = reader.text_if("category", self.category.as_ref());
        let on = reader.start("on", &self.on);
        let term_to = reader.last_if("termTo", self.term_to.as_ref());
        let outcome = reader.under("outcome", |reader| match &self.outcome {
            Some(outcome) => outcome.read(reader).map(Some),
            None => Some(None),
        });
        Some(CertifyCandidate { category: category?, on: on?, term_to: term_to?, outcome: outcome? })
    }
}

about_candidacy! {
    /// The input of `candidateScreen`.
    CandidateScreenInput(ScreeningInput);
    /// The input of `candidateShortlist`.
    CandidateShortlistInput(ShortlistingInput);
    /// The input of `candidateNoticeStart`.
    CandidateNoticeStartInput(NoticeInput);
    /// The input of `candidateObjectionRaise`.
    CandidateObjectionRaiseInput(ObjectionInput);
    /// The input of `candidateObjectionResolve`.
    CandidateObjectionResolveInput(SettlementInput);
    /// The input of `candidateConfirm`.
    CandidateConfirmInput(StepInput);
    /// The input of `candidateTrainingStart`.
    CandidateTrainingStartInput(StepInput);
    /// The input of `candidateMidtermAssess`.
    CandidateMidtermAssessInput(AssessmentInput);
    /// The input of `candidateFinalAssess`.
    CandidateFinalAssessInput(AssessmentInput);
    /// The input of `candidateTrainingExtend`.
    CandidateTrainingExtendInput(TrainingExtensionInput);
    /// The input of `candidateCertify`.
    CandidateCertifyInput(CertificationInput);
}

#[derive(Default)]
pub(crate) struct SelectionMutation;

#[Object]
impl SelectionMutation {
    /// Nominates a person in a round (推荐申报, R-01, R-21). For BUREAU_HR and PROGRAMME_MANAGER; for TOWN_HR and SCHOOL_HR
    /// about persons and by organisations inside their scope.
    async fn candidate_nominate(
        &self,
        context: &Context<'_>,
        input: CandidateNominateInput,
    ) -> Result<CandidacyPayload> {
        let id = CandidacyId((registry(context)?.new_id)());
        let outcome = run::<Candidacy>(context, &input.common, |reader| {
            let asked = input.read(reader)?;
            let (teacher, by) = (asked.teacher, asked.by);
            Some(Asked::of(id.stream(), CandidacyCommand::NominateCandidate(asked)).about(teacher).at(by))
        });
        outcome.await.map(CandidacyPayload::from)
    }

    /// Checks the qualification; who is not passed is rejected (资格审核). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_screen(
        &self,
        context: &Context<'_>,
        input: CandidateScreenInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::ScreenCandidate(input.step.read(reader)?))
        })
        .await
    }

    /// Puts a candidate on the short list (入围). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_shortlist(
        &self,
        context: &Context<'_>,
        input: CandidateShortlistInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::ShortlistCandidate(input.step.read(reader)?))
        })
        .await
    }

    /// Starts the public notice (开始公示, R-25). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_notice_start(
        &self,
        context: &Context<'_>,
        input: CandidateNoticeStartInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::StartNotice(input.step.read(reader)?))
        })
        .await
    }

    /// Raises an objection during the notice (提出异议, R-25). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_objection_raise(
        &self,
        context: &Context<'_>,
        input: CandidateObjectionRaiseInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::RaiseObjection(input.step.read(reader)?))
        })
        .await
    }

    /// Settles an objection; one that is upheld rejects the candidate (处理异议, R-25).
    ///
    /// For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_objection_resolve(
        &self,
        context: &Context<'_>,
        input: CandidateObjectionResolveInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::ResolveObjection(input.step.read(reader)?))
        })
        .await
    }

    /// Confirms a candidate for development; bars and conditions are judged again (确定为培养对象, R-01, R-21, R-25).
    ///
    /// For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_confirm(
        &self,
        context: &Context<'_>,
        input: CandidateConfirmInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::ConfirmCandidate(input.step.read(reader)?))
        })
        .await
    }

    /// Starts the training (开始培养). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_training_start(
        &self,
        context: &Context<'_>,
        input: CandidateTrainingStartInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::StartTraining(input.step.read(reader)?))
        })
        .await
    }

    /// Assesses a candidate in the midst of the training (中期考核). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_midterm_assess(
        &self,
        context: &Context<'_>,
        input: CandidateMidtermAssessInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::AssessMidterm(input.step.read(reader)?))
        })
        .await
    }

    /// Assesses a candidate at the end of the training (期满考核). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_final_assess(
        &self,
        context: &Context<'_>,
        input: CandidateFinalAssessInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::AssessFinal(input.step.read(reader)?))
        })
        .await
    }

    /// Extends the training after the final assessment (延长培养). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_training_extend(
        &self,
        context: &Context<'_>,
        input: CandidateTrainingExtendInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::ExtendTraining(input.step.read(reader)?))
        })
        .await
    }

    /// Certifies a candidate; what the programme leads to is stated in the same append: a title (S-43), a post (S-42), service
    /// (S-40), a proposed
    /// secondment (S-02), an honour, a place in a team (S-78, S-79). Where any of it is refused nothing happens (认定, R-01, R-25).
    ///
    /// For BUREAU_HR and PROGRAMME_MANAGER.
    async fn candidate_certify(
        &self,
        context: &Context<'_>,
        input: CandidateCertifyInput,
    ) -> Result<CandidacyPayload> {
        command(context, &input.common, &input.candidacy, |reader| {
            Some(CandidacyCommand::CertifyCandidate(input.step.read(reader)?))
        })
        .await
    }
}
