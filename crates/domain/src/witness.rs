//! What a decision looks at beside its own history: the state of other streams, loaded and guarded by the caller.

use std::collections::BTreeMap;

use crate::{
    CandidacyId, EventId, OrganisationId, Origin, ProgrammeId, RoundId, StudioId, TeacherId, Unreadable,
    Watch,
    candidacy::{Candidacy, CandidacyEvent},
    organisation::{Organisation, OrganisationEvent},
    programme::{Programme, ProgrammeEvent},
    round::{Round, RoundEvent},
    studio::{Studio, StudioEvent},
    teacher::{Teacher, TeacherEvent},
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
    /// Studios.
    pub studios: BTreeMap<StudioId, Studio>,
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
        into!(self, stream, kind, body, origin,
            TeacherId TeacherEvent teachers, OrganisationId OrganisationEvent organisations,
            ProgrammeId ProgrammeEvent programmes, RoundId RoundEvent rounds,
            CandidacyId CandidacyEvent candidacies, StudioId StudioEvent studios);
        Err(Unreadable::Kind(format!("{kind} in {stream}")))
    }

    fn owned(&mut self, event: EventId, stream: Option<String>) {
        self.owners.insert(event, stream);
    }
}
