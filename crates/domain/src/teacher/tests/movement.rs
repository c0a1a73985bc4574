use super::*;
use crate::{
    PairingId,
    candidacy::Grade,
    code::RotationExemption,
    organisation::{OrganisationFlag, SetOrganisationFlag},
    pairing::{AgreePairing, PairingEvent},
    teacher::{
        movement::{
            AssessSecondment, ExemptFromRotation, MovementCommand as Command, MovementEvent as Event,
            PersonnelRelationMoved, ResidencyVisited, SupportTeachingVerified, VerifySupportTeaching,
            VisitResidency,
        },
        movement_asked::{CorrectMovement, MovementAsked},
        past::PastCommand,
        secondment::{ApproveSecondment, ReturnTeacher, SecondTeacher, SecondmentCommand},
        tenure::months_in,
    },
};

fn asks(command: Command) -> TeacherCommand {
    TeacherCommand::Movement(command)
}

/// Sent as fact three, approved as fact four, there as fact five.
fn there(proposal: ProposeSecondment) -> Vec<TeacherEvent> {
    let start = SecondTeacher { secondment: fact(3), from: proposal.from.clone(), rules: vec![met("R-32")] };
    vec![
        SecondmentEvent::SecondmentProposed(proposal).into(),
        SecondmentEvent::SecondmentApproved(ApproveSecondment { secondment: fact(3) }).into(),
        SecondmentEvent::TeacherSeconded(start).into(),
    ]
}

fn a_year() -> ProposeSecondment {
    proposal(OTHER, "2020-09-01", Some("2021-09-01"), 100)
}

fn weak(from: &str, to: Option<&str>) -> impl FnOnce(&mut Witness) {
    let set = SetOrganisationFlag { flag: OrganisationFlag::Weak, from: on(from), to: to.map(on) };
    let school = told(801, [school("第二小学", Nature::Public), OrganisationEvent::OrganisationFlagSet(set)]);
    move |witness| {
        witness.organisations.insert(OTHER, school);
    }
}

fn verify(from: Option<&str>, to: Option<&str>) -> TeacherCommand {
    asks(Command::VerifySupportTeaching(VerifySupportTeaching {
        secondment: fact(3),
        from: from.map(on),
        to: to.map(on),
    }))
}

fn verified(from: &str, to: &str) -> TeacherEvent {
    Event::SupportTeachingVerified(SupportTeachingVerified {
        secondment: fact(3),
        organisation: OTHER,
        from: on(from),
        to: on(to),
        designated_by: vec![fact(802)],
        rules: Vec::new(),
    })
    .into()
}

#[test]
fn support_teaching_is_verified_only_for_days_on_which_the_place_was_designated() {
    let expected = Event::SupportTeachingVerified(SupportTeachingVerified {
        secondment: fact(3),
        organisation: OTHER,
        from: crate::testing::day("2020-09-01").into(),
        to: crate::testing::day("2021-09-01").into(),
        designated_by: vec![fact(802)],
        rules: vec![met("R-37")],
    });
    story(there(a_year())).with(weak("2019-09-01", None)).when(verify(None, None)).then([expected.into()]);
    let refusal = story(there(a_year()))
        .with(weak("2019-09-01", Some("2021-03-01")))
        .when(verify(None, None))
        .refuses("PLACE_NOT_DESIGNATED");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-37"));
    assert!(refusal.zh().contains("第二小学") && refusal.zh().contains("2021-03-01"), "{}", refusal.zh());
    story(there(a_year()))
        .with(weak("2019-09-01", Some("2021-03-01")))
        .when(verify(None, Some("2021-03-01")))
        .then([served_until("2021-03-01").into()]);
}

/// As it is verified from the first day of the year on.
fn served_until(to: &str) -> Event {
    Event::SupportTeachingVerified(SupportTeachingVerified {
        secondment: fact(3),
        organisation: OTHER,
        from: crate::testing::day("2020-09-01").into(),
        to: on(to),
        designated_by: vec![fact(802)],
        rules: vec![met("R-37")],
    })
}

#[test]
fn only_days_that_were_served_are_verified_and_each_once() {
    let always = || weak("2000-09-01", None);
    let outside = verify(Some("2020-08-01"), None);
    story(there(a_year())).with(always()).when(outside).refuses("NOT_THERE_THEN");
    let ahead = there(proposal(OTHER, "2022-03-01", None, 100));
    story(ahead).with(always()).when(verify(None, Some("2022-08-01"))).refuses("NOT_THERE_THEN");
    let twice = there(a_year()).into_iter().chain([verified("2020-09-01", "2021-02-01")]);
    let refusal = story(twice).with(always()).when(verify(None, None)).refuses("SERVICE_ALREADY_VERIFIED");
    assert_eq!(refusal.facts(), [fact(6)]);
    let loan = ProposeSecondment { kind: MovementKind::Loan, ..a_year() };
    story(there(loan)).with(always()).when(verify(None, None)).refuses("NOT_SUPPORT_TEACHING");
    story([SecondmentEvent::SecondmentProposed(a_year()).into()])
        .with(always())
        .when(verify(None, None))
        .refuses("SECONDMENT_NOT_IN_STAGE");
}

