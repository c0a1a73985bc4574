//! Recruitment, title review, secondment and teams by one mechanism: a round with candidates who pass through stages under rules, and
//! an outcome that is stated on the person in the same append.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::{
    cast::{Cast, codes},
    programmes::{NOTICE, ageless, done, launched, nominated, refused, round, titled, walk},
};

async fn ask(cast: &Cast, query: &str, variables: Value) -> Value {
    let answer = cast.story.ask_as(Role::ProgrammeManager, query, variables).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"].clone()
}

async fn hr(cast: &Cast, mutation: &str, input: Value) -> Value {
    let answer = cast.hr(mutation, input).await;
    assert_eq!(codes(&answer), Vec::<String>::new(), "{mutation}: {answer}");
    answer["events"][0].clone()
}

/// A senior teacher whose year at a weak school was verified.
async fn supported(cast: &Cast, name: &str) -> Value {
    let teacher = titled(cast, name, "SENIOR").await;
    let propose = json!({
        "teacher": teacher, "kind": "SUPPORT_TEACHING", "organisation": cast.other, "from": "2020-09-01", "to": "2021-08-31",
    });
    let secondment = hr(cast, "secondmentPropose", propose).await;
    hr(cast, "secondmentApprove", json!({ "teacher": teacher, "secondment": secondment })).await;
    let arrives = json!({ "teacher": teacher, "secondment": secondment, "from": "2020-09-01" });
    hr(cast, "teacherSecond", arrives).await;
    hr(cast, "supportTeachingVerify", json!({ "teacher": teacher, "secondment": secondment })).await;
    teacher
}

async fn weak_school(cast: &Cast) {
    hr(
        cast,
        "organisationFlagSet",
        json!({ "organisation": cast.other, "flag": "WEAK", "from": "2019-09-01" }),
    )
    .await;
}

const SELECTION: &str = "query($round: ID!, $asOf: Date) { selection(round: $round, asOf: $asOf) {
    funnel { stage candidates } places taken pooled { organisation { name } places }
    byUnit { organisation { name } nominated certified } preferred { kind preference { effect months facts { kind } } } } }";

/// S-43 The places of two schools are pooled for the review of the professor level; who holds one and is certified has the title, the
/// third finds every place taken until somebody leaves.
async fn pooled_places_are_taken_and_given_back(url: String) {
    let cast = Cast::gather(&url).await;
    weak_school(&cast).await;
    let round = round(&cast, &launched(&cast, "professor-review").await).await;
    for unit in [&cast.school, &cast.other] {
        let pool = json!({ "round": round, "organisation": unit, "places": 1, "on": "2022-02-01" });
        done(&cast, "roundPlacesPool", pool, "").await;
    }
    let unsupported = titled(&cast, "赵小军", "SENIOR").await;
    let refusal = json!({ "teacher": unsupported, "round": round, "on": "2022-03-01" });
    let refusal = cast.story.mutate(Role::ProgrammeManager, "candidateNominate", refusal, "").await;
    assert_eq!(codes(&refusal), ["CANDIDATE_NOT_ELIGIBLE"]);
    assert_eq!(refusal["userErrors"][0]["rule"], json!({ "id": "R-26", "version": 1 }));
    let mut candidates = Vec::new();
    for name in ["李小明", "王小红", "周小兰"] {
        let teacher = supported(&cast, name).await;
        let candidacy = nominated(&cast, &teacher, &round, None).await;
        walk(&cast, &candidacy, NOTICE).await;
        candidates.push((teacher, candidacy));
    }
    let confirm = |nth: usize| json!({ "candidacy": candidates[nth].1, "on": "2022-03-25" });
    done(&cast, "candidateConfirm", confirm(0), "").await;
    done(&cast, "candidateConfirm", confirm(1), "").await;
    assert_eq!(refused(&cast, "candidateConfirm", confirm(2)).await, ["PLACES_TAKEN"]);
    let leaves = json!({ "candidacy": candidates[1].1, "reason": "本人放弃", "on": "2022-03-26" });
    done(&cast, "candidateWithdraw", leaves, "").await;
    let late = json!({ "candidacy": candidates[2].1, "on": "2022-03-27" });
    done(&cast, "candidateConfirm", late, "").await;

    let certify =
        |outcome: Value| json!({ "candidacy": candidates[0].1, "on": "2022-04-01", "outcome": outcome });
    assert_eq!(refused(&cast, "candidateCertify", certify(Value::Null)).await, ["OUTCOME_MISSING"]);
    let senior = json!({ "titleGranted": { "title": "SENIOR" } });
    assert_eq!(refused(&cast, "candidateCertify", certify(senior)).await, ["OUTCOME_OF_ANOTHER"]);
    let professor =
        json!({ "titleGranted": { "title": "PROFESSOR", "authority": "广东省中小学教师正高级职称评委会" } });
    let certified = done(&cast, "candidateCertify", certify(professor), "").await;
    assert_eq!(certified["events"].as_array().map(Vec::len), Some(1));

    let told =
        ask(&cast, SELECTION, json!({ "round": round, "asOf": "2022-04-01" })).await["selection"].clone();
    let funnel: Vec<_> =
        told["funnel"].as_array().unwrap().iter().map(|step| step["candidates"].clone()).collect();
    assert_eq!(funnel, [3, 3, 3, 3, 3, 1, 1].map(|number| json!(number)), "{}", told["funnel"]);
    assert_eq!((&told["places"], &told["taken"]), (&json!(2), &json!(2)));
    let pooled = json!([
        { "organisation": { "name": "莞城第一小学" }, "places": 1 }, { "organisation": { "name": "东城第二小学" }, "places": 1 },
    ]);
    assert_eq!(told["pooled"], pooled);
    let units = json!([{ "organisation": { "name": "莞城第一小学" }, "nominated": 3, "certified": 1 }]);
    assert_eq!(told["byUnit"], units);
    let before =
        ask(&cast, SELECTION, json!({ "round": round, "asOf": "2022-03-24" })).await["selection"].clone();
    assert_eq!((&before["places"], &before["taken"]), (&json!(2), &json!(0)));
    let titles = "query($by: TeacherBy!) { teacher(by: $by, asOf: \"2022-04-01\") { history(kinds: [TITLE]) { from statedBy { kind } } } }";
    let answer = cast.story.ask_as(Role::BureauHr, titles, json!({ "by": { "id": candidates[0].0 } })).await;
    let history = answer["data"]["teacher"]["history"].as_array().unwrap().clone();
    assert!(history.iter().any(|fact| fact["from"] == json!("2022-04-01")), "{answer}");
}

