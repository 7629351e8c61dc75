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

/// So many answers are kept: no more questions than these are under way, whatever a terminal sends.
const MOST: u64 = 8;

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
        self.count(|answers| Some(MOST.min(answers + 1)));
        self.0.news.notify_one();
    }

    /// Waits for an answer, and takes it.
    pub async fn next(&self) {
        while !self.count(|answers| answers.checked_sub(1)) {
            self.0.news.notified().await;
        }
    }

    /// Counts anew; whether `to` had a count to go to.
    fn count(&self, to: impl Fn(u64) -> Option<u64>) -> bool {
        self.0.answers.fetch_update(Ordering::SeqCst, Ordering::SeqCst, to).is_ok()
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
        assert!(echo.next().now_or_never().is_some());
        assert!(echo.next().now_or_never().is_none());
        let (waits, ()) = tokio::join!(echo.next(), async { echo.answered() });
        assert_eq!(waits, ());
    }

    #[tokio::test]
    async fn no_flood_of_answers_is_gone_through_one_by_one() {
        let echo = Echo::default();
        (0..1_000_000).for_each(|_| echo.answered());
        let taken = (0..1_000).filter(|_| echo.next().now_or_never().is_some()).count();
        assert_eq!(u64::try_from(taken), Ok(MOST));
    }
}
