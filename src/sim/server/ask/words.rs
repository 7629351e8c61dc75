//! The body of an answer that comes word by word: its parts, each when it is due, and its end.

use std::io;
use std::sync::Arc;
use std::vec;

use bytes::Bytes;
use futures_util::{Stream, stream};

use crate::sim::ai::{Answer, Close, Said, Spelling, TimedPart};

use super::super::shared::{Shared, event};
use super::taken::until;

/// What is sent when there is nothing to say.
const PING: Bytes = Bytes::from_static(b": ping\n\n");

/// How far apart the words of an answer without end are, in ms.
const PACE: i64 = 200;

/// What comes next.
enum Next {
    /// This, when it is due.
    Part(Said),
    /// Half of this, and then nothing.
    Half(Said),
    /// The connection breaks.
    Break,
    /// The stream is closed.
    Close,
}

struct Line {
    shared: Arc<Shared>,
    answer: Answer,
    steps: vec::IntoIter<TimedPart>,
    next: Next,
    /// When it is due, Unix ms.
    due: i64,
    /// When something was last sent, Unix ms.
    sent: i64,
}

/// The events of this answer, whose question was just accepted.
pub(super) fn body(shared: Arc<Shared>, mut answer: Answer) -> impl Stream<Item = io::Result<Bytes>> {
    if shared.options.strict {
        answer.spelling = Spelling::Tables;
    }
    let steps = std::mem::take(&mut answer.script.steps).into_iter();
    let (due, sent) = (answer.asked + answer.script.accepted, shared.now());
    let mut line = Line { shared, answer, steps, next: Next::Close, due, sent };
    line.turn();
    stream::unfold(line, |mut line| async move { line.next().await.map(|item| (item, line)) })
}

impl Line {
    /// Looks what comes next.
    fn turn(&mut self) {
        if let Some(step) = self.steps.next() {
            self.due += step.after;
            self.next = Next::Part(step.said);
            return;
        }
        let more = || Said::Words(" and so on".to_owned());
        self.next = match self.answer.script.close {
            Close::Usual => Next::Close,
            Close::Cut => Next::Half(more()),
            Close::Never => Next::Part(more()),
        };
        if !matches!(self.next, Next::Close) {
            self.due += PACE;
        }
    }

    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            if self.shared.stop.is_cancelled() {
                return None;
            }
            let now = self.shared.now();
            if now >= self.due {
                return self.send(now);
            }
            let options = &self.shared.options;
            let ping = self.sent.saturating_add(options.heartbeat.as_millis() as i64);
            if !options.strict && now >= ping {
                self.sent = now;
                return Some(Ok(PING));
            }
            until(&self.shared, if options.strict { self.due } else { self.due.min(ping) }).await;
        }
    }

    /// Sends what is due.
    fn send(&mut self, now: i64) -> Option<io::Result<Bytes>> {
        self.sent = now;
        match std::mem::replace(&mut self.next, Next::Close) {
            Next::Part(said) => {
                self.shared.desk().asks.sent(self.answer.number, &said, now);
                let bytes = self.event(&said);
                self.turn();
                Some(Ok(bytes))
            }
            Next::Half(said) => {
                self.next = Next::Break;
                let bytes = self.event(&said);
                Some(Ok(bytes.slice(..bytes.len() / 2)))
            }
            Next::Break => Some(Err(io::ErrorKind::UnexpectedEof.into())),
            Next::Close => {
                self.shared.desk().asks.over(self.answer.number, now);
                None
            }
        }
    }

    fn event(&self, said: &Said) -> Bytes {
        event(&self.answer.speaker.event(said, self.answer.spelling).to_string())
    }
}
