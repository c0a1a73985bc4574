use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    backbone::backbone_honours,
    event::{
        CloseRotation, Eligible, Exempted, OpenRotation, RotationAssigned, RotationEligibilityComputed,
        RotationEvent,
    },
    refusal::RotationRefusal,
    state::Rotation,
};
use crate::{
    CivilDate, Decider, Follow, Following, Looks, OrganisationId, Origin, RotationId, Stamp, TeacherId,
    Unreadable, VoidEntry,
    code::{MovementKind, RotationScope},
    organisation::{Organisation, OrganisationKind, ParentKind},
    rules::RULES_STREAM,
    teacher::{
        Teacher, TeacherCommand,
        secondment::{ProposeSecondment, SecondmentCommand},
        segments,
        tenure::{Tenure, stints, tenure},
    },
    witness::Witness,
};

/// Years at one school that make eligible.
pub const ROTATION_YEARS: u32 = 6;
/// Breaks shorter than so many months are ignored.
pub const ROTATION_BREAK_MONTHS: u32 = 3;
/// The most persons judged at once.
const PERSONS: usize = 1000;

/// Computes who of a school is eligible. Each person named is judged by the own history; the list is only where to look.
#[derive(Clone, Debug, PartialEq)]
pub struct ComputeEligibility {
    /// The school.
    pub school: OrganisationId,
    /// Schools that went into it.
    pub predecessors: Vec<OrganisationId>,
    /// Persons who may work there.
    pub persons: Vec<TeacherId>,
    /// The position of the log up to which they were looked up.
    pub known: i64,
}

/// Sends a person to another school in this round.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignRotation {
    /// The person.
    pub teacher: TeacherId,
    /// The school the person comes from.
    pub school: OrganisationId,
    /// The receiving school.
    pub organisation: OrganisationId,
    /// How far it goes.
    pub scope: RotationScope,
    /// The first day there.
    pub from: CivilDate,
    /// The day after the last.
    pub to: Option<CivilDate>,
    /// Whether the personnel relation moves too.
    pub personnel_moved: bool,
}

/// What may be asked of a rotation round.
#[derive(Clone, Debug, PartialEq)]
pub enum RotationCommand {
    /// Opens it.
    OpenRotation(OpenRotation),
    /// Computes and freezes who is eligible.
    ComputeEligibility(ComputeEligibility),
    /// Sends a person to another school.
    AssignRotation(AssignRotation),
    /// Closes it.
    CloseRotation(CloseRotation),
    /// Takes an entry away.
    VoidRotationEvent(VoidEntry),
}

type Answer = Result<RotationEvent, RotationRefusal>;

