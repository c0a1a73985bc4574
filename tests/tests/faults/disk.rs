//! What a disk holds when the power goes: all that was synced, and of the rest whatever chance left.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::trace::{Step, Trace, What};

/// What becomes of what was written and not synced.
pub(crate) enum Fate {
    /// None of it reached the disk.
    Lost,
    /// All of it did.
    Kept,
    /// Some did, and some of that was torn between sectors of 512 or 4096 bytes.
    Chance(Chance),
}

/// Pseudo-random bits that are the same on every run.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[derive(Clone)]
enum Change {
    Write { offset: u64, data: Range<usize> },
    Cut { length: u64 },
}

#[derive(Clone, Default)]
struct Contents {
    synced: Vec<u8>,
    unsynced: Vec<Change>,
}

impl Contents {
    fn settle(&mut self, trace: &Trace) {
        for change in std::mem::take(&mut self.unsynced) {
            apply(&mut self.synced, &change, trace);
        }
    }

    fn after(&self, trace: &Trace, fate: &mut Fate) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        for change in &self.unsynced {
            match fate {
                Fate::Lost => {}
                Fate::Kept => apply(&mut bytes, change, trace),
                Fate::Chance(chance) => by_chance(&mut bytes, change, trace, chance),
            }
        }
        bytes
    }
}

/// The files of a disk while a trace goes over it.
#[derive(Clone)]
pub(crate) struct Model<'a> {
    trace: &'a Trace,
    /// Whether a failed sync loses what it was to write: a system may take it for written from then on.
    failed_sync_loses: bool,
    files: BTreeMap<String, Contents>,
    /// Removed, but a folder may keep a name until it is synced itself.
    removed: BTreeMap<String, Contents>,
}

impl<'a> Model<'a> {
    pub(crate) fn new(trace: &'a Trace, failed_sync_loses: bool) -> Self {
        Self { trace, failed_sync_loses, files: BTreeMap::new(), removed: BTreeMap::new() }
    }

    pub(crate) fn step(&mut self, step: &Step) {
        if matches!(step.what, What::Unlinked) {
            if let Some(contents) = self.files.remove(&step.file) {
                self.removed.insert(step.file.clone(), contents);
            }
            return;
        }
        if step.file.is_empty() {
            if matches!(step.what, What::Synced) {
                self.removed.clear();
            }
            return;
        }
        self.removed.remove(&step.file);
        let contents = self.files.entry(step.file.clone()).or_default();
        match &step.what {
            What::Created | What::Unlinked => {}
            What::Written { offset, data } => {
                contents.unsynced.push(Change::Write { offset: *offset, data: data.clone() });
            }
            What::Truncated { length } => contents.unsynced.push(Change::Cut { length: *length }),
            What::Synced => contents.settle(self.trace),
            What::SyncFailed if self.failed_sync_loses => contents.unsynced.clear(),
            What::SyncFailed => {}
        }
    }

    /// Writes into a folder what would be there now. What a process only shares with others in memory is not.
    pub(crate) fn rebuild(&self, folder: &Path, mut fate: Fate, leave_out: &str) {
        for (name, contents) in &self.removed {
            let stays = match &mut fate {
                Fate::Lost => true,
                Fate::Kept => false,
                Fate::Chance(chance) => chance.next().is_multiple_of(2),
            };
            if stays && !left_out(name, leave_out) {
                fs::write(folder.join(name), contents.after(self.trace, &mut fate)).unwrap();
            }
        }
        for (name, contents) in self.files.iter().filter(|(name, _)| !left_out(name, leave_out)) {
            fs::write(folder.join(name), contents.after(self.trace, &mut fate)).unwrap();
        }
    }
}

fn left_out(name: &str, also: &str) -> bool {
    name == also || name.ends_with("-shm")
}

fn apply(bytes: &mut Vec<u8>, change: &Change, trace: &Trace) {
    match change {
        Change::Cut { length } => bytes.resize(*length as usize, 0),
        Change::Write { offset, data } => put(bytes, *offset as usize, trace.data(data)),
    }
}

fn put(bytes: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[offset..end].copy_from_slice(data);
}

fn by_chance(bytes: &mut Vec<u8>, change: &Change, trace: &Trace, chance: &mut Chance) {
    let drawn = chance.next() % 4;
    let Change::Write { offset, data } = change else {
        if drawn > 1 {
            apply(bytes, change, trace);
        }
        return;
    };
    match drawn {
        0 => {}
        1 | 2 => apply(bytes, change, trace),
        _ => {
            let sector = if chance.next().is_multiple_of(2) { 512 } else { 4096 };
            let (mut at, data) = (*offset as usize, trace.data(data));
            let (start, end) = (at, at + data.len());
            while at < end {
                let next = ((at / sector + 1) * sector).min(end);
                if chance.next().is_multiple_of(2) {
                    put(bytes, at, &data[at - start..next - start]);
                }
                at = next;
            }
        }
    }
}
