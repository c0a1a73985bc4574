//! What a fact that became known later touches: the decisions that cite what it changes or were judged meanwhile, what was recorded
//! together with what it takes back, and the published figures it moves.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{CandidacyId, CaseId, EventId, TeacherId};
use liangshi_projection::views::{
    candidacy_step::{self, EverRow, StepRow},
    evidence::{self, EventRow},
    report, teacher_history,
};

use super::{
    access,
    context::day_in_shanghai,
    decision::CandidacyDecision,
    id::{self, NodeKind},
    node::{Event, Report, Teacher, id_of},
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
    /// void, a revocation, or a fact entered late. For BUREAU_HR, PROGRAMME_MANAGER, AUDITOR and
    /// ETHICS_OFFICER, who alone may ask of the events of a case; null when there is no such event.
    async fn impact(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The event.")] event: ID,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Impact>> {
        let sight = Sight::ask(context, None, known_at, min_position).await?;
        let (zh, en) = ("查看影响分析", "see what a fact touches");
        let asks = access::lists_candidates(sight.role()) || access::sees_cases(sight.role());
        access::require(asks, sight.role(), zh, en)?;
        let id = EventId(id::of(NodeKind::Event, &event)?);
        let found = evidence::events(&sight.views, &[id]).await.map_err(fault::internal)?.pop();
        let known = found.filter(|row| row.known_from <= sight.at.known);
        let Some(row) = known.filter(|row| is_shown(&sight, row)) else {
            return Ok(None);
        };
        Ok(Some(Impact::of(row, sight.clone()).await?))
    }
}

/// What an event touches.
pub(crate) struct Impact {
    row: EventRow,
    /// What is looked at: the event, or all that was recorded with it when it is about no person itself.
    touching: Vec<EventRow>,
    /// What was recorded with a certification that the event takes back.
    certified: Vec<EventRow>,
    person: Option<String>,
    sight: Arc<Sight>,
}

/// What an event changed of a person.
struct Touched {
    teacher: TeacherId,
    facts: Vec<String>,
    /// The earliest day on which any of them was said to hold.
    since: String,
}

impl Impact {
    async fn of(row: EventRow, sight: Arc<Sight>) -> Result<Self> {
        let own = TeacherId::of_stream(&row.stream);
        let (mut person, mut certified) = (own.map(|id| id.to_string()), Vec::new());
        if let Some(candidacy) = CandidacyId::of_stream(&row.stream) {
            let steps = candidacy_step::ever(&sight.views, candidacy, sight.at.known).await;
            let steps = steps.map_err(fault::internal)?;
            person = steps.first().map(|step| step.teacher.clone());
            certified = stated_with(&sight, &row, &steps).await?;
        }
        let touching = match own {
            Some(_) => vec![row.clone()],
            None => evidence::of_request(&sight.views, &row).await.map_err(fault::internal)?,
        };
        let mut persons = touching.iter().filter_map(|row| TeacherId::of_stream(&row.stream));
        let person =
            person.or_else(|| persons.next().filter(|_| persons.next().is_none()).map(|id| id.to_string()));
        Ok(Self { row, touching, certified, person, sight })
    }

    /// What is known of persons otherwise since.
    async fn touched(&self) -> Result<Vec<Touched>> {
        let mut touched = Vec::new();
        for row in &self.touching {
            let Some(teacher) = TeacherId::of_stream(&row.stream) else { continue };
            let changed = teacher_history::changed_at(&self.sight.views, teacher, row.known_from).await;
            let changed = changed.map_err(fault::internal)?;
            let Some(since) = changed.iter().map(|fact| fact.first_day.clone()).min() else { continue };
            let facts = changed.into_iter().map(|fact| fact.fact).chain([row.event.clone()]).collect();
            touched.push(Touched { teacher, facts, since });
        }
        Ok(touched)
    }

    async fn citing(&self, touched: &[Touched]) -> Result<Vec<StepRow>> {
        let mut steps = Vec::new();
        for Touched { teacher, facts, .. } in touched {
            let citing = candidacy_step::citing(&self.sight.views, *teacher, facts, self.sight.at).await;
            steps.extend(citing.map_err(fault::internal)?);
        }
        Ok(steps)
    }

    fn events(&self, rows: impl IntoIterator<Item = EventRow>) -> Vec<Event> {
        let shown = rows.into_iter().filter(|row| is_shown(&self.sight, row));
        shown.filter_map(|row| Event::of(&self.sight, Arc::new(row))).collect()
    }
}