#[test]
fn a_verification_that_was_voided_counts_no_months() {
    let months = |teacher: &Teacher| {
        let verified = &teacher.timeline().movements.verified;
        months_in(verified.iter().map(|fact| fact.period), crate::testing::day("2022-01-01"))
    };
    let served = there(a_year()).into_iter().chain([verified("2020-09-01", "2021-09-01")]);
    assert_eq!(months(&teacher(served.clone())), 12);
    assert_eq!(months(&teacher(served.chain([voided(6)]))), 0);
}

fn corrects(event: u128, asked: MovementAsked) -> TeacherCommand {
    let reason = "登记有误".to_owned();
    TeacherCommand::Past(PastCommand::CorrectMovement(CorrectMovement {
        corrects: fact(event),
        asked,
        reason,
    }))
}

fn corrected(event: u128, said: Event) -> TeacherEvent {
    let reason = "登记有误".to_owned();
    TeacherEvent::Past(PastEvent::FactCorrected(CorrectFact {
        corrects: fact(event),
        statement: said.into(),
        reason,
    }))
}

#[test]
fn days_of_support_teaching_are_corrected_by_judging_them_anew() {
    let again = |from: Option<&str>, to: Option<&str>| {
        corrects(6, MovementAsked::SupportTeaching { from: from.map(on), to: to.map(on) })
    };
    let served =
        || there(a_year()).into_iter().chain([verified("2020-09-01", "2021-02-01")]).collect::<Vec<_>>();
    let always = || weak("2000-09-01", None);
    story(served())
        .with(always())
        .when(again(None, Some("2021-03-01")))
        .then([corrected(6, served_until("2021-03-01"))]);
    let ended = weak("2019-09-01", Some("2021-01-01"));
    story(served()).with(ended).when(again(None, Some("2021-03-01"))).refuses("PLACE_NOT_DESIGNATED");
    story(served()).with(always()).when(again(None, Some("2021-10-01"))).refuses("NOT_THERE_THEN");
    let beside = served().into_iter().chain([verified("2021-03-01", "2021-05-01")]);
    let refusal = story(beside)
        .with(always())
        .when(again(None, Some("2021-04-01")))
        .refuses("SERVICE_ALREADY_VERIFIED");
    assert_eq!(refusal.facts(), [fact(7)]);
    let visit = MovementAsked::Residency { on: on("2020-10-12"), days: 1, note: None };
    story(served()).with(always()).when(corrects(6, visit)).refuses("CORRECTION_CHANGES_KIND");
    let unknown = MovementAsked::SupportTeaching { from: None, to: None };
    story(served()).with(always()).when(corrects(9, unknown)).refuses("EVENT_UNKNOWN");
    let voided = served().into_iter().chain([voided(6)]);
    story(voided).with(always()).when(again(None, None)).refuses("EVENT_ALREADY_VOIDED");
}

#[test]
fn a_visit_is_corrected_within_the_residency() {
    let visited = |text: &str, days, rules| {
        Event::ResidencyVisited(ResidencyVisited {
            secondment: fact(3),
            organisation: OTHER,
            on: on(text),
            days,
            note: None,
            designated_by: vec![fact(802)],
            rules,
        })
    };
    let residency = there(ProposeSecondment { kind: MovementKind::Residency, ..a_year() });
    let before: Vec<_> = residency.into_iter().chain([visited("2020-10-12", 3, Vec::new()).into()]).collect();
    let again = |text: &str, days| corrects(6, MovementAsked::Residency { on: on(text), days, note: None });
    let always = || weak("2000-09-01", None);
    let moved = corrected(6, visited("2020-10-13", 3, vec![met("R-37")]));
    story(before.clone()).with(always()).when(again("2020-10-13", 3)).then([moved]);
    story(before.clone()).with(always()).when(again("2021-08-31", 2)).refuses("NOT_THERE_THEN");
    story(before).when(again("2020-10-13", 3)).refuses("PLACE_NOT_DESIGNATED");
}

