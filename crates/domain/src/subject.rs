//! Any one stream, folded: what the views are computed from.

use crate::{
    CandidacyId, Decider, OrganisationId, Origin, ProgrammeId, RoundId, StudioId, TeacherId, Unreadable,
    candidacy::{Candidacy, CandidacyEvent},
    organisation::{Organisation, OrganisationEvent},
    programme::{Programme, ProgrammeEvent},
    round::{Round, RoundEvent},
    studio::{Studio, StudioEvent},
    teacher::{Statement, Teacher, TeacherEvent, merge::MergeEvent, past::PastEvent, privacy::PrivacyEvent},
};

macro_rules! subjects {
    ($($subject:ident($id:ident, $event:ident)),* $(,)?) => {
        /// A stream and what its events add up to.
        #[derive(Clone, Debug)]
        pub enum Subject {
            $(#[doc = concat!("One stream of the subject [`", stringify!($subject), "`].")] $subject($id, Box<$subject>),)*
        }

        /// One event of any stream.
        #[derive(Clone, Debug, PartialEq)]
        pub enum AnyEvent {
            $(#[doc = concat!("See [`", stringify!($event), "`].")] $subject($event),)*
        }

        impl AnyEvent {
            /// Wire name, version and body.
            ///
            /// # Errors
            /// When a payload cannot be written as JSON.
            pub fn write(&self) -> Result<(&'static str, i64, String), serde_json::Error> {
                match self { $(Self::$subject(event) => <$subject as Decider>::write(event),)* }
            }
        }

        impl Subject {
            /// The word each subject's streams begin with.
            pub const PREFIXES: &'static [&'static str] = &[$($id::PREFIX),*];

            /// The state before the first event of a stream; `None` when the stream is of no known subject.
            pub fn of_stream(stream: &str) -> Option<Self> {
                $(if let Some(id) = $id::of_stream(stream) {
                    return Some(Self::$subject(id, Box::default()));
                })*
                None
            }

            /// Reads an event of this stream and folds it.
            ///
            /// # Errors
            /// When the stored event cannot be read.
            pub fn evolve(&mut self, kind: &str, body: &str, origin: Origin) -> Result<AnyEvent, Unreadable> {
                match self {
                    $(Self::$subject(_, state) => {
                        let event = $event::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))?;
                        state.evolve(&event, origin);
                        Ok(AnyEvent::$subject(event))
                    })*
                }
            }
        }
    };
}

subjects! {
    Teacher(TeacherId, TeacherEvent),
    Organisation(OrganisationId, OrganisationEvent),
    Programme(ProgrammeId, ProgrammeEvent),
    Round(RoundId, RoundEvent),
    Candidacy(CandidacyId, CandidacyEvent),
    Studio(StudioId, StudioEvent),
}

impl AnyEvent {
    /// Whether what is personal in its stream is erased by it: the key is then destroyed and no view may keep the values.
    pub fn erases(&self) -> bool {
        matches!(self, Self::Teacher(TeacherEvent::Privacy(PrivacyEvent::PersonalDataErased(_))))
    }
}

/// Every wire name ever stored and the version it is written in, sorted. A changed line here is a changed history.
pub fn wire_names() -> Vec<(&'static str, i64)> {
    let teacher =
        Statement::WIRE.iter().copied().chain([PastEvent::WIRE, PrivacyEvent::WIRE, MergeEvent::WIRE]);
    let others = [
        OrganisationEvent::WIRE,
        ProgrammeEvent::WIRE,
        RoundEvent::WIRE,
        CandidacyEvent::WIRE,
        StudioEvent::WIRE,
    ];
    let mut names: Vec<_> = teacher.chain(others).flatten().copied().collect();
    names.sort_unstable();
    names
}
