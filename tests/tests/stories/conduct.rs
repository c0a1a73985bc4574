//! Ethics cases with the bars that follow from them, assessments of ethics, restrictions and tolerances, and what rested on a
//! bar that is seen otherwise now.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::{
    cast::{Cast, LI, WANG, codes},
    pipeline::{fit, nominated, round},
};

const OFFICE: Role = Role::EthicsOfficer;

fn document() -> Value {
    json!({ "issuer": "东莞市教育局", "number": "东教处〔2022〕3号" })
}

async fn done(cast: &Cast, role: Role, mutation: &str, input: Value, more: &str) -> Value {
    let payload = cast.story.mutate(role, mutation, input, more).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{mutation}: {payload}");
    payload
}

/// Opens a case for paid tutoring; answers its id.
async fn opened(cast: &Cast, teacher: &Value, on: &str) -> Value {
    let input = json!({ "teacher": teacher, "organisation": cast.school, "reasons": ["PAID_TUTORING", "GIFTS"],
        "source": "REPORT", "on": on });
    done(cast, OFFICE, "caseOpen", input, "ethicsCase { id }").await["ethicsCase"]["id"].clone()
}

async fn substantiated(cast: &Cast, case: &Value, on: &str) {
    let input =
        json!({ "ethicsCase": case, "finding": "SUBSTANTIATED", "facts": "寒假有偿补课三次", "on": on });
    done(cast, OFFICE, "caseInvestigate", input, "").await;
}

fn warning(case: &Value, on: &str, appeal_to: &str) -> Value {
    json!({ "ethicsCase": case, "sanction": "WARNING", "decidedBy": "东莞市教育局", "on": on,
        "appealTo": appeal_to, "document": document() })
}

/// Who is barred on a day, as one role sees it.
async fn barred(cast: &Cast, role: Role, as_of: &str, known_at: Option<&str>) -> Value {
    let query = "query($asOf: Date, $knownAt: DateTime) { barred(asOf: $asOf, knownAt: $knownAt) { totalCount nodes {
        teacher { id } from lastDay until closes reason ethicsCase { stage } evidence { kind document { number } } } } }";
    let answer = cast.story.ask_as(role, query, json!({ "asOf": as_of, "knownAt": known_at })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["barred"].clone()
}

