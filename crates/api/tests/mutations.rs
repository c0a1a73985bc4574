//! Mutations from the document to the log and back, over a log and views on a file.

// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_graphql::{Request, Variables};
use chrono::{DateTime, Utc};
use liangshi_api::{
    Executor,
    auth::{Principal, Role},
    http::RequestContext,
    schema::{Registry, build},
};
use liangshi_eventstore::{Log, ManualClock, MasterKey, Options};
use liangshi_projection::{Views, census::Census, views};
use serde_json::{Value, json};
use uuid::Uuid;

const OUTCOME: &str = "userErrors { code message messageZh messageEn field rule { id version basis } facts holder } \
    position version events repeated";

struct World {
    schema: Arc<dyn Executor>,
    keys: AtomicU64,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now: DateTime<Utc> = "2022-09-15T02:00:00Z".parse().unwrap();
        let address = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        let options = Options {
            clock: Arc::new(ManualClock::new(now)),
            ..Options::new(MasterKey::from_bytes([7; 32]))
        };
        let log = Log::open(&address("log.db"), options).await.unwrap();
        let views = Views::open(&address("views.db"), log.clone(), views::ALL).await.unwrap();
        let follower = views.clone();
        tokio::spawn(async move { follower.follow(std::future::pending()).await });
        let ids = Arc::new(AtomicU64::new(1));
        let new_id = move || {
            Uuid::from_u128(
                0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(ids.fetch_add(1, Ordering::SeqCst)),
            )
        };
        let registry = Registry {
            log,
            views,
            census: Census::default(),
            now: Arc::new(move || now),
            new_id: Arc::new(new_id),
        };
        Self { schema: build(registry), keys: AtomicU64::new(1), _folder: folder }
    }

    /// Calls a mutation; the key is a new one unless the input has its own.
    async fn call(&self, who: &Principal, mutation: &str, mut input: Value) -> Value {
        let fields = input.as_object_mut().unwrap();
        let key = self.keys.fetch_add(1, Ordering::SeqCst);
        fields.entry("idempotencyKey").or_insert_with(|| format!("key-{key}").into());
        let kind = mutation[..1].to_uppercase() + &mutation[1..];
        let entity = entity(mutation);
        let text = format!(
            "mutation M($input: {kind}Input!) {{ {mutation}(input: $input) {{ {entity} {{ id }} {OUTCOME} }} }}"
        );
        let context = RequestContext {
            request_id: "r-1".to_owned(),
            principal: who.clone(),
            received_at: "2022-09-15T02:00:00Z".parse().unwrap(),
        };
        let variables = Variables::from_json(json!({ "input": input }));
        let answer = self.schema.execute(Request::new(text).variables(variables).data(context)).await;
        let answer = serde_json::to_value(answer).unwrap();
        match answer["data"].get(mutation) {
            Some(payload) if !payload.is_null() => payload.clone(),
            Some(_) | None => answer,
        }
    }

    /// Calls a mutation that is done, and answers the id of its record.
    async fn done(&self, who: &Principal, mutation: &str, input: Value) -> (String, Value) {
        let payload = self.call(who, mutation, input).await;
        assert_eq!(payload["userErrors"], json!([]), "{mutation}: {payload}");
        assert_eq!(payload["repeated"], false, "{mutation}: {payload}");
        let id = payload[entity(mutation)]["id"].as_str();
        (id.unwrap_or_else(|| panic!("{mutation}: {payload}")).to_owned(), payload)
    }

    /// Calls a mutation that is refused, and answers the first error.
    async fn refused(&self, who: &Principal, mutation: &str, input: Value) -> Value {
        let payload = self.call(who, mutation, input).await;
        assert!(payload["userErrors"][0].is_object(), "{mutation}: {payload}");
        assert!(payload[entity(mutation)].is_null() && payload["position"].is_null());
        payload["userErrors"][0].clone()
    }

    /// Calls a mutation that fails as a whole, and answers the code.
    async fn failed(&self, who: &Principal, mutation: &str, input: Value) -> String {
        let answer = self.call(who, mutation, input).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{mutation}: {answer}")).to_owned()
    }

    async fn school(&self, name: &str) -> String {
        let school = json!({"name": name, "kind": "SCHOOL", "nature": "PUBLIC"});
        self.done(&bureau(), "organisationOpen", json!({"description": school, "from": "2001-09-01"})).await.0
    }

    async fn teacher(&self, name: &str) -> String {
        self.done(&bureau(), "teacherRegister", json!({"name": name, "sex": "FEMALE"})).await.0
    }

    async fn hired(&self, name: &str, school: &str) -> String {
        let teacher = self.teacher(name).await;
        self.done(&bureau(), "teacherHire", hiring(&teacher, school, "2020-09")).await;
        teacher
    }
}

