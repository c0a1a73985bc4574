//! How long the persons of a school have been there: a question over service and the organisations, with no table of its own.

use std::collections::{BTreeMap, HashMap};

use liangshi_domain::{
    OrganisationId, Period, TeacherId,
    teacher::tenure::{Stint, Tenure, joined, tenure},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{organisation, service};
use crate::{
    cell::date_of,
    failure::Failure,
    projector::Views,
    query::{At, Question},
};

/// A person at a school on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The person.
    pub teacher: TeacherId,
    /// How long.
    pub tenure: Tenure,
}

#[derive(FromRow)]
struct Worked {
    teacher: String,
    workplace: String,
    valid_from: String,
    valid_to: String,
}

/// Everybody who works at an organisation or below on the day, with the time at the school of the day.
///
/// # Errors
/// When the database fails.
pub async fn stays(views: &Views, under: Uuid, break_months: u32, at: At) -> Result<Vec<Stay>, Failure> {
    let (services, tree) = (views.table(service::NAME), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, Some(under), at);
    let known = question.bind(at.known);
    let holds = question.holds("n", at);
    let sql = format!(
        "{with}SELECT s.teacher, s.workplace, s.valid_from, s.valid_to FROM {services} s WHERE s.known_from <= {known} \
         AND {known} < s.known_to AND s.workplace IS NOT NULL AND s.teacher IN (SELECT n.teacher FROM {services} n WHERE {holds} \
         AND n.workplace IN (SELECT id FROM scope)) ORDER BY s.teacher, s.valid_from"
    );
    let rows: Vec<Worked> = views.ask(sql, question).await?;
    let successors = successors(views, at).await?;
    let mut persons: BTreeMap<TeacherId, Vec<Stint>> = BTreeMap::new();
    for row in &rows {
        if let Some((teacher, stint)) = stint(row, &successors) {
            persons.entry(teacher).or_default().push(stint);
        }
    }
    let stay = |(teacher, stints): (TeacherId, Vec<Stint>)| {
        let stints = joined(stints.into_iter());
        Some(Stay { teacher, tenure: tenure(&stints, at.valid, break_months)? })
    };
    Ok(persons.into_iter().filter_map(stay).collect())
}

fn stint(row: &Worked, successors: &HashMap<OrganisationId, OrganisationId>) -> Option<(TeacherId, Stint)> {
    let mut school: OrganisationId = row.workplace.parse().ok()?;
    for _ in 0..successors.len() {
        school = successors.get(&school).copied().unwrap_or(school);
    }
    let period = Period::new(date_of(&row.valid_from)?, date_of(&row.valid_to));
    Some((row.teacher.parse().ok()?, Stint { school, period }))
}

/// What each merged school went into, as it stood on the day.
///
/// # Errors
/// When the database fails.
pub async fn successors(views: &Views, at: At) -> Result<HashMap<OrganisationId, OrganisationId>, Failure> {
    let tree = views.table(organisation::NAME);
    let mut question = Question::default();
    let (closed, into) = (question.holds("o", at), question.holds("p", at));
    let sql = format!(
        "SELECT o.organisation, o.parent FROM {tree} o JOIN {tree} p ON p.organisation = o.parent AND {into} \
         WHERE {closed} AND o.state = 'CLOSED' AND p.kind IN ('SCHOOL', 'KINDERGARTEN')"
    );
    let rows: Vec<(String, String)> = views.ask(sql, question).await?;
    Ok(rows.into_iter().filter_map(|(from, into)| Some((from.parse().ok()?, into.parse().ok()?))).collect())
}
