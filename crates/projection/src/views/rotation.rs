//! Rotation rounds: the round, the frozen list of each school, and who was assigned (S-44, S-54).

use liangshi_domain::{RotationId, Subject, rotation::Rotation};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::Question,
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Rotations;

const NAME: &str = "rotation";

impl View for Rotations {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("rotation"),
            Column::Text("part"),
            Column::Text("name"),
            Column::Text("organisation"),
            Column::Text("teacher"),
            Column::Text("school"),
            Column::Text("since"),
            Column::Int("number"),
            Column::Text("scope"),
            Column::Int("backbone"),
            Column::Text("first_day"),
            Column::Text("end_day"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["rotation, part"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Rotation(id, rotation) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, rotation))
    }
}

/// A part of a round: itself, a school, or a person in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct RotationRow {
    /// The round.
    pub rotation: String,
    /// `ROUND`, `SCHOOL`, `ELIGIBLE`, `EXEMPTED` or `ASSIGNED`.
    pub part: String,
    /// The name of the round.
    pub name: Option<String>,
    /// Whose round it is, or the receiving school.
    pub organisation: Option<String>,
    /// The person.
    pub teacher: Option<String>,
    /// The school the person works at or comes from.
    pub school: Option<String>,
    /// Since when the person has been there.
    pub since: Option<String>,
    /// Of a person the whole months there, of a school how many were considered, of an assignment 1 when on the list.
    pub number: Option<i64>,
    /// How far an assignment goes, as a code.
    pub scope: Option<String>,
    /// How many honours make the assigned person one of the backbone.
    pub backbone: Option<i64>,
    /// Of the round the day eligibility is judged on, of an assignment its first day.
    pub first_day: Option<String>,
    /// Of the round the first day of the school year and the day after its last, separated by a space.
    pub end_day: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
}

fn rows(id: RotationId, rotation: &Rotation) -> Vec<Row> {
    let Some((opened, by)) = rotation.opened() else { return Vec::new() };
    let part = |part: &str, by: liangshi_domain::EventId| RotationRow {
        rotation: id.to_string(),
        part: part.to_owned(),
        evidence: by.to_string(),
        ..RotationRow::default()
    };
    let mut all = vec![RotationRow {
        name: Some(opened.name.clone()),
        organisation: opened.organisation.map(|id| id.to_string()),
        first_day: Some(opened.on.day.to_string()),
        end_day: Some(format!("{} {}", opened.from.day, opened.to.day)),
        number: Some(rotation.closed().is_some().into()),
        ..part("ROUND", by)
    }];
    for (list, by) in rotation.schools() {
        let school = Some(list.school.to_string());
        let number = Some(list.considered.into());
        all.push(RotationRow { school: school.clone(), number, ..part("SCHOOL", by) });
        all.extend(list.eligible.iter().map(|one| RotationRow {
            teacher: Some(one.teacher.to_string()),
            school: school.clone(),
            since: Some(one.since.to_string()),
            number: Some(one.months.into()),
            ..part("ELIGIBLE", by)
        }));
        all.extend(list.exempted.iter().map(|one| RotationRow {
            teacher: Some(one.teacher.to_string()),
            school: school.clone(),
            since: Some(one.since.to_string()),
            number: Some(one.months.into()),
            evidence: format!("{by} {}", one.exemption),
            ..part("EXEMPTED", by)
        }));
    }
    all.extend(rotation.assigned().iter().map(|(one, by)| RotationRow {
        teacher: Some(one.teacher.to_string()),
        school: Some(one.school.to_string()),
        organisation: Some(one.organisation.to_string()),
        scope: Some(one.scope.code().to_owned()),
        number: Some(one.eligible.into()),
        backbone: i64::try_from(one.backbone.len()).ok(),
        first_day: Some(one.from.day.to_string()),
        ..part("ASSIGNED", *by)
    }));
    all.into_iter().map(row).collect()
}

fn row(part: RotationRow) -> Row {
    Row::always(vec![
        part.rotation.into(),
        part.part.into(),
        part.name.into(),
        part.organisation.into(),
        part.teacher.into(),
        part.school.into(),
        part.since.into(),
        Cell::Int(part.number),
        part.scope.into(),
        Cell::Int(part.backbone),
        part.first_day.into(),
        part.end_day.into(),
        part.evidence.into(),
    ])
}

const FIELDS: &str = "r.rotation, r.part, r.name, r.organisation, r.teacher, r.school, r.since, r.number, r.scope, r.backbone, \
    r.first_day, r.end_day, r.evidence";

/// The parts of one round, or the rounds themselves, as known at a position.
///
/// # Errors
/// When the database fails.
pub async fn parts(views: &Views, id: Option<RotationId>, known: i64) -> Result<Vec<RotationRow>, Failure> {
    let table = views.counted(NAME, known);
    let mut question = Question::default();
    let known = question.bind(known);
    let which = match id {
        Some(id) => format!("r.rotation = {}", question.bind(id.to_string())),
        None => "r.part = 'ROUND'".to_owned(),
    };
    let sql = format!(
        "SELECT {FIELDS} FROM {table} r WHERE r.known_from <= {known} AND {known} < r.known_to AND {which} \
         ORDER BY r.first_day, r.rotation, r.part, r.school, r.teacher"
    );
    views.ask(sql, question).await
}
