//! The steps of the candidacies, each in its month.

use liangshi_domain::{
    EventId,
    candidacy::{
        AssessAnnually, Assessment, Candidacy, CandidacyCommand, CertifyCandidate, ExtendTraining, Grade,
        Leaving, RaiseObjection, RenewTerm, ResolveObjection, ScreenCandidate, ShortlistCandidate,
        StartNotice, StepTaken, VoidCandidacyEvent,
    },
    policy::ProgrammeStage,
    round::Round,
};

use super::{
    calendar::{Month, date},
    career,
    records::{Fate, Run},
    world::World,
};

/// What happens to the candidates of every round in a month.
pub(crate) fn month(world: &mut World, month: Month) {
    for at in 0..world.rounds.len() {
        let runs = world.rounds[at].runs.clone();
        let year = month.year - world.rounds[at].year;
        let step: fn(&mut World, Month, Run) = match (year, month.month) {
            (0, 5) => screen,
            (0, 6) => list,
            (0, 7) => confirm,
            (0, 9) => train,
            (0, 11) => withdraw,
            (1, 1) if has(world, at, ProgrammeStage::Midterm) => midterm,
            (1, 2) => remove,
            (1, 3) => freeze,
            (1, 5) => finish,
            (1, 6) => certify,
            (1, 7) if has(world, at, ProgrammeStage::InTerm) => begin_term,
            (1, 10) => change,
            (1, 11) => renew,
            (1, 12) if has(world, at, ProgrammeStage::InTerm) => assess,
            _ => continue,
        };
        let title = title(month.month);
        if let Some(title) = title {
            world.paper("programme.bureau", title, month.day(2));
        } else {
            world.desk("programme.bureau");
        }
        for run in runs {
            step(world, month, run);
        }
    }
}

fn title(month: u32) -> Option<&'static str> {
    match month {
        6 => Some("关于公布认定名单的通知"),
        7 => Some("关于公布培养对象名单的通知"),
        9 => Some("关于举行培养开班仪式的通知"),
        _ => None,
    }
}

fn has(world: &World, at: usize, stage: ProgrammeStage) -> bool {
    let terms = world.author.state::<Round>(world.rounds[at].id).and_then(Round::terms);
    terms.is_some_and(|terms| terms.has(stage))
}

fn ask(world: &mut World, run: Run, command: &CandidacyCommand) -> Option<EventId> {
    world.author.ask::<Candidacy>(run.id, command)
}

fn leaving(reason: &str, on: chrono::NaiveDate) -> Leaving {
    Leaving { reason: reason.to_owned(), on: on.into() }
}

fn screen(world: &mut World, month: Month, run: Run) {
    let passed = run.fate != Fate::NotQualified;
    let reasons = if passed { Vec::new() } else { vec!["业绩材料不符合要求".to_owned()] };
    let screened = ScreenCandidate { passed, reasons, on: month.day(12).into() };
    ask(world, run, &CandidacyCommand::ScreenCandidate(screened));
    if run.fate == Fate::GivesUp {
        let left = leaving("因个人原因放弃申报", month.day(20));
        ask(world, run, &CandidacyCommand::WithdrawCandidate(left));
    }
}

fn list(world: &mut World, month: Month, run: Run) {
    match run.fate {
        Fate::NotQualified | Fate::GivesUp => return,
        Fate::NotListed => {
            let rejected = leaving("评审未入围", month.day(3));
            ask(world, run, &CandidacyCommand::RejectCandidate(rejected));
            return;
        }
        Fate::Objected
        | Fate::Turned
        | Fate::Withdraws
        | Fate::Removed
        | Fate::Frozen
        | Fate::Stays
        | Fate::Extended
        | Fate::Certified
        | Fate::Resigns
        | Fate::CertifiedLate
        | Fate::Annulled => {}
    }
    let score = format!("{}.{}", world.dice.between(78, 96), world.dice.between(0, 9));
    let listed = ShortlistCandidate { rank: None, score: Some(score), on: month.day(3).into() };
    ask(world, run, &CandidacyCommand::ShortlistCandidate(listed));
    let notice = StartNotice { on: month.day(7).into(), ends_on: month.day(18).into() };
    ask(world, run, &CandidacyCommand::StartNotice(notice));
    object(world, month, run);
    if run.fate == Fate::Turned {
        let rejected = leaving("公示期满后复核未通过", month.day(20));
        ask(world, run, &CandidacyCommand::RejectCandidate(rejected));
    }
}

/// Some objections are upheld; of those against others none is.
fn object(world: &mut World, month: Month, run: Run) {
    let upheld = run.fate == Fate::Objected;
    if !upheld && !world.dice.chance(15) {
        return;
    }
    let raised = RaiseObjection {
        matter: "反映申报材料中的一项成果署名有误".to_owned(),
        on: month.day(10).into(),
    };
    let Some(objection) = ask(world, run, &CandidacyCommand::RaiseObjection(raised)) else { return };
    let resolved = ResolveObjection { objection, upheld, on: month.day(16).into() };
    ask(world, run, &CandidacyCommand::ResolveObjection(resolved));
}

fn confirm(world: &mut World, month: Month, run: Run) {
    if !run.fate.is_confirmed() {
        world.staff[run.member].candidacies -= 1;
    } else if world.is_barred(run.member, month.day(5)) {
        let frozen = leaving("处于师德处理影响期", month.day(5));
        ask(world, run, &CandidacyCommand::FreezeCandidacy(frozen));
    } else {
        ask(world, run, &CandidacyCommand::ConfirmCandidate(StepTaken { on: month.day(5).into() }));
    }
}

