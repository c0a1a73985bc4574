//! Who serves, on which post, with which title.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{EVER, Fact, Told, bodies, day, holds, text};

/// Service that holds from a day until before another.
struct Service {
    told_by: String,
    from: String,
    to: String,
    staffing: String,
    /// Whose post it is when it is an established one.
    unit: String,
    category: String,
}

struct Title {
    told_by: String,
    from: String,
    to: String,
    title: String,
}

impl Told {
    /// Persons in service on an established post as full-time teachers on the day, by title.
    pub(crate) fn established_by_title(&self, on: &str) -> BTreeMap<Option<String>, i64> {
        let mut counted = BTreeMap::new();
        for (_, facts) in self.of("teacher-") {
            let (services, titles) = history(facts);
            let Some(service) = services.iter().find(|service| holds(&service.from, &service.to, on)) else {
                continue;
            };
            if service.staffing == "ESTABLISHED" && service.category == "FULL_TIME_TEACHER" {
                let held = titles.iter().filter(|title| holds(&title.from, &title.to, on));
                let title = held.max_by_key(|title| title.from.clone()).map(|title| title.title.clone());
                *counted.entry(title).or_insert(0) += 1;
            }
        }
        counted
    }

    /// Who in service holds a senior title or a higher one on the day and no post of it.
    pub(crate) fn titled_not_appointed(&self, on: &str) -> BTreeSet<String> {
        let lacks = |facts: &[Fact]| {
            let (services, titles) = history(facts);
            let serves = services.iter().any(|service| holds(&service.from, &service.to, on));
            let held = titles.iter().filter(|title| holds(&title.from, &title.to, on));
            let title = held.max_by_key(|title| (title.from.clone(), rank(&title.title)));
            let senior = title.filter(|title| rank(&title.title) >= rank("SENIOR"));
            serves && senior.is_some_and(|title| !appointed(facts, &title.title, on))
        };
        self.of("teacher-").filter(|(_, facts)| lacks(facts)).map(|(id, _)| id.to_owned()).collect()
    }

    /// How many established posts of each unit are held by somebody in service on the day.
    pub(crate) fn occupied(&self, on: &str) -> BTreeMap<String, i64> {
        let mut units = BTreeMap::new();
        for (_, facts) in self.of("teacher-") {
            let now = history(facts).0.into_iter().find(|service| holds(&service.from, &service.to, on));
            if let Some(service) = now.filter(|service| service.staffing == "ESTABLISHED") {
                *units.entry(service.unit).or_insert(0) += 1;
            }
        }
        units
    }

    /// Full-time teachers and researchers in service on the day, and the class hours each completed from the first day to it.
    pub(crate) fn class_hours(&self, from: &str, on: &str) -> BTreeMap<String, i64> {
        let learns = |facts: &[Fact]| {
            let now = history(facts).0.into_iter().find(|service| holds(&service.from, &service.to, on))?;
            ["FULL_TIME_TEACHER", "RESEARCHER"].contains(&now.category.as_str()).then(|| {
                let done = bodies(facts, "training.completed")
                    .filter(|training| (from..=on).contains(&day(&training["on"]).as_str()));
                done.map(|training| training["hours"].as_i64().unwrap()).sum()
            })
        };
        self.of("teacher-").filter_map(|(id, facts)| Some((id.to_owned(), learns(facts)?))).collect()
    }
}

/// The unit whose establishment is named, and else the one that employs.
fn unit(body: &Value) -> String {
    body["establishment"].as_str().map_or_else(|| text(&body["organisation"]), str::to_owned)
}

fn rank(title: &str) -> usize {
    ["THIRD", "SECOND", "FIRST", "SENIOR", "PROFESSOR"].iter().position(|known| *known == title).unwrap()
}

/// Whether a post of the title is held on the day. No post of this city was relieved or ended early.
fn appointed(facts: &[Fact], title: &str, on: &str) -> bool {
    let ended = |fact: &Fact| matches!(fact.kind.as_str(), "post.relieved" | "appointment-term.ended");
    assert!(!facts.iter().any(ended), "this city would have to be counted by more rules");
    bodies(facts, "title-post.appointed")
        .any(|post| post["title"] == title && day(&post["from"]).as_str() <= on)
}

fn history(facts: &[Fact]) -> (Vec<Service>, Vec<Title>) {
    let (mut services, mut titles): (Vec<Service>, Vec<Title>) = (Vec::new(), Vec::new());
    for Fact { id, kind, body } in facts {
        let told_by = id.clone();
        match kind.as_str() {
            "teacher.hired" => services.push(Service {
                told_by,
                from: day(&body["from"]),
                to: EVER.to_owned(),
                staffing: text(&body["staffing"]),
                unit: unit(body),
                category: text(&body["category"]),
            }),
            "teacher.transferred" => {
                let from = day(&body["from"]);
                let held = |service: &&mut Service| service.from <= from && from <= service.to;
                if let Some(before) = services.iter_mut().rev().find(held) {
                    let (to, category) =
                        (std::mem::replace(&mut before.to, from.clone()), before.category.clone());
                    let unit = unit(body);
                    let staffing = text(&body["staffing"]);
                    services.push(Service { told_by, from, to, staffing, unit, category });
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
                let title = text(&body["title"]);
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
