use chrono::NaiveDate;

use super::{
    event::{
        AssignMetric, AssignResponsibility, AwardTarget, ChangeDeadline, ClaimTarget, MeetTarget, MissTarget,
        PerformLookBack, Progress, Review, TargetEvent, TargetSetting,
    },
    refusal::TargetRefusal,
    state::{Standing, Target},
};
use crate::{
    CivilDate, Decider, EventId, Looks, OrganisationId, Origin, Stamp, Unreadable, VoidEntry, machine::Told,
    organisation::OrganisationKind, rules::RULES_STREAM, witness::Witness,
};

/// What may be asked of a target.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetCommand {
    /// Sets it.
    SetTarget(TargetSetting),
    /// Says who answers for it.
    AssignResponsibility(AssignResponsibility),
    /// A unit takes it on.
    ClaimTarget(ClaimTarget),
    /// Moves the deadline.
    ChangeDeadline(ChangeDeadline),
    /// Binds it to a metric.
    AssignMetric(AssignMetric),
    /// Reports how far it has come.
    ReportProgress(Progress),
    /// Reviews it.
    ReviewTarget(Review),
    /// Looks back at it.
    PerformLookBack(PerformLookBack),
    /// States that it was met.
    MeetTarget(MeetTarget),
    /// States that it was missed.
    MissTarget(MissTarget),
    /// Honours who claimed it.
    AwardTarget(AwardTarget),
    /// Takes an entry away.
    VoidTargetEvent(VoidEntry),
}

type Answer = Result<TargetEvent, TargetRefusal>;

impl TargetCommand {
    fn unit(&self) -> Option<OrganisationId> {
        match self {
            Self::SetTarget(asked) => asked.organisation,
            Self::AssignResponsibility(asked) => asked.organisation,
            Self::ClaimTarget(asked) => Some(asked.organisation),
            Self::ChangeDeadline(_)
            | Self::AssignMetric(_)
            | Self::ReportProgress(_)
            | Self::ReviewTarget(_)
            | Self::PerformLookBack(_)
            | Self::MeetTarget(_)
            | Self::MissTarget(_)
            | Self::AwardTarget(_)
            | Self::VoidTargetEvent(_) => None,
        }
    }
}

