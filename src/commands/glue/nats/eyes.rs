//! Figures of a hub that is one of several: they are published by the process, whether it leads or stands by.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::super::metrics::{Budgets, Publisher, of_hub, publisher};
use crate::config::Config;
use crate::model::{Alarms, Board, Clock, Problem, Rules, Stamp};
use crate::serve::hub::nats::NatsStats;
use crate::serve::hub::{HubStats, Onlooker};
use crate::serve::metrics::HubEyes;

/// Figures are published at most so often: a little less than a second, so that a look which comes early counts.
const EVERY: Duration = Duration::from_millis(900);

/// What publishes a hub's figures.
#[derive(Clone)]
pub struct Eyes(Arc<Mutex<Looking>>);

struct Looking {
    publisher: Publisher,
    alarms: Alarms,
    /// Their rules, as they are at the time.
    rules: watch::Receiver<Rules>,
    next: Instant,
    /// What the hub counts, once it is there.
    stats: Arc<OnceLock<watch::Receiver<NatsStats>>>,
    /// What the desk of this term counts.
    desk: Option<watch::Receiver<HubStats>>,
}

impl Eyes {
    /// Those that publish where the settings say; `None` where they say nothing.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub fn new(
        config: &Config,
        stats: Arc<OnceLock<watch::Receiver<NatsStats>>>,
        mut rules: watch::Receiver<Rules>,
    ) -> Result<Option<Self>, Problem> {
        let Some(publisher) = publisher(config, Vec::new())? else { return Ok(None) };
        let alarms = Alarms::new(rules.borrow_and_update().clone(), config.site.timezone);
        let looking = Looking { publisher, alarms, rules, next: Instant::now(), stats, desk: None };
        Ok(Some(Self(Arc::new(Mutex::new(looking)))))
    }

    /// A term begins with these budgets, and a desk that counts this; what looks at its board.
    pub fn begin(&self, budgets: Budgets, desk: watch::Receiver<HubStats>) {
        let mut looking = self.looking();
        looking.publisher.budgets = budgets;
        looking.desk = Some(desk);
    }

    /// What looks at the board of a term.
    pub fn onlooker(&self) -> Onlooker {
        let eyes = self.clone();
        Box::new(move |board, _, now| eyes.looking().look(board, now))
    }

    /// Publishes while another hub leads, for ever.
    pub async fn idle(self, clock: Clock) {
        loop {
            sleep(EVERY).await;
            self.looking().idle(clock());
        }
    }

    fn looking(&self) -> MutexGuard<'_, Looking> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Looking {
    fn stats(&self) -> NatsStats {
        self.stats.get().map(|stats| stats.borrow().clone()).unwrap_or_default()
    }

    fn look(&mut self, board: &Board, now: Stamp) {
        if Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + EVERY;
        if self.rules.has_changed().unwrap_or(false) {
            let rules = self.rules.borrow_and_update().after(self.alarms.rules());
            self.alarms.set_rules(rules, board, now);
        }
        self.alarms.check_all(board, now);
        // The desk's alarms tell them; these are only counted.
        drop(self.alarms.take_news());
        let counted = self.desk.as_ref().map(|desk| of_hub(&desk.borrow(), now)).unwrap_or_default();
        let eyes = told(&self.stats(), &counted, now);
        self.publisher.look(board, &self.alarms, now, Some(&eyes));
    }

    /// The centre's own figures are those of the hub that leads: here there are none.
    fn idle(&mut self, now: Stamp) {
        let stats = self.stats();
        if stats.leads {
            return;
        }
        let nothing = Board::new();
        self.alarms.check_all(&nothing, now);
        drop(self.alarms.take_news());
        let eyes = told(&stats, &HubEyes::default(), now);
        self.publisher.look(&nothing, &self.alarms, now, Some(&eyes));
    }
}

/// What a hub on a NATS server counts, beside what its desk does.
fn told(stats: &NatsStats, desk: &HubEyes, now: Stamp) -> HubEyes {
    let age = stats.keyframe_at.map(|at| Duration::from_millis(now.since(at).max(0).unsigned_abs()));
    HubEyes {
        leader: Some(stats.leads),
        epoch: desk.epoch.or_else(|| stats.follows.map(|place| place.epoch.0)),
        sequence: desk.sequence.or_else(|| stats.follows.map(|place| place.n)),
        ack_latency: Some(stats.latency.clone()),
        refused_publishes: Some(stats.refused),
        keyframe_bytes: stats.keyframe_at.filter(|_| stats.leads).map(|_| stats.keyframe_bytes),
        keyframe_age: age.filter(|_| stats.leads),
        ..desk.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::hub::{Epoch, Place};

    #[test]
    fn a_hub_that_stands_by_tells_where_it_follows_and_has_no_keyframe_of_its_own() {
        let follows = Some(Place { epoch: Epoch(7), n: 9 });
        let stats = NatsStats { follows, refused: 2, keyframe_at: Some(Stamp(1)), ..NatsStats::default() };
        let eyes = told(&stats, &HubEyes::default(), Stamp(5));
        assert_eq!((eyes.leader, eyes.epoch, eyes.sequence), (Some(false), Some(7), Some(9)));
        assert_eq!((eyes.refused_publishes, eyes.keyframe_age, eyes.boards), (Some(2), None, None));
        let eyes = told(&NatsStats { leads: true, ..stats }, &HubEyes::default(), Stamp(5));
        assert_eq!((eyes.leader, eyes.keyframe_age), (Some(true), Some(Duration::from_millis(4))));
    }
}
