//! What happened in a recording, found out beside its playing: the recording is read a second time, from its beginning.

use std::io::{Read, Seek};
use std::sync::Arc;

use chrono_tz::Tz;
use tokio::sync::watch;

use super::{FileTape, Moment, Tape as _};
use crate::feed::record::RecordingError;
use crate::model::{Fact, Rules, Stamp, Teller};
use crate::tasks::spawn_blocking;

/// After so many updates it is told how far it has come.
const AT_ONCE: usize = 4_096;

/// What was found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Indexed {
    /// The facts, by when they began.
    pub facts: Arc<Vec<Fact>>,
    /// Until when the recording was read; `None` before anything was.
    pub until: Option<Stamp>,
    /// Whether that is all that can be read of it.
    pub over: bool,
}

/// A recording being read. Dropping it ends that.
#[derive(Debug)]
pub struct Index {
    found: watch::Receiver<Indexed>,
    span: (Stamp, Stamp),
}

impl Index {
    /// Reads the recording that `open` opens, whose first and last moment are `span`, with alerts by `rules` and days of
    /// `zone`. Call it within a tokio runtime.
    pub fn start<R: Read + Seek + Send + 'static>(
        open: impl FnOnce() -> Result<FileTape<R>, RecordingError> + Send + 'static,
        span: (Stamp, Stamp),
        rules: Rules,
        zone: Tz,
    ) -> Self {
        let (told, found) = watch::channel(Indexed::default());
        spawn_blocking(move || match open() {
            Ok(mut tape) => read(&mut tape, Teller::new(rules, zone), &told),
            // The player says what is wrong with it.
            Err(_) => tell(&Teller::new(rules, zone), true, &told),
        });
        Self { found, span }
    }

    /// The first and the last moment of the recording.
    pub const fn span(&self) -> (Stamp, Stamp) {
        self.span
    }

    /// What was found so far.
    pub fn found(&self) -> Indexed {
        self.found.borrow().clone()
    }

    /// Waits until more was found; never, once it is over.
    pub async fn changed(&mut self) {
        if self.found.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

fn tell(teller: &Teller, over: bool, told: &watch::Sender<Indexed>) {
    told.send_modify(|found| {
        found.facts = Arc::new(teller.story().facts().in_order().into_iter().cloned().collect());
        found.until = teller.span().map(|(_, last)| last);
        found.over = over;
    });
}

fn read<R: Read + Seek + Send>(tape: &mut FileTape<R>, mut teller: Teller, told: &watch::Sender<Indexed>) {
    tape.rewind();
    let mut untold = 0;
    // What stands before damage is told all the same.
    while let Ok(Some(step)) = tape.next() {
        if told.is_closed() {
            return;
        }
        match step {
            Moment::Update(update) => teller.take(update),
            Moment::Start(board, at) => teller.begin(&board, at),
        }
        untold += 1;
        if untold >= AT_ONCE {
            untold = 0;
            tell(&teller, false, told);
        }
    }
    tell(&teller, true, told);
}

#[cfg(test)]
mod tests;
