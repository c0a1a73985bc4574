//! One GraphQL request, from the token to the answer.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{Request, Response as Outcome, ServerError};
use axum::body::Body;
use axum::extract::{Extension, Request as HttpRequest, State};
use axum::http::header::{ALLOW, AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use tokio::time::timeout;

use super::accept::{self, JSON};
use super::request_id::{RequestContext, RequestId};
use super::service::{Question, Service};
use super::shape::Shape;
use super::{answer, body, parameters};
use crate::auth::{AuthError, Principal, Signer};
use crate::fault::{self, Notice, code};

/// A step either goes on or has the answer already. An answer is large, and refusals are rare.
type Step<T> = Result<T, Box<Response>>;

/// Answers `/graphql`.
pub(super) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    request: HttpRequest,
) -> Response {
    let received_at = (service.now)();
    let (parts, body) = request.into_parts();
    match answer(&service, &parts, body, request_id, received_at).await {
        Ok(response) => response,
        Err(refusal) => *refusal,
    }
}

async fn answer(
    service: &Service,
    parts: &Parts,
    body: Body,
    request_id: String,
    received_at: DateTime<Utc>,
) -> Step<Response> {
    let begun = Instant::now();
    let media = accept::negotiate(&parts.headers);
    let principal = authenticate(&service.signer, &parts.headers, received_at)
        .map_err(|error| unauthenticated(media.unwrap_or(JSON), &error))?;
    let media = media.ok_or_else(not_acceptable)?;
    let mut request = read(service, parts, body, media).await?;
    let plan = prepare(service, &parts.method, &mut request, media)?;
    let context = RequestContext { request_id, principal, received_at };
    let response = execute(service, request, &plan, &context, media).await;
    tracing::info!(
        request_id = context.request_id,
        subject = context.principal.subject,
        role = %context.principal.role,
        operation = %plan.operation,
        status = response.status().as_u16(),
        milliseconds = begun.elapsed().as_millis(),
        "answered",
    );
    Ok(response)
}

/// The principal the token of the request stands for. A stranger gets nothing here, so no token is an error too.
fn authenticate(
    signer: &Signer,
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> Result<Principal, Option<AuthError>> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(None)?;
    let token = value.to_str().ok().and_then(bearer).ok_or(Some(AuthError::Invalid(None)))?;
    if values.next().is_some() {
        return Err(Some(AuthError::Invalid(None)));
    }
    signer.verify(token, now).map_err(Some)
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Why a token was refused is for the log; the client learns whether it had one and whether it is over.
fn unauthenticated(media: &'static str, error: &Option<AuthError>) -> Box<Response> {
    let (zh, en, challenge) = match error {
        None => ("请先登录", "Sign in first", "Bearer realm=\"liangshi\""),
        Some(AuthError::Expired) => (
            "登录已过期，请重新登录",
            "The token has expired; sign in again",
            "Bearer realm=\"liangshi\", error=\"invalid_token\", error_description=\"expired\"",
        ),
        Some(AuthError::Invalid(_) | AuthError::Signing(_) | AuthError::SecretTooShort(_)) => {
            ("令牌无效", "The token is not valid", "Bearer realm=\"liangshi\", error=\"invalid_token\"")
        }
    };
    let notice = Notice::new(code::UNAUTHENTICATED, zh, en);
    answer::refuse_with(StatusCode::UNAUTHORIZED, media, notice, (WWW_AUTHENTICATE, challenge)).into()
}

fn not_acceptable() -> Box<Response> {
    let notice = Notice::new(
        code::NOT_ACCEPTABLE,
        "只提供 application/json 与 application/graphql-response+json",
        "Only application/json and application/graphql-response+json are offered",
    );
    answer::refuse(StatusCode::NOT_ACCEPTABLE, JSON, notice).into()
}

/// The parameters, from where the method keeps them.
async fn read(service: &Service, parts: &Parts, body: Body, media: &'static str) -> Step<Request> {
    let bad = |notice| Box::new(answer::refuse(StatusCode::BAD_REQUEST, media, notice));
    if parts.method == Method::GET {
        return parameters::from_uri(&parts.uri).map_err(bad);
    }
    if parts.method != Method::POST {
        let notice =
            Notice::new(code::METHOD_NOT_ALLOWED, "只接受 GET 与 POST", "Only GET and POST are offered");
        let allow = (ALLOW, "GET, POST");
        return Err(answer::refuse_with(StatusCode::METHOD_NOT_ALLOWED, media, notice, allow).into());
    }
    if !accept::is_json(&parts.headers) {
        let notice = Notice::new(
            code::UNSUPPORTED_MEDIA_TYPE,
            "请求正文须为 application/json",
            "The body must be application/json",
        );
        return Err(answer::refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, media, notice).into());
    }
    let reading = body::read(&parts.headers, body, service.limits.body_bytes);
    let bytes = timeout(service.limits.timeout, reading)
        .await
        .unwrap_or_else(|_| Err((StatusCode::REQUEST_TIMEOUT, too_slow())))
        .map_err(|(status, notice)| answer::refuse(status, media, notice))?;
    parameters::from_json(&bytes).map_err(bad)
}

/// What the text of a request asks for, known before anything runs.
struct Plan<'t> {
    operation: OperationType,
    shape: Shape<'t>,
}

