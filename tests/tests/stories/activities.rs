//! Activities: who attended, what it counts for, who won, and how far it reached.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, asked, at_school, codes};

/// Does a mutation that has to succeed and answers the payload with the activity.
async fn done(cast: &Cast, mutation: &str, input: Value) -> Value {
    let payload =
        cast.story.mutate(Role::BureauHr, mutation, input, "activity { id persons schools state }").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    payload
}

/// An activity that was held; answers its id.
async fn held(cast: &Cast, plan: Value, on: &str) -> Value {
    let payload = done(cast, "activityPlan", plan).await;
    let activity = payload["activity"]["id"].clone();
    done(cast, "activityComplete", json!({ "activity": activity, "on": on })).await;
    activity
}

fn training(cast: &Cast, name: &str, hours: i32, from: &str) -> Value {
    json!({ "name": name, "kind": "TRAINING", "organiser": cast.other, "category": "PROFESSIONAL", "hours": hours, "from": from })
}

fn present(persons: &[&Value]) -> Value {
    persons.iter().map(|teacher| json!({ "teacher": teacher })).collect()
}

async fn cycle(cast: &Cast, span: &str, as_of: &str, known_at: Option<&str>) -> Value {
    let query = "query($span: CycleSpan, $asOf: Date, $knownAt: DateTime) { trainingCycle(span: $span, asOf: $asOf, knownAt: $knownAt) {
        from lastDay required persons reached short behind
        records { teacher { id } hours required requiredByNow missing blocks { category hours required missing } } } }";
    let variables = json!({ "span": span, "asOf": as_of, "knownAt": known_at });
    asked(cast, query, variables).await["trainingCycle"].clone()
}

/// S-66: attendance in bulk certifies hours on each person, and a line that cannot be recorded is named with its reason.
async fn attendance_in_bulk_certifies_hours_and_names_every_line_it_refuses(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小红", WANG).await;
    let zhang = json!({ "name": "张小刚", "sex": "MALE", "staffNumber": "G0031" });
    let zhang = cast.story.mutate(Role::BureauHr, "teacherRegister", zhang, "teacher { id }").await;
    let zhang = zhang["teacher"]["id"].clone();
    assert_eq!(codes(&cast.hr("teacherHire", cast.hire(&zhang, "2010年9月")).await), Vec::<String>::new());
    let mut plan = training(&cast, "教师信息素养研修", 12, "2022-02-21");
    plan["abilities"] = json!(["INFORMATION_TECHNOLOGY"]);
    let planned = done(&cast, "activityPlan", plan).await;
    let activity = &planned["activity"]["id"];
    let list = json!({ "activity": activity, "persons": present(&[&li]) });
    assert_eq!(codes(&cast.hr("attendanceRecord", list).await), ["ACTIVITY_NOT_HELD"]);
    done(&cast, "activityComplete", json!({ "activity": activity, "on": "2022-02-22" })).await;

    let persons = json!([{ "teacher": li }, { "staffNumber": "G0031", "hours": 6 }]);
    let recorded = done(&cast, "attendanceRecord", json!({ "activity": activity, "persons": persons })).await;
    assert_eq!(recorded["activity"]["persons"], json!(2));

    let unknown =
        json!({ "activity": activity, "persons": [{ "teacher": wang }, { "staffNumber": "G9999" }, {}] });
    let refused = cast.hr("attendanceRecord", unknown).await;
    assert_eq!(codes(&refused), ["STAFF_NUMBER_UNKNOWN", "PERSON_NAMED_ONCE"]);
    assert_eq!(refused["userErrors"][0]["field"], json!(["persons", "1", "staffNumber"]));
    let again = json!({ "activity": activity, "persons": [{ "teacher": wang }, { "teacher": li }, { "teacher": wang }] });
    let refused = cast.hr("attendanceRecord", again).await;
    assert_eq!(codes(&refused), ["ACTIVITY_ALREADY_ATTENDED", "ACTIVITY_TWICE_IN_LIST"]);
    assert_eq!(refused["userErrors"][0]["field"], json!(["persons", "1"]));
    assert_eq!(refused["userErrors"][0]["facts"], recorded["events"]);

    let query = "query($id: ID!) { activity(id: $id) { name kind state heldOn hours abilities persons
        attendance { basis teacher { id } hours evidence { kind } } evidence { kind } } }";
    let shown = asked(&cast, query, json!({ "id": activity })).await["activity"].clone();
    assert_eq!(shown["heldOn"], json!("2022-02-22"));
    assert_eq!(shown["abilities"], json!(["INFORMATION_TECHNOLOGY"]));
    let mut hours: Vec<_> =
        shown["attendance"].as_array().unwrap().iter().map(|line| line["hours"].as_i64().unwrap()).collect();
    hours.sort_unstable();
    assert_eq!(hours, [6, 12], "nothing of the refused lists was written: {shown}");
    let history = "query($by: TeacherBy!) { teacher(by: $by) { history { kind detail } } }";
    let history = asked(&cast, history, json!({ "by": { "id": zhang } })).await.to_string();
    assert!(history.contains("教师信息素养研修") && history.contains("东城第二小学"), "{history}");

    let query = "query($ability: Ability) { trainingCoverage(ability: $ability, from: \"2022-01-01\", lastDay: \"2022-12-31\") {
        persons trained units { organisation { name } persons trained } } }";
    let found =
        asked(&cast, query, json!({ "ability": "INFORMATION_TECHNOLOGY" })).await["trainingCoverage"].clone();
    let unit = json!([{ "organisation": { "name": "莞城第一小学" }, "persons": 3, "trained": 2 }]);
    assert_eq!(found, json!({ "persons": 3, "trained": 2, "units": unit }));
    let none = asked(&cast, query, json!({ "ability": "TEACHING_RESEARCH" })).await;
    assert_eq!(none["trainingCoverage"]["trained"], json!(0));
}

