//! `/health` and `/version`, the two things a stranger may ask.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::ALLOW;
use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use serde::Serialize;
use tokio::time::timeout;

use super::accept::JSON;
use super::answer;
use super::readiness::{Check, Readiness};
use super::service::Service;
use crate::fault::{Notice, code};

/// A probe that hangs is as good as one that says no.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Health<'a> {
    status: &'static str,
    version: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Version<'a> {
    name: &'static str,
    version: &'a str,
}

/// Ready or not; with `?live` only alive, which needs no check.
pub(super) async fn health(State(service): State<Arc<Service>>, method: Method, uri: Uri) -> Response {
    if let Some(refusal) = only_get(&method) {
        return refusal;
    }
    let readiness = if uri.query() == Some("live") {
        Readiness::default()
    } else {
        timeout(PATIENCE, (service.readiness)()).await.unwrap_or_else(|_| hanging())
    };
    let ready = readiness.checks.iter().all(|check| check.ok);
    let (code, status) =
        if ready { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "unavailable") };
    json(code, &Health { status, version: &service.version, checks: readiness.checks })
}

/// Which version answers.
pub(super) async fn version(State(service): State<Arc<Service>>, method: Method) -> Response {
    only_get(&method)
        .unwrap_or_else(|| json(StatusCode::OK, &Version { name: "liangshi", version: &service.version }))
}

fn hanging() -> Readiness {
    Readiness {
        checks: vec![Check { name: "readiness".into(), ok: false, detail: Some("no answer in time".into()) }],
    }
}

fn only_get(method: &Method) -> Option<Response> {
    (method != Method::GET && method != Method::HEAD).then(|| {
        let notice = Notice::new(code::METHOD_NOT_ALLOWED, "此地址只接受 GET", "Only GET is offered here");
        answer::refuse_with(StatusCode::METHOD_NOT_ALLOWED, JSON, notice, (ALLOW, "GET, HEAD"))
    })
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => answer::send(status, JSON, body),
        Err(_) => answer::send(StatusCode::INTERNAL_SERVER_ERROR, JSON, "{}"),
    }
}
