//! The loop: signals first, then keys, then the frame that is due, then updates in batches.
//!
//! A frame is drawn when something visible changed and 33 ms have passed since the last one (on a thin line, five
//! seconds), and not while the line is full of the one before; the first change after quiet is drawn at once. A tick a second makes clocks and ages move. Feeds are tasks
//! behind a bounded channel: a flood of updates is told in fewer words by the feed, and never slows the keys. Once a frame
//! is about to be drawn, what comes is left in the channel until then: to be woken for each message takes longer than to
//! apply it. Nothing in here waits for the network or for a disk.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, sleep_until};

use crate::config::SlowLine;
use crate::feed::problem::Unasked;
use crate::feed::{Feed, Followed, Inflow, Told};
use crate::model::{Alarms, Board, Clock, KeptFunnels, Stamp, Want};
use crate::term::{Echo, Screen, TermError, Tty};
use crate::ui::{Effect, FrameMap, Keymap, Settings, View, Wheel};

mod audit;
mod beside;
mod clock;
mod copying;
mod drawn;
mod eyes;
mod files;
mod frames;
mod hub;
mod hubbed;
mod input;
mod lag;
mod later;
mod memory;
mod messages;
mod notebook;
mod notes;
mod noting;
mod pace;
mod playing;
pub mod problem;
mod reload;
mod reread;
mod saying;
mod service;
mod signals;
mod sites;
mod story;
mod switch;
mod tape;
mod tell;
mod told;
mod totals;
mod trouble;
mod updates;

pub use audit::{Audit, who};
pub use eyes::Eyes;
use eyes::Watched;
use files::Files;
use frames::Frames;
use lag::{Lag, answer};
use later::KeptLater as _;
use memory::Memory;
use messages::Messages;
use notebook::Notebook;
pub use notes::notes_file;
use pace::Pace;
use reread::Reloading;
pub use reread::{Reload, Reloaded};
pub use service::{Manager, Service, ServiceNews};
pub use signals::{Signal, Signals};
use sites::Sites;
use story::Storied;
use tape::Tape;
use tell::Teller;
pub use tell::{Alone, Tell, keeper, this_program};
use totals::Totals;
pub use totals::{KeptForWeeks, funnels_file, keep_totals, kept_funnels, kept_totals, totals_file};
pub use trouble::Trouble;
use trouble::Troubles;

/// As many updates are taken at once, so that keys are looked at in between.
const BATCH: usize = 512;

/// The board, its alarms, what is looked at, and where updates come from.
pub struct App {
    board: Board,
    alarms: Alarms,
    view: Box<View>,
    /// What the last frame came to.
    map: FrameMap,
    settings: Settings,
    feed: Feed,
    updates: Inflow,
    /// Whether anything may come of them.
    feeding: bool,
    clock: Clock,
    followed: Followed,
    /// Whether it is far from the vendor's.
    clock_off: Option<bool>,
    /// What the feed was told last of what is on screen.
    wanted: Vec<Want>,
    files: Files,
    pace: Pace,
    lag: Lag,
    /// Tells that the terminal has answered; without it, it is asked nothing.
    echo: Option<Echo>,
    teller: Teller,
    tape: Tape,
    hub: hub::OnHub,
    memory: Box<Memory>,
    messages: Messages,
    notebook: Box<Notebook>,
    totals: Box<Totals>,
    funnels: Box<Totals<KeptFunnels>>,
    audit: Audit,
    troubles: Troubles,
    watched: Watched,
    /// Turns of the wheel since the last frame.
    wheel: Option<Wheel>,
    /// The board's generation that alarms and view have taken note of last.
    noted: Option<u64>,
    reloading: Reloading,
    service: Service,
    /// The sites that are not open, where there are several.
    sites: Sites,
    /// When the one that is open was asked for first, by its clock.
    began: Stamp,
    story: Storied,
}

