//! The talents of the programmes who serve at brand schools (S-55). No table of its own: the boards, the roster and the tree say it.

use sqlx::FromRow;
use uuid::Uuid;

use super::{cohort_board, organisation, service};
use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Question},
};

/// A brand school and its talents.
#[derive(Clone, Debug, FromRow)]
pub struct BrandRow {
    /// The school.
    pub organisation: String,
    /// Persons confirmed in a programme by the day who work there.
    pub talents: i64,
    /// Of them those who are certified.
    pub certified: i64,
}

/// The brand schools of the day in the order of their names, with their talents, each person once.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, scope: Option<Uuid>, at: At) -> Result<Vec<BrandRow>, Failure> {
    let (board, tree, services) = (
        views.counted(cohort_board::NAME, at.known),
        views.table(organisation::NAME),
        views.table(service::NAME),
    );
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("o.organisation", scope);
    let [brand, serves, counts] = ["o", "s", "c"].map(|alias| question.holds(alias, at));
    let sql = format!(
        "{with}SELECT o.organisation, COUNT(DISTINCT c.teacher) AS talents, \
         COUNT(DISTINCT CASE WHEN c.certified = 1 THEN c.teacher END) AS certified FROM {tree} o \
         LEFT JOIN {services} s ON s.workplace = o.organisation AND {serves} \
         LEFT JOIN {board} c ON c.teacher = s.teacher AND c.confirmed = 1 AND {counts} \
         WHERE {brand} AND {within} AND o.brand = 1 GROUP BY o.organisation, o.name ORDER BY o.name, o.organisation"
    );
    views.ask(sql, question).await
}
