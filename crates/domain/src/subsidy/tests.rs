use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::{
    IntakeId, OrganisationId, TeacherId, VoidEntry,
    intake::{ConfirmIntake, Intake, IntakeEvent},
    testing::{fact, given, in_service, on, shows_teacher, survives_the_wire, teacher, told},
    witness::Witness,
};

type Command = SubsidyCommand;
type Event = SubsidyEvent;

const PERSON: TeacherId = TeacherId(Uuid::from_u128(42));

fn approve() -> ApproveSubsidy {
    let part = |due: &str, yuan| Instalment { due: on(due), yuan };
    ApproveSubsidy {
        teacher: PERSON,
        instalments: vec![part("2020-06-01", 60_000), part("2021-06-01", 40_001)],
        service_from: on("2020-01-01"),
        service_to: on("2025-01-01"),
        on: on("2020-03-01"),
    }
}

fn shows_intake(witness: &mut Witness) {
    let confirmed = ConfirmIntake {
        teacher: PERSON,
        category: "doctor".to_owned(),
        arrived: on("2020-01-01"),
        organisation: OrganisationId(Uuid::from_u128(7)),
        previous_employer: "某大学".to_owned(),
    };
    let intake: Intake = told(1, [IntakeEvent::IntakeConfirmed(confirmed)]);
    witness.intakes.insert(IntakeId::of(PERSON), intake);
}

fn pay(number: u32, day: &str) -> PayInstalment {
    PayInstalment { number, on: on(day) }
}

#[test]
fn a_subsidy_is_for_those_taken_in_and_its_parts_are_in_order() {
    given::<Subsidy>([])
        .with(shows_intake)
        .when(Command::ApproveSubsidy(approve()))
        .then([Event::SubsidyApproved(approve())]);
    given::<Subsidy>([]).when(Command::ApproveSubsidy(approve())).refuses("SUBSIDY_NO_INTAKE");
    let mut turned = approve();
    turned.instalments.reverse();
    given::<Subsidy>([])
        .with(shows_intake)
        .when(Command::ApproveSubsidy(turned))
        .refuses("SUBSIDY_OUT_OF_ORDER");
    let none = ApproveSubsidy { instalments: Vec::new(), ..approve() };
    given::<Subsidy>([]).with(shows_intake).when(Command::ApproveSubsidy(none)).refuses("SUBSIDY_EMPTY");
}

#[test]
fn a_part_is_paid_once_and_not_before_its_day() {
    let approved = Event::SubsidyApproved(approve());
    let story = |more: Vec<Event>| given::<Subsidy>([approved.clone()].into_iter().chain(more));
    story(vec![]).when(Command::PayInstalment(pay(1, "2020-06-01"))).event();
    story(vec![]).when(Command::PayInstalment(pay(1, "2020-05-31"))).refuses("SUBSIDY_NOT_DUE");
    story(vec![]).when(Command::PayInstalment(pay(3, "2022-06-01"))).refuses("SUBSIDY_NO_INSTALMENT");
    let paid = Event::SubsidyInstalmentPaid(pay(1, "2020-06-01"));
    story(vec![paid]).when(Command::PayInstalment(pay(1, "2020-07-01"))).refuses("SUBSIDY_ALREADY_PAID");
}

#[test]
fn what_was_paid_for_days_not_served_is_claimed_back() {
    let history = [
        Event::SubsidyApproved(approve()),
        Event::SubsidyInstalmentPaid(pay(1, "2020-06-01")),
        Event::SubsidyInstalmentPaid(pay(2, "2021-06-01")),
    ];
    let raise =
        |day: &str| Command::RaiseClawBack(RaiseClawBack { broken: on(day), reason: "辞职".to_owned() });
    let raised = ClawBack {
        broken: on("2022-01-01"),
        agreed_days: 1827,
        served_days: 731,
        paid_yuan: 100_001,
        yuan: 59_989,
        reason: "辞职".to_owned(),
        rules: Vec::new(),
    };
    given::<Subsidy>(history.clone())
        .with(shows_teacher(42, teacher(None, None)))
        .when(raise("2022-01-01"))
        .then([Event::ClawBackRaised(raised.clone())]);
    given::<Subsidy>(history.clone())
        .with(shows_teacher(42, in_service(teacher(None, None), 7, "2020-01-01")))
        .when(raise("2022-01-01"))
        .refuses("SUBSIDY_STILL_SERVES");
    given::<Subsidy>(history.clone()).when(raise("2025-01-01")).refuses("SUBSIDY_OUTSIDE_SERVICE");
    let settle = SettleClawBack { on: on("2022-05-01") };
    given::<Subsidy>(history.clone())
        .when(Command::SettleClawBack(settle.clone()))
        .refuses("CLAW_BACK_NOT_RAISED");
    let raised = Event::ClawBackRaised(raised);
    given::<Subsidy>(history.into_iter().chain([raised.clone()]))
        .when(Command::SettleClawBack(settle))
        .event();
    survives_the_wire::<Subsidy>(&raised);
    survives_the_wire::<Subsidy>(&Event::SubsidyApproved(approve()));
}

fn void(number: u128) -> VoidEntry {
    VoidEntry { voids: fact(number), reason: "录入有误".to_owned() }
}

#[test]
fn a_payment_entered_by_mistake_is_taken_away_unless_it_was_claimed_back() {
    let history = || [Event::SubsidyApproved(approve()), Event::SubsidyInstalmentPaid(pay(1, "2020-06-01"))];
    given::<Subsidy>(history())
        .when(Command::VoidSubsidyEvent(void(2)))
        .then([Event::SubsidyEventVoided(void(2))]);
    given::<Subsidy>(history()).when(Command::VoidSubsidyEvent(void(1))).refuses("ENTRY_STILL_NEEDED");
    let raised = Event::ClawBackRaised(ClawBack {
        broken: on("2022-01-01"),
        agreed_days: 1827,
        served_days: 731,
        paid_yuan: 60_000,
        yuan: 35_993,
        reason: "辞职".to_owned(),
        rules: Vec::new(),
    });
    given::<Subsidy>(history().into_iter().chain([raised]))
        .when(Command::VoidSubsidyEvent(void(2)))
        .refuses("ENTRY_STILL_NEEDED");
    let after: Subsidy = told(1, history().into_iter().chain([Event::SubsidyEventVoided(void(2))]));
    assert_eq!(after.paid_before(NaiveDate::MAX), 0);
}
