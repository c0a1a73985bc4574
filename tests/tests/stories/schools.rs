//! Schools as a whole: how they are led, who is engaged before they open, their classes, average pay, brand schools, development
//! centres, and nobody left behind by a merge.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, asked, codes, done};

async fn opened(cast: &Cast, name: &str, kind: &str) -> Value {
    let description = json!({ "name": name, "kind": kind, "nature": "PUBLIC" });
    let input = json!({ "description": description, "from": "2000-09-01" });
    let payload = cast.story.mutate(Role::BureauHr, "organisationOpen", input, "organisation { id }").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    payload["organisation"]["id"].clone()
}

async fn hangs(cast: &Cast, unit: &Value, kind: &str, parent: &Value) {
    let input = json!({ "organisation": unit, "kind": kind, "parent": parent, "from": "2000-09-01" });
    done(cast, "organisationReparent", input).await;
}

/// S-04: a school adopts the party-led mode as a pilot from a day; pilot schools are listed on a date, and what the mode asks for and
/// nobody holds is named.
async fn a_pilot_school_is_led_by_its_party_organisation_from_its_day(url: String) {
    let cast = Cast::gather(&url).await;
    let adopt = json!({ "organisation": cast.school, "mode": "PARTY_LEADERSHIP", "pilot": true, "from": "2022-03-01" });
    done(&cast, "governanceModeAdopt", adopt.clone()).await;
    assert_eq!(codes(&cast.hr("governanceModeAdopt", adopt).await), ["ORGANISATION_NO_CHANGE"]);
    let led = "query($asOf: Date) { organisations(where: { governance: PARTY_LEADERSHIP }, asOf: $asOf) { totalCount nodes { name governancePilot } } }";
    let one = json!({ "totalCount": 1, "nodes": [{ "name": "莞城第一小学", "governancePilot": true }] });
    assert_eq!(asked(&cast, led, json!({ "asOf": "2022-03-01" })).await["organisations"], one);
    assert_eq!(asked(&cast, led, json!({ "asOf": "2022-02-28" })).await["organisations"]["totalCount"], 0);
    let missing = "query($id: ID) { leadership(organisation: $id, asOf: \"2022-03-01\") { missing } }";
    let of = |id: &Value| json!({ "id": id });
    assert_eq!(
        asked(&cast, missing, of(&cast.school)).await["leadership"][0]["missing"],
        json!(["SECRETARY", "PRINCIPAL"])
    );
    assert_eq!(
        asked(&cast, missing, of(&cast.other)).await["leadership"][0]["missing"],
        json!(["PRINCIPAL"])
    );
}

/// S-11: a school is planned before it opens, gets a goal of staffing and its opening day, and the persons engaged for that day are
/// counted beside the goal; nobody has a post there before.
async fn a_school_that_opens_is_staffed_before_its_day(url: String) {
    let cast = Cast::gather(&url).await;
    let plan =
        json!({ "name": "滨海湾实验学校", "kind": "SCHOOL", "nature": "PUBLIC", "opensOn": "2022-09" });
    let payload = cast.story.mutate(Role::BureauHr, "organisationPlan", plan, "organisation { id }").await;
    let school = payload["organisation"]["id"].clone();
    done(&cast, "staffingGoalSet", json!({ "organisation": school, "persons": 4, "by": "2022-08-15" })).await;
    let hire = |teacher: &Value, from: &str| {
        json!({ "teacher": teacher, "organisation": school, "from": from, "source": "RECRUITED", "category": "FULL_TIME_TEACHER",
            "staffing": "ESTABLISHED" })
    };
    let li = cast.registered("李一", LI).await;
    assert_eq!(codes(&cast.hr("teacherHire", hire(&li, "2022-09-01")).await), ["ORGANISATION_NOT_OPEN"]);
    let openings = "{ openings(until: \"2022-12-31\", asOf: \"2022-03-01\") { organisation { name } opensOn goal goalBy engaged percent } }";
    let planned = asked(&cast, openings, json!({})).await["openings"].clone();
    assert_eq!(
        planned,
        json!([{ "organisation": { "name": "滨海湾实验学校" }, "opensOn": "2022-09-01", "goal": 4, "goalBy": "2022-08-15",
        "engaged": 0, "percent": 0 }])
    );
    done(&cast, "organisationOpen", json!({ "organisation": school, "from": "2022-09-01" })).await;
    done(&cast, "teacherHire", hire(&li, "2022-09-01")).await;
    assert_eq!(
        codes(&cast.hr("teacherHire", hire(&cast.registered("王二", WANG).await, "2022-08-31")).await),
        ["ORGANISATION_NOT_OPEN"]
    );
    let engaged = asked(&cast, openings, json!({})).await["openings"][0].clone();
    assert_eq!((&engaged["engaged"], &engaged["percent"]), (&json!(1), &json!(25)));
}

