//! Teams, research staff, and those from outside: artists and athletes, talent taken in, enterprises and universities.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, agrees, asked, codes};

async fn done(cast: &Cast, mutation: &str, input: Value, more: &str) -> Value {
    let payload = cast.story.mutate(Role::BureauHr, mutation, input, more).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{mutation}: {payload}");
    payload
}

async fn founded(cast: &Cast, kind: &str, name: &str) -> Value {
    let input = json!({ "kind": kind, "name": name, "from": "2022-01-01" });
    done(cast, "teamFound", input, "team { id }").await["team"]["id"].clone()
}

async fn joined(cast: &Cast, team: &Value, teacher: &Value) {
    let input = json!({ "team": team, "teacher": teacher, "from": "2022-02-01" });
    done(cast, "teamMemberJoin", input, "").await;
}

/// S-21: the lecturer corps has members and their lectures, and a barred person does not come in.
/// S-49: a leading group is founded, changes and is dissolved, and is still told as it was.
async fn a_corps_lectures_and_a_group_is_dissolved(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小华", WANG).await;
    let corps = founded(&cast, "lecturer-corps", "东莞市师德讲师团").await;
    let bar = json!({ "teacher": wang, "from": "2022-01-01", "to": "2024-01-31", "reason": "PAID_TUTORING" });
    let barred = cast.story.mutate(Role::EthicsOfficer, "barImpose", bar, "").await;
    assert_eq!(codes(&barred), Vec::<String>::new(), "{barred}");
    joined(&cast, &corps, &li).await;
    let join = json!({ "team": corps, "teacher": wang, "from": "2022-02-01" });
    let refused = cast.hr("teamMemberJoin", join).await;
    assert_eq!(codes(&refused), ["TEAM_MEMBER_BARRED"]);
    assert_eq!(refused["userErrors"][0]["rule"]["id"], json!("R-01"));
    for day in ["2022-02-10", "2022-02-20"] {
        let lecture = json!({ "team": corps, "teacher": li, "topic": "四有好教师", "on": day, "organisation": cast.other });
        done(&cast, "teamSessionRecord", lecture, "").await;
    }
    let query = "query($kind: String, $asOf: Date) { teams(kind: $kind, asOf: $asOf) { name
        members { teacher { id } sessionCount evidence { kind } } sessions { topic } } }";
    let corps = asked(&cast, query, json!({ "kind": "lecturer-corps", "asOf": "2022-02-15" })).await;
    let member =
        json!({ "teacher": { "id": li }, "sessionCount": 1, "evidence": [{ "kind": "team-member.joined" }] });
    let told =
        json!({ "name": "东莞市师德讲师团", "members": [member], "sessions": [{ "topic": "四有好教师" }] });
    assert_eq!(corps["teams"], json!([told]));

    let group = founded(&cast, "leading-group", "教育人才工作领导小组").await;
    joined(&cast, &group, &li).await;
    joined(&cast, &group, &wang).await;
    let leave = json!({ "team": group, "teacher": wang, "on": "2022-02-15", "reason": "工作调动" });
    done(&cast, "teamMemberLeave", leave, "").await;
    done(&cast, "teamDissolve", json!({ "team": group, "on": "2022-03-01", "reason": "任务完成" }), "").await;
    let members = async |day: &str| {
        let teams =
            asked(&cast, query, json!({ "kind": "leading-group", "asOf": day })).await["teams"].clone();
        let counted = teams.as_array().unwrap().iter().map(|team| team["members"].as_array().unwrap().len());
        counted.collect::<Vec<_>>()
    };
    assert_eq!((members("2022-02-10").await, members("2022-02-20").await), (vec![2], vec![1]));
    assert_eq!(members("2022-03-01").await, Vec::<usize>::new());
    let unknown = json!({ "kind": "choir", "name": "合唱团", "from": "2022-01-01" });
    assert_eq!(codes(&cast.hr("teamFound", unknown).await), ["CODE_UNKNOWN"]);
    agrees(&cast).await;
}

