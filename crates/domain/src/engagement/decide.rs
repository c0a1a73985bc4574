use chrono::NaiveDate;

use super::{
    event::{EndEngagement, EngagementCategory, EngagementEvent, RenewEngagement, StartEngagement},
    refusal::EngagementRefusal,
    state::Engagement,
};
use crate::{
    Decider, Looks, Origin, Stamp, Unreadable, VoidEntry, machine::Told, rules::RULES_STREAM,
    teacher::Timeline, witness::Witness,
};

/// What may be asked of an engagement.
#[derive(Clone, Debug, PartialEq)]
pub enum EngagementCommand {
    /// Starts it.
    StartEngagement(StartEngagement),
    /// Lengthens it.
    RenewEngagement(RenewEngagement),
    /// Ends it.
    EndEngagement(EndEngagement),
    /// Takes an entry away.
    VoidEngagementEvent(VoidEntry),
}

impl Decider for Engagement {
    type Command = EngagementCommand;
    type Event = EngagementEvent;
    type Refusal = EngagementRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &EngagementCommand) -> Looks {
        let streams = match command {
            EngagementCommand::StartEngagement(asked) => {
                vec![asked.teacher.stream(), asked.organisation.stream(), RULES_STREAM.to_owned()]
            }
            EngagementCommand::RenewEngagement(_) => {
                let teacher = self.started().map(|(started, _)| started.teacher.stream());
                teacher.into_iter().chain([RULES_STREAM.to_owned()]).collect()
            }
            EngagementCommand::EndEngagement(_) | EngagementCommand::VoidEngagementEvent(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &EngagementCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<EngagementEvent>, EngagementRefusal> {
        let event = match command {
            EngagementCommand::StartEngagement(asked) => self.start(asked, witness, stamp),
            EngagementCommand::RenewEngagement(asked) => self.renew(asked, witness, stamp),
            EngagementCommand::EndEngagement(asked) => {
                self.holds(asked.on.day).map(|()| EngagementEvent::EngagementEnded(asked.clone()))
            }
            EngagementCommand::VoidEngagementEvent(asked) => {
                self.may_void(asked)?;
                Ok(EngagementEvent::EngagementEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &EngagementEvent, origin: Origin) {
        Engagement::evolve(self, event, origin);
    }

    fn write(event: &EngagementEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<EngagementEvent, Unreadable> {
        EngagementEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Engagement {
    fn start(
        &self,
        asked: &StartEngagement,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<EngagementEvent, EngagementRefusal> {
        let day = asked.from.day;
        if let Some((_, fact)) = self.started() {
            return Err(EngagementRefusal::AlreadyStarted { fact });
        }
        if asked.to.day <= day {
            return Err(EngagementRefusal::EndsBeforeStart);
        }
        let organisation = witness.organisations.get(&asked.organisation);
        if !organisation.is_some_and(|organisation| organisation.is_open_on(day)) {
            return Err(EngagementRefusal::OrganisationNotOpen { on: day });
        }
        let teacher = witness.teachers.get(&asked.teacher).filter(|teacher| teacher.may_take_part().is_ok());
        let timeline = teacher.ok_or(EngagementRefusal::TeacherUnknown)?.timeline();
        fits(asked, timeline)?;
        let mut judging = witness.rules.judging(stamp, day);
        judging.holds("R-01", veto(timeline, day))?;
        if matches!(asked.category, EngagementCategory::Artist | EngagementCategory::Athlete) {
            judging.hold(
                "R-53",
                asked.achievements.iter().any(|text| !text.trim().is_empty()),
                Vec::new(),
            )?;
        }
        let rules = judging.applied();
        Ok(EngagementEvent::EngagementStarted(StartEngagement { rules, ..asked.clone() }))
    }

    fn renew(
        &self,
        asked: &RenewEngagement,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<EngagementEvent, EngagementRefusal> {
        let (started, _) = self.started().ok_or(EngagementRefusal::NotStarted)?;
        let to = self.period().and_then(|period| period.to).unwrap_or(started.to.day);
        if self.ended().is_some() {
            return Err(EngagementRefusal::NotOn { on: to });
        }
        if asked.to.day <= to {
            return Err(EngagementRefusal::NotLonger { to });
        }
        let teacher = witness.teachers.get(&started.teacher).ok_or(EngagementRefusal::TeacherUnknown)?;
        let mut judging = witness.rules.judging(stamp, stamp.today);
        judging.holds("R-01", veto(teacher.timeline(), stamp.today))?;
        let rules = judging.applied();
        Ok(EngagementEvent::EngagementRenewed(RenewEngagement { rules, ..asked.clone() }))
    }

    fn holds(&self, on: NaiveDate) -> Result<(), EngagementRefusal> {
        let period = self.period().ok_or(EngagementRefusal::NotStarted)?;
        period.contains(on).then_some(()).ok_or(EngagementRefusal::NotOn { on })
    }
}

fn veto(timeline: &Timeline, day: NaiveDate) -> Result<(), EngagementRefusal> {
    match timeline.bars_on(day).first() {
        Some(bar) => {
            Err(EngagementRefusal::Barred { bar: bar.fact, until: bar.until.unwrap_or(NaiveDate::MAX) })
        }
        None => Ok(()),
    }
}

/// Who comes from outside is on no staff; a special researcher keeps another unit.
fn fits(asked: &StartEngagement, timeline: &Timeline) -> Result<(), EngagementRefusal> {
    let day = asked.from.day;
    let service = timeline.employments.on(day).next();
    match (asked.category, service) {
        (EngagementCategory::SpecialResearcher, None) => Err(EngagementRefusal::NoHomeUnit { on: day }),
        (EngagementCategory::SpecialResearcher, Some(service)) => {
            let own = service.value.personnel == asked.organisation;
            if own { Err(EngagementRefusal::OwnUnit { fact: service.fact }) } else { Ok(()) }
        }
        (
            EngagementCategory::Artist | EngagementCategory::Athlete | EngagementCategory::Other,
            Some(service),
        ) => Err(EngagementRefusal::OnTheStaff { fact: service.fact }),
        (EngagementCategory::Artist | EngagementCategory::Athlete | EngagementCategory::Other, None) => {
            Ok(())
        }
    }
}
