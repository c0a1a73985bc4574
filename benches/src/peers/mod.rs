//! Other event stores, each called at its lowest public way to append.

pub mod cqrs;
pub mod disintegrate;
pub mod esrs;
pub mod eventcore;

use std::str::FromStr;

use anyhow::Result;
use sqlx08::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

/// The pool most peers are given: a connection for each caller, up to what a server of this size bears.
async fn pool(url: &str, callers: usize) -> Result<PgPool> {
    let connections = callers.clamp(1, 64) as u32;
    let options = PgPoolOptions::new().max_connections(connections).min_connections(connections);
    Ok(options.connect_with(PgConnectOptions::from_str(url)?).await?)
}
