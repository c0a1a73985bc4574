use uuid::Uuid;

use super::*;
use crate::{
    Decider, OrganisationId, Personal, Refusal, RotationId, TeacherId, VoidEntry,
    code::{
        Category, HonourLevel, IssuingBody, MovementKind, RotationExemption, RotationScope, Sex, Source,
        Staffing,
    },
    organisation::{
        Description, MergeOrganisation, Nature, OpenOrganisation, OrganisationEvent, OrganisationKind,
        ParentKind, ReparentOrganisation,
    },
    policy::RuleOutcome,
    rules::AppliedRule,
    teacher::{
        Statement, Teacher, TeacherEvent,
        hire::{HireEvent, HireTeacher},
        honour::{HonourConferred, HonourEvent},
        identity::{IdentityEvent, RegisterTeacher},
        movement::{ExemptFromRotation, MovementEvent},
        post::{AssignTeacher, PostEvent},
        secondment::{ProposeSecondment, SecondmentEvent},
    },
    testing::{Given, day, fact, given, on, survives_the_wire, told},
    witness::Witness,
};

type Command = RotationCommand;
type Event = RotationEvent;

const SCHOOL: OrganisationId = OrganisationId(Uuid::from_u128(61));
const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(62));
const MERGED: OrganisationId = OrganisationId(Uuid::from_u128(63));
const GROUP: OrganisationId = OrganisationId(Uuid::from_u128(64));
const ROUND: RotationId = RotationId(Uuid::from_u128(65));
const LONG: TeacherId = TeacherId(Uuid::from_u128(81));
const SHORT: TeacherId = TeacherId(Uuid::from_u128(82));
const FROM_MERGED: TeacherId = TeacherId(Uuid::from_u128(83));
const EXEMPT: TeacherId = TeacherId(Uuid::from_u128(84));
const ELSEWHERE: TeacherId = TeacherId(Uuid::from_u128(85));

fn opened(name: &str) -> OrganisationEvent {
    let description = Description {
        name: name.to_owned(),
        kind: OrganisationKind::School,
        nature: Nature::Public,
        code: None,
        place: None,
    };
    OrganisationEvent::OrganisationOpened(OpenOrganisation {
        description: Some(description),
        from: on("2000-09-01"),
    })
}

fn under(kind: ParentKind) -> OrganisationEvent {
    let moved = ReparentOrganisation { kind, parent: Some(GROUP), from: on("2000-09-01") };
    OrganisationEvent::OrganisationReparented(moved)
}

/// A person who works at the school since the day.
fn working(school: OrganisationId, from: &str, more: impl IntoIterator<Item = Statement>) -> Teacher {
    let registered = RegisterTeacher {
        name: Personal::Known("甲".to_owned()),
        identity: None,
        birth: None,
        sex: Sex::Unstated,
        staff_number: None,
    };
    let hired = HireTeacher {
        organisation: school,
        from: on(from),
        source: Source::Recruited,
        category: Category::FullTime,
        staffing: Staffing::Established,
        establishment: None,
        paying: None,
    };
    let assigned = AssignTeacher {
        organisation: school,
        stage: None,
        subject: None,
        post: None,
        fte_percent: 100,
        primary: true,
        from: on(from),
        to: None,
    };
    let stated = [
        Statement::from(IdentityEvent::TeacherRegistered(registered)),
        HireEvent::TeacherHired(hired).into(),
        PostEvent::TeacherAssigned(assigned).into(),
    ];
    told(901, stated.into_iter().chain(more).map(TeacherEvent::Stated))
}

fn exemption() -> Statement {
    MovementEvent::RotationExempted(ExemptFromRotation {
        reason: RotationExemption::NearRetirement,
        from: on("2022-01-01"),
        to: None,
    })
    .into()
}

fn backbone() -> Statement {
    HonourEvent::HonourConferred(HonourConferred {
        name: "东莞市骨干教师".to_owned(),
        issued_by: IssuingBody::CityBureau,
        issuer: "市教育局".to_owned(),
        level: HonourLevel::City,
        on: on("2020-09-10"),
        kind: None,
        rules: Vec::new(),
    })
    .into()
}

