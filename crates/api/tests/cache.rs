//! Answers that are given again, and when they are not.
// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "each test asks the city for its own part")]
mod city;

use async_graphql::Variables;
use axum::body::Bytes;
use city::{City, SCHOOL, at, of};
use liangshi_api::{
    auth::{Principal, Role},
    cache::{Answers, Bounds},
    http::{Question, ResponseCache},
};

struct Asker {
    principal: Principal,
    variables: Variables,
}

impl Asker {
    fn new(principal: Principal) -> Self {
        Self { principal, variables: Variables::default() }
    }

    fn asks<'a>(&'a self, query: &'a str) -> Question<'a> {
        Question { principal: &self.principal, query, operation_name: None, variables: &self.variables }
    }
}

fn kept(answers: &Answers, question: &Question<'_>, answer: &'static str) {
    assert_eq!(answers.look_up(question), None);
    answers.keep(question, &Bytes::from_static(answer.as_bytes()));
}

#[tokio::test]
async fn an_answer_is_given_again_until_something_happens_or_the_day_turns() {
    let city = City::told().await;
    let (answers, asker) = (Answers::new(city.registry.clone()), Asker::new(of(Role::BureauHr)));
    let question = asker.asks("{ cohortBoard { position } }");
    kept(&answers, &question, "one");
    assert_eq!(answers.look_up(&question).unwrap(), "one");
    city.barred().await;
    kept(&answers, &question, "two");
    city.clock.set("2022-06-01T16:00:00Z".parse().unwrap());
    kept(&answers, &question, "three");
    assert_eq!(answers.look_up(&question).unwrap(), "three");
    answers.clear();
    assert_eq!(answers.look_up(&question), None);
}

#[tokio::test]
async fn nobody_is_given_the_answer_of_another_question_or_another_caller() {
    let city = City::told().await;
    let answers = Answers::new(city.registry.clone());
    let hr = Asker::new(of(Role::BureauHr));
    kept(&answers, &hr.asks("{ a }"), "hers");
    assert_eq!(answers.look_up(&hr.asks("{ b }")), None);
    let other = Principal { subject: "wang".to_owned(), ..of(Role::BureauHr) };
    for principal in [of(Role::Auditor), at(Role::BureauHr, SCHOOL), other] {
        assert_eq!(answers.look_up(&Asker::new(principal).asks("{ a }")), None);
    }
    let mut asker = Asker::new(of(Role::BureauHr));
    asker.variables = Variables::from_json(serde_json::json!({ "first": 1 }));
    assert_eq!(answers.look_up(&asker.asks("{ a }")), None);
    assert_eq!(answers.look_up(&Question { operation_name: Some("A"), ..hr.asks("{ a }") }), None);
}

#[tokio::test]
async fn an_answer_overtaken_by_an_event_is_not_kept() {
    let city = City::told().await;
    let (answers, asker) = (Answers::new(city.registry.clone()), Asker::new(of(Role::BureauHr)));
    let question = asker.asks("{ a }");
    assert_eq!(answers.look_up(&question), None);
    city.barred().await;
    // The same question comes again after the event, and the first answer arrives while both are on their way.
    assert_eq!(answers.look_up(&question), None);
    answers.keep(&question, &Bytes::from_static(b"old"));
    answers.keep(&question, &Bytes::from_static(b"new"));
    kept(&answers, &question, "newest");
    assert_eq!(answers.look_up(&question).unwrap(), "newest");
}

#[tokio::test]
async fn what_is_too_old_is_not_left_lying() {
    let city = City::told().await;
    let (answers, asker) = (Answers::new(city.registry.clone()), Asker::new(of(Role::BureauHr)));
    for query in ["{ a }", "{ b }", "{ c }"] {
        kept(&answers, &asker.asks(query), "one");
    }
    assert_eq!(answers.count(), 3);
    city.barred().await;
    assert_eq!(answers.look_up(&asker.asks("{ d }")), None);
    assert_eq!(answers.count(), 0);
}

#[tokio::test]
async fn the_answers_kept_stay_within_their_bounds() {
    let city = City::told().await;
    let bounds = Bounds { answers: 2, bytes_of_one: 8, bytes: 12 };
    let (answers, asker) = (Answers::within(city.registry.clone(), bounds), Asker::new(of(Role::BureauHr)));
    kept(&answers, &asker.asks("long"), "123456789");
    assert_eq!(answers.look_up(&asker.asks("long")), None);
    for query in ["a", "b", "c"] {
        kept(&answers, &asker.asks(query), "1234");
    }
    assert_eq!(answers.look_up(&asker.asks("a")), None);
    assert!(answers.look_up(&asker.asks("b")).is_some() && answers.look_up(&asker.asks("c")).is_some());
    kept(&answers, &asker.asks("d"), "12345678");
    assert!(answers.look_up(&asker.asks("b")).is_none() && answers.look_up(&asker.asks("d")).is_some());
}
