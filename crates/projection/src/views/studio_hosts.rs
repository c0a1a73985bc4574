//! Studio hosts (工作室主持人): who they are, at which stage, since when, by which events. Their studios are in [`studio`](super::studio).

use super::candidate::{self, CandidateRow, Filter};
use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Page},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct StudioHosts;

const NAME: &str = "studio_hosts";
/// The role by which a programme's file says that this view shows it.
const ROLE: &str = "STUDIO_HOSTS";

impl View for StudioHosts {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        candidate::COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        candidate::INDEXES
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        candidate::change(ROLE, seen)
    }
}

/// The persons at the two dates, in the order of their candidacies' ids.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<CandidateRow>, Failure> {
    candidate::list(views, NAME, filter, at, page).await
}

/// How many persons the filter lets through.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    candidate::count(views, NAME, filter, at).await
}
