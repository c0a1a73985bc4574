//! A backup is a folder with one file that is a log of its own, and a note of what it must add up to. It is made while
//! the log is written to, and has that note only when it is whole. The keys are never in it: they have a backup and a
//! cycle of their own, because a copy of the log must not bring back what was erased.

use crate::{
    copy::{Counts, Moved, Told, add_up, pour},
    database::{Embedded, Kind},
    lines::sync_folder,
    replica::Replica,
    row::Source,
    snapshot::Reader,
    trouble::{MoveFailure, at},
};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

/// The name of the form, so that a later one is told from this one.
const FORMAT: &str = "liangshi.backup.1";
const LOG: &str = "log.db";
const NOTE: &str = "manifest.json";

type FileOptions = <<Embedded as sqlx::Database>::Connection as sqlx::Connection>::Options;

/// What a backup must add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The form of the backup.
    pub format: String,
    /// Which log it is of.
    pub log: String,
    /// The last position in it.
    pub position: i64,
    /// When that position was given.
    pub recorded_at: String,
    /// How many rows it has.
    pub counts: Counts,
    /// What they add up to; an export of the same log says the same.
    pub sum: String,
    /// When it was made.
    pub made_at: String,
    /// Which program made it.
    pub program: String,
}

/// Backs up the log at an address, which may be written to meanwhile, into a folder that holds no backup yet. One that was
/// interrupted goes on where it stopped.
///
/// # Errors
/// When the folder holds a finished backup or cannot be written, or the log cannot be read.
pub async fn backup_log(
    url: &str,
    folder: &Path,
    made_at: &str,
    program: &str,
    told: Told<'_>,
) -> Result<Manifest, MoveFailure> {
    let note = folder.join(NOTE);
    if note.exists() {
        return Err(MoveFailure::Finished(folder.display().to_string()));
    }
    fs::create_dir_all(folder).map_err(at(folder))?;
    let source = Replica::source(url).await?;
    let written = fill(&source, &folder.join(LOG), told).await;
    source.close().await;
    let (moved, recorded_at) = written?;
    let Moved { log, position, sum, counts, found: _ } = moved;
    let (made_at, program) = (made_at.to_owned(), program.to_owned());
    let format = FORMAT.to_owned();
    let manifest = Manifest { format, log, position, recorded_at, counts, sum, made_at, program };
    write_note(&note, &manifest)?;
    Ok(manifest)
}

async fn fill(source: &Replica, path: &Path, told: Told<'_>) -> Result<(Moved, String), MoveFailure> {
    let mut reader = source.reader().await?;
    let target = Replica::open(&format!("sqlite:{}", path.display())).await?;
    let moved = pour(&mut reader, &target, told).await;
    let closed = target.close_alone().await;
    // An empty key store was opened beside it; a backup has none.
    for end in [".keys", ".keys-wal", ".keys-shm"] {
        let beside = PathBuf::from(format!("{}{end}", path.display()));
        if beside.exists() {
            fs::remove_file(&beside).map_err(at(&beside))?;
        }
    }
    let moved = moved?;
    closed?;
    Ok((moved, reader.header().recorded_at.clone()))
}

/// The note comes last and at once: without it a backup is not finished.
fn write_note(path: &Path, manifest: &Manifest) -> Result<(), MoveFailure> {
    let part = path.with_extension("part");
    let mut file = File::create(&part).map_err(at(&part))?;
    writeln!(file, "{}", serde_json::to_string_pretty(manifest)?).map_err(at(&part))?;
    file.sync_all().map_err(at(&part))?;
    fs::rename(&part, path).map_err(at(path))?;
    sync_folder(path)
}

/// Reads a backup to its end and holds it against its note. Nothing is written, so it may lie on a disk that is read-only.
///
/// # Errors
/// When it is not finished, or not what was written.
pub async fn check_backup(folder: &Path, told: Told<'_>) -> Result<Manifest, MoveFailure> {
    let (manifest, mut reader) = open(folder).await?;
    held(folder, &manifest, &mut reader, told).await?;
    Ok(manifest)
}

/// Puts a backup into an empty place, after reading all of it once, and compares both at the end. What was interrupted
/// goes on where it stopped. The next position is the one behind the last that was restored.
///
/// # Errors
/// When the backup is not what was written, or the place is not empty.
pub async fn restore_log(folder: &Path, url: &str, told: Told<'_>) -> Result<Moved, MoveFailure> {
    let (manifest, mut reader) = open(folder).await?;
    held(folder, &manifest, &mut reader, told).await?;
    let target = Replica::open(url).await?;
    let moved = async {
        let standing = target.standing().await?;
        // A restore that was begun, or cut off just after its end, may be asked for again; one that was gone on with may not.
        let begun = standing.log == manifest.log && [0, manifest.position].contains(&standing.position);
        if standing.stored > 0 && !(begun && standing.stored <= manifest.position) {
            return Err(MoveFailure::NotEmpty { events: standing.stored });
        }
        pour(&mut reader, &target, told).await
    }
    .await;
    target.close().await;
    moved
}

async fn open(folder: &Path) -> Result<(Manifest, Reader), MoveFailure> {
    let (note, path) = (folder.join(NOTE), folder.join(LOG));
    if !note.exists() {
        let begun = path.exists();
        let reason =
            if begun { "it was never finished; make it again" } else { "there is none in this folder" };
        return Err(untrusted(folder, reason));
    }
    let text = fs::read_to_string(&note).map_err(at(&note))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| untrusted(folder, format!("its manifest cannot be read: {error}")))?;
    if manifest.format != FORMAT {
        let reason = format!("its form is {} and this program knows {FORMAT}", manifest.format);
        return Err(untrusted(folder, reason));
    }
    let unreadable = |error: sqlx::Error| untrusted(folder, format!("its log cannot be read: {error}"));
    let file = FileOptions::new().filename(&path).read_only(true);
    let pool = sqlx::pool::PoolOptions::<Embedded>::new().max_connections(1);
    let pool = pool.connect_with(file).await.map_err(unreadable)?;
    let reader = Reader::open(Kind::Embedded(&pool)).await;
    Ok((manifest, reader.map_err(|error| untrusted(folder, error))?))
}

async fn held(
    folder: &Path,
    manifest: &Manifest,
    reader: &mut Reader,
    told: Told<'_>,
) -> Result<(), MoveFailure> {
    let header = reader.header();
    if (&header.log, header.position, &header.recorded_at)
        != (&manifest.log, manifest.position, &manifest.recorded_at)
    {
        return Err(untrusted(folder, "its log is not the one its manifest speaks of"));
    }
    let (sum, counts) = add_up(reader, told).await.map_err(|error| untrusted(folder, error))?;
    if sum != manifest.sum || counts != manifest.counts {
        return Err(untrusted(folder, "its log does not add up to what was written"));
    }
    Ok(())
}

fn untrusted(folder: &Path, reason: impl ToString) -> MoveFailure {
    MoveFailure::Backup { folder: folder.display().to_string(), reason: reason.to_string() }
}
