//! How a view is asked: at a valid date, as known at a position, in a part of the organisation tree.

use std::sync::atomic::Ordering;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    cell::Cell,
    database::{Fetch, is_missing},
    failure::Failure,
    projector::Views,
    table::holds,
    view::{Aliases, View},
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
    /// The place of a view's rows with everybody under the registration that counts as known then: what one subject says of somebody
    /// (a candidacy, a team, an activity) keeps the registration it was said of, and a person registered twice must not be counted twice.
    #[expect(clippy::unused_self, reason = "a question names the views it is put to")]
    pub(crate) fn counted(&self, view: &str, known: i64) -> String {
        format!("{{{view}@{known}}}")
    }

    /// The view that says who counts as whom.
    fn aliases(&self) -> Option<(&'static dyn View, Aliases)> {
        self.inner.all.iter().find_map(|view| Some((*view, view.aliases()?)))
    }

    /// Asks a question of the views. A table that another process dropped meanwhile has a successor, and the question is
    /// put once more to that.
    pub(crate) async fn ask<T: Fetch>(&self, sql: String, question: Question) -> Result<Vec<T>, Failure> {
        let Question { cells } = question;
        match self.put(&sql, cells.clone()).await {
            Err(failure) if is_missing(&failure) => {
                self.reload().await?;
                self.put(&sql, cells).await
            }
            answer => answer,
        }
    }

    async fn put<T: Fetch>(&self, sql: &str, mut cells: Vec<Cell>) -> Result<Vec<T>, Failure> {
        let sql = self.with_tables(sql, &mut cells).await?;
        self.database().fetch(sql, cells).await
    }

    /// The one number a question is answered with.
    pub(crate) async fn count(&self, sql: String, question: Question) -> Result<i64, Failure> {
        let rows: Vec<(i64,)> = self.ask(sql, question).await?;
        Ok(rows.first().map_or(0, |row| row.0))
    }

    /// The text with each place of a view's table filled by the table that answers now. Positions go among the values, so that the
    /// database meets the same text again.
    async fn with_tables(&self, sql: &str, cells: &mut Vec<Cell>) -> Result<String, Failure> {
        let mut parts = sql.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (place, rest) = part.split_once('}').unwrap_or((part, ""));
            match place.split_once('@') {
                None => filled.push_str(&self.table_of(place).await),
                Some((view, known)) => {
                    let known = known.parse().unwrap_or(i64::MAX);
                    filled.push_str(&self.counted_rows(view, known, cells).await?);
                }
            }
            filled.push_str(rest);
        }
        Ok(filled)
    }

    async fn table_of(&self, view: &str) -> String {
        format!("{view}_{}", self.generations().await.get(view).copied().unwrap_or(0))
    }

    /// The rows of a view with everybody under the registration that counts as known at the position. Hardly anybody is registered
    /// twice, so mostly this is the table itself with its indexes.
    async fn counted_rows(&self, view: &str, known: i64, cells: &mut Vec<Cell>) -> Result<String, Failure> {
        let table = self.table_of(view).await;
        let Some((says, Aliases { of, counts_as })) = self.aliases() else { return Ok(table) };
        let said = self.table_of(says.name()).await;
        if !self.anybody_counts_as_another(&said, counts_as, known).await? {
            return Ok(table);
        }
        cells.push(known.into());
        let place = format!("${}", cells.len());
        let columns =
            self.inner.all.iter().find(|one| one.name() == view).map_or(&[][..], |view| view.columns());
        let own = columns.iter().map(|column| column.name()).filter(|name| *name != of);
        let kept: Vec<_> = own.map(|name| format!(", r.{name}")).collect();
        Ok(format!(
            "(SELECT r.id, r.stream, r.valid_from, r.valid_to, r.known_from, r.known_to{}, COALESCE((SELECT MIN(a.{counts_as}) \
             FROM {said} a WHERE a.{of} = r.{of} AND a.known_from <= {place} AND {place} < a.known_to), r.{of}) AS {of} FROM {table} r)",
            kept.concat()
        ))
    }

    /// Whether anybody ever did by a position. What was so up to a position stays so, and is remembered as far as the views were when it
    /// was asked.
    async fn anybody_counts_as_another(
        &self,
        said: &str,
        counts_as: &str,
        known: i64,
    ) -> Result<bool, Failure> {
        if known <= self.inner.alone_until.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let reached = known.min(self.position());
        let any = format!("SELECT COUNT(*) FROM {said} a WHERE a.known_from <= $1 AND a.{counts_as} > ''");
        let any: Vec<(i64,)> = self.database().fetch(any, vec![known.into()]).await?;
        let anybody = any.iter().any(|(count,)| *count > 0);
        if !anybody {
            self.inner.alone_until.fetch_max(reached, Ordering::Relaxed);
        }
        Ok(anybody)
    }

    /// The position known at an instant: the last one recorded at or before it.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn known_at(&self, instant: chrono::DateTime<chrono::Utc>) -> Result<i64, Failure> {
        Ok(self.log().position_at(instant).await?)
    }
}
