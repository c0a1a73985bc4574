//! Who serves elsewhere, who is due to rotate, and what support teaching was verified.

use liangshi_api::auth::Role;
use liangshi_domain::policy::builtin;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::{
    cast::{Cast, LI, WANG, asked, at_school, codes, done},
    pipeline::{fit, nominated},
};

/// Does a mutation and answers its first event.
async fn ask(cast: &Cast, query: &str) -> Value {
    let answer = cast.story.ask_as(Role::BureauHr, query, json!({})).await;
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"].clone()
}

/// Sends a person and lets the person arrive; answers the proposal.
async fn sent(cast: &Cast, teacher: &Value, proposal: Value) -> Value {
    let from = proposal["from"].clone();
    let secondment = done(cast, "secondmentPropose", proposal).await;
    arrives(cast, teacher, &secondment, &from).await;
    secondment
}

async fn arrives(cast: &Cast, teacher: &Value, secondment: &Value, from: &Value) {
    done(cast, "secondmentApprove", json!({ "teacher": teacher, "secondment": secondment })).await;
    done(cast, "teacherSecond", json!({ "teacher": teacher, "secondment": secondment, "from": from })).await;
}

async fn working(cast: &Cast, name: &str, number: &str) -> Value {
    let (teacher, _) = cast.hired(name, number).await;
    let work = json!({ "teacher": teacher, "organisation": cast.school, "ftePercent": 100, "primary": true, "from": "2010-09-01" });
    done(cast, "teacherAssign", work).await;
    teacher
}

async fn unit(cast: &Cast, name: &str, kind: &str, place: Option<&str>) -> Value {
    let description = json!({ "name": name, "kind": kind, "nature": "PUBLIC", "place": place });
    let input = json!({ "description": description, "from": "2000-09-01" });
    let payload = cast.story.mutate(Role::BureauHr, "organisationOpen", input, "organisation { id }").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    payload["organisation"]["id"].clone()
}

/// S-47
async fn support_teaching_counts_only_where_the_place_was_weak(url: String) {
    let cast = Cast::gather(&url).await;
    let teacher = working(&cast, "李小明", LI).await;
    let proposal = json!({
        "teacher": teacher, "kind": "SUPPORT_TEACHING", "organisation": cast.other, "from": "2020-09-01", "to": "2021-08-31",
    });
    let secondment = sent(&cast, &teacher, proposal).await;
    let verify = json!({ "teacher": teacher, "secondment": secondment });
    let refused = cast.hr("supportTeachingVerify", verify.clone()).await;
    assert_eq!(codes(&refused), ["PLACE_NOT_DESIGNATED"], "{refused}");
    assert_eq!(refused["userErrors"][0]["rule"]["id"], "R-37", "{refused}");
    let flag = json!({ "organisation": cast.other, "flag": "WEAK", "from": "2019-09-01" });
    done(&cast, "organisationFlagSet", flag).await;
    let verified = done(&cast, "supportTeachingVerify", verify).await;
    let query = "{ supportTeaching(asOf: \"2022-03-01\", monthsAtLeast: 12) { months preferred teacher { id } stretches { from lastDay } } }";
    let expected = json!([{ "months": 12, "preferred": true, "teacher": { "id": teacher },
        "stretches": [{ "from": "2020-09-01", "lastDay": "2021-08-31" }] }]);
    assert_eq!(ask(&cast, query).await["supportTeaching"], expected);
    let earlier = "{ supportTeaching(asOf: \"2021-03-01\", monthsAtLeast: 12) { months } }";
    assert_eq!(ask(&cast, earlier).await["supportTeaching"], json!([]), "six months by then");
    let back_sooner = json!({ "supportTeaching": { "to": "2021-02-28" } });
    let correct = |statement: Value| json!({ "teacher": teacher, "corrects": verified, "statement": statement, "reason": "提前返校" });
    done(&cast, "factCorrect", correct(back_sooner)).await;
    assert_eq!(ask(&cast, query).await["supportTeaching"], json!([]), "six months as known now");
    let too_long = correct(json!({ "supportTeaching": { "to": "2021-12-31" } }));
    assert_eq!(codes(&cast.hr("factCorrect", too_long).await), ["NOT_THERE_THEN"]);
    let other = correct(json!({ "residency": { "on": "2020-10-12", "days": 2 } }));
    assert_eq!(codes(&cast.hr("factCorrect", other).await), ["CORRECTION_CHANGES_KIND"]);
    let told = format!(
        "{{ teacher(by: {{ id: {teacher} }}) {{ history(kinds: [SUPPORT_TEACHING, SECONDMENT_ASSESSMENT], order: RECORDED) {{ kind from lastDay evidence {{ kind }} }} }} }}"
    );
    let versions = json!([
        { "kind": "SUPPORT_TEACHING", "from": "2020-09-01", "lastDay": "2021-08-31", "evidence": [{ "kind": "support-teaching.verified" }] },
        { "kind": "SUPPORT_TEACHING", "from": "2020-09-01", "lastDay": "2021-02-28",
            "evidence": [{ "kind": "support-teaching.verified" }, { "kind": "fact.corrected" }] }]);
    assert_eq!(ask(&cast, &told).await["teacher"]["history"], versions, "both versions stay");
    done(&cast, "factVoid", json!({ "teacher": teacher, "voids": verified, "reason": "重复认定" })).await;
    assert_eq!(ask(&cast, query).await["supportTeaching"], json!([]));
}

