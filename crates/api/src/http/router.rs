//! Which address is answered by whom.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::any;

use super::service::Service;
use super::{accept, answer, graphql, probe, request_id};
use crate::fault::{Notice, code};

/// The routes of this layer, over any schema.
pub fn router(service: Service) -> Router {
    let service = Arc::new(service);
    Router::new()
        .route("/graphql", any(graphql::handle))
        .route("/health", any(probe::health))
        .route("/version", any(probe::version))
        .fallback(nothing_here)
        .layer(from_fn_with_state(Arc::clone(&service), request_id::stamp))
        .with_state(service)
}

async fn nothing_here() -> axum::response::Response {
    let notice = Notice::new(code::NOT_FOUND, "此地址没有内容", "Nothing is served at this address");
    answer::refuse(StatusCode::NOT_FOUND, accept::JSON, notice)
}
