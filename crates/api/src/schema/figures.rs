//! What a published figure counts, counted: the number and who it is made of, once for each position.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use async_graphql::Result;
use liangshi_projection::metric;
use tokio::sync::Mutex;

/// The persons a figure counts, by their ids.
pub(crate) struct Figure {
    pub(crate) members: BTreeSet<String>,
    /// Of how many, for a share.
    pub(crate) of: Option<i64>,
}

impl Figure {
    /// How many.
    pub(crate) fn value(&self) -> i64 {
        i64::try_from(self.members.len()).unwrap_or(i64::MAX)
    }

    /// SHA-256 over the sorted ids, each followed by a line feed.
    pub(crate) fn digest(&self) -> String {
        metric::members_digest(self.members.iter().map(String::as_str))
    }
}

/// The figures of one question by the position they were counted at. The fields of a report ask for the same two again and again.
#[derive(Default)]
pub(crate) struct Figures(Mutex<HashMap<i64, Arc<Figure>>>);

impl Figures {
    /// The figure at a position, counted when nobody asked for it before; whoever asks meanwhile waits for the count.
    ///
    /// # Errors
    /// When the count fails; it is counted anew for whoever asks next.
    pub(crate) async fn at(
        &self,
        known: i64,
        count: impl Future<Output = Result<Figure>>,
    ) -> Result<Arc<Figure>> {
        let mut counted = self.0.lock().await;
        if let Some(figure) = counted.get(&known) {
            return Ok(figure.clone());
        }
        let figure = Arc::new(count.await?);
        counted.insert(known, figure.clone());
        Ok(figure)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn a_position_is_counted_once_however_many_fields_ask() {
        let (figures, counts) = (Figures::default(), AtomicUsize::new(0));
        let told_to = &counts;
        let count = |known: i64| async move {
            counts_one_more(told_to).await;
            Ok(Figure { members: BTreeSet::from([known.to_string()]), of: None })
        };
        let asked = join_all([7, 9, 7, 7, 9].map(|known| figures.at(known, count(known)))).await;
        let told: Vec<_> = asked.into_iter().map(|figure| figure.unwrap().members.clone()).collect();
        assert_eq!(told, [7, 9, 7, 7, 9].map(|known: i64| BTreeSet::from([known.to_string()])));
        assert_eq!(counts.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_count_that_failed_is_not_kept() {
        let figures = Figures::default();
        assert!(figures.at(7, async { Err("away".into()) }).await.is_err());
        let counted = async { Ok(Figure { members: BTreeSet::new(), of: Some(3) }) };
        assert_eq!(figures.at(7, counted).await.unwrap().of, Some(3));
    }

    async fn counts_one_more(counts: &AtomicUsize) {
        tokio::task::yield_now().await;
        counts.fetch_add(1, Ordering::Relaxed);
    }
}
