//! A view of the candidates whose programme has one role: the pipeline views differ in nothing else.

use super::candidate::{self, CandidateRow, Filter};
use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Page},
    table::Column,
    view::{Change, Seen, View},
};

/// A pipeline view.
#[derive(Debug)]
pub struct Pipeline {
    /// The name of the view and of its table.
    pub(crate) name: &'static str,
    /// The role by which a programme's file says that this view shows it.
    pub(crate) role: &'static str,
}

impl View for Pipeline {
    fn name(&self) -> &'static str {
        self.name
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
        candidate::change(self.role, seen)
    }
}

impl Pipeline {
    /// The persons at the two dates, in the order of their candidacies' ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        &self,
        views: &Views,
        filter: &Filter,
        at: At,
        page: &Page,
    ) -> Result<Vec<CandidateRow>, Failure> {
        candidate::list(views, self.name, filter, at, page).await
    }

    /// How many persons the filter lets through.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
        candidate::count(views, self.name, filter, at).await
    }
}
