//! What a certification leads to, the places of a round, and by which rules it was judged.

use ProgrammeStage as S;

use super::{fixture::*, *};
use crate::{
    CandidacyId, Decider, Follow, Refusal,
    code::Title,
    policy::{OutcomeKind, PreferenceEffect, ProgrammeStage},
    programme::{OutcomeTerm, PreferenceTerm, ProgrammeTerms},
    register::{RegisterEvent, SuspendRule},
    round::{PoolRoundPlaces, Round, RoundCommand, RoundEvent, TakeRoundPlace},
    teacher::{
        Statement, TeacherEvent,
        movement::{MovementEvent, SupportTeachingVerified},
    },
    testing::{Given, fact, given, on, teacher, told},
    witness::Witness,
};

type Command = CandidacyCommand;
type Event = CandidacyEvent;

/// A path without training and without a confirmation, which leads to the professor's title.
fn review() -> ProgrammeTerms {
    ProgrammeTerms {
        stages: vec![S::Nominated, S::Screened, S::Shortlisted, S::Notice, S::Certified],
        outcome: Some(OutcomeTerm {
            kind: OutcomeKind::TitleGranted,
            title: Some(Title::Professor),
            movement: None,
            post: None,
            team: None,
        }),
        term_years: None,
        ..terms()
    }
}

fn about() -> CandidacyId {
    CandidacyId(uuid::Uuid::from_u128(31))
}

/// A candidate at the end of the notice in a round of these terms.
fn noticed(terms: ProgrammeTerms) -> Given<Candidacy> {
    given(up_to(S::Notice)).with(world(None)).with(shows_round(terms)).with(|witness: &mut Witness| {
        witness.about = about().stream();
    })
}

fn certify_as(title: Option<Title>, text: &str) -> Command {
    let outcome = title.map(|title| Outcome::TitleGranted { title, authority: None });
    Command::CertifyCandidate(CertifyCandidate { category: None, on: on(text), term_to: None, outcome })
}

#[test]
fn a_certification_says_what_it_leads_to_where_the_programme_leads_to_something() {
    let refusal = noticed(review()).when(certify_as(None, "2022-06-20")).refuses("OUTCOME_MISSING");
    assert!(refusal.zh().contains("授予职称"), "{}", refusal.zh());
    noticed(review()).when(certify_as(Some(Title::Senior), "2022-06-20")).refuses("OUTCOME_OF_ANOTHER");
    let event = noticed(review()).when(certify_as(Some(Title::Professor), "2022-06-20")).event();
    let Event::CandidateCertified(certified) = &event else { panic!("{event:?}") };
    assert_eq!(certified.outcome.as_ref().map(Outcome::kind), Some(OutcomeKind::TitleGranted));
    let rules: Vec<_> = certified.rules.iter().map(|rule| rule.rule.as_str()).collect();
    assert_eq!(rules, ["R-25", "R-01", "R-21"], "without a confirmation all of it is judged here");
    assert_eq!(certified.findings.len(), 2);
    given::<Candidacy>(up_to(S::Final))
        .with(world(None))
        .when(certify_as(Some(Title::Professor), "2023-10-01"))
        .refuses("OUTCOME_NOT_ASKED");
}

#[test]
fn where_there_is_no_confirmation_the_notice_stands_before_the_certification() {
    let ask = |text| noticed(review()).when(certify_as(Some(Title::Professor), text));
    let refusal = ask("2022-06-12").refuses("NOTICE_TOO_SHORT");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-25"));
    let raised =
        Event::ObjectionRaised(RaiseObjection { matter: "业绩存疑".to_owned(), on: on("2022-06-08") });
    given::<Candidacy>(up_to(S::Notice).into_iter().chain([raised]))
        .with(world(None))
        .with(shows_round(review()))
        .when(certify_as(Some(Title::Professor), "2022-06-20"))
        .refuses("OBJECTION_OPEN");
}

