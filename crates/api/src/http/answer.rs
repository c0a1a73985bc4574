//! Every body that leaves this layer is JSON and is made here.

use async_graphql::{Response as Outcome, ServerError, Value};
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;

use super::accept::{GRAPHQL, JSON};
use super::shape::Shape;
use crate::fault::{self, Notice, code};

/// A client learns nothing more from the hundredth error, and a text of 64 KiB can hold thousands.
const ERRORS: usize = 50;

#[derive(Serialize)]
struct Errors<'a> {
    errors: &'a [ServerError],
}

/// A body with the headers every answer has.
pub(super) fn send(status: StatusCode, media: &'static str, body: impl Into<Body>) -> Response {
    let content_type = if media == GRAPHQL {
        "application/graphql-response+json; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// A refusal of the request as such, whatever the client accepts.
pub(super) fn refuse(status: StatusCode, media: &'static str, error: impl Into<ServerError>) -> Response {
    errors(status, media, &[error.into()])
}

/// The same, with a header that tells the client what to do instead.
pub(super) fn refuse_with(
    status: StatusCode,
    media: &'static str,
    notice: Notice,
    (name, value): (HeaderName, &'static str),
) -> Response {
    let mut response = refuse(status, media, notice);
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

/// A document that cannot be executed: 400 where the media type lets the status speak, 200 where old clients expect it.
pub(super) fn refuse_document(media: &'static str, error: impl Into<ServerError>) -> Response {
    errors(document_status(media), media, &[error.into()])
}

fn document_status(media: &str) -> StatusCode {
    if media == JSON { StatusCode::OK } else { StatusCode::BAD_REQUEST }
}

fn errors(status: StatusCode, media: &'static str, errors: &[ServerError]) -> Response {
    match serde_json::to_vec(&Errors { errors }) {
        Ok(body) => send(status, media, body),
        Err(error) => unwritable(&error),
    }
}

/// What the executor made of a request, as a client may see it. `keep` is offered the body when there was no error.
pub(super) fn outcome(
    media: &'static str,
    shape: &Shape<'_>,
    mut outcome: Outcome,
    request_id: &str,
    keep: impl FnOnce(&Bytes),
) -> Response {
    let headers = std::mem::take(&mut outcome.http_headers);
    let mut response = if is_request_error(&outcome) {
        outcome.errors.truncate(ERRORS);
        outcome.errors.iter_mut().for_each(classify);
        fault::mask(&mut outcome.errors, request_id);
        errors(document_status(media), media, &outcome.errors)
    } else {
        shape.put(&mut outcome.data, &outcome.errors);
        outcome.errors.truncate(ERRORS);
        fault::mask(&mut outcome.errors, request_id);
        match serde_json::to_vec(&outcome).map(Bytes::from) {
            Ok(body) => {
                if outcome.errors.is_empty() {
                    keep(&body);
                }
                send(StatusCode::OK, media, body)
            }
            Err(error) => unwritable(&error),
        }
    };
    add(response.headers_mut(), headers);
    response
}

/// Resolvers may add headers; they may not change what this layer says.
fn add(to: &mut HeaderMap, headers: HeaderMap) {
    let mut last = None;
    for (name, value) in headers {
        last = name.or(last);
        if let Some(name) = last.clone().filter(|name| name != CONTENT_TYPE) {
            to.append(name, value);
        }
    }
}

/// Nothing was executed if there is no data and no error has a place in the answer.
fn is_request_error(outcome: &Outcome) -> bool {
    outcome.data == Value::Null
        && !outcome.errors.is_empty()
        && outcome.errors.iter().all(|error| error.path.is_empty())
}

/// Gives the executor's own refusals, which are bare sentences, a code. What has a source came from a resolver.
fn classify(error: &mut ServerError) {
    if fault::code_of(error).is_some() || error.source.is_some() {
        return;
    }
    let said = error.message.as_str();
    let (code, zh) = if said.starts_with("Query is too complex") {
        (code::TOO_COMPLEX, "查询过于复杂")
    } else if said.starts_with("Query is nested too deep")
        || said.starts_with("The recursion depth of the query")
    {
        (code::TOO_DEEP, "查询嵌套过深")
    } else if said.starts_with("The number of directives on the field") {
        (code::TOO_MANY_DIRECTIVES, "同一字段上的指令过多")
    } else {
        (code::GRAPHQL_VALIDATION_FAILED, "查询与模式不符")
    };
    let en = error.message.clone();
    Notice::new(code, zh, en).put_on(error);
}

/// No value of ours is unwritable as JSON; if one ever is, the client still gets an answer.
fn unwritable(error: &serde_json::Error) -> Response {
    tracing::error!(%error, "an answer could not be written");
    let body = r#"{"errors":[{"message":"内部错误 / Internal error","extensions":{"code":"INTERNAL"}}]}"#;
    send(StatusCode::INTERNAL_SERVER_ERROR, JSON, body)
}
