//! Settings that a hub reads anew when it is told to.

use std::future::pending;

use tokio::task::JoinSet;

use crate::commands::Failure;
use crate::commands::glue::{self, Rule};
use crate::config::{Config, Held, Overrides};
use crate::tasks::spawn_blocking;

/// What is read, and what held when it was read last.
type Read = (Result<Rule, Failure>, Vec<Held>);

/// What is said where they are not taken.
pub(super) fn refused(why: &Failure) -> String {
    format!("the settings are not taken: {why}; the hub goes on with those that it has")
}

/// Settings that are read anew, one time after the other.
pub(super) struct Reloads {
    flags: Overrides,
    config: Config,
    began: Vec<Held>,
    last: Vec<Held>,
    job: JoinSet<Read>,
    /// It was asked for once more meanwhile.
    again: bool,
}

impl Reloads {
    /// Those of a hub that began with `config` by these flags, in which `held` held.
    pub(super) fn new(flags: Overrides, config: Config, held: Vec<Held>) -> Self {
        Self { flags, config, began: held.clone(), last: held, job: JoinSet::new(), again: false }
    }

    /// Begins to read them. No board waits for the disk.
    pub(super) fn begin(&mut self) {
        if self.is_busy() {
            self.again = true;
            return;
        }
        let (flags, config) = (self.flags.clone(), self.config.clone());
        let (began, mut last) = (self.began.clone(), self.last.clone());
        self.job.spawn(crate::tasks::boxed(async move {
            let read = spawn_blocking(move || (glue::reload_hub(&flags, (&config, &began), &mut last), last));
            let fault = |_| (Err(Failure::Other("the program has a fault there".to_owned())), Vec::new());
            read.await.unwrap_or_else(fault)
        }));
    }

    /// Whether they are being read.
    pub(super) fn is_busy(&self) -> bool {
        !self.job.is_empty()
    }

    /// What came of it; never where nothing is being read.
    pub(super) async fn next(&mut self) -> Result<Rule, Failure> {
        let Some(Ok((came, last))) = self.job.join_next().await else { return pending().await };
        if came.is_ok() {
            self.last = last;
        }
        if std::mem::take(&mut self.again) {
            self.begin();
        }
        came
    }
}
