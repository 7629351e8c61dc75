//! What boards ask by way of a NATS server: each question is put to the desk, and its answer sent in as many parts as it takes.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::{mpsc, oneshot};

use super::super::asks::{Ask, Asks};
use super::super::door::is_id;
use super::shelf::Shelf;
use crate::feed::hub::direct::{Asked, NotedThere, SeenThere, Time};
use crate::feed::hub::nats::Nats;
use crate::feed::hub::nats::asks::{BOARD, KIND, LAST, LENGTH, NOTHING, NUMBERS, PART, Question, WRONG};
use crate::feed::hub::nats::link::{Link, Post};
use crate::feed::hub::post::{Headers, LARGEST};
use crate::model::Clock;

/// A part of an answer, in bytes.
const PART_BYTES: usize = 256 * 1024;

/// No body is larger, in bytes.
const BODY_BYTES: usize = 256 * 1024;

/// What is needed to answer.
#[derive(Clone)]
pub(super) struct Counter {
    pub(super) link: Link,
    /// Where the connection is for what is large.
    pub(super) nats: Arc<Nats>,
    pub(super) desk: Asks,
    pub(super) clock: Clock,
    /// Where keyframes are asked for; what is sent there is answered once one is stored.
    pub(super) keyframes: mpsc::UnboundedSender<String>,
    /// What it has recorded, where it records.
    pub(super) shelf: Option<Shelf>,
}

impl Counter {
    /// Answers one question; `about` is what the hub told of itself last.
    pub(super) async fn answer(self, post: Post, about: Bytes) {
        let Some(reply) = post.reply() else { return };
        let answered = self.answered(&post, &reply, about).await;
        if answered.is_none() {
            self.alone(&reply, WRONG).await;
        }
    }

    /// `None` where it is not understood, or the desk is gone.
    async fn answered(&self, post: &Post, reply: &str, about: Bytes) -> Option<()> {
        let question = Question::of(&post.header(KIND)?)?;
        if post.body().len() > BODY_BYTES {
            return None;
        }
        // Who reads a recording is no board.
        let board = post.header(BOARD).filter(|board| is_id(board));
        if let Some(board) = board.filter(|_| !matches!(question, Question::Tapes | Question::Tape)) {
            self.desk.send(Ask::Heard(board)).await.ok()?;
        }
        let body = match question {
            Question::Hello => about,
            Question::Time => json(&Time { now: (self.clock)() }),
            Question::Keyframe => {
                // It is answered once one is stored: who waits for that takes no one's turn.
                return self.keyframes.send(reply.to_owned()).ok();
            }
            Question::Want => {
                let asked: Asked = serde_json::from_slice(post.body()).ok()?;
                if !is_id(&asked.board) {
                    return None;
                }
                let body = self.desk(|reply| Ask::Want(asked, reply)).await?;
                match post.header(NUMBERS) {
                    Some(_) => Bytes::from(body.lines().next()?.to_owned()),
                    None => Bytes::from(body),
                }
            }
            Question::See => {
                let see = serde_json::from_slice(post.body()).ok()?;
                json(&SeenThere { seen: self.desk(|reply| Ask::See(see, reply)).await? })
            }
            Question::Note => {
                let note = serde_json::from_slice(post.body()).ok()?;
                json(&NotedThere { noted: self.desk(|reply| Ask::Note(note, reply)).await? })
            }
            Question::Retry => {
                self.desk(Ask::Retry).await?;
                Bytes::new()
            }
            Question::Sound => return self.sound(post, reply).await,
            Question::Tapes => match &self.shelf {
                Some(recorded) => json(&recorded.kept().await),
                None => return self.nothing(reply).await,
            },
            Question::Tape => return self.tape(post, reply).await,
        };
        self.send(reply, &body).await;
        Some(())
    }

