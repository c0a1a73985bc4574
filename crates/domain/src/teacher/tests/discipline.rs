use std::collections::BTreeMap;

use super::*;
use crate::{
    CandidacyId, CaseId, Decider, EventId,
    candidacy::fixture,
    policy::ProgrammeStage,
    register::{ActivateRule, Register, RegisterEvent},
    teacher::past::PastCommand,
    teacher::{
        conduct::{ConductCommand, LiftBarOfCase, ReplaceBarOfCase},
        discipline::{
            EthicsResult, GrantFaultTolerance, RecordDisciplineRestriction, RecordEthicsAssessment,
            RestrictionKind, RevokeFaultTolerance, ScoreSelectionCriterion,
        },
    },
    testing::{day, survives_the_wire},
};

type Command = ConductCommand;
type Event = ConductEvent;

fn asks_past(command: PastCommand) -> TeacherCommand {
    TeacherCommand::Past(command)
}

const CASE: CaseId = CaseId(Uuid::from_u128(81));

fn asks(command: Command) -> TeacherCommand {
    TeacherCommand::Conduct(command)
}

fn assessed(year: i32, result: EthicsResult) -> RecordEthicsAssessment {
    RecordEthicsAssessment { year, result, organisation: Some(HOME), on: on("2021-12-31") }
}

fn restriction(from: &str, until: Option<&str>) -> RecordDisciplineRestriction {
    RecordDisciplineRestriction { kind: RestrictionKind::Party, from: on(from), until: until.map(on) }
}

fn tolerance(number: u128) -> GrantFaultTolerance {
    GrantFaultTolerance {
        record: fact(number), from: on("2022-06-01"), reason: "改革中的失误".to_owned()
    }
}

fn of_case(from: &str, until: &str) -> TeacherEvent {
    Event::BarImposed(ImposeBar { case: Some(CASE), ..bar(from, until) }).into()
}

#[test]
fn the_ethics_of_a_year_are_assessed_once_and_a_wrong_result_is_corrected() {
    let first = assessed(2021, EthicsResult::Satisfactory);
    let event: TeacherEvent = Event::EthicsAssessmentRecorded(first.clone()).into();
    story([]).when(asks(Command::RecordEthicsAssessment(first.clone()))).then([event.clone()]);
    let again = asks(Command::RecordEthicsAssessment(first));
    let refusal = story([event.clone()]).when(again).refuses("ETHICS_YEAR_ASSESSED");
    assert_eq!(refusal.facts(), [fact(3)]);
    let ahead = asks(Command::RecordEthicsAssessment(assessed(2022, EthicsResult::Excellent)));
    story([]).when(ahead).refuses("ETHICS_YEAR_AHEAD");
    let right = Event::EthicsAssessmentRecorded(assessed(2021, EthicsResult::Unsatisfactory));
    let now = teacher([event, corrected(3, right)]);
    let of_year = now.timeline().discipline.ethics_of(2021);
    assert_eq!(of_year, Some((EthicsResult::Unsatisfactory, fact(3))));
}

#[test]
fn a_restriction_closes_cadre_posts_until_it_ends_or_was_tolerated() {
    let recorded = restriction("2022-03-01", Some("2023-03-01"));
    let asked = || asks(Command::RecordDisciplineRestriction(recorded.clone()));
    story([]).when(asked()).refuses("RESTRICTION_WITHOUT_DOCUMENT");
    let event: TeacherEvent = Event::DisciplineRestrictionRecorded(recorded.clone()).into();
    story([]).by("1号", None).when(asked()).then([event.clone()]);
    let restricted = |more: Option<TeacherEvent>, text: &str| {
        let person = teacher([event.clone()].into_iter().chain(more));
        person.timeline().discipline.restricted_on(day(text)).map(|found| found.fact)
    };
    assert_eq!(restricted(None, "2022-02-28"), None);
    assert_eq!(restricted(None, "2022-07-01"), Some(fact(3)));
    let tolerated: TeacherEvent = Event::FaultToleranceGranted(tolerance(3)).into();
    assert_eq!(restricted(Some(tolerated.clone()), "2022-05-31"), Some(fact(3)), "not before");
    assert_eq!(restricted(Some(tolerated), "2022-07-01"), None);
    assert_eq!(restricted(Some(revoked(3, None)), "2022-07-01"), None, "it was withdrawn");
}

