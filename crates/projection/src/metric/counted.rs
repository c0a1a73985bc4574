//! What the lines of a population tell: who counts, of how many, by what, and who is left out for which reason.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use sqlx::FromRow;

/// SHA-256 in hexadecimal over the ids of persons, each followed by a line feed. They are told in the order of the texts, so that the
/// same persons have the same digest.
pub fn members_digest<'a>(members: impl IntoIterator<Item = &'a str>) -> String {
    let sorted: BTreeSet<&str> = members.into_iter().collect();
    let mut hash = Sha256::new();
    for member in sorted {
        hash.update(member);
        hash.update("\n");
    }
    hex::encode(hash.finalize())
}

/// By what persons of a metric are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MetricDimension {
    /// The town the unit lies in, as the tree stood at the two dates.
    Town,
    /// The unit on the basis.
    Unit,
    /// Who runs the unit on the day.
    Nature,
    /// The stage taught.
    Stage,
    /// The title.
    Title,
    /// What the person does.
    Category,
    /// How the person is held.
    Staffing,
    /// The kind of full-time secondment.
    Seconded,
    /// The subject taught.
    Subject,
    /// The talent programme, of candidates.
    Programme,
    /// The category of the talent programme, of candidates; that of the talent, of those taken in.
    Talent,
}

/// A person of the population at one unit.
#[derive(Clone, Debug, FromRow)]
pub struct Line {
    /// The person.
    pub teacher: String,
    /// The unit on the basis.
    pub unit: Option<String>,
    town: Option<String>,
    nature: Option<String>,
    stage: Option<String>,
    title: Option<String>,
    category: Option<String>,
    staffing: Option<String>,
    seconded: Option<String>,
    subject: Option<String>,
    programme: Option<String>,
    talent: Option<String>,
    /// One digit for each condition, in their order: whether it is met.
    flags: String,
}

impl Line {
    fn key(&self, by: MetricDimension) -> Option<String> {
        let key = match by {
            MetricDimension::Town => &self.town,
            MetricDimension::Unit => &self.unit,
            MetricDimension::Nature => &self.nature,
            MetricDimension::Stage => &self.stage,
            MetricDimension::Title => &self.title,
            MetricDimension::Category => &self.category,
            MetricDimension::Staffing => &self.staffing,
            MetricDimension::Seconded => &self.seconded,
            MetricDimension::Subject => &self.subject,
            MetricDimension::Programme => &self.programme,
            MetricDimension::Talent => &self.talent,
        };
        key.clone()
    }

    /// How many of the conditions are met before the first that is not.
    fn met(&self) -> usize {
        self.flags.bytes().take_while(|flag| *flag == b'1').count()
    }
}

/// Everyone of a population, with what each condition says.
#[derive(Clone, Debug)]
pub struct Population {
    /// The conditions in the order they are asked, those of the denominator first.
    pub conditions: Vec<&'static str>,
    /// How many of them are of the denominator.
    pub of: usize,
    /// The persons.
    pub lines: Vec<Line>,
}

/// A cell that is not empty: its keys, who counts in it, and of how many.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MetricCell {
    /// The code or unit in each dimension; none where the person has none.
    pub keys: Vec<Option<String>>,
    /// Who counts.
    pub value: i64,
    /// Of how many.
    pub of: i64,
}

impl Population {
    /// Who counts: the persons who meet every condition, each with the unit.
    pub fn members(&self) -> BTreeMap<&str, Option<&str>> {
        let all = self.conditions.len();
        let counted = self.lines.iter().filter(|line| line.met() == all);
        counted.map(|line| (line.teacher.as_str(), line.unit.as_deref())).collect()
    }

    /// Of how many: the persons who meet the conditions of the denominator.
    pub fn denominator(&self) -> i64 {
        let of: BTreeSet<_> =
            self.lines.iter().filter(|line| self.of <= line.met()).map(|line| &line.teacher).collect();
        i64::try_from(of.len()).unwrap_or(i64::MAX)
    }