/// S-66: whoever misses hours of the five-year cycle is listed with what is missing, entrants pro rata; hours taken back go from
/// the person too, and what was known before stays as it was.
async fn who_misses_hours_of_the_cycle_is_listed_with_what_is_missing(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let wang = cast.registered("王小红", WANG).await;
    let mut hire = cast.hire(&wang, "2022-01-01");
    hire["source"] = json!("TRANSFERRED_OUTSIDE");
    assert_eq!(codes(&cast.hr("teacherHire", hire).await), Vec::<String>::new());
    let activity = held(&cast, training(&cast, "寒假研修", 100, "2022-01-20"), "2022-01-20").await;
    done(&cast, "attendanceRecord", json!({ "activity": activity, "persons": present(&[&li, &wang]) })).await;

    let found = cycle(&cast, "FIXED", "2022-03-01", None).await;
    assert_eq!(
        (&found["from"], &found["lastDay"], &found["required"]),
        (&json!("2021-01-01"), &json!("2025-12-31"), &json!(360))
    );
    assert_eq!((&found["persons"], &found["reached"], &found["short"]), (&json!(2), &json!(0), &json!(2)));
    let rows = &found["records"];
    assert_eq!((&rows[0]["teacher"]["id"], &rows[0]["missing"]), (&li, &json!(260)), "{found}");
    assert_eq!((&rows[1]["required"], &rows[1]["missing"]), (&json!(289), &json!(189)), "1461 of 1826 days");
    let year = cycle(&cast, "YEAR", "2022-03-01", None).await;
    assert_eq!((&year["required"], &year["records"][0]["missing"]), (&json!(0), &json!(0)), "R-74 is off");
    let document = json!({ "issuer": "东莞市教育局", "number": "东教〔2022〕1号", "issued": "2022-01-04" });
    let on = json!({ "rule": "R-74", "version": 1, "from": "2022-01-01", "document": document });
    assert_eq!(codes(&cast.hr("ruleActivate", on).await), Vec::<String>::new());
    let year = cycle(&cast, "YEAR", "2022-03-01", None).await;
    let blocks = json!([
        { "category": "COMMON", "hours": 0, "required": 18, "missing": 18 },
        { "category": "PROFESSIONAL", "hours": 100, "required": 42, "missing": 0 },
        { "category": "ELECTIVE", "hours": 0, "required": 12, "missing": 12 },
    ]);
    assert_eq!(year["records"][0]["blocks"], blocks);
    assert_eq!(year["records"][0]["missing"], json!(30), "one block does not make up for another");

    let before = cycle(&cast, "ROLLING", "2022-03-01", None).await;
    cast.story.at("2022-03-02T01:00:00Z");
    let void = json!({ "activity": activity, "teachers": [wang], "reason": "代签" });
    done(&cast, "hoursVoid", void.clone()).await;
    assert_eq!(codes(&cast.hr("hoursVoid", void).await), ["ACTIVITY_NOT_ATTENDED"]);
    let after = cycle(&cast, "FIXED", "2022-03-01", None).await;
    assert_eq!(after["records"][0]["missing"], json!(289));
    let then = Some("2022-03-01T12:00:00Z");
    assert_eq!(cycle(&cast, "FIXED", "2022-03-01", then).await, found);
    assert_eq!(cycle(&cast, "ROLLING", "2022-03-01", then).await, before);
    done(&cast, "attendanceRecord", json!({ "activity": activity, "persons": present(&[&wang]) })).await;
    assert_eq!(cycle(&cast, "FIXED", "2022-03-01", None).await, found, "certified again");

    let leave = json!({ "teacher": li, "kind": "STUDY", "from": "2023-01-01", "lastDay": "2023-12-31" });
    assert_eq!(codes(&cast.hr("leaveStart", leave).await), Vec::<String>::new());
    let away = cycle(&cast, "FIXED", "2022-03-01", None).await;
    let row = away["records"].as_array().unwrap().iter().find(|row| row["teacher"]["id"] == li).unwrap();
    assert_eq!(
        (&row["required"], &row["missing"]),
        (&json!(289), &json!(189)),
        "a year away is not asked for"
    );
}

