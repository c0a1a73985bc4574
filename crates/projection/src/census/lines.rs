//! The rows of the two views as the census reads them.

use sqlx::FromRow;

use crate::{
    cell::STILL_KNOWN,
    failure::Failure,
    projector::Views,
    query::Question,
    views::{organisation, service},
};

/// Rows read at a time.
const PAGE: i64 = 20_000;

/// The last row read of each view.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    pub(super) line: i64,
    pub(super) node: i64,
}

/// A row of the roster.
#[derive(Debug, FromRow)]
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) stream: String,
    pub(super) teacher: String,
    pub(super) establishment: Option<String>,
    pub(super) personnel: String,
    pub(super) workplace: Option<String>,
    pub(super) paying: String,
    pub(super) stage: Option<String>,
    pub(super) title: Option<String>,
    pub(super) category: String,
    pub(super) staffing: String,
    pub(super) seconded: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) valid_from: String,
    pub(super) valid_to: String,
    pub(super) known_from: i64,
    pub(super) known_to: i64,
}

/// A row of the tree.
#[derive(Debug, FromRow)]
pub(super) struct NodeLine {
    pub(super) id: i64,
    pub(super) organisation: String,
    pub(super) kind: Option<String>,
    pub(super) nature: Option<String>,
    pub(super) parent: Option<String>,
    pub(super) valid_from: String,
    pub(super) valid_to: String,
    pub(super) known_from: i64,
    pub(super) known_to: i64,
}

/// The next rows of both views.
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) nodes: Vec<NodeLine>,
}

impl Page {
    pub(super) async fn after(views: &Views, mark: Mark) -> Result<Self, Failure> {
        let columns = "id, stream, teacher, establishment, personnel, workplace, paying, stage, title, category, staffing, \
            seconded, subject, valid_from, valid_to, known_from, known_to";
        let lines = after(views, service::NAME, columns, mark.line).await?;
        let columns = "id, organisation, kind, nature, parent, valid_from, valid_to, known_from, known_to";
        Ok(Self { lines, nodes: after(views, organisation::NAME, columns, mark.node).await? })
    }

    pub(super) fn is_last(&self) -> bool {
        self.lines.len().max(self.nodes.len()) < PAGE as usize
    }
}

async fn after<T: crate::Fetch>(
    views: &Views,
    view: &str,
    columns: &str,
    id: i64,
) -> Result<Vec<T>, Failure> {
    let table = views.table(view);
    let mut question = Question::default();
    let (id, page) = (question.bind(id), question.bind(PAGE));
    views
        .ask(format!("SELECT {columns} FROM {table} WHERE id > {id} ORDER BY id LIMIT {page}"), question)
        .await
}

/// The rows of each view whose knowledge ended after a position, and where.
pub(super) struct Ends {
    pub(super) lines: Vec<(i64, i64)>,
    pub(super) nodes: Vec<(i64, i64)>,
}

pub(super) async fn ends(views: &Views, position: i64) -> Result<Ends, Failure> {
    Ok(Ends {
        lines: ended(views, service::NAME, position).await?,
        nodes: ended(views, organisation::NAME, position).await?,
    })
}

async fn ended(views: &Views, view: &str, position: i64) -> Result<Vec<(i64, i64)>, Failure> {
    let table = views.table(view);
    let mut question = Question::default();
    let (after, before) = (question.bind(position), question.bind(STILL_KNOWN));
    let sql = format!("SELECT id, known_to FROM {table} WHERE known_to > {after} AND known_to < {before}");
    views.ask(sql, question).await
}
