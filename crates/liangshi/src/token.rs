//! `liangshi token`: who may ask what, signed for a time.

use anyhow::{Context, Result};
use chrono::TimeDelta;
use clap::Args;
use liangshi_api::auth::{Principal, Role};
use uuid::Uuid;

use crate::{
    edge,
    store::{Place, Store},
};

/// What a token says.
#[derive(Args, Clone, Debug)]
pub(crate) struct Issue {
    /// The role: bureau-hr, programme-manager, town-hr, school-hr, ethics-officer or auditor.
    #[arg(long)]
    role: Role,
    /// The organisation whose subtree is seen, by its UUID; the whole bureau when it is left out.
    #[arg(long)]
    scope: Option<Uuid>,
    /// The account it is for; it stands as the actor of every event.
    #[arg(long)]
    subject: Option<String>,
    /// How many days it is valid.
    #[arg(long, default_value_t = 30)]
    days: i64,
}

pub(crate) async fn run(place: &Place, issue: &Issue) -> Result<()> {
    let store = place.open().await?;
    let subject = issue.subject.clone().unwrap_or_else(|| issue.role.name().to_lowercase().replace('_', "-"));
    let token = signed(&store, subject, issue.role, issue.scope, issue.days);
    store.close().await;
    println!("{}", token?);
    Ok(())
}

/// A token for an account.
pub(crate) fn signed(
    store: &Store,
    subject: String,
    role: Role,
    scope: Option<Uuid>,
    days: i64,
) -> Result<String> {
    let principal = Principal { subject, role, scope };
    let valid_for = TimeDelta::try_days(days).context("that is no number of days")?;
    store.signer()?.issue(&principal, edge::now(), valid_for).context("the token cannot be signed")
}
