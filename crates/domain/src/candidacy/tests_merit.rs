//! What a candidate must show, and what stands in the way: eligibility, bars, notices and objections.

use std::slice::from_ref;

use ProgrammeStage as S;
use chrono::Days;
use proptest::prelude::*;

use super::{fixture::*, *};
use crate::{
    Origin, Refusal,
    code::{Presence, Title},
    policy::{CountDefinition, ProgrammeStage},
    testing::{Given, day, fact, given, on, survives_the_wire, teacher, told},
};

type Command = CandidacyCommand;
type Event = CandidacyEvent;

fn new() -> Given<Candidacy> {
    given([])
}

#[test]
fn a_nomination_keeps_what_was_found_and_by_which_rule() {
    let event = new().with(world(None)).when(nominate("2022-03-10")).event();
    let Event::CandidateNominated(nomination) = event else { panic!("{event:?}") };
    assert_eq!((nomination.teacher, nomination.role.as_str()), (TEACHER, "STUDIO_HOSTS"));
    let title = &nomination.findings[0];
    assert!(title.passed);
    assert_eq!((title.found.as_deref(), title.evidence.as_slice()), (Some("FIRST"), [fact(9002)].as_slice()));
    assert_eq!((title.rule.id.as_str(), title.rule.version), ("R-21", 1));
    let age = &nomination.findings[1];
    assert_eq!(
        (age.passed, age.presence),
        (false, Presence::NotCollected),
        "an unknown age warns and does not block"
    );
}

#[test]
fn a_candidate_without_the_title_asked_is_refused_with_the_evidence() {
    let low = teacher(Some(Title::Second), None);
    let refusal = new().with(shows(low)).when(nominate("2022-03-10")).refuses(CandidacyRefusal::NOT_ELIGIBLE);
    assert_eq!(refusal.facts(), [fact(9002)]);
    assert_eq!(refusal.zh(), "不符合申报条件。职称不低于一级教师：不符合（现为二级教师）");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-21"));
    let unknown = teacher(None, None);
    let refusal =
        new().with(shows(unknown)).when(nominate("2022-03-10")).refuses(CandidacyRefusal::NOT_ELIGIBLE);
    assert!(refusal.zh().contains("未采集"), "{}", refusal.zh());
}

#[test]
fn eligibility_is_asked_again_when_the_candidate_is_confirmed() {
    let ask = || Command::ConfirmCandidate(taken("2022-06-20"));
    let story = || given::<Candidacy>(up_to(S::Notice));
    let event = story().with(world(None)).when(ask()).event();
    let Event::CandidateConfirmed(confirmation) = event else { panic!("{event:?}") };
    assert_eq!(confirmation.findings.len(), 2);
    story()
        .with(shows(teacher(Some(Title::Third), None)))
        .when(ask())
        .refuses(CandidacyRefusal::NOT_ELIGIBLE);
}

#[test]
fn a_bar_in_force_stops_nomination_confirmation_and_certification_and_says_until_when() {
    let bar = Some(("2022-01-01", "2024-01-01"));
    let certify = certify("2023-10-01", None);
    let confirm = Command::ConfirmCandidate(taken("2022-06-20"));
    let stories = [(vec![], nominate("2022-03-10")), (up_to(S::Notice), confirm), (up_to(S::Final), certify)];
    for (history, command) in stories {
        let story = || given::<Candidacy>(history.clone());
        let refusal = story().with(world(bar)).when(command.clone()).refuses("ETHICS_BAR_ACTIVE");
        assert_eq!(refusal.facts(), [fact(9003)]);
        assert!(refusal.zh().contains("2024-01-01"), "{}", refusal.zh());
        assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-01"));
        story().with(world(Some(("2020-01-01", "2022-01-01")))).when(command).event();
    }
}

#[test]
fn a_person_is_nominated_once_while_the_round_is_open_in_a_category_in_force() {
    given::<Candidacy>(up_to(S::Nominated))
        .with(world(None))
        .when(nominate("2022-03-10"))
        .refuses("ALREADY_NOMINATED");
    new().when(nominate("2022-03-10")).refuses("ROUND_UNKNOWN");
    for outside in ["2022-02-28", "2022-04-01"] {
        let refusal = new().with(world(None)).when(nominate(outside)).refuses("ROUND_CLOSED");
        assert_eq!(refusal.facts(), [fact(502)]);
    }
    new().with(shows_round(terms())).when(nominate("2022-03-10")).refuses("TEACHER_UNKNOWN");
    let Command::NominateCandidate(mut asked) = nominate("2022-03-10") else { unreachable!() };
    asked.by = Some(crate::OrganisationId(uuid::Uuid::from_u128(1)));
    new().with(world(None)).when(Command::NominateCandidate(asked)).refuses("NOMINATOR_UNKNOWN");
    for category in [None, Some("famous-secretary"), Some("no-such")] {
        let Command::NominateCandidate(mut asked) = nominate("2022-03-10") else { unreachable!() };
        asked.category = category.map(str::to_owned);
        new().with(world(None)).when(Command::NominateCandidate(asked)).refuses("CATEGORY_NOT_IN_FORCE");
    }
}

