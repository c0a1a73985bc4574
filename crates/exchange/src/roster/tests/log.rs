//! What goes into the log, and what does not.

use std::collections::HashMap;

use liangshi_domain::{
    CivilDate, IdentityNumber, Personal, TeacherId,
    code::{LeaveReason, Sex},
    teacher::{
        Statement, Teacher, TeacherCommand,
        hire::{EndEmployment, HireCommand},
        identity::{IdentityCommand, IdentityEvent, RegisterTeacher},
        past::{CorrectFact, PastCommand},
        post::{EndAssignment, PostCommand},
    },
};
use liangshi_eventstore::{Answer, Execution, execute};
use liangshi_projection::{At, Views, views};
use uuid::Uuid;

use super::fixture::{FIRST_SCHOOL, SECOND_CODE, SECOND_SCHOOL, World, full, number, row, stamp, told, ways};
use crate::roster::{
    Column, Directory, ViewDirectory,
    held::{id_of, teachers},
    write_roster,
};

impl World {
    async fn teacher(&self, order: u32) -> Teacher {
        let id = id_of(&self.log, &number(order).parse().unwrap());
        teachers(&self.log, &[id]).await.unwrap().remove(0).teacher
    }

    async fn command(&self, id: TeacherId, command: TeacherCommand) {
        let (stamp, new_id) = (stamp(), || self.new_id());
        let execution = Execution {
            stream: id.stream(),
            command: &command,
            stamp: &stamp,
            expected: None,
            request: None,
            new_id: &new_id,
        };
        let answer = execute::<Teacher>(&self.log, execution).await.unwrap();
        assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
    }

    /// Registers a person the way a screen does, with an id of its own.
    async fn register(&self, order: u32) -> TeacherId {
        let id = TeacherId(Uuid::from_u128(0x9000 + u128::from(order)));
        let person = RegisterTeacher {
            name: Personal::from(format!("教师{order}")),
            identity: Some(Personal::from(number(order).parse::<IdentityNumber>().unwrap())),
            birth: None,
            sex: Sex::Female,
            staff_number: None,
        };
        self.command(id, TeacherCommand::Identity(IdentityCommand::RegisterTeacher(person))).await;
        id
    }
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let world = World::new().await;
    let path = world.path("roster.xlsx");
    write_roster(&path, [full(1), row(2), row(3).with(Column::Staffing, "?")].into_iter()).unwrap();
    let report = world.take(&path, true).await.report;
    assert_eq!((ways(&report), report.events, report.position), ((2, 1, 0), 8, None));
    assert_eq!(world.position().await, 2);
}

#[tokio::test]
async fn a_full_row_becomes_facts_and_the_same_sheet_again_writes_nothing() {
    let world = World::new().await;
    let rows = || vec![full(1), row(2)];
    let report = world.rows(rows()).await;
    assert_eq!((ways(&report), report.events, report.position), ((2, 0, 0), 8, Some(10)));
    let teacher = world.teacher(1).await;
    let timeline = teacher.timeline();
    let work = &timeline.posts.assignments.iter().next().unwrap().value;
    assert_eq!(
        (work.subject.as_deref(), work.post.as_deref(), work.fte_percent),
        (Some("13"), Some("班主任"), 100)
    );
    let title = timeline.posts.titles.iter().next().unwrap();
    assert_eq!(title.value.from.text.as_deref(), Some("2018年12月"), "the words of the sheet are kept");
    assert_eq!(timeline.honours.iter().count(), 1);
    let report = world.rows(rows()).await;
    assert_eq!((told(&report), ways(&report), report.events), (vec![], (0, 0, 2), 0));
    assert_eq!(world.position().await, 10);
}

#[tokio::test]
async fn only_what_is_new_is_added_and_what_differs_is_left_as_it_is() {
    let world = World::new().await;
    world.rows(vec![row(1)]).await;
    let more = row(1)
        .with(Column::Title, "高级教师")
        .with(Column::TitleFrom, "2020-12-31")
        .with(Column::Staffing, "聘用制");
    let report = world.rows(vec![more]).await;
    assert_eq!(
        (told(&report), ways(&report), report.events),
        (vec![("ROW_DIFFERS_FROM_REGISTER", "H2")], (1, 0, 0), 1)
    );
    assert!(report.errors[0].zh.contains("在编"));
    let report = world.rows(vec![row(1).with(Column::Organisation, SECOND_SCHOOL)]).await;
    assert_eq!((told(&report), ways(&report)), (vec![("ROW_OTHER_UNIT", "A2")], (0, 1, 0)));
    assert!(report.errors[0].zh.contains(FIRST_SCHOOL));
}

#[tokio::test]
async fn a_person_registered_elsewhere_is_found_by_the_number_whether_the_views_know_it_or_not() {
    let world = World::new().await;
    let known = world.register(1).await;
    let unknown = world.register(2).await;
    world.directory.persons.lock().unwrap().insert(number(1).parse().unwrap(), known);
    let report = world.rows(vec![row(1), row(2), row(3)]).await;
    assert_eq!((told(&report), ways(&report), report.events), (vec![], (3, 0, 0), 2 + 2 + 3));
    for id in [known, unknown] {
        let held = teachers(&world.log, &[id]).await.unwrap().remove(0);
        assert_eq!((held.version, held.teacher.timeline().employments.iter().count()), (3, 1));
    }
    assert!(!world.teacher(2).await.is_registered(), "no second person was made");
}