/// A case is not for everybody.
fn is_shown(sight: &Sight, row: &EventRow) -> bool {
    access::sees_cases(sight.role()) || CaseId::of_stream(&row.stream).is_none()
}

/// What was recorded on the person by the request that certified, when the event revokes or voids a certification.
async fn stated_with(sight: &Sight, row: &EventRow, steps: &[EverRow]) -> Result<Vec<EventRow>> {
    // A void may be of another step, and then the certification is on record after it as before.
    let taken_back = |step: &&EverRow| match row.kind.as_str() {
        "candidate.certification-revoked" => true,
        "candidacy.event-voided" => step.until == row.known_from,
        _ => false,
    };
    let certified = steps.iter().filter(|step| step.kind == "candidate.certified").filter(taken_back);
    let certified: Vec<EventId> = certified.filter_map(|step| id_of(&step.event)).collect();
    let mut stated = Vec::new();
    for certified in evidence::events(&sight.views, &certified).await.map_err(fault::internal)? {
        let with = evidence::of_request(&sight.views, &certified).await.map_err(fault::internal)?;
        stated.extend(with.into_iter().filter(|other| other.stream != row.stream));
    }
    Ok(stated)
}

/// What an event touches that became known later (影响分析).
#[Object]
impl Impact {
    /// The event.
    async fn event(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.event)).await
    }

    /// The person it is about; null for what is stated of no person, or of several at once.
    async fn person(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.person.as_deref()?)
    }

    /// What was recorded with it in one request, such as the bar that an annulment lifts (同一办理记载的其他事项).
    async fn recorded_with(&self) -> Result<Vec<Event>> {
        let all = evidence::of_request(&self.sight.views, &self.row).await.map_err(fault::internal)?;
        Ok(self.events(all.into_iter().filter(|row| row.event != self.row.event)))
    }

    /// The decisions on candidates that were taken on what it changes (引用该事实的办理记录).
    async fn decisions(&self) -> Result<Vec<CandidacyDecision>> {
        let steps = self.citing(&self.touched().await?).await?.into_iter();
        Ok(steps.map(|row| CandidacyDecision { row, sight: self.sight.clone() }).collect())
    }

    /// What rules judged of the person meanwhile: recorded before the event, and not before the first day of what it changes. These do not
    /// say which facts they rest on; those that do stand in `decisions` (期间按规则作出的其他决定, R-90).
    async fn judged_meanwhile(&self) -> Result<Vec<Event>> {
        let touched = self.touched().await?;
        let citing: Vec<_> = self.citing(&touched).await?.into_iter().map(|step| step.event).collect();
        let mut judged = Vec::new();
        for Touched { teacher, since, facts } in touched {
            let before = (0, self.row.known_from - 1);
            let about =
                evidence::about(&self.sight.views, &[teacher], before).await.map_err(fault::internal)?;
            let rows = about.into_iter().map(|about| about.event);
            let rows = rows.filter(|row| {
                row.rules.is_some() && recorded_on(row) >= since && !facts.contains(&row.event)
            });
            judged.extend(rows.filter(|row| !citing.contains(&row.event)));
        }
        Ok(self.events(judged))
    }

    /// What had been stated on the person together with a certification that the event revokes or voids. It stands until it is revoked or
    /// voided itself (认定时一并记载、需另行处理的事项, S-43, S-79).
    async fn stated_with_certification(&self) -> Vec<Event> {
        self.events(self.certified.clone())
    }

    /// The published figures that count otherwise from it on, with who came and who went (受影响的公布数).
    async fn reports(&self) -> Result<Vec<ReportImpact>> {
        let rows = report::list(&self.sight.views, None, self.sight.at).await.map_err(fault::internal)?;
        let published = rows.iter().filter(|row| row.part == report::PUBLISHED);
        let known = || self.touching.iter().map(|row| row.known_from);
        let (Some(first), Some(after)) = (known().min(), known().max()) else { return Ok(Vec::new()) };
        let before = first - 1;
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

/// The day in Asia/Shanghai on which an event was recorded.
fn recorded_on(row: &EventRow) -> String {
    let at: Option<DateTime<Utc>> = row.recorded_at.parse().ok();
    at.map(|at| day_in_shanghai(at).to_string()).unwrap_or_default()
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