const COVERAGE: &str = "query($missing: Boolean, $asOf: Date, $knownAt: DateTime) {
    ethicsCoverage(schoolYear: 2021, missingOnly: $missing, asOf: $asOf, knownAt: $knownAt) { schools complete
        months { month covered due } terms { term covered inTime dueBy due }
        units { organisation { name } monthsHeld monthsMissed termsHeld termsMissed basis } } }";

async fn coverage(cast: &Cast, variables: Value) -> Value {
    asked(cast, COVERAGE, variables).await["ethicsCoverage"].clone()
}

/// S-18, S-19, S-20: lectures by month and first lessons by term, school by school, whether the school held them, was recorded
/// as a school, or its persons were.
async fn which_schools_missed_a_lecture_or_a_first_lesson(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let lecture = |organiser: &Value, from: &str| json!({ "name": "师德教育每月一讲", "kind": "ETHICS_LECTURE", "organiser": organiser, "from": from });
    held(&cast, lecture(&cast.other, "2021-10-12"), "2021-10-12").await;
    let central = held(&cast, lecture(&cast.private, "2021-11-09"), "2021-11-09").await;
    let schools = json!([{ "organisation": cast.other, "persons": 40 }]);
    done(&cast, "schoolAttendanceRecord", json!({ "activity": central, "schools": schools })).await;
    done(&cast, "attendanceRecord", json!({ "activity": central, "persons": present(&[&li]) })).await;
    let lesson = json!({ "name": "师德第一课", "kind": "FIRST_ETHICS_LESSON", "organiser": cast.school, "schoolYear": 2021, "term": 1, "from": "2021-08-30" });
    held(&cast, lesson, "2021-08-30").await;
    let late = json!({ "name": "师德第一课", "kind": "FIRST_ETHICS_LESSON", "organiser": cast.other, "from": "2021-11-01" });
    held(&cast, late, "2021-11-01").await;

    let early = coverage(&cast, json!({ "asOf": "2021-12-15" })).await;
    assert_eq!(early["months"][1]["due"], json!(false), "the rules begin with the plan of 2022");
    for rule in ["R-70", "R-71"] {
        let document = json!({ "issuer": "东莞市教育局", "number": "东教〔2021〕70号" });
        let earlier = json!({ "rule": rule, "version": 1, "from": "2021-09-01", "document": document, "parameters": [] });
        assert_eq!(codes(&cast.hr("ruleActivate", earlier).await), Vec::<String>::new());
    }
    let found = coverage(&cast, json!({ "asOf": "2021-12-15" })).await;
    assert_eq!(found["schools"], json!(3), "the closed school is not in scope");
    assert_eq!(found["months"][1], json!({ "month": "2021-10", "covered": 1, "due": true }));
    assert_eq!(found["months"][2], json!({ "month": "2021-11", "covered": 3, "due": true }));
    assert_eq!(found["months"][3], json!({ "month": "2021-12", "covered": 0, "due": false }));
    assert_eq!(
        found["terms"][0],
        json!({ "term": 1, "covered": 2, "inTime": 1, "dueBy": "2021-09-28", "due": true })
    );
    assert_eq!(found["terms"][1]["due"], json!(false));
    let first = found["units"]
        .as_array()
        .unwrap()
        .iter()
        .find(|unit| unit["organisation"]["name"] == "莞城第一小学")
        .unwrap();
    let expected = json!({
        "organisation": { "name": "莞城第一小学" }, "monthsHeld": ["2021-11"], "monthsMissed": ["2021-09", "2021-10"],
        "termsHeld": [1], "termsMissed": [], "basis": ["ORGANISER", "PERSON"],
    });
    assert_eq!(first, &expected, "its person was there in November");
    assert_eq!(
        coverage(&cast, json!({ "asOf": "2021-09-30", "missing": true })).await["units"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let unknown = coverage(&cast, json!({ "asOf": "2021-12-15", "knownAt": "2022-02-28T00:00:00Z" })).await;
    assert_eq!(unknown["schools"], json!(0), "nothing was known then");

    let query = "query($id: ID!) { activity(id: $id) { persons schools schoolPersons participation { organisation { name } persons } } }";
    let shown = asked(&cast, query, json!({ "id": central })).await["activity"].clone();
    assert_eq!(
        (&shown["persons"], &shown["schools"], &shown["schoolPersons"]),
        (&json!(1), &json!(1), &json!(40))
    );
    assert_eq!(shown["participation"].as_array().unwrap().len(), 2, "{shown}");
}

/// S-06, S-73: results of a competition round by round; an award is an honour of the issuer's level, and is closed to who is barred.
async fn prizes_of_a_competition_are_honours_of_the_level_of_the_issuer(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小红", WANG).await;
    let bar = json!({ "teacher": wang, "from": "2021-09-01", "to": "2023-08-31", "reason": "有偿补课" });
    assert_eq!(
        codes(&cast.story.mutate(Role::EthicsOfficer, "barImpose", bar, "").await),
        Vec::<String>::new()
    );
    let contest = json!({ "name": "班主任专业能力大赛", "kind": "COMPETITION", "organiser": cast.other, "from": "2022-01-10" });
    let contest = held(&cast, contest, "2022-01-12").await;
    let results = |round: &str, results: Value| json!({ "activity": contest, "round": round, "on": "2022-01-12", "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局", "results": results });
    let first = results("初赛", json!([{ "teacher": li, "place": 2 }, { "teacher": wang, "place": 1 }]));
    done(&cast, "competitionResultRecord", first).await;
    let both = json!([{ "teacher": li, "place": 1, "award": "一等奖" }, { "teacher": wang, "place": 2, "award": "二等奖" }]);
    let refused = cast.hr("competitionResultRecord", results("决赛", both)).await;
    assert_eq!(codes(&refused), ["ETHICS_BAR_ACTIVE"]);
    assert_eq!(refused["userErrors"][0]["field"], json!(["results", "1"]));
    assert_eq!(refused["userErrors"][0]["rule"]["id"], json!("R-01"));
    let last = json!([{ "teacher": li, "place": 1, "award": "一等奖" }, { "teacher": wang, "place": 2 }]);
    done(&cast, "competitionResultRecord", results("决赛", last)).await;

    let query =
        "query($where: CompetitionResultWhere) { competitionResults(where: $where) { totalCount nodes {
        name round place award level issuer teacher { id } } } }";
    let all =
        asked(&cast, query, json!({ "where": { "activity": contest } })).await["competitionResults"].clone();
    assert_eq!(all["totalCount"], json!(4));
    let won = json!({
        "name": "班主任专业能力大赛", "round": "决赛", "place": 1, "award": "一等奖", "level": "CITY", "issuer": "东莞市教育局", "teacher": { "id": li },
    });
    assert_eq!(all["nodes"][0], won, "the highest level first");
    let prizes = asked(&cast, query, json!({ "where": { "level": "CITY", "awarded": true } })).await;
    assert_eq!(prizes["competitionResults"], json!({ "totalCount": 1, "nodes": [won] }));
    let honours = "query($by: TeacherBy!) { teacher(by: $by) { history { kind detail } } }";
    let honours = asked(&cast, honours, json!({ "by": { "id": li } })).await.to_string();
    assert!(honours.contains("班主任专业能力大赛一等奖"), "{honours}");
}

