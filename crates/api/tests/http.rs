//! The HTTP layer over a toy schema, asked through the router as a client would ask.
// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_graphql::{Context, EmptySubscription, Error, Object, Schema};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use liangshi_api::auth::{Principal, Role, Signer};
use liangshi_api::fault;
use liangshi_api::http::{self, Check, Question, Readiness, RequestContext, ResponseCache, Service};
use liangshi_api::limits;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;

const SECRET: &[u8] = b"a secret of at least 32 bytes !!";
const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

static TOUCHES: AtomicUsize = AtomicUsize::new(0);

struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "你好"
    }

    async fn half(&self, of: i32) -> i32 {
        of / 2
    }

    async fn whoami(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        let context = ctx.data::<RequestContext>()?;
        assert_eq!(ctx.data::<Principal>()?, &context.principal);
        Ok(format!("{} {} {}", context.principal.subject, context.principal.role, context.request_id))
    }

    async fn broken(&self) -> async_graphql::Result<Option<i32>> {
        Err(fault::internal(std::io::Error::other("password=hunter2")))
    }

    async fn bare(&self) -> async_graphql::Result<i32> {
        Err(Error::new("password=hunter2"))
    }

    async fn stale(&self) -> async_graphql::Result<Option<i32>> {
        Err(fault::coded("STALE_READ", "尚未读到该位置", "The view has not reached that position"))
    }

    async fn panics(&self, really: Option<bool>) -> i32 {
        if really != Some(false) {
            std::panic::resume_unwind(Box::new("password=hunter2"));
        }
        0
    }

    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        1
    }

    async fn late(&self) -> i32 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        1
    }

    async fn this(&self) -> Query {
        Query
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn touch(&self) -> usize {
        TOUCHES.fetch_add(1, Ordering::SeqCst)
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

fn service() -> Service {
    let schema = limits::apply(Schema::build(Query, Mutation, EmptySubscription)).finish();
    Service::new(
        Arc::new(schema),
        Signer::new(SECRET).unwrap(),
        Arc::new(now),
        Arc::new(|| Uuid::from_u128(0x1234)),
    )
}

fn token() -> String {
    let principal = Principal { subject: "zhang".into(), role: Role::BureauHr, scope: None };
    Signer::new(SECRET).unwrap().issue(&principal, now(), chrono::Duration::minutes(5)).unwrap()
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn send(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.into()).unwrap() }
}

async fn ask(method: Method, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    ask_of(service(), method, uri, headers, body).await
}

async fn ask_of(
    service: Service,
    method: Method,
    uri: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request =
        Request::builder().method(method).uri(uri).header("authorization", format!("Bearer {}", token()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(http::router(service), request.body(body.into()).unwrap()).await
}

async fn post(accept: &str, body: Value) -> Answer {
    ask(Method::POST, "/graphql", &[("content-type", JSON), ("accept", accept)], body.to_string()).await
}

async fn query(text: &str) -> Answer {
    post(GRAPHQL, json!({ "query": text })).await
}

async fn get(text: &str) -> Answer {
    let text = text.replace(' ', "%20").replace('{', "%7B").replace('}', "%7D");
    ask(Method::GET, &format!("/graphql?query={text}"), &[("accept", GRAPHQL)], "").await
}

#[tokio::test]
async fn the_answer_has_the_media_type_the_client_wants_in_utf_8() {
    for (accept, content_type) in [
        (JSON, "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        (GRAPHQL, "application/graphql-response+json; charset=utf-8"),
    ] {
        let answer = post(accept, json!({ "query": "{ hello }" })).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, content_type));
        assert_eq!(answer.text, r#"{"data":{"hello":"你好"}}"#);
    }
}

#[tokio::test]
async fn a_media_type_that_is_not_offered_is_refused_with_406() {
    let answer = post("text/html", json!({ "query": "{ hello }" })).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (406, "NOT_ACCEPTABLE".into()));
}

#[tokio::test]
async fn a_body_that_is_not_json_is_never_executed() {
    let before = TOUCHES.load(Ordering::SeqCst);
    let body = json!({ "query": "mutation { touch }" }).to_string();
    for content_type in ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
    {
        let answer = ask(Method::POST, "/graphql", &[("content-type", content_type)], body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (415, "UNSUPPORTED_MEDIA_TYPE".into()));
    }
    assert_eq!(ask(Method::POST, "/graphql", &[], body).await.status.as_u16(), 415);
    assert_eq!(TOUCHES.load(Ordering::SeqCst), before);
}

#[tokio::test]
async fn get_runs_queries_and_never_a_mutation_named_or_not() {
    assert_eq!(get("{ hello }").await.text, r#"{"data":{"hello":"你好"}}"#);
    for text in ["mutation { touch }", "mutation Named { touch }"] {
        let answer = get(text).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"), "{text}");
        assert_eq!(answer.code(), "METHOD_NOT_ALLOWED");
    }
    let both = get("query A { hello } mutation B { touch }&operationName=B").await;
    assert_eq!(both.status.as_u16(), 405);
    let first = get("query A { hello } mutation B { touch }&operationName=A").await;
    assert_eq!(first.status.as_u16(), 200);
}

#[tokio::test]
async fn post_runs_mutations() {
    assert_eq!(query("mutation { touch }").await.status.as_u16(), 200);
}

#[tokio::test]
async fn other_methods_are_refused_with_the_list_of_those_allowed() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::HEAD] {
        let answer = ask(method, "/graphql", &[], "").await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "GET, POST"));
    }
}

