//! One person registered twice: previewed, merged, asked as known before, and parted again.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::{
    cast::{Cast, LI, WANG, asked, codes, done},
    pipeline::{board, fit, nominated, round},
};

const ZHAO: &str = "441900188002020013";

const PERSON: &str = "query($by: TeacherBy!, $knownAt: DateTime) { teacher(by: $by, knownAt: $knownAt) {
    id history { kind } contradictions { kind } } }";

async fn person(cast: &Cast, by: Value, known_at: Option<&str>) -> Value {
    let variables = json!({ "by": by, "knownAt": known_at });
    cast.story.ask_as(Role::BureauHr, PERSON, variables).await["data"]["teacher"].clone()
}

async fn in_service(cast: &Cast, known_at: Option<&str>) -> Value {
    let query =
        "query($knownAt: DateTime) { teachers(asOf: \"2022-03-01\", knownAt: $knownAt) { totalCount } }";
    let answer = cast.story.ask_as(Role::BureauHr, query, json!({ "knownAt": known_at })).await;
    answer["data"]["teachers"]["totalCount"].clone()
}

/// Registers somebody twice, both times in service; answers the registration that is to count and the other.
async fn twice(cast: &Cast) -> (Value, Value) {
    let (first, _) = cast.hired("李小明", LI).await;
    let (second, _) = cast.hired("李晓明", WANG).await;
    (first, second)
}

async fn two_registrations_are_one_person_from_the_merge_on_and_two_as_known_before(url: String) {
    let cast = Cast::gather(&url).await;
    let (first, second) = twice(&cast).await;
    assert_eq!(in_service(&cast, None).await, json!(2));
    let preview = "query($a: ID!, $b: ID!) { teacherMergePreview(survivor: $a, absorbed: $b) {
        survivor { id } absorbed { id } overlaps { how fact { kind } with { kind } } } }";
    let seen = cast.story.ask_as(Role::BureauHr, preview, json!({ "a": first, "b": second })).await;
    let expected = json!({
        "survivor": { "id": first }, "absorbed": { "id": second },
        "overlaps": [{ "how": "EMPLOYMENTS_OVERLAP", "fact": { "kind": "teacher.hired" }, "with": { "kind": "teacher.hired" } }],
    });
    assert_eq!(seen["data"]["teacherMergePreview"], expected, "{seen}");

    cast.story.at("2022-05-01T01:00:00Z");
    let merge = json!({ "teacher": second, "survivor": first, "reason": "公安部门核对为同一人" });
    let merged = cast.hr("teacherMerge", merge).await;
    assert_eq!(codes(&merged), Vec::<String>::new(), "{merged}");
    assert_eq!(in_service(&cast, None).await, json!(1));
    let one = person(&cast, json!({ "id": second }), None).await;
    assert_eq!(one["id"], first, "whoever asks for the absorbed one is shown the person");
    assert_eq!(one["history"].as_array().unwrap().len(), 2, "the facts of both: {one}");
    assert!(!one["contradictions"].as_array().unwrap().is_empty(), "{one}");
    assert_eq!(person(&cast, json!({ "identityNumber": WANG }), None).await["id"], first);

    let before = Some("2022-04-01T00:00:00Z");
    assert_eq!(in_service(&cast, before).await, json!(2), "as known then");
    assert_eq!(person(&cast, json!({ "id": second }), before).await["id"], second);
    let refused =
        cast.hr("teacherRename", json!({ "teacher": second, "name": "李小明", "from": "2022-05" })).await;
    assert_eq!(codes(&refused), ["TEACHER_MERGED"], "{refused}");
}

async fn a_merge_is_undone_and_each_has_its_own_facts_again(url: String) {
    let cast = Cast::gather(&url).await;
    let (first, second) = twice(&cast).await;
    let merge = json!({ "teacher": second, "survivor": first, "reason": "公安部门核对为同一人" });
    assert_eq!(codes(&cast.hr("teacherMerge", merge).await), Vec::<String>::new());
    let undo = json!({ "teacher": second, "reason": "复核为两人" });
    assert_eq!(codes(&cast.hr("teacherMergeUndo", undo.clone()).await), Vec::<String>::new());
    assert_eq!(in_service(&cast, None).await, json!(2));
    for (who, number) in [(&first, LI), (&second, WANG)] {
        let one = person(&cast, json!({ "identityNumber": number }), None).await;
        assert_eq!((&one["id"], one["history"].as_array().unwrap().len()), (who, 1), "{one}");
        assert_eq!(one["contradictions"], json!([]));
    }
    assert_eq!(codes(&cast.hr("teacherMergeUndo", undo).await), ["NOT_MERGED"]);
}

