//! Service: hire, transfer, end.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Dated, Facts},
    refusal::TeacherRefusal,
};
use crate::{
    CivilDate, EventId, OrganisationId, Period,
    code::{Category, LeaveReason, Source, Staffing},
    machine::events,
};

events! {
    /// How a person came into service, moved with the personnel relation, and left.
    pub enum HireEvent {
        /// The person entered service, at a public school or a private one (入职, S-13).
        TeacherHired(HireTeacher) = "teacher.hired" / 1,
        /// The personnel relation moved to another unit.
        TeacherTransferred(TransferTeacher) = "teacher.transferred" / 1,
        /// The service ended.
        EmploymentEnded(EmploymentEnded) = "employment.ended" / 1,
        /// What the person held at a unit that has ended goes on at a successor.
        ReassignmentSettled(SettleReassignment) = "reassignment.settled" / 1,
    }
}

/// Takes a person into service, for the first time or again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct HireTeacher {
    /// The unit that holds the personnel relation.
    pub organisation: OrganisationId,
    /// First day of service.
    pub from: CivilDate,
    /// Where the person came from.
    pub source: Source,
    /// What the person does.
    pub category: Category,
    /// With an establishment post or in one of the ways without.
    pub staffing: Staffing,
    /// The unit whose establishment post is occupied, when it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub establishment: Option<OrganisationId>,
    /// The unit that pays, when it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paying: Option<OrganisationId>,
}

/// Moves the personnel relation to another unit without a break in service (调动).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct TransferTeacher {
    /// The new unit.
    pub organisation: OrganisationId,
    /// First day there.
    pub from: CivilDate,
    /// With an establishment post or in one of the ways without.
    pub staffing: Staffing,
    /// The unit whose establishment post is occupied, when it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub establishment: Option<OrganisationId>,
    /// The unit that pays, when it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paying: Option<OrganisationId>,
}

/// Ends the service that holds on the day before.
#[derive(Clone, Debug, PartialEq)]
pub struct EndEmployment {
    /// The day after the last day of service.
    pub on: CivilDate,
    /// Why.
    pub reason: LeaveReason,
}

/// The service ended; the event names the service it ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct EmploymentEnded {
    /// The hire or transfer that began it.
    pub employment: EventId,
    /// The day after the last day of service.
    pub on: CivilDate,
    /// Why.
    pub reason: LeaveReason,
}

/// Lets what the person holds at a unit that has ended go on at its successor. What is held there is moved by the events
/// that follow it in the same append; this one says that they belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SettleReassignment {
    /// The unit that has ended.
    pub ended: OrganisationId,
    /// The unit where it goes on.
    pub organisation: OrganisationId,
    /// The first day there.
    pub from: CivilDate,
}

/// What may be asked about service.
#[derive(Clone, Debug, PartialEq)]
pub enum HireCommand {
    /// See [`HireTeacher`].
    HireTeacher(HireTeacher),
    /// See [`TransferTeacher`].
    TransferTeacher(TransferTeacher),
    /// See [`EndEmployment`].
    EndEmployment(EndEmployment),
}

/// Service at one unit under one relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment {
    /// The unit that holds the personnel relation.
    pub personnel: OrganisationId,
    /// The unit whose establishment post is occupied; none for those without a post.
    pub establishment: Option<OrganisationId>,
    /// The unit that pays.
    pub paying: OrganisationId,
    /// What the person does.
    pub category: Category,
    /// How the person is held.
    pub staffing: Staffing,
    /// Where the person came from.
    pub source: Source,
    /// Why it ended, when it did.
    pub left: Option<LeaveReason>,
    /// The first hire of this unbroken service.
    pub service: EventId,
}

/// Every service of the person.
pub type Employments = Facts<Employment>;

fn established(
    staffing: Staffing,
    own: OrganisationId,
    other: Option<OrganisationId>,
) -> Option<OrganisationId> {
    (staffing == Staffing::Established).then(|| other.unwrap_or(own))
}

