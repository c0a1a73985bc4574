use uuid::Uuid;

use super::*;
use crate::{
    Decider, EstablishmentId, OrganisationId, Period, Refusal, TeacherId, VoidEntry, Watch,
    code::{Band, Stage},
    testing::{
        day, fact, given, in_service, on, shows_teacher, shows_unit, survives_the_wire, teacher, told,
    },
    witness::Witness,
};

type Command = EstablishmentCommand;
type Event = EstablishmentEvent;

fn unit(id: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(id))
}

fn person(id: u128) -> TeacherId {
    TeacherId(Uuid::from_u128(id))
}

fn approved(posts: u32, from: &str) -> Event {
    Event::QuotaApproved(ApproveQuota { posts, from: on(from) })
}

fn occupied(id: u128, from: &str, to: Option<&str>) -> Event {
    let (from, to) = (on(from), to.map(on));
    Event::PostOccupied(PostOccupied { teacher: person(id), from, to, over_quota: None, rules: Vec::new() })
}

fn settle(id: u128, periods: &[(&str, Option<&str>)]) -> Command {
    let periods = periods.iter().map(|(from, to)| Period::new(day(from), to.map(day))).collect();
    let now = PostsHeld { periods, ..PostsHeld::default() };
    Command::SettlePosts(SettlePosts { teacher: person(id), before: PostsHeld::default(), now })
}

/// Ten posts, of which one may be senior and four middle.
fn structured() -> [Event; 2] {
    [approved(10, "2022-01-01"), structure(10, 40, "2022-01-01")]
}

fn structure(senior_percent: u32, middle_percent: u32, from: &str) -> Event {
    let junior_percent = 100 - senior_percent - middle_percent;
    let from = on(from);
    Event::PostStructureRatioSet(SetPostStructureRatio {
        senior_percent,
        middle_percent,
        junior_percent,
        from,
    })
}

fn holds(id: u128, band: Band, from: &str, to: Option<&str>) -> Event {
    let (from, to) = (on(from), to.map(on));
    Event::PostBandOccupied(PostBandOccupied { teacher: person(id), band, from, to, rules: Vec::new() })
}

type Bands<'a> = &'a [(Band, &'a str, Option<&'a str>)];

fn of_bands(bands: Bands<'_>) -> PostsHeld {
    let bands = bands.iter().map(|(band, from, to)| (*band, Period::new(day(from), to.map(day)))).collect();
    PostsHeld { bands, ..PostsHeld::default() }
}

fn changes(id: u128, before: Bands<'_>, now: Bands<'_>) -> Command {
    let (before, now) = (of_bands(before), of_bands(now));
    Command::SettlePosts(SettlePosts { teacher: person(id), before, now })
}

fn appoints(id: u128, now: Bands<'_>) -> Command {
    changes(id, &[], now)
}

#[test]
fn one_senior_post_more_than_the_structure_allows_is_refused_on_every_day() {
    let later = || structured().into_iter().chain([holds(1, Band::Senior, "2022-09-01", None)]);
    let refusal = given::<Establishment>(later())
        .when(appoints(2, &[(Band::Senior, "2022-03-01", None)]))
        .refuses("POST_BAND_OVER_USED");
    assert_eq!((refusal.rule().map(|rule| rule.id), refusal.facts()), (Some("R-45"), vec![fact(3)]));
    given::<Establishment>(later())
        .when(appoints(2, &[(Band::Senior, "2022-03-01", Some("2022-09-01"))]))
        .event();
    given::<Establishment>(later()).when(appoints(2, &[(Band::Middle, "2022-03-01", None)])).event();
}

#[test]
fn a_higher_post_that_is_free_may_be_given_to_somebody_of_a_lower_band() {
    let middle = |from: u128| (from..5).map(|id| holds(id, Band::Middle, "2022-01-01", None));
    let one_more = || appoints(5, &[(Band::Middle, "2022-01-01", None)]);
    given::<Establishment>(structured().into_iter().chain(middle(1))).when(one_more()).event();
    let senior = holds(9, Band::Senior, "2022-01-01", None);
    given::<Establishment>(structured().into_iter().chain(middle(1)).chain([senior]))
        .when(one_more())
        .refuses("POST_BAND_OVER_USED");
}

