//! Metrics: defined and revised by a document, in the words of a file.

use async_graphql::{Context, InputObject, Object, Result};
use liangshi_domain::{
    RegisterId,
    policy::{MetricFile, MetricVersion},
    register::{DefineMetric, Register, RegisterCommand, ReviseMetric},
};

use super::{
    error::UserError,
    execute::{Asked, run},
    input::{Common, Reader},
    payload::PolicyPayload,
};

/// The input of `metricDefine`.
#[derive(InputObject)]
pub(crate) struct MetricDefineInput {
    #[graphql(flatten)]
    common: Common,
    /// The metric in the words of a file of `policy/metrics`, with its first version (指标定义).
    toml: String,
}

/// The input of `metricRevise`.
#[derive(InputObject)]
pub(crate) struct MetricReviseInput {
    #[graphql(flatten)]
    common: Common,
    /// The metric in the words of a file of `policy/metrics`, with the version to be added as the last one (指标定义).
    toml: String,
}

/// Reads a metric and takes the version it is about: the last one.
fn last(reader: &mut Reader, toml: &str) -> Option<(MetricFile, Box<MetricVersion>)> {
    match MetricFile::parse(toml) {
        Ok(file) => {
            let version = file.versions.last().cloned()?;
            Some((file, Box::new(version)))
        }
        Err(fault) => reader.under("toml", |reader| {
            reader.fault(&fault.key, UserError::of_policy(&fault));
            None
        }),
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct MetricMutation;

#[Object]
impl MetricMutation {
    /// Defines a metric that is not there yet, by a document (定义统计指标, S-75). For BUREAU_HR.
    async fn metric_define(&self, context: &Context<'_>, input: MetricDefineInput) -> Result<PolicyPayload> {
        let outcome = run::<Register>(context, &input.common, |reader| {
            let (file, version) = last(reader, &input.toml)?;
            let (metric, name, sentences) = (file.id, file.name, file.sentences);
            let define = DefineMetric { metric, name, sentences, version };
            Some(Asked::of(RegisterId::Metrics.stream(), RegisterCommand::DefineMetric(define)))
        });
        outcome.await.map(PolicyPayload::from)
    }

    /// Lets a metric count otherwise from a day on, by a document (修订统计口径, S-75). What was published keeps the version it was counted
    /// by. For BUREAU_HR.
    async fn metric_revise(&self, context: &Context<'_>, input: MetricReviseInput) -> Result<PolicyPayload> {
        let outcome = run::<Register>(context, &input.common, |reader| {
            let (file, version) = last(reader, &input.toml)?;
            let revise = ReviseMetric { metric: file.id, version };
            Some(Asked::of(RegisterId::Metrics.stream(), RegisterCommand::ReviseMetric(revise)))
        });
        outcome.await.map(PolicyPayload::from)
    }
}