    /// Whoever is left out, under the condition that fails first. Somebody at two units is left out only when at neither all is met, and
    /// then where the most is.
    pub fn excluded(&self) -> Vec<(&'static str, BTreeSet<&str>)> {
        let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &self.lines {
            let best = reached.entry(&line.teacher).or_default();
            *best = line.met().max(*best);
        }
        let mut excluded: Vec<_> = self.conditions.iter().map(|name| (*name, BTreeSet::new())).collect();
        for (teacher, met) in reached {
            if let Some((_, persons)) = excluded.get_mut(met) {
                persons.insert(teacher);
            }
        }
        excluded
    }

    /// Who counts in more than one cell, each with the keys of the cells.
    pub fn in_several(&self, by: &[MetricDimension]) -> Vec<(&str, Vec<Vec<Option<String>>>)> {
        let mut cells: BTreeMap<&str, BTreeSet<Vec<Option<String>>>> = BTreeMap::new();
        let all = self.conditions.len();
        for line in self.lines.iter().filter(|line| line.met() == all) {
            cells.entry(&line.teacher).or_default().insert(by.iter().map(|by| line.key(*by)).collect());
        }
        let several = cells.into_iter().filter(|(_, keys)| keys.len() > 1);
        several.map(|(teacher, keys)| (teacher, keys.into_iter().collect())).collect()
    }

    /// The cells that are not empty, in the order of their keys. Whoever stands in two of them counts in both.
    pub fn cells(&self, by: &[MetricDimension]) -> Vec<MetricCell> {
        let mut cells: BTreeMap<Vec<Option<String>>, [BTreeSet<&str>; 2]> = BTreeMap::new();
        let all = self.conditions.len();
        for line in self.lines.iter().filter(|line| self.of <= line.met()) {
            let [counted, of] = cells.entry(by.iter().map(|by| line.key(*by)).collect()).or_default();
            of.insert(&line.teacher);
            if line.met() == all {
                counted.insert(&line.teacher);
            }
        }
        let number = |persons: &BTreeSet<&str>| i64::try_from(persons.len()).unwrap_or(i64::MAX);
        let cell = |(keys, [counted, of]): (_, [BTreeSet<&str>; 2])| MetricCell {
            keys,
            value: number(&counted),
            of: number(&of),
        };
        cells.into_iter().map(cell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(teacher: &str, unit: &str, flags: &str) -> Line {
        let none = || None;
        Line {
            teacher: teacher.to_owned(),
            unit: Some(unit.to_owned()),
            town: none(),
            nature: none(),
            stage: none(),
            title: none(),
            category: none(),
            staffing: none(),
            seconded: none(),
            subject: none(),
            programme: none(),
            talent: none(),
            flags: flags.to_owned(),
        }
    }

    fn population() -> Population {
        let lines = vec![
            line("a", "one", "11"),
            line("b", "one", "10"),
            line("c", "two", "01"),
            line("b", "two", "00"),
        ];
        Population { conditions: vec!["category", "credential"], of: 1, lines }
    }

    #[test]
    fn who_counts_meets_every_condition_and_the_denominator_only_its_own() {
        let population = population();
        assert_eq!(population.members().keys().copied().collect::<Vec<_>>(), ["a"]);
        assert_eq!(population.denominator(), 2);
    }

    #[test]
    fn everybody_else_is_left_out_once_for_the_first_condition_that_fails() {
        let population = population();
        let excluded = population.excluded();
        let told: Vec<_> = excluded.iter().map(|(name, who)| (*name, who.len())).collect();
        assert_eq!(told, [("category", 1), ("credential", 1)]);
    }

    #[test]
    fn cells_add_up_to_the_whole_when_nobody_stands_in_two() {
        let cells = population().cells(&[MetricDimension::Unit]);
        let one = MetricCell { keys: vec![Some("one".to_owned())], value: 1, of: 2 };
        assert_eq!(cells, [one]);
    }
}
