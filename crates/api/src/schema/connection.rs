//! Pages of a list as Relay reads them: keyset cursors, forward only, and a total that is counted only when asked for.

use std::borrow::Cow;

use async_graphql::{Context, Object, OutputType, Result, SimpleObject, TypeName};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::BoxFuture;
use liangshi_projection::{At, Failure, Page, Views};

use super::scalar::{Date, Long, int};
use crate::fault;

/// Items on a page when nobody says how many.
const USUAL: i32 = 50;
/// Items on a page at most.
const AT_MOST: i32 = 200;

/// Counts everything the list's filter lets through.
pub(crate) type Counter = Box<dyn Fn(Views) -> BoxFuture<'static, Result<i64, Failure>> + Send + Sync>;

/// A page of a list, with the two dates it was answered at (一页).
pub(crate) struct Connection<T> {
    edges: Vec<(String, T)>,
    more: bool,
    after_something: bool,
    at: At,
    views: Views,
    counter: Counter,
}

/// An item of a page and its place in the list (一项).
pub(crate) struct Edge<'a, T> {
    cursor: &'a str,
    node: &'a T,
}

/// Where a page stands in its list (分页信息).
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Whether something follows this page.
    has_next_page: bool,
    /// Whether something may stand before this page: true whenever `after` was given.
    has_previous_page: bool,
    /// The cursor of the first item.
    start_cursor: Option<String>,
    /// The cursor of the last item: hand it in as `after` to go on.
    end_cursor: Option<String>,
}

impl PageInfo {
    /// Where a page stands that begins and ends at these cursors.
    pub(crate) fn new(more: bool, after_something: bool, start: Option<String>, end: Option<String>) -> Self {
        Self { has_next_page: more, has_previous_page: after_something, start_cursor: start, end_cursor: end }
    }
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", <T as OutputType>::type_name()).into()
    }
}

impl<T: OutputType> TypeName for Edge<'_, T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", <T as OutputType>::type_name()).into()
    }
}

/// A page of a list, with the two dates it was answered at (一页).
#[Object(name_type)]
impl<T: OutputType> Connection<T> {
    /// The items with their places.
    async fn edges(&self) -> Vec<Edge<'_, T>> {
        self.edges.iter().map(|(cursor, node)| Edge { cursor, node }).collect()
    }

    /// The items without their places.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|(_, node)| node).collect()
    }

    /// Where this page stands in the list.
    async fn page_info(&self) -> PageInfo {
        let cursor = |edge: Option<&(String, T)>| edge.map(|(cursor, _)| cursor.clone());
        PageInfo::new(self.more, self.after_something, cursor(self.edges.first()), cursor(self.edges.last()))
    }

    /// How many there are in the whole list, counted only when asked for; a person who stands in it twice counts once.
    async fn total_count(&self) -> Result<i32> {
        (self.counter)(self.views.clone()).await.map(int).map_err(fault::internal)
    }

    /// The position of the log up to which facts are known in this answer.
    async fn position(&self) -> Long {
        Long(self.at.known)
    }

    /// The day asked about.
    async fn as_of(&self) -> Date {
        Date(self.at.valid)
    }
}

/// An item of a page and its place in the list (一项).
#[Object(name_type)]
impl<T: OutputType> Edge<'_, T> {
    /// The place of the item.
    async fn cursor(&self) -> &str {
        self.cursor
    }

    /// The item.
    async fn node(&self) -> &T {
        self.node
    }
}

/// What page is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// How many items the caller wants.
    pub(crate) first: usize,
    /// The key and id the page begins after.
    pub(crate) after: Option<(String, String)>,
    /// Whether the caller looks at the items at all, or only counts.
    pub(crate) items: bool,
}

impl Asked {
    /// Reads the arguments of a list.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when there are too many items or the cursor is none of ours.
    pub(crate) fn read(context: &Context<'_>, first: Option<i32>, after: Option<&str>) -> Result<Self> {
        let ahead = context.look_ahead();
        let items = ["edges", "nodes", "pageInfo"].iter().any(|field| ahead.field(field).exists());
        Ok(Self { first: Self::size(first)?, after: after.map(decoded).transpose()?, items })
    }

    /// How many items a page has.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it is none of 1 to 200.
    pub(crate) fn size(first: Option<i32>) -> Result<usize> {
        let first = first.unwrap_or(USUAL);
        usize::try_from(first).ok().filter(|_| (1..=AT_MOST).contains(&first)).ok_or_else(|| {
            fault::coded(
                fault::code::BAD_USER_INPUT,
                format!("first 须为1至{AT_MOST}"),
                format!("first must be between 1 and {AT_MOST}"),
            )
        })
    }

    /// The page to ask the views for: one more than wanted, so that it is known whether something follows.
    pub(crate) fn page(&self) -> Page {
        Page { first: i64::try_from(self.first).unwrap_or(0) + 1, after: self.after.clone() }
    }

    /// Makes a page of rows read with [`Asked::page`].
    pub(crate) fn connect<R, T>(
        self,
        mut rows: Vec<R>,
        (views, at): (&Views, At),
        key: impl Fn(&R) -> (String, String),
        node: impl Fn(R) -> T,
        counter: Counter,
    ) -> Connection<T> {
        let more = rows.len() > self.first;
        rows.truncate(self.first);
        let edges = rows.into_iter().map(|row| (encoded(&key(&row)), node(row))).collect();
        Connection { edges, more, after_something: self.after.is_some(), at, views: views.clone(), counter }
    }
}

/// What a page costs: its items times what one of them costs.
pub(crate) fn page_cost(first: Option<i32>, each: usize) -> usize {
    let items = usize::try_from(first.unwrap_or(USUAL).clamp(1, AT_MOST)).unwrap_or(1);
    each.saturating_mul(items).saturating_add(1)
}

pub(crate) fn encoded((key, id): &(String, String)) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!([key, id]).to_string())
}

pub(crate) fn decoded(cursor: &str) -> Result<(String, String)> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok();
    text.and_then(|text| serde_json::from_slice(&text).ok()).ok_or_else(|| {
        fault::coded(
            fault::code::BAD_USER_INPUT,
            "after 不是本服务给出的游标",
            "after is not a cursor that an earlier page gave",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_key_and_anything_else_is_refused() {
        let key = ("陈老师".to_owned(), "0192".to_owned());
        assert_eq!(decoded(&encoded(&key)).unwrap(), key);
        for garbage in ["", "!!", "W10", "eyJhIjoxfQ"] {
            assert!(decoded(garbage).is_err(), "{garbage}");
        }
    }

    #[test]
    fn a_page_has_fifty_items_unless_asked_and_two_hundred_at_most() {
        assert_eq!(Asked::size(None).unwrap(), 50);
        assert_eq!(Asked::size(Some(200)).unwrap(), 200);
        for first in [0, -1, 201, i32::MIN] {
            assert!(Asked::size(Some(first)).is_err(), "{first}");
        }
    }

    #[test]
    fn a_page_costs_what_its_items_cost_and_never_overflows() {
        assert_eq!(page_cost(Some(10), 3), 31);
        assert_eq!(page_cost(None, 2), 101);
        assert_eq!(page_cost(Some(-1), 2), 3);
        assert_eq!(page_cost(Some(i32::MAX), usize::MAX), usize::MAX);
    }
}
