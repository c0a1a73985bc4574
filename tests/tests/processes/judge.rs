//! Holds what the clients and the followers were told against the log as it stands in the end.

use std::collections::{HashMap, HashSet};

use liangshi_eventstore::{Log, Recorded};
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::{
    client::Outcome,
    writer::{Crowd, Entry, names},
};

/// Every event, in the order of the log.
pub(crate) async fn whole(log: &Log) -> Vec<Recorded> {
    let mut all: Vec<Recorded> = Vec::new();
    loop {
        let page = log.after(all.last().map_or(0, |event| event.position), 1_000).await.unwrap();
        if page.is_empty() {
            assert_eq!(all.last().map_or(0, |event| event.position), log.head().await.unwrap().position);
            return all;
        }
        all.extend(page);
    }
}

/// Positions are dense from 1 to the head, and versions from 1 in each stream.
pub(crate) fn is_dense(all: &[Recorded]) {
    let mut versions: HashMap<&str, i64> = HashMap::new();
    for (event, expected) in all.iter().zip(1..) {
        assert_eq!(event.position, expected, "a position is missing or given twice");
        let version = versions.entry(&event.stream).or_default();
        *version += 1;
        assert_eq!(event.version, *version, "{} at position {expected}", event.stream);
    }
}

/// What was acknowledged is there once as it was told, and there is nothing else.
pub(crate) fn is_what_was_acknowledged(all: &[Recorded], ledger: &[Entry]) {
    let by_id: HashMap<Uuid, &Recorded> = all.iter().map(|event| (event.id, event)).collect();
    assert_eq!(by_id.len(), all.len(), "an id stands at two positions");
    let mut told = HashSet::new();
    for Entry { key, resolved } in ledger {
        let Outcome::Done { events, version, position, .. } = &resolved.outcome else { continue };
        let recorded: Vec<_> = events.iter().map(|id| by_id.get(id).copied()).collect();
        assert!(recorded.iter().all(Option::is_some), "{key} was acknowledged and is lost: {resolved:?}");
        let last = recorded.into_iter().flatten().next_back().unwrap();
        assert_eq!((last.position, last.version), (*position, *version), "{key}");
        assert!(events.iter().all(|id| told.insert(*id)), "{key} was given the events of another request");
    }
    let untold: Vec<_> = all.iter().filter(|event| !told.contains(&event.id)).collect();
    assert!(untold.is_empty(), "{} events nobody was told of, the first {:?}", untold.len(), untold[0]);
}

/// The database keeps a key with the position that was told for each request that was done, and none for those refused.
pub(crate) async fn every_key_has_one_outcome(url: &str, ledger: &[Entry]) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let kept: Vec<i64> = sqlx::query_scalar("SELECT last_position FROM requests ORDER BY last_position")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let done = |entry: &Entry| match &entry.resolved.outcome {
        Outcome::Done { position, .. } => Some(*position),
        Outcome::Refused(_) => None,
    };
    let mut told: Vec<i64> = ledger.iter().filter_map(done).collect();
    told.sort_unstable();
    assert!(kept == told, "{} keys are kept and {} were told", kept.len(), told.len());
}

/// Of those who fought for a version one won, and every version after the first was won by somebody.
pub(crate) fn every_version_has_one_winner(
    all: &[Recorded],
    crowd: &Crowd,
    ledger: &[Entry],
) -> (usize, usize) {
    let contested = crowd.contested();
    let streams: HashMap<Uuid, &str> = all.iter().map(|event| (event.id, event.stream.as_str())).collect();
    let mut won: HashMap<(&str, i64), usize> = HashMap::new();
    for entry in ledger {
        let Outcome::Done { events, version, .. } = &entry.resolved.outcome else { continue };
        *won.entry((streams[&events[0]], *version)).or_default() += 1;
    }
    let fought: Vec<_> =
        all.iter().filter(|event| event.version > 1 && contested.contains(&event.stream)).collect();
    for event in &fought {
        assert_eq!(won.get(&(event.stream.as_str(), event.version)), Some(&1), "{event:?}");
    }
    let lost = ledger.iter().filter(|entry| matches!(entry.resolved.outcome, Outcome::Refused(_)));
    (fought.len(), lost.count())
}

/// A writer's own stream goes to and fro between its two names.
pub(crate) fn every_own_stream_alternates(all: &[Recorded], crowd: &Crowd, writers: usize) {
    let mut renames: HashMap<&str, Vec<String>> = HashMap::new();
    for event in all.iter().filter(|event| event.kind == "organisation.renamed") {
        let body: Value = serde_json::from_str(&event.body).unwrap();
        renames.entry(&event.stream).or_default().push(body["name"].as_str().unwrap().to_owned());
    }
    for writer in (0..writers).filter(|writer| writer % 4 > 1) {
        let given = renames.remove(crowd.own(writer).as_str()).unwrap_or_default();
        let expected = (1..=given.len()).map(|turn| names(writer)[turn % 2].clone());
        assert!(given.len() > 1 && given.iter().cloned().eq(expected), "writer {writer}: {given:?}");
    }
}

/// A follower was told every event once and in order.
pub(crate) fn was_told_everything(all: &[Recorded], told: &[(i64, Uuid)]) {
    let first = told.iter().zip(all).position(|(told, event)| *told != (event.position, event.id));
    assert_eq!(first, None, "told {:?}", first.map(|at| told[at]));
    assert_eq!(told.len(), all.len());
}
