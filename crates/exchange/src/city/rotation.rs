//! The rotation round of the school year 2022: who is eligible at some schools, and who is sent.

use chrono::NaiveDate;
use liangshi_domain::{
    RotationId, TeacherId,
    code::{MovementKind, RotationScope},
    organisation::OrganisationKind,
    rotation::{AssignRotation, ComputeEligibility, OpenRotation, Rotation, RotationCommand},
    teacher::{
        TeacherCommand,
        secondment::{ApproveSecondment, ProposeSecondment, SecondTeacher, SecondmentCommand},
    },
};

use super::{
    calendar::{Month, date},
    world::World,
};

/// How many schools take part, for the whole city.
const SCHOOLS: usize = 120;

/// Opens the round, freezes who is eligible, and sends one of eight.
pub(crate) fn round(world: &mut World, month: Month) {
    world.paper("movement.bureau", "关于2022学年教师交流轮岗工作的通知", month.day(7));
    let (id, from, to) = (RotationId(world.author.id()), date(2022, 9, 1), date(2023, 7, 31));
    let name = "2022学年教师交流轮岗".to_owned();
    let open = OpenRotation { name, organisation: None, on: from.into(), from: from.into(), to: to.into() };
    world.author.ask::<Rotation>(id, &RotationCommand::OpenRotation(open));
    let schools: Vec<usize> = (0..world.units.len()).filter(|unit| takes_part(world, *unit, from)).collect();
    let schools: Vec<usize> = schools.into_iter().take(world.share(SCHOOLS).max(4)).collect();
    for unit in &schools {
        freeze(world, id, *unit);
    }
    send(world, id, &schools, from);
}

fn takes_part(world: &World, unit: usize, day: NaiveDate) -> bool {
    let place = &world.layout.units[unit];
    place.kind == OrganisationKind::School && !place.is_private_school() && place.is_open_on(day)
}

fn freeze(world: &mut World, id: RotationId, unit: usize) {
    let persons: Vec<TeacherId> = at(world, unit).map(|member| world.staff[member].id).collect();
    let known = world.author.decided();
    let (school, predecessors) = (world.units[unit], Vec::new());
    let compute = ComputeEligibility { school, predecessors, persons, known };
    world.author.ask::<Rotation>(id, &RotationCommand::ComputeEligibility(compute));
}

fn at(world: &World, unit: usize) -> impl Iterator<Item = usize> + '_ {
    let here = world.staff.iter().enumerate();
    here.filter(move |(_, member)| member.serves() && member.unit == unit).map(|(nth, _)| nth)
}

fn send(world: &mut World, id: RotationId, schools: &[usize], from: NaiveDate) {
    let eligible = world.author.state::<Rotation>(id).map(|rotation| {
        rotation
            .schools()
            .flat_map(|(list, _)| list.eligible.iter().map(|person| person.teacher))
            .collect::<Vec<_>>()
    });
    for teacher in eligible.unwrap_or_default().into_iter().step_by(8) {
        let Some(member) = world.staff.iter().position(|member| member.id == teacher) else { continue };
        let own = world.staff[member].unit;
        let other = schools.iter().find(|unit| **unit != own).copied();
        let (Some(other), true) = (other, world.staff[member].is_free() && !world.staff[member].leads())
        else {
            continue;
        };
        assign(world, id, (member, own, other), from);
    }
}

/// The assignment, and the service elsewhere that goes with it.
fn assign(world: &mut World, id: RotationId, (member, own, other): (usize, usize, usize), from: NaiveDate) {
    let to = Some(date(2023, 8, 1).into());
    let (units, organisation) = (&world.layout.units, world.units[other]);
    let together = units[own].town == units[other].town;
    let scope = if together { RotationScope::WithinTown } else { RotationScope::AcrossTowns };
    let assign = AssignRotation {
        teacher: world.staff[member].id,
        school: world.units[own],
        organisation,
        scope,
        from: from.into(),
        to: to.clone(),
        personnel_moved: false,
    };
    if world.author.ask::<Rotation>(id, &RotationCommand::AssignRotation(assign)).is_none() {
        return;
    }
    let proposed = ProposeSecondment {
        kind: MovementKind::Rotation,
        organisation,
        post: None,
        from: from.into(),
        to,
        fte_percent: 100,
        personnel_moved: false,
        batch: None,
        candidacy: None,
        rotation: Some(id),
        pairing: None,
        rules: Vec::new(),
    };
    let mut step = |command| world.state(member, TeacherCommand::Secondment(command));
    let Some(secondment) = step(SecondmentCommand::ProposeSecondment(proposed)) else { return };
    step(SecondmentCommand::ApproveSecondment(ApproveSecondment { secondment }));
    let start = SecondTeacher { secondment, from: from.into(), rules: Vec::new() };
    step(SecondmentCommand::SecondTeacher(start));
    world.staff[member].away = true;
}
