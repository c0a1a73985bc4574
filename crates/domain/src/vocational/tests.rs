use uuid::Uuid;

use super::*;
use crate::{
    PartnershipId, Refusal, TeacherId, VoidEntry,
    partnership::{DesignateTrainingBase, Partnership, PartnershipEvent},
    testing::{fact, given, in_service, on, shows_teacher, survives_the_wire, teacher, told},
    witness::Witness,
};

type Command = VocationalCommand;
type Event = VocationalEvent;

const PERSON: TeacherId = TeacherId(Uuid::from_u128(42));
const BASE: PartnershipId = PartnershipId(Uuid::from_u128(5));

fn practice(from: &str, to: &str) -> CompleteEnterprisePractice {
    CompleteEnterprisePractice {
        enterprise: "某数控公司".to_owned(), base: None, from: on(from), to: on(to)
    }
}

fn serving(witness: &mut Witness) {
    shows_teacher(42, in_service(teacher(None, None), 7, "2010-09-01"))(witness);
}

#[test]
fn the_recognition_keeps_what_it_rests_on() {
    let qualified = Event::IndustryQualificationRecorded(RecordIndustryQualification {
        name: "高级技师".to_owned(),
        issuer: "人社部门".to_owned(),
        from: on("2018-01-01"),
        to: None,
    });
    let practised = Event::EnterprisePracticeCompleted(practice("2016-01-01", "2017-07-01"));
    let recognise = RecogniseDualQualification { on: on("2022-01-01"), level: Some("高级".to_owned()) };
    let recognised = Event::DualQualificationRecognised(DualQualification {
        teacher: PERSON,
        on: on("2022-01-01"),
        level: Some("高级".to_owned()),
        qualification: Some(fact(1)),
        practice_months: 6,
        rules: Vec::new(),
    });
    given::<Vocational>([qualified, practised])
        .with(serving)
        .when((PERSON, Command::RecogniseDualQualification(recognise.clone())))
        .then([recognised.clone()]);
    let refusal = given::<Vocational>([recognised.clone()])
        .with(serving)
        .when((PERSON, Command::RecogniseDualQualification(recognise.clone())))
        .refuses("DUAL_QUALIFICATION_ALREADY_RECOGNISED");
    assert_eq!(refusal.facts(), [fact(1)]);
    given::<Vocational>([])
        .with(shows_teacher(42, teacher(None, None)))
        .when((PERSON, Command::RecogniseDualQualification(recognise)))
        .refuses("VOCATIONAL_NOT_IN_SERVICE");
    survives_the_wire::<Vocational>(&recognised);
}

#[test]
fn practice_is_over_and_meets_no_other_and_its_base_is_one() {
    let complete = |practice| (PERSON, Command::CompleteEnterprisePractice(practice));
    let done = Event::EnterprisePracticeCompleted(practice("2021-01-01", "2021-07-01"));
    let story = || given::<Vocational>([done.clone()]).with(serving);
    story().when(complete(practice("2021-07-01", "2021-09-01"))).event();
    story().when(complete(practice("2021-06-30", "2021-09-01"))).refuses("ENTERPRISE_PRACTICE_OVERLAPS");
    story().when(complete(practice("2022-06-01", "2022-07-01"))).refuses("ENTERPRISE_PRACTICE_NOT_OVER");
    let at_base = || CompleteEnterprisePractice { base: Some(BASE), ..practice("2022-01-01", "2022-03-01") };
    story().when(complete(at_base())).refuses("TRAINING_BASE_NOT_DESIGNATED");
    let designated = DesignateTrainingBase {
        enterprise: "某数控公司".to_owned(),
        key: false,
        majors: Vec::new(),
        from: on("2022-01-01"),
    };
    let base: Partnership = told(1, [PartnershipEvent::TrainingBaseDesignated(designated)]);
    let shows = |witness: &mut Witness| {
        witness.partnerships.insert(BASE, base);
    };
    story().with(shows).when(complete(at_base())).event();
}

#[test]
fn a_recognition_is_taken_back_where_it_holds() {
    let withdraw =
        || WithdrawDualQualification { on: on("2022-06-01"), reason: "复核不合格".to_owned() };
    given::<Vocational>([])
        .with(serving)
        .when((PERSON, Command::WithdrawDualQualification(withdraw())))
        .refuses("DUAL_QUALIFICATION_NOT_RECOGNISED");
}

#[test]
fn a_qualification_stays_while_a_recognition_rests_on_it() {
    let void = |voids| {
        let void = VoidEntry { voids, reason: "录入有误".to_owned() };
        (PERSON, Command::VoidVocationalEvent(void))
    };
    let qualified = Event::IndustryQualificationRecorded(RecordIndustryQualification {
        name: "高级技师".to_owned(),
        issuer: "人社部门".to_owned(),
        from: on("2018-01-01"),
        to: None,
    });
    let recognised = Event::DualQualificationRecognised(DualQualification {
        teacher: PERSON,
        on: on("2022-01-01"),
        level: None,
        qualification: Some(fact(1)),
        practice_months: 0,
        rules: Vec::new(),
    });
    let story = || given::<Vocational>([qualified.clone(), recognised.clone()]).with(serving);
    let refusal = story().when(void(fact(1))).refuses("ENTRY_STILL_NEEDED");
    assert_eq!(refusal.facts(), [fact(1), fact(2)]);
    let event = story().when(void(fact(2))).event();
    let after: Vocational = told(1, [qualified, recognised, event]);
    assert!(after.recognitions().is_empty());
}