impl Decider for Rotation {
    type Command = RotationCommand;
    type Event = RotationEvent;
    type Refusal = RotationRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &RotationCommand) -> Looks {
        let streams = match command {
            RotationCommand::ComputeEligibility(asked) => {
                let schools =
                    std::iter::once(&asked.school).chain(&asked.predecessors).map(OrganisationId::stream);
                schools
                    .chain(asked.persons.iter().map(TeacherId::stream))
                    .chain([RULES_STREAM.to_owned()])
                    .collect()
            }
            RotationCommand::AssignRotation(asked) => {
                vec![asked.teacher.stream(), asked.school.stream(), asked.organisation.stream()]
            }
            RotationCommand::VoidRotationEvent(asked) => {
                self.unassigned(asked).map(|assigned| assigned.teacher.stream()).into_iter().collect()
            }
            RotationCommand::OpenRotation(_) | RotationCommand::CloseRotation(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &RotationCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<RotationEvent>, RotationRefusal> {
        let event = match command {
            RotationCommand::OpenRotation(asked) => self.open(asked),
            RotationCommand::ComputeEligibility(asked) => self.compute(asked, witness, stamp),
            RotationCommand::AssignRotation(asked) => self.assign(asked, witness),
            RotationCommand::CloseRotation(asked) => {
                self.goes_on(asked.on.day)?;
                Ok(RotationEvent::RotationClosed(asked.clone()))
            }
            RotationCommand::VoidRotationEvent(asked) => self.void(asked),
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &RotationEvent, origin: Origin) {
        Rotation::evolve(self, event, origin);
    }

    /// Who is assigned is proposed for service elsewhere in the same append, and not sent when that is taken back.
    fn follows(&self, event: &RotationEvent, witness: &Witness) -> Vec<Box<dyn Following>> {
        if let RotationEvent::RotationEventVoided(void) = event {
            return self.recalled(void, witness).into_iter().collect();
        }
        let RotationEvent::RotationAssigned(assigned) = event else { return Vec::new() };
        let proposed = ProposeSecondment {
            kind: MovementKind::Rotation,
            organisation: assigned.organisation,
            post: None,
            from: assigned.from.clone(),
            to: assigned.to.clone(),
            fte_percent: 100,
            personnel_moved: assigned.personnel_moved,
            batch: None,
            candidacy: None,
            rotation: RotationId::of_stream(&witness.about),
            pairing: None,
            rules: Vec::new(),
        };
        let command = TeacherCommand::Secondment(SecondmentCommand::ProposeSecondment(proposed));
        vec![Follow::<Teacher>::boxed(assigned.teacher.stream(), command)]
    }

    fn write(event: &RotationEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<RotationEvent, Unreadable> {
        RotationEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Rotation {
    fn open(&self, asked: &OpenRotation) -> Answer {
        if let Some((_, fact)) = self.opened() {
            return Err(RotationRefusal::AlreadyOpened { fact });
        }
        if asked.name.trim().is_empty() {
            return Err(RotationRefusal::NameBlank);
        }
        if asked.to.day <= asked.from.day {
            return Err(RotationRefusal::EndsBeforeStart { from: asked.from.day, to: asked.to.day });
        }
        Ok(RotationEvent::RotationOpened(asked.clone()))
    }

    pub(super) fn goes_on(&self, day: NaiveDate) -> Result<&OpenRotation, RotationRefusal> {
        let (opened, _) = self.opened().ok_or(RotationRefusal::NotOpened)?;
        match self.closed() {
            Some((on, fact)) if on.day <= day => Err(RotationRefusal::Closed { on: on.day, fact }),
            Some(_) | None => Ok(opened),
        }
    }

    fn compute(&self, asked: &ComputeEligibility, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = self.goes_on(NaiveDate::MIN)?.on.day;
        if let Some((_, fact)) = self.school(asked.school) {
            return Err(RotationRefusal::EligibilityFrozen { fact });
        }
        if asked.persons.len() > PERSONS {
            let persons = u32::try_from(asked.persons.len()).unwrap_or(u32::MAX);
            return Err(RotationRefusal::TooMany { persons });
        }
        open_school(asked.school, day, witness)?;
        let mut judging = witness.rules.judging(stamp, day);
        let number =
            |name, or| judging.number("R-33", name).and_then(|n| u32::try_from(n).ok()).unwrap_or(or);
        let mut list = RotationEligibilityComputed {
            school: asked.school,
            years: number("years", ROTATION_YEARS),
            break_months: number("break_months", ROTATION_BREAK_MONTHS),
            considered: 0,
            eligible: Vec::new(),
            exempted: Vec::new(),
            known: asked.known,
            rules: Vec::new(),
        };
        for teacher in &asked.persons {
            judge(*teacher, day, witness, &mut list);
        }
        // The rule reports who is due and refuses nobody; what is kept is which version said so.
        if judging.hold("R-33", list.eligible.is_empty(), Vec::new()).is_ok() {
            list.rules = judging.applied();
        }
        Ok(RotationEvent::RotationEligibilityComputed(list))
    }

    fn assign(&self, asked: &AssignRotation, witness: &Witness) -> Answer {
        let day = asked.from.day;
        let opened = self.goes_on(day)?;
        let (from, to) = (opened.from.day, opened.to.day);
        if day < from || day >= to {
            return Err(RotationRefusal::OutsideYear { from, to });
        }
        let teacher = person(asked.teacher, witness)?;
        if at_school(teacher, day, witness, ROTATION_BREAK_MONTHS)
            .is_none_or(|at| at.school != now(asked.school, day, witness))
        {
            return Err(RotationRefusal::NotAtSchool { on: day });
        }
        if let Some(exemption) = teacher.timeline().movements.exemptions.on(day).next() {
            return Err(RotationRefusal::Exempt { exemption: exemption.fact, on: day });
        }
        not_yet(teacher, witness)?;
        let (school, organisation) =
            (open_school(asked.school, day, witness)?, open_school(asked.organisation, day, witness)?);
        if !fits(asked, school, organisation) {
            return Err(RotationRefusal::ScopeWrong { scope: asked.scope.zh(), on: day });
        }
        Ok(RotationEvent::RotationAssigned(RotationAssigned {
            teacher: asked.teacher,
            school: asked.school,
            organisation: asked.organisation,
            scope: asked.scope,
            from: asked.from.clone(),
            to: asked.to.clone(),
            personnel_moved: asked.personnel_moved,
            eligible: self.is_eligible(asked.teacher),
            backbone: backbone_honours(teacher, day),
        }))
    }
}

/// Judges one person by the own history and puts the person where the person belongs.
fn judge(id: TeacherId, day: NaiveDate, witness: &Witness, list: &mut RotationEligibilityComputed) {
    let known = witness.teachers.get(&id).filter(|teacher| teacher.merges().survivor.is_none());
    let Some(teacher) = known else { return };
    let at = at_school(teacher, day, witness, list.break_months).filter(|at| at.school == list.school);
    let Some(Tenure { since, months, .. }) = at else { return };
    list.considered += 1;
    if months < list.years * 12 {
        return;
    }
    match teacher.timeline().movements.exemptions.on(day).next() {
        Some(exemption) => {
            list.exempted.push(Exempted { teacher: id, since, months, exemption: exemption.fact })
        }
        None => list.eligible.push(Eligible { teacher: id, since, months }),
    }
}

fn at_school(teacher: &Teacher, day: NaiveDate, witness: &Witness, break_months: u32) -> Option<Tenure> {
    let stints = stints(&segments(teacher.timeline()), |unit| now(unit, day, witness));
    tenure(&stints, day, break_months)
}

/// What a unit goes by on a day: a school that was merged counts as its successor.
fn now(unit: OrganisationId, day: NaiveDate, witness: &Witness) -> OrganisationId {
    let next: BTreeMap<_, _> = witness
        .organisations
        .iter()
        .filter_map(|(id, organisation)| {
            let ending = organisation.ending().filter(|ending| ending.on <= day)?;
            Some((*id, ending.into?))
        })
        .collect();
    let mut at = unit;
    for _ in 0..next.len() {
        at = next.get(&at).copied().unwrap_or(at);
    }
    at
}

fn person(id: TeacherId, witness: &Witness) -> Result<&Teacher, RotationRefusal> {
    let teacher = witness.teachers.get(&id).filter(|teacher| teacher.is_registered());
    teacher.ok_or(RotationRefusal::TeacherUnknown { teacher: id })
}

fn open_school(
    school: OrganisationId,
    on: NaiveDate,
    witness: &Witness,
) -> Result<&Organisation, RotationRefusal> {
    let known = witness.organisations.get(&school).filter(|known| known.is_open_on(on));
    known.ok_or(RotationRefusal::SchoolNotOpen { school, on })
}

fn not_yet(teacher: &Teacher, witness: &Witness) -> Result<(), RotationRefusal> {
    let own = RotationId::of_stream(&witness.about);
    let mut here = teacher
        .timeline()
        .secondments
        .iter()
        .filter(|away| own.is_some() && away.value.proposed.rotation == own && away.value.stage.stands());
    match here.next() {
        Some(away) => Err(RotationRefusal::AlreadyAssigned { secondment: away.fact }),
        None => Ok(()),
    }
}

/// Whether two schools stand to each other as the scope says.
fn fits(asked: &AssignRotation, school: &Organisation, organisation: &Organisation) -> bool {
    let day = asked.from.day;
    let parents = |kind| {
        let parent = |of: &Organisation| of.parent_on(kind, day).map(|(parent, _)| parent);
        (parent(school), parent(organisation))
    };
    // The school that leads a group may stand for the group itself.
    let together = |kind| {
        let (one, other) = parents(kind);
        one.is_some() && one == other || one == Some(asked.organisation) || other == Some(asked.school)
    };
    let external = organisation.kind() == Some(OrganisationKind::External);
    match asked.scope {
        RotationScope::WithinGroup => together(ParentKind::Group),
        RotationScope::WithinCluster => together(ParentKind::Cluster),
        RotationScope::WithinTown => together(ParentKind::Administrative),
        RotationScope::AcrossTowns => !external && !together(ParentKind::Administrative),
        RotationScope::AcrossCities => external,
    }
}
