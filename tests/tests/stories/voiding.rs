//! What was entered by mistake is taken away and stays in the history: of teams, targets and establishments.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, agrees, asked, codes, done, uuid_of};

const MISTAKEN: &str = "录入有误";

async fn made(cast: &Cast, mutation: &str, input: Value, what: &str) -> Value {
    let payload = cast.story.mutate(Role::BureauHr, mutation, input, &format!("{what} {{ id }}")).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{mutation}: {payload}");
    payload[what]["id"].clone()
}

/// S-21, S-52: a member entered by mistake was never there, what rests on the entry is voided first, and what was known before can
/// still be asked.
async fn a_member_entered_by_mistake_was_never_there(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小华", WANG).await;
    let found = json!({ "kind": "research-association", "name": "东莞市教育学会", "from": "2022-01-01" });
    let team = made(&cast, "teamFound", found, "team").await;
    let join = |teacher: &Value| json!({ "team": team, "teacher": teacher, "from": "2022-02-01" });
    done(&cast, "teamMemberJoin", join(&li)).await;
    let mistaken = done(&cast, "teamMemberJoin", join(&wang)).await;
    let elect = json!({ "team": team, "teacher": wang, "office": "PRESIDENT", "from": "2022-02-10" });
    let elected = done(&cast, "officerElect", elect).await;

    cast.story.at("2022-04-01T01:00:00Z");
    let void = |event: &Value| json!({ "team": team, "voids": event, "reason": MISTAKEN });
    let refused = cast.hr("teamEventVoid", void(&mistaken)).await;
    assert_eq!(codes(&refused), ["ENTRY_STILL_NEEDED"], "{refused}");
    assert_eq!(refused["userErrors"][0]["facts"], json!([mistaken, elected]));
    done(&cast, "teamEventVoid", void(&elected)).await;
    let voided = done(&cast, "teamEventVoid", void(&mistaken)).await;
    assert_eq!(codes(&cast.hr("teamEventVoid", void(&mistaken)).await), ["ENTRY_ALREADY_VOIDED"]);
    assert_eq!(codes(&cast.hr("teamEventVoid", void(&voided)).await), ["ENTRY_VOID_STAYS"]);
    let silent = json!({ "team": team, "voids": mistaken, "reason": " " });
    assert_eq!(codes(&cast.hr("teamEventVoid", silent).await), ["ENTRY_VOID_REASON_BLANK"]);

    let members = async |known_at: Option<&str>| {
        let query = "query($knownAt: DateTime) { teams(kind: \"research-association\", asOf: \"2022-03-01\", knownAt: $knownAt) {
            members { teacher { id } } officers { teacher { id } } } }";
        asked(&cast, query, json!({ "knownAt": known_at })).await["teams"][0].clone()
    };
    let person = |id: &Value| json!({ "teacher": { "id": id } });
    assert_eq!(members(None).await, json!({ "members": [person(&li)], "officers": [] }));
    let before = members(Some("2022-03-20T00:00:00Z")).await;
    assert_eq!(before["members"].as_array().unwrap().len(), 2, "{before}");
    assert_eq!(before["officers"], json!([person(&wang)]));
    agrees(&cast).await;
}

/// S-85, S-86: a target that was said to be met by mistake is open again.
async fn a_target_met_by_mistake_is_open_again(url: String) {
    let cast = Cast::gather(&url).await;
    let set = json!({ "title": "250名“三名”工作室主持人", "sentence": "S-33", "number": 250, "unit": "名", "from": "2022-01",
        "deadline": "2022", "office": "师资科" });
    let target = made(&cast, "targetSet", set, "target").await;
    let met = done(&cast, "targetMeet", json!({ "target": target, "on": "2022-03-01", "value": 236 })).await;
    let report = json!({ "target": target, "on": "2022-03-05", "value": 236 });
    assert_eq!(codes(&cast.hr("progressReport", report.clone()).await), ["TARGET_NOT_OPEN"]);
    done(&cast, "targetEventVoid", json!({ "target": target, "voids": met, "reason": MISTAKEN })).await;
    done(&cast, "progressReport", report).await;
    let query = "{ targetBoard(asOf: \"2022-03-10\") { standing reported gap } }";
    let board = asked(&cast, query, json!({})).await["targetBoard"].clone();
    assert_eq!(board, json!([{ "standing": "OPEN", "reported": 236, "gap": 14 }]));
    agrees(&cast).await;
}

