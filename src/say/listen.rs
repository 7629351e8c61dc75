//! The board's end: it listens on a socket of its own, and answers a few peers at a time.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::peer::Peer;
use super::wire::{self, Answer, Asked, What};
use super::{LINE, NAME, connect, read_line, sockets, write_line};
use crate::files::private::Shared;
use crate::lang::message::message;
use crate::model::{Clock, MESSAGE_MOST, Message, NOTE_MOST, Note};

/// So many peers are listened to at once; the others wait.
const MOST: usize = 4;
/// So many messages wait for the board to take them.
const WAITING: usize = 4;
/// How long a peer may take to say something, to hear the answer, and the board to take a message.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the board may take to have a note: it may have to hand it to a hub.
const NOTE_PATIENCE: Duration = Duration::from_secs(10);
/// Before the next try to let a peer in, where the system has no room for one.
const REST: Duration = Duration::from_secs(1);
/// For how long a message may stand, in seconds.
pub const STANDS: RangeInclusive<u64> = 60..=12 * 60 * 60;

/// What may be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A message; `None` takes away the one that stands.
    Message(Option<Message>),
    /// A note.
    Note(Note),
}

/// What has been said.
#[derive(Debug)]
pub struct Post {
    /// What.
    pub said: Said,
    /// Who said it, for the log.
    pub by: String,
    taken: oneshot::Sender<Result<(), String>>,
}

impl Post {
    /// The board has taken it: the user who said it is told so.
    pub fn taken(self) {
        // They may have left.
        let _ = self.taken.send(Ok(()));
    }

    /// The board does not take it, and why.
    pub fn refused(self, why: String) {
        let _ = self.taken.send(Err(why));
    }
}

/// What comes over the socket, which is gone with it.
#[derive(Debug)]
pub struct Mail {
    posts: mpsc::Receiver<Post>,
    task: AbortHandle,
    place: Shared,
    name: String,
}

impl Mail {
    /// The next that is said; `None` when no more can come.
    pub async fn next(&mut self) -> Option<Post> {
        self.posts.recv().await
    }

    /// The name of its socket.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Mail {
    fn drop(&mut self) {
        self.task.abort();
        // What stays is taken away by the next board.
        let _ = self.place.remove(&self.name);
    }
}

/// The board that listens.
#[derive(Clone)]
pub struct Board {
    /// The name of the wall; most boards have none.
    pub wall: Option<String>,
    /// The zone of its site.
    pub zone: Tz,
    /// Its clock.
    pub clock: Clock,
}

/// Listens in `place` for what is said to `board`, and takes away what boards left there that are gone.
///
/// # Errors
/// When the place is not what it should be, or the socket cannot be made.
pub async fn listen(place: Shared, board: Board) -> io::Result<Mail> {
    for name in sockets(&place)? {
        // Those that answer live.
        let _ = timeout(PATIENCE, connect(&place, &name)).await;
    }
    let name = format!("{}{}-{:04x}{}", NAME.0, std::process::id(), fastrand::u16(..), NAME.1);
    let listener = UnixListener::from_std(place.listen(&name)?)?;
    let (sender, posts) = mpsc::channel(WAITING);
    let desk = Arc::new(Desk { board, place: place.clone(), sender });
    let task = crate::tasks::spawn(receive(listener, desk)).abort_handle();
    Ok(Mail { posts, task, place, name })
}

/// What each conversation needs.
struct Desk {
    board: Board,
    place: Shared,
    sender: mpsc::Sender<Post>,
}

async fn receive(listener: UnixListener, desk: Arc<Desk>) {
    let mut peers: JoinSet<()> = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = peers.join_next(), if !peers.is_empty() => {}
            accepted = listener.accept(), if peers.len() < MOST => match accepted {
                Ok((stream, _)) => {
                    peers.spawn(crate::tasks::boxed(converse(stream, Arc::clone(&desk))));
                }
                Err(error) => {
                    tracing::warn!("no message can be taken: {error}");
                    sleep(REST).await;
                }
            },
        }
    }
}

