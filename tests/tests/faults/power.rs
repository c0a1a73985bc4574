//! Losing power: from all that reached the files, what a disk would hold at a moment is rebuilt and judged.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::disk::{Chance, Fate, Model};
use crate::judge::judge;
use crate::shim::{Disk, Order, Stand, Target, runtime};
use crate::trace::{Step, Trace, What};
use crate::work::{self, ACKNOWLEDGED, Acknowledged, LOG, Register, open};

/// How many more moments are tried beside those at which something was synced or acknowledged.
const MORE_MOMENTS: u64 = 60;
const AT_ONCE: usize = 4;
/// After so many rounds of work the write-ahead log must have begun anew.
const MOST_ROUNDS: u64 = 40;

/// Everything one process wrote, and what of it was acknowledged up to each step.
struct Run {
    stand: Stand,
}

impl Run {
    fn trace(&self) -> Trace {
        Trace::read(&self.stand.trace(), &self.stand.disk())
    }
}

/// Runs the work of a test on a disk with these orders; in the process on the disk itself there is nothing to judge.
fn run(test: &str, order: Order<'_>, tasks: u64, turns: u64) -> Option<Run> {
    if let Some(disk) = Disk::here() {
        runtime().block_on(write(&disk, tasks, turns));
        return None;
    }
    let stand = Stand::with(order);
    stand.run(test);
    Some(Run { stand })
}

/// How the write-ahead log grows depends on how many appends share a commit, which no machine promises. So the work goes
/// on in rounds until the log was emptied into the database and begun anew, because what a lost power may do to it then
/// is what the moments are to meet.
async fn write(disk: &Disk, tasks: u64, turns: u64) {
    let register = Register::new(disk);
    let log = open(&disk.url(LOG)).await.unwrap();
    let mut first_salt = None;
    for round in 0..MOST_ROUNDS {
        work::many(&log, &register, tasks, round * turns..(round + 1) * turns, |_| {}).await;
        let salt = wal_salt(disk);
        if *first_salt.get_or_insert(salt) != salt {
            break;
        }
    }
    log.close().await;
}

/// The salt of the write-ahead log, which is another one each time it begins anew (bytes 16 to 24 of its header).
fn wal_salt(disk: &Disk) -> [u8; 8] {
    let wal = std::fs::read(disk.folder.join(format!("{LOG}-wal"))).unwrap();
    wal[16..24].try_into().unwrap()
}

/// The moments at which the power goes: before and after every sync, after every acknowledgement that is followed by
/// something else, and many others.
fn moments(steps: &[Step]) -> Vec<usize> {
    let mut moments = vec![steps.len()];
    for (at, step) in steps.iter().enumerate() {
        let is_sync = matches!(step.what, What::Synced | What::SyncFailed);
        let ends_a_row = is_acknowledgement(step) && !steps.get(at + 1).is_some_and(is_acknowledgement);
        if is_sync {
            moments.push(at);
        }
        if is_sync || ends_a_row {
            moments.push(at + 1);
        }
    }
    let mut chance = Chance(1);
    moments.extend((0..MORE_MOMENTS).map(|_| (chance.next() % steps.len() as u64) as usize));
    moments.sort_unstable();
    moments.dedup();
    moments
}

fn is_acknowledgement(step: &Step) -> bool {
    step.file == ACKNOWLEDGED && matches!(step.what, What::Written { .. })
}

/// How many disks were judged, and what was wrong with some of them.
struct Verdicts {
    judged: usize,
    wrong: Vec<String>,
}

fn judge_all(trace: &Trace, moments: &[usize], failed_sync_loses: bool) -> Verdicts {
    let turn = AtomicUsize::new(0);
    let judged = AtomicUsize::new(0);
    let wrong = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    let mut world = World::new(trace, failed_sync_loses);
                    let mut wrong = Vec::new();
                    while let Some(&moment) = moments.get(turn.fetch_add(1, Ordering::SeqCst)) {
                        world.go_to(moment);
                        for (name, fate) in fates(moment) {
                            judged.fetch_add(1, Ordering::SeqCst);
                            if let Err(reason) = runtime.block_on(world.judged(fate)) {
                                wrong.push(format!(
                                    "step {moment} of {}, {name}: {reason}",
                                    trace.steps.len()
                                ));
                            }
                        }
                    }
                    wrong
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    Verdicts { judged: judged.into_inner(), wrong }
}

/// Losing all is tried at every moment, because it is what finds most; the others in turn.
fn fates(moment: usize) -> [(&'static str, Fate); 2] {
    let other = if moment.is_multiple_of(4) {
        ("what was not synced is there", Fate::Kept)
    } else {
        ("what was not synced is there in part", Fate::Chance(Chance(moment as u64)))
    };
    [("what was not synced is lost", Fate::Lost), other]
}

/// A disk that is wound forward step by step.
struct World<'a> {
    trace: &'a Trace,
    at: usize,
    model: Model<'a>,
    acknowledged: Vec<Acknowledged>,
}

