//! What is wrong is answered in words with a stable code, and nothing is lost.

use axum::http::StatusCode;
use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::json;

use crate::cast::{Cast, LI, WANG, codes};

async fn a_wrong_check_digit_is_named_at_its_field(url: String) {
    let cast = Cast::gather(&url).await;
    let input = json!({ "name": "李小明", "identityNumber": "441900188001010017", "sex": "MALE" });
    let payload = cast.hr("teacherRegister", input).await;
    assert_eq!(codes(&payload), ["IDENTITY_NUMBER_CHECK_DIGIT"]);
    assert_eq!(payload["userErrors"][0]["field"], json!(["identityNumber"]));
    let message = payload["userErrors"][0]["message"].as_str().unwrap();
    assert!(message.contains("校验位不符，应为6") && message.contains("should be 6"), "{message}");
}

async fn one_identity_number_is_one_persons(url: String) {
    let cast = Cast::gather(&url).await;
    cast.registered("李小明", LI).await;
    let input = json!({ "name": "李大明", "identityNumber": LI, "sex": "MALE" });
    assert_eq!(codes(&cast.hr("teacherRegister", input).await), ["CLAIM_TAKEN"]);
}

async fn full_time_secondments_do_not_overlap(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let first = cast.proposed(&teacher, &cast.other, "2022-03", "2022-08").await;
    assert_eq!(codes(&first), Vec::<String>::new(), "{first}");
    let second = cast.proposed(&teacher, &cast.private, "2022-08", "2023-07").await;
    assert_eq!(codes(&second), ["SECONDMENTS_OVERLAP"]);
    assert_eq!(second["userErrors"][0]["facts"], json!([first["events"][0]]));
    assert_eq!(second["userErrors"][0]["rule"]["id"], json!("R-32"));
    let later = cast.proposed(&teacher, &cast.private, "2022-09", "2023-07").await;
    assert_eq!(codes(&later), Vec::<String>::new(), "periods that only touch do not overlap: {later}");
}

async fn nobody_is_sent_to_a_school_that_is_closed_on_that_day(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let payload = cast.proposed(&teacher, &cast.closed, "2022-03", "2022-08").await;
    assert_eq!(codes(&payload), ["ORGANISATION_NOT_OPEN"]);
    assert_eq!(payload["userErrors"][0]["rule"]["id"], json!("R-12"));
}

async fn an_active_bar_vetoes_an_honour_until_it_is_annulled(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let input = json!({ "teacher": teacher, "from": "2021-09-01", "to": "2023-08-31", "reason": "有偿补课" });
    let bar = cast.story.mutate(Role::EthicsOfficer, "barImpose", input, "").await;
    assert_eq!(codes(&bar), Vec::<String>::new(), "{bar}");
    let honour = json!({
        "teacher": teacher, "name": "东莞市优秀教师", "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局", "on": "2022-03-01",
    });
    let refused = cast.hr("honourConfer", honour.clone()).await;
    assert_eq!(codes(&refused), ["ETHICS_BAR_ACTIVE"]);
    assert_eq!(refused["userErrors"][0]["facts"], json!([bar["events"][0]]));
    let lift = json!({ "teacher": teacher, "bar": bar["events"][0], "reason": "申诉成立" });
    let lifted = cast.story.mutate(Role::EthicsOfficer, "barLift", lift, "").await;
    assert_eq!(codes(&lifted), Vec::<String>::new(), "{lifted}");
    assert_eq!(codes(&cast.hr("honourConfer", honour).await), Vec::<String>::new());
}

