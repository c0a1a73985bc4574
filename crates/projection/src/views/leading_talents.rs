//! Leading talents (教育领军人才): who they are, at which stage, since when, by which events.

use super::pipeline::Pipeline;

/// See the module.
pub const VIEW: Pipeline = Pipeline { name: "leading_talents", role: "LEADING_TALENTS" };
