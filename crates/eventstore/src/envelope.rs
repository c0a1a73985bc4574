//! The words of the log: what is written to it, what is read from it, what it answers.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::{borrow::Cow, fmt};
use uuid::Uuid;

/// An event about to be written.
#[derive(Clone)]
pub struct NewEvent {
    /// Identity, a version 7 UUID made by the caller.
    pub id: Uuid,
    /// The stable wire name.
    pub kind: Cow<'static, str>,
    /// The shape of `body`.
    pub schema_version: i64,
    /// The text of a JSON object. Each `{"personal": X}` in it is sealed for the stream it is written to.
    pub body: String,
}

impl fmt::Debug for NewEvent {
    /// The body may hold what is personal and stays out of every log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, kind, schema_version, body: _ } = self;
        let mut shown = f.debug_struct("NewEvent");
        shown.field("id", id).field("kind", kind).field("schema_version", schema_version);
        shown.finish_non_exhaustive()
    }
}

/// An event as it stands in the log.
#[derive(Clone, PartialEq)]
pub struct Recorded {
    /// Its place in the whole log, dense from 1.
    pub position: i64,
    /// Its identity.
    pub id: Uuid,
    /// Whose history it belongs to.
    pub stream: String,
    /// Its place in that history, dense from 1.
    pub version: i64,
    /// The wire name.
    pub kind: String,
    /// The shape of `body`.
    pub schema_version: i64,
    /// When the log took it; never earlier than the event before it.
    pub recorded_at: DateTime<Utc>,
    /// Who is answerable for it.
    pub actor: String,
    /// The organisation on whose behalf.
    pub acting_for: Option<String>,
    /// What groups it with all that came of one request.
    pub correlation: Uuid,
    /// The event that led to it.
    pub causation: Option<Uuid>,
    /// The decision document, as JSON text.
    pub document: Option<String>,
    /// A JSON object. Opened reads hold `{"personal": X}`, or `{"erased": true}` where the key was destroyed.
    pub body: String,
}

impl fmt::Debug for Recorded {
    /// The body may hold what is personal, and so may the words of a document; both stay out of every log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Recorded");
        shown.field("position", &self.position).field("id", &self.id).field("stream", &self.stream);
        shown.field("version", &self.version).field("kind", &self.kind);
        shown.field("schema_version", &self.schema_version).field("recorded_at", &self.recorded_at);
        shown.field("actor", &self.actor).finish_non_exhaustive()
    }
}

/// New events for one stream.
#[derive(Clone, Debug)]
pub struct StreamWrite {
    /// The stream.
    pub stream: String,
    /// The version the stream must be at; 0 when it must not exist yet.
    pub expected: i64,
    /// What to write, in order.
    pub events: Vec<NewEvent>,
}

/// A stream that is only read, but must not have moved on.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The stream.
    pub stream: String,
    /// The version it must still be at; 0 when it must not exist.
    pub version: i64,
}

/// A name that one holder has and no other may have. In one append all releases come before all takes.
#[derive(Clone, Debug)]
pub enum Claim {
    /// Takes the name, or keeps it when the holder has it already.
    Take {
        /// What kind of name.
        scope: String,
        /// The name; a keyed hash where it is personal.
        key: String,
        /// Who takes it, by stream.
        holder: String,
        /// Whether nobody else may have held it before and nobody else may ever hold it after.
        ever: bool,
    },
    /// Gives the name back. Nothing happens when the holder does not have it, or has it for ever.
    Release {
        /// What kind of name.
        scope: String,
        /// The name.
        key: String,
        /// Who gives it back.
        holder: String,
    },
}

/// What makes asking twice the same as asking once.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// Made by the caller, the same for every retry.
    pub key: String,
    /// SHA-256 in hexadecimal of the canonical content.
    pub hash: String,
    /// JSON text kept with the key and given to a retry, such as the ids made by the first try.
    pub answer: String,
}

/// All that is written at once, or not at all.
#[derive(Clone)]
pub struct Append {
    /// The new events, each stream once.
    pub writes: Vec<StreamWrite>,
    /// Streams that were read for the decision.
    pub guards: Vec<Guard>,
    /// Names taken and given back.
    pub claims: Vec<Claim>,
    /// Who is answerable.
    pub actor: String,
    /// On whose behalf.
    pub acting_for: Option<String>,
    /// What groups all that comes of one request.
    pub correlation: Uuid,
    /// The event that led to this.
    pub causation: Option<Uuid>,
    /// The decision document, as JSON text.
    pub document: Option<String>,
    /// What makes a retry safe.
    pub idempotency: Option<Idempotency>,
}

impl fmt::Debug for Append {
    /// Bodies, the words of the document and names taken stay out of every log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Append");
        shown.field("writes", &self.writes).field("guards", &self.guards);
        shown.field("actor", &self.actor).field("correlation", &self.correlation).finish_non_exhaustive()
    }
}

/// What the log answers to an append.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Written and durable, at these positions.
    Appended {
        /// The first position.
        first: i64,
        /// The last position.
        last: i64,
    },
    /// This request was written before; these are the positions it was given then.
    AlreadyAppended {
        /// The first position.
        first: i64,
        /// The last position.
        last: i64,
        /// What was kept with the key.
        answer: String,
    },
    /// A stream is not at the version that was read.
    Conflict {
        /// The stream.
        stream: String,
        /// The version that was read.
        expected: i64,
        /// The version it is at.
        actual: i64,
    },
    /// The name has another holder.
    ClaimTaken {
        /// What kind of name.
        scope: String,
        /// The name.
        key: String,
        /// Who holds it.
        holder: String,
    },
    /// The idempotency key was used for other content.
    KeyReused {
        /// The key.
        key: String,
    },
}

/// The end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last position, 0 when nothing was written yet.
    pub position: i64,
    /// When that position was given.
    pub recorded_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "某某某";

    #[test]
    fn nothing_that_may_be_personal_is_printed() {
        let body = format!(r#"{{"name":{{"personal":"{SECRET}"}}}}"#);
        let document = Some(format!(r#"{{"title":"{SECRET}"}}"#));
        let id = Uuid::from_u128(7);
        let event = NewEvent { id, kind: "teacher.renamed".into(), schema_version: 1, body: body.clone() };
        let recorded = Recorded {
            position: 3,
            id,
            stream: "teacher-1".to_owned(),
            version: 2,
            kind: "teacher.renamed".to_owned(),
            schema_version: 1,
            recorded_at: DateTime::UNIX_EPOCH,
            actor: "li".to_owned(),
            acting_for: None,
            correlation: id,
            causation: None,
            document: document.clone(),
            body,
        };
        let append = Append {
            writes: vec![StreamWrite { stream: "teacher-1".to_owned(), expected: 1, events: vec![event] }],
            guards: Vec::new(),
            claims: vec![Claim::Release {
                scope: "s".to_owned(),
                key: SECRET.to_owned(),
                holder: "h".to_owned(),
            }],
            actor: "li".to_owned(),
            acting_for: None,
            correlation: id,
            causation: None,
            document,
            idempotency: None,
        };
        for printed in [format!("{recorded:?}"), format!("{append:?}"), format!("{append:#?}")] {
            assert!(!printed.contains(SECRET), "{printed}");
            assert!(printed.contains("teacher.renamed") && printed.contains(&id.to_string()));
        }
    }
}
