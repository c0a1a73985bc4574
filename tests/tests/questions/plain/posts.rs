//! What else is stated of persons: bars, terms in posts, support teaching, rotation, research.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::{EVER, Fact, Told, bodies, day, holds, text};

impl Told {
    /// The bars that hold on the day: who, and from when.
    pub(crate) fn barred(&self, on: &str) -> BTreeSet<(String, String)> {
        let mut barred = BTreeSet::new();
        for (teacher, facts) in self.of("teacher-") {
            for bar in facts.iter().filter(|fact| fact.kind == "bar.imposed") {
                let lifts = bodies(facts, "bar.lifted").filter(|lift| lift["bar"] == bar.id.as_str());
                let ends = lifts.map(|lift| day(&lift["from"])).chain([day(&bar.body["until"])]);
                let from = day(&bar.body["from"]);
                if holds(&from, &ends.min().unwrap(), on) {
                    barred.insert((teacher.to_owned(), from));
                }
            }
        }
        barred
    }

    /// Whose term in a post of a title has its last day within so many days from the day on. No term of this city was renewed.
    pub(crate) fn terms_that_end(&self, on: &str, within: u64) -> BTreeSet<String> {
        let end = date(on).checked_add_days(Days::new(within)).unwrap().to_string();
        let ends = |facts: &[Fact]| {
            assert!(bodies(facts, "appointment-term.renewed").next().is_none());
            bodies(facts, "title-post.appointed").any(|post| {
                let to = day(&post["term_to"]);
                day(&post["from"]).as_str() <= on && on < to.as_str() && to <= end
            })
        };
        self.of("teacher-").filter(|(_, facts)| ends(facts)).map(|(id, _)| id.to_owned()).collect()
    }

    /// Whole months of verified support teaching before the day, of those who have any. No two stretches of a person overlap here.
    pub(crate) fn support_months(&self, on: &str) -> BTreeMap<String, i64> {
        let months = |facts: &[Fact]| -> i64 {
            let mut stretches: Vec<_> = bodies(facts, "support-teaching.verified")
                .map(|stretch| (day(&stretch["from"]), day(&stretch["to"]).min(on.to_owned())))
                .filter(|(from, to)| from < to)
                .collect();
            stretches.sort();
            assert!(stretches.windows(2).all(|two| two[0].1 < two[1].0), "{stretches:?}");
            stretches.iter().map(|(from, to)| whole_months(date(from), date(to))).sum()
        };
        let all = self.of("teacher-").map(|(id, facts)| (id.to_owned(), months(facts)));
        all.filter(|(_, months)| *months > 0).collect()
    }

    /// Of the one round of rotation: how many are on the frozen lists, who went, and who of them is of the backbone.
    pub(crate) fn rotated(&self, on: &str) -> (usize, BTreeSet<String>, usize) {
        let (id, round) = self.of("rotation-").next().unwrap();
        let eligible = bodies(round, "rotation.eligibility-computed");
        let eligible: usize = eligible.map(|list| list["eligible"].as_array().unwrap().len()).sum();
        let mut went = BTreeSet::new();
        for (teacher, facts) in self.of("teacher-") {
            let of_round = |fact: &&Fact| fact.kind == "secondment.proposed" && fact.body["rotation"] == id;
            let sent = facts.iter().filter(of_round).any(|proposed| {
                let started = bodies(facts, "teacher.seconded");
                started.filter(|start| start["secondment"] == proposed.id.as_str()).any(|start| {
                    let from = day(&start["from"]);
                    holds(&from, EVER, on)
                })
            });
            if sent {
                went.insert(teacher.to_owned());
            }
        }
        let backbone = bodies(round, "rotation.assigned").filter(|assigned| {
            went.contains(assigned["teacher"].as_str().unwrap())
                && assigned["backbone"].as_array().is_some_and(|honours| !honours.is_empty())
        });
        let backbone = backbone.count();
        (eligible, went, backbone)
    }

    /// The cells of the staffing matrices that ask for somebody, and how many of them are filled. No matrix of this city was set
    /// twice.
    pub(crate) fn matrix(&self, on: &str) -> (usize, usize) {
        let (mut required, mut filled) = (0, 0);
        for (_, facts) in self.of("research-") {
            let mut matrices = bodies(facts, "staffing-matrix.set");
            let Some(matrix) = matrices.next() else { continue };
            assert!(matrices.next().is_none());
            for cell in matrix["cells"].as_array().unwrap() {
                let appointed = facts.iter().filter(|fact| {
                    let body = &fact.body;
                    fact.kind == "researcher.appointed"
                        && body["stage"] == cell["stage"]
                        && body["subject"] == cell["subject"]
                        && body["fte_percent"] == 100
                        && day(&body["from"]).as_str() <= on
                        && !gone(facts, &text(&body["teacher"]), on)
                });
                required += 1;
                filled += usize::from(appointed.count() as u64 >= cell["required"].as_u64().unwrap());
            }
        }
        (required, filled)
    }
}

fn gone(facts: &[Fact], teacher: &str, on: &str) -> bool {
    let mut exits = bodies(facts, "researcher.exited").chain(bodies(facts, "researcher.released"));
    exits.any(|exit| exit["teacher"] == teacher && day(&exit["on"]).as_str() <= on)
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn whole_months(from: NaiveDate, to: NaiveDate) -> i64 {
    let count = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
    count(to) - count(from) - i64::from(to.day() < from.day())
}
