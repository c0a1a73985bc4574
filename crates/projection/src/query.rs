//! How a view is asked: at a valid date, as known at a position, in a part of the organisation tree.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    cell::Cell,
    database::{Fetch, is_missing},
    failure::Failure,
    projector::Views,
    table::holds,
};

/// The two dates of a question. They are resolved once at the edge and returned with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct At {
    /// Valid time: the day asked about.
    pub valid: NaiveDate,
    /// Known time: the position of the log up to which facts are known.
    pub known: i64,
}

/// Which part of an ordered list is asked for: at most so many after a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// At most so many.
    pub first: i64,
    /// The sort key and id of the last item of the page before.
    pub after: Option<(String, String)>,
}

/// Builds the text and the values of one question, so that a place and its value cannot drift apart.
#[derive(Debug, Default)]
pub(crate) struct Question {
    pub(crate) cells: Vec<Cell>,
}

impl Question {
    /// Adds a value and answers its place.
    pub(crate) fn bind(&mut self, cell: impl Into<Cell>) -> String {
        self.cells.push(cell.into());
        format!("${}", self.cells.len())
    }

    /// The condition that a row of `alias` holds at the two dates.
    pub(crate) fn holds(&mut self, alias: &str, at: At) -> String {
        let valid = self.bind(at.valid);
        let known = self.bind(at.known);
        holds(alias, &valid, &known)
    }

    /// The condition that a column equals a value, if there is one.
    pub(crate) fn equals(&mut self, column: &str, value: Option<String>) -> String {
        let place = self.bind(value);
        format!("(CAST({place} AS TEXT) IS NULL OR {column} = {place})")
    }

    /// The condition that a column contains a text, if there is one. Only Latin letters are compared without their case:
    /// on that both databases agree, and on LIKE they do not.
    pub(crate) fn contains(&mut self, column: &str, text: Option<&str>) -> String {
        let text = text.map(str::to_ascii_lowercase).filter(|text| !text.is_empty());
        let place = self.bind(text);
        format!("(CAST({place} AS TEXT) IS NULL OR REPLACE(LOWER({column}), {place}, '') <> LOWER({column}))")
    }

    /// What comes after a page, and no more than the next: in the order of two columns that together name a row.
    pub(crate) fn page(&mut self, [key, id]: [&str; 2], page: &Page) -> String {
        let (last, at) = page.after.clone().unwrap_or_default();
        let (last, at, first) = (self.bind(last), self.bind(at), self.bind(page.first));
        format!("({key}, {id}) > ({last}, {at}) ORDER BY {key}, {id} LIMIT {first}")
    }

    /// The places of a list. Their number is one of few, so that few statements are prepared; the last id fills the rest.
    pub(crate) fn any_of<T: std::fmt::Display>(&mut self, ids: &[T]) -> String {
        let filled = ids.iter().chain(ids.last().into_iter().cycle()).take(ids.len().next_power_of_two());
        let places: Vec<_> = filled.map(|id| self.bind(id.to_string())).collect();
        places.join(", ")
    }

    /// The common table expression `scope(id)`: an organisation and all below it as the tree stood at the two dates.
    pub(crate) fn scope(&mut self, tree: &str, root: Option<Uuid>, at: At) -> String {
        let root = self.bind(root.map(|id| id.to_string()));
        let holds = self.holds("below", at);
        format!(
            "WITH RECURSIVE scope(id) AS (SELECT CAST({root} AS TEXT) UNION SELECT below.organisation FROM {tree} below \
             JOIN scope ON below.parent = scope.id WHERE {holds}) "
        )
    }

    /// The condition that a column lies in the scope, or that there is none; uses [`Question::scope`].
    pub(crate) fn within(&mut self, column: &str, root: Option<Uuid>) -> String {
        let root = self.bind(root.map(|id| id.to_string()));
        format!("(CAST({root} AS TEXT) IS NULL OR {column} IN (SELECT id FROM scope))")
    }
}

impl Views {
    /// Asks a question of the views. A table that another process dropped meanwhile has a successor, and the question is
    /// put once more to that.
    pub(crate) async fn ask<T: Fetch>(&self, sql: String, question: Question) -> Result<Vec<T>, Failure> {
        let Question { cells } = question;
        let asked = self.with_tables(&sql).await;
        match self.database().fetch(asked, cells.clone()).await {
            Err(failure) if is_missing(&failure) => {
                self.reload().await?;
                self.database().fetch(self.with_tables(&sql).await, cells).await
            }
            answer => answer,
        }
    }

    /// The one number a question is answered with.
    pub(crate) async fn count(&self, sql: String, question: Question) -> Result<i64, Failure> {
        let rows: Vec<(i64,)> = self.ask(sql, question).await?;
        Ok(rows.first().map_or(0, |row| row.0))
    }

    /// The text with each place of a view's table filled by the table that answers now.
    async fn with_tables(&self, sql: &str) -> String {
        let generations = self.generations().await;
        let mut parts = sql.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (view, rest) = part.split_once('}').unwrap_or((part, ""));
            filled.push_str(&format!("{view}_{}", generations.get(view).copied().unwrap_or(0)));
            filled.push_str(rest);
        }
        filled
    }

    /// The position known at an instant: the last one recorded at or before it.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn known_at(&self, instant: chrono::DateTime<chrono::Utc>) -> Result<i64, Failure> {
        Ok(self.log().position_at(instant).await?)
    }
}