/// S-24: a case is opened, investigated, decided and appealed, and the bar comes and goes with the sanction.
/// S-17: the bar vetoes an honour, and once it is annulled it never was, while what was known then can still be asked.
async fn a_bar_comes_with_the_sanction_and_goes_with_its_annulment(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let case = opened(&cast, &li, "2022-01-10").await;
    let early =
        cast.story.mutate(OFFICE, "sanctionImpose", warning(&case, "2022-02-10", "2022-04-10"), "").await;
    assert_eq!(codes(&early), ["CASE_NOT_SUBSTANTIATED"]);
    substantiated(&cast, &case, "2022-02-01").await;

    let bare = json!({ "ethicsCase": case, "sanction": "WARNING", "on": "2022-02-10" });
    let refused = cast.story.mutate(OFFICE, "sanctionImpose", bare, "").await;
    assert_eq!(codes(&refused), ["SANCTION_INCOMPLETE"]);
    let words = refused["userErrors"][0]["message"].to_string();
    assert!(words.contains("处理决定文件、处理单位、申诉期限"), "{words}");
    assert_eq!(barred(&cast, OFFICE, "2022-03-01", None).await["totalCount"], json!(0));

    done(&cast, OFFICE, "sanctionImpose", warning(&case, "2022-02-10", "2022-04-10"), "").await;
    let bars = barred(&cast, Role::BureauHr, "2022-03-01", None).await;
    let closes =
        ["HONOURS", "PROMOTION", "TITLE_REVIEW", "POST_APPOINTMENT", "SALARY_STEP", "TALENT_PROGRAMMES"];
    let bar = json!({ "teacher": { "id": li }, "from": "2022-02-10", "lastDay": "2024-02-09", "until": "2024-02-10",
        "closes": closes, "reason": "PAID_TUTORING GIFTS", "ethicsCase": null,
        "evidence": [{ "kind": "bar.imposed", "document": { "number": "东教处〔2022〕3号" } }] });
    assert_eq!(bars, json!({ "totalCount": 1, "nodes": [bar] }));
    let manager = barred(&cast, Role::ProgrammeManager, "2022-03-01", None).await["nodes"][0].clone();
    assert_eq!((&manager["from"], &manager["reason"]), (&Value::Null, &Value::Null), "only its end");
    assert_eq!(manager["evidence"][0]["document"], Value::Null);
    let office = barred(&cast, OFFICE, "2022-03-01", None).await["nodes"][0].clone();
    assert_eq!(office["ethicsCase"], json!({ "stage": "SANCTIONED" }));

    let honour = json!({ "teacher": li, "name": "东莞市优秀教师", "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局", "on": "2022-03-01" });
    assert_eq!(codes(&cast.hr("honourConfer", honour.clone()).await), ["ETHICS_BAR_ACTIVE"]);
    let by_hand = cast
        .story
        .ask_as(
            OFFICE,
            "query($by: TeacherBy!) { teacher(by: $by) { history(kinds: [BAR]) { statedBy { id } } } }",
            json!({ "by": { "id": li } }),
        )
        .await;
    let fact = &by_hand["data"]["teacher"]["history"][0]["statedBy"]["id"];
    let lift = json!({ "teacher": li, "bar": fact, "reason": "手工解除" });
    assert_eq!(codes(&cast.story.mutate(OFFICE, "barLift", lift, "").await), ["BAR_OF_CASE"]);

    cast.story.at("2022-04-01T01:00:00Z");
    let appeal = json!({ "ethicsCase": case, "ground": "事实认定有误", "on": "2022-03-20" });
    let appealed = done(&cast, OFFICE, "sanctionAppeal", appeal, "ethicsCase { stage }").await;
    assert_eq!(appealed["ethicsCase"]["stage"], json!("APPEALED"));
    cast.story.at("2022-05-01T01:00:00Z");
    let annul = json!({ "ethicsCase": case, "reason": "申诉成立，事实不清", "on": "2022-05-01" });
    let annulled =
        done(&cast, OFFICE, "sanctionAnnul", annul, "ethicsCase { stage sanctions { sanction annulled } }")
            .await;
    let expected = json!({ "stage": "ANNULLED", "sanctions": [{ "sanction": "WARNING", "annulled": true }] });
    assert_eq!(annulled["ethicsCase"], expected);
    for day in ["2022-02-10", "2022-03-01", "2023-12-31"] {
        assert_eq!(barred(&cast, Role::BureauHr, day, None).await["totalCount"], json!(0), "{day}");
    }
    let then = barred(&cast, Role::BureauHr, "2022-03-01", Some("2022-04-15T00:00:00Z")).await;
    assert_eq!(then["totalCount"], json!(1), "what was known then is still told");
    assert_eq!(codes(&cast.hr("honourConfer", honour).await), Vec::<String>::new());
}

