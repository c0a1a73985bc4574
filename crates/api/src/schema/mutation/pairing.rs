//! Pairings of two units.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    PairingId,
    pairing::{AgreePairing, EndPairing, Pairing, PairingCommand},
};

use super::{
    execute::{Asked, run},
    input::{Common, Reader},
    payload::PairingPayload,
};
use crate::schema::context::registry;

/// The input of `pairingAgree`.
#[derive(InputObject)]
pub(crate) struct PairingAgreeInput {
    #[graphql(flatten)]
    common: Common,
    /// The one unit (结对一方).
    one: ID,
    /// The other unit (结对另一方); a unit outside the system has to be registered first.
    other: ID,
    /// What it is for (结对内容).
    purpose: Option<String>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, itself included; left out when no end is agreed.
    to: Option<String>,
}

impl PairingAgreeInput {
    fn read(&self, reader: &mut Reader) -> Option<AgreePairing> {
        let one = reader.id("one", &self.one);
        let other = reader.id("other", &self.other);
        let purpose = reader.text_if("purpose", self.purpose.as_ref());
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        Some(AgreePairing { one: one?, other: other?, purpose: purpose?, from: from?, to: to? })
    }
}

/// The input of `pairingEnd`.
#[derive(InputObject)]
pub(crate) struct PairingEndInput {
    #[graphql(flatten)]
    common: Common,
    /// The pairing, by id or uuid.
    pairing: ID,
    /// The first day without it; a month or a year means its first day.
    on: String,
}

#[derive(Default)]
pub(crate) struct PairingMutation;

#[Object]
impl PairingMutation {
    /// Two units agree that each sends people to the other (结对, S-59, R-36). For BUREAU_HR.
    async fn pairing_agree(&self, context: &Context<'_>, input: PairingAgreeInput) -> Result<PairingPayload> {
        let id = PairingId((registry(context)?.new_id)());
        let outcome = run::<Pairing>(context, &input.common, |reader| {
            Some(Asked::of(id.stream(), PairingCommand::AgreePairing(input.read(reader)?)))
        });
        outcome.await.map(PairingPayload::from)
    }

    /// Ends a pairing (结束结对). For BUREAU_HR.
    async fn pairing_end(&self, context: &Context<'_>, input: PairingEndInput) -> Result<PairingPayload> {
        let outcome = run::<Pairing>(context, &input.common, |reader| {
            let id = reader.id::<PairingId>("pairing", &input.pairing);
            let on = reader.start("on", &input.on);
            Some(Asked::of(id?.stream(), PairingCommand::EndPairing(EndPairing { on: on? })))
        });
        outcome.await.map(PairingPayload::from)
    }
}
