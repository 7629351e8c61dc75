//! From settings to what publishes the board's figures, and a hub's.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::app::Eyes;
use crate::config::Config;
use crate::feed::Budget;
use crate::model::{Alarms, Board, BudgetHealth, Problem, Rules, Stamp};
use crate::serve::hub::{HubStats, Onlooker};
use crate::serve::metrics::{HubEyes, Listener, Published, Seen, Sight};

/// A hub's figures are published at most so often: a little less than a second, so that a look which comes early counts.
const EVERY: Duration = Duration::from_millis(900);

/// What a hub counts, once it has begun.
pub type Counted = Arc<OnceLock<watch::Receiver<HubStats>>>;

/// Budgets that are looked at, by their sections of the settings.
pub(super) type Budgets = Vec<(&'static str, Arc<Budget>)>;

/// What looks at the board and publishes its figures where the settings say, for as long as it is kept; `None` where they say
/// nothing. Call it within a tokio runtime.
///
/// # Errors
/// When the port cannot be had.
pub fn eyes(config: &Config, budgets: Budgets) -> Result<Option<Eyes>, Problem> {
    let Some(eyes) = publisher(config, budgets)? else { return Ok(None) };
    Ok(Some(Box::new(move |board, alarms, now| eyes.look(board, alarms, now, None))))
}

/// The same for a hub, whose own figures are told beside those of its board; alerts are those of `rules`, as they are at
/// the time.
///
/// # Errors
/// Those of [`eyes`].
pub fn onlooker(
    config: &Config,
    budgets: Budgets,
    counted: Counted,
    mut rules: watch::Receiver<Rules>,
) -> Result<Option<Onlooker>, Problem> {
    let Some(eyes) = publisher(config, budgets)? else { return Ok(None) };
    let mut alarms = Alarms::new(rules.borrow_and_update().clone(), config.site.timezone);
    let mut next = Instant::now();
    Ok(Some(Box::new(move |board, _, now| {
        if Instant::now() < next {
            return;
        }
        next = Instant::now() + EVERY;
        if rules.has_changed().unwrap_or(false) {
            let rules = rules.borrow_and_update().after(alarms.rules());
            alarms.set_rules(rules, board, now);
        }
        alarms.check_all(board, now);
        // The desk's alarms tell them; these are only counted.
        drop(alarms.take_news());
        let hub = counted.get().map(|stats| of_hub(&stats.borrow(), now));
        eyes.look(board, &alarms, now, hub.as_ref());
    })))
}

/// What a hub counts, as figures tell it. What only a hub with a second one has is not there.
pub(super) fn of_hub(stats: &HubStats, now: Stamp) -> HubEyes {
    let count = |count: usize| Some(count as u64);
    let age = stats.keyframe_at.map(|at| Duration::from_millis(now.since(at).max(0).unsigned_abs()));
    HubEyes {
        leader: Some(true),
        epoch: stats.place.map(|place| place.epoch.0),
        sequence: stats.place.map(|place| place.n),
        keyframe_bytes: stats.keyframe_at.map(|_| stats.keyframe_bytes),
        keyframe_age: age,
        boards: count(stats.boards),
        joins: Some(stats.joins),
        gaps_filled: Some(stats.filled),
        wants: count(stats.questions),
        ..HubEyes::default()
    }
}

/// What publishes figures where the settings say; `None` where they say nothing.
pub(super) fn publisher(config: &Config, budgets: Budgets) -> Result<Option<Publisher>, Problem> {
    let Some(listen) = config.metrics.listen else { return Ok(None) };
    let published = Published::default();
    let listener = Listener::take(listen, published.clone())?;
    tracing::info!("metrics: listening on {}", listener.address());
    let mut listening = JoinSet::new();
    listening.spawn(crate::tasks::boxed(listener.run()));
    Ok(Some(Publisher { published, budgets, _listening: listening }))
}

/// What publishes figures.
pub(super) struct Publisher {
    published: Published,
    pub(super) budgets: Budgets,
    /// It ends with it.
    _listening: JoinSet<()>,
}

impl Publisher {
    pub(super) fn look(&self, board: &Board, alarms: &Alarms, now: Stamp, hub: Option<&HubEyes>) {
        let budgets: Vec<BudgetHealth> = self.budgets.iter().map(|(section, budget)| stands(section, budget)).collect();
        let seen = Seen { board, alarms, now, budgets: &budgets, hub };
        self.published.publish(Sight::of(&seen));
    }
}

/// How a budget stands, as far as figures tell it.
fn stands(section: &str, budget: &Budget) -> BudgetHealth {
    let view = budget.view();
    let count = |count: usize| count as u64;
    BudgetHealth {
        section: section.to_owned(),
        used: count(view.used),
        limit: count(view.limit),
        queued: view.queued.map(count),
        paused_until: None,
        unshared: None,
    }
}