#[test]
fn what_a_lower_structure_left_above_it_stays_and_may_shrink_but_not_grow() {
    let held = [1, 2].map(|id| holds(id, Band::Senior, "2022-01-01", None));
    let kept = || {
        [approved(10, "2022-01-01")].into_iter().chain(held.clone()).chain([structure(10, 0, "2022-06-01")])
    };
    let lowered = [(Band::Senior, "2022-01-01", Some("2022-07-01")), (Band::Middle, "2022-07-01", None)];
    let senior = [(Band::Senior, "2022-01-01", None)];
    let after = given::<Establishment>(kept()).when(changes(2, &senior, &lowered));
    let released = PostBandReleased {
        teacher: person(2),
        band: Band::Senior,
        from: on("2022-01-01"),
        on: on("2022-07-01"),
    };
    after.then([Event::PostBandReleased(released), holds(2, Band::Middle, "2022-07-01", None)]);
    given::<Establishment>(kept())
        .when(appoints(3, &[(Band::Senior, "2022-07-01", None)]))
        .refuses("POST_BAND_OVER_USED");
}

#[test]
fn who_leaves_a_unit_with_too_many_posts_makes_nothing_worse_although_never_booked() {
    let held = |to: Option<&str>| {
        let (from, to) = (day("2010-09-01"), to.map(day));
        let bands = vec![(Band::Senior, Period::new(from, to))];
        PostsHeld { periods: vec![Period::new(from, to)], bands }
    };
    let full = [
        approved(1, "2022-01-01"),
        structure(100, 0, "2022-01-01"),
        occupied(1, "2022-01-01", None),
        holds(1, Band::Senior, "2022-01-01", None),
    ];
    let left = SettlePosts { teacher: person(2), before: held(None), now: held(Some("2022-09-01")) };
    given::<Establishment>(full.clone()).when(Command::SettlePosts(left)).then([
        occupied(2, "2010-09-01", Some("2022-09-01")),
        holds(2, Band::Senior, "2010-09-01", Some("2022-09-01")),
    ]);
    let longer =
        SettlePosts { teacher: person(2), before: held(Some("2022-03-01")), now: held(Some("2022-09-01")) };
    given::<Establishment>(full).when(Command::SettlePosts(longer)).refuses("ESTABLISHMENT_OVER_QUOTA");
}

#[test]
fn a_band_that_was_never_held_leaves_the_books() {
    let kept = structured().into_iter().chain([holds(1, Band::Senior, "2022-01-01", None)]);
    let event = given::<Establishment>(kept.clone()).when(appoints(1, &[])).event();
    let free = kept.chain([event]);
    given::<Establishment>(free).when(appoints(2, &[(Band::Senior, "2022-01-01", None)])).event();
}

#[test]
fn what_goes_beyond_the_quota_by_a_document_says_by_which_rule() {
    let full = [approved(1, "2022-01-01"), occupied(1, "2022-01-01", None)];
    let event = given::<Establishment>(full)
        .by("东编〔2022〕7号", None)
        .explains("R-11", "特批引进")
        .when(settle(2, &[("2022-09-01", None)]))
        .event();
    let Event::PostOccupied(booked) = &event else { panic!("{event:?}") };
    assert_eq!(booked.over_quota.as_deref(), Some("特批引进"));
    let rule = &booked.rules[0];
    assert_eq!(
        (rule.rule.as_str(), rule.satisfied, rule.explanation.as_deref()),
        ("R-11", false, Some("特批引进"))
    );
}

fn about(id: u128) -> impl FnOnce(&mut Witness) {
    move |witness| witness.about(&EstablishmentId::of_unit(unit(id)).stream())
}

#[test]
fn a_post_is_refused_when_it_would_be_one_too_many_on_a_day_to_come() {
    let kept = || [approved(2, "2022-01-01"), occupied(1, "2022-01-01", None), approved(1, "2023-01-01")];
    let refusal = given::<Establishment>(kept())
        .when(settle(2, &[("2022-09-01", None)]))
        .refuses("ESTABLISHMENT_OVER_QUOTA");
    assert_eq!((refusal.rule().map(|rule| rule.id), refusal.facts()), (Some("R-11"), vec![fact(2)]));
    given::<Establishment>(kept()).when(settle(2, &[("2022-09-01", Some("2023-01-01"))])).event();
}

#[test]
fn a_unit_without_a_quota_is_not_judged_before_its_first_day() {
    let kept = [approved(0, "2022-01-01")];
    given::<Establishment>(kept).when(settle(1, &[("2010-09-01", Some("2021-09-01"))])).event();
}

