//! Whatever is asked, the file, the server and the model answer alike, and afterwards the same is written.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::Arc,
};

use chrono::TimeDelta;
use liangshi_eventstore::{Append, Claim, Failure, Guard, Idempotency, Log, ManualClock, Outcome, Recorded};
use proptest::{
    prelude::*,
    sample::{Index, select},
    test_runner::{TestCaseError, TestRunner},
};
use uuid::Uuid;

use crate::{
    model::Model,
    world::{Counted, World, append, drop_database, write},
};

/// Words in which two databases and a language may differ: case, quotes, escapes, and what sorts otherwise by code unit.
const WORDS: [&str; 6] = ["a", "A", "\"a'\\", "一", "\u{ffff}", "𐐷"];

/// Few that most requests meet in, and more that few do, so that there are groups of either sort.
const BUSY: usize = WORDS.len();
const STREAMS: usize = 40;
const KEYS: usize = 4;

/// A version as a writer may have read it.
#[derive(Clone, Copy, Debug)]
enum Read {
    Right,
    Behind,
    Ahead,
    Exactly(i64),
}

/// A request as it is thought up, before anybody knows what the log holds when its turn comes.
#[derive(Clone, Debug)]
struct Thought {
    writes: BTreeMap<usize, (Read, usize)>,
    guards: Vec<(usize, Read)>,
    claims: Vec<Claim>,
    key: Option<(usize, usize)>,
    /// It carries the id of an event that may be there already.
    stolen: Option<Index>,
    /// It is word for word what was sent before, whatever else is thought up here.
    again: Option<Index>,
}

fn read() -> impl Strategy<Value = Read> {
    prop_oneof![
        12 => Just(Read::Right),
        2 => Just(Read::Behind),
        1 => Just(Read::Ahead),
        1 => select(vec![0, 1, 2, i64::MAX / 2]).prop_map(Read::Exactly),
    ]
}

fn stream() -> impl Strategy<Value = usize> {
    prop_oneof![1 => 0..BUSY, 3 => BUSY..STREAMS]
}

fn claim() -> impl Strategy<Value = Claim> {
    let word = |count| select(WORDS[..count].to_vec()).prop_map(String::from);
    (word(2), word(KEYS), word(6), 0..10).prop_map(|(scope, key, holder, kind)| match kind {
        0..4 => Claim::Release { scope, key, holder },
        kind => Claim::Take { scope, key, holder, ever: kind > 7 },
    })
}

fn thought() -> impl Strategy<Value = Thought> {
    let rarely = |one_in: u32| prop::option::weighted(1.0 / f64::from(one_in), any::<Index>());
    (
        prop::collection::btree_map(stream(), (read(), 1..4_usize), 1..4),
        prop::collection::vec((stream(), read()), 0..3),
        prop_oneof![2 => Just(Vec::new()), 3 => prop::collection::vec(claim(), 1..4)],
        prop::option::weighted(0.5, (0..2 * BUSY, prop_oneof![4 => Just(0), 1 => Just(1_usize)])),
        rarely(12),
        rarely(8),
    )
        .prop_map(|(writes, guards, claims, key, stolen, again)| Thought {
            writes,
            guards,
            claims,
            key,
            stolen,
            again,
        })
}

/// Groups, each with the minutes by which the clock is off.
fn story() -> impl Strategy<Value = Vec<(i64, Vec<Thought>)>> {
    prop::collection::vec((0..1_000_i64, prop::collection::vec(thought(), 1..14)), 1..6)
}

/// What one store answered, with positions counted from where the case began in it.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    Answer(Outcome),
    Failed,
}

fn told(answer: Result<Outcome, Failure>, base: i64) -> Told {
    match answer {
        Ok(Outcome::Appended { first, last }) => {
            Told::Answer(Outcome::Appended { first: first - base, last: last - base })
        }
        Ok(Outcome::AlreadyAppended { first, last, answer }) => {
            Told::Answer(Outcome::AlreadyAppended { first: first - base, last: last - base, answer })
        }
        Ok(refusal) => Told::Answer(refusal),
        Err(Failure::Database(_)) => Told::Failed,
        Err(failure) => panic!("{failure}"),
    }
}

/// One case: the oracle, what was sent so far, and the names that are this case's own.
struct Case<'a> {
    number: i64,
    oracle: Model,
    clock: &'a ManualClock,
    logs: &'a [Log],
    bases: Vec<i64>,
    sent: Vec<Append>,
}

