//! Service elsewhere for a time.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    secondment::{
        ApproveSecondment, CancelSecondment, ExtendSecondment, ProposeSecondment, ReturnTeacher,
        SecondTeacher, SecondmentCommand,
    },
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    post::percent,
    teacher::{about_teacher, command},
};
use crate::schema::enums::MovementKind;

/// Service elsewhere for a time, as proposed (选派).
#[derive(InputObject)]
pub(crate) struct SecondmentInput {
    /// The kind of movement (C-12). First secretaries go to private schools and come from the reserve pool.
    kind: MovementKind,
    /// The receiving unit (派往单位). It has to be open on the first day.
    organisation: ID,
    /// The post there, as 第一书记 (挂任职务).
    post: Option<String>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, itself included; a month or a year means its last day. Left out when no end is foreseen.
    to: Option<String>,
    /// Percent of a full post, 1 to 100; 100, full time, when left out.
    fte_percent: Option<i32>,
    /// Whether the personnel relation moves too (是否调动人事关系); false when left out.
    personnel_moved: Option<bool>,
    /// The batch it belongs to, as 2 for the second batch of first secretaries (批次).
    batch: Option<i32>,
    /// The candidacy that makes the person a reserve principal; needed for first secretaries.
    candidacy: Option<ID>,
    /// The pairing under which the person is sent to learn (结对, S-59).
    pairing: Option<ID>,
    /// The rotation round it belongs to; `rotationAssign` states it (交流轮次, S-44).
    rotation: Option<ID>,
}

impl SecondmentInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ProposeSecondment> {
        let organisation = reader.id("organisation", &self.organisation);
        let post = reader.text_if("post", self.post.as_ref());
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        let fte_percent = percent(reader, "ftePercent", self.fte_percent);
        let batch = reader.number_if("batch", self.batch);
        let candidacy = reader.id_if("candidacy", self.candidacy.as_ref());
        let pairing = reader.id_if("pairing", self.pairing.as_ref());
        let rotation = reader.id_if("rotation", self.rotation.as_ref());
        Some(ProposeSecondment {
            kind: self.kind.into(),
            organisation: organisation?,
            post: post?,
            from: from?,
            to: to?,
            fte_percent: fte_percent?,
            personnel_moved: self.personnel_moved.unwrap_or(false),
            batch: batch?,
            candidacy: candidacy?,
            rotation: rotation?,
            pairing: pairing?,
            rules: Vec::new(),
        })
    }
}

/// That a secondment was approved (审批).
#[derive(InputObject)]
pub(crate) struct ApprovalInput {
    /// The event that proposed the secondment.
    secondment: ID,
}

impl ApprovalInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ApproveSecondment> {
        Some(ApproveSecondment { secondment: reader.id("secondment", &self.secondment)? })
    }
}

/// That a seconded person arrived (到岗).
#[derive(InputObject)]
pub(crate) struct ArrivalInput {
    /// The event that proposed the secondment.
    secondment: ID,
    /// The first day there, which may differ from the day proposed; a month or a year means its first day.
    from: String,
}

impl ArrivalInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<SecondTeacher> {
        let secondment = reader.id("secondment", &self.secondment);
        let from = reader.start("from", &self.from);
        Some(SecondTeacher { secondment: secondment?, from: from?, rules: Vec::new() })
    }
}

/// That a secondment lasts longer (延期).
#[derive(InputObject)]
pub(crate) struct ExtensionInput {
    /// The event that proposed the secondment.
    secondment: ID,
    /// The new last day, itself included; a month or a year means its last day.
    to: String,
}

impl ExtensionInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ExtendSecondment> {
        let secondment = reader.id("secondment", &self.secondment);
        let to = reader.last("to", &self.to);
        Some(ExtendSecondment { secondment: secondment?, to: to?, rules: Vec::new() })
    }
}

/// That a seconded person went back (返岗).
#[derive(InputObject)]
pub(crate) struct ReturnInput {
    /// The event that proposed the secondment.
    secondment: ID,
    /// The first day back at the own post; a month or a year means its first day.
    on: String,
}

impl ReturnInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ReturnTeacher> {
        let secondment = reader.id("secondment", &self.secondment);
        let on = reader.start("on", &self.on);
        Some(ReturnTeacher { secondment: secondment?, on: on? })
    }
}

/// That a secondment will not take place (取消).
#[derive(InputObject)]
pub(crate) struct CancellationInput {
    /// The event that proposed the secondment.
    secondment: ID,
    /// Why; it may not be blank.
    reason: String,
}

impl CancellationInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<CancelSecondment> {
        let secondment = reader.id("secondment", &self.secondment);
        let reason = reader.filled("reason", &self.reason);
        Some(CancelSecondment { secondment: secondment?, reason: reason? })
    }
}

about_teacher! {
    /// The input of `secondmentPropose`.
    SecondmentProposeInput(SecondmentInput);
    /// The input of `secondmentApprove`.
    SecondmentApproveInput(ApprovalInput);
    /// The input of `teacherSecond`.
    TeacherSecondInput(ArrivalInput);
    /// The input of `secondmentExtend`.
    SecondmentExtendInput(ExtensionInput);
    /// The input of `teacherReturn`.
    TeacherReturnInput(ReturnInput);
    /// The input of `secondmentCancel`.
    SecondmentCancelInput(CancellationInput);
}

#[derive(Default)]
pub(crate) struct SecondmentMutation;

#[Object]
impl SecondmentMutation {
    /// Proposes that a person serves elsewhere for a time (提出选派, R-12, R-30 to R-32). For BUREAU_HR; for TOWN_HR and
    /// SCHOOL_HR about persons inside their scope.
    async fn secondment_propose(
        &self,
        context: &Context<'_>,
        input: SecondmentProposeInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Secondment(SecondmentCommand::ProposeSecondment(
                input.statement.read(reader)?,
            )))
        })
        .await
    }

    /// Approves a proposed secondment (审批选派). For BUREAU_HR.
    async fn secondment_approve(
        &self,
        context: &Context<'_>,
        input: SecondmentApproveInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Secondment(SecondmentCommand::ApproveSecondment(
                input.statement.read(reader)?,
            )))
        })
        .await
    }

    /// Records that a seconded person arrived at the receiving unit (选派到岗, R-12). For BUREAU_HR.
    async fn teacher_second(
        &self,
        context: &Context<'_>,
        input: TeacherSecondInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Secondment(SecondmentCommand::SecondTeacher(input.statement.read(reader)?)))
        })
        .await
    }

    /// Lets a secondment last longer (选派延期, R-32). For BUREAU_HR.
    async fn secondment_extend(
        &self,
        context: &Context<'_>,
        input: SecondmentExtendInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Secondment(SecondmentCommand::ExtendSecondment(
                input.statement.read(reader)?,
            )))
        })
        .await
    }

    /// Records that a seconded person went back to the own post (选派返岗). For BUREAU_HR.
    async fn teacher_return(
        &self,
        context: &Context<'_>,
        input: TeacherReturnInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Secondment(SecondmentCommand::ReturnTeacher(input.statement.read(reader)?)))
        })
        .await
    }

    /// Cancels a secondment that did not begin (取消选派). For BUREAU_HR.
    async fn secondment_cancel(
        &self,
        context: &Context<'_>,
        input: SecondmentCancelInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Secondment(SecondmentCommand::CancelSecondment(
                input.statement.read(reader)?,
            )))
        })
        .await
    }
}
