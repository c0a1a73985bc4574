use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    ActivityId, Decider, OrganisationId, Origin, Personal, Refusal, Stamp, TeacherId, VoidEntry,
    code::{Ability, HonourLevel, IssuingBody, Sex, TrainingCategory},
    organisation::{
        Description, Nature, OpenOrganisation, Organisation, OrganisationEvent, OrganisationKind,
    },
    teacher::{
        Statement, Teacher, TeacherCommand, TeacherEvent,
        honour::{HonourConferred, HonourEvent},
        identity::{IdentityEvent, RegisterTeacher},
        past::{CorrectFact, PastCommand, PastEvent, VoidFact},
        training::{CompleteTraining, TrainingCommand, TrainingEvent, VoidTrainingOf},
    },
    testing::{day, fact, given, on, shows_teacher, survives_the_wire, teacher, told},
    witness::Witness,
};

type Command = ActivityCommand;
type Event = ActivityEvent;

const SELF: ActivityId = ActivityId(Uuid::from_u128(60));
const BUREAU: OrganisationId = OrganisationId(Uuid::from_u128(61));
const SCHOOL: OrganisationId = OrganisationId(Uuid::from_u128(62));
const LI: TeacherId = TeacherId(Uuid::from_u128(71));
const WANG: TeacherId = TeacherId(Uuid::from_u128(72));

fn organisation(name: &str) -> Organisation {
    let description = Description {
        name: name.to_owned(),
        kind: OrganisationKind::School,
        nature: Nature::Public,
        code: None,
        place: None,
    };
    let opened = OpenOrganisation { description: Some(description), from: on("2000-09-01") };
    told(801, [OrganisationEvent::OrganisationOpened(opened)])
}

/// The bureau, a school, Li, and Wang who was barred in 2022.
fn world(witness: &mut Witness) {
    witness.about = SELF.stream();
    witness.organisations.insert(BUREAU, organisation("教师发展中心"));
    witness.organisations.insert(SCHOOL, organisation("第一小学"));
    shows_teacher(71, teacher(None, None))(witness);
    shows_teacher(72, teacher(None, Some(("2022-01-01", "2024-01-01"))))(witness);
}

fn plan(kind: ActivityKind) -> PlanActivity {
    let training = kind == ActivityKind::Training;
    PlanActivity {
        name: "班主任专业能力大赛".to_owned(),
        kind,
        organiser: BUREAU,
        partner: None,
        places: None,
        lecturer: None,
        category: training.then_some(TrainingCategory::Professional),
        hours: training.then_some(12),
        abilities: vec![Ability::TeachingPractice],
        term: None,
        from: on("2022-03-01"),
        to: None,
    }
}

fn planned(kind: ActivityKind) -> Event {
    Event::ActivityPlanned(plan(kind))
}

fn held() -> Event {
    Event::ActivityCompleted(CompleteActivity { on: on("2022-03-05") })
}

fn attending(persons: &[(TeacherId, Option<u32>)]) -> Command {
    let persons = persons.iter().map(|(teacher, hours)| Attending { teacher: *teacher, hours: *hours });
    Command::RecordAttendance(RecordAttendance { persons: persons.collect() })
}

fn attended(persons: &[(TeacherId, Option<u32>)]) -> Event {
    let persons = persons.iter().map(|(teacher, hours)| Attendee { teacher: *teacher, hours: *hours });
    Event::AttendanceRecorded(AttendanceRecorded { persons: persons.collect() })
}

fn results(award: Option<&str>, issued_by: Option<IssuingBody>) -> RecordCompetitionResult {
    let result =
        |teacher, place| CompetitionResult { teacher, place: Some(place), award: award.map(str::to_owned) };
    RecordCompetitionResult {
        round: "决赛".to_owned(),
        on: on("2022-03-05"),
        issued_by,
        issuer: issued_by.map(|_| "东莞市教育局".to_owned()),
        results: vec![result(LI, 1), result(WANG, 2)],
    }
}

fn lines(refusal: &ActivityRefusal) -> Vec<(usize, &'static str)> {
    refusal.lines().iter().map(|line| (line.line, line.code)).collect()
}

