//! Personal values inside a body. `{"personal": X}` goes in, `{"sealed": {"key", "nonce", "text"}}` is stored, and
//! `{"personal": X}` or `{"erased": true}` comes out. All the rest of the body stays byte for byte as it was written,
//! so nothing here goes through a number or a map.

use crate::{
    failure::Failure,
    key::{Key, Secret},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashMap, fmt, ops::Range};

const PERSONAL: &str = "personal";
const SEALED: &str = "sealed";
const ERASED: &str = r#"{"erased":true}"#;
/// Deeper bodies are refused: nobody writes them, and walking them would exhaust the stack.
const DEEPEST: usize = 64;

/// A marked object: where it stands, and the text of what it holds.
#[derive(Debug)]
pub(crate) struct Mark<'a> {
    range: Range<usize>,
    value: &'a str,
}

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    key: &'a str,
    nonce: &'a str,
    text: &'a str,
}

/// The personal values of a body that is about to be written, once it is known to be an object that claims no seal.
pub(crate) fn personal(body: &str) -> Result<Vec<Mark<'_>>, String> {
    let whole =
        serde_json::from_str::<&RawValue>(body).map_err(|error| format!("the body is not JSON: {error}"))?;
    if !whole.get().starts_with('{') {
        return Err("the body is not a JSON object".into());
    }
    if (is_sealed(body) || may_be_escaped(body)) && !marks(body, SEALED)?.is_empty() {
        return Err("the body holds an object with the one key `sealed`, which only the log may write".into());
    }
    if may_be_personal(body) { marks(body, PERSONAL) } else { Ok(Vec::new()) }
}

