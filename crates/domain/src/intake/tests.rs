use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, Refusal, TeacherId,
    testing::{fact, given, in_service, on, shows_teacher, survives_the_wire, teacher},
};

fn confirm(arrived: &str) -> ConfirmIntake {
    ConfirmIntake {
        teacher: TeacherId(Uuid::from_u128(42)),
        category: "doctor".to_owned(),
        arrived: on(arrived),
        organisation: OrganisationId(Uuid::from_u128(7)),
        previous_employer: "某师范大学".to_owned(),
    }
}

#[test]
fn only_who_came_from_outside_on_the_day_of_arrival_was_taken_in() {
    let story =
        || given::<Intake>([]).with(shows_teacher(42, in_service(teacher(None, None), 7, "2022-03-01")));
    let asked = |arrived: &str| IntakeCommand::ConfirmIntake(confirm(arrived));
    story().when(asked("2022-03-01")).then([IntakeEvent::IntakeConfirmed(confirm("2022-03-01"))]);
    let refusal = story().when(asked("2022-04-01")).refuses("INTAKE_FROM_INSIDE");
    assert_eq!(refusal.facts(), [fact(9900)]);
    story().when(asked("2022-02-01")).refuses("INTAKE_NOT_IN_SERVICE");
    given::<Intake>([]).when(asked("2022-03-01")).refuses("INTAKE_TEACHER_UNKNOWN");
}

#[test]
fn an_intake_is_confirmed_once_and_may_be_taken_back() {
    let confirmed = IntakeEvent::IntakeConfirmed(confirm("2022-03-01"));
    let revoke = || RevokeIntake { reason: "材料不实".to_owned() };
    given::<Intake>([confirmed.clone()])
        .when(IntakeCommand::ConfirmIntake(confirm("2022-03-01")))
        .refuses("INTAKE_ALREADY_CONFIRMED");
    given::<Intake>([]).when(IntakeCommand::RevokeIntake(revoke())).refuses("INTAKE_NOT_CONFIRMED");
    given::<Intake>([confirmed.clone(), IntakeEvent::IntakeRevoked(revoke())])
        .with(shows_teacher(42, in_service(teacher(None, None), 7, "2022-03-01")))
        .when(IntakeCommand::ConfirmIntake(confirm("2022-03-01")))
        .event();
    survives_the_wire::<Intake>(&confirmed);
}