/// S-47 Support teaching of a year that was verified counts in the decision, and the decision shows the months and who verified them.
async fn a_preference_is_shown_in_the_decision(url: String) {
    let cast = Cast::gather(&url).await;
    weak_school(&cast).await;
    let round = round(&cast, &launched(&cast, "professor-review").await).await;
    let teacher = supported(&cast, "李小明").await;
    let candidacy = nominated(&cast, &teacher, &round, None).await;
    walk(&cast, &candidacy, NOTICE).await;
    walk(&cast, &candidacy, &[("candidateConfirm", r#"{"on":"2022-03-25"}"#)]).await;
    let query =
        "query($id: ID!) { candidacy(id: $id, asOf: \"2022-03-25\") { decisions { kind stage calendarUnknown
        preference { effect months } rules { rule version satisfied }
        findings { criterion rule version passed found evidence { kind } } } } }";
    let decisions = ask(&cast, query, json!({ "id": candidacy })).await["candidacy"]["decisions"].clone();
    let of = |kind: &str| {
        let all = decisions.as_array().unwrap();
        all.iter().find(|decision| decision["kind"] == json!(kind)).unwrap().clone()
    };
    let listed = of("candidate.shortlisted");
    assert_eq!(listed["preference"], json!({ "effect": "TIE_BREAK", "months": 12 }));
    assert_eq!(listed["rules"], json!([{ "rule": "R-35", "version": 1, "satisfied": true }]));
    let confirmed = of("candidate.confirmed");
    let rules: Vec<_> =
        confirmed["rules"].as_array().unwrap().iter().map(|rule| rule["rule"].clone()).collect();
    assert_eq!(rules, ["R-25", "R-01", "R-21", "R-26"].map(|rule| json!(rule)), "R-27 is not switched on");
    assert_eq!((&confirmed["stage"], &confirmed["calendarUnknown"]), (&json!("CONFIRMED"), &json!([])));
    let weak = json!({
        "criterion": "MONTHS_AT_WEAK_PLACE", "rule": "R-26", "version": 1, "passed": true, "found": "12",
        "evidence": [{ "kind": "support-teaching.verified" }],
    });
    assert!(confirmed["findings"].as_array().unwrap().contains(&weak), "{}", confirmed["findings"]);
    let told =
        ask(&cast, SELECTION, json!({ "round": round, "asOf": "2022-03-25" })).await["selection"].clone();
    let shown = json!([{ "kind": "candidate.shortlisted",
        "preference": { "effect": "TIE_BREAK", "months": 12, "facts": [{ "kind": "support-teaching.verified" }] } }]);
    assert_eq!(told["preferred"], shown);
}

