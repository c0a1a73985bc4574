//! Whether what was stored in one shape is still read, whole, by a program that knows another.
//!
//! The verdict would rather refuse too much than too little: a keyword it does not know may not change at all.

use std::collections::BTreeSet;

use serde_json::Value;

use super::form::{Form, forms, properties, requires};

/// What must not shrink, what must not grow, and what is compared by rules of its own.
const LOWER: [&str; 3] = ["minimum", "minLength", "minItems"];
const UPPER: [&str; 3] = ["maximum", "maxLength", "maxItems"];
const OWN: [&str; 7] = ["type", "const", "properties", "required", "items", "default", "writeOnly"];

/// What a program that knows `now` would refuse, lose or misread of what was stored as `then`; one sentence each.
pub(super) fn refusals(then: &Value, now: &Value) -> Vec<String> {
    Pair { then, now }.values("the body", then, now)
}

/// The two documents that references point into.
struct Pair<'a> {
    then: &'a Value,
    now: &'a Value,
}

impl Pair<'_> {
    /// Every way a value was written must be one of the ways it is read.
    fn values(&self, at: &str, then: &Value, now: &Value) -> Vec<String> {
        let nows = forms(self.now, now);
        forms(self.then, then).iter().flat_map(|form| self.one_of(at, form, &nows)).collect()
    }

    /// The way that fits best is the one the author meant; what is wrong with it is what is told.
    fn one_of(&self, at: &str, then: &Form, nows: &[Form]) -> Vec<String> {
        let meant = nows.iter().filter(|now| is_same_kind(then, now));
        let told = meant.map(|now| self.form(at, then, now)).min_by_key(Vec::len);
        told.unwrap_or_else(|| vec![format!("{at}: {} is no longer read", shown(then))])
    }

    fn form(&self, at: &str, then: &Form, now: &Form) -> Vec<String> {
        let mut told = self.members(at, then, now);
        match (then.get("items"), now.get("items")) {
            (Some(then), Some(now)) => told.extend(self.values(&format!("{at}[]"), then, now)),
            (None, Some(_)) => told.push(format!("{at}: not every item is read any more")),
            (Some(_) | None, None) => {}
        }
        let keys: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let misread = keys.into_iter().filter(|key| misreads(key, then.get(*key), now.get(*key)));
        told.extend(
            misread.map(|key| {
                format!("{at}: `{key}` changed, so that a stored value may be refused or misread")
            }),
        );
        told
    }

    fn members(&self, at: &str, then: &Form, now: &Form) -> Vec<String> {
        let mut told = Vec::new();
        for (name, stored) in properties(then) {
            let at = format!("{at}.{name}");
            let Some((_, read)) = properties(now).find(|(other, _)| *other == name) else {
                told.push(format!("{at}: the field was removed or renamed"));
                continue;
            };
            if requires(now, name) && !requires(then, name) {
                told.push(format!("{at}: the field was optional and is now required"));
            }
            if is_unwritten(read) && !is_unwritten(stored) {
                told.push(format!("{at}: the field is no longer written"));
            }
            if let (Some(stored), Some(read)) = (stored.get("default"), read.get("default"))
                && stored != read
            {
                told.push(format!("{at}: a missing field would now mean {read} instead of {stored}"));
            }
            told.extend(self.values(&at, stored, read));
        }
        let new = properties(now).filter(|(name, _)| !properties(then).any(|(other, _)| other == *name));
        let required = new.filter(|(name, _)| requires(now, name));
        told.extend(required.map(|(name, _)| format!("{at}.{name}: the field is new and required")));
        told
    }
}

/// Whether a rule changed so that not every stored value keeps it. A rule that is not known here may not change at all.
fn misreads(key: &str, then: Option<&Value>, now: Option<&Value>) -> bool {
    let number = |rule: Option<&Value>| rule.and_then(Value::as_f64);
    match (key, number(then), number(now)) {
        (key, _, _) if OWN.contains(&key) => false,
        (key, then, now) if LOWER.contains(&key) => now > then,
        (key, Some(then), Some(now)) if UPPER.contains(&key) => now < then,
        (key, None, now) if UPPER.contains(&key) => now.is_some(),
        (key, Some(_), None) if UPPER.contains(&key) => false,
        _ => then != now,
    }
}

