//! The officers' questions, as they stand in `docs/questions`: each is asked of the demo city on both databases, and the answer
//! is the one beside it.
//!
//! `LIANGSHI_NEW_ANSWERS=1` writes the answers down instead; what it wrote is to be read before it is committed.
// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod page;
mod plain;
mod recounts;

use liangshi_api::auth::Role;
use liangshi_exchange::city::City;
use liangshi_tests::{Story, on_each_database};
use serde_json::json;

use crate::{page::Page, plain::Told};

/// Persons in service at once, few enough to be told anew for each database, and the seed of the story.
const CITY: City = City { teachers: 400, seed: 2022 };
/// The morning on which the questions are asked; in March 2023 some of 2022 became known late.
const ASKED: &str = "2023-04-10T01:00:00Z";

async fn every_question_is_answered_as_it_stands_in_the_documents(url: String) {
    let story = Story::open(&url, "2016-07-01T01:00:00Z").await;
    let told = CITY.write(&story.log, &story.clock, |_, _| {}).await.unwrap();
    assert_eq!(told.refused.len(), 0, "{:?}", told.refused);
    story.at(ASKED);
    let mut wrong = Vec::new();
    for page in Page::all() {
        let answer = story.ask_as(Role::BureauHr, &page.query, json!({})).await;
        if let Some(errors) = answer.get("errors") {
            wrong.push(format!("{}: {errors}", page.name()));
        } else if std::env::var_os("LIANGSHI_NEW_ANSWERS").is_some() {
            page.write(&answer["data"]);
        } else if page.answer.as_ref() != Some(&answer["data"]) {
            wrong.push(format!(
                "{}: {}",
                page.name(),
                serde_json::to_string_pretty(&answer["data"]).unwrap()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The number of the first question, recounted from the events themselves: at days of seven years, as known on that day and as
/// known now.
async fn a_plain_program_counts_the_same_from_the_events(url: String) {
    let story = Story::open(&url, "2016-07-01T01:00:00Z").await;
    CITY.write(&story.log, &story.clock, |_, _| {}).await.unwrap();
    story.at(ASKED);
    let query = "query($on: Date, $knownAt: DateTime) { headcount(asOf: $on, knownAt: $knownAt, by: [TITLE],
        where: { basis: ESTABLISHMENT, staffing: ESTABLISHED, category: FULL_TIME_TEACHER }) { value position groups { value keys { code } } } }";
    let mut persons = 0;
    for year in 2016..=2022 {
        for known_at in [format!("{year}-12-31T16:00:00Z"), ASKED.to_owned()] {
            let on = format!("{year}-06-30");
            let answer = story.ask_as(Role::BureauHr, query, json!({ "on": on, "knownAt": known_at })).await;
            let answer = &answer["data"]["headcount"];
            let told = Told::by(&story.log, answer["position"].as_i64().unwrap()).await;
            let counted = told.established_by_title(&on);
            let groups = answer["groups"].as_array().unwrap().iter();
            let groups = groups.map(|group| {
                (group["keys"][0]["code"].as_str().map(str::to_owned), group["value"].as_i64().unwrap())
            });
            assert_eq!(
                groups.collect::<std::collections::BTreeMap<_, _>>(),
                counted,
                "{on} as known at {known_at}"
            );
            assert_eq!(answer["value"], counted.values().sum::<i64>());
            persons += counted.values().sum::<i64>();
        }
    }
    assert!(persons > 1_000, "only {persons} persons were counted");
}

/// A page is found by its number and read by officers of either language.
#[test]
fn the_questions_have_numbers_of_their_own_and_words_in_both_languages() {
    let pages = Page::all();
    assert!(pages.len() >= 25, "only {} questions are there", pages.len());
    for page in &pages {
        assert!(page.title.starts_with(&format!("# {} ", page.name())), "{}: {}", page.name(), page.title);
        assert!(page.title.ends_with('？') && page.english.ends_with('?'), "{}", page.name());
    }
}

on_each_database!(
    every_question_is_answered_as_it_stands_in_the_documents,
    a_plain_program_counts_the_same_from_the_events,
);