/// S-36, S-80, S-81: a training with a partner institution, a special training and a series are found in the calendar, and their
/// coverage is counted school by school.
async fn trainings_with_a_partner_and_series_are_found_and_their_coverage_is_counted(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    cast.hired("王小红", WANG).await;
    let outside = json!({ "description": { "name": "华南师范大学", "kind": "EXTERNAL", "nature": "PUBLIC" }, "from": "1951-01-01" });
    let partner = cast.story.mutate(Role::BureauHr, "organisationOpen", outside, "organisation { id }").await;
    let partner = &partner["organisation"]["id"];
    let mut joint = training(&cast, "骨干教师研修", 24, "2022-02-14");
    joint["partner"] = partner.clone();
    joint["places"] = json!(50);
    joint["to"] = json!("2022-02-16");
    let joint = held(&cast, joint, "2022-02-16").await;
    let series = held(&cast, training(&cast, "莞教微课堂第一期", 2, "2022-02-10"), "2022-02-10").await;
    let food =
        held(&cast, training(&cast, "学校食品安全管理员专项培训", 8, "2022-02-11"), "2022-02-11").await;
    for activity in [&series, &food] {
        done(&cast, "attendanceRecord", json!({ "activity": activity, "persons": present(&[&li]) })).await;
    }
    let query = "query($where: ActivityWhere) { activities(where: $where) { totalCount nodes { id name places partner { name } from lastDay } } }";
    let found = asked(&cast, query, json!({ "where": { "partner": partner } })).await["activities"].clone();
    let expected = json!({
        "id": joint, "name": "骨干教师研修", "places": 50, "partner": { "name": "华南师范大学" }, "from": "2022-02-14", "lastDay": "2022-02-16",
    });
    assert_eq!(found, json!({ "totalCount": 1, "nodes": [expected] }));
    let days = json!({ "from": "2022-02-10", "lastDay": "2022-02-11", "state": "HELD", "kind": "TRAINING" });
    assert_eq!(asked(&cast, query, json!({ "where": days })).await["activities"]["totalCount"], json!(2));
    let query = "query($name: String, $activity: ID) { trainingCoverage(name: $name, activity: $activity) { persons trained } }";
    for which in [json!({ "name": "莞教微课堂" }), json!({ "activity": food })] {
        let found = asked(&cast, query, which).await["trainingCoverage"].clone();
        assert_eq!(found, json!({ "persons": 2, "trained": 1 }));
    }
}

