//! `liangshi plan`: the programmes and targets of a work plan.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use liangshi_domain::{DecisionDocument, policy::{Plan, ProgrammeFile, builtin}};
use liangshi_exchange::plan;

use crate::{edge, store::Place};

/// What may be done with a plan.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Action {
    /// Launch the plan's programmes and set their targets. Applied twice it changes nothing the second time.
    Apply {
        /// The plan, as `policy/plans/dongguan-2022.toml`.
        file: PathBuf,
        /// Programme files beside the built-in ones.
        #[arg(long = "programme")]
        programmes: Vec<PathBuf>,
    },
}

pub(crate) async fn run(place: &Place, action: &Action) -> Result<()> {
    let Action::Apply { file, programmes } = action;
    let (plan, programmes) = (read(file, Plan::parse)?, self::programmes(programmes)?);
    let store = place.open().await?;
    let stamp = edge::stamp("plan-apply", Some(document(&plan)));
    let report = plan::apply(&store.log, &plan, &programmes, &stamp, &edge::new_id).await;
    store.catch_up().await?;
    store.close().await;
    let report = report.context("the plan cannot be applied")?;
    println!("{report}");
    Ok(())
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

fn programmes(files: &[PathBuf]) -> Result<Vec<ProgrammeFile>> {
    let mut all = builtin::programmes().context("the built-in programmes cannot be read")?;
    for file in files {
        all.push(read(file, ProgrammeFile::parse)?);
    }
    Ok(all)
}

fn read<T, E>(file: &PathBuf, parse: impl Fn(&str) -> Result<T, E>) -> Result<T>
where
    E: std::fmt::Display,
{
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    match parse(&text) {
        Ok(read) => Ok(read),
        Err(fault) => bail!("{}: {fault}", file.display()),
    }
}
