//! Backup, restore, export, import and copy: the log elsewhere, with every event at its position.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Instant,
};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use liangshi_eventstore::{
    KeysRestored, Manifest, Moved, Phase, backup_keys, backup_log, check_backup, copy_log, export_log,
    import_log, keep_erased, restore_keys, restore_log,
};

use crate::{edge, keys, progress::Progress, store::Place};

/// The events after which nothing personal may come back, whatever a backup of the keys holds.
const ERASING: &[&str] = &["personal-data.erased"];

/// Where a backup goes.
#[derive(Args, Clone, Debug)]
pub(crate) struct BackupOptions {
    /// The folder, new or with a backup that was interrupted.
    #[arg(long)]
    to: PathBuf,
}

/// Which backup is put back, and where.
#[derive(Args, Clone, Debug)]
pub(crate) struct RestoreOptions {
    /// The folder of the backup.
    #[arg(long)]
    from: PathBuf,
    /// An empty place: sqlite:PATH or postgres://USER@HOST/NAME.
    #[arg(long, required_unless_present = "verify")]
    to: Option<String>,
    /// Hold the backup against its manifest. A restore always does; without --to nothing else is done.
    #[arg(long)]
    verify: bool,
}

/// Moving the log itself.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum LogAction {
    /// Write the whole log to a file of JSON Lines, as it is stored: positions kept, personal values sealed.
    Export {
        /// The file, which is not there yet.
        #[arg(long)]
        out: PathBuf,
    },
    /// Take in such a file, into an empty place or behind a shorter copy of the same log.
    Import {
        /// The file.
        #[arg(long = "in")]
        file: PathBuf,
    },
    /// Copy a log row for row from one address to another and compare both; asked again, it goes on where it stopped.
    Copy {
        /// Where it is: sqlite:PATH or postgres://USER@HOST/NAME.
        #[arg(long)]
        from: String,
        /// Where it goes: an empty place, or one with a shorter copy of the same log.
        #[arg(long)]
        to: String,
    },
}

/// What may be done with the keys.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum KeysAction {
    /// Write every key, wrapped, to a file that says nothing without the master key. Keep it apart from backups of the log.
    Backup {
        /// The file, which is not there yet.
        #[arg(long)]
        to: PathBuf,
    },
    /// Add the keys of a file that are missing here. Who was erased stays erased.
    Restore {
        /// The file.
        #[arg(long)]
        from: PathBuf,
    },
    /// Say under which master key the keys are, and how many there are.
    Status,
    /// Put every key under another master key. Stop the programs that serve this registry first.
    Rotate {
        /// The file with the new master key; made when it is missing.
        #[arg(long)]
        new_key_file: PathBuf,
    },
}

/// Backs the log up while it may be served.
pub(crate) async fn backup(place: &Place, options: &BackupOptions) -> Result<()> {
    let (started, bars) = (Instant::now(), Bars::default());
    let (now, program) = (edge::now().to_rfc3339(), concat!("liangshi ", env!("CARGO_PKG_VERSION")));
    let told = |phase, at, of| bars.told(phase, at, of);
    let made = backup_log(&place.database, &options.to, &now, program, &told).await;
    bars.done();
    let manifest = made.with_context(|| format!("{} was not backed up", place.shown()))?;
    println!(
        "log {}: {} events are in {}, compared with the source, in {}",
        manifest.log,
        manifest.position,
        options.to.display(),
        shown(started)
    );
    println!("sum {}", manifest.sum);
    println!(
        "The keys are not in it. Next: liangshi keys backup --to FILE, and keep that file in another place."
    );
    Ok(())
}

/// Puts a backup into an empty place, or only holds it against its manifest.
pub(crate) async fn restore(options: &RestoreOptions) -> Result<()> {
    let (started, bars) = (Instant::now(), Bars::default());
    let told = |phase, at, of| bars.told(phase, at, of);
    let Some(to) = &options.to else {
        let checked = check_backup(&options.from, &told).await;
        bars.done();
        verified(&checked?, started);
        return Ok(());
    };
    make_folder(to)?;
    let restored = restore_log(&options.from, to, &told).await;
    bars.done();
    let moved =
        restored.with_context(|| format!("nothing was restored to {} that could be served", address(to)))?;
    arrived(&moved, to, started, "restored");
    erased_again(to).await?;
    println!(
        "Next: liangshi keys restore --database {0} --from FILE, then liangshi serve --database {0}; the views are built \
         anew by themselves.",
        address(to)
    );
    Ok(())
}

fn verified(manifest: &Manifest, started: Instant) {
    println!(
        "log {}: {} events add up to what was written on {}, in {}",
        manifest.log,
        manifest.position,
        manifest.made_at,
        shown(started)
    );
    println!("sum {}", manifest.sum);
}

/// Moves the log itself.
pub(crate) async fn log(place: &Place, action: &LogAction) -> Result<()> {
    match action {
        LogAction::Export { out } => export(place, out).await,
        LogAction::Import { file } => import(place, file).await,
        LogAction::Copy { from, to } => copy(from, to).await,
    }
}

/// Writes the log to a file.
async fn export(place: &Place, out: &Path) -> Result<()> {
    let (started, bars) = (Instant::now(), Bars::default());
    let written = export_log(&place.database, out, &|phase, at, of| bars.told(phase, at, of)).await;
    bars.done();
    let moved = written.with_context(|| format!("{} was not exported", place.shown()))?;
    println!("log {}: {} events are in {}, in {}", moved.log, moved.position, out.display(), shown(started));
    println!("sum {}", moved.sum);
    println!("What is personal stays sealed in it; the keys go by liangshi keys backup.");
    Ok(())
}

