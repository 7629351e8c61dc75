//! What is recorded from the board, or played on it.

use tokio::time::Duration;

use super::App;
use crate::feed::record::player::{Control, Deck, PlayState, Told};
use crate::feed::record::{About, Take};
use crate::model::{Board, Failure, Finding, Found, Payload, Stamp, Update, Want};
use crate::ui::{self, Action, text};

/// Seeking, in ms.
const NEAR: i64 = 30_000;
const FAR: i64 = 300_000;

/// As much is taken from a player at once, so that keys are looked at in between.
const BATCH: usize = 512;

/// A replayed clock moves at most so often, and at least so often.
const TICKS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// What is recorded or played.
pub(super) enum Tape {
    Off,
    Recording {
        take: Take,
        /// Whether it was said where to.
        said: bool,
    },
    Replaying {
        deck: Box<Deck>,
        /// The failure that was said last.
        said: Option<String>,
    },
}

/// What became of it.
pub(super) enum News {
    /// The player tells the board.
    Told(Vec<Told>),
    /// It stands otherwise.
    Stands,
    /// A recording has ended by itself.
    Ended,
}

impl Tape {
    pub(super) const fn is_on(&self) -> bool {
        !matches!(self, Self::Off)
    }

    pub(super) const fn is_replay(&self) -> bool {
        matches!(self, Self::Replaying { .. })
    }

    /// What happens next; never, where nothing is recorded or played. Nothing is lost when it is not waited for.
    pub(super) async fn next(&mut self) -> News {
        match self {
            Self::Off => std::future::pending().await,
            Self::Recording { take, .. } => {
                if take.changed().await {
                    News::Stands
                } else {
                    News::Ended
                }
            }
            Self::Replaying { deck, .. } => {
                let mut told: Vec<Told> = deck.next().await.into_iter().collect();
                while told.len() < BATCH {
                    let Some(more) = deck.ready() else { break };
                    told.push(more);
                }
                News::Told(told)
            }
        }
    }

    /// How long real time takes for so much of the board's time, as far as a clock on the screen cares.
    pub(super) fn real_time(&self, rest: Duration) -> Duration {
        let Self::Replaying { deck, .. } = self else { return rest };
        let PlayState { speed, playing, .. } = deck.state();
        let (soonest, latest) = TICKS;
        if playing { rest.div_f64(speed).clamp(soonest, latest) } else { latest }
    }

    pub(super) fn offer(&mut self, update: &Update) {
        if let Self::Recording { take, .. } = self {
            take.offer(update);
        }
    }

    pub(super) fn catch_up(&mut self, board: &Board, now: Stamp) {
        if let Self::Recording { take, .. } = self {
            take.catch_up(board, now);
        }
    }

    /// The clock was set, and the board was brought over to it.
    pub(super) const fn clock_set(&mut self) {
        if let Self::Recording { take, .. } = self {
            take.begin_anew();
        }
    }

    pub(super) fn play(&self, action: Action) {
        let Self::Replaying { deck, .. } = self else { return };
        deck.control(match action {
            Action::StepOn => Control::Step,
            Action::SeekBack => Control::Seek(-NEAR),
            Action::SeekAhead => Control::Seek(NEAR),
            Action::SeekFarBack => Control::Seek(-FAR),
            Action::SeekFarAhead => Control::Seek(FAR),
            Action::Slower => Control::Slower,
            Action::Faster => Control::Faster,
            _ => Control::Pause,
        });
    }

    fn shown(&self) -> Option<ui::Tape> {
        match self {
            Self::Off => None,
            Self::Recording { take, .. } => Some(ui::Tape::Recording { since: take.since, bytes: take.state().bytes }),
            Self::Replaying { deck, .. } => {
                let PlayState { speed, playing, over, failure, .. } = deck.state();
                Some(ui::Tape::Replaying { speed, playing, over, damaged: failure.is_some() })
            }
        }
    }
}

impl App {
    /// The same showing what `deck` plays; its clock must be the deck's.
    #[must_use]
    pub fn replaying(mut self, deck: Deck) -> Self {
        self.tape = Tape::Replaying { deck: Box::new(deck), said: None };
        self.view.set_tape(self.tape.shown());
        self
    }

    /// Begins to record, or ends that.
    pub(super) fn record(&mut self) {
        match &self.tape {
            Tape::Off => {
                let now = (self.clock)();
                let about = About::new(&self.settings.site, self.settings.zone.name(), now);
                let take = Take::start(self.files.recording(about), self.board.clone(), now);
                self.tape = Tape::Recording { take, said: false };
            }
            Tape::Recording { .. } => self.end_recording(),
            Tape::Replaying { .. } => self.view.say("this is a recording already: there is nothing to record"),
        }
        self.view.set_tape(self.tape.shown());
    }

    /// Ends a recording, if one is made.
    pub(super) fn end_recording(&mut self) {
        if let Tape::Recording { .. } = self.tape
            && let Tape::Recording { take, .. } = std::mem::replace(&mut self.tape, Tape::Off)
        {
            self.files.end(take);
        }
    }

    /// Takes note of what became of what is recorded or played.
    pub(super) fn hear(&mut self, news: News) {
        match news {
            News::Told(told) => self.take_told(told),
            News::Stands => {}
            // Its last sentence says why.
            News::Ended => self.end_recording(),
        }
        match &mut self.tape {
            Tape::Recording { take, said } if !*said => {
                if let Some(path) = take.state().path {
                    *said = true;
                    self.view.say(format!("recording to {}", text::clean(&path.display().to_string())));
                }
            }
            Tape::Replaying { deck, said } => {
                let failure = deck.state().failure;
                if *said != failure {
                    if let Some(sentence) = &failure {
                        self.view.say(sentence.clone());
                    }
                    *said = failure;
                }
            }
            _ => {}
        }
        self.view.set_tape(self.tape.shown());
    }

    fn take_told(&mut self, told: Vec<Told>) {
        let mut anew = false;
        for told in told {
            match told {
                Told::Update(update) => self.board.apply(update),
                Told::Board(board) => {
                    self.board = board.instead_of(&self.board);
                    anew = true;
                }
            }
        }
        if anew {
            let now = (self.clock)();
            self.alarms.start_over(&self.board, now);
            self.view.start_over(&self.board, &self.alarms, now);
        }
        self.took();
    }

    /// Says of what is on screen and not in the recording that it is not. No vendor is asked.
    pub(super) fn miss(&mut self, wants: Vec<Want>) {
        let now = (self.clock)();
        for Want { lookup, .. } in wants {
            let held =
                self.board.shelf().get(&lookup).is_some_and(|shelved| {
                    shelved.has_content() || shelved.asking.is_some() || shelved.failure.is_some()
                });
            if !held {
                let sentence = "not in this recording".to_owned();
                let finding = Finding::Failed(Failure { sentence, refused: false, again: None, absent: true });
                self.board.apply(Update::new(now, Payload::Found(Box::new(Found { lookup, finding }))));
            }
        }
    }
}
