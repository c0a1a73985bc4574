//! The catalogue of honours, the batches that are handed in, and the one staffing standard of public and private schools.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, asked, codes, done};

/// S-08, S-48: an honour of a kind of the catalogue has its level and source; a kind nobody knows and one of another level are
/// refused; the award list of a source can be asked for.
async fn an_honour_is_of_a_kind_of_the_catalogue(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let kinds =
        asked(&cast, "{ honourKinds { code name { zh } level source } }", json!({})).await["honourKinds"]
            .clone();
    let award =
        kinds.as_array().unwrap().iter().find(|kind| kind["code"] == "homework-design-award").unwrap();
    assert_eq!((&award["level"], &award["source"]), (&json!("CITY"), &json!("优秀作业设计征集")));
    let confer = |kind: &str, issued_by: &str| json!({ "teacher": li, "name": "优秀作业设计一等奖", "issuedBy": issued_by, "issuer": "东莞市教育局", "on": "2022-02-20", "kind": kind });
    assert_eq!(
        codes(&cast.hr("honourConfer", confer("best-homework", "CITY_BUREAU")).await),
        ["HONOUR_KIND_UNKNOWN"]
    );
    assert_eq!(
        codes(&cast.hr("honourConfer", confer("homework-design-award", "SCHOOL")).await),
        ["HONOUR_KIND_OF_OTHER_LEVEL"]
    );
    done(&cast, "honourConfer", confer("homework-design-award", "CITY_BUREAU")).await;
    let held = "query($kind: String) { honours(where: { kind: $kind }, asOf: \"2022-03-01\") { totalCount nodes { teacher { name } name kind level } } }";
    let one = json!({ "totalCount": 1, "nodes": [{ "teacher": { "name": "李一" }, "name": "优秀作业设计一等奖", "kind": "homework-design-award", "level": "CITY" }] });
    assert_eq!(asked(&cast, held, json!({ "kind": "homework-design-award" })).await["honours"], one);
    assert_eq!(asked(&cast, held, json!({ "kind": "four-have-teacher" })).await["honours"]["totalCount"], 0);
}

/// S-74: a batch of another system is received with its rows, and every row is accounted for when it is taken in or the whole is sent
/// back.
async fn every_row_of_a_batch_is_accounted_for(url: String) {
    let cast = Cast::gather(&url).await;
    let receive = |source: &str, rows: i32| json!({ "source": source, "template": "2022-1", "organisation": cast.school, "rows": rows, "on": "2022-02-28" });
    let payload = cast
        .story
        .mutate(Role::BureauHr, "importBatchReceive", receive("继续教育平台", 10), "batch { id rows }")
        .await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    let batch = payload["batch"]["id"].clone();
    let commit =
        |rejected: i32| json!({ "batch": batch, "accepted": 7, "unchanged": 2, "rejected": rejected });
    let found =
        asked(&cast, "query($id: ID!) { node(id: $id) { id __typename } }", json!({ "id": batch })).await;
    assert_eq!(found["node"], json!({ "id": batch, "__typename": "ImportBatch" }));
    assert_eq!(codes(&cast.hr("importBatchCommit", commit(0)).await), ["IMPORT_BATCH_ROWS_DIFFER"]);
    done(&cast, "importBatchCommit", commit(1)).await;
    assert_eq!(codes(&cast.hr("importBatchCommit", commit(1)).await), ["IMPORT_BATCH_ALREADY_SETTLED"]);
    let payload =
        cast.story.mutate(Role::BureauHr, "importBatchReceive", receive("人社系统", 5), "batch { id }").await;
    let other = payload["batch"]["id"].clone();
    done(&cast, "importBatchReject", json!({ "batch": other, "reason": "表头不符" })).await;
    let batches = "{ importBatches(asOf: \"2022-03-01\") { source rows accepted unchanged rejected sentBack organisation { name } } }";
    let told = asked(&cast, batches, json!({})).await["importBatches"].clone();
    let school = json!({ "name": "莞城第一小学" });
    assert_eq!(
        told,
        json!([
            { "source": "人社系统", "rows": 5, "accepted": null, "unchanged": null, "rejected": null, "sentBack": "表头不符", "organisation": school },
            { "source": "继续教育平台", "rows": 10, "accepted": 7, "unchanged": 2, "rejected": 1, "sentBack": null, "organisation": school },
        ])
    );
}

/// S-14: one standard measures public and private schools by their pupils, from the day a document switches it on.
async fn one_standard_measures_public_and_private_schools(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let wang = cast.registered("王二", WANG).await;
    let hire = json!({ "teacher": wang, "organisation": cast.private, "from": "2015-09-01", "source": "RECRUITED",
        "category": "FULL_TIME_TEACHER", "staffing": "CONTRACT" });
    done(&cast, "teacherHire", hire).await;
    for (teacher, school) in [(&li, &cast.school), (&wang, &cast.private)] {
        let work = json!({ "teacher": teacher, "organisation": school, "stage": "PRIMARY", "ftePercent": 100, "primary": true, "from": "2015-09-01" });
        done(&cast, "teacherAssign", work).await;
        let pupils = if school == &cast.school { 19 } else { 39 };
        let enrolment = json!({ "organisation": school, "year": 2021, "on": "2021-09-15", "pupils": [{ "stage": "PRIMARY", "pupils": pupils }] });
        done(&cast, "enrolmentReport", enrolment).await;
    }
    let staffed = "query($short: Boolean) { staffingCompliance(shortOnly: $short, asOf: \"2022-03-01\") {
        organisation { name } nature stage pupils teachers needed missing } }";
    let before = asked(&cast, staffed, json!({})).await["staffingCompliance"].clone();
    assert_eq!((before.as_array().unwrap().len(), &before[0]["needed"]), (2, &Value::Null));
    let on = json!({ "rule": "R-54", "version": 1, "from": "2022-01-01", "document": { "issuer": "东莞市教育局", "number": "东教〔2022〕13号" }, "parameters": [] });
    assert_eq!(codes(&cast.hr("ruleActivate", on).await), Vec::<String>::new());
    let short = asked(&cast, staffed, json!({ "short": true })).await["staffingCompliance"].clone();
    assert_eq!(
        short,
        json!([{ "organisation": { "name": "南城育才学校" }, "nature": "PRIVATE", "stage": "PRIMARY", "pupils": 39, "teachers": 1,
        "needed": 3, "missing": 2 }])
    );
    let all = asked(&cast, staffed, json!({})).await["staffingCompliance"].clone();
    let public = all.as_array().unwrap().iter().find(|row| row["nature"] == "PUBLIC").unwrap();
    assert_eq!((&public["needed"], &public["missing"]), (&json!(1), &json!(0)));
}

on_each_database!(
    an_honour_is_of_a_kind_of_the_catalogue,
    every_row_of_a_batch_is_accounted_for,
    one_standard_measures_public_and_private_schools,
);
