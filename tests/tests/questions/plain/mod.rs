//! Numbers once more, by a plain program that reads the bodies of the events and knows neither the views nor the census
//! nor the fold of the domain.

mod posts;
mod programmes;
mod service;

use std::collections::BTreeMap;

use liangshi_eventstore::{Log, Recorded};
use serde_json::Value;

pub(crate) use programmes::Cohort;

const EVER: &str = "9999-12-31";

/// A day as it stands in a body, with its precision or without.
fn day(value: &Value) -> String {
    value.as_str().or_else(|| value["day"].as_str()).unwrap_or(EVER).to_owned()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Whether a stretch holds on a day; its end is the first day on which it does not.
fn holds(from: &str, to: &str, on: &str) -> bool {
    from <= on && on < to
}

/// An event as it reads today: with what corrected it, unless that was voided.
struct Fact {
    id: String,
    kind: String,
    body: Value,
}

/// The events of each stream, up to a position.
pub(crate) struct Told(BTreeMap<String, Vec<Fact>>);

impl Told {
    /// Reads the log from its beginning.
    pub(crate) async fn by(log: &Log, known: i64) -> Self {
        let mut streams: BTreeMap<String, Vec<Recorded>> = BTreeMap::new();
        let mut position = 0;
        loop {
            let events = log.after(position, 2_000).await.unwrap();
            let Some(last) = events.last() else { break };
            position = last.position;
            for event in events.into_iter().filter(|event| event.position <= known) {
                streams.entry(event.stream.clone()).or_default().push(event);
            }
        }
        Self(streams.into_iter().map(|(stream, events)| (stream, standing(&events))).collect())
    }

    /// The streams of a kind of subject, by the id behind the word.
    fn of<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = (&'a str, &'a [Fact])> {
        let streams =
            self.0.iter().filter_map(move |(stream, facts)| Some((stream.strip_prefix(subject)?, facts)));
        streams.map(|(id, facts)| (id, facts.as_slice()))
    }
}

/// What was not voided, each as its last correction has it.
fn standing(events: &[Recorded]) -> Vec<Fact> {
    let read = |event: &Recorded| -> Value { serde_json::from_str(&event.body).unwrap() };
    let voided: Vec<String> =
        events.iter().filter_map(|event| read(event)["voids"].as_str().map(str::to_owned)).collect();
    let stands = |event: &&Recorded| !voided.contains(&event.id.to_string());
    let mut corrected: BTreeMap<String, Value> = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == "fact.corrected").filter(stands) {
        let body = read(event);
        corrected.insert(text(&body["corrects"]), body["statement"]["body"].clone());
    }
    let fact = |event: &Recorded| {
        let id = event.id.to_string();
        let body = corrected.get(&id).cloned().unwrap_or_else(|| read(event));
        Fact { id, kind: event.kind.clone(), body }
    };
    events.iter().filter(stands).map(fact).collect()
}

/// The bodies of one kind, oldest first.
fn bodies<'a>(facts: &'a [Fact], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    facts.iter().filter(move |fact| fact.kind == kind).map(|fact| &fact.body)
}