#[tokio::test]
async fn a_batch_is_refused() {
    let answer = post(JSON, json!([{ "query": "{ hello }" }, { "query": "{ hello }" }])).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (400, "BAD_USER_INPUT".into()));
}

#[tokio::test]
async fn parameters_of_the_wrong_shape_are_refused_whatever_the_client_accepts() {
    for body in [
        json!({}),
        json!({ "query": 7 }),
        json!({ "query": "{ hello }", "variables": [7] }),
        json!({ "query": "{ hello }", "operationName": 7 }),
        json!({ "query": "{ hello }", "extensions": "x" }),
        json!("{ hello }"),
    ] {
        for accept in [JSON, GRAPHQL] {
            let answer = post(accept, body.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (400, "BAD_USER_INPUT".into()), "{body}");
        }
    }
    let torn = ask(Method::POST, "/graphql", &[("content-type", JSON)], "{ \"query").await;
    assert_eq!((torn.status.as_u16(), torn.code()), (400, "BAD_USER_INPUT".into()));
}

#[tokio::test]
async fn a_request_error_is_400_or_200_by_media_type_and_has_no_data() {
    for (text, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($of: Int!) { half(of: $of) }", "BAD_USER_INPUT"),
        ("query A { hello } query B { hello }", "BAD_USER_INPUT"),
    ] {
        for (accept, status) in [(GRAPHQL, 400), (JSON, 200)] {
            let answer = post(accept, json!({ "query": text })).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{text}");
            assert!(answer.json().get("data").is_none(), "{text}");
        }
    }
}

#[tokio::test]
async fn names_are_not_suggested() {
    let answer = query("{ helo }").await;
    assert!(!answer.text.contains("hello"), "{}", answer.text);
}

#[tokio::test]
async fn a_large_body_is_answered_in_json_and_not_kept() {
    let body =
        json!({ "query": "{ hello }", "variables": { "v": "x".repeat(10 * 1024 * 1024) } }).to_string();
    let answer = ask(Method::POST, "/graphql", &[("content-type", JSON)], body).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (413, "BODY_TOO_LARGE".into()));
}

#[tokio::test]
async fn variables_may_use_what_the_document_may_not() {
    let body = json!({ "query": "{ hello }", "variables": { "v": "x".repeat(500_000) } });
    assert_eq!(post(GRAPHQL, body).await.status.as_u16(), 200);
}

#[tokio::test]
async fn each_limit_on_a_document_has_its_code() {
    let spreads = (0..30).map(|n| format!("fragment F{n} on Query {{ ...F{m} ...F{m} }}", m = n + 1));
    let doubled = format!("{{ ...F0 }} {} fragment F30 on Query {{ hello }}", spreads.collect::<String>());
    for (text, code) in [
        (format!("{{ hello }} #{}", "x".repeat(70_000)), "DOCUMENT_TOO_LARGE"),
        (format!("{{ {} }}", "hello ".repeat(5_000)), "TOO_MANY_TOKENS"),
        (format!("{}hello{}", "{this".repeat(2_000), "}".repeat(2_000)), "TOO_DEEP"),
        (format!("{}{{hello}}{}", "{this".repeat(25), "}".repeat(25)), "TOO_DEEP"),
        (format!("{}{{hello}}{}", "{this".repeat(60), "}".repeat(60)), "TOO_DEEP"),
        (format!("{{ half(of: {}1{}) }}", "[".repeat(2_000), "]".repeat(2_000)), "TOO_DEEP"),
        (
            format!("{{ {} }}", (0..61).map(|n| format!("a{n}: hello ")).collect::<String>()),
            "TOO_MANY_ALIASES",
        ),
        (format!("{{ hello {} }}", "@skip(if: false) ".repeat(9)), "TOO_MANY_DIRECTIVES"),
        (doubled, "TOO_COMPLEX"),
        ("{ ...A } fragment A on Query { ...A }".into(), "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let answer = query(&text).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, code),
            "{}",
            &text[..40.min(text.len())]
        );
    }
}