/// S-24: an amended sanction brings another bar, an expired one leaves its bar to end by its own day, a revoked one ends both.
async fn a_sanction_is_amended_expires_or_is_revoked(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let case = opened(&cast, &li, "2021-01-10").await;
    substantiated(&cast, &case, "2021-02-01").await;
    let mut demerit = warning(&case, "2021-02-10", "2021-04-10");
    demerit["sanction"] = json!("DEMERIT");
    done(&cast, OFFICE, "sanctionImpose", demerit, "").await;
    let appeal = json!({ "ethicsCase": case, "ground": "处理过重", "on": "2021-03-01" });
    done(&cast, OFFICE, "sanctionAppeal", appeal, "").await;
    let active = async |day: &str| {
        let query = "query($asOf: Date) { sanctions(asOf: $asOf) { totalCount nodes { sanction from lastDay barLastDay } } }";
        cast.story.ask_as(OFFICE, query, json!({ "asOf": day })).await["data"]["sanctions"].clone()
    };
    assert_eq!(active("2021-12-01").await["nodes"][0]["lastDay"], json!("2022-02-09"));
    let amend =
        json!({ "ethicsCase": case, "sanction": "WARNING", "barTo": "2023-08-31", "on": "2021-04-01" });
    done(&cast, OFFICE, "sanctionAmend", amend, "").await;
    let now = json!({ "sanction": "WARNING", "from": "2021-02-10", "lastDay": "2021-08-09", "barLastDay": "2023-08-31" });
    assert_eq!(active("2021-05-01").await, json!({ "totalCount": 1, "nodes": [now] }));
    let bars = barred(&cast, OFFICE, "2021-05-01", None).await;
    assert_eq!((&bars["totalCount"], &bars["nodes"][0]["lastDay"]), (&json!(1), &json!("2023-08-31")));

    let expire = |on: &str| json!({ "ethicsCase": case, "on": on });
    let runs = cast.story.mutate(OFFICE, "sanctionExpire", expire("2021-08-09"), "").await;
    assert_eq!(codes(&runs), ["SANCTION_RUNS"]);
    done(&cast, OFFICE, "sanctionExpire", expire("2021-08-10"), "").await;
    assert_eq!(active("2021-09-01").await["totalCount"], json!(0));
    assert_eq!(
        barred(&cast, OFFICE, "2021-09-01", None).await["totalCount"],
        json!(1),
        "the bar outlives it"
    );

    let (wang, _) = cast.hired("王小红", WANG).await;
    let other = opened(&cast, &wang, "2021-05-10").await;
    substantiated(&cast, &other, "2021-06-01").await;
    done(&cast, OFFICE, "sanctionImpose", warning(&other, "2021-06-10", "2021-08-10"), "").await;
    let revoke = json!({ "ethicsCase": other, "reason": "确有悔改表现", "on": "2021-10-01" });
    done(&cast, OFFICE, "sanctionRevoke", revoke, "").await;
    let until = |bars: Value| bars["nodes"].as_array().unwrap().len();
    assert_eq!(until(barred(&cast, OFFICE, "2021-09-30", None).await), 2);
    assert_eq!(until(barred(&cast, OFFICE, "2021-10-01", None).await), 1);
}

/// S-09: cases are counted by reason, and only the ethics office sees them.
/// S-25: a circular goes to everybody and tells neither who it was nor where.
async fn a_case_is_the_offices_own_and_a_circular_everybodys(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let case = opened(&cast, &li, "2022-01-10").await;
    let reasons = async |role: Role| {
        let query =
            "{ ethicsCaseReasons { reason cases pending } ethicsCases(where: { pending: true }) { totalCount
            nodes { id stage reasons teacher { id } organisation { id } } } }";
        cast.story.ask_as(role, query, json!({})).await
    };
    let seen = reasons(OFFICE).await["data"].clone();
    let line = |reason: &str| json!({ "reason": reason, "cases": 1, "pending": 1 });
    assert_eq!(seen["ethicsCaseReasons"], json!([line("GIFTS"), line("PAID_TUTORING")]));
    let open = json!({ "id": case, "stage": "OPEN", "reasons": ["PAID_TUTORING", "GIFTS"], "teacher": { "id": li },
        "organisation": { "id": cast.school } });
    assert_eq!(seen["ethicsCases"], json!({ "totalCount": 1, "nodes": [open] }));
    for role in Role::ALL.into_iter().filter(|role| *role != OFFICE) {
        assert!(codes(&reasons(role).await).iter().all(|code| code == "FORBIDDEN"), "{role}");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let found = cast.story.ask_as(role, node, json!({ "id": case })).await;
        assert_eq!(found["data"]["node"], Value::Null, "{role}");
        let open = json!({ "teacher": li, "reasons": ["OTHER"], "source": "MEDIA", "on": "2022-02-01" });
        assert_eq!(codes(&cast.story.mutate(role, "caseOpen", open, "").await), ["FORBIDDEN"], "{role}");
    }
    let log = "{ log(kind: \"case.opened\") { nodes { stream } } }";
    let told =
        async |role: Role| cast.story.ask_as(role, log, json!({})).await["data"]["log"]["nodes"].clone();
    assert_eq!(told(Role::Auditor).await, json!([]));
    assert_eq!(told(OFFICE).await.as_array().map(Vec::len), Some(1));

    substantiated(&cast, &case, "2022-02-01").await;
    let circulate = |text: &str| json!({ "ethicsCase": case, "text": text, "on": "2022-02-20" });
    for names in ["李小明利用寒假有偿补课", "莞城第一小学一名教师利用寒假有偿补课"]
    {
        let refused = cast.story.mutate(OFFICE, "caseCirculate", circulate(names), "").await;
        assert_eq!(codes(&refused), ["CIRCULAR_NAMES_PERSON"], "{names}");
    }
    let text = "我市一名小学教师利用寒假有偿补课，已责令退还并给予处理";
    done(&cast, OFFICE, "caseCirculate", circulate(text), "").await;
    let query = "{ circulars { totalCount nodes { text on reasons } } }";
    let shown = json!({ "text": text, "on": "2022-02-20", "reasons": ["PAID_TUTORING", "GIFTS"] });
    for role in Role::ALL {
        let answer = cast.story.ask_as(role, query, json!({})).await;
        assert_eq!(answer["data"]["circulars"], json!({ "totalCount": 1, "nodes": [shown] }), "{role}");
    }
    let void = json!({ "ethicsCase": case, "reason": "重复立案" });
    done(&cast, OFFICE, "caseVoid", void, "").await;
    assert_eq!(reasons(OFFICE).await["data"]["ethicsCases"]["totalCount"], json!(0));
}

