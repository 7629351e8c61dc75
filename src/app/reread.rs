//! How settings are read anew, and what of them a board takes.

use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::problem::Written;
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

/// How settings are read anew, and whether they are at the moment.
#[derive(Default)]
pub(super) struct Reloading {
    pub(super) from: Option<Reload>,
    pub(super) job: JoinSet<Result<Box<Reloaded>, Problem>>,
    /// It was asked for once more meanwhile.
    pub(super) again: bool,
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
