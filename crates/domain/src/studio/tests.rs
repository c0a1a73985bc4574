use std::slice::from_ref;

use ProgrammeStage as S;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    CandidacyId, Origin, Refusal, TeacherId, VoidEntry,
    candidacy::{Grade, fixture},
    policy::ProgrammeStage,
    testing::{day, fact, given, met, on, shows_teacher, survives_the_wire, teacher, told},
    witness::Witness,
};

type Command = StudioCommand;
type Event = StudioEvent;

const HOSTING: CandidacyId = CandidacyId(Uuid::from_u128(31));
const SUCCEEDING: CandidacyId = CandidacyId(Uuid::from_u128(32));
const FIRST_HOST: TeacherId = TeacherId(Uuid::from_u128(41));
const MEMBER: TeacherId = TeacherId(Uuid::from_u128(42));

fn shows_candidate(id: CandidacyId, stage: ProgrammeStage) -> impl FnOnce(&mut Witness) {
    move |witness| {
        witness.candidacies.insert(id, fixture::candidate_at(stage));
    }
}

fn establishment(host: TeacherId, to: &str) -> Establishment {
    Establishment {
        name: "甲名师工作室".to_owned(),
        candidacy: HOSTING,
        host,
        category: Some("famous-teacher".to_owned()),
        organisation: None,
        from: on("2024-01-01"),
        term_to: on(to),
        rules: vec![met("R-22")],
    }
}

fn established() -> Event {
    Event::StudioEstablished(establishment(FIRST_HOST, "2027-01-01"))
}

fn establish() -> EstablishStudio {
    EstablishStudio {
        name: "甲名师工作室".to_owned(),
        candidacy: HOSTING,
        organisation: None,
        from: on("2024-01-01"),
        term_to: None,
    }
}

fn admit(from: &str) -> AdmitMember {
    AdmitMember { teacher: MEMBER, from: on(from) }
}

/// What is stored of an admission that nobody had to be warned of.
fn admission(from: &str) -> Admission {
    Admission { teacher: MEMBER, from: on(from), rules: vec![within(true)] }
}

fn within(satisfied: bool) -> crate::AppliedRule {
    let (rule, outcome) = ("R-23".to_owned(), crate::policy::RuleOutcome::Warn);
    crate::AppliedRule { rule, version: 1, outcome, satisfied, explanation: None }
}

fn release(text: &str) -> ReleaseMember {
    ReleaseMember { teacher: MEMBER, on: on(text) }
}

fn replacement(host: TeacherId, from: &str) -> Event {
    Event::StudioHostReplaced(HostReplacement { candidacy: SUCCEEDING, host, from: on(from) })
}

#[test]
fn a_studio_is_established_for_a_certified_host_for_three_years() {
    let expected = Event::StudioEstablished(establishment(fixture::TEACHER, "2027-01-01"));
    for stage in [S::Certified, S::InTerm] {
        given::<Studio>([])
            .with(shows_candidate(HOSTING, stage))
            .when(Command::EstablishStudio(establish()))
            .then([expected.clone()]);
    }
    let none = EstablishStudio { term_to: Some(on("2024-01-01")), ..establish() };
    given::<Studio>([])
        .with(shows_candidate(HOSTING, S::InTerm))
        .when(Command::EstablishStudio(none))
        .refuses("STUDIO_TERM_NOT_LONGER");
}

#[test]
fn a_host_who_is_not_certified_on_that_day_does_not_do() {
    let story = |stage| given::<Studio>([]).with(shows_candidate(HOSTING, stage));
    let refusal =
        story(S::Final).when(Command::EstablishStudio(establish())).refuses("STUDIO_HOST_NOT_CERTIFIED");
    assert_eq!(refusal.facts(), [fact(8)]);
    assert!(refusal.zh().contains("期满考核"), "{}", refusal.zh());
    let early = EstablishStudio { from: on("2023-09-30"), ..establish() };
    story(S::InTerm).when(Command::EstablishStudio(early)).refuses("STUDIO_HOST_NOT_CERTIFIED");
    given::<Studio>([]).when(Command::EstablishStudio(establish())).refuses("STUDIO_CANDIDACY_UNKNOWN");
}

#[test]
fn a_studio_is_established_once_and_has_a_name() {
    let nameless = EstablishStudio { name: " ".to_owned(), ..establish() };
    given::<Studio>([]).when(Command::EstablishStudio(nameless)).refuses("STUDIO_NAME_BLANK");
    given::<Studio>([established()])
        .when(Command::EstablishStudio(establish()))
        .refuses("STUDIO_ALREADY_ESTABLISHED");
    given::<Studio>([]).when(Command::ReleaseMember(release("2024-03-01"))).refuses("STUDIO_NOT_ESTABLISHED");
}

