use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, TeacherId, VoidEntry,
    testing::{fact, given, in_service, on, shows_teacher, survives_the_wire, teacher},
};

type Command = PoolCommand;
type Event = PoolEvent;

fn quota(posts: u32, from: &str) -> Event {
    Event::PoolQuotaSet(SetPoolQuota {
        name: "名优人才编制周转库".to_owned(), posts, from: on(from)
    })
}

fn allocate(person: u128, from: &str, due: Option<&str>) -> Command {
    Command::AllocatePoolPost(AllocatePoolPost {
        teacher: TeacherId(Uuid::from_u128(person)),
        organisation: OrganisationId(Uuid::from_u128(7)),
        from: on(from),
        due: due.map(on),
    })
}

fn held(person: u128, from: &str) -> Event {
    Event::PoolPostAllocated(PoolPostAllocated {
        teacher: TeacherId(Uuid::from_u128(person)),
        organisation: OrganisationId(Uuid::from_u128(7)),
        from: on(from),
        due: on("2025-01-01"),
        rules: Vec::new(),
    })
}

#[test]
fn no_more_posts_are_allocated_than_the_pool_has_on_any_day_to_come() {
    let serves = |id| shows_teacher(id, in_service(teacher(None, None), 7, "2020-09-01"));
    let pool = || given::<Pool>([quota(2, "2022-01-01"), held(1, "2022-01-01"), held(2, "2022-09-01")]);
    let refusal = pool().with(serves(3)).when(allocate(3, "2022-02-01", None)).refuses("POOL_QUOTA_EXCEEDED");
    assert_eq!(
        crate::Refusal::facts(&refusal),
        [fact(2), fact(3)],
        "the first of September is the day it is too many"
    );
    let event = given::<Pool>([quota(2, "2022-01-01"), held(1, "2022-01-01")])
        .with(serves(3))
        .when(allocate(3, "2022-02-01", None))
        .event();
    let Event::PoolPostAllocated(allocated) = &event else { panic!("{event:?}") };
    assert_eq!(allocated.due.day, on("2025-02-01").day);
    assert_eq!(allocated.rules.iter().map(|rule| rule.rule.as_str()).collect::<Vec<_>>(), ["R-16", "R-15"]);
    survives_the_wire::<Pool>(&event);
}

#[test]
fn a_longer_stay_asks_for_an_explanation_and_a_post_is_given_back_once() {
    let serves = shows_teacher(3, in_service(teacher(None, None), 7, "2020-09-01"));
    given::<Pool>([quota(2, "2022-01-01")])
        .with(serves)
        .when(allocate(3, "2022-02-01", Some("2027-01-01")))
        .refuses("EXPLANATION_REQUIRED");
    given::<Pool>([quota(2, "2022-01-01")])
        .when(allocate(3, "2022-02-01", None))
        .refuses("POOL_NOT_IN_SERVICE");
    let release = ReleasePoolPost {
        teacher: TeacherId(Uuid::from_u128(1)),
        on: on("2023-01-01"),
        reason: "转入正式编制".to_owned(),
    };
    let pool = || [quota(2, "2022-01-01"), held(1, "2022-01-01")];
    given::<Pool>(pool())
        .when(Command::ReleasePoolPost(release.clone()))
        .then([Event::PoolPostReleased(release.clone())]);
    let released = Event::PoolPostReleased(release.clone());
    given::<Pool>(pool().into_iter().chain([released]))
        .when(Command::ReleasePoolPost(release))
        .refuses("POOL_POST_NOT_ALLOCATED");
}

fn void(number: u128) -> VoidEntry {
    VoidEntry { voids: fact(number), reason: "录入有误".to_owned() }
}

#[test]
fn a_quota_entered_by_mistake_goes_unless_its_posts_are_held() {
    let kept = [quota(1, "2022-01-01"), held(1, "2022-01-01"), quota(2, "2022-06-01")];
    given::<Pool>(kept.clone()).when(Command::VoidPoolEvent(void(3))).then([Event::PoolEventVoided(void(3))]);
    given::<Pool>(kept.clone()).when(Command::VoidPoolEvent(void(1))).refuses("ENTRY_STILL_NEEDED");
    given::<Pool>(kept.into_iter().chain([held(2, "2022-09-01")]))
        .when(Command::VoidPoolEvent(void(3)))
        .refuses("POOL_QUOTA_EXCEEDED");
}

#[test]
fn a_post_that_was_not_given_back_is_held_again_when_there_is_room() {
    let back = |on_day: &str| {
        let teacher = TeacherId(Uuid::from_u128(1));
        Event::PoolPostReleased(ReleasePoolPost { teacher, on: on(on_day), reason: "误登记".to_owned() })
    };
    let kept = [quota(1, "2022-01-01"), held(1, "2022-01-01"), back("2022-06-01")];
    given::<Pool>(kept.clone()).when(Command::VoidPoolEvent(void(3))).event();
    given::<Pool>(kept.clone().into_iter().chain([held(1, "2022-07-01")]))
        .when(Command::VoidPoolEvent(void(3)))
        .refuses("ENTRY_STILL_NEEDED");
    given::<Pool>(kept.into_iter().chain([held(2, "2022-07-01")]))
        .when(Command::VoidPoolEvent(void(3)))
        .refuses("POOL_QUOTA_EXCEEDED");
}
