//! Whole answers, kept for as long as nothing new was taken in.
//!
//! An answer follows from the question, the caller, the position the views had reached and the day it was. All four are
//! compared before an answer is given again, so none is ever too old. A new event makes all of them old at once, and then
//! they are forgotten at once: what named a person who was erased does not lie here until something else needs the room.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::body::Bytes;
use chrono::NaiveDate;
use lru::LruCache;
use sha2::{Digest, Sha256};

use crate::{
    http::{Question, ResponseCache},
    schema::Registry,
};

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Answers at most.
    pub answers: usize,
    /// Bytes of one answer at most; a longer one is not kept.
    pub bytes_of_one: usize,
    /// Bytes of all answers at most.
    pub bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { answers: 10_000, bytes_of_one: 512 * 1024, bytes: 64 * 1024 * 1024 }
    }
}

/// A question that was asked and not answered for so long never will be; the HTTP layer gave it up earlier.
const GIVEN_UP: Duration = Duration::from_secs(60);

/// What an answer is true for: the position the views have reached, and today.
type Moment = (i64, NaiveDate);
type Key = [u8; 32];

/// Keeps answers to queries.
pub struct Answers {
    registry: Registry,
    bounds: Bounds,
    kept: Mutex<Kept>,
}

struct Kept {
    /// What all answers are true for.
    moment: Option<Moment>,
    answers: LruCache<Key, Bytes>,
    asked: LruCache<Key, Asked>,
    bytes: usize,
}

/// Questions on their way: since when, how many, and at which moment the first of them was asked.
#[derive(Clone, Copy)]
struct Asked {
    moment: Moment,
    since: Instant,
    count: usize,
}

impl Answers {
    /// Answers of this registry within the default bounds.
    pub fn new(registry: Registry) -> Self {
        Self::within(registry, Bounds::default())
    }

    /// Answers of this registry within these bounds.
    pub fn within(registry: Registry, bounds: Bounds) -> Self {
        let kept =
            Kept { moment: None, answers: LruCache::unbounded(), asked: LruCache::unbounded(), bytes: 0 };
        Self { registry, bounds, kept: Mutex::new(kept) }
    }

    /// Forgets every answer, and keeps none that is on its way.
    pub fn clear(&self) {
        let mut kept = self.kept();
        kept.forget();
        kept.asked.clear();
    }

    /// How many answers are kept.
    pub fn count(&self) -> usize {
        self.kept().answers.len()
    }

    fn moment(&self) -> Moment {
        (self.registry.views.position(), self.registry.today())
    }

    /// Every change below leaves the maps whole, so a panic elsewhere is no reason to stop.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResponseCache for Answers {
    fn look_up(&self, question: &Question<'_>) -> Option<Bytes> {
        let key = key(question);
        let mut kept = self.kept();
        let moment = self.moment();
        kept.now(moment);
        let answer = kept.answers.get(&key).cloned();
        if answer.is_none() {
            kept.ask(key, moment, self.bounds.answers);
        }
        answer
    }

    fn keep(&self, question: &Question<'_>, answer: &Bytes) {
        let key = key(question);
        let mut kept = self.kept();
        let moment = self.moment();
        kept.now(moment);
        // The answer was given somewhere between being asked and now. When nothing moved in between, it is true now.
        if kept.answered(&key) == Some(moment) && answer.len() <= self.bounds.bytes_of_one {
            kept.put(key, answer.clone(), self.bounds);
        }
    }
}

impl Kept {
    fn forget(&mut self) {
        self.answers.clear();
        self.bytes = 0;
    }

    fn now(&mut self, moment: Moment) {
        if self.moment != Some(moment) {
            self.forget();
            self.moment = Some(moment);
        }
    }

    /// Of the same question asked twice nobody can tell which one an answer belongs to, so the earlier moment counts.
    fn ask(&mut self, key: Key, moment: Moment, at_most: usize) {
        let now = Instant::now();
        match self.asked.get_mut(&key).filter(|asked| now.duration_since(asked.since) < GIVEN_UP) {
            Some(asked) => asked.count += 1,
            None => drop(self.asked.put(key, Asked { moment, since: now, count: 1 })),
        }
        while self.asked.len() > at_most {
            self.asked.pop_lru();
        }
    }

    /// The moment the first of the questions on their way was asked.
    fn answered(&mut self, key: &Key) -> Option<Moment> {
        let asked = self.asked.get_mut(key)?;
        let moment = asked.moment;
        asked.count -= 1;
        if asked.count == 0 {
            self.asked.pop(key);
        }
        Some(moment)
    }

    fn put(&mut self, key: Key, answer: Bytes, bounds: Bounds) {
        self.bytes += answer.len();
        if let Some(old) = self.answers.put(key, answer) {
            self.bytes -= old.len();
        }
        while self.answers.len() > bounds.answers || self.bytes > bounds.bytes {
            let Some((_, old)) = self.answers.pop_lru() else { break };
            self.bytes -= old.len();
        }
    }
}

impl fmt::Debug for Answers {
    /// Answers are about persons and stay out of every log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

/// Everything an answer follows from but the moment. Each part is told with its length, so that none can run into the next.
fn key(question: &Question<'_>) -> Key {
    let Question { principal, query, operation_name, variables } = question;
    let variables = serde_json::to_string(variables).unwrap_or_else(|fault| fault.to_string());
    let scope = principal.scope.map(|scope| scope.to_string());
    let parts = [
        Some(*query),
        *operation_name,
        Some(&variables),
        Some(principal.role.name()),
        scope.as_deref(),
        Some(&principal.subject),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update([u8::from(part.is_some())]);
        let part = part.unwrap_or_default();
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
