//! The numbers behind the questions, found once more by the plain program: as known at the end of the year and as known now.

use std::collections::{BTreeMap, BTreeSet};

use liangshi_api::auth::Role;
use liangshi_tests::{Story, on_each_database};
use serde_json::{Value, json};

use crate::{
    ASKED, CITY,
    plain::{Cohort, Told, text},
};

const DAY: &str = "2022-12-31";
const KNOWN: [&str; 2] = ["2022-12-31T16:00:00Z", ASKED];

/// A city told to a new log, and the morning on which everything is asked.
async fn city(url: &str) -> Story {
    let story = Story::open(url, "2016-07-01T01:00:00Z").await;
    CITY.write(&story.log, &story.clock, |_, _| {}).await.unwrap();
    story.at(ASKED);
    story
}

/// Asks what stands in `query` of the day, as known at an instant.
async fn asked(story: &Story, query: &str, known_at: &str) -> Value {
    let query = format!("query($asOf: Date, $knownAt: DateTime) {{ {query} }}");
    let mut answer = story.ask_as(Role::BureauHr, &query, json!({ "asOf": DAY, "knownAt": known_at })).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].take()
}

/// What the plain program is told by the instant.
async fn told(story: &Story, known_at: &str) -> Told {
    let answer =
        asked(story, r#"metric(id: "M-01", asOf: $asOf, knownAt: $knownAt) { position }"#, known_at).await;
    Told::by(&story.log, answer["metric"]["position"].as_i64().unwrap()).await
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

fn persons(members: &Value) -> BTreeSet<String> {
    list(members).map(|member| text(&member["teacher"]["uuid"])).collect()
}

/// Who counts under metrics of candidates, of intake, of posts and of terms (Q-06, Q-08, Q-14, Q-17).
async fn a_plain_program_finds_the_same_persons_behind_the_metrics(url: String) {
    const MEMBERS: &str = "query($id: String!, $programme: String, $year: Int, $knownAt: DateTime) {
        metric(id: $id, programme: $programme, year: $year, asOf: \"2022-12-31\", knownAt: $knownAt) {
            position value members(first: 200) { teacher { uuid } } } }";
    let story = city(&url).await;
    let mut found = 0;
    for known_at in KNOWN {
        for (id, programme, year) in [
            ("M-24", Some("studio-hosts"), None),
            ("M-24", Some("outstanding-teachers"), None),
            ("M-20", None, Some(2022)),
            ("M-80", None, None),
            ("M-81", None, None),
        ] {
            let asked = json!({ "id": id, "programme": programme, "year": year, "knownAt": known_at });
            let answer = story.ask_as(Role::BureauHr, MEMBERS, asked).await;
            let answer = &answer["data"]["metric"];
            let told = Told::by(&story.log, answer["position"].as_i64().unwrap()).await;
            let counted = match (id, programme) {
                ("M-24", Some(slug)) => told.cohorts(DAY).remove(slug).unwrap().certified,
                ("M-20", _) => told.taken_in("2022"),
                ("M-80", _) => told.terms_that_end(DAY, 90),
                _ => told.titled_not_appointed(DAY),
            };
            assert_eq!(persons(&answer["members"]), counted, "{id} of {programme:?} as known at {known_at}");
            assert_eq!(answer["value"], counted.len());
            found += counted.len();
        }
    }
    assert!(found > 50, "only {found} persons were found");
}

/// How far the programmes are, and who is in several of them (Q-07, Q-24).
async fn a_plain_program_counts_the_same_board(url: String) {
    let story = city(&url).await;
    let board = "cohortBoard(asOf: $asOf, knownAt: $knownAt) { rows { programme { slug } nominated confirmed certified } }
        metric(id: \"M-22\", asOf: $asOf, knownAt: $knownAt, by: [PROGRAMME]) { value inSeveral { teacher { uuid } } }";
    for known_at in KNOWN {
        let answer = asked(&story, board, known_at).await;
        let cohorts = told(&story, known_at).await.cohorts(DAY);
        for row in list(&answer["cohortBoard"]["rows"]) {
            let none = Cohort::default();
            let cohort = cohorts.get(row["programme"]["slug"].as_str().unwrap()).unwrap_or(&none);
            let counted = [&cohort.nominated, &cohort.confirmed, &cohort.certified].map(BTreeSet::len);
            let shown =
                ["nominated", "confirmed", "certified"].map(|count| row[count].as_u64().unwrap() as usize);
            assert_eq!(shown, counted, "{} as known at {known_at}", row["programme"]["slug"]);
        }
        let mut times: BTreeMap<&String, usize> = BTreeMap::new();
        for person in cohorts.values().flat_map(|cohort| &cohort.confirmed) {
            *times.entry(person).or_default() += 1;
        }
        assert_eq!(answer["metric"]["value"], times.len());
        let several = times.iter().filter(|(_, times)| **times > 1).map(|(person, _)| (*person).clone());
        assert_eq!(persons(&answer["metric"]["inSeveral"]), several.collect(), "as known at {known_at}");
        assert!(times.len() > 20, "only {} persons were confirmed", times.len());
    }
}

/// Who is barred, who was sent and for how long, who fills which cell (Q-05, Q-10, Q-12, Q-16).
async fn a_plain_program_finds_the_same_bars_moves_and_cells(url: String) {
    let story = city(&url).await;
    let query = "barred(asOf: $asOf, knownAt: $knownAt, first: 200) { nodes { from teacher { uuid } } }
        rotations(asOf: $asOf, knownAt: $knownAt) { eligible { months } rotatedCount rotatedPermille backbonePermille }
        researchStaff(asOf: $asOf, knownAt: $knownAt) { requiredCells filledCells }
        supportTeaching(asOf: $asOf, knownAt: $knownAt) { months teacher { uuid } }";
    for known_at in KNOWN {
        let answer = asked(&story, query, known_at).await;
        let told = told(&story, known_at).await;
        let barred = list(&answer["barred"]["nodes"]);
        let barred: BTreeSet<_> =
            barred.map(|bar| (text(&bar["teacher"]["uuid"]), text(&bar["from"]))).collect();
        assert_eq!(barred, told.barred(DAY), "barred, as known at {known_at}");
        let support = list(&answer["supportTeaching"]);
        let support: BTreeMap<_, _> =
            support.map(|one| (text(&one["teacher"]["uuid"]), one["months"].as_i64().unwrap())).collect();
        assert_eq!(support, told.support_months(DAY), "support teaching, as known at {known_at}");
        let (eligible, went, backbone) = told.rotated(DAY);
        let round = &answer["rotations"][0];
        assert_eq!(list(&round["eligible"]).count(), eligible);
        assert_eq!(round["rotatedCount"], went.len());
        assert_eq!(round["rotatedPermille"], went.len() * 1000 / eligible);
        assert_eq!(round["backbonePermille"], backbone * 1000 / went.len());
        let cells = (&answer["researchStaff"]["requiredCells"], &answer["researchStaff"]["filledCells"]);
        let (required, filled) = told.matrix(DAY);
        assert_eq!(cells, (&json!(required), &json!(filled)), "as known at {known_at}");
        assert!(!barred.is_empty() && !went.is_empty(), "there is nothing to count");
    }
}

/// How many posts are held, and how many class hours everybody has (Q-11, Q-13).
async fn a_plain_program_counts_the_same_posts_and_hours(url: String) {
    let story = city(&url).await;
    let query = "establishments(asOf: $asOf, knownAt: $knownAt) { occupied organisation { uuid } }
        trainingCycle(span: FIXED, asOf: $asOf, knownAt: $knownAt, first: 200) { from persons records { hours teacher { uuid } } }";
    for known_at in KNOWN {
        let answer = asked(&story, query, known_at).await;
        let told = told(&story, known_at).await;
        let occupied = told.occupied(DAY);
        for unit in list(&answer["establishments"]) {
            let held = occupied.get(unit["organisation"]["uuid"].as_str().unwrap()).copied().unwrap_or(0);
            assert_eq!(unit["occupied"], held, "{} as known at {known_at}", unit["organisation"]["uuid"]);
        }
        let cycle = &answer["trainingCycle"];
        let hours = list(&cycle["records"]);
        let hours: BTreeMap<_, _> =
            hours.map(|one| (text(&one["teacher"]["uuid"]), one["hours"].as_i64().unwrap())).collect();
        let counted = told.class_hours(cycle["from"].as_str().unwrap(), DAY);
        assert_eq!(cycle["persons"], counted.len(), "as known at {known_at}");
        // One page of them is shown.
        let page: BTreeMap<_, _> =
            counted.into_iter().filter(|(teacher, _)| hours.contains_key(teacher)).collect();
        assert_eq!((&hours, hours.len()), (&page, 200), "as known at {known_at}");
        assert!(hours.values().sum::<i64>() > 1_000, "hardly anything was learned");
    }
}

/// Whose terms end soon: what the filter leaves of a list is what its own lines say.
async fn the_lines_of_a_list_say_whose_terms_end_soon(url: String) {
    let story = city(&url).await;
    const LINES: &str = "nodes { teacher { uuid } term { lastDay } }";
    let query = format!(
        "all: studioHosts(asOf: $asOf, knownAt: $knownAt, first: 200) {{ {LINES} }}
        sooner: studioHosts(asOf: $asOf, knownAt: $knownAt, first: 200, where: {{ termEndsWithinDays: 901 }}) {{ {LINES} }}
        soon: studioHosts(asOf: $asOf, knownAt: $knownAt, first: 200, where: {{ termEndsWithinDays: 902 }}) {{ {LINES} }}"
    );
    let answer = asked(&story, &query, ASKED).await;
    // Every term of this city ends with the same day; the first day without it is the nine hundred and second after the day asked about.
    let ends = |line: &&Value| line["term"]["lastDay"] == "2025-06-19";
    let soon: Vec<_> = list(&answer["all"]["nodes"]).filter(ends).collect();
    assert!(
        !soon.is_empty() && soon.len() < list(&answer["all"]["nodes"]).count(),
        "the filter parts nothing"
    );
    assert_eq!(list(&answer["soon"]["nodes"]).collect::<Vec<_>>(), soon);
    assert_eq!(answer["sooner"]["nodes"], json!([]));
}

on_each_database!(
    the_lines_of_a_list_say_whose_terms_end_soon,
    a_plain_program_finds_the_same_persons_behind_the_metrics,
    a_plain_program_counts_the_same_board,
    a_plain_program_finds_the_same_bars_moves_and_cells,
    a_plain_program_counts_the_same_posts_and_hours,
);
