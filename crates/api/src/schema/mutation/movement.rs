//! What is stated about service elsewhere beside it: assessment, verified support teaching, visits, exemptions.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    movement::{
        AssessSecondment, ExemptFromRotation, MovementCommand, VerifySupportTeaching, VisitResidency,
    },
    movement_asked::MovementAsked,
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::{enums::Grade, movement_enums::RotationExemption};

/// How service elsewhere was assessed (选派考核).
#[derive(InputObject)]
pub(crate) struct SecondmentAssessmentInput {
    /// The event that proposed the secondment.
    secondment: ID,
    /// The result (考核结果).
    grade: Grade,
    /// The day of the assessment; a month or a year means its first day.
    on: String,
    /// Who assessed, as the receiving unit (考核单位).
    by: Option<String>,
}

impl SecondmentAssessmentInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<AssessSecondment> {
        let secondment = reader.id("secondment", &self.secondment);
        let on = reader.start("on", &self.on);
        let by = reader.text_if("by", self.by.as_ref());
        Some(AssessSecondment { secondment: secondment?, grade: self.grade.into(), on: on?, by: by? })
    }
}

/// The days of support teaching to be verified (支教认定).
#[derive(InputObject)]
pub(crate) struct SupportTeachingInput {
    /// The event that proposed the secondment.
    secondment: ID,
    /// The first day; the first day there when left out.
    from: Option<String>,
    /// The last day, itself included; the last day served when left out.
    to: Option<String>,
}

impl SupportTeachingInput {
    fn read(&self, reader: &mut Reader) -> Option<VerifySupportTeaching> {
        let secondment = reader.id("secondment", &self.secondment);
        let from = reader.start_if("from", self.from.as_ref());
        let to = reader.last_if("to", self.to.as_ref());
        Some(VerifySupportTeaching { secondment: secondment?, from: from?, to: to? })
    }
}

/// A visit in a residency (蹲点走访).
#[derive(InputObject)]
pub(crate) struct VisitInput {
    /// The event that proposed the residency.
    secondment: ID,
    /// The first day of the visit.
    on: String,
    /// How many days it lasted, 1 to 366.
    days: i32,
    /// What was done (工作内容).
    note: Option<String>,
}

impl VisitInput {
    fn read(&self, reader: &mut Reader) -> Option<VisitResidency> {
        let secondment = reader.id("secondment", &self.secondment);
        let on = reader.start("on", &self.on);
        let days = reader.number("days", self.days);
        let note = reader.text_if("note", self.note.as_ref());
        Some(VisitResidency { secondment: secondment?, on: on?, days: days?, note: note? })
    }
}

/// That a person need not rotate for a time (免交流).
#[derive(InputObject)]
pub(crate) struct RotationExemptionInput {
    /// Why (免交流事由).
    reason: RotationExemption,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, itself included; left out when no end is foreseen.
    to: Option<String>,
}

impl RotationExemptionInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ExemptFromRotation> {
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        Some(ExemptFromRotation { reason: self.reason.into(), from: from?, to: to? })
    }
}

/// The days of support teaching that should have been verified (更正后的支教时间).
#[derive(InputObject)]
pub(crate) struct ServedDaysInput {
    /// The first day; the first day there when left out.
    from: Option<String>,
    /// The last day, itself included; the last day served when left out.
    to: Option<String>,
}

impl ServedDaysInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<MovementAsked> {
        let from = reader.start_if("from", self.from.as_ref());
        let to = reader.last_if("to", self.to.as_ref());
        Some(MovementAsked::SupportTeaching { from: from?, to: to? })
    }
}

/// The days of a visit as they should have been recorded (更正后的蹲点时间).
#[derive(InputObject)]
pub(crate) struct VisitDaysInput {
    /// The first day of the visit.
    on: String,
    /// How many days it lasted, 1 to 366.
    days: i32,
    /// What was done (工作内容).
    note: Option<String>,
}

impl VisitDaysInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<MovementAsked> {
        let on = reader.start("on", &self.on);
        let days = reader.number("days", self.days);
        let note = reader.text_if("note", self.note.as_ref());
        Some(MovementAsked::Residency { on: on?, days: days?, note: note? })
    }
}

/// The day from which another unit really held the personnel relation (更正后的人事关系转移日期).
#[derive(InputObject)]
pub(crate) struct RelationDayInput {
    /// The first day; it lies within the service elsewhere.
    from: String,
}

impl RelationDayInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<MovementAsked> {
        Some(MovementAsked::PersonnelRelation { from: reader.start("from", &self.from)? })
    }
}

about_teacher! {
    /// The input of `secondmentAssess`.
    SecondmentAssessInput(SecondmentAssessmentInput);
    /// The input of `supportTeachingVerify`.
    SupportTeachingVerifyInput(SupportTeachingInput);
    /// The input of `residencyVisit`.
    ResidencyVisitInput(VisitInput);
    /// The input of `rotationExempt`.
    RotationExemptInput(RotationExemptionInput);
}

#[derive(Default)]
pub(crate) struct MovementMutation;

#[Object]
impl MovementMutation {
    /// Assesses service elsewhere, as that of first secretaries (选派考核, S-02). For BUREAU_HR.
    async fn secondment_assess(
        &self,
        context: &Context<'_>,
        input: SecondmentAssessInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Movement(MovementCommand::AssessSecondment(asked)))
        })
        .await
    }

    /// Verifies days of support teaching; the place has to be designated weak or remote on each of them (支教认定, S-47, R-37).
    /// For BUREAU_HR.
    async fn support_teaching_verify(
        &self,
        context: &Context<'_>,
        input: SupportTeachingVerifyInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Movement(MovementCommand::VerifySupportTeaching(asked)))
        })
        .await
    }

    /// Records that a researcher in residency was at the weak place (蹲点走访, S-69, R-37). For BUREAU_HR; for TOWN_HR and SCHOOL_HR
    /// about persons inside their scope.
    async fn residency_visit(
        &self,
        context: &Context<'_>,
        input: ResidencyVisitInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Movement(MovementCommand::VisitResidency(asked)))
        })
        .await
    }

    /// Frees a person from rotating for a time (免交流, S-44, R-33). For BUREAU_HR.
    async fn rotation_exempt(
        &self,
        context: &Context<'_>,
        input: RotationExemptInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Movement(MovementCommand::ExemptFromRotation(asked)))
        })
        .await
    }
}
