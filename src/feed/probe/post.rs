//! Where answers come in that are pushed.
//!
//! The vendor's page documents no signature for them, so each question names an address that no other program can know:
//! it ends in a random token that is good for one answer to one question, while that is open. What comes under another
//! token is not even read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::hearing::Steady;
use crate::platforms::bots::AnswerPushed;

/// So many questions are open at most: more than there are probes.
const OPEN: usize = 256;

/// Behind the receiver's own path, before the token.
pub const BELOW: &str = "/bot/";

/// A question that is open.
struct Open {
    token: String,
    session: String,
    tell: oneshot::Sender<(AnswerPushed, Duration)>,
}

/// What became of an answer that was pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It was taken.
    Taken,
    /// No question is open under this token.
    Unknown,
    /// The question under this token was asked in another session; it stays open.
    OtherSession,
}

/// The questions whose answers are pushed, as long as they are open.
pub struct Post {
    open: Mutex<Vec<Open>>,
    steady: Steady,
}

impl Post {
    /// None is open. `steady` tells when answers come.
    pub fn new(steady: Steady) -> Self {
        Self { open: Mutex::default(), steady }
    }

    fn open(&self) -> MutexGuard<'_, Vec<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a question is open under this token.
    pub fn knows(&self, token: &str) -> bool {
        // All of them are looked at, and all of each: the time that takes tells nothing.
        self.open().iter().fold(false, |known, open| known | same(&open.token, token))
    }

    /// Takes an answer.
    pub fn deliver(&self, token: &str, answer: AnswerPushed) -> Delivery {
        let at = (self.steady)();
        let mut questions = self.open();
        let Some(place) = questions.iter().position(|open| same(&open.token, token)) else { return Delivery::Unknown };
        if questions.get(place).is_some_and(|open| open.session != answer.session) {
            return Delivery::OtherSession;
        }
        let open = questions.swap_remove(place);
        // One who waits no longer has taken the question away.
        if open.tell.send((answer, at)).is_ok() { Delivery::Taken } else { Delivery::Unknown }
    }

    /// Opens a question of `session` under `token`, which no other program may know, until the answer is there or what is given is let go of.
    pub fn expect(self: &Arc<Self>, token: String, session: &str) -> Expected {
        let (tell, told) = oneshot::channel();
        let mut questions = self.open();
        if questions.len() >= OPEN {
            questions.remove(0);
        }
        questions.push(Open { token: token.clone(), session: session.to_owned(), tell });
        Expected { post: Arc::clone(self), token, told }
    }
}

/// An answer that is waited for.
pub struct Expected {
    post: Arc<Post>,
    token: String,
    told: oneshot::Receiver<(AnswerPushed, Duration)>,
}

impl Expected {
    /// The answer, and when it came; `None` where it will not come.
    pub async fn answer(&mut self) -> Option<(AnswerPushed, Duration)> {
        (&mut self.told).await.ok()
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        self.post.open().retain(|open| open.token != self.token);
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(session: &str) -> AnswerPushed {
        AnswerPushed { session: session.to_owned(), parts: Vec::new() }
    }

    #[tokio::test]
    async fn an_answer_is_taken_once_under_its_token_and_for_its_session() {
        let post = Arc::new(Post::new(Arc::new(|| Duration::from_millis(7))));
        let mut expected = post.expect("token".to_owned(), "s");
        assert!(post.knows("token") && !post.knows("tokem") && !post.knows(""));
        assert_eq!(post.deliver("tokem", answer("s")), Delivery::Unknown);
        assert_eq!(post.deliver("token", answer("t")), Delivery::OtherSession);
        assert_eq!(post.deliver("token", answer("s")), Delivery::Taken);
        assert_eq!(post.deliver("token", answer("s")), Delivery::Unknown, "one answer to one question");
        assert_eq!(expected.answer().await, Some((answer("s"), Duration::from_millis(7))));
    }

    #[tokio::test]
    async fn a_question_that_is_given_up_is_open_no_longer() {
        let post = Arc::new(Post::new(Arc::new(|| Duration::ZERO)));
        drop(post.expect("token".to_owned(), "s"));
        assert!(!post.knows("token"));
        let mut first = post.expect("0".to_owned(), "s");
        let _others: Vec<_> = (1..=OPEN).map(|nth| post.expect(nth.to_string(), "s")).collect();
        assert_eq!(first.answer().await, None, "no more are kept than there can be");
    }
}
