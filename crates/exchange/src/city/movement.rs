//! How people are sent elsewhere for a time while their own post stands.

use liangshi_domain::{
    CandidacyId, EventId, OrganisationId,
    code::MovementKind,
    organisation::OrganisationKind,
    teacher::{
        TeacherCommand,
        secondment::{
            ApproveSecondment, CancelSecondment, ExtendSecondment, ProposeSecondment, ReturnTeacher,
            SecondTeacher, SecondmentCommand,
        },
    },
};

use super::{
    calendar::{Month, date, earlier, later},
    records::{Fate, Sent},
    world::World,
};

const KINDS: [(MovementKind, u32); 8] = [
    (MovementKind::Rotation, 30),
    (MovementKind::SupportTeaching, 20),
    (MovementKind::Shadowing, 15),
    (MovementKind::PostSecondment, 10),
    (MovementKind::Assistance, 8),
    (MovementKind::Residency, 7),
    (MovementKind::Loan, 6),
    (MovementKind::RemoteAid, 4),
];

/// Twelve batches, so that about two in a hundred teachers are sent over the years.
const BATCHES: usize = 12;

/// Proposes and approves those who go two months later.
pub(crate) fn propose(world: &mut World, month: Month) {
    let from = later(month.day(1), 2);
    world.paper("movement.bureau", "关于做好教师交流、支教和挂职工作的通知", month.day(5));
    let number = (world.share(400) / BATCHES).max(1);
    let settled = earlier(from, 24);
    for member in world.some(number, |member| member.is_free() && !member.leads() && member.hired < settled) {
        let kind = world.dice.weighed(&KINDS);
        let Some(organisation) = receiver(world, member, kind, from) else { continue };
        let months = if kind == MovementKind::Rotation { 36 } else { world.dice.one_of(&[6, 12, 12, 12]) };
        let proposed = ProposeSecondment {
            kind,
            organisation,
            post: None,
            from: from.into(),
            to: Some(later(from, months).into()),
            fte_percent: if kind == MovementKind::Shadowing { 50 } else { 100 },
            personnel_moved: false,
            batch: None,
            candidacy: None,
            rotation: None,
            pairing: None,
            rules: Vec::new(),
        };
        send(world, member, proposed);
    }
}

/// Aid and assistance go out of the city, everything else to another school of it.
fn receiver(
    world: &mut World,
    member: usize,
    kind: MovementKind,
    from: chrono::NaiveDate,
) -> Option<OrganisationId> {
    if matches!(kind, MovementKind::RemoteAid | MovementKind::Assistance) {
        return world.dice.choose(&world.outside);
    }
    let own = world.staff[member].unit;
    // A school that is only planned yet can receive nobody.
    let open = |unit: &super::layout::Unit| unit.is_open_on(from) && unit.is_open_on(earlier(from, 2));
    let fits = |unit: &super::layout::Unit| unit.kind == OrganisationKind::School && open(unit);
    world.other_unit(own, fits).map(|unit| world.units[unit])
}

fn send(world: &mut World, member: usize, proposed: ProposeSecondment) {
    let (from, to) = (proposed.from.day, proposed.to.as_ref().map_or(proposed.from.day, |to| to.day));
    let Some(event) = step(world, member, SecondmentCommand::ProposeSecondment(proposed)) else { return };
    step(world, member, SecondmentCommand::ApproveSecondment(ApproveSecondment { secondment: event }));
    world.staff[member].away = true;
    world.sent.push(Sent { member, event, from, to, started: false, extended: false });
}

/// The second batch of first secretaries: reserve principals in development go to private schools (S-02).
pub(crate) fn first_secretaries(world: &mut World, month: Month) {
    let from = date(2022, 9, 1);
    world.paper(
        "organisation.bureau",
        "关于选派第二批校长后备干部到民办中小学挂任第一书记的通知",
        month.day(12),
    );
    let second = world.rounds.iter().filter(|round| round.slug == "reserve-principals" && round.year == 2022);
    let staying = second.flat_map(|round| &round.runs).filter(|run| run.fate == Fate::Stays);
    let candidates: Vec<(usize, CandidacyId)> = staying.map(|run| (run.member, run.id)).collect();
    let free = candidates.into_iter().filter(|(member, _)| {
        let person = &world.staff[*member];
        person.serves() && !person.away && !world.layout.units[person.unit].is_private_school()
    });
    let going: Vec<_> = free.take(world.share(30).max(1)).collect();
    for (member, candidacy) in going {
        let own = world.staff[member].unit;
        let private = |unit: &super::layout::Unit| unit.is_private_school() && unit.is_open_on(from);
        let Some(unit) = world.other_unit(own, private) else { continue };
        let proposed = ProposeSecondment {
            kind: MovementKind::FirstSecretary,
            organisation: world.units[unit],
            post: Some("第一书记".to_owned()),
            from: from.into(),
            to: Some(date(2023, 9, 1).into()),
            fte_percent: 100,
            personnel_moved: false,
            batch: Some(2),
            candidacy: Some(candidacy),
            rotation: None,
            pairing: None,
            rules: Vec::new(),
        };
        send(world, member, proposed);
    }
}

/// Those who were approved arrive, or it comes to nothing; those whose time is over come back, or stay longer.
pub(crate) fn month(world: &mut World, month: Month) {
    world.desk("movement.bureau");
    let begun = month.day(1);
    let mut going = Vec::new();
    for mut sent in std::mem::take(&mut world.sent) {
        let ends = sent.started && sent.to <= later(begun, 1);
        let goes_on = if ends {
            end(world, &mut sent)
        } else if !sent.started && sent.from <= begun {
            start(world, &mut sent)
        } else {
            true
        };
        if goes_on {
            going.push(sent);
        } else {
            world.staff[sent.member].away = false;
        }
    }
    world.sent.extend(going);
}

fn start(world: &mut World, sent: &mut Sent) -> bool {
    let secondment = sent.event;
    if world.staff[sent.member].candidacies == 0 && world.dice.chance(80) {
        let cancel = CancelSecondment { secondment, reason: "派出单位教学任务调整".to_owned() };
        step(world, sent.member, SecondmentCommand::CancelSecondment(cancel));
        return false;
    }
    let seconded = SecondTeacher { secondment, from: sent.from.into(), rules: Vec::new() };
    sent.started = step(world, sent.member, SecondmentCommand::SecondTeacher(seconded)).is_some();
    sent.started
}

fn end(world: &mut World, sent: &mut Sent) -> bool {
    let secondment = sent.event;
    if !sent.extended && world.dice.chance(150) {
        sent.to = later(sent.to, 6);
        sent.extended = true;
        let extend = ExtendSecondment { secondment, to: sent.to.into(), rules: Vec::new() };
        step(world, sent.member, SecondmentCommand::ExtendSecondment(extend));
        return true;
    }
    step(
        world,
        sent.member,
        SecondmentCommand::ReturnTeacher(ReturnTeacher { secondment, on: sent.to.into() }),
    );
    false
}

fn step(world: &mut World, member: usize, command: SecondmentCommand) -> Option<EventId> {
    world.state(member, TeacherCommand::Secondment(command))
}
