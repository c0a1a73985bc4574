//! What is promised of the log, L1 to L12, as ratios between cases of one run.

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Db {
    Sqlite,
    Postgres,
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    Ours,
    /// The physical limit: the database with nothing around it.
    Limit,
    /// The limit with fewer columns and indexes than the log has.
    NarrowLimit,
    Esrs,
    Eventcore,
    Disintegrate,
    Cqrs,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    Append(usize),
    Import,
    Replay,
    Verify,
}

/// One thing that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Case {
    pub db: Db,
    pub work: Work,
    pub who: Who,
}

/// Which figure of a case counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Rate,
    P99,
}

/// One promise: ours divided by the other, no less (of a rate) or no more (of a time) than floor and goal.
pub struct Promise {
    pub id: &'static str,
    pub what: &'static str,
    pub ours: Case,
    pub other: Case,
    pub figure: Figure,
    pub floor: f64,
    pub goal: f64,
}

const fn case(db: Db, work: Work, who: Who) -> Case {
    Case { db, work, who }
}

const fn rate(
    id: &'static str,
    what: &'static str,
    ours: Case,
    other: Case,
    floor: f64,
    goal: f64,
) -> Promise {
    Promise { id, what, ours, other, figure: Figure::Rate, floor, goal }
}

const fn p99(
    id: &'static str,
    what: &'static str,
    ours: Case,
    other: Case,
    floor: f64,
    goal: f64,
) -> Promise {
    Promise { id, what, ours, other, figure: Figure::P99, floor, goal }
}

const fn server(work: Work, who: Who) -> Case {
    case(Db::Postgres, work, who)
}

const fn file(work: Work, who: Who) -> Case {
    case(Db::Sqlite, work, who)
}

const ONE: Work = Work::Append(1);
const SOME: Work = Work::Append(32);
const MANY: Work = Work::Append(256);

/// The promises but L12, which is no ratio.
#[rustfmt::skip]
pub const PROMISES: &[Promise] = &[
    rate("L1", "PostgreSQL append, 32 callers ÷ peer", server(SOME, Who::Ours), server(SOME, Who::Esrs), 3.0, 4.5),
    rate("L1", "PostgreSQL append, 32 callers ÷ group commit", server(SOME, Who::Ours), server(SOME, Who::Limit), 0.6, 0.8),
    p99("L2", "PostgreSQL append, 32 callers, p99 ÷ peer", server(SOME, Who::Ours), server(SOME, Who::Esrs), 0.4, 0.25),
    rate("L3", "PostgreSQL append, 1 caller ÷ peer", server(ONE, Who::Ours), server(ONE, Who::Esrs), 1.8, 2.3),
    rate("L4", "PostgreSQL append, 32 callers ÷ 1 caller", server(SOME, Who::Ours), server(ONE, Who::Ours), 4.0, 6.0),
    rate("L4", "PostgreSQL append, 256 callers ÷ 32 callers", server(MANY, Who::Ours), server(SOME, Who::Ours), 1.0, 1.0),
    rate("L5", "SQLite append, 32 callers ÷ peer", file(SOME, Who::Ours), file(SOME, Who::Eventcore), 3.5, 5.0),
    rate("L5", "SQLite append, 32 callers ÷ group commit", file(SOME, Who::Ours), file(SOME, Who::Limit), 0.5, 0.7),
    p99("L6", "SQLite append, 32 callers, p99 ÷ peer", file(SOME, Who::Ours), file(SOME, Who::Eventcore), 0.6, 0.4),
    rate("L7", "SQLite append, 1 caller ÷ peer", file(ONE, Who::Ours), file(ONE, Who::Eventcore), 1.0, 1.1),
    rate("L8", "SQLite replay into the fold ÷ peer", file(Work::Replay, Who::Ours), file(Work::Replay, Who::Eventcore), 1.2, 2.5),
    rate("L8", "SQLite replay into the fold ÷ cursor and decode", file(Work::Replay, Who::Ours), file(Work::Replay, Who::Limit), 0.0, 1.0),
    rate("L9", "PostgreSQL replay into the fold ÷ peer", server(Work::Replay, Who::Ours), server(Work::Replay, Who::Disintegrate), 1.4, 2.2),
    rate("L10", "PostgreSQL import ÷ binary COPY of the same rows", server(Work::Import, Who::Ours), server(Work::Import, Who::Limit), 0.5, 0.8),
    rate("L10", "SQLite import ÷ 1000 of the same rows per transaction", file(Work::Import, Who::Ours), file(Work::Import, Who::Limit), 0.5, 0.8),
    rate("L11", "SQLite verify ÷ reading and SHA-256", file(Work::Verify, Who::Ours), file(Work::Verify, Who::Limit), 0.5, 0.9),
    rate("L11", "PostgreSQL verify ÷ reading and SHA-256", server(Work::Verify, Who::Ours), server(Work::Verify, Who::Limit), 0.5, 0.9),
];

/// MiB that a replay of any length may hold at its peak.
pub const MEMORY: (f64, f64) = (256.0, 64.0);

/// What is measured beside the promises, to say where the others stand.
#[rustfmt::skip]
pub const BESIDE: &[Case] = &[
    server(ONE, Who::Limit), server(MANY, Who::Limit), server(MANY, Who::Esrs),
    server(ONE, Who::Eventcore), server(SOME, Who::Eventcore),
    server(ONE, Who::Cqrs), server(SOME, Who::Cqrs),
    server(ONE, Who::Disintegrate), server(SOME, Who::Disintegrate),
    file(ONE, Who::Limit), file(MANY, Who::Ours), file(MANY, Who::Limit), file(MANY, Who::Eventcore),
    file(ONE, Who::Cqrs), file(SOME, Who::Cqrs),
    server(Work::Import, Who::NarrowLimit), file(Work::Import, Who::NarrowLimit),
    server(Work::Replay, Who::Limit),
];

impl Case {
    /// Its name in a table and on the command line, such as `postgres/append-32/ours`.
    pub fn name(&self) -> String {
        let db = match self.db {
            Db::Sqlite => "sqlite",
            Db::Postgres => "postgres",
        };
        let work = match self.work {
            Work::Append(callers) => format!("append-{callers}"),
            Work::Import => "import".into(),
            Work::Replay => "replay".into(),
            Work::Verify => "verify".into(),
        };
        let who = match self.who {
            Who::Ours => "ours",
            Who::Limit => "limit",
            Who::NarrowLimit => "narrow-limit",
            Who::Esrs => "esrs",
            Who::Eventcore => "eventcore",
            Who::Disintegrate => "disintegrate",
            Who::Cqrs => "cqrs-es",
        };
        format!("{db}/{work}/{who}")
    }
}

/// Every case there is, the promised ones first, each once.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let promised = PROMISES.iter().flat_map(|promise| [promise.other, promise.ours]);
    for case in promised.chain(BESIDE.iter().copied()) {
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    cases
}