/// S-40 An applicant with the degree and the certificate asked, who was never in service, is certified and hired in one append; where the person cannot be hired nobody is
/// certified.
async fn an_applicant_is_certified_and_hired_in_one_append(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast, &launched(&cast, "teacher-recruitment").await).await;
    let applicant = ageless(&cast, "钱小山").await;
    let input = json!({ "teacher": applicant, "round": round, "on": "2022-03-01" });
    assert_eq!(refused(&cast, "candidateNominate", input.clone()).await, ["CANDIDATE_NOT_ELIGIBLE"]);
    let degree = json!({ "teacher": applicant, "education": "21", "degree": "404", "fullTime": true, "on": "2021-06-30" });
    hr(&cast, "degreeRecord", degree).await;
    assert_eq!(refused(&cast, "candidateNominate", input.clone()).await, ["CANDIDATE_NOT_ELIGIBLE"]);
    hr(&cast, "credentialRecord", json!({ "teacher": applicant, "kind": "TEACHING", "from": "2021-07-01" }))
        .await;
    let candidacy =
        done(&cast, "candidateNominate", input, "candidacy { id }").await["candidacy"]["id"].clone();
    walk(&cast, &candidacy, NOTICE).await;
    let certify = |unit: &Value, on: &str| {
        let hired = json!({ "organisation": unit, "from": "2022-09-01", "category": "FULL_TIME_TEACHER", "staffing": "ESTABLISHED" });
        json!({ "candidacy": candidacy, "on": on, "outcome": { "teacherHired": hired } })
    };
    assert_eq!(
        refused(&cast, "candidateCertify", certify(&cast.school, "2022-03-18")).await,
        ["NOTICE_TOO_SHORT"]
    );
    let closed = refused(&cast, "candidateCertify", certify(&cast.closed, "2022-03-25")).await;
    assert_eq!(closed.len(), 1, "the school is closed: {closed:?}");
    let stage = "query($id: ID!) { candidacy(id: $id, asOf: \"2022-12-31\") { stage decisions { outcome { kind } } } }";
    let told = ask(&cast, stage, json!({ "id": candidacy })).await["candidacy"].clone();
    assert_eq!(told["stage"], json!("NOTICE"), "nothing happened anywhere");
    done(&cast, "candidateCertify", certify(&cast.school, "2022-03-25"), "").await;
    let told = ask(&cast, stage, json!({ "id": candidacy })).await["candidacy"].clone();
    assert_eq!(told["stage"], json!("CERTIFIED"));
    assert_eq!(
        told["decisions"].as_array().unwrap().last().unwrap()["outcome"],
        json!({ "kind": "TEACHER_HIRED" })
    );
    let service = "query($by: TeacherBy!, $asOf: Date) { teacher(by: $by, asOf: $asOf) { service { personnel { name } } } }";
    let serves = async |day: &str| {
        let answer = cast
            .story
            .ask_as(Role::BureauHr, service, json!({ "by": { "id": applicant }, "asOf": day }))
            .await;
        answer["data"]["teacher"]["service"].clone()
    };
    assert_eq!(serves("2022-08-31").await, Value::Null);
    assert_eq!(serves("2022-09-01").await, json!({ "personnel": { "name": "莞城第一小学" } }));

    let revoke = json!({ "candidacy": candidacy, "severance": "AB_INITIO", "reason": "学历证书不实", "on": "2022-10-01" });
    let revoked = done(&cast, "candidateCertificationRevoke", revoke, "").await["events"][0].clone();
    let touched = crate::impact::impact(&cast, Role::ProgrammeManager, &revoked).await;
    assert_eq!(touched["person"], json!({ "name": "钱小山" }));
    let hired = json!([{ "kind": "teacher.hired" }]);
    assert_eq!(touched["statedWithCertification"], hired, "an officer ends the service by an act of its own");
}

