use chrono::NaiveDate;

use super::{
    code::{CentreLevel, OrganisationKind, ParentKind},
    event::{
        AdoptGovernanceMode, ChangeOrganisationNature, ClearOrganisationFlag, CloseOrganisation, Description,
        DesignateDevelopmentCentre, MergeOrganisation, OpenOrganisation, OrganisationEvent, PlanOrganisation,
        RegisterOrganisationCode, RenameOrganisation, ReparentOrganisation, ReportClasses,
        ReportPayAggregate, SetOrganisationFlag, SetStaffingGoal,
    },
    figures, merging,
    refusal::OrganisationRefusal,
    state::Organisation,
};
use crate::{
    Claim, Decider, EventId, Looks, OrganisationCode, OrganisationId, Origin, Stamp, Unreadable, VoidEntry,
    witness::Witness,
};

/// What may be asked of an organisation.
#[derive(Clone, Debug, PartialEq)]
pub enum OrganisationCommand {
    /// Plans it before it opens.
    PlanOrganisation(PlanOrganisation),
    /// Opens it.
    OpenOrganisation(OpenOrganisation),
    /// Gives it another name.
    RenameOrganisation(RenameOrganisation),
    /// Registers its unified social credit code.
    RegisterOrganisationCode(RegisterOrganisationCode),
    /// Hangs it under another parent.
    ReparentOrganisation(ReparentOrganisation),
    /// Says who runs it from now on.
    ChangeOrganisationNature(ChangeOrganisationNature),
    /// Merges it into another one.
    MergeOrganisation(MergeOrganisation),
    /// Closes it.
    CloseOrganisation(CloseOrganisation),
    /// Sets a flag.
    SetOrganisationFlag(SetOrganisationFlag),
    /// Clears a flag.
    ClearOrganisationFlag(ClearOrganisationFlag),
    /// Makes it a teacher development centre of a level.
    DesignateDevelopmentCentre(DesignateDevelopmentCentre),
    /// Settles how it is led.
    AdoptGovernanceMode(AdoptGovernanceMode),
    /// Says how many are to be there by a day.
    SetStaffingGoal(SetStaffingGoal),
    /// Reports its classes.
    ReportClasses(ReportClasses),
    /// Reports average pay.
    ReportPayAggregate(ReportPayAggregate),
    /// Takes an entry away.
    VoidOrganisationEvent(VoidEntry),
}

type Answer = Result<OrganisationEvent, OrganisationRefusal>;