/// S-05: classes are reported by stage, and those without a teacher in charge are counted.
async fn classes_without_a_teacher_in_charge_are_counted(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    done(
        &cast,
        "classesReport",
        json!({ "organisation": cast.school, "stage": "PRIMARY", "classes": 3, "on": "2021-09-01" }),
    )
    .await;
    let class = json!({ "teacher": li, "organisation": cast.school, "stage": "PRIMARY", "class": "三（2）班", "from": "2021-09-01" });
    done(&cast, "homeroomAssign", class).await;
    let coverage =
        "{ classCoverage(asOf: \"2022-03-01\") { organisation { name } stage classes staffed missing } }";
    let one = json!([{ "organisation": { "name": "莞城第一小学" }, "stage": "PRIMARY", "classes": 3, "staffed": 1, "missing": 2 }]);
    assert_eq!(asked(&cast, coverage, json!({})).await["classCoverage"], one);
}

/// S-77: a town reports average pay without anybody's own, corrects it by reporting it anew, and the year can be asked as known before.
async fn teachers_are_not_paid_below_civil_servants(url: String) {
    let cast = Cast::gather(&url).await;
    let town = opened(&cast, "莞城街道", "TOWN").await;
    let report = |teachers: i64| json!({ "organisation": town, "year": 2021, "teachersFen": teachers, "civilServantsFen": 15_000_000 });
    assert_eq!(codes(&cast.hr("payAggregateReport", report(0)).await), ["PAY_AVERAGE_NOT_POSITIVE"]);
    done(&cast, "payAggregateReport", report(14_900_000)).await;
    cast.story.at("2022-04-01T01:00:00Z");
    done(&cast, "payAggregateReport", report(15_300_000)).await;
    let parity = "query($knownAt: DateTime) { payParity(year: 2021, knownAt: $knownAt) { organisation { name } perMille reached } }";
    let now = asked(&cast, parity, json!({})).await["payParity"].clone();
    assert_eq!(now, json!([{ "organisation": { "name": "莞城街道" }, "perMille": 1020, "reached": true }]));
    let then = asked(&cast, parity, json!({ "knownAt": "2022-03-15T00:00:00Z" })).await["payParity"].clone();
    assert_eq!(then, json!([{ "organisation": { "name": "莞城街道" }, "perMille": 993, "reached": false }]));
}

/// S-51, S-55, S-57: centres have a level in the development system and are pilots; talents are counted at brand schools; a town with
/// a special-education class and no certified teacher is found.
async fn centres_brand_schools_and_special_classes_are_found(url: String) {
    let cast = Cast::gather(&url).await;
    let town = opened(&cast, "莞城街道", "TOWN").await;
    opened(&cast, "东城街道", "TOWN").await;
    hangs(&cast, &cast.school, "ADMINISTRATIVE", &town).await;
    let city = opened(&cast, "市教师发展中心", "DEVELOPMENT_CENTRE").await;
    let of_town = opened(&cast, "莞城教师发展中心", "DEVELOPMENT_CENTRE").await;
    let of_school = opened(&cast, "校级教师发展中心", "DEVELOPMENT_CENTRE").await;
    let designate = |unit: &Value, level: &str, pilot: bool| json!({ "organisation": unit, "level": level, "pilot": pilot, "from": "2000-09-01" });
    done(&cast, "developmentCentreDesignate", designate(&city, "CITY", false)).await;
    done(&cast, "developmentCentreDesignate", designate(&of_town, "TOWN", true)).await;
    done(&cast, "developmentCentreDesignate", designate(&of_school, "SCHOOL", false)).await;
    let skip =
        json!({ "organisation": of_school, "kind": "DEVELOPMENT", "parent": city, "from": "2000-09-01" });
    assert_eq!(codes(&cast.hr("organisationReparent", skip).await), ["ORGANISATION_CENTRE_NOT_ONE_ABOVE"]);
    hangs(&cast, &of_town, "DEVELOPMENT", &city).await;
    hangs(&cast, &of_school, "DEVELOPMENT", &of_town).await;
    assert_eq!(
        codes(&cast.hr("developmentCentreDesignate", designate(&cast.school, "SCHOOL", false)).await),
        ["ORGANISATION_NOT_A_CENTRE"]
    );
    let centres = "{ developmentCentres(asOf: \"2022-03-01\") { level organisation { name pilot developmentParent { name } } } }";
    let centres = asked(&cast, centres, json!({})).await["developmentCentres"].clone();
    let of = |name: &str| {
        centres.as_array().unwrap().iter().find(|row| row["organisation"]["name"] == name).unwrap().clone()
    };
    assert_eq!(
        (&of("市教师发展中心")["level"], &of("校级教师发展中心")["level"]),
        (&json!("CITY"), &json!("SCHOOL"))
    );
    let pilot = json!({ "level": "TOWN", "organisation": { "name": "莞城教师发展中心", "pilot": true, "developmentParent": { "name": "市教师发展中心" } } });
    assert_eq!(of("莞城教师发展中心"), pilot);

    done(
        &cast,
        "organisationFlagSet",
        json!({ "organisation": cast.school, "flag": "BRAND", "from": "2022-01-01" }),
    )
    .await;
    cast.hired("李一", LI).await;
    let brand = "{ brandSchoolTalents(asOf: \"2022-03-01\") { organisation { name } talents certified } }";
    let one = json!([{ "organisation": { "name": "莞城第一小学" }, "talents": 0, "certified": 0 }]);
    assert_eq!(asked(&cast, brand, json!({})).await["brandSchoolTalents"], one);

    let lacking = "{ townsWithoutCertified(kind: SPECIAL_EDUCATION, withSpecialEducationClass: true, asOf: \"2022-03-01\") { name } }";
    assert_eq!(asked(&cast, lacking, json!({})).await["townsWithoutCertified"], json!([]));
    let flag =
        json!({ "organisation": cast.school, "flag": "SPECIAL_EDUCATION_CLASS", "from": "2022-01-01" });
    done(&cast, "organisationFlagSet", flag).await;
    assert_eq!(
        asked(&cast, lacking, json!({})).await["townsWithoutCertified"],
        json!([{ "name": "莞城街道" }])
    );
}