#[test]
fn a_studio_has_one_host_on_a_day() {
    let replace = |from: &str| Command::ReplaceHost(ReplaceHost { candidacy: SUCCEEDING, from: on(from) });
    let story = |more: Option<Event>| {
        given::<Studio>([established()].into_iter().chain(more)).with(shows_candidate(SUCCEEDING, S::InTerm))
    };
    let replaced = replacement(fixture::TEACHER, "2025-01-01");
    story(None).when(replace("2025-01-01")).then([replaced.clone()]);
    story(Some(replaced.clone())).when(replace("2025-06-01")).refuses("STUDIO_ALREADY_HOST");
    let refusal = story(Some(replaced.clone())).when(replace("2024-06-01")).refuses("STUDIO_LATER_HOST");
    assert_eq!(refusal.facts(), [fact(2)]);
    let studio: Studio = told(1, [established(), replaced]);
    assert_eq!(studio.host_on(day("2024-12-31")).map(|step| step.value.teacher), Some(FIRST_HOST));
    assert_eq!(studio.host_on(day("2025-01-01")).map(|step| step.value.candidacy), Some(SUCCEEDING));
}

#[test]
fn who_would_be_the_thirteenth_member_is_warned_of() {
    let story = |members: u128| {
        let other = |number: u128| Admission {
            teacher: crate::TeacherId(uuid::Uuid::from_u128(700 + number)),
            ..admission("2024-02-01")
        };
        let admitted = (0..members).map(|number| Event::StudioMemberAdmitted(other(number)));
        given::<Studio>([established()].into_iter().chain(admitted))
            .with(shows_teacher(42, teacher(None, None)))
    };
    story(11).when(Command::AdmitMember(admit("2024-03-01"))).event();
    let refusal = story(12).when(Command::AdmitMember(admit("2024-03-01"))).refuses("EXPLANATION_REQUIRED");
    assert_eq!((refusal.facts().len(), refusal.rule().map(|rule| rule.id)), (12, Some("R-23")));
    // Before they came there was room.
    story(12).when(Command::AdmitMember(admit("2024-01-15"))).event();
}

#[test]
fn a_member_is_a_registered_person_and_admitted_once_at_a_time() {
    let story = |more: &[Event]| {
        let history = [established()].into_iter().chain(more.iter().cloned());
        given::<Studio>(history).with(shows_teacher(42, teacher(None, None)))
    };
    let admitted = Event::StudioMemberAdmitted(admission("2024-02-01"));
    let released = Event::StudioMemberReleased(release("2024-03-01"));
    story(&[]).when(Command::AdmitMember(admit("2024-02-01"))).then([admitted.clone()]);
    story(from_ref(&admitted))
        .when(Command::AdmitMember(admit("2024-02-02")))
        .refuses("STUDIO_ALREADY_MEMBER");
    story(from_ref(&admitted))
        .when(Command::AdmitMember(admit("2024-01-15")))
        .refuses("STUDIO_ALREADY_MEMBER");
    let returns =
        |text: &str| story(&[admitted.clone(), released.clone()]).when(Command::AdmitMember(admit(text)));
    returns("2024-02-15").refuses("STUDIO_ALREADY_MEMBER");
    returns("2024-04-01").event();
    story(&[admitted.clone(), released.clone()]).when(Command::AdmitMember(admit("2024-03-01"))).event();
    given::<Studio>([established()])
        .when(Command::AdmitMember(admit("2024-02-01")))
        .refuses("STUDIO_TEACHER_UNKNOWN");
    let host = AdmitMember { teacher: FIRST_HOST, from: on("2024-02-01") };
    given::<Studio>([established()])
        .with(shows_teacher(41, teacher(None, None)))
        .when(Command::AdmitMember(host))
        .refuses("STUDIO_ALREADY_HOST");
    story(from_ref(&admitted)).when(Command::ReleaseMember(release("2024-03-01"))).then([released.clone()]);
    story(&[]).when(Command::ReleaseMember(release("2024-03-01"))).refuses("STUDIO_NOT_MEMBER");
    let studio: Studio = told(1, [established(), admitted, released]);
    assert_eq!(studio.members_on(day("2024-02-29")).count(), 1);
    assert_eq!(studio.members_on(day("2024-03-01")).count(), 0);
}

#[test]
fn a_year_is_assessed_once_and_a_term_only_grows() {
    let assess = AssessStudio { year: 2024, grade: Grade::Excellent, on: on("2024-12-20") };
    let assessed = Event::StudioAssessed(assess.clone());
    given::<Studio>([established()]).when(Command::AssessStudio(assess.clone())).then([assessed.clone()]);
    given::<Studio>([established(), assessed])
        .when(Command::AssessStudio(assess))
        .refuses("STUDIO_ALREADY_ASSESSED");
    let renew = |to: &str| RenewStudioTerm { to: on(to), on: on("2026-12-01") };
    given::<Studio>([established()])
        .when(Command::RenewStudioTerm(renew("2030-01-01")))
        .then([Event::StudioTermRenewed(renew("2030-01-01"))]);
    given::<Studio>([established()])
        .when(Command::RenewStudioTerm(renew("2027-01-01")))
        .refuses("STUDIO_TERM_NOT_LONGER");
}

