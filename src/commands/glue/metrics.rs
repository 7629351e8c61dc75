//! From settings to what publishes the board's figures.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::app::Eyes;
use crate::config::Config;
use crate::feed::Budget;
use crate::model::{Alarms, Board, BudgetHealth, Problem, Stamp};
use crate::serve::metrics::{Listener, Published, Seen, Sight};

/// Budgets that are looked at, by their sections of the settings.
type Budgets = Vec<(&'static str, Arc<Budget>)>;

/// What looks at the board and publishes its figures where the settings say, for as long as it is kept; `None` where they say
/// nothing. Call it within a tokio runtime.
///
/// # Errors
/// When the port cannot be had.
pub fn eyes(config: &Config, budgets: Budgets) -> Result<Option<Eyes>, Problem> {
    let Some(listen) = config.metrics.listen else { return Ok(None) };
    let published = Published::default();
    let listener = Listener::take(listen, published.clone())?;
    tracing::info!("metrics: listening on {}", listener.address());
    let mut listening = JoinSet::new();
    listening.spawn(listener.run());
    let eyes = Publisher { published, budgets, _listening: listening };
    Ok(Some(Box::new(move |board, alarms, now| eyes.look(board, alarms, now))))
}

struct Publisher {
    published: Published,
    budgets: Budgets,
    /// It ends with it.
    _listening: JoinSet<()>,
}

impl Publisher {
    fn look(&self, board: &Board, alarms: &Alarms, now: Stamp) {
        let budgets: Vec<BudgetHealth> = self.budgets.iter().map(|(section, budget)| stands(section, budget)).collect();
        let seen = Seen { board, alarms, now, budgets: &budgets, hub: None };
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
