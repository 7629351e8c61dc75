//! A question to the terminal that it answers behind everything it was sent before: how long that takes is how old the
//! screen is.
//!
//! The question is for the terminal's status (DSR 5), which terminals answer that answer anything, and whose answer
//! looks like no key. Programs in between that keep a screen of their own (tmux, mosh) answer for themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// What the terminal is asked.
pub(super) const QUESTION: &[u8] = b"\x1b[5n";

/// Where answers are counted, and what they say of the line is kept; copies are one.
#[derive(Clone, Debug, Default)]
pub struct Echo(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    answers: AtomicU64,
    news: Notify,
    trip_ms: AtomicU64,
}

impl Echo {
    /// The terminal has answered.
    pub fn answered(&self) {
        self.0.answers.fetch_add(1, Ordering::SeqCst);
        self.0.news.notify_one();
    }

    /// Waits until there are answers that were not taken.
    pub async fn next(&self) {
        while self.0.answers.swap(0, Ordering::SeqCst) == 0 {
            self.0.news.notified().await;
        }
    }

    /// What leaves for the terminal takes `trip` to be answered.
    pub fn takes(&self, trip: Duration) {
        self.0.trip_ms.store(u64::try_from(trip.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How long the terminal takes to answer, as far as is known; else 0.
    pub fn trip(&self) -> Duration {
        Duration::from_millis(self.0.trip_ms.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn an_answer_is_news_once_whether_it_comes_before_or_while_one_waits() {
        let echo = Echo::default();
        assert!(echo.next().now_or_never().is_none());
        echo.clone().answered();
        echo.answered();
        assert!(echo.next().now_or_never().is_some());
        assert!(echo.next().now_or_never().is_none());
        let (waits, ()) = tokio::join!(echo.next(), async { echo.answered() });
        assert_eq!(waits, ());
    }
}
