//! The alerts of a hub: told once to those who look at no screen, and what people at its boards do about them, to all boards.

use std::time::Duration;

use chrono_tz::Tz;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use crate::feed::hub::{HubAlerts, See, SeeAnswer};
use crate::model::{Board, News, Rules, Stamp, Update};

/// All agents are looked at so often.
const LOOK: Duration = Duration::from_secs(1);

/// The alerts of a hub, and where their news goes. By default it has none.
#[derive(Debug, Default)]
pub struct DeskAlerts(Option<Told>);

#[derive(Debug)]
struct Told {
    alerts: HubAlerts,
    news: UnboundedSender<Vec<News>>,
    due: Instant,
}

impl DeskAlerts {
    /// Those of `rules`; what happens to them goes to `news`. Days begin at the midnight of `zone`.
    pub fn new(rules: Rules, zone: Tz, news: UnboundedSender<Vec<News>>) -> Self {
        Self(Some(Told { alerts: HubAlerts::new(rules, zone), news, due: Instant::now() }))
    }

    /// When every rule is held against the whole board next.
    pub(super) fn due(&self) -> Option<Instant> {
        self.0.as_ref().map(|told| told.due)
    }

    /// Holds the rules against what changed, and once a second against all of it; what all boards are to be told.
    pub(super) fn look(&mut self, board: &Board, touched: &[usize], now: Instant, clock: Stamp) -> Option<Update> {
        let Told { alerts, news, due } = self.0.as_mut()?;
        let told = if *due <= now {
            *due = now + LOOK;
            alerts.look(board, clock)
        } else {
            alerts.note(board, touched, clock)
        };
        tell(alerts.take_news(), news);
        told
    }

    /// What was done about alerts before the hub began, which `board` knows, holds on while they have not been raised anew.
    pub(super) fn spare(&mut self, board: &Board, clock: Stamp) {
        if let Some(told) = &mut self.0 {
            told.alerts.spare(board, clock);
        }
    }

    /// Holds other rules from now on; what all boards are to be told, if anything.
    pub(super) fn rule(&mut self, rules: &Rules, board: &Board, clock: Stamp) -> Option<Update> {
        let Told { alerts, news, .. } = self.0.as_mut()?;
        let told = alerts.rule(rules, board, clock);
        tell(alerts.take_news(), news);
        told
    }

    /// What a person at a board does.
    pub(super) fn see(&mut self, see: See, clock: Stamp) -> (SeeAnswer, Option<Update>) {
        match &mut self.0 {
            Some(told) => told.alerts.see(see, clock),
            None => (SeeAnswer::NoRule, None),
        }
    }

    /// The clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        if let Some(told) = &mut self.0 {
            told.alerts.clock_set(by);
        }
    }
}

fn tell(happened: Vec<News>, news: &UnboundedSender<Vec<News>>) {
    if !happened.is_empty() {
        // Where nothing is told there is no one who listens.
        let _ = news.send(happened);
    }
}
