use super::*;
use crate::{
    teacher::{conduct::ConductCommand, post::PostCommand},
    testing::day,
};

fn imposes(from: &str, until: &str) -> TeacherCommand {
    TeacherCommand::Conduct(ConductCommand::ImposeBar(bar(from, until)))
}

fn lifts(number: u128, from: Option<&str>) -> TeacherCommand {
    TeacherCommand::Conduct(ConductCommand::LiftBar(lift(number, from)))
}

#[test]
fn a_bar_lasts_at_least_twenty_four_months() {
    let refusal = story([]).when(imposes("2020-03-31", "2022-02-28")).refuses("BAR_TOO_SHORT");
    assert!(refusal.zh().contains("2022-03-31"));
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-01"));
    story([]).when(imposes("2020-03-01", "2022-03-01")).then([barred("2020-03-01", "2022-03-01")]);
    story([]).when(imposes("2020-02-29", "2022-02-27")).refuses("BAR_TOO_SHORT");
    story([]).when(imposes("2020-02-29", "2022-02-28")).then([barred("2020-02-29", "2022-02-28")]);
}

#[test]
fn a_bar_is_lifted_only_when_there_is_one_and_not_before_it_began() {
    let under_bar = || story([barred("2020-03-01", "2022-03-01")]);
    under_bar().when(lifts(3, None)).then([ConductEvent::BarLifted(lift(3, None)).into()]);
    under_bar().when(lifts(3, Some("2020-02-29"))).refuses("ENDS_BEFORE_START");
    under_bar().when(lifts(2, None)).refuses("BAR_UNKNOWN");
}

#[test]
fn a_title_is_not_granted_on_any_day_of_a_bar() {
    let under_bar = || story([barred("2020-03-01", "2022-03-01")]);
    let grants = |from| TeacherCommand::Post(PostCommand::GrantTitle(title(Title::Senior, from)));
    let refusal = under_bar().when(grants("2022-02-28")).refuses("ETHICS_BAR_ACTIVE");
    assert_eq!(refusal.facts(), [fact(3)]);
    let granted = |from| {
        PostEvent::TitleGranted(GrantTitle { rules: vec![met("R-01")], ..title(Title::Senior, from) }).into()
    };
    under_bar().when(grants("2022-03-01")).then([granted("2022-03-01")]);
    under_bar().when(grants("2020-02-29")).then([granted("2020-02-29")]);
}

#[test]
fn an_honour_conferred_before_a_bar_was_known_stays_and_is_flagged() {
    let honour = HonourEvent::HonourConferred(conferral("市优秀教师", "2021-09-10")).into();
    let late = teacher([honour, barred("2021-03-01", "2023-03-01")]);
    assert_eq!(late.timeline().honours.on(day("2022-01-01")).count(), 1);
    let flags: Vec<_> =
        late.timeline().contradictions().iter().map(|found| (found.fact, found.with, found.how)).collect();
    assert_eq!(flags, [(fact(3), fact(4), "HONOUR_UNDER_BAR")]);
}
