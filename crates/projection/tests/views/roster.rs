use liangshi_domain::{
    OrganisationId,
    code::{Basis, Title},
    teacher::{hire::HireEvent, post::PostEvent},
};
use liangshi_projection::{
    At, Page,
    views::{
        organisation,
        service::{self, Filter},
        teacher_history,
    },
};

use crate::{
    city::{BUREAU, EAST, FIRST, SECOND, THIRD, WEST, hire, teacher, title},
    world::{World, day},
};

fn everybody() -> Filter {
    Filter::on(Basis::Personnel)
}

fn at_unit(organisation: OrganisationId, basis: Basis) -> Filter {
    Filter { organisation: Some(organisation.0), basis, ..everybody() }
}

fn seen_by(organisation: OrganisationId) -> Filter {
    Filter { scope: Some(organisation.0), ..everybody() }
}

/// The names in the list, after making sure that the count says the same.
async fn names(world: &World, filter: &Filter, at: At) -> Vec<String> {
    let listed = service::list(&world.views, filter, at, &Page { first: 100, after: None }).await.unwrap();
    assert_eq!(service::count(&world.views, filter, at).await.unwrap(), i64::try_from(listed.len()).unwrap());
    listed.into_iter().map(|listed| listed.name).collect()
}

async fn the_roster_is_that_of_the_day(world: World) {
    world.city().await;
    world.registers(1, "甲").await;
    world.hires(1, FIRST, "2010-09-01").await;
    world.ends(1, "2015-09-01").await;
    world.hires(1, THIRD, "2040-09-01").await;
    for (valid, expected) in
        [("2010-08-31", 0), ("2010-09-01", 1), ("2015-08-31", 1), ("2015-09-01", 0), ("2040-09-01", 1)]
    {
        assert_eq!(names(&world, &everybody(), world.at(valid).await).await.len(), expected, "{valid}");
    }
    let at = world.at("2040-09-01").await;
    assert_eq!(names(&world, &at_unit(WEST, Basis::Personnel), at).await, ["甲"]);
    assert_eq!(names(&world, &at_unit(EAST, Basis::Personnel), at).await, [""; 0]);
}

async fn a_question_asked_as_known_then_keeps_its_old_answer(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    let granted = world.grants(1, Title::Professor, "2020-01-01").await;
    let before = world.at("2021-01-01").await;
    let corrected =
        world.corrects(1, granted, PostEvent::TitleGranted(title(Title::Professor, "2022-01-01"))).await;
    let after = world.at("2021-01-01").await;
    let professors = || Filter { title: Some("PROFESSOR".to_owned()), ..everybody() };
    assert_eq!(names(&world, &professors(), before).await, ["甲"]);
    assert_eq!(names(&world, &professors(), after).await, [""; 0]);
    assert_eq!(names(&world, &professors(), world.at("2022-01-01").await).await, ["甲"]);
    let service = service::of(&world.views, &[teacher(1)], world.at("2022-01-01").await).await.unwrap();
    assert!(service[0].evidence.contains(&corrected.to_string()), "{}", service[0].evidence);
    world.voids(1, corrected).await;
    assert_eq!(names(&world, &professors(), world.at("2021-01-01").await).await, ["甲"]);
    assert_eq!(names(&world, &professors(), after).await, [""; 0]);
    assert_eq!(
        world.views.known_at(world.log.head().await.unwrap().recorded_at).await.unwrap(),
        after.known + 1
    );
}

async fn a_seconded_person_counts_once_away_by_workplace_and_at_home_by_personnel(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.sends(1, THIRD, "2021-09-01", "2022-09-01").await;
    let at = world.at("2022-01-01").await;
    assert_eq!(names(&world, &at_unit(THIRD, Basis::Workplace), at).await, ["甲"]);
    assert_eq!(names(&world, &at_unit(FIRST, Basis::Workplace), at).await, [""; 0]);
    for basis in [Basis::Personnel, Basis::Establishment, Basis::Paying] {
        assert_eq!(names(&world, &at_unit(FIRST, basis), at).await, ["甲"]);
        assert_eq!(names(&world, &at_unit(THIRD, basis), at).await, [""; 0]);
    }
    assert_eq!(names(&world, &at_unit(BUREAU, Basis::Workplace), at).await, ["甲"]);
    assert_eq!(names(&world, &at_unit(FIRST, Basis::Workplace), world.at("2022-09-01").await).await, ["甲"]);
    for unit in [EAST, WEST] {
        assert_eq!(names(&world, &seen_by(unit), at).await, ["甲"]);
    }
    let seconded = Filter { seconded: Some("SUPPORT_TEACHING".to_owned()), ..everybody() };
    assert_eq!(names(&world, &seconded, at).await, ["甲"]);
}

