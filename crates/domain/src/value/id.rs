use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an id of the kind {1}")]
pub struct IdFault(pub String, pub &'static str);

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident = $prefix:literal),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The word before the id in the name of its stream.
            pub const PREFIX: &'static str = $prefix;

            /// The name of the stream that holds its history.
            pub fn stream(&self) -> String {
                format!(concat!($prefix, "-{}"), self.0)
            }

            /// Reads the id back from the name of its stream.
            pub fn of_stream(stream: &str) -> Option<Self> {
                stream.strip_prefix(concat!($prefix, "-"))?.parse().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdFault;

            fn from_str(text: &str) -> Result<Self, IdFault> {
                text.parse().map(Self).map_err(|_| IdFault(text.to_owned(), $prefix))
            }
        }
    )*};
}

ids! {
    /// One person for life.
    TeacherId = "teacher",
    /// A school, research body, development centre, town or the bureau itself.
    OrganisationId = "organisation",
    /// A talent programme.
    ProgrammeId = "programme",
    /// A cohort, batch or round of a programme.
    RoundId = "round",
    /// One person in one round.
    CandidacyId = "candidacy",
    /// A studio with its host and members.
    StudioId = "studio",
    /// A target of the work plan.
    TargetId = "target",
    /// An ethics case.
    CaseId = "case",
    /// A rotation round.
    RotationId = "rotation",
    /// Two units that send each other people.
    PairingId = "pairing",
    /// Names a published figure.
    ReportId = "report",
    /// A batch that was handed in.
    ImportBatchId = "import-batch",
    /// A training, lecture, first lesson, competition or showcase.
    ActivityId = "activity",
    /// A team.
    TeamId = "team",
    /// The research staff of an organisation.
    ResearchBodyId = "research-body",
    /// An engagement from outside.
    EngagementId = "engagement",
    /// The intake of a person as high-level talent.
    IntakeId = "intake",
    /// A subsidy for a person taken in.
    SubsidyId = "subsidy",
    /// What makes a person dual-qualified.
    VocationalId = "vocational",
    /// A partner outside, by agreement or as a training base.
    PartnershipId = "partnership",
    /// The establishment of a unit.
    EstablishmentId = "establishment",
    /// The turnover pool a unit keeps.
    PoolId = "pool",
    /// One event of the log; it also names the fact the event stated first.
    EventId = "event",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_name_gives_its_id_back_and_only_to_its_own_kind() {
        let id = TeacherId(Uuid::from_u128(7));
        assert_eq!(TeacherId::of_stream(&id.stream()), Some(id));
        assert_eq!(StudioId::of_stream(&id.stream()), None);
    }
}
