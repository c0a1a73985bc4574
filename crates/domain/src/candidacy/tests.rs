use ProgrammeStage as S;

use super::{fixture::*, *};
use crate::{
    Claim, Decider, Refusal,
    policy::{CountDefinition, ProgrammeStage},
    testing::{Given, day, fact, given, on, told},
};

type Command = CandidacyCommand;
type Event = CandidacyEvent;

fn at(stage: ProgrammeStage) -> Given<Candidacy> {
    given(up_to(stage)).with(world(None))
}

fn after(stage: ProgrammeStage, more: impl IntoIterator<Item = Event>) -> Given<Candidacy> {
    given(up_to(stage).into_iter().chain(more)).with(world(None))
}

#[test]
fn every_step_of_the_path_is_taken_from_the_one_before() {
    fn asking(event: &Event) -> Option<Command> {
        if let Event::CandidateScreened(asked) = event {
            return Some(Command::ScreenCandidate(asked.clone()));
        }
        if let Event::CandidateShortlisted(listed) = event {
            let (rank, score, on) = (listed.rank, listed.score.clone(), listed.on.clone());
            return Some(Command::ShortlistCandidate(ShortlistCandidate { rank, score, on }));
        }
        if let Event::NoticeStarted(asked) = event {
            return Some(Command::StartNotice(asked.clone()));
        }
        if let Event::MidtermAssessed(asked) = event {
            return Some(Command::AssessMidterm(asked.clone()));
        }
        if let Event::FinalAssessed(asked) = event {
            return Some(Command::AssessFinal(asked.clone()));
        }
        if let Event::TrainingStarted(asked) = event {
            return Some(Command::StartTraining(asked.clone()));
        }
        if let Event::TermStarted(asked) = event {
            return Some(Command::StartTerm(asked.clone()));
        }
        None
    }
    let path = [
        (S::Nominated, S::Screened),
        (S::Screened, S::Shortlisted),
        (S::Shortlisted, S::Notice),
        (S::Confirmed, S::InTraining),
        (S::InTraining, S::Midterm),
        (S::Midterm, S::Final),
        (S::Certified, S::InTerm),
    ];
    for (before, next) in path {
        let step = up_to(next).pop().unwrap();
        let command = asking(&step).unwrap();
        at(before).when(command.clone()).then([step]);
        let refusal = at(next).when(command).refuses("NOT_IN_STAGE");
        assert!(refusal.zh().contains(&next.label().zh), "{}", refusal.zh());
    }
}

#[test]
fn a_stage_is_derived_from_the_dates_of_the_events() {
    let candidacy = candidate_at(S::InTraining);
    assert_eq!(candidacy.stage_on(day("2022-03-09")), None);
    assert_eq!(candidacy.stage_on(day("2022-06-19")), Some(S::Notice));
    assert_eq!(candidacy.stage_on(day("2022-06-20")), Some(S::Confirmed));
    assert_eq!(candidacy.stages().len(), 6);
    let late = up_to(S::InTraining).into_iter().rev();
    let told_late: Candidacy = told(1, late);
    let stages =
        |candidacy: &Candidacy| candidacy.stages().iter().map(|s| (s.stage, s.period)).collect::<Vec<_>>();
    assert_eq!(stages(&told_late), stages(&candidacy));
}

#[test]
fn two_steps_on_one_day_leave_the_first_of_them_counted() {
    let confirmed = Event::CandidateConfirmed(confirmation("2022-06-20"));
    let trained = Event::TrainingStarted(taken("2022-06-20"));
    let candidacy: Candidacy = told(1, up_to(S::Notice).into_iter().chain([confirmed, trained]));
    assert_eq!(candidacy.stage_on(day("2022-06-20")), Some(S::InTraining));
    assert!(candidacy.counts(CountDefinition::Confirmed, day("2022-06-20")));
}

