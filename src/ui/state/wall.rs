//! The view on a wall: the round leads it, until a person takes the keys.

use super::kiosk::{GridPage, Occasion, Shows, order, told};
use super::{Effect, Offered, Page, Tabs, View};
use crate::config::KioskView;
use crate::model::{Board, Phase, SourceId, Stamp, Standing};
use crate::ui::action::Action;
use crate::ui::kiosk::{Grid, Situation, Stop, Turn};

/// How often a source that has given up is asked all the same: a wall has no person at its keys.
const RETRY_MS: i64 = 300_000;

impl View {
    /// Whether this is a wall, with or without a person at the keys.
    pub(in crate::ui) const fn is_kiosk(&self) -> bool {
        self.kiosk.is_some()
    }

    /// What is on screen.
    pub(in crate::ui) fn shows(&self) -> Shows {
        let Some(kiosk) = self.kiosk.as_ref().filter(|kiosk| kiosk.round.paused_until().is_none()) else {
            return Shows::Page;
        };
        match kiosk.round.stop() {
            _ if !kiosk.round.alarm().is_empty() => Shows::Alarm,
            Stop::Wall => Shows::Wall,
            Stop::View(KioskView::Board) => Shows::Grid,
            Stop::View(KioskView::Teams) => Shows::Teams,
            Stop::View(_) => Shows::Page,
        }
    }

    /// Whether the round goes on, and no person has the keys.
    pub(in crate::ui) fn goes_round(&self) -> bool {
        self.kiosk.as_ref().is_some_and(|kiosk| kiosk.round.paused_until().is_none())
    }

    /// Until when the round waits for a person at the keys.
    pub(in crate::ui) fn kiosk_paused_until(&self) -> Option<Stamp> {
        self.kiosk.as_ref()?.round.paused_until()
    }

    /// The stations of the round that have something to show, and which of them is on screen; nothing while a person
    /// has the keys.
    pub(in crate::ui) fn stations(&self, board: &Board) -> Option<Vec<(Stop, bool)>> {
        let round = &self.kiosk.as_ref()?.round;
        if round.paused_until().is_some() {
            return None;
        }
        let teams = self.teams();
        let stops = round.stops().iter().enumerate();
        let open = stops.filter(|(_, stop)| {
            matches!(stop, Stop::View(view) if is_open(board, teams, *view)) || **stop == Stop::Wall
        });
        Some(open.map(|(at, stop)| (*stop, at == round.at())).collect())
    }

    /// How many teams the wall shows.
    fn teams(&self) -> usize {
        let narrow = self.kiosk.as_ref().map(|kiosk| &kiosk.wall).filter(|wall| wall.is_narrow());
        narrow.map_or_else(|| self.board.listing.rules().belonging.teams(), |wall| wall.departments.len())
    }