/// S-52: the association has officers with terms, one president at a time.
/// S-12: a preparatory team works for a school that is only planned.
async fn an_association_has_officers_and_a_planned_school_a_team(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小华", WANG).await;
    let club = founded(&cast, "research-association", "“莞邑良师”研究会").await;
    let elect = |who: &Value, from: &str| json!({ "team": club, "teacher": who, "office": "PRESIDENT", "from": from, "to": "2026-12-31" });
    assert_eq!(codes(&cast.hr("officerElect", elect(&li, "2022-02-05")).await), ["TEAM_NOT_MEMBER"]);
    joined(&cast, &club, &li).await;
    joined(&cast, &club, &wang).await;
    done(&cast, "officerElect", elect(&li, "2022-02-05"), "").await;
    done(&cast, "officerElect", elect(&wang, "2022-03-01"), "").await;
    let query = "query($asOf: Date) { teams(kind: \"research-association\", asOf: $asOf) { officers { office lastDay teacher { id } } } }";
    let officers =
        async |day: &str| asked(&cast, query, json!({ "asOf": day })).await["teams"][0]["officers"].clone();
    let president = |who: &Value, last: &str| json!([{ "office": "PRESIDENT", "lastDay": last, "teacher": { "id": who } }]);
    assert_eq!(officers("2022-02-28").await, president(&li, "2022-02-28"));
    assert_eq!(officers("2022-03-01").await, president(&wang, "2026-12-31"));

    let plan = json!({ "name": "滨海湾学校", "kind": "SCHOOL", "nature": "PUBLIC", "opensOn": "2023-09" });
    let school =
        done(&cast, "organisationPlan", plan, "organisation { id }").await["organisation"]["id"].clone();
    let found = json!({ "kind": "preparatory-team", "name": "滨海湾学校办学团队", "serves": school, "from": "2022-01-10" });
    let team = done(&cast, "teamFound", found, "team { id }").await["team"]["id"].clone();
    joined(&cast, &team, &li).await;
    let query =
        "query($serves: ID) { teams(serves: $serves) { kind serves { name } members { teacher { id } } } }";
    let teams = asked(&cast, query, json!({ "serves": school })).await["teams"].clone();
    let told = json!({ "kind": "preparatory-team", "serves": { "name": "滨海湾学校" }, "members": [{ "teacher": { "id": li } }] });
    assert_eq!(teams, json!([told]));
    let node = "query($id: ID!) { node(id: $id) { ... on Team { name } } }";
    assert_eq!(asked(&cast, node, json!({ "id": team })).await["node"]["name"], json!("滨海湾学校办学团队"));
}

