use super::*;
use crate::{
    CandidacyId, Decider,
    candidacy::{Candidacy, CandidacyEvent, fixture::up_to},
    policy::ProgrammeStage,
    teacher::secondment::{
        ApproveSecondment, CancelSecondment, ExtendSecondment, ReturnTeacher, SecondTeacher,
        SecondmentCommand as Command,
    },
};

const CANDIDACY: CandidacyId = CandidacyId(Uuid::from_u128(41));

fn proposes(proposal: ProposeSecondment) -> TeacherCommand {
    TeacherCommand::Secondment(Command::ProposeSecondment(proposal))
}

fn approve() -> ApproveSecondment {
    ApproveSecondment { secondment: fact(3) }
}

fn start(from: &str) -> SecondTeacher {
    SecondTeacher { secondment: fact(3), from: on(from), rules: Vec::new() }
}

fn extend(to: &str) -> ExtendSecondment {
    ExtendSecondment { secondment: fact(3), to: on(to), rules: Vec::new() }
}

fn back(text: &str) -> ReturnTeacher {
    ReturnTeacher { secondment: fact(3), on: on(text) }
}

fn cancel() -> CancelSecondment {
    CancelSecondment { secondment: fact(3), reason: "计划调整".to_owned() }
}

fn asks(command: Command) -> TeacherCommand {
    TeacherCommand::Secondment(command)
}

fn approved() -> TeacherEvent {
    SecondmentEvent::SecondmentApproved(approve()).into()
}

fn started(from: &str) -> TeacherEvent {
    SecondmentEvent::TeacherSeconded(SecondTeacher { rules: vec![met("R-32")], ..start(from) }).into()
}

fn returned(text: &str) -> TeacherEvent {
    SecondmentEvent::TeacherReturned(back(text)).into()
}

fn cancelled() -> TeacherEvent {
    SecondmentEvent::SecondmentCancelled(cancel()).into()
}

/// A year at another school, 2021-09-01 to 2022-09-01, as fact three.
fn year() -> TeacherEvent {
    proposed(OTHER, "2021-09-01", Some("2022-09-01"), 100)
}

#[test]
fn every_step_follows_from_the_one_before() {
    story([]).when(proposes(proposal(OTHER, "2021-09-01", Some("2022-09-01"), 100))).then([year()]);
    story([year()]).when(asks(Command::ApproveSecondment(approve()))).then([approved()]);
    let ready = || story([year(), approved()]);
    ready().when(asks(Command::SecondTeacher(start("2021-09-06")))).then([started("2021-09-06")]);
    let there = || story([year(), approved(), started("2021-09-06")]);
    let kept = ExtendSecondment { rules: vec![met("R-32")], ..extend("2023-09-01") };
    let longer = SecondmentEvent::SecondmentExtended(kept);
    there().when(asks(Command::ExtendSecondment(extend("2023-09-01")))).then([longer.into()]);
    there().when(asks(Command::ReturnTeacher(back("2022-07-15")))).then([returned("2022-07-15")]);
    ready().when(asks(Command::CancelSecondment(cancel()))).then([cancelled()]);
}

#[test]
fn a_step_out_of_turn_is_refused_and_says_what_is_needed() {
    let refusal = story([year()])
        .when(asks(Command::SecondTeacher(start("2021-09-06"))))
        .refuses("SECONDMENT_NOT_IN_STAGE");
    assert!(refusal.zh().contains("提出") && refusal.zh().contains("审批"), "{}", refusal.zh());
    let there = || story([year(), approved(), started("2021-09-06")]);
    there().when(asks(Command::ApproveSecondment(approve()))).refuses("SECONDMENT_NOT_IN_STAGE");
    there().when(asks(Command::CancelSecondment(cancel()))).refuses("SECONDMENT_NOT_IN_STAGE");
    story([year()]).when(asks(Command::ReturnTeacher(back("2022-07-15")))).refuses("SECONDMENT_NOT_IN_STAGE");
    story([year()])
        .when(asks(Command::ExtendSecondment(extend("2023-09-01"))))
        .refuses("SECONDMENT_NOT_IN_STAGE");
    story([]).when(asks(Command::ApproveSecondment(approve()))).refuses("SECONDMENT_UNKNOWN");
}

#[test]
fn the_days_of_each_step_are_in_order() {
    story([])
        .when(proposes(proposal(OTHER, "2021-09-01", Some("2021-09-01"), 100)))
        .refuses("ENDS_BEFORE_START");
    let there = || story([year(), approved(), started("2021-09-06")]);
    there().when(asks(Command::ReturnTeacher(back("2021-09-06")))).refuses("ENDS_BEFORE_START");
    there().when(asks(Command::ExtendSecondment(extend("2022-09-01")))).refuses("NOT_AN_EXTENSION");
    let late = asks(Command::SecondTeacher(start("2022-09-01")));
    story([year(), approved()]).when(late).refuses("ENDS_BEFORE_START");
    story([]).when(proposes(proposal(OTHER, "2021-09-01", None, 0))).refuses("FTE_OUT_OF_RANGE");
}

