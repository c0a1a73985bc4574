use super::{
    event::{ConfirmIntake, IntakeEvent, RevokeIntake},
    refusal::IntakeRefusal,
    state::Intake,
};
use crate::{Decider, IntakeId, Looks, Origin, Stamp, TeacherId, Unreadable, witness::Witness};

/// What may be asked of an intake.
#[derive(Clone, Debug, PartialEq)]
pub enum IntakeCommand {
    /// Confirms it.
    ConfirmIntake(ConfirmIntake),
    /// Takes the confirmation back.
    RevokeIntake(RevokeIntake),
}

impl IntakeId {
    /// A person is taken in once at a time, so the intake has the id of the person.
    pub fn of(teacher: TeacherId) -> Self {
        Self(teacher.0)
    }

    /// The person.
    pub fn teacher(self) -> TeacherId {
        TeacherId(self.0)
    }
}

impl Decider for Intake {
    type Command = IntakeCommand;
    type Event = IntakeEvent;
    type Refusal = IntakeRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &IntakeCommand) -> Looks {
        let streams = match command {
            IntakeCommand::ConfirmIntake(asked) => vec![asked.teacher.stream()],
            IntakeCommand::RevokeIntake(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &IntakeCommand,
        witness: &Witness,
        _stamp: &Stamp,
    ) -> Result<Vec<IntakeEvent>, IntakeRefusal> {
        let event = match command {
            IntakeCommand::ConfirmIntake(asked) => self.confirm(asked, witness),
            IntakeCommand::RevokeIntake(asked) => match self.confirmed() {
                Some(_) => Ok(IntakeEvent::IntakeRevoked(asked.clone())),
                None => Err(IntakeRefusal::NotConfirmed),
            },
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &IntakeEvent, origin: Origin) {
        Intake::evolve(self, event, origin);
    }

    fn write(event: &IntakeEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<IntakeEvent, Unreadable> {
        IntakeEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Intake {
    fn confirm(&self, asked: &ConfirmIntake, witness: &Witness) -> Result<IntakeEvent, IntakeRefusal> {
        let day = asked.arrived.day;
        if let Some((_, fact)) = self.confirmed() {
            return Err(IntakeRefusal::AlreadyConfirmed { fact });
        }
        if asked.previous_employer.trim().is_empty() {
            return Err(IntakeRefusal::EmployerBlank);
        }
        let teacher = witness.teachers.get(&asked.teacher).filter(|teacher| teacher.may_take_part().is_ok());
        let services = &teacher.ok_or(IntakeRefusal::TeacherUnknown)?.timeline().employments;
        if !services.on(day).any(|service| service.value.personnel == asked.organisation) {
            return Err(IntakeRefusal::NotInService { on: day });
        }
        let before = day.pred_opt().and_then(|before| services.on(before).next());
        match before {
            Some(service) => Err(IntakeRefusal::FromInside { fact: service.fact }),
            None => Ok(IntakeEvent::IntakeConfirmed(asked.clone())),
        }
    }
}