fn train(world: &mut World, month: Month, run: Run) {
    if !run.fate.is_confirmed() {
        return;
    }
    if world.dice.chance(4) {
        start_wrongly(world, month, run);
    }
    ask(world, run, &CandidacyCommand::StartTraining(StepTaken { on: month.day(10).into() }));
}

/// The day is entered wrongly and taken away again.
fn start_wrongly(world: &mut World, month: Month, run: Run) {
    let wrong = CandidacyCommand::StartTraining(StepTaken { on: month.day(20).into() });
    if let Some(voids) = ask(world, run, &wrong) {
        let void = VoidCandidacyEvent { voids, reason: "开班日期录入有误".to_owned() };
        ask(world, run, &CandidacyCommand::VoidCandidacyEvent(void));
    }
}

fn withdraw(world: &mut World, month: Month, run: Run) {
    if run.fate == Fate::Withdraws {
        let left = leaving("因健康原因退出培养", month.day(12));
        ask(world, run, &CandidacyCommand::WithdrawCandidate(left));
        world.staff[run.member].candidacies -= 1;
    }
}

fn midterm(world: &mut World, month: Month, run: Run) {
    if run.fate.is_confirmed() && run.fate != Fate::Withdraws {
        let grade = if run.fate == Fate::Removed { Grade::Unqualified } else { grade(world) };
        let assessed = Assessment { grade, on: month.day(15).into() };
        ask(world, run, &CandidacyCommand::AssessMidterm(assessed));
    }
}

fn grade(world: &mut World) -> Grade {
    if world.dice.chance(180) { Grade::Excellent } else { Grade::Qualified }
}

fn remove(world: &mut World, month: Month, run: Run) {
    if run.fate == Fate::Removed {
        let removed = leaving("中期考核不合格", month.day(20));
        ask(world, run, &CandidacyCommand::RemoveCandidate(removed));
        world.staff[run.member].candidacies -= 1;
    }
}

fn freeze(world: &mut World, month: Month, run: Run) {
    if run.fate == Fate::Frozen && career::bar(world, run.member, month).is_some() {
        let frozen = leaving("处于师德处理影响期", month.day(10));
        ask(world, run, &CandidacyCommand::FreezeCandidacy(frozen));
    }
}

fn finish(world: &mut World, month: Month, run: Run) {
    let grade = if run.fate == Fate::Extended {
        Grade::Unqualified
    } else if run.fate.is_certified() {
        grade(world)
    } else {
        return;
    };
    ask(world, run, &CandidacyCommand::AssessFinal(Assessment { grade, on: month.day(20).into() }));
}

fn certify(world: &mut World, month: Month, run: Run) {
    if run.fate == Fate::Extended {
        let extended = ExtendTraining { until: date(month.year + 1, 6, 1).into(), on: month.day(10).into() };
        ask(world, run, &CandidacyCommand::ExtendTraining(extended));
    }
    if run.fate.is_certified() && run.fate != Fate::CertifiedLate {
        give(world, run, month);
    }
}

/// Certifies from the 20th of the month on. One in forty is given a first term of half a year only.
pub(crate) fn give(world: &mut World, run: Run, month: Month) {
    let short = run.category.is_some() && run.fate == Fate::Certified && world.dice.chance(25);
    let term_to = short.then(|| date(month.year, 12, 1).into());
    let certified = CertifyCandidate { category: None, on: month.day(20).into(), term_to, outcome: None };
    ask(world, run, &CandidacyCommand::CertifyCandidate(certified));
}

/// Whether a candidate was certified by now and the certification stands.
fn is_certified(world: &World, run: Run) -> bool {
    let candidacy = world.author.state::<Candidacy>(run.id);
    let last = candidacy.and_then(Candidacy::last_stage);
    last.is_some_and(|span| matches!(span.stage, ProgrammeStage::Certified | ProgrammeStage::InTerm))
}

fn begin_term(world: &mut World, month: Month, run: Run) {
    if is_certified(world, run) {
        ask(world, run, &CandidacyCommand::StartTerm(StepTaken { on: month.day(1).into() }));
    }
}

/// Some hosts leave the term early; of the candidates who are frozen, some go on because the bar was not right.
fn change(world: &mut World, month: Month, run: Run) {
    if run.fate == Fate::Resigns {
        let left = leaving("调离原岗位，辞去主持人职务", month.day(18));
        ask(world, run, &CandidacyCommand::ResignCandidate(left));
    }
    let goes_on = run.fate == Fate::Frozen && run.category.is_none() && world.dice.chance(400);
    if goes_on && career::annul_bar(world, run.member).is_some() {
        ask(world, run, &CandidacyCommand::ResumeCandidacy(StepTaken { on: month.day(20).into() }));
    }
}

/// Of the short terms every other one is renewed; the others run out.
fn renew(world: &mut World, month: Month, run: Run) {
    let end = date(month.year, 12, 1);
    let candidacy = world.author.state::<Candidacy>(run.id);
    let ends = candidacy.and_then(Candidacy::term).and_then(|term| term.to) == Some(end);
    if !ends || !is_certified(world, run) {
        return;
    }
    let command = if world.dice.chance(500) {
        CandidacyCommand::RenewTerm(RenewTerm {
            to: date(month.year + 3, 12, 1).into(),
            on: month.day(20).into(),
        })
    } else {
        CandidacyCommand::ExpireTerm(StepTaken { on: end.into() })
    };
    ask(world, run, &command);
}

fn assess(world: &mut World, month: Month, run: Run) {
    if is_certified(world, run) {
        let assessed = AssessAnnually { year: month.year, grade: grade(world), on: month.day(15).into() };
        ask(world, run, &CandidacyCommand::AssessAnnually(assessed));
    }
}
