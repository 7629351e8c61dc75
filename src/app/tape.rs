//! What is recorded from the board, or played on it.

use tokio::time::Duration;

use crate::feed::Told;
use crate::feed::record::Take;
use crate::feed::record::player::{Control, Deck, Index, Indexed, PlayState};
use crate::model::{Board, Problem, Stamp, Update};
use crate::ui::{self, Action};

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
        /// What happened in it, as far as that is found.
        index: Option<Box<Index>>,
        /// The failure that was said last.
        said: Option<Problem>,
    },
}

/// What became of it.
pub(super) enum News {
    /// The player tells the board.
    Told(Vec<Told>),
    /// More of what happened in the recording is found, which is of this span.
    Found(Indexed, (Stamp, Stamp)),
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
            Self::Replaying { deck, index, .. } => {
                let first = tokio::select! {
                    biased;
                    told = deck.next() => told,
                    found = found(index.as_deref_mut()) => return found,
                };
                let mut told: Vec<Told> = first.into_iter().collect();
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

    /// The board is another one, or was brought over to a clock that was set: by more than is told.
    pub(super) const fn told_anew(&mut self) {
        if let Self::Recording { take, .. } = self {
            take.begin_anew();
        }
    }

    /// Goes to a moment of the recording.
    pub(super) fn play_from(&self, at: Stamp) {
        if let Self::Replaying { deck, .. } = self {
            deck.control(Control::To(at));
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

    pub(super) fn shown(&self) -> Option<ui::Tape> {
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

/// What is found next; never, where nothing is looked for.
async fn found(index: Option<&mut Index>) -> News {
    let Some(index) = index else { return std::future::pending().await };
    index.changed().await;
    News::Found(index.found(), index.span())
}
