//! Events as evidence: where every drill-down ends, with the document a decision rests on.

use std::sync::Arc;

use async_graphql::{ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use liangshi_domain::{
    ActivityId, CandidacyId, CaseId, EngagementId, EstablishmentId, EventId, IntakeId, OrganisationId,
    PartnershipId, PoolId, ProgrammeId, RegisterId, ResearchBodyId, RoundId, StudioId, SubsidyId, TargetId,
    TeacherId, TeamId, VocationalId,
};
use liangshi_projection::{
    At, Page,
    views::{
        candidate, cohort_board, engagement,
        evidence::{self, EventRow, Filter},
        organisation, service, studio,
    },
};
use uuid::Uuid;

use super::{
    access::{self, BarSight},
    connection::{Asked, PageInfo, decoded, encoded},
    decision::DecisionRule,
    id::{self, NodeKind},
    node::{Event, Organisation, id_of},
    scalar::{Date, Long},
    sight::Sight,
};
use crate::fault;

/// A decision document (文件), which a decision rests on (C-40).
#[derive(SimpleObject)]
pub(crate) struct Document {
    /// The issuing office, as 东莞市教育局.
    issuer: String,
    /// The number of the document (文号), as 东教〔2022〕12号.
    number: String,
    /// The day it was issued.
    issued: Option<Date>,
    /// Its title.
    title: Option<String>,
    /// SHA-256 of the attachment in hexadecimal, when one is kept elsewhere.
    digest: Option<String>,
}

/// Something that happened and was recorded, for ever (事件). What it says stands in the facts that follow from it.
#[Object]
impl Event {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Event, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Its stable name, as `teacher.hired`.
    async fn kind(&self) -> &str {
        &self.row.kind
    }

    /// The stream it belongs to: the word of the subject, a hyphen and the plain id.
    async fn stream(&self) -> &str {
        &self.row.stream
    }

    /// Its position in the log: from here on it was known.
    async fn position(&self) -> Long {
        Long(self.row.known_from)
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> Result<DateTime<Utc>> {
        let text = &self.row.recorded_at;
        DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc)).map_err(fault::internal)
    }

    /// The account that recorded it.
    async fn actor(&self) -> &str {
        &self.row.actor
    }

    /// The organisation on whose behalf it was recorded.
    async fn acting_for(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.acting_for.as_deref()).await
    }

    /// The decision document it rests on; null when there is none, and for events about a bar also when the caller may not
    /// see the reason.
    async fn document(&self) -> Option<Document> {
        let hidden = self.of_bar && access::bar_sight(self.sight.role()) != BarSight::Whole;
        let document = self.row.decision().filter(|_| !hidden)?;
        Some(Document {
            issuer: document.issuer,
            number: document.number,
            issued: document.issued.map(Date),
            title: document.title,
            digest: document.digest,
        })
    }

    /// The rules it was judged by, in the versions that were in force (适用规则, R-90); none for what is no decision of a rule, and for
    /// events about a bar also when the caller may not see the reason.
    async fn rules(&self) -> Vec<DecisionRule> {
        let hidden = self.of_bar && access::bar_sight(self.sight.role()) != BarSight::Whole;
        let applied = if hidden { Vec::new() } else { self.row.applied() };
        applied.into_iter().map(DecisionRule).collect()
    }
}

/// A page of the audit list, newest first (日志一页).
pub(crate) struct EventConnection {
    events: Vec<Event>,
    more: bool,
    after_something: bool,
    at: At,
}

/// An event of the audit list and its place (日志一项).
#[derive(SimpleObject)]
pub(crate) struct EventEdge {
    /// The place of the event.
    cursor: String,
    /// The event.
    node: Event,
}

/// A page of the audit list, newest first (日志一页).
#[Object]
impl EventConnection {
    /// The events with their places.
    async fn edges(&self) -> Vec<EventEdge> {
        self.events.iter().map(|event| EventEdge { cursor: cursor(event), node: event.clone() }).collect()
    }

    /// The events without their places.
    async fn nodes(&self) -> &[Event] {
        &self.events
    }

    /// Where this page stands in the list.
    async fn page_info(&self) -> PageInfo {
        let (start, end) = (self.events.first().map(cursor), self.events.last().map(cursor));
        PageInfo::new(self.more, self.after_something, start, end)
    }

    /// The position of the log up to which events are listed.
    async fn position(&self) -> Long {
        Long(self.at.known)
    }
}

fn cursor(event: &Event) -> String {
    encoded(&(event.row.known_from.to_string(), event.row.event.clone()))
}

/// What of the log is asked for.
#[derive(Debug, Default)]
pub(crate) struct LogArguments {
    pub(crate) before: Option<Long>,
    pub(crate) after: Option<String>,
    pub(crate) stream: Option<String>,
    pub(crate) document: Option<String>,
    pub(crate) kind: Option<String>,
}

