//! Metrics as they are defined: what each counts, in every version it had.

use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};
use liangshi_domain::metrics::{DefinedVersion, Metric as Defined};

use super::{
    enums::Basis,
    node::{Event, Label},
    scalar::Date,
    sight::Sight,
};
use crate::fault;

/// A metric (统计指标).
pub(crate) struct Metric {
    pub(crate) metric: Arc<Defined>,
    pub(crate) sight: Arc<Sight>,
}

/// A metric: what is counted, in every version it had (统计指标).
#[Object]
impl Metric {
    /// Its id, as M-02.
    async fn id(&self) -> &str {
        &self.metric.id
    }

    /// What it is called (名称).
    async fn name(&self) -> Label {
        self.metric.name.clone().into()
    }

    /// The sentences of the plan it answers, as S-39.
    async fn sentences(&self) -> &[String] {
        &self.metric.sentences
    }

    /// Its versions, oldest first (口径版本).
    async fn versions(&self) -> Vec<MetricVersion> {
        let of =
            |defined: &DefinedVersion| MetricVersion { defined: defined.clone(), sight: self.sight.clone() };
        self.metric.versions.iter().map(of).collect()
    }
}

/// A version of a metric.
pub(crate) struct MetricVersion {
    pub(crate) defined: DefinedVersion,
    pub(crate) sight: Arc<Sight>,
}

/// One condition of a metric (条件).
#[derive(SimpleObject)]
pub(crate) struct MetricCondition {
    /// Its name, as `credential`.
    name: String,
    /// What it asks for: codes, a number, or true or false.
    value: String,
}

/// A version of a metric (口径版本).
#[Object]
impl MetricVersion {
    /// Its number.
    async fn number(&self) -> i32 {
        self.defined.version.version.into()
    }

    /// The first day it is about.
    async fn from(&self) -> Date {
        Date(self.defined.version.from)
    }

    /// What it counts, in one sentence (口径说明).
    async fn sentence(&self) -> Label {
        self.defined.version.sentence.clone().into()
    }

    /// Whom it counts before any condition, as SERVICE (统计总体).
    async fn over(&self) -> &str {
        self.defined.version.over.code()
    }

    /// Over which time it speaks: POINT, YEAR or SCHOOL_YEAR (统计时间).
    async fn time(&self) -> &str {
        self.defined.version.time.code()
    }

    /// On which basis a person is at a unit (统计归属, C-37).
    async fn basis(&self) -> Basis {
        self.defined.version.basis.into()
    }

    /// Whether it is a share (是否比例).
    async fn share(&self) -> bool {
        self.defined.version.share
    }

    /// The question that answers where no persons are counted; null otherwise (回答该指标的查询).
    async fn field(&self) -> Option<&str> {
        self.defined.version.field.as_deref()
    }

    /// Who belongs to it at all; of a share, the denominator (总体条件).
    async fn of(&self) -> Result<Vec<MetricCondition>> {
        conditions(&self.defined.version.of)
    }

    /// Of them, who counts (计入条件).
    async fn counts(&self) -> Result<Vec<MetricCondition>> {
        conditions(&self.defined.version.counts)
    }

    /// The event that defined it, with the document; null when the files do (依据).
    async fn defined_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, self.defined.by.map(|by| by.to_string()).as_deref()).await
    }
}

/// The conditions as a file writes them.
fn conditions(asked: &liangshi_domain::policy::Conditions) -> Result<Vec<MetricCondition>> {
    let told = serde_json::to_value(asked).map_err(fault::internal)?;
    let all = told.as_object().into_iter().flatten();
    Ok(all.map(|(name, value)| MetricCondition { name: name.clone(), value: value.to_string() }).collect())
}
