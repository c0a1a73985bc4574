//! The catalogue of honours: each kind is one file of `policy/honours`.

use serde::Deserialize;

use super::{check, fault::PolicyFault, label::Label};
use crate::code::HonourLevel;

/// A kind of honour.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HonourKind {
    /// Its stable name, as four-have-teacher.
    pub code: String,
    /// The sentences of the plan it answers, as S-48.
    #[serde(default)]
    pub sentences: Vec<String>,
    /// What it is called.
    pub name: Label,
    /// The level of the body that issues it.
    pub level: HonourLevel,
    /// Where honours of the kind come from, as 优秀作业设计征集.
    pub source: String,
}

impl HonourKind {
    /// Reads a kind and checks it.
    ///
    /// # Errors
    ///
    /// The first fault, with its key.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let kind: Self = check::read(text)?;
        check::not_blank("code", &kind.code)?;
        check::labelled("name", &kind.name)?;
        check::not_blank("source", &kind.source)?;
        Ok(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::builtin;

    #[test]
    fn every_kind_has_a_code_of_its_own_which_is_the_name_of_its_file() {
        let kinds = builtin::honours().unwrap();
        assert!(kinds.len() >= 7);
        for (kind, file) in kinds.iter().zip(builtin::HONOURS) {
            assert_eq!(file.path, format!("honours/{}.toml", kind.code));
        }
    }

    #[test]
    fn a_kind_without_a_source_is_refused() {
        let text = "code = 'x'\nname = { zh = '一', en = 'one' }\nlevel = 'CITY'\nsource = ' '\n";
        assert!(HonourKind::parse(text).is_err());
    }
}