/// S-44, S-54: six years at one school are frozen; who goes within the group is proposed in the same append.
async fn who_is_due_is_frozen_and_rotates_within_the_group(url: String) {
    let cast = Cast::gather(&url).await;
    let long = working(&cast, "李小明", LI).await;
    let exempt = working(&cast, "王晓", WANG).await;
    let group = unit(&cast, "莞城教育集团", "EDUCATION_CENTRE", None).await;
    for school in [&cast.school, &cast.other] {
        let under = json!({ "organisation": school, "kind": "GROUP", "parent": group, "from": "2020-09-01" });
        done(&cast, "organisationReparent", under).await;
    }
    let exemption = json!({ "teacher": exempt, "reason": "NEAR_RETIREMENT", "from": "2022-01-01" });
    done(&cast, "rotationExempt", exemption).await;
    let due = format!(
        "{{ rotationDue(organisation: {}, asOf: \"2022-03-01\") {{ working due {{ teacher {{ id }} since months }} exempted {{ teacher {{ id }} }} }} }}",
        cast.school
    );
    let expected = json!([{ "working": 2, "due": [{ "teacher": { "id": long }, "since": "2010-09-01", "months": 138 }],
        "exempted": [{ "teacher": { "id": exempt } }] }]);
    assert_eq!(ask(&cast, &due).await["rotationDue"], expected);

    let open =
        json!({ "name": "2022年春季交流轮岗", "on": "2022-03-01", "from": "2022-03-01", "to": "2023-02-28" });
    let opened = cast.story.mutate(Role::BureauHr, "rotationOpen", open, "rotation { id }").await;
    let rotation = opened["rotation"]["id"].clone();
    assert!(rotation.is_string(), "{opened}");
    let compute = json!({ "rotation": rotation, "school": cast.school });
    done(&cast, "rotationEligibilityCompute", compute.clone()).await;
    let again = cast.hr("rotationEligibilityCompute", compute).await;
    assert_eq!(codes(&again), ["ROTATION_ELIGIBILITY_FROZEN"], "{again}");

    let assign = |teacher: &Value, scope: &str| {
        json!({ "rotation": rotation, "teacher": teacher, "school": cast.school, "organisation": cast.other,
            "scope": scope, "from": "2022-03-01", "to": "2025-02-28", "personnelMoved": true })
    };
    let refused = cast.hr("rotationAssign", assign(&exempt, "WITHIN_GROUP")).await;
    assert_eq!(codes(&refused), ["ROTATION_EXEMPT"], "{refused}");
    let refused = cast.hr("rotationAssign", assign(&long, "WITHIN_TOWN")).await;
    assert_eq!(codes(&refused), ["ROTATION_SCOPE_WRONG"], "{refused}");
    done(&cast, "rotationAssign", assign(&long, "WITHIN_GROUP")).await;
    let sent = "{ secondments(kind: ROTATION, asOf: \"2022-03-01\") { stage proposal { id } } }";
    let proposed = ask(&cast, sent).await["secondments"].clone();
    assert_eq!(proposed[0]["stage"], "PROPOSED", "proposed with the assignment: {proposed}");
    arrives(&cast, &long, &proposed[0]["proposal"]["id"], &json!("2022-03-01")).await;

    let round = format!(
        "{{ rotation(id: {rotation}, asOf: \"2022-03-01\") {{ rotatedCount rotatedPermille backbonePermille
            schools {{ considered }} eligible {{ months }} exempted {{ months }} assigned {{ eligible backbone scope }} }} }}"
    );
    let expected = json!({ "rotatedCount": 1, "rotatedPermille": 1000, "backbonePermille": 0,
        "schools": [{ "considered": 2 }], "eligible": [{ "months": 138 }], "exempted": [{ "months": 138 }],
        "assigned": [{ "eligible": true, "backbone": false, "scope": "WITHIN_GROUP" }] });
    assert_eq!(ask(&cast, &round).await["rotation"], expected);
    let query = format!(
        "{{ teacher(by: {{ id: {long} }}, asOf: \"2022-03-01\") {{ service {{ personnel {{ id }} establishment {{ id }} }} }} }}"
    );
    let service = ask(&cast, &query).await["teacher"]["service"].clone();
    assert_eq!(service["personnel"]["id"], cast.other, "the relation went along: {service}");
    assert_eq!(service["establishment"]["id"], cast.school, "the post stays: {service}");
    let after = ask(&cast, &due).await["rotationDue"].clone();
    assert_eq!(after[0]["due"], json!([]), "who rotated is no longer due: {after}");
}