/// S-16: a merge says who goes to which successor; everybody still on the books of the old unit is found, and each is settled where the
/// merge sends them, with relation, post, pay and work.
async fn nobody_is_left_behind_by_a_merge(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let (wang, _) = cast.hired("王二", WANG).await;
    let work = json!({ "teacher": wang, "organisation": cast.school, "stage": "PRIMARY", "ftePercent": 100, "primary": true, "from": "2015-09-01" });
    done(&cast, "teacherAssign", work).await;
    let merge = |teachers: Value| {
        json!({ "organisation": cast.school, "into": cast.other, "on": "2022-09-01",
            "successors": [{ "organisation": cast.private, "teachers": teachers }] })
    };
    assert_eq!(
        codes(&cast.hr("organisationMerge", merge(json!([wang, wang]))).await),
        ["ORGANISATION_SUCCESSOR_TWICE"]
    );
    done(&cast, "organisationMerge", merge(json!([wang]))).await;
    let behind = "query($asOf: Date, $id: ID) { leftBehind(asOf: $asOf, organisation: $id) { teacher { name } organisation { name } bases successor { name } } }";
    let before = asked(&cast, behind, json!({ "asOf": "2022-08-31" })).await["leftBehind"].clone();
    assert_eq!(before, json!([]));
    let after = asked(&cast, behind, json!({ "asOf": "2022-09-01" })).await["leftBehind"].clone();
    let named = |row: &Value| row["teacher"]["name"].as_str().unwrap().to_owned();
    let of = |name: &str| after.as_array().unwrap().iter().find(|row| named(row) == name).unwrap().clone();
    assert_eq!(after.as_array().unwrap().len(), 2);
    assert_eq!(
        (&of("李一")["successor"]["name"], &of("王二")["successor"]["name"]),
        (&json!("东城第二小学"), &json!("南城育才学校"))
    );
    assert_eq!(of("李一")["bases"], json!(["ESTABLISHMENT", "PERSONNEL", "PAYING"]));
    assert_eq!(of("王二")["bases"], json!(["ESTABLISHMENT", "PERSONNEL", "WORKPLACE", "PAYING"]));

    let settle = |teacher: &Value, to: &Value| json!({ "teacher": teacher, "ended": cast.school, "organisation": to, "from": "2022-09-01" });
    assert_eq!(
        codes(&cast.hr("reassignmentSettle", settle(&wang, &cast.other)).await),
        ["REASSIGNMENT_ELSEWHERE"]
    );
    done(&cast, "reassignmentSettle", settle(&wang, &cast.private)).await;
    done(&cast, "reassignmentSettle", settle(&li, &cast.other)).await;
    assert_eq!(
        codes(&cast.hr("reassignmentSettle", settle(&li, &cast.other)).await),
        ["NOTHING_TO_REASSIGN"]
    );
    assert_eq!(asked(&cast, behind, json!({ "asOf": "2022-09-01" })).await["leftBehind"], json!([]));
    let service = "query($id: ID!) { teacher(by: { id: $id }, asOf: \"2022-09-01\") { service { personnel { name } workplace { name } } } }";
    let there = json!({ "service": { "personnel": { "name": "南城育才学校" }, "workplace": { "name": "南城育才学校" } } });
    assert_eq!(asked(&cast, service, json!({ "id": wang })).await["teacher"], there);
}

on_each_database!(
    a_pilot_school_is_led_by_its_party_organisation_from_its_day,
    a_school_that_opens_is_staffed_before_its_day,
    classes_without_a_teacher_in_charge_are_counted,
    teachers_are_not_paid_below_civil_servants,
    centres_brand_schools_and_special_classes_are_found,
    nobody_is_left_behind_by_a_merge,
);
