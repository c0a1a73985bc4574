use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// A value that belongs to a person and is sealed wherever it is stored.
///
/// It is written as `{"personal": …}`, which the log seals under the person's key; after the key is destroyed the log
/// hands out `{"erased": true}` instead. `Debug` never shows the value, so that it cannot slip into a log line.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "Stored<T>", bound(serialize = "T: Serialize + Clone"))]
pub enum Personal<T> {
    /// The value can be read.
    Known(T),
    /// The person was erased; the value is gone for ever.
    Erased,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Stored<T> {
    Known { personal: T },
    Erased { erased: bool },
}

/// Both forms at once, so that neither is tried in vain and nothing is copied for the other.
#[derive(Deserialize)]
struct Either<T> {
    #[serde(default = "nothing")]
    personal: Option<T>,
    #[serde(default)]
    erased: Option<bool>,
}

fn nothing<T>() -> Option<T> {
    None
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What serde would say quotes what it has read, and that may be the value itself.
        let read = Either::deserialize(deserializer);
        match read.map_err(|_| D::Error::custom("a personal value is not in the form it is stored in"))? {
            Either { personal: Some(value), .. } => Ok(Self::Known(value)),
            Either { personal: None, erased: Some(_) } => Ok(Self::Erased),
            Either { personal: None, erased: None } => Err(D::Error::missing_field("personal")),
        }
    }
}

impl<T> Personal<T> {
    /// The value, unless the person was erased.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Erased => None,
        }
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T> From<Personal<T>> for Stored<T> {
    fn from(value: Personal<T>) -> Self {
        match value {
            Personal::Known(personal) => Self::Known { personal },
            Personal::Erased => Self::Erased { erased: true },
        }
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Known(_) => "Personal(…)",
            Self::Erased => "Personal(erased)",
        })
    }
}

/// Written by hand, because the derived shape would not know that nothing but `true` is ever written beside `erased`.
#[cfg(feature = "shapes")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Personal<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Personal_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let personal = generator.subschema_for::<T>();
        schemars::json_schema!({
            "description": "A value that belongs to a person; erased once the person's key was destroyed.",
            "anyOf": [
                { "type": "object", "properties": { "personal": personal }, "required": ["personal"] },
                { "type": "object", "properties": { "erased": { "type": "boolean", "const": true } }, "required": ["erased"] }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_value_is_marked_for_sealing_and_never_shown_by_debug() {
        let name = Personal::from("甲".to_owned());
        assert_eq!(serde_json::to_string(&name).unwrap(), r#"{"personal":"甲"}"#);
        assert_eq!(serde_json::from_str::<Personal<String>>(r#"{"erased":true}"#).unwrap(), Personal::Erased);
        assert!(!format!("{name:?}").contains('甲'));
    }
}
