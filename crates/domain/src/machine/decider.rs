use std::fmt;

use uuid::Uuid;

use super::{
    events::{Origin, Unreadable},
    reason::Reason,
    refusal::Refusal,
    stamp::Stamp,
};
use crate::value::EventId;

/// A value that may be held by one stream only, now or ever. The text is hashed under a key before it is stored.
#[derive(Clone, PartialEq, Eq)]
pub enum Claim {
    /// Takes the value; refused when another stream holds it.
    Take {
        /// What kind of value, as `identity-number`.
        scope: &'static str,
        /// The value in plain.
        text: String,
        /// Whether it stays taken even after it is released.
        ever: bool,
    },
    /// Gives the value back.
    Release {
        /// What kind of value.
        scope: &'static str,
        /// The value in plain.
        text: String,
    },
}

impl fmt::Debug for Claim {
    /// The value may be personal, so it cannot slip into a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Take { scope, text: _, ever } => write!(f, "Take({scope}, ever: {ever})"),
            Self::Release { scope, text: _ } => write!(f, "Release({scope})"),
        }
    }
}

/// What else a decision has to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// Streams whose state is asked. They are guarded in the same append, so that the answer still holds then.
    pub streams: Vec<String>,
    /// Events named by the command whose stream must be known, to tell "no such event" from "another person's event".
    pub events: Vec<EventId>,
}

/// What was found there: folded by the caller before the decision is asked for.
pub trait Watch: Default + Send + Sync {
    /// Says which stream is decided about.
    fn about(&mut self, stream: &str);

    /// Folds one event of one of the streams looked at.
    ///
    /// # Errors
    /// When the stored event cannot be read.
    fn fold(&mut self, stream: &str, kind: &str, body: &str, origin: Origin) -> Result<(), Unreadable>;

    /// Says which stream an event belongs to, `None` when there is no such event.
    fn owned(&mut self, event: EventId, stream: Option<String>);
}

/// Something that another stream is asked in the same append. Should it refuse, nothing happens anywhere.
pub trait Following: Send + Sync {
    /// The stream that is asked.
    fn stream(&self) -> &str;

    /// Begins to decide; the caller then shows what the decision needs.
    fn begin(&self) -> Box<dyn Deliberation + '_>;
}

/// A decision that is being prepared: first the history of its stream is folded, then what it looks at, then it is taken.
pub trait Deliberation: Send {
    /// Folds one event of the stream that is decided about.
    ///
    /// # Errors
    /// When the stored event cannot be read.
    fn fold(&mut self, kind: &str, body: &str, origin: Origin) -> Result<(), Unreadable>;

    /// What else must be looked at, once the history is folded.
    fn looks(&self) -> Looks;

    /// Folds one event of a stream looked at.
    ///
    /// # Errors
    /// When the stored event cannot be read.
    fn watch(&mut self, stream: &str, kind: &str, body: &str, origin: Origin) -> Result<(), Unreadable>;

    /// Says which stream an event belongs to, `None` when there is no such event.
    fn owned(&mut self, event: EventId, stream: Option<String>);

    /// Takes the decision.
    ///
    /// # Errors
    /// The refusal, or that an event cannot be written.
    fn decide(&mut self, stamp: &Stamp, new_id: &dyn Fn() -> Uuid) -> Result<Decided, Stopped<Box<Reason>>>;
}

/// What was decided about one stream.
pub struct Decided {
    /// The events in order, ready to be stored.
    pub events: Vec<Written>,
    /// The values they take or give back.
    pub claims: Vec<Claim>,
    /// What they ask of other streams.
    pub follows: Vec<Box<dyn Following>>,
}

/// An event as it is stored.
pub struct Written {
    /// Its id.
    pub id: Uuid,
    /// Its wire name.
    pub kind: &'static str,
    /// The version of its shape.
    pub schema_version: i64,
    /// Its body as JSON text.
    pub body: String,
}

/// Why nothing was decided.
#[derive(Debug)]
pub enum Stopped<R> {
    /// It was refused.
    Refused(R),
    /// An event cannot be written as JSON.
    Unwritable(serde_json::Error),
}

/// A thing with a history: it decides by its past, and is nothing but its past.
pub trait Decider: Default + Clone + Send + Sync + 'static {
    /// What may be asked.
    type Command: Send + Sync;
    /// What can happen.
    type Event: Clone + Send + Sync;
    /// Why not.
    type Refusal: Refusal;
    /// What else is looked at to decide.
    type Witness: Watch;

    /// What else must be looked at before this command can be decided.
    fn looks_at(&self, _command: &Self::Command) -> Looks {
        Looks::default()
    }

    /// What happens next. May refuse; never looks at a clock, a table or a random number.
    ///
    /// # Errors
    /// The refusal, which is an answer and not a failure.
    fn decide(
        &self,
        command: &Self::Command,
        witness: &Self::Witness,
        stamp: &Stamp,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// What is true after `event`. Never refuses: it already happened.
    fn evolve(&mut self, event: &Self::Event, origin: Origin);

    /// The values the event takes or gives back, asked before it is folded.
    fn claims(&self, _event: &Self::Event) -> Vec<Claim> {
        Vec::new()
    }

    /// What the event asks of other streams in the same append, asked before it is folded. Should one of them refuse,
    /// nothing happens anywhere.
    fn follows(&self, _event: &Self::Event, _witness: &Self::Witness) -> Vec<Box<dyn Following>> {
        Vec::new()
    }

    /// Wire name, version and body of an event.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    fn write(event: &Self::Event) -> Result<(&'static str, i64, String), serde_json::Error>;

    /// Reads a stored event.
    ///
    /// # Errors
    /// When the kind is unknown to this subject or the body does not fit it.
    fn read(kind: &str, body: &str) -> Result<Self::Event, Unreadable>;
}
