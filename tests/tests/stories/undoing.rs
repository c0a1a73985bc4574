//! What was entered by mistake is taken away where others rest on it: organisations, rounds, rotation rounds and activities.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::{
    cast::{Cast, LI, WANG, agrees, asked, codes, done},
    programmes,
};

const MISTAKEN: &str = "录入有误";

/// S-04, S-11: a school closed by mistake stands again and bears the name it had; what registered it stays, and what was known then can
/// still be asked.
async fn a_school_closed_by_mistake_stands_again(url: String) {
    let cast = Cast::gather(&url).await;
    let rename = json!({ "organisation": cast.school, "name": "莞城实验小学", "from": "2022-01-01" });
    let renamed = done(&cast, "organisationRename", rename).await;
    let closed =
        done(&cast, "organisationClose", json!({ "organisation": cast.school, "on": "2022-02-01" })).await;
    let li = cast.registered("李小明", LI).await;
    let hire = cast.hire(&li, "2022-02-15");
    assert_eq!(codes(&cast.hr("teacherHire", hire.clone()).await), ["ORGANISATION_NOT_OPEN"]);

    cast.story.at("2022-04-01T01:00:00Z");
    let void = |event: &Value| json!({ "organisation": cast.school, "voids": event, "reason": MISTAKEN });
    done(&cast, "organisationEventVoid", void(&closed)).await;
    done(&cast, "teacherHire", hire).await;
    done(&cast, "organisationEventVoid", void(&renamed)).await;
    let shown = async |known_at: Option<&str>| {
        let query = "query($by: OrganisationBy!, $knownAt: DateTime) { organisation(by: $by, asOf: \"2022-03-01\", knownAt: $knownAt) { name state } }";
        asked(&cast, query, json!({ "by": { "id": cast.school }, "knownAt": known_at })).await["organisation"]
            .clone()
    };
    let now = shown(None).await;
    assert_eq!((&now["name"], &now["state"]), (&json!("莞城第一小学"), &json!("OPEN")), "{now}");
    let then = shown(Some("2022-03-20T00:00:00Z")).await;
    assert_eq!((&then["name"], &then["state"]), (&json!("莞城实验小学"), &json!("CLOSED")), "{then}");

    let mistaken = json!({ "description": { "name": "莞城第三小学", "kind": "SCHOOL", "nature": "PUBLIC" }, "from": "2022-09-01" });
    let payload =
        cast.story.mutate(Role::BureauHr, "organisationOpen", mistaken, "organisation { id }").await;
    let void = json!({ "organisation": payload["organisation"]["id"], "voids": payload["events"][0], "reason": MISTAKEN });
    let refused = cast.hr("organisationEventVoid", void).await;
    assert_eq!(codes(&refused), ["ENTRY_BEGINNING_STAYS"], "{refused}");
    agrees(&cast).await;
}

/// S-51: the parent of before comes back, but not when it hangs under this unit by now; a code that was voided is free for another.
async fn a_parent_and_a_code_come_back_only_where_they_still_can(url: String) {
    let cast = Cast::gather(&url).await;
    let under = |unit: &Value, parent: Value, from: &str| json!({ "organisation": unit, "kind": "GROUP", "parent": parent, "from": from });
    done(&cast, "organisationReparent", under(&cast.school, cast.other.clone(), "2020-09-01")).await;
    let left = done(&cast, "organisationReparent", under(&cast.school, Value::Null, "2021-09-01")).await;
    let turned =
        done(&cast, "organisationReparent", under(&cast.other, cast.school.clone(), "2022-01-01")).await;
    let void =
        |unit: &Value, event: &Value| json!({ "organisation": unit, "voids": event, "reason": MISTAKEN });
    let refused = cast.hr("organisationEventVoid", void(&cast.school, &left)).await;
    assert_eq!(codes(&refused), ["ORGANISATION_PARENT_CYCLE"], "{refused}");
    assert_eq!(refused["userErrors"][0]["facts"], json!([turned]));
    done(&cast, "organisationEventVoid", void(&cast.other, &turned)).await;
    done(&cast, "organisationEventVoid", void(&cast.school, &left)).await;

    let code = |unit: &Value| json!({ "organisation": unit, "code": "52441900000000001X" });
    let wrong = done(&cast, "organisationCodeRegister", code(&cast.school)).await;
    assert_eq!(codes(&cast.hr("organisationCodeRegister", code(&cast.other)).await), ["CLAIM_TAKEN"]);
    done(&cast, "organisationEventVoid", void(&cast.school, &wrong)).await;
    done(&cast, "organisationCodeRegister", code(&cast.other)).await;
    agrees(&cast).await;
}

