use chrono::NaiveDate;

use super::{
    event::{ApproveSubsidy, ClawBack, PayInstalment, SettleClawBack, SubsidyEvent},
    refusal::SubsidyRefusal,
    state::Subsidy,
};
use crate::{
    CivilDate, Decider, IntakeId, Looks, Origin, Stamp, Unreadable, VoidEntry, machine::Told,
    rules::RULES_STREAM, witness::Witness,
};

/// The most that one subsidy can be, in whole yuan.
const AT_MOST: u64 = 1_000_000_000;

/// Claims back what was paid for service that was not given.
#[derive(Clone, Debug, PartialEq)]
pub struct RaiseClawBack {
    /// The first day the person no longer served.
    pub broken: CivilDate,
    /// Why.
    pub reason: String,
}

/// What may be asked of a subsidy.
#[derive(Clone, Debug, PartialEq)]
pub enum SubsidyCommand {
    /// Approves it.
    ApproveSubsidy(ApproveSubsidy),
    /// Pays a part.
    PayInstalment(PayInstalment),
    /// Claims back.
    RaiseClawBack(RaiseClawBack),
    /// What was claimed back came.
    SettleClawBack(SettleClawBack),
    /// Takes an entry away.
    VoidSubsidyEvent(VoidEntry),
}

type Answer = Result<SubsidyEvent, SubsidyRefusal>;

impl Decider for Subsidy {
    type Command = SubsidyCommand;
    type Event = SubsidyEvent;
    type Refusal = SubsidyRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &SubsidyCommand) -> Looks {
        let own = self.approved().map(|(approved, _)| approved.teacher.stream());
        let streams = match command {
            SubsidyCommand::ApproveSubsidy(asked) => vec![IntakeId::of(asked.teacher).stream()],
            SubsidyCommand::RaiseClawBack(_) => own.into_iter().chain([RULES_STREAM.to_owned()]).collect(),
            SubsidyCommand::PayInstalment(_)
            | SubsidyCommand::SettleClawBack(_)
            | SubsidyCommand::VoidSubsidyEvent(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &SubsidyCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<SubsidyEvent>, SubsidyRefusal> {
        let event = match command {
            SubsidyCommand::ApproveSubsidy(asked) => self.approve(asked, witness),
            SubsidyCommand::PayInstalment(asked) => self.pay(asked),
            SubsidyCommand::RaiseClawBack(asked) => self.raise(asked, witness, stamp),
            SubsidyCommand::SettleClawBack(asked) => self.settle(asked),
            SubsidyCommand::VoidSubsidyEvent(asked) => {
                self.may_void(asked)?;
                Ok(SubsidyEvent::SubsidyEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &SubsidyEvent, origin: Origin) {
        Subsidy::evolve(self, event, origin);
    }

    fn write(event: &SubsidyEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<SubsidyEvent, Unreadable> {
        SubsidyEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from((to - from).num_days()).unwrap_or(0)
}

impl Subsidy {
    fn approve(&self, asked: &ApproveSubsidy, witness: &Witness) -> Answer {
        if let Some((_, fact)) = self.approved() {
            return Err(SubsidyRefusal::AlreadyApproved { fact });
        }
        if asked.instalments.is_empty() || asked.instalments.iter().any(|part| part.yuan == 0) {
            return Err(SubsidyRefusal::Empty);
        }
        if !asked.instalments.is_sorted_by(|one, next| one.due.day < next.due.day) {
            return Err(SubsidyRefusal::OutOfOrder);
        }
        if asked.instalments.iter().map(|part| u64::from(part.yuan)).sum::<u64>() > AT_MOST {
            return Err(SubsidyRefusal::TooLarge);
        }
        if asked.service_to.day <= asked.service_from.day {
            return Err(SubsidyRefusal::ServiceEmpty);
        }
        let intake = witness.intakes.get(&IntakeId::of(asked.teacher));
        match intake.and_then(|intake| intake.confirmed()) {
            Some(_) => Ok(SubsidyEvent::SubsidyApproved(asked.clone())),
            None => Err(SubsidyRefusal::NoIntake),
        }
    }

    fn pay(&self, asked: &PayInstalment) -> Answer {
        let (approved, _) = self.approved().ok_or(SubsidyRefusal::NotApproved)?;
        if let Some((_, fact)) = self.claw_back() {
            return Err(SubsidyRefusal::Broken { fact });
        }
        let part = (1..).zip(&approved.instalments).find(|(number, _)| *number == asked.number);
        let (_, part) = part.ok_or(SubsidyRefusal::NoInstalment { number: asked.number })?;
        if let Some((_, fact)) = self.paid(asked.number) {
            return Err(SubsidyRefusal::AlreadyPaid { fact });
        }
        if asked.on.day < part.due.day {
            return Err(SubsidyRefusal::NotDue { due: part.due.day });
        }
        Ok(SubsidyEvent::SubsidyInstalmentPaid(asked.clone()))
    }

    /// What is owed is the part of what was paid that stands for the days not served, rounded down in favour of the person.
    fn raise(&self, asked: &RaiseClawBack, witness: &Witness, stamp: &Stamp) -> Answer {
        let (approved, _) = self.approved().ok_or(SubsidyRefusal::NotApproved)?;
        if let Some((_, fact)) = self.claw_back() {
            return Err(SubsidyRefusal::Broken { fact });
        }
        let (from, to, broken) = (approved.service_from.day, approved.service_to.day, asked.broken.day);
        if broken < from || to <= broken {
            return Err(SubsidyRefusal::OutsideService);
        }
        let teacher = witness.teachers.get(&approved.teacher);
        if let Some(service) = teacher.and_then(|teacher| teacher.timeline().employments.on(broken).next()) {
            return Err(SubsidyRefusal::StillServes { fact: service.fact });
        }
        let (agreed, served, paid) = (days(from, to), days(from, broken), self.paid_before(NaiveDate::MAX));
        let owed = u64::from(paid) * u64::from(agreed - served) / u64::from(agreed.max(1));
        let mut judging = witness.rules.judging(stamp, broken);
        judging.hold("R-20", false, Vec::new())?;
        Ok(SubsidyEvent::ClawBackRaised(ClawBack {
            broken: asked.broken.clone(),
            agreed_days: agreed,
            served_days: served,
            paid_yuan: paid,
            yuan: u32::try_from(owed).unwrap_or(paid),
            reason: asked.reason.clone(),
            rules: judging.applied(),
        }))
    }

    fn settle(&self, asked: &SettleClawBack) -> Answer {
        self.claw_back().ok_or(SubsidyRefusal::NothingRaised)?;
        match self.settled() {
            Some((_, fact)) => Err(SubsidyRefusal::AlreadySettled { fact }),
            None => Ok(SubsidyEvent::ClawBackSettled(asked.clone())),
        }
    }
}
