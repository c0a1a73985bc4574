//! Which organisation a row means.

use std::{collections::HashMap, sync::Arc};

use liangshi_domain::{OrganisationCode, OrganisationId};

use super::directory::KnownOrganisation;
use crate::{fault::Reason, sheet::width::key};

/// At most so many names are suggested for one that is not known.
const SUGGESTED: usize = 5;

/// All organisations, by code and by name.
pub(crate) struct Units {
    all: Vec<KnownOrganisation>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
}

/// The organisation a row means, and what the register calls it where the row says otherwise.
#[derive(Debug, PartialEq)]
pub(crate) struct Meant {
    pub(crate) id: OrganisationId,
    pub(crate) name_differs: Option<String>,
    pub(crate) code_differs: Option<String>,
}

impl Units {
    pub(crate) fn new(all: Vec<KnownOrganisation>) -> Self {
        let codes = all.iter().enumerate().filter_map(|(at, unit)| Some((unit.code.clone()?, at)));
        let by_code = codes.collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, unit) in all.iter().enumerate() {
            by_name.entry(key(&unit.name)).or_default().push(at);
        }
        Self { by_code, by_name, all }
    }

    /// By the code, else by the exact name on the day.
    pub(crate) fn meant(&self, name: Option<&str>, code: Option<&OrganisationCode>) -> Result<Meant, Reason> {
        let coded = code.and_then(|code| self.by_code.get(code.as_str())).and_then(|at| self.all.get(*at));
        if let Some(unit) = coded {
            let differs = name.is_some_and(|name| key(name) != key(&unit.name));
            let name_differs = differs.then(|| unit.name.clone());
            return Ok(Meant { id: unit.id, name_differs, code_differs: None });
        }
        let named = name.and_then(|name| self.by_name.get(&key(name))).map_or(&[][..], Vec::as_slice);
        let unit = match named {
            [one] => self.all.get(*one).ok_or(Reason::OrganisationUnknown)?,
            [] => return Err(Reason::OrganisationUnknown),
            _ => return Err(Reason::OrganisationAmbiguous),
        };
        let code_differs = code.map(|_| unit.code.clone().unwrap_or_else(|| "—".to_owned()));
        Ok(Meant { id: unit.id, name_differs: None, code_differs })
    }

    /// What an organisation is called.
    pub(crate) fn name(&self, id: OrganisationId) -> String {
        let found = self.all.iter().find(|unit| unit.id == id);
        found.map_or_else(|| id.to_string(), |unit| unit.name.clone())
    }

    /// Names that hold what was written or are held by it, or the codes of those that share it.
    pub(crate) fn suggestions(&self, name: &str) -> Arc<[String]> {
        let asked = key(name);
        if let Some(same) = self.by_name.get(&asked) {
            return same.iter().filter_map(|at| self.all.get(*at)?.code.clone()).collect();
        }
        let near =
            self.by_name.iter().filter(|(known, _)| known.contains(&asked) || asked.contains(known.as_str()));
        let near = near.flat_map(|(_, at)| at).filter_map(|at| self.all.get(*at));
        let mut near: Vec<_> = near.map(|unit| unit.name.clone()).take(SUGGESTED).collect();
        near.sort_unstable();
        near.into()
    }
}

#[cfg(test)]
mod tests {
    use liangshi_domain::OrganisationId;

    use super::*;

    fn units() -> Units {
        let unit = |id: u128, name: &str, code: Option<&str>| KnownOrganisation {
            id: OrganisationId(uuid::Uuid::from_u128(id)),
            name: name.into(),
            code: code.map(str::to_owned),
        };
        Units::new(vec![
            unit(1, "石碣镇第一小学（分校）", Some("124419000000000012")),
            unit(2, "中心小学", None),
            unit(3, "中心小学", Some("52441900000000001X")),
        ])
    }

    #[test]
    fn a_code_counts_before_a_name_and_brackets_of_either_width_are_one_name() {
        let units = units();
        let code = "124419000000000012".parse().unwrap();
        let meant = units.meant(Some("第一小学"), Some(&code)).unwrap();
        assert_eq!(meant.name_differs.as_deref(), Some("石碣镇第一小学（分校）"));
        let meant = units.meant(Some("石碣镇第一小学(分校)"), None).unwrap();
        assert_eq!(meant.id, OrganisationId(uuid::Uuid::from_u128(1)));
    }

    #[test]
    fn an_unknown_name_brings_near_ones_and_a_shared_name_brings_codes() {
        let units = units();
        assert_eq!(units.meant(Some("第一小学"), None), Err(Reason::OrganisationUnknown));
        assert_eq!(units.suggestions("第一小学").to_vec(), ["石碣镇第一小学（分校）"]);
        assert_eq!(units.meant(Some("中心小学"), None), Err(Reason::OrganisationAmbiguous));
        assert_eq!(units.suggestions("中心小学").to_vec(), ["52441900000000001X"]);
    }
}
