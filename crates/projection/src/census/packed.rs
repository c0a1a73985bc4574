//! All rows of the roster and the tree of organisations, packed, and how they are counted.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    block::{Block, CODES, Packed, UNITS},
    words::{NONE, Words},
};

/// The byte of no code.
const NO_CODE: u8 = u8::MAX;
/// Days are counted from here; two bytes reach into 2079.
const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// The end of a row that holds until further notice.
const OPEN: u16 = u16::MAX;

/// A day that a question may name: `None` when it lies outside what the census can tell apart.
pub(super) fn day(day: NaiveDate) -> Option<u16> {
    let days = u16::try_from((day - FIRST).num_days()).ok()?;
    (days != OPEN).then_some(days)
}

/// A day as a row holds it: what lies outside is at the edge, where no question can tell.
pub(super) fn edge(text: &str) -> u16 {
    let Some(day) = crate::cell::date_of(text) else { return OPEN };
    let days = (day - FIRST).num_days().clamp(0, i64::from(OPEN));
    u16::try_from(days).unwrap_or(OPEN)
}

/// An organisation for as long as nothing of it changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) id: u32,
    pub(super) unit: u16,
    pub(super) parent: u16,
    pub(super) is_town: bool,
    pub(super) nature: u16,
    pub(super) valid: (u16, u16),
    pub(super) known: (u32, u32),
}

/// What is held.
#[derive(Debug, Default)]
pub(super) struct Store {
    blocks: Vec<Block>,
    pub(super) units: Words,
    pub(super) codes: [Words; CODES],
    pub(super) natures: Words,
    nodes: Vec<Node>,
    persons: HashMap<Uuid, u32>,
    /// Persons with more than one registration, who may hold two rows on one day and are still one person.
    shared: Vec<bool>,
    rows: usize,
}

/// By what a person is counted.
#[derive(Clone, Debug)]
pub(super) enum Key {
    /// By a group of the unit on the basis: the place of each unit's group in the list of their numbers.
    Unit { group: Vec<u16>, numbers: Vec<u16> },
    /// By a code of the column.
    Code(usize),
}

/// What is counted.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    pub(super) day: u16,
    pub(super) known: u32,
    /// The column of the basis.
    pub(super) basis: usize,
    /// The units a person has to be at, on the basis.
    pub(super) at: Option<Vec<bool>>,
    /// The units of which one has to be the person's, on any basis.
    pub(super) seen: Option<Vec<bool>>,
    /// Codes a row has to have, by column.
    pub(super) wanted: Vec<(usize, u8)>,
    pub(super) keys: Vec<Key>,
}

/// How many were found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// Persons, each once.
    pub(super) value: u64,
    /// By the number of the cell.
    pub(super) cells: Vec<u32>,
}

impl Store {
    /// How many rows are held.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes held: whole blocks, and what stands beside them.
    pub(super) fn bytes(&self) -> usize {
        let words = self.codes.iter().chain([&self.units, &self.natures]).map(Words::bytes).sum::<usize>();
        let persons = self.persons.capacity() * (size_of::<(Uuid, u32)>() + 1) + self.shared.capacity();
        self.blocks.len() * Block::bytes() + self.nodes.capacity() * size_of::<Node>() + words + persons
    }

    /// The number of a person. Whoever was registered twice is remembered as such.
    pub(super) fn person(&mut self, id: Uuid, registered_so: bool) -> Option<u32> {
        let next = u32::try_from(self.persons.len()).ok()?;
        let number = *self.persons.entry(id).or_insert(next);
        if number == next {
            self.shared.push(false);
        }
        if let Some(shared) = self.shared.get_mut(number as usize).filter(|_| !registered_so) {
            *shared = true;
        }
        Some(number)
    }

    /// The byte of a code; `None` when a column has too many.
    pub(super) fn code(&mut self, column: usize, text: Option<&str>) -> Option<u8> {
        let number = self.codes.get_mut(column)?.number(text)?;
        if number == NONE { Some(NO_CODE) } else { u8::try_from(number).ok().filter(|code| *code != NO_CODE) }
    }

