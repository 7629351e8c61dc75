//! Keys, the mouse, what is pasted, a terminal of another size, and signals.

use std::io;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use futures_util::Stream;

use super::frames::Frames;
use super::signals::{self, Signal};
use super::{App, Turn};
use crate::term::{Screen, TermError};
use crate::ui::{FrameMap, View, Wheel};

impl App {
    /// Does what a signal asks for.
    pub(super) async fn signalled(
        &mut self,
        signal: Signal,
        screen: &mut Screen,
        events: &mut (impl Stream<Item = io::Result<Event>> + Unpin),
        frames: &mut Frames,
    ) -> Result<Turn, TermError> {
        match signal {
            Signal::End => return Ok(Turn::End),
            Signal::Stop => {
                self.last_answer(events).await;
                screen.suspend();
                signals::stop_here()?;
                self.lag.forget();
                screen.resume()?;
            }
            Signal::Continue => screen.resume()?,
            Signal::Reload => self.reload(),
        }
        frames.due_now();
        Ok(Turn::Go)
    }

    pub(super) fn event(&mut self, event: &Event, screen: &mut Screen, frames: &mut Frames) -> Result<Turn, TermError> {
        self.note();
        match event {
            Event::Key(key) => {
                self.turn_wheel();
                for key in apart(*key, &self.view) {
                    let effect = self.view.take_key(key, &self.board, (self.clock)(), &self.settings);
                    self.tell_wants();
                    if let Turn::End = self.effect(effect, screen, frames)? {
                        return Ok(Turn::End);
                    }
                }
            }
            Event::Mouse(mouse) => return self.mouse(*mouse, screen, frames),
            Event::Paste(text) => {
                self.turn_wheel();
                let effect = self.view.paste(text, &self.board, (self.clock)(), &self.settings);
                self.tell_wants();
                return self.effect(effect, screen, frames);
            }
            // The terminal has scrolled or cut what was on it in its own way.
            Event::Resize(..) => {
                self.map = FrameMap::default();
                screen.repaint();
                frames.due_now();
            }
            _ => {}
        }
        Ok(Turn::Go)
    }

    /// Turns of the wheel come in storms: they are added up, and done once a frame.
    fn mouse(&mut self, event: MouseEvent, screen: &mut Screen, frames: &mut Frames) -> Result<Turn, TermError> {
        if let Some(turned) = Wheel::of(event) {
            let joined = self.wheel.and_then(|before| before.and(turned));
            if joined.is_none() {
                self.turn_wheel();
            }
            self.wheel = joined.or(Some(turned));
            frames.due_soon();
            return Ok(Turn::Go);
        }
        self.turn_wheel();
        let effect = self.view.press(event, &self.map, &self.board, (self.clock)(), &self.settings);
        self.tell_wants();
        self.effect(effect, screen, frames)
    }

    pub(super) fn turn_wheel(&mut self) {
        if let Some(wheel) = self.wheel.take() {
            self.view.wheel(wheel, &self.map, &self.board, (self.clock)(), &self.settings);
            self.tell_wants();
        }
    }
}

/// Over a slow line, escape and the key after it arrive together and look like one key with alt. Where that is bound
/// to nothing, they are taken for the two keys that were pressed.
fn apart(key: KeyEvent, view: &View) -> Vec<KeyEvent> {
    if key.modifiers.contains(KeyModifiers::ALT) && view.key(key).is_none() {
        let plain = KeyEvent { modifiers: key.modifiers.difference(KeyModifiers::ALT), ..key };
        return vec![KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE), plain];
    }
    vec![key]
}