/// S-78: the schools without a member of the health backbone team are told.
/// S-79: members of the crisis team are qualified and can be called, or not.
async fn a_backbone_team_has_gaps_and_a_crisis_team_is_on_duty(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let query =
        "query($asOf: Date) { schoolsWithoutTeamMember(kind: \"health-backbone\", asOf: $asOf) { name } }";
    let without = async |day: &str| {
        let schools = asked(&cast, query, json!({ "asOf": day })).await["schoolsWithoutTeamMember"].clone();
        schools
            .as_array()
            .unwrap()
            .iter()
            .map(|school| school["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(without("2022-03-01").await.len(), 3);
    let health = founded(&cast, "health-backbone", "学校卫生教育骨干教师团队").await;
    joined(&cast, &health, &li).await;
    let names = without("2022-03-01").await;
    assert!(!names.contains(&"莞城第一小学".to_owned()) && names.len() == 2, "{names:?}");
    assert_eq!(without("2022-01-31").await.len(), 3, "nobody had joined by then");

    let crisis = founded(&cast, "crisis-intervention", "突发事件心理危机干预队伍").await;
    let mut join = json!({ "team": crisis, "teacher": li, "from": "2022-02-01" });
    assert_eq!(codes(&cast.hr("teamMemberJoin", join.clone()).await), ["TEAM_QUALIFICATION_MISSING"]);
    join["qualification"] = json!("心理健康教育A证");
    done(&cast, "teamMemberJoin", join, "").await;
    let duty = json!({ "team": crisis, "teacher": li, "duty": "ON_DUTY", "from": "2022-02-10" });
    done(&cast, "teamDutySet", duty, "").await;
    let query = "query($asOf: Date) { teams(kind: \"crisis-intervention\", asOf: $asOf) { members { qualification duty } } }";
    let duty =
        async |day: &str| asked(&cast, query, json!({ "asOf": day })).await["teams"][0]["members"].clone();
    let member = |duty: Value| json!([{ "qualification": "心理健康教育A证", "duty": duty }]);
    assert_eq!(duty("2022-02-09").await, member(Value::Null));
    assert_eq!(duty("2022-02-10").await, member(json!("ON_DUTY")));
    agrees(&cast).await;
}

const STAFF: &str =
    "query($organisation: ID, $asOf: Date) { researchStaff(organisation: $organisation, asOf: $asOf) {
    requiredCells filledCells towns townsWithUnit
    cells(gapsOnly: true) { stage subject required filled gap }
    researchers { teacher { id } serviceMonths title meetsEntry returnDue isReturnDue }
    entries(year: 2022) { on } exits(year: 2022) { on exitReason returned }
    appraisals(year: 2021) { grade } special { teacher { id } } units { level form cluster } } }";

async fn staff(cast: &Cast, organisation: &Value, day: &str) -> Value {
    let variables = json!({ "organisation": organisation, "asOf": day });
    asked(cast, STAFF, variables).await["researchStaff"].clone()
}

/// S-62: the matrix says which cells lack a full-time researcher on a day (M-50, R-56).
/// S-63: entry is checked and kept, and a researcher leaves with a reason.
/// S-64: a year of a researcher is appraised once.
async fn a_staffing_matrix_shows_its_gaps(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let body = &cast.school;
    let title = json!({ "teacher": li, "title": "FIRST", "from": "2016-09-01" });
    done(&cast, "titleGrant", title, "").await;
    let appoint = |subject: &str, percent: i32, from: &str| json!({ "organisation": body, "teacher": li, "stage": "PRIMARY", "subject": subject, "ftePercent": percent, "from": from });
    let early = cast.hr("researcherAppoint", appoint("13", 100, "2022-02-01")).await;
    assert_eq!(codes(&early), ["RESEARCH_UNIT_MISSING"]);
    let unit = json!({ "organisation": body, "level": "CITY", "form": "INSTITUTION", "from": "2020-01-01" });
    done(&cast, "researchUnitDesignate", unit, "").await;
    let cell = |subject: &str| json!({ "stage": "PRIMARY", "subject": subject, "required": 1 });
    let matrix = json!({ "organisation": body, "cells": [cell("13"), cell("14")], "from": "2022-01-01" });
    let payload =
        done(&cast, "staffingMatrixSet", matrix, "researchStaff { requiredCells filledCells }").await;
    assert_eq!(payload["researchStaff"], json!({ "requiredCells": 2, "filledCells": 0 }));
    done(&cast, "researcherAppoint", appoint("13", 60, "2021-09-01"), "").await;
    let part = staff(&cast, body, "2022-01-15").await;
    assert_eq!(
        (&part["requiredCells"], &part["filledCells"]),
        (&json!(2), &json!(0)),
        "part of a post fills no cell"
    );
    let release = json!({ "organisation": body, "teacher": li, "on": "2022-02-01" });
    done(&cast, "researcherRelease", release, "").await;
    done(&cast, "researcherAppoint", appoint("13", 100, "2022-02-01"), "").await;
    let appraise = json!({ "organisation": body, "teacher": li, "year": 2021, "grade": "EXCELLENT", "on": "2022-02-20" });
    done(&cast, "researcherAppraise", appraise.clone(), "").await;
    assert_eq!(codes(&cast.hr("researcherAppraise", appraise).await), ["RESEARCHER_ALREADY_APPRAISED"]);

    let before = staff(&cast, body, "2022-02-25").await["researchers"][0].clone();
    let unjudged = (&before["meetsEntry"], &before["returnDue"]);
    assert_eq!(unjudged, (&json!(null), &json!(null)), "rules R-57 and R-58 wait for a document");
    for rule in ["R-57", "R-58"] {
        let document = json!({ "issuer": "东莞市教育局", "number": "东教〔2022〕7号" });
        let on = json!({ "rule": rule, "version": 1, "from": "2022-01-01", "document": document });
        assert_eq!(codes(&cast.hr("ruleActivate", on).await), Vec::<String>::new());
    }

    let now = staff(&cast, body, "2022-02-25").await;
    assert_eq!(
        now["cells"],
        json!([{ "stage": "PRIMARY", "subject": "14", "required": 1, "filled": 0, "gap": 1 }])
    );
    let person = json!({ "teacher": { "id": li }, "serviceMonths": 137, "title": "FIRST", "meetsEntry": true,
        "returnDue": "2027-02-01", "isReturnDue": false });
    assert_eq!(now["researchers"], json!([person]));
    assert_eq!(
        (&now["entries"], &now["appraisals"]),
        (&json!([{ "on": "2022-02-01" }]), &json!([{ "grade": "EXCELLENT" }]))
    );
    assert_eq!(now["exits"], json!([{ "on": "2022-02-01", "exitReason": null, "returned": true }]));

    let exit = json!({ "organisation": body, "teacher": li, "on": "2022-03-01", "reason": "UNFIT" });
    done(&cast, "researcherExit", exit, "").await;
    let after = staff(&cast, body, "2022-03-01").await;
    assert_eq!((&after["filledCells"], &after["researchers"]), (&json!(0), &json!([])));
    assert_eq!(after["exits"][1], json!({ "on": "2022-03-01", "exitReason": "UNFIT", "returned": false }));
    assert_eq!(
        staff(&cast, body, "2022-02-28").await["filledCells"],
        json!(1),
        "the day before it was filled"
    );
    agrees(&cast).await;
}

/// S-60: the towns with an office for research of their own are counted.
/// S-61: a school's research department belongs to a cluster.
/// S-65: a special-appointed researcher keeps the home unit and fills no cell.
async fn research_has_four_levels_and_special_researchers(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let open = async |name: &str, kind: &str| {
        let input = json!({ "description": { "name": name, "kind": kind, "nature": "PUBLIC" }, "from": "2000-09-01" });
        done(&cast, "organisationOpen", input, "organisation { id }").await["organisation"]["id"].clone()
    };
    let (town, centre) = (open("松山湖", "TOWN").await, open("松山湖教育管理中心", "EDUCATION_CENTRE").await);
    open("虎门镇", "TOWN").await;
    let under =
        json!({ "organisation": centre, "parent": town, "kind": "ADMINISTRATIVE", "from": "2001-01-01" });
    done(&cast, "organisationReparent", under, "").await;
    let unit = json!({ "organisation": centre, "level": "TOWN", "form": "INDEPENDENT_OFFICE", "from": "2022-01-01" });
    done(&cast, "researchUnitDesignate", unit.clone(), "").await;
    assert_eq!(codes(&cast.hr("researchUnitDesignate", unit).await), ["RESEARCH_UNIT_EXISTS"]);
    let department = json!({ "organisation": cast.other, "level": "SCHOOL", "form": "DEPARTMENT", "cluster": "松山湖片区", "from": "2022-01-01" });
    done(&cast, "researchUnitDesignate", department, "").await;
    let towns = staff(&cast, &Value::Null, "2022-02-01").await;
    assert_eq!((&towns["towns"], &towns["townsWithUnit"]), (&json!(2), &json!(1)));
    let before = staff(&cast, &Value::Null, "2021-12-31").await;
    assert_eq!((&before["towns"], &before["townsWithUnit"]), (&json!(2), &json!(0)));
    let school = staff(&cast, &cast.other, "2022-02-01").await;
    assert_eq!(
        school["units"],
        json!([{ "level": "SCHOOL", "form": "DEPARTMENT", "cluster": "松山湖片区" }])
    );

    let mut special = json!({ "teacher": li, "category": "SPECIAL_RESEARCHER", "organisation": cast.school,
        "stage": "PRIMARY", "subject": "13", "from": "2022-01-01", "to": "2024-12-31" });
    assert_eq!(codes(&cast.hr("engagementStart", special.clone()).await), ["ENGAGEMENT_OWN_UNIT"]);
    special["organisation"] = centre.clone();
    done(&cast, "engagementStart", special, "").await;
    let matrix = json!({ "organisation": centre, "cells": [{ "stage": "PRIMARY", "subject": "13", "required": 1 }], "from": "2022-01-01" });
    done(&cast, "staffingMatrixSet", matrix, "").await;
    let told = staff(&cast, &centre, "2022-02-01").await;
    assert_eq!((&told["special"], &told["filledCells"]), (&json!([{ "teacher": { "id": li } }]), &json!(0)));
    agrees(&cast).await;
}

/// S-10: an artist from outside needs an achievement and no certificate, and no headcount has the person.
async fn an_artist_teaches_without_a_post(url: String) {
    let cast = Cast::gather(&url).await;
    let artist = cast.registered("王小华", WANG).await;
    let mut start = json!({ "teacher": artist, "category": "ARTIST", "organisation": cast.school, "stage": "PRIMARY",
        "subject": "13", "from": "2022-02-01", "to": "2022-07-31" });
    let refused = cast.hr("engagementStart", start.clone()).await;
    assert_eq!(codes(&refused), ["ENGAGEMENT_ACHIEVEMENT_MISSING"]);
    assert_eq!(refused["userErrors"][0]["rule"]["id"], json!("R-53"));
    start["achievements"] = json!(["省级非遗代表性传承人"]);
    let payload = done(&cast, "engagementStart", start, "engagement { id lastDay achievements }").await;
    let id = payload["engagement"]["id"].clone();
    assert_eq!(payload["engagement"]["achievements"], json!(["省级非遗代表性传承人"]));
    done(&cast, "engagementRenew", json!({ "engagement": id, "to": "2023-07-31" }), "").await;
    let query = "query($asOf: Date, $knownAt: DateTime, $organisation: ID) { engagements(category: ARTIST, organisation: $organisation, asOf: $asOf,
        knownAt: $knownAt) { teacher { id } lastDay } }";
    let on = async |day: &str| {
        let variables = json!({ "asOf": day, "organisation": cast.school });
        asked(&cast, query, variables).await["engagements"].clone()
    };
    assert_eq!(on("2022-09-01").await, json!([{ "teacher": { "id": artist }, "lastDay": "2023-07-31" }]));
    cast.story.at("2022-10-01T01:00:00Z");
    let end = json!({ "engagement": id, "on": "2022-09-01", "reason": "本人辞聘" });
    let ended = done(&cast, "engagementEnd", end, "").await["events"][0].clone();
    assert_eq!((on("2022-09-01").await, on("2022-08-31").await.as_array().unwrap().len()), (json!([]), 1));
    let then =
        json!({ "asOf": "2022-09-01", "organisation": cast.school, "knownAt": "2022-09-01T00:00:00Z" });
    assert_eq!(asked(&cast, query, then).await["engagements"].as_array().unwrap().len(), 1, "as known then");
    let staff = asked(
        &cast,
        "query($asOf: Date) { teachers(asOf: $asOf) { totalCount } }",
        json!({ "asOf": "2022-03-01" }),
    )
    .await;
    assert_eq!(staff["teachers"]["totalCount"], json!(0));
    let void = json!({ "engagement": id, "voids": ended, "reason": "本人未辞聘" });
    done(&cast, "engagementEventVoid", void, "").await;
    assert_eq!(on("2022-09-01").await[0]["lastDay"], json!("2023-07-31"), "the end was entered by mistake");
    agrees(&cast).await;
}

