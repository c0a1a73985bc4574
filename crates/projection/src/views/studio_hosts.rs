//! Studio hosts (工作室主持人): who they are, at which stage, since when, by which events. Their studios are in [`studio`](super::studio).

use super::pipeline::Pipeline;

/// See the module.
pub const VIEW: Pipeline = Pipeline { name: "studio_hosts", role: "STUDIO_HOSTS" };
