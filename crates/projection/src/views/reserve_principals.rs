//! Reserve principals (后备校长人才): who is in the pool, at which stage, since when, by which events.

use super::pipeline::Pipeline;

/// See the module.
pub const VIEW: Pipeline = Pipeline { name: "reserve_principals", role: "RESERVE_PRINCIPALS" };