#[test]
fn with_the_studio_ends_what_was_in_it() {
    let close = CloseStudio { on: on("2025-01-01") };
    let closed = Event::StudioClosed(close.clone());
    let admitted = Event::StudioMemberAdmitted(admission("2024-02-01"));
    given::<Studio>([established()]).when(Command::CloseStudio(close.clone())).then([closed.clone()]);
    let studio: Studio = told(1, [established(), admitted, closed.clone()]);
    assert_eq!(studio.members_on(day("2025-01-01")).count(), 0);
    assert!(studio.is_open_on(day("2024-12-31")) && !studio.is_open_on(day("2025-01-01")));
    let late = AssessStudio { year: 2025, grade: Grade::Qualified, on: on("2025-06-01") };
    given::<Studio>([established(), closed.clone()])
        .when(Command::AssessStudio(late))
        .refuses("STUDIO_CLOSED");
    let earlier = Command::CloseStudio(CloseStudio { on: on("2024-06-01") });
    given::<Studio>([established(), closed]).when(earlier).refuses("STUDIO_CLOSED");
    let before = Command::CloseStudio(CloseStudio { on: on("2023-12-31") });
    given::<Studio>([established()]).when(before).refuses("STUDIO_BEFORE_ESTABLISHMENT");
}

fn any_event() -> impl Strategy<Value = Event> {
    (0..7_usize, 0..1500_u64).prop_map(|(which, days)| {
        let on: crate::CivilDate =
            day("2023-01-01").checked_add_days(chrono::Days::new(days)).unwrap().into();
        match which {
            0 => Event::StudioEstablished(Establishment {
                from: on,
                ..establishment(FIRST_HOST, "2027-01-01")
            }),
            1 => Event::StudioHostReplaced(HostReplacement { candidacy: SUCCEEDING, host: MEMBER, from: on }),
            2 => Event::StudioMemberAdmitted(Admission { teacher: MEMBER, from: on, rules: Vec::new() }),
            3 => Event::StudioMemberReleased(ReleaseMember { teacher: MEMBER, on }),
            4 => Event::StudioAssessed(AssessStudio { year: 2024, grade: Grade::Qualified, on }),
            5 => Event::StudioTermRenewed(RenewStudioTerm { to: on.clone(), on }),
            _ => Event::StudioClosed(CloseStudio { on }),
        }
    })
}

proptest! {
    #[test]
    fn any_history_folds_and_any_event_survives_the_wire(events in prop::collection::vec(any_event(), 0..12)) {
        let mut studio = Studio::default();
        for (position, event) in (1..).zip(&events) {
            survives_the_wire::<Studio>(event);
            studio.evolve(event, Origin { position, id: fact(position.unsigned_abs().into()) });
        }
        let hosts: Vec<_> = studio.hosts().map(|(period, _)| period).collect();
        prop_assert!(hosts.windows(2).all(|pair| pair[0].to == Some(pair[1].from)));
        prop_assert_eq!(studio.life().is_some(), events.iter().any(|event| event.kind() == "studio.established"));
    }
}

fn void(number: u128) -> VoidEntry {
    VoidEntry { voids: fact(number), reason: "录入有误".to_owned() }
}

#[test]
fn a_member_admitted_by_mistake_was_never_in_the_studio() {
    let admitted = Event::StudioMemberAdmitted(admission("2024-02-01"));
    let released = Event::StudioMemberReleased(release("2024-06-01"));
    let story = || given::<Studio>([established(), admitted.clone(), released.clone()]);
    let refusal = story().when(Command::VoidStudioEvent(void(2))).refuses("ENTRY_STILL_NEEDED");
    assert_eq!(refusal.facts(), [fact(2), fact(3)]);
    story().when(Command::VoidStudioEvent(void(3))).then([Event::StudioEventVoided(void(3))]);
    let voids = [3, 2].map(|number| Event::StudioEventVoided(void(number)));
    let studio: Studio =
        told(1, [established(), admitted.clone(), released.clone()].into_iter().chain(voids));
    assert!(studio.members().is_empty());
}

#[test]
fn who_was_admitted_again_did_leave_the_studio_before() {
    let history = [
        established(),
        Event::StudioMemberAdmitted(admission("2024-02-01")),
        Event::StudioMemberReleased(release("2024-06-01")),
        Event::StudioMemberAdmitted(admission("2024-09-01")),
    ];
    given::<Studio>(history).when(Command::VoidStudioEvent(void(3))).refuses("ENTRY_STILL_NEEDED");
}

#[test]
fn a_replacement_stays_while_the_host_before_is_a_member() {
    let admitted = Admission { teacher: FIRST_HOST, from: on("2024-07-01"), rules: vec![within(true)] };
    let history = [established(), replacement(MEMBER, "2024-06-01"), Event::StudioMemberAdmitted(admitted)];
    given::<Studio>(history).when(Command::VoidStudioEvent(void(2))).refuses("ENTRY_STILL_NEEDED");
}