#[test]
fn an_activity_is_planned_once_by_an_open_unit_and_a_training_says_its_hours() {
    let ask = |asked: PlanActivity| given::<Activity>([]).with(world).when(Command::PlanActivity(asked));
    for kind in ActivityKind::ALL {
        ask(plan(*kind)).then([planned(*kind)]);
    }
    let training = || plan(ActivityKind::Training);
    ask(PlanActivity { name: " ".to_owned(), ..training() }).refuses("ACTIVITY_NAME_BLANK");
    ask(PlanActivity { hours: None, ..training() }).refuses("ACTIVITY_HOURS_MISSING");
    ask(PlanActivity { category: None, ..training() }).refuses("ACTIVITY_CATEGORY_MISSING");
    ask(PlanActivity { hours: Some(0), ..training() }).refuses("ACTIVITY_HOURS_OUT_OF_RANGE");
    ask(PlanActivity { to: Some(on("2022-03-01")), ..training() }).refuses("ACTIVITY_ENDS_BEFORE_START");
    ask(PlanActivity { from: on("1999-09-01"), ..training() }).refuses("ACTIVITY_ORGANISATION_NOT_OPEN");
    let nowhere = OrganisationId(Uuid::from_u128(69));
    ask(PlanActivity { partner: Some(nowhere), ..training() }).refuses("ACTIVITY_ORGANISATION_NOT_OPEN");
    let nobody = TeacherId(Uuid::from_u128(79));
    ask(PlanActivity { lecturer: Some(nobody), ..training() }).refuses("ACTIVITY_LECTURER_UNKNOWN");
    let third = Some(SchoolTerm { school_year: 2021, term: 3 });
    ask(PlanActivity { term: third, ..plan(ActivityKind::FirstEthicsLesson) })
        .refuses("ACTIVITY_TERM_UNKNOWN");
    let twice = given::<Activity>([planned(ActivityKind::Training)]).with(world);
    twice.when(Command::PlanActivity(training())).refuses("ACTIVITY_ALREADY_PLANNED");
}

#[test]
fn an_activity_is_held_or_cancelled_and_never_ahead_of_its_day() {
    let hold = |text: &str| Command::CompleteActivity(CompleteActivity { on: on(text) });
    let cancel = || Command::CancelActivity(CancelActivity { reason: "疫情".to_owned() });
    let story =
        |more: Option<Event>| given::<Activity>([planned(ActivityKind::Showcase)].into_iter().chain(more));
    story(None).when(hold("2022-03-05")).then([held()]);
    story(None).when(hold("2022-02-28")).refuses("ACTIVITY_HELD_BEFORE_START");
    story(None).when(hold("2022-07-01")).refuses("ACTIVITY_HELD_AHEAD");
    let refusal = story(Some(held())).when(hold("2022-03-06")).refuses("ACTIVITY_ALREADY_HELD");
    assert_eq!(refusal.facts(), [fact(2)]);
    story(Some(held())).when(cancel()).refuses("ACTIVITY_ALREADY_HELD");
    let cancelled = Event::ActivityCancelled(CancelActivity { reason: "疫情".to_owned() });
    story(None).when(cancel()).then([cancelled.clone()]);
    story(Some(cancelled)).when(hold("2022-03-05")).refuses("ACTIVITY_CANCELLED");
    given::<Activity>([]).when(hold("2022-03-05")).refuses("ACTIVITY_NOT_PLANNED");
}

#[test]
fn who_attended_is_certified_the_hours_of_the_activity_or_those_of_the_line() {
    let story = || given::<Activity>([planned(ActivityKind::Training), held()]).with(world);
    story()
        .when(attending(&[(LI, None), (WANG, Some(6))]))
        .then([attended(&[(LI, Some(12)), (WANG, Some(6))])]);
    let lecture = given::<Activity>([planned(ActivityKind::EthicsLecture), held()]).with(world);
    lecture.when(attending(&[(LI, None)])).then([attended(&[(LI, None)])]);
    let early = given::<Activity>([planned(ActivityKind::Training)]).with(world);
    early.when(attending(&[(LI, None)])).refuses("ACTIVITY_NOT_HELD");
    story().when(attending(&[])).refuses("ACTIVITY_LIST_SIZE");
    story().when(attending(&vec![(LI, None); MOST_AT_ONCE + 1])).refuses("ACTIVITY_LIST_SIZE");
}