#[test]
fn what_service_no_longer_says_is_given_back_before_anything_is_occupied() {
    let kept = [approved(1, "2020-01-01"), occupied(1, "2020-01-01", None)];
    let events = told::<Establishment>(1, kept.clone());
    assert_eq!(events.occupied_on(day("2022-01-01")).count(), 1);
    let release = |at: &str| PostReleased { teacher: person(1), from: on("2020-01-01"), on: on(at) };
    given::<Establishment>(kept.clone())
        .when(settle(1, &[("2020-01-01", Some("2022-01-01"))]))
        .then([Event::PostReleased(release("2022-01-01"))]);
    given::<Establishment>(kept).when(settle(1, &[])).then([Event::PostReleased(release("2020-01-01"))]);
}

#[test]
fn posts_given_to_another_unit_are_taken_from_the_quota_and_asked_of_the_other() {
    let give = TransferQuota { to: unit(8), posts: 2, from: on("2022-09-01") };
    let kept = [approved(3, "2022-01-01"), occupied(1, "2022-01-01", None)];
    given::<Establishment>(kept.clone())
        .with(about(7))
        .with(shows_unit(8))
        .when(Command::TransferQuota(give.clone()))
        .then([Event::QuotaTransferred(give.clone())]);
    let more = TransferQuota { posts: 4, ..give.clone() };
    given::<Establishment>(kept.clone())
        .with(about(7))
        .with(shows_unit(8))
        .when(Command::TransferQuota(more))
        .refuses("QUOTA_TOO_SMALL");
    let all = TransferQuota { posts: 3, ..give.clone() };
    given::<Establishment>(kept.clone())
        .with(about(7))
        .with(shows_unit(8))
        .when(Command::TransferQuota(all))
        .refuses("ESTABLISHMENT_OVER_QUOTA");
    let after: Establishment = told(1, kept.into_iter().chain([Event::QuotaTransferred(give)]));
    assert_eq!((after.quota_on(day("2022-08-31")), after.quota_on(day("2022-09-01"))), (Some(3), Some(1)));
    assert_eq!(after.quota_on(day("2021-12-31")), None);
}

#[test]
fn a_quota_is_computed_only_by_ratios_in_force() {
    let pupils = vec![StagePupils { stage: Stage::Primary, pupils: 1901 }];
    let report = ReportEnrolment { year: 2022, on: on("2022-09-01"), pupils };
    let compute = Command::ComputeQuota(ComputeQuota { year: 2022, additions: 2 });
    given::<Establishment>([]).when(compute.clone()).refuses("ENROLMENT_MISSING");
    given::<Establishment>([Event::EnrolmentReported(report)]).when(compute).refuses("QUOTA_RATIO_MISSING");
}

#[test]
fn a_plan_names_whom_it_consulted_and_bands_make_a_whole() {
    let plan = ApproveEstablishmentPlan {
        year: 2022,
        posts: 10,
        consulted: vec!["市委编办".to_owned()],
        on: on("2022-02-01"),
    };
    let nobody = ApproveEstablishmentPlan { consulted: Vec::new(), ..plan.clone() };
    given::<Establishment>([])
        .when(Command::ApproveEstablishmentPlan(nobody))
        .refuses("ESTABLISHMENT_PLAN_NOT_CONSULTED");
    let stated = Event::EstablishmentPlanApproved(plan.clone());
    given::<Establishment>([stated.clone()])
        .when(Command::ApproveEstablishmentPlan(plan))
        .refuses("ESTABLISHMENT_PLAN_ALREADY_APPROVED");
    survives_the_wire::<Establishment>(&stated);
    let bands = SetPostStructureRatio {
        senior_percent: 40,
        middle_percent: 40,
        junior_percent: 10,
        from: on("2022-01-01"),
    };
    given::<Establishment>([])
        .when(Command::SetPostStructureRatio(bands))
        .refuses("POST_STRUCTURE_NOT_WHOLE");
}

#[test]
fn who_served_before_the_books_were_kept_is_booked_by_the_service() {
    let serves = || shows_teacher(1, in_service(teacher(None, None), 7, "2010-09-01"));
    let book = || Command::OccupyPost(OccupyPost { teacher: person(1) });
    let event = given::<Establishment>([approved(1, "2022-01-01")])
        .with(about(7))
        .with(serves())
        .when(book())
        .event();
    let Event::PostOccupied(booked) = &event else { panic!("{event:?}") };
    assert_eq!(booked.from.day, day("2010-09-01"));
    given::<Establishment>([event]).with(about(7)).with(serves()).when(book()).refuses("POST_ALREADY_BOOKED");
    given::<Establishment>([]).with(about(8)).with(serves()).when(book()).refuses("POST_NOT_IN_SERVICE");
}

