//! Posts and their terms, certificates, appraisals, incentives and duties, as an officer records and asks them.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, asked, codes, done};

fn head(cast: &Cast, teacher: &Value, post: &str) -> Value {
    json!({
        "teacher": teacher, "organisation": cast.school, "kind": "MANAGEMENT", "leadership": post, "grade": "MG-7",
        "method": "OPEN_SELECTION", "from": "2021-09-01", "termLastDay": "2024-08-31", "probationLastDay": "2022-08-31",
    })
}

const LEADERSHIP: &str = "query($without: LeadershipPost, $asOf: Date, $organisation: ID) {
    leadership(without: $without, asOf: $asOf, organisation: $organisation) {
        organisation { name } secretary { name } principal { name } onePerson } }";

/// S-03, S-04, S-42: a principal is chosen openly, begins on probation and may be the secretary too; schools without a secretary
/// are found, and who was relieved is out of the post from the day after.
async fn a_school_has_a_principal_and_a_secretary_in_terms(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let principal = done(&cast, "postAppoint", head(&cast, &li, "PRINCIPAL")).await;
    assert_eq!(codes(&cast.hr("postAppoint", head(&cast, &li, "PRINCIPAL")).await), ["APPOINTMENT_OVERLAPS"]);
    let pass = json!({ "teacher": li, "appointment": principal, "on": "2022-02-28" });
    done(&cast, "probationPass", pass.clone()).await;
    assert_eq!(codes(&cast.hr("probationPass", pass).await), ["PROBATION_ALREADY_PASSED"]);
    let without = json!({ "without": "SECRETARY", "asOf": "2022-03-01" });
    let lacking = asked(&cast, LEADERSHIP, without.clone()).await["leadership"].clone();
    let names: Vec<_> =
        lacking.as_array().unwrap().iter().map(|row| row["organisation"]["name"].clone()).collect();
    assert!(names.contains(&json!("莞城第一小学")) && !names.contains(&json!("万江旧小学")), "{names:?}");
    done(&cast, "postAppoint", head(&cast, &li, "SECRETARY")).await;
    let lacking = asked(&cast, LEADERSHIP, without).await["leadership"].clone();
    assert!(lacking.as_array().unwrap().iter().all(|row| row["organisation"]["name"] != "莞城第一小学"));
    let here = |day: &str| json!({ "organisation": cast.school, "asOf": day });
    let both = asked(&cast, LEADERSHIP, here("2022-03-01")).await["leadership"][0].clone();
    let li_name = json!({ "name": "李一" });
    assert_eq!(
        both,
        json!({ "organisation": { "name": "莞城第一小学" }, "secretary": li_name, "principal": li_name, "onePerson": true })
    );

    let relieve =
        json!({ "teacher": li, "appointment": principal, "lastDay": "2022-08-31", "reason": "REASSIGNED" });
    done(&cast, "postRelieve", relieve).await;
    let after = asked(&cast, LEADERSHIP, here("2022-09-01")).await["leadership"][0].clone();
    assert_eq!((&after["principal"], &after["onePerson"]), (&Value::Null, &json!(false)));
    let before = asked(&cast, LEADERSHIP, here("2022-08-31")).await["leadership"][0].clone();
    assert_eq!(before["principal"], li_name);
}

const POSTS: &str = "query($where: AppointmentWhere, $asOf: Date, $knownAt: DateTime) { appointments(where: $where, asOf: $asOf, knownAt: $knownAt) {
    totalCount nodes { teacher { name } kind grade title term termLastDay provisional relieved } } }";
const TITLED: &str =
    "query($asOf: Date) { titledNotAppointed(title: SENIOR, asOf: $asOf) { totalCount nodes { name } } }";