#[test]
fn full_time_secondments_do_not_overlap_on_any_day_even_one_to_come() {
    let asked = |from: &str, to| proposes(proposal(PRIVATE, from, to, 100));
    story([year()]).when(asked("2022-08-31", None)).refuses("SECONDMENTS_OVERLAP");
    story([year()]).when(asked("2021-01-01", Some("2021-09-02"))).refuses("SECONDMENTS_OVERLAP");
    story([year()]).when(asked("2021-01-01", Some("2021-09-01"))).then([proposed(
        PRIVATE,
        "2021-01-01",
        Some("2021-09-01"),
        100,
    )]);
    story([year()]).when(asked("2022-09-01", None)).then([proposed(PRIVATE, "2022-09-01", None, 100)]);
    let future = || proposed(OTHER, "2040-09-01", None, 100);
    story([future()]).when(asked("2030-09-01", None)).refuses("SECONDMENTS_OVERLAP");
    let until_then = proposed(PRIVATE, "2030-09-01", Some("2040-09-01"), 100);
    story([future()]).when(asked("2030-09-01", Some("2040-09-01"))).then([until_then]);
}

#[test]
fn part_time_secondments_share_a_full_post_at_every_date() {
    let halves =
        || [proposed(OTHER, "2021-01-01", Some("2022-01-01"), 50), proposed(PRIVATE, "2022-01-01", None, 60)];
    let asked = |from: &str, to, percent| proposes(proposal(HOME, from, to, percent));
    let away = || [transferred(OTHER, "2020-09-01")];
    let asks =
        |from: &str, to, percent| story(away().into_iter().chain(halves())).when(asked(from, to, percent));
    asks("2021-01-01", None, 50).refuses("SECONDMENTS_OVERLAP");
    asks("2021-01-01", None, 40).then([proposed(HOME, "2021-01-01", None, 40)]);
    asks("2021-01-01", Some("2022-01-01"), 50).then([proposed(HOME, "2021-01-01", Some("2022-01-01"), 50)]);
    asks("2021-01-01", Some("2022-01-02"), 50).refuses("SECONDMENTS_OVERLAP");
}

#[test]
fn a_cancelled_or_finished_secondment_makes_room() {
    let asked = || proposes(proposal(PRIVATE, "2022-03-01", None, 100));
    story([year(), cancelled()]).when(asked()).then([proposed(PRIVATE, "2022-03-01", None, 100)]);
    let done = [year(), approved(), started("2021-09-06"), returned("2022-03-01")];
    story(done).when(asked()).then([proposed(PRIVATE, "2022-03-01", None, 100)]);
}

#[test]
fn a_start_or_an_extension_may_not_run_into_another_one() {
    let next = || proposed(PRIVATE, "2022-09-01", None, 100);
    let there = [year(), approved(), started("2021-09-06"), next()];
    story(there).when(asks(Command::ExtendSecondment(extend("2022-09-02")))).refuses("SECONDMENTS_OVERLAP");
    let before = proposed(PRIVATE, "2020-10-01", Some("2021-09-01"), 100);
    let early = asks(Command::SecondTeacher(start("2021-08-31")));
    story([year(), approved(), before]).when(early).refuses("SECONDMENTS_OVERLAP");
}

#[test]
fn the_receiver_is_another_unit_and_open_on_the_first_day() {
    story([]).when(proposes(proposal(CLOSED, "2020-09-01", None, 100))).refuses("ORGANISATION_NOT_OPEN");
    let ready = || story([proposed(CLOSED, "2020-03-01", None, 100), approved()]);
    ready().when(asks(Command::SecondTeacher(start("2020-09-01")))).refuses("ORGANISATION_NOT_OPEN");
    story([]).when(proposes(proposal(HOME, "2021-09-01", None, 100))).refuses("SECONDED_TO_OWN_UNIT");
    story([]).when(proposes(proposal(OTHER, "2009-09-01", None, 100))).refuses("NOT_EMPLOYED");
}

fn first_secretary(organisation: OrganisationId, from: &str) -> ProposeSecondment {
    ProposeSecondment {
        kind: MovementKind::FirstSecretary,
        candidacy: Some(CANDIDACY),
        ..proposal(organisation, from, None, 100)
    }
}

