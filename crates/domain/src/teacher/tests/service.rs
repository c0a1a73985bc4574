use super::*;
use crate::{
    Decider,
    teacher::{
        hire::{EndEmployment, HireCommand},
        post::{EndAssignment, PostCommand},
        training::TrainingCommand,
    },
    testing::day,
};

fn hires(organisation: OrganisationId, from: &str) -> TeacherCommand {
    TeacherCommand::Hire(HireCommand::HireTeacher(hire(organisation, from)))
}

fn transfers(organisation: OrganisationId, from: &str) -> TeacherCommand {
    TeacherCommand::Hire(HireCommand::TransferTeacher(transfer(organisation, from)))
}

fn ends(text: &str) -> TeacherCommand {
    TeacherCommand::Hire(HireCommand::EndEmployment(EndEmployment {
        on: on(text),
        reason: LeaveReason::Resigned,
    }))
}

fn assigns(work: AssignTeacher) -> TeacherCommand {
    TeacherCommand::Post(PostCommand::AssignTeacher(work))
}

fn grants(granted: Title, from: &str) -> TeacherCommand {
    TeacherCommand::Post(PostCommand::GrantTitle(title(granted, from)))
}

fn trains(training: CompleteTraining) -> TeacherCommand {
    TeacherCommand::Training(TrainingCommand::CompleteTraining(training))
}

fn left(employment: u128, text: &str) -> TeacherEvent {
    ending(employment, text).into()
}

#[test]
fn a_person_who_left_is_hired_again_and_both_services_stand() {
    given::<Teacher>([registered()])
        .with(world)
        .when(hires(HOME, "2010-09-01"))
        .then([hired(HOME, "2010-09-01")]);
    story([]).when(ends("2015-09-01")).then([left(2, "2015-09-01")]);
    story([left(2, "2015-09-01")]).when(hires(OTHER, "2016-09-01")).then([hired(OTHER, "2016-09-01")]);
    let again = teacher([left(2, "2015-09-01"), hired(OTHER, "2016-09-01")]);
    let (months, facts) = again.timeline().months_of_teaching(day("2017-09-01"));
    assert_eq!((months, facts), (72, vec![fact(2), fact(4)]));
    assert_eq!(again.timeline().employments.on(day("2016-01-01")).count(), 0);
}

#[test]
fn a_person_in_service_is_not_hired_again_on_any_day_of_it() {
    let refusal = story([]).when(hires(OTHER, "2016-09-01")).refuses("ALREADY_EMPLOYED");
    assert!(refusal.zh().contains("2010-09-01"), "{}", refusal.zh());
    story([]).when(hires(OTHER, "2009-09-01")).refuses("ALREADY_EMPLOYED");
    story([left(2, "2015-09-01")]).when(hires(OTHER, "2015-08-31")).refuses("ALREADY_EMPLOYED");
    story([left(2, "2015-09-01")]).when(hires(OTHER, "2015-09-01")).then([hired(OTHER, "2015-09-01")]);
}

#[test]
fn a_service_ends_once_and_only_after_it_began() {
    story([]).when(ends("2010-09-01")).refuses("NOT_EMPLOYED");
    story([left(2, "2015-09-01")]).when(ends("2014-09-01")).refuses("NOT_EMPLOYED");
    story([left(2, "2015-09-01")]).when(ends("2015-09-01")).refuses("NOT_EMPLOYED");
}

#[test]
fn a_transfer_moves_the_personnel_relation_without_a_break() {
    story([]).when(transfers(OTHER, "2015-09-01")).then([transferred(OTHER, "2015-09-01")]);
    let moved = teacher([transferred(OTHER, "2015-09-01")]);
    let unit =
        |text| moved.timeline().employments.on(day(text)).map(|e| e.value.personnel).collect::<Vec<_>>();
    assert_eq!(unit("2015-08-31"), [HOME]);
    assert_eq!(unit("2015-09-01"), [OTHER]);
    let services: Vec<_> = moved.timeline().employments.iter().map(|e| e.value.service).collect();
    assert_eq!(services, [fact(2), fact(2)]);
}

#[test]
fn nobody_is_moved_from_where_nobody_serves() {
    story([]).when(transfers(OTHER, "2010-09-01")).refuses("NOT_EMPLOYED");
    story([left(2, "2015-09-01")]).when(transfers(OTHER, "2016-09-01")).refuses("NOT_EMPLOYED");
    story([transferred(OTHER, "2015-09-01")]).when(transfers(PRIVATE, "2015-09-01")).refuses("NOT_EMPLOYED");
    story([transferred(OTHER, "2015-09-01")]).when(ends("2015-09-01")).refuses("NOT_EMPLOYED");
}

#[test]
fn a_transfer_recorded_late_goes_before_the_one_already_known() {
    let moved = teacher([transferred(OTHER, "2020-09-01"), transferred(PRIVATE, "2015-09-01")]);
    let unit =
        |text| moved.timeline().employments.on(day(text)).map(|e| e.value.personnel).collect::<Vec<_>>();
    assert_eq!(
        (unit("2015-01-01"), unit("2016-01-01"), unit("2021-01-01")),
        (vec![HOME], vec![PRIVATE], vec![OTHER])
    );
    assert_eq!(moved.timeline().contradictions(), []);
}