/// S-43, S-45: a title makes no post by itself; the unit appoints at a grade of the title for a term, which is assessed, renewed or
/// lowered, and whose end is seen three months ahead.
async fn a_titled_teacher_is_appointed_for_a_term_and_seen_before_it_ends(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let (wang, _) = cast.hired("王二", WANG).await;
    let post = |teacher: &Value, grade: &str| {
        json!({ "teacher": teacher, "organisation": cast.school, "title": "SENIOR", "grade": grade, "from": "2019-09-01",
            "termLastDay": "2022-05-31" })
    };
    assert_eq!(codes(&cast.hr("titlePostAppoint", post(&li, "PT-7")).await), ["TITLE_NOT_HELD"]);
    for teacher in [&li, &wang] {
        done(&cast, "titleGrant", json!({ "teacher": teacher, "title": "SENIOR", "from": "2018-12-01" }))
            .await;
    }
    let waiting = asked(&cast, TITLED, json!({ "asOf": "2022-03-01" })).await["titledNotAppointed"].clone();
    assert_eq!(waiting["totalCount"], 2);
    assert_eq!(codes(&cast.hr("titlePostAppoint", post(&li, "PT-4")).await), ["POST_GRADE_NOT_OF_TITLE"]);
    let appointed = done(&cast, "titlePostAppoint", post(&li, "PT-7")).await;
    let waiting = asked(&cast, TITLED, json!({ "asOf": "2022-03-01" })).await["titledNotAppointed"].clone();
    assert_eq!(waiting, json!({ "totalCount": 1, "nodes": [{ "name": "王二" }] }));

    let due = json!({ "where": { "termEndsWithinDays": 92 }, "asOf": "2022-03-01" });
    let soon = asked(&cast, POSTS, due.clone()).await["appointments"].clone();
    assert_eq!(
        soon,
        json!({ "totalCount": 1, "nodes": [{ "teacher": { "name": "李一" }, "kind": "PROFESSIONAL", "grade": "PT-7",
        "title": "SENIOR", "term": 1, "termLastDay": "2022-05-31", "provisional": false, "relieved": null }] })
    );
    let later = json!({ "where": { "termEndsWithinDays": 90 }, "asOf": "2022-03-01" });
    assert_eq!(asked(&cast, POSTS, later).await["appointments"]["totalCount"], 0);

    let assess = json!({ "teacher": li, "appointment": appointed, "point": "END_OF_TERM", "result": "QUALIFIED", "on": "2022-05-20" });
    done(&cast, "appointmentTermAssess", assess).await;
    let renew =
        json!({ "teacher": li, "appointment": appointed, "from": "2022-06-01", "lastDay": "2025-05-31" });
    done(&cast, "appointmentTermRenew", renew.clone()).await;
    assert_eq!(codes(&cast.hr("appointmentTermRenew", renew).await), ["TERM_OVERLAPS"]);
    let raise = json!({ "teacher": li, "appointment": appointed, "change": "RAISED", "grade": "PT-6", "from": "2023-01-01" });
    done(&cast, "appointmentGradeChange", raise).await;
    let held = |day: &str| json!({ "where": { "teacher": li }, "asOf": day });
    let second = asked(&cast, POSTS, held("2023-01-01")).await["appointments"]["nodes"][0].clone();
    assert_eq!(
        (&second["term"], &second["grade"], &second["termLastDay"]),
        (&json!(2), &json!("PT-6"), &json!("2025-05-31"))
    );
    let first = asked(&cast, POSTS, held("2022-12-31")).await["appointments"]["nodes"][0].clone();
    assert_eq!(first["grade"], "PT-7");

    let bar = json!({ "teacher": li, "from": "2025-01-01", "to": "2026-12-31", "reason": "C-1" });
    let payload = cast.story.mutate(Role::EthicsOfficer, "barImpose", bar, "").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    let renew =
        json!({ "teacher": li, "appointment": appointed, "from": "2025-06-01", "lastDay": "2028-05-31" });
    assert_eq!(codes(&cast.hr("appointmentTermRenew", renew).await), ["ETHICS_BAR_ACTIVE"]);
    let end =
        json!({ "teacher": li, "appointment": appointed, "lastDay": "2025-05-31", "reason": "NOT_RENEWED" });
    done(&cast, "appointmentTermEnd", end).await;
    let gone = asked(&cast, POSTS, held("2025-06-01")).await;
    assert_eq!(gone["appointments"]["totalCount"], 0);

    cast.story.at("2023-06-01T01:00:00Z");
    let correct = json!({ "teacher": li, "corrects": appointed, "reason": "等级录错", "statement": { "titlePostAppoint": {
        "organisation": cast.school, "title": "SENIOR", "grade": "PT-5", "from": "2019-09-01", "termLastDay": "2022-05-31" } } });
    done(&cast, "factCorrect", correct).await;
    let now = asked(&cast, POSTS, held("2022-12-31")).await["appointments"]["nodes"][0].clone();
    let then = json!({ "where": { "teacher": li }, "asOf": "2022-12-31", "knownAt": "2022-05-01T00:00:00Z" });
    let then = asked(&cast, POSTS, then).await["appointments"]["nodes"][0].clone();
    assert_eq!((&now["grade"], &then["grade"]), (&json!("PT-5"), &json!("PT-7")));
}