    /// The page of the agents whose turn it is.
    pub(in crate::ui) fn grid_page(&self) -> Option<GridPage<'_>> {
        let kiosk = self.kiosk.as_ref()?;
        Some(GridPage { order: &kiosk.order, first: kiosk.round.first(), pages: kiosk.pages })
    }

    /// What alerts interrupt, and for how many ms more at most; `None` while none do.
    pub(in crate::ui) fn interrupted(&self, now: Stamp) -> Option<(Stop, i64)> {
        let round = &self.kiosk.as_ref().filter(|kiosk| kiosk.round.paused_until().is_none())?.round;
        round.alarm_until().map(|until| (round.stop(), until.since(now).max(0)))
    }

    /// Positions among the alerts of those that interrupt.
    pub(in crate::ui) fn alarm(&self) -> Vec<usize> {
        let Some(kiosk) = &self.kiosk else { return Vec::new() };
        let keys = kiosk.round.alarm();
        let alerts = self.alerts.standing().iter().enumerate();
        alerts.filter(|(_, standing)| keys.contains(&occasion(standing))).map(|(at, _)| at).collect()
    }

    /// A second has passed on the wall. Whether another screen is shown.
    pub(super) fn turn_round(&mut self, board: &Board, now: Stamp) -> bool {
        let teams = self.teams();
        let Some(kiosk) = &mut self.kiosk else { return false };
        kiosk.heard.note(board, now);
        // Only what has no mark interrupts the round, what is news, and what concerns this wall.
        let interrupts = |standing: &&Standing| {
            standing.mark.is_none() && kiosk.heard.is_news(standing, board) && kiosk.concerns(standing, board)
        };
        let keys: Vec<Occasion> = self.alerts.standing().iter().filter(interrupts).map(occasion).collect();
        let situation = Situation {
            open: &|view| is_open(board, teams, view),
            grid: Grid { total: told(kiosk.order.len(), kiosk.drawn, kiosk.pages), drawn: kiosk.drawn },
            alerts: &keys,
        };
        let turn = kiosk.round.tick(now, &situation);
        let stop = kiosk.round.stop();
        match turn {
            Turn::Same => return false,
            Turn::Alarm => {}
            Turn::Page => kiosk.drawn = 0,
            Turn::Stop => self.enter(stop, board, now),
            Turn::Resumed => {
                self.let_go(board, now);
                self.enter(stop, board, now);
            }
        }
        true
    }

    fn enter(&mut self, stop: Stop, board: &Board, now: Stamp) {
        self.pages = match stop {
            Stop::Wall | Stop::View(KioskView::Board | KioskView::Teams) => Vec::new(),
            Stop::View(KioskView::Calls) => vec![Page::Calls],
            Stop::View(KioskView::Chat) => vec![Page::Chat],
            Stop::View(KioskView::Ai) => vec![Page::Ai],
            Stop::View(KioskView::Reports) => vec![Page::Reports],
            Stop::View(KioskView::Health) => vec![Page::Health],
        };
        self.scroll = 0;
        if let Some(kiosk) = self.kiosk.as_mut().filter(|_| stop == Stop::View(KioskView::Board)) {
            kiosk.order = order::of(&self.board.listing, board, now, |agent| kiosk.wall.has(agent));
            kiosk.drawn = 0;
        }
    }

    /// Everything that a person at the keys chose is taken back: the wall is for all who pass.
    fn let_go(&mut self, board: &Board, now: Stamp) {
        (self.over.input, self.over.panel, self.over.question, self.board.opened) = (None, None, None, None);
        self.over.palette = None;
        (self.frozen, self.alerts.frozen, self.exporting) = (None, None, None);
        (self.reveal_until, self.board.selected, self.alerts.chosen, self.board.chat) = (None, None, None, None);
        (self.board.focus, self.board.expanded, self.board.figure, self.tabs) =
            (Offered::of(board).home(), false, None, Tabs::default());
        if let Some(kiosk) = &self.kiosk {
            self.board.tiles = kiosk.tiles;
            self.board.by_team = false;
            self.set_rules(kiosk.rules.clone(), board, now);
        }
        self.board.refresh(board, now);
    }

    /// A key on a wall: the round pauses. What quits elsewhere asks first, since a wall has no person to start it again.
    pub(super) fn act_on_wall(&mut self, action: Action, now: Stamp) -> Option<Effect> {
        let is_covered = self.is_covered();
        let kiosk = self.kiosk.as_mut()?;
        let was_running = kiosk.round.paused_until().is_none();
        if action == Action::Repaint {
            return None;
        }
        kiosk.round.pause(now);
        if action == Action::Back && !was_running && !is_covered {
            kiosk.round.resume(now);
            return Some(Effect::Redraw);
        }
        match action {
            Action::Quit if self.over.question.is_some() => Some(Effect::None),
            // A wall has no person at its keys: there is nothing to point with.
            Action::Mouse => {
                self.say(tr!(self.language, "a wall has no mouse"));
                Some(Effect::Redraw)
            }
            Action::Close if !was_running && !self.is_bare() => None,
            Action::Close | Action::Quit => {
                self.ask(tr!(self.language, "quit the board?"), Effect::Quit);
                Some(Effect::Redraw)
            }
            // The person sees the page that the round was hiding before anything is done to it.
            Action::Back | Action::Open | Action::Privacy if was_running => Some(Effect::Redraw),
            _ => None,
        }
    }

    /// Whether something lies over the page that the key for one step back takes away first.
    fn is_covered(&self) -> bool {
        let over = &self.over;
        over.input.is_some()
            || over.panel.is_some()
            || over.palette.is_some()
            || over.question.is_some()
            || self.is_exporting()
    }

    /// Whether the key for one step back lets a paused round go on.
    pub(in crate::ui) fn back_resumes(&self) -> bool {
        self.kiosk_paused_until().is_some() && !self.is_covered()
    }

    /// Whether every source is to be asked again, because one has given up and a wall has no person at its keys.
    pub fn wants_retry(&mut self, board: &Board, now: Stamp) -> bool {
        let Some(kiosk) = &mut self.kiosk else { return false };
        if !board.source_ids().any(|id| board.source(id).phase == Phase::Stopped) {
            kiosk.retried = None;
            return false;
        }
        let since = *kiosk.retried.get_or_insert(now);
        let due = now.since(since) >= RETRY_MS;
        if due {
            kiosk.retried = Some(now);
        }
        due
    }
}

pub(super) fn occasion(standing: &Standing) -> Occasion {
    (standing.key.clone(), standing.escalated.unwrap_or(standing.since))
}

/// Whether the source of a view is configured.
fn is_open(board: &Board, teams: usize, view: KioskView) -> bool {
    let on = |id: SourceId| board.source(id).phase != Phase::Off;
    match view {
        KioskView::Teams => on(SourceId::Agents) && teams > 1,
        KioskView::Board | KioskView::Calls | KioskView::Reports => on(SourceId::Agents),
        KioskView::Chat => on(SourceId::Chat) || board.platforms().any(|platform| platform.source.phase != Phase::Off),
        KioskView::Ai => on(SourceId::Ai) || board.platform_totals().iter().any(|platform| platform.ai.is_some()),
        KioskView::Health => true,
    }
}

#[cfg(test)]
impl View {
    /// Turns to the page of the agents that begins with this one.
    pub(in crate::ui) fn turn_to(&mut self, first: usize) {
        if let Some(kiosk) = &mut self.kiosk {
            kiosk.round.turn_to(first);
        }
    }
}

#[cfg(test)]
mod tests;
