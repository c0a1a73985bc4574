//! How long things took.

use std::time::Instant;

/// Milliseconds, in the order they were measured.
#[derive(Default)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    /// Keeps how long it has been.
    pub(crate) fn keep(&mut self, begun: Instant) {
        self.0.push(begun.elapsed().as_secs_f64() * 1e3);
    }

    /// What so large a share of them did not exceed, in milliseconds.
    pub(crate) fn at(&self, share: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        sorted.get((last as f64 * share).round() as usize).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The middle one.
pub(crate) fn median(numbers: impl IntoIterator<Item = f64>) -> Option<f64> {
    let times = Times(numbers.into_iter().collect());
    times.at(0.5)
}