/// The person stands in a round of reserve principals up to this stage.
fn in_reserve(stage: ProgrammeStage) -> impl FnOnce(&mut Witness) {
    let events = up_to(stage).into_iter().map(|event| {
        if let CandidacyEvent::CandidateNominated(nomination) = event {
            let role = "RESERVE_PRINCIPALS".to_owned();
            return CandidacyEvent::CandidateNominated(crate::candidacy::Nomination { role, ..nomination });
        }
        event
    });
    let candidacy: Candidacy = told(801, events);
    move |witness| {
        witness.candidacies.insert(CANDIDACY, candidacy);
    }
}

#[test]
fn a_first_secretary_is_a_reserve_principal_and_goes_to_a_private_school() {
    let asked = || first_secretary(PRIVATE, "2022-09-01");
    let confirmed = || story([]).with(in_reserve(ProgrammeStage::Confirmed));
    let kept = ProposeSecondment { rules: ["R-30", "R-31", "R-32"].map(met).to_vec(), ..asked() };
    confirmed().when(proposes(asked())).then([SecondmentEvent::SecondmentProposed(kept).into()]);
    let looks = teacher([]).looks_at(&proposes(asked())).streams;
    assert_eq!(looks, [PRIVATE.stream(), crate::rules::RULES_STREAM.to_owned(), CANDIDACY.stream()]);
    let refusal =
        confirmed().when(proposes(first_secretary(OTHER, "2022-09-01"))).refuses("RECEIVER_NOT_PRIVATE");
    assert!(refusal.zh().contains("第二小学"), "{}", refusal.zh());
    confirmed().when(proposes(first_secretary(PRIVATE, "2020-08-31"))).refuses("RECEIVER_NOT_PRIVATE");
}

#[test]
fn the_reserve_pool_is_asked_on_the_first_day_and_for_this_person() {
    let reserve = |stage| story([]).with(in_reserve(stage));
    let asked = || first_secretary(PRIVATE, "2022-09-01");
    reserve(ProgrammeStage::Notice).when(proposes(asked())).refuses("NOT_IN_RESERVE_POOL");
    let early = first_secretary(PRIVATE, "2022-06-19");
    reserve(ProgrammeStage::Confirmed).when(proposes(early)).refuses("NOT_IN_RESERVE_POOL");
    story([]).when(proposes(asked())).refuses("NOT_IN_RESERVE_POOL");
    let nobody = ProposeSecondment { candidacy: None, ..asked() };
    reserve(ProgrammeStage::Confirmed).when(proposes(nobody)).refuses("NOT_IN_RESERVE_POOL");
    let another = |witness: &mut Witness| witness.about = format!("teacher-{}", Uuid::from_u128(22));
    reserve(ProgrammeStage::Confirmed).with(another).when(proposes(asked())).refuses("NOT_IN_RESERVE_POOL");
}

#[test]
fn what_a_document_switched_off_is_not_asked_of_a_secondment() {
    let asked = first_secretary(OTHER, "2022-09-01");
    let kept = ProposeSecondment { rules: vec![met("R-32")], ..asked.clone() };
    story([])
        .with(without(&["R-30", "R-31"]))
        .when(proposes(asked))
        .then([SecondmentEvent::SecondmentProposed(kept).into()]);
    let beside = proposal(PRIVATE, "2022-03-01", None, 100);
    story([year()])
        .with(without(&["R-32"]))
        .when(proposes(beside.clone()))
        .then([SecondmentEvent::SecondmentProposed(beside).into()]);
}

#[test]
fn a_part_time_secondment_that_makes_the_work_too_much_asks_for_a_word() {
    let work = || assigned(HOME, "2020-09-01", None);
    let asked = || proposes(proposal(OTHER, "2021-09-01", None, 60));
    let refusal = story([work()]).when(asked()).refuses("EXPLANATION_REQUIRED");
    assert!(refusal.zh().contains("160%") && refusal.zh().contains("R-32"), "{}", refusal.zh());
    let warned = AppliedRule {
        outcome: RuleOutcome::Warn,
        satisfied: false,
        explanation: Some("两校相邻，课时已核减".to_owned()),
        ..met("R-32")
    };
    let kept =
        ProposeSecondment { rules: vec![met("R-32"), warned], ..proposal(OTHER, "2021-09-01", None, 60) };
    story([work()])
        .explains("R-32", "两校相邻，课时已核减")
        .when(asked())
        .then([SecondmentEvent::SecondmentProposed(kept).into()]);
    story([work()]).when(proposes(proposal(OTHER, "2021-09-01", None, 50))).then([proposed(
        OTHER,
        "2021-09-01",
        None,
        50,
    )]);
}
