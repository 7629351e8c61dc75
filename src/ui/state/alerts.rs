//! The alerts as a list: choosing one, going into it, seeing to it.

use super::steps::Steps;
use super::{AlertKey, BoardFigure, Effect, Page, View};
use crate::lang;
use crate::model::{About, Alarms, Board, Measure, Rule, Rules, SeeTo, SeenHow, SeenTo, Stamp};
use crate::ui::action::Action;
use crate::ui::settings::Settings;
use crate::ui::text;

/// The rows of the pane: the alerts that stand, and over the whole screen those of today that are over, the last one
/// first. There may be one for each of ten thousand agents: who looks at some of them takes no more.
pub(in crate::ui) fn rows(view: &View) -> impl Iterator<Item = AlertKey> + '_ {
    let now = view.alerts().standing().iter().map(|standing| AlertKey::Now(standing.key.clone()));
    let past = view.alerts().past().rev().take(past_rows(view)).map(|past| AlertKey::Past(past.id));
    now.chain(past)
}

/// How many rows the pane has.
pub(in crate::ui) fn count(view: &View) -> usize {
    view.alerts().standing().len() + past_rows(view)
}

fn past_rows(view: &View) -> usize {
    if view.board.expanded { view.alerts().past().len() } else { 0 }
}

impl View {
    pub(super) fn move_alert(&mut self, action: Action) -> Effect {
        let from = self.alerts.chosen.as_ref().and_then(|chosen| rows(self).position(|key| key == *chosen));
        let steps = Steps { line: 1, page: self.board.shown.rows.max(2) - 1, sideways: false };
        let Some(to) = steps.go(action, from, 0, count(self)) else { return Effect::None };
        let chosen = rows(self).nth(to);
        let before = std::mem::replace(&mut self.alerts.chosen, chosen);
        if before == self.alerts.chosen { Effect::None } else { Effect::Redraw }
    }

    pub(super) fn open_alert(&mut self, board: &Board, now: Stamp, rules: &Rules) -> Effect {
        if self.alerts.chosen.is_none() {
            self.move_choice(Action::First, board, now);
        }
        let key = match &self.alerts.chosen {
            None => return Effect::None,
            Some(AlertKey::Now(key)) => Some(key.clone()),
            Some(AlertKey::Past(id)) => self.alerts.past().find(|past| past.id == *id).map(|past| past.key.clone()),
        };
        let Some(key) = key else { return Effect::None };
        match key.about {
            About::Agent(id) => self.open_agent_page(&id),
            About::Source(id) => {
                let error = board.source(id).error.clone();
                let said =
                    error.as_deref().map_or(tr!(self.language, "connected, but nothing is heard").into(), |error| {
                        lang::sentence(self.language, error)
                    });
                self.say(tr!(
                    self.language,
                    "{word}: {error}",
                    word = lang::of(self.language, id.name()),
                    error = said
                ));
                Effect::Redraw
            }
            About::Centre => {
                let measure = rules.get(key.rule).and_then(Rule::measure);
                if measure.is_some_and(Measure::is_of_bots) {
                    self.push(Page::Ai);
                    return Effect::Redraw;
                }
                self.open_figure(measure.and_then(BoardFigure::measured), board, now)
            }
        }
    }

    /// Sees to the chosen alert.
    pub(super) fn see_to(&mut self, action: Action, now: Stamp, settings: &Settings) -> Effect {
        let chosen = match (&self.alerts.chosen, self.board.focus) {
            (Some(AlertKey::Now(key)), super::Pane::Alerts) => {
                self.alerts.standing().iter().find(|standing| standing.key == *key)
            }
            _ => None,
        };
        let Some(key) = chosen.map(|standing| standing.key.clone()) else {
            self.say(tr!(self.language, "no alert is chosen: go to the alerts and choose one that stands"));
            return Effect::Redraw;
        };
        let how = match action {
            Action::Acknowledge => SeeTo::Acknowledge,
            Action::Snooze => SeeTo::Snooze(now.plus(settings.snooze_ms)),
            _ => SeeTo::Mute,
        };
        Effect::SeeTo(key, how)
    }

    /// Says what was done about an alert at all boards of the hub; the mark comes from there.
    pub fn seen_by_all(&mut self, how: SeenHow, settings: &Settings) {
        let said = match how {
            SeenHow::Acknowledged => {
                tr!(self.language, "acknowledged at all boards of the hub, until it clears").to_owned()
            }
            SeenHow::NotAcknowledged => tr!(self.language, "not acknowledged any more").to_owned(),
            SeenHow::Snoozed(_) => {
                let time = text::limit(self.language, settings.snooze_ms);
                tr!(self.language, "snoozed for {time} at all boards of the hub", time = time)
            }
            SeenHow::NotSnoozed => tr!(self.language, "not snoozed any more").to_owned(),
            SeenHow::Muted => tr!(self.language, "muted at all boards of the hub for the rest of the day").to_owned(),
            SeenHow::NotMuted => tr!(self.language, "not muted any more").to_owned(),
        };
        self.say(said);
    }

    /// Says what came of seeing to an alert, and marks it. Frozen figures stay; what was done is not frozen.
    pub fn seen_to(&mut self, how: SeeTo, outcome: SeenTo, alarms: &Alarms, settings: &Settings) {
        let said = match (how, outcome) {
            (_, SeenTo::Cleared) => tr!(self.language, "this alert has cleared").to_owned(),
            (SeeTo::Acknowledge, SeenTo::Done) => {
                tr!(self.language, "acknowledged at this screen, until it clears").to_owned()
            }
            (SeeTo::Acknowledge, SeenTo::TakenBack) => tr!(self.language, "not acknowledged any more").to_owned(),
            (SeeTo::Snooze(_), SeenTo::Done) => {
                tr!(self.language, "snoozed for {time}", time = text::limit(self.language, settings.snooze_ms))
            }
            (SeeTo::Snooze(_), SeenTo::TakenBack) => tr!(self.language, "not snoozed any more").to_owned(),
            (SeeTo::Mute, SeenTo::Done) => tr!(self.language, "muted for the rest of the day").to_owned(),
            (SeeTo::Mute, SeenTo::TakenBack) => tr!(self.language, "not muted any more").to_owned(),
        };
        self.say(said);
        self.alerts.take(alarms);
        if let Some(frozen) = &mut self.alerts.frozen {
            frozen.mark_as(&self.alerts.now);
        }
    }
}
