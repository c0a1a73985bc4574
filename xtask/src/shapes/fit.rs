//! Whether a stored body has the shape written down for it, with nothing missing and nothing beside it.

use serde_json::Value;

use super::form::{Form, forms, properties, requires};

/// What is wrong with the body, one sentence each.
pub(super) fn faults(shape: &Value, body: &Value) -> Vec<String> {
    in_one_form(shape, "the body", shape, body)
}

fn in_one_form(root: &Value, at: &str, shape: &Value, value: &Value) -> Vec<String> {
    let forms = forms(root, shape);
    let told = forms.iter().map(|form| in_form(root, at, form, value)).min_by_key(Vec::len);
    told.unwrap_or_else(|| vec![format!("{at}: the shape allows nothing")])
}

fn in_form(root: &Value, at: &str, form: &Form, value: &Value) -> Vec<String> {
    let mut told: Vec<String> = form
        .iter()
        .filter(|(key, rule)| !keeps(key, rule, value))
        .map(|(key, rule)| format!("{at}: {value} is not of {key} {rule}"))
        .collect();
    if let (Some(items), Some(values)) = (form.get("items"), value.as_array()) {
        told.extend(values.iter().flat_map(|value| in_one_form(root, &format!("{at}[]"), items, value)));
    }
    let Some(members) = value.as_object() else { return told };
    for (name, value) in members {
        let at = format!("{at}.{name}");
        match properties(form).find(|(other, _)| *other == name) {
            Some((_, shape)) => told.extend(in_one_form(root, &at, shape, value)),
            // A map has names of its own choosing, and one shape for all that stands under them.
            None => match form.get("additionalProperties").filter(|shape| shape.is_object()) {
                Some(shape) => told.extend(in_one_form(root, &at, shape, value)),
                None => told.push(format!("{at}: the shape knows no such field")),
            },
        }
    }
    let missing = properties(form).filter(|(name, _)| requires(form, name) && !members.contains_key(*name));
    told.extend(missing.map(|(name, _)| format!("{at}.{name}: the field is missing")));
    told
}

/// Whether the value keeps one rule. A rule that is not known here is held to be broken, so that none is passed over.
fn keeps(key: &str, rule: &Value, value: &Value) -> bool {
    let letters = value.as_str().map(|text| text.chars().count() as f64);
    match key {
        "properties" | "required" | "items" | "default" | "writeOnly" => true,
        // A closed object takes no other field, which is told of each field by itself.
        "additionalProperties" => rule.is_object() || rule == &Value::Bool(false),
        "type" => rule == type_of(value),
        "const" => rule == value,
        "minimum" => value.as_f64() >= rule.as_f64(),
        "maximum" => value.as_f64() <= rule.as_f64(),
        "minLength" => letters >= rule.as_f64(),
        "maxLength" => letters <= rule.as_f64(),
        "format" => rule.as_str().is_some_and(|format| is_of_format(format, value)),
        _ => false,
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_of_format(format: &str, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    let groups = |by| text.split(by).map(str::len).collect::<Vec<_>>();
    match format {
        "date" => groups('-') == [4, 2, 2] && digits(&text.replace('-', "")),
        "uuid" => {
            groups('-') == [8, 4, 4, 4, 12]
                && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
        }
        "uint8" => value.as_u64().is_some_and(|number| u8::try_from(number).is_ok()),
        "uint16" => value.as_u64().is_some_and(|number| u16::try_from(number).is_ok()),
        "uint32" => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        "int64" => value.as_i64().is_some(),
        "int32" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "identity-number" => digits(text.trim_end_matches('X')),
        "unified-social-credit-code" => {
            text.chars().all(|letter| letter.is_ascii_digit() || letter.is_ascii_uppercase())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shape() -> Value {
        json!({
            "type": "object",
            "properties": {
                "day": { "anyOf": [{ "type": "string", "format": "date" }, { "type": "null" }] },
                "grades": { "type": "array", "items": { "type": "string", "enum": ["A", "B"] } },
                "years": { "type": "integer", "format": "uint32", "minimum": 1 }
            },
            "required": ["day"]
        })
    }

    #[test]
    fn a_body_of_the_shape_has_no_faults() {
        for body in [json!({ "day": null }), json!({ "day": "2022-09-01", "grades": ["A", "B"], "years": 1 })]
        {
            assert_eq!(faults(&shape(), &body), Vec::<String>::new());
        }
    }

    #[test]
    fn what_is_missing_too_much_or_of_another_kind_is_told_with_its_place() {
        for (body, fault) in [
            (json!({}), "the body.day: the field is missing"),
            (json!({ "day": null, "dya": 1 }), "the body.dya: the shape knows no such field"),
            (json!({ "day": "1 May" }), r#"the body.day: "1 May" is not of format "date""#),
            (json!({ "day": null, "grades": ["C"] }), r#"the body.grades[]: "C" is not of const "A""#),
            (json!({ "day": null, "years": 0 }), "the body.years: 0 is not of minimum 1"),
            (
                json!({ "day": null, "years": 4_294_967_296_u64 }),
                "the body.years: 4294967296 is not of format \"uint32\"",
            ),
        ] {
            assert_eq!(faults(&shape(), &body), [fault]);
        }
        assert_eq!(faults(&shape(), &json!([])).len(), 1);
    }

    #[test]
    fn a_closed_object_takes_its_own_fields_and_no_other() {
        let shape = json!({ "type": "object", "properties": { "zh": { "type": "string" } }, "additionalProperties": false });
        assert_eq!(faults(&shape, &json!({ "zh": "一" })), Vec::<String>::new());
        assert_eq!(faults(&shape, &json!({ "en": "one" })), ["the body.en: the shape knows no such field"]);
    }

    #[test]
    fn a_rule_that_is_not_known_here_is_held_to_be_broken() {
        let shape = json!({ "type": "string", "pattern": "x" });
        assert_eq!(faults(&shape, &json!("x")), [r#"the body: "x" is not of pattern "x""#]);
    }
}
