//! Rules through the book: what a document switches on, off or changes is what decisions and screens go by.

use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, asked, codes};

fn document() -> Value {
    json!({ "issuer": "东莞市教育局", "number": "东教〔2022〕9号", "issued": "2022-02-28" })
}

async fn switched(cast: &Cast, mutation: &str, mut input: Value) {
    input["document"] = document();
    assert_eq!(codes(&cast.hr(mutation, input).await), Vec::<String>::new());
}

async fn cycle(cast: &Cast, as_of: &str) -> Value {
    const CYCLE: &str = "query($asOf: Date) { trainingCycle(span: FIXED, asOf: $asOf) { required short
        rules { id inForce version { number } parameters { name value } switchedBy { kind document { number } } } } }";
    asked(cast, CYCLE, json!({ "asOf": as_of })).await["trainingCycle"].clone()
}

/// S-26, S-76: a screen measures by the numbers a document put in place of those of the file, from the day on that it says, and by
/// nothing once the rule is switched off; it names the rule, the version and the document.
async fn a_document_changes_what_a_screen_measures_by(url: String) {
    let cast = Cast::gather(&url).await;
    cast.hired("李小明", LI).await;
    let more = json!([{ "name": "hours", "value": 400 }]);
    let on = json!({ "rule": "R-73", "version": 1, "from": "2022-03-01", "parameters": more });
    switched(&cast, "ruleActivate", on).await;
    switched(&cast, "ruleSuspend", json!({ "rule": "R-73", "from": "2022-06-01" })).await;

    let before = cycle(&cast, "2022-02-28").await;
    assert_eq!((&before["required"], &before["rules"][0]["switchedBy"]), (&json!(360), &json!(null)));
    let changed = cycle(&cast, "2022-03-01").await;
    assert_eq!((&changed["required"], &changed["short"]), (&json!(400), &json!(1)));
    let rule = &changed["rules"][0];
    assert_eq!((&rule["id"], &rule["version"]["number"]), (&json!("R-73"), &json!(1)));
    assert_eq!(rule["switchedBy"]["document"]["number"], json!("东教〔2022〕9号"));
    let off = cycle(&cast, "2022-06-01").await;
    assert_eq!((&off["required"], &off["short"]), (&json!(0), &json!(0)));
    assert_eq!(off["rules"][0]["inForce"], json!(false));
}

/// S-18, S-76: no school misses a first lesson of the term once the rule was switched off by a document.
async fn a_rule_switched_off_no_longer_says_that_a_lesson_was_missed(url: String) {
    const COVERAGE: &str = "{ ethicsCoverage(schoolYear: 2021, asOf: \"2022-03-31\") {
        terms { term dueBy due } units { termsMissed } rules { id inForce } } }";
    let cast = Cast::gather(&url).await;
    let judged = asked(&cast, COVERAGE, json!({})).await["ethicsCoverage"].clone();
    assert_eq!(judged["terms"][1]["due"], json!(true), "{judged}");
    switched(&cast, "ruleSuspend", json!({ "rule": "R-70", "from": "2022-03-01" })).await;
    let off = asked(&cast, COVERAGE, json!({})).await["ethicsCoverage"].clone();
    assert_eq!(off["terms"][1], json!({ "term": 2, "dueBy": null, "due": false }));
    assert_eq!(off["rules"][0], json!({ "id": "R-70", "inForce": false }));
}

/// S-22, S-48, S-76: the level of an honour is that of its issuer while the rule judges; a rule switched off by a document stops
/// judging, and the typed level stands.
async fn a_rule_switched_off_by_a_document_stops_judging(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let typed = |name: &str| {
        json!({ "teacher": li, "name": name, "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局", "on": "2022-03-01",
            "statedLevel": "PROVINCE" })
    };
    assert_eq!(codes(&cast.hr("honourConfer", typed("优秀教师")).await), ["LEVEL_NOT_OF_ISSUER"]);
    switched(&cast, "ruleSuspend", json!({ "rule": "R-60", "from": "2022-03-01" })).await;
    assert_eq!(codes(&cast.hr("honourConfer", typed("优秀教师")).await), Vec::<String>::new());
    let again = cast.hr("honourConfer", typed("优秀教师")).await;
    assert_eq!(codes(&again), ["EXPLANATION_REQUIRED"], "R-61 warns: {again}");
}

