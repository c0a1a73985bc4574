use super::*;
use crate::{
    EventId,
    code::Band,
    register::{ActivateRule, Register, RegisterEvent},
    rules::AppliedRule,
    teacher::{
        appointment::{
            AppointPost, AppointTitlePost, AppointmentCommand, AppointmentEvent, AssessAppointmentTerm,
            ChangeAppointmentGrade, EndAppointmentTerm, PassProbation, RelievePost, RenewAppointmentTerm,
            StartAppointmentTerm,
        },
        appointment_code::{
            AppointmentMethod, GradeChange, LeadershipPost, PostKind, ReliefReason, TermEnd, TermPoint,
            TermResult,
        },
    },
};

fn principal(from: &str, term_to: &str) -> AppointPost {
    AppointPost {
        organisation: HOME,
        kind: PostKind::Management,
        grade: Some("MG-7".to_owned()),
        leadership: Some(LeadershipPost::Principal),
        method: AppointmentMethod::OpenSelection,
        provisional: false,
        probation_until: Some(on("2022-09-01")),
        from: on(from),
        term_to: Some(on(term_to)),
        rules: Vec::new(),
    }
}

fn senior(grade: &str, from: &str) -> AppointTitlePost {
    AppointTitlePost {
        organisation: HOME,
        title: Title::Senior,
        grade: grade.to_owned(),
        provisional: false,
        from: on(from),
        term_to: Some(on("2024-09-01")),
        rules: Vec::new(),
    }
}

fn asks(command: AppointmentCommand) -> TeacherCommand {
    TeacherCommand::Appointment(command)
}

fn happened(event: AppointmentEvent) -> TeacherEvent {
    TeacherEvent::Stated(event.into())
}

fn appointed() -> TeacherEvent {
    let judged = AppointPost { rules: vetoed(), ..principal("2021-09-01", "2024-09-01") };
    happened(AppointmentEvent::PostAppointed(judged))
}

fn titled() -> TeacherEvent {
    PostEvent::TitleGranted(GrantTitle {
        title: Title::Senior,
        from: on("2015-12-01"),
        authority: None,
        certificate: None,
        rules: Vec::new(),
    })
    .into()
}

/// The first appointment of a story: after the registration, the hire and what else the story tells.
const APPOINTMENT: u128 = 3;

fn number(of: u128) -> EventId {
    fact(of)
}

#[test]
fn a_principal_is_appointed_on_probation_and_passes_it_once() {
    story([])
        .when(asks(AppointmentCommand::AppointPost(principal("2021-09-01", "2024-09-01"))))
        .then([appointed()]);
    let pass = |on_day: &str| PassProbation { appointment: number(APPOINTMENT), on: on(on_day) };
    let passed = happened(AppointmentEvent::ProbationPassed(pass("2022-08-30")));
    story([appointed()])
        .when(asks(AppointmentCommand::PassProbation(pass("2022-08-30"))))
        .then([passed.clone()]);
    story([appointed(), passed])
        .when(asks(AppointmentCommand::PassProbation(pass("2022-09-01"))))
        .refuses("PROBATION_ALREADY_PASSED");
    story([])
        .when(asks(AppointmentCommand::PassProbation(pass("2022-08-30"))))
        .refuses("APPOINTMENT_UNKNOWN");
}

#[test]
fn one_post_is_held_once_and_a_secretary_may_be_principal_too() {
    let again = asks(AppointmentCommand::AppointPost(principal("2022-03-01", "2025-03-01")));
    story([appointed()]).when(again).refuses("APPOINTMENT_OVERLAPS");
    let secretary =
        AppointPost { leadership: Some(LeadershipPost::Secretary), ..principal("2022-03-01", "2025-03-01") };
    story([appointed()])
        .when(asks(AppointmentCommand::AppointPost(secretary.clone())))
        .then([happened(AppointmentEvent::PostAppointed(AppointPost { rules: vetoed(), ..secretary }))]);
}

