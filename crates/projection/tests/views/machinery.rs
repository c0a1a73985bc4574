//! Rows built event by event, in one go, from nothing, and taken up again are the same rows.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use liangshi_domain::{
    code::{Basis, Title},
    organisation::{Organisation, OrganisationKind},
    teacher::{Teacher, post::PostEvent},
};
use liangshi_projection::{
    At, Failure, Page, Views,
    views::{self, candidate, cohort_board, organisation, service},
};

use crate::{
    city::{BUREAU, EAST, FIRST, FOURTH, SECOND, THIRD, WEST, granting, moving, opening, teacher, title},
    world::{World, drop_database},
};

/// A history with something of everything, each event brought into the views before the next.
async fn history(world: &World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.teaches(2, "乙", THIRD).await;
    let granted = world.grants(1, Title::Professor, "2020-01-01").await;
    let corrected =
        world.corrects(1, granted, PostEvent::TitleGranted(title(Title::Professor, "2022-01-01"))).await;
    world.sends(1, THIRD, "2021-09-01", "2022-09-01").await;
    world.launches().await;
    for number in [1, 2] {
        world.nominates(number, FIRST).await;
        world.confirms(number).await;
    }
    let certified = world.certifies(2).await;
    world.certifies(1).await;
    world.voids_step(2, certified).await;
    world.establishes(1, 2).await;
    world.voids(1, corrected).await;
    world.moves(FIRST, Some(WEST), "2021-09-01").await;
    world.merges(SECOND, THIRD, "2021-09-01").await;
}

pub(crate) async fn digests(views: &Views) -> BTreeMap<&'static str, (i64, String)> {
    let mut digests = BTreeMap::new();
    for name in views.names() {
        digests.insert(name, views.digest(name).await.unwrap());
    }
    digests
}

async fn a_view_built_from_nothing_holds_what_one_kept_up_event_by_event_holds(world: World) {
    history(&world).await;
    let head = world.log.head().await.unwrap().position;
    for name in world.views.names() {
        let check = world.views.check(name, |_| {}).await.unwrap();
        assert!(check.agrees(), "{check:?}");
        assert_eq!(check.position, head);
    }
    for status in world.views.status().await.unwrap() {
        assert_eq!((status.position, status.head), (head, head), "{}", status.name);
    }
    assert!(matches!(world.views.check("nothing", |_| {}).await, Err(Failure::NoSuchView(..))));
}

async fn a_rebuilt_view_answers_and_goes_on_from_there(world: World) {
    history(&world).await;
    let before = digests(&world.views).await;
    for name in world.views.names() {
        assert!(world.views.rebuild(name, |_| {}).await.unwrap().agrees());
    }
    assert_eq!(digests(&world.views).await, before);
    world.teaches(3, "丙", FIRST).await;
    world.moves(THIRD, Some(EAST), "2022-01-01").await;
    for name in world.views.names() {
        let again = world.views.check(name, |_| {}).await.unwrap();
        assert!(again.agrees(), "{again:?}");
    }
    let at = world.at("2022-01-01").await;
    let parent = organisation::find(&world.views, THIRD, at).await.unwrap().unwrap().parent;
    assert_eq!(parent, Some(EAST.to_string()));
}

async fn views_opened_again_go_on_where_they_stood(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.views.close().await;
    let reached = world.log.head().await.unwrap().position;
    let again = world.opened_again().await;
    assert_eq!(again.position(), reached);
    world.records::<Organisation>(FIRST.stream(), moving(Some(WEST), "2021-09-01")).await;
    world.records::<Teacher>(teacher(1).stream(), granting(Title::Professor, "2020-01-01")).await;
    let mut told = Vec::new();
    let reached = again.catch_up(|at| told.push(at)).await.unwrap();
    assert_eq!(told, [reached]);
    assert_eq!(reached, world.log.head().await.unwrap().position);
    for name in again.names() {
        assert!(again.check(name, |_| {}).await.unwrap().agrees(), "{name}");
    }
}