/// S-02, S-67, S-76: a secondment names the rules it was judged by; part-time work beside a full post asks for a word, which is kept.
async fn a_secondment_keeps_the_rules_it_was_judged_by(url: String) {
    const RULES: &str = "query($stream: String!) { log(stream: $stream) { nodes { kind
        rules { rule version outcome satisfied explanation } } } }";
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let work = json!({ "teacher": li, "organisation": cast.school, "from": "2021-09-01", "primary": true });
    assert_eq!(codes(&cast.hr("teacherAssign", work).await), Vec::<String>::new());
    let asked_for = json!({ "teacher": li, "kind": "SHADOWING", "organisation": cast.other, "from": "2022-02-01",
        "to": "2022-06-30", "ftePercent": 60 });
    assert_eq!(codes(&cast.hr("secondmentPropose", asked_for.clone()).await), ["EXPLANATION_REQUIRED"]);
    let mut explained = asked_for;
    explained["explanations"] = json!([{ "rule": "R-32", "text": "两校相邻，本校课时已核减" }]);
    assert_eq!(codes(&cast.hr("secondmentPropose", explained).await), Vec::<String>::new());
    let person = "query($id: ID!) { node(id: $id) { ... on Teacher { uuid } } }";
    let person = asked(&cast, person, json!({ "id": li })).await["node"]["uuid"].clone();
    let stream = format!("teacher-{}", person.as_str().unwrap_or_default());
    let events = asked(&cast, RULES, json!({ "stream": stream })).await["log"]["nodes"].clone();
    let proposed =
        events.as_array().and_then(|all| all.iter().find(|one| one["kind"] == "secondment.proposed"));
    let kept = json!([
        { "rule": "R-32", "version": 1, "outcome": "BLOCK", "satisfied": true, "explanation": null },
        { "rule": "R-32", "version": 1, "outcome": "WARN", "satisfied": false, "explanation": "两校相邻，本校课时已核减" },
    ]);
    assert_eq!(proposed.map(|event| &event["rules"]), Some(&kept), "{events}");
    assert_eq!(events[events.as_array().map_or(0, Vec::len) - 1]["rules"], json!([]), "{events}");
}

/// S-05, S-57, S-79: the pupils reported ask for teachers of political education once a document says how many, and specialists
/// without their certificate are named while that rule judges.
async fn teachers_are_missing_by_the_numbers_of_the_rules(url: String) {
    const STAFFED: &str = "{ workforce(category: POLITICAL, asOf: \"2022-03-01\") {
        organisation { name } persons required missing } }";
    const WITHOUT: &str = "{ specialistsWithoutCertificate(asOf: \"2022-03-01\") { teacher { name } kind organisation { name } } }";
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let pupils = json!({ "organisation": cast.school, "year": 2022, "on": "2022-02-20", "pupils": [{ "stage": "PRIMARY", "pupils": 701 }] });
    assert_eq!(codes(&cast.hr("enrolmentReport", pupils).await), Vec::<String>::new());
    assert_eq!(
        asked(&cast, STAFFED, json!({})).await["workforce"],
        json!([]),
        "the rule does not judge by itself"
    );
    let on = json!({ "rule": "R-50", "version": 1, "from": "2022-01-01", "parameters": [{ "name": "pupils_per_teacher", "value": 300 }] });
    switched(&cast, "ruleActivate", on).await;
    let short =
        json!([{ "organisation": { "name": "莞城第一小学" }, "persons": 0, "required": 3, "missing": 3 }]);
    assert_eq!(asked(&cast, STAFFED, json!({})).await["workforce"], short);

    let counted = json!({ "teacher": li, "category": "PSYCHOLOGY", "organisation": cast.school, "fullTime": true, "from": "2021-09-01" });
    assert_eq!(codes(&cast.hr("workforceCategoryAssign", counted).await), Vec::<String>::new());
    let missing = json!([{ "teacher": { "name": "李小明" }, "kind": "PSYCHOLOGY", "organisation": { "name": "莞城第一小学" } }]);
    assert_eq!(asked(&cast, WITHOUT, json!({})).await["specialistsWithoutCertificate"], missing);
    let certificate = json!({ "teacher": li, "kind": "PSYCHOLOGY", "from": "2021-12-01" });
    assert_eq!(codes(&cast.hr("credentialRecord", certificate).await), Vec::<String>::new());
    assert_eq!(asked(&cast, WITHOUT, json!({})).await["specialistsWithoutCertificate"], json!([]));
}

on_each_database! {
    a_secondment_keeps_the_rules_it_was_judged_by,
    teachers_are_missing_by_the_numbers_of_the_rules,
    a_document_changes_what_a_screen_measures_by,
    a_rule_switched_off_no_longer_says_that_a_lesson_was_missed,
    a_rule_switched_off_by_a_document_stops_judging,
}
