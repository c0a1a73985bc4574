use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Claim, Decider, OrganisationId, Origin, Refusal,
    testing::{day, fact, given, on, survives_the_wire, told},
    witness::Witness,
};

pub(super) type Event = OrganisationEvent;
pub(super) type Command = OrganisationCommand;

pub(super) const SCHOOL: OrganisationId = OrganisationId(Uuid::from_u128(1));
pub(super) const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(2));

pub(super) fn described(name: &str) -> Description {
    Description {
        name: name.to_owned(),
        kind: OrganisationKind::School,
        nature: Nature::Public,
        code: Some("124419000000000012".parse().unwrap()),
        place: Some("441900003".to_owned()),
    }
}

pub(super) fn planned() -> Event {
    Event::OrganisationPlanned(PlanOrganisation {
        description: described("甲学校"),
        opens_on: Some(on("2022-09")),
    })
}

pub(super) fn opened() -> Event {
    Event::OrganisationOpened(OpenOrganisation { description: None, from: on("2022-09-01") })
}

pub(super) fn closed() -> Event {
    Event::OrganisationClosed(CloseOrganisation { on: on("2024-08-01") })
}

fn under(kind: ParentKind, parent: OrganisationId) -> ReparentOrganisation {
    ReparentOrganisation { kind, parent: Some(parent), from: on("2022-10-01") }
}

pub(super) fn shows(other: Organisation) -> impl FnOnce(&mut Witness) {
    move |witness| {
        witness.about = SCHOOL.stream();
        witness.organisations.insert(OTHER, other);
    }
}

fn another(extra: Option<Event>) -> Organisation {
    told(101, [planned(), opened()].into_iter().chain(extra))
}

#[test]
fn a_planned_school_opens_with_the_description_it_was_planned_with() {
    let open = OpenOrganisation { description: None, from: on("2022-09-01") };
    given::<Organisation>([planned()]).when(Command::OpenOrganisation(open)).then([opened()]);
    let school: Organisation = told(1, [planned(), opened()]);
    assert_eq!(school.name_on(day("2022-01-01")).as_deref(), Some("甲学校"));
    assert!(!school.is_open_on(day("2022-08-31")) && school.is_open_on(day("2022-09-01")));
    assert_eq!(school.opened(), Some((day("2022-09-01"), fact(2))));
}

#[test]
fn a_school_is_planned_or_opened_once() {
    let Event::OrganisationPlanned(plan) = planned() else { unreachable!() };
    given::<Organisation>([planned()])
        .when(Command::PlanOrganisation(plan))
        .refuses("ORGANISATION_ALREADY_KNOWN");
    let open = || Command::OpenOrganisation(OpenOrganisation { description: None, from: on("2022-09-01") });
    let refusal =
        given::<Organisation>([planned(), opened()]).when(open()).refuses("ORGANISATION_ALREADY_OPEN");
    assert_eq!(refusal.facts(), [fact(2)]);
    given::<Organisation>([]).when(open()).refuses("ORGANISATION_NOT_DESCRIBED");
}

#[test]
fn a_description_has_a_name_and_a_whole_place_code() {
    let plan = |description| Command::PlanOrganisation(PlanOrganisation { description, opens_on: None });
    given::<Organisation>([]).when(plan(described(" "))).refuses("ORGANISATION_NAME_BLANK");
    let short = Description { place: Some("441900".to_owned()), ..described("甲学校") };
    given::<Organisation>([]).when(plan(short)).refuses("ORGANISATION_PLACE_SHAPE");
}

#[test]
fn a_school_keeps_its_identity_through_a_new_name() {
    let rename = |name: &str| RenameOrganisation { name: name.to_owned(), from: on("2023-09-01") };
    let renamed = Event::OrganisationRenamed(rename("乙学校"));
    given::<Organisation>([planned(), opened()])
        .when(Command::RenameOrganisation(rename("乙学校")))
        .then([renamed.clone()]);
    let refusal = given::<Organisation>([planned(), opened(), renamed.clone()])
        .when(Command::RenameOrganisation(rename("乙学校")))
        .refuses("ORGANISATION_NO_CHANGE");
    assert_eq!(refusal.facts(), [fact(3)]);
    let school: Organisation = told(1, [planned(), opened(), renamed]);
    assert_eq!(school.name_on(day("2023-08-31")).as_deref(), Some("甲学校"));
    assert_eq!(school.name_on(day("2023-09-01")).as_deref(), Some("乙学校"));
    given::<Organisation>([])
        .when(Command::RenameOrganisation(rename("丙")))
        .refuses("ORGANISATION_NOT_KNOWN");
}

