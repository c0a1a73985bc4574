use liangshi_domain::policy::CountDefinition as Counts;
use liangshi_projection::{
    At, Page,
    views::{candidate::Filter, cohort_board, leading_talents, reserve_principals, studio, studio_hosts},
};

use crate::{
    city::{EAST, FIRST, THIRD, WEST, candidacy, studio as studio_id, teacher},
    world::World,
};

fn whole() -> Page {
    Page { first: 100, after: None }
}

/// The five counts of the programme on its line of the board, after making sure that each drill-down has as many names.
async fn counts(world: &World, at: At) -> [i64; 5] {
    let board = cohort_board::board(&world.views, at).await.unwrap();
    assert_eq!(board.len(), 1);
    for definition in Counts::ALL {
        let filter = Filter { counts_as: Some(definition), ..Filter::default() };
        let members = cohort_board::members(&world.views, &filter, at, &whole()).await.unwrap();
        assert_eq!(board[0].value(definition), i64::try_from(members.len()).unwrap());
        assert_eq!(board[0].value(definition), cohort_board::count(&world.views, &filter, at).await.unwrap());
    }
    Counts::ALL.map(|definition| board[0].value(definition))
}

async fn the_board_counts_by_definition_day_and_what_was_known(world: World) {
    world.city().await;
    for (number, name) in [(1, "甲"), (2, "乙")] {
        world.teaches(number, name, FIRST).await;
    }
    world.launches().await;
    let nobody = world.at("2022-06-30").await;
    world.nominates(1, FIRST).await;
    world.nominates(2, FIRST).await;
    let nominated = world.at("2022-06-30").await;
    world.confirms(1).await;
    world.certifies(1).await;
    assert_eq!(counts(&world, nobody).await, [0, 0, 0, 0, 0]);
    assert_eq!(counts(&world, nominated).await, [2, 0, 0, 0, 0]);
    let days = [
        ("2022-03-09", [0, 0, 0, 0, 0]),
        ("2022-03-10", [2, 0, 0, 0, 0]),
        ("2022-06-20", [2, 1, 0, 0, 0]),
        ("2022-09-01", [2, 1, 1, 0, 0]),
    ];
    for (day, expected) in days {
        assert_eq!(counts(&world, world.at(day).await).await, expected, "{day}");
    }
    let certified = counts(&world, world.at("2023-10-01").await).await;
    assert_eq!(certified[..4], [2, 1, 0, 1]);
    let line = &cohort_board::board(&world.views, nominated).await.unwrap()[0].programme;
    assert_eq!((line.target, line.bound()), (Some(2), Some(Counts::Certified)));
}

async fn a_voided_step_is_taken_from_the_count_and_from_every_list(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.launches().await;
    let nomination = world.nominates(1, FIRST).await;
    let confirmation = world.confirms(1).await;
    let before = world.at("2022-06-30").await;
    world.voids_step(1, confirmation).await;
    let unconfirmed = world.at("2022-06-30").await;
    world.voids_step(1, nomination).await;
    let gone = world.at("2022-06-30").await;
    assert_eq!(counts(&world, before).await[..2], [1, 1]);
    assert_eq!(counts(&world, unconfirmed).await[..2], [1, 0]);
    assert_eq!(counts(&world, gone).await[..2], [0, 0]);
    let hosts = |at| studio_hosts::VIEW.list(&world.views, &EVERYBODY, at, &PAGE);
    assert_eq!(hosts(unconfirmed).await.unwrap()[0].stage, "NOTICE");
    assert!(hosts(gone).await.unwrap().is_empty());
}

const EVERYBODY: Filter = Filter {
    scope: None,
    programme: None,
    round: None,
    candidacy: None,
    teacher: None,
    category: None,
    stage: None,
    counts_as: None,
    term_ends_within_days: None,
    taken_in: None,
};
const PAGE: Page = Page { first: 100, after: None };

async fn a_candidate_stands_in_the_list_of_the_programmes_role_and_in_no_other(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.launches().await;
    world.nominates(1, FIRST).await;
    let at = world.at("2022-06-30").await;
    assert_eq!(studio_hosts::VIEW.count(&world.views, &EVERYBODY, at).await.unwrap(), 1);
    assert_eq!(leading_talents::VIEW.count(&world.views, &EVERYBODY, at).await.unwrap(), 0);
    assert_eq!(reserve_principals::VIEW.count(&world.views, &EVERYBODY, at).await.unwrap(), 0);
    let found = cohort_board::find(&world.views, candidacy(1), at).await.unwrap().unwrap();
    assert_eq!((found.teacher, found.stage.as_str()), (teacher(1).to_string(), "NOMINATED"));
    assert_eq!(found.nominated_by, Some(FIRST.to_string()));
}

async fn a_candidate_is_seen_where_the_person_serves_on_the_day(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.teaches(2, "乙", THIRD).await;
    world.launches().await;
    world.nominates(1, FIRST).await;
    world.nominates(2, THIRD).await;
    let at = world.at("2022-06-30").await;
    for (unit, number) in [(EAST, 1), (WEST, 2)] {
        let filter = Filter { scope: Some(unit.0), ..Filter::default() };
        let seen = studio_hosts::VIEW.list(&world.views, &filter, at, &whole()).await.unwrap();
        assert_eq!(
            seen.iter().map(|row| row.teacher.clone()).collect::<Vec<_>>(),
            [teacher(number).to_string()]
        );
        assert_eq!(studio_hosts::VIEW.count(&world.views, &filter, at).await.unwrap(), 1);
    }
}

async fn a_studio_lists_its_host_first_and_its_members_by_day(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.teaches(2, "乙", THIRD).await;
    world.launches().await;
    world.nominates(1, FIRST).await;
    world.confirms(1).await;
    world.certifies(1).await;
    world.establishes(1, 2).await;
    let roles = async |day| {
        let rows = studio::of_studio(&world.views, studio_id(1), world.at(day).await).await.unwrap();
        rows.into_iter().map(|row| (row.role, row.teacher)).collect::<Vec<_>>()
    };
    let host = || ("HOST".to_owned(), teacher(1).to_string());
    assert_eq!(roles("2023-10-31").await, []);
    assert_eq!(roles("2023-11-01").await, [host()]);
    assert_eq!(roles("2023-11-15").await, [host(), ("MEMBER".to_owned(), teacher(2).to_string())]);
    let after_term =
        studio::of_studio(&world.views, studio_id(1), world.at("2026-11-01").await).await.unwrap();
    assert_eq!(after_term[0].term_to.as_deref(), Some("2026-11-01"));
    let persons =
        studio::of_persons(&world.views, &[teacher(1), teacher(2)], world.at("2024-01-01").await).await;
    assert_eq!(persons.unwrap().len(), 2);
    world.closes_studio(1, "2026-12-01").await;
    assert_eq!(roles("2026-11-30").await.len(), 2);
    assert_eq!(roles("2026-12-01").await, []);
}

on_each_database!(
    the_board_counts_by_definition_day_and_what_was_known,
    a_voided_step_is_taken_from_the_count_and_from_every_list,
    a_candidate_stands_in_the_list_of_the_programmes_role_and_in_no_other,
    a_candidate_is_seen_where_the_person_serves_on_the_day,
    a_studio_lists_its_host_first_and_its_members_by_day,
);