async fn a_school_records_its_own_people_and_sees_no_others(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let wang = cast.registered("王小红", WANG).await;
    let mut hire = cast.hire(&wang, "2010-09-01");
    hire["organisation"] = cast.other.clone();
    assert_eq!(codes(&cast.hr("teacherHire", hire).await), Vec::<String>::new());
    let activity = held(&cast, training(&cast, "寒假研修", 10, "2022-01-20"), "2022-01-20").await;
    let record = "mutation($input: AttendanceRecordInput!) { attendanceRecord(input: $input) { userErrors { code } } }";
    let list = |key: &str, persons: &[&Value]| json!({ "input": { "idempotencyKey": key, "activity": activity, "persons": present(persons) } });
    let own = at_school(&cast, &cast.school, record, list("own", &[&li])).await;
    assert_eq!(own["data"]["attendanceRecord"]["userErrors"], json!([]), "{own}");
    let others = at_school(&cast, &cast.school, record, list("others", &[&wang])).await;
    assert_eq!(codes(&others), ["FORBIDDEN"]);
    let void = "mutation($input: HoursVoidInput!) { hoursVoid(input: $input) { userErrors { code } } }";
    let input = json!({ "input": { "idempotencyKey": "void", "activity": activity, "teachers": [li], "reason": "代签" } });
    assert_eq!(
        codes(&at_school(&cast, &cast.school, void, input.clone()).await),
        ["FORBIDDEN"],
        "it is not the organiser"
    );

    let query = "query($id: ID!) { activity(id: $id) { persons attendance { teacher { id } } participation { persons } }
        trainingCycle { persons } ethicsCoverage(schoolYear: 2021) { schools } }";
    done(&cast, "attendanceRecord", json!({ "activity": activity, "persons": present(&[&wang]) })).await;
    asked(&cast, query, json!({ "id": activity })).await;
    let seen = at_school(&cast, &cast.school, query, json!({ "id": activity })).await["data"].clone();
    let expected = json!({
        "activity": { "persons": 2, "attendance": [{ "teacher": { "id": li } }], "participation": [{ "persons": 1 }] },
        "trainingCycle": { "persons": 1 },
        "ethicsCoverage": { "schools": 1 },
    });
    assert_eq!(seen, expected);
    let voided = at_school(&cast, &cast.other, void, input).await;
    assert_eq!(voided["data"]["hoursVoid"]["userErrors"], json!([]), "{voided}");
    for name in cast.story.views.names() {
        let check = cast.story.views.check(name, |_| {}).await.unwrap();
        assert!(check.agrees(), "{name} differs from one built anew");
    }
}

