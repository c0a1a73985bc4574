//! Partners outside (S-36, S-71) and training bases of dual-qualified teachers (S-58) on a day.

use liangshi_domain::{PartnershipId, Subject, partnership::Partnership};
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
pub struct Partnerships;

const NAME: &str = "partnership";

/// An agreement.
pub const AGREEMENT: &str = "AGREEMENT";
/// A training base: `purpose` holds its majors.
pub const BASE: &str = "BASE";

impl View for Partnerships {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("partnership"),
            Column::Text("part"),
            Column::Text("partner"),
            Column::Text("kind"),
            Column::Text("purpose"),
            Column::Text("organisation"),
            Column::Int("places"),
            Column::Int("key_base"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["partnership"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Partnership(id, partnership) = seen.subject else { return Change::Nothing };
        Change::Rows(row(*id, partnership).into_iter().collect())
    }
}

fn row(id: PartnershipId, partnership: &Partnership) -> Option<Row> {
    let by: Vec<_> = partnership.by().iter().map(ToString::to_string).collect();
    let period = partnership.period().filter(|period| !period.is_empty())?;
    let signed = partnership.signed();
    let base = partnership.base();
    let cells = vec![
        id.to_string().into(),
        if base.is_some() { BASE } else { AGREEMENT }.into(),
        Cell::Text(base.map(|base| base.enterprise.clone()).or(signed.map(|signed| signed.partner.clone()))),
        signed.map_or("ENTERPRISE", |signed| signed.kind.code()).into(),
        Cell::Text(base.map(|base| base.majors.join("、")).or(signed.map(|signed| signed.purpose.clone()))),
        Cell::Text(signed.and_then(|signed| signed.organisation).map(|id| id.to_string())),
        Cell::Int(signed.and_then(|signed| signed.places).map(i64::from)),
        base.is_some_and(|base| base.key).into(),
        by.join(" ").into(),
    ];
    Some(Row::dated(period, cells))
}

/// A partner on a day.
#[derive(Clone, Debug, FromRow)]
pub struct PartnershipRow {
    /// The partnership.
    pub partnership: String,
    /// [`AGREEMENT`] or [`BASE`].
    pub part: String,
    /// Who.
    pub partner: String,
    /// What the partner is, as a code.
    pub kind: String,
    /// What for, or the majors of a base.
    pub purpose: String,
    /// The unit that signed for our side.
    pub organisation: Option<String>,
    /// Places a year.
    pub places: Option<i64>,
    /// Whether it is a key base.
    pub key_base: i64,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

const FIELDS: &str = "p.partnership, p.part, p.partner, p.kind, p.purpose, p.organisation, p.places, p.key_base, p.evidence, \
    p.valid_from, p.valid_to";

/// The partners of one part on the day, of one kind or of all, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    part: Option<&str>,
    kind: Option<String>,
    id: Option<PartnershipId>,
    at: At,
) -> Result<Vec<PartnershipRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("p", at);
    let part = question.equals("p.part", part.map(str::to_owned));
    let kind = question.equals("p.kind", kind);
    let id = question.equals("p.partnership", id.map(|id| id.to_string()));
    let sql = format!(
        "SELECT {FIELDS} FROM {table} p WHERE {holds} AND {part} AND {kind} AND {id} ORDER BY p.partner, p.partnership"
    );
    views.ask(sql, question).await
}