#[tokio::test]
async fn introspection_as_every_tool_sends_it_passes_the_limits() {
    let wrapped = format!("{}{}", "kind name ofType {".repeat(9) + "kind name", "}".repeat(9));
    let value = "name description type { ...T } defaultValue isDeprecated deprecationReason";
    let field = format!(
        "name description args(includeDeprecated: true) {{ {value} }} type {{ ...T }} isDeprecated deprecationReason"
    );
    let text = format!(
        "query IntrospectionQuery {{ __schema {{
            queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }}
            types {{ ...F }}
            directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ {value} }} }}
        }} }}
        fragment F on __Type {{
            kind name description specifiedByURL isOneOf
            fields(includeDeprecated: true) {{ {field} }}
            inputFields(includeDeprecated: true) {{ {value} }}
            interfaces {{ ...T }}
            enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
            possibleTypes {{ ...T }}
        }}
        fragment T on __Type {{ {wrapped} }}"
    );
    let answer = query(&text).await;
    assert!(answer.json()["errors"].is_null(), "{}", answer.text);
    assert!(answer.json()["data"]["__schema"]["types"].is_array());
}

#[tokio::test]
async fn what_broke_stays_inside_and_the_client_gets_the_number_of_the_request() {
    for text in ["{ hello broken }", "{ bare }", "{ panics }"] {
        let answer = query(text).await;
        assert!(!answer.text.contains("hunter2"), "{}", answer.text);
        assert_eq!(answer.code(), "INTERNAL");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["extensions"]["requestId"], answer.header("x-request-id"));
        assert!(error["message"].as_str().unwrap().starts_with("内部错误，请把请求编号告知管理员"));
    }
}

#[tokio::test]
async fn fields_stand_in_the_order_of_the_query_whichever_finishes_first() {
    let answer = query("{ late hello this { late hello } }").await;
    assert_eq!(answer.text, r#"{"data":{"late":1,"hello":"你好","this":{"late":1,"hello":"你好"}}}"#);
}

#[tokio::test]
async fn a_failed_field_that_must_not_be_null_makes_the_answer_null() {
    let answer = query("{ hello this { hello bare } }").await;
    assert_eq!((answer.status.as_u16(), answer.json()["data"].clone()), (200, Value::Null));
    assert_eq!(answer.json()["errors"][0]["path"], json!(["this", "bare"]));
}

#[tokio::test]
async fn an_error_of_one_field_leaves_the_others_and_the_status_alone() {
    let answer = query("{ hello stale }").await;
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(answer.json()["data"], json!({ "hello": "你好", "stale": null }));
    let extensions = &answer.json()["errors"][0]["extensions"];
    assert_eq!(
        *extensions,
        json!({ "code": "STALE_READ", "zh": "尚未读到该位置", "en": "The view has not reached that position" })
    );
}

#[tokio::test]
async fn an_argument_that_cannot_be_read_is_the_callers_mistake() {
    let answer = query("{ half(of: 3000000000) }").await;
    assert_eq!(answer.code(), "BAD_USER_INPUT", "{}", answer.text);
}

fn impatient() -> Service {
    let mut service = service();
    service.limits.timeout = Duration::from_millis(30);
    service
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let body = json!({ "query": "{ slow }" }).to_string();
    let answer = ask_of(impatient(), Method::POST, "/graphql", &[("content-type", JSON)], body).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (503, "TIMEOUT".into()));
}

#[tokio::test]
async fn a_body_that_never_arrives_is_given_up() {
    let never = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
    let answer = ask_of(impatient(), Method::POST, "/graphql", &[("content-type", JSON)], never).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (408, "TIMEOUT".into()));
}

#[tokio::test]
async fn a_stranger_gets_401_and_a_challenge_whatever_they_send() {
    let old = Signer::new(SECRET).unwrap();
    let principal = Principal { subject: "zhang".into(), role: Role::Auditor, scope: None };
    let expired =
        old.issue(&principal, now() - chrono::Duration::hours(2), chrono::Duration::hours(1)).unwrap();
    let expired = format!("Bearer {expired}");
    for authorization in ["", "Basic eDp5", "Bearer", "Bearer nonsense", &expired] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let mut request = Request::builder().method(method).uri("/graphql?query=%7Bhello%7D");
            if !authorization.is_empty() {
                request = request.header("authorization", authorization);
            }
            let answer = send(http::router(service()), request.body(Body::empty()).unwrap()).await;
            assert_eq!(
                (answer.status.as_u16(), answer.code()),
                (401, "UNAUTHENTICATED".into()),
                "{authorization}"
            );
            assert!(answer.header("www-authenticate").starts_with("Bearer realm=\"liangshi\""));
            assert!(answer.json().get("data").is_none());
        }
    }
}

