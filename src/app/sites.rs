//! Several sites on one screen: each is a board of its own, with its alarms, what is looked at of it and its way to its hub.
//!
//! The one that is open is the app's own; the others lie beside it and are kept up: what their hubs tell is applied, their
//! alarms look once a second, and nothing of them is drawn, nor looked up. Opening one is an exchange of the two.

use std::future::poll_fn;
use std::task::Poll;

use futures_util::future::join_all;

use super::hub::{OnHub, shown};
use super::later::KeptLater as _;
use super::memory::Memory;
use super::story::Storied;
use super::tape::Tape;
use super::told::{brought_over, told};
use crate::feed::{Feed, Followed, Inflow, Told};
use crate::model::{Alarms, Board, Clock, News, NewsKind, Stamp, Want};
use crate::ui::{self, Settings, View};

/// A site that is not open.
pub(super) struct Site {
    pub(super) board: Board,
    pub(super) alarms: Alarms,
    pub(super) view: Box<View>,
    pub(super) settings: Settings,
    pub(super) feed: Feed,
    pub(super) updates: Inflow,
    /// Whether anything may come of them.
    pub(super) feeding: bool,
    pub(super) clock: Clock,
    pub(super) followed: Followed,
    pub(super) clock_off: Option<bool>,
    pub(super) wanted: Vec<Want>,
    pub(super) tape: Tape,
    pub(super) hub: OnHub,
    pub(super) memory: Box<Memory>,
    pub(super) noted: Option<u64>,
    /// When it was asked for first, by its clock.
    pub(super) began: Stamp,
    pub(super) story: Storied,
    /// Whether an alert was raised since it was open last.
    pub(super) is_news: bool,
}

impl Site {
    /// The present moment by its hub, with the board brought over to it if that clock was set.
    fn now(&mut self) -> Stamp {
        let now = (self.clock)();
        if let Some(by) = self.followed.take() {
            brought_over(by, &mut self.board, &mut self.alarms, &mut self.view, &mut self.tape);
            self.story.clock_set(by);
        }
        now
    }

    /// Takes what its hub tells. Alarms look at it once a second.
    pub(super) fn take(&mut self, batch: &mut Vec<Told>) {
        let now = self.now();
        let anew = told(batch.drain(..), &mut self.board, &mut self.tape, &mut self.story, self.hub.is_on());
        if anew {
            self.story.begin_anew(&self.board, now);
        }
        if anew && self.hub.join() {
            self.alarms.start_over(&self.board, now);
        }
        self.tape.catch_up(&self.board, now);
    }

    /// A second has passed: what happened to its alerts.
    pub(super) fn ticked(&mut self) -> Vec<News> {
        let now = self.now();
        if let Some(state) = &mut self.hub.state
            && state.has_changed().unwrap_or(false)
        {
            let hub = shown(&state.borrow_and_update());
            self.view.set_hub(hub);
        }
        let touched = self.board.take_touched();
        let same = self.noted == Some(self.board.generation());
        self.noted = Some(self.board.generation());
        self.alarms.note(&self.board, &touched, now);
        self.alarms.tick(&self.board, &[], now);
        self.view.hear(&self.board, &self.alarms, now);
        let news = self.alarms.take_news();
        self.story.news(&news);
        let of = same.then_some(touched.as_slice());
        self.story.look(&self.board, of, &self.alarms, &mut self.view, now);
        self.is_news |= news.iter().any(|news| news.kind != NewsKind::Ended);
        news
    }

    /// What is known of it, for the list of sites.
    pub(super) fn known(&self) -> ui::Site {
        ui::Site::of(&self.settings, (&self.board, &self.alarms), self.view.hub(), (self.clock)(), self.began)
    }
}