impl App {
    /// An empty board on `updates`. Files are written to where the program was started.
    pub fn new(settings: Settings, keymap: Keymap, feed: Feed, updates: impl Into<Inflow>, clock: Clock) -> Self {
        let view = Box::new(View::new(&settings, keymap));
        let files = Files::new(PathBuf::from("."), settings.zone, clock.clone());
        let story = Storied::new(&settings);
        Self {
            board: Board::new(),
            alarms: Alarms::new(settings.rules.clone(), settings.zone),
            view,
            map: FrameMap::default(),
            settings,
            feed,
            updates: updates.into(),
            feeding: true,
            clock,
            followed: Followed::default(),
            clock_off: None,
            wanted: Vec::new(),
            files,
            pace: Pace::new(SlowLine::Auto),
            lag: Lag::default(),
            echo: None,
            teller: Teller::new(Tell::default()),
            tape: Tape::Off,
            hub: hub::OnHub::default(),
            memory: Box::default(),
            messages: Messages::default(),
            notebook: Box::default(),
            totals: Box::default(),
            funnels: Box::default(),
            audit: Audit::default(),
            troubles: Troubles::default(),
            watched: Watched::default(),
            wheel: None,
            noted: None,
            reloading: Reloading::default(),
            service: Service::default(),
            sites: Sites::default(),
            began: Stamp::default(),
            story,
        }
    }

    /// The same with exports and recordings written to `dir`.
    #[must_use]
    pub fn exporting_to(mut self, dir: PathBuf) -> Self {
        self.files = Files::new(dir, self.settings.zone, self.clock.clone());
        self
    }

    /// The same that asks the terminal now and then how far it is; `echo` tells when that has answered.
    #[must_use]
    pub fn asking(mut self, echo: Echo) -> Self {
        self.echo = Some(echo);
        self
    }
}

/// What a board has of the terminal and of signals before its sources take file descriptors.
pub struct Place {
    tty: Tty,
    signals: Signals,
}

impl Place {
    /// Takes its place; nothing is changed on the terminal yet.
    ///
    /// # Errors
    /// When there is no terminal to draw on, or signals cannot be listened to.
    pub fn take() -> Result<Self, TermError> {
        let tty = Tty::open()?;
        Ok(Self { tty, signals: Signals::listen()?.on_terminal() })
    }
}

/// Shows the board in its place until a person quits it or a signal ends it; an escape is held for `escape_wait`, since
/// the rest of a key may follow it.
///
/// # Errors
/// When the terminal cannot be taken, written to or read.
pub async fn run(app: App, place: Place, escape_wait: Duration) -> Result<(), TermError> {
    let (screen, input) = place.tty.take(escape_wait)?;
    let echo = Echo::default();
    drive(app.asking(echo.clone()), screen, input.telling(echo), place.signals).await
}

/// What the loop has to do next.
enum Turn {
    Go,
    End,
}

/// [`run`] on any source of terminal events and signals. A terminal that goes away is the end, as a signal is.
///
/// # Errors
/// When the terminal cannot be written to.
pub async fn drive(
    mut app: App,
    mut screen: Screen,
    mut events: impl Stream<Item = io::Result<Event>> + Unpin,
    signals: Signals,
) -> Result<(), TermError> {
    let outcome = turns(&mut app, &mut screen, &mut events, signals).await;
    if outcome.is_ok() {
        app.last_answer(&mut events).await;
    }
    let outcome = outcome.or_else(|error| match error {
        // Hanging up ends the board, whether it hears of that or has it shown by a frame that is not taken.
        TermError::Io(error) if signals::has_gone(&error) => Ok(()),
        error => Err(error),
    });
    // A person who quits has the shell back at once; only half a recording has to go first.
    drop(screen);
    app.service.stopping();
    app.audit.ended((app.clock)());
    app.end_recording();
    app.each_beside(App::end_recording);
    tokio::join!(app.totals.stop(), app.funnels.stop(), app.notebook.file.stop());
    tokio::join!(app.teller.stop(), app.memory.stop(), app.sites.stop(), app.files.stop());
    outcome
}

