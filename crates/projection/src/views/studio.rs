//! Studios: who hosts, who is a member, on any day and as known at any position.

use liangshi_domain::{Period, StudioId, Subject, TeacherId, studio::Studio};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct StudioRoster;

const NAME: &str = "studio";

impl View for StudioRoster {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("studio"),
            Column::Text("name"),
            Column::Text("role"),
            Column::Text("teacher"),
            Column::Text("candidacy"),
            Column::Text("category"),
            Column::Text("organisation"),
            Column::Text("term_to"),
            Column::Text("assessments"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["studio", "teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Studio(id, studio) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, studio))
    }
}

/// One row for each host and each member, cut to the days the studio works.
fn rows(id: StudioId, studio: &Studio) -> Vec<Row> {
    let (Some((established, event)), Some(life)) = (studio.established(), studio.life()) else {
        return Vec::new();
    };
    let assessments: Vec<_> = studio.assessments().iter().map(|(assessment, _)| assessment).collect();
    let assessments = serde_json::to_string(&assessments).ok();
    let term_to = studio.term().and_then(|term| term.to).map(date_text);
    let row = |period: Period, role: &str, teacher: TeacherId, candidacy: Option<String>, by: String| {
        let cells = vec![
            id.to_string().into(),
            established.name.as_str().into(),
            role.into(),
            teacher.to_string().into(),
            Cell::Text(candidacy),
            established.category.clone().into(),
            Cell::Text(established.organisation.map(|id| id.to_string())),
            term_to.clone().into(),
            assessments.clone().into(),
            by.into(),
        ];
        period.common(&life).map(|period| Row::dated(period, cells))
    };
    let hosts = studio.hosts().filter_map(|(period, host)| {
        let by = if host.by == event { event.to_string() } else { format!("{event} {}", host.by) };
        row(period, "HOST", host.value.teacher, Some(host.value.candidacy.to_string()), by)
    });
    let members = studio
        .members()
        .iter()
        .filter_map(|member| row(member.period, "MEMBER", member.teacher, None, member.by.to_string()));
    hosts.chain(members).collect()
}

/// A person in a studio on a day.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct StudioRow {
    /// The studio.
    pub studio: String,
    /// Its name.
    pub name: String,
    /// `HOST` or `MEMBER`.
    pub role: String,
    /// The person.
    pub teacher: String,
    /// The host's candidacy.
    pub candidacy: Option<String>,
    /// The category the host was certified in, as a code.
    pub category: Option<String>,
    /// Where it works.
    pub organisation: Option<String>,
    /// The day after the last day of its term.
    pub term_to: Option<String>,
    /// Its assessments, as JSON text.
    pub assessments: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day of this host or member.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

const FIELDS: &str = "s.studio, s.name, s.role, s.teacher, s.candidacy, s.category, s.organisation, s.term_to, \
    s.assessments, s.evidence, s.valid_from, s.valid_to";

/// Host and members of a studio at the two dates, the host first.
///
/// # Errors
/// When the database fails.
pub async fn of_studio(views: &Views, id: StudioId, at: At) -> Result<Vec<StudioRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let holds = question.holds("s", at);
    let id = question.bind(id.to_string());
    let sql = format!(
        "SELECT {FIELDS} FROM {table} s WHERE s.studio = {id} AND {holds} ORDER BY s.role, s.teacher"
    );
    views.ask(sql, question).await
}

/// The studios several persons host or belong to at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn of_persons(views: &Views, ids: &[TeacherId], at: At) -> Result<Vec<StudioRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let mut question = Question::default();
        let holds = question.holds("s", at);
        let places = question.any_of(ids);
        let sql = format!(
            "SELECT {FIELDS} FROM {table} s WHERE {holds} AND s.teacher IN ({places}) ORDER BY s.studio"
        );
        found.extend(views.ask(sql, question).await?);
    }
    Ok(found)
}
