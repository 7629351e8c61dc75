//! The last that a process handed over, and what is answered from it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::centre::word;
use super::sight::{Sight, nothing_yet};
use super::text;
use crate::model::SourceState;

/// A loop that hands figures over once a second hangs when it has handed none over for longer than this.
pub const SILENT_FOR: Duration = Duration::from_secs(10);

/// Where a process hands its figures over. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Published(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    began: Instant,
    last: Mutex<Option<(Instant, Arc<Sight>)>>,
}

impl Default for Published {
    fn default() -> Self {
        Self(Arc::new(Inner { began: Instant::now(), last: Mutex::default() }))
    }
}

/// Why a process is not well, or not ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwell {
    /// Its loop has handed nothing over for so long.
    Silent(Duration),
    /// It has handed nothing over yet.
    Beginning,
    /// No source is live; how each that is configured stands, by its name.
    NotLive(Vec<(String, SourceState)>),
}

impl fmt::Display for Unwell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent(since) => write!(f, "the board has handed no figures over for {} s", since.as_secs()),
            Self::Beginning => f.write_str("the board has just begun"),
            Self::NotLive(sources) if sources.is_empty() => f.write_str("no source is live: none has begun yet"),
            Self::NotLive(sources) => {
                let each = sources.iter().map(|(name, state)| format!("{name} is {}", word(*state)));
                write!(f, "no source is live: {}", each.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Published {
    /// Takes what can be read now, in the place of what was handed over before.
    pub fn publish(&self, sight: Sight) {
        *self.0.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::new(sight)));
    }

    fn last(&self) -> Option<(Duration, Arc<Sight>)> {
        let last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.map(|(at, sight)| (at.elapsed(), sight))
    }

    /// Whether the loop lives.
    ///
    /// # Errors
    /// When it has been silent for longer than [`SILENT_FOR`].
    pub fn health(&self) -> Result<(), Unwell> {
        let since = self.last().map_or_else(|| self.0.began.elapsed(), |(elapsed, _)| elapsed);
        if since > SILENT_FOR { Err(Unwell::Silent(since)) } else { Ok(()) }
    }

    /// Whether there is live data.
    ///
    /// # Errors
    /// When there is none.
    pub fn ready(&self) -> Result<(), Unwell> {
        self.health()?;
        let (elapsed, sight) = self.last().ok_or(Unwell::Beginning)?;
        let later = sight.after(elapsed, false);
        let states: Vec<_> = later.states().filter(|(_, state)| *state != SourceState::Off).collect();
        if states.iter().any(|(_, state)| *state == SourceState::Live) {
            return Ok(());
        }
        Err(Unwell::NotLive(states.into_iter().map(|(id, state)| (id.name().to_owned(), state)).collect()))
    }

    /// Everything that is known now, as OpenMetrics.
    ///
    /// # Errors
    /// When it cannot be written, which would be a fault of ours.
    pub fn text(&self) -> Result<String, fmt::Error> {
        text::write(match self.last() {
            Some((elapsed, sight)) => sight.after(elapsed, elapsed > SILENT_FOR).samples(),
            None => nothing_yet(),
        })
    }
}