#[tokio::test]
async fn resolvers_know_who_asks_and_under_which_number() {
    let answer = ask(Method::GET, "/graphql?query=%7Bwhoami%7D", &[("x-request-id", "proxy-7.a_B")], "");
    let answer = answer.await;
    assert_eq!(answer.json()["data"]["whoami"], "zhang BUREAU_HR proxy-7.a_B");
    assert_eq!(answer.header("x-request-id"), "proxy-7.a_B");
}

#[tokio::test]
async fn a_request_number_that_could_harm_a_log_is_replaced() {
    for bad in ["a b", "a\"b", "<script>", &"x".repeat(65)] {
        let answer = ask(Method::GET, "/version", &[("x-request-id", bad)], "").await;
        assert_eq!(answer.header("x-request-id"), Uuid::from_u128(0x1234).to_string());
    }
}

#[tokio::test]
async fn nothing_between_us_and_the_client_may_keep_an_answer() {
    let answer = query("{ hello }").await;
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn health_and_version_are_open_and_nothing_else_is_there() {
    let open =
        |uri: &'static str| send(http::router(service()), Request::get(uri).body(Body::empty()).unwrap());
    assert_eq!(open("/health").await.json(), json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }));
    assert_eq!(open("/version").await.json()["name"], "liangshi");
    for uri in ["/", "/graphiql", "/graphql/", "/metrics"] {
        let answer = open(uri).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (404, "NOT_FOUND".into()), "{uri}");
    }
    let posted = ask(Method::POST, "/health", &[], "").await;
    assert_eq!((posted.status.as_u16(), posted.header("allow")), (405, "GET, HEAD"));
}

#[tokio::test]
async fn a_program_that_is_not_ready_says_so_and_is_still_alive() {
    let mut service = service();
    let check = Check { name: "views".into(), ok: false, detail: Some("catching up".into()) };
    let readiness = Readiness { checks: vec![check] };
    service.readiness = Arc::new(move || futures_util::future::ready(readiness.clone()).boxed());
    let answer = ask_of(service.clone(), Method::GET, "/health", &[], "").await;
    assert_eq!(answer.status.as_u16(), 503);
    assert_eq!(answer.json()["checks"][0], json!({ "name": "views", "ok": false, "detail": "catching up" }));
    assert_eq!(ask_of(service, Method::GET, "/health?live", &[], "").await.status.as_u16(), 200);
}

#[derive(Default)]
struct Shelf(Mutex<Vec<(String, Bytes)>>);

impl ResponseCache for Shelf {
    fn look_up(&self, question: &Question<'_>) -> Option<Bytes> {
        let shelf = self.0.lock().unwrap();
        shelf.iter().find(|(query, _)| query == question.query).map(|(_, answer)| answer.clone())
    }

    fn keep(&self, question: &Question<'_>, answer: &Bytes) {
        self.0.lock().unwrap().push((question.query.to_owned(), answer.clone()));
    }
}

#[tokio::test]
async fn a_cache_sees_queries_that_succeeded_and_no_others() {
    let shelf = Arc::new(Shelf::default());
    let service = Service { cache: Some(shelf.clone()), ..service() };
    let headers = [("content-type", JSON)];
    for text in ["{ hello }", "{ hello }", "mutation { touch }", "{ hello stale }", "{ nothing }"] {
        let body = json!({ "query": text }).to_string();
        ask_of(service.clone(), Method::POST, "/graphql", &headers, body).await;
    }
    let kept: Vec<String> = shelf.0.lock().unwrap().iter().map(|(query, _)| query.clone()).collect();
    assert_eq!(kept, ["{ hello }"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_sends_ten_megabytes_over_a_socket_can_read_the_answer() {
    use std::io::{Read as _, Write as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, http::router(service())).await });
    let answer = tokio::task::spawn_blocking(move || {
        let body = vec![b' '; 10 * 1024 * 1024];
        let mut socket = std::net::TcpStream::connect(address).unwrap();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            token(),
            body.len()
        );
        socket.write_all(head.as_bytes()).unwrap();
        socket.write_all(&body).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    });
    let answer = answer.await.unwrap();
    server.abort();
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("BODY_TOO_LARGE"), "{answer}");
}
