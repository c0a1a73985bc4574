//! What follows from service elsewhere: its assessment, support teaching that was verified, visits, and the way back.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Dated, Facts},
    hire::{self, Employments},
    refusal::TeacherRefusal,
    secondment::{Secondment, SecondmentEvent, SecondmentStage, Secondments},
};
use crate::{
    AppliedRule, CivilDate, EventId, OrganisationId, Period, Stamp,
    candidacy::Grade,
    code::{MovementKind, RotationExemption},
    machine::events,
    organisation::{Organisation, OrganisationFlag},
    rules::{Judging, Rulebook},
};

events! {
    /// What is stated about service elsewhere, and about those who do not rotate.
    pub enum MovementEvent {
        /// Service elsewhere was assessed (选派考核, S-02).
        SecondmentAssessed(AssessSecondment) = "secondment.assessed" / 1,
        /// Days of support teaching at a weak school or in a remote area were verified (支教认定, S-47, R-37).
        SupportTeachingVerified(SupportTeachingVerified) = "support-teaching.verified" / 1,
        /// A researcher in residency was at the place (蹲点, S-69, R-37).
        ResidencyVisited(ResidencyVisited) = "residency.visited" / 1,
        /// The person does not rotate for a time (免交流, S-44, R-33).
        RotationExempted(ExemptFromRotation) = "rotation.exempted" / 1,
        /// The personnel relation went along with service elsewhere, or came back (人事关系转移, S-44).
        PersonnelRelationMoved(PersonnelRelationMoved) = "personnel-relation.moved" / 1,
    }
}

/// Assesses service elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AssessSecondment {
    /// The event that proposed it.
    pub secondment: EventId,
    /// The result.
    pub grade: Grade,
    /// The day of the assessment.
    pub on: CivilDate,
    /// Who assessed, as the receiving unit or the bureau.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Asks that days of support teaching be verified.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifySupportTeaching {
    /// The event that proposed the secondment.
    pub secondment: EventId,
    /// The first day; the first day there when left out.
    pub from: Option<CivilDate>,
    /// The day after the last; the day back when left out.
    pub to: Option<CivilDate>,
}

/// Days of support teaching that were verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SupportTeachingVerified {
    /// The event that proposed the secondment.
    pub secondment: EventId,
    /// The place.
    pub organisation: OrganisationId,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last.
    pub to: CivilDate,
    /// The events that designate the place on these days.
    pub designated_by: Vec<EventId>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Records that a researcher was at the place of the residency.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitResidency {
    /// The event that proposed the secondment.
    pub secondment: EventId,
    /// The first day of the visit.
    pub on: CivilDate,
    /// How many days it lasted.
    pub days: u32,
    /// What was done, as 听课、教研.
    pub note: Option<String>,
}

/// A visit in a residency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ResidencyVisited {
    /// The event that proposed the secondment.
    pub secondment: EventId,
    /// The place.
    pub organisation: OrganisationId,
    /// The first day of the visit.
    pub on: CivilDate,
    /// How many days it lasted.
    pub days: u32,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The events that designate the place on these days.
    pub designated_by: Vec<EventId>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Frees a person from rotating for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ExemptFromRotation {
    /// Why.
    pub reason: RotationExemption,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last; until further notice when none is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// The personnel relation went with the person. The establishment post and the paying unit stay what they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PersonnelRelationMoved {
    /// The event that proposed the secondment.
    pub secondment: EventId,
    /// The unit that holds it from the day on.
    pub organisation: OrganisationId,
    /// The unit that held it before.
    pub previous: OrganisationId,
    /// The first day.
    pub from: CivilDate,
}

/// What may be asked about service elsewhere once it is approved, and about those who do not rotate.
#[derive(Clone, Debug, PartialEq)]
pub enum MovementCommand {
    /// See [`AssessSecondment`].
    AssessSecondment(AssessSecondment),
    /// See [`VerifySupportTeaching`].
    VerifySupportTeaching(VerifySupportTeaching),
    /// See [`VisitResidency`].
    VisitResidency(VisitResidency),
    /// See [`ExemptFromRotation`].
    ExemptFromRotation(ExemptFromRotation),
}

