//! A person is erased: the name is gone from every answer, also from those as known earlier, and every count stays.

use liangshi_api::auth::Role;
use liangshi_domain::{
    DecisionDocument, Stamp, TeacherId,
    teacher::{
        Teacher, TeacherCommand,
        privacy::{ErasePersonalData, PrivacyCommand},
    },
};
use liangshi_eventstore::{Answer, Execution, execute};
use liangshi_tests::on_each_database;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    cast::{Cast, LI, WANG, codes},
    pipeline::{board, fit, nominated, round},
};

const NAMES: [&str; 3] = ["李小明", "李大明", "李误录"];
const BIRTH: &str = "1880-01-01";
/// The fields that go; all else is compared as it stands.
const PERSONAL: [&str; 5] = ["name", "identityNumber", "birthDate", "birthYear", "age"];

/// One of two people has a correction, a rename and a candidacy.
struct Told {
    cast: Cast,
    li: Value,
    registered: Value,
}

async fn told(url: &str) -> Told {
    let cast = Cast::gather(url).await;
    let round = round(&cast).await;
    let li = fit(&cast, "李误录", LI).await;
    fit(&cast, "王小红", WANG).await;
    let events =
        "query($stream: String!) { log(stream: $stream, kind: \"teacher.registered\") { nodes { id } } }";
    let stream = json!({ "stream": stream(&cast, &li).await });
    let found = cast.story.ask_as(Role::BureauHr, events, stream).await;
    let registered = found["data"]["log"]["nodes"][0]["id"].clone();
    let right =
        json!({ "register": { "name": "李小明", "identityNumber": LI, "birth": BIRTH, "sex": "FEMALE" } });
    let correct = json!({ "teacher": li, "corrects": registered, "statement": right, "reason": "姓名录错" });
    done(&cast, "factCorrect", correct).await;
    done(&cast, "teacherRename", json!({ "teacher": li, "name": "李大明", "from": "2021-01-01" })).await;
    let nominated = nominated(&cast, &li, &round, "2022-03-01").await;
    assert_eq!(codes(&nominated), Vec::<String>::new(), "{nominated}");
    Told { cast, li, registered }
}

async fn stream(cast: &Cast, teacher: &Value) -> String {
    let query = "query($by: TeacherBy!) { teacher(by: $by) { uuid } }";
    let answer = cast.story.ask_as(Role::BureauHr, query, json!({ "by": { "id": teacher } })).await;
    format!("teacher-{}", answer["data"]["teacher"]["uuid"].as_str().unwrap())
}

async fn done(cast: &Cast, mutation: &str, input: Value) -> Value {
    let payload = cast.hr(mutation, input).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    payload
}

fn erasing(teacher: &Value) -> Value {
    json!({
        "teacher": teacher, "reason": "保存期限届满",
        "document": { "issuer": "东莞市教育局", "number": "东教〔2022〕90号" },
    })
}

/// Everything that can be asked about people, on three days and as known at two instants.
async fn everything(told: &Told, instants: &[Option<String>]) -> Value {
    const CARD: &str = "id name identityNumber birthDate birthYear age sex erased";
    let query = format!(
        "query($by: TeacherBy!, $where: TeacherWhere, $asOf: Date, $knownAt: DateTime, $stream: String!) {{
            teacher(by: $by, asOf: $asOf, knownAt: $knownAt) {{ {CARD}
                service {{ title }} services {{ title lastDay }}
                history(order: RECORDED) {{ kind detail from evidence {{ kind position document {{ number }} }} }}
                candidacies {{ stage teacher {{ {CARD} }} }} }}
            teachers(where: $where, asOf: $asOf, knownAt: $knownAt) {{ totalCount nodes {{ {CARD} }} }}
            pipeline(programme: \"outstanding-teachers\", asOf: $asOf, knownAt: $knownAt) {{
                totalCount nodes {{ stage teacher {{ {CARD} }} }} }}
            cohortBoard(asOf: $asOf, knownAt: $knownAt) {{ rows {{ nominated value
                members(where: {{ countsAs: NOMINATED }}) {{ totalCount nodes {{ teacher {{ {CARD} }} }} }} }} }}
            log(stream: $stream, first: 5, before: 100000) {{ nodes {{ kind actor document {{ title number }} }} }}
        }}"
    );
    let mut answers = Vec::new();
    for known_at in instants {
        for as_of in ["2015-06-30", "2022-03-01", "2022-06-30"] {
            let variables = json!({
                "by": { "id": told.li }, "where": { "organisation": told.cast.school, "basis": "PERSONNEL" }, "asOf": as_of, "knownAt": known_at,
                "stream": stream(&told.cast, &told.li).await,
            });
            let answer = told.cast.story.ask_as(Role::BureauHr, &query, variables).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            answers.push(answer["data"].clone());
        }
    }
    Value::Array(answers)
}