    async fn desk<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.desk.send(ask(reply)).await.ok()?;
        answer.await.ok()
    }

    /// Sends an answer.
    async fn send(&self, reply: &str, body: &Bytes) {
        publish(&self.link, reply, body).await;
    }

    /// An answer that is none, and says why by this header.
    async fn alone(&self, reply: &str, why: &'static str) {
        let headers = vec![(PART, "0".to_owned()), (LAST, "1".to_owned()), (why, "1".to_owned())];
        part(&self.link, reply, headers, Bytes::new()).await;
    }

    /// That there is no such thing.
    async fn nothing(&self, reply: &str) -> Option<()> {
        self.alone(reply, NOTHING).await;
        Some(())
    }

    async fn tape(&self, post: &Post, reply: &str) -> Option<()> {
        let asked = serde_json::from_slice(post.body()).ok()?;
        let Some(recorded) = &self.shelf else { return self.nothing(reply).await };
        let link = self.bulk().await?;
        recorded.send(&link, asked, reply).await
    }

    /// The connection for what is large. Where there is none who asked asks again.
    async fn bulk(&self) -> Option<Link> {
        self.nats.bulk().await.inspect_err(|why| tracing::info!("hub: an answer was not sent: {why}")).ok()
    }

    async fn sound(&self, post: &Post, reply: &str) -> Option<()> {
        let call = String::from_utf8(post.body().to_vec()).ok()?;
        let opening = self.desk(|reply| Ask::Sound(call, reply)).await?;
        let Some(opening) = opening else { return self.nothing(reply).await };
        let recording = opening.await.inspect_err(|error| tracing::info!("hub: a recording cannot be had: {error}"));
        let mut recording = recording.ok()?;
        let link = self.bulk().await?;
        let mut first = vec![(PART, "0".to_owned())];
        first.extend(recording.length.map(|length| (LENGTH, length.to_string())));
        part(&link, reply, first, Bytes::new()).await;
        let mut at = 1;
        while let Some(piece) = recording.bytes.next().await {
            let Ok(piece) = piece else {
                // It breaks off: there is no last part.
                part(&link, reply, vec![(PART, at.to_string()), (WRONG, "1".to_owned())], Bytes::new()).await;
                return Some(());
            };
            for piece in pieces(&piece) {
                part(&link, reply, vec![(PART, at.to_string())], piece).await;
                at += 1;
            }
            // What does not leave this machine must not pile up in it.
            link.flush().await;
        }
        part(&link, reply, vec![(PART, at.to_string()), (LAST, "1".to_owned())], Bytes::new()).await;
        Some(())
    }
}

async fn part(link: &Link, reply: &str, headers: Headers, body: Bytes) {
    // Who asked asks again.
    if let Err(why) = link.post(reply.to_owned(), None, headers, body).await {
        tracing::debug!("hub: an answer was not sent: {why}");
    }
}

/// As many pieces as messages can carry.
fn pieces(piece: &Bytes) -> impl Iterator<Item = Bytes> + '_ {
    (0..piece.len().div_ceil(LARGEST)).map(|at| piece.slice(at * LARGEST..piece.len().min((at + 1) * LARGEST)))
}

fn json(value: &impl serde::Serialize) -> Bytes {
    // It holds numbers and words alone.
    Bytes::from(serde_json::to_vec(value).unwrap_or_default())
}

/// Sends an answer in parts, to who asked or to all who asked the same.
pub(super) async fn publish(link: &Link, subject: &str, body: &Bytes) {
    let parts = body.len().div_ceil(PART_BYTES).max(1);
    for part in 0..parts {
        let end = body.len().min((part + 1) * PART_BYTES);
        let mut headers = vec![(PART, part.to_string())];
        if part + 1 == parts {
            headers.push((LAST, "1".to_owned()));
        }
        if let Err(why) = link.post(subject.to_owned(), None, headers, body.slice(part * PART_BYTES..end)).await {
            tracing::debug!("hub: an answer was not sent: {why}");
        }
    }
}
