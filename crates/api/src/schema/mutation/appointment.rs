//! Appointments to posts, their grades and their terms.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    appointment::{
        AppointPost, AppointTitlePost, AppointmentCommand, AssessAppointmentTerm, ChangeAppointmentGrade,
        EndAppointmentTerm, PassProbation, RelievePost, RenewAppointmentTerm, StartAppointmentTerm,
    },
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::{
    enums::Title,
    post_enums::{
        AppointmentMethod, GradeChange, LeadershipPost, PostKind, ReliefReason, TermEnd, TermPoint,
        TermResult,
    },
};

/// An appointment to a post (聘任、任命).
#[derive(InputObject)]
pub(crate) struct PostAppointmentInput {
    /// The unit whose post it is, by id or uuid.
    organisation: ID,
    /// The kind of post (岗位类别).
    kind: PostKind,
    /// The grade by its code in C-31, as MG-7 (岗位等级).
    grade: Option<String>,
    /// Which post of the leadership it is, when it is one (校级职务). Who is secretary and principal is appointed to both.
    leadership: Option<LeadershipPost>,
    /// How the person was chosen (聘任方式).
    method: AppointmentMethod,
    /// Whether it is provisional (暂聘); not when left out.
    provisional: Option<bool>,
    /// The last day of the probation (试用期截止), when there is one.
    probation_last_day: Option<String>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day of the first term (聘期截止), when it has a term; a month or a year means its last day.
    term_last_day: Option<String>,
}

impl PostAppointmentInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<AppointPost> {
        let organisation = reader.id("organisation", &self.organisation);
        let grade = reader.text_if("grade", self.grade.as_ref());
        let probation = reader.last_if("probationLastDay", self.probation_last_day.as_ref());
        let from = reader.start("from", &self.from);
        let term_to = reader.last_if("termLastDay", self.term_last_day.as_ref());
        Some(AppointPost {
            organisation: organisation?,
            kind: self.kind.into(),
            grade: grade?,
            leadership: self.leadership.map(Into::into),
            method: self.method.into(),
            provisional: self.provisional.unwrap_or(false),
            probation_until: probation?,
            from: from?,
            term_to: term_to?,
            rules: Vec::new(),
        })
    }
}

/// An appointment to a professional post (专业技术职务聘任).
#[derive(InputObject)]
pub(crate) struct TitlePostAppointmentInput {
    /// The unit whose post it is, by id or uuid.
    organisation: ID,
    /// The title it rests on, which the person has to hold.
    title: Title,
    /// The grade by its code in C-31, as PT-7; one of those of the title.
    grade: String,
    /// Whether it is provisional (暂聘); not when left out.
    provisional: Option<bool>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day of the first term (聘期截止), when it has a term; a month or a year means its last day.
    term_last_day: Option<String>,
}

impl TitlePostAppointmentInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<AppointTitlePost> {
        let organisation = reader.id("organisation", &self.organisation);
        let grade = reader.filled("grade", &self.grade);
        let from = reader.start("from", &self.from);
        let term_to = reader.last_if("termLastDay", self.term_last_day.as_ref());
        Some(AppointTitlePost {
            organisation: organisation?,
            title: self.title.into(),
            grade: grade?,
            provisional: self.provisional.unwrap_or(false),
            from: from?,
            term_to: term_to?,
            rules: Vec::new(),
        })
    }
}

/// That a probation was passed (试用期满合格).
#[derive(InputObject)]
pub(crate) struct ProbationPassingInput {
    /// The event that appointed.
    appointment: ID,
    /// The day.
    on: String,
}

impl ProbationPassingInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<PassProbation> {
        let appointment = reader.id("appointment", &self.appointment);
        let on = reader.start("on", &self.on);
        Some(PassProbation { appointment: appointment?, on: on? })
    }
}

/// A higher or lower grade (高聘、低聘).
#[derive(InputObject)]
pub(crate) struct GradeChangeInput {
    /// The event that appointed.
    appointment: ID,
    /// Which way.
    change: GradeChange,
    /// The new grade by its code in C-31.
    grade: String,
    /// The first day with it.
    from: String,
}

impl GradeChangeInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ChangeAppointmentGrade> {
        let appointment = reader.id("appointment", &self.appointment);
        let grade = reader.filled("grade", &self.grade);
        let from = reader.start("from", &self.from);
        Some(ChangeAppointmentGrade {
            appointment: appointment?,
            change: self.change.into(),
            grade: grade?,
            from: from?,
            rules: Vec::new(),
        })
    }
}

/// A term (聘期、任期).
#[derive(InputObject)]
pub(crate) struct AppointmentTermInput {
    /// The event that appointed.
    appointment: ID,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day; a month or a year means its last day.
    last_day: String,
}

impl AppointmentTermInput {
    /// Reads the beginning of a term.
    pub(super) fn start(&self, reader: &mut Reader) -> Option<StartAppointmentTerm> {
        let RenewAppointmentTerm { appointment, from, to, rules } = self.renew(reader)?;
        Some(StartAppointmentTerm { appointment, from, to, rules })
    }