fn world(witness: &mut Witness) {
    let merged = MergeOrganisation { into: SCHOOL, on: on("2019-09-01"), successors: Vec::new() };
    let merged = OrganisationEvent::OrganisationMerged(merged);
    let schools = [
        (SCHOOL, vec![opened("甲校"), under(ParentKind::Group)]),
        (OTHER, vec![opened("乙校"), under(ParentKind::Group)]),
        (MERGED, vec![opened("丙校"), merged]),
    ];
    for (first, (id, events)) in (701..).step_by(10).zip(schools) {
        witness.organisations.insert(id, told(first, events));
    }
    let persons = [
        (LONG, working(SCHOOL, "2016-09-01", [backbone()])),
        (SHORT, working(SCHOOL, "2016-09-02", [])),
        (FROM_MERGED, working(MERGED, "2012-09-01", [])),
        (EXEMPT, working(SCHOOL, "2001-09-01", [exemption()])),
        (ELSEWHERE, working(OTHER, "2001-09-01", [])),
    ];
    witness.teachers.extend(persons);
    witness.about = ROUND.stream();
}

fn opening() -> OpenRotation {
    OpenRotation {
        name: "2022学年教师交流轮岗".to_owned(),
        organisation: None,
        on: on("2022-09-01"),
        from: on("2022-09-01"),
        to: on("2023-09-01"),
    }
}

fn round(more: impl IntoIterator<Item = Event>) -> Given<Rotation> {
    given([Event::RotationOpened(opening())].into_iter().chain(more)).with(world)
}

fn compute() -> Command {
    Command::ComputeEligibility(ComputeEligibility {
        school: SCHOOL,
        predecessors: vec![MERGED],
        persons: vec![LONG, SHORT, FROM_MERGED, EXEMPT, ELSEWHERE, TeacherId(Uuid::from_u128(99))],
        known: 77,
    })
}

fn list() -> RotationEligibilityComputed {
    RotationEligibilityComputed {
        school: SCHOOL,
        years: 6,
        break_months: 3,
        considered: 4,
        eligible: vec![
            Eligible { teacher: LONG, since: day("2016-09-01"), months: 72 },
            Eligible { teacher: FROM_MERGED, since: day("2012-09-01"), months: 120 },
        ],
        exempted: vec![Exempted {
            teacher: EXEMPT,
            since: day("2001-09-01"),
            months: 252,
            exemption: fact(904),
        }],
        known: 77,
        rules: vec![AppliedRule {
            rule: "R-33".to_owned(),
            version: 1,
            outcome: RuleOutcome::Report,
            satisfied: false,
            explanation: None,
        }],
    }
}

fn sent() -> Event {
    Event::RotationAssigned(RotationAssigned {
        teacher: LONG,
        school: SCHOOL,
        organisation: OTHER,
        scope: RotationScope::WithinGroup,
        from: on("2022-09-01"),
        to: None,
        personnel_moved: false,
        eligible: true,
        backbone: Vec::new(),
    })
}

fn asked(teacher: TeacherId) -> AssignRotation {
    AssignRotation {
        teacher,
        school: SCHOOL,
        organisation: OTHER,
        scope: RotationScope::WithinGroup,
        from: on("2022-09-01"),
        to: Some(on("2025-09-01")),
        personnel_moved: false,
    }
}

fn assign(asked: AssignRotation) -> Command {
    Command::AssignRotation(asked)
}

#[test]
fn six_years_at_one_school_are_frozen_as_a_list_and_a_merger_does_not_restart_the_clock() {
    let computed = Event::RotationEligibilityComputed(list());
    round([]).when(compute()).then([computed.clone()]);
    survives_the_wire::<Rotation>(&computed);
    let refusal = round([computed]).when(compute()).refuses("ROTATION_ELIGIBILITY_FROZEN");
    assert_eq!((refusal.rule().map(|rule| rule.id), refusal.facts()), (Some("R-33"), vec![fact(2)]));
    given::<Rotation>([]).with(world).when(compute()).refuses("ROTATION_NOT_OPENED");
}

#[test]
fn who_is_on_the_list_is_assigned_and_the_backbone_is_shown() {
    let event = round([Event::RotationEligibilityComputed(list())]).when(assign(asked(LONG))).event();
    let Event::RotationAssigned(assigned) = &event else { panic!("{event:?}") };
    assert_eq!((assigned.eligible, &assigned.backbone), (true, &vec![fact(904)]));
    let event = round([Event::RotationEligibilityComputed(list())]).when(assign(asked(SHORT))).event();
    let Event::RotationAssigned(assigned) = &event else { panic!("{event:?}") };
    assert_eq!((assigned.eligible, &assigned.backbone), (false, &Vec::new()));
}

#[test]
fn an_assignment_is_proposed_to_the_person_in_the_same_append() {
    let mut witness = Witness::default();
    world(&mut witness);
    let rotation: Rotation = told(1, [Event::RotationOpened(opening())]);
    let follows = Decider::follows(&rotation, &sent(), &witness);
    assert_eq!(follows.iter().map(|follow| follow.stream()).collect::<Vec<_>>(), [LONG.stream()]);
    assert!(Decider::follows(&rotation, &Event::RotationOpened(opening()), &witness).is_empty());
}

