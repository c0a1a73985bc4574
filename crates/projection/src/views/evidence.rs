//! Every event with who recorded it, when, and by which document: where a drill-down ends.

use liangshi_domain::{AppliedRule, CandidacyId, DecisionDocument, EventId, TeacherId};
use serde::Deserialize;
use sqlx::FromRow;

use super::{cohort_board, person};
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::Question,
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Evidence;

impl View for Evidence {
    fn name(&self) -> &'static str {
        "evidence"
    }

    fn version(&self) -> i64 {
        4
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("event"),
            Column::Text("kind"),
            Column::Text("recorded_at"),
            Column::Text("actor"),
            Column::Text("acting_for"),
            Column::Text("correlation"),
            Column::Text("document_number"),
            Column::Text("document"),
            Column::Text("rules"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["event", "document_number, known_from", "stream, known_from"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let recorded = seen.recorded;
        let number = recorded.document.as_deref().and_then(document).map(|document| document.number);
        Change::Append(Row::always(vec![
            recorded.id.to_string().into(),
            recorded.kind.as_str().into(),
            recorded.recorded_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true).into(),
            recorded.actor.as_str().into(),
            recorded.acting_for.clone().into(),
            recorded.correlation.to_string().into(),
            Cell::Text(number),
            recorded.document.clone().into(),
            Cell::Text(rules(&recorded.body)),
        ]))
    }
}

/// The rules a decision says it was judged by. Few events say any, so few bodies are read.
fn rules(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Judged {
        rules: Vec<AppliedRule>,
    }
    let judged: Judged = body.contains("\"rules\":[{").then(|| serde_json::from_str(body).ok())??;
    serde_json::to_string(&judged.rules).ok()
}

fn document(text: &str) -> Option<DecisionDocument> {
    serde_json::from_str(text).ok()
}

/// An event as evidence.
#[derive(Clone, Debug, FromRow)]
pub struct EventRow {
    /// The event's id.
    pub event: String,
    /// Its stream.
    pub stream: String,
    /// Its wire name.
    pub kind: String,
    /// Its position, which is its known time.
    pub known_from: i64,
    /// When it was recorded (RFC 3339, UTC).
    pub recorded_at: String,
    /// Who recorded it.
    pub actor: String,
    /// The organisation on whose behalf.
    pub acting_for: Option<String>,
    /// The decision document as JSON text.
    pub document: Option<String>,
    /// The rules it was judged by as JSON text, when it is a decision that says so.
    pub rules: Option<String>,
}

impl EventRow {
    /// The rules it was judged by, in the versions that were in force.
    pub fn applied(&self) -> Vec<AppliedRule> {
        self.rules.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// The decision document.
    pub fn decision(&self) -> Option<DecisionDocument> {
        self.document.as_deref().and_then(document)
    }
}

const COLUMNS: &str =
    "e.event, e.stream, e.kind, e.known_from, e.recorded_at, e.actor, e.acting_for, e.document, e.rules";

/// The events with these ids, in the order of the log; at most 500 are asked at a time.
///
/// # Errors
/// When the database fails.
pub async fn events(views: &Views, ids: &[EventId]) -> Result<Vec<EventRow>, Failure> {
    let table = views.table("evidence");
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let mut question = Question::default();
        let places = question.any_of(ids);
        let sql = format!("SELECT {COLUMNS} FROM {table} e WHERE event IN ({places}) ORDER BY known_from");
        found.extend(views.ask(sql, question).await?);
    }
    Ok(found)
}

/// How far apart in the log two events of one request are looked for. A request is one append, so it lies together.
const LARGEST_REQUEST: i64 = 2_000;

/// All that was recorded by the request that an event came of, itself included, in the order of the log.
///
/// # Errors
/// When the database fails.
pub async fn of_request(views: &Views, event: &EventRow) -> Result<Vec<EventRow>, Failure> {
    let table = views.table("evidence");
    let mut question = Question::default();
    let (id, far) = (question.bind(event.event.as_str()), question.bind(LARGEST_REQUEST));
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} o JOIN {table} e ON e.id BETWEEN o.id - {far} AND o.id + {far} \
         AND e.correlation = o.correlation WHERE o.event = {id} ORDER BY e.known_from"
    );
    views.ask(sql, question).await
}

/// An event about a person.
#[derive(Clone, Debug, FromRow)]
pub struct AboutRow {
    /// The person.
    pub about: String,
    /// The event.
    #[sqlx(flatten)]
    pub event: EventRow,
}

/// The events about persons after one position and up to another, in the order of the log: those of each person's own stream and of
/// the person's candidacies. At most 500 persons are asked for at a time.
///
/// # Errors
/// When the database fails.
pub async fn about(
    views: &Views,
    persons: &[TeacherId],
    (after, known): (i64, i64),
) -> Result<Vec<AboutRow>, Failure> {
    let (table, cards, candidates) =
        (views.table("evidence"), views.table(person::NAME), views.counted(cohort_board::NAME, known));
    let (own, candidacy) = (TeacherId::PREFIX, CandidacyId::PREFIX);
    let mut found = Vec::new();
    for persons in persons.chunks(500) {
        let mut question = Question::default();
        let (after, known) = (question.bind(after), question.bind(known));
        let asked = question.any_of(persons);
        let sql = format!(
            "WITH about(teacher, stream) AS (SELECT p.teacher, '{own}-' || p.teacher FROM {cards} p WHERE p.teacher IN ({asked}) \
             UNION SELECT c.teacher, '{candidacy}-' || c.candidacy FROM {candidates} c WHERE c.teacher IN ({asked})) \
             SELECT a.teacher AS about, {COLUMNS} FROM about a JOIN {table} e ON e.stream = a.stream \
             WHERE e.known_from > {after} AND e.known_from <= {known} ORDER BY e.known_from, a.teacher"
        );
        found.extend(views.ask(sql, question).await?);
    }
    Ok(found)
}

/// What events are asked for: the newest first.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only events before this position.
    pub before: Option<i64>,
    /// Only events of this stream.
    pub stream: Option<String>,
    /// Only events by this document number (文号).
    pub document: Option<String>,
    /// Only events of this wire name.
    pub kind: Option<String>,
    /// No events of streams that begin with this word.
    pub without: Option<&'static str>,
    /// Only events known at this position.
    pub known: i64,
}

/// The events a filter lets through, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, first: i64) -> Result<Vec<EventRow>, Failure> {
    let table = views.table("evidence");
    let mut question = Question::default();
    let before = question.bind(filter.before.unwrap_or(i64::MAX));
    let known = question.bind(filter.known);
    let stream = question.equals("stream", filter.stream.clone());
    let document = question.equals("document_number", filter.document.clone());
    let kind = question.equals("kind", filter.kind.clone());
    let without = question.bind(filter.without.map(|word| format!("{word}-")));
    let shown =
        format!("(CAST({without} AS TEXT) IS NULL OR SUBSTR(stream, 1, LENGTH({without})) <> {without})");
    let first = question.bind(first);
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} e WHERE known_from < {before} AND known_from <= {known} AND {stream} AND {document} \
         AND {kind} AND {shown} ORDER BY id DESC LIMIT {first}"
    );
    views.ask(sql, question).await
}
