//! The roll of honour: who holds which honour of which level on any day, as known at any position (S-22).

use liangshi_domain::{
    AnyEvent, Subject, TeacherId,
    teacher::{Statement, TeacherEvent},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::conduct;
use crate::{
    cell::{Row, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Honour;

pub(crate) const NAME: &str = "honour";

impl View for Honour {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        2
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("fact"),
            Column::Text("name"),
            Column::Text("level"),
            Column::Text("issued_by"),
            Column::Text("issuer"),
            Column::Text("conferred_on"),
            Column::Text("kind"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "level, conferred_on"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) = (seen.subject, seen.event) else {
            return Change::Nothing;
        };
        if !concerns(event) {
            return Change::Nothing;
        }
        let id = teacher.counts_as(*id).to_string();
        let rows = teacher.timeline().honours.iter().map(|honour| {
            let by: Vec<_> = honour.by.iter().map(ToString::to_string).collect();
            let cells = vec![
                id.clone().into(),
                honour.fact.to_string().into(),
                honour.value.name.as_str().into(),
                honour.value.level.code().into(),
                honour.value.issued_by.code().into(),
                honour.value.issuer.as_str().into(),
                date_text(honour.value.on.day).into(),
                honour.value.kind.clone().into(),
                by.join(" ").into(),
            ];
            Row::dated(honour.period, cells)
        });
        Change::Rows(rows.collect())
    }
}

/// Most events say nothing about honours; folding them again would find what is already held.
fn concerns(event: &TeacherEvent) -> bool {
    matches!(
        event,
        TeacherEvent::Stated(Statement::Honour(_)) | TeacherEvent::Past(_) | TeacherEvent::Merge(_)
    )
}

/// An honour a person holds.
#[derive(Clone, Debug, FromRow)]
pub struct HonourRow {
    /// The person.
    pub teacher: String,
    /// The event that conferred it.
    pub fact: String,
    /// The honour.
    pub name: String,
    /// Its level, as a code.
    pub level: String,
    /// The kind of body that issued it, as a code.
    pub issued_by: String,
    /// The name of that body.
    pub issuer: String,
    /// The day it was conferred.
    pub conferred_on: String,
    /// The kind of the catalogue, by its code.
    pub kind: Option<String>,
    /// The ids of the events that shaped it, separated by spaces.
    pub evidence: String,
    /// The day after the last.
    pub valid_to: String,
}

/// Which honours are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of persons the caller may see, in service on the day on any basis.
    pub scope: Option<Uuid>,
    /// Only of persons in service at this organisation or below on the day, on any basis.
    pub organisation: Option<Uuid>,
    /// Only of this person.
    pub teacher: Option<TeacherId>,
    /// Only this level, as a code.
    pub level: Option<String>,
    /// Only names that contain this.
    pub name: Option<String>,
    /// Only conferred in this year.
    pub year: Option<i32>,
    /// Only of this kind of the catalogue, by its code.
    pub kind: Option<String>,
}

const FIELDS: &str = "h.teacher, h.fact, h.name, h.level, h.issued_by, h.issuer, h.conferred_on, h.kind, h.evidence, h.valid_to";

/// The honours held at the two dates, in the order of the days they were conferred.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, filter: &Filter, at: At, page: &Page) -> Result<Vec<HonourRow>, Failure> {
    let (mut question, sql) = conditions(views, filter, at);
    let page = question.page(["h.conferred_on", "h.fact"], page);
    let sql = format!("{sql} AND {page}");
    views.ask(sql.replacen("{columns}", FIELDS, 1), question).await
}

/// How many honours that are.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    let (question, sql) = conditions(views, filter, at);
    views.count(sql.replacen("{columns}", "COUNT(*)", 1), question).await
}

fn conditions(views: &Views, filter: &Filter, at: At) -> (Question, String) {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("h", at);
    let teacher = question.equals("h.teacher", filter.teacher.map(|id| id.to_string()));
    let level = question.equals("h.level", filter.level.clone());
    let kind = question.equals("h.kind", filter.kind.clone());
    let name = question.contains("h.name", filter.name.as_deref());
    let year = question.equals("SUBSTR(h.conferred_on, 1, 4)", filter.year.map(|year| format!("{year:04}")));
    let seen =
        conduct::in_service(views, &mut question, "h.teacher", [filter.scope, filter.organisation], at);
    let sql = format!(
        "SELECT {{columns}} FROM {table} h WHERE {holds} AND {teacher} AND {level} AND {name} AND {year} AND {kind}{seen}"
    );
    (question, sql)
}