/// S-29: the intake of a year is counted beside the year before by one definition, as known now and as published then (M-20).
/// S-27: a subsidy is approved, paid in parts, and claimed back in proportion when the service ends early.
async fn talent_is_taken_in_and_a_subsidy_follows(url: String) {
    let cast = Cast::gather(&url).await;
    let arrive = async |name: &str, number: &str, from: &str| {
        let teacher = cast.registered(name, number).await;
        let mut hire = cast.hire(&teacher, from);
        hire["source"] = json!("TAKEN_IN");
        done(&cast, "teacherHire", hire, "").await;
        teacher
    };
    let li = arrive("李小明", LI, "2021-03-01").await;
    let wang = arrive("王小华", WANG, "2022-02-01").await;
    let confirm = |who: &Value, on: &str| {
        json!({ "teacher": who, "category": "doctor", "arrived": on,
        "organisation": cast.school, "previousEmployer": "某师范大学" })
    };
    let late = cast.hr("intakeConfirm", confirm(&li, "2021-04-01")).await;
    assert_eq!(codes(&late), ["INTAKE_FROM_INSIDE"], "a month later the person was inside");
    done(&cast, "intakeConfirm", confirm(&li, "2021-03-01"), "intake { category previousEmployer }").await;
    cast.story.at("2022-04-01T01:00:00Z");
    done(&cast, "intakeConfirm", confirm(&wang, "2022-02-01"), "").await;
    let query = "query($knownAt: DateTime) { intakeGrowth(year: 2022, knownAt: $knownAt) { definition persons personsBefore ratio doubled } }";
    let growth =
        async |known: Value| asked(&cast, query, json!({ "knownAt": known })).await["intakeGrowth"].clone();
    let told = |persons: i32, ratio: f64| json!({ "definition": "M-20/1", "persons": persons, "personsBefore": 1, "ratio": ratio, "doubled": false });
    assert_eq!(growth(Value::Null).await, told(1, 1.0));
    assert_eq!(growth(json!("2022-03-15T00:00:00Z")).await, told(0, 0.0));

    let approve = |who: &Value| {
        json!({ "teacher": who, "instalments": [{ "due": "2021-06-01", "yuan": 60000 }, { "due": "2022-03-01", "yuan": 40000 }],
        "serviceFrom": "2021-03-01", "serviceTo": "2026-02-28", "on": "2021-04-01" })
    };
    let subsidy =
        done(&cast, "subsidyApprove", approve(&li), "subsidy { id }").await["subsidy"]["id"].clone();
    let pay = json!({ "subsidy": subsidy, "number": 1, "on": "2021-06-10" });
    let first = done(&cast, "subsidyInstalmentPay", pay.clone(), "").await["events"][0].clone();
    assert_eq!(codes(&cast.hr("subsidyInstalmentPay", pay).await), ["SUBSIDY_ALREADY_PAID"]);
    let query = "query($asOf: Date) { subsidies(asOf: $asOf) { due { number yuan } clawBacks { yuan paid reason } years { year dueYuan paidYuan } } }";
    let book = async |day: &str| asked(&cast, query, json!({ "asOf": day })).await["subsidies"].clone();
    let years = json!([{ "year": 2021, "dueYuan": 60000, "paidYuan": 60000 }, { "year": 2022, "dueYuan": 40000, "paidYuan": 0 }]);
    let due = json!({ "due": [{ "number": 2, "yuan": 40000 }], "clawBacks": [], "years": years });
    assert_eq!(book("2022-03-15").await, due);
    let raise = json!({ "subsidy": subsidy, "broken": "2022-03-20", "reason": "辞职" });
    assert_eq!(codes(&cast.hr("clawBackRaise", raise.clone()).await), ["SUBSIDY_STILL_SERVES"]);
    let end = json!({ "teacher": li, "lastDay": "2022-03-19", "reason": "RESIGNED" });
    done(&cast, "employmentEnd", end, "").await;
    done(&cast, "clawBackRaise", raise, "").await;
    let owed = 60000 * (1826 - 384) / 1826;
    assert_eq!(
        book("2022-03-21").await["clawBacks"],
        json!([{ "yuan": owed, "paid": null, "reason": "辞职" }])
    );
    assert_eq!(book("2022-03-21").await["due"], json!([]), "nothing more is due");
    let settle = json!({ "subsidy": subsidy, "on": "2022-03-30" });
    let settled = done(&cast, "clawBackSettle", settle, "").await["events"][0].clone();
    assert_eq!(book("2022-03-30").await["clawBacks"][0]["paid"], json!("2022-03-30"));
    let void = |event: &Value| json!({ "subsidy": subsidy, "voids": event, "reason": "款项未到账" });
    assert_eq!(codes(&cast.hr("subsidyEventVoid", void(&first)).await), ["ENTRY_STILL_NEEDED"]);
    done(&cast, "subsidyEventVoid", void(&settled), "").await;
    assert_eq!(book("2022-03-30").await["clawBacks"][0]["paid"], json!(null), "nothing was paid back");
    let denied = cast.story.ask_as(Role::SchoolHr, "{ subsidies { due { number } } }", json!({})).await;
    assert_eq!(codes(&denied), ["FORBIDDEN"]);
    agrees(&cast).await;
}