/// A whole district's training is one list, one append and one answer.
async fn five_hundred_persons_are_certified_in_one_append_and_one_more_is_too_many(url: String) {
    let cast = Cast::gather(&url).await;
    let activity = held(&cast, training(&cast, "全员研修", 6, "2022-01-20"), "2022-01-20").await;
    let mut persons = Vec::new();
    for number in 0..500 {
        let input = json!({ "name": "教师", "sex": "FEMALE", "staffNumber": format!("S{number:04}") });
        assert_eq!(codes(&cast.hr("teacherRegister", input).await), Vec::<String>::new());
        persons.push(json!({ "staffNumber": format!("S{number:04}") }));
    }
    let recorded = done(&cast, "attendanceRecord", json!({ "activity": activity, "persons": persons })).await;
    assert_eq!(recorded["activity"]["persons"], json!(500));
    persons.push(persons[0].clone());
    let more = cast.hr("attendanceRecord", json!({ "activity": activity, "persons": persons })).await;
    assert_eq!(codes(&more), ["ACTIVITY_LIST_SIZE"]);
}

on_each_database!(
    five_hundred_persons_are_certified_in_one_append_and_one_more_is_too_many,
    a_school_records_its_own_people_and_sees_no_others,
    attendance_in_bulk_certifies_hours_and_names_every_line_it_refuses,
    who_misses_hours_of_the_cycle_is_listed_with_what_is_missing,
    which_schools_missed_a_lecture_or_a_first_lesson,
    prizes_of_a_competition_are_honours_of_the_level_of_the_issuer,
    trainings_with_a_partner_and_series_are_found_and_their_coverage_is_counted,
);