async fn a_correction_names_an_event_of_this_person_that_stands(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, hire) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小红", WANG).await;
    let correction = |teacher: &serde_json::Value, corrects: &serde_json::Value| {
        json!({
            "teacher": teacher, "corrects": corrects, "reason": "档案有误",
            "statement": { "hire": {
                "organisation": cast.school, "from": "2011年9月", "source": "GRADUATE",
                "category": "FULL_TIME_TEACHER", "staffing": "ESTABLISHED",
            } },
        })
    };
    let nobody = json!("01900000-0000-7000-8000-00000000ffff");
    assert_eq!(codes(&cast.hr("factCorrect", correction(&li, &nobody)).await), ["EVENT_UNKNOWN"]);
    assert_eq!(codes(&cast.hr("factCorrect", correction(&wang, &hire)).await), ["EVENT_OF_ANOTHER"]);
    let void = json!({ "teacher": li, "voids": hire, "reason": "录入两次" });
    assert_eq!(codes(&cast.hr("factVoid", void.clone()).await), Vec::<String>::new());
    assert_eq!(codes(&cast.hr("factVoid", void).await), ["EVENT_ALREADY_VOIDED"]);
    assert_eq!(codes(&cast.hr("factCorrect", correction(&li, &hire)).await), ["EVENT_ALREADY_VOIDED"]);
}

async fn of_two_officers_at_once_the_second_is_told_of_the_first(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let title =
        |title: &str| json!({ "teacher": teacher, "title": title, "from": "2020-12", "expectedVersion": 2 });
    assert_eq!(codes(&cast.hr("titleGrant", title("FIRST")).await), Vec::<String>::new());
    assert_eq!(codes(&cast.hr("titleGrant", title("SENIOR")).await), ["CONFLICT"]);
}

async fn an_idempotency_key_stands_for_one_content(url: String) {
    let cast = Cast::gather(&url).await;
    let teacher = cast.registered("李小明", LI).await;
    let mut hire = cast.hire(&teacher, "2010-09");
    hire["idempotencyKey"] = json!("form-1");
    let first = cast.hr("teacherHire", hire.clone()).await;
    let again = cast.hr("teacherHire", hire.clone()).await;
    assert_eq!(first, again, "a retry is answered as the first try was");
    hire["from"] = json!("2011-09");
    assert_eq!(codes(&cast.hr("teacherHire", hire).await), ["IDEMPOTENCY_KEY_REUSED"]);
}

async fn a_body_of_ten_megabytes_is_turned_away(url: String) {
    let cast = Cast::gather(&url).await;
    let token = cast.story.token(Role::BureauHr, None);
    let body = format!(r#"{{"query":"{{ __typename }}","variables":{{"x":"{}"}}}}"#, "长".repeat(3_500_000));
    let (status, answer) = cast.story.send(&token, body).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.contains("BODY_TOO_LARGE"), "{answer}");
}

async fn a_query_two_thousand_deep_is_refused_before_it_is_parsed(url: String) {
    let cast = Cast::gather(&url).await;
    let token = cast.story.token(Role::BureauHr, None);
    let query = format!("{}{}", "{a".repeat(2_000), "}".repeat(2_000));
    let (_, answer) = cast.story.send(&token, json!({ "query": query }).to_string()).await;
    assert!(answer.contains("TOO_DEEP"), "{answer}");
}

async fn a_role_that_may_not_is_told_so(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let input = json!({ "teacher": teacher, "title": "FIRST", "from": "2020-12" });
    let payload = cast.story.mutate(Role::Auditor, "titleGrant", input, "").await;
    assert_eq!(codes(&payload), ["FORBIDDEN"]);
}

on_each_database!(
    a_wrong_check_digit_is_named_at_its_field,
    one_identity_number_is_one_persons,
    full_time_secondments_do_not_overlap,
    nobody_is_sent_to_a_school_that_is_closed_on_that_day,
    an_active_bar_vetoes_an_honour_until_it_is_annulled,
    a_correction_names_an_event_of_this_person_that_stands,
    of_two_officers_at_once_the_second_is_told_of_the_first,
    an_idempotency_key_stands_for_one_content,
    a_body_of_ten_megabytes_is_turned_away,
    a_query_two_thousand_deep_is_refused_before_it_is_parsed,
    a_role_that_may_not_is_told_so,
);