/// The views moved to another version by an older program, or ahead of the log by one restored from a backup.
async fn views_that_do_not_fit_are_built_anew(world: World) {
    history(&world).await;
    let before = digests(&world.views).await;
    let head = world.log.head().await.unwrap().position;
    world.views.close().await;
    world.views_sql("UPDATE registry SET version = 0 WHERE name = 'service'").await;
    let newer = world.opened_again().await;
    assert_eq!(newer.position(), 0);
    newer.catch_up(|_| {}).await.unwrap();
    assert_eq!(digests(&newer).await, before);
    newer.close().await;
    world.views_sql("UPDATE registry SET position = position + 1 WHERE name = 'person'").await;
    let restored = world.opened_again().await;
    assert!(restored.status().await.unwrap().iter().all(|status| status.position == 0));
    assert_eq!(restored.catch_up(|_| {}).await.unwrap(), head);
    assert_eq!(digests(&restored).await, before);
}

async fn two_who_catch_up_by_turns_go_on_where_the_other_stood(world: World) {
    world.city().await;
    let other = world.opened_again().await;
    world.opens(FOURTH, "第四小学", OrganisationKind::School).await;
    let reached = other.catch_up(|_| {}).await.unwrap();
    assert_eq!(reached, world.log.head().await.unwrap().position);
    assert_eq!(digests(&other).await, digests(&world.views).await);
    world.views.rebuild("organisation", |_| {}).await.unwrap();
    world.moves(FIRST, Some(WEST), "2021-09-01").await;
    let at = world.at("2022-01-01").await;
    let parent = organisation::find(&other, FIRST, at).await.unwrap().unwrap().parent;
    assert_eq!(parent, Some(WEST.to_string()), "the table it knew is gone, and it asks the new one");
    world.records::<Organisation>(FOURTH.stream(), moving(Some(WEST), "2021-09-01")).await;
    other.catch_up(|_| {}).await.unwrap();
    for name in other.names() {
        assert!(world.views.check(name, |_| {}).await.unwrap().agrees(), "{name}");
    }
}

async fn views_found_beside_another_log_begin_from_nothing(world: World) {
    history(&world).await;
    let elsewhere = World::file().await;
    elsewhere.opens(BUREAU, "另一个局", OrganisationKind::Bureau).await;
    world.views.close().await;
    let views = Views::open(&world.url, elsewhere.log.clone(), views::ALL).await.unwrap();
    assert_eq!(views.position(), 0);
    views.catch_up(|_| {}).await.unwrap();
    assert_eq!(digests(&views).await, digests(&elsewhere.views).await);
    let at = elsewhere.at("2022-01-01").await;
    let page = Page { first: 10, after: None };
    let found = organisation::list(&views, &organisation::Filter::default(), at, &page).await.unwrap();
    assert_eq!(found.len(), 1);
    views.close().await;
    let own = Views::open(&world.url, world.log.clone(), views::ALL).await.unwrap();
    assert_eq!(own.position(), 0);
}

async fn a_gap_in_the_log_stops_the_views_loudly(world: World) {
    world.city().await;
    world.views.close().await;
    let unlock = if world.database.is_empty() {
        "DROP TRIGGER events_are_never_deleted"
    } else {
        "ALTER TABLE events DISABLE TRIGGER ALL"
    };
    world.log_sql(&format!("{unlock}; DELETE FROM events WHERE position = 3")).await;
    let elsewhere = World::file().await;
    let address = elsewhere.url.replace("log.db", "beside.db");
    let views = Views::open(&address, world.log.clone(), views::ALL).await.unwrap();
    let failure = views.catch_up(|_| {}).await.unwrap_err();
    assert!(matches!(failure, Failure::Gap { expected: 3, found: 4 }), "{failure}");
    assert_eq!(views.position(), 0);
}

async fn who_waits_for_a_position_is_told_when_it_does_not_come(world: World) {
    world.city().await;
    let head = world.log.head().await.unwrap().position;
    let short = Duration::from_millis(50);
    world.views.wait_for(head, short).await.unwrap();
    let failure = world.views.wait_for(head + 1, short).await.unwrap_err();
    assert!(matches!(failure, Failure::Stale { asked, at } if asked == head + 1 && at == head), "{failure}");
    let waiting = world.views.clone();
    let waiting = tokio::spawn(async move { waiting.wait_for(head + 1, Duration::from_secs(30)).await });
    world.opens(FOURTH, "第四小学", OrganisationKind::School).await;
    waiting.await.unwrap().unwrap();
}

