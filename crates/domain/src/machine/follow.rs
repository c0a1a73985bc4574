//! What else happens in the same append: the event of one stream that asks something of another.

use uuid::Uuid;

use super::{
    decider::{Decided, Decider, Deliberation, Following, Looks, Stopped, Watch, Written},
    events::{Origin, Unreadable},
    reason::Reason,
    stamp::Stamp,
};
use crate::value::EventId;

/// A command for a stream of a subject.
pub struct Follow<D: Decider> {
    /// The stream that is asked.
    pub stream: String,
    /// What it is asked.
    pub command: D::Command,
}

impl<D: Decider> Follow<D> {
    /// The command, for a stream of whatever subject.
    pub fn boxed(stream: String, command: D::Command) -> Box<dyn Following>
    where
        D::Witness: 'static,
    {
        Box::new(Self { stream, command })
    }
}

impl<D: Decider> Following for Follow<D>
where
    D::Witness: 'static,
{
    fn stream(&self) -> &str {
        &self.stream
    }

    fn begin(&self) -> Box<dyn Deliberation + '_> {
        Box::new(Deciding::<D>::of(&self.stream, &self.command))
    }
}

/// A decision of a subject that is being prepared.
pub struct Deciding<'a, D: Decider> {
    command: &'a D::Command,
    state: D,
    witness: D::Witness,
}

impl<'a, D: Decider> Deciding<'a, D> {
    /// Begins with a stream that has no history yet.
    pub fn of(stream: &str, command: &'a D::Command) -> Self {
        let mut witness = D::Witness::default();
        witness.about(stream);
        Self { command, state: D::default(), witness }
    }

    /// Takes the decision.
    ///
    /// # Errors
    /// The refusal in the subject's own words, or that an event cannot be written.
    pub fn settle(
        &mut self,
        stamp: &Stamp,
        new_id: &dyn Fn() -> Uuid,
    ) -> Result<Decided, Stopped<D::Refusal>> {
        let events = self.state.decide(self.command, &self.witness, stamp).map_err(Stopped::Refused)?;
        let mut decided = Decided { events: Vec::new(), claims: Vec::new(), follows: Vec::new() };
        for event in &events {
            let id = new_id();
            let (kind, schema_version, body) = D::write(event).map_err(Stopped::Unwritable)?;
            decided.claims.extend(self.state.claims(event));
            decided.follows.extend(self.state.follows(event, &self.witness));
            self.state.evolve(event, Origin { position: i64::MAX, id: EventId(id) });
            decided.events.push(Written { id, kind, schema_version, body });
        }
        Ok(decided)
    }
}

impl<D: Decider> Deliberation for Deciding<'_, D> {
    fn fold(&mut self, kind: &str, body: &str, origin: Origin) -> Result<(), Unreadable> {
        let event = D::read(kind, body)?;
        self.state.evolve(&event, origin);
        Ok(())
    }

    fn looks(&self) -> Looks {
        self.state.looks_at(self.command)
    }

    fn watch(&mut self, stream: &str, kind: &str, body: &str, origin: Origin) -> Result<(), Unreadable> {
        self.witness.fold(stream, kind, body, origin)
    }

    fn owned(&mut self, event: EventId, stream: Option<String>) {
        self.witness.owned(event, stream);
    }

    fn decide(&mut self, stamp: &Stamp, new_id: &dyn Fn() -> Uuid) -> Result<Decided, Stopped<Box<Reason>>> {
        self.settle(stamp, new_id).map_err(|stopped| match stopped {
            Stopped::Refused(refusal) => Stopped::Refused(Box::new(Reason::of(&refusal))),
            Stopped::Unwritable(error) => Stopped::Unwritable(error),
        })
    }
}