/// S-23: the ethics of a year are assessed, counted by result, and whoever was not assessed is named; a wrong result is corrected.
async fn the_ethics_of_a_year_are_assessed_and_counted(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小红", WANG).await;
    let record = |result: &str| json!({ "teacher": li, "year": 2021, "result": result, "organisation": cast.school, "on": "2021-12-31" });
    let recorded = done(&cast, Role::BureauHr, "ethicsAssessmentRecord", record("SATISFACTORY"), "").await;
    let again = cast.hr("ethicsAssessmentRecord", record("EXCELLENT")).await;
    assert_eq!(codes(&again), ["ETHICS_YEAR_ASSESSED"]);
    let counted = async |known_at: Option<&str>| {
        let query =
            "query($school: ID, $knownAt: DateTime) { ethicsAssessments(year: 2021, organisation: $school,
            knownAt: $knownAt) { due assessed satisfactory unsatisfactory missing { id } } }";
        let variables = json!({ "school": cast.school, "knownAt": known_at });
        cast.story.ask_as(Role::BureauHr, query, variables).await["data"]["ethicsAssessments"].clone()
    };
    let first = json!({ "due": 2, "assessed": 1, "satisfactory": 1, "unsatisfactory": 0, "missing": [{ "id": wang }] });
    assert_eq!(counted(None).await, first);
    cast.story.at("2022-04-01T01:00:00Z");
    let right =
        json!({ "year": 2021, "result": "UNSATISFACTORY", "organisation": cast.school, "on": "2021-12-31" });
    let correct = json!({ "teacher": li, "corrects": recorded["events"][0], "reason": "录错等次",
        "statement": { "ethicsAssessment": right } });
    done(&cast, Role::BureauHr, "factCorrect", correct, "").await;
    let now = counted(None).await;
    assert_eq!((&now["satisfactory"], &now["unsatisfactory"]), (&json!(0), &json!(1)));
    assert_eq!(counted(Some("2022-03-15T00:00:00Z")).await, first);
}

