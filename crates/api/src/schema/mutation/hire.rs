//! Service: hire, transfer, end.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    hire::{EmploymentEnded, EndEmployment, HireCommand, HireTeacher, SettleReassignment, TransferTeacher},
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::enums::{Category, LeaveReason, Source, Staffing};

/// How a person came into service (入职).
#[derive(InputObject)]
pub(crate) struct HiringInput {
    /// The unit that holds the personnel relation (人事关系单位). It has to be open on the first day.
    organisation: ID,
    /// The first day of service; a month or a year means its first day.
    from: String,
    /// Where the person came from (来源).
    source: Source,
    /// What the person does (岗位类别).
    category: Category,
    /// With an establishment post or in one of the ways without (编制情况).
    staffing: Staffing,
    /// The unit whose establishment post is occupied, when it is another one (编制单位).
    establishment: Option<ID>,
    /// The unit that pays, when it is another one (工资单位).
    paying: Option<ID>,
}

impl HiringInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<HireTeacher> {
        let organisation = reader.id("organisation", &self.organisation);
        let from = reader.start("from", &self.from);
        let establishment = reader.id_if("establishment", self.establishment.as_ref());
        let paying = reader.id_if("paying", self.paying.as_ref());
        Some(HireTeacher {
            organisation: organisation?,
            from: from?,
            source: self.source.into(),
            category: self.category.into(),
            staffing: self.staffing.into(),
            establishment: establishment?,
            paying: paying?,
        })
    }
}

/// How the personnel relation moved to another unit (调动).
#[derive(InputObject)]
pub(crate) struct TransferInput {
    /// The new unit. It has to be open on the first day.
    organisation: ID,
    /// The first day there; a month or a year means its first day.
    from: String,
    /// With an establishment post or in one of the ways without (编制情况).
    staffing: Staffing,
    /// The unit whose establishment post is occupied, when it is another one (编制单位).
    establishment: Option<ID>,
    /// The unit that pays, when it is another one (工资单位).
    paying: Option<ID>,
}

impl TransferInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<TransferTeacher> {
        let organisation = reader.id("organisation", &self.organisation);
        let from = reader.start("from", &self.from);
        let establishment = reader.id_if("establishment", self.establishment.as_ref());
        let paying = reader.id_if("paying", self.paying.as_ref());
        Some(TransferTeacher {
            organisation: organisation?,
            from: from?,
            staffing: self.staffing.into(),
            establishment: establishment?,
            paying: paying?,
        })
    }
}

/// How service ended (离职).
#[derive(InputObject)]
pub(crate) struct LeavingServiceInput {
    /// The last day of service, itself included; a month or a year means its last day.
    last_day: String,
    /// Why (离职原因).
    reason: LeaveReason,
}

impl LeavingServiceInput {
    fn read(&self, reader: &mut Reader) -> Option<EndEmployment> {
        let on = reader.last("lastDay", &self.last_day)?;
        Some(EndEmployment { on, reason: self.reason.into() })
    }
}

/// How service should have been said to end (离职更正).
#[derive(InputObject)]
pub(crate) struct EmploymentEndCorrectionInput {
    /// The event of the hire or transfer that began the service.
    employment: ID,
    #[graphql(flatten)]
    end: LeavingServiceInput,
}

impl EmploymentEndCorrectionInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<EmploymentEnded> {
        let employment = reader.id("employment", &self.employment);
        let end = self.end.read(reader)?;
        Some(EmploymentEnded { employment: employment?, on: end.on, reason: end.reason })
    }
}

/// Where what a person holds at a unit that has ended goes on (机构撤并后的接续安置).
#[derive(InputObject)]
pub(crate) struct ReassignmentInput {
    /// The unit that has ended, by id or uuid.
    ended: ID,
    /// The unit where it goes on; the one a merger names for the person, when it names one.
    organisation: ID,
    /// The first day there; a month or a year means its first day.
    from: String,
}

impl ReassignmentInput {
    fn read(&self, reader: &mut Reader) -> Option<SettleReassignment> {
        let ended = reader.id("ended", &self.ended);
        let organisation = reader.id("organisation", &self.organisation);
        let from = reader.start("from", &self.from);
        Some(SettleReassignment { ended: ended?, organisation: organisation?, from: from? })
    }
}

about_teacher! {
    /// The input of `reassignmentSettle`.
    ReassignmentSettleInput(ReassignmentInput);
    /// The input of `teacherHire`.
    TeacherHireInput(HiringInput);
    /// The input of `teacherTransfer`.
    TeacherTransferInput(TransferInput);
    /// The input of `employmentEnd`.
    EmploymentEndInput(LeavingServiceInput);
}

#[derive(Default)]
pub(crate) struct HireMutation;

#[Object]
impl HireMutation {
    /// Lets what a person holds at a unit that has ended go on at its successor: relation, post, pay and work (机构撤并后的接续安置, S-16).
    /// For BUREAU_HR.
    async fn reassignment_settle(
        &self,
        context: &Context<'_>,
        input: ReassignmentSettleInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Reassignment(input.statement.read(reader)?))
        })
        .await
    }

    /// Takes a person into service, for the first time or again (教师入职, R-12). For BUREAU_HR.
    async fn teacher_hire(&self, context: &Context<'_>, input: TeacherHireInput) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Hire(HireCommand::HireTeacher(input.statement.read(reader)?)))
        })
        .await
    }

    /// Moves the personnel relation to another unit without a break in service (教师调动, R-12). For BUREAU_HR.
    async fn teacher_transfer(
        &self,
        context: &Context<'_>,
        input: TeacherTransferInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Hire(HireCommand::TransferTeacher(input.statement.read(reader)?)))
        })
        .await
    }

    /// Ends the service that holds on the last day (教师离职). For BUREAU_HR.
    async fn employment_end(
        &self,
        context: &Context<'_>,
        input: EmploymentEndInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Hire(HireCommand::EndEmployment(input.statement.read(reader)?)))
        })
        .await
    }
}