#[test]
fn a_bar_closes_appointments_and_higher_grades_and_not_lower_ones() {
    let bar = barred("2020-03-01", "2022-03-01");
    story([bar.clone()])
        .when(asks(AppointmentCommand::AppointPost(principal("2021-09-01", "2024-09-01"))))
        .refuses("ETHICS_BAR_ACTIVE");
    let change = |change, grade: &str| ChangeAppointmentGrade {
        appointment: number(APPOINTMENT),
        change,
        grade: grade.to_owned(),
        from: on("2021-12-01"),
        rules: Vec::new(),
    };
    let raise = asks(AppointmentCommand::ChangeAppointmentGrade(change(GradeChange::Raised, "MG-6")));
    story([appointed(), bar.clone()]).when(raise.clone()).refuses("ETHICS_BAR_ACTIVE");
    let raised = ChangeAppointmentGrade { rules: vetoed(), ..change(GradeChange::Raised, "MG-6") };
    story([appointed()]).when(raise).then([happened(AppointmentEvent::AppointmentGradeChanged(raised))]);
    let lowered = change(GradeChange::Lowered, "MG-8");
    story([appointed(), bar])
        .when(asks(AppointmentCommand::ChangeAppointmentGrade(lowered.clone())))
        .then([happened(AppointmentEvent::AppointmentGradeChanged(lowered))]);
    for (way, grade, code) in [
        (GradeChange::Lowered, "MG-6", "GRADE_CHANGE_WRONG_WAY"),
        (GradeChange::Raised, "PT-5", "POST_GRADE_NOT_OF_KIND"),
        (GradeChange::Raised, "MG-11", "POST_GRADE_UNKNOWN"),
    ] {
        let asked = AppointmentCommand::ChangeAppointmentGrade(change(way, grade));
        story([appointed()]).when(asks(asked)).refuses(code);
    }
}

