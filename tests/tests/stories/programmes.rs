//! The talent programmes: each is data, each has its own way and its own target, and together they are one family.

use liangshi_api::auth::Role;
use liangshi_domain::policy::builtin;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, codes};

const MANAGER: Role = Role::ProgrammeManager;

/// Launches a programme of the policy folder; answers its id.
pub(crate) async fn launched(cast: &Cast, slug: &str) -> Value {
    let path = format!("programmes/{slug}.toml");
    let file = builtin::PROGRAMMES.iter().find(|file| file.path == path).unwrap();
    let launch = json!({ "toml": file.text, "from": "2021-01-01" });
    done(cast, "programmeLaunch", launch, "programme { id }").await["programme"]["id"].clone()
}

/// Opens a round of a programme; answers its id.
pub(crate) async fn round(cast: &Cast, programme: &Value) -> Value {
    let open = json!({ "programme": programme, "nameZh": "第一批", "opensOn": "2022-01-01" });
    done(cast, "roundOpen", open, "round { id }").await["round"]["id"].clone()
}

/// Does a mutation that has to be done.
pub(crate) async fn done(cast: &Cast, mutation: &str, input: Value, payload: &str) -> Value {
    let answer = cast.story.mutate(MANAGER, mutation, input, payload).await;
    assert_eq!(codes(&answer), Vec::<String>::new(), "{mutation}: {answer}");
    answer
}

/// Asks for a mutation and answers the codes of what stands in the way.
pub(crate) async fn refused(cast: &Cast, mutation: &str, input: Value) -> Vec<String> {
    codes(&cast.story.mutate(MANAGER, mutation, input, "").await)
}

/// A registered person of whom no birth date was collected.
pub(crate) async fn ageless(cast: &Cast, name: &str) -> Value {
    let input = json!({ "name": name, "sex": "UNSTATED" });
    let person = cast.story.mutate(Role::BureauHr, "teacherRegister", input, "teacher { id }").await;
    assert_eq!(codes(&person), Vec::<String>::new(), "{person}");
    person["teacher"]["id"].clone()
}

/// A person in service since 2010 with this title since 2015. No birth date is collected, so that a limit of age only warns.
pub(crate) async fn titled(cast: &Cast, name: &str, title: &str) -> Value {
    let teacher = ageless(cast, name).await;
    assert_eq!(codes(&cast.hr("teacherHire", cast.hire(&teacher, "2010-09")).await), Vec::<String>::new());
    let granted =
        cast.hr("titleGrant", json!({ "teacher": teacher, "title": title, "from": "2015-12" })).await;
    assert_eq!(codes(&granted), Vec::<String>::new(), "{granted}");
    teacher
}

/// Nominates by the first school; answers the candidacy.
pub(crate) async fn nominated(cast: &Cast, teacher: &Value, round: &Value, category: Option<&str>) -> Value {
    let input = json!({
        "teacher": teacher, "round": round, "category": category, "by": cast.school, "on": "2022-03-01",
    });
    done(cast, "candidateNominate", input, "candidacy { id }").await["candidacy"]["id"].clone()
}