impl Case<'_> {
    fn named(&self, word: &str) -> String {
        format!("{}/{word}", self.number)
    }

    fn numbered(&self, number: usize) -> String {
        format!("{}/{}{}", self.number, WORDS[number % BUSY], number / BUSY)
    }

    fn version(&self, stream: &str, read: Read) -> i64 {
        let right = self.oracle.stream(stream, 0).len() as i64;
        match read {
            Read::Right => right,
            Read::Behind => (right - 1).max(0),
            Read::Ahead => right + 1,
            Read::Exactly(version) => version,
        }
    }

    fn request(&self, thought: &Thought) -> Append {
        if let Some(index) = thought.again.filter(|_| !self.sent.is_empty()) {
            return index.get(&self.sent).clone();
        }
        let writes = thought.writes.iter().map(|(stream, (read, events))| {
            let stream = self.numbered(*stream);
            write(stream.clone(), self.version(&stream, *read), *events)
        });
        let mut request = append(writes.collect::<Vec<_>>());
        for (stream, read) in &thought.guards {
            let stream = self.numbered(*stream);
            request.guards.push(Guard { version: self.version(&stream, *read), stream });
        }
        request.claims = thought.claims.clone();
        for claim in &mut request.claims {
            let (Claim::Take { scope, .. } | Claim::Release { scope, .. }) = claim;
            *scope = self.named(scope);
        }
        if let Some((key, content)) = thought.key {
            let (key, hash) = (self.numbered(key), content.to_string());
            request.idempotency = Some(Idempotency { key, hash, answer: r#"{ "ids":["一\n"] }"#.into() });
        }
        if let Some(index) = thought.stolen.filter(|_| !self.sent.is_empty()) {
            request.writes[0].events[0].id = index.get(&self.sent).writes[0].events[0].id;
        }
        request
    }

    /// The oracle answers one after the other, and so it is known what each may expect; then each log is asked all at once.
    async fn ask(&mut self, thoughts: &[Thought]) -> Result<Vec<Told>, TestCaseError> {
        let (mut requests, mut expected) = (Vec::new(), Vec::new());
        for thought in thoughts {
            let request = self.request(thought);
            expected.push(told(self.oracle.append(request.clone()), 0));
            self.sent.push(request.clone());
            requests.push(request);
        }
        self.compare(requests, &expected).await?;
        Ok(expected)
    }

    async fn compare(&self, requests: Vec<Append>, expected: &[Told]) -> Result<(), TestCaseError> {
        for (log, base) in self.logs.iter().zip(&self.bases) {
            let ask = |request| {
                let log = log.clone();
                tokio::spawn(async move { log.append(request).await })
            };
            let asking: Vec<_> = requests.iter().cloned().map(ask).collect();
            for (number, (answer, expected)) in asking.into_iter().zip(expected).enumerate() {
                let answer = told(answer.await.unwrap(), *base);
                prop_assert_eq!(&answer, expected, "request {}: {:#?}", number, requests[number]);
            }
        }
        Ok(())
    }

    /// Events, streams, ids, heads, instants and kept answers.
    async fn compare_what_is_kept(&self) -> Result<(), TestCaseError> {
        let events = self.oracle.after(0, i64::MAX);
        for (log, base) in self.logs.iter().zip(&self.bases) {
            let here = |mut event: Recorded| {
                event.position -= base;
                event
            };
            let all = |events: Vec<Recorded>| events.into_iter().map(here).collect::<Vec<_>>();
            prop_assert_eq!(&all(log.after_sealed(*base, 9_999).await.unwrap()), &events);
            prop_assert_eq!(all(log.after(*base + 2, 3).await.unwrap()), self.oracle.after(2, 3));
            prop_assert_eq!(log.head().await.unwrap().position - base, events.len() as i64);
            for number in 0..STREAMS {
                let name = self.numbered(number);
                prop_assert_eq!(all(log.stream(&name, 1).await.unwrap()), self.oracle.stream(&name, 1));
                let kept = log
                    .answered(&name)
                    .await
                    .unwrap()
                    .map(|kept| (kept.hash, kept.last_position - base, kept.answer));
                let known =
                    self.oracle.answered(&name).map(|kept| (kept.hash, kept.last_position, kept.answer));
                prop_assert_eq!(kept, known);
            }
            for event in events.iter().step_by(5) {
                prop_assert_eq!(log.by_id(event.id).await.unwrap().map(here), Some(event.clone()));
                let instant = event.recorded_at + TimeDelta::nanoseconds(700);
                let position = log.position_at(instant).await.unwrap() - base;
                prop_assert_eq!(position, self.oracle.position_at(instant));
            }
        }
        Ok(())
    }

    /// A stranger asks for every name for ever, and for now: the answers tell who has it and who had it last.
    async fn compare_who_holds_what(&self) -> Result<(), TestCaseError> {
        let (mut requests, mut expected) = (Vec::new(), Vec::new());
        for (scope, key, ever) in names_to_ask_for(&WORDS[..2], &WORDS[..KEYS]) {
            let (scope, key) = (self.named(scope), key.to_owned());
            let mut request = append([write(Uuid::now_v7().to_string(), 0, 1)]);
            request.claims = vec![Claim::Take { scope, key, holder: "stranger".into(), ever }];
            expected.push(told(self.oracle.append(request.clone()), 0));
            requests.push(request);
        }
        self.compare(requests, &expected).await
    }
}

/// First all for ever and then all for now, so that those beside each other have nothing in common.
fn names_to_ask_for<'a>(
    scopes: &'a [&str],
    keys: &'a [&str],
) -> impl Iterator<Item = (&'a str, &'a str, bool)> {
    [true, false].into_iter().flat_map(move |ever| {
        scopes.iter().flat_map(move |scope| keys.iter().map(move |key| (*scope, *key, ever)))
    })
}

