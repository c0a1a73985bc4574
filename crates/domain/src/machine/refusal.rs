use serde::Serialize;

use crate::value::EventId;

/// The rule a refusal rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleRef {
    /// The rule's id, as R-01.
    pub id: &'static str,
    /// The version that was applied.
    pub version: u32,
    /// The document and article, in Chinese.
    pub basis: &'static str,
}

/// A decision that was refused. It is an answer to the caller and never history.
pub trait Refusal: std::fmt::Debug + Send + Sync {
    /// The stable code, as `ETHICS_BAR_ACTIVE`.
    fn code(&self) -> &'static str;
    /// The rule, when one was applied.
    fn rule(&self) -> Option<RuleRef>;
    /// The sentence for an officer, in Chinese. It says what would lift the refusal when something would.
    fn zh(&self) -> String;
    /// The same in English.
    fn en(&self) -> String;
    /// The facts that were looked at.
    fn facts(&self) -> Vec<EventId>;
}

/// Declares why something is refused: variant, code, rule and the sentences in both languages.
///
/// A sentence may name the variant's fields in braces. `facts` lists the fields that are event ids.
macro_rules! refusals {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident $({ $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? })? =
            $code:literal $(, rule($rule:literal, $version:literal, $basis:literal))? $(, facts($($fact:ident),*))?
            , $zh:literal, $en:literal;)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$variant_meta])* $variant $({ $($(#[$field_meta])* $field: $type),* })?,)*
        }

        impl $name {
            /// Every code of this family, for the documentation and the tests that hold them.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }

        impl crate::Refusal for $name {
            fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)* }
            }

            fn rule(&self) -> Option<crate::RuleRef> {
                match self {
                    $(Self::$variant { .. } => {
                        let rule: Option<crate::RuleRef> = None;
                        $(let rule = rule.or(Some(crate::RuleRef { id: $rule, version: $version, basis: $basis }));)?
                        rule
                    })*
                }
            }

            fn zh(&self) -> String {
                match self { $(Self::$variant $({ $($field),* })? => { $($(let _ = &$field;)*)? format!($zh) })* }
            }

            fn en(&self) -> String {
                match self { $(Self::$variant $({ $($field),* })? => { $($(let _ = &$field;)*)? format!($en) })* }
            }

            fn facts(&self) -> Vec<crate::EventId> {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(let _ = &$field;)*)?
                        vec![$($(*$fact),*)?]
                    })*
                }
            }
        }
    };
}

pub(crate) use refusals;
