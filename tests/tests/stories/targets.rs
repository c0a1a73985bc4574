//! Rules that are switched by documents, instruments, and targets from the sentence to the last look back.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, codes};

fn document(number: &str) -> Value {
    json!({ "issuer": "东莞市教育局", "number": number })
}

async fn done(cast: &Cast, mutation: &str, input: Value) -> Value {
    let payload = cast.hr(mutation, input).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    payload
}

async fn rule(cast: &Cast, id: &str, as_of: &str, known_at: Option<&str>) -> Value {
    let query = "query($id: String!, $asOf: Date, $knownAt: DateTime) { policy(asOf: $asOf, knownAt: $knownAt) { ruleOf(id: $id) {
        inForce version { number legalBasis { zh } } parameters { name value } switchedBy { document { number } } } } }";
    let variables = json!({ "id": id, "asOf": as_of, "knownAt": known_at });
    let answer = cast.story.ask_as(Role::BureauHr, query, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["policy"]["ruleOf"].clone()
}

async fn board(cast: &Cast, wanted: Value, as_of: &str, known_at: Option<&str>) -> Value {
    let query = "query($where: WorkTargetWhere, $asOf: Date, $knownAt: DateTime) { targetBoard(where: $where, asOf: $asOf, knownAt: $knownAt) {
        sentence number unit office metric metricVersion deadline firstDeadline standing overdue reported gap finding reviewedOn
        claimants { id } awarded { id } } }";
    let variables = json!({ "where": wanted, "asOf": as_of, "knownAt": known_at });
    let answer = cast.story.ask_as(Role::BureauHr, query, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["targetBoard"].clone()
}

async fn hosts(cast: &Cast) -> Value {
    let input = json!({
        "title": "250名“三名”工作室主持人", "sentence": "S-33", "number": 250, "unit": "名", "from": "2022-01",
        "deadline": "2022", "deadlineInferred": true, "office": "师资科",
    });
    let payload =
        cast.story.mutate(Role::BureauHr, "targetSet", input, "target { id standing deadline }").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    assert_eq!(payload["target"]["deadline"], "2022-12-31");
    payload["target"]["id"].clone()
}

/// S-76: a rule is switched off and on by documents, from a day on, and what was in force as known before can be asked again.
async fn a_rule_is_switched_by_a_document_and_was_in_force_as_known_before(url: String) {
    let cast = Cast::gather(&url).await;
    let off = json!({ "rule": "R-91", "from": "2022-06-01" });
    assert_eq!(codes(&cast.hr("ruleSuspend", off.clone()).await), ["RULE_DOCUMENT_MISSING"]);
    cast.story.at("2022-04-01T01:00:00Z");
    let mut off = off;
    off["document"] = document("东教〔2022〕61号");
    done(&cast, "ruleSuspend", off).await;
    assert_eq!(rule(&cast, "R-91", "2022-05-31", None).await["inForce"], true);
    let after = rule(&cast, "R-91", "2022-06-01", None).await;
    assert_eq!(after["inForce"], false, "{after}");
    assert_eq!(after["switchedBy"]["document"]["number"], "东教〔2022〕61号");
    assert_eq!(rule(&cast, "R-91", "2022-06-01", Some("2022-03-15T00:00:00Z")).await["inForce"], true);

    let ownerless = |from: &str| json!({ "title": "教育集团全覆盖", "from": from, "deadline": "2022" });
    let refused = cast.hr("targetSet", ownerless("2022-05-01")).await;
    assert_eq!(codes(&refused), ["TARGET_WITHOUT_OWNER"], "{refused}");
    assert_eq!(refused["userErrors"][0]["rule"], json!({ "id": "R-91", "version": 1 }));
    done(&cast, "targetSet", ownerless("2022-06-01")).await;

    let on = json!({ "rule": "R-01", "version": 1, "from": "2023-01-01", "document": document("东教〔2022〕99号"),
        "parameters": [{ "name": "bar_months_at_least", "value": 36 }] });
    done(&cast, "ruleActivate", on).await;
    let months = rule(&cast, "R-01", "2023-01-01", None).await;
    assert_eq!(months["parameters"], json!([{ "name": "bar_months_at_least", "value": 36 }]));
    assert_eq!(rule(&cast, "R-01", "2022-12-31", None).await["parameters"][0]["value"], 24);
}

