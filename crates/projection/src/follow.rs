//! Keeps the views up with the log for as long as a process serves.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::sync::watch;

use crate::{
    failure::Failure,
    lease::RENEW,
    projector::{Inner, SELDOM, SOON, Views},
};

/// How often a process that does not project looks whether it should, when nothing else wakes it.
const IDLE: Duration = Duration::from_millis(500);
/// The longest pause after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Says for as long as it lives that the log is followed, also when the follower is cut off.
struct Following(Arc<Inner>);

impl Following {
    fn of(views: &Views) -> Self {
        views.inner.following.store(true, Ordering::Relaxed);
        Self(views.inner.clone())
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.0.following.store(false, Ordering::Relaxed);
    }
}

/// What to do after a turn.
enum Next {
    /// Sleep so long, or until the log grows.
    Wait(Duration),
    /// Sleep a little, longer each time but no longer than this, whatever the log does.
    Pause(Duration),
    /// The views were closed.
    End,
}

impl Views {
    /// Follows the log until told to stop, and answers from what another process writes while that one holds the lease. A
    /// failure is logged and tried again: the log is the truth and waits.
    pub async fn follow(&self, stop: impl Future<Output = ()>) {
        let following = Following::of(self);
        let (mut head, mut told) = (self.inner.log.watch(), |_| {});
        let mut pause = SOON;
        tokio::pin!(stop);
        loop {
            let before = self.position();
            // Taken before the turn, so that whatever comes during it wakes the next one.
            let known = *head.borrow_and_update();
            // A turn may be cut off anywhere, so the end need not wait for a server that does not answer.
            let turned = tokio::select! {
                () = &mut stop => break,
                turned = self.turn(known, &mut told) => turned,
            };
            let (wait, wakes) = match self.next(turned, known).await {
                Next::Wait(wait) => (wait, true),
                Next::Pause(at_most) => (pause.min(at_most), false),
                Next::End => break,
            };
            pause = if wakes || self.position() != before { SOON } else { AFTER_FAILURE.min(pause * 2) };
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(wait) => {}
                () = grown(&mut head), if wakes => {}
            }
        }
        drop(following);
        drop(self.gives_way().await);
    }

    async fn next(&self, turned: Result<Option<i64>, Failure>, head: i64) -> Next {
        let failure = match turned {
            // The watch only wakes; a lost wake-up costs a moment and never an event.
            Ok(Some(_)) => return Next::Wait(RENEW),
            Ok(None) if self.position() >= head => return Next::Wait(IDLE),
            Ok(None) | Err(Failure::LeaseLost | Failure::Overtaken(_)) => return Next::Pause(SELDOM),
            Err(Failure::Database(sqlx::Error::PoolClosed)) => return Next::End,
            Err(failure) => failure,
        };
        tracing::error!(%failure, "the views could not follow the log; trying again");
        if !matches!(failure, Failure::Database(_) | Failure::Log(_)) {
            // Another program may be able to read what this one cannot.
            drop(self.gives_way().await);
        }
        Next::Pause(AFTER_FAILURE)
    }
}

/// Ends when the log grows, and never when it is gone.
async fn grown(head: &mut watch::Receiver<i64>) {
    if head.changed().await.is_err() {
        std::future::pending().await
    }
}
