//! The past is corrected without being erased: the old question gives the old answer, and evidence ends at a document.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, codes};

/// The title of a person on a day, as known now or at an instant.
async fn title(cast: &Cast, teacher: &Value, as_of: &str, known_at: Option<&str>) -> Value {
    let query = "query($by: TeacherBy!, $asOf: Date, $knownAt: DateTime) {
        teacher(by: $by, asOf: $asOf, knownAt: $knownAt) { service { title } } }";
    let variables = json!({ "by": { "id": teacher }, "asOf": as_of, "knownAt": known_at });
    let answer = cast.story.ask_as(Role::BureauHr, query, variables).await;
    answer["data"]["teacher"]["service"]["title"].clone()
}

async fn a_correction_changes_the_answer_and_the_old_answer_can_be_asked_again(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let grant = json!({
        "teacher": teacher, "title": "SENIOR", "from": "2019-12",
        "document": { "issuer": "东莞市教育局", "number": "东教〔2019〕88号" },
    });
    let granted = cast.hr("titleGrant", grant).await;
    assert_eq!(codes(&granted), Vec::<String>::new(), "{granted}");
    assert_eq!(title(&cast, &teacher, "2020-06-30", None).await, json!("SENIOR"));

    cast.story.at("2022-05-01T01:00:00Z");
    let correction = json!({
        "teacher": teacher, "corrects": granted["events"][0], "reason": "评审通过时间录错",
        "statement": { "titleGrant": { "title": "SENIOR", "from": "2021-12" } },
        "document": { "issuer": "东莞市教育局", "number": "东教〔2022〕31号" },
    });
    let corrected = cast.hr("factCorrect", correction).await;
    assert_eq!(codes(&corrected), Vec::<String>::new(), "{corrected}");
    assert_eq!(title(&cast, &teacher, "2020-06-30", None).await, Value::Null, "as known now");
    assert_eq!(title(&cast, &teacher, "2022-01-01", None).await, json!("SENIOR"));
    let then = Some("2022-04-01T00:00:00Z");
    assert_eq!(title(&cast, &teacher, "2020-06-30", then).await, json!("SENIOR"), "as known then");

    let void = json!({ "teacher": teacher, "voids": corrected["events"][0], "reason": "更正有误" });
    assert_eq!(codes(&cast.hr("factVoid", void).await), Vec::<String>::new());
    assert_eq!(
        title(&cast, &teacher, "2020-06-30", None).await,
        json!("SENIOR"),
        "what it replaced stands again"
    );
}

async fn a_fact_leads_to_its_events_and_their_documents(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let grant = json!({
        "teacher": teacher, "title": "FIRST", "from": "2019年12月",
        "document": { "issuer": "东莞市教育局", "number": "东教〔2019〕88号", "issued": "2019-12-20" },
    });
    assert_eq!(codes(&cast.hr("titleGrant", grant).await), Vec::<String>::new());
    let query = "query($by: TeacherBy!) { teacher(by: $by) { name identityNumber history { kind
        evidence { kind actor document { issuer number issued } } } } }";
    let answer = cast.story.ask_as(Role::BureauHr, query, json!({ "by": { "id": teacher } })).await;
    let person = &answer["data"]["teacher"];
    assert_eq!(person["name"], json!("李小明"));
    assert_eq!(person["identityNumber"], json!("441*************16"), "masked: {answer}");
    let history = person["history"].as_array().unwrap();
    let title = history.iter().find(|fact| fact["kind"] == json!("TITLE")).unwrap();
    let evidence = json!([{
        "kind": "title.granted", "actor": "bureau_hr",
        "document": { "issuer": "东莞市教育局", "number": "东教〔2019〕88号", "issued": "2019-12-20" },
    }]);
    assert_eq!(title["evidence"], evidence);
}

async fn a_seconded_teacher_counts_once_at_the_receiving_school(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let work =
        json!({ "teacher": teacher, "organisation": cast.school, "stage": "PRIMARY", "from": "2010-09" });
    assert_eq!(codes(&cast.hr("teacherAssign", work).await), Vec::<String>::new());
    let proposed = cast.proposed(&teacher, &cast.other, "2022-03-01", "2022-08-31").await;
    let secondment = &proposed["events"][0];
    let step = json!({ "teacher": teacher, "secondment": secondment });
    assert_eq!(codes(&cast.hr("secondmentApprove", step).await), Vec::<String>::new());
    let start = json!({ "teacher": teacher, "secondment": secondment, "from": "2022-03-01" });
    assert_eq!(codes(&cast.hr("teacherSecond", start).await), Vec::<String>::new());

    let count = async |organisation: &Value, basis: &str, as_of: &str| {
        let query = "query($where: TeacherWhere, $asOf: Date) { teachers(where: $where, asOf: $asOf) { totalCount } }";
        let wanted = json!({ "where": { "organisation": organisation, "basis": basis }, "asOf": as_of });
        let answer = cast.story.ask_as(Role::BureauHr, query, wanted).await;
        answer["data"]["teachers"]["totalCount"].clone()
    };
    assert_eq!(count(&cast.other, "WORKPLACE", "2022-03-01").await, json!(1));
    assert_eq!(count(&cast.school, "WORKPLACE", "2022-03-01").await, json!(0));
    assert_eq!(count(&cast.school, "PERSONNEL", "2022-03-01").await, json!(1));
    assert_eq!(count(&cast.other, "WORKPLACE", "2022-09-01").await, json!(0), "the end day is outside");
    assert_eq!(count(&cast.school, "WORKPLACE", "2022-09-01").await, json!(1));
}

on_each_database!(
    a_correction_changes_the_answer_and_the_old_answer_can_be_asked_again,
    a_fact_leads_to_its_events_and_their_documents,
    a_seconded_teacher_counts_once_at_the_receiving_school,
);
