use super::{
    tests::{Command, Event, OTHER, SCHOOL, closed, described, opened, planned, shows},
    *,
};
use crate::{
    Claim, Decider, OrganisationId, Refusal, VoidEntry,
    testing::{day, fact, given, on, survives_the_wire, told},
};

fn stands(name: &str) -> Event {
    let description = Description { place: None, ..described(name) };
    Event::OrganisationOpened(OpenOrganisation { description: Some(description), from: on("2010-09-01") })
}

fn renamed(name: &str, from: &str) -> Event {
    Event::OrganisationRenamed(RenameOrganisation { name: name.to_owned(), from: on(from) })
}

fn under(parent: Option<OrganisationId>, from: &str) -> Event {
    Event::OrganisationReparented(ReparentOrganisation {
        kind: ParentKind::Administrative,
        parent,
        from: on(from),
    })
}

fn void(number: u128) -> VoidEntry {
    VoidEntry { voids: fact(number), reason: "录入有误".to_owned() }
}

fn voided(number: u128) -> Event {
    Event::OrganisationEventVoided(void(number))
}

#[test]
fn a_school_closed_by_mistake_stands_again() {
    let history = [stands("甲学校"), closed()];
    given::<Organisation>(history.clone()).when(Command::VoidOrganisationEvent(void(2))).then([voided(2)]);
    let again: Organisation = told(1, history.into_iter().chain([voided(2)]));
    assert!(again.is_open_on(day("2023-01-01")));
    survives_the_wire::<Organisation>(&voided(2));
}

#[test]
fn the_name_before_holds_again_when_a_name_is_voided() {
    let history = [stands("甲学校"), renamed("乙学校", "2020-09-01"), voided(2)];
    let school: Organisation = told(1, history.clone());
    assert_eq!(school.name_on(day("2022-01-01")).as_deref(), Some("甲学校"));
    given::<Organisation>(history)
        .when(Command::VoidOrganisationEvent(void(2)))
        .refuses("ENTRY_ALREADY_VOIDED");
}

#[test]
fn what_registered_it_stays_and_what_opened_a_planned_school_does_not() {
    let refusal = given::<Organisation>([stands("甲学校")])
        .when(Command::VoidOrganisationEvent(void(1)))
        .refuses("ENTRY_BEGINNING_STAYS");
    assert_eq!(refusal.facts(), [fact(1)]);
    let ask = || Command::VoidOrganisationEvent(void(2));
    given::<Organisation>([planned(), opened()]).when(ask()).then([voided(2)]);
    given::<Organisation>([planned(), opened(), closed()]).when(ask()).refuses("ENTRY_STILL_NEEDED");
}

#[test]
fn a_parent_that_comes_back_may_not_hang_under_this_one_by_now() {
    let history = [stands("甲学校"), under(Some(OTHER), "2015-09-01"), under(None, "2020-09-01")];
    let other = |own: Option<OrganisationId>| {
        let event = own.map(|parent| under(Some(parent), "2021-09-01"));
        shows(told(101, [stands("乙镇")].into_iter().chain(event)))
    };
    let ask = || Command::VoidOrganisationEvent(void(3));
    let school: Organisation = told(1, history.clone());
    assert_eq!(school.looks_at(&ask()).streams, [OTHER.stream()]);
    given::<Organisation>(history.clone()).with(other(None)).when(ask()).then([voided(3)]);
    let refusal = given::<Organisation>(history)
        .with(other(Some(SCHOOL)))
        .when(ask())
        .refuses("ORGANISATION_PARENT_CYCLE");
    assert_eq!(refusal.facts(), [fact(102)]);
}

#[test]
fn a_level_that_comes_back_is_one_below_the_parent_of_that_day() {
    let level = |level, from: &str| {
        Event::DevelopmentCentreDesignated(DesignateDevelopmentCentre { level, pilot: false, from: on(from) })
    };
    let hung = Event::OrganisationReparented(ReparentOrganisation {
        kind: ParentKind::Development,
        parent: Some(OTHER),
        from: on("2016-09-01"),
    });
    let history = || {
        let (town, school) =
            (level(CentreLevel::Town, "2015-09-01"), level(CentreLevel::School, "2020-09-01"));
        given::<Organisation>([stands("甲发展中心"), town, hung.clone(), school])
    };
    let above = |of| shows(told(101, [stands("乙发展中心"), level(of, "2010-09-01")]));
    let ask = || Command::VoidOrganisationEvent(void(4));
    history().with(above(CentreLevel::City)).when(ask()).then([voided(4)]);
    history().with(above(CentreLevel::Town)).when(ask()).refuses("ORGANISATION_CENTRE_NOT_ONE_ABOVE");
}

#[test]
fn a_voided_code_is_free_and_the_one_before_is_taken_again() {
    let code: crate::OrganisationCode = "52441900000000001X".parse().unwrap();
    let registered = Event::OrganisationCodeRegistered(RegisterOrganisationCode { code: code.clone() });
    let school: Organisation = told(1, [stands("甲学校"), registered]);
    let scope = "organisation-code";
    let expected = [
        Claim::Release { scope, text: code.as_str().to_owned() },
        Claim::Take { scope, text: "124419000000000012".to_owned(), ever: false },
    ];
    assert_eq!(school.claims(&voided(2)), expected);
    assert!(school.claims(&renamed("乙学校", "2020-09-01")).is_empty());
}
