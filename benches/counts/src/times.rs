//! How long things took.

use std::{future::Future, time::Instant};

use anyhow::Result;

/// Milliseconds, in the order they were measured.
#[derive(Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Keeps how long it has been.
    pub fn keep(&mut self, begun: Instant) {
        self.0.push(begun.elapsed().as_secs_f64() * 1e3);
    }

    /// Waits for an answer and keeps how long that took.
    pub async fn time<T, E: Into<anyhow::Error>>(
        &mut self,
        asked: impl Future<Output = Result<T, E>>,
    ) -> Result<T> {
        let begun = Instant::now();
        let answer = asked.await.map_err(Into::into)?;
        self.keep(begun);
        Ok(answer)
    }

    /// What so large a share of them did not exceed, in milliseconds; NaN when nothing was measured.
    pub fn at(&self, share: f64) -> f64 {
        quantile(&self.0, share)
    }

    /// How many were measured.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// The middle one; NaN when there is none.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    quantile(&Vec::from_iter(numbers), 0.5)
}

fn quantile(numbers: &[f64], share: f64) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}
