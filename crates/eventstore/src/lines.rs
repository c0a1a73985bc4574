//! A file of rows, one JSON object a line. Each line carries a sum of its own, so that a damaged one is named, and the
//! last line a sum of all, so that none is missing, added or moved unnoticed.

use crate::trouble::{MoveFailure, at};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

/// The word for the last line.
const END: &str = "end";

/// Adds rows up: SHA-256 over the SHA-256 of each.
#[derive(Clone, Default)]
pub(crate) struct Sum {
    all: Sha256,
    rows: u64,
}

impl Sum {
    /// Takes one more row and answers the beginning of its own sum.
    pub(crate) fn take(&mut self, kind: &str, text: &str) -> String {
        let own = own_sum(kind, text);
        self.all.update(own);
        self.rows += 1;
        shown(&own)
    }

    /// The sum of all that was taken.
    pub(crate) fn total(&self) -> String {
        hex::encode(self.all.clone().finalize())
    }
}

fn own_sum(kind: &str, text: &str) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update("\n").chain_update(text).finalize().into()
}

/// Eight bytes are enough against accidents, and whoever forges a line is found by other means.
fn shown(sum: &[u8; 32]) -> String {
    hex::encode(&sum[..8])
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    kind: &'a str,
    #[serde(borrow)]
    row: &'a RawValue,
    sum: &'a str,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    rows: u64,
    sum: String,
}

/// Writes such a file. It has its name only when it is whole.
pub(crate) struct Writer {
    path: PathBuf,
    part: PathBuf,
    out: BufWriter<File>,
    sum: Sum,
}

impl Writer {
    /// Begins a file that is not there yet, for its owner's eyes only.
    pub(crate) fn create(path: &Path) -> Result<Self, MoveFailure> {
        if path.exists() {
            return Err(at(path)(std::io::ErrorKind::AlreadyExists.into()));
        }
        let part = PathBuf::from(format!("{}.part", path.display()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let out = BufWriter::with_capacity(1 << 20, options.open(&part).map_err(at(&part))?);
        Ok(Self { path: path.to_owned(), part, out, sum: Sum::default() })
    }

    /// Writes one row.
    pub(crate) fn put(&mut self, kind: &str, text: &str) -> Result<(), MoveFailure> {
        let sum = self.sum.take(kind, text);
        writeln!(self.out, r#"{{"kind":"{kind}","row":{text},"sum":"{sum}"}}"#).map_err(at(&self.part))
    }

    /// Writes the last line, waits for the disk and gives the file its name. Answers the sum of all.
    pub(crate) fn finish(mut self) -> Result<String, MoveFailure> {
        let total = self.sum.total();
        let end = serde_json::to_string(&End { rows: self.sum.rows, sum: total.clone() })?;
        self.put(END, &end)?;
        self.out.flush().map_err(at(&self.part))?;
        self.out.get_ref().sync_all().map_err(at(&self.part))?;
        fs::rename(&self.part, &self.path).map_err(at(&self.path))?;
        sync_folder(&self.path)?;
        Ok(total)
    }
}

/// A new name is on the disk only when its folder is.
pub(crate) fn sync_folder(path: &Path) -> Result<(), MoveFailure> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
    Ok(())
}

/// Reads such a file.
pub(crate) struct Reader {
    path: PathBuf,
    input: BufReader<File>,
    line: u64,
    buffer: Vec<u8>,
    sum: Sum,
    ended: bool,
}

impl Reader {
    pub(crate) fn open(path: &Path) -> Result<Self, MoveFailure> {
        let input = BufReader::with_capacity(1 << 20, File::open(path).map_err(at(path))?);
        let (buffer, sum) = (Vec::new(), Sum::default());
        Ok(Self { path: path.to_owned(), input, line: 0, buffer, sum, ended: false })
    }

    /// The next row and what it is; nothing once the last line was read and everything added up.
    pub(crate) fn next(&mut self) -> Result<Option<(String, String)>, MoveFailure> {
        if self.ended {
            return Ok(None);
        }
        self.read_line()?;
        let line: Line = serde_json::from_slice(&self.buffer).map_err(|error| self.damaged(error))?;
        let (kind, text) = (line.kind.to_owned(), line.row.get().to_owned());
        let last = kind == END;
        let sum = if last { shown(&own_sum(&kind, &text)) } else { self.sum.take(&kind, &text) };
        if sum != line.sum {
            return Err(self.damaged("it is not what was written"));
        }
        if last {
            self.end(&text)?;
            return Ok(None);
        }
        Ok(Some((kind, text)))
    }

    /// Says that the line just read is wrong.
    pub(crate) fn damaged(&self, reason: impl ToString) -> MoveFailure {
        MoveFailure::Damaged {
            path: self.path.display().to_string(),
            line: self.line,
            reason: reason.to_string(),
        }
    }

    fn read_line(&mut self) -> Result<(), MoveFailure> {
        self.buffer.clear();
        self.line += 1;
        self.input.read_until(b'\n', &mut self.buffer).map_err(at(&self.path))?;
        if self.buffer.is_empty() {
            return Err(self.damaged("the file ends before its last line"));
        }
        Ok(())
    }

    fn end(&mut self, text: &str) -> Result<(), MoveFailure> {
        let end: End = serde_json::from_str(text).map_err(|error| self.damaged(error))?;
        if end.rows != self.sum.rows || end.sum != self.sum.total() {
            let reason = format!("{} lines should stand before it and add up to another sum", end.rows);
            return Err(self.damaged(reason));
        }
        self.ended = true;
        if !self.input.fill_buf().map_err(at(&self.path))?.is_empty() {
            self.line += 1;
            return Err(self.damaged("something follows the last line"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(folder: &Path) -> PathBuf {
        let path = folder.join("rows");
        let mut writer = Writer::create(&path).unwrap();
        for number in 0..5 {
            writer.put("n", &format!(r#"{{"a":{number}}}"#)).unwrap();
        }
        writer.finish().unwrap();
        path
    }

    fn read(path: &Path) -> Result<usize, u64> {
        let mut reader = Reader::open(path).unwrap();
        let mut rows = 0;
        loop {
            match reader.next() {
                Ok(Some(_)) => rows += 1,
                Ok(None) => return Ok(rows),
                Err(MoveFailure::Damaged { line, .. }) => return Err(line),
                Err(other) => panic!("{other}"),
            }
        }
    }

    #[test]
    fn what_was_written_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&written(folder.path())), Ok(5));
    }

    #[test]
    fn every_damage_is_named_by_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let whole = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = whole.lines().collect();
        let joined = |lines: &[&str]| format!("{}\n", lines.join("\n"));
        let flipped = whole.replacen(r#"{"a":2}"#, r#"{"a":7}"#, 1);
        let swapped = [lines[0], lines[2], lines[1], lines[3], lines[4], lines[5]];
        let cases = [
            (flipped, 3),
            (joined(&lines[..3]), 4),
            (whole[..whole.len() - 30].to_owned(), 6),
            (joined(&swapped), 6),
            (joined(&[&lines[..2], &lines[3..]].concat()), 5),
            (joined(&[&lines[..3], &lines[2..]].concat()), 7),
            (format!("{whole}{}\n", lines[0]), 7),
            (whole.replacen("kind", "kinds", 1), 1),
            (String::new(), 1),
        ];
        for (text, line) in cases {
            fs::write(&path, &text).unwrap();
            assert_eq!(read(&path), Err(line), "{text}");
        }
    }

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        assert!(matches!(Writer::create(&path), Err(MoveFailure::File { .. })));
        assert_eq!(read(&path), Ok(5));
    }
}