/// S-58: dual-qualified teachers with the practice and the qualification behind them, their share, and the training bases.
async fn a_teacher_is_dual_qualified(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    cast.hired("王小华", WANG).await;
    let base =
        json!({ "enterprise": "东莞某数控公司", "key": true, "majors": ["数控技术"], "from": "2020-01-01" });
    let base =
        done(&cast, "trainingBaseDesignate", base, "partnership { id isKey }").await["partnership"]["id"]
            .clone();
    let practice = json!({ "teacher": li, "enterprise": "东莞某数控公司", "base": base, "from": "2021-01-01", "to": "2021-06-30" });
    done(&cast, "enterprisePracticeComplete", practice.clone(), "").await;
    assert_eq!(
        codes(&cast.hr("enterprisePracticeComplete", practice).await),
        ["ENTERPRISE_PRACTICE_OVERLAPS"]
    );
    let recognise = json!({ "teacher": li, "on": "2022-02-01", "level": "中级" });
    done(&cast, "dualQualificationRecognise", recognise, "dualQualified { recognised }").await;
    let query = "query($asOf: Date) { dualQualified(asOf: $asOf) { teacher { id } level practiceMonths byQualification meetsCondition
        practices { enterprise months base { partner } } }
        dualQualifiedShares(asOf: $asOf) { organisation { id } teachers dualQualified } trainingBases(keyOnly: true, asOf: $asOf) { partner purpose } }";
    let on = async |day: &str| asked(&cast, query, json!({ "asOf": day })).await;
    let practices =
        json!([{ "enterprise": "东莞某数控公司", "months": 6, "base": { "partner": "东莞某数控公司" } }]);
    let person = json!({ "teacher": { "id": li }, "level": "中级", "practiceMonths": 6, "byQualification": false, "meetsCondition": true, "practices": practices });
    let now = on("2022-02-10").await;
    assert_eq!(now["dualQualified"], json!([person]));
    assert_eq!(
        now["dualQualifiedShares"],
        json!([{ "organisation": { "id": cast.school }, "teachers": 2, "dualQualified": 1 }])
    );
    assert_eq!(now["trainingBases"], json!([{ "partner": "东莞某数控公司", "purpose": "数控技术" }]));
    assert_eq!(on("2022-01-31").await["dualQualified"], json!([]));
    let qualification =
        json!({ "teacher": li, "name": "高级技师", "issuer": "人社部门", "from": "2022-02-15" });
    done(&cast, "industryQualificationRecord", qualification, "").await;
    let withdraw = json!({ "teacher": li, "on": "2022-02-20", "reason": "复核不合格" });
    let withdrawn = done(&cast, "dualQualificationWithdraw", withdraw, "").await["events"][0].clone();
    assert_eq!(on("2022-02-20").await["dualQualified"], json!([]));
    let void = json!({ "teacher": li, "voids": withdrawn, "reason": "复核结论录错" });
    done(&cast, "vocationalEventVoid", void, "").await;
    assert_eq!(on("2022-02-20").await["dualQualified"][0]["level"], json!("中级"));
    let closed = json!({ "partnership": base, "on": "2022-02-25", "reason": "停业" });
    let closed = done(&cast, "trainingBaseWithdraw", closed, "").await["events"][0].clone();
    assert_eq!(on("2022-02-25").await["trainingBases"], json!([]));
    let void = json!({ "partnership": base, "voids": closed, "reason": "停业的是另一家" });
    done(&cast, "partnershipEventVoid", void, "").await;
    assert_eq!(on("2022-02-25").await["trainingBases"][0]["purpose"], json!("数控技术"));
    agrees(&cast).await;
}

