//! The task that runs a player: waits until something is due or a key is pressed.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::{Control, Dial, Player, Tape};
use crate::feed::record::RecordingError;
use crate::feed::{Job, Told, UPDATES_HELD};
use crate::model::{Clock, Problem, Stamp};

/// How the player stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlayState {
    /// How many times faster than it happened.
    pub speed: f64,
    /// Whether time goes on.
    pub playing: bool,
    /// Whether nothing comes any more.
    pub over: bool,
    /// Why the recording cannot be read any further.
    pub failure: Option<Problem>,
}

/// A recording being played. Dropping it ends that.
pub struct Deck {
    controls: mpsc::UnboundedSender<Control>,
    told: mpsc::Receiver<Told>,
    state: watch::Receiver<PlayState>,
    dial: Arc<Mutex<Dial>>,
    _job: Job,
}

impl Deck {
    /// Plays `tape` at `speed` from `from`, or from its beginning. Call it within a tokio runtime.
    ///
    /// # Errors
    /// When the recording cannot be read there.
    pub fn start<T: Tape + 'static>(tape: T, speed: f64, from: Option<Stamp>) -> Result<Self, RecordingError> {
        let (player, first) = Player::new(tape, speed, from, Instant::now())?;
        let dial = Arc::new(Mutex::new(player.dial()));
        let (controls, asked) = mpsc::unbounded_channel();
        let (out, told) = mpsc::channel(UPDATES_HELD);
        let (said, state) = watch::channel(state_of(&player));
        let job = Job::spawn(run(player, first, Arc::clone(&dial), asked, out, said));
        Ok(Self { controls, told, state, dial, _job: job })
    }

    /// The recording's clock.
    pub fn clock(&self) -> Clock {
        let dial = Arc::clone(&self.dial);
        Arc::new(move || dial.lock().unwrap_or_else(PoisonError::into_inner).at(Instant::now()))
    }

    /// Asks something of the player; never waits.
    pub fn control(&self, control: Control) {
        // A player that has ended has nothing more to do.
        let _ = self.controls.send(control);
    }

    /// How it stands.
    pub fn state(&self) -> PlayState {
        self.state.borrow().clone()
    }

    /// What the board is told next, all that is there at once; `None` when only the state has changed. Never, if
    /// nothing happens any more.
    pub async fn next(&mut self) -> Option<Told> {
        tokio::select! {
            biased;
            told = self.told.recv() => match told {
                Some(told) => Some(told),
                None => std::future::pending().await,
            },
            changed = self.state.changed() => match changed {
                Ok(()) => None,
                Err(_) => std::future::pending().await,
            },
        }
    }

    /// What the board is told next, if that is there already.
    pub fn ready(&mut self) -> Option<Told> {
        self.told.try_recv().ok()
    }
}

fn state_of<T: Tape>(player: &Player<T>) -> PlayState {
    PlayState {
        speed: player.speed(),
        playing: player.is_playing(),
        over: player.is_over(),
        failure: player.failure().cloned(),
    }
}

/// What is read here is read in small pieces from a local file: too little to hand over to another thread each time.
async fn run<T: Tape>(
    mut player: Player<T>,
    first: Told,
    dial: Arc<Mutex<Dial>>,
    mut asked: mpsc::UnboundedReceiver<Control>,
    out: mpsc::Sender<Told>,
    said: watch::Sender<PlayState>,
) {
    let mut told = vec![first];
    loop {
        *dial.lock().unwrap_or_else(PoisonError::into_inner) = player.dial();
        let now = state_of(&player);
        said.send_if_modified(|state| {
            let changed = *state != now;
            *state = now;
            changed
        });
        for told in told {
            if out.send(told).await.is_err() {
                return;
            }
        }
        let due = player.due();
        told = tokio::select! {
            biased;
            control = asked.recv() => match control {
                Some(control) => player.control(control, Instant::now()),
                None => return,
            },
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => player.advance(Instant::now()),
        };
    }
}