/// The field of the payload that holds the record.
fn entity(mutation: &str) -> &'static str {
    let entities = ["organisation", "programme", "round", "studio"];
    match entities.into_iter().find(|entity| mutation.starts_with(entity)) {
        Some(entity) => entity,
        None if mutation.starts_with("candida") => "candidacy",
        None => "teacher",
    }
}

fn someone(role: Role, scope: Option<Uuid>) -> Principal {
    Principal { subject: format!("{role}-1"), role, scope }
}

fn bureau() -> Principal {
    someone(Role::BureauHr, None)
}

fn hiring(teacher: &str, school: &str, from: &str) -> Value {
    json!({
        "teacher": teacher, "organisation": school, "from": from, "source": "RECRUITED",
        "category": "FULL_TIME_TEACHER", "staffing": "ESTABLISHED",
    })
}

/// The UUID within a global id.
fn uuid(id: &str) -> Uuid {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).unwrap()).unwrap();
    text.split_once(':').unwrap().1.parse().unwrap()
}

#[tokio::test]
async fn a_person_is_registered_hired_and_given_work() {
    let world = World::new().await;
    let school = world.school("东城小学").await;
    let register = json!({
        "name": "甲", "identityNumber": "441900188001010016", "birth": "1880-01-01", "sex": "MALE", "staffNumber": "1001",
        "document": {"issuer": "市教育局", "number": "教〔2020〕1号", "issued": "2020-08-01"},
    });
    let (teacher, payload) = world.done(&bureau(), "teacherRegister", register).await;
    assert_eq!((&payload["version"], payload["events"].as_array().unwrap().len()), (&json!(1), 1));
    world.done(&bureau(), "teacherHire", hiring(&teacher, &school, "2020-09-01")).await;
    let work = json!({"teacher": teacher, "organisation": school, "stage": "PRIMARY", "subject": "13", "from": "2020-09-01"});
    let (same, payload) = world.done(&bureau(), "teacherAssign", work).await;
    assert_eq!((same, &payload["version"]), (teacher.clone(), &json!(3)));
    let end = json!({"teacher": teacher, "assignment": payload["events"][0], "lastDay": "2022-08"});
    world.done(&bureau(), "assignmentEnd", end).await;
}

