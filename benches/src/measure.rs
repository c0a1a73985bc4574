//! How one case is measured: a closed loop of callers, or a piece of work that is timed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::payload::{Author, Batch};

/// A store that takes appends. An answer means that the events are on the disk.
pub trait Store: Send + Sync + 'static {
    fn append(&self, batch: Batch) -> impl Future<Output = Result<()>> + Send;
}

/// What a case came to in one round.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// Events in a second.
    pub rate: f64,
    /// Milliseconds for half of the appends.
    pub p50: f64,
    /// Milliseconds for all but one of a hundred.
    pub p99: f64,
}

/// How long callers are left alone and how long they are then counted.
#[derive(Clone, Copy)]
pub struct Span {
    pub warm_up: Duration,
    pub counted: Duration,
}

/// Each caller asks again as soon as it was answered.
pub async fn closed_loop<S: Store>(store: Arc<S>, callers: usize, span: Span) -> Result<Sample> {
    let begun = Instant::now();
    let from = begun + span.warm_up;
    let to = from + span.counted;
    let calling: Vec<_> = (0..callers)
        .map(|which| {
            let store = store.clone();
            tokio::spawn(async move { call(store.as_ref(), Author::new(which, callers), from, to).await })
        })
        .collect();
    let (mut events, mut times) = (0, Vec::new());
    for caller in calling {
        let (counted, taken) = caller.await.context("a caller broke")??;
        events += counted;
        times.extend(taken);
    }
    times.sort_by(f64::total_cmp);
    let at =
        |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN) * 1_000.0;
    Ok(Sample { rate: events as f64 / span.counted.as_secs_f64(), p50: at(0.5), p99: at(0.99) })
}

/// The events and the seconds of the appends that ended in the time that is counted.
async fn call<S: Store>(
    store: &S,
    mut author: Author,
    from: Instant,
    to: Instant,
) -> Result<(usize, Vec<f64>)> {
    let (mut events, mut times) = (0, Vec::new());
    loop {
        let begun = Instant::now();
        if begun >= to {
            return Ok((events, times));
        }
        let batch = author.next();
        let size = batch.facts.len();
        store.append(batch).await?;
        let ended = Instant::now();
        if ended >= from && ended < to {
            events += size;
            times.push((ended - begun).as_secs_f64());
        }
    }
}

/// Times a piece of work that says how many events it handled.
pub async fn timed<F: Future<Output = Result<u64>>>(work: F) -> Result<Sample> {
    let begun = Instant::now();
    let events = work.await?;
    Ok(Sample { rate: events as f64 / begun.elapsed().as_secs_f64(), p50: f64::NAN, p99: f64::NAN })
}
