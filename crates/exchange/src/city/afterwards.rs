//! What became known of 2022 only in March 2023, so that what was known then and what is known now differ.

use liangshi_domain::{
    candidacy::{Candidacy, CandidacyCommand, RevokeCertification, Severance},
    code::{LeaveReason, Source},
};

use super::{
    amend,
    calendar::{Month, date},
    person::Begin,
    records::{Fate, Run},
    staff, steps, studios,
    world::World,
};

/// When it became known.
pub(crate) const KNOWN: Month = Month::new(2023, 3);
/// When hosts were certified.
const CERTIFIED: Month = Month::new(2022, 6);

/// Enters it.
pub(crate) fn tell(world: &mut World) {
    world.author.at(KNOWN.entered());
    let runs: Vec<Run> = world.rounds.iter().flat_map(|round| round.runs.clone()).collect();
    certify_late(world, &runs);
    annul(world, &runs);
    late_staff(world);
    amend::quarter(world, KNOWN);
}

fn certify_late(world: &mut World, runs: &[Run]) {
    world.paper("programme.bureau", "关于补录2022年认定名单的通知", KNOWN.day(3));
    for run in runs.iter().filter(|run| run.fate == Fate::CertifiedLate) {
        steps::give(world, *run, CERTIFIED);
    }
}

fn annul(world: &mut World, runs: &[Run]) {
    let day = KNOWN.day(10);
    world.paper("programme.bureau", "关于撤销部分人选认定结果的决定", day);
    for run in runs.iter().filter(|run| run.fate == Fate::Annulled) {
        let revoked = RevokeCertification {
            severance: Severance::AbInitio,
            reason: "申报材料弄虚作假，认定自始无效".to_owned(),
            on: day.into(),
        };
        world.author.ask::<Candidacy>(run.id, &CandidacyCommand::RevokeCertification(revoked));
        if let Some(studio) = run.studio {
            studios::close(world, studio, KNOWN);
        }
    }
}

/// Staff who came or left in 2022 and were reported only now.
fn late_staff(world: &mut World) {
    world.desk("hr.bureau");
    let leaving = world.share(40).max(2);
    let since = date(2021, 1, 1);
    for member in world.some(leaving, |member| member.is_free() && member.since < since && !member.leads()) {
        staff::leave(world, member, date(2022, 6, 15), LeaveReason::Resigned);
    }
    for _ in 0..world.share(60).max(2) {
        staff::enter(world, Begin::On(date(2022, 2, 21)), Source::Graduate);
    }
}
