//! Headcounts: how many persons are in service at two dates, by town, unit, stage, title and the like.

use std::collections::BTreeSet;

use super::{
    block::CODES,
    packed::{Key, Node, Scan, Store, day},
    words::NONE,
};
use crate::{query::At, views::service::Filter};
use liangshi_domain::code::Basis;
use uuid::Uuid;

/// By what persons are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The town the unit lies in, as the tree stood at the two dates; none for what stands under the bureau itself.
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
}

impl Dimension {
    /// The column of the codes of the census; `None` for what is known of the unit.
    fn column(self) -> Option<usize> {
        match self {
            Self::Town | Self::Unit | Self::Nature => None,
            Self::Stage => Some(0),
            Self::Title => Some(1),
            Self::Category => Some(2),
            Self::Staffing => Some(3),
            Self::Seconded => Some(4),
            Self::Subject => Some(5),
        }
    }
}

/// What is counted, and by what.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which persons.
    pub filter: Filter,
    /// By what; each at most once.
    pub by: Vec<Dimension>,
    /// The two dates.
    pub at: At,
}

/// One cell that is not empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The code or unit in each dimension asked for; `None` where the person has none.
    pub keys: Vec<Option<String>>,
    /// Persons.
    pub count: i64,
}

/// How many persons there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headcount {
    /// Each person once.
    pub value: i64,
    /// In the order of their keys. Whoever stands in two of them counts in both.
    pub cells: Vec<Cell>,
}

impl Store {
    /// The answer; `None` when the question asks what the census does not hold.
    pub(super) fn headcount(&self, question: &Question) -> Option<Headcount> {
        let (filter, at) = (&question.filter, question.at);
        if filter.name.is_some() {
            return None;
        }
        let (day, known) = (day(at.valid)?, u32::try_from(at.known).ok()?);
        let tree = self.tree(day, known);
        let scan = Scan {
            day,
            known,
            basis: basis(filter.basis),
            at: filter.organisation.map(|root| self.below(root, &tree)),
            seen: filter.scope.map(|root| self.below(root, &tree)),
            wanted: self.wanted(filter)?,
            keys: question.by.iter().map(|by| self.key(*by, &tree)).collect(),
        };
        let cells = scan.keys.iter().try_fold(1_usize, |cells, key| cells.checked_mul(self.size(key)))?;
        (cells <= MOST_CELLS).then(|| self.told(&scan, question))
    }

    fn told(&self, scan: &Scan, question: &Question) -> Headcount {
        let counted = self.count(scan);
        let filled = counted.cells.iter().enumerate().filter(|(_, count)| **count > 0);
        let mut cells: Vec<_> = filled
            .map(|(cell, count)| Cell { keys: self.keys(cell, scan, &question.by), count: i64::from(*count) })
            .collect();
        cells.sort_unstable();
        Headcount { value: i64::try_from(counted.value).unwrap_or(i64::MAX), cells }
    }

    /// The texts of the digits of a cell. The last digit of a key is none.
    fn keys(&self, cell: usize, scan: &Scan, by: &[Dimension]) -> Vec<Option<String>> {
        let mut rest = cell;
        let mut keys: Vec<_> = scan
            .keys
            .iter()
            .zip(by)
            .rev()
            .map(|(key, by)| {
                let (digit, left) = (rest % self.size(key), rest / self.size(key));
                rest = left;
                self.text(key, *by, digit).map(str::to_owned)
            })
            .collect();
        keys.reverse();
        keys
    }

    fn text(&self, key: &Key, by: Dimension, digit: usize) -> Option<&str> {
        match key {
            Key::Code(column) => self.codes.get(*column)?.text(u16::try_from(digit).ok()?),
            Key::Unit { numbers, .. } => {
                let words = if by == Dimension::Nature { &self.natures } else { &self.units };
                words.text(*numbers.get(digit)?)
            }
        }
    }

    /// What a person is counted by. Only groups that are there become cells.
    fn key(&self, by: Dimension, tree: &[Option<Node>]) -> Key {
        if let Some(column) = by.column() {
            return Key::Code(column);
        }
        let units = 0..u16::try_from(tree.len()).unwrap_or(NONE);
        let node = |unit: u16| tree.get(usize::from(unit)).copied().flatten();
        let number = |unit| match by {
            Dimension::Nature => node(unit).map_or(NONE, |node| node.nature),
            Dimension::Town => town(unit, tree),
            Dimension::Unit
            | Dimension::Stage
            | Dimension::Title
            | Dimension::Category
            | Dimension::Staffing
            | Dimension::Seconded
            | Dimension::Subject => unit,
        };
        let of_units: Vec<_> = units.map(number).collect();
        let numbers: BTreeSet<_> = of_units.iter().copied().filter(|number| *number != NONE).collect();
        let numbers: Vec<_> = numbers.into_iter().collect();
        let place =
            |number: &u16| numbers.binary_search(number).ok().and_then(|place| u16::try_from(place).ok());
        let group = of_units.iter().map(|number| place(number).unwrap_or(NONE)).collect();
        Key::Unit { group, numbers }
    }

    /// A unit and all below it.
    fn below(&self, root: Uuid, tree: &[Option<Node>]) -> Vec<bool> {
        let root = self.units.known(&root.to_string());
        let lies = |unit: usize| {
            let unit = u16::try_from(unit).ok();
            root.is_some() && ancestors(unit.unwrap_or(NONE), tree).any(|above| Some(above) == root)
        };
        (0..tree.len()).map(lies).collect()
    }

    /// The codes a row has to have; `None` when there are more of them than can be told apart. A code nobody has is asked
    /// for by a number nobody has.
    fn wanted(&self, filter: &Filter) -> Option<Vec<(usize, u8)>> {
        let asked: [&Option<String>; CODES] = [
            &filter.stage,
            &filter.title,
            &filter.category,
            &filter.staffing,
            &filter.seconded,
            &filter.subject,
        ];
        let asked = asked.into_iter().enumerate().filter_map(|(column, text)| Some((column, text.as_ref()?)));
        asked
            .map(|(column, text)| {
                let words = self.codes.get(column)?;
                let number = words.known(text).unwrap_or(u16::try_from(words.len()).unwrap_or(NONE));
                Some((column, u8::try_from(number).ok().filter(|number| *number != u8::MAX)?))
            })
            .collect()
    }
}

/// More cells than this are counted by the database.
const MOST_CELLS: usize = 1 << 22;

fn basis(basis: Basis) -> usize {
    match basis {
        Basis::Establishment => 0,
        Basis::Personnel => 1,
        Basis::Workplace => 2,
        Basis::Paying => 3,
    }
}

/// A unit and what it lies under, up to the top. A tree that closed on itself ends where it began.
fn ancestors(unit: u16, tree: &[Option<Node>]) -> impl Iterator<Item = u16> {
    let mut met = BTreeSet::new();
    std::iter::successors((unit != NONE).then_some(unit), |unit| {
        let node = tree.get(usize::from(*unit)).copied().flatten()?;
        (node.parent != NONE).then_some(node.parent)
    })
    .take_while(move |unit| met.insert(*unit))
}

fn town(unit: u16, tree: &[Option<Node>]) -> u16 {
    let is_town =
        |unit: &u16| tree.get(usize::from(*unit)).copied().flatten().is_some_and(|node| node.is_town);
    ancestors(unit, tree).find(is_town).unwrap_or(NONE)
}
