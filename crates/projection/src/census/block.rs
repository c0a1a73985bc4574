//! A stretch of packed rows: each column is an array, so that what does not hold is passed over at the speed of memory.

use super::words::NONE;

/// Rows in one block. Blocks are filled one after the other and never grow beyond it, so that at most one is part empty.
pub(super) const ROWS: usize = 1 << 15;
/// The columns that hold a unit: establishment, personnel, workplace, paying.
pub(super) const UNITS: usize = 4;
/// The columns that hold a code: stage, title, category, staffing, seconded, subject.
pub(super) const CODES: usize = 6;
/// The end of a row that is still known to hold.
pub(super) const STILL: u32 = u32::MAX;

/// One row, packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    pub(super) id: u32,
    pub(super) person: u32,
    pub(super) valid: (u16, u16),
    pub(super) known: (u32, u32),
    pub(super) units: [u16; UNITS],
    /// Codes are few, so a byte numbers them; 255 is none.
    pub(super) codes: [u8; CODES],
}

/// So many bytes does a row take.
pub(super) const BYTES_OF_ROW: usize = 4 + 4 + 2 * 2 + 2 * 4 + 2 * UNITS + CODES;

#[derive(Debug)]
pub(super) struct Block {
    ids: Vec<u32>,
    persons: Vec<u32>,
    valid_from: Vec<u16>,
    valid_to: Vec<u16>,
    known_from: Vec<u32>,
    known_to: Vec<u32>,
    units: [Vec<u16>; UNITS],
    codes: [Vec<u8>; CODES],
}

impl Block {
    pub(super) fn new() -> Self {
        Self {
            ids: Vec::with_capacity(ROWS),
            persons: Vec::with_capacity(ROWS),
            valid_from: Vec::with_capacity(ROWS),
            valid_to: Vec::with_capacity(ROWS),
            known_from: Vec::with_capacity(ROWS),
            known_to: Vec::with_capacity(ROWS),
            units: std::array::from_fn(|_| Vec::with_capacity(ROWS)),
            codes: std::array::from_fn(|_| Vec::with_capacity(ROWS)),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.ids.len() == ROWS
    }

    pub(super) fn push(&mut self, row: Packed) {
        self.ids.push(row.id);
        self.persons.push(row.person);
        self.valid_from.push(row.valid.0);
        self.valid_to.push(row.valid.1);
        self.known_from.push(row.known.0);
        self.known_to.push(row.known.1);
        for (column, unit) in self.units.iter_mut().zip(row.units) {
            column.push(unit);
        }
        for (column, code) in self.codes.iter_mut().zip(row.codes) {
            column.push(code);
        }
    }

    pub(super) fn last_id(&self) -> Option<u32> {
        self.ids.last().copied()
    }

    /// Ends the knowledge of a row, when it is one of this block's.
    pub(super) fn close(&mut self, id: u32, known_to: u32) {
        let at = self.ids.binary_search(&id).ok();
        if let Some(end) = at.and_then(|at| self.known_to.get_mut(at)) {
            *end = known_to;
        }
    }

    /// The places of the rows that hold on the day and were known at the position, into `found`.
    ///
    /// Every place is written and only what holds moves the end on: the loop has no branch to guess wrong.
    pub(super) fn holding(&self, day: u16, known: u32, found: &mut Vec<u32>) {
        found.clear();
        found.resize(self.ids.len(), 0);
        let valid = self.valid_from.iter().zip(&self.valid_to);
        let known_axis = self.known_from.iter().zip(&self.known_to);
        let mut end = 0;
        for (at, ((from, to), (since, until))) in (0_u32..).zip(valid.zip(known_axis)) {
            let holds = (*from <= day) & (day < *to) & (*since <= known) & (known < *until);
            if let Some(place) = found.get_mut(end) {
                *place = at;
            }
            end += usize::from(holds);
        }
        found.truncate(end);
    }

    pub(super) fn person(&self, at: u32) -> u32 {
        self.persons.get(at as usize).copied().unwrap_or(u32::MAX)
    }

    pub(super) fn unit(&self, column: usize, at: u32) -> u16 {
        self.units.get(column).and_then(|column| column.get(at as usize)).copied().unwrap_or(NONE)
    }

    pub(super) fn code(&self, column: usize, at: u32) -> u8 {
        self.codes.get(column).and_then(|column| column.get(at as usize)).copied().unwrap_or(u8::MAX)
    }

    pub(super) fn bytes() -> usize {
        ROWS * BYTES_OF_ROW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u32, valid: (u16, u16), known: (u32, u32)) -> Packed {
        Packed { id, person: id, valid, known, units: [NONE; UNITS], codes: [u8::MAX; CODES] }
    }

    #[test]
    fn only_rows_that_hold_on_both_axes_are_found() {
        let mut block = Block::new();
        for packed in [row(1, (5, 9), (1, STILL)), row(4, (9, 20), (1, 7)), row(9, (0, 6), (3, STILL))] {
            block.push(packed);
        }
        let mut found = Vec::new();
        let mut holding = |block: &Block, day, known| {
            block.holding(day, known, &mut found);
            found.clone()
        };
        assert_eq!(holding(&block, 5, 3), [0, 2]);
        assert_eq!(holding(&block, 9, 6), [1]);
        assert_eq!(holding(&block, 9, 7), [0_u32; 0]);
        block.close(9, 4);
        block.close(2, 1);
        assert_eq!(holding(&block, 5, 4), [0]);
    }

    #[test]
    fn a_row_takes_less_than_forty_bytes() {
        const { assert!(BYTES_OF_ROW <= 40) };
    }
}