/// What was stated about service elsewhere beside the service itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Movements {
    /// Assessments.
    pub assessments: Facts<AssessSecondment>,
    /// Support teaching that was verified.
    pub verified: Facts<SupportTeachingVerified>,
    /// Visits in residencies.
    pub visits: Facts<ResidencyVisited>,
    /// Times in which the person need not rotate.
    pub exemptions: Facts<ExemptFromRotation>,
    /// Personnel relations that went along.
    pub relations: Facts<PersonnelRelationMoved>,
}

impl Movements {
    /// Folds one statement; what moves the personnel relation changes the service too.
    pub(crate) fn evolve(
        &mut self,
        event: &MovementEvent,
        secondments: &Secondments,
        employments: &mut Employments,
        cause: &Cause,
    ) {
        match event {
            MovementEvent::SecondmentAssessed(assess) => {
                self.assessments.state(cause, Period::stated(&assess.on, None), assess.clone());
            }
            MovementEvent::SupportTeachingVerified(verified) => {
                let period = Period::stated(&verified.from, Some(&verified.to));
                self.verified.state(cause, period, verified.clone());
            }
            MovementEvent::ResidencyVisited(visit) => {
                self.visits.state(cause, visited(visit.on.day, visit.days), visit.clone());
            }
            MovementEvent::RotationExempted(exempt) => {
                let period = Period::stated(&exempt.from, exempt.to.as_ref());
                self.exemptions.state(cause, period, exempt.clone());
            }
            MovementEvent::PersonnelRelationMoved(moved) => {
                // A relation does not go along with a person who, as known now, never went.
                let went = secondments.find(moved.secondment).is_some_and(|away| was_there(&away.value));
                if went {
                    self.relations.state(cause, Period::stated(&moved.from, None), moved.clone());
                    hire::relation_moved(employments, moved.organisation, moved.from.day, cause);
                }
            }
        }
    }
}

fn was_there(secondment: &Secondment) -> bool {
    matches!(secondment.stage, SecondmentStage::Started | SecondmentStage::Returned)
}

fn visited(on: NaiveDate, days: u32) -> Period {
    Period::new(on, Some(on.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)))
}

/// The secondment a command is about, when the place of it has to be looked at.
pub(crate) fn place(command: &MovementCommand, secondments: &Secondments) -> Option<OrganisationId> {
    let secondment = match command {
        MovementCommand::VerifySupportTeaching(verify) => verify.secondment,
        MovementCommand::VisitResidency(visit) => visit.secondment,
        MovementCommand::AssessSecondment(_) | MovementCommand::ExemptFromRotation(_) => return None,
    };
    secondments.find(secondment).map(|found| found.value.proposed.organisation)
}

/// Decides what is stated about service elsewhere; `place` is where the person was sent.
pub(crate) fn decide(
    command: &MovementCommand,
    movements: &Movements,
    secondments: &Secondments,
    place: Option<&Organisation>,
    (book, stamp): (&Rulebook, &Stamp),
) -> Result<Vec<MovementEvent>, TeacherRefusal> {
    let event = match command {
        MovementCommand::AssessSecondment(assess) => {
            assessable(assess, movements, secondments)?;
            MovementEvent::SecondmentAssessed(assess.clone())
        }
        MovementCommand::VerifySupportTeaching(verify) => {
            let found = there(secondments, verify.secondment)?;
            let place = Place { place, judging: book.judging(stamp, found.period.from) };
            MovementEvent::SupportTeachingVerified(verify_days(verify, found, movements, place, stamp.today)?)
        }
        MovementCommand::VisitResidency(visit) => {
            let found = there(secondments, visit.secondment)?;
            let place = Place { place, judging: book.judging(stamp, visit.on.day) };
            MovementEvent::ResidencyVisited(visit_place(visit, found, movements, place)?)
        }
        MovementCommand::ExemptFromRotation(exempt) => {
            sound(exempt)?;
            let asked = Period::stated(&exempt.from, exempt.to.as_ref());
            if let Some(other) = movements.exemptions.iter().find(|other| other.period.overlaps(&asked)) {
                return Err(TeacherRefusal::ExemptionOverlaps { exemption: other.fact });
            }
            MovementEvent::RotationExempted(exempt.clone())
        }
    };
    Ok(vec![event])
}