#[test]
fn nobody_under_a_restriction_becomes_first_secretary() {
    let event: TeacherEvent = Event::DisciplineRestrictionRecorded(restriction("2022-03-01", None)).into();
    let proposal = ProposeSecondment {
        kind: MovementKind::FirstSecretary,
        ..proposal(PRIVATE, "2022-09-01", None, 100)
    };
    let asked = TeacherCommand::Secondment(crate::teacher::secondment::SecondmentCommand::ProposeSecondment(
        proposal,
    ));
    let switched = |witness: &mut Witness| {
        let on = RegisterEvent::RuleActivated(ActivateRule {
            rule: "R-06".to_owned(),
            version: 1,
            from: on("2022-01-01"),
            parameters: BTreeMap::new(),
        });
        witness.rules = told::<Register>(1, [on]).rulebook();
    };
    story([event.clone()]).when(asked.clone()).refuses("NOT_IN_RESERVE_POOL");
    let refusal = story([event]).with(switched).when(asked).refuses("CADRE_RESTRICTED");
    assert_eq!((refusal.rule().map(|rule| rule.id), refusal.facts()), (Some("R-06"), vec![fact(3)]));
}

#[test]
fn what_ethics_took_is_never_tolerated() {
    let grant = |number| asks(Command::GrantFaultTolerance(tolerance(number)));
    let under = || {
        let assessed = Event::EthicsAssessmentRecorded(assessed(2021, EthicsResult::Unsatisfactory)).into();
        let restricted = Event::DisciplineRestrictionRecorded(restriction("2022-03-01", None)).into();
        story([barred("2022-01-01", "2024-01-01"), assessed, restricted]).by("1号", None)
    };
    for number in [3, 4] {
        let refusal = under().when(grant(number)).refuses("ETHICS_NOT_TOLERABLE");
        assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-05"));
    }
    under().when(grant(5)).then([Event::FaultToleranceGranted(tolerance(5)).into()]);
    under().when(grant(99)).refuses("RECORD_UNKNOWN");
    under().when(grant(1)).refuses("RECORD_NOT_NEGATIVE");
}

#[test]
fn a_tolerance_needs_a_document_is_granted_once_and_can_be_taken_back() {
    let restricted: TeacherEvent =
        Event::DisciplineRestrictionRecorded(restriction("2022-03-01", None)).into();
    let granted: TeacherEvent = Event::FaultToleranceGranted(tolerance(3)).into();
    let grant = || asks(Command::GrantFaultTolerance(tolerance(3)));
    story([restricted.clone()]).when(grant()).refuses("TOLERANCE_WITHOUT_DOCUMENT");
    let standing = || story([restricted.clone(), granted.clone()]).by("1号", None);
    standing().when(grant()).refuses("TOLERANCE_STANDS");
    let revoke = |number, from: &str| {
        let (tolerance, from) = (fact(number), Some(on(from)));
        RevokeFaultTolerance { tolerance, from, reason: "依据有误".to_owned() }
    };
    standing()
        .when(asks(Command::RevokeFaultTolerance(revoke(3, "2022-09-01"))))
        .refuses("TOLERANCE_UNKNOWN");
    standing()
        .when(asks(Command::RevokeFaultTolerance(revoke(4, "2022-05-01"))))
        .refuses("ENDS_BEFORE_START");
    let taken: TeacherEvent = Event::FaultToleranceRevoked(revoke(4, "2022-09-01")).into();
    standing().when(asks(Command::RevokeFaultTolerance(revoke(4, "2022-09-01")))).then([taken.clone()]);
    let person = teacher([restricted, granted, taken]);
    let on = |text| person.timeline().discipline.restricted_on(day(text)).is_some();
    assert_eq!([on("2022-08-31"), on("2022-09-01")], [false, true]);
}

