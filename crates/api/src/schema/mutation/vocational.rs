//! Dual-qualified teachers: qualifications of a trade, practice, recognition.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    TeacherId, VocationalId,
    vocational::{
        CompleteEnterprisePractice, RecogniseDualQualification, RecordIndustryQualification, Vocational,
        VocationalCommand, WithdrawDualQualification,
    },
};

use super::{
    execute::{Asked, run},
    input::{Common, Reader},
    payload::DualQualifiedPayload,
};

macro_rules! about_person {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The person, by id or uuid.
            teacher: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_person! {
    /// The input of `industryQualificationRecord`.
    IndustryQualificationRecordInput {
        /// The qualification (资格名称), as 高级技师（数控车工）.
        name: String,
        /// Who issued it (颁发机构).
        issuer: String,
        /// The first day; a month or a year means its first day.
        from: String,
        /// The last day, itself included, when it ends.
        to: Option<String>,
    }

    /// The input of `enterprisePracticeComplete`.
    EnterprisePracticeCompleteInput {
        /// The enterprise (企业).
        enterprise: String,
        /// The training base, when it is one (基地).
        base: Option<ID>,
        /// The first day; a month or a year means its first day.
        from: String,
        /// The last day, itself included.
        to: String,
    }

    /// The input of `dualQualificationRecognise`.
    DualQualificationRecogniseInput {
        /// The day; a month or a year means its first day.
        on: String,
        /// The level, where the bureau has levels (等级).
        level: Option<String>,
    }

    /// The input of `dualQualificationWithdraw`.
    DualQualificationWithdrawInput {
        /// The first day without it; a month or a year means its first day.
        on: String,
        /// Why.
        reason: String,
    }
}

#[derive(Default)]
pub(crate) struct VocationalMutation;

#[Object]
impl VocationalMutation {
    /// Records a qualification of a trade (行业资格登记, S-58, R-29). For BUREAU_HR.
    async fn industry_qualification_record(
        &self,
        context: &Context<'_>,
        input: IndustryQualificationRecordInput,
    ) -> Result<DualQualifiedPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let name = reader.filled("name", &input.name);
            let issuer = reader.filled("issuer", &input.issuer);
            let from = reader.start("from", &input.from);
            let to = reader.last_if("to", input.to.as_ref());
            let record = RecordIndustryQualification { name: name?, issuer: issuer?, from: from?, to: to? };
            Some(VocationalCommand::RecordIndustryQualification(record))
        })
        .await
    }

    /// Records practice in an enterprise that is over (企业实践登记, S-58, R-29). For BUREAU_HR.
    async fn enterprise_practice_complete(
        &self,
        context: &Context<'_>,
        input: EnterprisePracticeCompleteInput,
    ) -> Result<DualQualifiedPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let enterprise = reader.filled("enterprise", &input.enterprise);
            let base = reader.id_if("base", input.base.as_ref());
            let from = reader.start("from", &input.from);
            let to = reader.last("to", &input.to);
            let complete =
                CompleteEnterprisePractice { enterprise: enterprise?, base: base?, from: from?, to: to? };
            Some(VocationalCommand::CompleteEnterprisePractice(complete))
        })
        .await
    }

    /// Recognises a teacher as dual-qualified and keeps what it rests on (双师型教师认定, S-58, R-29). For BUREAU_HR.
    async fn dual_qualification_recognise(
        &self,
        context: &Context<'_>,
        input: DualQualificationRecogniseInput,
    ) -> Result<DualQualifiedPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let on = reader.start("on", &input.on);
            let level = reader.text_if("level", input.level.as_ref());
            let recognise = RecogniseDualQualification { on: on?, level: level? };
            Some(VocationalCommand::RecogniseDualQualification(recognise))
        })
        .await
    }

    /// Takes the recognition back (取消双师型教师认定, S-58). For BUREAU_HR.
    async fn dual_qualification_withdraw(
        &self,
        context: &Context<'_>,
        input: DualQualificationWithdrawInput,
    ) -> Result<DualQualifiedPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let on = reader.start("on", &input.on);
            let reason = reader.filled("reason", &input.reason);
            let withdraw = WithdrawDualQualification { on: on?, reason: reason? };
            Some(VocationalCommand::WithdrawDualQualification(withdraw))
        })
        .await
    }
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    teacher: &ID,
    read: impl FnOnce(&mut Reader) -> Option<VocationalCommand> + Send,
) -> Result<DualQualifiedPayload> {
    let outcome = run::<Vocational>(context, common, |reader| {
        let teacher = reader.id::<TeacherId>("teacher", teacher);
        let command = read(reader);
        let teacher = teacher?;
        Some(Asked::of(VocationalId::of(teacher).stream(), (teacher, command?)).about(teacher))
    });
    outcome.await.map(DualQualifiedPayload::from)
}
