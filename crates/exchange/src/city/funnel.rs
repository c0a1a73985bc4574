//! How many come how far in each round, written for the whole city.

use super::records::Fate;

/// A round as it is written: who ends how, how many of them in the whole city, and how many at least in any.
pub(crate) struct Written {
    pub(crate) slug: &'static str,
    pub(crate) year: i32,
    pub(crate) fates: &'static [(Fate, usize, usize)],
}

/// Every round. At the end 236 hosts are certified of 250, and on 30 June 2022 it looked like 233.
pub(crate) const ROUNDS: [Written; 10] = [
    Written {
        slug: "studio-hosts",
        year: 2021,
        fates: &[
            (Fate::Certified, 227, 2),
            (Fate::Resigns, 3, 0),
            (Fate::CertifiedLate, 6, 2),
            (Fate::Annulled, 3, 1),
            (Fate::Extended, 6, 1),
            (Fate::Stays, 4, 1),
            (Fate::Frozen, 2, 1),
            (Fate::Removed, 3, 1),
            (Fate::Withdraws, 3, 1),
            (Fate::Objected, 3, 1),
            (Fate::NotQualified, 12, 1),
            (Fate::NotListed, 14, 1),
            (Fate::GivesUp, 4, 1),
            (Fate::Turned, 4, 0),
        ],
    },
    Written {
        slug: "studio-hosts",
        year: 2022,
        fates: &[
            (Fate::Stays, 38, 1),
            (Fate::Withdraws, 2, 0),
            (Fate::NotQualified, 8, 0),
            (Fate::NotListed, 9, 1),
        ],
    },
    Written {
        slug: "leading-talents",
        year: 2021,
        fates: &[
            (Fate::Stays, 9, 1),
            (Fate::Frozen, 1, 0),
            (Fate::Removed, 1, 0),
            (Fate::Withdraws, 1, 0),
            (Fate::Objected, 1, 0),
            (Fate::NotQualified, 2, 0),
            (Fate::NotListed, 3, 0),
            (Fate::Turned, 1, 0),
        ],
    },
    Written {
        slug: "leading-talents",
        year: 2022,
        fates: &[
            (Fate::Stays, 9, 1),
            (Fate::NotQualified, 2, 0),
            (Fate::NotListed, 2, 0),
            (Fate::GivesUp, 1, 0),
            (Fate::Turned, 1, 0),
        ],
    },
    Written {
        slug: "educator-type",
        year: 2021,
        fates: &[
            (Fate::Certified, 20, 0),
            (Fate::Stays, 26, 1),
            (Fate::Extended, 2, 0),
            (Fate::Frozen, 1, 0),
            (Fate::Removed, 1, 0),
            (Fate::Withdraws, 2, 0),
            (Fate::NotQualified, 10, 0),
            (Fate::NotListed, 10, 1),
            (Fate::Objected, 2, 0),
            (Fate::GivesUp, 3, 0),
            (Fate::Turned, 3, 0),
        ],
    },
    Written {
        slug: "educator-type",
        year: 2022,
        fates: &[
            (Fate::Stays, 43, 1),
            (Fate::Withdraws, 1, 0),
            (Fate::NotQualified, 10, 0),
            (Fate::NotListed, 9, 0),
            (Fate::Objected, 1, 0),
            (Fate::GivesUp, 3, 0),
            (Fate::Turned, 3, 0),
        ],
    },
    Written {
        slug: "outstanding-teachers",
        year: 2021,
        fates: &[
            (Fate::Certified, 455, 2),
            (Fate::CertifiedLate, 3, 0),
            (Fate::Stays, 40, 1),
            (Fate::Frozen, 4, 0),
            (Fate::Removed, 6, 0),
            (Fate::Withdraws, 12, 0),
            (Fate::NotQualified, 50, 1),
            (Fate::NotListed, 40, 1),
            (Fate::Objected, 5, 0),
            (Fate::GivesUp, 15, 0),
            (Fate::Turned, 10, 0),
        ],
    },
    Written {
        slug: "outstanding-teachers",
        year: 2022,
        fates: &[
            (Fate::Stays, 403, 2),
            (Fate::Withdraws, 7, 0),
            (Fate::NotQualified, 60, 1),
            (Fate::NotListed, 55, 1),
            (Fate::Objected, 8, 0),
            (Fate::GivesUp, 17, 0),
            (Fate::Turned, 10, 0),
        ],
    },
    Written {
        slug: "reserve-principals",
        year: 2021,
        fates: &[
            (Fate::Certified, 40, 1),
            (Fate::Stays, 14, 0),
            (Fate::Frozen, 1, 0),
            (Fate::Removed, 1, 0),
            (Fate::Withdraws, 2, 0),
            (Fate::NotQualified, 8, 0),
            (Fate::NotListed, 8, 0),
            (Fate::Objected, 1, 0),
            (Fate::GivesUp, 3, 0),
            (Fate::Turned, 2, 0),
        ],
    },
    Written {
        slug: "reserve-principals",
        year: 2022,
        fates: &[
            (Fate::Stays, 61, 2),
            (Fate::Withdraws, 1, 0),
            (Fate::NotQualified, 8, 0),
            (Fate::NotListed, 8, 0),
            (Fate::Objected, 1, 0),
            (Fate::GivesUp, 4, 0),
            (Fate::Turned, 2, 0),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_city_comes_to_the_numbers_the_board_should_show() {
        let sum = |slug: &str, counts: fn(Fate) -> bool| {
            let rounds = ROUNDS.iter().filter(|round| round.slug == slug);
            let fates = rounds.flat_map(|round| round.fates).filter(|(fate, _, _)| counts(*fate));
            fates.map(|(_, number, _)| number).sum::<usize>()
        };
        assert_eq!(sum("leading-talents", |_| true), 34);
        let confirmed = ["leading-talents", "educator-type", "outstanding-teachers", "reserve-principals"];
        assert_eq!(confirmed.map(|slug| sum(slug, Fate::is_confirmed)), [21, 96, 930, 120]);
        assert_eq!(sum("studio-hosts", |fate| fate.is_certified() && fate != Fate::Annulled), 236);
        assert_eq!(sum("studio-hosts", |fate| fate.is_certified() && fate != Fate::CertifiedLate), 233);
    }
}
