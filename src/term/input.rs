//! What is typed at the terminal, as a stream of keys, clicks, pastes and changes of size.
//!
//! A thread of its own reads for as long as there is something to read, so that neither a burst of input nor a loop
//! that is busy leaves bytes lying that nothing asks for again. What comes faster than it can be acted upon is left out
//! from its beginning: what was pressed last counts. An escape is held for a moment, longer on a slow line, since the
//! rest of an arrow key may follow it ([`hold`]).

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crossterm::event::Event;
use futures_util::Stream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::{Instant, Sleep, sleep_until};

use super::Echo;

mod hold;
mod parse;

use hold::Hold;
use parse::Open;
pub(super) use parse::Parser;

/// How long an escape is held for what may follow it on a quick line, unless the settings say otherwise.
pub const ESCAPE_WAIT: Duration = Duration::from_millis(50);

/// How long the rest of a sequence may take. No hand types the beginning of one.
const SEQUENCE_WAIT: Duration = Duration::from_millis(500);
/// How long a paste may pause.
const PASTE_WAIT: Duration = Duration::from_secs(5);
/// So many bytes are read at once.
const PIECE: usize = 16 * 1024;
/// So many pieces wait to be looked at, and so many are looked at before the first event is given.
const PIECES: usize = 64;
/// So many events wait to be acted upon. A key that is held down for half a minute is no more.
const WAITING: usize = 1024;

/// The terminal's input.
pub struct Input {
    pieces: Receiver<io::Result<Vec<u8>>>,
    sizes: Option<Signal>,
    echo: Option<Echo>,
    hold: Hold,
    parser: Parser,
    /// When the last piece came.
    came: Instant,
    events: VecDeque<Event>,
    parsed: Vec<Event>,
    /// When what was begun is all there is.
    give_up: Option<Pin<Box<Sleep>>>,
    ended: bool,
}

impl Input {
    /// Reads the terminal, from now until the program ends; an escape is held for `escape_wait` at least.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub(super) fn of_terminal(mut terminal: File, escape_wait: Duration) -> io::Result<Self> {
        let (sender, pieces) = channel(PIECES);
        std::thread::Builder::new().name("keys".to_owned()).spawn(move || {
            let mut piece = vec![0; PIECE];
            loop {
                let read = match terminal.read(&mut piece) {
                    Ok(0) => return,
                    Ok(count) => Ok(piece.get(..count).unwrap_or_default().to_vec()),
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    // Another program that shares the terminal has made it so.
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {
                        std::thread::sleep(Duration::from_millis(20));
                        continue;
                    }
                    Err(error) => Err(error),
                };
                let failed = read.is_err();
                if sender.blocking_send(read).is_err() || failed {
                    return;
                }
            }
        })?;
        let sizes = signal(SignalKind::window_change())?;
        Ok(Self { sizes: Some(sizes), ..Self::new(pieces, escape_wait) })
    }

    /// The same, which tells `echo` of each answer to [`Screen::ask`](super::Screen::ask), and hears from it how slow
    /// the line is.
    #[must_use]
    pub fn telling(mut self, echo: Echo) -> Self {
        self.echo = Some(echo);
        self
    }

    fn new(pieces: Receiver<io::Result<Vec<u8>>>, escape_wait: Duration) -> Self {
        Self {
            pieces,
            sizes: None,
            echo: None,
            hold: Hold::new(escape_wait),
            parser: Parser::default(),
            came: Instant::now(),
            events: VecDeque::new(),
            parsed: Vec::new(),
            give_up: None,
            ended: false,
        }
    }

    fn take(&mut self) {
        self.events.extend(self.parsed.drain(..));
        let over = self.events.len().saturating_sub(WAITING);
        if over > 0 {
            self.events.drain(..over);
            tracing::debug!("{over} keys came faster than they could be acted upon, and were left out");
        }
    }

    /// Takes the next piece of what is typed.
    fn read(&mut self, piece: &[u8]) {
        self.came = Instant::now();
        if self.hold.takes(piece, self.came) {
            self.parser.feed(b"\x1b", &mut self.parsed);
        }
        self.parser.feed(piece, &mut self.parsed);
        if self.parser.take_answers() > 0
            && let Some(echo) = &self.echo
        {
            echo.answered();
        }
        self.take();
        self.wait();
    }

    /// Looks when what has begun is all there is.
    fn wait(&mut self) {
        let escape = self.hold.wait(self.echo.as_ref().map(Echo::trip).unwrap_or_default());
        let wait = match self.parser.open() {
            Open::Nothing => None,
            Open::Escape | Open::Burst => Some(escape),
            Open::Sequence => Some(escape.max(SEQUENCE_WAIT)),
            Open::Paste => Some(PASTE_WAIT),
        };
        self.give_up = wait.map(|wait| Box::pin(sleep_until(self.came + wait)));
    }

    /// What has begun is all there is.
    fn end_what_began(&mut self) {
        if self.parser.open() == Open::Escape {
            self.hold.gave_up(self.came);
        }
        self.parser.give_up(&mut self.parsed);
        self.take();
        self.give_up = None;
    }
}

impl Stream for Input {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let input = &mut *self;
        for _ in 0..PIECES {
            if input.ended {
                break;
            }
            match input.pieces.poll_recv(context) {
                Poll::Ready(Some(Ok(piece))) => input.read(&piece),
                Poll::Ready(Some(Err(error))) => {
                    input.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => input.ended = true,
                Poll::Pending => break,
            }
        }
        if let Some(sizes) = &mut input.sizes
            && let Poll::Ready(Some(())) = sizes.poll_recv(context)
        {
            let (columns, rows) = super::ask::size().unwrap_or_default();
            input.events.push_back(Event::Resize(columns, rows));
        }
        loop {
            if let Some(event) = input.events.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if input.ended {
                return Poll::Ready(None);
            }
            match input.give_up.as_mut().map(|wait| wait.as_mut().poll(context)) {
                Some(Poll::Ready(())) => input.end_what_began(),
                _ => return Poll::Pending,
            }
        }
    }
}

#[cfg(test)]
mod tests;