#[test]
fn every_line_that_is_refused_is_named_with_its_own_reason_and_nothing_is_written() {
    let nobody = TeacherId(Uuid::from_u128(79));
    let history = [planned(ActivityKind::Training), held(), attended(&[(WANG, Some(6))])];
    let list = [(WANG, None), (LI, Some(2000)), (LI, None), (nobody, None)];
    let refusal =
        given::<Activity>(history).with(world).when(attending(&list)).refuses("ACTIVITY_LINES_REFUSED");
    let expected = [
        (0, "ACTIVITY_ALREADY_ATTENDED"),
        (1, "ACTIVITY_HOURS_OUT_OF_RANGE"),
        (2, "ACTIVITY_TWICE_IN_LIST"),
        (3, "NOT_REGISTERED"),
    ];
    assert_eq!(lines(&refusal), expected);
    assert_eq!(refusal.lines()[0].facts, [fact(3)]);
    assert!(refusal.zh().contains("第4行：该教师尚未登记"), "{}", refusal.zh());
    assert!(refusal.en().contains("line 4: this teacher is not registered"), "{}", refusal.en());
    let lecture = given::<Activity>([planned(ActivityKind::EthicsLecture), held()]).with(world);
    let refusal = lecture.when(attending(&[(LI, Some(2)), (nobody, None)])).refuses("ACTIVITY_LINES_REFUSED");
    assert_eq!(lines(&refusal), [(0, "ACTIVITY_CATEGORY_MISSING"), (1, "NOT_REGISTERED")]);
}

#[test]
fn schools_attend_where_persons_are_not_recorded_one_by_one() {
    let ask = |persons| {
        let schools = vec![SchoolHeadcount { organisation: SCHOOL, persons }];
        RecordSchoolAttendance { schools }
    };
    let history = || [planned(ActivityKind::FirstEthicsLesson), held()];
    let recorded = Event::SchoolAttendanceRecorded(ask(40));
    given::<Activity>(history())
        .with(world)
        .when(Command::RecordSchoolAttendance(ask(40)))
        .then([recorded.clone()]);
    let refusal = given::<Activity>(history().into_iter().chain([recorded]))
        .with(world)
        .when(Command::RecordSchoolAttendance(ask(41)))
        .refuses("ACTIVITY_LINES_REFUSED");
    assert_eq!(lines(&refusal), [(0, "ACTIVITY_SCHOOL_ALREADY_ATTENDED")]);
    let refusal = given::<Activity>(history())
        .with(world)
        .when(Command::RecordSchoolAttendance(ask(0)))
        .refuses("ACTIVITY_LINES_REFUSED");
    assert_eq!(lines(&refusal), [(0, "ACTIVITY_NOBODY_CAME")]);
}

#[test]
fn hours_taken_back_may_be_certified_again() {
    let void =
        |teachers: &[TeacherId]| VoidHours { teachers: teachers.to_vec(), reason: "代签".to_owned() };
    let history = || [planned(ActivityKind::Training), held(), attended(&[(LI, Some(12))])];
    let voided = Event::HoursVoided(void(&[LI]));
    given::<Activity>(history()).when(Command::VoidHours(void(&[LI]))).then([voided.clone()]);
    let refusal = given::<Activity>(history())
        .when(Command::VoidHours(void(&[WANG, WANG])))
        .refuses("ACTIVITY_LINES_REFUSED");
    assert_eq!(lines(&refusal), [(0, "ACTIVITY_NOT_ATTENDED"), (1, "ACTIVITY_TWICE_IN_LIST")]);
    given::<Activity>(history().into_iter().chain([voided]))
        .with(world)
        .when(attending(&[(LI, Some(10))]))
        .then([attended(&[(LI, Some(10))])]);
}