/// S-30, S-43: a round closed by mistake takes nominations again; a candidate's place is the candidate's own affair.
async fn a_round_closed_by_mistake_takes_nominations_again(url: String) {
    let cast = Cast::gather(&url).await;
    let programme = programmes::launched(&cast, "outstanding-teachers").await;
    let round = programmes::round(&cast, &programme).await;
    let close = json!({ "round": round, "on": "2022-02-01" });
    let closed = programmes::done(&cast, "roundClose", close, "").await["events"][0].clone();
    let teacher = programmes::titled(&cast, "李小明", "FIRST").await;
    let nominate = json!({ "teacher": teacher, "round": round, "by": cast.school, "on": "2022-03-01" });
    assert_eq!(programmes::refused(&cast, "candidateNominate", nominate.clone()).await, ["ROUND_CLOSED"]);
    let void = json!({ "round": round, "voids": closed, "reason": MISTAKEN });
    programmes::done(&cast, "roundEventVoid", void, "round { id }").await;
    programmes::done(&cast, "candidateNominate", nominate, "").await;
    agrees(&cast).await;
}

/// S-44, S-54: an assignment in the wrong name recalls the person, and a round closed by mistake goes on.
async fn a_wrong_assignment_recalls_the_person_and_the_round_goes_on(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let assignment = json!({ "teacher": li, "organisation": cast.school, "from": "2010-09-01", "ftePercent": 100, "primary": true });
    done(&cast, "teacherAssign", assignment).await;
    let open =
        json!({ "name": "2022年春季交流轮岗", "on": "2022-03-01", "from": "2022-03-01", "to": "2023-02-28" });
    let opened = cast.story.mutate(Role::BureauHr, "rotationOpen", open, "rotation { id }").await;
    let rotation = opened["rotation"]["id"].clone();
    let computed =
        done(&cast, "rotationEligibilityCompute", json!({ "rotation": rotation, "school": cast.school }))
            .await;
    let assign = json!({ "rotation": rotation, "teacher": li, "school": cast.school, "organisation": cast.other,
        "scope": "ACROSS_TOWNS", "from": "2022-03-01", "personnelMoved": false });
    let assigned = done(&cast, "rotationAssign", assign.clone()).await;
    let closed = done(&cast, "rotationClose", json!({ "rotation": rotation, "on": "2022-03-01" })).await;
    let void = |event: &Value| json!({ "rotation": rotation, "voids": event, "reason": MISTAKEN });
    let kept = cast.hr("rotationEventVoid", void(&computed)).await;
    assert_eq!(kept["userErrors"][0]["facts"], json!([computed, assigned]), "{kept}");
    done(&cast, "rotationEventVoid", void(&assigned)).await;
    let sent = "{ secondments(kind: ROTATION, asOf: \"2022-03-01\") { stage } }";
    assert_eq!(asked(&cast, sent, json!({})).await["secondments"], json!([]), "the person is not sent");
    assert_eq!(codes(&cast.hr("rotationAssign", assign.clone()).await), ["ROTATION_CLOSED"]);
    done(&cast, "rotationEventVoid", void(&closed)).await;
    done(&cast, "rotationAssign", assign).await;
    let proposed = asked(&cast, sent, json!({})).await["secondments"].clone();
    assert_eq!(proposed, json!([{ "stage": "PROPOSED" }]));
    agrees(&cast).await;
}