/// S-42 A vice principal is openly selected: applications, the examination's score, the notice, and the appointment with a probation in
/// the append of the certification; the funnel tells how many came how far.
async fn a_leader_is_openly_selected_and_appointed(url: String) {
    let cast = Cast::gather(&url).await;
    let round = round(&cast, &launched(&cast, "leader-selection").await).await;
    let mut candidacies = Vec::new();
    for name in ["李小明", "王小红"] {
        let teacher = titled(&cast, name, "FIRST").await;
        let input = json!({ "teacher": teacher, "round": round, "on": "2022-03-01" });
        let unassessed = refused(&cast, "candidateNominate", input).await;
        assert_eq!(unassessed, ["CANDIDATE_NOT_ELIGIBLE"], "nobody assessed the ethics yet");
        let assessed =
            json!({ "teacher": teacher, "year": 2021, "result": "SATISFACTORY", "on": "2021-12-31" });
        hr(&cast, "ethicsAssessmentRecord", assessed).await;
        candidacies.push((nominated(&cast, &teacher, &round, None).await, teacher));
    }
    let (candidacy, teacher) = &candidacies[0];
    walk(&cast, candidacy, NOTICE).await;
    walk(
        &cast,
        &candidacies[1].0,
        &[("candidateScreen", r#"{"passed":false,"reasons":["未达任职年限"],"on":"2022-03-05"}"#)],
    )
    .await;
    let raise = json!({ "candidacy": candidacy, "matter": "履历材料存疑", "on": "2022-03-16" });
    let objection = done(&cast, "candidateObjectionRaise", raise, "").await["events"][0].clone();
    let post = json!({ "postAppointed": { "organisation": cast.school, "leadership": "VICE_PRINCIPAL", "from": "2022-04-01",
        "probationLastDay": "2023-03-31", "termLastDay": "2025-03-31" } });
    let certify = json!({ "candidacy": candidacy, "on": "2022-03-25", "outcome": post });
    assert_eq!(refused(&cast, "candidateCertify", certify.clone()).await, ["OBJECTION_OPEN"]);
    let settle =
        json!({ "candidacy": candidacy, "objection": objection, "upheld": false, "on": "2022-03-21" });
    done(&cast, "candidateObjectionResolve", settle, "").await;
    done(&cast, "candidateCertify", certify, "").await;
    let query =
        "query($round: ID!) { selection(round: $round, asOf: \"2022-03-31\") { funnel { stage candidates }
        decisions { kind outcome { kind label { zh } } rules { rule } } } }";
    let told = ask(&cast, query, json!({ "round": round })).await["selection"].clone();
    let funnel = json!([
        { "stage": "NOMINATED", "candidates": 2 }, { "stage": "SCREENED", "candidates": 1 },
        { "stage": "SHORTLISTED", "candidates": 1 }, { "stage": "NOTICE", "candidates": 1 },
        { "stage": "CERTIFIED", "candidates": 1 }, { "stage": "REJECTED", "candidates": 1 },
    ]);
    assert_eq!(told["funnel"], funnel);
    let last = told["decisions"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["outcome"], json!({ "kind": "POST_APPOINTED", "label": { "zh": "聘任岗位" } }));
    let rules = json!([{ "rule": "R-25" }, { "rule": "R-01" }, { "rule": "R-21" }, { "rule": "R-35" }]);
    assert_eq!(last["rules"], rules);
    let history = "query($by: TeacherBy!) { teacher(by: $by, asOf: \"2022-04-01\") { history { from statedBy { kind } } } }";
    let answer = cast.story.ask_as(Role::BureauHr, history, json!({ "by": { "id": teacher } })).await;
    let facts = answer["data"]["teacher"]["history"].as_array().unwrap().clone();
    let appointed = json!({ "from": "2022-04-01", "statedBy": { "kind": "post.appointed" } });
    assert!(facts.contains(&appointed), "{answer}");
}

