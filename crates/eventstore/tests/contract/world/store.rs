//! What can be asked of a log and of the model of one, so that one contract judges them all.

use chrono::{DateTime, Utc};
use liangshi_eventstore::{Answered, Append, Failure, Head, Log, Outcome, Recorded};
use tokio::sync::watch;
use uuid::Uuid;

use crate::model::Model;

#[derive(Clone)]
pub(crate) enum Store {
    Log(Log),
    Model(Model),
}

impl Store {
    pub(crate) async fn append(&self, request: Append) -> Result<Outcome, Failure> {
        match self {
            Self::Log(log) => log.append(request).await,
            Self::Model(model) => model.append(request),
        }
    }

    pub(crate) async fn stream(&self, stream: &str, after_version: i64) -> Result<Vec<Recorded>, Failure> {
        match self {
            Self::Log(log) => log.stream(stream, after_version).await,
            Self::Model(model) => Ok(model.stream(stream, after_version)),
        }
    }

    pub(crate) async fn after(&self, position: i64, limit: i64) -> Result<Vec<Recorded>, Failure> {
        match self {
            Self::Log(log) => log.after(position, limit).await,
            Self::Model(model) => Ok(model.after(position, limit)),
        }
    }

    pub(crate) async fn after_sealed(&self, position: i64, limit: i64) -> Result<Vec<Recorded>, Failure> {
        match self {
            Self::Log(log) => log.after_sealed(position, limit).await,
            Self::Model(model) => Ok(model.after(position, limit)),
        }
    }

    pub(crate) async fn by_id(&self, id: Uuid) -> Result<Option<Recorded>, Failure> {
        match self {
            Self::Log(log) => log.by_id(id).await,
            Self::Model(model) => Ok(model.by_id(id)),
        }
    }

    pub(crate) async fn answered(&self, key: &str) -> Result<Option<Answered>, Failure> {
        match self {
            Self::Log(log) => log.answered(key).await,
            Self::Model(model) => Ok(model.answered(key)),
        }
    }

    pub(crate) async fn head(&self) -> Result<Head, Failure> {
        match self {
            Self::Log(log) => log.head().await,
            Self::Model(model) => Ok(model.head()),
        }
    }

    pub(crate) async fn position_at(&self, instant: DateTime<Utc>) -> Result<i64, Failure> {
        match self {
            Self::Log(log) => log.position_at(instant).await,
            Self::Model(model) => Ok(model.position_at(instant)),
        }
    }

    pub(crate) fn watch(&self) -> watch::Receiver<i64> {
        match self {
            Self::Log(log) => log.watch(),
            Self::Model(model) => model.watch(),
        }
    }
}
