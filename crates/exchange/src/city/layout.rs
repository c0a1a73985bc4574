use chrono::NaiveDate;
use liangshi_domain::{
    OrganisationCode,
    code::Stage,
    organisation::{Nature, OrganisationKind},
    policy::{PolicyFault, builtin},
};

use super::{calendar::date, dice::Dice, names, number::organisation_code};

/// A town, street or park, or the node of the schools directly under the bureau.
pub(crate) struct Town {
    pub(crate) name: String,
    /// The statistical division code; none for the schools directly under the bureau.
    pub(crate) place: Option<String>,
}

/// A school, a kindergarten, or one of the bodies beside them.
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) kind: OrganisationKind,
    pub(crate) nature: Nature,
    pub(crate) code: Option<OrganisationCode>,
    /// Its town, as a place in the list of towns.
    pub(crate) town: usize,
    /// The stage taught; none where nobody is taught.
    pub(crate) stage: Option<Stage>,
    pub(crate) opens: NaiveDate,
    /// The first day it no longer stands by itself.
    pub(crate) closes: Option<NaiveDate>,
}

impl Unit {
    /// Whether people can be sent there on the day.
    pub(crate) fn is_open_on(&self, day: NaiveDate) -> bool {
        self.opens <= day && self.closes.is_none_or(|closes| day < closes)
    }

    /// Whether it is a private school, which first secretaries are sent to.
    pub(crate) fn is_private_school(&self) -> bool {
        self.nature == Nature::Private && self.kind == OrganisationKind::School
    }
}

/// Where everybody works: drawn once, so that a roster names the same schools as the city of the same seed.
pub(crate) struct Layout {
    pub(crate) towns: Vec<Town>,
    pub(crate) units: Vec<Unit>,
}

/// The day the schools that were planned for 2022 open.
pub(crate) const OPENING: (i32, u32, u32) = (2022, 9, 1);
/// About so many teachers belong to one organisation.
const TEACHERS_OF_ONE: usize = 45;
/// What organisations there are, in thousandths. Kindergartens are many and small.
const MIX: [(Kind, u32); 6] = [
    (Kind::Kindergarten, 430),
    (Kind::Primary, 300),
    (Kind::Junior, 165),
    (Kind::Senior, 70),
    (Kind::Vocational, 25),
    (Kind::Special, 10),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Kindergarten,
    Primary,
    Junior,
    Senior,
    Vocational,
    Special,
}

impl Kind {
    fn suffix(self) -> &'static str {
        match self {
            Self::Kindergarten => "幼儿园",
            Self::Primary => "小学",
            Self::Junior => "初级中学",
            Self::Senior => "高级中学",
            Self::Vocational => "职业技术学校",
            Self::Special => "特殊教育学校",
        }
    }

    fn stage(self) -> Stage {
        match self {
            Self::Kindergarten => Stage::Preschool,
            Self::Primary => Stage::Primary,
            Self::Junior => Stage::Junior,
            Self::Senior => Stage::Senior,
            Self::Vocational => Stage::SeniorVocational,
            Self::Special => Stage::Special,
        }
    }

    /// How many in a thousand are private.
    fn private(self) -> u32 {
        match self {
            Self::Kindergarten => 600,
            Self::Primary | Self::Junior => 300,
            Self::Senior => 150,
            Self::Vocational | Self::Special => 0,
        }
    }
}

impl Layout {
    /// Draws the organisations of a city with so many teachers.
    pub(crate) fn draw(teachers: usize, seed: u64) -> Result<Self, PolicyFault> {
        let list = builtin::places()?;
        let place = |place: &liangshi_domain::policy::Place| Town {
            name: place.full_name().zh,
            place: Some(place.code.clone()),
        };
        let mut towns: Vec<_> = list.education_units(date(2022, 1, 1)).map(place).collect();
        let direct = towns.len();
        towns.push(Town { name: "市直属学校".to_owned(), place: None });
        let mut drawing =
            Drawing { dice: Dice::new(seed, 2), direct, counted: Vec::new(), towns, units: Vec::new() };
        drawing.schools(teachers);
        drawing.bodies();
        Ok(Self { towns: drawing.towns, units: drawing.units })
    }
}

