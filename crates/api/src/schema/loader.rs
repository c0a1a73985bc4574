//! What one question has read so far, so that a list of fifty asks for the fifty at once and nothing is read twice.
//!
//! The executor polls all siblings of a list before it comes back to the first. So whoever asks for a key puts it into the
//! batch, lets the others come by once, and only then asks for all that has gathered: no timer, no other task, the same
//! batches every time.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_graphql::Result;
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared},
};
use liangshi_projection::Failure;

use crate::fault;

type Found<K, V> = Result<HashMap<K, V>, Failure>;
type Fetch<K, V> = dyn Fn(Vec<K>) -> BoxFuture<'static, Found<K, V>> + Send + Sync;
type Running = Shared<BoxFuture<'static, Result<(), Arc<Failure>>>>;

/// Loads values by their keys, many at a time, and remembers them for as long as the question lasts.
pub(crate) struct Batch<K, V> {
    shared: Arc<Mutex<Gathered<K, V>>>,
    fetch: Arc<Fetch<K, V>>,
}

struct Gathered<K, V> {
    /// What is asked for next, and who is on the way to ask.
    waiting: Option<(HashSet<K>, Running)>,
    known: HashMap<K, Option<V>>,
}

impl<K, V> Batch<K, V>
where
    K: Copy + Eq + Hash + Ord + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// A loader that asks in this way.
    pub(crate) fn new<F>(fetch: impl Fn(Vec<K>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Found<K, V>> + Send + 'static,
    {
        let shared = Arc::new(Mutex::new(Gathered { waiting: None, known: HashMap::new() }));
        Self { shared, fetch: Arc::new(move |keys| fetch(keys).boxed()) }
    }

    /// Keeps a value that was read on another way.
    pub(crate) fn keep(&self, key: K, value: V) {
        locked(&self.shared).known.insert(key, Some(value));
    }

    /// The value of a key, if there is one.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn one(&self, key: K) -> Result<Option<V>> {
        Ok(self.many(&[key]).await?.pop())
    }

    /// The values of keys in their order; a key without a value is left out.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn many(&self, keys: &[K]) -> Result<Vec<V>> {
        if let Some(running) = self.joined(keys) {
            tokio::task::yield_now().await;
            running.await.map_err(fault::internal)?;
        }
        let gathered = locked(&self.shared);
        Ok(keys.iter().filter_map(|key| gathered.known.get(key).cloned().flatten()).collect())
    }

    /// Joins the batch that is being gathered, or opens one; nothing is to be waited for when all keys are known.
    fn joined(&self, keys: &[K]) -> Option<Running> {
        let mut gathered = locked(&self.shared);
        let unknown: Vec<_> = keys.iter().filter(|key| !gathered.known.contains_key(*key)).copied().collect();
        if unknown.is_empty() {
            return None;
        }
        let (waiting, running) =
            gathered.waiting.get_or_insert_with(|| (HashSet::new(), opened(&self.shared, &self.fetch)));
        waiting.extend(unknown);
        Some(running.clone())
    }
}

/// A batch on its way. It holds what it fills only weakly, so that a question given up leaves nothing behind.
fn opened<K, V>(shared: &Arc<Mutex<Gathered<K, V>>>, fetch: &Arc<Fetch<K, V>>) -> Running
where
    K: Copy + Eq + Hash + Ord + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    let (shared, fetch) = (Arc::downgrade(shared), fetch.clone());
    let run = async move {
        let Some(shared) = shared.upgrade() else { return Ok(()) };
        let Some((keys, _)) = locked(&shared).waiting.take() else { return Ok(()) };
        let mut keys: Vec<_> = keys.into_iter().collect();
        keys.sort_unstable();
        let mut found = fetch(keys.clone()).await.map_err(Arc::new)?;
        let mut gathered = locked(&shared);
        for key in keys {
            gathered.known.insert(key, found.remove(&key));
        }
        Ok(())
    };
    run.boxed().shared()
}

/// A panic elsewhere leaves the maps whole: each change is one insert.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;

    type Told = Arc<Mutex<Vec<Vec<u32>>>>;

    /// Doubles even numbers and knows no odd ones; tells what it was asked for.
    fn doubling() -> (Batch<u32, u32>, Told) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let told = asked.clone();
        let batch = Batch::new(move |keys: Vec<u32>| {
            locked(&told).push(keys.clone());
            let even = keys.into_iter().filter(|key| key % 2 == 0).map(|key| (key, key * 2)).collect();
            async move { Ok(even) }
        });
        (batch, asked)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_hundred_siblings_ask_once() {
        let (batch, asked) = doubling();
        let found = join_all((0..100).map(|key| batch.one(key))).await;
        assert_eq!(
            found.into_iter().filter_map(|value| value.unwrap()).sum::<u32>(),
            2 * (0..100).step_by(2).sum::<u32>()
        );
        assert_eq!(locked(&asked).len(), 1);
    }

    #[tokio::test]
    async fn what_is_known_or_known_to_be_missing_is_not_asked_again() {
        let (batch, asked) = doubling();
        batch.keep(8, 80);
        assert_eq!(batch.many(&[4, 3, 8, 2, 4]).await.unwrap(), [8, 80, 4, 8]);
        assert_eq!(batch.many(&[4, 3, 6]).await.unwrap(), [8, 12]);
        assert_eq!(*locked(&asked), [vec![2, 3, 4], vec![6]]);
    }

    #[tokio::test]
    async fn a_failure_reaches_everyone_who_waits_and_is_not_remembered() {
        let batch: Batch<u32, u32> = Batch::new(|_| async { Err(Failure::Row("torn".into())) });
        assert!(join_all((0..3).map(|key| batch.one(key))).await.iter().all(Result::is_err));
        assert!(batch.one(1).await.is_err());
    }

    #[tokio::test]
    async fn a_question_given_up_leaves_nothing_behind() {
        let (batch, _) = doubling();
        let weak = Arc::downgrade(&batch.shared);
        drop(batch.joined(&[1]));
        drop(batch);
        assert!(weak.upgrade().is_none());
    }
}
