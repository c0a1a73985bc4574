//! What executes a request, whatever the schema.
//!
//! Everybody else holds it behind a pointer. The compiler makes the code of a whole schema where its type is named, and named in each
//! program and each test it was made there again.

use async_graphql::{ObjectType, Request, Response, Schema, SubscriptionType};
use futures_util::{FutureExt as _, future::BoxFuture};

/// Executes a request. Whoever wants to add data to each request wraps one executor in another.
pub trait Executor: Send + Sync + 'static {
    /// Executes a request.
    fn execute(&self, request: Request) -> BoxFuture<'_, Response>;
    /// The schema as text. It is read once, to know which fields may be null.
    fn sdl(&self) -> String;
}

impl<Q, M, S> Executor for Schema<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    fn execute(&self, request: Request) -> BoxFuture<'_, Response> {
        Schema::execute(self, request).boxed()
    }

    fn sdl(&self) -> String {
        Schema::sdl(self)
    }
}
