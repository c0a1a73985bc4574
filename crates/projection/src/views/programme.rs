//! Programmes of talents and of selection (S-01, S-30) with the target of the work plan and the definition it is bound to, as known at any position.

use liangshi_domain::{ProgrammeId, Subject, policy::CountDefinition, programme::Programme};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct ProgrammeCard;

pub(crate) const NAME: &str = "programme";

impl View for ProgrammeCard {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        2
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("programme"),
            Column::Text("slug"),
            Column::Text("role"),
            Column::Text("name_zh"),
            Column::Text("name_en"),
            Column::Text("family_zh"),
            Column::Text("family_en"),
            Column::Text("outcome"),
            Column::Int("target"),
            Column::Text("definition"),
            Column::Text("deadline"),
            Column::Int("deadline_inferred"),
            Column::Text("owner"),
            Column::Text("sentence"),
            Column::Text("quote"),
            Column::Text("metric"),
            Column::Text("target_event"),
            Column::Text("launched"),
            Column::Text("terms"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["programme", "slug"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Programme(id, programme) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, programme))
    }
}

/// The card holds at every date: a target moves only when it is set anew, and that is known time.
fn rows(id: ProgrammeId, programme: &Programme) -> Vec<Row> {
    let Some((launched, event)) = programme.launched() else { return Vec::new() };
    let fact = programme.target();
    let target = fact.map(|fact| &fact.target);
    let terms: Vec<_> = programme.terms().map(|(period, step)| (period, &step.value)).collect();
    let cells = vec![
        id.to_string().into(),
        launched.slug.as_str().into(),
        launched.role.as_str().into(),
        launched.name.zh.as_str().into(),
        launched.name.en.as_str().into(),
        launched.family.as_ref().map(|family| family.zh.as_str()).into(),
        launched.family.as_ref().map(|family| family.en.as_str()).into(),
        launched.terms.outcome.as_ref().map(|outcome| outcome.kind.code()).into(),
        Cell::Int(target.map(|target| target.number.into())),
        Cell::Text(target.map(|target| target.definition.code().to_owned())),
        Cell::Text(target.map(|target| target.deadline.day.to_string())),
        Cell::Int(target.map(|target| target.deadline_inferred.into())),
        Cell::Text(target.and_then(|target| target.owner.clone())),
        Cell::Text(target.and_then(|target| target.sentence.clone())),
        Cell::Text(target.and_then(|target| target.quote.clone())),
        Cell::Text(target.and_then(|target| target.metric.clone())),
        Cell::Text(fact.map(|fact| fact.by.to_string())),
        event.to_string().into(),
        Cell::Text(serde_json::to_string(&terms).ok()),
    ];
    vec![Row::always(cells)]
}

/// A programme with its target.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ProgrammeRow {
    /// The programme.
    pub programme: String,
    /// Its slug.
    pub slug: String,
    /// The pipeline view that shows it.
    pub role: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The family it belongs to, in Chinese.
    pub family_zh: Option<String>,
    /// The same in English.
    pub family_en: Option<String>,
    /// What a certification states on the person, as a code; none for a programme of talents.
    pub outcome: Option<String>,
    /// How many persons the plan asks for.
    pub target: Option<i64>,
    /// Which count the number means, as a code.
    pub definition: Option<String>,
    /// The day after the last on which it can be met.
    pub deadline: Option<String>,
    /// 1 when the deadline stands in no document.
    pub deadline_inferred: Option<i64>,
    /// The responsible office.
    pub owner: Option<String>,
    /// The sentence of the plan, as S-33.
    pub sentence: Option<String>,
    /// The words of the plan.
    pub quote: Option<String>,
    /// The metric, as M-23.
    pub metric: Option<String>,
    /// The event that set the target.
    pub target_event: Option<String>,
    /// The event that launched it.
    pub launched: String,
    /// Its terms by period, as JSON text.
    pub terms: Option<String>,
}

impl ProgrammeRow {
    /// The definition the target is bound to.
    pub fn bound(&self) -> Option<CountDefinition> {
        let code = self.definition.as_deref()?;
        CountDefinition::ALL.iter().copied().find(|definition| definition.code() == code)
    }
}

const FIELDS: &str = "p.programme, p.slug, p.role, p.name_zh, p.name_en, p.family_zh, p.family_en, p.outcome, p.target, p.definition, p.deadline, \
    p.deadline_inferred, p.owner, p.sentence, p.quote, p.metric, p.target_event, p.launched, p.terms";

/// Every programme known, in the order of the slugs.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, at: At) -> Result<Vec<ProgrammeRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("p", at);
    views.ask(format!("SELECT {FIELDS} FROM {table} p WHERE {holds} ORDER BY p.slug"), question).await
}
