use uuid::Uuid;

use super::*;
use crate::{
    Origin, Refusal, TeacherId, VoidEntry,
    register::{RegisterEvent, SuspendRule},
    testing::{day, fact, given, on, shows_teacher, survives_the_wire, teacher, told},
};

type Command = TeamCommand;
type Event = TeamEvent;

const MEMBER: TeacherId = TeacherId(Uuid::from_u128(42));
const OTHER: TeacherId = TeacherId(Uuid::from_u128(43));

fn founded(kind: &str) -> Event {
    Event::TeamFounded(FoundTeam {
        kind: kind.to_owned(),
        name: "师德讲师团".to_owned(),
        host: None,
        serves: None,
        from: on("2022-01-01"),
        term_to: None,
    })
}

fn join(who: TeacherId, from: &str) -> JoinTeam {
    JoinTeam { teacher: who, from: on(from), to: None, role: None, qualification: None, rules: Vec::new() }
}

fn elect(who: TeacherId, from: &str) -> ElectOfficer {
    ElectOfficer { teacher: who, office: Office::President, from: on(from), to: None }
}

#[test]
fn a_barred_person_does_not_lecture_on_ethics_and_may_help_elsewhere() {
    let barred = || shows_teacher(42, teacher(None, Some(("2022-01-01", "2024-01-01"))));
    let asked = Command::JoinTeam(join(MEMBER, "2022-03-01"));
    let refusal = given::<Team>([founded(LECTURER_CORPS)])
        .with(barred())
        .when(asked.clone())
        .refuses("TEAM_MEMBER_BARRED");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-01"));
    given::<Team>([founded("task-force")]).with(barred()).when(asked.clone()).event();
    let after = Command::JoinTeam(join(MEMBER, "2024-01-01"));
    let event = given::<Team>([founded(LECTURER_CORPS)]).with(barred()).when(after).event();
    let Event::TeamMemberJoined(joined) = &event else { panic!("{event:?}") };
    assert_eq!(joined.rules.iter().map(|rule| rule.rule.as_str()).collect::<Vec<_>>(), ["R-01"]);
    let off = RegisterEvent::RuleSuspended(SuspendRule { rule: "R-01".to_owned(), from: on("2020-01-01") });
    given::<Team>([founded(LECTURER_CORPS)])
        .with(barred())
        .with(|witness| witness.rules.evolve(&off, Origin { position: 1, id: fact(600) }))
        .when(asked.clone())
        .event();
    given::<Team>([founded("task-force")]).when(asked).refuses("TEAM_TEACHER_UNKNOWN");
}

#[test]
fn a_member_of_a_crisis_team_is_qualified() {
    let story = || given::<Team>([founded(CRISIS_INTERVENTION)]).with(shows_teacher(42, teacher(None, None)));
    story().when(Command::JoinTeam(join(MEMBER, "2022-03-01"))).refuses("TEAM_QUALIFICATION_MISSING");
    let qualified = JoinTeam { qualification: Some("A证".to_owned()), ..join(MEMBER, "2022-03-01") };
    story().when(Command::JoinTeam(qualified)).event();
}

#[test]
fn an_office_is_held_by_a_member_and_the_president_by_one_at_a_time() {
    let joined = |who| Event::TeamMemberJoined(join(who, "2022-02-01"));
    let history = [founded("research-association"), joined(MEMBER), joined(OTHER)];
    given::<Team>([history[0].clone()])
        .when(Command::ElectOfficer(elect(MEMBER, "2022-03-01")))
        .refuses("TEAM_NOT_MEMBER");
    let first = Event::OfficerElected(elect(MEMBER, "2022-03-01"));
    let second = Event::OfficerElected(elect(OTHER, "2023-03-01"));
    let team: Team = told(1, history.clone().into_iter().chain([first.clone(), second.clone()]));
    let held = |at: &str| {
        let holders = team.officers().iter().filter(|officer| officer.period.contains(day(at)));
        holders.map(|officer| officer.teacher).collect::<Vec<_>>()
    };
    assert_eq!((held("2023-02-28"), held("2023-03-01")), (vec![MEMBER], vec![OTHER]));
    let refusal = given::<Team>(history.into_iter().chain([second]))
        .when(Command::ElectOfficer(elect(MEMBER, "2022-03-01")))
        .refuses("TEAM_LATER_OFFICER");
    assert_eq!(refusal.facts(), [fact(4)]);
}

#[test]
fn with_the_membership_ends_the_office_and_with_the_team_everything() {
    let joined = Event::TeamMemberJoined(join(MEMBER, "2022-02-01"));
    let elected = Event::OfficerElected(elect(MEMBER, "2022-03-01"));
    let left = LeaveTeam { teacher: MEMBER, on: on("2022-06-01"), reason: None };
    let history = [founded("leading-group"), joined, elected];
    given::<Team>(history.clone())
        .when(Command::LeaveTeam(left.clone()))
        .then([Event::TeamMemberLeft(left.clone())]);
    let team: Team = told(1, history.clone().into_iter().chain([Event::TeamMemberLeft(left)]));
    assert_eq!(team.officers()[0].period.to, Some(day("2022-06-01")));
    let dissolved =
        Event::TeamDissolved(DissolveTeam { on: on("2022-05-01"), reason: "任务完成".to_owned() });
    let team: Team = told(1, history.clone().into_iter().chain([dissolved.clone()]));
    assert!(team.member_on(MEMBER, day("2022-04-30")).is_some());
    assert!(team.member_on(MEMBER, day("2022-05-01")).is_none());
    given::<Team>(history.into_iter().chain([dissolved]))
        .with(shows_teacher(43, teacher(None, None)))
        .when(Command::JoinTeam(join(OTHER, "2022-06-01")))
        .refuses("TEAM_NOT_ON");
}