/// S-84: a restriction of discipline closes cadre posts for its time. S-83: a tolerance takes a restriction out of the way and
/// never what ethics took.
async fn a_restriction_is_tolerated_and_a_bar_never_is(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let restriction = json!({ "teacher": li, "kind": "PARTY", "from": "2022-01-01", "to": "2022-12-31" });
    let bare = cast.story.mutate(OFFICE, "disciplineRestrictionRecord", restriction.clone(), "").await;
    assert_eq!(codes(&bare), ["RESTRICTION_WITHOUT_DOCUMENT"]);
    let mut by_document = restriction;
    by_document["document"] = document();
    let recorded = done(&cast, OFFICE, "disciplineRestrictionRecord", by_document, "").await;
    let restricted = async |day: &str| {
        let query = "query($asOf: Date) { restricted(asOf: $asOf) { totalCount nodes { teacher { id } kind lastDay } }
            tolerances(asOf: $asOf) { totalCount nodes { record { kind } reason } } }";
        cast.story.ask_as(OFFICE, query, json!({ "asOf": day })).await["data"].clone()
    };
    let shown = json!({ "teacher": { "id": li }, "kind": "PARTY", "lastDay": "2022-12-31" });
    assert_eq!(restricted("2022-03-01").await["restricted"], json!({ "totalCount": 1, "nodes": [shown] }));
    assert_eq!(restricted("2023-01-01").await["restricted"]["totalCount"], json!(0));
    let secretary = json!({ "teacher": li, "kind": "FIRST_SECRETARY", "organisation": cast.private, "from": "2022-09-01" });
    assert_ne!(codes(&cast.hr("secondmentPropose", secretary.clone()).await), ["CADRE_RESTRICTED"]);
    let switch = json!({ "rule": "R-06", "version": 1, "from": "2022-01-01", "document": document() });
    done(&cast, Role::BureauHr, "ruleActivate", switch, "").await;
    assert_eq!(codes(&cast.hr("secondmentPropose", secretary.clone()).await), ["CADRE_RESTRICTED"]);

    let bar = json!({ "teacher": li, "from": "2020-01-01", "to": "2022-06-30", "reason": "有偿补课" });
    let bar = done(&cast, OFFICE, "barImpose", bar, "").await["events"][0].clone();
    let grant = |record: &Value| json!({ "teacher": li, "record": record, "from": "2022-06-01", "reason": "改革创新中的失误", "document": document() });
    let refused = cast.story.mutate(OFFICE, "faultToleranceGrant", grant(&bar), "").await;
    assert_eq!(codes(&refused), ["ETHICS_NOT_TOLERABLE"]);
    assert_eq!(refused["userErrors"][0]["rule"]["id"], json!("R-05"));
    let granted = done(&cast, OFFICE, "faultToleranceGrant", grant(&recorded["events"][0]), "").await;
    assert_eq!(restricted("2022-05-31").await["restricted"]["totalCount"], json!(1));
    let tolerated = restricted("2022-07-01").await;
    let in_force =
        json!({ "record": { "kind": "discipline-restriction.recorded" }, "reason": "改革创新中的失误" });
    assert_eq!(tolerated["restricted"]["totalCount"], json!(0));
    assert_eq!(tolerated["tolerances"], json!({ "totalCount": 1, "nodes": [in_force] }));
    assert_ne!(codes(&cast.hr("secondmentPropose", secretary).await), ["CADRE_RESTRICTED"]);
    let revoke = json!({ "teacher": li, "tolerance": granted["events"][0], "from": "2022-08-01", "reason": "依据有误" });
    done(&cast, OFFICE, "faultToleranceRevoke", revoke, "").await;
    assert_eq!(restricted("2022-08-01").await["restricted"]["totalCount"], json!(1));
    let town = cast.story.ask_as(Role::SchoolHr, "{ restricted { totalCount } }", json!({})).await;
    assert_eq!(codes(&town), ["FORBIDDEN"]);
}

/// S-82: what a candidate was scored on stands beside the score, down to the events.
async fn a_score_of_a_selection_names_the_events_it_rests_on(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast).await;
    let li = fit(&cast, "李小明", LI).await;
    let wang = fit(&cast, "王小红", WANG).await;
    let candidacy = nominated(&cast, &li, &round, "2022-03-01").await["candidacy"]["id"].clone();
    let honour = json!({ "teacher": li, "name": "东莞市优秀教师", "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局", "on": "2021-09-10" });
    let honour = done(&cast, Role::BureauHr, "honourConfer", honour, "").await["events"][0].clone();
    let score = |teacher: &Value| {
        json!({ "teacher": teacher, "candidacy": candidacy, "criterion": "末端执行力", "score": "91.50", "evidence": [honour],
            "on": "2022-03-05" })
    };
    let other = cast.hr("selectionCriterionScore", score(&wang)).await;
    assert_eq!(codes(&other), ["SELECTION_OF_ANOTHER"]);
    done(&cast, Role::ProgrammeManager, "selectionCriterionScore", score(&li), "").await;
    assert_eq!(codes(&cast.hr("selectionCriterionScore", score(&li)).await), ["CRITERION_ALREADY_SCORED"]);
    let query = "query($id: ID!) { node(id: $id) { ... on Candidacy { scores { criterion score on evidence { id kind } statedBy { kind } } } } }";
    let answer = cast.story.ask_as(Role::ProgrammeManager, query, json!({ "id": candidacy })).await;
    let sheet = json!([{ "criterion": "末端执行力", "score": "91.50", "on": "2022-03-05",
        "evidence": [{ "id": honour, "kind": "honour.conferred" }], "statedBy": { "kind": "selection-criterion.scored" } }]);
    assert_eq!(answer["data"]["node"]["scores"], sheet, "{answer}");
}

