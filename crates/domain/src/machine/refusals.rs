//! The refusals of a subject, declared with their codes, rules and sentences.

/// Declares why something is refused: variant, code, rule and the sentences in both languages.
///
/// A sentence may name the variant's fields in braces. `facts` lists the fields that are event ids.
macro_rules! refusals {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident $({ $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? })? =
            $code:literal $(, rule($rule:literal, $version:literal, $basis:literal))? $(, facts($($fact:ident),*))? $(, lines($lines:ident))?
            , $zh:literal, $en:literal;)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$variant_meta])* $variant $({ $($(#[$field_meta])* $field: $type),* })?,)*
            /// A rule that is data was not satisfied.
            Rule(crate::RuleRefusal),
            /// An entry of the history is not voided.
            Entry(crate::EntryRefusal),
        }

        impl From<crate::EntryRefusal> for $name {
            fn from(refusal: crate::EntryRefusal) -> Self {
                Self::Entry(refusal)
            }
        }

        impl From<crate::RuleRefusal> for $name {
            fn from(refusal: crate::RuleRefusal) -> Self {
                Self::Rule(refusal)
            }
        }

        impl $name {
            /// Every code of this family, for the documentation and the tests that hold them.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }

        impl crate::Refusal for $name {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)*
                    Self::Rule(refusal) => crate::Refusal::code(refusal),
                    Self::Entry(refusal) => crate::Refusal::code(refusal),
                }
            }

            fn rule(&self) -> Option<crate::RuleRef> {
                match self {
                    $(Self::$variant { .. } => {
                        let rule: Option<crate::RuleRef> = None;
                        $(let rule = rule.or(Some(crate::RuleRef { id: $rule, version: $version, basis: $basis }));)?
                        rule
                    })*
                    Self::Rule(refusal) => crate::Refusal::rule(refusal),
                    Self::Entry(refusal) => crate::Refusal::rule(refusal),
                }
            }

            fn zh(&self) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => { $($(let _ = &$field;)*)? format!($zh) })*
                    Self::Rule(refusal) => crate::Refusal::zh(refusal),
                    Self::Entry(refusal) => crate::Refusal::zh(refusal),
                }
            }

            fn en(&self) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => { $($(let _ = &$field;)*)? format!($en) })*
                    Self::Rule(refusal) => crate::Refusal::en(refusal),
                    Self::Entry(refusal) => crate::Refusal::en(refusal),
                }
            }

            fn lines(&self) -> Vec<crate::LineRefusal> {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(let _ = &$field;)*)?
                        let lines: Vec<crate::LineRefusal> = Vec::new();
                        $(let lines = [lines, $lines.0.clone()].concat();)?
                        lines
                    })*
                    Self::Rule(_) | Self::Entry(_) => Vec::new(),
                }
            }

            fn facts(&self) -> Vec<crate::EventId> {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(let _ = &$field;)*)?
                        vec![$($(*$fact),*)?]
                    })*
                    Self::Rule(refusal) => crate::Refusal::facts(refusal),
                    Self::Entry(refusal) => crate::Refusal::facts(refusal),
                }
            }
        }
    };
}

pub(crate) use refusals;
