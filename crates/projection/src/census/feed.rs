//! How the census is loaded from the views and kept up with them.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::{Mutex, RwLock};

use super::{
    headcount::{Headcount, Question as Asked},
    held::{Held, Taken},
    lines::{self, Page},
};
use crate::{
    failure::Failure,
    projector::Views,
    views::{organisation, service},
};

/// The packed roster of one process. It answers once it is loaded, and until then the database does.
#[derive(Clone, Debug, Default)]
pub struct Census {
    held: Arc<RwLock<Option<Held>>>,
    /// Only one task reads the rows that are new.
    feeding: Arc<Mutex<()>>,
    answered: Arc<AtomicU64>,
}

/// What came of reading on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    /// Everything the views had when it began is held.
    Through,
    /// What is held is no longer what the views hold.
    Outdated,
    /// There is more than can be packed.
    TooMuch,
}

impl Census {
    /// Reads all rows, for as long as it takes; questions are answered by the database meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(&self, views: &Views) -> Result<(), Failure> {
        let _alone = self.feeding.lock().await;
        let fresh =
            Self { held: Arc::new(RwLock::new(Some(Held::of(generations(views).await)))), ..Self::default() };
        match fresh.read_on(views).await? {
            Read::Through => *self.held.write().await = fresh.held.write().await.take(),
            Read::Outdated => {
                tracing::info!("the roster was built anew while the census was loaded; the database counts")
            }
            Read::TooMuch => {
                tracing::warn!("the roster is larger than the census can hold; the database counts")
            }
        }
        Ok(())
    }

    /// Rows held and bytes taken; `None` until it is loaded.
    pub async fn size(&self) -> Option<(usize, usize)> {
        let held = self.held.read().await;
        held.as_ref().map(|held| (held.store.rows(), held.store.bytes()))
    }

    /// How many questions were answered from memory.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// The answer from memory; `None` when the database has to give it.
    pub(super) async fn answer(&self, views: &Views, asked: &Asked) -> Option<Headcount> {
        let answer = self.counted(views, asked).await;
        self.answered.fetch_add(u64::from(answer.is_some()), Ordering::Relaxed);
        answer
    }

    async fn counted(&self, views: &Views, asked: &Asked) -> Option<Headcount> {
        let generations = generations(views).await;
        let answered = |held: &Held| {
            let stands = held.generations == generations && held.position >= asked.at.known;
            stands.then(|| held.store.headcount(asked))
        };
        if let Some(answer) = self.held.read().await.as_ref().map(answered)? {
            return answer;
        }
        self.keep_up(views).await;
        self.held.read().await.as_ref().and_then(answered)?
    }

    /// Reads what is new. Where that fails the database answers, so the failure is only logged.
    async fn keep_up(&self, views: &Views) {
        // Whoever waits for another to read on finds it done.
        let _alone = self.feeding.lock().await;
        let reached = self.held.read().await.as_ref().map(|held| (held.generations, held.position));
        let Some((held, position)) = reached else { return };
        let read = if held != generations(views).await {
            Ok(Read::Outdated)
        } else if position >= views.position() {
            return;
        } else {
            self.read_on(views).await
        };
        match read {
            Ok(Read::Through) => {}
            Ok(Read::Outdated | Read::TooMuch) => {
                *self.held.write().await = None;
                self.load_later(views.clone());
            }
            Err(failure) => tracing::warn!(%failure, "the census could not be read on; the database counts"),
        }
    }

    fn load_later(&self, views: Views) {
        let census = self.clone();
        tokio::spawn(async move {
            if let Err(failure) = census.load(&views).await {
                tracing::warn!(%failure, "the census could not be loaded; the database counts");
            }
        });
    }

    /// Reads page after page. What is half read changes no answer at a position that was reached before, so questions go on.
    async fn read_on(&self, views: &Views) -> Result<Read, Failure> {
        // Taken first: what is written while this reads is read again next time, and changes nothing then.
        let reached = views.position();
        loop {
            let Some(mark) = self.held.read().await.as_ref().map(|held| held.mark) else {
                return Ok(Read::Outdated);
            };
            let page = Page::after(views, mark).await?;
            let whole = page.is_last();
            let taken = self.held.write().await.as_mut().map(|held| held.take(page));
            match taken {
                Some(Taken::All) if whole => break,
                Some(Taken::All) => {}
                Some(Taken::Rewritten) | None => return Ok(Read::Outdated),
                Some(Taken::TooMuch) => return Ok(Read::TooMuch),
            }
        }
        let position = self.held.read().await.as_ref().map_or(0, |held| held.position);
        let ends = lines::ends(views, position).await?;
        if let Some(held) = self.held.write().await.as_mut() {
            held.end(&ends);
            held.position = reached;
        }
        Ok(Read::Through)
    }
}

async fn generations(views: &Views) -> [i64; 2] {
    let generations = views.generations().await;
    [service::NAME, organisation::NAME].map(|view| generations.get(view).copied().unwrap_or(0))
}