/// S-53, S-67: assistance goes to a registered unit outside, and a researcher to a school.
async fn who_is_where_is_told_by_place(url: String) {
    let cast = Cast::gather(&url).await;
    let teacher = working(&cast, "李小明", LI).await;
    let outside = |organisation: &Value| json!({ "teacher": teacher, "kind": "ASSISTANCE", "organisation": organisation, "from": "2021-03-01" });
    let refused = cast.hr("secondmentPropose", outside(&cast.other)).await;
    assert_eq!(codes(&refused), ["EXTERNAL_UNIT_NEEDED"], "{refused}");
    let north = unit(&cast, "韶关某中学", "EXTERNAL", Some("440200000")).await;
    sent(&cast, &teacher, outside(&north)).await;
    let query = "{ secondedByPlace(kind: ASSISTANCE, asOf: \"2022-03-01\") { place persons personMonths } }";
    let expected = json!([{ "place": "440200000", "persons": 1, "personMonths": 12 }]);
    assert_eq!(ask(&cast, query).await["secondedByPlace"], expected);

    let body = unit(&cast, "市教研室", "RESEARCH_BODY", None).await;
    let researcher = cast.registered("王晓", WANG).await;
    let hire = json!({ "teacher": researcher, "organisation": body, "from": "2015-09", "source": "GRADUATE",
        "category": "FULL_TIME_TEACHER", "staffing": "ESTABLISHED" });
    done(&cast, "teacherHire", hire).await;
    let proposal = json!({ "teacher": researcher, "kind": "POST_SECONDMENT", "organisation": cast.school, "from": "2022-02-01" });
    sent(&cast, &researcher, proposal).await;
    let query = "{ secondments(from: RESEARCH_BODY, asOf: \"2022-03-01\") { kind isThere sending { id } organisation { id } } }";
    let expected = json!([{ "kind": "POST_SECONDMENT", "isThere": true, "sending": { "id": body }, "organisation": { "id": cast.school } }]);
    assert_eq!(ask(&cast, query).await["secondments"], expected);
}