/// What every exemption has to keep, whether it is new or a correction.
pub(crate) fn sound(exempt: &ExemptFromRotation) -> Result<(), TeacherRefusal> {
    match &exempt.to {
        Some(to) if to.day <= exempt.from.day => {
            Err(TeacherRefusal::EndsBeforeStart { from: exempt.from.day, to: to.day })
        }
        Some(_) | None => Ok(()),
    }
}

fn assessable(
    assess: &AssessSecondment,
    movements: &Movements,
    secondments: &Secondments,
) -> Result<(), TeacherRefusal> {
    let found = there(secondments, assess.secondment)?;
    if assess.on.day < found.period.from {
        return Err(TeacherRefusal::NotThereThen { from: found.period.from, to: found.period.to });
    }
    let same = |other: &&Dated<AssessSecondment>| {
        other.value.secondment == assess.secondment && other.value.on.day == assess.on.day
    };
    match movements.assessments.iter().find(same) {
        Some(other) => Err(TeacherRefusal::SecondmentAlreadyAssessed { assessment: other.fact }),
        None => Ok(()),
    }
}

/// Support teaching is verified for days that were served, once, and only where the place was designated on each of them.
pub(super) fn verify_days(
    verify: &VerifySupportTeaching,
    found: &Dated<Secondment>,
    movements: &Movements,
    place: Place,
    today: NaiveDate,
) -> Result<SupportTeachingVerified, TeacherRefusal> {
    let proposed = &found.value.proposed;
    if !supports(proposed.kind) {
        return Err(TeacherRefusal::NotSupportTeaching { kind: proposed.kind.zh() });
    }
    let from = verify.from.clone().unwrap_or_else(|| found.period.from.into());
    let end = found.period.to.map_or(today, |to| to.min(today));
    let to = verify.to.clone().unwrap_or_else(|| end.into());
    let asked = Period::new(from.day, Some(to.day));
    if asked.is_empty() {
        return Err(TeacherRefusal::EndsBeforeStart { from: from.day, to: to.day });
    }
    if !Period::new(found.period.from, Some(end)).covers(&asked) {
        return Err(TeacherRefusal::NotThereThen { from: found.period.from, to: Some(end) });
    }
    let same = |other: &&Dated<SupportTeachingVerified>| {
        other.value.secondment == verify.secondment && other.period.overlaps(&asked)
    };
    if let Some(other) = movements.verified.iter().find(same) {
        return Err(TeacherRefusal::ServiceAlreadyVerified { service: other.fact });
    }
    let (secondment, organisation) = (verify.secondment, proposed.organisation);
    let (designated_by, rules) = place.designated(asked)?;
    Ok(SupportTeachingVerified { secondment, organisation, from, to, designated_by, rules })
}

pub(super) fn visit_place(
    visit: &VisitResidency,
    found: &Dated<Secondment>,
    movements: &Movements,
    place: Place,
) -> Result<ResidencyVisited, TeacherRefusal> {
    let proposed = &found.value.proposed;
    if proposed.kind != MovementKind::Residency {
        return Err(TeacherRefusal::NotResidency { kind: proposed.kind.zh() });
    }
    if !(1..=366).contains(&visit.days) {
        return Err(TeacherRefusal::VisitDaysOutOfRange { days: visit.days });
    }
    let asked = visited(visit.on.day, visit.days);
    if !found.period.covers(&asked) {
        return Err(TeacherRefusal::NotThereThen { from: found.period.from, to: found.period.to });
    }
    if let Some(other) = movements.visits.iter().find(|other| other.period.overlaps(&asked)) {
        return Err(TeacherRefusal::VisitOverlaps { visit: other.fact });
    }
    let (designated_by, rules) = place.designated(asked)?;
    Ok(ResidencyVisited {
        secondment: visit.secondment,
        organisation: proposed.organisation,
        on: visit.on.clone(),
        days: visit.days,
        note: visit.note.clone(),
        designated_by,
        rules,
    })
}

