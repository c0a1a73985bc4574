//! The door: GraphQL over HTTP, a health probe and the version. Nothing else is served.
//!
//! The GraphQL part follows the text that the public audit suite checks: `application/json` clients get 200 for a request
//! that does not parse or fit the schema, `application/graphql-response+json` clients get 400, and neither gets `data` then.

mod accept;
mod answer;
mod body;
mod graphql;
mod parameters;
mod probe;
mod readiness;
mod request_id;
mod router;
mod service;
mod shape;

pub use readiness::{Check, Readiness};
pub use request_id::RequestContext;
pub use router::router;
pub use service::{Clock, IdMaker, Question, ReadinessProbe, ResponseCache, Service};
pub use shape::FieldTypes;
