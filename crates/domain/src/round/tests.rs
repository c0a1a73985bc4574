use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Origin, ProgrammeId, Refusal, VoidEntry,
    policy::ProgrammeStage,
    programme::{LaunchProgramme, Naming, Programme, ProgrammeEvent, ProgrammeTerms, ReviseProgramme},
    testing::{day, fact, given, on, survives_the_wire, told},
    witness::Witness,
};

type Event = RoundEvent;
type Command = RoundCommand;

const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(7));

fn naming(zh: &str) -> Naming {
    Naming { zh: zh.to_owned(), en: "Batch 2".to_owned() }
}

fn terms(notice: u32) -> ProgrammeTerms {
    let stages = vec![ProgrammeStage::Nominated, ProgrammeStage::Notice, ProgrammeStage::Confirmed];
    ProgrammeTerms { stages, notice_working_days: Some(notice), ..ProgrammeTerms::default() }
}

/// A programme launched in 2021 and revised from 2022-04-01.
fn shows_programme(witness: &mut Witness) {
    let launch = LaunchProgramme {
        slug: "reserve-principals".to_owned(),
        name: naming("后备校长"),
        family: None,
        role: "RESERVE_PRINCIPALS".to_owned(),
        terms: terms(5),
        from: on("2021-01-01"),
    };
    let revision = ReviseProgramme { terms: terms(7), from: on("2022-04-01") };
    let events = [ProgrammeEvent::ProgrammeLaunched(launch), ProgrammeEvent::ProgrammeRevised(revision)];
    witness.programmes.insert(PROGRAMME, told::<Programme>(101, events));
}

fn open(opens: &str, closes: Option<&str>) -> OpenRound {
    OpenRound {
        programme: PROGRAMME,
        name: naming("第二批"),
        batch: Some(2),
        opens_on: on(opens),
        closes_on: closes.map(on),
    }
}

fn opened(opens: &str, closes: Option<&str>, notice: u32) -> Event {
    Event::RoundOpened(Box::new(Opening {
        programme: PROGRAMME,
        role: "RESERVE_PRINCIPALS".to_owned(),
        name: naming("第二批"),
        batch: Some(2),
        opens_on: on(opens),
        closes_on: closes.map(on),
        terms: terms(notice),
    }))
}

#[test]
fn a_round_carries_the_terms_in_force_when_it_opens() {
    for (opens, notice) in [("2022-03-31", 5), ("2022-04-01", 7)] {
        given::<Round>([])
            .with(shows_programme)
            .when(Command::OpenRound(open(opens, None)))
            .then([opened(opens, None, notice)]);
    }
}

#[test]
fn a_round_opens_once_under_a_programme_in_force() {
    let ask = |opens: &str| Command::OpenRound(open(opens, None));
    let refusal = given::<Round>([opened("2022-03-01", None, 5)])
        .with(shows_programme)
        .when(ask("2022-03-01"))
        .refuses("ROUND_ALREADY_OPENED");
    assert_eq!(refusal.facts(), [fact(1)]);
    given::<Round>([]).when(ask("2022-03-01")).refuses("ROUND_PROGRAMME_UNKNOWN");
    let refusal = given::<Round>([])
        .with(shows_programme)
        .when(ask("2020-12-31"))
        .refuses("ROUND_PROGRAMME_NOT_IN_FORCE");
    assert_eq!(refusal.facts(), [fact(101)]);
    let nameless = OpenRound { name: naming(""), ..open("2022-03-01", None) };
    given::<Round>([]).with(shows_programme).when(Command::OpenRound(nameless)).refuses("ROUND_NAME_BLANK");
}

#[test]
fn a_round_closes_after_it_opened_and_once() {
    let close = |text: &str| Command::CloseRound(CloseRound { on: on(text) });
    let story = || given::<Round>([opened("2022-03-01", Some("2022-04-01"), 5)]);
    story().when(close("2022-05-01")).then([Event::RoundClosed(CloseRound { on: on("2022-05-01") })]);
    story().when(close("2022-03-01")).refuses("ROUND_CLOSES_BEFORE_OPENING");
    given::<Round>([])
        .with(shows_programme)
        .when(Command::OpenRound(open("2022-03-01", Some("2022-03-01"))))
        .refuses("ROUND_CLOSES_BEFORE_OPENING");
    given::<Round>([]).when(close("2022-05-01")).refuses("ROUND_NOT_OPENED");
    given::<Round>([opened("2022-03-01", None, 5), Event::RoundClosed(CloseRound { on: on("2022-05-01") })])
        .when(close("2022-06-01"))
        .refuses("ROUND_ALREADY_CLOSED");
}

#[test]
fn the_days_of_nomination_are_as_announced_until_the_round_is_closed() {
    let announced: Round = told(1, [opened("2022-03-01", Some("2022-04-01"), 5)]);
    assert!(announced.is_open_on(day("2022-03-31")) && !announced.is_open_on(day("2022-04-01")));
    let mut closed = announced.clone();
    closed.evolve(
        &Event::RoundClosed(CloseRound { on: on("2022-05-01") }),
        Origin { position: 2, id: fact(2) },
    );
    assert!(closed.is_open_on(day("2022-04-30")) && !closed.is_open_on(day("2022-05-01")));
}

