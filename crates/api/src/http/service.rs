//! What the door needs from the house: something that executes, someone who verifies, limits, a clock.

use std::fmt;
use std::sync::Arc;

use async_graphql::Variables;
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use uuid::Uuid;

use super::readiness::Readiness;
use super::shape::FieldTypes;
use crate::auth::{Principal, Signer};
use crate::executor::Executor;
use crate::limits::Limits;

/// Tells the time. It is read once per request.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;
/// Makes an id for a request that brought none.
pub type IdMaker = Arc<dyn Fn() -> Uuid + Send + Sync>;
/// Answers whether the program can do its work.
pub type ReadinessProbe = Arc<dyn Fn() -> BoxFuture<'static, Readiness> + Send + Sync>;

/// A query that a cache may know the answer to.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// Who asks; two people may see different answers to one query.
    pub principal: &'a Principal,
    /// The text of the query.
    pub query: &'a str,
    /// The operation meant, if the text has several.
    pub operation_name: Option<&'a str>,
    /// The variables.
    pub variables: &'a Variables,
}

impl fmt::Debug for Question<'_> {
    /// Text and variables may name persons and stay out of every log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("principal", &self.principal).finish_non_exhaustive()
    }
}

/// Keeps whole answers. Only queries that succeeded come here; when an answer is too old is for the cache to know.
pub trait ResponseCache: Send + Sync + 'static {
    /// The answer kept for this question, if it is still true.
    fn look_up(&self, question: &Question<'_>) -> Option<Bytes>;
    /// Keeps an answer.
    fn keep(&self, question: &Question<'_>, answer: &Bytes);
}

/// Everything the door works with.
#[derive(Clone)]
pub struct Service {
    /// Executes requests.
    pub executor: Arc<dyn Executor>,
    /// Which of the executor's fields may be null.
    pub field_types: Arc<FieldTypes>,
    /// Verifies tokens.
    pub signer: Arc<Signer>,
    /// What one request may ask.
    pub limits: Limits,
    /// Keeps answers, if there is one.
    pub cache: Option<Arc<dyn ResponseCache>>,
    /// Answers `/health`.
    pub readiness: ReadinessProbe,
    /// Tells the time.
    pub now: Clock,
    /// Numbers requests.
    pub new_id: IdMaker,
    /// What `/health` and `/version` say.
    pub version: String,
}

impl Service {
    /// A service with the default limits, no cache, and always ready.
    pub fn new(executor: Arc<dyn Executor>, signer: Signer, now: Clock, new_id: IdMaker) -> Self {
        Self {
            field_types: Arc::new(FieldTypes::of(&executor.sdl())),
            executor,
            signer: Arc::new(signer),
            limits: Limits::default(),
            cache: None,
            readiness: Arc::new(|| ready(Readiness::default()).boxed()),
            now,
            new_id,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("limits", &self.limits)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
