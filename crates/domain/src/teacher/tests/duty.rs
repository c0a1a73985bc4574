use super::*;
use crate::teacher::duty::{
    AssignHomeroom, AssignWorkforceCategory, DutyCommand, DutyEvent, EndLeave, EndWorkforceCategory,
    LeaveKind, ReleaseHomeroom, StartLeave, WorkforceCategory,
};

fn class(name: &str, from: &str) -> AssignHomeroom {
    AssignHomeroom {
        organisation: HOME,
        stage: Stage::Primary,
        class: name.to_owned(),
        from: on(from),
        to: None,
    }
}

fn political() -> AssignWorkforceCategory {
    AssignWorkforceCategory {
        category: WorkforceCategory::Political,
        organisation: HOME,
        full_time: true,
        from: on("2020-09-01"),
    }
}

fn asks(command: DutyCommand) -> TeacherCommand {
    TeacherCommand::Duty(command)
}

fn happened(event: DutyEvent) -> TeacherEvent {
    TeacherEvent::Stated(event.into())
}

#[test]
fn a_person_has_one_class_at_a_time_and_another_after_it() {
    let first = happened(DutyEvent::HomeroomAssigned(class("三（2）班", "2020-09-01")));
    story([]).when(asks(DutyCommand::AssignHomeroom(class("三（2）班", "2020-09-01")))).then([first.clone()]);
    let second = || asks(DutyCommand::AssignHomeroom(class("四（1）班", "2021-09-01")));
    story([first.clone()]).when(second()).refuses("HOMEROOM_OVERLAPS");
    let release = ReleaseHomeroom { homeroom: fact(3), on: on("2021-09-01") };
    let released = happened(DutyEvent::HomeroomReleased(release.clone()));
    story([first.clone()]).when(asks(DutyCommand::ReleaseHomeroom(release))).then([released.clone()]);
    story([first.clone(), released.clone()]).when(second()).event();
    let later = ReleaseHomeroom { homeroom: fact(3), on: on("2021-12-01") };
    story([first, released]).when(asks(DutyCommand::ReleaseHomeroom(later))).refuses("DUTY_ENDED");
}

#[test]
fn a_category_holds_once_until_it_ends_or_the_person_leaves_the_unit() {
    let counted = || happened(DutyEvent::WorkforceCategoryAssigned(political()));
    let asked = || asks(DutyCommand::AssignWorkforceCategory(political()));
    story([]).when(asked()).then([counted()]);
    story([counted()]).when(asked()).refuses("CATEGORY_ALREADY_ASSIGNED");
    let backdated = AssignWorkforceCategory { from: on("2019-09-01"), ..political() };
    story([counted()])
        .when(asks(DutyCommand::AssignWorkforceCategory(backdated)))
        .refuses("CATEGORY_ALREADY_ASSIGNED");
    let end = EndWorkforceCategory { assignment: fact(3), on: on("2021-09-01") };
    story([counted()])
        .when(asks(DutyCommand::EndWorkforceCategory(end.clone())))
        .then([happened(DutyEvent::WorkforceCategoryEnded(end))]);
    let person = teacher([counted(), transferred(OTHER, "2022-09-01")]);
    let held = |day: &str| person.timeline().duties.categories.on(on(day).day).count();
    assert_eq!((held("2022-08-31"), held("2022-09-01")), (1, 0));
}

#[test]
fn a_leave_begins_in_service_and_lasts_until_the_person_is_back() {
    let leave = |from: &str, to: Option<&str>| StartLeave {
        kind: LeaveKind::Maternity,
        from: on(from),
        to: to.map(on),
    };
    let started = || happened(DutyEvent::LeaveStarted(leave("2021-03-01", Some("2021-09-01"))));
    let asked = |from: &str| asks(DutyCommand::StartLeave(leave(from, Some("2021-09-01"))));
    story([]).when(asked("2021-03-01")).then([started()]);
    story([started()]).when(asked("2021-08-01")).refuses("LEAVE_OVERLAPS");
    story([]).when(asked("2009-03-01")).refuses("NOT_EMPLOYED");
    let back = EndLeave { leave: fact(3), on: on("2021-11-01") };
    let ended = happened(DutyEvent::LeaveEnded(back.clone()));
    story([started()]).when(asks(DutyCommand::EndLeave(back))).then([ended.clone()]);
    let person = teacher([started(), ended]);
    let away = |day: &str| person.timeline().duties.leaves.on(on(day).day).count();
    assert_eq!((away("2021-10-31"), away("2021-11-01")), (1, 0));
    let unknown = asks(DutyCommand::EndLeave(EndLeave { leave: fact(99), on: on("2021-11-01") }));
    story([]).when(unknown).refuses("DUTY_UNKNOWN");
}