/// S-17: what was decided before a bar was known, and what was decided under a bar that was annulled, is listed for an officer.
async fn what_rested_on_another_view_of_a_bar_is_listed(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast).await;
    let li = fit(&cast, "李小明", LI).await;
    let honour = |name: &str, on: &str| json!({ "teacher": li, "name": name, "issuedBy": "CITY_BUREAU", "issuer": "东莞市教育局", "on": on });
    done(&cast, Role::BureauHr, "honourConfer", honour("东莞市优秀教师", "2022-02-20"), "").await;
    let candidacy = nominated(&cast, &li, &round, "2022-03-01").await["candidacy"]["id"].clone();
    let impact = async |known_at: Option<&str>| {
        let query = "query($teacher: ID, $knownAt: DateTime) { barImpact(teacher: $teacher, knownAt: $knownAt) { totalCount
            nodes { how on adverse bar { kind } decision { kind } } } }";
        let variables = json!({ "teacher": li, "knownAt": known_at });
        cast.story.ask_as(OFFICE, query, variables).await["data"]["barImpact"].clone()
    };
    assert_eq!(impact(None).await["totalCount"], json!(0));

    let case = opened(&cast, &li, "2022-01-10").await;
    substantiated(&cast, &case, "2022-02-01").await;
    done(&cast, OFFICE, "sanctionImpose", warning(&case, "2022-02-10", "2022-06-10"), "").await;
    let line = |how: &str, on: &str, adverse: bool, kind: &str| json!({ "how": how, "on": on, "adverse": adverse, "bar": { "kind": "bar.imposed" }, "decision": { "kind": kind } });
    let late = json!({ "totalCount": 2, "nodes": [line("LATE", "2022-02-20", false, "honour.conferred"),
        line("LATE", "2022-03-01", false, "candidate.nominated")] });
    assert_eq!(impact(None).await, late);

    cast.story.at("2022-04-01T01:00:00Z");
    let reject = json!({ "candidacy": candidacy, "reason": "师德受限", "on": "2022-03-10" });
    done(&cast, Role::ProgrammeManager, "candidateReject", reject, "").await;
    assert_eq!(impact(None).await, late, "this one knew of the bar");
    cast.story.at("2022-05-01T01:00:00Z");
    let annul = json!({ "ethicsCase": case, "reason": "申诉成立", "on": "2022-04-20" });
    done(&cast, OFFICE, "sanctionAnnul", annul, "").await;
    let gone = line("GONE", "2022-03-10", true, "candidate.rejected");
    assert_eq!(impact(None).await, json!({ "totalCount": 1, "nodes": [gone] }));
    let annulled = "{ log(kind: \"sanction.annulled\") { nodes { id } } }";
    let annulled =
        cast.story.ask_as(OFFICE, annulled, json!({})).await["data"]["log"]["nodes"][0]["id"].clone();
    let touched = crate::impact::impact(&cast, OFFICE, &annulled).await;
    assert_eq!(touched["person"], json!({ "name": "李小明" }), "{touched}");
    assert_eq!(touched["recordedWith"], json!([{ "kind": "bar.lifted" }]));
    let hidden = crate::impact::impact(&cast, Role::ProgrammeManager, &annulled).await;
    assert_eq!(hidden, Value::Null, "a case is not for everybody");
    assert_eq!(impact(Some("2022-04-15T00:00:00Z")).await, late);
    for name in cast.story.views.names() {
        let check = cast.story.views.check(name, |_| {}).await.unwrap();
        assert!(check.agrees(), "{name} differs from one built anew");
    }
}