#[test]
fn only_a_competition_has_results_and_an_award_has_an_issuer() {
    let ask = |kind, asked| {
        given::<Activity>([planned(kind), held()]).with(world).when(Command::RecordCompetitionResult(asked))
    };
    ask(ActivityKind::Showcase, results(None, None)).refuses("ACTIVITY_NOT_COMPETITION");
    ask(ActivityKind::Competition, results(Some("一等奖"), None)).refuses("ACTIVITY_AWARD_WITHOUT_ISSUER");
    let places = results(None, None);
    ask(ActivityKind::Competition, places.clone()).then([Event::CompetitionResultRecorded(places.clone())]);
    let nameless = RecordCompetitionResult { round: " ".to_owned(), ..places.clone() };
    ask(ActivityKind::Competition, nameless).refuses("ACTIVITY_ROUND_BLANK");
    let awards = results(Some("一等奖"), Some(IssuingBody::CityBureau));
    let refusal = ask(ActivityKind::Competition, awards).refuses("ACTIVITY_LINES_REFUSED");
    assert_eq!(lines(&refusal), [(1, "ETHICS_BAR_ACTIVE")], "Wang is barred from merit (R-01)");
    let history =
        [planned(ActivityKind::Competition), held(), Event::CompetitionResultRecorded(places.clone())];
    let again = given::<Activity>(history).with(world).when(Command::RecordCompetitionResult(places));
    assert_eq!(
        lines(&again.refuses("ACTIVITY_LINES_REFUSED")),
        [(0, "ACTIVITY_RESULT_STANDS"), (1, "ACTIVITY_RESULT_STANDS")]
    );
}

fn stamp() -> Stamp {
    Stamp {
        actor: "tester".to_owned(),
        acting_for: None,
        today: day("2022-06-30"),
        correlation: Uuid::nil(),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document: None,
    }
}

/// What the event makes each person's stream hold, when it held these events before.
fn followed(
    history: &[Event],
    event: &Event,
    before: &[TeacherEvent],
) -> Vec<(String, &'static str, String)> {
    let activity: Activity = told(1, history.iter().cloned());
    let mut witness = Witness::default();
    world(&mut witness);
    let mut written = Vec::new();
    for following in activity.follows(event, &witness) {
        let mut deciding = following.begin();
        for (number, event) in (1..).zip(before) {
            let (kind, _, body) = Teacher::write(event).unwrap();
            let origin = Origin { position: number, id: fact(u128::try_from(number).unwrap()) };
            deciding.fold(kind, &body, origin).unwrap();
        }
        let decided = deciding.decide(&stamp(), &|| Uuid::from_u128(5)).unwrap();
        let stream = following.stream().to_owned();
        written.extend(decided.events.into_iter().map(|event| (stream.clone(), event.kind, event.body)));
    }
    written
}

fn registered() -> TeacherEvent {
    IdentityEvent::TeacherRegistered(RegisterTeacher {
        name: Personal::Known("甲".to_owned()),
        identity: None,
        birth: None,
        sex: Sex::Unstated,
        staff_number: None,
    })
    .into()
}

#[test]
fn hours_stand_on_the_person_in_the_same_append_and_go_from_there_too() {
    let history = [planned(ActivityKind::Training), held()];
    let certified = followed(&history, &attended(&[(LI, Some(12))]), &[registered()]);
    let [(stream, kind, body)] = certified.as_slice() else { panic!("{certified:?}") };
    assert_eq!((stream.as_str(), *kind), (LI.stream().as_str(), "training.completed"));
    let Ok(TeacherEvent::Stated(Statement::Training(TrainingEvent::TrainingCompleted(training)))) =
        Teacher::read(kind, body)
    else {
        panic!("{body}")
    };
    assert_eq!((training.hours, training.year, training.activity_id), (12, 2022, Some(SELF)));
    assert_eq!(training.provider.as_deref(), Some("教师发展中心"));
    assert_eq!(training.abilities, [Ability::TeachingPractice]);

    let void = Event::HoursVoided(VoidHours { teachers: vec![LI], reason: "代签".to_owned() });
    let before = [registered(), TrainingEvent::TrainingCompleted(training).into()];
    let history = [planned(ActivityKind::Training), held(), attended(&[(LI, Some(12))])];
    let voided = followed(&history, &void, &before);
    assert_eq!(voided[0].1, "fact.voided");
    assert!(voided[0].2.contains(&fact(2).to_string()), "{}", voided[0].2);
    assert!(followed(&history, &void, &before[..1]).is_empty(), "what is gone already is not voided twice");
}