/// S-59, S-69: pairs with the days each way, and the days of residency at weak places.
async fn pairs_and_residencies_show_their_days(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, _) = cast.hired("李小明", LI).await;
    let agree =
        json!({ "one": cast.school, "other": cast.other, "purpose": "互派跟岗学习", "from": "2021-09-01" });
    let agreed = cast.story.mutate(Role::BureauHr, "pairingAgree", agree, "pairing { id }").await;
    let pairing = agreed["pairing"]["id"].clone();
    assert!(pairing.is_string(), "{agreed}");
    let shadow = |organisation: &Value| {
        json!({ "teacher": teacher, "kind": "SHADOWING", "organisation": organisation, "pairing": pairing,
            "from": "2022-02-01", "to": "2022-02-10", "ftePercent": 50 })
    };
    let refused = cast.hr("secondmentPropose", shadow(&cast.private)).await;
    assert_eq!(codes(&refused), ["UNITS_NOT_PAIRED"], "{refused}");
    sent(&cast, &teacher, shadow(&cast.other)).await;
    let query = "{ pairings(asOf: \"2022-03-01\") { daysToOne daysToOther secondments { kind } } }";
    let expected = json!([{ "daysToOne": 0, "daysToOther": 10, "secondments": [{ "kind": "SHADOWING" }] }]);
    assert_eq!(ask(&cast, query).await["pairings"], expected);
    let node = "query($id: ID!) { node(id: $id) { id __typename } }";
    let found = asked(&cast, node, json!({ "id": pairing })).await["node"].clone();
    assert_eq!(found, json!({ "id": pairing, "__typename": "Pairing" }));
    let own = at_school(&cast, &cast.school, query, json!({})).await["data"]["pairings"].clone();
    assert_eq!(
        (own.as_array().map(Vec::len), &own[0]["daysToOther"]),
        (Some(1), &json!(10)),
        "the whole number"
    );
    let of_others = at_school(&cast, &cast.private, query, json!({})).await;
    assert_eq!(of_others["data"]["pairings"], json!([]), "a pairing of others is not shown");

    let (researcher, _) = cast.hired("王晓", WANG).await;
    let residency = json!({ "teacher": researcher, "kind": "RESIDENCY", "organisation": cast.other, "from": "2021-09-01", "ftePercent": 20 });
    let secondment = sent(&cast, &researcher, residency).await;
    let visit = |on: &str| json!({ "teacher": researcher, "secondment": secondment, "on": on, "days": 3, "note": "听课、教研" });
    let refused = cast.hr("residencyVisit", visit("2021-10-11")).await;
    assert_eq!(codes(&refused), ["PLACE_NOT_DESIGNATED"], "{refused}");
    let flag = json!({ "organisation": cast.other, "flag": "WEAK", "from": "2021-01-01" });
    done(&cast, "organisationFlagSet", flag).await;
    done(&cast, "residencyVisit", visit("2021-10-11")).await;
    done(&cast, "residencyVisit", visit("2021-11-29")).await;
    let query = "{ residencyDays(from: \"2021-10-01\", to: \"2021-11-30\", asOf: \"2022-03-01\") { days persons organisation { id } } }";
    let expected = json!([{ "days": 5, "persons": 1, "organisation": { "id": cast.other } }]);
    assert_eq!(
        ask(&cast, query).await["residencyDays"],
        expected,
        "the second visit ends after the last day"
    );
}

/// Service elsewhere is assessed, and the roster of its kind shows where the person is and how it went.
async fn a_roster_shows_whereabouts_and_assessment(url: String) {
    let cast = Cast::gather(&url).await;
    let teacher = working(&cast, "李小明", LI).await;
    let proposal = json!({ "teacher": teacher, "kind": "LOAN", "organisation": cast.other, "batch": 2, "from": "2020-09-01", "to": "2021-08-31" });
    let secondment = sent(&cast, &teacher, proposal).await;
    let assess = json!({ "teacher": teacher, "secondment": secondment, "grade": "EXCELLENT", "on": "2021-07-01", "by": "东城第二小学" });
    done(&cast, "secondmentAssess", assess.clone()).await;
    assert_eq!(codes(&cast.hr("secondmentAssess", assess).await), ["SECONDMENT_ALREADY_ASSESSED"]);
    let query = "{ secondments(kind: LOAN, batch: 2, onAnyDay: true, asOf: \"2022-03-01\") { batch stage grade isThere from lastDay } }";
    let expected = json!([{ "batch": 2, "stage": "STARTED", "grade": "EXCELLENT", "isThere": false, "from": "2020-09-01", "lastDay": "2021-08-31" }]);
    assert_eq!(ask(&cast, query).await["secondments"], expected);
    let on_the_day = "{ secondments(kind: LOAN, asOf: \"2022-03-01\") { stage } }";
    assert_eq!(ask(&cast, on_the_day).await["secondments"], json!([]));
}

