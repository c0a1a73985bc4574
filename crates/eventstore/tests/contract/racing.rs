//! Writers that meet: many tasks, two processes, groups. Each of these is a fault that some other store has had.

use liangshi_eventstore::{Append, Failure, Guard, Idempotency, Outcome};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    judging::{asked, release, take, taken},
    world::{Store, World, append, holding, write},
};

/// What the requests of a race compete for.
fn rival(number: usize) -> Append {
    let own = format!("own-{number}");
    let mut request = append([write(own.clone(), 0, 1)]);
    match number % 5 {
        0 => request.writes = vec![write(format!("shared-{}", number % 7), 0, 2)],
        1 => request.claims = vec![take(&format!("now-{}", number % 7), &own, false)],
        2 => request.claims = vec![take(&format!("ever-{}", number % 7), &own, true)],
        3 => request.idempotency = Some(key(format!("same-{}", number % 7), "same".into())),
        _ => request.idempotency = Some(key(format!("other-{}", number % 7), own)),
    }
    request
}

fn key(key: String, hash: String) -> Idempotency {
    Idempotency { answer: format!("{{\"key\":\"{key}\"}}"), key, hash }
}

fn ids(request: &Append) -> Vec<Uuid> {
    request.writes.iter().flat_map(|write| write.events.iter().map(|event| event.id)).collect()
}

pub(crate) async fn a_success_is_never_told_without_its_row(world: World) {
    let stores = [world.store().await, world.store().await];
    let mut race = JoinSet::new();
    for number in 0..210_usize {
        let store = stores[(number / 5) % 2].clone();
        race.spawn(async move {
            let request = rival(number);
            (number, ids(&request), store.append(request).await.unwrap())
        });
    }
    let (mut told, mut winners, mut repeated) = (0, 0, Vec::new());
    let events = {
        let answers = race.join_all().await;
        let events = stores[0].after(0, 1_000).await.unwrap();
        for (number, sent, outcome) in answers {
            match outcome {
                Outcome::Appended { first, last } => {
                    let rows = &events[first as usize - 1..last as usize];
                    assert_eq!(rows.iter().map(|event| event.id).collect::<Vec<_>>(), sent, "{number}");
                    told += rows.len();
                    winners += 1;
                }
                Outcome::AlreadyAppended { first, last, .. } => {
                    assert_eq!(number % 5, 3);
                    repeated.push((first, last));
                    assert_absent(&stores[1], &sent).await;
                }
                Outcome::Conflict { .. } | Outcome::ClaimTaken { .. } | Outcome::KeyReused { .. } => {
                    assert_ne!(number % 5, 3);
                    assert_absent(&stores[1], &sent).await;
                }
            }
        }
        events
    };
    assert_eq!(told, events.len(), "as many rows as successes");
    assert_eq!(winners, 5 * 7, "one for each stream, name and key");
    assert_eq!(repeated.len(), 42 - 7);
    assert!(repeated.iter().all(|(first, last)| first == last && *last <= events.len() as i64));
    assert_eq!(stores[1].head().await.unwrap().position, events.len() as i64);
}

async fn assert_absent(store: &Store, ids: &[Uuid]) {
    for id in ids {
        assert_eq!(store.by_id(*id).await.unwrap(), None, "nothing of what was refused is there");
    }
}