/// A candidacy and a membership were stated of the registration that is merged away; both are then of the person, counted once.
async fn what_others_state_of_a_merged_registration_counts_for_the_person(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast).await;
    let (first, second) = (fit(&cast, "李小明", LI).await, fit(&cast, "李晓明", WANG).await);
    for teacher in [&first, &second] {
        assert_eq!(codes(&nominated(&cast, teacher, &round, "2022-03-01").await), Vec::<String>::new());
    }
    assert_eq!(board(&cast, None).await["nominated"], 2);
    cast.story.at("2022-05-01T01:00:00Z");
    done(
        &cast,
        "teacherMerge",
        json!({ "teacher": second, "survivor": first, "reason": "公安部门核对为同一人" }),
    )
    .await;
    assert_eq!(board(&cast, None).await["nominated"], 1, "one person");
    assert_eq!(board(&cast, Some("2022-04-01T00:00:00Z")).await["nominated"], 2, "two as known then");
    let candidacies = "query($id: ID!) { teacher(by: { id: $id }) { candidacies { teacher { id } } } }";
    let told = asked(&cast, candidacies, json!({ "id": first })).await["teacher"]["candidacies"].clone();
    let of_first = json!({ "teacher": { "id": first } });
    assert_eq!(told, json!([of_first, of_first]), "both are the person's");
    done(&cast, "teacherMergeUndo", json!({ "teacher": second, "reason": "复核为两人" })).await;
    assert_eq!(board(&cast, None).await["nominated"], 2, "and two persons again");
}

/// S-40: who was registered and hired twice holds one post from the merge on, and two again once they are parted.
async fn who_was_registered_twice_holds_one_post(url: String) {
    let cast = Cast::gather(&url).await;
    done(&cast, "quotaApprove", json!({ "organisation": cast.school, "posts": 2, "from": "2022-01-01" }))
        .await;
    let mut persons = Vec::new();
    for (name, number, from) in [("李小明", LI, "2022-02-01"), ("李晓明", WANG, "2022-03-01")] {
        let person = cast.registered(name, number).await;
        done(&cast, "teacherHire", cast.hire(&person, from)).await;
        persons.push(person);
    }
    let zhao = cast.registered("赵敏", ZHAO).await;
    let full = cast.hr("teacherHire", cast.hire(&zhao, "2022-04-01")).await;
    assert_eq!(codes(&full), ["ESTABLISHMENT_OVER_QUOTA"], "{full}");
    cast.story.at("2022-05-01T01:00:00Z");
    let merge = json!({ "teacher": persons[1], "survivor": persons[0], "reason": "公安部门核对为同一人" });
    done(&cast, "teacherMerge", merge).await;
    assert_eq!(occupied(&cast, None).await, 1);
    assert_eq!(occupied(&cast, Some("2022-04-30T00:00:00Z")).await, 2, "as known then");
    done(&cast, "teacherHire", cast.hire(&zhao, "2022-05-01")).await;
    assert_eq!(occupied(&cast, None).await, 2, "the post that was free");
    done(&cast, "teacherMergeUndo", json!({ "teacher": persons[1], "reason": "复核为两人" })).await;
    assert_eq!(occupied(&cast, None).await, 3, "all three serve, and the books say so");
}

async fn occupied(cast: &Cast, known_at: Option<&str>) -> Value {
    let query = "query($unit: ID!, $knownAt: DateTime) {
        establishments(organisation: $unit, asOf: \"2022-06-01\", knownAt: $knownAt) { occupied } }";
    let told = asked(cast, query, json!({ "unit": cast.school, "knownAt": known_at })).await;
    told["establishments"][0]["occupied"].clone()
}

async fn whoever_comes_back_goes_on_in_the_same_registration(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let end = json!({ "teacher": teacher, "lastDay": "2015-08-31", "reason": "RESIGNED" });
    assert_eq!(codes(&cast.hr("employmentEnd", end).await), Vec::<String>::new());
    let again =
        cast.hr("teacherRegister", json!({ "name": "李小明", "identityNumber": LI, "sex": "FEMALE" })).await;
    assert_eq!(codes(&again), ["CLAIM_TAKEN"], "{again}");
    let back = cast.hr("teacherHire", cast.hire(&teacher, "2018-09")).await;
    assert_eq!(codes(&back), Vec::<String>::new(), "{back}");
    let one = person(&cast, json!({ "id": teacher }), None).await;
    assert_eq!(one["history"], json!([{ "kind": "EMPLOYMENT" }, { "kind": "EMPLOYMENT" }]));
}

on_each_database!(
    two_registrations_are_one_person_from_the_merge_on_and_two_as_known_before,
    a_merge_is_undone_and_each_has_its_own_facts_again,
    what_others_state_of_a_merged_registration_counts_for_the_person,
    who_was_registered_twice_holds_one_post,
    whoever_comes_back_goes_on_in_the_same_registration,
);