/// S-26, S-50: an instrument is registered by its document with the sentences it answers, and is in force from its day.
async fn an_instrument_is_issued_and_in_force_from_its_day(url: String) {
    let cast = Cast::gather(&url).await;
    let issue = |title: &str, sentence: &str| {
        json!({ "title": title, "from": "2022-05-01", "to": "2027-04-30", "rules": ["R-90"], "sentences": [sentence],
            "document": document("东教〔2022〕33号") })
    };
    done(&cast, "instrumentIssue", issue("东莞市基础教育高层次人才引进和提升实施办法", "S-26")).await;
    done(&cast, "instrumentIssue", issue("东莞市中小学教师发展体系建设指导意见和评价方案", "S-50")).await;
    let again =
        cast.hr("instrumentIssue", issue("东莞市中小学教师发展体系建设指导意见和评价方案", "S-50")).await;
    assert_eq!(codes(&again), ["INSTRUMENT_ALREADY_ISSUED"]);
    let query = "query($asOf: Date) { policy(asOf: $asOf) { instruments { sentences inForce lastDay issuedBy { document { number } } } } }";
    for (day, in_force) in [("2022-04-30", false), ("2022-05-01", true), ("2027-05-01", false)] {
        let answer = cast.story.ask_as(Role::BureauHr, query, json!({ "asOf": day })).await;
        let one = |sentence: &str| {
            json!({ "sentences": [sentence], "inForce": in_force, "lastDay": "2027-04-30",
            "issuedBy": { "document": { "number": "东教〔2022〕33号" } } })
        };
        assert_eq!(answer["data"]["policy"]["instruments"], json!([one("S-26"), one("S-50")]), "{answer}");
    }
}

/// S-85: a target has an owner, a metric and a deadline; it is overdue after it; a moved deadline keeps the old one; who asks as known
/// before sees the old one.
async fn a_target_is_overdue_until_its_deadline_moves_and_the_old_one_stays(url: String) {
    let cast = Cast::gather(&url).await;
    let target = hosts(&cast).await;
    done(&cast, "metricAssign", json!({ "target": target, "metric": "M-23", "from": "2022-01" })).await;
    done(&cast, "progressReport", json!({ "target": target, "on": "2022-12-01", "value": 236 })).await;
    let overdue = json!({ "overdue": true });
    assert_eq!(board(&cast, overdue.clone(), "2022-12-31", None).await, json!([]));
    let late = board(&cast, overdue.clone(), "2023-01-01", None).await;
    assert_eq!(
        (&late[0]["reported"], &late[0]["gap"], &late[0]["office"]),
        (&json!(236), &json!(14), &json!("师资科")),
        "{late}"
    );
    assert_eq!((&late[0]["metric"], &late[0]["metricVersion"]), (&json!("M-23"), &json!(1)));

    cast.story.at("2022-12-20T01:00:00Z");
    let change = json!({ "target": target, "deadline": "2023-06", "on": "2022-12-20", "reason": "遴选延期" });
    assert_eq!(codes(&cast.hr("deadlineChange", change.clone()).await), ["TARGET_DOCUMENT_MISSING"]);
    let mut change = change;
    change["document"] = document("东教〔2022〕120号");
    done(&cast, "deadlineChange", change).await;
    assert_eq!(board(&cast, overdue.clone(), "2023-01-01", None).await, json!([]));
    let moved = board(&cast, json!({ "sentence": "S-33" }), "2023-01-01", None).await;
    assert_eq!(
        (&moved[0]["deadline"], &moved[0]["firstDeadline"]),
        (&json!("2023-06-30"), &json!("2022-12-31"))
    );
    let before = board(&cast, overdue.clone(), "2023-01-01", Some("2022-12-01T00:00:00Z")).await;
    assert_eq!(before[0]["deadline"], "2022-12-31", "{before}");

    done(
        &cast,
        "responsibilityAssign",
        json!({ "target": target, "organisation": cast.school, "from": "2023-01" }),
    )
    .await;
    let owned = board(&cast, json!({ "organisation": cast.school }), "2023-01-01", None).await;
    assert_eq!(owned.as_array().map(Vec::len), Some(1), "{owned}");
    done(&cast, "targetMiss", json!({ "target": target, "on": "2023-07-01", "reason": "差14名" })).await;
    let missed = board(&cast, json!({ "standing": "MISSED" }), "2023-07-01", None).await;
    assert_eq!(
        (&missed[0]["standing"], &missed[0]["overdue"]),
        (&json!("MISSED"), &json!(false)),
        "{missed}"
    );
}