impl Decider for Organisation {
    type Command = OrganisationCommand;
    type Event = OrganisationEvent;
    type Refusal = OrganisationRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &OrganisationCommand) -> Looks {
        let other = match command {
            OrganisationCommand::ReparentOrganisation(asked) => asked.parent,
            OrganisationCommand::MergeOrganisation(asked) => {
                let streams = merging::named(asked).map(|id| id.stream()).collect();
                return Looks { streams, events: Vec::new() };
            }
            OrganisationCommand::DesignateDevelopmentCentre(asked) => self.centre_above(asked.from.day),
            OrganisationCommand::VoidOrganisationEvent(asked) => self.parent_without(asked),
            OrganisationCommand::PlanOrganisation(_)
            | OrganisationCommand::OpenOrganisation(_)
            | OrganisationCommand::RenameOrganisation(_)
            | OrganisationCommand::RegisterOrganisationCode(_)
            | OrganisationCommand::ChangeOrganisationNature(_)
            | OrganisationCommand::CloseOrganisation(_)
            | OrganisationCommand::SetOrganisationFlag(_)
            | OrganisationCommand::ClearOrganisationFlag(_)
            | OrganisationCommand::AdoptGovernanceMode(_)
            | OrganisationCommand::SetStaffingGoal(_)
            | OrganisationCommand::ReportClasses(_)
            | OrganisationCommand::ReportPayAggregate(_) => None,
        };
        Looks { streams: other.iter().map(OrganisationId::stream).collect(), events: Vec::new() }
    }

    fn decide(
        &self,
        command: &OrganisationCommand,
        witness: &Witness,
        _stamp: &Stamp,
    ) -> Result<Vec<OrganisationEvent>, OrganisationRefusal> {
        let event = match command {
            OrganisationCommand::PlanOrganisation(asked) => self.plan(asked),
            OrganisationCommand::OpenOrganisation(asked) => self.open(asked),
            OrganisationCommand::RenameOrganisation(asked) => self.rename(asked),
            OrganisationCommand::RegisterOrganisationCode(asked) => self.register_code(asked),
            OrganisationCommand::ReparentOrganisation(asked) => self.reparent(asked, witness),
            OrganisationCommand::ChangeOrganisationNature(asked) => self.change_nature(asked),
            OrganisationCommand::MergeOrganisation(asked) => self.merge(asked, witness),
            OrganisationCommand::CloseOrganisation(asked) => self.close(asked),
            OrganisationCommand::SetOrganisationFlag(asked) => self.set_flag(asked),
            OrganisationCommand::ClearOrganisationFlag(asked) => self.clear_flag(asked),
            OrganisationCommand::DesignateDevelopmentCentre(asked) => self.designate_centre(asked, witness),
            OrganisationCommand::AdoptGovernanceMode(asked) => self.adopt(asked),
            OrganisationCommand::SetStaffingGoal(asked) => {
                self.standing_on(asked.by.day)?;
                figures::goal(asked)
            }
            OrganisationCommand::ReportClasses(asked) => {
                self.standing_on(asked.on.day)?;
                Ok(OrganisationEvent::ClassesReported(asked.clone()))
            }
            OrganisationCommand::ReportPayAggregate(asked) => {
                self.known()?;
                figures::pay(self.figures(), asked)
            }
            OrganisationCommand::VoidOrganisationEvent(asked) => self.void(asked, witness),
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &OrganisationEvent, origin: Origin) {
        Organisation::evolve(self, event, origin);
    }

    fn claims(&self, event: &OrganisationEvent) -> Vec<Claim> {
        if let OrganisationEvent::OrganisationEventVoided(void) = event {
            return self.claims_of(self.without(void).code());
        }
        stated_code(event).map_or_else(Vec::new, |code| self.claims_of(Some(code)))
    }

    fn write(event: &OrganisationEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<OrganisationEvent, Unreadable> {
        OrganisationEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Organisation {
    fn plan(&self, asked: &PlanOrganisation) -> Answer {
        if self.is_known() {
            return Err(OrganisationRefusal::AlreadyPlanned);
        }
        described(&asked.description)?;
        Ok(OrganisationEvent::OrganisationPlanned(asked.clone()))
    }

    fn open(&self, asked: &OpenOrganisation) -> Answer {
        self.standing()?;
        if let Some((since, fact)) = self.opened() {
            return Err(OrganisationRefusal::AlreadyOpen { since, fact });
        }
        match &asked.description {
            Some(description) => described(description)?,
            None if self.is_known() => {}
            None => return Err(OrganisationRefusal::NotDescribed),
        }
        Ok(OrganisationEvent::OrganisationOpened(asked.clone()))
    }

    fn rename(&self, asked: &RenameOrganisation) -> Answer {
        self.standing_on(asked.from.day)?;
        named(&asked.name)?;
        let before = self.names().find(|(period, _)| period.contains(asked.from.day));
        match before {
            Some((_, step)) if step.value == asked.name => {
                Err(OrganisationRefusal::NoChange { fact: step.by })
            }
            Some(_) | None => Ok(OrganisationEvent::OrganisationRenamed(asked.clone())),
        }
    }

    fn register_code(&self, asked: &RegisterOrganisationCode) -> Answer {
        self.known()?;
        Ok(OrganisationEvent::OrganisationCodeRegistered(asked.clone()))
    }

    fn change_nature(&self, asked: &ChangeOrganisationNature) -> Answer {
        self.standing_on(asked.from.day)?;
        match self.nature_on(asked.from.day) {
            Some((nature, fact)) if nature == asked.nature => Err(OrganisationRefusal::NoChange { fact }),
            Some(_) | None => Ok(OrganisationEvent::OrganisationNatureChanged(asked.clone())),
        }
    }

    fn reparent(&self, asked: &ReparentOrganisation, witness: &Witness) -> Answer {
        let day = asked.from.day;
        self.standing_on(day)?;
        if let Some(parent) = asked.parent {
            hangs_under(parent, asked.kind, day, witness)?;
            let own = self.centre_on(day).filter(|_| asked.kind == ParentKind::Development);
            own.map_or(Ok(()), |(own, _, _)| one_above(own, parent, day, witness))?;
        }
        match self.parent_on(asked.kind, day) {
            Some((parent, fact)) if asked.parent == Some(parent) => {
                Err(OrganisationRefusal::NoChange { fact })
            }
            Some(_) | None => Ok(OrganisationEvent::OrganisationReparented(asked.clone())),
        }
    }

    fn merge(&self, asked: &MergeOrganisation, witness: &Witness) -> Answer {
        self.ends_on(asked.on.day)?;
        merging::sound(asked, witness)?;
        Ok(OrganisationEvent::OrganisationMerged(asked.clone()))
    }

    fn close(&self, asked: &CloseOrganisation) -> Answer {
        self.ends_on(asked.on.day)?;
        Ok(OrganisationEvent::OrganisationClosed(asked.clone()))
    }

    fn set_flag(&self, asked: &SetOrganisationFlag) -> Answer {
        self.standing_on(asked.from.day)?;
        if asked.to.as_ref().is_some_and(|to| to.day <= asked.from.day) {
            return Err(OrganisationRefusal::FlagEndsBeforeStart);
        }
        match self.flag_on(asked.flag, asked.from.day) {
            Some(fact) => Err(OrganisationRefusal::NoChange { fact }),
            None => Ok(OrganisationEvent::OrganisationFlagSet(asked.clone())),
        }
    }

    fn adopt(&self, asked: &AdoptGovernanceMode) -> Answer {
        self.standing_on(asked.from.day)?;
        if !matches!(self.kind(), Some(OrganisationKind::School | OrganisationKind::Kindergarten)) {
            return Err(OrganisationRefusal::NotASchool);
        }
        match self.governance_on(asked.from.day) {
            Some(step) if step.value == (asked.mode, asked.pilot) => {
                Err(OrganisationRefusal::NoChange { fact: step.by })
            }
            Some(_) | None => Ok(OrganisationEvent::GovernanceModeAdopted(asked.clone())),
        }
    }

    fn clear_flag(&self, asked: &ClearOrganisationFlag) -> Answer {
        self.known()?;
        match self.flag_on(asked.flag, asked.on.day) {
            Some(_) => Ok(OrganisationEvent::OrganisationFlagCleared(asked.clone())),
            None => Err(OrganisationRefusal::FlagNotSet),
        }
    }

    pub(super) fn centre_above(&self, day: NaiveDate) -> Option<OrganisationId> {
        self.parent_on(ParentKind::Development, day).map(|(parent, _)| parent)
    }

    fn designate_centre(&self, asked: &DesignateDevelopmentCentre, witness: &Witness) -> Answer {
        let day = asked.from.day;
        self.standing_on(day)?;
        if self.kind() != Some(OrganisationKind::DevelopmentCentre) {
            return Err(OrganisationRefusal::NotACentre);
        }
        if let Some(parent) = self.centre_above(day) {
            one_above(asked.level, parent, day, witness)?;
        }
        match self.centre_on(day) {
            Some((level, pilot, fact)) if (level, pilot) == (asked.level, asked.pilot) => {
                Err(OrganisationRefusal::NoChange { fact })
            }
            Some(_) | None => Ok(OrganisationEvent::DevelopmentCentreDesignated(asked.clone())),
        }
    }

    pub(super) fn known(&self) -> Result<(), OrganisationRefusal> {
        if self.is_known() { Ok(()) } else { Err(OrganisationRefusal::NotKnown) }
    }

    pub(super) fn standing(&self) -> Result<(), OrganisationRefusal> {
        match self.ending() {
            Some(ending) => Err(OrganisationRefusal::Closed { on: ending.on, fact: ending.by }),
            None => Ok(()),
        }
    }

    /// The past of a closed organisation may still be stated; only what would come after its end may not.
    pub(super) fn standing_on(&self, day: NaiveDate) -> Result<(), OrganisationRefusal> {
        self.known()?;
        match ended_by(self, day) {
            Some((on, fact)) => Err(OrganisationRefusal::Closed { on, fact }),
            None => Ok(()),
        }
    }

    pub(super) fn ends_on(&self, day: NaiveDate) -> Result<(), OrganisationRefusal> {
        self.known()?;
        self.standing()?;
        let (opened, fact) = self.opened().ok_or(OrganisationRefusal::NotOpened)?;
        if day <= opened { Err(OrganisationRefusal::ClosesBeforeOpening { opened, fact }) } else { Ok(()) }
    }

    /// The code it bears from now on is its own and no other's.
    fn claims_of(&self, code: Option<&OrganisationCode>) -> Vec<Claim> {
        let scope = "organisation-code";
        if self.code() == code {
            return Vec::new();
        }
        let text = |code: &OrganisationCode| code.as_str().to_owned();
        let release = self.code().map(|held| Claim::Release { scope, text: text(held) });
        let take = code.map(|code| Claim::Take { scope, text: text(code), ever: false });
        release.into_iter().chain(take).collect()
    }
}

/// One step up is looked at. A circle over more steps shows in the tree view, which sees every organisation.
pub(super) fn hangs_under(
    parent: OrganisationId,
    kind: ParentKind,
    day: NaiveDate,
    witness: &Witness,
) -> Result<(), OrganisationRefusal> {
    if parent.stream() == witness.about {
        return Err(OrganisationRefusal::ParentIsItself);
    }
    let known = witness.organisations.get(&parent).filter(|other| other.is_known());
    let known = known.ok_or(OrganisationRefusal::ParentUnknown)?;
    if let Some((on, fact)) = ended_by(known, day) {
        return Err(OrganisationRefusal::ParentClosed { on, fact });
    }
    let under_this = known.parents().find(|(tree, period, step)| {
        let this = step.value.is_some_and(|above| above.stream() == witness.about);
        this && *tree == kind && period.to.is_none_or(|to| day < to)
    });
    match under_this {
        Some((_, _, step)) => Err(OrganisationRefusal::ParentCycle { fact: step.by }),
        None => Ok(()),
    }
}

/// In the tree of development centres a parent is of the level just above.
pub(super) fn one_above(
    own: CentreLevel,
    parent: OrganisationId,
    day: NaiveDate,
    witness: &Witness,
) -> Result<(), OrganisationRefusal> {
    let above = match own {
        CentreLevel::City => None,
        CentreLevel::Town => Some(CentreLevel::City),
        CentreLevel::School => Some(CentreLevel::Town),
    };
    let parent = witness.organisations.get(&parent).and_then(|parent| parent.centre_on(day));
    match above.zip(parent).filter(|(above, (level, _, _))| above == level) {
        Some(_) => Ok(()),
        None => Err(OrganisationRefusal::CentreNotOneAbove),
    }
}

fn ended_by(organisation: &Organisation, day: NaiveDate) -> Option<(NaiveDate, EventId)> {
    organisation.ending().filter(|ending| ending.on <= day).map(|ending| (ending.on, ending.by))
}

fn described(description: &Description) -> Result<(), OrganisationRefusal> {
    named(&description.name)?;
    let nine_digits = |place: &str| place.len() == 9 && place.chars().all(|c| c.is_ascii_digit());
    match description.place.as_deref() {
        Some(place) if !nine_digits(place) => Err(OrganisationRefusal::PlaceShape),
        Some(_) | None => Ok(()),
    }
}

fn named(name: &str) -> Result<(), OrganisationRefusal> {
    if name.trim().is_empty() { Err(OrganisationRefusal::NameBlank) } else { Ok(()) }
}

fn stated_code(event: &OrganisationEvent) -> Option<&OrganisationCode> {
    match event {
        OrganisationEvent::OrganisationPlanned(planned) => planned.description.code.as_ref(),
        OrganisationEvent::OrganisationOpened(opened) => opened.description.as_ref()?.code.as_ref(),
        OrganisationEvent::OrganisationCodeRegistered(registered) => Some(&registered.code),
        OrganisationEvent::OrganisationRenamed(_)
        | OrganisationEvent::OrganisationReparented(_)
        | OrganisationEvent::OrganisationNatureChanged(_)
        | OrganisationEvent::OrganisationMerged(_)
        | OrganisationEvent::OrganisationClosed(_)
        | OrganisationEvent::OrganisationFlagSet(_)
        | OrganisationEvent::OrganisationFlagCleared(_)
        | OrganisationEvent::GovernanceModeAdopted(_)
        | OrganisationEvent::DevelopmentCentreDesignated(_)
        | OrganisationEvent::StaffingGoalSet(_)
        | OrganisationEvent::ClassesReported(_)
        | OrganisationEvent::PayAggregateReported(_)
        | OrganisationEvent::OrganisationEventVoided(_) => None,
    }
}