#[test]
fn file_server_and_model_judge_alike() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _entered = runtime.enter();
    let worlds: Vec<World> =
        [Some(World::file()), runtime.block_on(World::server())].into_iter().flatten().collect();
    let clock = worlds[0].clock.clone();
    let opened: Vec<(Arc<Counted>, Log)> =
        worlds.iter().map(|world| runtime.block_on(world.open_counting(clock.clone()))).collect();
    let logs: Vec<Log> = opened.iter().map(|(_, log)| log.clone()).collect();
    let (case, seen) = (Cell::new(0), RefCell::new(BTreeMap::<&str, usize>::new()));
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 64,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let judged = runner.run(&story(), |groups| {
        case.set(case.get() + 1);
        runtime.block_on(judge(case.get(), &clock, &logs, groups, &seen))
    });
    if let Err(error) = judged {
        panic!("{error}");
    }
    let seen = seen.into_inner();
    assert_eq!(seen.len(), 6, "every kind of answer was given: {seen:?}");
    assert!(
        seen["appended"] > 150 && seen.values().all(|count| *count > 2),
        "too little to mean much: {seen:?}"
    );
    let requests = seen.values().sum::<usize>() + case.get() as usize * 4 * KEYS;
    for (asked, _) in &opened {
        assert!(asked.asked() * 2 < requests, "{requests} requests met in {} groups", asked.asked());
    }
    for world in worlds.iter().filter(|world| !world.database.is_empty()) {
        runtime.block_on(drop_database(&world.database));
    }
}

async fn judge(
    number: i64,
    clock: &ManualClock,
    logs: &[Log],
    groups: Vec<(i64, Vec<Thought>)>,
    seen: &RefCell<BTreeMap<&str, usize>>,
) -> Result<(), TestCaseError> {
    let mut bases = Vec::new();
    for log in logs {
        bases.push(log.head().await.unwrap().position);
    }
    let own_clock = Arc::new(ManualClock::new(Default::default()));
    let mut case =
        Case { number, oracle: Model::new(own_clock.clone()), clock, logs, bases, sent: Vec::new() };
    for (minutes, thoughts) in groups {
        let now = "2025-09-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()
            + TimeDelta::days(number)
            + TimeDelta::minutes(minutes);
        own_clock.set(now);
        case.clock.set(now);
        for told in case.ask(&thoughts).await? {
            *seen.borrow_mut().entry(kind(&told)).or_default() += 1;
        }
    }
    case.compare_what_is_kept().await?;
    case.compare_who_holds_what().await
}

fn kind(told: &Told) -> &'static str {
    match told {
        Told::Answer(Outcome::Appended { .. }) => "appended",
        Told::Answer(Outcome::AlreadyAppended { .. }) => "already appended",
        Told::Answer(Outcome::Conflict { .. }) => "conflict",
        Told::Answer(Outcome::ClaimTaken { .. }) => "claim taken",
        Told::Answer(Outcome::KeyReused { .. }) => "key reused",
        Told::Failed => "failed",
    }
}