/// S-36: an agreement with a normal university offers places.
/// S-71: an agreement within the Greater Bay Area, which ends before its term.
async fn agreements_with_partners_hold_for_a_time(url: String) {
    let cast = Cast::gather(&url).await;
    let sign = |partner: &str, kind: &str, purpose: &str, places: Value| {
        json!({ "partner": partner, "kind": kind, "purpose": purpose, "places": places, "organisation": cast.school,
            "from": "2022-01-01", "to": "2024-12-31" })
    };
    let university = sign("华南师范大学", "UNIVERSITY", "师范生培养与教师培训", json!(60));
    done(&cast, "partnershipSign", university, "").await;
    let bay = sign("香港某教研机构", "GREATER_BAY", "大湾区教研协作", Value::Null);
    let bay = done(&cast, "partnershipSign", bay, "partnership { id lastDay }").await["partnership"].clone();
    assert_eq!(bay["lastDay"], json!("2024-12-31"));
    let query = "query($kind: PartnerKind, $asOf: Date) { partnerships(kind: $kind, asOf: $asOf) { partner purpose places evidence { kind } } }";
    let on = async |kind: &str, day: &str| {
        asked(&cast, query, json!({ "kind": kind, "asOf": day })).await["partnerships"].clone()
    };
    let signed = json!([{ "kind": "partnership.signed" }]);
    let told = json!({ "partner": "华南师范大学", "purpose": "师范生培养与教师培训", "places": 60, "evidence": signed });
    assert_eq!(on("UNIVERSITY", "2022-02-01").await, json!([told]));
    let end = |day: &str| json!({ "partnership": bay["id"], "on": day, "reason": "协商终止" });
    assert_eq!(codes(&cast.hr("partnershipEnd", end("2025-01-01")).await), ["PARTNERSHIP_NOT_ON"]);
    done(&cast, "partnershipEnd", end("2022-02-15"), "").await;
    assert_eq!(on("GREATER_BAY", "2022-02-15").await, json!([]));
    assert_eq!(on("GREATER_BAY", "2022-02-14").await[0]["purpose"], json!("大湾区教研协作"));
    agrees(&cast).await;
}

on_each_database!(
    a_corps_lectures_and_a_group_is_dissolved,
    an_association_has_officers_and_a_planned_school_a_team,
    a_backbone_team_has_gaps_and_a_crisis_team_is_on_duty,
    a_staffing_matrix_shows_its_gaps,
    research_has_four_levels_and_special_researchers,
    an_artist_teaches_without_a_post,
    talent_is_taken_in_and_a_subsidy_follows,
    a_teacher_is_dual_qualified,
    agreements_with_partners_hold_for_a_time,
);
