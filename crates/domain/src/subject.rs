//! Any one stream, folded: what the views are computed from.

use crate::{
    ActivityId, CandidacyId, CaseId, Decider, EngagementId, EstablishmentId, ImportBatchId, IntakeId,
    OrganisationId, Origin, PairingId, PartnershipId, PoolId, ProgrammeId, ReportId, ResearchBodyId,
    RotationId, RoundId, StudioId, SubsidyId, TargetId, TeacherId, TeamId, Unreadable, VocationalId,
    activity::{Activity, ActivityEvent},
    candidacy::{Candidacy, CandidacyEvent},
    case::{Case, CaseEvent},
    engagement::{Engagement, EngagementEvent},
    establishment::{Establishment, EstablishmentEvent},
    import_batch::{ImportBatch, ImportBatchEvent},
    intake::{Intake, IntakeEvent},
    organisation::{Organisation, OrganisationEvent},
    pairing::{Pairing, PairingEvent},
    partnership::{Partnership, PartnershipEvent},
    pool::{Pool, PoolEvent},
    programme::{Programme, ProgrammeEvent},
    register::{Register, RegisterEvent, RegisterId},
    report::{Report, ReportEvent},
    research::{ResearchBody, ResearchEvent},
    rotation::{Rotation, RotationEvent},
    round::{Round, RoundEvent},
    studio::{Studio, StudioEvent},
    subsidy::{Subsidy, SubsidyEvent},
    target::{Target, TargetEvent},
    teacher::{Statement, Teacher, TeacherEvent, merge::MergeEvent, past::PastEvent, privacy::PrivacyEvent},
    team::{Team, TeamEvent},
    vocational::{Vocational, VocationalEvent},
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
    Register(RegisterId, RegisterEvent),
    Target(TargetId, TargetEvent),
    Candidacy(CandidacyId, CandidacyEvent),
    Studio(StudioId, StudioEvent),
    Activity(ActivityId, ActivityEvent),
    Rotation(RotationId, RotationEvent),
    Pairing(PairingId, PairingEvent),
    Report(ReportId, ReportEvent),
    ImportBatch(ImportBatchId, ImportBatchEvent),
    Case(CaseId, CaseEvent),
    Team(TeamId, TeamEvent),
    ResearchBody(ResearchBodyId, ResearchEvent),
    Engagement(EngagementId, EngagementEvent),
    Intake(IntakeId, IntakeEvent),
    Subsidy(SubsidyId, SubsidyEvent),
    Vocational(VocationalId, VocationalEvent),
    Partnership(PartnershipId, PartnershipEvent),
    Establishment(EstablishmentId, EstablishmentEvent),
    Pool(PoolId, PoolEvent),
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
        RegisterEvent::WIRE,
        TargetEvent::WIRE,
        CandidacyEvent::WIRE,
        StudioEvent::WIRE,
        ActivityEvent::WIRE,
        RotationEvent::WIRE,
        PairingEvent::WIRE,
        ReportEvent::WIRE,
        ImportBatchEvent::WIRE,
        CaseEvent::WIRE,
        TeamEvent::WIRE,
        ResearchEvent::WIRE,
        EngagementEvent::WIRE,
        IntakeEvent::WIRE,
        SubsidyEvent::WIRE,
        VocationalEvent::WIRE,
        PartnershipEvent::WIRE,
        EstablishmentEvent::WIRE,
        PoolEvent::WIRE,
    ];
    let mut names: Vec<_> = teacher.chain(others).flatten().copied().collect();
    names.sort_unstable();
    names
}
