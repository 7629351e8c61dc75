//! One app, several sites: the ways from one to another, and what those that are not open come to.

use std::mem::swap;

use super::App;
use super::frames::Frames;
use super::later::KeptLater as _;
use super::problem::Notice;
use super::sites::{Site, Sites};
use crate::feed::{Request, Told};
use crate::model::{News, NewsKind, Stamp};
use crate::term::{Screen, TermError};
use crate::ui::{self, FrameMap};

impl App {
    /// The same with `others` beside it, each a site of its own, in this order; `turns` are the places of those whose walls
    /// take turns, all of them where it is empty.
    #[must_use]
    pub fn beside(mut self, others: Vec<Self>, turns: Vec<usize>) -> Self {
        if others.is_empty() {
            return self;
        }
        self.began = (self.clock)();
        self.sites = Sites::new(others.into_iter().map(site).collect(), turns);
        self.look_at_sites();
        if self.settings.kiosk.is_some() {
            let now = (self.clock)();
            self.view.enter_wall(now);
        } else {
            self.view.show_sites();
        }
        self
    }

    /// What is the site's own changes places.
    fn exchange(&mut self, site: &mut Site) {
        swap(&mut self.board, &mut site.board);
        swap(&mut self.alarms, &mut site.alarms);
        swap(&mut self.view, &mut site.view);
        swap(&mut self.settings, &mut site.settings);
        swap(&mut self.feed, &mut site.feed);
        swap(&mut self.updates, &mut site.updates);
        swap(&mut self.feeding, &mut site.feeding);
        swap(&mut self.clock, &mut site.clock);
        swap(&mut self.followed, &mut site.followed);
        swap(&mut self.clock_off, &mut site.clock_off);
        swap(&mut self.wanted, &mut site.wanted);
        swap(&mut self.tape, &mut site.tape);
        swap(&mut self.hub, &mut site.hub);
        swap(&mut self.memory, &mut site.memory);
        swap(&mut self.noted, &mut site.noted);
        swap(&mut self.began, &mut site.began);
        swap(&mut self.story, &mut site.story);
    }

    /// Opens the site at this place as it was left; the one that was open stays as it is.
    pub(super) fn open_site(&mut self, place: usize) {
        self.view.leave_sites();
        let Some(mut site) = self.sites.take(place) else { return self.tell_wants() };
        // What no person looks at is not looked up.
        self.want(Vec::new());
        self.memory.hurry();
        self.exchange(&mut site);
        let now = (self.clock)();
        self.view.take_over(&mut site.view, now);
        site.is_news = false;
        let before = self.sites.open();
        self.sites.put(before, site);
        self.sites.opened(place);
        (self.map, self.wheel) = (FrameMap::default(), None);
        self.files.be_of(self.settings.zone, self.clock.clone());
        self.now();
        if let Some(state) = &mut self.hub.state {
            let hub = super::hub::shown(&state.borrow_and_update());
            self.view.set_hub(hub);
        }
        self.view.catch_up(&self.board, &self.alarms, now);
        self.look_at_notes();
        self.note();
        self.look_at_sites();
        self.tell_wants();
    }

    /// Does something with each site that is not open, as if it were.
    pub(super) fn each_beside(&mut self, mut act: impl FnMut(&mut Self)) {
        for place in 0..self.sites.len() {
            if let Some(mut site) = self.sites.take(place) {
                self.exchange(&mut site);
                act(self);
                self.exchange(&mut site);
                self.sites.put(place, site);
            }
        }
    }

    /// Takes what a site is told that is not open.
    pub(super) fn take_beside(&mut self, place: usize, batch: &mut Vec<Told>) {
        if let Some(mut site) = self.sites.take(place) {
            site.take(batch);
            self.sites.put(place, site);
        }
    }

    /// Tells the screen what is known of all sites, if there are several.
    pub(super) fn look_at_sites(&mut self) {
        if !self.sites.is_on() {
            return;
        }
        let now = (self.clock)();
        let own = ui::Site::of(&self.settings, (&self.board, &self.alarms), self.view.hub(), now, self.began);
        self.view.set_sites(self.sites.known(own));
    }

    /// A second has passed for all sites: alerts of each are told, and the next site's wall has its turn.
    pub(super) fn tick_sites(&mut self, screen: &mut Screen, frames: &mut Frames) -> Result<(), TermError> {
        if !self.sites.is_on() {
            return Ok(());
        }
        let ticked = |site: &mut Site| (site.settings.site.clone(), site.ticked());
        let told: Vec<(String, Vec<News>)> = self.sites.others().map(ticked).collect();
        for (site, news) in told {
            self.say_elsewhere(&site, &news);
            self.hand_on(news, screen, Some(&site))?;
        }
        self.look_at_sites();
        self.turn_sites((self.clock)(), frames);
        Ok(())
    }

    /// The next site's wall has the screen, when that of the one that is open has had its turn.
    fn turn_sites(&mut self, now: Stamp, frames: &mut Frames) {
        if self.view.had_its_turn(now)
            && let Some(place) = self.sites.next_turn()
        {
            self.open_site(place);
            frames.due();
        }
    }

    /// Says to the person at the keys that an alert was raised at a site that is not open.
    fn say_elsewhere(&mut self, site: &str, news: &[News]) {
        let raised = news.iter().filter(|news| news.kind != NewsKind::Ended).count();
        if raised == 0 || self.view.is_saying() {
            return;
        }
        let said = match raised {
            1 => Notice::AlertAt(site.to_owned()),
            count => Notice::AlertsAt(count, site.to_owned()),
        };
        self.view.tell(&said.into());
    }

    /// Asks every source again now; on the page of sites, those of all sites.
    pub(super) fn retry(&mut self) {
        self.feed.request(Request::Retry(None));
        if self.view.is_at_sites() {
            for site in self.sites.others() {
                site.feed.request(Request::Retry(None));
            }
        }
    }

    /// What a file is called: where there are several sites, whose it is.
    pub(super) fn file_name(&self, name: String) -> String {
        if self.sites.is_on() && !self.view.is_at_sites() { format!("{}-{name}", self.settings.site) } else { name }
    }
}

/// A site that is not open, of what was made to be one.
fn site(app: App) -> Site {
    let App { board, alarms, view, settings, feed, updates, clock, followed, hub, memory, story, .. } = app;
    let began = clock();
    Site {
        board,
        alarms,
        view,
        settings,
        feed,
        updates,
        feeding: true,
        clock,
        followed,
        clock_off: None,
        wanted: Vec::new(),
        tape: super::tape::Tape::Off,
        hub,
        memory,
        noted: None,
        began,
        story,
        is_news: false,
    }
}