/// S-37, S-38, S-39: a quota, a plan and a transfer with a wrong number are voided and stated again; a transfer is undone on both sides
/// at once, and what is left must still be enough.
async fn an_establishment_with_a_wrong_number_is_put_right(url: String) {
    let cast = Cast::gather(&url).await;
    let approve =
        |unit: &Value, posts: u32, from: &str| json!({ "organisation": unit, "posts": posts, "from": from });
    done(&cast, "quotaApprove", approve(&cast.school, 3, "2022-01-01")).await;
    done(&cast, "quotaApprove", approve(&cast.other, 0, "2022-01-01")).await;
    let plan = |posts: u32| json!({ "organisation": cast.school, "year": 2022, "posts": posts, "consulted": ["市委编办"], "on": "2022-02-01" });
    let planned = done(&cast, "establishmentPlanApprove", plan(30)).await;
    let void =
        |unit: &Value, event: &Value| json!({ "organisation": unit, "voids": event, "reason": MISTAKEN });
    assert_eq!(
        codes(&cast.hr("establishmentPlanApprove", plan(3)).await),
        ["ESTABLISHMENT_PLAN_ALREADY_APPROVED"]
    );
    done(&cast, "establishmentEventVoid", void(&cast.school, &planned)).await;
    done(&cast, "establishmentPlanApprove", plan(3)).await;

    cast.story.at("2022-05-01T01:00:00Z");
    let give = json!({ "organisation": cast.school, "to": cast.other, "posts": 2, "from": "2022-09-01" });
    let given = done(&cast, "quotaTransfer", give).await;
    let approved = async |unit: &Value, known_at: Option<&str>| {
        let query = "query($unit: ID!, $knownAt: DateTime) { establishments(organisation: $unit, asOf: \"2022-10-01\", knownAt: $knownAt) {
            approved plan { posts } } }";
        asked(&cast, query, json!({ "unit": unit, "knownAt": known_at })).await["establishments"][0].clone()
    };
    assert_eq!(approved(&cast.other, None).await["approved"], 2);

    cast.story.at("2022-06-01T01:00:00Z");
    let wang = cast.registered("王芳", WANG).await;
    let mut hire = cast.hire(&wang, "2022-09-01");
    hire["organisation"] = cast.other.clone();
    done(&cast, "teacherHire", hire).await;
    let needed = cast.hr("establishmentEventVoid", void(&cast.school, &given)).await;
    assert_eq!(codes(&needed), ["ESTABLISHMENT_OVER_QUOTA"], "who was hired there stands on it: {needed}");
    done(&cast, "quotaApprove", approve(&cast.other, 1, "2022-08-01")).await;
    done(&cast, "establishmentEventVoid", void(&cast.school, &given)).await;
    let (own, theirs) = (approved(&cast.school, None).await, approved(&cast.other, None).await);
    assert_eq!((&own["approved"], &theirs["approved"]), (&json!(3), &json!(1)));
    assert_eq!(own["plan"]["posts"], 3);
    let then = approved(&cast.school, Some("2022-05-15T00:00:00Z")).await;
    assert_eq!(then["approved"], 1, "as known then");
    agrees(&cast).await;
}

/// S-28, S-59, S-62: a pool, a pairing and the staff of a research unit are put right in the same way.
async fn a_pool_a_pairing_and_a_research_unit_are_put_right(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let set =
        json!({ "organisation": cast.other, "name": "名优人才编制周转库", "posts": 1, "from": "2022-01-01" });
    let quota = done(&cast, "poolQuotaSet", set).await;
    let allocate =
        json!({ "organisation": cast.other, "teacher": li, "workplace": cast.school, "from": "2022-02-01" });
    let allocated = done(&cast, "poolPostAllocate", allocate).await;
    let void = |event: &Value| json!({ "organisation": cast.other, "voids": event, "reason": MISTAKEN });
    assert_eq!(codes(&cast.hr("poolEventVoid", void(&quota)).await), ["ENTRY_STILL_NEEDED"]);
    done(&cast, "poolEventVoid", void(&allocated)).await;
    let pools = "{ pools(asOf: \"2022-03-01\") { posts balance } }";
    assert_eq!(asked(&cast, pools, json!({})).await["pools"], json!([{ "posts": 1, "balance": 1 }]));

    let agree =
        json!({ "one": cast.school, "other": cast.other, "purpose": "互派跟岗学习", "from": "2021-09-01" });
    let payload = cast.story.mutate(Role::BureauHr, "pairingAgree", agree, "pairing { id }").await;
    let (pairing, agreed) = (&payload["pairing"]["id"], &payload["events"][0]);
    let pairings = "{ pairings(asOf: \"2022-03-01\") { purpose } }";
    assert_eq!(asked(&cast, pairings, json!({})).await["pairings"], json!([{ "purpose": "互派跟岗学习" }]));
    done(&cast, "pairingEventVoid", json!({ "pairing": pairing, "voids": agreed, "reason": MISTAKEN })).await;
    assert_eq!(asked(&cast, pairings, json!({})).await["pairings"], json!([]));

    let unit =
        json!({ "organisation": cast.school, "level": "CITY", "form": "INSTITUTION", "from": "2020-01-01" });
    done(&cast, "researchUnitDesignate", unit).await;
    let matrix = |required: u32| {
        json!({ "organisation": cast.school, "from": "2022-01-01",
            "cells": [{ "stage": "PRIMARY", "subject": "13", "required": required }] })
    };
    done(&cast, "staffingMatrixSet", matrix(2)).await;
    let wrong = done(&cast, "staffingMatrixSet", matrix(20)).await;
    let void = json!({ "organisation": cast.school, "voids": wrong, "reason": MISTAKEN });
    let elsewhere = cast.story.token(Role::BureauHr, Some(uuid_of(&cast, &cast.other).await));
    let query = "mutation($input: ResearchEventVoidInput!) { researchEventVoid(input: $input) { userErrors { code } } }";
    let mut keyed = void.clone();
    keyed["idempotencyKey"] = json!("elsewhere");
    let (_, answer) = cast
        .story
        .send(&elsewhere, json!({ "query": query, "variables": { "input": keyed } }).to_string())
        .await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(codes(&answer), ["FORBIDDEN"], "an account of another unit reaches no further: {answer}");
    done(&cast, "researchEventVoid", void).await;
    let staff = "query($unit: ID!) { researchStaff(organisation: $unit, asOf: \"2022-03-01\") { cells { subject required } } }";
    let cells = asked(&cast, staff, json!({ "unit": cast.school })).await["researchStaff"]["cells"].clone();
    assert_eq!(cells, json!([{ "subject": "13", "required": 2 }]));
    agrees(&cast).await;
}

on_each_database!(
    a_member_entered_by_mistake_was_never_there,
    a_target_met_by_mistake_is_open_again,
    an_establishment_with_a_wrong_number_is_put_right,
    a_pool_a_pairing_and_a_research_unit_are_put_right,
);
