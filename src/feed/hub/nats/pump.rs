//! What comes from the server, carried to the board in the order in which it came.

use std::time::Duration;

use tokio::sync::mpsc::Sender;
use tokio::time::sleep;

use super::asks::{LAST, PART};
use super::link::Posts;
use super::reading::{Reader, heard};
use crate::feed::hub::envelope::Place;
use crate::feed::hub::post::Posted;
use crate::feed::hub::problem::Unlinked;
use crate::feed::hub::way::Heard;
use crate::feed::hub::wire::{self, Said};
use crate::http::Result;

/// No answer is longer, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// A keyframe that is not there yet is looked for so often,
const KEYFRAME_TRIES: usize = 20;

/// after so long.
const KEYFRAME_AGAIN: Duration = Duration::from_millis(200);

/// Nothing listens any more.
struct Deaf;

/// Carries what the hub publishes, until the connection is gone or nothing listens any more. What stands at `read` or before
/// it is known.
pub(super) async fn carry(
    posts: &mut Posts,
    mut abouts: Posts,
    reader: &Reader,
    mut read: u64,
    events: &Sender<Result<Heard>>,
) {
    loop {
        let told = tokio::select! {
            biased;
            post = posts.next() => match post {
                Some(post) => match reader.read(&post) {
                    Ok((seq, ..)) if seq <= read => Ok(()),
                    Ok((seq, Posted::Envelope(envelope), bytes)) => {
                        read = seq;
                        tell(events, Ok(heard(envelope, bytes))).await
                    }
                    Ok((_, Posted::Large(place), _)) => match soon(reader, place).await {
                        Ok((keyframe, seq)) => {
                            read = seq;
                            tell_all(events, keyframe).await
                        }
                        Err(why) => return end(events, why).await,
                    },
                    Err(why) => return end(events, why).await,
                },
                None => return end(events, reader.link().gone()).await,
            },
            about = abouts.next() => match about {
                Some(about) => {
                    let text = String::from_utf8_lossy(about.body()).into_owned();
                    tell(events, Ok(Heard { bytes: text.len() as u64, said: Said::About(text) })).await
                }
                None => return end(events, reader.link().gone()).await,
            },
            () = reader.link().becomes(false) => return end(events, reader.link().gone()).await,
            () = events.closed() => return,
        };
        if told.is_err() {
            return;
        }
    }
}

/// The keyframe that has what was too large for a message: the hub makes it as soon as it has said so.
async fn soon(reader: &Reader, place: Place) -> std::result::Result<(Vec<Heard>, u64), Unlinked> {
    for _ in 0..KEYFRAME_TRIES {
        match reader.keyframe_behind(place).await {
            Err(Unlinked::NoKeyframe(_)) => sleep(KEYFRAME_AGAIN).await,
            read => return read,
        }
    }
    reader.keyframe_behind(place).await
}

/// Carries the answers to a question.
pub(super) async fn carry_found(posts: &mut Posts, events: &Sender<Result<Heard>>) {
    let (mut whole, mut next) = (Vec::new(), 0);
    while let Some(post) = posts.next().await {
        let part = post.number(PART).unwrap_or_default();
        if part == 0 {
            whole.clear();
        } else if part != next || whole.len() > LONGEST {
            // What is missing comes with the next answer, or when it is asked for anew.
            continue;
        }
        whole.extend_from_slice(post.body());
        next = part + 1;
        if post.header(LAST).is_none() {
            continue;
        }
        let (line, bytes) = (String::from_utf8_lossy(&whole), whole.len() as u64);
        if let Some((question, update)) = wire::read_found(&line) {
            let said = Said::Found(question, Box::new(update));
            if tell(events, Ok(Heard { said, bytes })).await.is_err() {
                return;
            }
        }
        whole.clear();
    }
}

async fn tell_all(events: &Sender<Result<Heard>>, all: Vec<Heard>) -> std::result::Result<(), Deaf> {
    for one in all {
        tell(events, Ok(one)).await?;
    }
    Ok(())
}

async fn tell(events: &Sender<Result<Heard>>, one: Result<Heard>) -> std::result::Result<(), Deaf> {
    events.send(one).await.map_err(|_| Deaf)
}

async fn end(events: &Sender<Result<Heard>>, why: Unlinked) {
    // Where nothing listens any more it is not missed.
    let _ = tell(events, Err(why.error())).await;
}
