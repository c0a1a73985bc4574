//! Rounds of a programme.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    RoundId,
    programme::Naming,
    round::{CloseRound, OpenRound, PoolRoundPlaces, Round, RoundCommand},
};

use super::{
    execute::{Asked, run},
    input::{Common, Reader},
    payload::RoundPayload,
};
use crate::schema::context::registry;

/// The input of `roundOpen`.
#[derive(InputObject)]
pub(crate) struct RoundOpenInput {
    #[graphql(flatten)]
    common: Common,
    /// The programme, by id or uuid. Its terms on the opening day hold for the whole round.
    programme: ID,
    /// The name in Chinese, as 第二批 (批次名称); it may not be blank.
    name_zh: String,
    /// The name in English; the Chinese one when left out.
    name_en: Option<String>,
    /// The number of the batch, when it has one (批次).
    batch: Option<i32>,
    /// The first day of nomination; a month or a year means its first day.
    opens_on: String,
    /// The last day of nomination, itself included; a month or a year means its last day. Left out when none is announced.
    last_day: Option<String>,
}

impl RoundOpenInput {
    fn read(&self, reader: &mut Reader) -> Option<OpenRound> {
        let programme = reader.id("programme", &self.programme);
        let zh = reader.text("nameZh", &self.name_zh);
        let en = reader.text_if("nameEn", self.name_en.as_ref());
        let batch = reader.number_if("batch", self.batch);
        let opens_on = reader.start("opensOn", &self.opens_on);
        let closes_on = reader.last_if("lastDay", self.last_day.as_ref());
        let zh = zh?;
        let name = Naming { en: en?.unwrap_or_else(|| zh.clone()), zh };
        Some(OpenRound {
            programme: programme?,
            name,
            batch: batch?,
            opens_on: opens_on?,
            closes_on: closes_on?,
        })
    }
}

/// The input of `roundClose`.
#[derive(InputObject)]
pub(crate) struct RoundCloseInput {
    #[graphql(flatten)]
    common: Common,
    /// The round, by id or uuid.
    round: ID,
    /// The first day without nomination; a month or a year means its first day.
    on: String,
}

/// The input of `roundPlacesPool`.
#[derive(InputObject)]
pub(crate) struct RoundPlacesPoolInput {
    #[graphql(flatten)]
    common: Common,
    /// The round, by id or uuid.
    round: ID,
    /// The unit whose places they are, by id or uuid.
    organisation: ID,
    /// How many (名额).
    places: i32,
    /// The day; a month or a year means its first day.
    on: String,
}

#[derive(Default)]
pub(crate) struct RoundMutation;

#[Object]
impl RoundMutation {
    /// Opens a round of a programme to nominations (开启批次). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn round_open(&self, context: &Context<'_>, input: RoundOpenInput) -> Result<RoundPayload> {
        let id = RoundId((registry(context)?.new_id)());
        let outcome = run::<Round>(context, &input.common, |reader| {
            Some(Asked::of(id.stream(), RoundCommand::OpenRound(input.read(reader)?)))
        });
        outcome.await.map(RoundPayload::from)
    }

    /// Closes a round to nominations; candidates already nominated go on (截止批次). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn round_close(&self, context: &Context<'_>, input: RoundCloseInput) -> Result<RoundPayload> {
        let outcome = run::<Round>(context, &input.common, |reader| {
            let id = reader.id::<RoundId>("round", &input.round);
            let on = reader.start("on", &input.on);
            Some(Asked::of(id?.stream(), RoundCommand::CloseRound(CloseRound { on: on? })))
        });
        outcome.await.map(RoundPayload::from)
    }

    /// Puts places of a unit into those all candidates of a round share (统筹名额, S-43). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn round_places_pool(
        &self,
        context: &Context<'_>,
        input: RoundPlacesPoolInput,
    ) -> Result<RoundPayload> {
        let outcome = run::<Round>(context, &input.common, |reader| {
            let id = reader.id::<RoundId>("round", &input.round);
            let organisation = reader.id("organisation", &input.organisation);
            let places = reader.number("places", input.places);
            let on = reader.start("on", &input.on);
            let asked = PoolRoundPlaces { organisation: organisation?, places: places?, on: on? };
            Some(Asked::of(id?.stream(), RoundCommand::PoolPlaces(asked)))
        });
        outcome.await.map(RoundPayload::from)
    }
}
