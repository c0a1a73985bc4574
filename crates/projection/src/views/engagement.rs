//! Engagements from outside (S-10, S-65): artists, athletes and special-appointed researchers on a day. None of them is on a staff, so
//! no headcount has them.

use liangshi_domain::{EngagementId, Subject, engagement::Engagement};
use sqlx::FromRow;
use uuid::Uuid;

use super::organisation;
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Engagements;

const NAME: &str = "engagement";

impl View for Engagements {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("engagement"),
            Column::Text("teacher"),
            Column::Text("category"),
            Column::Text("organisation"),
            Column::Text("stage"),
            Column::Text("subject"),
            Column::Text("achievements"),
            Column::Text("ended"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["engagement", "organisation"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Engagement(id, engagement) = seen.subject else { return Change::Nothing };
        Change::Rows(row(*id, engagement).into_iter().collect())
    }
}

fn row(id: EngagementId, engagement: &Engagement) -> Option<Row> {
    let ((started, _), period) = (engagement.started()?, engagement.period()?);
    let by: Vec<_> = engagement.by().iter().map(ToString::to_string).collect();
    let cells = vec![
        id.to_string().into(),
        started.teacher.to_string().into(),
        started.category.code().into(),
        started.organisation.to_string().into(),
        Cell::Text(started.stage.map(|stage| stage.code().to_owned())),
        started.subject.clone().into(),
        started.achievements.join("\n").into(),
        engagement.ended().into(),
        by.join(" ").into(),
    ];
    (!period.is_empty()).then(|| Row::dated(period, cells))
}

/// An engagement on a day.
#[derive(Clone, Debug, FromRow)]
pub struct EngagementRow {
    /// The engagement.
    pub engagement: String,
    /// The person.
    pub teacher: String,
    /// As what, as a code.
    pub category: String,
    /// Where.
    pub organisation: String,
    /// The stage, as a code.
    pub stage: Option<String>,
    /// The subject, as a code.
    pub subject: Option<String>,
    /// What the person achieved, one a line.
    pub achievements: String,
    /// Why it ended before its term.
    pub ended: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

const FIELDS: &str = "e.engagement, e.teacher, e.category, e.organisation, e.stage, e.subject, e.achievements, e.ended, \
    e.evidence, e.valid_from, e.valid_to";

/// Which engagements are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this one.
    pub engagement: Option<EngagementId>,
    /// Only as this, as a code.
    pub category: Option<String>,
    /// Only in this subject.
    pub subject: Option<String>,
    /// Only at this organisation or below.
    pub organisation: Option<Uuid>,
    /// Only what the caller may see: at this organisation or below.
    pub scope: Option<Uuid>,
}

/// The engagements on the day, by where and from when.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At) -> Result<Vec<EngagementRow>, Failure> {
    let (table, tree) = (views.counted(NAME, at.known), views.table(organisation::NAME));
    let mut question = Question::default();
    let mut parts = String::new();
    for part in [filter.scope, filter.organisation].into_iter().flatten() {
        let scope = question.scope(&tree, Some(part), at);
        parts.push_str(&format!(" AND e.organisation IN ({scope}SELECT id FROM scope)"));
    }
    let holds = question.holds("e", at);
    let one = question.equals("e.engagement", filter.engagement.map(|id| id.to_string()));
    let category = question.equals("e.category", filter.category.clone());
    let subject = question.equals("e.subject", filter.subject.clone());
    let sql = format!(
        "SELECT {FIELDS} FROM {table} e WHERE {holds} AND {one} AND {category} AND {subject}{parts} \
         ORDER BY e.organisation, e.valid_from, e.engagement"
    );
    views.ask(sql, question).await
}