#[tokio::test]
async fn a_person_who_left_is_hired_again() {
    let world = World::new().await;
    world.rows(vec![row(1)]).await;
    let id = id_of(&world.log, &number(1).parse().unwrap());
    let end = EndEmployment { on: CivilDate::start("2015-09-01").unwrap(), reason: LeaveReason::Resigned };
    world.command(id, TeacherCommand::Hire(HireCommand::EndEmployment(end))).await;
    let work = world.teacher(1).await.timeline().posts.assignments.iter().next().unwrap().fact;
    let end = EndAssignment { assignment: work, on: CivilDate::start("2015-09-01").unwrap() };
    world.command(id, TeacherCommand::Post(PostCommand::EndAssignment(end))).await;
    let again = row(1).with(Column::Organisation, SECOND_SCHOOL);
    let report = world.rows(vec![again.clone()]).await;
    assert_eq!(told(&report), [("ALREADY_EMPLOYED", "K2")], "the old date would overlap the old service");
    let report = world.rows(vec![again.with(Column::From, "2018-09-01")]).await;
    assert_eq!((told(&report), ways(&report)), (vec![], (1, 0, 0)));
    assert_eq!(world.teacher(1).await.timeline().employments.iter().count(), 2);
}

#[tokio::test]
async fn two_imports_at_once_leave_one_person_each_and_no_row_behind() {
    let world = World::new().await;
    let path = world.path("roster.xlsx");
    write_roster(&path, (1..=40).map(full)).unwrap();
    let (one, other) = tokio::join!(world.take(&path, false), world.take(&path, false));
    for report in [&one.report, &other.report] {
        assert_eq!((told(report), report.rejected), (vec![], 0));
    }
    assert_eq!(one.report.events + other.report.events, 40 * 5);
    assert_eq!(world.position().await, 2 + 40 * 5);
}

#[tokio::test]
async fn the_views_answer_as_a_directory() {
    let world = World::new().await;
    let url = format!("sqlite:{}", world.path("log.db").display());
    let views = Views::open(&url, world.log.clone(), views::ALL).await.unwrap();
    let known = world.register(1).await;
    let position = views.catch_up(|_| {}).await.unwrap();
    let at = At { valid: stamp().today, known: position };
    let directory = ViewDirectory { views, at };
    let names: Vec<_> =
        directory.organisations().await.unwrap().into_iter().map(|unit| (unit.name, unit.code)).collect();
    assert!(names.contains(&(SECOND_SCHOOL.to_owned(), Some(SECOND_CODE.to_owned()))), "{names:?}");
    let numbered = |order| number(order).parse::<IdentityNumber>().unwrap();
    let persons = directory.persons(vec![numbered(1), numbered(2)]).await.unwrap();
    assert_eq!(persons, HashMap::from([(numbered(1), known)]));
}

#[tokio::test]
async fn an_import_that_differs_from_one_at_the_same_time_takes_its_rows_one_by_one() {
    let world = World::new().await;
    let (path, longer) = (world.path("roster.xlsx"), world.path("longer.xlsx"));
    write_roster(&path, (1..=20).map(full)).unwrap();
    write_roster(&longer, (11..=30).map(full)).unwrap();
    let (one, other) = tokio::join!(world.take(&path, false), world.take(&longer, false));
    for report in [&one.report, &other.report] {
        assert_eq!((told(report), report.rejected, report.rows), (vec![], 0, 20));
    }
    assert_eq!(one.report.events + other.report.events, 30 * 5);
    assert_eq!(one.report.unchanged + other.report.unchanged, 10);
    assert_eq!(world.position().await, 2 + 30 * 5);
}

#[tokio::test]
async fn a_number_that_was_once_given_to_somebody_by_mistake_is_free_for_its_bearer() {
    let world = World::new().await;
    world.rows(vec![row(1)]).await;
    let mistaken = id_of(&world.log, &number(1).parse().unwrap());
    let held = teachers(&world.log, &[mistaken]).await.unwrap().remove(0).teacher;
    let registered = held.timeline().identity.registered.clone().unwrap();
    let right = number(2).parse::<IdentityNumber>().unwrap();
    let person = RegisterTeacher { identity: Some(Personal::from(right.clone())), ..registered.value };
    let correct = CorrectFact {
        corrects: registered.fact,
        statement: Statement::Identity(IdentityEvent::TeacherRegistered(person)),
        reason: "录错".into(),
    };
    world.command(mistaken, TeacherCommand::Past(PastCommand::CorrectFact(correct))).await;
    world.directory.persons.lock().unwrap().insert(right, mistaken);
    let rows = || vec![row(1).with(Column::Name, "真主"), row(2).with(Column::Name, "教师1")];
    let report = world.rows(rows()).await;
    assert_eq!((told(&report), ways(&report), report.events), (vec![], (1, 0, 1), 3));
    let report = world.rows(rows()).await;
    assert_eq!((told(&report), ways(&report)), (vec![], (0, 0, 2)));
}

#[tokio::test]
async fn the_number_of_an_erased_person_is_told_as_taken() {
    let world = World::new().await;
    world.rows(vec![row(1)]).await;
    let id = id_of(&world.log, &number(1).parse().unwrap());
    assert!(world.log.vault().destroy(&id.stream(), "officer", "asked for").await.unwrap());
    let report = world.rows(vec![row(1), row(2)]).await;
    assert_eq!((told(&report), ways(&report)), (vec![("IDENTITY_NUMBER_TAKEN", "D2")], (1, 1, 0)));
}
