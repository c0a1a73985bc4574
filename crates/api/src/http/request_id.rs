//! Every request has a number, which a user can quote and an operator can look for.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::service::Service;
use crate::auth::Principal;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LONGEST: usize = 64;

/// What is known about a request before it is executed. Resolvers find it in the data of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestContext {
    /// The number of the request, as the answer's `x-request-id` says it.
    pub request_id: String,
    /// Who asks.
    pub principal: Principal,
    /// When the request came in. It is the only "now" a resolver needs.
    pub received_at: DateTime<Utc>,
}

/// The number of a request on its way to a handler.
#[derive(Clone)]
pub(super) struct RequestId(pub(super) String);

/// Numbers a request, and gives its answer the headers that every answer has.
pub(super) async fn stamp(State(service): State<Arc<Service>>, mut request: Request, next: Next) -> Response {
    let id = brought(request.headers()).unwrap_or_else(|| (service.new_id)().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(X_REQUEST_ID, value);
    }
    // Answers are about persons: nobody between us and the client may keep them.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept, authorization"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The number a proxy gave the request, if it can stand in a log line without doing harm.
fn brought(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(X_REQUEST_ID)?.to_str().ok()?;
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (!id.is_empty() && id.len() <= LONGEST && id.bytes().all(harmless)).then(|| id.to_owned())
}
