//! Long work shows how far it is: a bar on a terminal, plain lines elsewhere.

use std::{
    io::{IsTerminal, stderr},
    sync::atomic::{AtomicI64, Ordering},
};

use indicatif::{ProgressBar, ProgressStyle};

/// How far a piece of long work is.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    name: String,
    of: i64,
    told: AtomicI64,
}

impl Progress {
    /// Begins a piece of work of so many steps; 0 when nobody knows how many.
    pub(crate) fn new(name: &str, of: i64) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(u64::try_from(of).unwrap_or(0));
            let style =
                ProgressStyle::with_template("{prefix:>10} {bar:40} {human_pos}/{human_len} {per_sec} {msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_prefix(name.to_owned())
        });
        Self { bar, name: name.to_owned(), of, told: AtomicI64::new(0) }
    }

    /// Says where the work is.
    pub(crate) fn at(&self, step: i64) {
        match &self.bar {
            Some(bar) => bar.set_position(u64::try_from(step).unwrap_or(0)),
            None => self.line(step),
        }
    }

    /// Tells a line every tenth of the way, so that a log file stays readable.
    fn line(&self, step: i64) {
        let tenth = (self.of / 10).max(25_000);
        if step / tenth > self.told.swap(step, Ordering::Relaxed) / tenth {
            eprintln!(
                "{}: {step}{}",
                self.name,
                if self.of > 0 { format!(" of {}", self.of) } else { String::new() }
            );
        }
    }

    /// Says which part of the work it is at.
    pub(crate) fn part(&self, label: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(label.to_owned());
        }
    }

    /// Ends the work.
    pub(crate) fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