#[test]
fn a_step_is_not_dated_before_the_stage_it_leaves() {
    let refusal =
        at(S::Confirmed).when(Command::StartTraining(taken("2022-06-19"))).refuses("DATE_BEFORE_STAGE");
    assert_eq!(refusal.facts(), [fact(5)]);
}

#[test]
fn a_step_of_a_stage_the_programme_leaves_out_is_refused_and_the_next_one_is_not() {
    let stages = vec![S::Nominated, S::Shortlisted, S::Confirmed];
    let short = || shows_round(crate::programme::ProgrammeTerms { stages: stages.clone(), ..terms() });
    let screen = ScreenCandidate { passed: true, reasons: Vec::new(), on: on("2022-04-10") };
    let story = || given::<Candidacy>(up_to(S::Nominated)).with(short());
    story().when(Command::ScreenCandidate(screen)).refuses("STAGE_NOT_IN_PATH");
    let list = ShortlistCandidate { rank: None, score: None, on: on("2022-04-10") };
    let listed = Event::CandidateShortlisted(shortlisting(None, None, "2022-04-10"));
    story().when(Command::ShortlistCandidate(list)).then([listed]);
}

#[test]
fn nothing_follows_without_a_nomination_or_a_round() {
    let screen = || {
        Command::ScreenCandidate(ScreenCandidate { passed: true, reasons: Vec::new(), on: on("2022-04-10") })
    };
    given::<Candidacy>([]).with(world(None)).when(screen()).refuses("NOT_NOMINATED");
    given::<Candidacy>(up_to(S::Nominated)).when(screen()).refuses("ROUND_UNKNOWN");
}

#[test]
fn a_candidate_who_is_not_passed_is_rejected_by_it() {
    let failed =
        ScreenCandidate { passed: false, reasons: vec!["教龄不足".to_owned()], on: on("2022-04-10") };
    at(S::Nominated)
        .when(Command::ScreenCandidate(failed.clone()))
        .then([Event::CandidateScreened(failed.clone())]);
    let candidacy: Candidacy =
        told(1, up_to(S::Nominated).into_iter().chain([Event::CandidateScreened(failed)]));
    assert_eq!(candidacy.stage_on(day("2022-04-10")), Some(S::Rejected));
}

#[test]
fn every_way_out_has_its_stages_and_a_reason() {
    type Way = (fn(Leaving) -> Command, &'static [S], &'static [S]);
    let ways: [Way; 5] = [
        (Command::RejectCandidate, &[S::Nominated, S::Notice], &[S::Confirmed]),
        (Command::WithdrawCandidate, &[S::Nominated, S::Final], &[S::Certified]),
        (Command::RemoveCandidate, &[S::InTraining, S::Midterm, S::Final], &[S::Confirmed, S::Certified]),
        (Command::ResignCandidate, &[S::InTerm], &[S::Certified]),
        (Command::FreezeCandidacy, &[S::Nominated, S::InTraining, S::InTerm], &[]),
    ];
    for (way, open, shut) in ways {
        for stage in open {
            at(*stage).when(way(leaving("2024-01-01"))).event();
            let silent = Leaving { reason: " ".to_owned(), ..leaving("2024-01-01") };
            at(*stage).when(way(silent)).refuses("REASON_MISSING");
        }
        for stage in shut {
            at(*stage).when(way(leaving("2024-01-01"))).refuses("NOT_IN_STAGE");
        }
    }
}

#[test]
fn a_frozen_candidate_goes_on_where_it_was() {
    let frozen = Event::CandidacyFrozen(leaving("2022-10-01"));
    let resume = Command::ResumeCandidacy(taken("2022-12-01"));
    let resumed = Event::CandidacyResumed(taken("2022-12-01"));
    after(S::InTraining, [frozen.clone()]).when(resume.clone()).then([resumed.clone()]);
    at(S::InTraining).when(resume).refuses("NOT_IN_STAGE");
    let candidacy: Candidacy = told(1, up_to(S::InTraining).into_iter().chain([frozen, resumed]));
    assert_eq!(candidacy.stage_on(day("2022-11-30")), Some(S::Frozen));
    assert!(!candidacy.counts(CountDefinition::InTraining, day("2022-11-30")));
    assert_eq!(candidacy.stage_on(day("2022-12-01")), Some(S::InTraining));
}

