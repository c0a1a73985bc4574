use serde::{Deserialize, Serialize};

use super::{
    appointment::AppointmentEvent,
    appointment_sound,
    conduct::{self, ConductEvent},
    duty::{self, DutyEvent},
    hire::HireEvent,
    honour::{self, HonourEvent},
    identity::{self, IdentityEvent},
    movement::{self, MovementEvent},
    post::{self, PostEvent},
    record::{self, RecordEvent},
    refusal::TeacherRefusal,
    secondment::{self, SecondmentEvent},
    training::{self, TrainingEvent},
};
use crate::{AppliedRule, Unreadable};

/// Joins the families of events into one: each keeps its own wire names.
macro_rules! families {
    ($($family:ident($event:ident)),* $(,)?) => {
        /// Something stated about a teacher. A correction states it again, so it is also what a correction carries.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
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

            /// The wire name, version and shape of each body of every family.
            #[cfg(feature = "shapes")]
            pub(crate) fn shapes() -> Vec<(&'static str, i64, serde_json::Value)> {
                [$($event::shapes()),*].concat()
            }

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
    Movement(MovementEvent),
    Honour(HonourEvent),
    Conduct(ConductEvent),
    Appointment(AppointmentEvent),
    Record(RecordEvent),
    Duty(DutyEvent),
}

impl Statement {
    /// The statement without what is personal in it.
    pub(crate) fn erased(&self) -> Self {
        match self {
            Self::Identity(event) => Self::Identity(event.erased()),
            Self::Record(event) => Self::Record(event.erased()),
            Self::Hire(_)
            | Self::Post(_)
            | Self::Training(_)
            | Self::Secondment(_)
            | Self::Movement(_)
            | Self::Honour(_)
            | Self::Conduct(_)
            | Self::Appointment(_)
            | Self::Duty(_) => self.clone(),
        }
    }

    /// The texts by which the person could be known.
    pub(crate) fn personal(&self) -> Vec<&str> {
        if let Self::Record(event) = self {
            return event.personal().into_iter().collect();
        }
        let Self::Identity(event) = self else { return Vec::new() };
        event.personal()
    }

    /// Where it keeps the rules it was judged by, when it is a decision that does.
    pub(crate) fn rules(&mut self) -> Option<&mut Vec<AppliedRule>> {
        match self {
            Self::Post(PostEvent::TitleGranted(title)) => Some(&mut title.rules),
            Self::Secondment(event) => event.rules(),
            Self::Movement(MovementEvent::SupportTeachingVerified(verified)) => Some(&mut verified.rules),
            Self::Movement(MovementEvent::ResidencyVisited(visit)) => Some(&mut visit.rules),
            Self::Honour(HonourEvent::HonourConferred(honour)) => Some(&mut honour.rules),
            Self::Appointment(event) => event.rules(),
            Self::Record(RecordEvent::AppraisalRecorded(appraisal)) => Some(&mut appraisal.rules),
            Self::Record(RecordEvent::IncentiveGranted(incentive)) => Some(&mut incentive.rules),
            Self::Identity(_)
            | Self::Hire(_)
            | Self::Post(_)
            | Self::Training(_)
            | Self::Movement(_)
            | Self::Honour(_)
            | Self::Conduct(_)
            | Self::Record(_)
            | Self::Duty(_) => None,
        }
    }

    /// Whether it keeps the rules that need no look at anything else. A correction has to keep them too.
    pub(crate) fn sound(&self) -> Result<(), TeacherRefusal> {
        match self {
            Self::Identity(event) => identity::sound(event),
            Self::Post(PostEvent::TeacherAssigned(work)) => post::sound(work),
            Self::Training(TrainingEvent::TrainingCompleted(training)) => training::sound(training),
            Self::Secondment(SecondmentEvent::SecondmentProposed(proposed)) => secondment::sound(proposed),
            Self::Movement(MovementEvent::RotationExempted(exempt)) => movement::sound(exempt),
            Self::Honour(HonourEvent::HonourConferred(honour)) => honour::sound(honour),
            Self::Conduct(event) => conduct::stays_sound(event),
            Self::Appointment(event) => appointment_sound::sound(event),
            Self::Record(event) => record::sound(event),
            Self::Duty(event) => duty::sound(event),
            Self::Hire(_) | Self::Post(_) | Self::Secondment(_) | Self::Movement(_) | Self::Honour(_) => {
                Ok(())
            }
        }
    }
}