struct Drawing {
    dice: Dice,
    direct: usize,
    /// How many of a kind a town has, to name the next.
    counted: Vec<(usize, Kind, usize)>,
    towns: Vec<Town>,
    units: Vec<Unit>,
}

impl Drawing {
    fn schools(&mut self, teachers: usize) {
        let number = (teachers / TEACHERS_OF_ONE).max(16);
        let planned = (teachers * 10 / 20_000).max(1);
        for nth in 0..number {
            // The first few make sure that the smallest city has one of each kind, two of them private schools.
            let kind = match nth {
                0 | 6 => Kind::Primary,
                1 | 7 => Kind::Junior,
                2 => Kind::Senior,
                3 | 4 => Kind::Kindergarten,
                5 => Kind::Vocational,
                _ => self.dice.weighed(&MIX),
            };
            let opens_now = nth + planned >= number;
            let private = nth == 6 || nth == 7 || (nth > 7 && !opens_now && self.dice.chance(kind.private()));
            let opens = if opens_now {
                date(OPENING.0, OPENING.1, OPENING.2)
            } else if private {
                date(self.dice.between(1994, 2008).cast_signed(), 9, 1)
            } else {
                date(self.dice.between(1951, 1989).cast_signed(), 9, 1)
            };
            let kind = if opens_now && kind == Kind::Special { Kind::Primary } else { kind };
            self.school(kind, if private { Nature::Private } else { Nature::Public }, opens);
        }
    }

    fn school(&mut self, kind: Kind, nature: Nature, opens: NaiveDate) {
        let under_bureau = nature == Nature::Public
            && matches!(kind, Kind::Senior | Kind::Vocational | Kind::Special)
            && self.dice.chance(500);
        let town = if under_bureau { self.direct } else { self.dice.below(self.direct) };
        let counted = self.counted.iter_mut().find(|(at, of, _)| *at == town && *of == kind);
        let nth = match counted {
            Some((_, _, number)) => {
                *number += 1;
                *number
            }
            None => {
                self.counted.push((town, kind, 0));
                0
            }
        };
        let place = if under_bureau { "" } else { self.towns[town].name.as_str() };
        let name = format!("东莞市{place}{}{}", names::school_word(nth, town), kind.suffix());
        let begins = if nature == Nature::Private { "52" } else { "12" };
        let organisation = if kind == Kind::Kindergarten {
            OrganisationKind::Kindergarten
        } else {
            OrganisationKind::School
        };
        self.units.push(Unit {
            name,
            kind: organisation,
            nature,
            code: organisation_code(begins, self.units.len() + 1),
            town,
            stage: Some(kind.stage()),
            opens,
            closes: None,
        });
    }

    /// The bodies beside the schools, whose staff teach teachers.
    fn bodies(&mut self) {
        let bodies = [
            ("东莞市教师发展中心", OrganisationKind::DevelopmentCentre, date(1996, 1, 1)),
            ("东莞市教学研究中心", OrganisationKind::ResearchBody, date(1988, 1, 1)),
        ];
        for (name, kind, opens) in bodies {
            self.units.push(Unit {
                name: name.to_owned(),
                kind,
                nature: Nature::Public,
                code: organisation_code("12", self.units.len() + 1),
                town: self.direct,
                stage: None,
                opens,
                closes: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_city_has_its_towns_and_one_organisation_for_about_45_teachers() {
        let city = Layout::draw(20_000, 1).unwrap();
        assert_eq!((city.towns.len(), city.units.len()), (34, 446));
        let names: HashSet<_> = city.units.iter().map(|unit| unit.name.as_str()).collect();
        let codes: HashSet<_> = city.units.iter().filter_map(|unit| unit.code.as_ref()).collect();
        assert_eq!((names.len(), codes.len()), (446, 446));
        let opening = city.units.iter().filter(|unit| unit.opens == date(2022, 9, 1)).count();
        assert_eq!(opening, 10);
    }

    #[test]
    fn the_smallest_city_has_private_schools_and_one_of_each_main_kind() {
        let city = Layout::draw(60, 3).unwrap();
        assert!(city.units.iter().filter(|unit| unit.is_private_school()).count() >= 2);
        let stages: HashSet<_> = city.units.iter().filter_map(|unit| unit.stage).collect();
        assert!(stages.len() >= 5);
    }
}
