//! A programme is data, a person passes through its stages, and the board counts under the definition the target names.

use liangshi_api::auth::Role;
use liangshi_domain::policy::builtin;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, codes, done};

/// Launches the programme of outstanding teachers with a target of 3 certified, and opens a round; answers the round.
pub(crate) async fn round(cast: &Cast) -> Value {
    let manager = Role::ProgrammeManager;
    let file = builtin::PROGRAMMES
        .iter()
        .find(|file| file.text.contains("slug = \"outstanding-teachers\""))
        .unwrap();
    let launch = json!({ "toml": file.text, "from": "2021-01-01" });
    let launched = cast.story.mutate(manager, "programmeLaunch", launch, "programme { id }").await;
    assert_eq!(codes(&launched), Vec::<String>::new(), "{launched}");
    let programme = &launched["programme"]["id"];
    let target = json!({
        "programme": programme, "number": 3, "definition": "CONFIRMED", "deadline": "2022-12-31", "deadlineInferred": true,
        "owner": "东莞市教育局", "sentence": "S-34", "quote": "1000名中小学卓越教师", "metric": "M-24",
    });
    let set = cast.story.mutate(manager, "programmeTargetSet", target, "").await;
    assert_eq!(codes(&set), Vec::<String>::new(), "{set}");
    let open = json!({ "programme": programme, "nameZh": "第一批", "nameEn": "First batch", "opensOn": "2022-01-01" });
    let opened = cast.story.mutate(manager, "roundOpen", open, "round { id }").await;
    assert_eq!(codes(&opened), Vec::<String>::new(), "{opened}");
    opened["round"]["id"].clone()
}

/// A person with the title and the years the programme asks for.
pub(crate) async fn fit(cast: &Cast, name: &str, number: &str) -> Value {
    let (teacher, _) = cast.hired(name, number).await;
    let title = json!({ "teacher": teacher, "title": "FIRST", "from": "2018-12" });
    assert_eq!(codes(&cast.hr("titleGrant", title).await), Vec::<String>::new());
    teacher
}

pub(crate) async fn nominated(cast: &Cast, teacher: &Value, round: &Value, on: &str) -> Value {
    let input = json!({ "teacher": teacher, "round": round, "on": on });
    cast.story.mutate(Role::ProgrammeManager, "candidateNominate", input, "candidacy { id stage }").await
}

async fn step(cast: &Cast, mutation: &str, candidacy: &Value, more: Value) -> Vec<String> {
    let mut input = more;
    input["candidacy"] = candidacy.clone();
    codes(&cast.story.mutate(Role::ProgrammeManager, mutation, input, "").await)
}

pub(crate) async fn board(cast: &Cast, known_at: Option<&str>) -> Value {
    let query = "query($knownAt: DateTime) { cohortBoard(asOf: \"2022-12-31\", knownAt: $knownAt) { rows {
        nominated confirmed inTraining certified inTerm value gap definition deadlineInferred } } }";
    let answer = cast.story.ask_as(Role::ProgrammeManager, query, json!({ "knownAt": known_at })).await;
    answer["data"]["cohortBoard"]["rows"][0].clone()
}

async fn a_person_goes_from_nomination_to_the_boards_value(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast).await;
    let li = fit(&cast, "李小明", LI).await;
    let payload = nominated(&cast, &li, &round, "2022-03-01").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    assert_eq!(payload["candidacy"]["stage"], json!("NOMINATED"));
    let candidacy = &payload["candidacy"]["id"];
    assert_eq!(
        step(&cast, "candidateConfirm", candidacy, json!({ "on": "2022-03-02" })).await,
        ["NOT_IN_STAGE"]
    );
    assert!(
        step(&cast, "candidateScreen", candidacy, json!({ "passed": true, "on": "2022-03-05" }))
            .await
            .is_empty()
    );
    assert!(
        step(&cast, "candidateShortlist", candidacy, json!({ "rank": 1, "on": "2022-03-10" }))
            .await
            .is_empty()
    );
    let notice = json!({ "on": "2022-03-14", "lastDay": "2022-03-18" });
    assert!(step(&cast, "candidateNoticeStart", candidacy, notice).await.is_empty());
    let early = step(&cast, "candidateConfirm", candidacy, json!({ "on": "2022-03-16" })).await;
    assert_eq!(
        early.len(),
        1,
        "a notice runs five working days before anyone is confirmed (R-25): {early:?}"
    );
    assert!(step(&cast, "candidateConfirm", candidacy, json!({ "on": "2022-03-25" })).await.is_empty());
    let row = board(&cast, None).await;
    let expected = json!({
        "nominated": 1, "confirmed": 1, "inTraining": 0, "certified": 0, "inTerm": 0, "value": 1, "gap": 2,
        "definition": "CONFIRMED", "deadlineInferred": true,
    });
    assert_eq!(row, expected);
    let before = board(&cast, Some("2022-02-01T00:00:00Z")).await;
    assert_eq!(before, Value::Null, "nothing was known of the programme then");
}