/// Folds one statement about service.
pub(crate) fn evolve(employments: &mut Employments, event: &HireEvent, cause: &Cause) {
    match event {
        HireEvent::TeacherHired(hire) => {
            let employment = Employment {
                personnel: hire.organisation,
                establishment: established(hire.staffing, hire.organisation, hire.establishment),
                paying: hire.paying.unwrap_or(hire.organisation),
                category: hire.category,
                staffing: hire.staffing,
                source: hire.source,
                left: None,
                service: cause.origin.id,
            };
            employments.state(cause, Period::stated(&hire.from, None), employment);
        }
        HireEvent::TeacherTransferred(transfer) => transferred(employments, transfer, cause),
        HireEvent::EmploymentEnded(end) => employments.shape(end.employment, cause, |dated| {
            dated.period = dated.period.until(end.on.day);
            dated.value.left = Some(end.reason);
        }),
        HireEvent::ReassignmentSettled(_) => {}
    }
}

/// A transfer takes over what the service before it was; without one, as after a void, it has nothing to move.
fn transferred(employments: &mut Employments, transfer: &TransferTeacher, cause: &Cause) {
    let Some(before) = current(employments, transfer.from.day).cloned() else { return };
    employments.shape(before.fact, cause, |dated| dated.period = dated.period.until(transfer.from.day));
    let employment = Employment {
        personnel: transfer.organisation,
        establishment: established(transfer.staffing, transfer.organisation, transfer.establishment),
        paying: transfer.paying.unwrap_or(transfer.organisation),
        staffing: transfer.staffing,
        left: None,
        ..before.value
    };
    employments.state(cause, Period::new(transfer.from.day, before.period.to), employment);
}

/// The personnel relation is held by another unit from a day on; all else of the service stays what it was.
pub(crate) fn relation_moved(
    employments: &mut Employments,
    organisation: OrganisationId,
    from: NaiveDate,
    cause: &Cause,
) {
    let Some(held) = employments.on(from).last().cloned() else { return };
    if held.period.from == from {
        return employments.shape(held.fact, cause, |dated| dated.value.personnel = organisation);
    }
    employments.shape(held.fact, cause, |dated| dated.period = dated.period.until(from));
    let employment = Employment { personnel: organisation, ..held.value };
    employments.state(cause, Period::new(from, held.period.to), employment);
}

/// The service that began before the day and goes on at it.
pub(crate) fn current(employments: &Employments, day: NaiveDate) -> Option<&Dated<Employment>> {
    employments.on(day).filter(|employment| employment.period.from < day).last()
}

/// The organisations a command sends the person to, with the first day there.
pub(crate) fn receivers(command: &HireCommand) -> Vec<(OrganisationId, NaiveDate)> {
    let (own, others, from) = match command {
        HireCommand::HireTeacher(hire) => (hire.organisation, [hire.establishment, hire.paying], &hire.from),
        HireCommand::TransferTeacher(move_) => {
            (move_.organisation, [move_.establishment, move_.paying], &move_.from)
        }
        HireCommand::EndEmployment(_) => return Vec::new(),
    };
    std::iter::once(own)
        .chain(others.into_iter().flatten())
        .map(|organisation| (organisation, from.day))
        .collect()
}

/// Decides about service.
pub(crate) fn decide(
    command: &HireCommand,
    employments: &Employments,
) -> Result<Vec<HireEvent>, TeacherRefusal> {
    match command {
        HireCommand::HireTeacher(hire) => {
            let asked = Period::stated(&hire.from, None);
            match employments.iter().find(|employment| employment.period.overlaps(&asked)) {
                Some(other) => {
                    Err(TeacherRefusal::AlreadyEmployed { employment: other.fact, since: other.period.from })
                }
                None => Ok(vec![HireEvent::TeacherHired(hire.clone())]),
            }
        }
        HireCommand::TransferTeacher(transfer) => {
            held(employments, transfer.from.day)?;
            Ok(vec![HireEvent::TeacherTransferred(transfer.clone())])
        }
        HireCommand::EndEmployment(end) => {
            let employment = held(employments, end.on.day)?.fact;
            Ok(vec![HireEvent::EmploymentEnded(EmploymentEnded {
                employment,
                on: end.on.clone(),
                reason: end.reason,
            })])
        }
    }
}

/// The service that goes on at the day; one that already ended there cannot end again.
fn held(employments: &Employments, day: NaiveDate) -> Result<&Dated<Employment>, TeacherRefusal> {
    let goes_on = |employment: &&Dated<Employment>| employment.value.left.is_none();
    current(employments, day).filter(goes_on).ok_or(TeacherRefusal::NotEmployed { on: day })
}
