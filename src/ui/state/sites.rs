//! A view of one of several sites: the page that lists them, and the ways from one to another.

use super::wall::occasion;
use super::{Effect, Page, View};
use crate::lists::ListId;
use crate::model::{Alarms, Board, Stamp};
use crate::ui::action::Action;
use crate::ui::sites::{KnownSites, Sites};

impl View {
    /// Takes note of what is known of all sites; whether that is anything new.
    pub fn set_sites(&mut self, sites: Sites) -> bool {
        let revision = match self.sites.as_deref() {
            Some(known) if known.sites == sites => return false,
            known => known.map_or(0, |known| known.revision) + 1,
        };
        self.sites = Some(Box::new(KnownSites { sites, revision }));
        true
    }

    /// The sites, where there are several.
    pub fn sites(&self) -> Option<&Sites> {
        self.sites.as_deref().map(|known| &known.sites)
    }

    pub(in crate::ui) fn known_sites(&self) -> Option<&KnownSites> {
        self.sites.as_deref()
    }

    /// Whether the page that lists the sites is open.
    pub fn is_at_sites(&self) -> bool {
        self.page() == &Page::Sites
    }

    /// Whether what is behind the board is the page that lists the sites: a wall has none.
    pub(super) const fn leads_to_sites(&self) -> bool {
        self.sites.is_some() && self.kiosk.is_none()
    }

    /// To the page that lists the sites, the one that is open chosen; what was open stays below it.
    pub fn show_sites(&mut self) -> Effect {
        let Some(sites) = self.sites() else {
            self.say(tr!(self.language, "this board shows one site: the settings and the command line can name more"));
            return Effect::Redraw;
        };
        if self.is_at_sites() {
            return Effect::None;
        }
        let open = sites.all.get(sites.open).map(|site| site.name.clone());
        self.list_mut(ListId::Sites).selected = open;
        self.over.leave();
        self.pages.retain(|page| !matches!(page, Page::Sites | Page::Help));
        self.pages.push(Page::Sites);
        self.scroll = 0;
        Effect::Redraw
    }

    /// Back to what was open below that page.
    pub fn leave_sites(&mut self) {
        self.pages.retain(|page| page != &Page::Sites);
        self.over.leave();
        self.scroll = 0;
    }

    /// To the site before or behind the one that is open.
    pub(super) fn step_site(&mut self, steps: isize) -> Effect {
        match self.sites().map(|sites| sites.beside(steps)) {
            Some(Some(place)) => Effect::Site(place),
            Some(None) => Effect::None,
            None => self.show_sites(),
        }
    }

    /// Does what a key means on the page that lists the sites alone; `None` where it means what it does everywhere.
    pub(super) fn act_at_sites(&mut self, action: Action) -> Option<Effect> {
        if !self.is_at_sites() || self.over.input.is_some() || self.over.panel.is_some() || self.over.palette.is_some()
        {
            return None;
        }
        let said = match action {
            Action::Freeze => tr!(self.language, "open a site to freeze its figures"),
            Action::Record => tr!(self.language, "open a site to record it"),
            Action::Privacy => tr!(self.language, "open a site: no customers are listed here"),
            Action::Retry => {
                self.say(tr!(self.language, "asking every site again now"));
                return Some(Effect::Retry);
            }
            _ => return None,
        };
        self.say(said);
        Some(Effect::Redraw)
    }

    /// Goes on where the view of another site, which was on screen until now, has left off: what is about the screen and not
    /// about a site is as it was there.
    pub fn take_over(&mut self, from: &mut Self, now: Stamp) {
        self.theme = from.theme;
        self.pointer = from.pointer.clone();
        self.written = from.written;
        self.message = from.message.take();
        self.sites = from.sites.take();
        if let Some(list) = from.tabs.lists.remove(&ListId::Sites) {
            self.tabs.lists.insert(ListId::Sites, list);
        }
        if let (Some(kiosk), Some(before)) = (&mut self.kiosk, &from.kiosk) {
            kiosk.round.enter(now);
            if before.round.paused_until().is_some() {
                kiosk.round.pause(now);
            }
        }
    }

    /// Comes up to a board that has changed while another one was on screen.
    pub fn catch_up(&mut self, board: &Board, alarms: &Alarms, now: Stamp) {
        self.alerts.take(alarms);
        if self.frozen.is_none() {
            self.board.listing.rebuild(board, now);
            self.board.refresh(board, now);
        }
    }

    /// A wall among those of several sites has the screen from now on.
    pub fn enter_wall(&mut self, now: Stamp) {
        if let Some(kiosk) = &mut self.kiosk {
            kiosk.round.enter(now);
        }
    }

    /// A second has passed in which another site's wall had the screen: what is raised meanwhile is news when this one has it
    /// again, and what was shown before is not.
    pub fn hear(&mut self, board: &Board, alarms: &Alarms, now: Stamp) {
        if let Some(kiosk) = &mut self.kiosk {
            kiosk.heard.note(board, now);
            let standing: Vec<_> = alarms.standing().iter().map(occasion).collect();
            kiosk.round.keep(&standing, now);
        }
    }

    /// Whether the wall has had its turn, and another site's wall may have the screen.
    pub fn had_its_turn(&self, now: Stamp) -> bool {
        self.kiosk.as_ref().is_some_and(|kiosk| kiosk.round.is_through(now))
    }
}

#[cfg(test)]
mod tests;
