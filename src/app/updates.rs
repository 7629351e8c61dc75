//! What is heard: what it changes, and who takes note of it.

use tokio::time::Instant;

use super::frames::Frames;
use super::{App, BATCH, pace};
use crate::feed::{Request, Told};
use crate::model::{Alarms, Board, News, Phase, SourceId, Stamp, Want};
use crate::term::{Screen, TermError};
use crate::ui::Effect;

impl App {
    /// Tells the feed what is on screen, if that is something else than before.
    pub(super) fn tell_wants(&mut self) {
        let wants = self.view.wants(&self.board);
        if self.tape.is_replay() { self.miss(wants) } else { self.want(wants) }
    }

    pub(super) fn want(&mut self, wants: Vec<Want>) {
        if wants != self.wanted {
            self.feed.want(wants.clone());
            self.wanted = wants;
        }
    }

    /// Takes what is told, and goes on with what waits for it.
    pub(super) fn hear_all(
        &mut self,
        batch: &mut Vec<Told>,
        screen: &mut Screen,
        frames: &mut Frames,
    ) -> Result<(), TermError> {
        let had_agents = self.board.has_roster();
        if !self.take(batch) {
            return Ok(());
        }
        self.go_on(screen, frames)?;
        self.tell_wants();
        if self.board.has_roster() && !had_agents {
            // The frames before had nothing in them, and what is waited for since the start is not to wait for its time.
            frames.due_at_once();
        } else {
            frames.due();
        }
        Ok(())
    }

    /// Takes what is told. Whether a frame would show anything of them: much of what is heard only says that all is well.
    pub(super) fn take(&mut self, batch: &mut Vec<Told>) -> bool {
        self.now();
        let visible = |app: &Self| (app.board.revision(), app.board.generation(), app.view.is_saying());
        let before = visible(self);
        self.board.look_ahead(batch.iter().filter_map(Told::update));
        self.take_told(batch.drain(..));
        visible(self) != before
    }

    /// Whether what comes is left in the channel, since a frame is drawn before it could matter to a person: no longer than
    /// two frames are apart where the terminal keeps up. The first agents are never left, since they are to be shown at once.
    pub(super) fn leaves_for_later(&self, frames: &Frames) -> bool {
        let at = self.lag.release(frames.at(), frames.waits());
        frames.is_due() && at <= Instant::now() + pace::FRAME && !self.awaits_agents()
    }

    /// Whether the first agents are still to come: their source is on its way, or not heard of.
    fn awaits_agents(&self) -> bool {
        let source = self.board.source(SourceId::Agents);
        let on_its_way = matches!(source.phase, Phase::Connecting | Phase::AwaitingFull);
        !self.board.has_roster() && (on_its_way || source.phase_since.is_none())
    }

    /// Takes what has come since a frame was asked for, before it is drawn.
    pub(super) fn catch_up(
        &mut self,
        batch: &mut Vec<Told>,
        screen: &mut Screen,
        frames: &mut Frames,
    ) -> Result<(), TermError> {
        while batch.len() < BATCH
            && let Some(told) = self.updates.try_recv()
        {
            batch.push(told);
        }
        if !batch.is_empty() && self.take(batch) {
            self.go_on(screen, frames)?;
            self.tell_wants();
        }
        Ok(())
    }

    /// Looks at what was applied. Alarms and view follow once a frame, not once a batch; at once where slots have another
    /// meaning.
    pub(super) fn took(&mut self) {
        let now = self.now();
        self.compare_clocks();
        self.tape.catch_up(&self.board, now);
        self.totals.note(self.board.kept(), now);
        self.notebook.file.note(self.board.notes(), now);
        self.funnels.note(self.board.funnels(), now);
        if self.noted != Some(self.board.generation()) {
            self.note();
        }
    }

    /// Lets alarms and view take note of what changed since the last time: to be called before anything is drawn, told or
    /// done by a key.
    pub(super) fn note(&mut self) {
        self.note_by(Alarms::note);
    }

    fn note_by(&mut self, look: impl FnOnce(&mut Alarms, &Board, &[usize], Stamp)) {
        let now = self.now();
        let touched = self.board.take_touched();
        let same = self.noted == Some(self.board.generation());
        self.noted = Some(self.board.generation());
        self.view.lend_alerts();
        look(&mut self.alarms, &self.board, &touched, now);
        let of = same.then_some(touched.as_slice());
        self.story.look(&self.board, of, &self.alarms, &mut self.view, now);
        self.show_figures(now);
        self.view.note(&self.board, &self.alarms, &touched, now);
    }

    /// Goes on with a list that is being loaded for a file.
    pub(super) fn go_on(&mut self, screen: &mut Screen, frames: &mut Frames) -> Result<(), TermError> {
        let effect = self.view.go_on(&self.board, (self.clock)(), &self.settings);
        if effect != Effect::None {
            self.effect(effect, screen, frames)?;
        }
        Ok(())
    }

    /// Tells what has been raised and what is over to those who do not look at the screen.
    pub(super) fn tell(&mut self, screen: &mut Screen) -> Result<(), TermError> {
        let news = self.alarms.take_news();
        self.story.news(&news);
        let site = self.sites.is_on().then(|| self.settings.site.clone());
        self.hand_on(news, screen, site.as_deref())
    }

    /// The same of what happened at the site that is named, where there are several.
    pub(super) fn hand_on(
        &mut self,
        mut news: Vec<News>,
        screen: &mut Screen,
        site: Option<&str>,
    ) -> Result<(), TermError> {
        if !self.tape.is_replay() {
            self.audit.escalated(&news, site);
        }
        if let Some(site) = site {
            for news in &mut news {
                news.who = if news.who.is_empty() { site.to_owned() } else { format!("{site}, {}", news.who) };
            }
        }
        if news.is_empty() { Ok(()) } else { self.teller.tell(news, screen) }
    }

    /// Looks around once a second: clocks move, alerts are told whatever is on screen, and what waits is tried again.
    pub(super) fn ticked(&mut self, screen: &mut Screen, frames: &mut Frames) -> Result<(), TermError> {
        let now = self.now();
        if let Some(wrong) = self.troubles.news(!self.view.is_saying()) {
            self.view.tell(&wrong);
        }
        self.note_by(Alarms::tick);
        if self.view.tick(&self.board, &self.alarms, now) {
            frames.due();
        }
        self.tick_sites(screen, frames)?;
        self.watch_numbers();
        self.tell(screen)?;
        self.go_on(screen, frames)?;
        if self.view.wants_retry(&self.board, now) {
            self.feed.request(Request::Retry(None));
        }
        self.tell_wants();
        Ok(())
    }
}
