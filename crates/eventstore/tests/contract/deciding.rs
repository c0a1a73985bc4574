//! A decision and somebody who is faster. What is run between a load and its append is said by the test, so that the
//! conflict is met every time and not when the machine is slow enough.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use liangshi_domain::{
    Claim as DomainClaim, Decider, EventId, Follow, Following, Looks, Origin, Reason, Refusal, RuleRef,
    Stamp, Unreadable, Watch,
};
use liangshi_eventstore::{Answer, Execution, Log, Outcome, execute};
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::world::{World, append, bodies, write};

/// A house takes guests while its door is open and it has beds. A guest stays in one house at a time.
#[derive(Clone, Default)]
struct House(Vec<String>);

struct Enter {
    guest: &'static str,
    beds: usize,
}

#[derive(Clone)]
struct Entered {
    guest: String,
    bed: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Turned {
    Full,
    Closed,
}

#[derive(Default)]
struct Door {
    closed: bool,
}

impl Decider for House {
    type Command = Enter;
    type Event = Entered;
    type Refusal = Turned;
    type Witness = Door;

    fn looks_at(&self, _: &Enter) -> Looks {
        Looks { streams: vec!["door".into()], events: Vec::new() }
    }

    fn decide(&self, command: &Enter, door: &Door, _: &Stamp) -> Result<Vec<Entered>, Turned> {
        if door.closed {
            return Err(Turned::Closed);
        }
        if self.0.len() >= command.beds {
            return Err(Turned::Full);
        }
        Ok(vec![Entered { guest: command.guest.into(), bed: self.0.len() + 1 }])
    }

    fn evolve(&mut self, event: &Entered, _: Origin) {
        self.0.push(event.guest.clone());
    }

    fn claims(&self, event: &Entered) -> Vec<DomainClaim> {
        vec![DomainClaim::Take { scope: "guest", text: event.guest.clone(), ever: false }]
    }

    /// Whoever comes on a horse needs a place for it too, and the stable has one.
    fn follows(&self, event: &Entered, _: &Door) -> Vec<Box<dyn Following>> {
        let rides = event.guest.contains("骑");
        let horse = Enter { guest: "马", beds: 1 };
        rides.then(|| Follow::<House>::boxed("stable".into(), horse)).into_iter().collect()
    }

