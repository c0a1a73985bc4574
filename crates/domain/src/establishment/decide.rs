use super::{
    event::{
        ApproveEstablishmentPlan, ApproveQuota, EstablishmentEvent, PostOccupied, PostReleased,
        QuotaComputed, ReceiveQuota, ReportEnrolment, SetPostStructureRatio, StagePupils, StageQuota,
        TransferQuota,
    },
    refusal::EstablishmentRefusal,
    state::Establishment,
    voiding::ReturnQuota,
};
use crate::{
    Decider, EstablishmentId, EventId, Follow, Following, Looks, Origin, Period, Stamp, TeacherId,
    Unreadable, VoidEntry,
    code::Stage,
    machine::Told,
    rules::{Judging, RULES_STREAM},
    witness::Witness,
};

/// Computes the quota of a year from the enrolment reported for it.
#[derive(Clone, Debug, PartialEq)]
pub struct ComputeQuota {
    /// The year.
    pub year: i32,
    /// Posts beside the ratios.
    pub additions: u32,
}

/// Books the post of a person who was in service before the establishment was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct OccupyPost {
    /// The person.
    pub teacher: TeacherId,
}

/// Makes the books say what the service of a person says now.
#[derive(Clone, Debug, PartialEq)]
pub struct SettlePosts {
    /// The person.
    pub teacher: TeacherId,
    /// The days the person holds a post of this unit.
    pub periods: Vec<Period>,
}

/// What may be asked of an establishment.
#[derive(Clone, Debug, PartialEq)]
pub enum EstablishmentCommand {
    /// Reports the enrolment.
    ReportEnrolment(ReportEnrolment),
    /// Computes the quota from it.
    ComputeQuota(ComputeQuota),
    /// Approves the quota.
    ApproveQuota(ApproveQuota),
    /// Gives posts to another unit.
    TransferQuota(TransferQuota),
    /// Receives them.
    ReceiveQuota(ReceiveQuota),
    /// Approves the plan of a year.
    ApproveEstablishmentPlan(ApproveEstablishmentPlan),
    /// Sets the structure of posts.
    SetPostStructureRatio(SetPostStructureRatio),
    /// Books a post that was held before.
    OccupyPost(OccupyPost),
    /// Books what a change of service means.
    SettlePosts(SettlePosts),
    /// Takes an entry away.
    VoidEstablishmentEvent(VoidEntry),
    /// Gives back what was received by a transfer that is voided.
    ReturnQuota(ReturnQuota),
}

type Answer = Result<EstablishmentEvent, EstablishmentRefusal>;
type Answers = Result<Vec<EstablishmentEvent>, EstablishmentRefusal>;

