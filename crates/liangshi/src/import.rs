//! `liangshi import`: files of the districts.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use liangshi_domain::{
    ImportBatchId, Stamp,
    import_batch::{CommitImportBatch, ImportBatch, ImportBatchCommand, ReceiveImportBatch},
};
use liangshi_eventstore::{Execution, execute};
use liangshi_exchange::{
    fault::CellFault,
    roster::{Import, Imported, Progress as Step, ViewDirectory, import_file},
};
use liangshi_projection::At;

use crate::{
    edge,
    progress::Progress,
    store::{Place, Store},
};

/// What may be imported.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum What {
    /// A roster: XLSX, or CSV in UTF-8 or GBK. Good rows go in, each whole or not at all; imported twice it changes nothing.
    Roster {
        /// The file.
        file: PathBuf,
        /// Check and decide everything and write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Write the sheet back with its faults marked and a list of them.
        #[arg(long)]
        report: Option<PathBuf>,
        /// Who imports; it stands as the actor of every event.
        #[arg(long, default_value = "roster-import")]
        actor: String,
    },
}

pub(crate) async fn run(place: &Place, what: &What) -> Result<()> {
    let What::Roster { file, dry_run, report, actor } = what;
    if !file.is_file() {
        bail!("there is no file {}", file.display());
    }
    let store = place.open().await?;
    let imported = imported(&store, file, *dry_run, actor).await;
    store.close().await;
    let imported = imported?;
    if let Some(path) = report {
        imported.write_report(path).with_context(|| format!("cannot write {}", path.display()))?;
    }
    shown(&imported, report.as_ref());
    if imported.report.errors.iter().any(CellFault::is_error) {
        bail!(
            "some rows stayed out; mend them and import the sheet again, rows already taken in stay as they are"
        );
    }
    Ok(())
}

async fn imported(store: &Store, file: &Path, dry_run: bool, actor: &str) -> Result<Imported> {
    let known = store.catch_up().await?;
    let directory = ViewDirectory { views: store.views.clone(), at: At { valid: edge::today(), known } };
    let stamp = edge::stamp(actor, None);
    let import =
        Import { log: &store.log, directory: &directory, stamp: &stamp, new_id: &edge::new_id, dry_run };
    let progress = Progress::new("import", 0);
    let mut told = |step| match step {
        Step::Checked(rows) => {
            progress.part("checking");
            progress.at(i64::try_from(rows).unwrap_or(0));
        }
        Step::Taken { done, of: _ } => {
            progress.part("taking in");
            progress.at(i64::try_from(done).unwrap_or(0));
        }
    };
    let imported = import_file(file, &import, &mut told).await.context("the import stopped")?;
    progress.done();
    if !dry_run {
        recorded(store, &imported, &stamp).await?;
    }
    store.catch_up().await?;
    Ok(imported)
}

/// That the sheet was handed in and what came of its rows stands in the log too, so that somebody asks for it later (S-74).
async fn recorded(store: &Store, imported: &Imported, stamp: &Stamp) -> Result<()> {
    let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    let report = &imported.report;
    let (accepted, unchanged, rejected) =
        (count(report.accepted), count(report.unchanged), count(report.rejected));
    let received = ReceiveImportBatch {
        source: "教职工花名册".to_owned(),
        template: None,
        organisation: None,
        rows: accepted.saturating_add(unchanged).saturating_add(rejected),
        digest: None,
        on: stamp.today.into(),
    };
    let stream = ImportBatchId(edge::new_id()).stream();
    let commands = [
        ImportBatchCommand::ReceiveImportBatch(received),
        ImportBatchCommand::CommitImportBatch(CommitImportBatch { accepted, unchanged, rejected }),
    ];
    for command in &commands {
        let execution = Execution::<ImportBatch> {
            stream: stream.clone(),
            command,
            stamp,
            expected: None,
            request: None,
            new_id: &edge::new_id,
        };
        execute(&store.log, execution).await.context("the batch could not be recorded")?;
    }
    Ok(())
}

/// The first errors are shown; all are in the report, and so is everything an officer should explain.
const SHOWN: usize = 20;

fn shown(imported: &Imported, path: Option<&PathBuf>) {
    let report = &imported.report;
    let verb = if report.dry_run { "would write / 将写入" } else { "wrote / 写入" };
    println!(
        "{} rows / 行: {} accepted / 接受, {} unchanged / 无变化, {} rejected / 退回; {verb} {} events / 条事件 ({:.1} s)",
        report.rows,
        report.accepted,
        report.unchanged,
        report.rejected,
        report.events,
        report.took.as_secs_f64()
    );
    let (errors, queries): (Vec<_>, Vec<_>) = report.errors.iter().partition(|fault| fault.is_error());
    for fault in errors.iter().take(SHOWN) {
        let allowed = if fault.allowed.is_empty() {
            String::new()
        } else {
            format!(" [{}]", fault.allowed.join("、"))
        };
        println!(
            "{} {} “{}”: {} {} / {}{allowed}",
            fault.address, fault.column, fault.value, fault.code, fault.zh, fault.en
        );
    }
    if errors.len() > SHOWN {
        println!("{0} more errors / 其余 {0} 条错误: {1}", errors.len() - SHOWN, whole(path));
    }
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for query in &queries {
        *by_code.entry(query.code).or_default() += 1;
    }
    for (code, times) in by_code {
        println!("{code}: {times} rows to explain / {times} 行待说明, {}", whole(path));
    }
}

/// Where all faults are listed.
fn whole(path: Option<&PathBuf>) -> String {
    path.map_or("--report OUT.xlsx".to_owned(), |path| path.display().to_string())
}
