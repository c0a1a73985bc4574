use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    code::{CentreLevel, GovernanceMode, Nature, OrganisationFlag, OrganisationKind, ParentKind},
    event::{Description, DesignateDevelopmentCentre, OrganisationEvent, Succession},
    figures::Figures,
};
use crate::{
    CivilDate, EventId, OrganisationCode, OrganisationId, Origin, Period, TeacherId,
    machine::{Entries, Told},
    steps::{Step, Steps},
};

/// How an organisation ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// The first day it no longer stands.
    pub on: NaiveDate,
    /// The successor, when it was merged.
    pub into: Option<OrganisationId>,
    /// Who goes to which other successor.
    pub successors: Vec<Succession>,
    /// The event that states it.
    pub by: EventId,
}

/// A flag and the days it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct FlagFact {
    /// Which.
    pub flag: OrganisationFlag,
    /// When.
    pub period: Period,
    /// The event that states it.
    pub by: EventId,
}

/// An organisation as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Organisation {
    pub(super) entries: Entries<OrganisationEvent>,
    kind: Option<OrganisationKind>,
    code: Option<OrganisationCode>,
    place: Option<String>,
    planned: Option<Option<CivilDate>>,
    opened: Option<(NaiveDate, EventId)>,
    ended: Option<Ending>,
    names: Steps<String>,
    natures: Steps<Nature>,
    parents: BTreeMap<ParentKind, Steps<Option<OrganisationId>>>,
    flags: Vec<FlagFact>,
    governance: Steps<(GovernanceMode, bool)>,
    centre: Steps<DesignateDevelopmentCentre>,
    figures: Figures,
}

impl Organisation {
    /// Whether anything is known of it.
    pub fn is_known(&self) -> bool {
        self.planned.is_some() || self.opened.is_some()
    }

    /// What it is.
    pub fn kind(&self) -> Option<OrganisationKind> {
        self.kind
    }

    /// Its unified social credit code.
    pub fn code(&self) -> Option<&OrganisationCode> {
        self.code.as_ref()
    }

    /// Its place by the statistical division code.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// The day it is planned to open.
    pub fn planned_opening(&self) -> Option<&CivilDate> {
        self.planned.as_ref()?.as_ref()
    }

    /// Whether it was planned before it opened.
    pub fn was_planned(&self) -> bool {
        self.planned.is_some()
    }

    /// The first day it works and the event that says so.
    pub fn opened(&self) -> Option<(NaiveDate, EventId)> {
        self.opened
    }

    /// How it ended.
    pub fn ending(&self) -> Option<&Ending> {
        self.ended.as_ref()
    }

    /// The days it works.
    pub fn life(&self) -> Option<Period> {
        self.opened.map(|(from, _)| Period::new(from, self.ended.as_ref().map(|ending| ending.on)))
    }