    /// Reads a renewal.
    pub(super) fn renew(&self, reader: &mut Reader) -> Option<RenewAppointmentTerm> {
        let appointment = reader.id("appointment", &self.appointment);
        let from = reader.start("from", &self.from);
        let to = reader.last("lastDay", &self.last_day);
        Some(RenewAppointmentTerm { appointment: appointment?, from: from?, to: to?, rules: Vec::new() })
    }
}

/// An assessment of a term (聘期考核).
#[derive(InputObject)]
pub(crate) struct TermAssessmentInput {
    /// The event that appointed.
    appointment: ID,
    /// Within the term or at its end.
    point: TermPoint,
    /// The result.
    result: TermResult,
    /// The day.
    on: String,
}

impl TermAssessmentInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<AssessAppointmentTerm> {
        let appointment = reader.id("appointment", &self.appointment);
        let on = reader.start("on", &self.on);
        let (point, result) = (self.point.into(), self.result.into());
        Some(AssessAppointmentTerm { appointment: appointment?, point, result, on: on? })
    }
}

/// The end of a term that is not followed by another (聘期结束).
#[derive(InputObject)]
pub(crate) struct TermEndingInput {
    /// The event that appointed.
    appointment: ID,
    /// The last day in the post.
    last_day: String,
    /// Why it does not go on.
    reason: TermEnd,
}

impl TermEndingInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<EndAppointmentTerm> {
        let appointment = reader.id("appointment", &self.appointment);
        let on = reader.last("lastDay", &self.last_day);
        Some(EndAppointmentTerm { appointment: appointment?, on: on?, reason: self.reason.into() })
    }
}

/// That a person left a post (免职、解聘).
#[derive(InputObject)]
pub(crate) struct ReliefInput {
    /// The event that appointed.
    appointment: ID,
    /// The last day in the post.
    last_day: String,
    /// Why.
    reason: ReliefReason,
}

impl ReliefInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RelievePost> {
        let appointment = reader.id("appointment", &self.appointment);
        let on = reader.last("lastDay", &self.last_day);
        Some(RelievePost { appointment: appointment?, on: on?, reason: self.reason.into() })
    }
}

about_teacher! {
    /// The input of `postAppoint`.
    PostAppointInput(PostAppointmentInput);
    /// The input of `titlePostAppoint`.
    TitlePostAppointInput(TitlePostAppointmentInput);
    /// The input of `probationPass`.
    ProbationPassInput(ProbationPassingInput);
    /// The input of `appointmentGradeChange`.
    AppointmentGradeChangeInput(GradeChangeInput);
    /// The input of `appointmentTermStart`.
    AppointmentTermStartInput(AppointmentTermInput);
    /// The input of `appointmentTermAssess`.
    AppointmentTermAssessInput(TermAssessmentInput);
    /// The input of `appointmentTermRenew`.
    AppointmentTermRenewInput(AppointmentTermInput);
    /// The input of `appointmentTermEnd`.
    AppointmentTermEndInput(TermEndingInput);
    /// The input of `postRelieve`.
    PostRelieveInput(ReliefInput);
}

#[derive(Default)]
pub(crate) struct AppointmentMutation;

macro_rules! appointments {
    ($($(#[$meta:meta])* $field:ident($input:ident) = $command:ident by $read:ident;)*) => {
        #[Object]
        impl AppointmentMutation {
            $($(#[$meta])*
            async fn $field(&self, context: &Context<'_>, input: $input) -> Result<TeacherPayload> {
                command(context, &input.common, &input.teacher, |reader| {
                    let asked = input.statement.$read(reader)?;
                    Some(TeacherCommand::Appointment(AppointmentCommand::$command(asked)))
                })
                .await
            })*
        }
    };
}

appointments! {
    /// Appoints a person to a post (聘任上岗、任命, S-03, S-42, S-45, R-01, R-06, R-40, R-42, R-43). For BUREAU_HR.
    post_appoint(PostAppointInput) = AppointPost by read;
    /// Appoints a person to a professional post that a title makes eligible for (专业技术职务聘任, S-43, R-28). For BUREAU_HR.
    title_post_appoint(TitlePostAppointInput) = AppointTitlePost by read;
    /// Says that the probation of a post was passed (试用期满合格, S-42, R-42). For BUREAU_HR.
    probation_pass(ProbationPassInput) = PassProbation by read;
    /// Raises or lowers the grade of an appointment (高聘、低聘, S-45). A bar closes a higher one. For BUREAU_HR.
    appointment_grade_change(AppointmentGradeChangeInput) = ChangeAppointmentGrade by read;
    /// Begins a term of an appointment that had none (聘期开始, S-45, R-43). For BUREAU_HR.
    appointment_term_start(AppointmentTermStartInput) = StartAppointmentTerm by start;
    /// Assesses a term (聘期考核, S-45). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    appointment_term_assess(AppointmentTermAssessInput) = AssessAppointmentTerm by read;
    /// Lets an appointment go on for another term (续聘, S-45, R-01, R-40, R-44). For BUREAU_HR.
    appointment_term_renew(AppointmentTermRenewInput) = RenewAppointmentTerm by renew;
    /// Ends a term that is not followed by another (聘期结束, S-45). For BUREAU_HR.
    appointment_term_end(AppointmentTermEndInput) = EndAppointmentTerm by read;
    /// Relieves a person of a post (免职、解聘, S-03). For BUREAU_HR.
    post_relieve(PostRelieveInput) = RelievePost by read;
}