/// A reserve principal (of a programme that asks no age: nobody invented here is young enough), confirmed on 2022-03-25; answers the person and the candidacy.
async fn reserve(cast: &Cast, name: &str, number: &str) -> (Value, Value) {
    let manager = Role::ProgrammeManager;
    let file = builtin::PROGRAMMES.iter().find(|file| file.text.contains("slug = \"reserve-principals\""));
    let launch =
        json!({ "toml": file.unwrap().text.replace("age_at_most = 45\n", ""), "from": "2021-01-01" });
    let launched = cast.story.mutate(manager, "programmeLaunch", launch, "programme { id }").await;
    let open = json!({ "programme": launched["programme"]["id"], "nameZh": "第二批", "nameEn": "Second batch", "opensOn": "2022-01-01" });
    let opened = cast.story.mutate(manager, "roundOpen", open, "round { id }").await;
    let teacher = fit(cast, name, number).await;
    let nominated = nominated(cast, &teacher, &opened["round"]["id"], "2022-03-01").await;
    let candidacy = nominated["candidacy"]["id"].clone();
    let steps = [
        ("candidateScreen", json!({ "passed": true, "on": "2022-03-05" })),
        ("candidateShortlist", json!({ "rank": 1, "on": "2022-03-10" })),
        ("candidateNoticeStart", json!({ "on": "2022-03-14", "lastDay": "2022-03-18" })),
        ("candidateConfirm", json!({ "on": "2022-03-25" })),
    ];
    for (mutation, mut input) in steps {
        input["candidacy"] = candidacy.clone();
        let payload = cast.story.mutate(manager, mutation, input, "").await;
        assert_eq!(codes(&payload), Vec::<String>::new(), "{mutation}: {payload}");
    }
    (teacher, candidacy)
}

/// S-02: the second batch goes to private schools, and its roster shows where everybody is and how it went.
async fn the_second_batch_of_first_secretaries_is_shown_with_whereabouts_and_assessment(url: String) {
    let cast = Cast::gather(&url).await;
    let (teacher, candidacy) = reserve(&cast, "李小明", LI).await;
    let proposal = |organisation: &Value, candidacy: &Value| {
        json!({ "teacher": teacher, "kind": "FIRST_SECRETARY", "organisation": organisation, "post": "第一书记", "batch": 2,
            "candidacy": candidacy, "from": "2022-09-01", "to": "2024-08-31" })
    };
    let public = cast.hr("secondmentPropose", proposal(&cast.other, &candidacy)).await;
    assert_eq!(codes(&public), ["RECEIVER_NOT_PRIVATE"], "{public}");
    let nobody = cast.hr("secondmentPropose", proposal(&cast.private, &Value::Null)).await;
    assert_eq!(codes(&nobody), ["NOT_IN_RESERVE_POOL"], "{nobody}");
    let secondment = sent(&cast, &teacher, proposal(&cast.private, &candidacy)).await;
    let assess =
        json!({ "teacher": teacher, "secondment": secondment, "grade": "QUALIFIED", "on": "2023-07-01" });
    done(&cast, "secondmentAssess", assess).await;
    let query = "{ secondments(kind: FIRST_SECRETARY, batch: 2, onAnyDay: true, asOf: \"2023-09-01\") {
        post stage isThere grade lastDay organisation { id } sending { id } } }";
    let expected = json!([{ "post": "第一书记", "stage": "STARTED", "isThere": true, "grade": "QUALIFIED", "lastDay": "2024-08-31",
        "organisation": { "id": cast.private }, "sending": { "id": cast.school } }]);
    assert_eq!(ask(&cast, query).await["secondments"], expected);
}

on_each_database!(
    the_second_batch_of_first_secretaries_is_shown_with_whereabouts_and_assessment,
    support_teaching_counts_only_where_the_place_was_weak,
    who_is_due_is_frozen_and_rotates_within_the_group,
    who_is_where_is_told_by_place,
    pairs_and_residencies_show_their_days,
    a_roster_shows_whereabouts_and_assessment,
);
