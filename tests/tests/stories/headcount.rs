//! Headcounts at any two dates: the number, who it is made of, and the same number next year.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, codes};

const HEADCOUNT: &str = "query($by: [HeadcountDimension!], $where: TeacherWhere, $asOf: Date, $knownAt: DateTime) {
    headcount(by: $by, where: $where, asOf: $asOf, knownAt: $knownAt) {
        value basis asOf digest groups { value keys { dimension code label { zh } organisation { name } } } } }";

async fn counted(cast: &Cast, by: Value, as_of: &str, known_at: Option<&str>) -> Value {
    let variables =
        json!({ "by": by, "asOf": as_of, "knownAt": known_at, "where": { "basis": "PERSONNEL" } });
    let answer = cast.story.ask_as(Role::BureauHr, HEADCOUNT, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["headcount"].clone()
}

/// A town with a school in it, where the other school stands as well.
async fn town(cast: &Cast) -> Value {
    let description = json!({ "name": "莞城街道", "kind": "TOWN", "nature": "PUBLIC" });
    let input = json!({ "description": description, "from": "2000-09-01" });
    let payload = cast.story.mutate(Role::BureauHr, "organisationOpen", input, "organisation { id }").await;
    let town = payload["organisation"]["id"].clone();
    for school in [&cast.school, &cast.private] {
        let input =
            json!({ "organisation": school, "kind": "ADMINISTRATIVE", "parent": town, "from": "2000-09-01" });
        assert_eq!(codes(&cast.hr("organisationReparent", input).await), Vec::<String>::new());
    }
    town
}

async fn titled(cast: &Cast, teacher: &Value, title: &str, from: &str) -> Value {
    let payload = cast.hr("titleGrant", json!({ "teacher": teacher, "title": title, "from": from })).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    payload["events"][0].clone()
}

/// The number of a day as known then is the same after the past was corrected, and so is its digest; as known now it is another.
async fn a_headcount_can_be_asked_again_with_the_same_answer(url: String) {
    let cast = Cast::gather(&url).await;
    town(&cast).await;
    let (li, _) = cast.hired("李一", LI).await;
    let (wang, _) = cast.hired("王二", WANG).await;
    titled(&cast, &li, "SENIOR", "2015-12-01").await;
    let granted = titled(&cast, &wang, "PROFESSOR", "2018-12-01").await;
    let by = json!(["TOWN", "TITLE"]);
    let first = counted(&cast, by.clone(), "2021-06-30", Some("2022-03-02T00:00:00Z")).await;
    let key = |dimension: &str, code: &Value, zh: Value, name: Value| {
        let organisation = if name.is_null() { Value::Null } else { json!({ "name": name }) };
        json!({ "dimension": dimension, "code": code, "label": zh, "organisation": organisation })
    };
    let groups = first["groups"].as_array().unwrap();
    assert_eq!((&first["value"], groups.len()), (&json!(2), 2), "{first}");
    let place = groups[0]["keys"][0]["code"].clone();
    assert_eq!(groups[0]["keys"][0], key("TOWN", &place, Value::Null, json!("莞城街道")));
    assert_eq!(
        groups[0]["keys"][1],
        key("TITLE", &json!("PROFESSOR"), json!({ "zh": "正高级教师" }), Value::Null)
    );

    cast.story.at("2023-03-01T01:00:00Z");
    let statement = json!({ "titleGrant": { "title": "PROFESSOR", "from": "2021-12-01" } });
    let correction =
        json!({ "teacher": wang, "corrects": granted, "statement": statement, "reason": "评审年度录错" });
    let payload = cast.hr("factCorrect", correction).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    assert_eq!(counted(&cast, by.clone(), "2021-06-30", Some("2022-03-02T00:00:00Z")).await, first);
    let now = counted(&cast, by, "2021-06-30", None).await;
    assert_ne!(now["digest"], first["digest"]);
    assert_eq!(now["groups"][0]["keys"][1]["code"], Value::Null, "{now}");
    assert_eq!(now["value"], 2);
}

/// Dimensions are at most four and each once; a headcount in all has no groups.
async fn a_headcount_refuses_dimensions_it_cannot_show(url: String) {
    let cast = Cast::gather(&url).await;
    cast.hired("李一", LI).await;
    let all = counted(&cast, json!([]), "2022-01-01", None).await;
    assert_eq!((&all["value"], &all["groups"]), (&json!(1), &json!([])));
    for by in [json!(["TITLE", "TITLE"]), json!(["TOWN", "UNIT", "NATURE", "STAGE", "TITLE"])] {
        let answer = cast.story.ask_as(Role::BureauHr, HEADCOUNT, json!({ "by": by })).await;
        assert_eq!(codes(&answer), ["BAD_USER_INPUT"], "{answer}");
    }
    let before = counted(&cast, json!(["UNIT"]), "1850-01-01", None).await;
    assert_eq!((&before["value"], &before["groups"]), (&json!(0), &json!([])));
}

on_each_database!(
    a_headcount_can_be_asked_again_with_the_same_answer,
    a_headcount_refuses_dimensions_it_cannot_show,
);
