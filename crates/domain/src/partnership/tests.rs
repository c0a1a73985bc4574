use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, VoidEntry,
    testing::{day, fact, given, on, shows_unit, survives_the_wire, told},
};

type Command = PartnershipCommand;
type Event = PartnershipEvent;

fn sign() -> SignPartnership {
    SignPartnership {
        partner: "华南师范大学".to_owned(),
        kind: PartnerKind::University,
        purpose: "师范生培养".to_owned(),
        organisation: Some(OrganisationId(Uuid::from_u128(7))),
        places: Some(60),
        from: on("2022-01-01"),
        to: Some(on("2025-01-01")),
    }
}

#[test]
fn an_agreement_is_signed_once_by_a_unit_that_is_known() {
    given::<Partnership>([])
        .with(shows_unit(7))
        .when(Command::SignPartnership(sign()))
        .then([Event::PartnershipSigned(sign())]);
    given::<Partnership>([])
        .when(Command::SignPartnership(sign()))
        .refuses("PARTNERSHIP_ORGANISATION_UNKNOWN");
    given::<Partnership>([Event::PartnershipSigned(sign())])
        .with(shows_unit(7))
        .when(Command::SignPartnership(sign()))
        .refuses("PARTNERSHIP_ALREADY_BEGUN");
    survives_the_wire::<Partnership>(&Event::PartnershipSigned(sign()));
}

#[test]
fn an_agreement_and_a_base_end_each_in_its_own_words() {
    let end = |at: &str| EndPartnership { on: on(at), reason: "协商终止".to_owned() };
    let signed = || given::<Partnership>([Event::PartnershipSigned(sign())]);
    signed().when(Command::EndPartnership(end("2023-01-01"))).event();
    signed().when(Command::EndPartnership(end("2025-01-01"))).refuses("PARTNERSHIP_NOT_ON");
    let withdraw = WithdrawTrainingBase { on: on("2023-01-01"), reason: "考核不合格".to_owned() };
    signed().when(Command::WithdrawTrainingBase(withdraw.clone())).refuses("PARTNERSHIP_NOT_ON");
    let designate = DesignateTrainingBase {
        enterprise: "某公司".to_owned(),
        key: true,
        majors: vec!["数控技术".to_owned()],
        from: on("2022-01-01"),
    };
    let base: Partnership =
        told(1, [Event::TrainingBaseDesignated(designate), Event::TrainingBaseWithdrawn(withdraw)]);
    assert!(base.is_base_on(day("2022-12-31")) && !base.is_base_on(day("2023-01-01")));
}

#[test]
fn an_agreement_signed_by_mistake_never_was_and_another_may_be_signed() {
    let void = VoidEntry { voids: fact(1), reason: "录入有误".to_owned() };
    let signed = Event::PartnershipSigned(sign());
    given::<Partnership>([signed.clone()])
        .when(Command::VoidPartnershipEvent(void.clone()))
        .then([Event::PartnershipEventVoided(void.clone())]);
    let end =
        Event::PartnershipEnded(EndPartnership { on: on("2023-01-01"), reason: "协商终止".to_owned() });
    given::<Partnership>([signed.clone(), end])
        .when(Command::VoidPartnershipEvent(void.clone()))
        .refuses("ENTRY_STILL_NEEDED");
    given::<Partnership>([signed, Event::PartnershipEventVoided(void)])
        .with(shows_unit(7))
        .when(Command::SignPartnership(sign()))
        .event();
}
