//! What boards look up: what they want goes to the one feed, and what it finds to the boards that want it.

use bytes::Bytes;
use tokio::time::Instant;

use super::boards::Boards;
use super::sounds::{Opening, opening};
use crate::feed::Feed;
use crate::feed::hub::direct::{Asked, Numbered};
use crate::feed::hub::{Unmasked, Wants, wire};
use crate::model::{Found, Payload, Shelf, Stamp, Update, Want};

/// What boards look up.
#[derive(Debug)]
pub(super) struct Lookups {
    wants: Wants,
    /// What the feed was told last.
    wanted: Vec<Want>,
    /// What was found.
    shelf: Shelf,
    /// Answers that are kept beside those that are wanted.
    answers: usize,
}

impl Lookups {
    /// Nothing yet. Questions are numbered from `first` on; so many answers are kept beside those that are wanted.
    pub(super) fn new(first: u64, answers: usize) -> Self {
        let mut shelf = Shelf::default();
        shelf.keep(answers);
        Self { wants: Wants::new(first), wanted: Vec::new(), shelf, answers }
    }

    /// When a board may want something no more.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.wants.deadline()
    }

    /// Boards that want something.
    pub(super) fn boards(&self, now: Instant) -> usize {
        self.wants.boards(now)
    }

    /// Questions that are looked up.
    pub(super) const fn questions(&self) -> usize {
        self.wanted.len()
    }

    /// What a board wants from now on; what it is answered: the numbers of its questions, and what is at hand.
    pub(super) fn want(&mut self, asked: Asked, boards: &mut Boards, clock: Stamp) -> String {
        let Asked { board, anew, wants, .. } = asked;
        let wants = wants.into_iter().map(|Unmasked(want)| want).collect();
        let questions = self.wants.set(&board, wants, Instant::now());
        let untold = boards.asks(&board, &questions, anew);
        // What has only numbers in it can be written.
        let mut body = serde_json::to_string(&Numbered { questions }).unwrap_or_default();
        for question in untold {
            let Some(lookup) = self.wants.of(question) else { continue };
            for (at, found) in self.shelf.retell_of(lookup, clock) {
                let update = Update::new(at, Payload::Found(Box::new(found)));
                if let Ok(line) = wire::found_line(question, &update) {
                    body.push('\n');
                    body.push_str(&line);
                }
            }
        }
        body
    }

    /// Tells the feed what all boards want, if that is something else than before.
    pub(super) fn look(&mut self, feed: &Feed, now: Instant) {
        if !self.wants.has_changed(now) {
            return;
        }
        let wanted = self.wants.merged(now);
        if wanted != self.wanted {
            // What is wanted is not given up for what was wanted.
            self.shelf.keep(self.answers.saturating_add(wanted.len()));
            feed.want(wanted.clone());
            self.wanted = wanted;
        }
    }

    /// An answer goes to those who want it.
    pub(super) fn found(&mut self, at: Stamp, found: Found, boards: &mut Boards) {
        let lookup = found.lookup.clone();
        self.shelf.take(at, found.clone());
        let update = Update::new(at, Payload::Found(Box::new(found)));
        // All of them know the question by the same number.
        let mut event: Option<Bytes> = None;
        for (board, question) in self.wants.who_wants(&lookup) {
            let written = match event.take() {
                Some(written) => Ok(written),
                None => wire::found(question, &update).map(Bytes::from),
            };
            match written {
                Ok(written) => {
                    boards.tell(board, &written);
                    event = Some(written);
                }
                Err(error) => return tracing::error!("hub: an answer cannot be written: {error}"),
            }
        }
    }

    /// Opens the recording of a call, if anything that was looked up names one.
    pub(super) fn sound(&self, feed: &Feed, call: &str) -> Option<Opening> {
        opening(&self.shelf, feed, call)
    }
}