async fn turns(
    app: &mut App,
    screen: &mut Screen,
    events: &mut (impl Stream<Item = io::Result<Event>> + Unpin),
    mut signals: Signals,
) -> Result<(), TermError> {
    let mut frames = Frames::new();
    let mut batch: Vec<Told> = Vec::with_capacity(BATCH);
    let mut tick = app.next_tick();
    let mut beside: Vec<Told> = Vec::new();
    app.tell_wants();
    screen.mouse(app.view.has_mouse())?;
    // Ahead of the first frame, so that the answer tells whether there are answers before there is much to carry.
    if app.echo.is_some() {
        app.lag.wrote(0, true, Instant::now());
        screen.ask()?;
    }
    app.draw(screen, &mut frames)?;
    app.service.ready();
    loop {
        tokio::select! {
            biased;
            () = app.service.due() => app.service.alive(),
            signal = signals.next() => {
                if let Turn::End = app.signalled(signal, screen, events, &mut frames).await? {
                    return Ok(());
                }
            }
            event = events.next() => {
                let Some(event) = event else { return Ok(()) };
                let turn = app.event(&event?, screen, &mut frames)?;
                app.memory.note(app.view.looks(&app.settings));
                app.watch_numbers();
                if let Turn::End = turn {
                    return Ok(());
                }
            }
            () = answer(app.echo.as_ref()) => app.answered(screen)?,
            () = frames::until(app.lag.release(frames.at(), frames.waits())), if frames.is_due() => {
                app.catch_up(&mut batch, screen, &mut frames)?;
                app.draw(screen, &mut frames)?;
            }
            count = app.updates.recv_many(&mut batch, BATCH), if app.feeding && !app.leaves_for_later(&frames) => {
                app.feeding = count > 0;
                app.hear_all(&mut batch, screen, &mut frames)?;
            }
            place = app.sites.next(&mut beside, BATCH), if app.sites.is_on() => app.take_beside(place, &mut beside),
            news = app.hub.next(), if app.hub.is_busy() => {
                if app.hear_hub(news) {
                    frames.due();
                }
            }
            news = app.tape.next(), if app.tape.is_on() => {
                app.hear(news);
                app.note();
                app.tell(screen)?;
                app.tell_wants();
                frames.due();
            }
            said = app.files.next(), if app.files.is_busy() => {
                app.view.tell(&said);
                frames.due_now();
            }
            said = app.teller.next(), if app.teller.is_busy() => {
                if let Some(said) = said {
                    app.view.tell(&said);
                    frames.due_now();
                }
            }
            said = app.memory.work(), if app.memory.is_busy() => {
                app.view.tell(&said.into());
                frames.due_now();
            }
            came = app.reloading.next(), if app.reloading.is_busy() => {
                app.reloaded(came);
                app.tell(screen)?;
                app.tell_wants();
                frames.due_now();
            }
            news = app.messages.next(), if app.messages.is_on() => {
                app.heard(news);
                frames.due_now();
            }
            said = app.totals.work(), if app.totals.is_busy() => {
                app.view.tell(&said.into());
                frames.due_now();
            }
            news = app.notebook.next(), if app.notebook.is_busy() => {
                app.hear_of_notes(news);
            }
            said = app.funnels.work(), if app.funnels.is_busy() => {
                app.view.tell(&said.into());
                frames.due_now();
            }
            () = sleep_until(tick), if app.wants_tick() => {
                tick = app.next_tick();
                app.ticked(screen, &mut frames)?;
            }
        }
    }
}

impl App {
    fn effect(&mut self, effect: Effect, screen: &mut Screen, frames: &mut Frames) -> Result<Turn, TermError> {
        match effect {
            Effect::None => {}
            Effect::Redraw => frames.due_now(),
            Effect::Quit => return Ok(Turn::End),
            Effect::Repaint => {
                screen.repaint();
                frames.due_now();
            }
            Effect::Retry => {
                self.retry();
                frames.due_now();
            }
            Effect::Export { name, text } => {
                self.files.export(&self.file_name(name), text);
                frames.due_now();
            }
            Effect::SaveRecording { .. } if self.tape.is_replay() => {
                self.view.tell(&Unasked::NoSound.into());
                frames.due_now();
            }
            Effect::Site(place) => {
                self.open_site(place);
                frames.due_now();
            }
            Effect::SeeTo(key, how) => {
                self.see_to(key, how);
                frames.due_now();
            }
            Effect::Record => {
                self.record();
                frames.due_now();
            }
            Effect::Reload => {
                self.reload();
                frames.due_now();
            }
            Effect::Replay(action) => {
                self.tape.play(action);
                frames.due_now();
            }
            Effect::ReplayFrom(at) => {
                self.tape.play_from(at);
                frames.due_now();
            }
            Effect::SaveRecording { call, address } => {
                self.save_sound(&call, &address);
                frames.due_now();
            }
            Effect::Mouse(on) => {
                screen.mouse(on)?;
                frames.due_now();
            }
            Effect::Say(text) => {
                self.say_here(text);
                frames.due_now();
            }
            Effect::Copy { text, plain } => {
                self.copy(&text, plain, screen)?;
                frames.due_now();
            }
            Effect::Note(text) => {
                self.note_here(text);
                frames.due_now();
            }
            Effect::Revealed(line) => {
                self.show_numbers(&line);
                frames.due_now();
            }
        }
        Ok(Turn::Go)
    }
}

#[cfg(test)]
mod tests;