/// S-56, S-57: certificates are recorded with their grades and never shown with their numbers; shares by unit and towns without a
/// certified special-education teacher are counted.
async fn certificates_are_counted_by_unit_and_town(url: String) {
    let cast = Cast::gather(&url).await;
    let description = json!({ "name": "莞城街道", "kind": "TOWN", "nature": "PUBLIC" });
    let input = json!({ "description": description, "from": "2000-09-01" });
    let payload = cast.story.mutate(Role::BureauHr, "organisationOpen", input, "organisation { id }").await;
    let town = payload["organisation"]["id"].clone();
    let parent = json!({ "organisation": cast.school, "kind": "ADMINISTRATIVE", "parent": town, "from": "2000-09-01" });
    done(&cast, "organisationReparent", parent).await;
    let (li, _) = cast.hired("李一", LI).await;
    cast.hired("王二", WANG).await;
    let putonghua = |grade: Value| json!({ "teacher": li, "kind": "PUTONGHUA", "grade": grade, "number": "PTH-1880-77", "from": "2012-06" });
    assert_eq!(codes(&cast.hr("credentialRecord", putonghua(Value::Null)).await), ["PUTONGHUA_GRADE"]);
    done(&cast, "credentialRecord", putonghua(json!("SECOND_A"))).await;
    let shares = "query($grades: [PutonghuaGrade!]) { credentialShares(kind: PUTONGHUA, grades: $grades, asOf: \"2022-03-01\") {
        organisation { name } teachers certified } }";
    let one = json!([{ "organisation": { "name": "莞城第一小学" }, "teachers": 2, "certified": 1 }]);
    assert_eq!(
        asked(&cast, shares, json!({ "grades": ["FIRST_B", "SECOND_A"] })).await["credentialShares"],
        one
    );
    let first = asked(&cast, shares, json!({ "grades": ["FIRST_A"] })).await["credentialShares"].clone();
    assert_eq!(first[0]["certified"], 0);

    let lacking = "{ townsWithoutCertified(kind: SPECIAL_EDUCATION, asOf: \"2022-03-01\") { name } }";
    assert_eq!(
        asked(&cast, lacking, json!({})).await["townsWithoutCertified"],
        json!([{ "name": "莞城街道" }])
    );
    let special =
        json!({ "teacher": li, "kind": "SPECIAL_EDUCATION", "number": "TJ-1880-1", "from": "2020-01-01" });
    let special = done(&cast, "credentialRecord", special).await;
    assert_eq!(asked(&cast, lacking, json!({})).await["townsWithoutCertified"], json!([]));
    let held = "{ credentials(where: { kind: SPECIAL_EDUCATION }, asOf: \"2022-03-01\") { totalCount nodes { kind grade from lastDay } } }";
    let one = json!({ "totalCount": 1, "nodes": [{ "kind": "SPECIAL_EDUCATION", "grade": null, "from": "2020-01-01", "lastDay": null }] });
    assert_eq!(asked(&cast, held, json!({})).await["credentials"], one);
    let history = "query($id: ID!) { teacher(by: { id: $id }) { history(kinds: [CREDENTIAL]) { detail } } }";
    let told = asked(&cast, history, json!({ "id": li })).await.to_string();
    assert!(told.contains("PUTONGHUA") && !told.contains("1880"), "{told}");
    let revoke = json!({ "teacher": li, "credential": special, "from": "2021-01-01", "reason": "弄虚作假" });
    done(&cast, "credentialRevoke", revoke).await;
    assert_eq!(asked(&cast, held, json!({})).await["credentials"]["totalCount"], 0);
}

/// S-45, S-46: a year is appraised once, an incentive is granted and closed by a bar, and both are found by year.
async fn appraisals_and_incentives_are_found_by_year(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let appraise =
        |result: &str| json!({ "teacher": li, "year": 2021, "result": result, "organisation": cast.school });
    done(&cast, "appraisalRecord", appraise("EXCELLENT")).await;
    assert_eq!(
        codes(&cast.hr("appraisalRecord", appraise("SATISFACTORY")).await),
        ["YEAR_ALREADY_APPRAISED"]
    );
    let found = "query($year: Int) { appraisals(where: { year: $year }, asOf: \"2022-03-01\") { totalCount nodes { teacher { name } year result } } }";
    let one = json!({ "totalCount": 1, "nodes": [{ "teacher": { "name": "李一" }, "year": 2021, "result": "EXCELLENT" }] });
    assert_eq!(asked(&cast, found, json!({ "year": 2021 })).await["appraisals"], one);
    assert_eq!(asked(&cast, found, json!({ "year": 2020 })).await["appraisals"]["totalCount"], 0);

    let grant = |on: &str| json!({ "teacher": li, "kind": "HARDSHIP_ALLOWANCE", "fen": 120_000, "scheme": "乡村教师生活补助", "on": on });
    done(&cast, "incentiveGrant", grant("2022-02-01")).await;
    let incentives = "{ incentives(where: { year: 2022 }, asOf: \"2022-03-01\") { totalCount nodes { kind scheme fen on } } }";
    let one = json!({ "totalCount": 1, "nodes": [{ "kind": "HARDSHIP_ALLOWANCE", "scheme": "乡村教师生活补助", "fen": 120_000, "on": "2022-02-01" }] });
    assert_eq!(asked(&cast, incentives, json!({})).await["incentives"], one);
    let bar = json!({ "teacher": li, "from": "2022-02-15", "to": "2024-03-01", "reason": "C-1" });
    let payload = cast.story.mutate(Role::EthicsOfficer, "barImpose", bar, "").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    assert_eq!(codes(&cast.hr("incentiveGrant", grant("2022-03-01")).await), ["ETHICS_BAR_ACTIVE"]);
}

