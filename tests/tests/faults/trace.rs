//! What the shim wrote down: everything that reached the files, in order.

use std::fs;
use std::ops::Range;
use std::path::Path;

/// The size of `struct record`.
const HEADER: usize = 24;

/// One thing that happened to a file.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Created,
    /// Bytes of the trace, written at an offset.
    Written {
        offset: u64,
        data: Range<usize>,
    },
    Synced,
    SyncFailed,
    Truncated {
        length: u64,
    },
    Unlinked,
}

/// One thing that happened, and to which file.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The name of the file in the folder of the disk.
    pub(crate) file: String,
    pub(crate) what: What,
}

/// All that happened.
pub(crate) struct Trace {
    bytes: Vec<u8>,
    pub(crate) steps: Vec<Step>,
}

impl Trace {
    pub(crate) fn read(path: &Path, disk: &Path) -> Self {
        let bytes = fs::read(path).unwrap();
        let mut steps = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let number =
                |from: usize| u64::from_ne_bytes(bytes[at + from..at + from + 8].try_into().unwrap());
            let (first, offset, length) = (number(0), number(8), number(16) as usize);
            let (letter, name) = (first as u8, (first >> 32) as usize);
            let data = at + HEADER + name..at + HEADER + name + length;
            let path = std::str::from_utf8(&bytes[at + HEADER..data.start]).unwrap();
            let file = Path::new(path).strip_prefix(disk).unwrap().to_str().unwrap().to_owned();
            at = data.end;
            let what = match letter {
                b'c' => What::Created,
                b'w' => What::Written { offset, data },
                b's' => What::Synced,
                b'f' => What::SyncFailed,
                b't' => What::Truncated { length: offset },
                b'u' => What::Unlinked,
                other => panic!("the trace has a record {other} that nobody knows"),
            };
            steps.push(Step { file, what });
        }
        Self { bytes, steps }
    }

    /// The bytes that a step wrote.
    pub(crate) fn data(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }
}
