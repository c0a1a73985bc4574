//! Partners outside and training bases.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    PartnershipId,
    partnership::{
        DesignateTrainingBase, EndPartnership, Partnership, PartnershipCommand, SignPartnership,
        WithdrawTrainingBase,
    },
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::PartnershipPayload,
};
use crate::schema::{context::registry, outside_enums::PartnerKind};

/// The input of `partnershipSign`.
#[derive(InputObject)]
pub(crate) struct PartnershipSignInput {
    #[graphql(flatten)]
    common: Common,
    /// The partner (合作方).
    partner: String,
    /// What the partner is (类别).
    kind: PartnerKind,
    /// What for (合作内容), as 师范生培养 or 大湾区教研协作.
    purpose: String,
    /// The unit that signs for our side (我方单位).
    organisation: Option<ID>,
    /// Places a year (年度名额).
    places: Option<i32>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, itself included.
    to: Option<String>,
}

impl PartnershipSignInput {
    fn read(&self, reader: &mut Reader) -> Option<SignPartnership> {
        let partner = reader.text("partner", &self.partner);
        let purpose = reader.filled("purpose", &self.purpose);
        let organisation = reader.id_if("organisation", self.organisation.as_ref());
        let places = reader.number_if("places", self.places);
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        Some(SignPartnership {
            partner: partner?,
            kind: self.kind.into(),
            purpose: purpose?,
            organisation: organisation?,
            places: places?,
            from: from?,
            to: to?,
        })
    }
}

/// The input of `trainingBaseDesignate`.
#[derive(InputObject)]
pub(crate) struct TrainingBaseDesignateInput {
    #[graphql(flatten)]
    common: Common,
    /// The enterprise (企业).
    enterprise: String,
    /// Whether it is one of the key ones (重点).
    key: Option<bool>,
    /// The majors it trains for (专业).
    majors: Option<Vec<String>>,
    /// The first day; a month or a year means its first day.
    from: String,
}

/// The input of `partnershipEnd`.
#[derive(InputObject)]
pub(crate) struct PartnershipEndInput {
    #[graphql(flatten)]
    common: Common,
    /// The partnership, by id or uuid.
    partnership: ID,
    /// The first day without it; a month or a year means its first day.
    on: String,
    /// Why.
    reason: String,
}

/// The input of `trainingBaseWithdraw`.
#[derive(InputObject)]
pub(crate) struct TrainingBaseWithdrawInput {
    #[graphql(flatten)]
    common: Common,
    /// The training base, by id or uuid.
    partnership: ID,
    /// The first day without it; a month or a year means its first day.
    on: String,
    /// Why.
    reason: String,
}

#[derive(Default)]
pub(crate) struct PartnershipMutation;

#[Object]
impl PartnershipMutation {
    /// Signs an agreement with a university or another partner (签订合作协议, S-36, S-71). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn partnership_sign(
        &self,
        context: &Context<'_>,
        input: PartnershipSignInput,
    ) -> Result<PartnershipPayload> {
        begin(context, &input.common, |reader| Some(PartnershipCommand::SignPartnership(input.read(reader)?)))
            .await
    }

    /// Ends an agreement before its term (终止合作, S-36, S-71). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn partnership_end(
        &self,
        context: &Context<'_>,
        input: PartnershipEndInput,
    ) -> Result<PartnershipPayload> {
        command(context, &input.common, &input.partnership, |reader| {
            let on = reader.start("on", &input.on);
            let reason = reader.filled("reason", &input.reason);
            Some(PartnershipCommand::EndPartnership(EndPartnership { on: on?, reason: reason? }))
        })
        .await
    }

    /// Makes an enterprise a training base of dual-qualified teachers (认定双师型教师培养培训基地, S-58). For BUREAU_HR and
    /// PROGRAMME_MANAGER.
    async fn training_base_designate(
        &self,
        context: &Context<'_>,
        input: TrainingBaseDesignateInput,
    ) -> Result<PartnershipPayload> {
        begin(context, &input.common, |reader| {
            let enterprise = reader.text("enterprise", &input.enterprise);
            let majors: Vec<_> =
                input.majors.iter().flatten().map(|major| reader.filled("majors", major)).collect();
            let majors = majors.into_iter().collect::<Option<Vec<_>>>();
            let from = reader.start("from", &input.from);
            Some(PartnershipCommand::DesignateTrainingBase(DesignateTrainingBase {
                enterprise: enterprise?,
                key: input.key.unwrap_or(false),
                majors: majors?,
                from: from?,
            }))
        })
        .await
    }

    /// Ends that (取消基地, S-58). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn training_base_withdraw(
        &self,
        context: &Context<'_>,
        input: TrainingBaseWithdrawInput,
    ) -> Result<PartnershipPayload> {
        command(context, &input.common, &input.partnership, |reader| {
            let on = reader.start("on", &input.on);
            let reason = reader.filled("reason", &input.reason);
            let withdraw = WithdrawTrainingBase { on: on?, reason: reason? };
            Some(PartnershipCommand::WithdrawTrainingBase(withdraw))
        })
        .await
    }
}

async fn begin(
    context: &Context<'_>,
    common: &Common,
    read: impl FnOnce(&mut Reader) -> Option<PartnershipCommand> + Send,
) -> Result<PartnershipPayload> {
    let id = PartnershipId((registry(context)?.new_id)());
    let outcome = run::<Partnership>(context, common, |reader| Some(Asked::of(id.stream(), read(reader)?)));
    outcome.await.map(PartnershipPayload::from)
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    partnership: &ID,
    read: impl FnOnce(&mut Reader) -> Option<PartnershipCommand> + Send,
) -> Result<PartnershipPayload> {
    let asked = |id: PartnershipId, command| Asked::of(id.stream(), command);
    about::<Partnership, _>(context, common, ("partnership", partnership), read, asked)
        .await
        .map(PartnershipPayload::from)
}