impl<'a> World<'a> {
    fn new(trace: &'a Trace, failed_sync_loses: bool) -> Self {
        Self { trace, at: 0, model: Model::new(trace, failed_sync_loses), acknowledged: Vec::new() }
    }

    fn go_to(&mut self, moment: usize) {
        for step in &self.trace.steps[self.at..moment] {
            self.model.step(step);
            if let (ACKNOWLEDGED, What::Written { data, .. }) = (step.file.as_str(), &step.what) {
                let line = std::str::from_utf8(self.trace.data(data)).unwrap();
                self.acknowledged.push(Acknowledged::parse(line));
            }
        }
        self.at = moment;
    }

    async fn judged(&self, fate: Fate) -> Result<(), String> {
        let folder = in_memory();
        self.model.rebuild(folder.path(), fate, ACKNOWLEDGED);
        judge(folder.path(), &self.acknowledged).await
    }
}

/// The rebuilt disk itself need not last, so where there is a folder in memory it is there.
fn in_memory() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

#[test]
fn every_acknowledged_append_survives_losing_power_at_any_moment() {
    let test = "power::every_acknowledged_append_survives_losing_power_at_any_moment";
    let Some(run) = run(test, Order::NONE, 16, 12) else { return };
    let trace = run.trace();
    let begun = trace
        .steps
        .iter()
        .filter(|step| step.file == "log.db-wal" && matches!(step.what, What::Written { offset: 0, .. }));
    assert!(begun.count() > 1, "too little was written for the write-ahead log to begin anew");
    let moments = moments(&trace.steps);
    let Verdicts { judged, wrong } = judge_all(&trace, &moments, false);
    println!("{} steps, {} moments, {judged} disks judged", trace.steps.len(), moments.len());
    assert!(wrong.is_empty(), "{} of {judged}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(judged > 300, "only {judged} disks were judged");
}

/// What the judge finds when syncs of the files with this in their name do nothing.
fn losses_without_syncs(test: &str, part: &str) -> Option<Vec<String>> {
    let order = Order { ignore_sync: true, part, ..Order::NONE };
    let trace = run(test, order, 8, 6)?.trace();
    let moments: Vec<usize> = moments(&trace.steps).into_iter().step_by(4).collect();
    Some(judge_all(&trace, &moments, false).wrong)
}

#[test]
fn an_acknowledgement_before_the_sync_is_found_out() {
    let test = "power::an_acknowledgement_before_the_sync_is_found_out";
    let Some(wrong) = losses_without_syncs(test, "log.db-wal") else { return };
    let lost = wrong.iter().filter(|reason| reason.contains("was acknowledged at")).count();
    assert!(lost > 20, "a log that does not wait for the disk must be found out:\n{}", wrong.join("\n"));
}

#[test]
fn an_event_before_its_key_is_found_out() {
    let test = "power::an_event_before_its_key_is_found_out";
    let Some(wrong) = losses_without_syncs(test, "log.db.keys") else { return };
    let lost = wrong.iter().filter(|reason| reason.contains("cannot be read")).count();
    assert!(lost > 20, "keys that do not wait for the disk must be found out:\n{}", wrong.join("\n"));
}

#[test]
fn syncs_that_failed_lose_nothing_that_is_acknowledged_later() {
    let test = "power::syncs_that_failed_lose_nothing_that_is_acknowledged_later";
    if let Some(disk) = Disk::here() {
        return runtime().block_on(write_on_a_broken_disk(disk));
    }
    let stand = Stand::new();
    stand.run(test);
    let trace = Run { stand }.trace();
    let moments = moments(&trace.steps);
    let every_third: Vec<usize> = moments.iter().copied().step_by(3).collect();
    for (moments, failed_sync_loses) in [(every_third, false), (moments, true)] {
        let Verdicts { judged, wrong } = judge_all(&trace, &moments, failed_sync_loses);
        assert!(wrong.is_empty(), "{} of {judged}:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// Ahead of every third turn a sync is told to fail, while the tasks go on asking until they get a yes.
async fn write_on_a_broken_disk(disk: Disk) {
    let register = Register::new(&disk);
    let log = open(&disk.url(LOG)).await.unwrap();
    let control = Arc::new(disk.control);
    let before = move |number: work::Number| {
        if (number.task + number.turn).is_multiple_of(3) {
            let part = if number.turn.is_multiple_of(2) { "log.db-wal" } else { LOG };
            let spared = (number.task % 2) as i32;
            control.order(Order { target: Target::Syncs, once: true, part, spared, ..Order::NONE });
        }
    };
    let unknown = work::many(&log, &register, 6, 0..10, before).await;
    assert!(unknown > 3, "only {unknown} appends met a sync that failed");
    log.close().await;
}
