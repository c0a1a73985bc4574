//! What a programme asks of a candidate, as its file says it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check;
use super::day;
use super::fault::PolicyFault;
use super::in_force::InForce;
use crate::{
    code::HonourLevel,
    criteria::DegreeLevel,
    teacher::{discipline::EthicsResult, record_code::CredentialKind},
};

/// What a candidate has to show while this entry is in force. A missing key asks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// The first day it is asked.
    #[serde(deserialize_with = "day::required")]
    pub from: NaiveDate,
    /// The first day it is no longer asked.
    #[serde(default, deserialize_with = "day::optional")]
    pub to: Option<NaiveDate>,
    /// A code of the title ladder (C-31).
    pub title_at_least: Option<String>,
    /// Whole years of teaching on the day of the decision.
    pub years_of_teaching_at_least: Option<u16>,
    /// Age in whole years on the day of the decision.
    pub age_at_most: Option<u16>,
    /// Whole years in the present title.
    pub years_in_title_at_least: Option<u16>,
    /// Whole months of support teaching that were verified.
    pub support_months_at_least: Option<u16>,
    /// Whole months at weak or remote schools that were verified.
    pub months_at_weak_place: Option<u16>,
    /// The lowest level of honour that is enough.
    pub honour_at_least: Option<HonourLevel>,
    /// The lowest result of the last yearly assessment of ethics that is enough.
    pub ethics_at_least: Option<EthicsResult>,
    /// The lowest level of degree that is enough, by the first digit of its code in C-28.
    pub degree_at_least: Option<DegreeLevel>,
    /// The certificate that has to be held.
    pub credential: Option<CredentialKind>,
    /// Whether a restriction of discipline excludes. It does only where the file says so.
    #[serde(default)]
    pub no_restriction: bool,
    /// Whether an active bar excludes. It does unless the file says otherwise.
    #[serde(default = "yes")]
    pub no_active_bar: bool,
}

fn yes() -> bool {
    true
}

impl Eligibility {
    /// When it is asked.
    #[must_use]
    pub fn period(&self) -> InForce {
        InForce::new(Some(self.from), self.to)
    }

    /// A number that asks nothing is a slip of the pen.
    pub(crate) fn check(&self) -> Result<(), PolicyFault> {
        let numbers = [
            ("years_of_teaching_at_least", self.years_of_teaching_at_least),
            ("age_at_most", self.age_at_most),
            ("years_in_title_at_least", self.years_in_title_at_least),
            ("support_months_at_least", self.support_months_at_least),
            ("months_at_weak_place", self.months_at_weak_place),
        ];
        let positive = |(key, number)| check::positive(&format!("eligibility.{key}"), number);
        numbers.into_iter().try_for_each(positive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_asks_nothing_and_a_bar_excludes() {
        let entry: Eligibility = check::read("from = 2021-01-01\nhonour_at_least = \"CITY\"\n").unwrap();
        assert_eq!(
            (entry.title_at_least.is_none(), entry.no_active_bar, entry.no_restriction),
            (true, true, false)
        );
        assert_eq!(entry.honour_at_least, Some(HonourLevel::City));
        let zero = Eligibility { months_at_weak_place: Some(0), ..entry };
        assert_eq!(
            zero.check().map_err(|fault| fault.key),
            Err("eligibility.months_at_weak_place".to_owned())
        );
    }
}