#[test]
fn a_school_that_turns_private_is_private_from_that_day() {
    let change = ChangeOrganisationNature { nature: Nature::Private, from: on("2023-01-01") };
    let changed = Event::OrganisationNatureChanged(change.clone());
    given::<Organisation>([planned(), opened()])
        .when(Command::ChangeOrganisationNature(change))
        .then([changed.clone()]);
    let school: Organisation = told(1, [planned(), opened(), changed]);
    assert!(!school.is_private_on(day("2022-12-31")) && school.is_private_on(day("2023-01-01")));
    assert_eq!(school.nature_on(day("2023-01-01")), Some((Nature::Private, fact(3))));
}

#[test]
fn a_parent_is_a_registered_other_organisation_that_still_works() {
    let ask = |parent| Command::ReparentOrganisation(under(ParentKind::Administrative, parent));
    let story = || given::<Organisation>([planned(), opened()]);
    let moved = Event::OrganisationReparented(under(ParentKind::Administrative, OTHER));
    story().with(shows(another(None))).when(ask(OTHER)).then([moved]);
    story().when(ask(OTHER)).refuses("ORGANISATION_PARENT_UNKNOWN");
    story().with(shows(another(None))).when(ask(SCHOOL)).refuses("ORGANISATION_PARENT_IS_ITSELF");
    let ended = Event::OrganisationClosed(CloseOrganisation { on: on("2022-10-01") });
    story().with(shows(another(Some(ended)))).when(ask(OTHER)).refuses("ORGANISATION_PARENT_CLOSED");
}

#[test]
fn two_organisations_are_not_parents_of_one_another_in_one_tree() {
    let below = Event::OrganisationReparented(under(ParentKind::Research, SCHOOL));
    let story = || given::<Organisation>([planned(), opened()]).with(shows(another(Some(below.clone()))));
    let refusal = story()
        .when(Command::ReparentOrganisation(under(ParentKind::Research, OTHER)))
        .refuses("ORGANISATION_PARENT_CYCLE");
    assert_eq!(refusal.facts(), [fact(103)]);
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-17"));
    story().when(Command::ReparentOrganisation(under(ParentKind::Cluster, OTHER))).event();
}

#[test]
fn a_school_leaves_a_tree_from_a_day_on() {
    let moved = Event::OrganisationReparented(under(ParentKind::Group, OTHER));
    let leave = ReparentOrganisation { kind: ParentKind::Group, parent: None, from: on("2023-01-01") };
    let school: Organisation = told(1, [planned(), opened(), moved, Event::OrganisationReparented(leave)]);
    assert_eq!(school.parent_on(ParentKind::Group, day("2022-12-31")), Some((OTHER, fact(3))));
    assert_eq!(school.parent_on(ParentKind::Group, day("2023-01-01")), None);
}

#[test]
fn a_merger_names_a_successor_that_still_works() {
    let ask = |into| {
        Command::MergeOrganisation(MergeOrganisation { into, on: on("2023-08-01"), successors: Vec::new() })
    };
    let story = || given::<Organisation>([planned(), opened()]);
    let merged = Event::OrganisationMerged(MergeOrganisation {
        into: OTHER,
        on: on("2023-08-01"),
        successors: Vec::new(),
    });
    story().with(shows(another(None))).when(ask(OTHER)).then([merged.clone()]);
    story().with(shows(another(None))).when(ask(SCHOOL)).refuses("ORGANISATION_MERGED_INTO_ITSELF");
    story().when(ask(OTHER)).refuses("ORGANISATION_SUCCESSOR_UNKNOWN");
    let ended = Event::OrganisationClosed(CloseOrganisation { on: on("2023-01-01") });
    story().with(shows(another(Some(ended)))).when(ask(OTHER)).refuses("ORGANISATION_SUCCESSOR_CLOSED");
    let school: Organisation = told(1, [planned(), opened(), merged]);
    assert_eq!(school.successors(), [(OTHER, day("2023-08-01"), fact(3))]);
    assert!(!school.is_open_on(day("2023-08-01")));
}

#[test]
fn a_school_ends_once_and_after_it_opened() {
    let close = |text: &str| Command::CloseOrganisation(CloseOrganisation { on: on(text) });
    given::<Organisation>([planned(), opened()]).when(close("2024-08-01")).then([closed()]);
    given::<Organisation>([planned()]).when(close("2024-08-01")).refuses("ORGANISATION_NOT_OPENED");
    given::<Organisation>([planned(), opened()])
        .when(close("2022-09-01"))
        .refuses("ORGANISATION_CLOSES_BEFORE_OPENING");
    given::<Organisation>([planned(), opened(), closed()])
        .when(close("2025-01-01"))
        .refuses("ORGANISATION_CLOSED");
}

