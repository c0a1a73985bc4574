use proptest::prelude::*;

use super::*;
use crate::{
    Claim, Decider, Origin, Refusal,
    policy::{CountDefinition, ProgrammeStage},
    testing::{day, fact, given, on, survives_the_wire, told},
};

type Event = ProgrammeEvent;
type Command = ProgrammeCommand;

fn terms(notice: u32) -> ProgrammeTerms {
    ProgrammeTerms {
        stages: vec![ProgrammeStage::Nominated, ProgrammeStage::Notice, ProgrammeStage::Confirmed],
        notice_working_days: Some(notice),
        ..ProgrammeTerms::default()
    }
}

fn naming(zh: &str) -> Naming {
    Naming { zh: zh.to_owned(), en: "Reserve principals".to_owned() }
}

fn launch() -> LaunchProgramme {
    LaunchProgramme {
        slug: "reserve-principals".to_owned(),
        name: naming("后备校长"),
        family: Some(naming("莞邑良师")),
        role: "RESERVE_PRINCIPALS".to_owned(),
        terms: terms(5),
        from: on("2021-01-01"),
    }
}

fn launched() -> Event {
    Event::ProgrammeLaunched(launch())
}

fn target(number: u32, definition: CountDefinition) -> SetProgrammeTarget {
    SetProgrammeTarget {
        number,
        definition,
        deadline: on("2023-01-01"),
        deadline_inferred: true,
        owner: None,
        sentence: Some("S-35".to_owned()),
        quote: Some("120名后备校长人才".to_owned()),
        metric: Some("M-25".to_owned()),
    }
}

#[test]
fn a_programme_is_launched_once_with_a_sound_path() {
    given::<Programme>([]).when(Command::LaunchProgramme(launch())).then([launched()]);
    let refusal = given::<Programme>([launched()])
        .when(Command::LaunchProgramme(launch()))
        .refuses("PROGRAMME_ALREADY_LAUNCHED");
    assert_eq!(refusal.facts(), [fact(1)]);
    let nameless = LaunchProgramme { name: naming(" "), ..launch() };
    given::<Programme>([]).when(Command::LaunchProgramme(nameless)).refuses("PROGRAMME_NAME_BLANK");
    for stages in [
        vec![],
        vec![ProgrammeStage::Confirmed],
        vec![ProgrammeStage::Nominated, ProgrammeStage::Frozen],
        vec![ProgrammeStage::Nominated, ProgrammeStage::Confirmed, ProgrammeStage::Notice],
    ] {
        let unsound = LaunchProgramme { terms: ProgrammeTerms { stages, ..terms(5) }, ..launch() };
        given::<Programme>([]).when(Command::LaunchProgramme(unsound)).refuses("PROGRAMME_PATH_UNSOUND");
    }
}

#[test]
fn its_slug_is_claimed() {
    let slug = Claim::Take { scope: "programme-slug", text: "reserve-principals".to_owned(), ever: false };
    assert_eq!(Programme::default().claims(&launched()), [slug]);
}

#[test]
fn a_revision_holds_from_its_day_and_leaves_earlier_days_alone() {
    let revise = |days, from: &str| ReviseProgramme { terms: terms(days), from: on(from) };
    let revised = Event::ProgrammeRevised(revise(7, "2022-01-01"));
    given::<Programme>([launched()])
        .when(Command::ReviseProgramme(revise(7, "2022-01-01")))
        .then([revised.clone()]);
    let programme: Programme = told(1, [launched(), revised]);
    let days = |text: &str| programme.terms_on(day(text)).and_then(|step| step.value.notice_working_days);
    assert_eq!((days("2020-12-31"), days("2021-12-31"), days("2022-01-01")), (None, Some(5), Some(7)));
}

#[test]
fn a_revision_says_something_new_about_a_programme_that_exists() {
    let revise =
        |days, from: &str| Command::ReviseProgramme(ReviseProgramme { terms: terms(days), from: on(from) });
    given::<Programme>([]).when(revise(7, "2022-01-01")).refuses("PROGRAMME_NOT_LAUNCHED");
    given::<Programme>([launched()]).when(revise(5, "2022-01-01")).refuses("PROGRAMME_NO_CHANGE");
    given::<Programme>([launched()]).when(revise(7, "2020-12-31")).refuses("PROGRAMME_REVISED_BEFORE_LAUNCH");
}

#[test]
fn a_later_target_keeps_the_one_before() {
    let set = |number| Event::ProgrammeTargetSet(target(number, CountDefinition::Confirmed));
    given::<Programme>([launched()])
        .when(Command::SetProgrammeTarget(target(120, CountDefinition::Confirmed)))
        .then([set(120)]);
    let programme: Programme = told(1, [launched(), set(120), set(130)]);
    assert_eq!(programme.target().map(|fact| (fact.target.number, fact.by)), Some((130, fact(3))));
    assert_eq!(programme.targets().len(), 2);
    let again = Command::SetProgrammeTarget(target(120, CountDefinition::Confirmed));
    given::<Programme>([launched(), set(120)]).when(again).refuses("PROGRAMME_NO_CHANGE");
}

#[test]
fn a_target_counts_somebody_at_a_stage_the_programme_has() {
    let ask = |number, definition| Command::SetProgrammeTarget(target(number, definition));
    given::<Programme>([launched()])
        .when(ask(0, CountDefinition::Confirmed))
        .refuses("PROGRAMME_TARGET_OF_NOBODY");
    given::<Programme>([launched()])
        .when(ask(120, CountDefinition::InTerm))
        .refuses("PROGRAMME_TARGET_NOT_COUNTABLE");
}

fn any_event() -> impl Strategy<Value = Event> {
    (0..3_usize, 0..2000_u64, 0..9_u32, 0..5_usize).prop_map(|(which, days, number, count)| {
        let from = day("2020-01-01").checked_add_days(chrono::Days::new(days)).unwrap().into();
        match which {
            0 => Event::ProgrammeLaunched(LaunchProgramme { from, terms: terms(number), ..launch() }),
            1 => Event::ProgrammeRevised(ReviseProgramme { terms: terms(number), from }),
            _ => Event::ProgrammeTargetSet(SetProgrammeTarget {
                deadline: from,
                ..target(number, CountDefinition::ALL[count])
            }),
        }
    })
}

proptest! {
    #[test]
    fn any_history_folds_and_any_event_survives_the_wire(events in prop::collection::vec(any_event(), 0..12)) {
        let mut programme = Programme::default();
        for (position, event) in (1..).zip(&events) {
            survives_the_wire::<Programme>(event);
            programme.evolve(event, Origin { position, id: fact(position.unsigned_abs().into()) });
        }
        let periods: Vec<_> = programme.terms().map(|(period, _)| period).collect();
        prop_assert!(periods.windows(2).all(|pair| pair[0].to == Some(pair[1].from)));
    }
}
