//! Numbers that are accountable: published once, counted again, and explained person by person; the structure of the staff, and what
//! an inspection asks.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, asked, codes, done};

const REPORTS: &str =
    "query($knownAt: DateTime) { reports(knownAt: $knownAt) { id title metric asOf published reproduces now
    added { name } removed { name } restatements { value reason } withdrawn } }";

const IMPACT: &str =
    "query($event: ID!) { impact(event: $event) { event { kind } person { name } decisions { kind }
    reports { report { title } added { name } removed { name } } } }";

const DIFFERENCES: &str =
    "{ reports { differences { counts teacher { name } because { kind recordedAt document { number } } } } }";

/// S-75: a figure is counted and published with its two dates; a correction leaves it as it is, and it is said who was added and who
/// went; the later count stands beside it with its reason, and a withdrawn figure stays readable.
async fn a_published_figure_is_never_changed_and_every_difference_has_a_name(url: String) {
    let cast = Cast::gather(&url).await;
    let (_, hired) = cast.hired("李一", LI).await;
    let question = json!({ "basis": "ESTABLISHMENT", "staffing": "ESTABLISHED" });
    let publish = json!({ "title": "2021年度在编教师统计", "metric": "HEADCOUNT", "question": question, "asOf": "2021-12-31" });
    let payload =
        cast.story.mutate(Role::BureauHr, "reportPublish", publish, "report { id published }").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    assert_eq!(payload["report"]["published"], 1);
    let report = payload["report"]["id"].clone();
    let nothing = json!({ "report": report, "reason": "复核" });
    assert_eq!(codes(&cast.hr("reportRestate", nothing).await), ["REPORT_UNCHANGED"]);

    cast.story.at("2022-05-01T01:00:00Z");
    cast.hired("王二", WANG).await;
    let hire = json!({ "organisation": cast.school, "from": "2022-02-01", "source": "GRADUATE", "category": "FULL_TIME_TEACHER",
        "staffing": "ESTABLISHED" });
    let li = asked(
        &cast,
        "{ teachers(where: { name: \"李一\" }, asOf: \"2022-03-01\") { nodes { id } } }",
        json!({}),
    )
    .await;
    let li = li["teachers"]["nodes"][0]["id"].clone();
    let correct =
        json!({ "teacher": li, "corrects": hired, "reason": "入职日期录错", "statement": { "hire": hire } });
    let corrected = done(&cast, "factCorrect", correct).await;
    let touched = asked(&cast, IMPACT, json!({ "event": corrected })).await["impact"].clone();
    assert_eq!(
        touched,
        json!({ "event": { "kind": "fact.corrected" }, "person": { "name": "李一" }, "decisions": [],
        "reports": [{ "report": { "title": "2021年度在编教师统计" }, "added": [], "removed": [{ "name": "李一" }] }] })
    );
    let because = asked(&cast, DIFFERENCES, json!({})).await["reports"][0]["differences"].clone();
    let kinds = |nth: usize| {
        let events = because[nth]["because"].as_array().cloned().unwrap_or_default();
        events.iter().filter_map(|event| event["kind"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!((&because[0]["counts"], &because[0]["teacher"]["name"]), (&json!(true), &json!("王二")));
    assert_eq!(kinds(0), ["teacher.registered", "teacher.hired"]);
    assert_eq!((&because[1]["counts"], kinds(1)), (&json!(false), vec!["fact.corrected".to_owned()]));
    let told = asked(&cast, REPORTS, json!({})).await["reports"][0].clone();
    let name = |name: &str| json!([{ "name": name }]);
    assert_eq!(
        told,
        json!({ "id": report, "title": "2021年度在编教师统计", "metric": "HEADCOUNT", "asOf": "2021-12-31", "published": 1,
        "reproduces": true, "now": 1, "added": name("王二"), "removed": name("李一"), "restatements": [], "withdrawn": null })
    );
    done(&cast, "reportRestate", json!({ "report": report, "reason": "一人补录，一人更正入职日期" })).await;
    done(&cast, "reportWithdraw", json!({ "report": report, "reason": "另行公布" })).await;
    let again = json!({ "report": report, "reason": "再次" });
    assert_eq!(codes(&cast.hr("reportWithdraw", again).await), ["REPORT_WITHDRAWN"]);
    let told = asked(&cast, REPORTS, json!({})).await["reports"][0].clone();
    assert_eq!(told["restatements"], json!([{ "value": 1, "reason": "一人补录，一人更正入职日期" }]));
    assert_eq!(
        (&told["published"], &told["reproduces"], &told["withdrawn"]),
        (&json!(1), &json!(true), &json!("另行公布"))
    );
    let then =
        asked(&cast, REPORTS, json!({ "knownAt": "2022-04-01T00:00:00Z" })).await["reports"][0].clone();
    assert_eq!((&then["withdrawn"], &then["added"]), (&Value::Null, &json!([])));
    let alone = json!({ "title": "缺口径", "metric": "HEADCOUNT", "question": {}, "asOf": "2021-12-31" });
    assert_eq!(codes(&cast.hr("reportPublish", alone).await), ["REPORT_QUESTION_INCOMPLETE"]);
}

/// S-41: the staff by sex, age, title and education on a date; what is not on record stands apart.
async fn the_structure_of_the_staff_tells_values_from_what_is_not_on_record(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    cast.hired("王二", WANG).await;
    done(&cast, "titleGrant", json!({ "teacher": li, "title": "SENIOR", "from": "2015-12-01" })).await;
    let bachelor =
        json!({ "teacher": li, "education": "21", "degree": "404", "fullTime": true, "on": "2005-07-01" });
    done(&cast, "degreeRecord", bachelor.clone()).await;
    assert_eq!(codes(&cast.hr("degreeRecord", bachelor).await), ["DEGREE_ALREADY_RECORDED"]);
    done(
        &cast,
        "degreeRecord",
        json!({ "teacher": li, "education": "14", "degree": "342", "fullTime": false, "on": "2020-06-30" }),
    )
    .await;
    let structure = "query($by: StructureBy!, $asOf: Date) { structure(by: $by, asOf: $asOf) { code label { zh } persons } }";
    let by = |by: &str, day: &str| json!({ "by": by, "asOf": day });
    let titles = asked(&cast, structure, by("TITLE", "2022-03-01")).await["structure"].clone();
    assert_eq!(
        titles,
        json!([{ "code": "SENIOR", "label": { "zh": "高级教师" }, "persons": 1 }, { "code": null, "label": null, "persons": 1 }])
    );
    let education = asked(&cast, structure, by("EDUCATION", "2022-03-01")).await["structure"].clone();
    assert_eq!(education[0], json!({ "code": "14", "label": { "zh": "硕士研究生毕业" }, "persons": 1 }));
    let before = asked(&cast, structure, by("EDUCATION", "2020-06-29")).await["structure"].clone();
    assert_eq!(before[0]["code"], "21");
    let ages = asked(&cast, structure, by("AGE", "2022-03-01")).await["structure"].clone();
    assert_eq!(ages, json!([{ "code": "51", "label": null, "persons": 2 }]));
    let sexes = asked(&cast, structure, by("SEX", "2022-03-01")).await["structure"].clone();
    assert_eq!(sexes.as_array().unwrap().iter().map(|row| row["persons"].as_i64().unwrap()).sum::<i64>(), 2);
}

/// S-13, S-15: the teachers of a private school are full members under the same refusals; an inspection sees who is certified and who
/// has a contract, and which schools submitted nothing.
async fn private_schools_are_asked_the_same_as_public_ones(url: String) {
    let cast = Cast::gather(&url).await;
    let li = cast.registered("李一", LI).await;
    let hire = |organisation: &Value, from: &str| {
        json!({ "teacher": li, "organisation": organisation, "from": from, "source": "RECRUITED", "category": "FULL_TIME_TEACHER",
            "staffing": "CONTRACT" })
    };
    for school in [&cast.school, &cast.private] {
        assert_eq!(
            codes(&cast.hr("teacherHire", hire(school, "1999-09-01")).await),
            ["ORGANISATION_NOT_OPEN"]
        );
    }
    let inspection = "query($nature: Nature) { inspection(nature: $nature, asOf: \"2022-03-01\") {
        organisation { name } teachers certified contracted submitted } }";
    let private = json!({ "nature": "PRIVATE" });
    let empty = asked(&cast, inspection, private.clone()).await["inspection"].clone();
    assert_eq!(
        empty,
        json!([{ "organisation": { "name": "南城育才学校" }, "teachers": 0, "certified": 0, "contracted": 0, "submitted": false }])
    );
    done(&cast, "teacherHire", hire(&cast.private, "2015-09-01")).await;
    done(
        &cast,
        "credentialRecord",
        json!({ "teacher": li, "kind": "TEACHING", "stage": "PRIMARY", "from": "2010-06-01" }),
    )
    .await;
    let told = asked(&cast, inspection, private).await["inspection"].clone();
    assert_eq!(
        told,
        json!([{ "organisation": { "name": "南城育才学校" }, "teachers": 1, "certified": 1, "contracted": 1, "submitted": true }])
    );
    let publish = json!({ "title": "民办学校年检教师数", "metric": "HEADCOUNT", "asOf": "2022-03-01",
        "question": { "basis": "PERSONNEL", "organisation": cast.private } });
    done(&cast, "reportPublish", publish).await;
    let all = asked(&cast, inspection, json!({})).await["inspection"].clone();
    assert!(all.as_array().unwrap().len() >= 3, "{all}");
}

on_each_database!(
    a_published_figure_is_never_changed_and_every_difference_has_a_name,
    the_structure_of_the_staff_tells_values_from_what_is_not_on_record,
    private_schools_are_asked_the_same_as_public_ones,
);
