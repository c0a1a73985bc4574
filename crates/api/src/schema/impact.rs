//! What a fact that became known later touches: the decisions that cite what it changes, and the published figures it moves.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{EventId, TeacherId};
use liangshi_projection::views::{candidacy_step, evidence, report, teacher_history};

use super::{
    access,
    decision::CandidacyDecision,
    id::{self, NodeKind},
    node::{Event, Report, Teacher},
    scalar::Long,
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct ImpactQuery;

#[Object]
impl ImpactQuery {
    /// What an event touches that became known after others had rested on the past as it was (影响分析, S-75): a correction, an annulment, a
    /// void, a revocation, or a fact entered late. For BUREAU_HR, PROGRAMME_MANAGER and AUDITOR; null when there is no such event.
    async fn impact(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The event.")] event: ID,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Impact>> {
        let sight = Sight::ask(context, None, known_at, min_position).await?;
        let (zh, en) = ("查看影响分析", "see what a fact touches");
        access::require(access::lists_candidates(sight.role()), sight.role(), zh, en)?;
        let id = EventId(id::of(NodeKind::Event, &event)?);
        let found = evidence::events(&sight.views, &[id]).await.map_err(fault::internal)?.pop();
        Ok(found.filter(|row| row.known_from <= sight.at.known).map(|row| Impact { row, sight }))
    }
}

/// What an event touches.
pub(crate) struct Impact {
    row: evidence::EventRow,
    sight: Arc<Sight>,
}

impl Impact {
    fn teacher(&self) -> Option<TeacherId> {
        TeacherId::of_stream(&self.row.stream)
    }
}

/// What an event touches that became known later (影响分析).
#[Object]
impl Impact {
    /// The event.
    async fn event(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.event)).await
    }

    /// The person it is about; null for what is stated of no person.
    async fn person(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.teacher()?.to_string())
    }

    /// The decisions on candidates that were taken on what it changes (引用该事实的办理记录).
    async fn decisions(&self) -> Result<Vec<CandidacyDecision>> {
        let Some(teacher) = self.teacher() else { return Ok(Vec::new()) };
        let (views, known) = (&self.sight.views, self.sight.at.known);
        let mut facts = teacher_history::changed_by(views, teacher, &self.row.event, known)
            .await
            .map_err(fault::internal)?;
        facts.push(self.row.event.clone());
        let steps = candidacy_step::citing(views, teacher, &facts, self.sight.at).await;
        let steps = steps.map_err(fault::internal)?.into_iter();
        Ok(steps.map(|row| CandidacyDecision { row, sight: self.sight.clone() }).collect())
    }

    /// The published figures that count otherwise from it on, with who came and who went (受影响的公布数).
    async fn reports(&self) -> Result<Vec<ReportImpact>> {
        let rows = report::list(&self.sight.views, None, self.sight.at).await.map_err(fault::internal)?;
        let published = rows.iter().filter(|row| row.part == report::PUBLISHED);
        let (before, after) = (self.row.known_from - 1, self.row.known_from);
        let mut moved = Vec::new();
        for published in published.filter(|row| row.position.is_some_and(|known| known <= before)) {
            let Some(report) = Report::of(&self.sight, published, &rows) else { continue };
            let [added, removed] = report.parted(after, before).await?;
            if !added.is_empty() || !removed.is_empty() {
                moved.push(ReportImpact { report, added, removed });
            }
        }
        Ok(moved)
    }
}

/// A published figure that counts otherwise.
pub(crate) struct ReportImpact {
    report: Report,
    added: Vec<Teacher>,
    removed: Vec<Teacher>,
}

/// A published figure that counts otherwise from an event on (受影响的公布数).
#[Object]
impl ReportImpact {
    /// The figure.
    async fn report(&self) -> &Report {
        &self.report
    }

    /// Who counts from it on (新增人员).
    async fn added(&self) -> &[Teacher] {
        &self.added
    }

    /// Who no longer counts (减少人员).
    async fn removed(&self) -> &[Teacher] {
        &self.removed
    }
}
