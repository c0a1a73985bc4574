//! Published figures as they were published, with every later count stated beside them (S-15, S-75).

use liangshi_domain::{EventId, Period, ReportId, Subject, report::Report};
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
pub struct Reports;

const NAME: &str = "report";

/// What was published first.
pub const PUBLISHED: &str = "PUBLISHED";
/// A later count.
pub const RESTATED: &str = "RESTATED";
/// That it was withdrawn.
pub const WITHDRAWN: &str = "WITHDRAWN";

impl View for Reports {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        2
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("report"),
            Column::Text("part"),
            Column::Int("number"),
            Column::Text("title"),
            Column::Text("metric"),
            Column::Text("question"),
            Column::Text("as_of"),
            Column::Int("position"),
            Column::Int("value"),
            Column::Int("denominator"),
            Column::Text("members"),
            Column::Text("reason"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["report", "part"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Report(id, report) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, report))
    }
}

/// What a row says beside its report, part and place.
#[derive(Default)]
struct Said {
    title: Option<String>,
    metric: Option<String>,
    question: Option<String>,
    as_of: Option<String>,
    position: Option<i64>,
    value: Option<i64>,
    of: Option<i64>,
    members: Option<String>,
    reason: Option<String>,
}

fn rows(id: ReportId, report: &Report) -> Vec<Row> {
    let Some((published, by)) = report.published() else { return Vec::new() };
    let first = Said {
        title: Some(published.title.clone()),
        metric: Some(published.metric.code().to_owned()),
        // A question came out of JSON, so it goes into JSON; should it ever not, the row asks nothing.
        question: serde_json::to_string(&published.question).ok(),
        as_of: Some(date_text(published.as_of)),
        position: Some(published.known),
        value: Some(published.value),
        of: published.of,
        members: Some(published.members.clone()),
        reason: None,
    };
    let restated = (1..).zip(report.restated()).map(|(number, restatement)| {
        let stated = &restatement.stated;
        let said = Said {
            position: Some(stated.known),
            value: Some(stated.value),
            of: stated.of,
            members: Some(stated.members.clone()),
            reason: Some(stated.reason.clone()),
            ..Said::default()
        };
        row(id, RESTATED, number, said, restatement.by)
    });
    let withdrawn = report.withdrawn().map(|(reason, by)| {
        row(id, WITHDRAWN, 0, Said { reason: Some(reason.to_owned()), ..Said::default() }, by)
    });
    std::iter::once(row(id, PUBLISHED, 0, first, by)).chain(restated).chain(withdrawn).collect()
}

fn row(id: ReportId, part: &str, number: i64, said: Said, by: EventId) -> Row {
    let cells = vec![
        id.to_string().into(),
        part.into(),
        number.into(),
        Cell::Text(said.title),
        Cell::Text(said.metric),
        Cell::Text(said.question),
        Cell::Text(said.as_of),
        Cell::Int(said.position),
        Cell::Int(said.value),
        said.of.into(),
        Cell::Text(said.members),
        Cell::Text(said.reason),
        by.to_string().into(),
    ];
    Row::dated(Period::new(chrono::NaiveDate::MIN, None), cells)
}

/// A row of a published figure.
#[derive(Clone, Debug, FromRow)]
pub struct ReportRow {
    /// The report.
    pub report: String,
    /// Which part.
    pub part: String,
    /// What it is called.
    pub title: Option<String>,
    /// What it counts, as a code.
    pub metric: Option<String>,
    /// Of whom, as JSON text.
    pub question: Option<String>,
    /// The day it is about.
    pub as_of: Option<String>,
    /// The position up to which facts were known.
    pub position: Option<i64>,
    /// How many persons.
    pub value: Option<i64>,
    /// Of how many, for a share.
    #[sqlx(rename = "denominator")]
    pub of: Option<i64>,
    /// The digest of the persons.
    pub members: Option<String>,
    /// Why it was restated or withdrawn.
    pub reason: Option<String>,
    /// The event that states it.
    pub evidence: String,
}

/// The rows of one report or of all, as known: what was published, then the later counts in their order, then the withdrawal.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, id: Option<ReportId>, at: At) -> Result<Vec<ReportRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("r", at);
    let report = question.equals("r.report", id.map(|id| id.to_string()));
    let sql = format!(
        "SELECT r.report, r.part, r.title, r.metric, r.question, r.as_of, r.position, r.value, r.denominator, r.members, r.reason, r.evidence \
         FROM {table} r WHERE {holds} AND {report} ORDER BY r.report, r.part, r.number"
    );
    views.ask(sql, question).await
}
