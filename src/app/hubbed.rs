//! A board that a hub tells: how it stands with it, and what people do about alerts, which all its boards are to know.

use tokio::sync::watch;

use super::App;
use super::hub::{Answered, HubNews, OnHub, shown};
use super::problem::Notice;
use crate::feed::hub::{HubState, See, SeeAnswer};
use crate::model::{AlarmKey, SeeTo, Stamp};

impl App {
    /// The same on a hub that stands as `state` says; `name` is what the person at this board is called at the others.
    #[must_use]
    pub fn on_hub(mut self, state: watch::Receiver<HubState>, name: String) -> Self {
        self.view.set_hub(shown(&state.borrow()));
        self.hub = OnHub { state: Some(state), name, ..OnHub::default() };
        if !self.teller.runs_nothing() {
            self.teller.run_nothing();
            self.say(Notice::CommandAtHub);
        }
        self
    }

    /// Takes note of what happened on the hub; whether more than ages changes on screen.
    pub(super) fn hear_hub(&mut self, news: HubNews) -> bool {
        match news {
            HubNews::Stands => {
                let Some(state) = &mut self.hub.state else { return false };
                let hub = shown(&state.borrow_and_update());
                self.view.set_hub(hub)
            }
            HubNews::Answered(answered) => {
                self.answered_by_hub(answered);
                true
            }
            HubNews::Gone => {
                self.hub.state = None;
                true
            }
        }
    }

    /// Sees to an alert: at all boards of a hub, else at this screen.
    pub(super) fn see_to(&mut self, key: AlarmKey, how: SeeTo) {
        let rule = self.alarms.rules().get(key.rule).map(|rule| rule.name.clone());
        let Some(rule) = rule.filter(|_| self.hub.is_on()) else {
            let outcome = self.alarms.see_to(&key, how, (self.clock)());
            self.view.seen_to(how, outcome, &self.alarms, &self.settings);
            return;
        };
        let done = self.alarms.wish(&key, how);
        let see = See { rule, about: key.about.clone(), how: done, who: self.hub.name.clone() };
        let answering = self.feed.see(see);
        self.hub.seeing.spawn(async move { Answered { key, how, done, answer: answering.await } });
    }

    fn answered_by_hub(&mut self, answered: Answered) {
        let Answered { key, how, done, answer } = answered;
        let why = match answer {
            Ok(SeeAnswer::Done) => return self.view.seen_by_all(done, &self.settings),
            Ok(SeeAnswer::NoRule) => Notice::NoHubRule,
            Ok(SeeAnswer::Cleared) if !self.alarms.stands(&key) => {
                let outcome = self.alarms.see_to(&key, how, (self.clock)());
                return self.view.seen_to(how, outcome, &self.alarms, &self.settings);
            }
            Ok(SeeAnswer::Cleared) => Notice::NotAtHub,
            Err(why) => Notice::HubNotTold(why),
        };
        // A person who sees to an alert wants it quiet before themselves at least.
        let outcome = self.alarms.see_to(&key, how, (self.clock)());
        self.view.seen_to(how, outcome, &self.alarms, &self.settings);
        self.view.tell(&why.into());
    }

    /// The hub has told a whole board: what stands at the first one was told when it happened; at later ones alarms go on.
    pub(super) fn joined(&mut self, now: Stamp) {
        if self.hub.join() {
            self.alarms.start_over(&self.board, now);
        }
    }
}