/// Each reads what the other writes: a guard judged on a snapshot older than the lock lets both through.
pub(crate) async fn of_two_who_each_guard_what_the_other_writes_one_wins(world: World) {
    let stores = [world.store().await, world.store().await];
    for round in 0..60 {
        let names = [format!("a-{round}"), format!("b-{round}")];
        let tasks: Vec<_> = (0..6)
            .map(|number| {
                let (own, other) = (names[number % 2].clone(), names[1 - number % 2].clone());
                let mut request = append([write(own, 0, 1)]);
                request.guards = vec![Guard { stream: other, version: 0 }];
                let store = stores[(number / 2 + number) % 2].clone();
                tokio::spawn(async move { store.append(request).await.unwrap() })
            })
            .collect();
        let mut won = 0;
        for task in tasks {
            match task.await.unwrap() {
                Outcome::Appended { .. } => won += 1,
                Outcome::Conflict { expected: 0, actual: 1, .. } => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(won, 1, "round {round}");
    }
    assert_eq!(stores[0].after(0, 1_000).await.unwrap().len(), 60);
}

pub(crate) async fn what_waits_is_written_together_and_each_is_answered_apart(world: World) {
    let (clock, log) = world.open_counting(world.clock.clone()).await;
    let held = world.hold_the_writers().await;
    let requests = (0..100).map(|number| append([write(format!("s-{}", number % 50), 0, 1)]));
    let asked = requests.map(|request| log.append(request)).collect();
    let release = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let before = clock.asked();
        drop(held);
        before
    };
    let (answers, before) = tokio::join!(together(asked), release);
    let mut written = 0;
    for answer in answers {
        match answer.unwrap() {
            Outcome::Appended { first, last } => written += last - first + 1,
            Outcome::Conflict { expected: 0, actual: 1, .. } => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(written, 50, "the second of each stream saw what the first had staged");
    let groups = clock.asked() - before;
    assert!(groups <= 5, "the one that was held and all the others: {groups}");
    assert_eq!(log.head().await.unwrap().position, 50);
}

/// A database error undoes the whole group, so its members are written again one by one.
pub(crate) async fn an_event_id_that_is_there_already_fails_alone(world: World) {
    let log = world.store().await;
    let first = append([write("first", 0, 1)]);
    log.append(first.clone()).await.unwrap();
    let mut culprit = asked("key", "hash", "culprit", 0);
    culprit.writes.push(write("also", 0, 2));
    culprit.claims = vec![take("name", "culprit", true)];
    culprit.writes[1].events[1].id = first.writes[0].events[0].id;
    let claiming =
        |holder: &str| Append { claims: vec![take("name", holder, false)], ..append([write(holder, 0, 1)]) };
    let requests = [
        append([write("s", 0, 1)]),
        append([write("s", 1, 2)]),
        culprit,
        append([write("s", 3, 1), write("t", 0, 1)]),
        claiming("neighbour"),
        claiming("late"),
        asked("key", "other hash", "u", 0),
    ];
    let tasks: Vec<_> = requests
        .into_iter()
        .map(|request| {
            let log = log.clone();
            async move { log.append(request).await }
        })
        .collect();
    let mut answers = together(tasks).await;
    let failure = answers.remove(2).unwrap_err();
    assert!(matches!(failure, Failure::Database(_)), "{failure}");
    assert!(failure.to_string().contains("nothing was written"), "{failure}");
    let outcomes: Vec<Outcome> = answers.into_iter().map(Result::unwrap).collect();
    let appended = |first, last| Outcome::Appended { first, last };
    assert_eq!(
        outcomes,
        [
            appended(2, 2),
            appended(3, 4),
            appended(5, 6),
            appended(7, 7),
            taken("name", "neighbour"),
            appended(8, 9)
        ]
    );
    assert!(
        log.stream("culprit", 0).await.unwrap().is_empty() && log.stream("also", 0).await.unwrap().is_empty()
    );
    assert_eq!(log.head().await.unwrap().position, 9);
    assert_eq!(log.after(0, 100).await.unwrap().len(), 9);
    let passed_on = holding(vec![release("name", "neighbour"), take("name", "late", false)]);
    assert_eq!(log.append(passed_on).await.unwrap(), appended(10, 10), "the culprit left no claim behind");
}

/// All are asked before any is answered, in this order, so that they meet in one group.
async fn together<T>(asking: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut asking: Vec<_> = asking.into_iter().map(Box::pin).collect();
    let mut answers: Vec<Option<T>> = asking.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (one, answer) in asking.iter_mut().zip(&mut answers) {
            if answer.is_none()
                && let std::task::Poll::Ready(ready) = one.as_mut().poll(context)
            {
                *answer = Some(ready);
            }
        }
        if answers.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    answers.into_iter().flatten().collect()
}
