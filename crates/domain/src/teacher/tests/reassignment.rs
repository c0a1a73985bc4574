use super::*;
use crate::{
    TeacherId,
    organisation::{MergeOrganisation, Succession},
    teacher::{hire::SettleReassignment, post::EndAssignment},
    testing::day,
};

const WHO: TeacherId = TeacherId(Uuid::from_u128(21));

/// The first unit went into the other one on 2020-09-01, and whoever is named to the closed one's place.
fn merged(successors: Vec<Succession>) -> impl FnOnce(&mut Witness) {
    move |witness| {
        world(witness);
        let merge = MergeOrganisation { into: OTHER, on: on("2020-09-01"), successors };
        let events = [school("实验小学", Nature::Public), OrganisationEvent::OrganisationMerged(merge)];
        witness.organisations.insert(HOME, told(701, events));
    }
}

fn settle(organisation: OrganisationId, from: &str) -> SettleReassignment {
    SettleReassignment { ended: HOME, organisation, from: on(from) }
}

fn settles(organisation: OrganisationId, from: &str) -> TeacherCommand {
    TeacherCommand::Reassignment(settle(organisation, from))
}

#[test]
fn service_and_work_go_on_at_the_successor_in_one_append() {
    let work_before = assigned(HOME, "2010-09-01", None);
    let ended = PostEvent::AssignmentEnded(EndAssignment { assignment: fact(3), on: on("2020-09-01") });
    given::<Teacher>([registered(), hired(HOME, "2010-09-01"), work_before.clone()])
        .with(merged(Vec::new()))
        .when(settles(OTHER, "2020-09-01"))
        .then([
            HireEvent::ReassignmentSettled(settle(OTHER, "2020-09-01")).into(),
            transferred(OTHER, "2020-09-01"),
            ended.clone().into(),
            assigned(OTHER, "2020-09-01", None),
        ]);
    let after: Teacher = told(
        1,
        [
            registered(),
            hired(HOME, "2010-09-01"),
            work_before,
            HireEvent::ReassignmentSettled(settle(OTHER, "2020-09-01")).into(),
            transferred(OTHER, "2020-09-01"),
            ended.into(),
            assigned(OTHER, "2020-09-01", None),
        ],
    );
    let timeline = after.timeline();
    let held = timeline.employments.on(day("2020-09-01")).next().unwrap();
    assert_eq!((held.value.personnel, held.value.service), (OTHER, fact(2)), "without a break in service");
    assert_eq!(timeline.contradictions(), Vec::new());
}

#[test]
fn whoever_the_merger_names_goes_to_the_successor_it_names() {
    let list = || vec![Succession { organisation: PRIVATE, teachers: vec![WHO] }];
    let told = || given::<Teacher>([registered(), hired(HOME, "2010-09-01")]);
    told().with(merged(list())).when(settles(OTHER, "2020-09-01")).refuses("REASSIGNMENT_ELSEWHERE");
    told().with(merged(list())).when(settles(PRIVATE, "2020-09-01")).then([
        HireEvent::ReassignmentSettled(settle(PRIVATE, "2020-09-01")).into(),
        transferred(PRIVATE, "2020-09-01"),
    ]);
    told().with(merged(Vec::new())).when(settles(PRIVATE, "2020-09-01")).refuses("REASSIGNMENT_ELSEWHERE");
}

#[test]
fn only_what_is_held_at_a_unit_that_has_ended_is_settled() {
    let told = |unit| given::<Teacher>([registered(), hired(unit, "2010-09-01")]);
    told(HOME).with(world).when(settles(OTHER, "2020-09-01")).refuses("REASSIGNMENT_UNIT_STANDS");
    told(HOME)
        .with(merged(Vec::new()))
        .when(settles(OTHER, "2020-08-31"))
        .refuses("REASSIGNMENT_UNIT_STANDS");
    told(OTHER).with(merged(Vec::new())).when(settles(OTHER, "2020-09-01")).refuses("NOTHING_TO_REASSIGN");
}
