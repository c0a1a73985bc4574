//! What stands beside every number: which units handed in, and which did not (M-90).

use chrono::Days;
use uuid::Uuid;

use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Question},
    views::{import_batch, organisation},
};

/// The units in scope, and which of them handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The schools open on the day.
    pub due: i64,
    /// Of them those without a batch, by their ids.
    pub missing: Vec<String>,
}

/// Which schools open on the day handed in a batch that speaks of the day or of one not longer before it than so many days.
///
/// # Errors
/// When the database fails.
pub async fn coverage(
    views: &Views,
    within_days: u16,
    roots: [Option<Uuid>; 2],
    at: At,
) -> Result<Coverage, Failure> {
    let (tree, batches) = (views.table(organisation::NAME), views.table(import_batch::NAME));
    let mut question = Question::default();
    let trees = organisation::trees(views, &mut question, roots, at);
    let (open, handed) = (question.holds("o", at), question.bind(at.known));
    let first = at.valid.checked_sub_days(Days::new(within_days.into())).unwrap_or(at.valid);
    let (first, last) = (question.bind(first), question.bind(at.valid));
    let [scope, asked] = roots.map(|root| question.bind(root.map(|id| id.to_string())));
    let sql = format!(
        "{trees} SELECT o.organisation, CASE WHEN EXISTS (SELECT 1 FROM {batches} x WHERE x.organisation = o.organisation \
         AND x.known_from <= {handed} AND {handed} < x.known_to AND x.sent_back IS NULL AND x.day >= {first} AND x.day <= {last}) \
         THEN 1 ELSE 0 END FROM {tree} o WHERE {open} AND o.kind = 'SCHOOL' AND o.state = 'OPEN' \
         AND (CAST({scope} AS TEXT) IS NULL OR o.organisation IN (SELECT id FROM scope)) \
         AND (CAST({asked} AS TEXT) IS NULL OR o.organisation IN (SELECT id FROM asked)) ORDER BY o.organisation"
    );
    let units: Vec<(String, i32)> = views.ask(sql, question).await?;
    let due = i64::try_from(units.len()).unwrap_or(i64::MAX);
    let missing = units.into_iter().filter(|(_, handed)| *handed == 0).map(|(unit, _)| unit).collect();
    Ok(Coverage { due, missing })
}