#[test]
fn what_is_stated_on_the_person_follows_the_certification() {
    let candidacy: Candidacy = told(1, up_to(S::Notice));
    let outcome = Some(Outcome::TitleGranted { title: Title::Professor, authority: None });
    let event = Event::CandidateCertified(Certification { outcome, ..certification("2022-06-20", None) });
    let asked: Vec<_> =
        candidacy.follows(&event, &Witness::default()).iter().map(|f| f.stream().to_owned()).collect();
    assert_eq!(asked, [TEACHER.stream()]);
    let plain = Event::CandidateCertified(certification("2022-06-20", None));
    assert!(candidacy.follows(&plain, &Witness::default()).is_empty());
}

/// A round in which a unit pooled one place.
fn pooled(witness: &mut Witness) {
    let share = RoundEvent::RoundPlacesPooled(PoolRoundPlaces {
        organisation: crate::OrganisationId(uuid::Uuid::from_u128(5)),
        places: 1,
        on: on("2022-03-01"),
    });
    shows_round(terms())(witness);
    witness.about = about().stream();
    if let Some(round) = witness.rounds.get_mut(&ROUND) {
        round.evolve(&share, crate::Origin { position: 600, id: fact(600) });
    }
}

#[test]
fn a_place_is_taken_with_the_confirmation_and_given_back_by_who_leaves() {
    let mut witness = Witness::default();
    let asks = |candidacy: &Candidacy, event: &Event, witness: &Witness| {
        candidacy.follows(event, witness).iter().map(|follow| follow.stream().to_owned()).collect::<Vec<_>>()
    };
    let noticed: Candidacy = told(1, up_to(S::Notice));
    let confirmed = Event::CandidateConfirmed(confirmation("2022-06-20"));
    shows_round(terms())(&mut witness);
    assert!(asks(&noticed, &confirmed, &witness).is_empty(), "places without end are not counted");
    pooled(&mut witness);
    assert_eq!(asks(&noticed, &confirmed, &witness), [ROUND.stream()]);
    let trained: Candidacy = candidate_at(S::InTraining);
    let removed = Event::CandidateRemoved(leaving("2022-10-01"));
    let void =
        Event::CandidacyEventVoided(VoidCandidacyEvent { voids: fact(5), reason: "录入有误".to_owned() });
    assert!(asks(&trained, &removed, &witness).is_empty(), "who holds no place gives none back");
    let taken = RoundEvent::RoundPlaceTaken(TakeRoundPlace { candidacy: about(), on: on("2022-06-20") });
    if let Some(round) = witness.rounds.get_mut(&ROUND) {
        round.evolve(&taken, crate::Origin { position: 601, id: fact(601) });
    }
    assert_eq!(asks(&trained, &removed, &witness), [ROUND.stream()]);
    assert_eq!(asks(&trained, &void, &witness), [ROUND.stream()], "the fifth step is the confirmation");
    let certified = Event::CandidateCertified(certification("2023-10-01", None));
    assert!(asks(&trained, &certified, &witness).is_empty(), "the place is held already");
}

#[test]
fn a_place_that_is_not_there_is_not_taken() {
    let mut witness = Witness::default();
    pooled(&mut witness);
    let round: Round = witness.rounds.remove(&ROUND).unwrap_or_default();
    let take = |number: u128| {
        let candidacy = CandidacyId(uuid::Uuid::from_u128(number));
        RoundCommand::TakePlace(TakeRoundPlace { candidacy, on: on("2022-06-20") })
    };
    let stamp = crate::Stamp {
        actor: "tester".to_owned(),
        acting_for: None,
        today: on("2022-06-30").day,
        correlation: uuid::Uuid::nil(),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document: None,
    };
    let taken = round.decide(&take(1), &witness, &stamp).unwrap();
    let full = taken.iter().fold(round, |mut round, event| {
        Round::evolve(&mut round, event, crate::Origin { position: 700, id: fact(700) });
        round
    });
    let code = |command| full.decide(&command, &witness, &stamp).unwrap_err().code();
    assert_eq!((code(take(1)), code(take(2))), ("PLACE_ALREADY_HELD", "PLACES_TAKEN"));
    let _ = Follow::<Round>::boxed(ROUND.stream(), take(3));
}