    fn write(event: &Entered) -> Result<(&'static str, i64, String), serde_json::Error> {
        let Entered { guest, bed } = event;
        Ok(("house.entered", 1, format!(r#"{{"guest":"{guest}","bed":{bed}}}"#)))
    }

    fn read(kind: &str, body: &str) -> Result<Entered, Unreadable> {
        let body: serde_json::Value =
            serde_json::from_str(body).map_err(|source| Unreadable::Body { kind: kind.into(), source })?;
        Ok(Entered { guest: body["guest"].to_string(), bed: 0 })
    }
}

impl Watch for Door {
    fn about(&mut self, _: &str) {}

    fn fold(&mut self, _: &str, _: &str, _: &str, _: Origin) -> Result<(), Unreadable> {
        self.closed = true;
        Ok(())
    }

    fn owned(&mut self, _: EventId, _: Option<String>) {}
}

impl Refusal for Turned {
    fn code(&self) -> &'static str {
        "TURNED_AWAY"
    }

    fn rule(&self) -> Option<RuleRef> {
        None
    }

    fn zh(&self) -> String {
        "不予接收".into()
    }

    fn en(&self) -> String {
        "turned away".into()
    }

    fn facts(&self) -> Vec<EventId> {
        Vec::new()
    }
}

/// What happens while a decision is on its way: the first of these between the first load and its append, the second
/// between those of the second try, and so on.
#[derive(Default)]
struct Between(Mutex<VecDeque<Pin<Box<dyn Future<Output = ()> + Send>>>>);

impl Between {
    fn of(all: impl IntoIterator<Item = impl Future<Output = ()> + Send + 'static>) -> Self {
        Self(Mutex::new(
            all.into_iter().map(|one| Box::pin(one) as Pin<Box<dyn Future<Output = ()> + Send>>).collect(),
        ))
    }

    /// An id is made when the decision has been taken and nothing has been sent yet: that is the moment.
    fn new_id(&self) -> Uuid {
        let next = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        if let Some(next) = next {
            tokio::task::block_in_place(|| Handle::current().block_on(next));
        }
        Uuid::now_v7()
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[derive(Clone, Copy, Default)]
struct Asking {
    expected: Option<i64>,
    request: Option<(&'static str, &'static str)>,
}

async fn enter(log: &Log, command: Enter, asking: Asking, between: &Between) -> Answer<Turned> {
    let stamp = Stamp {
        actor: "officer-1".into(),
        acting_for: None,
        today: "2025-09-01".parse().unwrap(),
        correlation: Uuid::now_v7(),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document: None,
    };
    let new_id = || between.new_id();
    let execution = Execution::<House> {
        stream: "house".into(),
        command: &command,
        stamp: &stamp,
        expected: asking.expected,
        request: asking.request,
        new_id: &new_id,
    };
    execute(log, execution).await.unwrap()
}

/// Another process writes to a stream, whatever its version is.
fn rival(log: &Log, stream: &'static str) -> impl Future<Output = ()> + Send + 'static {
    let log = log.clone();
    async move {
        let version = log.stream(stream, 0).await.unwrap().len() as i64;
        let mut request = append([write(stream, version, 1)]);
        request.writes[0].events[0].body = r#"{"guest":"rival"}"#.into();
        assert!(matches!(log.append(request).await.unwrap(), Outcome::Appended { .. }));
    }
}

pub(crate) async fn a_decision_is_taken_anew_on_what_another_has_written(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    let between = Between::of([rival(&other, "house"), rival(&other, "house")]);
    let answer = enter(&log, Enter { guest: "甲", beds: 3 }, Asking::default(), &between).await;
    let Answer::Done(done) = answer else { panic!("{answer:?}") };
    assert_eq!((done.version, done.position, done.repeated), (3, 3, false));
    assert_eq!(
        bodies(&log.stream("house", 2).await.unwrap()),
        [r#"{"guest":"甲","bed":3}"#],
        "decided on two guests"
    );
    let between = Between::of([rival(&other, "house")]);
    let full = enter(&log, Enter { guest: "乙", beds: 4 }, Asking::default(), &between).await;
    assert_eq!(
        (full, between.left()),
        (Answer::Refused(Turned::Full), 0),
        "there was a bed when it was first decided"
    );
    assert_eq!(log.head().await.unwrap().position, 4);
}

pub(crate) async fn what_a_decision_looked_at_is_looked_at_anew(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    let between = Between::of([rival(&other, "door")]);
    let answer = enter(&log, Enter { guest: "甲", beds: 3 }, Asking::default(), &between).await;
    assert_eq!((answer, between.left()), (Answer::Refused(Turned::Closed), 0));
    assert!(log.stream("house", 0).await.unwrap().is_empty());
}

pub(crate) async fn who_names_a_version_is_told_of_the_conflict(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    let asking = Asking { expected: Some(0), ..Asking::default() };
    let between = Between::of([rival(&other, "house"), rival(&other, "house")]);
    let answer = enter(&log, Enter { guest: "甲", beds: 9 }, asking, &between).await;
    assert_eq!(answer, Answer::Conflict { stream: "house".into(), expected: 0, actual: 1 });
    assert_eq!(between.left(), 1, "it was tried once");
    let between = Between::of([rival(&other, "house")]);
    let answer = enter(&log, Enter { guest: "甲", beds: 9 }, asking, &between).await;
    assert_eq!(answer, Answer::Conflict { stream: "house".into(), expected: 0, actual: 1 });
    assert_eq!(between.left(), 1, "and now not even decided");
    assert_eq!(log.head().await.unwrap().position, 1);
}

pub(crate) async fn who_is_always_outrun_is_told_in_the_end(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    let between = Between::of((0..99).map(|_| rival(&other, "house")));
    let answer = enter(&log, Enter { guest: "甲", beds: 999 }, Asking::default(), &between).await;
    let tries = 99 - between.left() as i64;
    assert_eq!(answer, Answer::Conflict { stream: "house".into(), expected: tries - 1, actual: tries });
    assert_eq!(log.head().await.unwrap().position, tries, "only the rival has written");
    assert!((2..99).contains(&tries), "{tries}");
}

pub(crate) async fn a_name_taken_meanwhile_is_not_taken_twice(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    let elsewhere = async move {
        let key = other.vault().keyed_hash("guest", "甲");
        let mut request = append([write("other-house", 0, 1)]);
        let holder = "other-house".into();
        request.claims =
            vec![liangshi_eventstore::Claim::Take { scope: "guest".into(), key, holder, ever: false }];
        other.append(request).await.unwrap();
    };
    let answer =
        enter(&log, Enter { guest: "甲", beds: 3 }, Asking::default(), &Between::of([elsewhere])).await;
    assert_eq!(answer, Answer::ClaimTaken { scope: "guest".into(), holder: "other-house".into() });
    assert!(log.stream("house", 0).await.unwrap().is_empty());
}

pub(crate) async fn a_retry_that_overtakes_its_first_try_is_what_both_are_told(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    let asking = Asking { request: Some(("key", "content")), ..Asking::default() };
    let twin = async move {
        let answer = enter(&other, Enter { guest: "甲", beds: 3 }, asking, &Between::default()).await;
        assert!(matches!(answer, Answer::Done(_)));
    };
    let answer = enter(&log, Enter { guest: "甲", beds: 3 }, asking, &Between::of([twin])).await;
    let Answer::Done(done) = answer else { panic!("{answer:?}") };
    let events = log.stream("house", 0).await.unwrap();
    assert_eq!((done.repeated, done.version, done.position, events.len()), (true, 1, 1, 1));
    assert_eq!(done.events, [events[0].id], "the event is that of the one who was first");
}

pub(crate) async fn what_follows_for_another_stream_happens_with_it_or_nothing_does(world: World) {
    let (log, none) = (world.open().await, Between::default());
    let answer = enter(&log, Enter { guest: "骑者甲", beds: 9 }, Asking::default(), &none).await;
    let Answer::Done(done) = answer else { panic!("{answer:?}") };
    assert_eq!((done.stream.as_str(), done.version, done.events.len(), done.position), ("house", 1, 1, 2));
    assert_eq!(bodies(&log.stream("stable", 0).await.unwrap()), [r#"{"guest":"马","bed":1}"#]);
    let full = enter(&log, Enter { guest: "骑者乙", beds: 9 }, Asking::default(), &none).await;
    assert_eq!(full, Answer::RefusedBeyond(Reason::of(&Turned::Full)));
    assert_eq!(log.head().await.unwrap().position, 2, "the rider stays out with the horse");
    assert!(matches!(
        enter(&log, Enter { guest: "乙", beds: 9 }, Asking::default(), &none).await,
        Answer::Done(_)
    ));
}

pub(crate) async fn what_follows_is_decided_anew_when_another_was_faster_there(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    let between = Between::of([rival(&other, "stable")]);
    let answer = enter(&log, Enter { guest: "骑者甲", beds: 9 }, Asking::default(), &between).await;
    assert_eq!(answer, Answer::RefusedBeyond(Reason::of(&Turned::Full)));
    assert!(log.stream("house", 0).await.unwrap().is_empty());
}
