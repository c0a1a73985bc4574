use super::{
    booking::{OccupyPost, SettlePosts},
    event::{
        ApproveEstablishmentPlan, ApproveQuota, EstablishmentEvent, QuotaComputed, ReceiveQuota,
        ReportEnrolment, SetPostStructureRatio, StagePupils, StageQuota, TransferQuota,
    },
    refusal::EstablishmentRefusal,
    state::Establishment,
    voiding::ReturnQuota,
};
use crate::{
    Decider, EstablishmentId, Follow, Following, Looks, Origin, Period, Stamp, Unreadable, VoidEntry,
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
            | EstablishmentEvent::PostReleased(_)
            | EstablishmentEvent::PostBandOccupied(_)
            | EstablishmentEvent::PostBandReleased(_) => return Vec::new(),
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
        after.evolve(&event, Origin::NOT_YET);
        let mut judging = witness.rules.judging(stamp, period.from);
        after.judge(&mut judging, period, stamp, None)?;
        Ok(event)
    }
}