#[test]
fn extended_training_ends_with_another_assessment() {
    let extend = ExtendTraining { until: on("2024-09-01"), on: on("2023-09-10") };
    at(S::Final)
        .when(Command::ExtendTraining(extend.clone()))
        .then([Event::TrainingExtended(extend.clone())]);
    let backwards = ExtendTraining { until: on("2023-09-10"), ..extend.clone() };
    at(S::Final).when(Command::ExtendTraining(backwards)).refuses("ENDS_BEFORE_START");
    let again = assessed(Grade::Excellent, "2024-09-01");
    after(S::Final, [Event::TrainingExtended(extend)])
        .when(Command::AssessFinal(again.clone()))
        .then([Event::FinalAssessed(again)]);
}

#[test]
fn the_five_counts_are_told_apart() {
    use CountDefinition as C;
    let counted = |candidacy: &Candidacy, text: &str| {
        C::ALL.into_iter().filter(|count| candidacy.counts(*count, day(text))).collect::<Vec<_>>()
    };
    let host = candidate_at(S::InTerm);
    assert_eq!(counted(&host, "2022-03-09"), []);
    assert_eq!(counted(&host, "2022-03-10"), [C::Nominated]);
    assert_eq!(counted(&host, "2022-06-20"), [C::Nominated, C::Confirmed]);
    assert_eq!(counted(&host, "2023-09-30"), [C::Nominated, C::Confirmed, C::InTraining]);
    assert_eq!(counted(&host, "2023-10-01"), [C::Nominated, C::Confirmed, C::Certified]);
    assert_eq!(counted(&host, "2023-11-01"), [C::Nominated, C::Confirmed, C::Certified, C::InTerm]);
    let expired = up_to(S::InTerm).into_iter().chain([Event::TermExpired(taken("2026-10-01"))]);
    assert_eq!(counted(&told(1, expired), "2026-10-01"), [C::Nominated, C::Confirmed, C::Certified]);
}

fn revocation(severance: Severance) -> RevokeCertification {
    RevokeCertification { severance, reason: "材料不实".to_owned(), on: on("2025-01-01") }
}

#[test]
fn a_revocation_from_now_leaves_the_past_and_one_from_the_beginning_does_not() {
    for (severance, in_2024) in [(Severance::FromNow, true), (Severance::AbInitio, false)] {
        let asked = revocation(severance);
        let revoked = Event::CertificationRevoked(asked.clone());
        at(S::InTerm).when(Command::RevokeCertification(asked)).then([revoked.clone()]);
        let host: Candidacy = told(1, up_to(S::InTerm).into_iter().chain([revoked]));
        for count in [CountDefinition::Certified, CountDefinition::InTerm] {
            assert_eq!(host.counts(count, day("2024-06-30")), in_2024, "{severance:?}");
            assert!(!host.counts(count, day("2025-01-01")));
        }
        assert_eq!(host.term().map(|term| term.is_empty()), Some(!in_2024));
        assert_eq!(host.was_at(S::Certified, day("2030-01-01")), in_2024);
        assert!(host.stages().is_sorted_by_key(|span| span.period.from));
        assert!(host.counts(CountDefinition::Confirmed, day("2025-01-01")));
    }
}

#[test]
fn only_what_was_certified_is_revoked() {
    let ask = || Command::RevokeCertification(revocation(Severance::FromNow));
    at(S::Final).when(ask()).refuses("NOT_IN_STAGE");
    let frozen = Event::CandidacyFrozen(leaving("2024-01-01"));
    after(S::InTerm, [frozen.clone()]).when(ask()).event();
    after(S::InTraining, [frozen]).when(ask()).refuses("NOT_IN_STAGE");
}

