//! Ethics cases: from the opening to the appeal. All of it is the ethics office's.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    CaseId,
    case::{
        AmendSanction, AnnulSanction, AppealSanction, Case, CaseCommand, CirculateCase, ExpireSanction,
        ImposeSanction, InvestigateCase, OpenCase, RevokeSanction, UpholdSanction, VoidCase,
    },
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::EthicsCasePayload,
};
use crate::schema::{
    conduct_enums::{CaseFinding, CaseReason, CaseSource, Sanction},
    context::registry,
};

/// The input of `caseOpen`.
#[derive(InputObject)]
pub(crate) struct CaseOpenInput {
    #[graphql(flatten)]
    common: Common,
    /// The person, by id or uuid.
    teacher: ID,
    /// The unit the person works at; no circular may name it.
    organisation: Option<ID>,
    /// What the person is said to have done (违规情形); at least one.
    reasons: Vec<CaseReason>,
    /// How the office came to know (案件来源).
    source: CaseSource,
    /// The day it was opened (立案日期); a month or a year means its first day.
    on: String,
}

impl CaseOpenInput {
    fn read(&self, reader: &mut Reader) -> Option<OpenCase> {
        let teacher = reader.id("teacher", &self.teacher);
        let organisation = reader.id_if("organisation", self.organisation.as_ref());
        let on = reader.start("on", &self.on);
        Some(OpenCase {
            teacher: teacher?,
            organisation: organisation?,
            reasons: self.reasons.iter().map(|reason| (*reason).into()).collect(),
            source: self.source.into(),
            on: on?,
        })
    }
}

