//! What a decision looks at beside its own history: the state of other streams, loaded and guarded by the caller.

use std::collections::BTreeMap;

use crate::{
    ActivityId, CandidacyId, CaseId, EngagementId, EstablishmentId, EventId, IntakeId, OrganisationId,
    Origin, PairingId, PartnershipId, PoolId, ProgrammeId, ResearchBodyId, RoundId, StudioId, SubsidyId,
    TeacherId, TeamId, Unreadable, VocationalId, Watch,
    activity::{Activity, ActivityEvent},
    candidacy::{Candidacy, CandidacyEvent},
    case::{Case, CaseEvent},
    engagement::{Engagement, EngagementEvent},
    establishment::{Establishment, EstablishmentEvent},
    intake::{Intake, IntakeEvent},
    organisation::{Organisation, OrganisationEvent},
    pairing::{Pairing, PairingEvent},
    partnership::{Partnership, PartnershipEvent},
    pool::{Pool, PoolEvent},
    programme::{Programme, ProgrammeEvent},
    register::RegisterEvent,
    research::{ResearchBody, ResearchEvent},
    round::{Round, RoundEvent},
    rules::{RULES_STREAM, Rulebook},
    studio::{Studio, StudioEvent},
    subsidy::{Subsidy, SubsidyEvent},
    teacher::{Teacher, TeacherEvent},
    team::{Team, TeamEvent},
    vocational::{Vocational, VocationalEvent},
};

/// The states looked at, by id.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// The stream that is decided about.
    pub about: String,
    /// Teachers.
    pub teachers: BTreeMap<TeacherId, Teacher>,
    /// Organisations.
    pub organisations: BTreeMap<OrganisationId, Organisation>,
    /// Programmes.
    pub programmes: BTreeMap<ProgrammeId, Programme>,
    /// Rounds.
    pub rounds: BTreeMap<RoundId, Round>,
    /// Candidacies.
    pub candidacies: BTreeMap<CandidacyId, Candidacy>,
    /// Activities.
    pub activities: BTreeMap<ActivityId, Activity>,
    /// Studios.
    pub studios: BTreeMap<StudioId, Studio>,
    /// Pairings.
    pub pairings: BTreeMap<PairingId, Pairing>,
    /// Ethics cases.
    pub cases: BTreeMap<CaseId, Case>,
    /// Teams.
    pub teams: BTreeMap<TeamId, Team>,
    /// Research staff, by the organisation.
    pub research_bodies: BTreeMap<ResearchBodyId, ResearchBody>,
    /// Engagements from outside.
    pub engagements: BTreeMap<EngagementId, Engagement>,
    /// Intakes, by the person.
    pub intakes: BTreeMap<IntakeId, Intake>,
    /// Subsidies.
    pub subsidies: BTreeMap<SubsidyId, Subsidy>,
    /// What makes persons dual-qualified, by the person.
    pub vocationals: BTreeMap<VocationalId, Vocational>,
    /// Partnerships and training bases.
    pub partnerships: BTreeMap<PartnershipId, Partnership>,
    /// Establishments, by the unit.
    pub establishments: BTreeMap<EstablishmentId, Establishment>,
    /// Turnover pools, by the unit that keeps them.
    pub pools: BTreeMap<PoolId, Pool>,
    /// The rules, as switched until now; those of the files when the stream of the rules is not looked at.
    pub rules: Rulebook,
    /// For every event a command names: the stream it belongs to, or that there is none.
    pub owners: BTreeMap<EventId, Option<String>>,
}

/// Folds the event into the state it belongs to, when the stream is of that subject.
macro_rules! into {
    ($self:ident, $stream:ident, $kind:ident, $body:ident, $origin:ident, $($id:ident $event:ident $map:ident),*) => {
        $(if let Some(id) = $id::of_stream($stream) {
            let event = $event::read($kind, $body).unwrap_or_else(|| Err(Unreadable::Kind($kind.to_owned())))?;
            $self.$map.entry(id).or_default().evolve(&event, $origin);
            return Ok(());
        })*
    };
}

impl Watch for Witness {
    fn about(&mut self, stream: &str) {
        self.about = stream.to_owned();
    }

    fn fold(&mut self, stream: &str, kind: &str, body: &str, origin: Origin) -> Result<(), Unreadable> {
        if stream == RULES_STREAM {
            let event =
                RegisterEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))?;
            self.rules.evolve(&event, origin);
            return Ok(());
        }
        into!(self, stream, kind, body, origin,
            TeacherId TeacherEvent teachers, OrganisationId OrganisationEvent organisations,
            ProgrammeId ProgrammeEvent programmes, RoundId RoundEvent rounds,
            CandidacyId CandidacyEvent candidacies, StudioId StudioEvent studios,
            ActivityId ActivityEvent activities, PairingId PairingEvent pairings, CaseId CaseEvent cases,
            TeamId TeamEvent teams, ResearchBodyId ResearchEvent research_bodies, EngagementId EngagementEvent engagements, IntakeId IntakeEvent intakes, SubsidyId SubsidyEvent subsidies, VocationalId VocationalEvent vocationals, PartnershipId PartnershipEvent partnerships,
            EstablishmentId EstablishmentEvent establishments, PoolId PoolEvent pools);
        Err(Unreadable::Kind(format!("{kind} in {stream}")))
    }

    fn owned(&mut self, event: EventId, stream: Option<String>) {
        self.owners.insert(event, stream);
    }
}