/// S-05, S-07: classes have their teachers, and a school its political and moral-education teachers, full-time and beside other work.
async fn classes_and_categories_of_the_workforce_are_staffed(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let (wang, _) = cast.hired("王二", WANG).await;
    let class = |class: &str| json!({ "teacher": li, "organisation": cast.school, "stage": "PRIMARY", "class": class, "from": "2021-09-01" });
    let homeroom = done(&cast, "homeroomAssign", class("三（2）班")).await;
    assert_eq!(codes(&cast.hr("homeroomAssign", class("三（3）班")).await), ["HOMEROOM_OVERLAPS"]);
    let closed = json!({ "teacher": wang, "organisation": cast.closed, "stage": "PRIMARY", "class": "一班", "from": "2022-01-01" });
    assert_eq!(codes(&cast.hr("homeroomAssign", closed).await), ["ORGANISATION_NOT_OPEN"]);
    let classes =
        "{ homerooms(asOf: \"2022-03-01\") { organisation { name } class stage teacher { name } } }";
    let one = json!([{ "organisation": { "name": "莞城第一小学" }, "class": "三（2）班", "stage": "PRIMARY", "teacher": { "name": "李一" } }]);
    assert_eq!(asked(&cast, classes, json!({})).await["homerooms"], one);
    done(&cast, "homeroomRelease", json!({ "teacher": li, "began": homeroom, "on": "2022-02-01" })).await;
    assert_eq!(asked(&cast, classes, json!({})).await["homerooms"], json!([]));

    for (teacher, category, full_time) in
        [(&li, "POLITICAL", true), (&wang, "POLITICAL", false), (&wang, "MORAL", true)]
    {
        let input = json!({ "teacher": teacher, "category": category, "organisation": cast.school, "fullTime": full_time, "from": "2021-09-01" });
        done(&cast, "workforceCategoryAssign", input.clone()).await;
        assert_eq!(codes(&cast.hr("workforceCategoryAssign", input).await), ["CATEGORY_ALREADY_ASSIGNED"]);
    }
    let staffed =
        "query($category: WorkforceCategory!) { workforce(category: $category, asOf: \"2022-03-01\") {
        organisation { name } persons fullTime teachers { name } } }";
    let political = asked(&cast, staffed, json!({ "category": "POLITICAL" })).await["workforce"][0].clone();
    assert_eq!((&political["persons"], &political["fullTime"]), (&json!(2), &json!(1)));
    let moral = asked(&cast, staffed, json!({ "category": "MORAL" })).await["workforce"].clone();
    assert_eq!(
        moral,
        json!([{ "organisation": { "name": "莞城第一小学" }, "persons": 1, "fullTime": 1, "teachers": [{ "name": "王二" }] }])
    );

    let leave = done(
        &cast,
        "leaveStart",
        json!({ "teacher": wang, "kind": "MATERNITY", "from": "2022-02-01", "lastDay": "2022-07-31" }),
    )
    .await;
    let away = "query($asOf: Date) { leaves(asOf: $asOf) { teacher { name } kind lastDay } }";
    let one = json!([{ "teacher": { "name": "王二" }, "kind": "MATERNITY", "lastDay": "2022-07-31" }]);
    assert_eq!(asked(&cast, away, json!({ "asOf": "2022-03-01" })).await["leaves"], one);
    done(&cast, "leaveEnd", json!({ "teacher": wang, "began": leave, "on": "2022-09-01" })).await;
    assert_eq!(
        asked(&cast, away, json!({ "asOf": "2022-08-31" })).await["leaves"][0]["lastDay"],
        "2022-08-31"
    );
}

on_each_database!(
    a_school_has_a_principal_and_a_secretary_in_terms,
    a_titled_teacher_is_appointed_for_a_term_and_seen_before_it_ends,
    certificates_are_counted_by_unit_and_town,
    appraisals_and_incentives_are_found_by_year,
    classes_and_categories_of_the_workforce_are_staffed,
);