#[test]
fn a_flag_holds_for_its_days() {
    let set = |to: Option<&str>| SetOrganisationFlag {
        flag: OrganisationFlag::Weak,
        from: on("2022-10-01"),
        to: to.map(on),
    };
    let clear = ClearOrganisationFlag { flag: OrganisationFlag::Weak, on: on("2023-10-01") };
    let story = |extra: Option<Event>| given::<Organisation>([planned(), opened()].into_iter().chain(extra));
    let was_set = Event::OrganisationFlagSet(set(None));
    story(None).when(Command::SetOrganisationFlag(set(None))).then([was_set.clone()]);
    story(None)
        .when(Command::SetOrganisationFlag(set(Some("2022-10-01"))))
        .refuses("ORGANISATION_FLAG_ENDS_BEFORE_START");
    story(Some(was_set.clone()))
        .when(Command::SetOrganisationFlag(set(None)))
        .refuses("ORGANISATION_NO_CHANGE");
    story(None).when(Command::ClearOrganisationFlag(clear.clone())).refuses("ORGANISATION_FLAG_NOT_SET");
    let cleared = Event::OrganisationFlagCleared(clear.clone());
    story(Some(was_set.clone())).when(Command::ClearOrganisationFlag(clear)).then([cleared.clone()]);
    let school: Organisation = told(1, [planned(), opened(), was_set, cleared]);
    assert_eq!(school.flag_on(OrganisationFlag::Weak, day("2023-09-30")), Some(fact(3)));
    assert_eq!(school.flag_on(OrganisationFlag::Weak, day("2023-10-01")), None);
}

#[test]
fn a_code_is_claimed_once_and_a_new_one_gives_the_old_one_back() {
    let take = |text: &str| Claim::Take { scope: "organisation-code", text: text.to_owned(), ever: false };
    let release = |text: &str| Claim::Release { scope: "organisation-code", text: text.to_owned() };
    assert_eq!(Organisation::default().claims(&planned()), [take("124419000000000012")]);
    let school: Organisation = told(1, [planned()]);
    assert_eq!(school.claims(&planned()), []);
    let code = RegisterOrganisationCode { code: "52441900000000001X".parse().unwrap() };
    let registered = Event::OrganisationCodeRegistered(code.clone());
    given::<Organisation>([planned()])
        .when(Command::RegisterOrganisationCode(code))
        .then([registered.clone()]);
    assert_eq!(school.claims(&registered), [release("124419000000000012"), take("52441900000000001X")]);
}

fn any_event() -> impl Strategy<Value = Event> {
    (0..10_usize, 0..2000_u64, 0..3_usize, any::<bool>()).prop_map(|(which, days, choice, end)| {
        let date = day("2020-01-01").checked_add_days(chrono::Days::new(days)).unwrap();
        let later = end.then(|| date.succ_opt().unwrap().into());
        let (from, kind) = (date.into(), ParentKind::ALL[choice]);
        let flag = OrganisationFlag::ALL[choice % 2];
        match which {
            0 => Event::OrganisationPlanned(PlanOrganisation {
                description: described("甲"),
                opens_on: later,
            }),
            1 => {
                let description = end.then(|| described("乙"));
                Event::OrganisationOpened(OpenOrganisation { description, from })
            }
            2 => Event::OrganisationRenamed(RenameOrganisation { name: "丙".to_owned(), from }),
            3 => {
                let parent = end.then_some(OTHER);
                Event::OrganisationReparented(ReparentOrganisation { kind, parent, from })
            }
            4 => {
                let nature = Nature::ALL[choice];
                Event::OrganisationNatureChanged(ChangeOrganisationNature { nature, from })
            }
            5 => {
                Event::OrganisationMerged(MergeOrganisation { into: OTHER, on: from, successors: Vec::new() })
            }
            6 => Event::OrganisationClosed(CloseOrganisation { on: from }),
            7 => Event::OrganisationFlagSet(SetOrganisationFlag { flag, from, to: later }),
            8 => Event::OrganisationFlagCleared(ClearOrganisationFlag { flag, on: from }),
            _ => {
                let code = "52441900000000001X".parse().unwrap();
                Event::OrganisationCodeRegistered(RegisterOrganisationCode { code })
            }
        }
    })
}

proptest! {
    #[test]
    fn any_history_folds_and_any_event_survives_the_wire(events in prop::collection::vec(any_event(), 0..12)) {
        let mut school = Organisation::default();
        for (position, event) in (1..).zip(&events) {
            survives_the_wire::<Organisation>(event);
            school.evolve(event, Origin { position, id: fact(position.unsigned_abs().into()) });
        }
        let names: Vec<_> = school.names().map(|(period, _)| period).collect();
        prop_assert!(names.windows(2).all(|pair| pair[0].to == Some(pair[1].from)));
        prop_assert_eq!(school.name_on(day("2030-01-01")).is_some(), !names.is_empty());
    }
}
