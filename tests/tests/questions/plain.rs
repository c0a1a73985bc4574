//! Numbers once more, by a plain program that reads the bodies of the events and knows neither the views nor the census
//! nor the fold of the domain.

use std::collections::{BTreeMap, BTreeSet};

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

/// The events of each stream, up to a position.
pub(crate) struct Told(BTreeMap<String, Vec<Recorded>>);

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
        Self(streams)
    }

    fn of<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = (&'a str, &'a [Recorded])> {
        let streams =
            self.0.iter().filter_map(move |(stream, events)| Some((stream.strip_prefix(subject)?, events)));
        streams.map(|(id, events)| (id, events.as_slice()))
    }

    /// Persons in service on an established post as full-time teachers on the day, by title.
    pub(crate) fn established_by_title(&self, on: &str) -> BTreeMap<Option<String>, i64> {
        let mut counted = BTreeMap::new();
        for (_, events) in self.of("teacher-") {
            if let Some(title) = counts(events, on) {
                *counted.entry(title).or_insert(0) += 1;
            }
        }
        counted
    }

    /// Persons certified in a programme by the day and not revoked on it.
    pub(crate) fn certified(&self, slug: &str, on: &str) -> BTreeSet<String> {
        let launched = |events: &[Recorded]| events.iter().any(|event| body(event)["slug"] == slug);
        let programme = self.of("programme-").find(|(_, events)| launched(events)).map(|(id, _)| id).unwrap();
        let candidates = self.of("candidacy-").filter_map(|(_, events)| {
            let nominated = events.iter().find(|event| event.kind == "candidate.nominated").map(body)?;
            (nominated["programme"] == programme).then(|| (text(&nominated["teacher"]), events))
        });
        candidates.filter(|(_, events)| is_certified(events, on)).map(|(teacher, _)| teacher).collect()
    }

    /// Who arrived in the year as high-level talent.
    pub(crate) fn taken_in(&self, year: &str) -> BTreeSet<String> {
        let intakes = self
            .of("intake-")
            .filter(|(_, events)| !events.iter().any(|event| event.kind == "intake.revoked"));
        let arrived = intakes.map(|(_, events)| body(&events[0]));
        arrived
            .filter(|intake| day(&intake["arrived"]).starts_with(year))
            .map(|intake| text(&intake["teacher"]))
            .collect()
    }

    /// Who in service holds a senior title or a higher one on the day and no post of it.
    pub(crate) fn titled_not_appointed(&self, on: &str) -> BTreeSet<String> {
        let holds = |from: &str, to: &str| from <= on && on < to;
        let lacks = |events: &[Recorded]| {
            let (services, titles) = history(events);
            let serves = services.iter().any(|service| holds(&service.from, &service.to));
            let held = titles.iter().filter(|title| holds(&title.from, &title.to));
            let title = held.max_by_key(|title| (title.from.clone(), rank(&title.title)));
            let senior = title.filter(|title| rank(&title.title) >= rank("SENIOR"));
            serves && senior.is_some_and(|title| !appointed(events, &title.title, on))
        };
        self.of("teacher-").filter(|(_, events)| lacks(events)).map(|(id, _)| id.to_owned()).collect()
    }
}

fn body(event: &Recorded) -> Value {
    serde_json::from_str(&event.body).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn rank(title: &str) -> usize {
    ["THIRD", "SECOND", "FIRST", "SENIOR", "PROFESSOR"].iter().position(|known| *known == title).unwrap()
}

/// Certified by the day, by an event that was not voided, and not revoked by it; from the beginning, or from a day on.
fn is_certified(events: &[Recorded], on: &str) -> bool {
    let voided: Vec<_> = events
        .iter()
        .filter(|event| event.kind == "candidacy.event-voided")
        .map(|event| text(&body(event)["voids"]))
        .collect();
    let stands = |event: &&Recorded| !voided.contains(&event.id.to_string());
    let of = |kind: &str| {
        events.iter().filter(move |event| event.kind == kind).filter(stands).map(body).collect::<Vec<_>>()
    };
    let certified = of("candidate.certified").iter().any(|certified| day(&certified["on"]).as_str() <= on);
    let revoked = of("candidate.certification-revoked");
    certified
        && !revoked
            .iter()
            .any(|revoked| revoked["severance"] == "AB_INITIO" || day(&revoked["on"]).as_str() <= on)
}

/// Whether a post of the title is held on the day. No post of this city was relieved or ended early.
fn appointed(events: &[Recorded], title: &str, on: &str) -> bool {
    let ended = |event: &&Recorded| matches!(event.kind.as_str(), "post.relieved" | "appointment-term.ended");
    assert!(!events.iter().any(|event| ended(&event)), "this city would have to be counted by more rules");
    let posts = events.iter().filter(|event| event.kind == "title-post.appointed").map(body);
    posts.into_iter().any(|post| post["title"] == title && day(&post["from"]).as_str() <= on)
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
    let read = body;
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
