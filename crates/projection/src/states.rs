//! Streams folded so far, so that an event costs one fold and not a history.

use std::num::NonZeroUsize;

use liangshi_domain::{AnyEvent, EventId, Origin, Subject, Unreadable};
use liangshi_eventstore::{Log, Recorded};
use lru::LruCache;

use crate::failure::Failure;

/// The most streams kept folded; a stream beyond it is read from the log again when it is met.
const KEPT: NonZeroUsize = match NonZeroUsize::new(60_000) {
    Some(count) => count,
    None => NonZeroUsize::MIN,
};

pub(crate) struct States {
    log: Log,
    kept: LruCache<String, (i64, Subject)>,
}

impl States {
    pub(crate) fn new(log: Log) -> Self {
        Self { log, kept: LruCache::new(KEPT) }
    }

    /// Folds the event into its stream and hands both out.
    pub(crate) async fn fold(&mut self, recorded: &Recorded) -> Result<(AnyEvent, &Subject), Failure> {
        let before = recorded.version - 1;
        if self.kept.peek(&recorded.stream).is_none_or(|(version, _)| *version != before) {
            let subject = self.loaded(recorded).await?;
            self.kept.put(recorded.stream.clone(), (before, subject));
        }
        let Some((version, subject)) = self.kept.get_mut(&recorded.stream) else {
            return Err(unreadable(recorded, Unreadable::Kind(recorded.kind.clone())));
        };
        *version = recorded.version;
        let event = evolve(subject, recorded)?;
        Ok((event, subject))
    }

    /// Puts a stream in place of whatever it was folded to before.
    pub(crate) fn put(&mut self, stream: &str, version: i64, subject: Subject) {
        self.kept.put(stream.to_owned(), (version, subject));
    }

    /// The stream as it was before the event.
    async fn loaded(&self, recorded: &Recorded) -> Result<Subject, Failure> {
        let mut subject = begun(recorded)?;
        if recorded.version > 1 {
            for earlier in self.log.stream(&recorded.stream, 0).await? {
                if earlier.version < recorded.version {
                    evolve(&mut subject, &earlier)?;
                }
            }
        }
        Ok(subject)
    }
}

/// The event's stream before its first event.
pub(crate) fn begun(recorded: &Recorded) -> Result<Subject, Failure> {
    let unknown =
        || unreadable(recorded, Unreadable::Kind(format!("{} in {}", recorded.kind, recorded.stream)));
    Subject::of_stream(&recorded.stream).ok_or_else(unknown)
}

/// Folds one event into its stream.
pub(crate) fn evolve(subject: &mut Subject, recorded: &Recorded) -> Result<AnyEvent, Failure> {
    let origin = Origin { position: recorded.position, id: EventId(recorded.id) };
    subject.evolve(&recorded.kind, &recorded.body, origin).map_err(|source| unreadable(recorded, source))
}

fn unreadable(recorded: &Recorded, source: Unreadable) -> Failure {
    Failure::Unreadable { position: recorded.position, source }
}
