//! Rounds: every case once in each, so that what the machine does meanwhile falls on all of them.

use std::collections::HashMap;

use anyhow::{Context, Result};

use crate::{
    cases::Bench,
    goals::{Case, Figure, Promise},
    measure::Sample,
};

/// What each case came to, round by round; a round in which it failed is missing.
#[derive(Default)]
pub struct Rounds {
    pub cases: Vec<Case>,
    samples: HashMap<Case, Vec<Option<Sample>>>,
}

impl Rounds {
    pub async fn run(bench: &mut Bench, cases: Vec<Case>, rounds: usize) -> Result<Self> {
        let mut samples: HashMap<Case, Vec<Option<Sample>>> = HashMap::new();
        for round in 1..=rounds {
            for &case in &cases {
                let sample = match bench.run(case).await.with_context(|| case.name()) {
                    Ok(sample) => Some(sample),
                    Err(error) => {
                        eprintln!("log-bench: round {round}: {error:#}");
                        None
                    }
                };
                if let Some(Sample { rate, p50, p99 }) = sample {
                    let name = case.name();
                    eprintln!("round {round} {name:<32} {rate:>10.0} events/s {p50:>8.3} ms {p99:>8.3} ms");
                }
                samples.entry(case).or_default().push(sample);
            }
        }
        Ok(Self { cases, samples })
    }

    /// The samples of a case.
    pub fn of(&self, case: Case) -> Vec<Sample> {
        self.samples.get(&case).into_iter().flatten().flatten().copied().collect()
    }

    /// The median over the rounds of ours divided by the other in the same round.
    pub fn ratio(&self, promise: &Promise) -> Option<f64> {
        let (ours, other) = (self.samples.get(&promise.ours)?, self.samples.get(&promise.other)?);
        let figure = |sample: &Sample| match promise.figure {
            Figure::Rate => sample.rate,
            Figure::P99 => sample.p99,
        };
        let both = ours.iter().zip(other).filter_map(|(ours, other)| Some((ours.as_ref()?, other.as_ref()?)));
        median(both.map(|(ours, other)| figure(ours) / figure(other)).collect())
    }
}

pub fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    if figures.len() % 2 == 1 {
        return figures.get(middle).copied();
    }
    Some((figures.get(middle.checked_sub(1)?)? + figures.get(middle)?) / 2.0)
}
