//! A question to the terminal that it answers behind everything it was sent before: how long that takes is how old the
//! screen is.
//!
//! The question is for the terminal's status (DSR 5), which terminals answer that answer anything, and whose answer
//! looks like no key. Programs in between that keep a screen of their own (tmux, mosh) answer for themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

/// What the terminal is asked.
pub(super) const QUESTION: &[u8] = b"\x1b[5n";

/// Where answers are counted; copies count together.
#[derive(Clone, Debug, Default)]
pub struct Echo(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    answers: AtomicU64,
    news: Notify,
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
