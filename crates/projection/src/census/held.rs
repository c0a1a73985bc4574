//! What one loading of the census holds, and how far it reaches.

use super::{
    block::{Packed, STILL},
    lines::{Ends, Line, Mark, NodeLine, Page},
    packed::{Node, Store, edge},
};
use crate::cell::STILL_KNOWN;
use liangshi_domain::{TeacherId, organisation::OrganisationKind};

#[derive(Debug)]
pub(super) struct Held {
    pub(super) store: Store,
    /// Up to here everything the views know is held.
    pub(super) position: i64,
    /// The tables it was read from; after a rebuild of a view they are others.
    pub(super) generations: [i64; 2],
    pub(super) mark: Mark,
}

/// What came of taking a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// All of it is held.
    All,
    /// The rows of an erased person were written anew under new ids, and the old ones are gone.
    Rewritten,
    /// There is more than can be packed.
    TooMuch,
}

impl Held {
    pub(super) fn of(generations: [i64; 2]) -> Self {
        Self { store: Store::default(), position: 0, generations, mark: Mark::default() }
    }

    pub(super) fn take(&mut self, page: Page) -> Taken {
        let rewritten = |known_from| self.position > 0 && known_from <= self.position;
        if page.lines.iter().any(|line| rewritten(line.known_from))
            || page.nodes.iter().any(|node| rewritten(node.known_from))
        {
            return Taken::Rewritten;
        }
        let nodes = page.nodes.iter().try_for_each(|node| self.node(node));
        let lines = page.lines.iter().try_for_each(|line| self.line(line));
        if nodes.and(lines).is_some() { Taken::All } else { Taken::TooMuch }
    }

    pub(super) fn end(&mut self, ends: &Ends) {
        for (id, known_to) in &ends.lines {
            self.store.close(number(*id), number(*known_to));
        }
        for (id, known_to) in &ends.nodes {
            self.store.close_node(number(*id), number(*known_to));
        }
    }

    fn line(&mut self, line: &Line) -> Option<()> {
        let store = &mut self.store;
        let teacher: TeacherId = line.teacher.parse().ok()?;
        let units = [
            line.establishment.as_deref(),
            Some(&line.personnel),
            line.workplace.as_deref(),
            Some(&line.paying),
        ];
        let [establishment, personnel, workplace, paying] = units.map(|unit| store.units.number(unit));
        let codes: [Option<&str>; 6] = [
            line.stage.as_deref(),
            line.title.as_deref(),
            Some(&line.category),
            Some(&line.staffing),
            line.seconded.as_deref(),
            line.subject.as_deref(),
        ];
        let mut packed = [0; 6];
        for (column, (place, code)) in packed.iter_mut().zip(codes).enumerate() {
            *place = store.code(column, code)?;
        }
        let row = Packed {
            id: whole(line.id)?,
            person: store.person(teacher.0, teacher.stream() == line.stream)?,
            valid: (edge(&line.valid_from), edge(&line.valid_to)),
            known: (whole(line.known_from)?, until(line.known_to)?),
            units: [establishment?, personnel?, workplace?, paying?],
            codes: packed,
        };
        store.push(row);
        self.mark.line = line.id;
        Some(())
    }

    fn node(&mut self, line: &NodeLine) -> Option<()> {
        let node = Node {
            id: whole(line.id)?,
            unit: self.store.units.number(Some(&line.organisation))?,
            parent: self.store.units.number(line.parent.as_deref())?,
            is_town: line.kind.as_deref() == Some(OrganisationKind::Town.code()),
            nature: self.store.natures.number(line.nature.as_deref())?,
            valid: (edge(&line.valid_from), edge(&line.valid_to)),
            known: (whole(line.known_from)?, until(line.known_to)?),
        };
        self.store.push_node(node);
        self.mark.node = line.id;
        Some(())
    }
}

fn whole(number: i64) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| *number != STILL)
}

fn until(position: i64) -> Option<u32> {
    if position == STILL_KNOWN { Some(STILL) } else { whole(position) }
}

/// A number that was taken before, so that it fits.
fn number(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(STILL)
}