#[test]
fn days_that_were_verified_and_not_served_as_known_later_are_flagged() {
    let served: Vec<_> = there(a_year()).into_iter().chain([verified("2020-09-01", "2021-09-01")]).collect();
    assert_eq!(teacher(served.clone()).timeline().contradictions(), []);
    let back = ReturnTeacher { secondment: fact(3), on: on("2021-03-01") };
    let earlier = served.clone().into_iter().chain([SecondmentEvent::TeacherReturned(back).into()]);
    let flags: Vec<_> = teacher(earlier).timeline().contradictions();
    let flags: Vec<_> = flags.iter().map(|found| (found.fact, found.with, found.how)).collect();
    assert_eq!(flags, [(fact(6), fact(3), "NOT_THERE_THEN")]);
    let never = teacher(served.into_iter().chain([voided(5)]));
    assert_eq!(never.timeline().contradictions().len(), 1);
}

#[test]
fn a_visit_belongs_to_a_residency_at_a_weak_place_and_to_no_day_twice() {
    let residency = || there(ProposeSecondment { kind: MovementKind::Residency, ..a_year() });
    let visit = |text: &str, days| {
        asks(Command::VisitResidency(VisitResidency { secondment: fact(3), on: on(text), days, note: None }))
    };
    let visited = || {
        Event::ResidencyVisited(ResidencyVisited {
            secondment: fact(3),
            organisation: OTHER,
            on: on("2020-10-12"),
            days: 3,
            note: None,
            designated_by: vec![fact(802)],
            rules: vec![met("R-37")],
        })
    };
    let always = || weak("2000-09-01", None);
    story(residency()).with(always()).when(visit("2020-10-12", 3)).then([visited().into()]);
    story(residency()).when(visit("2020-10-12", 3)).refuses("PLACE_NOT_DESIGNATED");
    let again = residency().into_iter().chain([visited().into()]);
    let refusal = story(again).with(always()).when(visit("2020-10-14", 1)).refuses("VISIT_OVERLAPS");
    assert_eq!(refusal.facts(), [fact(6)]);
    story(residency()).with(always()).when(visit("2020-10-12", 0)).refuses("VISIT_DAYS_OUT_OF_RANGE");
    story(residency()).with(always()).when(visit("2021-08-31", 2)).refuses("NOT_THERE_THEN");
    story(there(a_year())).with(always()).when(visit("2020-10-12", 3)).refuses("NOT_A_RESIDENCY");
}

#[test]
fn service_elsewhere_is_assessed_once_on_a_day_and_not_before_it_began() {
    let assess = |text: &str| AssessSecondment {
        secondment: fact(3),
        grade: Grade::Excellent,
        on: on(text),
        by: Some("第二小学".to_owned()),
    };
    let asked = |text: &str| asks(Command::AssessSecondment(assess(text)));
    let assessed: TeacherEvent = Event::SecondmentAssessed(assess("2021-07-01")).into();
    story(there(a_year())).when(asked("2021-07-01")).then([assessed.clone()]);
    story(there(a_year())).when(asked("2020-08-31")).refuses("NOT_THERE_THEN");
    let twice = there(a_year()).into_iter().chain([assessed]);
    story(twice).when(asked("2021-07-01")).refuses("SECONDMENT_ALREADY_ASSESSED");
    story([]).when(asked("2021-07-01")).refuses("SECONDMENT_UNKNOWN");
}

#[test]
fn exemptions_do_not_overlap_and_end_after_they_begin() {
    let exempt = |from: &str, to: Option<&str>| ExemptFromRotation {
        reason: RotationExemption::Pregnancy,
        from: on(from),
        to: to.map(on),
    };
    let asked = |from: &str, to| asks(Command::ExemptFromRotation(exempt(from, to)));
    let exempted = Event::RotationExempted(exempt("2022-03-01", Some("2023-03-01")));
    story([]).when(asked("2022-03-01", Some("2023-03-01"))).then([exempted.clone().into()]);
    let refusal =
        story([exempted.clone().into()]).when(asked("2022-06-01", None)).refuses("EXEMPTION_OVERLAPS");
    assert_eq!(refusal.facts(), [fact(3)]);
    story([exempted.into()]).when(asked("2023-03-01", None)).event();
    story([]).when(asked("2022-03-01", Some("2022-03-01"))).refuses("ENDS_BEFORE_START");
}

