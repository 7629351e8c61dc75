//! How old what is on screen is, and how it stands with asking: for the top right of a pane.

use super::canvas::Piece;
use crate::model::{Phase, Shelved, SourceId, Topic};
use crate::ui::state::scene::Scene;
use crate::ui::text;

impl Scene<'_> {
    /// What a pane says at its top right, with that before it.
    pub(super) fn scoped(&self, source: SourceId, topic: Topic, right: Vec<Piece>) -> Vec<Piece> {
        let Some(words) = self.of_all(source, topic) else { return right };
        let gap = if right.is_empty() { "" } else { " " };
        let words = Piece::new(format!("{words}{gap}"), self.theme.caution());
        std::iter::once(words).chain(right).collect()
    }

    /// How an answer of `source`'s vendor stands, for the top right of its pane: its age, that it is too old to be
    /// trusted, that it is being asked for, or that it failed.
    pub(super) fn answer_title(&self, entry: Option<&Shelved>, source: SourceId) -> Vec<Piece> {
        let of_today = |entry: &&Shelved| !entry.as_of.is_some_and(|at| self.is_before_midnight(at));
        match self.answer_stale(entry.filter(of_today), source) {
            Some(stale) => {
                let failed = entry.is_some_and(|entry| entry.failure.is_some());
                let failed =
                    failed.then(|| Piece::new(format!("{} ", tr!(self, "last try failed")), self.theme.caution()));
                failed.into_iter().chain([Piece::new(format!(" {stale} "), self.theme.badge())]).collect()
            }
            None => self.answer_age(entry),
        }
    }

    /// How an answer stands that is not too old, or that does not get old.
    pub(super) fn answer_age(&self, entry: Option<&Shelved>) -> Vec<Piece> {
        let theme = self.theme;
        let Some(entry) = entry else { return vec![Piece::new(self.on_its_way(), theme.faint())] };
        let age = entry.as_of.map(|as_of| text::age(self, self.now.since(as_of).max(0)));
        let absent = entry.failure.as_ref().is_some_and(|failure| failure.absent);
        match (entry.failure.as_ref().filter(|_| !absent), age) {
            // The sentence in the pane says it all.
            (None, None) if absent => Vec::new(),
            (Some(failure), age) => {
                let what = match failure.again {
                    _ if failure.refused => tr!(self, "refused").to_owned(),
                    Some(again) => tr!(self, "last try failed, next try {when}", when = self.countdown(again)),
                    None => tr!(self, "last try failed").to_owned(),
                };
                let what =
                    age.map_or_else(|| what.clone(), |age| tr!(self, "{age} old, {what}", age = age, what = what));
                vec![Piece::new(what, theme.caution())]
            }
            (None, Some(age)) if entry.as_of.is_some_and(|at| self.is_before_midnight(at)) => {
                vec![Piece::new(tr!(self, "{age} ago, before midnight", age = age), theme.caution())]
            }
            (None, Some(age)) => vec![Piece::new(tr!(self, "{age} ago", age = age), theme.faint())],
            (None, None) => vec![Piece::new(self.on_its_way(), theme.faint())],
        }
    }

    /// A source's age for a pane's title, or that it is stale.
    pub(super) fn age_title(&self, id: SourceId) -> Vec<Piece> {
        if let Some(stale) = self.stale(id) {
            return vec![Piece::new(format!(" {stale} "), self.theme.badge())];
        }
        let source = self.live.source(id);
        match source.age_ms(self.now) {
            // It answers; a part of what it is asked for does not come.
            Some(age) if source.error.is_some() && matches!(source.phase, Phase::Live | Phase::Polling) => {
                vec![Piece::new(tr!(self, "{age} ago, in part", age = text::age(self, age)), self.theme.caution())]
            }
            Some(age) if source.error.is_some() => {
                let what =
                    tr!(self, "{age} old, {what}", age = text::age(self, age), what = tr!(self, "last try failed"));
                vec![Piece::new(what, self.theme.caution())]
            }
            Some(age) => vec![Piece::new(tr!(self, "{age} ago", age = text::age(self, age)), self.theme.faint())],
            None => Vec::new(),
        }
    }

    /// Lines that the reasons for having nothing to show could use.
    pub(super) fn reasons(&self, id: SourceId) -> usize {
        if self.live.source(id).error.is_some() { 5 } else { 1 }
    }
}
