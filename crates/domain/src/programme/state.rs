use chrono::NaiveDate;

use super::{
    event::{LaunchProgramme, ProgrammeEvent, SetProgrammeTarget},
    terms::{Naming, ProgrammeTerms},
};
use crate::{
    EventId, Origin, Period,
    steps::{Step, Steps},
};

/// A target and the event that set it.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetFact {
    /// What is asked.
    pub target: SetProgrammeTarget,
    /// The event that states it.
    pub by: EventId,
}

/// A talent programme as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Programme {
    launched: Option<(LaunchProgramme, EventId)>,
    terms: Steps<ProgrammeTerms>,
    targets: Vec<TargetFact>,
}

impl Programme {
    /// How it was launched, and the event that says so.
    pub fn launched(&self) -> Option<(&LaunchProgramme, EventId)> {
        self.launched.as_ref().map(|(launch, by)| (launch, *by))
    }

    /// Its slug.
    pub fn slug(&self) -> Option<&str> {
        self.launched.as_ref().map(|(launch, _)| launch.slug.as_str())
    }

    /// Its name.
    pub fn name(&self) -> Option<&Naming> {
        self.launched.as_ref().map(|(launch, _)| &launch.name)
    }

    /// The terms in force on the day, with the event that put them in force.
    pub fn terms_on(&self, day: NaiveDate) -> Option<&Step<ProgrammeTerms>> {
        self.terms.on(day)
    }

    /// All its terms with the days they were in force.
    pub fn terms(&self) -> impl Iterator<Item = (Period, &Step<ProgrammeTerms>)> {
        self.terms.periods()
    }

    /// The target in force.
    pub fn target(&self) -> Option<&TargetFact> {
        self.targets.last()
    }

    /// Every target that was ever set, the oldest first.
    pub fn targets(&self) -> &[TargetFact] {
        &self.targets
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &ProgrammeEvent, origin: Origin) {
        let by = origin.id;
        match event {
            ProgrammeEvent::ProgrammeLaunched(launch) => {
                self.terms.set(launch.from.day, launch.terms.clone(), by);
                self.launched = Some((launch.clone(), by));
            }
            ProgrammeEvent::ProgrammeRevised(revision) => {
                self.terms.set(revision.from.day, revision.terms.clone(), by);
            }
            ProgrammeEvent::ProgrammeTargetSet(target) => {
                self.targets.push(TargetFact { target: target.clone(), by });
            }
        }
    }
}