    /// Whether it works on the day.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.life().is_some_and(|life| life.contains(day))
    }

    /// Its name on the day. The first name is known from the beginning.
    pub fn name_on(&self, day: NaiveDate) -> Option<String> {
        self.names.on(day).map(|step| step.value.clone())
    }

    /// Who runs it on the day, and the event that says so.
    pub fn nature_on(&self, day: NaiveDate) -> Option<(Nature, EventId)> {
        self.natures.on(day).map(|step| (step.value, step.by))
    }

    /// Whether it is private on the day.
    pub fn is_private_on(&self, day: NaiveDate) -> bool {
        self.nature_on(day).is_some_and(|(nature, _)| nature == Nature::Private)
    }

    /// Its parent in one tree on the day, and the event that says so.
    pub fn parent_on(&self, kind: ParentKind, day: NaiveDate) -> Option<(OrganisationId, EventId)> {
        let step = self.parents.get(&kind)?.on(day)?;
        step.value.map(|parent| (parent, step.by))
    }

    /// The flag as it holds on the day, with the event that says so.
    pub fn flag_on(&self, flag: OrganisationFlag, day: NaiveDate) -> Option<EventId> {
        self.flags
            .iter()
            .rev()
            .find(|fact| fact.flag == flag && fact.period.contains(day))
            .map(|fact| fact.by)
    }

    /// The organisations it went into, with the day and the event.
    pub fn successors(&self) -> Vec<(OrganisationId, NaiveDate, EventId)> {
        let Some(ending) = &self.ended else { return Vec::new() };
        let others = ending.successors.iter().map(|succession| succession.organisation);
        let into = ending.into.into_iter().chain(others.filter(|other| Some(*other) != ending.into));
        into.map(|into| (into, ending.on, ending.by)).collect()
    }

    /// The successor to which somebody goes, when it was merged.
    pub fn successor_of(&self, teacher: Option<TeacherId>) -> Option<OrganisationId> {
        let ending = self.ended.as_ref()?;
        let named = ending.successors.iter().find(|to| teacher.is_some_and(|id| to.teachers.contains(&id)));
        named.map(|to| to.organisation).or(ending.into)
    }

    /// The level of the development centre on the day, whether it is a pilot, and the event that says so.
    pub fn centre_on(&self, day: NaiveDate) -> Option<(CentreLevel, bool, EventId)> {
        self.centre.on(day).map(|step| (step.value.level, step.value.pilot, step.by))
    }

    /// The days on which its level as a centre changes.
    pub fn centre_changes(&self) -> impl Iterator<Item = Period> {
        self.centre.periods().map(|(period, _)| period)
    }

    /// Every name with its days.
    pub fn names(&self) -> impl Iterator<Item = (Period, &Step<String>)> {
        self.names.periods()
    }

    /// Every nature with its days.
    pub fn natures(&self) -> impl Iterator<Item = (Period, &Step<Nature>)> {
        self.natures.periods()
    }

    /// Every parent with its days, tree by tree.
    pub fn parents(&self) -> impl Iterator<Item = (ParentKind, Period, &Step<Option<OrganisationId>>)> {
        self.parents
            .iter()
            .flat_map(|(kind, steps)| steps.periods().map(|(period, step)| (*kind, period, step)))
    }

    /// Every flag with its days.
    pub fn flags(&self) -> &[FlagFact] {
        &self.flags
    }

    /// How it is led on the day and whether as a pilot, with the event that says so.
    pub fn governance_on(&self, day: NaiveDate) -> Option<&Step<(GovernanceMode, bool)>> {
        self.governance.on(day)
    }

    /// Every way it was led with its days.
    pub fn governance(&self) -> impl Iterator<Item = (Period, &Step<(GovernanceMode, bool)>)> {
        self.governance.periods()
    }

    /// Goals, classes and average pay.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &OrganisationEvent, origin: Origin) {
        self.take(event, origin);
    }

    /// What is true after an event that is no void.
    pub(super) fn state(&mut self, event: &OrganisationEvent, by: EventId) {
        match event {
            OrganisationEvent::OrganisationPlanned(planned) => {
                self.describe(&planned.description, NaiveDate::MIN, by);
                self.planned = Some(planned.opens_on.clone());
            }
            OrganisationEvent::OrganisationOpened(opened) => {
                let since = if self.is_known() { opened.from.day } else { NaiveDate::MIN };
                if let Some(description) = &opened.description {
                    self.describe(description, since, by);
                }
                self.opened = Some((opened.from.day, by));
            }
            OrganisationEvent::OrganisationRenamed(renamed) => {
                self.names.set(renamed.from.day, renamed.name.clone(), by);
            }
            OrganisationEvent::OrganisationCodeRegistered(registered) => {
                self.code = Some(registered.code.clone())
            }
            OrganisationEvent::OrganisationReparented(moved) => {
                self.parents.entry(moved.kind).or_default().set(moved.from.day, moved.parent, by);
            }
            OrganisationEvent::OrganisationNatureChanged(changed) => {
                self.natures.set(changed.from.day, changed.nature, by);
            }
            OrganisationEvent::OrganisationMerged(merged) => {
                self.ended = Some(Ending {
                    on: merged.on.day,
                    into: Some(merged.into),
                    successors: merged.successors.clone(),
                    by,
                });
            }
            OrganisationEvent::OrganisationClosed(closed) => {
                self.ended = Some(Ending { on: closed.on.day, into: None, successors: Vec::new(), by });
            }
            OrganisationEvent::OrganisationFlagSet(set) => {
                let period = Period::stated(&set.from, set.to.as_ref());
                self.flags.push(FlagFact { flag: set.flag, period, by });
            }
            OrganisationEvent::OrganisationFlagCleared(cleared) => self.clear(cleared.flag, cleared.on.day),
            OrganisationEvent::GovernanceModeAdopted(adopted) => {
                self.governance.set(adopted.from.day, (adopted.mode, adopted.pilot), by);
            }
            OrganisationEvent::DevelopmentCentreDesignated(centre) => {
                self.centre.set(centre.from.day, centre.clone(), by);
            }
            OrganisationEvent::StaffingGoalSet(goal) => self.figures.set_goal(goal, by),
            OrganisationEvent::ClassesReported(reported) => self.figures.report_classes(reported, by),
            OrganisationEvent::PayAggregateReported(pay) => self.figures.report_pay(pay, by),
            OrganisationEvent::OrganisationEventVoided(_) => {}
        }
    }

    fn describe(&mut self, description: &Description, since: NaiveDate, by: EventId) {
        self.kind = Some(description.kind);
        self.code = description.code.clone().or(self.code.take());
        self.place = description.place.clone().or(self.place.take());
        self.names.set(since, description.name.clone(), by);
        self.natures.set(since, description.nature, by);
    }

    fn clear(&mut self, flag: OrganisationFlag, on: NaiveDate) {
        for fact in self.flags.iter_mut().filter(|fact| fact.flag == flag && fact.period.contains(on)) {
            fact.period = fact.period.until(on);
        }
    }
}
