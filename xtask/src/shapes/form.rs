//! A shape as it is read: references followed, and alternatives laid side by side.

use serde_json::{Map, Value};

/// One way a value may be written: a JSON Schema without a reference and without an alternative at its top.
pub(super) type Form = Map<String, Value>;

/// What is written for people and says nothing about the value.
pub(super) const WORDS: [&str; 5] = ["$schema", "$defs", "title", "description", "$comment"];

/// Every way a value of `shape` may be written; `root` is the document its references point into.
pub(super) fn forms(root: &Value, shape: &Value) -> Vec<Form> {
    let Some(mut form) = shape.as_object().cloned() else { return vec![Form::new()] };
    form.retain(|key, _| !WORDS.contains(&key.as_str()));
    if let Some(reference) = form.remove("$ref") {
        let target = reference.as_str().and_then(|path| root.pointer(path.trim_start_matches('#')));
        return beside(&form, forms(root, target.unwrap_or(&Value::Null)));
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(Value::Array(ways)) = form.remove(choice) {
            return beside(&form, ways.iter().flat_map(|way| forms(root, way)).collect());
        }
    }
    if let Some(Value::Array(words)) = form.remove("enum") {
        return words.into_iter().map(|word| with(&form, "const", word)).collect();
    }
    match form.remove("type") {
        Some(Value::Array(types)) => types.into_iter().map(|one| of_type(&form, one)).collect(),
        Some(one) => vec![of_type(&form, one)],
        None => vec![form],
    }
}

/// What stands beside a reference or an alternative holds for each of its ways.
fn beside(form: &Form, ways: Vec<Form>) -> Vec<Form> {
    let joined = |way: Form| way.into_iter().chain(form.clone()).collect();
    ways.into_iter().map(joined).collect()
}

fn with(form: &Form, key: &str, value: Value) -> Form {
    let mut form = form.clone();
    form.insert(key.to_owned(), value);
    form
}

/// The format and the bounds beside several types say nothing about `null`.
fn of_type(form: &Form, one: Value) -> Form {
    if one == "null" {
        return with(&Form::new(), "type", one);
    }
    with(form, "type", one)
}

/// The members of an object.
pub(super) fn properties(form: &Form) -> impl Iterator<Item = (&String, &Value)> {
    form.get("properties").and_then(Value::as_object).into_iter().flatten()
}

/// Whether the member must be there.
pub(super) fn requires(form: &Form, name: &str) -> bool {
    form.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|one| one == name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_alternatives_lists_of_words_and_of_types_are_laid_side_by_side() {
        let root = json!({
            "$defs": {
                "Grade": { "type": "string", "enum": ["A", "B"], "description": "a word" },
                "Day": { "anyOf": [{ "type": "string", "format": "date" }, { "$ref": "#/$defs/Grade" }] }
            },
            "anyOf": [{ "$ref": "#/$defs/Day" }, { "type": ["integer", "null"], "minimum": 0 }],
            "default": 0
        });
        let found = Value::from(forms(&root, &root).into_iter().map(Value::Object).collect::<Vec<_>>());
        let expected = json!([
            { "type": "string", "format": "date", "default": 0 },
            { "type": "string", "const": "A", "default": 0 },
            { "type": "string", "const": "B", "default": 0 },
            { "type": "integer", "minimum": 0, "default": 0 },
            { "type": "null", "default": 0 },
        ]);
        assert_eq!(found, expected);
    }
}