#[test]
fn who_is_exempted_or_not_there_is_not_assigned() {
    let refusal = round([]).when(assign(asked(EXEMPT))).refuses("ROTATION_EXEMPT");
    assert_eq!(refusal.facts(), [fact(904)]);
    round([]).when(assign(asked(ELSEWHERE))).refuses("ROTATION_NOT_AT_SCHOOL");
    round([]).when(assign(asked(TeacherId(Uuid::from_u128(99))))).refuses("ROTATION_TEACHER_UNKNOWN");
    let late = AssignRotation { from: on("2023-09-01"), ..asked(LONG) };
    round([]).when(assign(late)).refuses("ROTATION_OUTSIDE_YEAR");
    let closed = Event::RotationClosed(CloseRotation { on: on("2022-08-01") });
    round([closed]).when(assign(asked(LONG))).refuses("ROTATION_CLOSED");
}

#[test]
fn how_far_a_rotation_goes_is_what_the_tree_says() {
    let refusal = round([])
        .when(assign(AssignRotation { scope: RotationScope::WithinTown, ..asked(LONG) }))
        .refuses("ROTATION_SCOPE_WRONG");
    assert!(refusal.zh().contains("镇街内"), "{}", refusal.zh());
    round([]).when(assign(AssignRotation { scope: RotationScope::AcrossTowns, ..asked(LONG) })).event();
    round([])
        .when(assign(AssignRotation { scope: RotationScope::AcrossCities, ..asked(LONG) }))
        .refuses("ROTATION_SCOPE_WRONG");
}

#[test]
fn a_round_is_opened_once_with_a_name_and_a_school_year() {
    let open = |asked| given::<Rotation>([]).when(Command::OpenRotation(asked));
    open(opening()).then([Event::RotationOpened(opening())]);
    open(OpenRotation { name: " ".to_owned(), ..opening() }).refuses("ROTATION_NAME_BLANK");
    open(OpenRotation { to: on("2022-09-01"), ..opening() }).refuses("ROTATION_ENDS_BEFORE_START");
    round([]).when(Command::OpenRotation(opening())).refuses("ROTATION_ALREADY_OPENED");
    let close = CloseRotation { on: on("2023-09-01") };
    round([]).when(Command::CloseRotation(close.clone())).then([Event::RotationClosed(close)]);
}

fn proposed() -> Statement {
    SecondmentEvent::SecondmentProposed(ProposeSecondment {
        kind: MovementKind::Rotation,
        organisation: OTHER,
        post: None,
        from: on("2022-09-01"),
        to: None,
        fte_percent: 100,
        personnel_moved: false,
        batch: None,
        candidacy: None,
        rotation: Some(ROUND),
        pairing: None,
        rules: Vec::new(),
    })
    .into()
}

#[test]
fn an_assignment_taken_away_recalls_the_person_and_a_list_stays_while_somebody_was_sent_by_it() {
    let void = |number| VoidEntry { voids: fact(number), reason: "人员录错".to_owned() };
    let ask = |number| Command::VoidRotationEvent(void(number));
    let history = || [Event::RotationEligibilityComputed(list()), sent()];
    round(history()).when(ask(1)).refuses("ENTRY_BEGINNING_STAYS");
    let refusal = round(history()).when(ask(2)).refuses("ENTRY_STILL_NEEDED");
    assert_eq!(refusal.facts(), [fact(2), fact(3)]);
    let voided = Event::RotationEventVoided(void(3));
    round(history()).when(ask(3)).then([voided.clone()]);

    let before: Rotation = told(1, [Event::RotationOpened(opening())].into_iter().chain(history()));
    assert_eq!(before.looks_at(&ask(3)).streams, [LONG.stream()]);
    let mut witness = Witness::default();
    world(&mut witness);
    assert!(Decider::follows(&before, &voided, &witness).is_empty(), "nothing stands that could be recalled");
    witness.teachers.insert(LONG, working(SCHOOL, "2016-09-01", [proposed()]));
    let follows = Decider::follows(&before, &voided, &witness);
    assert_eq!(follows.iter().map(|follow| follow.stream()).collect::<Vec<_>>(), [LONG.stream()]);
}

#[test]
fn a_round_closed_by_mistake_goes_on() {
    let closed = Event::RotationClosed(CloseRotation { on: on("2022-08-01") });
    let void = VoidEntry { voids: fact(2), reason: "日期录错".to_owned() };
    let event = round([closed.clone()]).when(Command::VoidRotationEvent(void)).event();
    survives_the_wire::<Rotation>(&event);
    round([closed, event]).when(assign(asked(LONG))).event();
}
