//! The past: corrected, revoked, voided, and never erased.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use liangshi_domain::teacher::{
    Statement, TeacherCommand, TeacherEvent,
    appointment::AppointmentEvent,
    conduct::ConductEvent,
    duty::DutyEvent,
    hire::HireEvent,
    honour::HonourEvent,
    identity::IdentityEvent,
    movement::MovementEvent,
    movement_asked::{CorrectMovement, MovementAsked},
    past::{CorrectFact, PastCommand, PastEvent, RevokeFact, VoidFact},
    post::PostEvent,
    record::RecordEvent,
    secondment::SecondmentEvent,
    training::TrainingEvent,
};

use super::{
    access,
    appointment::{
        GradeChangeInput, PostAppointmentInput, ProbationPassingInput, ReliefInput, TermAssessmentInput,
        TermEndingInput, TitlePostAppointmentInput,
    },
    conduct::{BarInput, LiftingInput},
    discipline::{
        EthicsAssessmentInput, RestrictionInput, SelectionScoreInput, ToleranceInput,
        ToleranceRevocationInput,
    },
    duty::{HomeroomInput, LeaveInput, WorkforceCategoryInput},
    hire::{EmploymentEndCorrectionInput, HiringInput, TransferInput},
    honour::{ContributionInput, HonourInput, HonourRevocationInput},
    identity::{RegistrationInput, RenamingInput},
    input::Reader,
    movement::{
        RelationDayInput, RotationExemptionInput, SecondmentAssessmentInput, ServedDaysInput, VisitDaysInput,
    },
    payload::TeacherPayload,
    post::{AssignmentEndingInput, AssignmentInput, TitleInput},
    record::{
        AppraisalInput, CredentialExpiryInput, CredentialInput, CredentialRevocationInput, DegreeInput,
        IncentiveInput,
    },
    secondment::{
        ApprovalInput, ArrivalInput, CancellationInput, ExtensionInput, ReturnInput, SecondmentInput,
    },
    teacher::{about_teacher, command},
    training::TrainingInput,
};
use crate::{
    fault,
    schema::{
        context::registry,
        id::{self, NodeKind},
    },
};

/// What an event should have said: whole, or as it should have been asked where the rest is judged anew.
enum Said {
    Whole(Statement),
    Asked(MovementAsked),
}

