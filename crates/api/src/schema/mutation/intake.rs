//! The intake of high-level talent and the subsidies for it.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    IntakeId, SubsidyId, TeacherId,
    intake::{ConfirmIntake, Intake, IntakeCommand, RevokeIntake},
    subsidy::{
        ApproveSubsidy, Instalment, PayInstalment, RaiseClawBack, SettleClawBack, Subsidy, SubsidyCommand,
    },
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::{IntakePayload, SubsidyPayload},
};
use crate::schema::context::registry;

/// The input of `intakeConfirm`.
#[derive(InputObject)]
pub(crate) struct IntakeConfirmInput {
    #[graphql(flatten)]
    common: Common,
    /// The person, by id or uuid.
    teacher: ID,
    /// The category (人才类别), as a code of C-44 that holds on the day of arrival.
    category: String,
    /// The day the person reported for duty (报到日期).
    arrived: String,
    /// Where (接收单位).
    organisation: ID,
    /// The employer before, outside the system of the bureau (引进前工作单位).
    previous_employer: String,
}

/// The input of `intakeRevoke`.
#[derive(InputObject)]
pub(crate) struct IntakeRevokeInput {
    #[graphql(flatten)]
    common: Common,
    /// The person, by id or uuid.
    teacher: ID,
    /// Why.
    reason: String,
}

/// A part of a subsidy (一期补贴).
#[derive(InputObject)]
pub(crate) struct InstalmentInput {
    /// When it is due; a month or a year means its first day.
    due: String,
    /// How much, in whole yuan.
    yuan: i32,
}

/// The input of `subsidyApprove`.
#[derive(InputObject)]
pub(crate) struct SubsidyApproveInput {
    #[graphql(flatten)]
    common: Common,
    /// The person, whose intake is confirmed, by id or uuid.
    teacher: ID,
    /// The parts, in the order in which they are due.
    instalments: Vec<InstalmentInput>,
    /// The first day of the agreed service (服务期开始).
    service_from: String,
    /// The last day of the agreed service, itself included (服务期届满).
    service_to: String,
    /// The day it was approved; a month or a year means its first day.
    on: String,
}