async fn nobody_is_nominated_under_an_active_bar(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast).await;
    let li = fit(&cast, "李小明", LI).await;
    let bar = json!({ "teacher": li, "from": "2021-09-01", "to": "2023-08-31", "reason": "有偿补课" });
    let imposed = cast.story.mutate(Role::EthicsOfficer, "barImpose", bar, "").await;
    let refused = nominated(&cast, &li, &round, "2022-03-01").await;
    assert_eq!(codes(&refused), ["ETHICS_BAR_ACTIVE"]);
    assert_eq!(refused["userErrors"][0]["facts"], json!([imposed["events"][0]]));
    assert_eq!(board(&cast, None).await["nominated"], json!(0));
}

async fn who_does_not_satisfy_the_round_is_told_which_criterion(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast).await;
    let (wang, _) = cast.hired("王小红", WANG).await;
    let refused = nominated(&cast, &wang, &round, "2022-03-01").await;
    assert_eq!(codes(&refused), ["CANDIDATE_NOT_ELIGIBLE"], "the title is missing");
    let fit = fit(&cast, "李小明", LI).await;
    assert_eq!(codes(&nominated(&cast, &fit, &round, "2022-03-01").await), Vec::<String>::new());
    let twice = codes(&nominated(&cast, &fit, &round, "2022-03-01").await);
    assert_eq!(twice.len(), 1, "one person is one candidate in a round: {twice:?}");
}

/// A list of candidates parts those who were taken in as high-level talent from those who grew here (M-20, M-21).
async fn candidates_are_parted_into_those_taken_in_and_those_grown_here(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast).await;
    let grown = fit(&cast, "王小红", WANG).await;
    // Who left and came back from elsewhere counts as taken in, and the years before still count for the programme.
    let taken = fit(&cast, "李小明", LI).await;
    let end = json!({ "teacher": taken, "lastDay": "2019-08-31", "reason": "RESIGNED" });
    done(&cast, "employmentEnd", end).await;
    done(&cast, "teacherHire", cast.hire(&taken, "2021-03-01")).await;
    let intake = json!({ "teacher": taken, "category": "doctor", "arrived": "2021-03-01", "organisation": cast.school,
        "previousEmployer": "某师范大学" });
    done(&cast, "intakeConfirm", intake).await;
    for teacher in [&grown, &taken] {
        assert_eq!(codes(&nominated(&cast, teacher, &round, "2022-03-01").await), Vec::<String>::new());
    }
    let query = "{ cohortBoard(asOf: \"2022-03-31\") { rows {
        taken: members(where: { countsAs: NOMINATED, takenIn: true }) { totalCount nodes { teacher { name } } }
        grown: members(where: { countsAs: NOMINATED, takenIn: false }) { totalCount nodes { teacher { name } } }
        earlier: members(where: { countsAs: NOMINATED, takenIn: true, termEndsWithinDays: 365 }) { totalCount } } } }";
    let answer = cast.story.ask_as(Role::BureauHr, query, json!({})).await;
    let named = |name: &str| json!({ "totalCount": 1, "nodes": [{ "teacher": { "name": name } }] });
    let expected =
        json!({ "taken": named("李小明"), "grown": named("王小红"), "earlier": { "totalCount": 0 } });
    assert_eq!(answer["data"]["cohortBoard"]["rows"][0], expected, "{answer}");
}

on_each_database!(
    candidates_are_parted_into_those_taken_in_and_those_grown_here,
    a_person_goes_from_nomination_to_the_boards_value,
    nobody_is_nominated_under_an_active_bar,
    who_does_not_satisfy_the_round_is_told_which_criterion,
);