#[test]
fn a_category_is_resolved_on_the_day_it_is_given() {
    let certify = |category: &str| {
        Command::CertifyCandidate(CertifyCandidate {
            category: Some(category.to_owned()),
            on: on("2023-10-01"),
            term_to: None,
            outcome: None,
        })
    };
    let story = || given::<Candidacy>(up_to(S::Final)).with(world(None));
    story().when(certify("famous-secretary")).event();
    story().when(certify("no-such")).refuses("CATEGORY_NOT_IN_FORCE");
}

#[test]
fn a_term_ends_by_the_programme_unless_another_end_is_stated() {
    let certify = |to: Option<&str>| certify("2023-10-01", to);
    let story = || given::<Candidacy>(up_to(S::Final)).with(world(None));
    let veto = crate::AppliedRule {
        rule: "R-01".to_owned(),
        version: 1,
        outcome: crate::policy::RuleOutcome::Block,
        satisfied: true,
        explanation: None,
    };
    let certified = |to| {
        let rules = vec![veto.clone()];
        Event::CandidateCertified(Certification { rules, ..certification("2023-10-01", Some(to)) })
    };
    story().when(certify(None)).then([certified("2026-10-01")]);
    story().when(certify(Some("2025-10-01"))).then([certified("2025-10-01")]);
    story().when(certify(Some("2023-10-01"))).refuses("ENDS_BEFORE_START");
}

#[test]
fn who_did_not_pass_the_final_assessment_is_not_certified() {
    let mut history = up_to(S::Midterm);
    history.push(Event::FinalAssessed(assessed(Grade::Unqualified, "2023-09-01")));
    let certify = || certify("2024-10-01", None);
    let refusal =
        given::<Candidacy>(history.clone()).with(world(None)).when(certify()).refuses("FINAL_NOT_PASSED");
    assert_eq!(refusal.facts(), [fact(8)]);
    history.push(Event::TrainingExtended(ExtendTraining { until: on("2024-09-01"), on: on("2023-09-02") }));
    history.push(Event::FinalAssessed(assessed(Grade::Qualified, "2024-09-01")));
    given::<Candidacy>(history).with(world(None)).when(certify()).event();
}

#[test]
fn a_notice_lasts_its_working_days_as_announced_and_as_run() {
    let story = || given::<Candidacy>(up_to(S::Shortlisted)).with(world(None));
    // 2022-06-06 is a Monday: five working days have passed on Saturday.
    story().when(Command::StartNotice(notice("2022-06-06", "2022-06-11"))).event();
    let refusal =
        story().when(Command::StartNotice(notice("2022-06-06", "2022-06-10"))).refuses("NOTICE_TOO_SHORT");
    assert!(refusal.en().contains("2022-06-11"), "{}", refusal.en());
    let confirm = |text: &str| {
        given::<Candidacy>(up_to(S::Notice)).with(world(None)).when(Command::ConfirmCandidate(taken(text)))
    };
    confirm("2022-06-12").refuses("NOTICE_TOO_SHORT");
    confirm("2022-06-13").event();
}

#[test]
fn an_open_objection_blocks_and_an_upheld_one_rejects() {
    let raise = RaiseObjection { matter: "业绩材料存疑".to_owned(), on: on("2022-06-08") };
    let story = |more: &[Event]| {
        given::<Candidacy>(up_to(S::Notice).into_iter().chain(more.iter().cloned())).with(world(None))
    };
    let raised = Event::ObjectionRaised(raise.clone());
    story(&[]).when(Command::RaiseObjection(raise.clone())).then([raised.clone()]);
    given::<Candidacy>(up_to(S::Confirmed)).when(Command::RaiseObjection(raise)).refuses("NOT_IN_STAGE");
    let confirm = || Command::ConfirmCandidate(taken("2022-06-20"));
    let refusal = story(from_ref(&raised)).when(confirm()).refuses("OBJECTION_OPEN");
    assert_eq!(refusal.facts(), [fact(5)]);
    let settle = |objection, upheld| ResolveObjection { objection, upheld, on: on("2022-06-15") };
    story(from_ref(&raised))
        .when(Command::ResolveObjection(settle(fact(9), false)))
        .refuses("OBJECTION_UNKNOWN");
    let settled = |upheld| Event::ObjectionResolved(settle(fact(5), upheld));
    story(from_ref(&raised)).when(Command::ResolveObjection(settle(fact(5), true))).then([settled(true)]);
    story(&[raised.clone(), settled(false)]).when(confirm()).event();
    let rejected: Candidacy = told(1, up_to(S::Notice).into_iter().chain([raised, settled(true)]));
    assert_eq!(rejected.stage_on(day("2022-06-15")), Some(S::Rejected));
}