#[test]
fn a_criterion_is_scored_once_in_the_persons_own_selection_on_events_that_happened() {
    let candidacy = CandidacyId(Uuid::from_u128(41));
    let score = |evidence: u128| ScoreSelectionCriterion {
        candidacy,
        criterion: "末端执行力".to_owned(),
        score: "91.5".to_owned(),
        evidence: vec![fact(evidence)],
        on: on("2022-06-01"),
    };
    let shown = |about: String, more: Option<TeacherEvent>| {
        story(more).with(move |witness| {
            witness.about = about;
            let person = fixture::candidate_at(ProgrammeStage::Screened);
            witness.candidacies.insert(candidacy, person);
            witness.owners.insert(fact(3), Some("target-1".to_owned()));
        })
    };
    let own = fixture::TEACHER.stream();
    let event: TeacherEvent = Event::SelectionCriterionScored(score(3)).into();
    let asked = |number| asks(Command::ScoreSelectionCriterion(score(number)));
    shown(own.clone(), None).when(asked(3)).then([event.clone()]);
    shown(own.clone(), Some(event)).when(asked(3)).refuses("CRITERION_ALREADY_SCORED");
    shown(own, None).when(asked(4)).refuses("EVENT_UNKNOWN");
    shown("teacher-1".to_owned(), None).when(asked(3)).refuses("SELECTION_OF_ANOTHER");
    let looked = teacher([]).looks_at(&asked(3));
    assert_eq!((looked.streams, looked.events), (vec![candidacy.stream()], vec![fact(3)]));
}

#[test]
fn a_bar_of_a_case_goes_with_the_case_and_not_by_hand() {
    let under = || story([of_case("2022-04-01", "2024-04-01"), barred("2022-05-01", "2024-05-01")]);
    let by_hand = asks(Command::LiftBar(lift(3, None)));
    under().when(by_hand).refuses("BAR_OF_CASE");
    let corrected =
        asks_past(PastCommand::CorrectFact(correct(3, Event::BarImposed(bar("2022-04-01", "2025-04-01")))));
    under().when(corrected).refuses("BAR_OF_CASE");
    under().when(asks_past(PastCommand::VoidFact(void(3)))).refuses("BAR_OF_CASE");
    let reason = "申诉成立".to_owned();
    let annul = Command::LiftBarOfCase(LiftBarOfCase { case: CASE, from: None, reason: reason.clone() });
    under().when(asks(annul)).then([Event::BarLifted(lift(3, None)).into()]);
    let early = LiftBarOfCase { case: CASE, from: Some(on("2022-01-01")), reason: reason.clone() };
    let expected = Event::BarLifted(lift(3, Some("2022-04-01"))).into();
    under().when(asks(Command::LiftBarOfCase(early))).then([expected]);
    let over = LiftBarOfCase { case: CASE, from: Some(on("2024-04-01")), reason: reason.clone() };
    under().when(asks(Command::LiftBarOfCase(over))).then([]);
    let longer = ImposeBar { case: Some(CASE), ..bar("2022-04-01", "2025-04-01") };
    let replace = ReplaceBarOfCase { case: CASE, bar: longer.clone(), reason };
    under()
        .when(asks(Command::ReplaceBarOfCase(replace)))
        .then([Event::BarLifted(lift(3, None)).into(), Event::BarImposed(longer).into()]);
}

#[test]
fn each_of_these_survives_the_wire() {
    let score = ScoreSelectionCriterion {
        candidacy: CandidacyId(Uuid::from_u128(41)),
        criterion: "末端执行力".to_owned(),
        score: "91.5".to_owned(),
        evidence: vec![EventId(Uuid::from_u128(5))],
        on: on("2022-06-01"),
    };
    let revoke = RevokeFaultTolerance { tolerance: fact(3), from: None, reason: "依据有误".to_owned() };
    for event in [
        of_case("2022-04-01", "2024-04-01"),
        Event::EthicsAssessmentRecorded(assessed(2021, EthicsResult::Excellent)).into(),
        Event::DisciplineRestrictionRecorded(restriction("2022-03-01", None)).into(),
        Event::FaultToleranceGranted(tolerance(3)).into(),
        Event::FaultToleranceRevoked(revoke).into(),
        Event::SelectionCriterionScored(score).into(),
    ] {
        survives_the_wire::<Teacher>(&event);
    }
}
