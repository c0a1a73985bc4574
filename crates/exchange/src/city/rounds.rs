//! The programmes, their rounds, and who is nominated in them.

use std::collections::HashSet;

use chrono::NaiveDate;
use liangshi_domain::{
    CandidacyId, RoundId, TeacherId,
    candidacy::{Candidacy, CandidacyCommand, NominateCandidate},
    programme::{Naming, Programme, ProgrammeTerms},
    round::{CloseRound, OpenRound, Round, RoundCommand},
    teacher::Teacher,
};

use super::{
    calendar::{Month, later},
    funnel::{ROUNDS, Written},
    records::{Fate, HOMEROOM, Run, Running},
    world::World,
};
use crate::plan::{launch, programme_id, target};

/// Launches the programmes as their files describe them: first those of talents, then the selections, by a paper of their own.
pub(crate) fn launch_all(world: &mut World, month: Month) {
    world.paper("programme.bureau", "关于实施“莞邑良师”培养工程的通知", month.day(4));
    launch_those(world, false);
    world.paper("programme.bureau", "关于规范人员选拔评审工作的通知", month.day(5));
    launch_those(world, true);
}

fn launch_those(world: &mut World, selections: bool) {
    for nth in 0..world.programmes.len() {
        if world.programmes[nth].outcome.is_some() != selections {
            continue;
        }
        let command = launch(&world.programmes[nth], &world.plan);
        let id = programme_id(&world.programmes[nth].slug);
        world.author.ask::<Programme>(id, &command);
    }
}

/// The work plan asks a number of each.
pub(crate) fn set_targets(world: &mut World) {
    let (title, published) = (world.plan.document.title.zh.clone(), world.plan.document.published);
    world.paper("programme.bureau", &title, published);
    for (id, command) in world.plan.targets.iter().filter_map(target).collect::<Vec<_>>() {
        world.author.ask::<Programme>(id, &command);
    }
}

/// Opens the rounds of a year.
pub(crate) fn open(world: &mut World, month: Month) {
    for written in ROUNDS.iter().filter(|written| written.year == month.year) {
        world.paper("programme.bureau", "关于开展培养对象遴选工作的通知", month.day(20));
        let id = RoundId(world.author.id());
        let batch = u32::try_from(month.year - 2020).unwrap_or(1);
        let opened = OpenRound {
            programme: programme_id(written.slug),
            name: Naming {
                zh: format!("{}年遴选", month.year), en: format!("Selection of {}", month.year)
            },
            batch: Some(batch),
            opens_on: month.day(22).into(),
            closes_on: None,
        };
        world.author.ask::<Round>(id, &RoundCommand::OpenRound(opened));
        world.rounds.push(Running { slug: written.slug, year: written.year, id, runs: Vec::new() });
    }
}

/// Closes them when the nominations are in.
pub(crate) fn close(world: &mut World, month: Month) {
    world.desk("programme.bureau");
    let ids: Vec<_> =
        world.rounds.iter().filter(|round| round.year == month.year).map(|round| round.id).collect();
    for id in ids {
        let closed = CloseRound { on: month.day(1).into() };
        world.author.ask::<Round>(id, &RoundCommand::CloseRound(closed));
    }
}

/// Nominates everybody a round is written for.
pub(crate) fn nominate(world: &mut World, month: Month) {
    let day = month.day(18);
    for written in ROUNDS.iter().filter(|written| written.year == month.year) {
        let Some(at) =
            world.rounds.iter().position(|round| round.slug == written.slug && round.year == written.year)
        else {
            continue;
        };
        let fates = fates(world, written);
        let mut chosen = eligible(world, at, day, fates.len());
        part(world, &mut chosen, &fates);
        world.desk("programme.bureau");
        for (member, fate) in chosen.into_iter().zip(fates) {
            nominate_one(world, at, member, fate, day);
        }
    }
}