    pub(super) fn push(&mut self, row: Packed) {
        if self.blocks.last().is_none_or(Block::is_full) {
            self.blocks.push(Block::new());
        }
        if let Some(block) = self.blocks.last_mut() {
            block.push(row);
            self.rows += 1;
        }
    }

    pub(super) fn close(&mut self, id: u32, known_to: u32) {
        let at = self.blocks.partition_point(|block| block.last_id() < Some(id));
        if let Some(block) = self.blocks.get_mut(at) {
            block.close(id, known_to);
        }
    }

    pub(super) fn push_node(&mut self, node: Node) {
        self.nodes.push(node);
    }

    pub(super) fn close_node(&mut self, id: u32, known_to: u32) {
        let at = self.nodes.binary_search_by_key(&id, |node| node.id).ok();
        if let Some(node) = at.and_then(|at| self.nodes.get_mut(at)) {
            node.known.1 = known_to;
        }
    }

    /// The organisations that hold at the two dates, by unit.
    pub(super) fn tree(&self, day: u16, known: u32) -> Vec<Option<Node>> {
        let mut tree = vec![None; self.units.len()];
        for node in &self.nodes {
            let holds =
                node.valid.0 <= day && day < node.valid.1 && node.known.0 <= known && known < node.known.1;
            if let Some(place) = tree.get_mut(usize::from(node.unit)).filter(|_| holds) {
                *place = Some(*node);
            }
        }
        tree
    }

    /// Counts persons by the cells of the keys.
    pub(super) fn count(&self, scan: &Scan) -> Counted {
        let sizes: Vec<_> = scan.keys.iter().map(|key| self.size(key)).collect();
        let mut counted = Counted { value: 0, cells: vec![0; sizes.iter().product()] };
        let mut shared: HashSet<(usize, u32)> = HashSet::new();
        let mut found = Vec::new();
        for block in &self.blocks {
            block.holding(scan.day, scan.known, &mut found);
            for at in found.iter().copied().filter(|at| scan.takes(block, *at)) {
                let cell = cell(block, at, scan, &sizes);
                let person = block.person(at);
                if self.shared.get(person as usize).copied().unwrap_or(false) {
                    shared.insert((cell, person));
                } else {
                    counted.value += 1;
                    add(&mut counted.cells, cell);
                }
            }
        }
        shared.iter().for_each(|(cell, _)| add(&mut counted.cells, *cell));
        let twice: HashSet<_> = shared.iter().map(|(_, person)| person).collect();
        counted.value += twice.len() as u64;
        counted
    }

    /// How many cells a key has, with the one for none.
    pub(super) fn size(&self, key: &Key) -> usize {
        match key {
            Key::Unit { numbers, .. } => numbers.len() + 1,
            Key::Code(column) => self.codes.get(*column).map_or(0, Words::len) + 1,
        }
    }
}

fn add(cells: &mut [u32], cell: usize) {
    if let Some(count) = cells.get_mut(cell) {
        *count += 1;
    }
}

impl Scan {
    fn takes(&self, block: &Block, at: u32) -> bool {
        let lies = |units: &Vec<bool>, column| units.get(usize::from(block.unit(column, at))) == Some(&true);
        self.wanted.iter().all(|(column, code)| block.code(*column, at) == *code)
            && self.at.as_ref().is_none_or(|units| lies(units, self.basis))
            && self.seen.as_ref().is_none_or(|units| (0..UNITS).any(|column| lies(units, column)))
    }
}

/// The number of the cell a row counts in: each key is one digit, and the last digit of a key is none.
fn cell(block: &Block, at: u32, scan: &Scan, sizes: &[usize]) -> usize {
    scan.keys.iter().zip(sizes).fold(0, |cell, (key, size)| {
        let digit = match key {
            Key::Unit { group, numbers } => {
                let group = group.get(usize::from(block.unit(scan.basis, at))).copied().unwrap_or(NONE);
                if group == NONE { numbers.len() } else { usize::from(group) }
            }
            Key::Code(column) => usize::from(block.code(*column, at)).min(size - 1),
        };
        cell * size + digit
    })
}
