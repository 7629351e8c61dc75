//! How far the machine's clock was set while the program ran.
//!
//! Ages and times in a state are told by the wall clock, so a clock that is set by ten minutes would make everybody ten
//! minutes older at a stroke. The clock made here notices at each reading whether the wall clock went on as a steady one
//! did, and counts what it was set by; a keeper of moments of the old reckoning brings them over with [`Followed`]. A
//! machine that slept is no clock that was set: what is old by then is old.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::model::{Clock, Stamp};

/// Less than this is a clock being nursed back, not set; ms.
const STEP_MS: u64 = 2_000;

/// By how much the machine's clock was set since start, all steps together.
#[derive(Clone, Debug, Default)]
pub struct Steps(Arc<AtomicI64>);

impl Steps {
    /// In ms; ahead is positive.
    pub fn total_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

/// What of the steps a reader has taken account of.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    steps: Steps,
    seen: i64,
}

impl Followed {
    /// Everything that has happened so far is taken account of.
    pub fn new(steps: Steps) -> Self {
        let seen = steps.total_ms();
        Self { steps, seen }
    }

    /// By how many ms the clock was set since the last call, if it was; to be called after the clock was read.
    pub fn take(&mut self) -> Option<i64> {
        let total = self.steps.total_ms();
        let by = total - std::mem::replace(&mut self.seen, total);
        (by != 0).then_some(by)
    }
}

/// The clocks of a machine.
pub trait Machine: Send + Sync + 'static {
    /// The wall clock, which a person may set.
    fn wall(&self) -> Stamp;
    /// Time since some moment, which is never set; it may stand still while the machine sleeps.
    fn steady(&self) -> Duration;
    /// The same with the time that the machine slept; `None` where there is no such clock.
    fn with_sleep(&self) -> Option<Duration>;
}

/// The last reading.
struct Read {
    wall: Stamp,
    steady: Duration,
    /// How long the machine had slept by then; looked up only when the two others have parted.
    slept_ms: Option<i64>,
}

/// The wall clock of `machine`, and the steps it has made.
pub fn watched(machine: impl Machine) -> (Clock, Steps) {
    let steps = Steps::default();
    let counted = steps.clone();
    let (wall, steady) = together(&machine);
    let last = Mutex::new(Read { wall, steady, slept_ms: slept(&machine) });
    let clock = Arc::new(move || {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        let (wall, steady) = together(&machine);
        let parted = wall.since(last.wall).saturating_sub(ms(steady.saturating_sub(last.steady)));
        (last.wall, last.steady) = (wall, steady);
        if parted.unsigned_abs() >= STEP_MS {
            let slept = slept(&machine);
            let slept_since = match (slept, std::mem::replace(&mut last.slept_ms, slept)) {
                (Some(now), Some(before)) => now - before,
                // It cannot be told; that figures are old is said rather than kept back.
                _ => parted.max(0),
            };
            let step = parted.saturating_sub(slept_since);
            if step.unsigned_abs() >= STEP_MS {
                tracing::warn!("the machine's clock was set by {step} ms");
                counted.add(step);
            }
        }
        wall
    });
    (clock, steps)
}

/// Both clocks at one moment: a process that is stopped between two readings would see a step where none is.
fn together(machine: &impl Machine) -> (Stamp, Duration) {
    const TRIES: u32 = 4;
    const AT_ONCE: Duration = Duration::from_millis(200);
    let mut before = machine.steady();
    for _ in 1..TRIES {
        let wall = machine.wall();
        let after = machine.steady();
        if after.saturating_sub(before) < AT_ONCE {
            return (wall, after);
        }
        before = after;
    }
    (machine.wall(), before)
}

fn slept(machine: &impl Machine) -> Option<i64> {
    let (steady, with_sleep) = (machine.steady(), machine.with_sleep()?);
    Some(ms(with_sleep) - ms(steady))
}

fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