/// S-02 First secretaries are selected by the same mechanism; the secondment is proposed with the certification, and R-30 and R-31 are
/// asked of it.
async fn a_first_secretary_is_selected_and_proposed(url: String) {
    let cast = Cast::gather(&url).await;
    let pool = round(&cast, &launched(&cast, "reserve-principals").await).await;
    let teacher = titled(&cast, "李小明", "FIRST").await;
    let reserve = nominated(&cast, &teacher, &pool, None).await;
    walk(&cast, &reserve, NOTICE).await;
    walk(&cast, &reserve, &[("candidateConfirm", r#"{"on":"2022-03-25"}"#)]).await;
    let batch = round(&cast, &launched(&cast, "secondment-first-secretary").await).await;
    let candidacy = nominated(&cast, &teacher, &batch, None).await;
    walk(&cast, &candidacy, &[NOTICE[0], NOTICE[2]]).await;
    let certify = |unit: &Value, reserve: &Value| {
        let proposed = json!({ "kind": "FIRST_SECRETARY", "organisation": unit, "post": "第一书记", "from": "2022-09-01",
            "to": "2024-08-31", "batch": 2, "reserve": reserve });
        json!({ "candidacy": candidacy, "on": "2022-04-01", "outcome": { "secondmentProposed": proposed } })
    };
    assert_eq!(
        refused(&cast, "candidateCertify", certify(&cast.other, &reserve)).await,
        ["RECEIVER_NOT_PRIVATE"]
    );
    assert_eq!(
        refused(&cast, "candidateCertify", certify(&cast.private, &Value::Null)).await,
        ["NOT_IN_RESERVE_POOL"]
    );
    done(&cast, "candidateCertify", certify(&cast.private, &reserve), "").await;
    let query = "{ secondments(kind: FIRST_SECRETARY, batch: 2, onAnyDay: true, asOf: \"2022-04-01\") { stage post } }";
    let answer = cast.story.ask_as(Role::BureauHr, query, json!({})).await;
    assert_eq!(
        answer["data"]["secondments"],
        json!([{ "stage": "PROPOSED", "post": "第一书记" }]),
        "{answer}"
    );
}

/// S-78 Backbone teachers of health education are selected and join their team with the certification.
/// S-79 Who joins the crisis-intervention team names the qualification, or joins nothing and is not certified.
async fn who_is_certified_joins_the_team(url: String) {
    let cast = Cast::gather(&url).await;
    let team = async |kind: &str, name: &str| {
        let found = json!({ "kind": kind, "name": name, "from": "2022-01-01" });
        let founded = cast.story.mutate(Role::BureauHr, "teamFound", found, "team { id }").await;
        founded["team"]["id"].clone()
    };
    let health = team("health-backbone", "学校卫生教育骨干教师团队").await;
    let crisis = team("crisis-intervention", "突发事件心理危机干预队伍").await;
    let teacher = titled(&cast, "李小明", "FIRST").await;
    let assessed = json!({ "teacher": teacher, "year": 2021, "result": "EXCELLENT", "on": "2021-12-31" });
    hr(&cast, "ethicsAssessmentRecord", assessed).await;
    let mut candidacies = Vec::new();
    for slug in ["health-backbone", "crisis-intervention"] {
        let round = round(&cast, &launched(&cast, slug).await).await;
        let candidacy = nominated(&cast, &teacher, &round, None).await;
        walk(&cast, &candidacy, &NOTICE[..1]).await;
        candidacies.push(candidacy);
    }
    let certify = |nth: usize, team: &Value, qualification: Option<&str>| {
        let joined = json!({ "team": team, "qualification": qualification });
        json!({ "candidacy": candidacies[nth], "on": "2022-04-01", "outcome": { "teamMemberJoined": joined } })
    };
    assert_eq!(
        refused(&cast, "candidateCertify", certify(0, &crisis, Some("A证"))).await,
        ["OUTCOME_OF_ANOTHER"]
    );
    done(&cast, "candidateCertify", certify(0, &health, None), "").await;
    assert_eq!(
        refused(&cast, "candidateCertify", certify(1, &crisis, None)).await,
        ["TEAM_QUALIFICATION_MISSING"]
    );
    done(&cast, "candidateCertify", certify(1, &crisis, Some("心理健康教育A证")), "").await;
    let query = "query($kind: String!) { teams(kind: $kind, asOf: \"2022-04-01\") { members { teacher { id } qualification } } }";
    for (kind, qualification) in
        [("health-backbone", Value::Null), ("crisis-intervention", json!("心理健康教育A证"))]
    {
        let answer = cast.story.ask_as(Role::BureauHr, query, json!({ "kind": kind })).await;
        let members = json!([{ "teacher": { "id": teacher }, "qualification": qualification }]);
        assert_eq!(answer["data"]["teams"][0]["members"], members, "{answer}");
    }
    for name in cast.story.views.names() {
        let check = cast.story.views.check(name, |_| {}).await.unwrap();
        assert!(check.agrees(), "{name} differs from one built anew");
    }
}

on_each_database!(
    pooled_places_are_taken_and_given_back,
    a_preference_is_shown_in_the_decision,
    an_applicant_is_certified_and_hired_in_one_append,
    a_first_secretary_is_selected_and_proposed,
    a_leader_is_openly_selected_and_appointed,
    who_is_certified_joins_the_team,
);
