//! The persons a metric is about, before any condition, each with an answer to every condition.

use liangshi_domain::{
    Period,
    policy::{MetricPopulation, MetricVersion},
};
use uuid::Uuid;

use super::{
    conditions::{Asked, Asking, conditions},
    counted::{Line, Population},
};
use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Question},
    views::{candidate, cohort_board, intake, organisation, programme, service},
};

/// What a metric is asked.
#[derive(Clone, Debug)]
pub struct MetricQuestion<'a> {
    /// The definition.
    pub version: &'a MetricVersion,
    /// The time it speaks of: that of the year asked about; of a metric of a day, the day alone.
    pub period: Period,
    /// Of candidates: only this programme, by its slug.
    pub programme: Option<&'a str>,
    /// Only at this organisation or below, on the basis.
    pub organisation: Option<Uuid>,
    /// Only persons the caller may see.
    pub scope: Option<Uuid>,
    /// The two dates.
    pub at: At,
}

/// Everyone of the population at the two dates, with what each condition says.
///
/// # Errors
/// When the database fails.
pub async fn population(views: &Views, asked: &MetricQuestion<'_>) -> Result<Population, Failure> {
    let mut question = Question::default();
    let trees = organisation::trees(views, &mut question, [asked.scope, asked.organisation], asked.at);
    let persons = persons(views, &mut question, asked);
    let mut asking = Asking { views, question: &mut question, at: asked.at, period: asked.period };
    let of = conditions(&asked.version.of, &mut asking);
    let counts = conditions(&asked.version.counts, &mut asking);
    let (towns, natures) = organisation::places(views, &mut question, "b.unit", asked.at);
    let all: Vec<Asked> = of.iter().chain(&counts).cloned().collect();
    let flags = all.iter().map(|(_, text)| format!("CASE WHEN {text} THEN '1' ELSE '0' END"));
    let flags: Vec<_> = std::iter::once("''".to_owned()).chain(flags).collect();
    let sql = format!(
        "{trees}, {towns}, base AS ({persons}) SELECT b.teacher, d.town, b.unit, n.nature, b.stage, b.title, b.category, \
         b.staffing, b.seconded, b.subject, b.programme, b.talent, {} AS flags FROM base b \
         LEFT JOIN town d ON d.id = b.unit {natures} ORDER BY b.teacher, b.unit, b.programme",
        flags.join(" || "),
    );
    let lines: Vec<Line> = views.ask(sql, question).await?;
    Ok(Population { conditions: all.into_iter().map(|(name, _)| name).collect(), of: of.len(), lines })
}

const SERVICE: &str = "s.stage, s.title, s.category, s.staffing, s.seconded, s.subject";

fn persons(views: &Views, question: &mut Question, asked: &MetricQuestion<'_>) -> String {
    match asked.version.over {
        MetricPopulation::Service => in_service(views, question, asked),
        MetricPopulation::Candidates => candidates(views, question, asked),
        MetricPopulation::Intake => taken_in(views, question, asked),
        // Such a metric has a question of its own, which is named with it; here it is about nobody.
        MetricPopulation::Field => {
            format!("{} AND 1 = 0", in_service(views, question, asked))
        }
    }
}

/// That a line lies where the caller may see and where the question asks.
fn where_asked(question: &mut Question, asked: &MetricQuestion<'_>, unit: &str) -> String {
    let seen = service::seen(question, asked.scope);
    let root = question.bind(asked.organisation.map(|id| id.to_string()));
    format!("{seen} AND (CAST({root} AS TEXT) IS NULL OR {unit} IN (SELECT id FROM asked))")
}

fn in_service(views: &Views, question: &mut Question, asked: &MetricQuestion<'_>) -> String {
    let (table, unit) = (views.table(service::NAME), service::column(asked.version.basis));
    let (holds, asked) = (question.holds("s", asked.at), where_asked(question, asked, unit));
    format!(
        "SELECT s.teacher, {unit} AS unit, {SERVICE}, CAST(NULL AS TEXT) AS programme, CAST(NULL AS TEXT) AS talent \
         FROM {table} s WHERE {holds} AND {asked}"
    )
}

fn candidates(views: &Views, question: &mut Question, asked: &MetricQuestion<'_>) -> String {
    let board = views.counted(cohort_board::NAME, asked.at.known);
    let [programmes, services] = [programme::NAME, service::NAME].map(|name| views.table(name));
    let unit = service::column(asked.version.basis);
    let [stands, launched, serves] = ["c", "p", "s"].map(|alias| question.holds(alias, asked.at));
    let counts = asked
        .version
        .definition
        .map_or_else(String::new, |definition| format!(" AND c.{} = 1", candidate::flag(definition)));
    let only = question.equals("p.slug", asked.programme.map(str::to_owned));
    let named = if asked.version.programmes.is_empty() {
        String::new()
    } else {
        format!(" AND p.slug IN ({})", question.any_of(&asked.version.programmes))
    };
    let within = where_asked(question, asked, unit);
    format!(
        "SELECT c.teacher, {unit} AS unit, {SERVICE}, p.slug AS programme, c.category AS talent FROM {board} c \
         JOIN {programmes} p ON p.programme = c.programme AND {launched} \
         LEFT JOIN {services} s ON s.teacher = c.teacher AND {serves} \
         WHERE {stands}{counts} AND {only}{named} AND {within}"
    )
}

/// Whoever arrived in the time, the first time only.
fn taken_in(views: &Views, question: &mut Question, asked: &MetricQuestion<'_>) -> String {
    let (intakes, services) = (views.counted(intake::NAME, asked.at.known), views.table(service::NAME));
    let column = service::column(asked.version.basis);
    let unit = format!("COALESCE({column}, i.organisation)");
    let [arrived, before, serves] = ["i", "f", "s"].map(|alias| question.holds(alias, asked.at));
    let end = asked.period.to.unwrap_or(chrono::NaiveDate::MAX);
    let (from, to) = (question.bind(asked.period.from), question.bind(end));
    let within = where_asked(question, asked, &unit);
    format!(
        "SELECT i.teacher, {unit} AS unit, {SERVICE}, CAST(NULL AS TEXT) AS programme, i.category AS talent FROM {intakes} i \
         LEFT JOIN {services} s ON s.teacher = i.teacher AND {serves} WHERE {arrived} AND i.arrived >= {from} AND i.arrived < {to} \
         AND NOT EXISTS (SELECT 1 FROM {intakes} f WHERE f.teacher = i.teacher AND {before} AND f.arrived < i.arrived) AND {within}"
    )
}
