use std::collections::BTreeMap;

use super::*;
use crate::testing::{fact, given, on, survives_the_wire};
use crate::{
    metrics::MetricBook,
    policy::{Label, MetricVersion},
};

fn on_from(rule: &str, version: u16, from: &str, parameters: &[(&str, i64)]) -> ActivateRule {
    let parameters: BTreeMap<_, _> =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    ActivateRule { rule: rule.to_owned(), version, from: on(from), parameters }
}

fn off_from(rule: &str, from: &str) -> SuspendRule {
    SuspendRule { rule: rule.to_owned(), from: on(from) }
}

fn instrument(title: &str) -> Instrument {
    Instrument {
        title: title.to_owned(),
        from: on("2022-05-01"),
        to: None,
        rules: vec!["R-01".to_owned()],
        sentences: vec!["S-26".to_owned()],
    }
}

#[test]
fn a_rule_is_switched_by_a_document_only() {
    let asked = on_from("R-01", 1, "2022-01-01", &[]);
    given::<Register>([]).when(RegisterCommand::ActivateRule(asked.clone())).refuses("RULE_DOCUMENT_MISSING");
    given::<Register>([])
        .by("东教〔2022〕12号", None)
        .when(RegisterCommand::ActivateRule(asked.clone()))
        .then([RegisterEvent::RuleActivated(asked)]);
}

#[test]
fn only_a_rule_a_version_and_a_number_of_the_files_can_be_switched() {
    let refuses = |asked, code: &str| {
        given::<Register>([]).by("1号", None).when(RegisterCommand::ActivateRule(asked)).refuses(code);
    };
    refuses(on_from("R-00", 1, "2022-01-01", &[]), "RULE_UNKNOWN");
    refuses(on_from("R-01", 9, "2022-01-01", &[]), "RULE_VERSION_UNKNOWN");
    refuses(on_from("R-01", 1, "2022-01-01", &[("years", 3)]), "RULE_PARAMETER_UNKNOWN");
}

#[test]
fn what_holds_by_the_way_the_registry_is_built_is_not_switched_off() {
    given::<Register>([])
        .by("1号", None)
        .when(RegisterCommand::SuspendRule(off_from("R-90", "2022-02-01")))
        .refuses("RULE_BUILT_IN");
}

#[test]
fn what_is_off_cannot_be_switched_off_and_what_is_on_not_in_the_same_way_again() {
    let off = RegisterEvent::RuleSuspended(off_from("R-01", "2022-01-01"));
    given::<Register>([off])
        .by("1号", None)
        .when(RegisterCommand::SuspendRule(off_from("R-01", "2022-02-01")))
        .refuses("RULE_ALREADY_SWITCHED");
    let asked = on_from("R-01", 1, "2022-01-01", &[("bar_months_at_least", 36)]);
    given::<Register>([RegisterEvent::RuleActivated(asked.clone())])
        .by("1号", None)
        .when(RegisterCommand::ActivateRule(ActivateRule { from: on("2022-03-01"), ..asked }))
        .refuses("RULE_ALREADY_SWITCHED");
}

#[test]
fn an_instrument_is_issued_once_and_names_the_rules_that_rest_on_it() {
    let asked = instrument("高层次人才引进和提升实施办法");
    let command = RegisterCommand::IssueInstrument(asked.clone());
    given::<Register>([])
        .by("1号", None)
        .when(command.clone())
        .then([RegisterEvent::InstrumentIssued(asked.clone())]);
    let refusal = given::<Register>([RegisterEvent::InstrumentIssued(asked.clone())])
        .by("1号", None)
        .when(command)
        .refuses("INSTRUMENT_ALREADY_ISSUED");
    assert_eq!(refusal, RegisterRefusal::InstrumentAlreadyIssued { fact: fact(1) });
    let refuses = |asked, code: &str| {
        given::<Register>([]).by("1号", None).when(RegisterCommand::IssueInstrument(asked)).refuses(code);
    };
    refuses(Instrument { rules: vec!["R-00".to_owned()], ..asked.clone() }, "RULE_UNKNOWN");
    refuses(Instrument { to: Some(on("2022-05-01")), ..asked }, "INSTRUMENT_PERIOD_REVERSED");
    refuses(instrument(" "), "INSTRUMENT_TITLE_BLANK");
}

#[test]
fn every_event_is_read_back_as_it_was_written() {
    survives_the_wire::<Register>(&RegisterEvent::RuleActivated(on_from("R-01", 1, "2022", &[("years", 3)])));
    survives_the_wire::<Register>(&RegisterEvent::RuleSuspended(off_from("R-01", "2022-02")));
    survives_the_wire::<Register>(&RegisterEvent::InstrumentIssued(instrument("办法")));
}

fn version(number: u16, from: &str) -> MetricVersion {
    let book = MetricBook::default();
    let known = book.find("M-05").unwrap().versions[0].version.clone();
    MetricVersion { version: number, from: on(from).day, ..known }
}

fn define(metric: &str, number: u16) -> DefineMetric {
    let name = Label::new("镇街骨干占比", "Share of backbone teachers");
    let (metric, sentences) = (metric.to_owned(), vec!["S-48".to_owned()]);
    DefineMetric { metric, name, sentences, version: Box::new(version(number, "2022-01-01")) }
}

#[test]
fn a_metric_is_defined_once_and_by_a_document() {
    let asks = |define| RegisterCommand::DefineMetric(define);
    given::<Register>([]).when(asks(define("M-95", 1))).refuses("RULE_DOCUMENT_MISSING");
    let story = || given::<Register>([]).by("东教〔2022〕31号", None);
    story().when(asks(define("M-95", 1))).then([RegisterEvent::MetricDefined(define("M-95", 1))]);
    story().when(asks(define("M-02", 1))).refuses("METRIC_ALREADY_DEFINED");
    story().when(asks(define("M-95", 2))).refuses("METRIC_VERSION_OUT_OF_TURN");
}

#[test]
fn a_metric_is_revised_by_the_next_version_that_begins_later() {
    let revise = |metric: &str, number, from| ReviseMetric {
        metric: metric.to_owned(),
        version: Box::new(version(number, from)),
    };
    let asks = |revise| RegisterCommand::ReviseMetric(revise);
    let story = || given::<Register>([]).by("东教〔2022〕32号", None);
    let second = revise("M-05", 2, "2022-09-01");
    story().when(asks(second.clone())).then([RegisterEvent::MetricRevised(second)]);
    story().when(asks(revise("M-05", 3, "2022-09-01"))).refuses("METRIC_VERSION_OUT_OF_TURN");
    story().when(asks(revise("M-05", 2, "2016-01-01"))).refuses("METRIC_VERSION_TOO_EARLY");
    story().when(asks(revise("M-99", 2, "2022-09-01"))).refuses("METRIC_UNKNOWN");
}

#[test]
fn what_is_defined_is_found_in_the_book_with_the_event_that_says_so() {
    let register = crate::testing::told::<Register>(7, [RegisterEvent::MetricDefined(define("M-95", 1))]);
    let book = register.metric_book();
    let metric = book.find("M-95").unwrap();
    assert_eq!((metric.last(), metric.versions[0].by), (1, Some(fact(7))));
    survives_the_wire::<Register>(&RegisterEvent::MetricDefined(define("M-95", 1)));
}
