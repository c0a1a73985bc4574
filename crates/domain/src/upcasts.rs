//! The steps from old shapes of stored events to newer ones. What is stored is never rewritten; it is lifted when it is
//! read, one step after another, until it has the shape of today.

use serde_json::Value;

/// The wire name and version of a stored event.
pub type Shape = (&'static str, i64);

/// From which shape to which, and how. A step must not fail: what it lifts has already happened.
pub type UpcastStep = (Shape, Shape, fn(Value) -> Value);

/// Every step. It is empty as long as no shape has ever been changed; once written, a line stays for ever.
pub const UPCASTS: &[UpcastStep] = &[];