fn void(number: u128) -> VoidEntry {
    VoidEntry { voids: fact(number), reason: "文件录入有误".to_owned() }
}

#[test]
fn an_approval_entered_by_mistake_is_voided_unless_what_is_left_is_too_little() {
    let kept = [approved(1, "2022-01-01"), occupied(1, "2022-01-01", None), approved(5, "2022-06-01")];
    given::<Establishment>(kept.clone())
        .when(Command::VoidEstablishmentEvent(void(3)))
        .then([Event::EstablishmentEventVoided(void(3))]);
    let after: Establishment =
        told(1, kept.clone().into_iter().chain([Event::EstablishmentEventVoided(void(3))]));
    assert_eq!(after.quota_on(day("2023-01-01")), Some(1));
    let more = kept.into_iter().chain([occupied(2, "2022-09-01", None)]);
    given::<Establishment>(more)
        .when(Command::VoidEstablishmentEvent(void(3)))
        .refuses("ESTABLISHMENT_OVER_QUOTA");
}

#[test]
fn a_plan_with_the_wrong_number_is_voided_and_approved_again() {
    let plan = |posts| ApproveEstablishmentPlan {
        year: 2022,
        posts,
        consulted: vec!["编办".to_owned()],
        on: on("2022-03-01"),
    };
    let kept = [Event::EstablishmentPlanApproved(plan(3)), Event::EstablishmentEventVoided(void(1))];
    given::<Establishment>(kept)
        .when(Command::ApproveEstablishmentPlan(plan(30)))
        .then([Event::EstablishmentPlanApproved(plan(30))]);
}

#[test]
fn what_other_records_brought_along_is_changed_there() {
    let received = ReceiveQuota { giver: unit(7), posts: 2, from: on("2022-09-01") };
    let kept = [approved(1, "2022-01-01"), occupied(1, "2022-01-01", None), Event::QuotaReceived(received)];
    for number in [2, 3] {
        given::<Establishment>(kept.clone())
            .when(Command::VoidEstablishmentEvent(void(number)))
            .refuses("ENTRY_FOLLOWS_ANOTHER");
    }
}

#[test]
fn a_voided_transfer_gives_the_posts_back_unless_they_are_needed_where_they_went() {
    let given_away = TransferQuota { to: unit(8), posts: 2, from: on("2022-09-01") };
    let received = ReceiveQuota { giver: unit(7), posts: 2, from: on("2022-09-01") };
    let giver: Establishment =
        told(1, [approved(3, "2022-01-01"), Event::QuotaTransferred(given_away.clone())]);
    let mut witness = Witness::default();
    about(7)(&mut witness);
    assert_eq!(giver.follows(&Event::EstablishmentEventVoided(void(2)), &witness).len(), 1);
    assert!(giver.follows(&Event::EstablishmentEventVoided(void(1)), &witness).is_empty());
    let back = Command::ReturnQuota(ReturnQuota { received: received.clone(), reason: void(2).reason });
    let taken = [approved(0, "2022-01-01"), Event::QuotaReceived(received)];
    given::<Establishment>(taken.clone()).when(back.clone()).then([Event::EstablishmentEventVoided(void(2))]);
    given::<Establishment>(taken.clone().into_iter().chain([occupied(1, "2022-10-01", None)]))
        .when(back.clone())
        .refuses("ESTABLISHMENT_OVER_QUOTA");
    let onward = TransferQuota { to: unit(9), posts: 1, from: on("2022-10-01") };
    given::<Establishment>(taken.into_iter().chain([Event::QuotaTransferred(onward)]))
        .when(back.clone())
        .refuses("ENTRY_STILL_NEEDED");
    given::<Establishment>([approved(0, "2022-01-01")]).when(back).refuses("QUOTA_NOT_RECEIVED");
}

#[test]
fn an_enrolment_stays_while_a_quota_rests_on_it() {
    let pupils = vec![StagePupils { stage: Stage::Primary, pupils: 190 }];
    let report = ReportEnrolment { year: 2022, on: on("2022-09-15"), pupils };
    let computed = QuotaComputed {
        year: 2022,
        on: on("2022-09-15"),
        stages: Vec::new(),
        additions: 0,
        posts: 10,
        rules: Vec::new(),
    };
    let kept = [Event::EnrolmentReported(report), Event::QuotaComputed(computed)];
    given::<Establishment>(kept).when(Command::VoidEstablishmentEvent(void(1))).refuses("ENTRY_STILL_NEEDED");
}