/// The steps of a selection until the end of the public notice of five working days.
pub(crate) const NOTICE: &[(&str, &str)] = &[
    ("candidateScreen", r#"{"passed":true,"on":"2022-03-05"}"#),
    ("candidateShortlist", r#"{"rank":1,"score":"92.5","on":"2022-03-10"}"#),
    ("candidateNoticeStart", r#"{"on":"2022-03-14","lastDay":"2022-03-18"}"#),
];

/// The steps of the training until it was assessed at the end.
const TRAINING: &[(&str, &str)] = &[
    ("candidateConfirm", r#"{"on":"2022-03-25"}"#),
    ("candidateTrainingStart", r#"{"on":"2022-04-01"}"#),
    ("candidateMidtermAssess", r#"{"grade":"QUALIFIED","on":"2022-07-01"}"#),
    ("candidateFinalAssess", r#"{"grade":"EXCELLENT","on":"2022-10-01"}"#),
];

/// Takes a candidate through steps that are all done.
pub(crate) async fn walk(cast: &Cast, candidacy: &Value, steps: &[(&str, &str)]) {
    for (mutation, step) in steps {
        let mut input: Value = serde_json::from_str(step).unwrap();
        input["candidacy"] = candidacy.clone();
        done(cast, mutation, input, "").await;
    }
}

async fn ask(cast: &Cast, query: &str, variables: Value) -> Value {
    let answer = cast.story.ask_as(MANAGER, query, variables).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"].clone()
}

const SLUGS: [&str; 5] =
    ["educator-type", "leading-talents", "outstanding-teachers", "reserve-principals", "studio-hosts"];

/// S-01, S-30 The five programmes are one family: who is in two of them is two places and one person.
async fn a_person_in_two_programmes_is_one_person_of_the_family(url: String) {
    let cast = Cast::gather(&url).await;
    let mut rounds = Vec::new();
    for slug in SLUGS {
        rounds.push(round(&cast, &launched(&cast, slug).await).await);
    }
    let li = titled(&cast, "李小明", "FIRST").await;
    let wang = titled(&cast, "王小红", "FIRST").await;
    nominated(&cast, &li, &rounds[2], None).await;
    nominated(&cast, &li, &rounds[3], None).await;
    let candidacy = nominated(&cast, &wang, &rounds[2], None).await;
    walk(&cast, &candidacy, NOTICE).await;
    walk(&cast, &candidacy, &TRAINING[..1]).await;
    let query = "query($asOf: Date) { programmeFamily(asOf: $asOf) { name { zh }
        programmes { programme { slug } nominated confirmed } uniquePersons { nominated confirmed certified } } }";
    let family = ask(&cast, query, json!({ "asOf": "2022-03-31" })).await["programmeFamily"].clone();
    assert_eq!(family["name"]["zh"], json!("莞邑良师"));
    let lines = family["programmes"].as_array().unwrap();
    let slugs: Vec<_> = lines.iter().map(|line| line["programme"]["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, SLUGS);
    let places: Vec<_> = lines.iter().map(|line| line["nominated"].as_i64().unwrap()).collect();
    assert_eq!(places, [0, 0, 2, 1, 0], "three places");
    assert_eq!(family["uniquePersons"], json!({ "nominated": 2, "confirmed": 1, "certified": 0 }));
    let before = ask(&cast, query, json!({ "asOf": "2022-03-10" })).await;
    assert_eq!(before["programmeFamily"]["uniquePersons"]["confirmed"], json!(0));
    let none = ask(&cast, "{ programmeFamily(name: \"无此体系\") { targets } }", json!({})).await;
    assert_eq!(none["programmeFamily"], Value::Null);
}

/// S-31 A leading talent is nominated, confirmed after the notice, trained and certified, and counts for the target of 20 from then.
async fn a_leading_talent_counts_for_the_target_from_the_certification_on(url: String) {
    let cast = Cast::gather(&url).await;
    let programme = launched(&cast, "leading-talents").await;
    let target = json!({
        "programme": programme, "number": 20, "definition": "CERTIFIED", "deadline": "2022-12-31", "sentence": "S-31",
        "quote": "推动培养20名教育领军人才", "metric": "M-21", "owner": "东莞市教育局",
    });
    done(&cast, "programmeTargetSet", target, "").await;
    let round = round(&cast, &programme).await;
    let li = titled(&cast, "李小明", "SENIOR").await;
    let candidacy = nominated(&cast, &li, &round, None).await;
    walk(&cast, &candidacy, NOTICE).await;
    walk(&cast, &candidacy, TRAINING).await;
    let early = json!({ "candidacy": candidacy, "on": "2022-09-01" });
    assert_eq!(refused(&cast, "candidateCertify", early).await, ["DATE_BEFORE_STAGE"]);
    let certify = json!({ "candidacy": candidacy, "on": "2022-11-01" });
    done(&cast, "candidateCertify", certify, "").await;
    let query = "query($asOf: Date) {
        leadingTalents(asOf: $asOf) { nodes { stage term { lastDay } countsAs } }
        cohortBoard(asOf: $asOf) { rows { value gap target { number sentenceId } } } }";
    let then = ask(&cast, query, json!({ "asOf": "2022-11-01" })).await;
    let person = json!({
        "stage": "CERTIFIED", "term": { "lastDay": "2025-10-31" }, "countsAs": ["NOMINATED", "CONFIRMED", "CERTIFIED"],
    });
    assert_eq!(then["leadingTalents"]["nodes"], json!([person]));
    let line = json!({ "value": 1, "gap": 19, "target": { "number": 20, "sentenceId": "S-31" } });
    assert_eq!(then["cohortBoard"]["rows"], json!([line]));
    let before = ask(&cast, query, json!({ "asOf": "2022-10-31" })).await;
    assert_eq!(before["leadingTalents"]["nodes"][0]["stage"], json!("FINAL"));
    assert_eq!(before["cohortBoard"]["rows"][0]["gap"], json!(20));
}

/// S-32 Principals and teachers are one programme with one target, counted apart.
async fn educators_are_counted_by_their_two_kinds(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast, &launched(&cast, "educator-type").await).await;
    let li = titled(&cast, "李小明", "SENIOR").await;
    let wang = titled(&cast, "王小红", "SENIOR").await;
    let zhou = titled(&cast, "周小兰", "SENIOR").await;
    let nameless = json!({ "teacher": li, "round": round, "on": "2022-03-01" });
    assert_eq!(refused(&cast, "candidateNominate", nameless).await, ["CATEGORY_NOT_IN_FORCE"]);
    nominated(&cast, &li, &round, Some("principal")).await;
    nominated(&cast, &zhou, &round, Some("teacher")).await;
    let candidacy = nominated(&cast, &wang, &round, Some("teacher")).await;
    walk(&cast, &candidacy, NOTICE).await;
    walk(&cast, &candidacy, &TRAINING[..2]).await;
    let query = "{ cohortBoard(asOf: \"2022-04-01\") { rows { nominated byCategory { category nominated inTraining } } } }";
    let expected = json!([{ "nominated": 3, "byCategory": [
        { "category": "principal", "nominated": 1, "inTraining": 0 },
        { "category": "teacher", "nominated": 2, "inTraining": 1 },
    ] }]);
    assert_eq!(ask(&cast, query, json!({})).await["cohortBoard"]["rows"], expected);
}

/// S-33 A certified host leads a studio; who would be the thirteenth member is warned of and admitted with a reason (R-23).
async fn a_certified_host_leads_a_studio_of_eight_to_twelve(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast, &launched(&cast, "studio-hosts").await).await;
    let li = titled(&cast, "李小明", "SENIOR").await;
    let candidacy = nominated(&cast, &li, &round, Some("famous-homeroom")).await;
    let studio = json!({ "name": "李小明名班主任工作室", "candidacy": candidacy, "organisation": cast.school, "from": "2022-11-01" });
    assert_eq!(refused(&cast, "studioEstablish", studio.clone()).await, ["STUDIO_HOST_NOT_CERTIFIED"]);
    walk(&cast, &candidacy, NOTICE).await;
    walk(&cast, &candidacy, TRAINING).await;
    walk(&cast, &candidacy, &[("candidateCertify", r#"{"on":"2022-11-01"}"#)]).await;
    cast.story.at("2022-12-02T01:00:00Z");
    let studio = done(&cast, "studioEstablish", studio, "studio { id }").await["studio"]["id"].clone();
    let mut last = Value::Null;
    for number in 1..=13 {
        let person = ageless(&cast, &format!("成员{number}")).await;
        last = json!({ "studio": studio, "teacher": person, "from": "2022-12-01" });
        if number <= 12 {
            done(&cast, "studioMemberAdmit", last.clone(), "").await;
        }
    }
    assert_eq!(refused(&cast, "studioMemberAdmit", last.clone()).await, ["EXPLANATION_REQUIRED"]);
    last["explanations"] = json!([{ "rule": "R-23", "text": "粤东地区跟岗成员一名" }]);
    let admitted = done(&cast, "studioMemberAdmit", last, "").await["events"][0].clone();
    let query = "query($studio: ID!) {
        studio(id: $studio, asOf: \"2022-12-01\") { name category host { teacher { name } } members { from } }
        studioHosts(asOf: \"2022-12-01\") { nodes { stage } } 
        cohortBoard(asOf: \"2022-12-01\") { rows { byCategory { category certified } } } }";
    let answer = ask(&cast, query, json!({ "studio": studio })).await;
    assert_eq!(answer["studio"]["category"], json!("famous-homeroom"));
    assert_eq!(answer["studio"]["host"]["teacher"]["name"], json!("李小明"));
    assert_eq!(answer["studio"]["members"].as_array().map(Vec::len), Some(13));
    assert_eq!(answer["studioHosts"]["nodes"], json!([{ "stage": "CERTIFIED" }]));
    let kinds = json!([{ "category": "famous-homeroom", "certified": 1 }]);
    assert_eq!(answer["cohortBoard"]["rows"][0]["byCategory"], kinds);
    let void = json!({ "studio": studio, "voids": admitted, "reason": "录入到错误的工作室" });
    done(&cast, "studioEventVoid", void, "").await;
    let left = ask(&cast, query, json!({ "studio": studio })).await["studio"]["members"].clone();
    assert_eq!(left.as_array().map(Vec::len), Some(12), "who was entered by mistake was never a member");
}

/// S-34 An outstanding teacher is certified without a midterm assessment or a term, and the number leads down to the person.
async fn an_outstanding_teacher_is_certified_and_has_no_term(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast, &launched(&cast, "outstanding-teachers").await).await;
    let li = titled(&cast, "李小明", "FIRST").await;
    let candidacy = nominated(&cast, &li, &round, None).await;
    walk(&cast, &candidacy, NOTICE).await;
    walk(&cast, &candidacy, &TRAINING[..2]).await;
    let midterm = json!({ "candidacy": candidacy, "grade": "QUALIFIED", "on": "2022-07-01" });
    assert_eq!(refused(&cast, "candidateMidtermAssess", midterm).await, ["STAGE_NOT_IN_PATH"]);
    walk(&cast, &candidacy, &TRAINING[3..]).await;
    walk(&cast, &candidacy, &[("candidateCertify", r#"{"on":"2022-11-01"}"#)]).await;
    let term = json!({ "candidacy": candidacy, "on": "2022-11-02" });
    assert_eq!(refused(&cast, "candidateTermStart", term).await, ["STAGE_NOT_IN_PATH"]);
    let query =
        "{ cohortBoard(asOf: \"2022-12-31\") { rows { certified members(where: { countsAs: CERTIFIED }) {
        totalCount nodes { teacher { name } term { from } organisation { name } } } } } }";
    let row = ask(&cast, query, json!({})).await["cohortBoard"]["rows"][0].clone();
    let person =
        json!({ "teacher": { "name": "李小明" }, "term": null, "organisation": { "name": "莞城第一小学" } });
    assert_eq!(row, json!({ "certified": 1, "members": { "totalCount": 1, "nodes": [person] } }));
}

/// S-35 Who is removed during the training is no longer in the reserve pool from that day; what was known before stays known.
async fn a_reserve_principal_who_is_removed_leaves_the_pool(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast, &launched(&cast, "reserve-principals").await).await;
    let li = titled(&cast, "李小明", "FIRST").await;
    let wang = titled(&cast, "王小红", "FIRST").await;
    for (teacher, last) in [(&li, "candidateCertify"), (&wang, "candidateRemove")] {
        let candidacy = nominated(&cast, teacher, &round, None).await;
        walk(&cast, &candidacy, NOTICE).await;
        walk(&cast, &candidacy, TRAINING).await;
        let step = if last == "candidateCertify" {
            r#"{"on":"2022-11-01"}"#
        } else {
            r#"{"on":"2022-11-01","reason":"期满考核后调整"}"#
        };
        walk(&cast, &candidacy, &[(last, step)]).await;
    }
    let query = "query($asOf: Date) { reservePrincipals(asOf: $asOf) { nodes { teacher { name } stage } } }";
    let then = ask(&cast, query, json!({ "asOf": "2022-11-01" })).await;
    let expected = json!([
        { "teacher": { "name": "李小明" }, "stage": "CERTIFIED" },
        { "teacher": { "name": "王小红" }, "stage": "REMOVED" },
    ]);
    assert_eq!(then["reservePrincipals"]["nodes"], expected);
    let before = ask(&cast, query, json!({ "asOf": "2022-10-31" })).await;
    assert_eq!(before["reservePrincipals"]["nodes"][1]["stage"], json!("FINAL"));
}

on_each_database!(
    a_person_in_two_programmes_is_one_person_of_the_family,
    a_leading_talent_counts_for_the_target_from_the_certification_on,
    educators_are_counted_by_their_two_kinds,
    a_certified_host_leads_a_studio_of_eight_to_twelve,
    an_outstanding_teacher_is_certified_and_has_no_term,
    a_reserve_principal_who_is_removed_leaves_the_pool,
);