fn void(number: u128) -> VoidEntry {
    VoidEntry { voids: fact(number), reason: "录入有误".to_owned() }
}

#[test]
fn a_list_of_attendance_taken_away_takes_the_hours_back_from_those_who_still_have_them() {
    let history = [planned(ActivityKind::Training), held(), attended(&[(LI, Some(12)), (WANG, Some(6))])];
    let ask = |number| Command::VoidActivityEvent(void(number));
    let voided = Event::ActivityEventVoided(void(3));
    given::<Activity>(history.clone()).when(ask(3)).then([voided.clone()]);
    given::<Activity>(history.clone()).when(ask(2)).refuses("ENTRY_STILL_NEEDED");
    let training = CompleteTraining {
        activity: "研修".to_owned(),
        category: TrainingCategory::Professional,
        hours: 12,
        year: 2022,
        on: on("2022-03-05"),
        provider: None,
        activity_id: Some(SELF),
        abilities: Vec::new(),
    };
    let before = [registered(), TrainingEvent::TrainingCompleted(training).into()];
    let of = |written: Vec<(String, &'static str, String)>| -> Vec<_> {
        written.into_iter().map(|(stream, kind, _)| (stream, kind)).collect()
    };
    let both = of(followed(&history, &voided, &before));
    assert_eq!(both, [(LI.stream(), "fact.voided"), (WANG.stream(), "fact.voided")]);
    let taken = Event::HoursVoided(VoidHours { teachers: vec![LI], reason: "代签".to_owned() });
    let fewer: Vec<_> = history.into_iter().chain([taken]).collect();
    assert_eq!(of(followed(&fewer, &voided, &before)), [(WANG.stream(), "fact.voided")]);
    given::<Activity>(fewer.clone()).when(ask(4)).refuses("ENTRY_VOID_STAYS");
    let held_again = fewer.into_iter().chain([voided, Event::ActivityEventVoided(void(2))]);
    let activity: Activity = told(1, held_again);
    assert!(activity.held().is_none() && activity.attendees().is_empty());
}

#[test]
fn results_taken_away_take_their_awards_from_who_still_holds_them() {
    let won = results(Some("一等奖"), Some(IssuingBody::CityBureau));
    let history = [planned(ActivityKind::Competition), held(), Event::CompetitionResultRecorded(won)];
    let activity: Activity = told(1, history.clone());
    let ask = Command::VoidActivityEvent(void(3));
    assert_eq!(activity.looks_at(&ask).streams, [LI.stream(), WANG.stream()]);
    given::<Activity>(history).when(ask).then([Event::ActivityEventVoided(void(3))]);
    let honour = HonourEvent::HonourConferred(HonourConferred {
        name: "班主任专业能力大赛一等奖".to_owned(),
        issued_by: IssuingBody::CityBureau,
        issuer: "东莞市教育局".to_owned(),
        level: HonourLevel::City,
        on: on("2022-03-05"),
        kind: None,
        rules: Vec::new(),
    });
    let mut witness = Witness::default();
    world(&mut witness);
    witness.teachers.insert(LI, told(901, [registered(), honour.into()]));
    let follows = activity.follows(&Event::ActivityEventVoided(void(3)), &witness);
    assert_eq!(follows.iter().map(|follow| follow.stream()).collect::<Vec<_>>(), [LI.stream()]);
}

#[test]
fn an_activity_cancelled_by_mistake_is_held_after_all() {
    let cancelled = Event::ActivityCancelled(CancelActivity { reason: "疫情".to_owned() });
    let history = [planned(ActivityKind::Training), cancelled, Event::ActivityEventVoided(void(2))];
    let complete = CompleteActivity { on: on("2022-03-05") };
    given::<Activity>(history).when(Command::CompleteActivity(complete)).then([held()]);
}