macro_rules! statements {
    (
        whole { $($(#[$meta:meta])* $variant:ident($input:ident) as $field:literal => $event:ident::$kind:ident),* $(,)? }
        asked { $($(#[$told:meta])* $again:ident($what:ident) as $place:literal),* $(,)? }
    ) => {
        /// What an event should have said, whole; it has to be of the kind the event is (更正内容).
        #[derive(OneofObject)]
        pub(crate) enum StatementInput {
            $($(#[$meta])* #[graphql(name = $field)] $variant($input),)*
            $($(#[$told])* #[graphql(name = $place)] $again($what),)*
        }

        impl StatementInput {
            fn read(&self, reader: &mut Reader) -> Option<Said> {
                match self {
                    $(Self::$variant(input) => reader.under($field, |reader| {
                        Some(Said::Whole($event::$kind(input.read(reader)?).into()))
                    }),)*
                    $(Self::$again(input) => reader.under($place, |reader| {
                        Some(Said::Asked(input.read(reader)?))
                    }),)*
                }
            }
        }
    };
}

statements! {
    whole {
        /// Instead of a registration.
        Register(RegistrationInput) as "register" => IdentityEvent::TeacherRegistered,
        /// Instead of a change of name.
        Rename(RenamingInput) as "rename" => IdentityEvent::TeacherRenamed,
        /// Instead of a hire.
        Hire(HiringInput) as "hire" => HireEvent::TeacherHired,
        /// Instead of a transfer.
        Transfer(TransferInput) as "transfer" => HireEvent::TeacherTransferred,
        /// Instead of an end of service.
        EmploymentEnd(EmploymentEndCorrectionInput) as "employmentEnd" => HireEvent::EmploymentEnded,
        /// Instead of work given.
        Assign(AssignmentInput) as "assign" => PostEvent::TeacherAssigned,
        /// Instead of an end of work.
        AssignmentEnd(AssignmentEndingInput) as "assignmentEnd" => PostEvent::AssignmentEnded,
        /// Instead of a title.
        TitleGrant(TitleInput) as "titleGrant" => PostEvent::TitleGranted,
        /// Instead of a training.
        Training(TrainingInput) as "training" => TrainingEvent::TrainingCompleted,
        /// Instead of a proposal of a secondment.
        SecondmentPropose(SecondmentInput) as "secondmentPropose" => SecondmentEvent::SecondmentProposed,
        /// Instead of an approval of a secondment.
        SecondmentApprove(ApprovalInput) as "secondmentApprove" => SecondmentEvent::SecondmentApproved,
        /// Instead of an arrival.
        Second(ArrivalInput) as "second" => SecondmentEvent::TeacherSeconded,
        /// Instead of an extension.
        SecondmentExtend(ExtensionInput) as "secondmentExtend" => SecondmentEvent::SecondmentExtended,
        /// Instead of a return.
        Return(ReturnInput) as "return" => SecondmentEvent::TeacherReturned,
        /// Instead of a cancellation.
        SecondmentCancel(CancellationInput) as "secondmentCancel" => SecondmentEvent::SecondmentCancelled,
        /// Instead of an assessment of service elsewhere.
        SecondmentAssess(SecondmentAssessmentInput) as "secondmentAssess" => MovementEvent::SecondmentAssessed,
        /// Instead of an exemption from rotation.
        RotationExempt(RotationExemptionInput) as "rotationExempt" => MovementEvent::RotationExempted,
        /// Instead of an honour.
        Honour(HonourInput) as "honour" => HonourEvent::HonourConferred,
        /// Instead of a revocation of an honour.
        HonourRevoke(HonourRevocationInput) as "honourRevoke" => HonourEvent::HonourRevoked,
        /// Instead of a contribution.
        Contribution(ContributionInput) as "contribution" => HonourEvent::ContributionRecorded,
        /// Instead of a bar. For ETHICS_OFFICER.
        Bar(BarInput) as "bar" => ConductEvent::BarImposed,
        /// Instead of a lifting. For ETHICS_OFFICER.
        BarLift(LiftingInput) as "barLift" => ConductEvent::BarLifted,
        /// Instead of an assessment of ethics (更正师德考核, S-23).
        EthicsAssessment(EthicsAssessmentInput) as "ethicsAssessment" => ConductEvent::EthicsAssessmentRecorded,
        /// Instead of a restriction of discipline. For ETHICS_OFFICER.
        Restriction(RestrictionInput) as "restriction" => ConductEvent::DisciplineRestrictionRecorded,
        /// Instead of a tolerance. For ETHICS_OFFICER.
        Tolerance(ToleranceInput) as "tolerance" => ConductEvent::FaultToleranceGranted,
        /// Instead of a revocation of a tolerance. For ETHICS_OFFICER.
        ToleranceRevoke(ToleranceRevocationInput) as "toleranceRevoke" => ConductEvent::FaultToleranceRevoked,
        /// Instead of a score of a selection.
        SelectionScore(SelectionScoreInput) as "selectionScore" => ConductEvent::SelectionCriterionScored,
        /// Instead of an appointment to a post.
        PostAppoint(PostAppointmentInput) as "postAppoint" => AppointmentEvent::PostAppointed,
        /// Instead of an appointment to a professional post.
        TitlePostAppoint(TitlePostAppointmentInput) as "titlePostAppoint" => AppointmentEvent::TitlePostAppointed,
        /// Instead of a probation passed.
        ProbationPass(ProbationPassingInput) as "probationPass" => AppointmentEvent::ProbationPassed,
        /// Instead of a change of grade.
        AppointmentGradeChange(GradeChangeInput) as "appointmentGradeChange" => AppointmentEvent::AppointmentGradeChanged,
        /// Instead of an assessment of a term.
        AppointmentTermAssess(TermAssessmentInput) as "appointmentTermAssess" => AppointmentEvent::AppointmentTermAssessed,
        /// Instead of the end of a term.
        AppointmentTermEnd(TermEndingInput) as "appointmentTermEnd" => AppointmentEvent::AppointmentTermEnded,
        /// Instead of a relief.
        PostRelieve(ReliefInput) as "postRelieve" => AppointmentEvent::PostRelieved,
        /// Instead of a certificate.
        Credential(CredentialInput) as "credential" => RecordEvent::CredentialRecorded,
        /// Instead of the end of a certificate.
        CredentialExpire(CredentialExpiryInput) as "credentialExpire" => RecordEvent::CredentialExpired,
        /// Instead of a withdrawal of a certificate.
        CredentialRevoke(CredentialRevocationInput) as "credentialRevoke" => RecordEvent::CredentialRevoked,
        /// Instead of a degree.
        Degree(DegreeInput) as "degree" => RecordEvent::DegreeRecorded,
        /// Instead of an appraisal.
        Appraisal(AppraisalInput) as "appraisal" => RecordEvent::AppraisalRecorded,
        /// Instead of an incentive.
        Incentive(IncentiveInput) as "incentive" => RecordEvent::IncentiveGranted,
        /// Instead of the charge of a class.
        Homeroom(HomeroomInput) as "homeroom" => DutyEvent::HomeroomAssigned,
        /// Instead of a category of the workforce.
        WorkforceCategory(WorkforceCategoryInput) as "workforceCategory" => DutyEvent::WorkforceCategoryAssigned,
        /// Instead of a leave.
        Leave(LeaveInput) as "leave" => DutyEvent::LeaveStarted,
    }
    asked {
        /// Instead of a verification of support teaching; the place is judged anew on the days (更正支教认定, R-37).
        SupportTeaching(ServedDaysInput) as "supportTeaching",
        /// Instead of a visit in a residency; the place is judged anew on the days (更正蹲点走访, R-37).
        Residency(VisitDaysInput) as "residency",
        /// Instead of the day on which the personnel relation went along or came back (更正人事关系转移日期).
        PersonnelRelation(RelationDayInput) as "personnelRelation",
    }
}

/// A correction (更正): it was never true; the record was wrong.
#[derive(InputObject)]
pub(crate) struct CorrectionInput {
    /// The event that first stated the fact.
    corrects: ID,
    /// What it should have said.
    statement: StatementInput,
    /// Why the record was wrong; it may not be blank.
    reason: String,
}

impl CorrectionInput {
    fn read(&self, reader: &mut Reader) -> Option<PastCommand> {
        let corrects = reader.id("corrects", &self.corrects);
        let said = reader.under("statement", |reader| self.statement.read(reader));
        let reason = reader.text("reason", &self.reason);
        let (corrects, reason) = (corrects?, reason?);
        Some(match said? {
            Said::Whole(statement) => PastCommand::CorrectFact(CorrectFact { corrects, statement, reason }),
            Said::Asked(asked) => PastCommand::CorrectMovement(CorrectMovement { corrects, asked, reason }),
        })
    }
}

/// A revocation (撤销): a title, a training or work that was validly given is withdrawn.
#[derive(InputObject)]
pub(crate) struct RevocationInput {
    /// The event that stated the fact.
    revokes: ID,
    /// The first day without it; left out when it is void from the beginning (自始无效).
    from: Option<String>,
    /// Why; it may not be blank.
    reason: String,
}

impl RevocationInput {
    fn read(&self, reader: &mut Reader) -> Option<RevokeFact> {
        let revokes = reader.id("revokes", &self.revokes);
        let from = reader.start_if("from", self.from.as_ref());
        let reason = reader.text("reason", &self.reason);
        Some(RevokeFact { revokes: revokes?, from: from?, reason: reason? })
    }
}

/// A void (作废): it was entered on the wrong person or twice.
#[derive(InputObject)]
pub(crate) struct VoidingInput {
    /// The event. A correction may be voided too; what it replaced then stands again.
    voids: ID,
    /// Why; it may not be blank.
    reason: String,
}

impl VoidingInput {
    fn read(&self, reader: &mut Reader) -> Option<VoidFact> {
        let voids = reader.id("voids", &self.voids);
        let reason = reader.text("reason", &self.reason);
        Some(VoidFact { voids: voids?, reason: reason? })
    }
}

about_teacher! {
    /// The input of `factCorrect`.
    FactCorrectInput(CorrectionInput);
    /// The input of `factRevoke`.
    FactRevokeInput(RevocationInput);
    /// The input of `factVoid`.
    FactVoidInput(VoidingInput);
}

#[derive(Default)]
pub(crate) struct PastMutation;

#[Object]
impl PastMutation {
    /// States again what an event stated wrongly (更正). Both versions stay in the history. For BUREAU_HR; about bars for
    /// ETHICS_OFFICER.
    async fn fact_correct(&self, context: &Context<'_>, input: FactCorrectInput) -> Result<TeacherPayload> {
        may_change(context, &input.statement.corrects).await?;
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Past(input.statement.read(reader)?))
        })
        .await
    }

    /// Withdraws a title, a training or work that was validly given (撤销). For BUREAU_HR.
    async fn fact_revoke(&self, context: &Context<'_>, input: FactRevokeInput) -> Result<TeacherPayload> {
        may_change(context, &input.statement.revokes).await?;
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Past(PastCommand::RevokeFact(input.statement.read(reader)?)))
        })
        .await
    }

    /// Takes an event away as if it were absent (作废); it stays in the history. For BUREAU_HR; about bars for ETHICS_OFFICER.
    async fn fact_void(&self, context: &Context<'_>, input: FactVoidInput) -> Result<TeacherPayload> {
        may_change(context, &input.statement.voids).await?;
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Past(PastCommand::VoidFact(input.statement.read(reader)?)))
        })
        .await
    }
}

/// Who may not impose a bar may not correct or void one either.
async fn may_change(context: &Context<'_>, named: &ID) -> Result<()> {
    access::role(context)?;
    // An id that cannot be read is said to be so with everything else that is wrong with the input.
    let Ok(event) = id::of(NodeKind::Event, named) else { return Ok(()) };
    let Some(recorded) = registry(context)?.log.by_id(event).await.map_err(fault::internal)? else {
        return access::past(context, false);
    };
    let event = TeacherEvent::read(&recorded.kind, &recorded.body).transpose().map_err(fault::internal)?;
    access::past(context, event.is_some_and(|event| of_conduct(&event)))
}

fn is_of_the_ethics_office(statement: &Statement) -> bool {
    matches!(statement, Statement::Conduct(event) if event.is_of_the_ethics_office())
}

fn of_conduct(event: &TeacherEvent) -> bool {
    match event {
        TeacherEvent::Stated(statement) => is_of_the_ethics_office(statement),
        TeacherEvent::Past(PastEvent::FactCorrected(correct)) => is_of_the_ethics_office(&correct.statement),
        TeacherEvent::Past(PastEvent::FactRevoked(_) | PastEvent::FactVoided(_))
        | TeacherEvent::Privacy(_)
        | TeacherEvent::Merge(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{InputType, value};

    use super::*;

    fn read(statement: async_graphql::Value) -> Result<Said, Vec<super::super::error::UserError>> {
        let input =
            StatementInput::parse(Some(statement)).unwrap_or_else(|_| panic!("the statement does not fit"));
        Reader::read(|reader| reader.under("statement", |reader| input.read(reader)))
    }

    #[test]
    fn a_correction_reads_the_same_fields_as_the_first_statement() {
        let statement = read(value!({"hire": {
            "organisation": "00000000-0000-0000-0000-000000000007", "from": "2022-09", "source": "RECRUITED",
            "category": "FULL_TIME_TEACHER", "staffing": "ESTABLISHED",
        }}));
        let Ok(Said::Whole(statement)) = statement else { panic!("a hire is stated whole") };
        assert_eq!(statement.kind(), "teacher.hired");
    }

    #[test]
    fn of_what_a_judge_derived_only_what_was_asked_is_said_again() {
        let said = read(value!({"supportTeaching": {"from": "2022-09-01", "to": "2023-06-30"}}));
        let Ok(Said::Asked(MovementAsked::SupportTeaching { from, to })) = said else { panic!("days") };
        let days = (from.map(|from| from.day.to_string()), to.map(|to| to.day.to_string()));
        assert_eq!(days, (Some("2022-09-01".to_owned()), Some("2023-07-01".to_owned())));
    }

    #[test]
    fn a_bar_is_recognised_behind_its_correction() {
        let bar = read(value!({"bar": {"from": "2022-01-01", "to": "2023-12-31", "reason": "C-1"}}));
        let Ok(Said::Whole(bar)) = bar else { panic!("a bar is stated whole") };
        let corrects = liangshi_domain::EventId(uuid::Uuid::from_u128(7));
        let correct = CorrectFact { corrects, statement: bar.clone(), reason: "笔误".to_owned() };
        assert!(of_conduct(&TeacherEvent::Stated(bar)));
        assert!(of_conduct(&TeacherEvent::Past(PastEvent::FactCorrected(correct))));
        let void = VoidFact { voids: corrects, reason: "重复".to_owned() };
        assert!(!of_conduct(&TeacherEvent::Past(PastEvent::FactVoided(void))));
    }
}
