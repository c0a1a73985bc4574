//! What was stated about service elsewhere beside it: verified support teaching, visits, exemptions (S-44, S-47, S-69).

use liangshi_domain::{
    Period, Subject,
    teacher::{Dated, movement::Movements},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{organisation, service};
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct MovementFacts;

pub(crate) const NAME: &str = "movement";

/// What a row tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Support teaching that was verified.
    Verified,
    /// A visit in a residency.
    Visit,
    /// A time in which the person need not rotate.
    Exemption,
}

impl What {
    fn code(self) -> &'static str {
        match self {
            Self::Verified => "VERIFIED",
            Self::Visit => "VISIT",
            Self::Exemption => "EXEMPTION",
        }
    }
}

impl View for MovementFacts {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("what"),
            Column::Text("teacher"),
            Column::Text("organisation"),
            Column::Text("reason"),
            Column::Int("days"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["what, teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Teacher(id, teacher) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(&teacher.counts_as(*id).to_string(), &teacher.timeline().movements))
    }
}

fn rows(teacher: &str, movements: &Movements) -> Vec<Row> {
    let row = |what: What, period: Period, place: Option<String>, reason: Option<&str>, by: String| {
        let days = period.to.map(|to| (to - period.from).num_days());
        let cells = vec![
            what.code().into(),
            teacher.into(),
            Cell::Text(place),
            reason.into(),
            Cell::Int(days),
            by.into(),
        ];
        (!period.is_empty()).then(|| Row::dated(period, cells))
    };
    let verified = movements.verified.iter().filter_map(|fact| {
        let place = Some(fact.value.organisation.to_string());
        row(What::Verified, fact.period, place, None, by(fact))
    });
    let visits = movements.visits.iter().filter_map(|fact| {
        let place = Some(fact.value.organisation.to_string());
        row(What::Visit, fact.period, place, None, by(fact))
    });
    let exempt = movements
        .exemptions
        .iter()
        .filter_map(|fact| row(What::Exemption, fact.period, None, Some(fact.value.reason.code()), by(fact)));
    verified.chain(visits).chain(exempt).collect()
}

fn by<T>(fact: &Dated<T>) -> String {
    fact.by.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// One of these facts as it is known.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct MovementRow {
    /// The person.
    pub teacher: String,
    /// The place of it, unless it is an exemption.
    pub organisation: Option<String>,
    /// Why, as a code, of an exemption.
    pub reason: Option<String>,
    /// How many days it has, when it ends.
    pub days: Option<i64>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

impl MovementRow {
    /// The days, as a period.
    pub fn period(&self) -> Option<Period> {
        Some(Period::new(crate::date_of(&self.valid_from)?, crate::date_of(&self.valid_to)))
    }
}

const FIELDS: &str = "m.teacher, m.organisation, m.reason, m.days, m.evidence, m.valid_from, m.valid_to";

/// Every such fact known, whatever its days, of persons who on the day belong to an organisation or below.
///
/// # Errors
/// When the database fails.
pub async fn known(
    views: &Views,
    what: What,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<MovementRow>, Failure> {
    let (table, services) = (views.table(NAME), views.table(service::NAME));
    let tree = views.table(organisation::NAME);
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let known = question.bind(at.known);
    let what = question.bind(what.code());
    let root = question.bind(scope.map(|id| id.to_string()));
    let holds = question.holds("s", at);
    let sql = format!(
        "{with}SELECT {FIELDS} FROM {table} m WHERE m.known_from <= {known} AND {known} < m.known_to AND m.what = {what} \
         AND (CAST({root} AS TEXT) IS NULL OR m.teacher IN (SELECT s.teacher FROM {services} s WHERE {holds} \
         AND (s.personnel IN (SELECT id FROM scope) OR s.workplace IN (SELECT id FROM scope)))) ORDER BY m.teacher, m.valid_from"
    );
    views.ask(sql, question).await
}