#[test]
fn a_term_is_renewed_assessed_once_a_year_and_ends_on_its_day() {
    let candidacy = candidate_at(S::InTerm);
    assert_eq!(candidacy.term(), Some(crate::Period::new(day("2023-11-01"), Some(day("2026-10-01")))));
    let renew = |to: &str| RenewTerm { to: on(to), on: on("2026-09-01") };
    let renewed = Event::TermRenewed(renew("2029-10-01"));
    at(S::InTerm).when(Command::RenewTerm(renew("2029-10-01"))).then([renewed.clone()]);
    at(S::InTerm).when(Command::RenewTerm(renew("2026-10-01"))).refuses("ENDS_BEFORE_START");
    at(S::InTerm).when(Command::ExpireTerm(taken("2026-09-30"))).refuses("TERM_NOT_OVER");
    at(S::InTerm).when(Command::ExpireTerm(taken("2026-10-01"))).event();
    after(S::InTerm, [renewed]).when(Command::ExpireTerm(taken("2026-10-01"))).refuses("TERM_NOT_OVER");
    let assess = AssessAnnually { year: 2024, grade: Grade::Excellent, on: on("2024-12-01") };
    at(S::InTerm).when(Command::AssessAnnually(assess.clone())).event();
    let (year, grade, on) = (assess.year, assess.grade, assess.on.clone());
    let assessed = Event::AnnuallyAssessed(AnnualAssessment { year, grade, on, rules: Vec::new() });
    at(S::InTerm).when(Command::AssessAnnually(assess.clone())).then([assessed.clone()]);
    after(S::InTerm, [assessed]).when(Command::AssessAnnually(assess)).refuses("ALREADY_ASSESSED");
}

#[test]
fn a_voided_step_is_as_if_absent() {
    let void = VoidCandidacyEvent { voids: fact(6), reason: "录入有误".to_owned() };
    let voided = Event::CandidacyEventVoided(void.clone());
    at(S::InTraining).when(Command::VoidCandidacyEvent(void.clone())).then([voided.clone()]);
    let candidacy: Candidacy = told(1, up_to(S::InTraining).into_iter().chain([voided.clone()]));
    assert_eq!(candidacy.last_stage().map(|span| span.stage), Some(S::Confirmed));
    let again = |voids, reason: &str| {
        Command::VoidCandidacyEvent(VoidCandidacyEvent { voids, reason: reason.to_owned() })
    };
    after(S::InTraining, [voided.clone()]).when(again(fact(6), "重复")).refuses("ALREADY_VOIDED");
    after(S::InTraining, [voided]).when(again(fact(7), "重复")).refuses("VOID_STAYS");
    at(S::InTraining).when(again(fact(6), "")).refuses("REASON_MISSING");
    at(S::InTraining).when(again(fact(99), "重复")).refuses("UNKNOWN_EVENT");
    at(S::InTraining)
        .with(|witness| drop(witness.owners.insert(fact(99), Some("candidacy-other".to_owned()))))
        .when(again(fact(99), "重复"))
        .refuses("ANOTHER_STREAM");
}

#[test]
fn a_voided_nomination_leaves_nothing_and_gives_the_place_back() {
    let void =
        Event::CandidacyEventVoided(VoidCandidacyEvent { voids: fact(1), reason: "错人".to_owned() });
    let nominated = candidate_at(S::Nominated);
    let place = format!("{ROUND}/{TEACHER}");
    let take = Claim::Take { scope: "candidacy", text: place.clone(), ever: false };
    assert_eq!(Candidacy::default().claims(&up_to(S::Nominated)[0]), [take]);
    assert_eq!(nominated.claims(&void), [Claim::Release { scope: "candidacy", text: place }]);
    let empty: Candidacy = told(1, up_to(S::Confirmed).into_iter().chain([void]));
    assert_eq!((empty.stages(), empty.teacher()), (Vec::new(), None));
    assert!(!empty.counts(CountDefinition::Nominated, day("2030-01-01")));
}
