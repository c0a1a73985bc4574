use super::{
    event::{LaunchProgramme, ProgrammeEvent, ReviseProgramme, SetProgrammeTarget},
    refusal::ProgrammeRefusal,
    state::Programme,
};
use crate::{Claim, Decider, Origin, Stamp, Unreadable, witness::Witness};

/// What may be asked of a programme.
#[derive(Clone, Debug, PartialEq)]
pub enum ProgrammeCommand {
    /// Launches it.
    LaunchProgramme(LaunchProgramme),
    /// Puts other terms in force.
    ReviseProgramme(ReviseProgramme),
    /// Sets the number asked of it.
    SetProgrammeTarget(SetProgrammeTarget),
}

type Answer = Result<ProgrammeEvent, ProgrammeRefusal>;

impl Decider for Programme {
    type Command = ProgrammeCommand;
    type Event = ProgrammeEvent;
    type Refusal = ProgrammeRefusal;
    type Witness = Witness;

    fn decide(
        &self,
        command: &ProgrammeCommand,
        _witness: &Witness,
        _stamp: &Stamp,
    ) -> Result<Vec<ProgrammeEvent>, ProgrammeRefusal> {
        let event = match command {
            ProgrammeCommand::LaunchProgramme(asked) => self.launch(asked),
            ProgrammeCommand::ReviseProgramme(asked) => self.revise(asked),
            ProgrammeCommand::SetProgrammeTarget(asked) => self.set_target(asked),
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &ProgrammeEvent, origin: Origin) {
        Programme::evolve(self, event, origin);
    }

    fn claims(&self, event: &ProgrammeEvent) -> Vec<Claim> {
        match event {
            ProgrammeEvent::ProgrammeLaunched(launch) => {
                vec![Claim::Take { scope: "programme-slug", text: launch.slug.clone(), ever: false }]
            }
            ProgrammeEvent::ProgrammeRevised(_) | ProgrammeEvent::ProgrammeTargetSet(_) => Vec::new(),
        }
    }

    fn write(event: &ProgrammeEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<ProgrammeEvent, Unreadable> {
        ProgrammeEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Programme {
    fn launch(&self, asked: &LaunchProgramme) -> Answer {
        if let Some((_, fact)) = self.launched() {
            return Err(ProgrammeRefusal::AlreadyLaunched { fact });
        }
        if asked.slug.trim().is_empty() || asked.name.is_blank() {
            return Err(ProgrammeRefusal::NameBlank);
        }
        if !asked.terms.path_is_sound() {
            return Err(ProgrammeRefusal::PathUnsound);
        }
        Ok(ProgrammeEvent::ProgrammeLaunched(asked.clone()))
    }

    fn revise(&self, asked: &ReviseProgramme) -> Answer {
        let (launch, fact) = self.launched().ok_or(ProgrammeRefusal::NotLaunched)?;
        if asked.from.day < launch.from.day {
            return Err(ProgrammeRefusal::BeforeLaunch { launched: launch.from.day, fact });
        }
        if !asked.terms.path_is_sound() {
            return Err(ProgrammeRefusal::PathUnsound);
        }
        match self.terms_on(asked.from.day) {
            Some(step) if step.value == asked.terms => Err(ProgrammeRefusal::NoChange { fact: step.by }),
            Some(_) | None => Ok(ProgrammeEvent::ProgrammeRevised(asked.clone())),
        }
    }

    fn set_target(&self, asked: &SetProgrammeTarget) -> Answer {
        self.launched().ok_or(ProgrammeRefusal::NotLaunched)?;
        if asked.number == 0 {
            return Err(ProgrammeRefusal::TargetOfNobody);
        }
        let countable = self.terms().any(|(_, step)| step.value.has(asked.definition.stage()));
        if !countable {
            return Err(ProgrammeRefusal::TargetNotCountable);
        }
        match self.target() {
            Some(fact) if fact.target == *asked => Err(ProgrammeRefusal::NoChange { fact: fact.by }),
            Some(_) | None => Ok(ProgrammeEvent::ProgrammeTargetSet(asked.clone())),
        }
    }
}
