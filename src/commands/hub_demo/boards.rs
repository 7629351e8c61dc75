//! Boards without a screen, as many as are wanted.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::glue::{self, Sources};
use super::super::{Failure, threads};
use crate::config::Config;
use crate::feed::hub::HubState;
use crate::feed::{Inflow, Told};
use crate::model::{Board, Figure, Phase, SourceId, Stamp};
use crate::ui::hub::QUIET_MS;
use crate::ui::text;

/// So many updates are taken at once.
const BATCH: usize = 512;

/// A board without a screen.
#[derive(Default)]
pub struct Seen {
    /// What it shows.
    pub board: Board,
    /// How it stands with its hub.
    pub hub: HubState,
    /// Whole boards that it was told.
    pub joins: u64,
    /// For how many looks in a row it has been live and unlike most of the others.
    apart: u32,
}

/// A board that is unlike the others for longer is not only on its way, in looks.
const APART: u32 = 8;

impl Seen {
    /// Whether what it shows is shown as live.
    fn is_live(&self, now: Stamp) -> bool {
        let heard = self.hub.heard.is_some_and(|heard| now.since(heard) < QUIET_MS);
        self.hub.open && heard && self.board.source(SourceId::Agents).phase == Phase::Live
    }

    /// What tells boards that show something else apart.
    fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for agent in self.board.agents() {
            (&agent.id, agent.since(), agent.answered, agent.missed, agent.connected).hash(&mut hasher);
        }
        (self.board.agents().len(), self.board.figure(Figure::Answered)).hash(&mut hasher);
        hasher.finish()
    }
}

/// How the boards stand with a hub: how many show something as live, how many of those show the same, and how many have shown
/// something else for too long.
pub fn standing(boards: &[Arc<Mutex<Seen>>], now: Stamp) -> String {
    let (mut marks, mut joins) = (HashMap::<u64, usize>::new(), 0);
    let looked: Vec<Option<u64>> = boards
        .iter()
        .map(|seen| {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            joins += seen.joins;
            let mark = seen.is_live(now).then(|| seen.mark());
            if let Some(mark) = mark {
                *marks.entry(mark).or_default() += 1;
            }
            mark
        })
        .collect();
    let most = marks.into_iter().max_by_key(|(mark, count)| (*count, *mark));
    let (mut late, mut agents, mut answers) = (0, None, None);
    for (seen, mark) in boards.iter().zip(&looked) {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_apart = mark.is_some() && *mark != most.map(|(mark, _)| mark);
        seen.apart = if is_apart { seen.apart + 1 } else { 0 };
        late += u32::from(seen.apart > APART);
        if mark.is_some() && !is_apart {
            (agents, answers) = (Some(seen.board.agents().len() as u64), seen.board.figure(Figure::Answered));
        }
    }
    format!(
        "{} boards: {} live, {} alike, {late} late; {} agents, {} agent answers; {joins} whole boards",
        boards.len(),
        looked.iter().flatten().count(),
        most.map_or(0, |(_, count)| count),
        text::count(agents, "–"),
        text::count(answers, "–"),
    )
}

/// Begins to follow the hub of the settings as so many boards.
///
/// # Errors
/// When its address, or what is shown to it, cannot be used.
pub fn follow(config: &Config, boards: u16) -> Result<Vec<Arc<Mutex<Seen>>>, Failure> {
    (0..boards)
        .map(|_| {
            let sources = glue::follow(config, &glue::clock())?;
            let seen: Arc<Mutex<Seen>> = Arc::default();
            let _sources = threads::sources();
            crate::tasks::spawn(take(sources, Arc::clone(&seen)));
            Ok(seen)
        })
        .collect()
}

/// Takes what a board is told.
async fn take(mut sources: Sources<Inflow>, seen: Arc<Mutex<Seen>>) {
    let mut batch = Vec::new();
    let Some(mut hub) = sources.hub.clone() else { return };
    loop {
        let gone = tokio::select! {
            count = sources.updates.recv_many(&mut batch, BATCH) => count == 0,
            changed = hub.changed() => changed.is_err(),
        };
        if gone {
            return;
        }
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.hub = hub.borrow_and_update().clone();
        for told in batch.drain(..) {
            match told {
                Told::Update(update) => seen.board.apply(update),
                Told::Board(board) => {
                    seen.board = *board;
                    seen.joins += 1;
                }
            }
        }
    }
}
