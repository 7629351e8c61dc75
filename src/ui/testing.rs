//! A fixed centre, a fixed clock, and frames as text: what the tests of the screen share.

use std::cell::RefCell;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::{ColourDepth, Effect, FrameMap, Keymap, Settings, View, draw};
use crate::model::{AgentChange, Alarms, Board, LoginState, Payload, SourceId, Stamp, WorkState};

pub use crate::model::testing::*;

pub mod agent;
pub mod ai;
pub mod calls;
pub mod chat;
pub mod chinese;
mod contrast;
pub mod health;
pub mod live;
pub mod platforms;
pub mod probes;
pub mod reports;
mod written;

pub use written::{cells, styles, text};

/// Agents who have been in wrap-up for too long by `at`, each a second less than the one before.
pub fn overdue(board: &mut Board, at: Stamp, agents: &[usize]) {
    for (nth, index) in (0_i64..).zip(agents) {
        let sets = vec![
            AgentChange::Login(Some(LoginState::Online)),
            AgentChange::Work(Some(WorkState::WrapUp)),
            AgentChange::WorkSince(Some(at.plus(-400_000 + nth * 1_000))),
        ];
        change(board, at, *index, sets);
    }
}

/// The settings of the fixed centre.
pub fn settings() -> Settings {
    Settings { site: "Acme Support".to_owned(), zone: chrono_tz::Asia::Shanghai, ..Settings::default() }
}

/// A screen with a person before it.
pub struct Desk {
    pub board: Board,
    pub alarms: Alarms,
    pub settings: Settings,
    pub view: View,
    pub now: Stamp,
    pub effects: Vec<Effect>,
    /// What the frame came to of which the view was told last.
    pub on_screen: FrameMap,
    /// What the last frame came to, until the view is told of it.
    drawn: RefCell<Option<FrameMap>>,
}

impl Desk {
    pub fn new(board: Board, settings: Settings) -> Self {
        let view = View::new(&settings, Keymap::new(&settings.keys).unwrap());
        let alarms = Alarms::new(settings.rules.clone(), settings.zone);
        let mut desk = Self {
            board,
            alarms,
            settings,
            view,
            now: NOW,
            effects: Vec::new(),
            on_screen: FrameMap::default(),
            drawn: RefCell::default(),
        };
        desk.note();
        desk
    }

    /// Agents go over their limit.
    pub fn alarm(&mut self, agents: &[usize]) -> &mut Self {
        overdue(&mut self.board, self.now, agents);
        self.note();
        self
    }

    /// Tells the view what the last frame came to, as the app does.
    pub fn settle(&mut self) {
        if let Some(map) = self.drawn.take() {
            self.view.saw(&map);
            self.on_screen = map;
        }
        self.view.put_in_order(&self.board, self.now, &self.settings);
    }

    /// The view as it is once it has been told of the last frame.
    pub fn seen(&self) -> View {
        let mut view = self.view.clone();
        if let Some(map) = self.drawn.borrow().clone() {
            view.saw(&map);
        }
        view
    }

    /// What a frame of this size comes to.
    pub fn map(&self, width: u16, height: u16) -> FrameMap {
        self.buffer(width, height);
        self.drawn.borrow().clone().unwrap()
    }

    /// Takes note of what changed on the board.
    pub fn note(&mut self) {
        self.settle();
        let touched = self.board.take_touched();
        self.view.lend_alerts();
        self.alarms.note(&self.board, &touched, self.now);
        self.view.note(&self.board, &self.alarms, &touched, self.now);
    }

    /// A second has passed.
    pub fn tick(&mut self) -> bool {
        self.settle();
        self.view.lend_alerts();
        self.alarms.check_all(&self.board, self.now);
        self.view.tick(&self.board, &self.alarms, self.now)
    }

    /// Types keys: characters as they are, others as `<enter>`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.settle();
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|tail| tail.split_once('>'));
            let (event, behind) = match named {
                Some((name, behind)) => (event(name), behind),
                None => (KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), &rest[c.len_utf8()..]),
            };
            rest = behind;
            if let Some(action) = self.view.key(event) {
                chinese::answer(self, action);
            }
            let effect = self.view.take_key(event, &self.board, self.now, &self.settings);
            if let Effect::SeeTo(key, how) = &effect {
                let outcome = self.alarms.see_to(key, *how, self.now);
                self.view.seen_to(*how, outcome, &self.alarms, &self.settings);
            }
            self.effects.push(effect);
        }
        self
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.settle();
        let effect = self.view.paste(text, &self.board, self.now, &self.settings);
        self.effects.push(effect);
        self
    }

    /// Lets time pass, second by second.
    pub fn wait(&mut self, seconds: i64) -> &mut Self {
        for _ in 0..seconds {
            self.now = self.now.plus(1000);
            self.tick();
        }
        self
    }

    /// Lets seconds pass in which the agents' stream gives signs of life.
    pub fn listen(&mut self, seconds: i64) -> &mut Self {
        for _ in 0..seconds {
            apply(&mut self.board, self.now.plus(1000), Payload::Heard(SourceId::Agents));
            self.wait(1);
        }
        self
    }

    /// The frame as a buffer.
    pub fn buffer(&self, width: u16, height: u16) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        // As far as a person scrolled too far, the next frame begins where the last one ended.
        let mut view = self.seen();
        view.put_in_order(&self.board, self.now, &self.settings);
        let mut map = FrameMap::default();
        terminal.draw(|frame| map = draw(&self.board, &view, &self.settings, self.now, frame)).unwrap();
        self.drawn.replace(Some(map));
        let buffer = terminal.backend().buffer().clone();
        if self.settings.colours == ColourDepth::True {
            contrast::check(&buffer, self.view.theme(&self.settings));
        }
        buffer
    }

    /// The frame as text and styles. In passing the same desk is looked at in Chinese.
    pub fn frame(&self, width: u16, height: u16) -> String {
        self.frames(&[(width, height)]).remove(0)
    }

    /// The same at several sizes.
    pub fn frames(&self, sizes: &[(u16, u16)]) -> Vec<String> {
        let wrong = chinese::wrong(self);
        assert!(wrong.is_empty(), "in Chinese: {wrong:#?}");
        let theme = self.view.theme(&self.settings);
        let frame = |(width, height): &(u16, u16)| {
            let buffer = self.buffer(*width, *height);
            format!("{}\n{}", text(&buffer), styles(&buffer, theme))
        };
        sizes.iter().map(frame).collect()
    }

    /// The frame as text.
    pub fn text(&self, width: u16, height: u16) -> String {
        text(&self.buffer(width, height))
    }

    /// Name of the agent that is chosen.
    pub fn chosen(&self) -> Option<String> {
        let slot = self.board.slot(self.view.board().selected()?.as_str())?;
        self.board.agent(slot)?.name.as_deref().map(str::to_owned)
    }
}

fn event(name: &str) -> KeyEvent {
    let (name, modifiers) = match name.strip_prefix("ctrl-") {
        Some(name) => (name, KeyModifiers::CONTROL),
        None => (name, KeyModifiers::NONE),
    };
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backtab" => KeyCode::BackTab,
        "backspace" => KeyCode::Backspace,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pageup" => KeyCode::PageUp,
        "pagedown" => KeyCode::PageDown,
        name if name.len() > 1 && name.starts_with('f') => KeyCode::F(name[1..].parse().unwrap()),
        name => KeyCode::Char(name.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}
