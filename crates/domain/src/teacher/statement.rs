use serde::{Deserialize, Serialize};

use super::{
    conduct::ConductEvent, hire::HireEvent, honour::HonourEvent, identity::IdentityEvent, post::PostEvent,
    secondment::SecondmentEvent, training::TrainingEvent,
};
use crate::Unreadable;

/// Joins the families of events into one: each keeps its own wire names.
macro_rules! families {
    ($($family:ident($event:ident)),* $(,)?) => {
        /// Something stated about a teacher. A correction states it again, so it is also what a correction carries.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(untagged)]
        pub enum Statement {
            $(#[doc = concat!("See [`", stringify!($event), "`].")] $family($event),)*
        }

        $(impl From<$event> for Statement {
            fn from(event: $event) -> Self {
                Self::$family(event)
            }
        })*

        impl Statement {
            /// The wire names of every family.
            pub const WIRE: &'static [&'static [(&'static str, i64)]] = &[$($event::WIRE),*];

            /// The wire name.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$family(event) => event.kind(),)* }
            }

            /// The version of the stored shape.
            pub fn schema_version(&self) -> i64 {
                match self { $(Self::$family(event) => event.schema_version(),)* }
            }

            /// The body as JSON text.
            ///
            /// # Errors
            /// When a payload cannot be written as JSON.
            pub fn body(&self) -> Result<String, serde_json::Error> {
                match self { $(Self::$family(event) => event.body(),)* }
            }

            /// Reads a stored event; `None` when the kind is of no family.
            ///
            /// # Errors
            /// When the body does not fit the kind.
            pub fn read(kind: &str, body: &str) -> Option<Result<Self, Unreadable>> {
                None$(.or_else(|| $event::read(kind, body).map(|event| event.map(Self::$family))))*
            }
        }
    };
}

families! {
    Identity(IdentityEvent),
    Hire(HireEvent),
    Post(PostEvent),
    Training(TrainingEvent),
    Secondment(SecondmentEvent),
    Honour(HonourEvent),
    Conduct(ConductEvent),
}