macro_rules! about_subsidy {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The subsidy, by id or uuid.
            subsidy: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_subsidy! {
    /// The input of `subsidyInstalmentPay`.
    SubsidyInstalmentPayInput {
        /// Which part, counted from 1 (期次).
        number: i32,
        /// The day it was paid; a month or a year means its first day.
        on: String,
    }

    /// The input of `clawBackRaise`.
    ClawBackRaiseInput {
        /// The first day the person no longer served; a month or a year means its first day.
        broken: String,
        /// Why.
        reason: String,
    }

    /// The input of `clawBackSettle`.
    ClawBackSettleInput {
        /// The day it came; a month or a year means its first day.
        on: String,
    }
}

#[derive(Default)]
pub(crate) struct IntakeMutation;

#[Object]
impl IntakeMutation {
    /// Confirms that a person was taken in from outside as high-level talent (高层次人才引进确认, S-29, M-20). For BUREAU_HR.
    async fn intake_confirm(
        &self,
        context: &Context<'_>,
        input: IntakeConfirmInput,
    ) -> Result<IntakePayload> {
        intake(context, &input.common, &input.teacher, |reader, teacher| {
            let arrived = reader.start("arrived", &input.arrived);
            let day = arrived.as_ref().map(|arrived| arrived.day);
            let category = reader.listed_on("C-44", "category", &input.category, day);
            let organisation = reader.id("organisation", &input.organisation);
            let previous_employer = reader.filled("previousEmployer", &input.previous_employer);
            Some(IntakeCommand::ConfirmIntake(ConfirmIntake {
                teacher,
                category: category?,
                arrived: arrived?,
                organisation: organisation?,
                previous_employer: previous_employer?,
            }))
        })
        .await
    }

    /// Takes the confirmation back (撤销引进确认, S-29). For BUREAU_HR.
    async fn intake_revoke(&self, context: &Context<'_>, input: IntakeRevokeInput) -> Result<IntakePayload> {
        intake(context, &input.common, &input.teacher, |reader, _| {
            Some(IntakeCommand::RevokeIntake(RevokeIntake {
                reason: reader.filled("reason", &input.reason)?,
            }))
        })
        .await
    }

    /// Approves a subsidy in instalments for an agreed service (引才补贴核定, S-27). For BUREAU_HR.
    async fn subsidy_approve(
        &self,
        context: &Context<'_>,
        input: SubsidyApproveInput,
    ) -> Result<SubsidyPayload> {
        let id = SubsidyId((registry(context)?.new_id)());
        let outcome = run::<Subsidy>(context, &input.common, |reader| {
            let asked = input.read(reader)?;
            let teacher = asked.teacher;
            Some(Asked::of(id.stream(), SubsidyCommand::ApproveSubsidy(asked)).about(teacher))
        });
        outcome.await.map(SubsidyPayload::from)
    }

    /// Pays a part of a subsidy (引才补贴发放, S-27). For BUREAU_HR.
    async fn subsidy_instalment_pay(
        &self,
        context: &Context<'_>,
        input: SubsidyInstalmentPayInput,
    ) -> Result<SubsidyPayload> {
        subsidy(context, &input.common, &input.subsidy, |reader| {
            let number = reader.number("number", input.number);
            let on = reader.start("on", &input.on);
            Some(SubsidyCommand::PayInstalment(PayInstalment { number: number?, on: on? }))
        })
        .await
    }

    /// Claims back what was paid for service that was not given, in proportion (引才补贴追回, S-27, R-20). For BUREAU_HR.
    async fn claw_back_raise(
        &self,
        context: &Context<'_>,
        input: ClawBackRaiseInput,
    ) -> Result<SubsidyPayload> {
        subsidy(context, &input.common, &input.subsidy, |reader| {
            let broken = reader.start("broken", &input.broken);
            let reason = reader.filled("reason", &input.reason);
            Some(SubsidyCommand::RaiseClawBack(RaiseClawBack { broken: broken?, reason: reason? }))
        })
        .await
    }

    /// Says that what was claimed back came (追回结清, S-27). For BUREAU_HR.
    async fn claw_back_settle(
        &self,
        context: &Context<'_>,
        input: ClawBackSettleInput,
    ) -> Result<SubsidyPayload> {
        subsidy(context, &input.common, &input.subsidy, |reader| {
            let on = reader.start("on", &input.on)?;
            Some(SubsidyCommand::SettleClawBack(SettleClawBack { on }))
        })
        .await
    }
}

impl SubsidyApproveInput {
    fn read(&self, reader: &mut Reader) -> Option<ApproveSubsidy> {
        let teacher = reader.id("teacher", &self.teacher);
        let parts: Vec<_> = self
            .instalments
            .iter()
            .map(|part| {
                reader.under("instalments", |reader| {
                    let due = reader.start("due", &part.due);
                    let yuan = reader.number("yuan", part.yuan);
                    Some(Instalment { due: due?, yuan: yuan? })
                })
            })
            .collect();
        let instalments = parts.into_iter().collect::<Option<Vec<_>>>();
        let service_from = reader.start("serviceFrom", &self.service_from);
        let service_to = reader.last("serviceTo", &self.service_to);
        let on = reader.start("on", &self.on);
        Some(ApproveSubsidy {
            teacher: teacher?,
            instalments: instalments?,
            service_from: service_from?,
            service_to: service_to?,
            on: on?,
        })
    }
}

async fn intake(
    context: &Context<'_>,
    common: &Common,
    teacher: &ID,
    read: impl FnOnce(&mut Reader, TeacherId) -> Option<IntakeCommand> + Send,
) -> Result<IntakePayload> {
    let outcome = run::<Intake>(context, common, |reader| {
        let teacher = reader.id::<TeacherId>("teacher", teacher)?;
        let command = read(reader, teacher)?;
        Some(Asked::of(IntakeId::of(teacher).stream(), command).about(teacher))
    });
    outcome.await.map(IntakePayload::from)
}

async fn subsidy(
    context: &Context<'_>,
    common: &Common,
    subsidy: &ID,
    read: impl FnOnce(&mut Reader) -> Option<SubsidyCommand> + Send,
) -> Result<SubsidyPayload> {
    let asked = |id: SubsidyId, command| Asked::of(id.stream(), command);
    about::<Subsidy, _>(context, common, ("subsidy", subsidy), read, asked).await.map(SubsidyPayload::from)
}