async fn a_follower_keeps_up_until_it_is_told_to_stop(world: World) {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let views = world.views.clone();
    let following = tokio::spawn(async move { views.follow(async { drop(stopped.await) }).await });
    world.records::<Organisation>(BUREAU.stream(), opening("市教育局", OrganisationKind::Bureau)).await;
    world.views.wait_for(1, Duration::from_secs(30)).await.unwrap();
    stop.send(()).unwrap();
    following.await.unwrap();
}

/// Whoever waits for the views may stop waiting at any moment, also between the folding of events and the writing of rows.
async fn a_catch_up_cut_off_at_any_moment_loses_nothing(world: World) {
    history(&world).await;
    let whole = digests(&world.views).await;
    world.views_sql("DELETE FROM registry").await;
    let views = world.opened_again().await;
    let (mut patience, mut cut_off) = (Duration::ZERO, 0);
    // A server may still be committing what was cut off; that is found out and said, and the next try goes on.
    while !matches!(tokio::time::timeout(patience, views.catch_up(|_| {})).await, Ok(Ok(_))) {
        patience += Duration::from_micros(150);
        cut_off += 1;
    }
    assert!(cut_off > 3, "it was cut off {cut_off} times");
    assert_eq!(digests(&views).await, whole);
}

/// What a screen and a count ask, as known at a position that is past.
async fn answers(views: &Views, at: At) -> String {
    let page = Page { first: 50, after: None };
    let roster = service::list(views, &service::Filter::on(Basis::Workplace), at, &page).await.unwrap();
    let tree = organisation::find(views, FIRST, at).await.unwrap();
    let board = cohort_board::board(views, at).await.unwrap();
    let members = cohort_board::members(views, &candidate::Filter::default(), at, &page).await.unwrap();
    format!("{roster:?} {tree:?} {board:?} {members:?}")
}

async fn what_was_known_is_answered_alike_while_others_write_and_views_are_built_anew(world: World) {
    history(&world).await;
    let at = world.at("2022-01-01").await;
    let before = answers(&world.views, at).await;
    let over = AtomicBool::new(false);
    let writing = async {
        for number in 10..18 {
            world.teaches(number, "新", FIRST).await;
        }
    };
    let rebuilding = async {
        for name in ["service", "person", "organisation", "cohort_board", "service"] {
            assert!(world.views.rebuild(name, |_| {}).await.unwrap().agrees(), "{name}");
        }
    };
    let both = async {
        tokio::join!(writing, rebuilding);
        over.store(true, Ordering::Relaxed);
    };
    let asking = async {
        let mut asked = 0;
        while !over.load(Ordering::Relaxed) {
            assert_eq!(answers(&world.views, at).await, before, "after {asked} times");
            asked += 1;
        }
        asked
    };
    let ((), asked) = tokio::join!(both, asking);
    assert!(asked > 3, "it was asked {asked} times only");
    let now = answers(&world.views, world.at("2022-01-01").await).await;
    assert_ne!(now, before, "what was written meanwhile is there too");
}

/// A server plans by what it knows of a table, so what was built is looked at before it answers. On a file no plan rests on sizes.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_knows_how_much_a_view_holds_that_was_built_anew() {
    let Some(world) = World::server().await else { return };
    history(&world).await;
    world.views.rebuild("organisation", |_| {}).await.unwrap();
    let known = "SELECT CAST(reltuples = (SELECT COUNT(*) FROM liangshi_views.organisation_2) AS TEXT)
        FROM pg_class WHERE oid = CAST('liangshi_views.organisation_2' AS regclass)";
    assert_eq!(world.server_texts(known).await, ["true"]);
    let database = world.database.clone();
    drop(world);
    drop_database(&database).await;
}

on_each_database!(
    what_was_known_is_answered_alike_while_others_write_and_views_are_built_anew,
    a_catch_up_cut_off_at_any_moment_loses_nothing,
    a_view_built_from_nothing_holds_what_one_kept_up_event_by_event_holds,
    a_rebuilt_view_answers_and_goes_on_from_there,
    views_opened_again_go_on_where_they_stood,
    views_that_do_not_fit_are_built_anew,
    two_who_catch_up_by_turns_go_on_where_the_other_stood,
    views_found_beside_another_log_begin_from_nothing,
    a_gap_in_the_log_stops_the_views_loudly,
    who_waits_for_a_position_is_told_when_it_does_not_come,
    a_follower_keeps_up_until_it_is_told_to_stop,
);
