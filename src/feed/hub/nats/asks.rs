//! Questions to the hub that leads, and their answers, which may come in parts.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::timeout;

use super::link::{Link, Posts};
use crate::feed::hub::layout::Layout;
use crate::feed::hub::post::Headers;
use crate::feed::hub::problem::Unlinked;

/// The header that says what is asked.
pub const KIND: &str = "Cb-Ask";
/// The header of who asks.
pub const BOARD: &str = "Cb-Board";
/// The header of a question that wants the numbers of its questions alone.
pub const NUMBERS: &str = "Cb-Numbers";
/// The header of an answer's part: which, counted from 0.
pub const PART: &str = "Cb-Part";
/// The header of an answer's last part.
pub const LAST: &str = "Cb-Last";
/// The header of how long the whole answer is, in bytes, on its first part.
pub const LENGTH: &str = "Cb-Length";
/// The header of what tells a recording from any other.
pub const MARK: &str = "Cb-Mark";
/// The header of an answer that is none: there is no such thing.
pub const NOTHING: &str = "Cb-Nothing";
/// The header of an answer that is none: the question was not understood.
pub const WRONG: &str = "Cb-Wrong";

/// No answer is longer, in bytes.
const LONGEST: usize = 128 * 1024 * 1024;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Who leads.
    Hello,
    /// A whole keyframe for those who join.
    Keyframe,
    /// What time it is.
    Time,
    /// What a board wants to know.
    Want,
    /// What a person did about an alert.
    See,
    /// A note that a person wrote.
    Note,
    /// To try the sources again.
    Retry,
    /// The sound of a call.
    Sound,
    /// Which recordings the hub has.
    Tapes,
    /// A piece of one.
    Tape,
}

impl Question {
    const ALL: [Self; 10] = [
        Self::Hello,
        Self::Keyframe,
        Self::Time,
        Self::Want,
        Self::See,
        Self::Note,
        Self::Retry,
        Self::Sound,
        Self::Tapes,
        Self::Tape,
    ];

    /// How it is called on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::Keyframe => "keyframe",
            Self::Time => "time",
            Self::Want => "want",
            Self::See => "see",
            Self::Note => "note",
            Self::Retry => "retry",
            Self::Sound => "sound",
            Self::Tapes => "tapes",
            Self::Tape => "tape",
        }
    }

    /// The question of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.name() == name)
    }

    /// How long each part of its answer is waited for.
    pub(super) const fn wait(self) -> Duration {
        match self {
            Self::Hello | Self::Time => Duration::from_secs(2),
            Self::Keyframe | Self::Want | Self::See | Self::Note | Self::Retry | Self::Tapes => Duration::from_secs(5),
            // Several boards may read at once.
            Self::Tape => Duration::from_secs(10),
            // The vendor is asked for it first.
            Self::Sound => Duration::from_secs(30),
        }
    }
}

/// An answer on its way.
#[derive(Debug)]
pub struct Answer {
    posts: Posts,
    link: Link,
    subject: String,
    site: String,
    wait: Duration,
    next: u64,
    is_over: bool,
}

/// The first part of an answer.
#[derive(Debug)]
pub struct First {
    /// What it carries.
    pub body: Bytes,
    /// How long the whole answer is, where that is known.
    pub length: Option<u64>,
    /// What tells a recording from any other.
    pub mark: Option<String>,
    nothing: bool,
}

impl First {
    /// Whether there is no such thing.
    pub const fn is_nothing(&self) -> bool {
        self.nothing
    }
}

/// Asks.
///
/// # Errors
/// That the connection is gone.
pub async fn ask(
    link: &Link,
    layout: &Layout,
    headers: Headers,
    body: Bytes,
    wait: Duration,
) -> Result<Answer, Unlinked> {
    let inbox = link.inbox();
    let posts = link.listen(inbox.clone()).await?;
    link.forget_denied();
    let (subject, site) = (layout.ask(), layout.site().to_owned());
    link.post(subject.clone(), Some(inbox), headers, body).await?;
    Ok(Answer { posts, link: link.clone(), subject, site, wait, next: 0, is_over: false })
}

impl Answer {
    /// Its first part, and the rest of it.
    ///
    /// # Errors
    /// Those of the way, and that none leads.
    pub async fn begun(mut self, host: &str) -> Result<(First, Self), Unlinked> {
        let first = self.part(host).await?;
        Ok((first, self))
    }

    /// The next part; `None` behind the last one.
    ///
    /// # Errors
    /// Those of [`begun`](Self::begun).
    pub async fn next(&mut self, host: &str) -> Result<Option<Bytes>, Unlinked> {
        if self.is_over { Ok(None) } else { self.part(host).await.map(|part| Some(part.body)) }
    }

    /// All of it.
    ///
    /// # Errors
    /// Those of [`begun`](Self::begun).
    pub async fn whole(&mut self, host: &str) -> Result<Vec<u8>, Unlinked> {
        let mut whole = Vec::new();
        while let Some(part) = self.next(host).await? {
            if whole.len() + part.len() > LONGEST {
                return Err(Unlinked::Garbled(host.to_owned()));
            }
            whole.extend_from_slice(&part);
        }
        Ok(whole)
    }

    async fn part(&mut self, host: &str) -> Result<First, Unlinked> {
        let answered = tokio::select! {
            biased;
            answered = timeout(self.wait, self.posts.next()) => answered,
            why = self.link.denies(&self.subject) => return Err(why),
        };
        let Ok(post) = answered else { return Err(self.link.silent(self.wait)) };
        let post = post.ok_or_else(|| self.link.gone())?;
        if post.is_unanswered() {
            return Err(Unlinked::NoLeader(host.to_owned(), self.site.clone()));
        }
        // One that was lost is not found again.
        if post.number(PART) != Some(self.next) || post.header(WRONG).is_some() {
            return Err(Unlinked::Garbled(host.to_owned()));
        }
        self.next += 1;
        self.is_over = post.header(LAST).is_some();
        let (length, mark, nothing) = (post.number(LENGTH), post.header(MARK), post.header(NOTHING).is_some());
        Ok(First { body: post.body().clone(), length, mark, nothing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_its_name() {
        for question in Question::ALL {
            assert_eq!(Question::of(question.name()), Some(question));
        }
        assert_eq!(Question::of("dinner"), None);
    }
}
