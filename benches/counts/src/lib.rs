//! What the benches of this workspace have in common: the city, the server beside it, and how long things took.

pub mod times;

use std::sync::Arc;

use anyhow::{Result, ensure};
use chrono::DateTime;
use liangshi_eventstore::{Log, ManualClock, MasterKey, Options};
use liangshi_exchange::city::City;
use tokio_postgres::{Client, NoTls};

/// A connection to a server, spoken to without our own machinery.
pub async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// The log at an address, whose clock stands at an instant, as 2016-07-01T01:00:00Z.
pub async fn log_at(url: &str, now: &str) -> Result<(Log, Arc<ManualClock>)> {
    let clock = Arc::new(ManualClock::new(DateTime::parse_from_rfc3339(now)?.to_utc()));
    let options = Options { clock: clock.clone(), ..Options::new(MasterKey::from_bytes([7; 32])) };
    Ok((Log::open(url, options).await?, clock))
}

/// Tells the city to an empty log at the address; answers the log and how many events it has.
pub async fn tell(url: &str, teachers: usize) -> Result<(Log, u64)> {
    let (log, clock) = log_at(url, "2016-07-01T01:00:00Z").await?;
    let told = City { teachers, seed: 2022 }.write(&log, &clock, |_, _| {}).await?;
    ensure!(told.refused.is_empty(), "the story was refused: {:?}", told.refused);
    Ok((log, told.events))
}
