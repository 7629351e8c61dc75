//! The alerts of a hub: told once to those who look at no screen, and what people at its boards do about them, to all boards.

use std::time::Duration;

use chrono_tz::Tz;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::feed::hub::{HubAlerts, KeptAlerts, See, SeeAnswer};
use crate::model::{Board, News, Rules, Stamp, ToldAlert, Update};

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
    /// Where it is kept what who leads next has to know, if any may.
    kept: Option<watch::Sender<KeptAlerts>>,
    /// The rules as they are at the time, where they may change.
    rules: Option<watch::Receiver<Rules>>,
}

impl DeskAlerts {
    /// Those of `rules`; what happens to them goes to `news`. Days begin at the midnight of `zone`.
    pub fn new(rules: Rules, zone: Tz, news: UnboundedSender<Vec<News>>) -> Self {
        Self(Some(Told { alerts: HubAlerts::new(rules, zone), news, due: Instant::now(), kept: None, rules: None }))
    }

    /// The same by these rules as they are at the time.
    #[must_use]
    pub fn ruled_by(mut self, rules: watch::Receiver<Rules>) -> Self {
        if let Some(told) = &mut self.0 {
            told.rules = Some(rules);
        }
        self
    }

    /// The same where another hub may lead next: what it has to know is told there.
    #[must_use]
    pub fn keeping(mut self, kept: watch::Sender<KeptAlerts>) -> Self {
        if let Some(told) = &mut self.0 {
            told.kept = Some(kept);
        }
        self
    }

    /// The same where these were told to stand by who led before.
    #[must_use]
    pub fn resuming(mut self, before: Vec<ToldAlert>, now: Stamp) -> Self {
        if let Some(told) = &mut self.0 {
            told.alerts.resume(before, now);
        }
        self
    }

    /// When every rule is held against the whole board next.
    pub(super) fn due(&self) -> Option<Instant> {
        self.0.as_ref().map(|told| told.due)
    }

    /// Holds the rules against what changed, and once a second against all of it; what all boards are to be told.
    pub(super) fn look(&mut self, board: &Board, touched: &[usize], now: Instant, clock: Stamp) -> Option<Update> {
        let Told { alerts, news, due, kept, rules } = self.0.as_mut()?;
        let whole = *due <= now;
        let told = if whole {
            *due = now + LOOK;
            match rules.as_mut().filter(|rules| rules.has_changed().unwrap_or(false)) {
                Some(rules) => alerts.rule(&rules.borrow_and_update().clone(), board, clock),
                None => alerts.look(board, clock),
            }
        } else {
            alerts.note(board, touched, clock)
        };
        let happened = alerts.take_news();
        if let Some(kept) = kept.as_ref().filter(|_| whole || !happened.is_empty()) {
            let now = alerts.kept(board);
            kept.send_if_modified(|before| {
                let differs = *before != now;
                *before = now;
                differs
            });
        }
        tell(happened, news);
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
