//! Reading a body without suffering from it.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, EXPECT};
use axum::http::{HeaderMap, StatusCode};
use futures_util::StreamExt as _;

use crate::fault::{Notice, code};

/// How much of a body beyond the limit is read and thrown away. A client that is still sending when the connection closes
/// may never see the answer, so a body that is merely large is let through to the drain.
const DRAIN_BYTES: usize = 16 * 1024 * 1024;

/// The whole body, or why not.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Bytes, (StatusCode, Notice)> {
    if is_hopeless(headers, limit) {
        return Err(too_large(limit));
    }
    let (mut kept, mut seen) = (Vec::new(), 0_usize);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| broken())?;
        seen = seen.saturating_add(chunk.len());
        if seen > limit + DRAIN_BYTES {
            break;
        }
        if seen > limit {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&chunk);
        }
    }
    if seen > limit { Err(too_large(limit)) } else { Ok(kept.into()) }
}

/// Whether the headers alone say that reading is no use: far too long, or too long and not yet sent.
fn is_hopeless(headers: &HeaderMap, limit: usize) -> bool {
    let length =
        headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    length.is_some_and(|length: usize| {
        length > limit + DRAIN_BYTES || (length > limit && headers.contains_key(EXPECT))
    })
}

fn too_large(limit: usize) -> (StatusCode, Notice) {
    let notice = Notice::new(
        code::BODY_TOO_LARGE,
        format!("请求正文过大（上限 {limit} 字节）"),
        format!("The request body is too large (at most {limit} bytes)"),
    );
    (StatusCode::PAYLOAD_TOO_LARGE, notice)
}

fn broken() -> (StatusCode, Notice) {
    let notice =
        Notice::new(code::BAD_USER_INPUT, "请求正文没有收完", "The request body did not arrive whole");
    (StatusCode::BAD_REQUEST, notice)
}