/// S-22: the roll of honour shows who holds which honour on a day; one that was revoked is on it until then.
async fn the_roll_of_honour_shows_what_is_held_on_the_day(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王小红", WANG).await;
    let confer = |teacher: &Value, name: &str, body: &str, on: &str| json!({ "teacher": teacher, "name": name, "issuedBy": body, "issuer": "主管部门", "on": on });
    let first = confer(&li, "市四有好教师", "CITY_BUREAU", "2020-09-10");
    let first = done(&cast, Role::BureauHr, "honourConfer", first, "").await["events"][0].clone();
    let second = confer(&wang, "省四有好教师", "PROVINCE_DEPARTMENT", "2021-09-10");
    done(&cast, Role::BureauHr, "honourConfer", second, "").await;
    let revoke = json!({ "teacher": li, "honour": first, "from": "2021-12-01", "reason": "材料不实" });
    done(&cast, Role::BureauHr, "honourRevoke", revoke, "").await;
    let held = async |day: &str, wanted: Value| {
        let query = "query($asOf: Date, $where: HonourWhere) { honours(asOf: $asOf, where: $where) { totalCount nodes {
            teacher { id } name level on lastDay evidence { kind } } } }";
        let variables = json!({ "asOf": day, "where": wanted });
        cast.story.ask_as(Role::BureauHr, query, variables).await["data"]["honours"].clone()
    };
    let all = held("2021-10-01", json!({ "name": "四有好教师", "organisation": cast.school })).await;
    assert_eq!(all["totalCount"], json!(2), "{all}");
    let revoked = json!({ "teacher": { "id": li }, "name": "市四有好教师", "level": "CITY", "on": "2020-09-10",
        "lastDay": "2021-11-30", "evidence": [{ "kind": "honour.conferred" }, { "kind": "honour.revoked" }] });
    assert_eq!(all["nodes"][0], revoked);
    assert_eq!(held("2021-12-01", json!({})).await["totalCount"], json!(1));
    let provincial = held("2021-10-01", json!({ "level": "PROVINCE", "year": 2021 })).await;
    assert_eq!(provincial["nodes"][0]["teacher"]["id"], wang);
}

/// S-70: a famous teacher's lessons for all stand in the history, with the unit they were given for.
async fn a_lesson_given_for_all_stands_in_the_history(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let lesson = |title: &str| json!({ "teacher": li, "kind": "FAMOUS_TEACHER_CLASS", "title": title, "organisation": cast.other, "on": "2022-02-20" });
    let recorded = done(&cast, Role::BureauHr, "contributionRecord", lesson("分数的初步认识"), "").await;
    let again = cast.hr("contributionRecord", lesson("分数的初步认识")).await;
    assert_eq!(codes(&again), ["CONTRIBUTION_ALREADY_RECORDED"]);
    let history = async || {
        let query = "query($by: TeacherBy!) { teacher(by: $by) { history(kinds: [CONTRIBUTION]) { detail from statedBy { kind } } } }";
        let answer = cast.story.ask_as(Role::BureauHr, query, json!({ "by": { "id": li } })).await;
        answer["data"]["teacher"]["history"].clone()
    };
    let told = history().await;
    assert_eq!(told[0]["detail"]["title"], json!("分数的初步认识"), "{told}");
    assert_eq!(
        (&told[0]["from"], &told[0]["statedBy"]["kind"]),
        (&json!("2022-02-20"), &json!("contribution.recorded"))
    );
    let void = json!({ "teacher": li, "voids": recorded["events"][0], "reason": "录错人" });
    done(&cast, Role::BureauHr, "factVoid", void, "").await;
    assert_eq!(history().await, json!([]));
}

on_each_database!(
    a_lesson_given_for_all_stands_in_the_history,
    the_roll_of_honour_shows_what_is_held_on_the_day,
    a_bar_comes_with_the_sanction_and_goes_with_its_annulment,
    a_sanction_is_amended_expires_or_is_revoked,
    a_case_is_the_offices_own_and_a_circular_everybodys,
    the_ethics_of_a_year_are_assessed_and_counted,
    a_restriction_is_tolerated_and_a_bar_never_is,
    a_score_of_a_selection_names_the_events_it_rests_on,
    what_rested_on_another_view_of_a_bar_is_listed,
);