/// All sites; none of it where there is but one.
#[derive(Default)]
pub(super) struct Sites {
    /// In the order of the settings; the place of the one that is open is empty.
    all: Vec<Option<Box<Site>>>,
    open: usize,
    /// Those whose walls take turns, in order.
    turns: Vec<usize>,
    /// Whether the last turn was out of order, for an alert.
    jumped: bool,
    /// Which is looked at first for news.
    first: usize,
}

impl Sites {
    /// The first is open, and these `others` come behind it; the walls of `turns` take turns.
    pub(super) fn new(others: Vec<Site>, turns: Vec<usize>) -> Self {
        let all: Vec<_> = std::iter::once(None).chain(others.into_iter().map(|site| Some(Box::new(site)))).collect();
        let turns = if turns.is_empty() { (0..all.len()).collect() } else { turns };
        Self { all, turns, ..Self::default() }
    }

    pub(super) const fn is_on(&self) -> bool {
        !self.all.is_empty()
    }

    /// The place of the one that is open.
    pub(super) const fn open(&self) -> usize {
        self.open
    }

    /// Those that are not open.
    pub(super) fn others(&mut self) -> impl Iterator<Item = &mut Site> {
        self.all.iter_mut().flatten().map(|site| &mut **site)
    }

    /// All of them, in order: what `own` is for the one that is open.
    pub(super) fn known(&self, own: ui::Site) -> ui::Sites {
        let mut own = Some(own);
        let all =
            self.all.iter().filter_map(|site| site.as_ref().map_or_else(|| own.take(), |site| Some(site.known())));
        ui::Sites { all: all.collect(), open: self.open }
    }

    /// The one at this place, which is then empty.
    pub(super) fn take(&mut self, place: usize) -> Option<Box<Site>> {
        self.all.get_mut(place)?.take()
    }

    /// Puts one at its place.
    pub(super) fn put(&mut self, place: usize, site: Box<Site>) {
        if let Some(kept) = self.all.get_mut(place) {
            *kept = Some(site);
        }
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    /// The one at this place is open from now on.
    pub(super) const fn opened(&mut self, place: usize) {
        self.open = place;
    }

    /// Whose wall has the next turn: one at which an alert was raised goes before its time, but not twice in a row.
    pub(super) fn next_turn(&mut self) -> Option<usize> {
        let count = self.turns.len();
        let at = self.turns.iter().position(|place| *place == self.open);
        // A site that is open and has no turn is followed by the first.
        let from = at.map_or(0, |at| at + 1);
        let order: Vec<usize> = (from..from + count)
            .filter_map(|nth| self.turns.get(nth % count))
            .copied()
            .filter(|place| *place != self.open)
            .collect();
        let is_news = |place: &usize| self.all.get(*place).and_then(Option::as_ref).is_some_and(|site| site.is_news);
        let news = order.iter().copied().find(is_news).filter(|_| !self.jumped);
        let first = order.first().copied();
        self.jumped = news.is_some() && news != first;
        news.or(first)
    }

    /// Waits until one that is not open is told something, and appends that to `batch`, at most `most`; its place. Nothing
    /// is lost when it is not waited for.
    pub(super) async fn next(&mut self, batch: &mut Vec<Told>, most: usize) -> usize {
        let Self { all, first, .. } = self;
        poll_fn(|context| {
            let count = all.len();
            for place in (*first..*first + count).map(|nth| nth % count.max(1)) {
                let Some(site) = all.get_mut(place).and_then(Option::as_mut).filter(|site| site.feeding) else {
                    continue;
                };
                match site.updates.poll_many(context, batch, most) {
                    Poll::Ready(0) => site.feeding = false,
                    Poll::Ready(_) => {
                        *first = place + 1;
                        return Poll::Ready(place);
                    }
                    Poll::Pending => {}
                }
            }
            Poll::Pending
        })
        .await
    }

    /// Writes what is to be remembered of each.
    pub(super) async fn stop(&mut self) {
        join_all(self.others().map(|site| site.memory.stop())).await;
    }
}
