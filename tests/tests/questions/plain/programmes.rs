//! Who is how far in which talent programme.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, Told, bodies, day, text};

/// The persons of a programme who ever came so far.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cohort {
    pub(crate) nominated: BTreeSet<String>,
    pub(crate) confirmed: BTreeSet<String>,
    pub(crate) certified: BTreeSet<String>,
}

impl Told {
    /// The cohorts on the day, by the word a programme goes by.
    pub(crate) fn cohorts(&self, on: &str) -> BTreeMap<String, Cohort> {
        let launched = self.of("programme-");
        let slugs: BTreeMap<&str, String> = launched
            .filter_map(|(id, facts)| Some((id, text(&bodies(facts, "programme.launched").next()?["slug"]))))
            .collect();
        let mut cohorts: BTreeMap<String, Cohort> = BTreeMap::new();
        for (_, facts) in self.of("candidacy-") {
            let Some(nomination) = bodies(facts, "candidate.nominated").next() else { continue };
            let cohort = cohorts.entry(slugs[nomination["programme"].as_str().unwrap()].clone()).or_default();
            let teacher = text(&nomination["teacher"]);
            let came = |kind| bodies(facts, kind).any(|step| day(&step["on"]).as_str() <= on);
            let reached = [
                (came("candidate.nominated"), &mut cohort.nominated),
                (came("candidate.confirmed"), &mut cohort.confirmed),
                (is_certified(facts, on), &mut cohort.certified),
            ];
            for (_, persons) in reached.into_iter().filter(|(reached, _)| *reached) {
                persons.insert(teacher.clone());
            }
        }
        cohorts
    }

    /// Who arrived in the year as high-level talent.
    pub(crate) fn taken_in(&self, year: &str) -> BTreeSet<String> {
        let revoked = |facts: &[Fact]| bodies(facts, "intake.revoked").next().is_some();
        let intakes = self.of("intake-").filter(|(_, facts)| !revoked(facts));
        let arrived = intakes.map(|(_, facts)| &facts[0].body);
        arrived
            .filter(|intake| day(&intake["arrived"]).starts_with(year))
            .map(|intake| text(&intake["teacher"]))
            .collect()
    }
}

/// Certified by the day and not revoked by it; from the beginning, or from a day on.
fn is_certified(facts: &[Fact], on: &str) -> bool {
    let certified = bodies(facts, "candidate.certified").any(|step| day(&step["on"]).as_str() <= on);
    let gone = |step: &serde_json::Value| step["severance"] == "AB_INITIO" || day(&step["on"]).as_str() <= on;
    certified && !bodies(facts, "candidate.certification-revoked").any(gone)
}