fn fates(world: &World, written: &Written) -> Vec<Fate> {
    let all = written.fates.iter();
    all.flat_map(|(fate, number, least)| std::iter::repeat_n(*fate, world.share(*number).max(*least)))
        .collect()
}

/// Who will come under a bar is in no other programme, where the story of the bar would have to be told as well.
fn part(world: &World, chosen: &mut [usize], fates: &[Fate]) {
    let alone = |member: usize| world.staff[member].candidacies == 0;
    for at in 0..chosen.len().min(fates.len()) {
        if fates[at] == Fate::Frozen && !alone(chosen[at]) {
            let other =
                (0..chosen.len()).find(|nth| alone(chosen[*nth]) && fates.get(*nth) != Some(&Fate::Frozen));
            chosen.swap(at, other.unwrap_or(at));
        }
    }
}

/// Persons who show what the round asks, one in five of them leading a school when there are enough.
fn eligible(world: &mut World, at: usize, day: NaiveDate, number: usize) -> Vec<usize> {
    let (slug, round) = (world.rounds[at].slug, world.rounds[at].id);
    let Some(terms) = world.author.state::<Round>(round).and_then(Round::terms).cloned() else {
        return Vec::new();
    };
    let before = world.rounds.iter().filter(|other| other.slug == slug).flat_map(|other| &other.runs);
    let before = before.filter(|run| run.fate.is_confirmed());
    let to_be_barred =
        world.rounds.iter().flat_map(|other| &other.runs).filter(|run| run.fate == Fate::Frozen);
    let before: HashSet<usize> = before.chain(to_be_barred).map(|run| run.member).collect();
    let shows = |id: TeacherId| {
        let teacher = world.author.state::<Teacher>(id);
        // What is asked is asked again at the confirmation, and by then a birthday may have passed.
        teacher.is_some_and(|teacher| [day, later(day, 3)].iter().all(|on| shows_all(teacher, &terms, *on)))
    };
    let all =
        world.staff.iter().enumerate().filter(|(nth, member)| {
            member.serves() && !member.away && !before.contains(nth) && shows(member.id)
        });
    let (mut leading, mut others): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for (nth, member) in all {
        if member.leads() { leading.push(nth) } else { others.push(nth) }
    }
    world.dice.shuffle(&mut leading);
    world.dice.shuffle(&mut others);
    leading.truncate((number / 5).max(1));
    let mut chosen: Vec<_> = leading.into_iter().chain(others).take(number).collect();
    world.dice.shuffle(&mut chosen);
    chosen
}

fn shows_all(teacher: &Teacher, terms: &ProgrammeTerms, day: NaiveDate) -> bool {
    let free = teacher.timeline().bars_on(day).is_empty();
    free && terms.requirements_on(day).all(|asked| asked.criterion.find(teacher, day).passed)
}

fn nominate_one(world: &mut World, at: usize, member: usize, fate: Fate, day: NaiveDate) {
    let (slug, round) = (world.rounds[at].slug, world.rounds[at].id);
    let category = category(slug, world.staff[member].leads(), world.staff[member].post == Some(HOMEROOM));
    let id = CandidacyId(world.author.id());
    let nominated = NominateCandidate {
        teacher: world.staff[member].id,
        round,
        category: category.map(str::to_owned),
        by: Some(world.units[world.staff[member].unit]),
        on: day.into(),
    };
    if world.author.ask::<Candidacy>(id, &CandidacyCommand::NominateCandidate(nominated)).is_some() {
        world.staff[member].candidacies += 1;
        world.rounds[at].runs.push(Run { id, member, fate, category, studio: None });
    }
}

fn category(slug: &str, leads: bool, homeroom: bool) -> Option<&'static str> {
    match (slug, leads) {
        ("studio-hosts", true) => Some("famous-principal"),
        ("studio-hosts", false) if homeroom => Some("famous-homeroom"),
        ("studio-hosts", false) => Some("famous-teacher"),
        ("educator-type", true) => Some("principal"),
        ("educator-type", false) => Some("teacher"),
        _ => None,
    }
}
