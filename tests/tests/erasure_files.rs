//! A person is erased, and then every byte of every file is looked at: the log, the keys, the views, what each of them
//! writes ahead, exports, backups and copies, and all that the program logged at its most talkative.

// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use chrono::{DateTime, TimeDelta, Utc};
use liangshi_api::{
    auth::{Principal, Role, Signer},
    cache::Answers,
    http::{self, Service},
    schema::{self, Registry},
};
use liangshi_domain::{IdentityNumber, TeacherId};
use liangshi_eventstore::{Log, MasterKey, Options, backup_keys, backup_log, copy_log, export_log};
use liangshi_projection::{Views, census::Census, views};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tracing_subscriber::{filter::LevelFilter, fmt::format::FmtSpan};
use uuid::Uuid;

const NAME: &str = "欧阳绝密甲";
const LATER_NAME: &str = "司徒绝密乙";
const BIRTH: &str = "1877-03-09";
const FIRST_17: &str = "44010118770307001";
const OTHER_NAME: &str = "寻常留名丙";

/// The program as it serves, with everything it keeps in one folder.
struct Program {
    log: Log,
    views: Views,
    address: std::net::SocketAddr,
    token: String,
    keys: AtomicU64,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Program {
    async fn start(url: &str) -> Self {
        let log = Log::open(url, Options::new(MasterKey::from_bytes([7; 32]))).await.unwrap();
        let views = Views::open(url, log.clone(), views::ALL).await.unwrap();
        let time: DateTime<Utc> = "2022-03-01T01:00:00Z".parse().unwrap();
        let ids = AtomicU64::new(1);
        let new_id = move || {
            let count = u128::from(ids.fetch_add(1, Ordering::Relaxed));
            Uuid::from_u128(0x017e_0000_0000_7000_8000_0000_0000_0000 + count)
        };
        let new_id: Arc<dyn Fn() -> Uuid + Send + Sync> = Arc::new(new_id);
        let now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync> = Arc::new(move || time);
        let registry = Registry {
            log: log.clone(),
            views: views.clone(),
            census: Census::default(),
            now: now.clone(),
            new_id: new_id.clone(),
        };
        let signer = || Signer::new(&[9; 32]).unwrap();
        let principal = Principal { subject: "li".to_owned(), role: Role::BureauHr, scope: None };
        let token = signer().issue(&principal, time, TimeDelta::days(1)).unwrap();
        let answers = Answers::new(registry.clone());
        let mut service = Service::new(schema::build(registry), signer(), now, new_id);
        service.cache = Some(Arc::new(answers));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let follower = views.clone();
        let tasks = vec![
            tokio::spawn(async move { axum::serve(listener, http::router(service)).await.unwrap() }),
            tokio::spawn(async move { follower.follow(std::future::pending()).await }),
        ];
        Self { log, views, address, token, keys: AtomicU64::new(1), tasks }
    }

    /// One request through the wire, as any client sends it; answers the body.
    async fn send(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: liangshi\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.token,
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    async fn ask(&self, query: &str, variables: Value) -> String {
        self.send("POST /graphql", &json!({ "query": query, "variables": variables }).to_string()).await
    }

    async fn mutate(&self, mutation: &str, mut input: Value) -> String {
        let key = self.keys.fetch_add(1, Ordering::Relaxed);
        if input.get("idempotencyKey").is_none() {
            input["idempotencyKey"] = json!(format!("key-{key}"));
        }
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ teacher {{ uuid name }} userErrors {{ code }} }} }}"
        );
        self.ask(&query, json!({ "input": input })).await
    }

    async fn done(&self, mutation: &str, input: Value) -> String {
        let answer = self.mutate(mutation, input).await;
        assert!(answer.contains(r#""userErrors":[]"#), "{answer}");
        answer
    }

    /// What the disk holds of an erased person goes a moment after the rows do.
    async fn compacted(&self) {
        for _ in 0..600 {
            if self.views.uncompacted().await.unwrap().is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        unreachable!("the views were never compacted");
    }

    async fn stop(self) {
        self.tasks.iter().for_each(tokio::task::JoinHandle::abort);
        self.views.close().await;
        self.log.close().await;
    }
}

/// Every way in which the program is told of the person, also those that fail and say why.
async fn told(program: &Program, number: &str) -> Uuid {
    let person = json!({ "name": NAME, "identityNumber": number, "birth": BIRTH, "sex": "FEMALE" });
    let answer = program.done("teacherRegister", person.clone()).await;
    let (_, rest) = answer.split_once(r#""uuid":""#).unwrap();
    let id: Uuid = rest[..36].parse().unwrap();
    program.done("teacherRename", json!({ "teacher": id, "name": LATER_NAME, "from": "2021-01-01" })).await;
    program.done("teacherRegister", json!({ "name": OTHER_NAME, "sex": "MALE" })).await;
    assert!(program.mutate("teacherRegister", person.clone()).await.contains("CLAIM_TAKEN"));

    let mut keyed = person.clone();
    keyed["idempotencyKey"] = json!(format!("{NAME}-{number}"));
    assert!(program.mutate("teacherRegister", keyed).await.contains("CLAIM_TAKEN"));
    let key = format!("{LATER_NAME}-{number}");
    let rename = json!({ "teacher": id, "name": LATER_NAME, "from": "2021-02-01", "idempotencyKey": key });
    program.done("teacherRename", rename).await;
    let wrong = [
        json!({ "name": [NAME], "sex": "FEMALE" }),
        json!({ "name": NAME, "sex": NAME }),
        json!({ "name": NAME, "sex": "FEMALE", LATER_NAME: number }),
        json!({ "name": NAME, "identityNumber": format!("{FIRST_17}Y"), "sex": "FEMALE" }),
        json!({ "name": NAME, "birth": format!("{BIRTH}T"), "sex": "FEMALE" }),
        json!({ "name": NAME.repeat(200), "sex": "FEMALE" }),
    ];
    for input in wrong {
        let answer = program.mutate("teacherRegister", input).await;
        assert!(!answer.contains(r#""userErrors":[]"#), "{answer}");
    }
    let rename = json!({ "teacher": NAME, "name": NAME, "from": BIRTH });
    assert!(program.mutate("teacherRename", rename).await.contains("ID_UNREADABLE"));
    program.ask(&format!("{{ teacher(by: {{ identityNumber: \"{number}\" }} {NAME}"), json!({})).await;
    program.send("POST /graphql", &format!("{{\"query\": \"{NAME} {number}")).await;
    let find = format!("{{ teacher(by: {{ identityNumber: \"{number}\" }}) {{ name birthDate }} }}");
    assert!(program.ask(&find, json!({})).await.contains(LATER_NAME));
    let named = "query($name: String) { teachers(where: { name: $name }) { totalCount nodes { name } } }";
    program.ask(named, json!({ "name": LATER_NAME })).await;
    let escaped = find.replace(' ', "%20").replace('"', "%22").replace('{', "%7B").replace('}', "%7D");
    assert!(program.send(&format!("GET /graphql?query={escaped}"), "").await.contains(LATER_NAME));
    id
}

/// A text in every form in which a file may hold it.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    let mut forms = vec![bytes.to_vec()];
    forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    forms.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    // Of base64 only the characters that depend on nothing before or after are compared.
    for before in 0..3 {
        let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
        let (first, last) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        for encoded in [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
            forms.push(encoded.as_bytes()[first..last].to_vec());
        }
    }
    let spelled = |each: &dyn Fn(&u8) -> String| bytes.iter().map(each).collect::<String>().into_bytes();
    forms.push(spelled(&|byte| format!("{byte:02x}")));
    forms.push(spelled(&|byte| format!("{byte:02X}")));
    forms.push(spelled(&|byte| format!("%{byte:02X}")));
    let json = |unit: u16| format!("\\u{unit:04x}");
    forms.push(text.encode_utf16().map(json).collect::<String>().into_bytes());
    forms.sort();
    forms.dedup();
    forms
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Which files hold which of the texts.
fn found(folder: &Path, texts: &[&str]) -> Vec<String> {
    let forms: Vec<(&str, Vec<u8>)> =
        texts.iter().flat_map(|text| forms(text).into_iter().map(move |form| (*text, form))).collect();
    let mut found = Vec::new();
    for path in files(folder) {
        let bytes = fs::read(&path).unwrap();
        let holds = |form: &[u8]| {
            bytes.iter().enumerate().any(|(at, byte)| *byte == form[0] && bytes[at..].starts_with(form))
        };
        for (text, form) in &forms {
            if holds(form) {
                let file = path.strip_prefix(folder).unwrap().display().to_string();
                found.push(format!("{file}: {text} as {}", String::from_utf8_lossy(form)));
            }
        }
    }
    found
}

/// The wrapped key of the person as the key store keeps it.
async fn wrapped_key(database: &Path, stream: &str) -> String {
    let url = format!("sqlite://{}.keys?mode=ro", database.display());
    let mut keys = SqliteConnection::connect(&url).await.unwrap();
    let select = "SELECT wrapped FROM subject_keys WHERE subject = $1";
    let wrapped: String = sqlx::query_scalar(select).bind(stream).fetch_one(&mut keys).await.unwrap();
    keys.close().await.unwrap();
    wrapped
}

fn talkative(folder: &Path) {
    let file = fs::File::create(folder.join("program.log")).unwrap();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .init();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_erased_person_is_left_in_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    talkative(folder);
    let number = format!("{FIRST_17}{}", IdentityNumber::check_digit(FIRST_17).unwrap());
    let personal = [NAME, LATER_NAME, FIRST_17, BIRTH];
    let database = folder.join("registry.db");
    let url = format!("sqlite://{}", database.display());
    let program = Program::start(&url).await;
    let id = told(&program, &number).await;
    let stream = TeacherId(id).stream();
    let wrapped = wrapped_key(&database, &stream).await;
    export_log(&url, &folder.join("before.jsonl"), &|_, _, _| {}).await.unwrap();
    backup_log(&url, &folder.join("before"), "2022-03-01", "liangshi", &|_, _, _| {}).await.unwrap();

    let before = found(folder, &personal);
    assert_eq!(before.iter().find(|found| !found.starts_with("registry.db.views")), None, "{before:#?}");
    for text in personal {
        assert!(before.iter().any(|found| found.contains(text)), "the views hold {text} until then");
    }
    assert!(found(folder, &[&wrapped]).iter().all(|found| found.starts_with("registry.db.keys")));

    let document = json!({ "issuer": "东莞市教育局", "number": "东教〔2022〕90号" });
    let erase = json!({ "teacher": id, "reason": "保存期限届满", "document": document });
    let answer = program.done("personalDataErase", erase.clone()).await;
    assert!(answer.contains(r#""name":null"#), "{answer}");
    assert!(program.mutate("personalDataErase", erase).await.contains("ALREADY_ERASED"));
    program.compacted().await;
    let all = [&personal[..], &[&wrapped]].concat();
    assert_eq!(found(folder, &all), Vec::<String>::new(), "while it serves");

    export_log(&url, &folder.join("after.jsonl"), &|_, _, _| {}).await.unwrap();
    backup_log(&url, &folder.join("after"), "2022-03-01", "liangshi", &|_, _, _| {}).await.unwrap();
    backup_keys(&url, &folder.join("after.keys")).await.unwrap();
    copy_log(&url, &format!("{url}.copy"), &|_, _, _| {}).await.unwrap();
    let name = "query($by: TeacherBy!) { teacher(by: $by) { name identityNumber birthDate erased } }";
    let answer = program.ask(name, json!({ "by": { "id": id } })).await;
    assert!(answer.contains(r#""erased":true"#) && !answer.contains(NAME), "{answer}");
    program.stop().await;
    assert_eq!(found(folder, &all), Vec::<String>::new(), "after it ended");
    assert!(!found(folder, &[OTHER_NAME]).is_empty(), "others stay");
    let logged = fs::read_to_string(folder.join("program.log")).unwrap();
    assert!(logged.contains("sqlx::query") && logged.contains("answered"), "it was talkative");
}

#[test]
fn a_text_is_found_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for form in forms(NAME) {
        fs::write(&path, [b"xyz", &form[..], b"xyz"].concat()).unwrap();
        assert!(!found(folder.path(), &[NAME]).is_empty());
    }
    for before in ["", "a", "ab", "abc"] {
        fs::write(&path, STANDARD_NO_PAD.encode(format!("{before}{NAME}后"))).unwrap();
        assert!(!found(folder.path(), &[NAME]).is_empty(), "{before}");
    }
    fs::write(&path, OTHER_NAME).unwrap();
    assert_eq!(found(folder.path(), &[NAME]), Vec::<String>::new());
}
