//! What a fact touches that becomes known later: the decisions that cite what it changes, those that were judged meanwhile, and what was
//! recorded with it.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::{
    cast::{Cast, LI, codes, done},
    pipeline::{nominated, round},
};

/// The impact of an event, as a role sees it.
pub(crate) async fn impact(cast: &Cast, role: Role, event: &Value) -> Value {
    let query = "query($event: ID!) { impact(event: $event) { person { name } recordedWith { kind } decisions { kind }
        judgedMeanwhile { kind } statedWithCertification { kind } } }";
    let answer = cast.story.ask_as(role, query, json!({ "event": event })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["impact"].clone()
}

fn kinds(names: &[&str]) -> Value {
    names.iter().map(|kind| json!({ "kind": kind })).collect()
}

/// S-17: a title that was entered by mistake is voided; the nomination that cites it is listed, and the honour that was judged while it
/// stood.
async fn a_voided_title_touches_what_was_decided_while_it_stood(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let early = json!({ "teacher": teacher, "name": "东莞市优秀教师", "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局", "on": "2022-01-20" });
    done(&cast, "honourConfer", early).await;
    let grant = json!({ "teacher": teacher, "title": "FIRST", "from": "2018-12" });
    let title = done(&cast, "titleGrant", grant).await;
    assert_eq!(codes(&nominated(&cast, &teacher, &round, "2022-03-01").await), Vec::<String>::new());
    let honour = json!({ "teacher": teacher, "name": "东莞市优秀班主任", "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局", "on": "2022-03-02" });
    done(&cast, "honourConfer", honour).await;
    let untouched = impact(&cast, Role::BureauHr, &title).await;
    assert_eq!(
        untouched["decisions"],
        kinds(&["candidate.nominated"]),
        "who asks of the title is told who rests on it"
    );
    cast.story.at("2022-05-01T01:00:00Z");
    let void = json!({ "teacher": teacher, "voids": title, "reason": "录入了他人的证书" });
    let voided = done(&cast, "factVoid", void).await;
    let touched = impact(&cast, Role::BureauHr, &voided).await;
    let meanwhile = kinds(&["honour.conferred", "honour.conferred"]);
    let expected = json!({ "person": { "name": "李小明" }, "recordedWith": [], "decisions": kinds(&["candidate.nominated"]),
        "judgedMeanwhile": meanwhile, "statedWithCertification": [] });
    assert_eq!(touched, expected);
}

on_each_database!(a_voided_title_touches_what_was_decided_while_it_stood);