#[test]
fn every_event_of_a_team_survives_the_wire() {
    let duty = SetDuty { teacher: MEMBER, duty: DutyState::OnDuty, from: on("2022-03-01") };
    let session =
        RecordSession {
            teacher: MEMBER, topic: "师德".to_owned(), on: on("2022-03-02"), organisation: None
        };
    for event in [
        founded(LECTURER_CORPS),
        Event::TeamMemberJoined(join(MEMBER, "2022-02")),
        Event::OfficerElected(elect(MEMBER, "2022-03-01")),
        Event::TeamDutySet(duty),
        Event::TeamSessionRecorded(session),
    ] {
        survives_the_wire::<Team>(&event);
    }
}

#[test]
fn a_member_entered_by_mistake_was_never_there_and_what_rests_on_the_entry_is_voided_first() {
    let history = [
        founded("research-association"),
        Event::TeamMemberJoined(join(MEMBER, "2022-02-01")),
        Event::OfficerElected(elect(MEMBER, "2022-03-01")),
        Event::TeamMemberJoined(join(OTHER, "2022-04-01")),
    ];
    let void = |number| VoidEntry { voids: fact(number), reason: "录入到错误的人".to_owned() };
    let story = || given::<Team>(history.clone());
    let refusal = story().when(Command::VoidTeamEvent(void(2))).refuses("ENTRY_STILL_NEEDED");
    assert_eq!(refusal.facts(), [fact(2), fact(3)]);
    story().when(Command::VoidTeamEvent(void(1))).refuses("ENTRY_STILL_NEEDED");
    story().when(Command::VoidTeamEvent(void(4))).then([Event::TeamEventVoided(void(4))]);
    let voids = [Event::TeamEventVoided(void(3)), Event::TeamEventVoided(void(2))];
    let after: Team = told(1, history.clone().into_iter().chain(voids));
    assert_eq!(after.members().iter().map(|member| member.by).collect::<Vec<_>>(), [fact(4)]);
    assert!(after.officers().is_empty());
}

#[test]
fn only_an_entry_in_force_is_voided_and_only_for_a_reason() {
    let void = |number| VoidEntry { voids: fact(number), reason: "重复录入".to_owned() };
    let history = [
        founded("task-force"),
        Event::TeamMemberJoined(join(MEMBER, "2022-02-01")),
        Event::TeamEventVoided(void(2)),
    ];
    let story = || given::<Team>(history.clone());
    story().when(Command::VoidTeamEvent(void(2))).refuses("ENTRY_ALREADY_VOIDED");
    story().when(Command::VoidTeamEvent(void(3))).refuses("ENTRY_VOID_STAYS");
    story().when(Command::VoidTeamEvent(void(9))).refuses("ENTRY_UNKNOWN");
    let silent = VoidEntry { reason: " ".to_owned(), ..void(1) };
    story().when(Command::VoidTeamEvent(silent)).refuses("ENTRY_VOID_REASON_BLANK");
    let gone: Team = told(1, history.clone().into_iter().chain([Event::TeamEventVoided(void(1))]));
    assert!(gone.founded().is_none() && gone.life().is_none(), "a team that was never founded is none");
    survives_the_wire::<Team>(&Event::TeamEventVoided(void(1)));
}

#[test]
fn who_came_again_did_leave_before() {
    let left = LeaveTeam { teacher: MEMBER, on: on("2022-03-01"), reason: None };
    let history = [
        founded("task-force"),
        Event::TeamMemberJoined(join(MEMBER, "2022-02-01")),
        Event::TeamMemberLeft(left),
        Event::TeamMemberJoined(join(MEMBER, "2022-06-01")),
    ];
    let void = VoidEntry { voids: fact(3), reason: "录入有误".to_owned() };
    let refusal = given::<Team>(history).when(Command::VoidTeamEvent(void)).refuses("ENTRY_STILL_NEEDED");
    assert_eq!(refusal.facts(), [fact(3), fact(4)], "the person would be a member twice");
}

#[test]
fn an_end_stays_while_the_office_it_freed_is_held_by_another() {
    let history = [
        founded("research-association"),
        Event::TeamMemberJoined(join(MEMBER, "2022-02-01")),
        Event::TeamMemberJoined(join(OTHER, "2022-02-01")),
        Event::OfficerElected(elect(MEMBER, "2023-03-01")),
        Event::TeamMemberLeft(LeaveTeam { teacher: MEMBER, on: on("2023-03-01"), reason: None }),
        Event::OfficerElected(elect(OTHER, "2022-05-01")),
    ];
    let void = VoidEntry { voids: fact(5), reason: "录入有误".to_owned() };
    let refusal = given::<Team>(history).when(Command::VoidTeamEvent(void)).refuses("ENTRY_STILL_NEEDED");
    assert_eq!(refusal.facts(), [fact(5), fact(6)], "two would be president at once");
}
