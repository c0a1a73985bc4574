use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, Refusal, TeacherId, VoidEntry,
    candidacy::Grade,
    code::{Stage, Title},
    teacher::Teacher,
    testing::{day, fact, given, in_service, met, on, shows_teacher, survives_the_wire, teacher, told},
};

type Command = ResearchCommand;
type Event = ResearchEvent;

const PERSON: TeacherId = TeacherId(Uuid::from_u128(42));
const BODY: OrganisationId = OrganisationId(Uuid::from_u128(7));

fn designated() -> Event {
    Event::ResearchUnitDesignated(DesignateResearchUnit {
        organisation: BODY,
        level: ResearchLevel::City,
        form: UnitForm::Institution,
        cluster: None,
        from: on("2020-01-01"),
    })
}

fn serving(bar: Option<(&str, &str)>) -> Teacher {
    in_service(teacher(Some(Title::First), bar), 7, "2012-09-01")
}

fn appoint(subject: &str, percent: u32, from: &str) -> AppointResearcher {
    AppointResearcher {
        teacher: PERSON,
        stage: Stage::Primary,
        subject: subject.to_owned(),
        fte_percent: percent,
        from: on(from),
    }
}

fn appointed(subject: &str, percent: u32) -> Event {
    Event::ResearcherAppointed(ResearcherAppointment {
        teacher: PERSON,
        stage: Stage::Primary,
        subject: subject.to_owned(),
        fte_percent: percent,
        from: on("2022-03-01"),
        service_months: 114,
        title: Some(Title::First),
        rules: vec![met("R-01")],
    })
}

#[test]
fn the_entry_check_is_kept_with_the_appointment() {
    given::<ResearchBody>([designated()])
        .with(shows_teacher(42, serving(None)))
        .when(Command::AppointResearcher(appoint("13", 100, "2022-03-01")))
        .then([appointed("13", 100)]);
    given::<ResearchBody>([])
        .with(shows_teacher(42, serving(None)))
        .when(Command::AppointResearcher(appoint("13", 100, "2022-03-01")))
        .refuses("RESEARCH_UNIT_MISSING");
    given::<ResearchBody>([designated()])
        .with(shows_teacher(42, teacher(None, None)))
        .when(Command::AppointResearcher(appoint("13", 100, "2022-03-01")))
        .refuses("RESEARCHER_NOT_IN_SERVICE");
}

#[test]
fn a_barred_person_becomes_no_researcher() {
    let refusal = given::<ResearchBody>([designated()])
        .with(shows_teacher(42, serving(Some(("2022-01-01", "2024-01-01")))))
        .when(Command::AppointResearcher(appoint("13", 100, "2022-03-01")))
        .refuses("RESEARCHER_BARRED");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-01"));
}

#[test]
fn the_shares_of_a_person_come_to_a_whole_at_most() {
    let story =
        || given::<ResearchBody>([designated(), appointed("13", 60)]).with(shows_teacher(42, serving(None)));
    story().when(Command::AppointResearcher(appoint("14", 40, "2022-04-01"))).event();
    story()
        .when(Command::AppointResearcher(appoint("14", 41, "2022-04-01")))
        .refuses("RESEARCHER_SHARES_EXCEED");
    story()
        .when(Command::AppointResearcher(appoint("14", 0, "2022-04-01")))
        .refuses("RESEARCHER_SHARE_OUT_OF_RANGE");
    let refusal = story()
        .when(Command::AppointResearcher(appoint("13", 10, "2022-02-01")))
        .refuses("RESEARCHER_ALREADY_APPOINTED");
    assert_eq!(refusal.facts(), [fact(2)]);
}

#[test]
fn a_matrix_names_each_cell_once() {
    let cell = |subject: &str, required| RequiredCell {
        stage: Stage::Primary,
        subject: subject.to_owned(),
        required,
    };
    let set = |cells| Command::SetStaffingMatrix(SetStaffingMatrix { cells, from: on("2022-01-01") });
    let story = || given::<ResearchBody>([designated()]);
    story().when(set(vec![cell("13", 1), cell("14", 2)])).event();
    story().when(set(vec![cell("13", 1), cell("13", 2)])).refuses("MATRIX_CELL_TWICE");
    story().when(set(vec![cell("13", 0)])).refuses("MATRIX_CELL_EMPTY");
}

#[test]
fn a_researcher_returns_or_leaves_and_is_appraised_once_a_year() {
    let history = [designated(), appointed("13", 100)];
    let exit = ExitResearcher { teacher: PERSON, on: on("2023-01-01"), reason: ExitReason::Unfit };
    given::<ResearchBody>(history.clone())
        .when(Command::ExitResearcher(exit.clone()))
        .then([Event::ResearcherExited(exit.clone())]);
    let body: ResearchBody =
        told(1, history.clone().into_iter().chain([Event::ResearcherExited(exit.clone())]));
    assert_eq!(body.of_on(PERSON, day("2022-12-31")).count(), 1);
    assert_eq!(body.of_on(PERSON, day("2023-01-01")).count(), 0);
    assert_eq!(body.appointments()[0].ended, Some((fact(3), Some("UNFIT"))));
    let appraise =
        AppraiseResearcher { teacher: PERSON, year: 2022, grade: Grade::Excellent, on: on("2022-12-20") };
    let appraised = Event::ResearcherAppraised(appraise.clone());
    given::<ResearchBody>(history.into_iter().chain([appraised]))
        .when(Command::AppraiseResearcher(appraise))
        .refuses("RESEARCHER_ALREADY_APPRAISED");
    given::<ResearchBody>([designated()])
        .when(Command::ExitResearcher(exit))
        .refuses("RESEARCHER_NOT_APPOINTED");
    survives_the_wire::<ResearchBody>(&appointed("13", 100));
    survives_the_wire::<ResearchBody>(&designated());
}

fn void(number: u128) -> VoidEntry {
    VoidEntry { voids: fact(number), reason: "录入有误".to_owned() }
}

#[test]
fn an_appointment_entered_by_mistake_never_was_and_what_rests_on_it_is_voided_first() {
    let exit = ExitResearcher { teacher: PERSON, on: on("2022-09-01"), reason: ExitReason::OwnWish };
    let history = [designated(), appointed("13", 100), Event::ResearcherExited(exit)];
    let story = || given::<ResearchBody>(history.clone());
    let refusal = story().when(Command::VoidResearchEvent(void(2))).refuses("ENTRY_STILL_NEEDED");
    assert_eq!(refusal.facts(), [fact(2), fact(3)]);
    story().when(Command::VoidResearchEvent(void(3))).then([Event::ResearchEventVoided(void(3))]);
    let voids = [3, 2].map(|number| Event::ResearchEventVoided(void(number)));
    let body: ResearchBody = told(1, history.clone().into_iter().chain(voids));
    assert!(body.appointments().is_empty() && body.unit_on(day("2022-03-01")).is_some());
}

#[test]
fn who_was_appointed_again_was_released_before() {
    let released = ReleaseResearcher { teacher: PERSON, on: on("2022-06-01"), school: None };
    let again = |event| {
        let Event::ResearcherAppointed(stated) = event else { unreachable!("it is an appointment") };
        Event::ResearcherAppointed(ResearcherAppointment { from: on("2022-09-01"), ..stated })
    };
    let history = [
        designated(),
        appointed("13", 100),
        Event::ResearcherReleased(released),
        again(appointed("13", 100)),
    ];
    given::<ResearchBody>(history).when(Command::VoidResearchEvent(void(3))).refuses("ENTRY_STILL_NEEDED");
}