impl Decider for Target {
    type Command = TargetCommand;
    type Event = TargetEvent;
    type Refusal = TargetRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &TargetCommand) -> Looks {
        let rules = matches!(command, TargetCommand::SetTarget(_)).then(|| RULES_STREAM.to_owned());
        let unit = command.unit().map(|unit| unit.stream());
        Looks { streams: rules.into_iter().chain(unit).collect(), events: Vec::new() }
    }

    fn decide(
        &self,
        command: &TargetCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<TargetEvent>, TargetRefusal> {
        let event = match command {
            TargetCommand::SetTarget(asked) => self.begin_with(asked, witness, stamp),
            TargetCommand::AssignResponsibility(asked) => self.assign(asked, witness),
            TargetCommand::ClaimTarget(asked) => self.claim(asked, witness),
            TargetCommand::ChangeDeadline(asked) => self.change_deadline(asked, stamp),
            TargetCommand::AssignMetric(asked) => self.bind(asked),
            TargetCommand::ReportProgress(asked) => self.report(asked),
            TargetCommand::ReviewTarget(asked) => self.review(asked),
            TargetCommand::PerformLookBack(asked) => self.look_back(asked),
            TargetCommand::MeetTarget(asked) => self.meet(asked),
            TargetCommand::MissTarget(asked) => self.miss(asked),
            TargetCommand::AwardTarget(asked) => self.award(asked),
            TargetCommand::VoidTargetEvent(asked) => {
                self.may_void(asked)?;
                Ok(TargetEvent::TargetEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &TargetEvent, origin: Origin) {
        Target::evolve(self, event, origin);
    }

    fn write(event: &TargetEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<TargetEvent, Unreadable> {
        TargetEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

/// The unit is registered and open on the day, when one is named.
fn open(unit: Option<OrganisationId>, day: NaiveDate, witness: &Witness) -> Result<(), TargetRefusal> {
    let is_open =
        |id| witness.organisations.get(&id).is_some_and(|organisation| organisation.is_open_on(day));
    if unit.is_none_or(is_open) { Ok(()) } else { Err(TargetRefusal::UnitNotOpen) }
}

fn filled(text: &str) -> Result<(), TargetRefusal> {
    if text.trim().is_empty() { Err(TargetRefusal::TextBlank) } else { Ok(()) }
}

/// Only those the plan calls on may claim: towns and parks, their education centres, and schools.
fn may_claim(kind: OrganisationKind) -> bool {
    matches!(kind, OrganisationKind::Town | OrganisationKind::EducationCentre | OrganisationKind::School)
}

impl Target {
    fn begin_with(&self, asked: &TargetSetting, witness: &Witness, stamp: &Stamp) -> Answer {
        if let Some((_, fact)) = self.set() {
            return Err(TargetRefusal::AlreadySet { fact });
        }
        filled(&asked.title)?;
        if asked.deadline.day <= asked.from.day {
            return Err(TargetRefusal::DeadlineTooEarly { from: asked.from.day });
        }
        open(asked.organisation, asked.from.day, witness)?;
        let owned = asked.organisation.is_some()
            || asked.office.as_ref().is_some_and(|office| !office.trim().is_empty());
        let mut judging = witness.rules.judging(stamp, asked.from.day);
        judging.hold("R-91", owned, Vec::new())?;
        Ok(TargetEvent::TargetSet(TargetSetting { rules: judging.applied(), ..asked.clone() }))
    }

    /// The target is set and asked on the day.
    pub(super) fn asked_on(&self, day: &CivilDate) -> Result<(), TargetRefusal> {
        let (set, fact) = self.set().ok_or(TargetRefusal::NotSet)?;
        if day.day < set.from.day {
            return Err(TargetRefusal::BeforeSetting { from: set.from.day, fact });
        }
        Ok(())
    }

    /// The target is worked on on the day.
    pub(super) fn open_on(&self, day: &CivilDate) -> Result<(), TargetRefusal> {
        self.asked_on(day)?;
        let settled =
            self.standing_on(day.day).filter(|step| matches!(step.value, Standing::Met | Standing::Missed));
        settled.map_or(Ok(()), |step| Err(TargetRefusal::NotOpen { fact: step.by }))
    }

    fn assign(&self, asked: &AssignResponsibility, witness: &Witness) -> Answer {
        self.asked_on(&asked.from)?;
        let office = asked.office.as_ref().is_some_and(|office| !office.trim().is_empty());
        if !office && asked.organisation.is_none() && asked.person.is_none() {
            return Err(TargetRefusal::NobodyNamed);
        }
        open(asked.organisation, asked.from.day, witness)?;
        Ok(TargetEvent::ResponsibilityAssigned(asked.clone()))
    }

    fn claim(&self, asked: &ClaimTarget, witness: &Witness) -> Answer {
        self.open_on(&asked.on)?;
        open(Some(asked.organisation), asked.on.day, witness)?;
        let kind = witness.organisations.get(&asked.organisation).and_then(|unit| unit.kind());
        if !kind.is_some_and(may_claim) {
            return Err(TargetRefusal::ClaimantNotEligible);
        }
        if let Some(fact) = self.claim_of(asked.organisation) {
            return Err(TargetRefusal::AlreadyClaimed { fact });
        }
        Ok(TargetEvent::TargetClaimed(asked.clone()))
    }

    fn change_deadline(&self, asked: &ChangeDeadline, stamp: &Stamp) -> Answer {
        self.open_on(&asked.on)?;
        filled(&asked.reason)?;
        if stamp.document.is_none() {
            return Err(TargetRefusal::DocumentMissing);
        }
        let begun = self.set().map_or(asked.on.day, |(set, _)| set.from.day);
        if asked.deadline.day <= begun {
            return Err(TargetRefusal::DeadlineTooEarly { from: begun });
        }
        match self.deadline_on(asked.on.day).filter(|step| step.value == asked.deadline.day) {
            Some(step) => Err(TargetRefusal::DeadlineUnchanged { fact: step.by }),
            None => Ok(TargetEvent::DeadlineChanged(asked.clone())),
        }
    }

    fn bind(&self, asked: &AssignMetric) -> Answer {
        self.asked_on(&asked.from)?;
        filled(&asked.metric)?;
        Ok(TargetEvent::MetricAssigned(asked.clone()))
    }

    fn report(&self, asked: &Progress) -> Answer {
        self.open_on(&asked.on)?;
        if asked.value.is_none() {
            filled(asked.note.as_deref().unwrap_or_default())?;
        }
        Ok(TargetEvent::ProgressReported(asked.clone()))
    }

    fn review(&self, asked: &Review) -> Answer {
        self.asked_on(&asked.on)?;
        filled(&asked.finding)?;
        Ok(TargetEvent::TargetReviewed(asked.clone()))
    }

    fn look_back(&self, asked: &PerformLookBack) -> Answer {
        self.asked_on(&asked.on)?;
        filled(&asked.finding)?;
        self.is_met_on(asked.on.day).then_some(()).ok_or(TargetRefusal::NotMet)?;
        Ok(TargetEvent::LookBackPerformed(asked.clone()))
    }

    fn meet(&self, asked: &MeetTarget) -> Answer {
        self.open_on(&asked.on)?;
        Ok(TargetEvent::TargetMet(asked.clone()))
    }

    fn miss(&self, asked: &MissTarget) -> Answer {
        self.open_on(&asked.on)?;
        filled(&asked.reason)?;
        Ok(TargetEvent::TargetMissed(asked.clone()))
    }

    fn award(&self, asked: &AwardTarget) -> Answer {
        self.asked_on(&asked.on)?;
        filled(&asked.title)?;
        let known: Option<EventId> = self.claim_of(asked.organisation);
        known.ok_or(TargetRefusal::NotClaimed)?;
        Ok(TargetEvent::TargetAwarded(asked.clone()))
    }
}
