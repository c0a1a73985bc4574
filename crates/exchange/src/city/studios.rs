//! The studios that certified hosts lead.

use liangshi_domain::{
    OrganisationId, StudioId,
    candidacy::{Candidacy, Grade},
    policy::ProgrammeStage,
    studio::{
        AdmitMember, AssessStudio, CloseStudio, EstablishStudio, ReleaseMember, RenewStudioTerm, ReplaceHost,
        Studio, StudioCommand,
    },
};

use super::{
    calendar::{Month, date},
    records::Run,
    world::World,
};

/// Establishes a studio for every host in term and admits its members.
pub(crate) fn establish(world: &mut World, month: Month) {
    world.paper("programme.bureau", "关于公布“三名”工作室及成员名单的通知", month.day(2));
    for at in 0..world.rounds.len() {
        if world.rounds[at].slug != "studio-hosts" {
            continue;
        }
        for nth in 0..world.rounds[at].runs.len() {
            let run = world.rounds[at].runs[nth];
            if stage(world, run) == Some(ProgrammeStage::InTerm) {
                world.rounds[at].runs[nth].studio = found(world, month, run);
            }
        }
    }
}

fn stage(world: &World, run: Run) -> Option<ProgrammeStage> {
    let last = world.author.state::<Candidacy>(run.id).and_then(Candidacy::last_stage);
    last.map(|span| span.stage)
}

fn found(world: &mut World, month: Month, run: Run) -> Option<StudioId> {
    let id = StudioId(world.author.id());
    let organisation = world.units[world.staff[run.member].unit];
    let established = EstablishStudio {
        name: name(world, run),
        candidacy: run.id,
        organisation: Some(organisation),
        from: month.day(5).into(),
        term_to: None,
    };
    world.author.ask::<Studio>(id, &StudioCommand::EstablishStudio(established))?;
    admit(world, month, id, run.member);
    Some(id)
}

/// The name says the school and the subject; the host's own name is personal and stands nowhere in plain.
fn name(world: &World, run: Run) -> String {
    let member = &world.staff[run.member];
    let school = &world.layout.units[member.unit].name;
    match run.category {
        Some("famous-principal") => format!("{school}名校长工作室"),
        Some("famous-homeroom") => format!("{school}名班主任工作室"),
        _ => format!("{school}{}名教师工作室", member.subject.map_or("", |(_, zh)| zh)),
    }
}

/// Eight to twelve members as a rule; a few studios have too few or too many, and are warned of.
fn admit(world: &mut World, month: Month, id: StudioId, host: usize) {
    let number =
        if world.dice.chance(40) { world.dice.one_of(&[6, 7, 13]) } else { world.dice.between(8, 12) };
    // The few that are too large were allowed to be.
    world.author.explain("R-23", "跨片区工作室，经主管科室同意适当增加成员");
    let mut admitted = Vec::new();
    for _ in 0..number * 3 {
        let member = world.dice.below(world.staff.len());
        let fits = member != host && world.staff[member].serves() && !admitted.contains(&member);
        if !fits || admitted.len() >= number as usize {
            continue;
        }
        admitted.push(member);
        let admit = AdmitMember { teacher: world.staff[member].id, from: month.day(5).into() };
        world.author.ask::<Studio>(id, &StudioCommand::AdmitMember(admit));
    }
    world.author.explain("R-23", "");
}

/// The end of the year: assessments, members who leave, and the studios of those whose term ran out.
pub(crate) fn year_end(world: &mut World, month: Month) {
    world.paper("programme.bureau", "关于公布工作室年度考核结果的通知", month.day(20));
    let runs: Vec<_> = world.rounds.iter().flat_map(|round| round.runs.clone()).collect();
    for run in runs {
        let Some(id) = run.studio else { continue };
        let grade = if world.dice.chance(200) { Grade::Excellent } else { Grade::Qualified };
        let assessed = AssessStudio { year: month.year, grade, on: month.day(18).into() };
        world.author.ask::<Studio>(id, &StudioCommand::AssessStudio(assessed));
        if world.dice.chance(200) {
            release_one(world, month, id);
        }
        let term = world.author.state::<Candidacy>(run.id).and_then(Candidacy::term).and_then(|term| term.to);
        if stage(world, run) == Some(ProgrammeStage::Expired) {
            close(world, id, month);
        } else if stage(world, run) == Some(ProgrammeStage::Resigned) {
            hand_over(world, id, month);
        } else if term == Some(date(month.year + 3, 12, 1)) {
            let renewed =
                RenewStudioTerm { to: date(month.year + 3, 12, 1).into(), on: month.day(18).into() };
            world.author.ask::<Studio>(id, &StudioCommand::RenewStudioTerm(renewed));
        }
    }
}

/// An educator-type teacher in term takes over; without one the studio closes.
fn hand_over(world: &mut World, id: StudioId, month: Month) {
    let educators =
        world.rounds.iter().filter(|round| round.slug == "educator-type").flat_map(|round| &round.runs);
    let in_term: Vec<_> = educators
        .filter(|run| stage(world, **run) == Some(ProgrammeStage::InTerm))
        .map(|run| run.id)
        .collect();
    let Some(candidacy) = world.dice.choose(&in_term) else { return close(world, id, month) };
    let replaced = ReplaceHost { candidacy, from: month.day(20).into() };
    world.author.ask::<Studio>(id, &StudioCommand::ReplaceHost(replaced));
}

fn release_one(world: &mut World, month: Month, id: StudioId) {
    let day = month.day(18);
    let first = world.author.state::<Studio>(id).and_then(|studio| studio.members_on(day).next().copied());
    if let Some(member) = first {
        let released = ReleaseMember { teacher: member.teacher, on: day.into() };
        world.author.ask::<Studio>(id, &StudioCommand::ReleaseMember(released));
    }
}

/// Closes a studio.
pub(crate) fn close(world: &mut World, id: StudioId, month: Month) {
    let closed = CloseStudio { on: month.day(20).into() };
    world.author.ask::<Studio>(id, &StudioCommand::CloseStudio(closed));
}

/// The unit of a studio's host.
pub(crate) fn unit_of(world: &World, run: Run) -> OrganisationId {
    world.units[world.staff[run.member].unit]
}
