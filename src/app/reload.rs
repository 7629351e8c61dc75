//! Settings that are read anew while the board runs: taken whole, or refused whole with what is wrong.

use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::{JoinSet, spawn_blocking};

use super::App;
use super::problem::{Notice, Written};
use super::tell::Tell;
use crate::config::SlowLine;
use crate::model::Problem;
use crate::ui::{Keymap, Settings};

/// What a board takes of settings that were read anew, and what it cannot.
pub struct Reloaded {
    /// The screen's, with limits, rules and walls.
    pub settings: Settings,
    /// Its keys.
    pub keymap: Keymap,
    /// Whom alerts are told besides the screen.
    pub tell: Tell,
    /// Whether to spare the line.
    pub slow_line: SlowLine,
    /// Where files go.
    pub export_dir: PathBuf,
    /// What of the settings changed and is taken, each as `[section] key`.
    pub taken: Vec<String>,
    /// What is otherwise than when the board began, and needs a restart.
    pub waits: Vec<String>,
}

/// Reads the settings anew, or says what is wrong with them. It may wait for a disk.
pub type Reload = Arc<dyn Fn() -> Result<Box<Reloaded>, Problem> + Send + Sync>;

/// So many changes are named.
const NAMED: usize = 4;

/// How settings are read anew, and whether they are at the moment.
#[derive(Default)]
pub(super) struct Reloading {
    from: Option<Reload>,
    job: JoinSet<Result<Box<Reloaded>, Problem>>,
    /// It was asked for once more meanwhile.
    again: bool,
}

impl Reloading {
    /// Whether they are being read.
    pub(super) fn is_busy(&self) -> bool {
        !self.job.is_empty()
    }

    /// What came of it; never where nothing is being read.
    pub(super) async fn next(&mut self) -> Result<Box<Reloaded>, Problem> {
        match self.job.join_next().await {
            Some(Ok(came)) => came,
            Some(Err(_)) => Err(Written::Fault.into()),
            None => pending().await,
        }
    }
}

impl App {
    /// The same whose settings can be read anew.
    #[must_use]
    pub fn reloading(mut self, reload: Reload) -> Self {
        self.reloading.from = Some(reload);
        self
    }

    /// Begins to read the settings anew.
    pub(super) fn reload(&mut self) {
        if self.reloading.is_busy() {
            self.reloading.again = true;
            return;
        }
        self.service.reloading();
        let Some(reload) = self.reloading.from.clone() else {
            self.view.tell(&Notice::NoSettings.into());
            return self.service.ready();
        };
        self.reloading.job.spawn(async move {
            let read = spawn_blocking(move || reload()).await;
            read.unwrap_or_else(|_| Err(Written::Fault.into()))
        });
    }

    /// Takes what was read, or says why not.
    pub(super) fn reloaded(&mut self, came: Result<Box<Reloaded>, Problem>) {
        let said = match came {
            Ok(reloaded) => self.take_settings(*reloaded),
            Err(why) => Notice::Refused(why),
        };
        let said = Problem::from(said);
        tracing::info!("reload: {said}");
        self.view.tell(&said);
        self.service.ready();
        if std::mem::take(&mut self.reloading.again) {
            self.reload();
        }
    }

    fn take_settings(&mut self, reloaded: Reloaded) -> Notice {
        let now = self.now();
        let Reloaded { mut settings, keymap, tell, slow_line, export_dir, taken, waits } = reloaded;
        // What stands and what was is known by the positions of rules.
        settings.rules = settings.rules.after(&self.settings.rules);
        self.view.take_settings((&self.settings, &settings), keymap, &self.board, now);
        self.alarms.set_rules(settings.rules.clone(), &self.board, now);
        self.view.note(&self.board, &self.alarms, &[], now);
        self.settings = settings;
        self.pace.ask(slow_line);
        self.teller.change(tell);
        self.files.change_dir(export_dir);
        match (waits.as_slice(), taken.is_empty()) {
            ([one], _) => Notice::Waits(one.clone()),
            ([_, ..], _) => Notice::Wait(listed(&waits)),
            ([], true) => Notice::Unchanged,
            ([], false) => Notice::Taken(listed(&taken)),
        }
    }
}

/// The first of them; `…` stands for more.
fn listed(names: &[String]) -> String {
    let mut told: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    if names.len() > NAMED {
        told.push("…");
    }
    told.join(", ")
}

#[cfg(test)]
mod tests;
