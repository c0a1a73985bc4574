//! Who is still on the books of a unit that has ended: nobody is left behind by a merge or a closing without being seen. No table of
//! its own: the roster and the tree say it.

use sqlx::FromRow;
use uuid::Uuid;

use super::{organisation, organisation_figure, service};
use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Question},
};

/// A person whose service names a unit that has ended.
#[derive(Clone, Debug, FromRow)]
pub struct LeftBehindRow {
    /// The person.
    pub teacher: String,
    /// The unit that has ended.
    pub organisation: String,
    /// 1 when it holds the personnel relation.
    pub personnel: i64,
    /// 1 when the person works there.
    pub workplace: i64,
    /// 1 when its post is occupied.
    pub establishment: i64,
    /// 1 when it pays.
    pub paying: i64,
    /// The unit it went into, or the one above it when it was closed.
    pub successor: Option<String>,
    /// The ids of the events the service follows from, separated by spaces.
    pub evidence: String,
}

/// Persons whose service on the day names a unit that has ended, of one unit or of all, by unit and person.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    organisation: Option<Uuid>,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<LeftBehindRow>, Failure> {
    let (tree, services) = (views.table(organisation::NAME), views.table(service::NAME));
    let figures = views.table(organisation_figure::NAME);
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("o.organisation", scope);
    let [ended, serves, sent] = ["o", "s", "f"].map(|alias| question.holds(alias, at));
    let only = question.equals("o.organisation", organisation.map(|id| id.to_string()));
    let bases = ["personnel", "workplace", "establishment", "paying"];
    let at_unit = bases.map(|basis| format!("s.{basis} = o.organisation")).join(" OR ");
    let flags =
        bases.map(|basis| format!("CASE WHEN s.{basis} = o.organisation THEN 1 ELSE 0 END AS {basis}"));
    // A small integer is another type to the server, and rows are read as BIGINT.
    let flags = flags.map(|flag| {
        let (case, name) = flag.split_once(" AS ").unwrap_or_default();
        format!("CAST({case} AS BIGINT) AS {name}")
    });
    let sql = format!(
        "{with}SELECT s.teacher, o.organisation, {}, COALESCE(f.unit, o.parent) AS successor, s.evidence FROM {tree} o \
         JOIN {services} s ON ({at_unit}) LEFT JOIN {figures} f ON f.organisation = o.organisation AND f.code = s.teacher \
         AND f.part = 'SUCCESSION' AND {sent} WHERE {ended} AND {serves} AND {within} AND {only} AND o.state = 'CLOSED' \
         ORDER BY o.organisation, s.teacher",
        flags.join(", ")
    );
    views.ask(sql, question).await
}