/// Applies the limits, parses once for everyone after, and finds the operation that is meant.
fn prepare<'t>(
    service: &'t Service,
    method: &Method,
    request: &mut Request,
    media: &'static str,
) -> Step<Plan<'t>> {
    let refuse = |error: ServerError| Box::new(answer::refuse_document(media, error));
    service.limits.check_text(&request.query).map_err(|notice| refuse(notice.into()))?;
    let document = parse_query(&request.query).map_err(|error| refuse(syntax(error)))?;
    service.limits.check_document(&document).map_err(|notice| refuse(notice.into()))?;
    let definition =
        operation(&document, request.operation_name.as_deref()).map_err(|notice| refuse(notice.into()))?;
    may_run(definition.ty, method, media)?;
    require_variables(definition, request).map_err(|notice| refuse(notice.into()))?;
    let shape = Shape::of(&service.field_types, &document, definition);
    let plan = Plan { operation: definition.ty, shape };
    request.set_parsed_query(document);
    Ok(plan)
}

/// A link or an image can make a browser send GET; it must never change anything.
fn may_run(operation: OperationType, method: &Method, media: &'static str) -> Step<()> {
    match operation {
        OperationType::Query => Ok(()),
        OperationType::Mutation if method == Method::GET => {
            let notice =
                Notice::new(code::METHOD_NOT_ALLOWED, "GET 只能执行查询", "GET may only run queries");
            let allow = (ALLOW, "POST");
            Err(answer::refuse_with(StatusCode::METHOD_NOT_ALLOWED, media, notice, allow).into())
        }
        OperationType::Mutation => Ok(()),
        OperationType::Subscription => {
            let notice = Notice::new(
                code::BAD_USER_INPUT,
                "此地址不提供订阅",
                "Subscriptions are not offered at this address",
            );
            Err(answer::refuse(StatusCode::BAD_REQUEST, media, notice).into())
        }
    }
}

/// The operation the specification would execute. A single named one is still a list of one.
fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d OperationDefinition, Notice> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
        (DocumentOperations::Multiple(all), None) if all.len() == 1 => all.values().next(),
        (DocumentOperations::Multiple(_), None) => {
            return Err(Notice::new(
                code::BAD_USER_INPUT,
                "文本含多个操作，须给出 operationName",
                "The text has several operations: operationName must say which",
            ));
        }
    };
    let missing =
        || Notice::new(code::BAD_USER_INPUT, "没有这个名称的操作", "There is no operation of that name");
    found.map(|operation| &operation.node).ok_or_else(missing)
}

/// The executor would notice a missing variable only in the field that uses it, after others have run.
fn require_variables(operation: &OperationDefinition, request: &Request) -> Result<(), Notice> {
    let missing =
        operation.variable_definitions.iter().map(|definition| &definition.node).find(|definition| {
            let required = !definition.var_type.node.nullable && definition.default_value.is_none();
            required && !request.variables.contains_key(&definition.name.node)
        });
    missing.map_or(Ok(()), |definition| {
        let name = &definition.name.node;
        Err(Notice::new(
            code::BAD_USER_INPUT,
            format!("变量 ${name} 没有给出"),
            format!("The variable ${name} is required and was not given"),
        ))
    })
}

/// The parser draws the line it stumbled over; only what it expected there is worth sending back.
fn syntax(error: ParseError) -> ServerError {
    let text = error.to_string();
    let expected = text.lines().last().unwrap_or_default().trim().trim_start_matches("= ");
    let notice = Notice::new(
        code::GRAPHQL_PARSE_FAILED,
        "查询语法有误",
        format!("The query is not GraphQL: {}", expected.chars().take(300).collect::<String>()),
    );
    let mut error = ServerError::from(error);
    notice.put_on(&mut error);
    error
}

async fn execute(
    service: &Service,
    request: Request,
    plan: &Plan<'_>,
    context: &RequestContext,
    media: &'static str,
) -> Response {
    let cache = service.cache.as_ref().filter(|_| plan.operation == OperationType::Query);
    let asked =
        cache.map(|_| (request.query.clone(), request.operation_name.clone(), request.variables.clone()));
    let question = asked.as_ref().map(|(query, operation_name, variables)| Question {
        principal: &context.principal,
        query,
        operation_name: operation_name.as_deref(),
        variables,
    });
    if let Some(body) = cache.zip(question.as_ref()).and_then(|(cache, question)| cache.look_up(question)) {
        return answer::send(StatusCode::OK, media, body);
    }
    let request = request.data(context.principal.clone()).data(context.clone());
    match run(service, request, &context.request_id).await {
        Ok(outcome) => answer::outcome(media, &plan.shape, outcome, &context.request_id, |body| {
            if let Some((cache, question)) = cache.zip(question.as_ref()) {
                cache.keep(question, body);
            }
        }),
        Err((status, error)) => answer::refuse(status, media, error),
    }
}

/// Executes within the time allowed. A resolver that panics is a fault like any other and takes nobody else with it.
async fn run(
    service: &Service,
    request: Request,
    request_id: &str,
) -> Result<Outcome, (StatusCode, ServerError)> {
    let running = AssertUnwindSafe(service.executor.execute(request)).catch_unwind();
    match timeout(service.limits.timeout, running).await {
        Ok(Ok(outcome)) => Ok(outcome),
        Ok(Err(_)) => {
            tracing::error!(request_id, "a resolver panicked");
            let mut error = ServerError::new("", None);
            fault::put_internal_on(&mut error, request_id);
            Err((StatusCode::INTERNAL_SERVER_ERROR, error))
        }
        Err(_) => {
            tracing::warn!(request_id, "the time for an answer ran out");
            Err((StatusCode::SERVICE_UNAVAILABLE, too_slow().into()))
        }
    }
}

fn too_slow() -> Notice {
    Notice::new(code::TIMEOUT, "超时，请缩小查询范围后重试", "It took too long; ask for less and try again")
}