async fn a_scope_is_the_tree_as_it_stood_on_the_day(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.teaches(2, "乙", THIRD).await;
    let then = world.at("2022-01-01").await;
    assert_eq!(names(&world, &seen_by(EAST), then).await, ["甲"]);
    world.moves(FIRST, Some(WEST), "2021-09-01").await;
    let late = world.at("2022-01-01").await;
    assert_eq!(names(&world, &seen_by(EAST), late).await, [""; 0]);
    assert_eq!(names(&world, &seen_by(WEST), late).await, ["乙", "甲"]);
    assert_eq!(names(&world, &seen_by(EAST), then).await, ["甲"]);
    assert_eq!(names(&world, &seen_by(EAST), world.at("2021-08-31").await).await, ["甲"]);
    assert_eq!(names(&world, &seen_by(BUREAU), late).await, ["乙", "甲"]);
    let both = Filter { scope: Some(EAST.0), ..at_unit(WEST, Basis::Personnel) };
    assert_eq!(names(&world, &both, late).await, [""; 0]);
}

async fn a_merge_recorded_late_puts_the_staff_below_the_successor(world: World) {
    world.city().await;
    world.teaches(1, "甲", SECOND).await;
    let then = world.at("2022-01-01").await;
    world.merges(SECOND, THIRD, "2021-09-01").await;
    let late = world.at("2022-01-01").await;
    assert_eq!(names(&world, &seen_by(THIRD), late).await, ["甲"]);
    assert_eq!(names(&world, &seen_by(WEST), late).await, ["甲"]);
    assert_eq!(names(&world, &seen_by(EAST), late).await, [""; 0]);
    assert_eq!(names(&world, &seen_by(EAST), then).await, ["甲"]);
    assert_eq!(names(&world, &seen_by(EAST), world.at("2021-08-31").await).await, ["甲"]);
    let merged = organisation::find(&world.views, SECOND, late).await.unwrap().unwrap();
    assert_eq!((merged.state.as_str(), merged.parent), ("CLOSED", Some(THIRD.to_string())));
}

async fn a_voided_hire_is_gone_and_still_there_as_known_before(world: World) {
    world.city().await;
    world.registers(1, "甲").await;
    let hired = world.hires(1, FIRST, "2010-09-01").await;
    let before = world.at("2020-01-01").await;
    world.voids(1, hired).await;
    let after = world.at("2020-01-01").await;
    assert_eq!(names(&world, &everybody(), before).await, ["甲"]);
    assert_eq!(names(&world, &everybody(), after).await, [""; 0]);
    let segments = service::segments_of(&world.views, teacher(1), before.known).await.unwrap();
    assert_eq!(segments.len(), 1);
    assert!(service::segments_of(&world.views, teacher(1), after.known).await.unwrap().is_empty());
}

async fn a_history_tells_every_version_and_flags_what_does_not_fit(world: World) {
    world.city().await;
    world.registers(1, "甲").await;
    let hired = world.hires(1, FIRST, "2010-09-01").await;
    let assigned = world.assigns(1, FIRST, "2010-09-01").await;
    let before = world.at("2020-01-01").await.known;
    world.corrects(1, hired, HireEvent::TeacherHired(hire(FIRST, "2012-09-01"))).await;
    let now = world.at("2020-01-01").await.known;
    let facts = |known, all| teacher_history::of(&world.views, teacher(1), known, all);
    assert!(facts(before, false).await.unwrap().iter().all(|fact| fact.flag.is_none()));
    let flagged = facts(now, false).await.unwrap().into_iter().find(|fact| fact.flag.is_some()).unwrap();
    assert_eq!((flagged.fact, flagged.flag.as_deref()), (assigned.to_string(), Some("NO_SERVICE")));
    let starts: Vec<_> =
        facts(now, true).await.unwrap().into_iter().map(|fact| (fact.kind, fact.valid_from)).collect();
    let told = |kind: &str, from: &str| (kind.to_owned(), from.to_owned());
    let versions = [
        told("EMPLOYMENT", "2010-09-01"),
        told("ASSIGNMENT", "2010-09-01"),
        told("EMPLOYMENT", "2012-09-01"),
        told("ASSIGNMENT", "2010-09-01"),
    ];
    assert_eq!(starts, versions);
}

async fn who_is_seen_is_asked_for_one_person_as_for_the_list(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    let at = world.at("2022-01-01").await;
    let sees = |unit: Option<OrganisationId>, at| {
        service::may_see(&world.views, teacher(1), unit.map(|id| id.0), at)
    };
    assert!(sees(None, at).await.unwrap());
    assert!(sees(Some(EAST), at).await.unwrap());
    assert!(!sees(Some(WEST), at).await.unwrap());
    assert!(!sees(Some(EAST), At { valid: day("2010-08-31"), ..at }).await.unwrap());
}

on_each_database!(
    the_roster_is_that_of_the_day,
    a_question_asked_as_known_then_keeps_its_old_answer,
    a_seconded_person_counts_once_away_by_workplace_and_at_home_by_personnel,
    a_scope_is_the_tree_as_it_stood_on_the_day,
    a_merge_recorded_late_puts_the_staff_below_the_successor,
    a_voided_hire_is_gone_and_still_there_as_known_before,
    a_history_tells_every_version_and_flags_what_does_not_fit,
    who_is_seen_is_asked_for_one_person_as_for_the_list,
);