/// What an answer should have become: the person's own values null wherever the person is shown, all else the same.
/// Lists are in the order of names and are compared as sets, and the log has the erasing in it now.
fn expected(mut answers: Value, of: &Value) -> Value {
    blank(&mut answers, of);
    settled(answers)
}

fn blank(value: &mut Value, of: &Value) {
    match value {
        Value::Object(fields) => {
            if fields.get("id") == Some(of) && fields.contains_key("erased") {
                for field in PERSONAL {
                    fields[field] = Value::Null;
                }
                fields["erased"] = json!(true);
            }
            fields.values_mut().for_each(|field| blank(field, of));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| blank(item, of)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn settled(mut answers: Value) -> Value {
    for answer in answers.as_array_mut().unwrap() {
        answer["log"] = Value::Null;
        for list in ["/teachers/nodes", "/pipeline/nodes"] {
            if let Some(nodes) = answer.pointer_mut(list).and_then(Value::as_array_mut) {
                nodes.sort_by_key(|node| node.to_string());
            }
        }
    }
    answers
}

async fn an_erased_person_has_no_name_in_any_answer_and_every_count_stays(url: String) {
    let told = told(&url).await;
    let cast = &told.cast;
    let then = "2022-03-02T00:00:00Z".to_owned();
    cast.story.at("2022-04-01T01:00:00Z");
    let instants = [None, Some(then)];
    let before = everything(&told, &instants).await;
    let text = before.to_string();
    assert!(text.contains("李小明") && text.contains("李大明") && text.contains(BIRTH), "{text}");
    assert_eq!(before[1]["cohortBoard"]["rows"][0]["members"]["totalCount"], json!(1), "{text}");
    assert_eq!(before[1]["teachers"]["totalCount"], json!(2));
    let count = board(cast, None).await;

    let payload = cast
        .story
        .mutate(
            Role::BureauHr,
            "personalDataErase",
            erasing(&told.li),
            "teacher { name erased birthYear } repeated",
        )
        .await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    assert_eq!(payload["teacher"], json!({ "name": null, "erased": true, "birthYear": null }));

    let after = everything(&told, &instants).await;
    let text = after.to_string();
    for gone in NAMES.into_iter().chain([BIRTH, "441*************16"]) {
        assert!(!text.contains(gone), "{gone} is still in {text}");
    }
    assert!(text.contains("王小红"), "others stay");
    assert_eq!(settled(after.clone()), expected(before, &told.li));
    assert_eq!(board(cast, None).await, count);
    assert_eq!(after[0]["log"]["nodes"][0]["kind"], json!("personal-data.erased"));
    let list = "{ log(kind: \"personal-data.erased\") { nodes { actor document { number } } } }";
    let listed = cast.story.ask_as(Role::Auditor, list, json!({})).await;
    let erasure = json!([{ "actor": "bureau_hr", "document": { "number": "东教〔2022〕90号" } }]);
    assert_eq!(listed["data"]["log"]["nodes"], erasure, "the auditor's list of what was erased");
    for name in cast.story.views.names() {
        let check = cast.story.views.check(name, |_| {}).await.unwrap();
        assert!(check.agrees(), "{name} differs from one built anew");
    }
}

async fn a_legal_hold_refuses_the_erasing_until_it_is_lifted(url: String) {
    let told = told(&url).await;
    let (cast, li) = (&told.cast, &told.li);
    let place = json!({ "teacher": li, "since": "2022年2月", "reason": "劳动争议仲裁" });
    let placed = done(cast, "legalHoldPlace", place).await;
    let hold = &placed["events"][0];

    let holds = async |role: Role| {
        let query = "query($by: TeacherBy!) { teacher(by: $by) { erased legalHolds { since reason placedBy { id kind } }
            history { kind } } }";
        let answer = cast.story.ask_as(role, query, json!({ "by": { "id": li } })).await;
        assert!(
            !answer["data"]["teacher"]["history"].to_string().contains("HOLD"),
            "it is no fact: {answer}"
        );
        answer["data"]["teacher"]["legalHolds"].clone()
    };
    let seen = json!([{ "since": "2022-02-01", "reason": "劳动争议仲裁",
        "placedBy": { "id": hold, "kind": "legal-hold.placed" } }]);
    assert_eq!(holds(Role::BureauHr).await, seen);
    assert_eq!(holds(Role::TownHr).await, Value::Null);

    let refused = cast.hr("personalDataErase", erasing(li)).await;
    assert_eq!(codes(&refused), ["LEGAL_HOLD_ACTIVE"]);
    assert_eq!(refused["userErrors"][0]["facts"], json!([hold]));
    assert!(refused["userErrors"][0]["message"].as_str().unwrap().contains("2022-02-01"));
    let voids = json!({ "teacher": li, "voids": hold, "reason": "录错" });
    assert_eq!(codes(&cast.hr("factVoid", voids).await), ["PRIVACY_RECORD_STAYS"]);

    done(cast, "legalHoldLift", json!({ "teacher": li, "hold": hold, "reason": "仲裁终结" })).await;
    assert_eq!(holds(Role::BureauHr).await, json!([]));
    let again = json!({ "teacher": li, "hold": hold, "reason": "仲裁终结" });
    assert_eq!(codes(&cast.hr("legalHoldLift", again).await), ["LEGAL_HOLD_UNKNOWN"]);
    done(cast, "personalDataErase", erasing(li)).await;
}

async fn who_may_erase_and_what_it_needs(url: String) {
    let told = told(&url).await;
    let (cast, li) = (&told.cast, &told.li);
    for role in Role::ALL.into_iter().filter(|role| *role != Role::BureauHr) {
        let answer = cast.story.mutate(role, "personalDataErase", erasing(li), "").await;
        assert_eq!(codes(&answer), ["FORBIDDEN"], "{role}");
    }
    let bare = json!({ "teacher": li, "reason": "保存期限届满" });
    assert_eq!(codes(&cast.hr("personalDataErase", bare).await), ["ERASURE_WITHOUT_DOCUMENT"]);
    for reason in ["应李小明申请", "李误录", "李大明离职"] {
        let mut input = erasing(li);
        input["reason"] = json!(reason);
        assert_eq!(codes(&cast.hr("personalDataErase", input).await), ["TEXT_NAMES_PERSON"], "{reason}");
    }
    let mut blank = erasing(li);
    blank["reason"] = json!("  ");
    assert_eq!(codes(&cast.hr("personalDataErase", blank).await), ["TEXT_BLANK"]);
}

async fn after_it_nothing_personal_comes_back_and_other_facts_are_recorded(url: String) {
    let told = told(&url).await;
    let (cast, li) = (&told.cast, &told.li);
    let mut input = erasing(li);
    input["idempotencyKey"] = json!("erase-once");
    let first = cast.story.mutate(Role::BureauHr, "personalDataErase", input.clone(), "repeated").await;
    let again = cast.story.mutate(Role::BureauHr, "personalDataErase", input, "repeated").await;
    assert_eq!((&first["repeated"], &again["repeated"]), (&json!(false), &json!(true)), "{again}");
    assert_eq!(first["events"], again["events"]);

    let twice = cast.hr("personalDataErase", erasing(li)).await;
    assert_eq!(codes(&twice), ["ALREADY_ERASED"]);
    assert_eq!(twice["userErrors"][0]["facts"], first["events"]);
    let rename = json!({ "teacher": li, "name": "李新名", "from": "2022-03-01" });
    assert_eq!(codes(&cast.hr("teacherRename", rename).await), ["PERSON_ERASED"]);
    let statement = json!({ "register": { "name": "李小明", "sex": "FEMALE" } });
    let correct =
        json!({ "teacher": li, "corrects": told.registered, "statement": statement, "reason": "补录" });
    assert_eq!(codes(&cast.hr("factCorrect", correct).await), ["PERSON_ERASED"]);
    done(cast, "employmentEnd", json!({ "teacher": li, "lastDay": "2022-08-31", "reason": "RESIGNED" }))
        .await;

    let find = "query($by: TeacherBy!) { teacher(by: $by) { id } }";
    let by_number = json!({ "by": { "identityNumber": LI } });
    let found = cast.story.ask_as(Role::BureauHr, find, by_number.clone()).await;
    assert_eq!(found["data"]["teacher"], Value::Null, "the number leads nowhere");
    let other = cast.registered("李小明", LI).await;
    assert_ne!(&other, li, "whoever comes back is entered anew");
    let found = cast.story.ask_as(Role::BureauHr, find, by_number).await;
    assert_eq!(found["data"]["teacher"]["id"], other);
}

/// Whoever appended the event may die before the key is destroyed. The views make up for it.
async fn an_erasing_that_was_only_recorded_is_carried_out_by_the_views(url: String) {
    let told = told(&url).await;
    let story = &told.cast.story;
    let stream = stream(&told.cast, &told.li).await;
    let bodies = async || {
        let events = story.log.stream(&stream, 0).await.unwrap();
        events.into_iter().map(|event| event.body).collect::<Vec<_>>().concat()
    };
    assert!(NAMES.into_iter().all(|name| !name.is_empty()) && bodies().await.contains("李大明"));
    let command =
        PrivacyCommand::ErasePersonalData(ErasePersonalData { reason: "保存期限届满".to_owned() });
    let stamp = Stamp {
        actor: "li".to_owned(),
        acting_for: None,
        today: "2022-03-01".parse().unwrap(),
        correlation: Uuid::from_u128(1),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document: Some(DecisionDocument {
            issuer: "东莞市教育局".to_owned(),
            number: "东教〔2022〕90号".to_owned(),
            issued: None,
            title: None,
            digest: None,
        }),
    };
    let execution = Execution {
        stream: TeacherId::of_stream(&stream).unwrap().stream(),
        command: &TeacherCommand::Privacy(command),
        stamp: &stamp,
        expected: None,
        request: None,
        new_id: &|| Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001),
    };
    let answer = execute::<Teacher>(&story.log, execution).await.unwrap();
    let Answer::Done(done) = answer else { unreachable!("{answer:?}") };
    story.views.wait_for(done.position, std::time::Duration::from_secs(20)).await.unwrap();
    let bodies = bodies().await;
    for name in NAMES {
        assert!(!bodies.contains(name), "{bodies}");
    }
    assert!(bodies.contains(r#""name":{"erased":true}"#));
    let answer = everything(&told, &[None]).await.to_string();
    assert!(NAMES.into_iter().all(|name| !answer.contains(name)), "{answer}");
}

on_each_database!(
    an_erased_person_has_no_name_in_any_answer_and_every_count_stays,
    a_legal_hold_refuses_the_erasing_until_it_is_lifted,
    who_may_erase_and_what_it_needs,
    after_it_nothing_personal_comes_back_and_other_facts_are_recorded,
    an_erasing_that_was_only_recorded_is_carried_out_by_the_views,
);
