use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, Refusal, VoidEntry,
    organisation::{
        Description, Nature, OpenOrganisation, Organisation, OrganisationEvent, OrganisationKind,
    },
    testing::{day, fact, given, on, survives_the_wire, told},
    witness::Witness,
};

const ONE: OrganisationId = OrganisationId(Uuid::from_u128(61));
const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(62));

fn unit(kind: OrganisationKind) -> Organisation {
    let description =
        Description { name: "学校".to_owned(), kind, nature: Nature::Public, code: None, place: None };
    let opened = OpenOrganisation { description: Some(description), from: on("2000-09-01") };
    told(71, [OrganisationEvent::OrganisationOpened(opened)])
}

fn world(witness: &mut Witness) {
    witness.organisations.insert(ONE, unit(OrganisationKind::School));
    witness.organisations.insert(OTHER, unit(OrganisationKind::External));
}

fn agreement(to: Option<&str>) -> AgreePairing {
    let purpose = Some("结对帮扶和互派跟岗学习".to_owned());
    AgreePairing { one: ONE, other: OTHER, purpose, from: on("2022-01-01"), to: to.map(on) }
}

fn agree(to: Option<&str>) -> PairingCommand {
    PairingCommand::AgreePairing(agreement(to))
}

fn end(text: &str) -> PairingCommand {
    PairingCommand::EndPairing(EndPairing { on: on(text) })
}

#[test]
fn two_registered_units_are_paired_and_each_may_send() {
    let agreed = PairingEvent::PairingAgreed(agreement(None));
    given::<Pairing>([]).with(world).when(agree(None)).then([agreed.clone()]);
    survives_the_wire::<Pairing>(&agreed);
    let pairing: Pairing = told(1, [agreed, PairingEvent::PairingEnded(EndPairing { on: on("2023-01-01") })]);
    assert!(pairing.joins(ONE, OTHER, day("2022-01-01")) && pairing.joins(OTHER, ONE, day("2022-12-31")));
    assert!(!pairing.joins(ONE, OTHER, day("2023-01-01")) && !pairing.joins(ONE, ONE, day("2022-06-01")));
}

#[test]
fn a_unit_outside_is_registered_before_it_is_paired() {
    let refusal = given::<Pairing>([]).when(agree(None)).refuses("PAIRING_UNIT_NOT_REGISTERED");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-36"));
    let alone = PairingCommand::AgreePairing(AgreePairing { other: ONE, ..agreement(None) });
    given::<Pairing>([]).with(world).when(alone).refuses("PAIRING_SAME_UNIT");
    given::<Pairing>([]).with(world).when(agree(Some("2022-01-01"))).refuses("PAIRING_ENDS_BEFORE_START");
}

#[test]
fn a_pairing_is_agreed_once_and_ends_once() {
    let agreed = PairingEvent::PairingAgreed(agreement(Some("2024-01-01")));
    let refusal =
        given::<Pairing>([agreed.clone()]).with(world).when(agree(None)).refuses("PAIRING_ALREADY_AGREED");
    assert_eq!(refusal.facts(), [fact(1)]);
    given::<Pairing>([agreed.clone()]).when(end("2023-01-01")).event();
    given::<Pairing>([agreed.clone()]).when(end("2024-01-01")).refuses("PAIRING_ENDED");
    given::<Pairing>([agreed]).when(end("2022-01-01")).refuses("PAIRING_ENDS_BEFORE_START");
    given::<Pairing>([]).when(end("2023-01-01")).refuses("PAIRING_NOT_AGREED");
}

#[test]
fn a_pairing_that_was_ended_by_mistake_goes_on_and_one_agreed_by_mistake_never_was() {
    let void = |number| VoidEntry { voids: fact(number), reason: "录入有误".to_owned() };
    let history = [
        PairingEvent::PairingAgreed(agreement(None)),
        PairingEvent::PairingEnded(EndPairing { on: on("2023-01-01") }),
    ];
    let story = || given::<Pairing>(history.clone());
    story().when(PairingCommand::VoidPairingEvent(void(1))).refuses("ENTRY_STILL_NEEDED");
    story().when(PairingCommand::VoidPairingEvent(void(2))).then([PairingEvent::PairingEventVoided(void(2))]);
    let again: Pairing =
        told(1, history.clone().into_iter().chain([PairingEvent::PairingEventVoided(void(2))]));
    assert!(again.joins(ONE, OTHER, day("2024-01-01")));
    let voids = [2, 1].map(|number| PairingEvent::PairingEventVoided(void(number)));
    let never: Pairing = told(1, history.clone().into_iter().chain(voids));
    assert!(never.period().is_none());
}
