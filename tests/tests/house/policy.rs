//! A rule that nothing asks, or a number of it that nothing reads, would promise what does not happen.

use liangshi_domain::rules::Rulebook;

use crate::files::{File, crate_sources};

/// What a rule is called and the numbers its versions name; built in means that nothing has to ask it.
struct Promised<'a> {
    id: &'a str,
    built_in: bool,
    numbers: Vec<&'a str>,
}

fn promised() -> Vec<Promised<'static>> {
    let numbers = |versions: &'static [liangshi_domain::policy::RuleVersion]| {
        versions.iter().flat_map(|version| version.parameters.keys().map(String::as_str)).collect()
    };
    let of = |rule: &'static liangshi_domain::policy::RuleFile| Promised {
        id: &rule.id,
        built_in: rule.built_in,
        numbers: numbers(&rule.versions),
    };
    Rulebook::files().iter().map(of).collect()
}

/// A refusal that quotes its rule, `rule("R-01", …)`, asks nothing.
fn quoted(text: &str, word: &str) -> bool {
    let quoted = format!("\"{word}\"");
    text.match_indices(&quoted).any(|(at, _)| !text[..at].ends_with("rule("))
}

fn broken(rules: &[Promised<'_>], files: &[File]) -> Vec<String> {
    let said = |word: &str| files.iter().any(|file| quoted(&file.text, word));
    let unasked = rules.iter().filter(|rule| !rule.built_in && !said(rule.id));
    let unasked = unasked.map(|rule| format!("{} is asked nowhere", rule.id));
    let numbers = rules.iter().flat_map(|rule| rule.numbers.iter().map(move |number| (rule.id, *number)));
    let unread = numbers.filter(|(_, number)| !said(number));
    unasked.chain(unread.map(|(rule, number)| format!("{number} of {rule} is read nowhere"))).collect()
}

#[test]
fn every_rule_is_asked_somewhere_and_every_number_of_it_is_read() {
    let wrong = broken(&promised(), &crate_sources());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_that_is_only_quoted_and_a_number_that_nobody_reads_are_found() {
    let text = "rule(\"R-01\", 1, \"第三条\"); judging.number(\"R-02\", \"years\")".to_owned();
    let files = [File { path: "crates/domain/src/made_up.rs".to_owned(), text }];
    let rule = |id, built_in, numbers| Promised { id, built_in, numbers };
    let rules = [
        rule("R-01", false, vec![]),
        rule("R-02", false, vec!["years", "months"]),
        rule("R-90", true, vec![]),
    ];
    assert_eq!(broken(&rules, &files), ["R-01 is asked nowhere", "months of R-02 is read nowhere"]);
}
