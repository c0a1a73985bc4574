//! How a claim is read out of a text: the docstring above a thing names the sentences, and the thing gives the name.

use std::collections::BTreeSet;

/// What claims a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Event,
    Rule,
    View,
    Field,
    Story,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [Self::Event, Self::Rule, Self::View, Self::Field, Self::Story];
    /// Without these a sentence is not answered.
    pub(super) const NEEDED: [Self; 3] = [Self::Event, Self::Field, Self::Story];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Rule => "rule",
            Self::View => "view",
            Self::Field => "field",
            Self::Story => "story",
        }
    }
}

/// A thing and the sentences its docstring names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) sentences: Vec<String>,
}

/// The ids of sentences in a text.
fn named(text: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("S-") {
        let before = text[..at].chars().next_back();
        let digits: String = text[at + 2..].chars().take_while(char::is_ascii_digit).collect();
        if digits.len() == 2 && !before.is_some_and(char::is_alphanumeric) {
            found.insert(format!("S-{digits}"));
        }
    }
    found.into_iter().collect()
}

/// The docstrings above a line are gathered until a line that is neither docstring nor attribute.
fn documented<'a>(text: &'a str, mark: &str, name: impl Fn(&'a str) -> Option<String>) -> Vec<Tag> {
    let (mut tags, mut doc) = (Vec::new(), String::new());
    for line in text.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix(mark) {
            doc.push_str(words);
            doc.push(' ');
        } else if !line.starts_with("#[") {
            let sentences = named(&doc);
            if let Some(name) = name(line).filter(|_| !sentences.is_empty()) {
                tags.push(Tag { name, sentences });
            }
            doc.clear();
        }
    }
    tags
}

/// The events of a file of the domain, by wire name.
pub(super) fn events(text: &str) -> Vec<Tag> {
    documented(text, "///", |line| {
        let (_, rest) = line.split_once(") = \"")?;
        let (name, version) = rest.split_once("\" / ")?;
        version.starts_with(|digit: char| digit.is_ascii_digit()).then(|| name.to_owned())
    })
}

/// The story tests of a file.
pub(super) fn stories(text: &str) -> Vec<Tag> {
    documented(text, "///", |line| {
        let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
        let (name, _) = line.strip_prefix("async fn ")?.split_once('(')?;
        Some(name.to_owned())
    })
}

/// What a file says of itself.
pub(super) fn module(text: &str, name: String) -> Tag {
    let doc: String = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
    Tag { name, sentences: named(&doc) }
}

/// The fields of a schema, by type; a type that names sentences itself counts too. What is only put in counts with the
/// mutation it is put into.
pub(super) fn fields(schema: &str) -> Vec<Tag> {
    let (mut tags, mut owner, mut doc) = (Vec::new(), String::new(), String::new());
    let (mut inside, mut is_input) = (false, false);
    for line in schema.lines().map(str::trim) {
        if line == "\"\"\"" {
            inside = !inside;
        } else if inside {
            doc.push_str(line);
            doc.push(' ');
        } else if !line.is_empty() {
            let first = line.split([' ', '(', ':']).next().unwrap_or_default();
            let is_type = matches!(first, "type" | "input" | "enum" | "interface" | "union" | "scalar");
            if is_type {
                is_input = first == "input";
                owner = line.split_whitespace().nth(1).unwrap_or_default().to_owned();
            }
            let sentences = named(&std::mem::take(&mut doc));
            if !sentences.is_empty() && !is_input {
                let name = if is_type { owner.clone() } else { format!("{owner}.{first}") };
                tags.push(Tag { name, sentences });
            }
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str, sentences: &[&str]) -> Tag {
        Tag { name: name.into(), sentences: sentences.iter().map(|id| (*id).to_owned()).collect() }
    }

    #[test]
    fn an_event_is_claimed_by_the_docstring_above_it_and_by_no_other() {
        let text = "/// Of S-01.\nfn other() {}\n/// Bars merit (S-17,\n/// S-24).\n#[x]\nBarImposed(ImposeBar) = \"bar.imposed\" / 1,\n/// No more.\nBarLifted(LiftBar) = \"bar.lifted\" / 1,";
        assert_eq!(events(text), [tag("bar.imposed", &["S-17", "S-24"])]);
    }

    #[test]
    fn a_story_is_claimed_above_its_function() {
        let text = "/// A bar closes honours (S-17).\nasync fn nobody_is_honoured(url: String) {";
        assert_eq!(stories(text), [tag("nobody_is_honoured", &["S-17"])]);
    }

    #[test]
    fn a_field_is_named_with_its_type() {
        let schema = "\"\"\"\nThe reads.\n\"\"\"\ntype Query {\n  \"\"\"\n  Quota (S-39).\n  \"\"\"\n  establishment(at: Date): Quota!\n  other: Int\n}\n\n\"\"\"\nOf S-40.\n\"\"\"\ninput QuotaInput {\n}";
        assert_eq!(fields(schema), [tag("Query.establishment", &["S-39"])]);
    }

    #[test]
    fn only_two_digits_behind_a_whole_word_name_a_sentence() {
        assert_eq!(named("S-01, CMS-02, S-3, S-123 and（S-86）"), ["S-01", "S-86"]);
        assert_eq!(module("//! Of S-39.\n\n//! S-40", "x".into()), tag("x", &["S-39"]));
    }
}
