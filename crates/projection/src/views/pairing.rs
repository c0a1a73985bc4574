//! Pairings of two units (S-59).

use liangshi_domain::{PairingId, Subject};
use sqlx::FromRow;
use uuid::Uuid;

use super::organisation;
use crate::{
    cell::Row,
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Pairings;

const NAME: &str = "pairing";

impl View for Pairings {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("pairing"),
            Column::Text("one"),
            Column::Text("other"),
            Column::Text("purpose"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["pairing"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Pairing(id, pairing) = seen.subject else { return Change::Nothing };
        let (Some((agreed, by)), Some(period)) = (pairing.agreed(), pairing.period()) else {
            return Change::Rows(Vec::new());
        };
        let ended = pairing.ended().map(|(_, by)| format!(" {by}")).unwrap_or_default();
        let cells = vec![
            id.to_string().into(),
            agreed.one.to_string().into(),
            agreed.other.to_string().into(),
            agreed.purpose.clone().into(),
            format!("{by}{ended}").into(),
        ];
        Change::Rows(vec![Row::dated(period, cells)])
    }
}

/// A pairing as it is known.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PairingRow {
    /// The pairing.
    pub pairing: String,
    /// The one unit.
    pub one: String,
    /// The other unit.
    pub other: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

/// The pairings that hold at the two dates and of which one unit at least lies in the scope, or one of them.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    id: Option<PairingId>,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<PairingRow>, Failure> {
    let (table, tree) = (views.table(NAME), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let holds = question.holds("p", at);
    let (one, other) = (question.within("p.one", scope), question.within("p.other", scope));
    let asked = question.equals("p.pairing", id.map(|id| id.to_string()));
    let sql = format!(
        "{with}SELECT p.pairing, p.one, p.other, p.purpose, p.evidence, p.valid_from, p.valid_to FROM {table} p \
         WHERE {holds} AND ({one} OR {other}) AND {asked} ORDER BY p.valid_from, p.pairing"
    );
    views.ask(sql, question).await
}