#[test]
fn a_correction_of_hours_keeps_the_activity_and_they_are_still_voided_with_it() {
    let training = |hours, activity_id| {
        TrainingEvent::TrainingCompleted(CompleteTraining {
            activity: "研修".to_owned(),
            category: TrainingCategory::Professional,
            hours,
            year: 2022,
            on: on("2022-03-05"),
            provider: None,
            activity_id,
            abilities: Vec::new(),
        })
    };
    let correct = |activity_id| CorrectFact {
        corrects: fact(2),
        statement: training(10, activity_id).into(),
        reason: "学时录错".to_owned(),
    };
    let history = [registered(), training(12, Some(SELF)).into()];
    let asked = TeacherCommand::Past(PastCommand::CorrectFact(correct(None)));
    let corrected = TeacherEvent::Past(PastEvent::FactCorrected(correct(Some(SELF))));
    given::<Teacher>(history.clone()).when(asked).then([corrected.clone()]);
    let voiding = VoidTrainingOf { activity: SELF, reason: "代签".to_owned() };
    let voided = VoidFact { voids: fact(2), reason: "代签".to_owned() };
    given::<Teacher>(history.into_iter().chain([corrected]))
        .when(TeacherCommand::Training(TrainingCommand::VoidTrainingOf(voiding)))
        .then([TeacherEvent::Past(PastEvent::FactVoided(voided))]);
}

#[test]
fn an_activity_without_hours_leaves_the_person_as_it_was_and_an_award_is_an_honour() {
    let lecture = [planned(ActivityKind::EthicsLecture), held()];
    assert!(followed(&lecture, &attended(&[(LI, None)]), &[registered()]).is_empty());
    let contest = [planned(ActivityKind::Competition), held()];
    let mut won = results(Some("一等奖"), Some(IssuingBody::CityBureau));
    won.results[1].award = None;
    let honours = followed(&contest, &Event::CompetitionResultRecorded(won), &[registered()]);
    let [(stream, kind, body)] = honours.as_slice() else { panic!("{honours:?}") };
    assert_eq!((stream.as_str(), *kind), (LI.stream().as_str(), "honour.conferred"));
    assert!(body.contains("班主任专业能力大赛一等奖") && body.contains(r#""level":"CITY""#), "{body}");
}

#[test]
fn a_first_lesson_belongs_to_the_term_it_names_or_to_the_one_of_its_day() {
    let lesson =
        |term| Event::ActivityPlanned(PlanActivity { term, ..plan(ActivityKind::FirstEthicsLesson) });
    let term = |events: &[Event]| told::<Activity>(1, events.iter().cloned()).term();
    let spring = SchoolTerm { school_year: 2021, term: 2 };
    let autumn = SchoolTerm { school_year: 2022, term: 1 };
    assert_eq!(term(&[lesson(None), held()]), Some(spring));
    assert_eq!(term(&[lesson(Some(autumn)), held()]), Some(autumn));
    assert_eq!(term(&[]), None);
}

proptest! {
    #[test]
    fn every_history_folds_and_every_event_survives_the_wire(
        kinds in proptest::collection::vec(0_usize..7, 0..20), hours in proptest::option::of(1_u32..1000),
    ) {
        let event = |kind: &usize| match kind {
            0 => planned(ActivityKind::Training),
            1 => held(),
            2 => Event::ActivityCancelled(CancelActivity { reason: "疫情".to_owned() }),
            3 => attended(&[(LI, hours), (WANG, None)]),
            4 => Event::SchoolAttendanceRecorded(RecordSchoolAttendance { schools: vec![SchoolHeadcount { organisation: SCHOOL, persons: 3 }] }),
            5 => Event::HoursVoided(VoidHours { teachers: vec![LI], reason: "代签".to_owned() }),
            _ => Event::CompetitionResultRecorded(results(Some("一等奖"), Some(IssuingBody::School))),
        };
        let events: Vec<_> = kinds.iter().map(event).collect();
        events.iter().for_each(survives_the_wire::<Activity>);
        let activity: Activity = told(1, events);
        prop_assert!(activity.attendees().len() <= 2 * kinds.len());
    }
}