/// Whether a body must be looked into; most need not be, and this is cheap.
pub(crate) fn may_be_personal(body: &str) -> bool {
    body.contains(r#""personal""#) || may_be_escaped(body)
}

/// JSON may spell any letter of a key by its number.
fn may_be_escaped(body: &str) -> bool {
    body.contains(r"\u00")
}

/// The body with each mark sealed.
pub(crate) fn seal(
    body: &str,
    marks: &[Mark<'_>],
    subject: &str,
    id: &str,
    key: &Key,
) -> Result<String, Failure> {
    let context = context(subject, id);
    let sealed: Result<Vec<String>, Failure> = marks
        .iter()
        .map(|mark| {
            let sealed = key.seal(mark.value.as_bytes(), &context)?;
            let stored = Stored { key: id, nonce: &sealed.nonce, text: &sealed.text };
            let stored =
                serde_json::to_string(&stored).map_err(|error| Failure::Invalid(error.to_string()))?;
            Ok(format!(r#"{{"{SEALED}":{stored}}}"#))
        })
        .collect();
    Ok(splice(body, marks, &sealed?))
}

/// The ids of the keys that a stored body needs.
pub(crate) fn key_ids(body: &str) -> Result<Vec<String>, String> {
    sealed(body)?.iter().map(|mark| Ok(stored(mark)?.key.to_owned())).collect()
}

/// The stored body with each sealed value opened. A key that is neither alive nor known to be destroyed is an error.
pub(crate) fn open(body: &str, subject: &str, keys: &HashMap<String, Secret>) -> Result<String, String> {
    let marks = sealed(body)?;
    let opened: Result<Vec<String>, String> = marks
        .iter()
        .map(|mark| {
            let stored = stored(mark)?;
            match keys.get(stored.key) {
                Some(Secret::Alive(key)) => {
                    let plain = key.open(stored.nonce, stored.text, &context(subject, stored.key));
                    let plain = plain.ok_or("a sealed value was changed, or sealed for another stream")?;
                    let plain = std::str::from_utf8(&plain).map_err(|error| error.to_string())?;
                    Ok(format!(r#"{{"{PERSONAL}":{plain}}}"#))
                }
                Some(Secret::Destroyed) => Ok(ERASED.to_owned()),
                None => Err(format!("no key has the id {}; was the key store left behind?", stored.key)),
            }
        })
        .collect();
    Ok(splice(body, &marks, &opened?))
}

/// Whether a stored body holds anything sealed.
pub(crate) fn is_sealed(body: &str) -> bool {
    body.contains(r#""sealed""#)
}

fn sealed(body: &str) -> Result<Vec<Mark<'_>>, String> {
    if is_sealed(body) { marks(body, SEALED) } else { Ok(Vec::new()) }
}

fn stored<'a>(mark: &Mark<'a>) -> Result<Stored<'a>, String> {
    serde_json::from_str(mark.value).map_err(|error| format!("a sealed value is damaged: {error}"))
}

/// What a sealed value is bound to: it opens for this subject and this key only. Part of the stored format.
fn context(subject: &str, key_id: &str) -> String {
    format!("liangshi.seal.1\n{subject}\n{key_id}")
}

fn marks<'a>(body: &'a str, name: &str) -> Result<Vec<Mark<'a>>, String> {
    let whole: &RawValue = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let mut marks = Vec::new();
    walk(body, whole.get(), name, DEEPEST, &mut marks)?;
    Ok(marks)
}

fn walk<'a>(
    body: &str,
    text: &'a str,
    name: &str,
    depth: usize,
    out: &mut Vec<Mark<'a>>,
) -> Result<(), String> {
    let depth = depth.checked_sub(1).ok_or("the body is nested too deeply")?;
    if text.starts_with('{') {
        let Members(members) = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if let [(only, value)] = members.as_slice()
            && only.0 == name
        {
            // Every part is a slice of the body, so the distance of their addresses is where the part stands.
            let start = text.as_ptr().addr() - body.as_ptr().addr();
            out.push(Mark { range: start..start + text.len(), value: value.get() });
            return Ok(());
        }
        members.iter().try_for_each(|(_, value)| walk(body, value.get(), name, depth, out))
    } else if text.starts_with('[') {
        let items: Vec<&'a RawValue> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        items.iter().try_for_each(|item| walk(body, item.get(), name, depth, out))
    } else {
        Ok(())
    }
}

fn splice(body: &str, marks: &[Mark<'_>], replacements: &[String]) -> String {
    let mut out = String::with_capacity(body.len() + replacements.iter().map(String::len).sum::<usize>());
    let mut from = 0;
    for (mark, replacement) in marks.iter().zip(replacements) {
        out.push_str(&body[from..mark.range.start]);
        out.push_str(replacement);
        from = mark.range.end;
    }
    out.push_str(&body[from..]);
    out
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The members of an object in order, also those of one name: a map would hide all but the last.
struct Members<'a>(Vec<(Name<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;

    const BODY: &str = r#" {"n": 1.10, "name" :{ "personal" : {"a":[1e2, {"personal":0}]} } ,"x":{"personal":1,"y":2},
        "list":[{"personal":"乙"},null],"x":[{"\u0070ersonal":"丙"}]} "#;

    fn round(body: &str, destroyed: bool) -> (String, String) {
        let key = Arc::new(Key::random().unwrap());
        let stored = seal(body, &personal(body).unwrap(), "teacher-1", "k1", &key).unwrap();
        let secret = if destroyed { Secret::Destroyed } else { Secret::Alive(key) };
        let opened = open(&stored, "teacher-1", &HashMap::from([("k1".to_owned(), secret)])).unwrap();
        (stored, opened)
    }

    #[test]
    fn what_is_not_personal_stays_byte_for_byte() {
        let (stored, opened) = round(BODY, false);
        assert!(stored.starts_with(r#" {"n": 1.10, "name" :{"sealed":{"key":"k1","nonce":""#));
        assert!(stored.contains(r#","x":{"personal":1,"y":2},"#), "two keys are no mark");
        assert!(["乙", "丙", "1e2"].iter().all(|plain| !stored.contains(plain)));
        let expected = BODY
            .replace(
                r#"{ "personal" : {"a":[1e2, {"personal":0}]} }"#,
                r#"{"personal":{"a":[1e2, {"personal":0}]}}"#,
            )
            .replace(r"\u0070", "p");
        assert_eq!(opened, expected);
    }

    #[test]
    fn a_destroyed_key_gives_erased_and_an_unknown_one_an_error() {
        let (stored, erased) = round(r#"{"name":{"personal":"甲"},"n":1}"#, true);
        assert_eq!(erased, r#"{"name":{"erased":true},"n":1}"#);
        assert!(open(&stored, "teacher-1", &HashMap::new()).unwrap_err().contains("no key has the id k1"));
    }

    #[test]
    fn a_sealed_value_cannot_be_moved_to_another_stream() {
        let key = Arc::new(Key::random().unwrap());
        let body = r#"{"name":{"personal":"甲"}}"#;
        let stored = seal(body, &personal(body).unwrap(), "teacher-1", "k1", &key).unwrap();
        let keys = HashMap::from([("k1".to_owned(), Secret::Alive(key))]);
        assert!(open(&stored, "teacher-2", &keys).is_err());
    }

    #[test]
    fn a_body_that_claims_a_seal_or_is_no_object_is_refused() {
        for body in
            [r#"{"a":{"sealed":{}}}"#, r#"{"a":{"\u0073ealed":1}}"#, "[1]", "1", "{", r#"{"a":1}}"#, ""]
        {
            assert!(personal(body).is_err(), "{body}");
        }
        let deep = format!(r#"{{"a":{}{{"personal":1}}{}}}"#, "[".repeat(9_000), "]".repeat(9_000));
        assert!(personal(&deep).is_err());
    }

    #[test]
    fn what_was_sealed_once_opens_for_ever() {
        let master = crate::key::MasterKey::from_bytes([9; 32]);
        let wrapped = (
            "2d8mCEPDRHfrpJRwyoi+BkuC8z7mi+SO",
            "PW4x514HADlwA8ptiTwXdz/DgkyiAZ1xkrudkxIjxudir0XWbfmzPc+RukMrBjj/",
        );
        let key = master.wrapping.unwrap_key(wrapped.0, wrapped.1, "liangshi.wrap.1\nteacher-1\nk1").unwrap();
        let body = r#"{"name":{"sealed":{"key":"k1","nonce":"V639kgcwtuPhnRUQ+ZE5kCw0xnwL4y39","text":"KZybLwJc0Wpv1/i7UxlxRxq2dHUwu+t5"}},"n":1.10}"#;
        let keys = HashMap::from([("k1".to_owned(), Secret::Alive(Arc::new(key)))]);
        assert_eq!(open(body, "teacher-1", &keys).unwrap(), r#"{"name":{"personal":"良师"},"n":1.10}"#);
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<i64>().prop_map(Into::into),
            ".{0,8}".prop_map(Into::into),
            Just(serde_json::json!({"personal": "甲乙"})),
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
                prop::collection::vec((prop_oneof!["[a-z]{1,3}", Just(PERSONAL.to_owned())], inner), 0..5)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_body_comes_back_as_it_was(value in json()) {
            let body = serde_json::json!({"a": value, "b": 1}).to_string();
            let (stored, opened) = round(&body, false);
            prop_assert_eq!(opened, body);
            prop_assert!(!stored.contains("甲乙"));
        }
    }
}
