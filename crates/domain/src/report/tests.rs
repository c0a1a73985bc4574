use super::*;
use crate::{
    code::{Basis, Staffing},
    register::{ActivateRule, Register, RegisterEvent},
    testing::{Given, day, fact, given, on, told},
};

fn figure(value: i64) -> PublishReport {
    let question = ReportQuestion {
        basis: Some(Basis::Establishment),
        staffing: Some(Staffing::Established),
        ..ReportQuestion::default()
    };
    PublishReport {
        title: "2022年度教师统计".to_owned(),
        metric: ReportMetric::Headcount,
        question,
        as_of: day("2022-12-31"),
        known: 4155,
        value,
        of: None,
        members: "a".repeat(64),
        rules: Vec::new(),
    }
}

fn published() -> ReportEvent {
    ReportEvent::ReportPublished(figure(247))
}

fn restatement(value: i64, members: &str) -> RestateReport {
    RestateReport {
        known: 5291, value, of: None, members: members.repeat(64), reason: "补录两人".to_owned()
    }
}

fn story(events: impl IntoIterator<Item = ReportEvent>) -> Given<Report> {
    given(events)
}

#[test]
fn a_figure_is_published_once_and_says_what_it_counts() {
    let asks = |asked| ReportCommand::PublishReport(asked);
    story([]).when(asks(figure(247))).then([published()]);
    story([published()]).when(asks(figure(249))).refuses("REPORT_ALREADY_PUBLISHED");
    let without = PublishReport { question: ReportQuestion::default(), ..figure(247) };
    story([]).when(asks(without)).refuses("REPORT_QUESTION_INCOMPLETE");
    let cohort = PublishReport { metric: ReportMetric::Cohort, ..figure(247) };
    story([]).when(asks(cohort)).refuses("REPORT_QUESTION_INCOMPLETE");
    story([])
        .when(asks(PublishReport { members: "a".repeat(63), ..figure(1) }))
        .refuses("REPORT_DIGEST_SHAPE");
    story([]).when(asks(PublishReport { title: " ".to_owned(), ..figure(1) })).refuses("REPORT_TITLE_BLANK");
}

#[test]
fn a_later_count_stands_beside_the_published_one_and_says_why() {
    let asks = |asked| ReportCommand::RestateReport(asked);
    let restated = ReportEvent::ReportRestated(restatement(249, "b"));
    story([published()]).when(asks(restatement(249, "b"))).then([restated.clone()]);
    story([published()]).when(asks(restatement(247, "a"))).refuses("REPORT_UNCHANGED");
    story([published()]).when(asks(restatement(247, "b"))).event();
    story([]).when(asks(restatement(249, "b"))).refuses("REPORT_NOT_PUBLISHED");
    let silent = RestateReport { reason: " ".to_owned(), ..restatement(249, "b") };
    story([published()]).when(asks(silent)).refuses("REPORT_REASON_BLANK");
    let report: Report = told(1, [published(), restated]);
    assert_eq!(report.published().map(|(first, _)| first.value), Some(247));
    assert_eq!(report.latest().map(|(value, ..)| value), Some(249));
}

#[test]
fn a_withdrawn_figure_stays_and_is_not_restated() {
    let withdraw = WithdrawReport { reason: "口径有误".to_owned() };
    let withdrawn = ReportEvent::ReportWithdrawn(withdraw.clone());
    let asks = || ReportCommand::WithdrawReport(withdraw.clone());
    story([published()]).when(asks()).then([withdrawn.clone()]);
    let refusal = story([published(), withdrawn.clone()]).when(asks()).refuses("REPORT_WITHDRAWN");
    assert_eq!(crate::Refusal::facts(&refusal), [fact(2)]);
    let report: Report = told(1, [published(), withdrawn]);
    assert!(report.published().is_some());
}

#[test]
fn a_number_rests_on_a_document_once_the_rule_is_switched_on() {
    let switched_on = |witness: &mut crate::witness::Witness| {
        let on = RegisterEvent::RuleActivated(ActivateRule {
            rule: "R-92".to_owned(),
            version: 1,
            from: on("2020-01-01"),
            parameters: Default::default(),
        });
        witness.rules = told::<Register>(1, [on]).rulebook();
    };
    let asked = || ReportCommand::PublishReport(figure(247));
    story([]).with(switched_on).when(asked()).refuses("PUBLISHED_WITHOUT_DOCUMENT");
    story([]).by("东教〔2022〕99号", None).with(switched_on).when(asked()).event();
}