#[test]
fn a_unit_pools_places_and_a_place_is_given_back_only_by_who_holds_it() {
    let pool = |places| PoolRoundPlaces {
        organisation: crate::OrganisationId(uuid::Uuid::from_u128(77)),
        places,
        on: on("2022-03-02"),
    };
    let story = || given::<Round>([opened("2022-03-01", None, 5)]).with(crate::testing::shows_unit(77));
    story().when(Command::PoolPlaces(pool(2))).then([Event::RoundPlacesPooled(pool(2))]);
    story().when(Command::PoolPlaces(pool(0))).refuses("ROUND_NOTHING_POOLED");
    given::<Round>([]).when(Command::PoolPlaces(pool(2))).refuses("ROUND_NOT_OPENED");
    given::<Round>([opened("2022-03-01", None, 5)])
        .when(Command::PoolPlaces(pool(2)))
        .refuses("ROUND_UNIT_UNKNOWN");
    let candidacy = crate::CandidacyId(uuid::Uuid::from_u128(31));
    let take = TakeRoundPlace { candidacy, on: on("2022-06-20") };
    let give = GiveBackRoundPlace { candidacy, on: on("2022-07-01") };
    let taken = Event::RoundPlaceTaken(take.clone());
    let full = || given::<Round>([opened("2022-03-01", None, 5), Event::RoundPlacesPooled(pool(1))]);
    full().when(Command::TakePlace(take)).then([taken.clone()]);
    full().when(Command::GiveBackPlace(give.clone())).refuses("PLACE_NOT_HELD");
    given::<Round>([opened("2022-03-01", None, 5), taken.clone()])
        .when(Command::GiveBackPlace(give.clone()))
        .then([Event::RoundPlaceGivenBack(give.clone())]);
    let round: Round = told(1, [opened("2022-03-01", None, 5), taken, Event::RoundPlaceGivenBack(give)]);
    assert_eq!((round.places(), round.taken(), round.held().len()), (None, 0, 1));
}

proptest! {
    #[test]
    fn any_history_folds_and_any_event_survives_the_wire(
        events in prop::collection::vec((any::<bool>(), 0..28_u32), 0..8)
    ) {
        let mut round = Round::default();
        for (position, (opens, at)) in (1..).zip(&events) {
            let text = format!("2022-03-{:02}", at + 1);
            let event = if *opens { opened(&text, None, *at) } else { Event::RoundClosed(CloseRound { on: on(&text) }) };
            survives_the_wire::<Round>(&event);
            round.evolve(&event, Origin { position, id: fact(position.unsigned_abs().into()) });
        }
        prop_assert_eq!(round.nomination().is_some(), events.iter().any(|(opens, _)| *opens));
    }
}

fn void(number: u128) -> VoidEntry {
    VoidEntry { voids: fact(number), reason: "截止日期录错".to_owned() }
}

#[test]
fn a_round_closed_by_mistake_is_open_again_and_the_opening_stays() {
    let closed = Event::RoundClosed(CloseRound { on: on("2022-04-01") });
    let history = [opened("2022-03-01", None, 5), closed];
    let voided = || Event::RoundEventVoided(void(2));
    given::<Round>(history.clone()).when(Command::VoidRoundEvent(void(2))).then([voided()]);
    given::<Round>(history.clone()).when(Command::VoidRoundEvent(void(1))).refuses("ENTRY_BEGINNING_STAYS");
    let again: Round = told(1, history.into_iter().chain([voided()]));
    assert!(again.is_open_on(day("2022-05-01")) && again.closed().is_none());
    survives_the_wire::<Round>(&voided());
}

#[test]
fn pooled_places_stay_while_more_candidates_hold_one_than_would_be_left() {
    let share = |unit: u128| {
        let organisation = crate::OrganisationId(Uuid::from_u128(unit));
        Event::RoundPlacesPooled(PoolRoundPlaces { organisation, places: 1, on: on("2022-03-02") })
    };
    let taken = |candidacy: u128| {
        let candidacy = crate::CandidacyId(Uuid::from_u128(candidacy));
        Event::RoundPlaceTaken(TakeRoundPlace { candidacy, on: on("2022-05-01") })
    };
    let history = [opened("2022-03-01", None, 5), share(21), share(22), taken(31)];
    let ask = |number| Command::VoidRoundEvent(void(number));
    given::<Round>(history.clone()).when(ask(4)).refuses("ENTRY_FOLLOWS_ANOTHER");
    given::<Round>(history.clone()).when(ask(2)).then([Event::RoundEventVoided(void(2))]);
    let full = history.into_iter().chain([taken(32)]);
    let refusal = given::<Round>(full).when(ask(2)).refuses("ENTRY_STILL_NEEDED");
    assert_eq!(refusal.facts(), [fact(2), fact(5)]);
}
