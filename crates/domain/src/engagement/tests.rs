use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, Refusal, TeacherId, VoidEntry,
    testing::{
        day, fact, given, in_service, on, shows_teacher, shows_unit, survives_the_wire, teacher, told,
    },
};

type Command = EngagementCommand;
type Event = EngagementEvent;

fn start(category: EngagementCategory) -> StartEngagement {
    StartEngagement {
        teacher: TeacherId(Uuid::from_u128(42)),
        category,
        organisation: OrganisationId(Uuid::from_u128(7)),
        stage: None,
        subject: Some("21".to_owned()),
        from: on("2022-03-01"),
        to: on("2023-03-01"),
        achievements: vec!["省级非遗传承人".to_owned()],
        rules: Vec::new(),
    }
}

#[test]
fn an_artist_is_from_outside_and_shows_what_was_achieved() {
    let story = |serves: Option<u128>| {
        let person = teacher(None, None);
        let person = match serves {
            Some(unit) => in_service(person, unit, "2010-09-01"),
            None => person,
        };
        given::<Engagement>([]).with(shows_unit(7)).with(shows_teacher(42, person))
    };
    let artist = start(EngagementCategory::Artist);
    let Event::EngagementStarted(started) =
        story(None).when(Command::StartEngagement(artist.clone())).event()
    else {
        unreachable!("it was started")
    };
    let judged: Vec<_> = started.rules.iter().map(|rule| (rule.rule.as_str(), rule.satisfied)).collect();
    assert_eq!(judged, [("R-01", true), ("R-53", true)]);
    assert_eq!(StartEngagement { rules: Vec::new(), ..started }, artist);
    let bare = StartEngagement { achievements: vec![" ".to_owned()], ..artist.clone() };
    let refusal = story(None).when(Command::StartEngagement(bare)).refuses("ENGAGEMENT_ACHIEVEMENT_MISSING");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-53"));
    let refusal = story(Some(8)).when(Command::StartEngagement(artist)).refuses("ENGAGEMENT_ON_THE_STAFF");
    assert_eq!(refusal.facts(), [fact(9900)]);
}

#[test]
fn a_special_researcher_keeps_another_unit() {
    let story = |person| given::<Engagement>([]).with(shows_unit(7)).with(shows_teacher(42, person));
    let asked = || Command::StartEngagement(start(EngagementCategory::SpecialResearcher));
    story(in_service(teacher(None, None), 8, "2010-09-01")).when(asked()).event();
    story(in_service(teacher(None, None), 7, "2010-09-01")).when(asked()).refuses("ENGAGEMENT_OWN_UNIT");
    story(teacher(None, None)).when(asked()).refuses("ENGAGEMENT_NO_HOME_UNIT");
    let barred = in_service(teacher(None, Some(("2022-01-01", "2024-01-01"))), 8, "2010-09-01");
    story(barred).when(asked()).refuses("ENGAGEMENT_BARRED");
}

#[test]
fn a_term_is_lengthened_and_may_end_early() {
    let started = Event::EngagementStarted(start(EngagementCategory::Athlete));
    let renew = |to: &str| Command::RenewEngagement(RenewEngagement { to: on(to), rules: Vec::new() });
    let story = || given::<Engagement>([started.clone()]).with(shows_teacher(42, teacher(None, None)));
    story().when(renew("2024-03-01")).event();
    story().when(renew("2023-03-01")).refuses("ENGAGEMENT_NOT_LONGER");
    let ended = EndEngagement { on: on("2022-09-01"), reason: "本人辞聘".to_owned() };
    story().when(Command::EndEngagement(ended.clone())).then([Event::EngagementEnded(ended.clone())]);
    let engagement: Engagement = told(1, [started.clone(), Event::EngagementEnded(ended.clone())]);
    assert_eq!(engagement.period().and_then(|period| period.to), Some(day("2022-09-01")));
    given::<Engagement>([started.clone(), Event::EngagementEnded(ended.clone())])
        .when(Command::EndEngagement(ended))
        .refuses("ENGAGEMENT_NOT_ON");
    survives_the_wire::<Engagement>(&started);
}

#[test]
fn an_end_entered_by_mistake_is_taken_away_and_the_term_holds_again() {
    let void = VoidEntry { voids: fact(2), reason: "录入有误".to_owned() };
    let ended = EndEngagement { on: on("2022-09-01"), reason: "本人辞聘".to_owned() };
    let history =
        [Event::EngagementStarted(start(EngagementCategory::Athlete)), Event::EngagementEnded(ended)];
    let first = VoidEntry { voids: fact(1), ..void.clone() };
    given::<Engagement>(history.clone())
        .when(Command::VoidEngagementEvent(first))
        .refuses("ENTRY_STILL_NEEDED");
    given::<Engagement>(history.clone())
        .when(Command::VoidEngagementEvent(void.clone()))
        .then([Event::EngagementEventVoided(void.clone())]);
    let again: Engagement = told(1, history.into_iter().chain([Event::EngagementEventVoided(void)]));
    assert_eq!(again.period().and_then(|period| period.to), Some(day("2023-03-01")));
    assert_eq!((again.by(), again.ended()), (&[fact(1)][..], None));
}
