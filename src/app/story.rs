//! What happened since the board began, in facts.

use crate::model::{Alarms, Board, Limits, News, Stamp, Story, Update};
use crate::ui::{Settings, View};

/// The story of a live board; none where a recording is shown.
#[derive(Debug)]
pub(super) struct Storied(Option<Box<Story>>);

impl Storied {
    /// That of a board with these settings.
    pub(super) fn new(settings: &Settings) -> Self {
        Self(Some(Box::new(Story::new(settings.zone, settings.limits.clone()).of_a_board())))
    }

    /// That of a board that shows a recording.
    pub(super) const fn none() -> Self {
        Self(None)
    }

    /// Takes an update, before `board` does.
    pub(super) fn told(&mut self, update: &Update, board: &Board) {
        if let Some(story) = &mut self.0 {
            story.told(update, board);
        }
    }

    /// The board is another one.
    pub(super) fn begin_anew(&mut self, board: &Board, now: Stamp) {
        if let Some(story) = &mut self.0 {
            story.begin_anew(board, now);
        }
    }

    /// Takes what became of alerts.
    pub(super) fn news(&mut self, news: &[News]) {
        if let Some(story) = &mut self.0 {
            story.news(news);
        }
    }

    /// Looks at the board, and tells the view what is new.
    pub(super) fn look(
        &mut self,
        board: &Board,
        touched: Option<&[usize]>,
        alarms: &Alarms,
        view: &mut View,
        now: Stamp,
    ) {
        if let Some(story) = &mut self.0 {
            story.look(board, touched, alarms.standing(), now);
            view.set_facts(story.facts());
        }
    }

    pub(super) fn set_limits(&mut self, limits: &Limits) {
        if let Some(story) = &mut self.0 {
            story.set_limits(limits.clone());
        }
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        if let Some(story) = &mut self.0 {
            story.clock_set(by);
        }
    }
}
