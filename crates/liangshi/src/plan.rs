//! `liangshi plan`: the programmes and targets of a work plan.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use liangshi_domain::{
    DecisionDocument,
    policy::{Plan, ProgrammeFile, builtin},
};
use liangshi_exchange::plan;

use crate::{edge, store::Place};

/// What may be done with a plan.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Action {
    /// Launch the plan's programmes and set their targets. Applied twice it changes nothing the second time.
    Apply {
        /// The plan, as `policy/plans/dongguan-2022.toml`.
        file: PathBuf,
        /// The folder with the programme files; `../programmes` beside the plan's folder, or else the built-in ones.
        #[arg(long)]
        programmes: Option<PathBuf>,
    },
}

pub(crate) async fn run(place: &Place, action: &Action) -> Result<()> {
    let Action::Apply { file, programmes } = action;
    let plan = read(file, Plan::parse)?;
    let programmes = self::programmes(file, programmes.as_deref())?;
    let store = place.open().await?;
    let stamp = edge::stamp("plan-apply", Some(document(&plan)));
    let report = plan::apply(&store.log, &plan, &programmes, &stamp, &edge::new_id).await;
    store.catch_up().await?;
    store.close().await;
    let report = report.context("the plan cannot be applied")?;
    println!(
        "{} programmes launched, {} revised, {} targets set, {} unchanged",
        report.launched.len(),
        report.revised.len(),
        report.targets.len(),
        report.unchanged
    );
    for refused in &report.refused {
        println!("{}: {} {} / {}", refused.slug, refused.code, refused.zh, refused.en);
    }
    if report.refused.is_empty() { Ok(()) } else { bail!("some of the plan was refused") }
}

/// The document a plan's targets rest on.
pub(crate) fn document(plan: &Plan) -> DecisionDocument {
    DecisionDocument {
        issuer: plan.document.issuer.zh.clone(),
        number: plan.document.title.zh.clone(),
        issued: Some(plan.document.published),
        title: Some(plan.document.title.zh.clone()),
        digest: None,
    }
}

/// The programmes: every file of the folder, so that a new one is one file and no code.
fn programmes(plan: &Path, folder: Option<&Path>) -> Result<Vec<ProgrammeFile>> {
    let beside = plan.parent().and_then(Path::parent).map(|policy| policy.join("programmes"));
    let Some(folder) = folder.map(Path::to_owned).or(beside.filter(|folder| folder.is_dir())) else {
        return builtin::programmes().context("the built-in programmes cannot be read");
    };
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files.iter().map(|file| read(file, ProgrammeFile::parse)).collect()
}

fn read<T, E>(file: &Path, parse: impl Fn(&str) -> Result<T, E>) -> Result<T>
where
    E: std::fmt::Display,
{
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    match parse(&text) {
        Ok(read) => Ok(read),
        Err(fault) => bail!("{}: {fault}", file.display()),
    }
}