#[tokio::test]
async fn a_refusal_of_the_domain_tells_its_rule() {
    let world = World::new().await;
    let planned = json!({"name": "新校", "kind": "SCHOOL", "nature": "PUBLIC", "opensOn": "2023-09"});
    let (planned, _) = world.done(&bureau(), "organisationPlan", planned).await;
    let teacher = world.teacher("甲").await;
    let error = world.refused(&bureau(), "teacherHire", hiring(&teacher, &planned, "2022-09-01")).await;
    assert_eq!((&error["code"], &error["rule"]["id"]), (&json!("ORGANISATION_NOT_OPEN"), &json!("R-12")));
    let school = world.school("东城小学").await;
    let work = json!({"teacher": teacher, "organisation": school, "from": "2022-09-01"});
    assert_eq!(world.refused(&bureau(), "teacherAssign", work).await["code"], "NOT_EMPLOYED");
    let nobody = Uuid::from_u128(1).to_string();
    assert_eq!(
        world.refused(&bureau(), "teacherHire", hiring(&nobody, &school, "2022")).await["code"],
        "NOT_REGISTERED"
    );
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_input_is_said_at_once_and_at_its_field() {
    let world = World::new().await;
    let wrong = json!({
        "idempotencyKey": "", "name": "甲", "identityNumber": "441900188001010017", "birth": "1880-02-31", "sex": "MALE",
        "document": {"issuer": " ", "number": "1", "issued": "2020-08", "digest": "x"},
    });
    let payload = world.call(&bureau(), "teacherRegister", wrong).await;
    let found: Vec<_> = payload["userErrors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["code"].clone(), e["field"].clone()))
        .collect();
    let expected = [
        ("IDEMPOTENCY_KEY_SHAPE", json!(["idempotencyKey"])),
        ("TEXT_BLANK", json!(["document", "issuer"])),
        ("DATE_NOT_A_DAY", json!(["document", "issued"])),
        ("DIGEST_SHAPE", json!(["document", "digest"])),
        ("IDENTITY_NUMBER_CHECK_DIGIT", json!(["identityNumber"])),
        ("DATE_NO_SUCH_DAY", json!(["birth"])),
    ];
    assert_eq!(found, expected.map(|(code, field)| (json!(code), field)));
    let work = json!({"teacher": "nobody", "organisation": "x", "subject": "no", "ftePercent": -1, "from": "soon", "to": "2022-02-30"});
    let payload = world.call(&bureau(), "teacherAssign", work).await;
    let codes: Vec<_> = payload["userErrors"].as_array().unwrap().iter().map(|e| e["code"].clone()).collect();
    assert_eq!(
        codes,
        [
            "ID_UNREADABLE",
            "ID_UNREADABLE",
            "CODE_UNKNOWN",
            "NUMBER_OUT_OF_RANGE",
            "DATE_SHAPE",
            "DATE_NO_SUCH_DAY"
        ]
    );
}

#[tokio::test]
async fn the_same_key_with_the_same_content_is_answered_again_and_with_other_content_refused() {
    let world = World::new().await;
    let input = json!({"idempotencyKey": "k", "name": "甲", "sex": "FEMALE"});
    let (teacher, first) = world.done(&bureau(), "teacherRegister", input.clone()).await;
    let again = world
        .call(
            &bureau(),
            "teacherRegister",
            json!({"sex": "FEMALE", "birth": null, "name": "甲", "idempotencyKey": "k"}),
        )
        .await;
    assert_eq!((&again["repeated"], &again["teacher"]["id"]), (&json!(true), &json!(teacher)));
    assert_eq!((&again["events"], &again["position"]), (&first["events"], &first["position"]));
    let other = json!({"idempotencyKey": "k", "name": "乙", "sex": "FEMALE"});
    let error = world.refused(&bureau(), "teacherRegister", other).await;
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("IDEMPOTENCY_KEY_REUSED"), &json!(["idempotencyKey"]))
    );
    let colleague = Principal { subject: "colleague".into(), ..bureau() };
    assert_ne!(world.done(&colleague, "teacherRegister", input).await.0, teacher);
}

#[tokio::test]
async fn of_two_officers_who_saw_the_same_version_the_second_is_told() {
    let world = World::new().await;
    let teacher = world.teacher("甲").await;
    let grant = |title: &str, version: i64| json!({"teacher": teacher, "title": title, "from": "2021", "expectedVersion": version});
    let (_, payload) = world.done(&bureau(), "titleGrant", grant("FIRST", 1)).await;
    let error = world.refused(&bureau(), "titleGrant", grant("SENIOR", 1)).await;
    assert_eq!((&error["code"], &error["field"]), (&json!("CONFLICT"), &json!(["expectedVersion"])));
    world.done(&bureau(), "titleGrant", grant("SENIOR", payload["version"].as_i64().unwrap())).await;
}

