//! Teams (S-12, S-21, S-49, S-52, S-78, S-79): what exists on a day, who belongs to it, who holds an office, who can be called, and
//! what was given.

use liangshi_domain::{Period, Subject, TeamId, team::Team};
use sqlx::FromRow;
use uuid::Uuid;

use super::{conduct, organisation, service};
use crate::{
    cell::{Cell, Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Teams;

const NAME: &str = "team";

/// The row of the team itself.
pub const TEAM: &str = "TEAM";
/// The row of a member.
pub const MEMBER: &str = "MEMBER";
/// The row of an officer.
pub const OFFICER: &str = "OFFICER";
/// The row of a lecture.
pub const SESSION: &str = "SESSION";

impl View for Teams {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("team"),
            Column::Text("kind"),
            Column::Text("name"),
            Column::Text("host"),
            Column::Text("serves"),
            Column::Text("term_to"),
            Column::Text("part"),
            Column::Text("teacher"),
            Column::Text("detail"),
            Column::Text("qualification"),
            Column::Text("duty"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["team", "teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Team(id, team) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, team))
    }
}

/// What a row says of a part of the team.
#[derive(Default)]
struct Part {
    part: &'static str,
    teacher: Option<String>,
    detail: Option<String>,
    qualification: Option<String>,
    duty: Option<String>,
    by: String,
}

fn rows(id: TeamId, team: &Team) -> Vec<Row> {
    let (Some((founded, by)), Some(life)) = (team.founded(), team.life()) else { return Vec::new() };
    let row = |period: Period, part: Part| {
        let cells = vec![
            id.to_string().into(),
            founded.kind.as_str().into(),
            founded.name.as_str().into(),
            Cell::Text(founded.host.map(|id| id.to_string())),
            Cell::Text(founded.serves.map(|id| id.to_string())),
            Cell::Text(founded.term_to.as_ref().map(|to| date_text(to.day))),
            part.part.into(),
            Cell::Text(part.teacher),
            Cell::Text(part.detail),
            Cell::Text(part.qualification),
            Cell::Text(part.duty),
            part.by.into(),
        ];
        period.common(&life).map(|period| Row::dated(period, cells))
    };
    let own = row(life, Part { part: TEAM, by: by.to_string(), ..Part::default() });
    let parts = members(team).into_iter().chain(officers(team)).chain(sessions(team));
    own.into_iter().chain(parts.filter_map(|(period, part)| row(period, part))).collect()
}

/// One row for each stretch of a membership in which it stays the same whether the member can be called.
fn members(team: &Team) -> Vec<(Period, Part)> {
    let mut all = Vec::new();
    for member in team.members() {
        let part = |duty: Option<String>, by: String| Part {
            part: MEMBER,
            teacher: Some(member.teacher.to_string()),
            detail: member.role.clone(),
            qualification: member.qualification.clone(),
            duty,
            by,
        };
        let duties = team.duties(member.teacher);
        let before = Period::new(member.period.from, duties.first().map(|first| first.0.from));
        let unstated =
            before.common(&member.period).map(|period| (period, part(None, member.by.to_string())));
        let stated = duties.iter().filter_map(|(period, duty, by)| {
            let common = period.common(&member.period)?;
            Some((common, part(Some(duty.code().to_owned()), format!("{} {by}", member.by))))
        });
        all.extend(unstated.into_iter().chain(stated));
    }
    all
}

fn officers(team: &Team) -> impl Iterator<Item = (Period, Part)> {
    team.officers().iter().map(|officer| {
        let part = Part {
            part: OFFICER,
            teacher: Some(officer.teacher.to_string()),
            detail: Some(officer.office.code().to_owned()),
            by: officer.by.to_string(),
            ..Part::default()
        };
        (officer.period, part)
    })
}

/// A lecture is told from its day on.
fn sessions(team: &Team) -> impl Iterator<Item = (Period, Part)> {
    team.sessions().iter().map(|(session, by)| {
        let part = Part {
            part: SESSION,
            teacher: Some(session.teacher.to_string()),
            detail: Some(session.topic.clone()),
            by: by.to_string(),
            ..Part::default()
        };
        (Period::new(session.on.day, None), part)
    })
}

/// A part of a team on a day.
#[derive(Clone, Debug, FromRow)]
pub struct TeamRow {
    /// The team.
    pub team: String,
    /// Its kind, as a code.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The unit that runs it.
    pub host: Option<String>,
    /// The unit it works for.
    pub serves: Option<String>,
    /// The day after the last day of its term.
    pub term_to: Option<String>,
    /// [`TEAM`], [`MEMBER`], [`OFFICER`] or [`SESSION`].
    pub part: String,
    /// The person.
    pub teacher: Option<String>,
    /// What a member does, the office as a code, or the topic.
    pub detail: Option<String>,
    /// The qualification of a member.
    pub qualification: Option<String>,
    /// Whether a member can be called, as a code.
    pub duty: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

const FIELDS: &str = "t.team, t.kind, t.name, t.host, t.serves, t.term_to, t.part, t.teacher, t.detail, t.qualification, \
    t.duty, t.evidence, t.valid_from, t.valid_to";

/// The teams on the day, each with its own row only, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    kind: Option<String>,
    serves: Option<Uuid>,
    at: At,
) -> Result<Vec<TeamRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let holds = question.holds("t", at);
    let kind = question.equals("t.kind", kind);
    let serves = question.equals("t.serves", serves.map(|id| id.to_string()));
    let sql = format!(
        "SELECT {FIELDS} FROM {table} t WHERE {holds} AND t.part = '{TEAM}' AND {kind} AND {serves} ORDER BY t.name, t.team"
    );
    views.ask(sql, question).await
}

/// A team on the day with all its parts; of persons only those in service in the scope, when there is one.
///
/// # Errors
/// When the database fails.
pub async fn of_team(
    views: &Views,
    id: TeamId,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<TeamRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let holds = question.holds("t", at);
    let id = question.bind(id.to_string());
    let seen = conduct::in_service(views, &mut question, "t.teacher", [scope, None], at);
    let sql = format!(
        "SELECT {FIELDS} FROM {table} t WHERE {holds} AND t.team = {id} AND (t.teacher IS NULL OR (1 = 1{seen})) \
         ORDER BY t.part, t.valid_from, t.teacher"
    );
    views.ask(sql, question).await
}

/// The open schools in the scope in which nobody works who belongs to a team of the kind.
///
/// # Errors
/// When the database fails.
pub async fn schools_without(
    views: &Views,
    kind: &str,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<String>, Failure> {
    let (table, tree, services) =
        (views.counted(NAME, at.known), views.table(organisation::NAME), views.table(service::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let (open, member, serves) = (question.holds("o", at), question.holds("t", at), question.holds("s", at));
    let within = question.within("o.organisation", scope);
    let kind = question.bind(kind);
    let sql = format!(
        "{with}SELECT o.organisation FROM {tree} o WHERE {open} AND o.state = 'OPEN' AND o.kind = 'SCHOOL' AND {within} \
         AND NOT EXISTS (SELECT 1 FROM {table} t JOIN {services} s ON s.teacher = t.teacher AND {serves} \
         WHERE {member} AND t.part = '{MEMBER}' AND t.kind = {kind} AND COALESCE(s.workplace, s.personnel) = o.organisation) \
         ORDER BY COALESCE(o.name, ''), o.organisation"
    );
    let rows: Vec<(String,)> = views.ask(sql, question).await?;
    Ok(rows.into_iter().map(|(organisation,)| organisation).collect())
}