/// S-72, S-86: a school claims a target, it is reviewed, met and honoured, and a look back opens it again.
async fn a_claimed_target_is_reviewed_met_honoured_and_falls_back(url: String) {
    let cast = Cast::gather(&url).await;
    let target = hosts(&cast).await;
    let claim = json!({ "target": target, "organisation": cast.school, "on": "2022-04-01" });
    done(&cast, "targetClaim", claim.clone()).await;
    assert_eq!(codes(&cast.hr("targetClaim", claim).await), ["TARGET_ALREADY_CLAIMED"]);
    let stranger = json!({ "target": target, "organisation": cast.other, "title": "年度优秀改革项目", "on": "2022-12-31" });
    assert_eq!(codes(&cast.hr("targetAward", stranger).await), ["TARGET_NOT_CLAIMED"]);
    let review =
        json!({ "target": target, "kind": "SITE_INSPECTION", "on": "2022-10-15", "finding": "进度正常" });
    done(&cast, "targetReview", review).await;
    let look = json!({ "target": target, "on": "2023-03-01", "holds": false, "finding": "现场核查少4名" });
    assert_eq!(codes(&cast.hr("lookBackPerform", look.clone()).await), ["TARGET_NOT_MET"]);
    done(&cast, "targetMeet", json!({ "target": target, "on": "2022-12-20", "value": 250 })).await;
    let award = json!({ "target": target, "organisation": cast.school, "title": "年度优秀改革项目", "on": "2022-12-31" });
    done(&cast, "targetAward", award).await;
    done(&cast, "lookBackPerform", look).await;

    let at_the_end = board(&cast, json!({ "claimant": cast.school }), "2022-12-31", None).await;
    let unit = json!([{ "id": cast.school }]);
    assert_eq!(
        (&at_the_end[0]["standing"], &at_the_end[0]["awarded"]),
        (&json!("MET"), &unit),
        "{at_the_end}"
    );
    assert_eq!(
        (&at_the_end[0]["finding"], &at_the_end[0]["reviewedOn"]),
        (&json!("进度正常"), &json!("2022-10-15"))
    );
    let fell = board(&cast, json!({ "standing": "FELL_BACK" }), "2023-03-01", None).await;
    assert_eq!((&fell[0]["overdue"], &fell[0]["finding"]), (&json!(true), &json!("现场核查少4名")), "{fell}");
    assert_eq!(board(&cast, json!({ "claimant": cast.other }), "2022-12-31", None).await, json!([]));
}

on_each_database!(
    a_rule_is_switched_by_a_document_and_was_in_force_as_known_before,
    an_instrument_is_issued_and_in_force_from_its_day,
    a_target_is_overdue_until_its_deadline_moves_and_the_old_one_stays,
    a_claimed_target_is_reviewed_met_honoured_and_falls_back,
);
