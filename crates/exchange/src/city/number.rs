use chrono::{Datelike, Days, NaiveDate};
use liangshi_domain::{IdentityNumber, OrganisationCode, code::Sex};

/// Days from 1800 to the end of 1859 that numbers are spread over; a prime step visits each of them once.
const DAYS: u64 = 21_900;
const STEP: u64 = 7_919;

/// Whose numbers they are, so that a roster never meets a person of the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    /// The city's own history: birth years from 1800.
    City,
    /// Rosters to be imported: birth years from 1880, later than the city's ever reach.
    Roster,
}

/// The nth identity number of a range. The years 18xx in it belong to nobody alive.
pub(crate) fn identity(range: Range, nth: u64, sex: Sex) -> Option<IdentityNumber> {
    let (first, days) = match range {
        Range::City => (1800, DAYS),
        Range::Roster => (1880, 7_300),
    };
    let start = NaiveDate::from_ymd_opt(first, 1, 1)?;
    let birth = start.checked_add_days(Days::new(nth * STEP % days))?;
    let order = nth / days * 2 + u64::from(sex == Sex::Male);
    let (year, month, day) = (birth.year(), birth.month(), birth.day());
    let body = format!("441900{year:04}{month:02}{day:02}{order:03}");
    format!("{body}{}", IdentityNumber::check_digit(&body).ok()?).parse().ok()
}

/// The nth unified social credit code of those who begin so: 12 a public institution, 52 a private one.
pub(crate) fn organisation_code(begins: &str, nth: usize) -> Option<OrganisationCode> {
    let body = format!("{begins}441900{nth:09}");
    format!("{body}{}", OrganisationCode::check_digit(&body).ok()?).parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_are_all_different_valid_and_of_years_that_are_long_past() {
        let numbers = |range| {
            (0..50_000).filter_map(move |nth| {
                identity(range, nth, if nth % 3 == 0 { Sex::Male } else { Sex::Female })
            })
        };
        let all: HashSet<_> = numbers(Range::City).chain(numbers(Range::Roster)).collect();
        assert_eq!(all.len(), 100_000);
        assert!(all.iter().all(|number| number.birth().unwrap().year() < 1900));
        assert!(identity(Range::City, 3, Sex::Male).unwrap().is_male());
        assert!(!identity(Range::City, 3, Sex::Female).unwrap().is_male());
    }

    #[test]
    fn the_first_codes_are_the_published_vectors() {
        assert_eq!(organisation_code("12", 1).unwrap().as_str(), "124419000000000012");
        assert_eq!(organisation_code("52", 1).unwrap().as_str(), "52441900000000001X");
    }
}
