//! A log as a file of JSON Lines: first which log it is, then every event, claim and request as it is stored, then what
//! they add up to. The same log gives the same bytes, whichever database it is read from.

use crate::{
    copy::{Counts, Moved, Phase, Told, add_up, pour},
    lines::{Reader, Writer},
    replica::Replica,
    row::{FORMAT, Header, PAGE, Row, Source},
    trouble::MoveFailure,
};
use std::path::{Path, PathBuf};

/// The word for the first line.
const LOG: &str = "log";

/// Writes the log at an address to a file that is not there yet. Sealed values stay sealed.
///
/// # Errors
/// When the file is there already or cannot be written, or the log cannot be read.
pub async fn export_log(url: &str, path: &Path, told: Told<'_>) -> Result<Moved, MoveFailure> {
    let log = Replica::source(url).await?;
    let moved = async { write(&mut log.reader().await?, path, told).await }.await;
    log.close().await;
    moved
}

async fn write(source: &mut impl Source, path: &Path, told: Told<'_>) -> Result<Moved, MoveFailure> {
    let (mut file, mut counts, header) = (Writer::create(path)?, Counts::default(), source.header().clone());
    file.put(LOG, &serde_json::to_string(&header)?)?;
    loop {
        let page = source.page().await?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            file.put(row.kind(), &row.text()?)?;
            counts.take(row);
        }
        told(Phase::Write, counts.events, header.position);
    }
    let sum = file.finish()?;
    Ok(Moved { log: header.log, position: header.position, found: 0, sum, counts })
}

/// Takes a file in, at the positions it names. The whole file is checked before the first row is written.
///
/// # Errors
/// When the file is damaged, when the target holds anything but the beginning of this log, or when the copy differs.
pub async fn import_log(path: &Path, url: &str, told: Told<'_>) -> Result<Moved, MoveFailure> {
    let mut file = LogFile::open(path)?;
    add_up(&mut file, told).await?;
    let target = Replica::open(url).await?;
    let moved = pour(&mut file, &target, told).await;
    target.close().await;
    moved
}

/// A file as a source of rows. That it is in order is checked at every reading.
struct LogFile {
    path: PathBuf,
    reader: Reader,
    header: Header,
    events: i64,
    section: u8,
    from: i64,
}

impl LogFile {
    fn open(path: &Path) -> Result<Self, MoveFailure> {
        let mut reader = Reader::open(path)?;
        let header = first(&mut reader)?;
        Ok(Self { path: path.to_owned(), reader, header, events: 0, section: 0, from: 0 })
    }

    /// The next row, if it is the one that may stand here.
    fn row(&mut self) -> Result<Option<Row>, MoveFailure> {
        let Some((kind, text)) = self.reader.next()? else {
            self.complete()?;
            return Ok(None);
        };
        let row = Row::parse(&kind, &text).map_err(|reason| self.reader.damaged(reason))?;
        if row.section() < self.section {
            return Err(self.reader.damaged(format!("{} stands behind what comes later", row.name())));
        }
        if let Row::Event(event) = &row {
            self.events += 1;
            if event.position != self.events {
                let reason = format!("position {} should follow and {} does", self.events, event.position);
                return Err(self.reader.damaged(reason));
            }
        } else if self.section == 0 {
            self.complete()?;
        }
        self.section = row.section();
        Ok(Some(row))
    }

    /// All events must have been there by now.
    fn complete(&self) -> Result<(), MoveFailure> {
        if self.events == self.header.position {
            return Ok(());
        }
        let Header { position, .. } = self.header;
        Err(self
            .reader
            .damaged(format!("{} events stand here and the first line says {position}", self.events)))
    }
}

fn first(reader: &mut Reader) -> Result<Header, MoveFailure> {
    let (kind, text) = reader.next()?.unwrap_or_default();
    if kind != LOG {
        return Err(reader.damaged("this is no log; the first line should say which log it is"));
    }
    let header: Header = serde_json::from_str(&text).map_err(|error| reader.damaged(error))?;
    if header.format != FORMAT {
        return Err(reader.damaged(format!("its form is {} and this program knows {FORMAT}", header.format)));
    }
    Ok(header)
}

impl Source for LogFile {
    fn header(&self) -> &Header {
        &self.header
    }

    async fn page(&mut self) -> Result<Vec<Row>, MoveFailure> {
        let mut rows = Vec::new();
        while rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            match self.row()? {
                Some(Row::Event(event)) if event.position < self.from => {}
                Some(row) => rows.push(row),
                None => break,
            }
        }
        Ok(rows)
    }

    async fn rewind(&mut self, position: i64) -> Result<(), MoveFailure> {
        let again = Self::open(&self.path)?;
        if again.header != self.header {
            return Err(again.reader.damaged("the file was changed while it was read"));
        }
        *self = Self { from: position, ..again };
        Ok(())
    }
}