#[tokio::test]
async fn an_identity_number_belongs_to_one_person() {
    let world = World::new().await;
    let input = |name: &str| json!({"name": name, "identityNumber": "441900188001010016", "sex": "MALE"});
    let (holder, _) = world.done(&bureau(), "teacherRegister", input("甲")).await;
    let error = world.refused(&bureau(), "teacherRegister", input("乙")).await;
    assert_eq!((&error["code"], &error["field"]), (&json!("CLAIM_TAKEN"), &json!(["identityNumber"])));
    assert_eq!(error["holder"], json!(holder));
    let elsewhere = Principal { scope: Some(Uuid::from_u128(9)), ..bureau() };
    let error = world.refused(&elsewhere, "teacherRegister", input("丙")).await;
    assert!(
        error["holder"].is_null() && !error["message"].as_str().unwrap().contains(&uuid(&holder).to_string())
    );
}

#[tokio::test]
async fn a_school_works_on_its_own_people_only_and_an_auditor_on_nobody() {
    let world = World::new().await;
    let (own, other) = (world.school("东城小学").await, world.school("西城小学").await);
    let (mine, theirs) = (world.hired("甲", &own).await, world.hired("乙", &other).await);
    let school = someone(Role::SchoolHr, Some(uuid(&own)));
    let work = |teacher: &str, school: &str| json!({"teacher": teacher, "organisation": school, "from": "2021-09-01"});
    world.done(&school, "teacherAssign", work(&mine, &own)).await;
    assert_eq!(world.failed(&school, "teacherAssign", work(&theirs, &own)).await, "FORBIDDEN");
    assert_eq!(world.failed(&school, "teacherAssign", work(&mine, &other)).await, "FORBIDDEN");
    assert_eq!(world.failed(&school, "teacherHire", hiring(&mine, &own, "2022")).await, "FORBIDDEN");
    assert_eq!(
        world.failed(&someone(Role::SchoolHr, None), "teacherAssign", work(&mine, &own)).await,
        "FORBIDDEN"
    );
    assert_eq!(
        world.failed(&someone(Role::Auditor, None), "teacherAssign", work(&mine, &own)).await,
        "FORBIDDEN"
    );
    let away = json!({"teacher": mine, "kind": "ROTATION", "organisation": other, "from": "2022-09-01", "to": "2023-08-31"});
    world.done(&school, "secondmentPropose", away).await;
}

#[tokio::test]
async fn only_the_ethics_office_changes_a_bar_and_a_bar_vetoes_an_honour() {
    let world = World::new().await;
    let teacher = world.teacher("甲").await;
    let ethics = someone(Role::EthicsOfficer, None);
    let bar = |to: &str| json!({"teacher": teacher, "from": "2022-01-01", "to": to, "reason": "E-1"});
    assert_eq!(world.failed(&bureau(), "barImpose", bar("2024-12-31")).await, "FORBIDDEN");
    assert_eq!(world.refused(&ethics, "barImpose", bar("2023-12-30")).await["code"], "BAR_TOO_SHORT");
    let imposed = world.call(&ethics, "barImpose", bar("2023-12-31")).await;
    let event = imposed["events"][0].clone();
    let honour = json!({"teacher": teacher, "name": "优秀教师", "issuedBy": "CITY_BUREAU", "issuer": "市教育局", "on": "2022-09-10"});
    let error = world.refused(&bureau(), "honourConfer", honour.clone()).await;
    assert_eq!(
        (&error["code"], &error["facts"][0], &error["rule"]["id"]),
        (&json!("ETHICS_BAR_ACTIVE"), &event, &json!("R-01"))
    );
    let void = json!({"teacher": teacher, "voids": event, "reason": "登错人"});
    assert_eq!(world.failed(&bureau(), "factVoid", void.clone()).await, "FORBIDDEN");
    assert_eq!(world.call(&ethics, "factVoid", void).await["userErrors"], json!([]));
    let (_, payload) = world.done(&bureau(), "honourConfer", honour).await;
    let own = json!({"teacher": teacher, "voids": payload["events"][0], "reason": "重复"});
    assert_eq!(world.failed(&ethics, "factVoid", own).await, "FORBIDDEN");
}