#[test]
fn nobody_is_sent_to_a_unit_that_is_unknown_or_not_open_on_the_day() {
    story([]).when(transfers(UNHEARD_OF, "2015-09-01")).refuses("ORGANISATION_UNKNOWN");
    let refusal = story([]).when(transfers(CLOSED, "2020-09-01")).refuses("ORGANISATION_NOT_OPEN");
    assert!(refusal.zh().contains("旧小学"), "{}", refusal.zh());
    story([]).when(transfers(CLOSED, "2020-08-31")).then([transferred(CLOSED, "2020-08-31")]);
    story([]).when(assigns(work(CLOSED, "2021-01-01", None))).refuses("ORGANISATION_NOT_OPEN");
    given::<Teacher>([registered()])
        .with(world)
        .when(hires(HOME, "2000-08-31"))
        .refuses("ORGANISATION_NOT_OPEN");
    let paid = HireTeacher { paying: Some(CLOSED), ..hire(HOME, "2021-09-01") };
    let hires = TeacherCommand::Hire(HireCommand::HireTeacher(paid));
    given::<Teacher>([registered()]).with(world).when(hires).refuses("ORGANISATION_NOT_OPEN");
}

#[test]
fn a_decision_looks_at_every_unit_it_sends_the_person_to() {
    let hire = HireTeacher { establishment: Some(OTHER), paying: Some(PRIVATE), ..hire(HOME, "2010-09-01") };
    let looks = teacher([]).looks_at(&TeacherCommand::Hire(HireCommand::HireTeacher(hire)));
    let books = [HOME, OTHER].map(|unit| format!("establishment-{}", unit.0));
    let units = [HOME, OTHER, PRIVATE].map(|unit| unit.stream());
    assert_eq!(looks.streams, [&units[..], &books[..]].concat());
    assert_eq!(teacher([]).looks_at(&ends("2015-09-01")).streams, books[..1]);
}

#[test]
fn one_primary_assignment_holds_at_a_time() {
    let first = || assigned(HOME, "2010-09-01", Some("2015-09-01"));
    story([first()]).when(assigns(work(HOME, "2015-09-01", None))).then([assigned(HOME, "2015-09-01", None)]);
    let overlapping = || assigns(work(OTHER, "2015-08-31", None));
    story([first()]).when(overlapping()).refuses("PRIMARY_ASSIGNMENT_OVERLAPS");
    let beside = AssignTeacher { primary: false, fte_percent: 20, ..work(OTHER, "2012-09-01", None) };
    story([first()]).when(assigns(beside.clone())).then([PostEvent::TeacherAssigned(beside).into()]);
}

#[test]
fn work_needs_service_a_share_and_a_day_on_which_it_holds() {
    story([]).when(assigns(work(HOME, "2010-08-31", None))).refuses("NOT_EMPLOYED");
    story([]).when(assigns(work(HOME, "2012-09-01", Some("2012-09-01")))).refuses("ENDS_BEFORE_START");
    for fte_percent in [0, 101] {
        let work = AssignTeacher { fte_percent, ..work(HOME, "2012-09-01", None) };
        story([]).when(assigns(work)).refuses("FTE_OUT_OF_RANGE");
    }
}

#[test]
fn work_ends_after_it_began_and_only_when_it_is_this_persons() {
    let end = |assignment: u128, text: &str| EndAssignment { assignment: fact(assignment), on: on(text) };
    let asks = |end: EndAssignment| TeacherCommand::Post(PostCommand::EndAssignment(end));
    let first = || assigned(HOME, "2010-09-01", None);
    let ended = end(3, "2014-09-01");
    story([first()]).when(asks(ended.clone())).then([PostEvent::AssignmentEnded(ended).into()]);
    story([first()]).when(asks(end(3, "2010-09-01"))).refuses("ENDS_BEFORE_START");
    story([first()]).when(asks(end(2, "2014-09-01"))).refuses("ASSIGNMENT_UNKNOWN");
}

#[test]
fn the_latest_title_speaks_and_each_is_granted_once() {
    story([]).when(grants(Title::First, "2015-01-01")).then([titled(Title::First, "2015-01-01")]);
    let held = || [titled(Title::Senior, "2020-01-01"), titled(Title::First, "2015-01-01")];
    story(held()).when(grants(Title::First, "2021-01-01")).refuses("TITLE_ALREADY_HELD");
    let teacher = teacher(held());
    assert_eq!(teacher.timeline().title_on(day("2019-12-31")), Some((Title::First, fact(4))));
    assert_eq!(teacher.timeline().title_on(day("2020-01-01")), Some((Title::Senior, fact(3))));
    assert_eq!(teacher.timeline().title_on(day("2014-12-31")), None);
}

#[test]
fn a_training_is_recorded_once_with_whole_hours() {
    story([]).when(trains(training("师德讲座", "2022-03-01", 4))).then([trained(
        "师德讲座",
        "2022-03-01",
        4,
    )]);
    let recorded = || [trained("师德讲座", "2022-03-01", 4)];
    story(recorded())
        .when(trains(training("师德讲座", "2022-03-01", 6)))
        .refuses("TRAINING_ALREADY_RECORDED");
    story(recorded()).when(trains(training("师德讲座", "2022-04-01", 4))).then([trained(
        "师德讲座",
        "2022-04-01",
        4,
    )]);
    for hours in [0, 1001] {
        story([]).when(trains(training("师德讲座", "2022-03-01", hours))).refuses("HOURS_OUT_OF_RANGE");
    }
}

#[test]
fn hours_are_summed_by_year_and_only_when_completed_by_the_day() {
    let teacher = teacher([trained("一", "2022-03-01", 4), trained("二", "2022-09-01", 6)]);
    let trainings = &teacher.timeline().trainings;
    let hours = |years, by| crate::teacher::training::hours(trainings, years, day(by));
    assert_eq!(hours(2022..=2022, "2022-08-31"), 4);
    assert_eq!(hours(2021..=2025, "2022-09-01"), 10);
    assert_eq!(hours(2021..=2021, "2022-09-01"), 0);
}