/// A line in, a line out.
async fn converse(mut stream: UnixStream, desk: Arc<Desk>) {
    let answer = match Peer::of(&stream, &desk.place).await {
        Ok(Some(peer)) => match timeout(PATIENCE, read_line(&mut stream)).await {
            Ok(Ok(line)) => desk.answer(&line, &peer).await,
            // A board that looks who is alive says nothing.
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => return,
            Ok(Err(error)) => refused(&error.to_string()),
            Err(_) => refused("no whole line came"),
        },
        Ok(None) => refused("this user may not say anything here"),
        Err(error) => refused(&format!("it is not known who says this: {error}")),
    };
    if let Answer::Refused { why } = &answer {
        tracing::info!("a message is refused: {why}");
    }
    // A peer that does not listen has asked all the same.
    let _ = timeout(PATIENCE, write_line(&mut stream, wire::line(&answer))).await;
}

fn refused(why: &str) -> Answer {
    Answer::Refused { why: why.to_owned() }
}

impl Desk {
    async fn answer(&self, line: &[u8], peer: &Peer) -> Answer {
        let Some(Asked { kiosk, what }) = wire::asked(line) else {
            return refused("this is no message; is it another version of callboard?");
        };
        if kiosk.is_some() && kiosk != self.board.wall {
            return Answer::Elsewhere;
        }
        match what {
            What::Clear => self.hand(Said::Message(None), peer, Answer::Cleared, PATIENCE).await,
            What::Say { text, seconds } => match self.message(&text, seconds, peer) {
                Ok((message, shown)) => self.hand(Said::Message(Some(message)), peer, shown, PATIENCE).await,
                Err(why) => refused(&why),
            },
            What::Note { id, text } => match self.note(id, &text, peer) {
                Ok(note) => self.hand(Said::Note(note), peer, Answer::Noted, NOTE_PATIENCE).await,
                Err(why) => refused(&why),
            },
        }
    }

    /// The message, and the answer once it is shown.
    fn message(&self, text: &str, seconds: u64, peer: &Peer) -> Result<(Message, Answer), String> {
        if !STANDS.contains(&seconds) {
            return Err("a message stands for 1 minute to 12 hours".to_owned());
        }
        let text = message(text).map_err(too_long)?.ok_or("there is nothing to read in it")?;
        let ms = i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX);
        let until = (self.board.clock)().plus(ms);
        let shown = until.in_zone(&self.board.zone).map(|at| at.format("%H:%M").to_string());
        let shown = Answer::Shown { until: shown.unwrap_or_default() };
        Ok((Message { text, from: Some(peer.name.clone()), until }, shown))
    }

    /// The note, of this moment.
    fn note(&self, id: String, text: &str, peer: &Peer) -> Result<Note, String> {
        let text = message(text).map_err(note_too_long)?.ok_or("there is nothing to read in it")?;
        let note = Note { id, at: (self.board.clock)(), from: Some(peer.name.clone()), text };
        note.tidy().ok_or_else(|| "this is no note; is it another version of callboard?".to_owned())
    }

    /// Hands it to the board, and waits until that has it, for so long at most.
    async fn hand(&self, said: Said, peer: &Peer, answer: Answer, patience: Duration) -> Answer {
        let (taken, has_taken) = oneshot::channel();
        if self.sender.try_send(Post { said, by: peer.in_log(), taken }).is_err() {
            return refused("too many messages at once");
        }
        match timeout(patience, has_taken).await {
            Ok(Ok(Ok(()))) => answer,
            Ok(Ok(Err(why))) => refused(&why),
            Ok(Err(_)) => refused("the board has ended"),
            Err(_) => refused("its terminal takes nothing at the moment; it is shown as soon as that does"),
        }
    }
}

/// What is said of a message that has so many characters.
pub fn too_long(count: usize) -> String {
    format!("a message has at most {MESSAGE_MOST} characters, and this one has {count}")
}

/// What is said of a note that has so many characters.
pub fn note_too_long(count: usize) -> String {
    format!("a note has at most {NOTE_MOST} characters, and this one has {count}")
}

/// The longest message has room in a line, and a note is as long as one.
const _: () = assert!(MESSAGE_MOST * 12 + 256 < LINE && NOTE_MOST == MESSAGE_MOST);

#[cfg(test)]
mod tests;