fn is_unwritten(member: &Value) -> bool {
    member.get("writeOnly") == Some(&Value::Bool(true))
}

/// Whether `now` reads this kind of value at all: the same type, and every fixed word the same or no longer fixed.
fn is_same_kind(then: &Form, now: &Form) -> bool {
    let keeps = |key| now.get(key).is_none_or(|now| then.get(key) == Some(now));
    let words = properties(then).filter_map(|(name, member)| Some((name, member.get("const")?)));
    let word = |name: &str| properties(now).find(|(other, _)| *other == name)?.1.get("const");
    keeps("type")
        && keeps("const")
        && words.into_iter().all(|(name, then)| word(name).is_none_or(|now| now == then))
}

/// A form in words: its fixed value, the word that tells it from its neighbours, or its type.
fn shown(form: &Form) -> String {
    let word = properties(form).find_map(|(name, member)| Some((name, member.get("const")?)));
    match (form.get("const"), word, form.get("type")) {
        (Some(value), _, _) => format!("the value {value}"),
        (None, Some((name, word)), _) => format!("the form with {name} = {word}"),
        (None, None, Some(kind)) => format!("a value of the type {kind}"),
        (None, None, None) => "just any value".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A body with one field, required or not.
    fn body(field: Value, required: bool) -> Value {
        let names: &[&str] = if required { &["a"] } else { &[] };
        json!({ "type": "object", "properties": { "a": field }, "required": names })
    }

    fn told(then: Value, now: Value) -> String {
        refusals(&then, &now).join("\n")
    }

    /// The verdict on one required field.
    fn field(then: Value, now: Value) -> String {
        told(body(then, true), body(now, true))
    }

    #[test]
    fn a_removed_or_renamed_field_is_refused() {
        let then = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        let renamed = json!({ "type": "object", "properties": { "b": { "type": "string" } } });
        assert_eq!(told(then.clone(), renamed), "the body.a: the field was removed or renamed");
        assert_eq!(told(then, json!({ "type": "object" })), "the body.a: the field was removed or renamed");
    }

    #[test]
    fn a_changed_type_is_refused() {
        let text = json!({ "type": "string" });
        let refusal = "the body.a: a value of the type \"string\" is no longer read";
        assert_eq!(field(text.clone(), json!({ "type": "integer" })), refusal);
        assert_eq!(field(text.clone(), json!({ "type": "array", "items": text })), refusal);
        assert_ne!(field(json!({ "type": "string", "format": "date" }), json!({ "type": "string" })), "");
        assert_ne!(field(json!({ "type": ["string", "null"] }), json!({ "type": "string" })), "");
    }

    #[test]
    fn a_new_required_field_is_refused_and_a_new_optional_one_is_allowed() {
        let none = json!({ "type": "object", "properties": {} });
        let text = json!({ "type": "string" });
        assert_eq!(told(none.clone(), body(text.clone(), true)), "the body.a: the field is new and required");
        assert_eq!(told(none, body(text, false)), "");
    }

    #[test]
    fn an_optional_field_must_not_become_required_and_may_the_other_way_round() {
        let text = json!({ "type": "string" });
        let refusal = "the body.a: the field was optional and is now required";
        assert_eq!(told(body(text.clone(), false), body(text.clone(), true)), refusal);
        assert_eq!(told(body(text.clone(), true), body(text, false)), "");
    }

    #[test]
    fn a_value_of_a_list_must_not_go_and_another_may_come() {
        let list = |words: &[&str]| json!({ "type": "string", "enum": words });
        assert_eq!(field(list(&["A", "B"]), list(&["A"])), "the body.a: the value \"B\" is no longer read");
        assert_eq!(field(list(&["A"]), list(&["B", "A"])), "");
        assert_ne!(field(json!({ "type": "string" }), list(&["A"])), "");
    }

    #[test]
    fn narrower_bounds_are_refused_and_wider_ones_are_allowed() {
        let from = |least: i64| json!({ "type": "integer", "minimum": least });
        let to = |most: i64| json!({ "type": "string", "maxLength": most });
        assert!(field(from(0), from(1)).contains("`minimum` changed"));
        assert!(field(json!({ "type": "integer" }), from(0)).contains("`minimum` changed"));
        assert_eq!(field(from(1), from(0)), "");
        assert!(field(to(18), to(17)).contains("`maxLength` changed"));
        assert_eq!(field(to(17), to(18)), "");
        assert_eq!(field(to(17), json!({ "type": "string" })), "");
    }

    #[test]
    fn a_pattern_a_format_and_any_word_the_verdict_does_not_know_must_stay() {
        let text = json!({ "type": "string" });
        for key in ["pattern", "format", "some-day"] {
            let with = json!({ "type": "string", key: "x" });
            let refusal =
                format!("the body.a: `{key}` changed, so that a stored value may be refused or misread");
            assert_eq!(field(text.clone(), with.clone()), refusal);
            assert_eq!(field(with, text.clone()), refusal);
        }
        let closed = json!({ "type": "object", "additionalProperties": false });
        assert!(told(json!({ "type": "object" }), closed).contains("`additionalProperties`"));
    }

    #[test]
    fn a_field_that_is_no_longer_written_is_refused() {
        let now = json!({ "type": "string", "writeOnly": true });
        let refusal = "the body.a: the field is no longer written";
        assert_eq!(field(json!({ "type": "string" }), now.clone()), refusal);
        assert_eq!(field(now, json!({ "type": "string" })), "");
    }

    #[test]
    fn what_a_missing_field_means_must_stay() {
        let meaning = |yes: bool| body(json!({ "type": "boolean", "default": yes }), false);
        let refusal = "the body.a: a missing field would now mean true instead of false";
        assert_eq!(told(meaning(false), meaning(true)), refusal);
        assert_eq!(told(meaning(true), meaning(true)), "");
        assert_eq!(told(body(json!({ "type": "boolean" }), true), meaning(true)), "");
    }

    #[test]
    fn what_stands_in_lists_behind_references_and_in_forms_is_judged_too() {
        let tree = |word: &str, body: Value| {
            json!({
                "type": "object",
                "properties": { "list": { "type": "array", "items": { "$ref": "#/$defs/Item" } } },
                "$defs": { "Item": { "oneOf": [
                    { "type": "object", "properties": { "kind": { "const": word }, "body": body } },
                    { "type": "object", "properties": { "kind": { "const": "other" } } }
                ] } }
            })
        };
        let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer" }));
        let refusal = "the body.list[].body: a value of the type \"string\" is no longer read";
        assert_eq!(told(tree("one", text.clone()), tree("one", number)), refusal);
        let gone = "the body.list[]: the form with kind = \"one\" is no longer read";
        assert_eq!(told(tree("one", text.clone()), tree("two", text.clone())), gone);
        assert_eq!(told(tree("one", text.clone()), tree("one", text)), "");
        let open = json!({ "type": "array" });
        let of_text = json!({ "type": "array", "items": { "type": "string" } });
        assert_eq!(field(open.clone(), of_text.clone()), "the body.a: not every item is read any more");
        assert_eq!(field(of_text, open), "");
    }

    #[test]
    fn a_value_that_may_come_in_one_more_form_and_other_words_are_allowed() {
        let day = json!({ "type": "string", "format": "date", "description": "the day" });
        let stated = json!({ "type": "object", "properties": { "day": { "type": "string" } } });
        let either = json!({ "anyOf": [stated, { "type": "string", "format": "date" }], "title": "Day" });
        assert_eq!(field(day.clone(), either.clone()), "");
        assert_eq!(field(either, day), "the body.a: a value of the type \"object\" is no longer read");
    }
}