/// S-06, S-80: attendance on the wrong list and results of the wrong round are taken away with the hours and awards they gave.
async fn a_wrong_list_takes_its_hours_and_awards_along(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小红", WANG).await;
    let planned = async |plan: Value| {
        let planned = cast.story.mutate(Role::BureauHr, "activityPlan", plan, "activity { id }").await;
        let activity = planned["activity"]["id"].clone();
        let held = done(&cast, "activityComplete", json!({ "activity": activity, "on": "2022-02-22" })).await;
        (activity, held)
    };
    let training = json!({ "name": "信息素养研修", "kind": "TRAINING", "organiser": cast.other, "category": "PROFESSIONAL", "hours": 12,
        "from": "2022-02-21" });
    let (training, held) = planned(training).await;
    let persons = json!([{ "teacher": li }, { "teacher": wang }]);
    let list = json!({ "activity": training, "persons": persons });
    let wrong = done(&cast, "attendanceRecord", list.clone()).await;
    let contest = json!({ "name": "班主任专业能力大赛", "kind": "COMPETITION", "organiser": cast.other, "from": "2022-02-21" });
    let (contest, _) = planned(contest).await;
    let results = json!({ "activity": contest, "round": "决赛", "on": "2022-02-22", "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局",
        "results": [{ "teacher": li, "place": 1, "award": "一等奖" }] });
    let won = done(&cast, "competitionResultRecord", results).await;
    let hours = json!({ "activity": training, "teachers": [wang], "reason": "代签" });
    done(&cast, "hoursVoid", hours).await;

    cast.story.at("2022-04-01T01:00:00Z");
    let void =
        |activity: &Value, event: &Value| json!({ "activity": activity, "voids": event, "reason": MISTAKEN });
    let needed = cast.hr("activityEventVoid", void(&training, &held)).await;
    assert_eq!(codes(&needed), ["ENTRY_STILL_NEEDED"], "{needed}");
    done(&cast, "activityEventVoid", void(&training, &wrong)).await;
    done(&cast, "activityEventVoid", void(&contest, &won)).await;
    let told = async |known_at: Option<&str>| {
        let query = "query($training: ID!, $contest: ID!, $knownAt: DateTime) { activity(id: $training, knownAt: $knownAt) { persons }
            competitionResults(where: { activity: $contest }, knownAt: $knownAt) { totalCount } honours(knownAt: $knownAt) { totalCount }
            trainingCycle(asOf: \"2022-03-01\", knownAt: $knownAt) { records { teacher { id } hours } } }";
        let variables = json!({ "training": training, "contest": contest, "knownAt": known_at });
        let told = asked(&cast, query, variables).await;
        let records = told["trainingCycle"]["records"].as_array().unwrap();
        let hours =
            records.iter().find(|record| record["teacher"]["id"] == li).map(|record| record["hours"].clone());
        let counts = [
            &told["activity"]["persons"],
            &told["competitionResults"]["totalCount"],
            &told["honours"]["totalCount"],
        ];
        (counts.map(Clone::clone), hours)
    };
    assert_eq!(told(None).await, ([json!(0), json!(0), json!(0)], Some(json!(0))));
    let before = told(Some("2022-03-20T00:00:00Z")).await;
    assert_eq!(before, ([json!(1), json!(1), json!(1)], Some(json!(12))), "as known then");
    done(&cast, "activityEventVoid", void(&training, &held)).await;
    let again = json!({ "activity": training, "on": "2022-02-23" });
    done(&cast, "activityComplete", again).await;
    done(&cast, "attendanceRecord", list).await;
    agrees(&cast).await;
}

on_each_database!(
    a_school_closed_by_mistake_stands_again,
    a_parent_and_a_code_come_back_only_where_they_still_can,
    a_round_closed_by_mistake_takes_nominations_again,
    a_wrong_assignment_recalls_the_person_and_the_round_goes_on,
    a_wrong_list_takes_its_hours_and_awards_along,
);
