use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, TeacherId,
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