#[tokio::test]
async fn the_past_is_corrected_with_the_fields_of_the_first_statement() {
    let world = World::new().await;
    let school = world.school("东城小学").await;
    let teacher = world.teacher("甲").await;
    let (_, payload) = world.done(&bureau(), "teacherHire", hiring(&teacher, &school, "2020-09-01")).await;
    let mut hire = hiring(&teacher, &school, "2019-09-01");
    hire.as_object_mut().unwrap().remove("teacher");
    let correct = |statement: Value| json!({"teacher": teacher, "corrects": payload["events"][0], "statement": statement, "reason": "档案记载为2019年"});
    world.done(&bureau(), "factCorrect", correct(json!({"hire": hire}))).await;
    let error = world
        .refused(&bureau(), "factCorrect", correct(json!({"rename": {"name": "乙", "from": "2020"}})))
        .await;
    assert_eq!(error["code"], "CORRECTION_CHANGES_KIND");
    hire["from"] = json!("2019-13");
    let error = world.refused(&bureau(), "factCorrect", correct(json!({"hire": hire}))).await;
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("DATE_NO_SUCH_DAY"), &json!(["statement", "hire", "from"]))
    );
}

#[tokio::test]
async fn a_programme_is_brought_as_a_file_and_a_person_is_nominated_once_in_a_round() {
    let world = World::new().await;
    let manager = someone(Role::ProgrammeManager, None);
    let toml = "slug = \"readers\"\nname = { zh = \"阅读推广\", en = \"Readers\" }\nfamily = { zh = \"人才\", en = \"Talent\" }\n\
        role = \"READERS\"\nstages = [\"NOMINATED\", \"CONFIRMED\"]\nrules = [\"R-01\"]\n[[eligibility]]\nfrom = 2021-01-01\n";
    let launch = |toml: &str| json!({"toml": toml, "from": "2021-01-01"});
    let (programme, _) = world.done(&manager, "programmeLaunch", launch(toml)).await;
    let error = world.refused(&manager, "programmeLaunch", launch(toml)).await;
    assert_eq!(
        (&error["code"], &error["field"], &error["holder"]),
        (&json!("CLAIM_TAKEN"), &json!(["toml"]), &json!(programme))
    );
    let error = world
        .refused(&manager, "programmeLaunch", launch(&toml.replace("\"CONFIRMED\"", "\"PLAQUE\"")))
        .await;
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("POLICY_VALUE_NOT_ALLOWED"), &json!(["toml", "stages"]))
    );
    let revise = json!({"programme": programme, "toml": toml.replace("readers", "writers"), "from": "2023"});
    assert_eq!(world.refused(&manager, "programmeRevise", revise).await["code"], "POLICY_SLUG_DIFFERS");
    let target = json!({"programme": programme, "number": 20, "definition": "CONFIRMED", "deadline": "2022"});
    world.done(&manager, "programmeTargetSet", target).await;
    let round =
        json!({"programme": programme, "nameZh": "第一批", "opensOn": "2022-01", "lastDay": "2022-12-31"});
    let (round, _) = world.done(&manager, "roundOpen", round).await;
    let teacher = world.teacher("甲").await;
    let nominate = json!({"teacher": teacher, "round": round, "on": "2022-05-01"});
    let (candidacy, _) = world.done(&manager, "candidateNominate", nominate.clone()).await;
    let error = world.refused(&manager, "candidateNominate", nominate).await;
    assert_eq!((&error["code"], &error["holder"]), (&json!("CLAIM_TAKEN"), &json!(candidacy)));
    world.done(&manager, "candidateConfirm", json!({"candidacy": candidacy, "on": "2022-06-01"})).await;
    let studio = json!({"name": "阅读工作室", "candidacy": candidacy, "from": "2022-07"});
    assert_eq!(world.refused(&manager, "studioEstablish", studio).await["code"], "STUDIO_HOST_NOT_CERTIFIED");
}