/// A first-grade teacher whose support teaching was verified for so many months from September 2020.
fn supporting(to: &str) -> crate::teacher::Teacher {
    let mut person = teacher(Some(Title::First), None);
    let verified = MovementEvent::SupportTeachingVerified(SupportTeachingVerified {
        secondment: fact(1),
        organisation: crate::OrganisationId(uuid::Uuid::from_u128(5)),
        from: on("2020-09-01"),
        to: on(to),
        designated_by: vec![fact(2)],
        rules: Vec::new(),
    });
    let stated = TeacherEvent::Stated(Statement::from(verified));
    Decider::evolve(&mut person, &stated, crate::Origin { position: 9950, id: fact(9950) });
    person
}

#[test]
fn support_teaching_counts_from_twelve_verified_months_on() {
    let preference = Some(PreferenceTerm { effect: PreferenceEffect::Points, amount: Some(2) });
    let list = |to: &str| {
        let asked = ShortlistCandidate { rank: None, score: Some("88".to_owned()), on: on("2022-05-10") };
        let event = given::<Candidacy>(up_to(S::Screened))
            .with(shows(supporting(to)))
            .with(shows_round(ProgrammeTerms { preference, ..terms() }))
            .when(Command::ShortlistCandidate(asked))
            .event();
        let Event::CandidateShortlisted(listed) = event else { panic!("{event:?}") };
        listed
    };
    let enough = list("2021-09-01");
    let expected =
        Preference { effect: PreferenceEffect::Points, amount: Some(2), months: 12, facts: vec![fact(9950)] };
    assert_eq!(enough.preference, Some(expected));
    let short = list("2021-08-31");
    assert_eq!(short.preference, None);
    let noted: Vec<_> = short.rules.iter().map(|rule| (rule.rule.as_str(), rule.satisfied)).collect();
    assert_eq!(noted, [("R-35", false)], "that it was looked at is kept");
}

#[test]
fn a_rule_that_a_document_switched_off_asks_nothing_and_is_not_named() {
    let off = |rule: &str| {
        RegisterEvent::RuleSuspended(SuspendRule { rule: rule.to_owned(), from: on("2022-01-01") })
    };
    let ask = || Command::ConfirmCandidate(taken("2022-06-07"));
    let story = || given::<Candidacy>(up_to(S::Notice)).with(world(Some(("2022-01-01", "2024-01-01"))));
    story().when(ask()).refuses("NOTICE_TOO_SHORT");
    let without = |rules: &'static [&'static str]| {
        story().with(move |witness: &mut Witness| {
            for rule in rules {
                witness.rules.evolve(&off(rule), crate::Origin { position: 1, id: fact(1) });
            }
        })
    };
    without(&["R-25"]).when(ask()).refuses("ETHICS_BAR_ACTIVE");
    let event = without(&["R-25", "R-01", "R-21"]).when(ask()).event();
    let Event::CandidateConfirmed(confirmed) = event else { panic!("{event:?}") };
    assert_eq!((confirmed.rules.len(), confirmed.findings.len()), (0, 0));
}

#[test]
fn a_notice_in_a_year_without_a_calendar_says_so() {
    let stages = |text: &str| text.replace("2022", "2035");
    let later = |event: Event| -> Event {
        let (kind, _, body) = Candidacy::write(&event).unwrap();
        Candidacy::read(kind, &stages(&body)).unwrap()
    };
    let history: Vec<_> = up_to(S::Notice).into_iter().map(later).collect();
    let event = given::<Candidacy>(history)
        .with(world(None))
        .when(Command::ConfirmCandidate(taken("2035-07-20")))
        .event();
    let Event::CandidateConfirmed(confirmed) = event else { panic!("{event:?}") };
    assert_eq!(confirmed.calendar_unknown, [2035]);
}