fn any_event() -> impl Strategy<Value = Event> {
    (0..24_usize, 0..1500_u64, 0..12_u128, any::<bool>()).prop_map(|(which, days, number, yes)| {
        let on: crate::CivilDate = day("2022-01-01").checked_add_days(Days::new(days)).unwrap().into();
        let reason = "原因".to_owned();
        let leaving = || Leaving { reason: reason.clone(), on: on.clone() };
        let taken = || StepTaken { on: on.clone() };
        let grade = Grade::ALL[usize::from(yes)];
        match which {
            0 => up_to(S::Nominated).remove(0),
            1 => Event::CandidateScreened(ScreenCandidate { passed: yes, reasons: vec![reason], on }),
            2 => {
                Event::CandidateShortlisted(Shortlisting { on, ..shortlisting(Some(3), None, "2022-01-01") })
            }
            3 => Event::NoticeStarted(StartNotice { ends_on: on.clone(), on }),
            4 => Event::ObjectionRaised(RaiseObjection { matter: reason, on }),
            5 => Event::ObjectionResolved(ResolveObjection { objection: fact(number), upheld: yes, on }),
            6 => Event::CandidateConfirmed(Confirmation { on, ..confirmation("2022-01-01") }),
            7 => Event::TrainingStarted(taken()),
            8 => Event::MidtermAssessed(Assessment { grade, on }),
            9 => Event::FinalAssessed(Assessment { grade, on }),
            10 => Event::TrainingExtended(ExtendTraining { until: on.clone(), on }),
            11 => Event::CandidateCertified(Certification {
                category: None,
                term_to: yes.then(|| on.clone()),
                on,
                ..certification("2022-01-01", None)
            }),
            12 => Event::TermStarted(taken()),
            13 => Event::AnnuallyAssessed(AnnualAssessment { year: 2024, grade, on, rules: Vec::new() }),
            14 => Event::TermRenewed(RenewTerm { to: on.clone(), on }),
            15 => Event::TermExpired(taken()),
            16 => Event::CandidateResigned(leaving()),
            17 => Event::CandidateWithdrawn(leaving()),
            18 => Event::CandidateRejected(leaving()),
            19 => Event::CandidateRemoved(leaving()),
            20 => {
                let severance = Severance::ALL[usize::from(yes)];
                Event::CertificationRevoked(RevokeCertification { severance, reason, on })
            }
            21 => Event::CandidacyFrozen(leaving()),
            22 => Event::CandidacyResumed(taken()),
            _ => Event::CandidacyEventVoided(VoidCandidacyEvent { voids: fact(number), reason }),
        }
    })
}

proptest! {
    #[test]
    fn any_history_folds_and_any_event_survives_the_wire(events in prop::collection::vec(any_event(), 0..16)) {
        let mut candidacy = Candidacy::default();
        for (position, event) in (1..).zip(&events) {
            survives_the_wire::<Candidacy>(event);
            candidacy.evolve(event, Origin { position, id: fact(position.unsigned_abs().into()) });
        }
        let stages = candidacy.stages();
        prop_assert!(stages.windows(2).all(|pair| pair[0].period.to == Some(pair[1].period.from)));
        prop_assert!(stages.is_sorted_by_key(|span| span.period.from));
        prop_assert!(stages.last().is_none_or(|span| span.period.to.is_none()));
        for definition in CountDefinition::ALL {
            prop_assert!(!candidacy.counts(definition, day("2021-12-31")));
        }
        let _ = (candidacy.term(), candidacy.category(), candidacy.open_objections());
    }

    #[test]
    fn a_voided_event_is_the_same_as_one_that_was_never_stated(
        events in prop::collection::vec(any_event(), 1..12), which in 0..12_usize
    ) {
        let stated: Vec<_> = events.into_iter().filter(|event| event.on().is_some()).collect();
        prop_assume!(which < stated.len());
        let voids = fact(which as u128 + 1);
        let void = Event::CandidacyEventVoided(VoidCandidacyEvent { voids, reason: "作废".to_owned() });
        let with: Candidacy = told(1, stated.iter().cloned().chain([void]));
        let mut without = Candidacy::default();
        for (position, event) in (1..).zip(&stated).filter(|(position, _)| *position != which as i64 + 1) {
            without.evolve(event, Origin { position, id: fact(position.unsigned_abs().into()) });
        }
        prop_assert_eq!(with.stages(), without.stages());
        prop_assert_eq!(with.term(), without.term());
    }
}
