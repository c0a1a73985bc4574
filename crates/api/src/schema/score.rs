//! What a candidate was scored on, criterion by criterion, with the events each score rests on (S-82).

use std::sync::Arc;

use async_graphql::{Object, Result};
use liangshi_domain::{EventId, TeacherId, teacher::discipline::ScoreSelectionCriterion};

use super::{enums::word, fact_kind::FactKind, node::Event, scalar::Date, sight::Sight};
use crate::fault;

/// One line of the evidence sheet of a selection.
pub(crate) struct SelectionScore {
    fact: EventId,
    scored: ScoreSelectionCriterion,
    sight: Arc<Sight>,
}

/// The scores of a person in a candidacy, as known, in the order of their days.
///
/// # Errors
/// When the views fail.
pub(crate) async fn of(
    sight: &Arc<Sight>,
    teacher: TeacherId,
    candidacy: &str,
) -> Result<Vec<SelectionScore>> {
    let rows = sight.facts.one((teacher, false)).await?.unwrap_or_default();
    let kind = word(FactKind::SelectionScore);
    let mut scores = Vec::new();
    for row in rows.iter().filter(|row| row.kind == kind) {
        let scored: ScoreSelectionCriterion = serde_json::from_str(&row.detail).map_err(fault::internal)?;
        let fact: EventId = row.fact.parse().map_err(fault::internal)?;
        if scored.candidacy.to_string() == candidacy {
            scores.push(SelectionScore { fact, scored, sight: sight.clone() });
        }
    }
    Ok(scores)
}

/// What a criterion of a selection was scored (选任标准评分, S-82).
#[Object]
impl SelectionScore {
    /// The criterion (标准), as 末端执行力.
    async fn criterion(&self) -> &str {
        &self.scored.criterion
    }

    /// The score as it was written (得分).
    async fn score(&self) -> &str {
        &self.scored.score
    }

    /// The day (评分日期).
    async fn on(&self) -> Date {
        Date(self.scored.on.day)
    }

    /// The events it rests on (佐证), in the order of the log.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &self.scored.evidence).await
    }

    /// The event that states the score.
    async fn stated_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.fact.to_string())).await
    }
}