/// The audit list. Who may not read all of it names a stream of what they may see.
///
/// # Errors
/// `FORBIDDEN`, `BAD_USER_INPUT`, or that the views fail.
pub(crate) async fn log(
    sight: &Arc<Sight>,
    first: Option<i32>,
    asked: LogArguments,
) -> Result<EventConnection> {
    if !access::reads_whole_log(&sight.principal) {
        let seen = match &asked.stream {
            Some(stream) => visible(sight, stream).await?,
            None => false,
        };
        let (zh, en) = (
            "查看全部日志；请用 stream 指明可见的一个对象",
            "read the whole log; name a `stream` it may see",
        );
        access::require(seen, sight.role(), zh, en)?;
    }
    let first = Asked::size(first)?;
    let filter = Filter {
        before: before(asked.before, asked.after.as_deref())?,
        stream: asked.stream,
        document: asked.document,
        kind: asked.kind,
        without: (!access::sees_cases(sight.role())).then_some(CaseId::PREFIX),
        known: sight.at.known,
    };
    let one_more = i64::try_from(first).unwrap_or(0) + 1;
    let mut rows = evidence::list(&sight.views, &filter, one_more).await.map_err(fault::internal)?;
    let more = rows.len() > first;
    rows.truncate(first);
    let event = |row: EventRow| Event::of(sight, Arc::new(row));
    let events = rows.into_iter().filter_map(event).collect();
    Ok(EventConnection { events, more, after_something: filter.before.is_some(), at: sight.at })
}

/// The earlier of the position asked for and the place of a cursor.
fn before(position: Option<Long>, after: Option<&str>) -> Result<Option<i64>> {
    let cursor = after.map(decoded).transpose()?.map(|(position, _)| position.parse().unwrap_or(0));
    Ok(position.map(|position| position.0).into_iter().chain(cursor).min())
}

/// Whether the caller may see what a stream is about.
///
/// # Errors
/// When the views fail.
pub(crate) async fn visible(sight: &Sight, stream: &str) -> Result<bool> {
    let (views, scope, at) = (&sight.views, sight.scope(), sight.at);
    if let Some(id) = TeacherId::of_stream(stream) {
        return service::may_see(views, id, scope, at).await.map_err(fault::internal);
    }
    let taken_in = IntakeId::of_stream(stream).map(IntakeId::teacher);
    if let Some(id) = taken_in.or(VocationalId::of_stream(stream).map(VocationalId::teacher)) {
        return service::may_see(views, id, scope, at).await.map_err(fault::internal);
    }
    if let Some(id) = EngagementId::of_stream(stream) {
        let filter = engagement::Filter { engagement: Some(id), scope, ..engagement::Filter::default() };
        let rows = engagement::list(views, &filter, at).await.map_err(fault::internal)?;
        return Ok(!rows.is_empty());
    }
    if SubsidyId::of_stream(stream).is_some() {
        return Ok(access::sees_money(&sight.principal));
    }
    if TeamId::of_stream(stream).is_some() || PartnershipId::of_stream(stream).is_some() {
        return Ok(true);
    }
    let of_unit = EstablishmentId::of_stream(stream).map(EstablishmentId::organisation);
    if let Some(id) = of_unit.or(PoolId::of_stream(stream).map(PoolId::organisation)) {
        return organisation::lies_in(views, id, scope, at).await.map_err(fault::internal);
    }
    if let Some(id) = ResearchBodyId::of_stream(stream) {
        return organisation::lies_in(views, id.organisation(), scope, at).await.map_err(fault::internal);
    }
    if let Some(id) = OrganisationId::of_stream(stream) {
        return organisation::lies_in(views, id, scope, at).await.map_err(fault::internal);
    }
    if let Some(id) = CandidacyId::of_stream(stream) {
        return may_see_candidacy(sight, id).await;
    }
    if CaseId::of_stream(stream).is_some() {
        return Ok(access::sees_cases(sight.role()));
    }
    if let Some(id) = StudioId::of_stream(stream) {
        let rows = studio::of_studio(views, id, at).await.map_err(fault::internal)?;
        return may_see_studio(sight, rows.first().and_then(|row| id_of(&row.teacher))).await;
    }
    if TargetId::of_stream(stream).is_some() || RegisterId::of_stream(stream).is_some() {
        return Ok(true);
    }
    Ok(ActivityId::of_stream(stream).is_some()
        || ProgrammeId::of_stream(stream).is_some()
        || RoundId::of_stream(stream).is_some())
}

async fn may_see_candidacy(sight: &Sight, id: CandidacyId) -> Result<bool> {
    if !access::sees_candidacy(sight.role()) {
        return Ok(false);
    }
    let filter =
        candidate::Filter { scope: sight.scope(), candidacy: Some(id), ..candidate::Filter::default() };
    let found = cohort_board::members(&sight.views, &filter, sight.at, &Page { first: 1, after: None }).await;
    Ok(!found.map_err(fault::internal)?.is_empty())
}

/// A studio is where its host is; one that has none on the day is seen by the whole bureau only.
///
/// # Errors
/// When the views fail.
pub(crate) async fn may_see_studio(sight: &Sight, host: Option<TeacherId>) -> Result<bool> {
    match host {
        Some(host) => {
            service::may_see(&sight.views, host, sight.scope(), sight.at).await.map_err(fault::internal)
        }
        None => Ok(sight.scope().is_none()),
    }
}

/// An event, when it was known and the caller may see what it is about.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: EventId) -> Result<Option<Event>> {
    let found = Event::many(sight, &[id]).await?.pop();
    let Some(event) = found.filter(|event| event.row.known_from <= sight.at.known) else { return Ok(None) };
    let stream = &event.row.stream;
    let whole = access::reads_whole_log(&sight.principal) && CaseId::of_stream(stream).is_none();
    let seen = whole || visible(sight, stream).await?;
    Ok(seen.then_some(event))
}