/// Whether service of this kind is support teaching.
pub fn supports(kind: MovementKind) -> bool {
    matches!(kind, MovementKind::SupportTeaching | MovementKind::Assistance | MovementKind::RemoteAid)
}

/// Where a person served, and the rules by which that is judged.
pub(super) struct Place<'a> {
    pub(super) place: Option<&'a Organisation>,
    pub(super) judging: Judging<'a>,
}

impl Place<'_> {
    /// The events that designate the place weak or remote on the days, and the rules they were judged by. On every day one has to
    ///
    fn designated(mut self, asked: Period) -> Result<(Vec<EventId>, Vec<AppliedRule>), TeacherRefusal> {
        let (by, undesignated) = self.place.map(|place| designations(place, asked)).unwrap_or_default();
        let found = match (self.place, undesignated) {
            (Some(place), Some(on)) => {
                let name = place.name_on(on).unwrap_or_default().to_owned();
                Err(TeacherRefusal::PlaceNotDesignated { name, on })
            }
            (Some(_), None) | (None, _) => Ok(()),
        };
        self.judging.holds("R-37", found)?;
        Ok((by, self.judging.applied()))
    }
}

/// The events that designate a place weak or remote from the first day on, and the first day on which none does.
fn designations(place: &Organisation, asked: Period) -> (Vec<EventId>, Option<NaiveDate>) {
    let mut by = Vec::new();
    let mut day = asked.from;
    while asked.contains(day) {
        let flags = [OrganisationFlag::Weak, OrganisationFlag::Remote];
        let holding =
            place.flags().iter().filter(|fact| flags.contains(&fact.flag) && fact.period.contains(day));
        let Some(fact) = holding.max_by_key(|fact| fact.period.to.unwrap_or(NaiveDate::MAX)) else {
            return (by, Some(day));
        };
        by.push(fact.by);
        day = fact.period.to.unwrap_or(NaiveDate::MAX);
    }
    (by, None)
}

/// The personnel relation that goes along when the person arrives, and comes back when the person does.
pub(crate) fn relation_moves(
    event: &SecondmentEvent,
    secondments: &Secondments,
    employments: &Employments,
) -> Option<MovementEvent> {
    let (secondment, from, arrives) = match event {
        SecondmentEvent::TeacherSeconded(start) => (start.secondment, &start.from, true),
        SecondmentEvent::TeacherReturned(back) => (back.secondment, &back.on, false),
        SecondmentEvent::SecondmentProposed(_)
        | SecondmentEvent::SecondmentApproved(_)
        | SecondmentEvent::SecondmentExtended(_)
        | SecondmentEvent::SecondmentCancelled(_) => return None,
    };
    let proposed = &secondments.find(secondment)?.value.proposed;
    let held = employments.on(from.day).last()?;
    let there = held.value.personnel == proposed.organisation;
    if !proposed.personnel_moved || there == arrives {
        return None;
    }
    let organisation = if arrives { proposed.organisation } else { before(held, employments)? };
    let previous = held.value.personnel;
    Some(MovementEvent::PersonnelRelationMoved(PersonnelRelationMoved {
        secondment,
        organisation,
        previous,
        from: from.clone(),
    }))
}

/// The unit that held the relation before it went along.
fn before(held: &Dated<hire::Employment>, employments: &Employments) -> Option<OrganisationId> {
    let mut earlier = employments.iter().filter(|other| other.period.to == Some(held.period.from));
    earlier.next_back().map(|other| other.value.personnel)
}

/// Service elsewhere that a person went to, whether or not the person is back.
pub(super) fn there(
    secondments: &Secondments,
    secondment: EventId,
) -> Result<&Dated<Secondment>, TeacherRefusal> {
    let found = secondments.find(secondment).ok_or(TeacherRefusal::SecondmentUnknown { secondment })?;
    if was_there(&found.value) {
        return Ok(found);
    }
    let (stage, needed) = (found.value.stage.zh(), SecondmentStage::Started.zh());
    Err(TeacherRefusal::SecondmentNotInStage { secondment, stage, needed })
}
