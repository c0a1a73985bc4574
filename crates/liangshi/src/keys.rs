//! `liangshi keys status|rotate`: what the key store holds, and another master key for all of it.

use std::{path::Path, sync::Arc};

use anyhow::{Context, Result};
use liangshi_eventstore::{Log, MasterKey, SystemClock};

use crate::store::Place;

/// Says under which master key the store is and how many keys it holds.
pub(crate) async fn status(place: &Place) -> Result<()> {
    let log = place.log(Arc::new(SystemClock)).await?;
    let status = log.vault().status().await;
    log.close().await;
    let status = status?;
    println!("master key {}", status.master);
    println!("{} persons can be read, {} were erased", status.alive, status.destroyed);
    println!("{} keys that are nobody's own", status.secrets);
    Ok(())
}

/// Wraps every key under the master key in a file, which is made when it is missing.
pub(crate) async fn rotate(place: &Place, new_key_file: &Path) -> Result<()> {
    let new = MasterKey::from_file_or_create(new_key_file)
        .with_context(|| format!("cannot use the master key in {}", new_key_file.display()))?;
    let log = place.log(Arc::new(SystemClock)).await?;
    let rotated = rotated(&log, &new).await;
    log.close().await;
    println!("{} keys are now under the master key in {}", rotated?, new_key_file.display());
    println!(
        "No stored event, hash or signature has changed. Programs that run with the old key must be started again"
    );
    println!("with --key-file {} or its content in LIANGSHI_MASTER_KEY.", new_key_file.display());
    println!(
        "Next: liangshi keys backup; then destroy the old master key and the backups of keys made under it."
    );
    Ok(())
}

async fn rotated(log: &Log, new: &MasterKey) -> Result<i64> {
    log.vault().rotate(new).await.context("no key was changed")
}
