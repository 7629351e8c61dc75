//! Frames, and what the terminal says of them.

use std::io;
use std::time::Duration;

use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, sleep};

use super::App;
use super::frames::Frames;
use super::lag::{self, answer};
use super::pace::Slow;
use crate::model::Stamp;
use crate::term::{Screen, TermError};
use crate::ui::{self, FrameMap, Thin, Written};

/// How long the last answer of the terminal is waited for, so that it does not come to the program that has the
/// terminal next.
const LAST_ANSWER: Duration = Duration::from_secs(1);

/// A thin line's terminal takes at least so long to answer, whatever was seen of it.
const THIN_TRIP: Duration = Duration::from_millis(200);

impl App {
    /// What was sent before the terminal was asked is on the screen. Where much was sent since, it is asked once more.
    pub(super) fn answered(&mut self, screen: &mut Screen) -> Result<(), TermError> {
        let now = Instant::now();
        if self.lag.answered(now) {
            self.pace.falls_behind(now);
        }
        if self.lag.owes_an_answer() {
            self.lag.wrote(0, true, now);
            screen.ask()?;
        }
        self.tell_trip(now);
        Ok(())
    }

    /// Tells the keys how slow the line is. One that is thin by the settings is taken for a slow one.
    fn tell_trip(&self, now: Instant) {
        if let Some(echo) = &self.echo {
            let thin = if self.pace.slow(now).is_some() { THIN_TRIP } else { Duration::ZERO };
            echo.takes(self.lag.behind(now).max(thin));
        }
    }

    /// Waits a moment for an answer that is still to come. What is typed meanwhile was meant for the board.
    pub(super) async fn last_answer(&mut self, events: &mut (impl Stream<Item = io::Result<Event>> + Unpin)) {
        if !self.lag.is_waiting() {
            return;
        }
        let typed = async { while let Some(Ok(_)) = events.next().await {} };
        tokio::select! {
            () = answer(self.echo.as_ref()) => self.lag.forget(),
            () = typed => {}
            () = sleep(LAST_ANSWER) => {}
        }
    }

    pub(super) fn draw(&mut self, screen: &mut Screen, frames: &mut Frames) -> Result<(), TermError> {
        self.note();
        self.tell(screen)?;
        self.turn_wheel();
        let now = self.now();
        let began = Instant::now();
        if self.lag.behind(began) >= lag::LATE {
            self.pace.falls_behind(began);
        }
        let shown = Stamp(self.pace.shown(began, now.ms()));
        let before = screen.written();
        self.note_line(before, began, self.view.written().every_s);
        self.view.put_in_order(&self.board, shown, &self.settings);
        let mut map = FrameMap::default();
        let bytes = screen.compose(|frame| map = ui::draw(&self.board, &self.view, &self.settings, shown, frame))?;
        // What the header says of the next frame is so for this one, which has to be built to be known.
        let every_s = self.pace.every_s(began, bytes);
        if bytes > 0 && every_s != self.view.written().every_s {
            self.note_line(before, began, every_s);
            screen.compose(|frame| map = ui::draw(&self.board, &self.view, &self.settings, shown, frame))?;
        }
        self.view.saw(&map);
        self.map = map;
        let asking = self.echo.is_some() && self.lag.wants(began);
        screen.send(asking)?;
        let written = screen.written();
        let drawn = Instant::now();
        if written.frames > before.frames {
            self.lag.wrote(written.bytes - before.bytes, asking, began);
        }
        self.pace.wrote(written.waited.saturating_sub(before.waited), drawn);
        self.note_line(written, drawn, every_s);
        self.tell_trip(drawn);
        frames.drawn(drawn, self.pace.spacing(drawn, now.ms(), written.bytes - before.bytes));
        panic_if_asked(written.frames);
        Ok(())
    }

    /// Lets the view know how the line to the terminal stands.
    fn note_line(&mut self, written: crate::term::Written, now: Instant, every_s: u64) {
        let thin = self.pace.slow(now).map(|slow| match slow {
            Slow::Asked => Thin::Asked,
            Slow::Behind => Thin::Behind,
        });
        let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.view.wrote(Written {
            bytes: written.bytes,
            frames: written.frames,
            waited_ms: ms(written.waited),
            thin,
            every_s: every_s.max(self.pace.every_s(now, 0)),
            behind_ms: ms(self.lag.behind(now)),
        });
    }
}

/// Lets a test see what a panic leaves behind. Builds for release have no such door.
#[cfg(debug_assertions)]
fn panic_if_asked(frames: u64) {
    let asked = std::env::var("CALLBOARD_PANIC_AFTER_FRAMES").ok().and_then(|count| count.parse::<u64>().ok());
    assert!(asked.is_none_or(|count| frames < count), "asked for by CALLBOARD_PANIC_AFTER_FRAMES");
}

#[cfg(not(debug_assertions))]
const fn panic_if_asked(_frames: u64) {}
