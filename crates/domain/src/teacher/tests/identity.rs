use super::*;
use crate::{
    Claim, Decider, IdentityNumber,
    teacher::{
        hire::HireCommand,
        identity::{IdentityCommand, RenameTeacher},
    },
    testing::day,
};

fn holder(number: &str) -> RegisterTeacher {
    RegisterTeacher { identity: Some(Personal::Known(number.parse::<IdentityNumber>().unwrap())), ..person() }
}

fn registers(person: RegisterTeacher) -> TeacherCommand {
    TeacherCommand::Identity(IdentityCommand::RegisterTeacher(person))
}

fn take(text: &str) -> Claim {
    Claim::Take { scope: "identity-number", text: text.to_owned(), ever: false }
}

fn release(text: &str) -> Claim {
    Claim::Release { scope: "identity-number", text: text.to_owned() }
}

const ONE: &str = "441900188001010016";
const OTHER_ONE: &str = "110105184912310020";

#[test]
fn a_person_is_registered_once_and_only_by_a_name() {
    given::<Teacher>([]).when(registers(person())).then([registered()]);
    story([]).when(registers(person())).refuses("ALREADY_REGISTERED");
    let nameless = RegisterTeacher { name: Personal::Known(" ".to_owned()), ..person() };
    given::<Teacher>([]).when(registers(nameless)).refuses("NAME_MISSING");
    let erased = RenameTeacher { name: Personal::Erased, from: on("2020-01-01") };
    story([]).when(TeacherCommand::Identity(IdentityCommand::RenameTeacher(erased))).refuses("NAME_MISSING");
}

#[test]
fn nothing_is_stated_about_a_person_who_is_not_registered() {
    let hires = TeacherCommand::Hire(HireCommand::HireTeacher(hire(HOME, "2010-09-01")));
    given::<Teacher>([]).with(world).when(hires).refuses("NOT_REGISTERED");
}

#[test]
fn a_name_holds_from_its_day_on() {
    let rename = RenameTeacher { name: Personal::Known("乙".to_owned()), from: on("2020-01-01") };
    let renamed = story([]).when(TeacherCommand::Identity(IdentityCommand::RenameTeacher(rename))).event();
    let teacher = teacher([renamed]);
    let name = |text| teacher.timeline().identity.name_on(day(text)).and_then(|name| name.known().cloned());
    assert_eq!(name("2019-12-31").as_deref(), Some("甲"));
    assert_eq!(name("2020-01-01").as_deref(), Some("乙"));
}

#[test]
fn the_birth_date_is_the_one_stated_or_else_that_of_the_number() {
    let born = |person: RegisterTeacher| {
        told::<Teacher>(1, [IdentityEvent::TeacherRegistered(person).into()]).birth()
    };
    assert_eq!(born(person()), None);
    assert_eq!(born(holder(ONE)), Some(day("1880-01-01")));
    let stated = RegisterTeacher { birth: Some(Personal::Known(day("1881-02-03"))), ..holder(ONE) };
    assert_eq!(born(stated), Some(day("1881-02-03")));
    let erased =
        RegisterTeacher { birth: Some(Personal::Erased), identity: Some(Personal::Erased), ..person() };
    assert_eq!(born(erased), None);
}

#[test]
fn an_identity_number_is_taken_with_the_registration_and_given_back_by_its_correction() {
    let first: TeacherEvent = IdentityEvent::TeacherRegistered(holder(ONE)).into();
    assert_eq!(Teacher::default().claims(&first), [take(ONE)]);
    assert_eq!(Teacher::default().claims(&registered()), []);
    let held = told::<Teacher>(1, [first.clone()]);
    let other = corrected(1, IdentityEvent::TeacherRegistered(holder(OTHER_ONE)));
    assert_eq!(held.claims(&other), [release(ONE), take(OTHER_ONE)]);
    let named = RegisterTeacher { name: Personal::Known("乙".to_owned()), ..holder(ONE) };
    assert_eq!(held.claims(&corrected(1, IdentityEvent::TeacherRegistered(named))), []);
    assert_eq!(held.claims(&corrected(1, IdentityEvent::TeacherRegistered(person()))), [release(ONE)]);
}

#[test]
fn a_void_gives_the_number_back_or_takes_the_one_before_again() {
    let first: TeacherEvent = IdentityEvent::TeacherRegistered(holder(ONE)).into();
    let other = corrected(1, IdentityEvent::TeacherRegistered(holder(OTHER_ONE)));
    assert_eq!(told::<Teacher>(1, [first.clone()]).claims(&voided(1)), [release(ONE)]);
    let both = told::<Teacher>(1, [first, other]);
    assert_eq!(both.claims(&voided(2)), [release(OTHER_ONE), take(ONE)]);
    assert_eq!(both.claims(&voided(1)), [release(OTHER_ONE)]);
}

#[test]
fn a_person_registered_by_mistake_may_be_registered_again() {
    given::<Teacher>([registered(), voided(1)]).when(registers(person())).then([registered()]);
}