#[test]
fn a_title_makes_no_post_and_a_professional_post_needs_the_title() {
    let asked = |grade: &str| asks(AppointmentCommand::AppointTitlePost(senior(grade, "2021-09-01")));
    story([]).when(asked("PT-7")).refuses("TITLE_NOT_HELD");
    story([titled()]).when(asked("PT-4")).refuses("POST_GRADE_NOT_OF_TITLE");
    let judged = AppointTitlePost { rules: vetoed(), ..senior("PT-7", "2021-09-01") };
    let appointed = happened(AppointmentEvent::TitlePostAppointed(judged));
    story([titled()]).when(asked("PT-7")).then([appointed.clone()]);
    story([titled(), appointed.clone()]).when(asked("PT-7")).refuses("APPOINTMENT_OVERLAPS");
    let titled_only: Teacher = told(1, [registered(), hired(HOME, "2010-09-01"), titled()]);
    assert_eq!(titled_only.timeline().appointments.iter().count(), 0);
    let higher = happened(AppointmentEvent::TitlePostAppointed(senior("PT-6", "2022-09-01")));
    let teacher: Teacher = told(1, [registered(), hired(HOME, "2010-09-01"), titled(), appointed, higher]);
    let held = |day: &str| {
        let day = on(day).day;
        let held = teacher.timeline().appointments.on(day);
        held.map(|held| held.value.grade_on(day).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((held("2022-08-31"), held("2022-09-01")), (vec!["PT-7".to_owned()], vec!["PT-6".to_owned()]));
}

#[test]
fn a_term_is_assessed_renewed_after_its_end_and_ended() {
    let assess = |on_day: &str| AssessAppointmentTerm {
        appointment: number(APPOINTMENT),
        point: TermPoint::EndOfTerm,
        result: TermResult::Qualified,
        on: on(on_day),
    };
    let assessed = happened(AppointmentEvent::AppointmentTermAssessed(assess("2024-07-01")));
    let asked = || asks(AppointmentCommand::AssessAppointmentTerm(assess("2024-07-01")));
    story([appointed()]).when(asked()).then([assessed.clone()]);
    story([appointed(), assessed]).when(asked()).refuses("TERM_ALREADY_ASSESSED");
    let renew = |from: &str, to: &str| RenewAppointmentTerm {
        appointment: number(APPOINTMENT),
        from: on(from),
        to: on(to),
        rules: Vec::new(),
    };
    let renewed = renew("2024-09-01", "2027-09-01");
    story([appointed()]).when(asks(AppointmentCommand::RenewAppointmentTerm(renewed.clone()))).then([
        happened(AppointmentEvent::AppointmentTermRenewed(RenewAppointmentTerm {
            rules: vetoed(),
            ..renewed
        })),
    ]);
    let early = asks(AppointmentCommand::RenewAppointmentTerm(renew("2024-08-31", "2027-09-01")));
    story([appointed()]).when(early).refuses("TERM_OVERLAPS");
    let bar = barred("2024-01-01", "2026-01-01");
    let barred = asks(AppointmentCommand::RenewAppointmentTerm(renew("2024-09-01", "2027-09-01")));
    story([appointed(), bar]).when(barred).refuses("ETHICS_BAR_ACTIVE");
    let ended = EndAppointmentTerm {
        appointment: number(APPOINTMENT),
        on: on("2024-09-01"),
        reason: TermEnd::NotRenewed,
    };
    story([appointed()])
        .when(asks(AppointmentCommand::EndAppointmentTerm(ended.clone())))
        .then([happened(AppointmentEvent::AppointmentTermEnded(ended))]);
}

#[test]
fn a_post_without_a_term_gets_one_and_only_then_is_it_assessed() {
    let open = AppointPost { term_to: None, ..principal("2021-09-01", "2024-09-01") };
    let open = happened(AppointmentEvent::PostAppointed(open));
    let assess = AssessAppointmentTerm {
        appointment: number(APPOINTMENT),
        point: TermPoint::InTerm,
        result: TermResult::Excellent,
        on: on("2022-07-01"),
    };
    story([open.clone()])
        .when(asks(AppointmentCommand::AssessAppointmentTerm(assess)))
        .refuses("APPOINTMENT_WITHOUT_TERM");
    let start = StartAppointmentTerm {
        appointment: number(APPOINTMENT),
        from: on("2021-09-01"),
        to: on("2024-09-01"),
        rules: Vec::new(),
    };
    story([open])
        .when(asks(AppointmentCommand::StartAppointmentTerm(start.clone())))
        .then([happened(AppointmentEvent::AppointmentTermStarted(start))]);
}

#[test]
fn whoever_is_relieved_or_leaves_the_unit_is_out_of_the_post() {
    let relieve = |on_day: &str| RelievePost {
        appointment: number(APPOINTMENT),
        on: on(on_day),
        reason: ReliefReason::Reassigned,
    };
    let relieved = happened(AppointmentEvent::PostRelieved(relieve("2023-02-01")));
    story([appointed()])
        .when(asks(AppointmentCommand::RelievePost(relieve("2023-02-01"))))
        .then([relieved.clone()]);
    story([appointed(), relieved])
        .when(asks(AppointmentCommand::RelievePost(relieve("2023-03-01"))))
        .refuses("NOT_IN_POST_THEN");
    let gone = [registered(), hired(HOME, "2010-09-01"), appointed(), transferred(OTHER, "2022-09-01")];
    let teacher: Teacher = told(1, gone);
    let held = |day: &str| teacher.timeline().appointments.on(on(day).day).count();
    assert_eq!((held("2022-08-31"), held("2022-09-01")), (1, 0));
}

fn switched_on(witness: &mut Witness, rule: &str) {
    let on = RegisterEvent::RuleActivated(ActivateRule {
        rule: rule.to_owned(),
        version: 1,
        from: on("2020-01-01"),
        parameters: Default::default(),
    });
    witness.rules = told::<Register>(1, [on]).rulebook();
}

#[test]
fn the_term_of_a_head_is_three_to_six_years_once_the_rule_is_switched_on() {
    let short = || asks(AppointmentCommand::AppointPost(principal("2021-09-01", "2022-09-01")));
    story([]).when(short()).event();
    let refusal =
        story([]).with(|witness| switched_on(witness, "R-40")).when(short()).refuses("EXPLANATION_REQUIRED");
    assert_eq!(refusal.rule().unwrap().id, "R-40");
    let kept = story([])
        .with(|witness| switched_on(witness, "R-40"))
        .when(asks(AppointmentCommand::AppointPost(principal("2021-09-01", "2024-09-01"))))
        .event();
    let TeacherEvent::Stated(Statement::Appointment(AppointmentEvent::PostAppointed(kept))) = kept else {
        unreachable!("a post was asked for");
    };
    let rules: Vec<_> =
        kept.rules.iter().map(|AppliedRule { rule, satisfied, .. }| (rule.as_str(), *satisfied)).collect();
    assert_eq!(rules, [("R-01", true), ("R-40", true)]);
}

#[test]
fn the_bands_held_at_a_unit_follow_the_grades_and_end_with_the_service() {
    let first =
        AppointTitlePost { title: Title::First, grade: "PT-10".to_owned(), ..senior("PT-10", "2016-09-01") };
    let raised = ChangeAppointmentGrade {
        appointment: number(APPOINTMENT),
        change: GradeChange::Raised,
        grade: "PT-8".to_owned(),
        from: on("2017-09-01"),
        rules: Vec::new(),
    };
    let history = || {
        [
            happened(AppointmentEvent::TitlePostAppointed(first.clone())),
            happened(AppointmentEvent::AppointmentGradeChanged(raised.clone())),
            happened(AppointmentEvent::TitlePostAppointed(senior("PT-7", "2019-09-01"))),
        ]
    };
    let held = |events: Vec<TeacherEvent>| teacher(events).held_at(HOME).bands;
    let days = |from: &str, to: Option<&str>| crate::Period::new(on(from).day, to.map(|to| on(to).day));
    let middle = (Band::Middle, days("2016-09-01", Some("2019-09-01")));
    let goes_on = held(history().into());
    assert_eq!(goes_on, [(Band::Senior, days("2019-09-01", None)), middle]);
    let ended = held(history().into_iter().chain([ending(2, "2020-09-01").into()]).collect());
    assert_eq!(ended, [(Band::Senior, days("2019-09-01", Some("2020-09-01"))), middle]);
}
