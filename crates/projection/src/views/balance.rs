//! What a standard asks of the teachers of schools: how many count beside the pupils, school by school.

use liangshi_domain::{
    code::HonourLevel,
    policy::{Indicator, IndicatorCounts},
    rotation::BACKBONE,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{establishment, honour, organisation, personnel_record, service};
use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Question},
};

/// A school by its pupils and the teachers an indicator counts there.
#[derive(Clone, Debug, FromRow)]
pub struct BalanceRow {
    /// The school.
    pub organisation: String,
    /// Pupils of the stage as last counted.
    pub pupils: i64,
    /// Full-time teachers of the stage who work there and count.
    pub teachers: i64,
}

/// Every open school that reported pupils of the stage, with the teachers who count, in the order of the names.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    indicator: &Indicator,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<BalanceRow>, Failure> {
    let (tree, services, enrolled) = (
        views.table(organisation::NAME),
        views.table(service::NAME),
        views.counted(establishment::NAME, at.known),
    );
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("o.organisation", scope);
    let [open, counted, serves] = ["o", "e", "s"].map(|alias| question.holds(alias, at));
    let stage = question.bind(indicator.stage.code());
    let who = who(views, &mut question, indicator, at);
    let sql = format!(
        "{with}SELECT o.organisation, e.posts AS pupils, (SELECT COUNT(DISTINCT s.teacher) FROM {services} s \
         WHERE s.workplace = o.organisation AND s.stage = {stage} AND s.category = 'FULL_TIME_TEACHER' AND {serves} AND {who}) \
         AS teachers FROM {tree} o JOIN {enrolled} e ON e.organisation = o.organisation AND e.part = '{part}' AND e.detail = {stage} \
         AND {counted} WHERE {open} AND {within} AND o.state = 'OPEN' ORDER BY o.name, o.organisation",
        part = establishment::ENROLMENT,
    );
    views.ask(sql, question).await
}

/// That the teacher of the service `s` counts.
fn who(views: &Views, question: &mut Question, indicator: &Indicator, at: At) -> String {
    match indicator.counts {
        IndicatorCounts::Subject => format!("s.subject IN ({})", question.any_of(&indicator.codes)),
        IndicatorCounts::Degree => {
            let (records, holds) = (views.table(personnel_record::NAME), question.holds("d", at));
            let codes = question.any_of(&indicator.codes);
            format!(
                "EXISTS (SELECT 1 FROM {records} d WHERE d.teacher = s.teacher AND d.part = '{}' AND {holds} AND d.code IN ({codes}))",
                personnel_record::DEGREE
            )
        }
        IndicatorCounts::Backbone => {
            let (honours, holds) = (views.table(honour::NAME), question.holds("h", at));
            let levels = HonourLevel::ALL.iter().filter(|level| HonourLevel::Town <= **level);
            let levels: Vec<_> = levels.map(|level| format!("'{}'", level.code())).collect();
            let words: Vec<_> = BACKBONE.iter().map(|word| question.contains("h.name", Some(word))).collect();
            format!(
                "EXISTS (SELECT 1 FROM {honours} h WHERE h.teacher = s.teacher AND {holds} AND h.level IN ({}) AND ({}))",
                levels.join(", "),
                words.join(" OR ")
            )
        }
    }
}