/// Takes a file in, into an empty place or behind a shorter copy of the same log.
async fn import(place: &Place, file: &Path) -> Result<()> {
    let (started, bars) = (Instant::now(), Bars::default());
    make_folder(&place.database)?;
    let taken = import_log(file, &place.database, &|phase, at, of| bars.told(phase, at, of)).await;
    bars.done();
    let moved = taken.with_context(|| format!("{} was not taken in", file.display()))?;
    arrived(&moved, &place.database, started, "taken in");
    erased_again(&place.database).await
}

/// Copies a log from one address to another.
async fn copy(from: &str, to: &str) -> Result<()> {
    let (started, bars) = (Instant::now(), Bars::default());
    if from == to {
        bail!("--from and --to are the same place");
    }
    make_folder(to)?;
    let copied = copy_log(from, to, &|phase, at, of| bars.told(phase, at, of)).await;
    bars.done();
    let moved = copied.with_context(|| format!("the copy to {} is not finished", address(to)))?;
    arrived(&moved, to, started, "copied");
    erased_again(to).await?;
    println!(
        "Both are now the same log, and only one may be gone on with. The keys go by liangshi keys backup --database {} \
         --to FILE and liangshi keys restore --database {} --from FILE.",
        address(from),
        address(to)
    );
    Ok(())
}

/// Saves the keys or puts them back.
pub(crate) async fn keys(place: &Place, action: &KeysAction) -> Result<()> {
    match action {
        KeysAction::Backup { to } => {
            let saved = backup_keys(&place.database, to).await?;
            let master = saved.master.as_deref().unwrap_or("(none yet)");
            println!(
                "{} keys, {} of erased persons and {} secrets are in {}, all under the master key {master}",
                saved.alive,
                saved.destroyed,
                saved.secrets,
                to.display()
            );
            println!(
                "Destroy backups of the keys from before an erasure; with the master key they open what was erased."
            );
            Ok(())
        }
        KeysAction::Restore { from } => {
            let restored = restore_keys(from, &place.database, ERASING).await;
            keys_restored(&restored.with_context(|| format!("{} was not put back", from.display()))?)
        }
        KeysAction::Status => keys::status(place).await,
        KeysAction::Rotate { new_key_file } => keys::rotate(place, new_key_file).await,
    }
}

fn keys_restored(restored: &KeysRestored) -> Result<()> {
    println!(
        "{} keys were added and {} were here; {} secrets were taken over",
        restored.added, restored.present, restored.secrets
    );
    println!(
        "erased persons stay erased: {} keys of the file were left destroyed and {} were destroyed now",
        restored.stayed_destroyed, restored.destroyed
    );
    if let Some(master) = &restored.master {
        println!("All are under the master key {master}; start liangshi with that one.");
    }
    if restored.left_out.is_empty() {
        return Ok(());
    }
    bail!(
        "{} subjects were given another key here meanwhile, so what the keys of the file seal of them cannot be opened \
         here: {}",
        restored.left_out.len(),
        restored.left_out.join(", ")
    )
}

/// A log that was put back may stand beside keys from before an erasure.
async fn erased_again(url: &str) -> Result<()> {
    let destroyed =
        keep_erased(url, ERASING).await.context("the log is there, and its keys cannot be used")?;
    if destroyed > 0 {
        println!(
            "{destroyed} keys beside it were of persons whom the log says were erased; they are destroyed now"
        );
    }
    Ok(())
}

fn arrived(moved: &Moved, to: &str, started: Instant, done: &str) {
    let Moved { log, position, found, sum, counts } = moved;
    let (claims, requests) = (counts.claims, counts.requests);
    println!(
        "log {log}: {position} events, {claims} claims and {requests} requests were {done} and compared row for row, in {}",
        shown(started)
    );
    if *found > 0 {
        println!("{found} of the events were there already");
    }
    println!("sum {sum}");
    println!("{} goes on at position {}.", address(to), position + 1);
}

/// The address without a password.
fn address(url: &str) -> String {
    Place { database: url.to_owned(), key_file: None }.shown()
}

fn make_folder(url: &str) -> Result<()> {
    let folder = url.strip_prefix("sqlite:").and_then(|path| Path::new(path).parent());
    match folder {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display())),
        Some(_) | None => Ok(()),
    }
}

fn shown(started: Instant) -> String {
    format!("{:.1} s", started.elapsed().as_secs_f64())
}

/// One bar after another, as the work goes from phase to phase.
#[derive(Default)]
struct Bars(Mutex<Option<(Phase, Progress)>>);

impl Bars {
    fn told(&self, phase: Phase, at: i64, of: i64) {
        let mut bar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if bar.as_ref().is_none_or(|(before, _)| *before != phase) {
            let name = match phase {
                Phase::Check => "check",
                Phase::Write => "write",
                Phase::Verify => "verify",
            };
            if let Some((_, before)) = bar.replace((phase, Progress::new(name, of))) {
                before.done();
            }
        }
        if let Some((_, bar)) = bar.as_ref() {
            bar.at(at);
        }
    }

    fn done(&self) {
        if let Some((_, bar)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.done();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use liangshi_domain::teacher::privacy::PrivacyEvent;

    #[test]
    fn the_event_that_erases_is_one_the_domain_knows() {
        let known: Vec<&str> = PrivacyEvent::WIRE.iter().map(|(kind, _)| *kind).collect();
        assert!(ERASING.iter().all(|kind| known.contains(kind)), "{known:?}");
    }
}
