use std::collections::BTreeMap;

use super::*;
use crate::{
    Decider, Refusal, Stamp,
    policy::RuleOutcome,
    register::{ActivateRule, Register, RegisterEvent, SuspendRule},
    testing::{day, fact, on, told},
};

fn stamp(explanations: &[(&str, &str)]) -> Stamp {
    Stamp {
        actor: "tester".to_owned(),
        acting_for: None,
        today: day("2022-06-30"),
        correlation: uuid::Uuid::nil(),
        causation: None,
        explanations: explanations
            .iter()
            .map(|(rule, text)| ((*rule).to_owned(), (*text).to_owned()))
            .collect(),
        document: None,
    }
}

fn switched_on(rule: &str, from: &str, parameters: &[(&str, i64)]) -> RegisterEvent {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    RegisterEvent::RuleActivated(ActivateRule {
        rule: rule.to_owned(),
        version: 1,
        from: on(from),
        parameters,
    })
}

fn switched_off(rule: &str, from: &str) -> RegisterEvent {
    RegisterEvent::RuleSuspended(SuspendRule { rule: rule.to_owned(), from: on(from) })
}

fn book(events: impl IntoIterator<Item = RegisterEvent>) -> Rulebook {
    told::<Register>(1, events).rulebook()
}

#[test]
fn a_rule_judges_from_the_first_day_of_its_version_and_not_before() {
    let book = Rulebook::default();
    assert_eq!(book.in_force("R-01", day("2018-11-07")), None);
    let judge = book.in_force("R-01", day("2018-11-08")).unwrap();
    assert_eq!((judge.version.version, judge.number("bar_months_at_least"), judge.by), (1, Some(24), None));
    assert_eq!(book.in_force("R-00", day("2022-01-01")), None);
}

#[test]
fn a_block_is_refused_in_the_words_of_its_file_with_the_facts() {
    let (book, stamp) = (Rulebook::default(), stamp(&[]));
    let mut judging = book.judging(&stamp, day("2022-03-01"));
    let refusal = judging.hold("R-01", false, vec![fact(7)]).unwrap_err();
    assert_eq!((refusal.code(), refusal.facts()), ("ETHICS_BAR_ACTIVE", vec![fact(7)]));
    assert_eq!(refusal.rule().map(|rule| (rule.id, rule.version)), Some(("R-01", 1)));
    assert!(refusal.zh().contains("师德处理影响期"));
}

#[test]
fn a_warning_asks_why_and_the_answer_is_kept() {
    let (book, silent) = (Rulebook::default(), stamp(&[("R-23", " ")]));
    let refusal = book.judging(&silent, day("2022-03-01")).hold("R-23", false, vec![]).unwrap_err();
    assert_eq!(refusal.code(), "EXPLANATION_REQUIRED");
    let explained = stamp(&[("R-23", "新设工作室")]);
    let mut judging = book.judging(&explained, day("2022-03-01"));
    judging.hold("R-23", false, vec![]).unwrap();
    let expected = AppliedRule {
        rule: "R-23".to_owned(),
        version: 1,
        outcome: RuleOutcome::Warn,
        satisfied: false,
        explanation: Some("新设工作室".to_owned()),
    };
    assert_eq!(judging.applied(), [expected]);
}

#[test]
fn a_report_never_stands_in_the_way_and_is_noted() {
    let (book, stamp) = (Rulebook::default(), stamp(&[]));
    let mut judging = book.judging(&stamp, day("2022-03-01"));
    judging.hold("R-22", false, vec![]).unwrap();
    judging.hold("R-01", true, vec![]).unwrap();
    let noted: Vec<_> = judging.applied().into_iter().map(|rule| (rule.rule, rule.satisfied)).collect();
    assert_eq!(noted, [("R-22".to_owned(), false), ("R-01".to_owned(), true)]);
}

#[test]
fn a_rule_that_was_switched_off_asks_nothing_from_that_day_and_judges_again_when_switched_on() {
    let book = book([
        switched_off("R-01", "2022-01-01"),
        switched_on("R-01", "2022-06-01", &[("bar_months_at_least", 36)]),
    ]);
    let number =
        |text: &str| book.in_force("R-01", day(text)).map(|judge| judge.number("bar_months_at_least"));
    assert_eq!(number("2021-12-31"), Some(Some(24)));
    assert_eq!(number("2022-03-01"), None);
    assert_eq!(number("2022-06-01"), Some(Some(36)));
    let stamp = stamp(&[]);
    let mut judging = book.judging(&stamp, day("2022-03-01"));
    assert_eq!(judging.hold("R-01", false, vec![]), Ok(()));
    assert_eq!(judging.applied(), []);
}

#[test]
fn every_rule_of_the_files_is_there_once() {
    let mut ids = BTreeMap::new();
    for file in Rulebook::files() {
        assert_eq!(ids.insert(&file.id, &file.code), None, "{} stands in two files", file.id);
    }
    assert!(ids.len() >= 6);
}

#[test]
fn what_the_register_stores_is_read_back() {
    for event in
        [switched_on("R-01", "2022-06", &[("bar_months_at_least", 36)]), switched_off("R-01", "2022")]
    {
        let (kind, _, body) = Register::write(&event).unwrap();
        assert_eq!(Register::read(kind, &body).unwrap(), event);
    }
}