macro_rules! about_case {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The case, by id or uuid.
            ethics_case: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_case! {
    /// The input of `caseInvestigate`.
    CaseInvestigateInput {
        /// What the investigation found (调查结论).
        finding: CaseFinding,
        /// The facts found (违规事实). They are kept for ever, so they may not name the person.
        facts: String,
        /// The day; a month or a year means its first day.
        on: String,
    }

    /// The input of `sanctionImpose`. What R-04 asks for may be left out here, and the refusal then says what is missing.
    SanctionImposeInput {
        /// What is imposed (处理种类, C-34).
        sanction: Sanction,
        /// The facts it rests on (违规事实), which may not name the person; those of the investigation when left out.
        facts: Option<String>,
        /// The unit that decided (处理单位).
        decided_by: Option<String>,
        /// The day of the decision (处理日期).
        on: String,
        /// The first day it has effect (生效日期); the day of the decision when left out.
        from: Option<String>,
        /// The last day on which it may be appealed (申诉截止日), itself included.
        appeal_to: Option<String>,
        /// The last day of the bar (限制截止日), itself included, at least 24 months. Where left out, the four sanctions and a
        /// disqualification bring a bar of 24 months and other handling brings none.
        bar_to: Option<String>,
    }

    /// The input of `sanctionAppeal`.
    SanctionAppealInput {
        /// Why (申诉理由). It is kept for ever, so it may not name the person.
        ground: String,
        /// The day.
        on: String,
    }

    /// The input of `sanctionUphold`.
    SanctionUpholdInput {
        /// The day.
        on: String,
    }

    /// The input of `sanctionAmend`.
    SanctionAmendInput {
        /// What is imposed instead, from the first day of the sanction appealed (变更后处理).
        sanction: Sanction,
        /// The last day of the bar it brings instead, itself included; as in `sanctionImpose` when left out.
        bar_to: Option<String>,
        /// The day of the decision.
        on: String,
    }

    /// The input of `sanctionAnnul`.
    SanctionAnnulInput {
        /// Why (撤销原因). It is kept for ever, so it may not name the person.
        reason: String,
        /// The day of the decision (撤销日期).
        on: String,
    }

    /// The input of `sanctionExpire`.
    SanctionExpireInput {
        /// The first day without it.
        on: String,
    }

    /// The input of `sanctionRevoke`.
    SanctionRevokeInput {
        /// Why (解除原因). It is kept for ever, so it may not name the person.
        reason: String,
        /// The first day without it and without its bar.
        on: String,
    }

    /// The input of `caseCirculate`.
    CaseCirculateInput {
        /// The text as circulated (通报内容). It names neither the person nor the unit.
        text: String,
        /// The day.
        on: String,
    }

    /// The input of `caseVoid`.
    CaseVoidInput {
        /// Why (作废原因). It is kept for ever, so it may not name the person.
        reason: String,
    }
}

impl SanctionImposeInput {
    fn read(&self, reader: &mut Reader) -> Option<ImposeSanction> {
        let facts = reader.text_if("facts", self.facts.as_ref());
        let decided_by = reader.text_if("decidedBy", self.decided_by.as_ref());
        let on = reader.start("on", &self.on);
        let from = reader.start_if("from", self.from.as_ref());
        let appeal_until = reader.last_if("appealTo", self.appeal_to.as_ref());
        let bar_until = reader.last_if("barTo", self.bar_to.as_ref());
        Some(ImposeSanction {
            sanction: self.sanction.into(),
            facts: facts?,
            decided_by: decided_by?,
            on: on?,
            from: from?,
            appeal_until: appeal_until?,
            bar_until: bar_until?,
        })
    }
}

#[derive(Default)]
pub(crate) struct CaseMutation;

#[Object]
impl CaseMutation {
    /// Opens an ethics case against a person (师德案件立案, S-09, S-24). For ETHICS_OFFICER.
    async fn case_open(&self, context: &Context<'_>, input: CaseOpenInput) -> Result<EthicsCasePayload> {
        let id = CaseId((registry(context)?.new_id)());
        let outcome = run::<Case>(context, &input.common, |reader| {
            let asked = input.read(reader)?;
            let teacher = asked.teacher;
            Some(Asked::of(id.stream(), CaseCommand::OpenCase(asked)).about(teacher))
        });
        outcome.await.map(EthicsCasePayload::from)
    }

    /// States what the investigation found (登记调查结论, S-24). For ETHICS_OFFICER.
    async fn case_investigate(
        &self,
        context: &Context<'_>,
        input: CaseInvestigateInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            let facts = reader.text("facts", &input.facts);
            let on = reader.start("on", &input.on);
            Some(CaseCommand::InvestigateCase(InvestigateCase {
                finding: input.finding.into(),
                facts: facts?,
                on: on?,
            }))
        })
        .await
    }

    /// Imposes a sanction, and the bar on the person with it (作出处理, S-24, R-01, R-03, R-04). For ETHICS_OFFICER.
    async fn sanction_impose(
        &self,
        context: &Context<'_>,
        input: SanctionImposeInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            Some(CaseCommand::ImposeSanction(input.read(reader)?))
        })
        .await
    }

    /// Records that the person appeals (申诉, S-24). For ETHICS_OFFICER.
    async fn sanction_appeal(
        &self,
        context: &Context<'_>,
        input: SanctionAppealInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            let ground = reader.text("ground", &input.ground);
            let on = reader.start("on", &input.on);
            Some(CaseCommand::AppealSanction(AppealSanction { ground: ground?, on: on? }))
        })
        .await
    }

    /// Upholds the sanction after an appeal (维持处理, S-24). For ETHICS_OFFICER.
    async fn sanction_uphold(
        &self,
        context: &Context<'_>,
        input: SanctionUpholdInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            Some(CaseCommand::UpholdSanction(UpholdSanction { on: reader.start("on", &input.on)? }))
        })
        .await
    }

    /// Puts another sanction in the place of the appealed one; the bar follows (变更处理, S-24). For ETHICS_OFFICER.
    async fn sanction_amend(
        &self,
        context: &Context<'_>,
        input: SanctionAmendInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            let bar_until = reader.last_if("barTo", input.bar_to.as_ref());
            let on = reader.start("on", &input.on);
            Some(CaseCommand::AmendSanction(AmendSanction {
                sanction: input.sanction.into(),
                bar_until: bar_until?,
                on: on?,
            }))
        })
        .await
    }

    /// Annuls the sanction from the beginning; the bar never was (撤销处理，自始无效, S-17, S-24). What was decided while it
    /// stood is listed by `barImpact`. For ETHICS_OFFICER.
    async fn sanction_annul(
        &self,
        context: &Context<'_>,
        input: SanctionAnnulInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            let reason = reader.text("reason", &input.reason);
            let on = reader.start("on", &input.on);
            Some(CaseCommand::AnnulSanction(AnnulSanction { reason: reason?, on: on? }))
        })
        .await
    }

    /// States that the period of the sanction is over (处理期满, S-24, R-03). A bar ends by its own day. For ETHICS_OFFICER.
    async fn sanction_expire(
        &self,
        context: &Context<'_>,
        input: SanctionExpireInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            Some(CaseCommand::ExpireSanction(ExpireSanction { on: reader.start("on", &input.on)? }))
        })
        .await
    }

    /// Ends the sanction, and the bar with it, before its time (提前解除, S-24). For ETHICS_OFFICER.
    async fn sanction_revoke(
        &self,
        context: &Context<'_>,
        input: SanctionRevokeInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            let reason = reader.text("reason", &input.reason);
            let on = reader.start("on", &input.on);
            Some(CaseCommand::RevokeSanction(RevokeSanction { reason: reason?, on: on? }))
        })
        .await
    }

    /// Circulates the case as a warning to others, with the identity removed (通报典型案例, S-25, R-80). For ETHICS_OFFICER.
    async fn case_circulate(
        &self,
        context: &Context<'_>,
        input: CaseCirculateInput,
    ) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            let text = reader.text("text", &input.text);
            let on = reader.start("on", &input.on);
            Some(CaseCommand::CirculateCase(CirculateCase { text: text?, on: on? }))
        })
        .await
    }

    /// Takes the whole case away, and its bars with it: it was opened on the wrong person or twice (案件作废). For
    /// ETHICS_OFFICER.
    async fn case_void(&self, context: &Context<'_>, input: CaseVoidInput) -> Result<EthicsCasePayload> {
        command(context, &input.common, &input.ethics_case, |reader| {
            Some(CaseCommand::VoidCase(VoidCase { reason: reader.text("reason", &input.reason)? }))
        })
        .await
    }
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    ethics_case: &ID,
    read: impl FnOnce(&mut Reader) -> Option<CaseCommand> + Send,
) -> Result<EthicsCasePayload> {
    let asked = |id: CaseId, command| Asked::of(id.stream(), command);
    about::<Case, _>(context, common, ("ethicsCase", ethics_case), read, asked)
        .await
        .map(EthicsCasePayload::from)
}
