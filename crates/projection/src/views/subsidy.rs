//! Subsidies for those taken in (S-27): every part with when it is due and was paid, and what is claimed back.

use liangshi_domain::{Period, Subject, SubsidyId, subsidy::Subsidy};
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
pub struct Subsidies;

const NAME: &str = "subsidy";

/// A part of a subsidy.
pub const INSTALMENT: &str = "INSTALMENT";
/// What is claimed back: `due` is the day the service was broken, `paid` the day it was settled.
pub const CLAW_BACK: &str = "CLAW_BACK";

impl View for Subsidies {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("subsidy"),
            Column::Text("teacher"),
            Column::Text("part"),
            Column::Int("number"),
            Column::Text("due"),
            Column::Text("paid"),
            Column::Int("yuan"),
            Column::Text("service_from"),
            Column::Text("service_to"),
            Column::Text("detail"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["subsidy", "teacher"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Subsidy(id, subsidy) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, subsidy))
    }
}

struct Part {
    part: &'static str,
    number: i64,
    due: String,
    paid: Option<String>,
    yuan: u32,
    detail: Option<String>,
    by: String,
}

fn rows(id: SubsidyId, subsidy: &Subsidy) -> Vec<Row> {
    let Some((approved, by)) = subsidy.approved() else { return Vec::new() };
    let row = |from, part: Part| {
        let cells = vec![
            id.to_string().into(),
            approved.teacher.to_string().into(),
            part.part.into(),
            part.number.into(),
            part.due.into(),
            Cell::Text(part.paid),
            part.yuan.into(),
            approved.service_from.day.into(),
            approved.service_to.day.into(),
            Cell::Text(part.detail),
            part.by.into(),
        ];
        Row::dated(Period::new(from, None), cells)
    };
    let parts = (1_u32..).zip(&approved.instalments).map(|(number, part)| {
        let paid = subsidy.paid(number);
        let part = Part {
            part: INSTALMENT,
            number: number.into(),
            due: date_text(part.due.day),
            paid: paid.map(|(on, _)| date_text(on)),
            yuan: part.yuan,
            detail: None,
            by: paid.map_or_else(|| by.to_string(), |(_, paid)| format!("{by} {paid}")),
        };
        row(approved.on.day, part)
    });
    let claimed = subsidy.claw_back().map(|(claimed, raised)| {
        let settled = subsidy.settled();
        let part = Part {
            part: CLAW_BACK,
            number: 0,
            due: date_text(claimed.broken.day),
            paid: settled.map(|(on, _)| date_text(on)),
            yuan: claimed.yuan,
            detail: Some(claimed.reason.clone()),
            by: settled.map_or_else(|| raised.to_string(), |(_, settled)| format!("{raised} {settled}")),
        };
        row(claimed.broken.day, part)
    });
    parts.chain(claimed).collect()
}

/// A part of a subsidy, or what is claimed back.
#[derive(Clone, Debug, FromRow)]
pub struct SubsidyRow {
    /// The subsidy.
    pub subsidy: String,
    /// The person.
    pub teacher: String,
    /// [`INSTALMENT`] or [`CLAW_BACK`].
    pub part: String,
    /// Which part, counted from 1.
    pub number: i64,
    /// When it is due.
    pub due: String,
    /// When it was paid or settled; a day after the one asked about is none yet.
    pub paid: Option<String>,
    /// How much, in whole yuan.
    pub yuan: i64,
    /// The first day of the agreed service.
    pub service_from: String,
    /// The day after its last.
    pub service_to: String,
    /// Why it is claimed back.
    pub detail: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
}

const FIELDS: &str = "b.subsidy, b.teacher, b.part, b.number, b.due, b.paid, b.yuan, b.service_from, b.service_to, b.detail, \
    b.evidence";

/// Every part on the day, of one subsidy or of all, by when it is due.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, id: Option<SubsidyId>, at: At) -> Result<Vec<SubsidyRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let holds = question.holds("b", at);
    let id = question.equals("b.subsidy", id.map(|id| id.to_string()));
    let sql =
        format!("SELECT {FIELDS} FROM {table} b WHERE {holds} AND {id} ORDER BY b.due, b.subsidy, b.number");
    let mut rows: Vec<SubsidyRow> = views.ask(sql, question).await?;
    let day = date_text(at.valid);
    for row in &mut rows {
        row.paid = row.paid.take().filter(|paid| *paid <= day);
    }
    Ok(rows)
}