impl Decider for Establishment {
    type Command = EstablishmentCommand;
    type Event = EstablishmentEvent;
    type Refusal = EstablishmentRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &EstablishmentCommand) -> Looks {
        let other = match command {
            EstablishmentCommand::OccupyPost(asked) => Some(asked.teacher.stream()),
            EstablishmentCommand::TransferQuota(asked) => Some(asked.to.stream()),
            EstablishmentCommand::ReportEnrolment(_)
            | EstablishmentCommand::ComputeQuota(_)
            | EstablishmentCommand::ApproveQuota(_)
            | EstablishmentCommand::ReceiveQuota(_)
            | EstablishmentCommand::ApproveEstablishmentPlan(_)
            | EstablishmentCommand::SetPostStructureRatio(_)
            | EstablishmentCommand::SettlePosts(_)
            | EstablishmentCommand::VoidEstablishmentEvent(_)
            | EstablishmentCommand::ReturnQuota(_) => None,
        };
        let streams = [RULES_STREAM.to_owned()].into_iter().chain(other).collect();
        Looks { streams, events: Vec::new() }
    }

    fn decide(&self, command: &EstablishmentCommand, witness: &Witness, stamp: &Stamp) -> Answers {
        let one = match command {
            EstablishmentCommand::OccupyPost(asked) => return self.book(asked, witness, stamp),
            EstablishmentCommand::SettlePosts(asked) => return self.settle(asked, witness, stamp),
            EstablishmentCommand::ReportEnrolment(asked) => report(asked),
            EstablishmentCommand::ComputeQuota(asked) => self.compute(asked, witness, stamp),
            EstablishmentCommand::ApproveQuota(asked) => {
                let event = EstablishmentEvent::QuotaApproved(asked.clone());
                self.still_enough(event, Period::new(asked.from.day, None), witness, stamp)
            }
            EstablishmentCommand::TransferQuota(asked) => self.give(asked, witness, stamp),
            EstablishmentCommand::ReceiveQuota(asked) => Ok(EstablishmentEvent::QuotaReceived(asked.clone())),
            EstablishmentCommand::ApproveEstablishmentPlan(asked) => self.plan(asked),
            EstablishmentCommand::SetPostStructureRatio(asked) => structure(asked),
            EstablishmentCommand::VoidEstablishmentEvent(asked) => self.void(asked, witness, stamp),
            EstablishmentCommand::ReturnQuota(asked) => self.hand_back(asked, witness, stamp),
        };
        one.map(|event| vec![event])
    }

    fn follows(&self, event: &EstablishmentEvent, witness: &Witness) -> Vec<Box<dyn Following>> {
        let Some(giver) = EstablishmentId::of_stream(&witness.about) else { return Vec::new() };
        let received = |given: &TransferQuota| ReceiveQuota {
            giver: giver.organisation(),
            posts: given.posts,
            from: given.from.clone(),
        };
        let (given, command) = match event {
            EstablishmentEvent::QuotaTransferred(given) => {
                (given, EstablishmentCommand::ReceiveQuota(received(given)))
            }
            EstablishmentEvent::EstablishmentEventVoided(void) => {
                let Some(EstablishmentEvent::QuotaTransferred(given)) = self.entries().event(void.voids)
                else {
                    return Vec::new();
                };
                let back = ReturnQuota { received: received(given), reason: void.reason.clone() };
                (given, EstablishmentCommand::ReturnQuota(back))
            }
            EstablishmentEvent::EnrolmentReported(_)
            | EstablishmentEvent::QuotaComputed(_)
            | EstablishmentEvent::QuotaApproved(_)
            | EstablishmentEvent::QuotaReceived(_)
            | EstablishmentEvent::EstablishmentPlanApproved(_)
            | EstablishmentEvent::PostStructureRatioSet(_)
            | EstablishmentEvent::PostOccupied(_)
            | EstablishmentEvent::PostReleased(_) => return Vec::new(),
        };
        vec![Follow::<Self>::boxed(EstablishmentId::of_unit(given.to).stream(), command)]
    }

    fn evolve(&mut self, event: &EstablishmentEvent, origin: Origin) {
        Establishment::evolve(self, event, origin);
    }

    fn write(event: &EstablishmentEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<EstablishmentEvent, Unreadable> {
        EstablishmentEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

/// Where an event stands while it is only thought through.
const NOT_YET: Origin = Origin { position: i64::MAX, id: EventId(uuid::Uuid::nil()) };

fn report(asked: &ReportEnrolment) -> Answer {
    let mut stages: Vec<_> = asked.pupils.iter().map(|stage| stage.stage.code()).collect();
    stages.sort_unstable();
    stages.dedup();
    let counted = !stages.is_empty() && stages.len() == asked.pupils.len();
    counted.then_some(()).ok_or(EstablishmentRefusal::NothingCounted)?;
    Ok(EstablishmentEvent::EnrolmentReported(asked.clone()))
}

fn structure(asked: &SetPostStructureRatio) -> Answer {
    let sum = asked.senior_percent.saturating_add(asked.middle_percent).saturating_add(asked.junior_percent);
    (sum == 100).then_some(()).ok_or(EstablishmentRefusal::RatioNotWhole { sum })?;
    Ok(EstablishmentEvent::PostStructureRatioSet(asked.clone()))
}

/// The parameter of R-10 for a stage; stages the standard does not name are counted as additions.
fn parameter(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::Primary => Some("primary_tenths"),
        Stage::Junior => Some("junior_tenths"),
        Stage::Senior => Some("senior_tenths"),
        Stage::Preschool
        | Stage::JuniorVocational
        | Stage::SeniorVocational
        | Stage::Special
        | Stage::Other => None,
    }
}

fn stage_quota(counted: &StagePupils, judging: &Judging<'_>) -> Result<StageQuota, EstablishmentRefusal> {
    let ratio = parameter(counted.stage).and_then(|name| judging.number("R-10", name));
    let ratio = ratio.and_then(|ratio| u32::try_from(ratio).ok()).filter(|ratio| *ratio > 0);
    let ratio_tenths = ratio.ok_or(EstablishmentRefusal::RatioMissing)?;
    let posts = counted.pupils.saturating_mul(10).div_ceil(ratio_tenths);
    Ok(StageQuota { stage: counted.stage, pupils: counted.pupils, ratio_tenths, posts })
}

impl Establishment {
    fn compute(&self, asked: &ComputeQuota, witness: &Witness, stamp: &Stamp) -> Answer {
        let enrolment = self.enrolment(asked.year).ok_or(EstablishmentRefusal::EnrolmentMissing)?;
        let mut judging = witness.rules.judging(stamp, enrolment.on.day);
        let stages = enrolment.pupils.iter().map(|counted| stage_quota(counted, &judging));
        let stages = stages.collect::<Result<Vec<_>, _>>()?;
        judging.hold("R-10", true, Vec::new())?;
        let posts = stages.iter().fold(asked.additions, |sum, stage| sum.saturating_add(stage.posts));
        Ok(EstablishmentEvent::QuotaComputed(QuotaComputed {
            year: asked.year,
            on: enrolment.on.clone(),
            stages,
            additions: asked.additions,
            posts,
            rules: judging.applied(),
        }))
    }

    fn give(&self, asked: &TransferQuota, witness: &Witness, stamp: &Stamp) -> Answer {
        let known = witness.organisations.get(&asked.to).is_some_and(|unit| unit.is_known());
        known.then_some(()).ok_or(EstablishmentRefusal::OrganisationUnknown)?;
        (asked.posts > 0).then_some(()).ok_or(EstablishmentRefusal::NothingAsked)?;
        if EstablishmentId::of_unit(asked.to).stream() == witness.about {
            return Err(EstablishmentRefusal::TransferToItself);
        }
        let day = asked.from.day;
        self.quota_on(day).ok_or(EstablishmentRefusal::QuotaMissing)?;
        let left = self.least_left(day).and_then(|left| u32::try_from(left).ok()).unwrap_or(0);
        if left < asked.posts {
            return Err(EstablishmentRefusal::QuotaTooSmall { left });
        }
        let event = EstablishmentEvent::QuotaTransferred(asked.clone());
        self.still_enough(event, Period::new(day, None), witness, stamp)
    }

    fn plan(&self, asked: &ApproveEstablishmentPlan) -> Answer {
        if asked.consulted.iter().all(|department| department.trim().is_empty()) {
            return Err(EstablishmentRefusal::NobodyConsulted);
        }
        match self.plans().iter().find(|(plan, _)| plan.year == asked.year) {
            Some((_, fact)) => Err(EstablishmentRefusal::PlanAlreadyApproved { fact: *fact }),
            None => Ok(EstablishmentEvent::EstablishmentPlanApproved(asked.clone())),
        }
    }

    /// A quota that shrinks below what is occupied is judged like an occupation too many.
    pub(super) fn still_enough(
        &self,
        event: EstablishmentEvent,
        period: Period,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Answer {
        let mut after = self.clone();
        after.evolve(&event, NOT_YET);
        let mut judging = witness.rules.judging(stamp, period.from);
        after.judge(&mut judging, period, stamp)?;
        Ok(event)
    }

    /// Holds the period to R-11; answers the reason when a document and an explanation go beyond it.
    fn judge(
        &self,
        judging: &mut Judging<'_>,
        period: Period,
        stamp: &Stamp,
    ) -> Result<Option<String>, EstablishmentRefusal> {
        let tolerance = judging.number("R-11", "tolerance").unwrap_or(0);
        let over = self.overfull(period, tolerance);
        let reason = stamp.explanations.get("R-11").filter(|text| !text.trim().is_empty());
        if let (Some(_), Some(reason), Some(_)) = (&over, reason, &stamp.document) {
            return Ok(Some(reason.clone()));
        }
        let facts = over.as_ref().map(|(_, facts)| facts.clone()).unwrap_or_default();
        let known = facts.into_iter().filter(|fact| *fact != NOT_YET.id).collect();
        judging.hold("R-11", over.is_none(), known)?;
        Ok(None)
    }

    fn book(&self, asked: &OccupyPost, witness: &Witness, stamp: &Stamp) -> Answers {
        let unit = EstablishmentId::of_stream(&witness.about).map(EstablishmentId::organisation);
        let person = witness.teachers.get(&asked.teacher);
        let employments = person.into_iter().flat_map(|person| person.timeline().employments.iter());
        let here = employments.filter(|dated| dated.value.establishment == unit && unit.is_some());
        let periods: Vec<_> = here.map(|dated| dated.period).collect();
        (!periods.is_empty()).then_some(()).ok_or(EstablishmentRefusal::NotInService)?;
        let events = self.settle(&SettlePosts { teacher: asked.teacher, periods }, witness, stamp)?;
        (!events.is_empty()).then_some(events).ok_or(EstablishmentRefusal::AlreadyBooked)
    }

    /// What ended sooner is released first, so that whoever moves within the unit meets a free post.
    fn settle(&self, asked: &SettlePosts, witness: &Witness, stamp: &Stamp) -> Answers {
        let held: Vec<_> = self
            .occupations()
            .iter()
            .filter(|held| held.teacher == asked.teacher)
            .map(|held| held.period)
            .collect();
        let mut after = self.clone();
        let mut events = Vec::new();
        for period in &held {
            events.extend(released(asked, *period));
        }
        for event in &events {
            after.evolve(event, NOT_YET);
        }
        for period in asked.periods.iter().filter(|period| !period.is_empty()) {
            let stands = after
                .occupations()
                .iter()
                .any(|held| held.teacher == asked.teacher && held.period == *period);
            if !stands {
                let event = after.occupied(asked.teacher, *period, witness, stamp)?;
                after.evolve(&event, NOT_YET);
                events.push(event);
            }
        }
        Ok(events)
    }

    fn occupied(&self, teacher: TeacherId, period: Period, witness: &Witness, stamp: &Stamp) -> Answer {
        let mut occupied = PostOccupied {
            teacher,
            from: period.from.into(),
            to: period.to.map(Into::into),
            over_quota: None,
            rules: Vec::new(),
        };
        let mut after = self.clone();
        after.evolve(&EstablishmentEvent::PostOccupied(occupied.clone()), NOT_YET);
        let mut judging = witness.rules.judging(stamp, period.from);
        occupied.over_quota = after.judge(&mut judging, period, stamp)?;
        occupied.rules = judging.applied();
        Ok(EstablishmentEvent::PostOccupied(occupied))
    }
}

/// What is given back of an occupation that the service no longer says: all of it, or its end.
fn released(asked: &SettlePosts, held: Period) -> Option<EstablishmentEvent> {
    let same = asked.periods.iter().find(|period| period.from == held.from);
    let on = match same {
        None => held.from,
        Some(period) => period.to.filter(|to| held.to.is_none_or(|end| *to < end))?,
    };
    let release = PostReleased { teacher: asked.teacher, from: held.from.into(), on: on.into() };
    Some(EstablishmentEvent::PostReleased(release))
}