#[test]
fn the_personnel_relation_goes_along_and_comes_back_and_a_void_takes_the_way_out_back_with_it() {
    let moving = ProposeSecondment { personnel_moved: true, kind: MovementKind::Rotation, ..a_year() };
    let mut before = there(moving);
    let Some(started) = before.pop() else { panic!("it starts") };
    let moved = |organisation, previous, from: &str| {
        Event::PersonnelRelationMoved(PersonnelRelationMoved {
            secondment: fact(3),
            organisation,
            previous,
            from: on(from),
        })
    };
    let start = SecondTeacher { secondment: fact(3), from: on("2020-09-01"), rules: Vec::new() };
    let out: TeacherEvent = moved(OTHER, HOME, "2020-09-01").into();
    story(before.clone())
        .when(TeacherCommand::Secondment(SecondmentCommand::SecondTeacher(start)))
        .then([started.clone(), out.clone()]);
    let away: Vec<_> = before.into_iter().chain([started, out]).collect();
    let holder = |teacher: &Teacher, text: &str| {
        let held = teacher.timeline().employments.on(crate::testing::day(text)).last().cloned();
        held.map(|held| (held.value.personnel, held.value.establishment))
    };
    let there = teacher(away.clone());
    assert_eq!(holder(&there, "2020-08-31"), Some((HOME, Some(HOME))));
    assert_eq!(holder(&there, "2020-09-01"), Some((OTHER, Some(HOME))));
    let back = ReturnTeacher { secondment: fact(3), on: on("2021-07-15") };
    let home: TeacherEvent = moved(HOME, OTHER, "2021-07-15").into();
    story(away.clone())
        .when(TeacherCommand::Secondment(SecondmentCommand::ReturnTeacher(back.clone())))
        .then([SecondmentEvent::TeacherReturned(back.clone()).into(), home.clone()]);
    let returned = away.clone().into_iter().chain([SecondmentEvent::TeacherReturned(back).into(), home]);
    assert_eq!(holder(&teacher(returned), "2021-07-15"), Some((HOME, Some(HOME))));
    let day = |text: &str| corrects(6, MovementAsked::PersonnelRelation { from: on(text) });
    let later = corrected(6, moved(OTHER, HOME, "2020-10-01"));
    story(away.clone()).when(day("2020-10-01")).then([later.clone()]);
    story(away.clone()).when(day("2020-08-31")).refuses("NOT_THERE_THEN");
    story(away.clone()).when(day("2020-09-01")).refuses("CORRECTION_CHANGES_NOTHING");
    let known_now = teacher(away.clone().into_iter().chain([later]));
    assert_eq!(holder(&known_now, "2020-09-30"), Some((HOME, Some(HOME))));
    assert_eq!(holder(&known_now, "2020-10-01"), Some((OTHER, Some(HOME))));
    let never = teacher(away.into_iter().chain([voided(5)]));
    assert_eq!(holder(&never, "2020-09-01"), Some((HOME, Some(HOME))));
    assert_eq!(never.timeline().contradictions(), []);
}

#[test]
fn assistance_goes_to_a_registered_unit_outside() {
    let outward = |kind| {
        let proposal = ProposeSecondment { kind, ..a_year() };
        TeacherCommand::Secondment(SecondmentCommand::ProposeSecondment(proposal))
    };
    let refusal = story([]).when(outward(MovementKind::Assistance)).refuses("EXTERNAL_UNIT_NEEDED");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-36"));
    let outside = |witness: &mut Witness| {
        let description = Description {
            name: "粤北某中学".to_owned(),
            kind: OrganisationKind::External,
            nature: Nature::Public,
            code: None,
            place: Some("441800000".to_owned()),
        };
        let opened = OpenOrganisation { description: Some(description), from: on("2000-09-01") };
        witness.organisations.insert(OTHER, told(811, [OrganisationEvent::OrganisationOpened(opened)]));
    };
    story([]).with(outside).when(outward(MovementKind::Assistance)).event();
}

#[test]
fn who_is_sent_under_a_pairing_goes_from_the_one_unit_to_the_other_while_it_holds() {
    const PAIR: PairingId = PairingId(Uuid::from_u128(51));
    let shadow = |organisation, from: &str| {
        let proposal = ProposeSecondment {
            kind: MovementKind::Shadowing,
            pairing: Some(PAIR),
            ..proposal(organisation, from, None, 50)
        };
        TeacherCommand::Secondment(SecondmentCommand::ProposeSecondment(proposal))
    };
    let paired = |witness: &mut Witness| {
        let agreed =
            AgreePairing { one: OTHER, other: HOME, purpose: None, from: on("2021-01-01"), to: None };
        witness.pairings.insert(PAIR, told(821, [PairingEvent::PairingAgreed(agreed)]));
    };
    story([]).with(paired).when(shadow(OTHER, "2022-03-01")).event();
    story([]).with(paired).when(shadow(PRIVATE, "2022-03-01")).refuses("UNITS_NOT_PAIRED");
    story([]).with(paired).when(shadow(OTHER, "2020-12-31")).refuses("UNITS_NOT_PAIRED");
    story([]).when(shadow(OTHER, "2022-03-01")).refuses("UNITS_NOT_PAIRED");
}
