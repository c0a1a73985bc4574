//! The headcount once more, by a plain program that reads the bodies of the events and knows neither the views nor the census
//! nor the fold of the domain.

use std::collections::BTreeMap;

use liangshi_eventstore::{Log, Recorded};
use serde_json::Value;

/// Service that holds from a day until before another.
struct Service {
    told_by: String,
    from: String,
    to: String,
    established: bool,
    full_time: bool,
}

struct Title {
    told_by: String,
    from: String,
    to: String,
    title: String,
}

const EVER: &str = "9999-12-31";

/// A day as it stands in a body, with its precision or without.
fn day(value: &Value) -> String {
    value.as_str().or_else(|| value["day"].as_str()).unwrap_or(EVER).to_owned()
}

/// Persons in service on an established post as full-time teachers on the day, by title, as known at the position.
pub(crate) async fn established_by_title(log: &Log, on: &str, known: i64) -> BTreeMap<Option<String>, i64> {
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
    let mut counted = BTreeMap::new();
    let teachers = streams.iter().filter(|(stream, _)| stream.starts_with("teacher-"));
    for (_, events) in teachers {
        if let Some(title) = counts(events, on) {
            *counted.entry(title).or_insert(0) += 1;
        }
    }
    counted
}

/// The title of a person who counts; `None` for who does not.
fn counts(events: &[Recorded], on: &str) -> Option<Option<String>> {
    let (services, titles) = history(events);
    let holds = |from: &str, to: &str| from <= on && on < to;
    let service = services.iter().find(|service| holds(&service.from, &service.to))?;
    let held = titles.iter().filter(|title| holds(&title.from, &title.to));
    (service.established && service.full_time)
        .then(|| held.max_by_key(|title| title.from.clone()).map(|title| title.title.clone()))
}

fn history(events: &[Recorded]) -> (Vec<Service>, Vec<Title>) {
    let read = |event: &Recorded| serde_json::from_str::<Value>(&event.body).unwrap();
    let named = |kind: &str, field: &str| -> Vec<String> {
        let of_kind = events.iter().filter(|event| event.kind == kind);
        of_kind.map(|event| read(event)[field].as_str().unwrap().to_owned()).collect()
    };
    let voided = named("fact.voided", "voids");
    let stands = |event: &&Recorded| !voided.contains(&event.id.to_string());
    // The last correction that was not voided says what an event should have said.
    let mut corrected: BTreeMap<String, Value> = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == "fact.corrected").filter(stands) {
        let body = read(event);
        corrected.insert(body["corrects"].as_str().unwrap().to_owned(), body["statement"]["body"].clone());
    }
    let (mut services, mut titles): (Vec<Service>, Vec<Title>) = (Vec::new(), Vec::new());
    for event in events.iter().filter(stands) {
        let id = event.id.to_string();
        let body = corrected.get(&id).cloned().unwrap_or_else(|| read(event));
        let told_by = id.clone();
        match event.kind.as_str() {
            "teacher.hired" => services.push(Service {
                told_by,
                from: day(&body["from"]),
                to: EVER.to_owned(),
                established: body["staffing"] == "ESTABLISHED",
                full_time: body["category"] == "FULL_TIME_TEACHER",
            }),
            "teacher.transferred" => {
                let from = day(&body["from"]);
                let held = |service: &&mut Service| service.from <= from && from <= service.to;
                if let Some(before) = services.iter_mut().rev().find(held) {
                    let (to, full_time) = (std::mem::replace(&mut before.to, from.clone()), before.full_time);
                    let established = body["staffing"] == "ESTABLISHED";
                    services.push(Service { told_by, from, to, established, full_time });
                }
            }
            "employment.ended" => {
                let ended =
                    services.iter_mut().find(|service| body["employment"] == service.told_by.as_str());
                if let Some(service) = ended {
                    service.to = day(&body["on"]);
                }
            }
            "title.granted" => {
                let title = body["title"].as_str().unwrap().to_owned();
                titles.push(Title { told_by, from: day(&body["from"]), to: EVER.to_owned(), title });
            }
            "fact.revoked" => {
                let revoked = titles.iter_mut().find(|title| body["revokes"] == title.told_by.as_str());
                if let Some(title) = revoked {
                    title.to = if body["from"].is_null() { title.from.clone() } else { day(&body["from"]) };
                }
            }
            _ => {}
        }
    }
    (services, titles)
}
