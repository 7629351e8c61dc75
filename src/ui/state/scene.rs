//! All that one frame is made of.

use std::borrow::Cow;

use super::{COUNTED, Pane, View};
use crate::lang::{self, Language, Speaks};
use crate::lists::agents::Listing;
use crate::lists::{List, ListId, Notation, customer_word};
use crate::model::{Agent, Board, Customer, Figure, Level, Phase, Shelved, SourceId, Stamp, State, Topic};
use crate::ui::action::Action;
use crate::ui::keymap::Mode;
use crate::ui::settings::Settings;
use crate::ui::text::{self, SiteClock};
use crate::ui::theme::Theme;
use crate::ui::walls::Wall;

/// A stream that is away for less, in ms, is hardly missed.
const AWAY_MS: i64 = 5_000;

/// One frame's inputs.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Scene<'a> {
    /// The board whose figures are shown: the frozen one, if frozen.
    pub(in crate::ui) board: &'a Board,
    /// The board as it is: how the sources stand is never frozen.
    pub(in crate::ui) live: &'a Board,
    pub(in crate::ui) view: &'a View,
    pub(in crate::ui) settings: &'a Settings,
    /// The language it is written in.
    pub(in crate::ui) language: Language,
    pub(in crate::ui) theme: Theme,
    /// The present moment.
    pub(in crate::ui) now: Stamp,
    /// The moment the figures are told for.
    pub(in crate::ui) at: Stamp,
    pub(in crate::ui) listing: Cow<'a, Listing>,
    /// What was chosen about a list that was never touched.
    untouched: List,
    /// Whether customers' numbers may be told in full: never in a file.
    on_screen: bool,
}

/// What an act may look at.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Look<'a> {
    pub(in crate::ui) board: &'a Board,
    pub(in crate::ui) now: Stamp,
    pub(in crate::ui) settings: &'a Settings,
}

impl<'a> Look<'a> {
    /// What a frame would be made of at this moment.
    pub(in crate::ui) fn scene<'v>(self, view: &'v View) -> Scene<'v>
    where
        'a: 'v,
    {
        Scene::new(self.board, view, self.settings, self.now)
    }
}

impl Speaks for Scene<'_> {
    fn language(&self) -> Language {
        self.language
    }
}

impl<'a> Scene<'a> {
    pub(in crate::ui) fn new(live: &'a Board, view: &'a View, settings: &'a Settings, now: Stamp) -> Self {
        let (board, at) = view.looked_at(live, now);
        let listing = if view.board().listing().is_current(board) {
            Cow::Borrowed(view.board().listing())
        } else {
            let mut fresh = view.board().listing().clone();
            fresh.rebuild(board, at);
            Cow::Owned(fresh)
        };
        let theme = view.theme(settings);
        Self {
            board,
            live,
            view,
            settings,
            language: settings.language,
            theme,
            now,
            at,
            listing,
            untouched: List::default(),
            on_screen: true,
        }
    }

    /// The same for a file, which outlasts every look at the screen: in English, and customers' numbers are masked.
    pub(in crate::ui) fn for_a_file(self) -> Self {
        Self { on_screen: false, ..self.in_english() }
    }

    /// The same in English.
    pub(in crate::ui) fn in_english(self) -> Self {
        Self { language: Language::English, ..self }
    }

    /// What was chosen about a list.
    pub(in crate::ui) fn list(&self, id: ListId) -> &List {
        self.view.list(id).unwrap_or(&self.untouched)
    }

    pub(in crate::ui) fn skew(&self) -> i64 {
        self.board.skew_ms()
    }

    /// A sentence that begins with the key for one step back, as it is bound now.
    pub(in crate::ui) fn back(&self, does: &str) -> String {
        let keymap = self.view.keymap();
        let key = keymap.key_for(Action::Back, self.view.place()).or_else(|| keymap.key_for(Action::Back, Mode::List));
        format!("{} {does}", key.map(|key| key.to_string()).unwrap_or_default())
    }

    pub(in crate::ui) const fn dash(&self) -> &'static str {
        self.theme.glyphs.dash()
    }

    pub(in crate::ui) fn has_focus(&self, pane: Pane) -> bool {
        self.view.board().focus() == pane
    }

    /// Time in state.
    pub(in crate::ui) fn in_state(&self, agent: &Agent) -> Option<i64> {
        agent.in_state_ms(self.at, self.skew())
    }

    /// The same as the screen writes it: `≥ 00:07` where the vendor did not say since when.
    pub(in crate::ui) fn elapsed(&self, agent: &Agent) -> String {
        let time = self.duration(self.in_state(agent));
        if agent.is_at_least() { format!("{} {time}", self.theme.glyphs.at_least()) } else { time }
    }

    /// The same without its blank where it takes more than so many cells.
    pub(in crate::ui) fn elapsed_in(&self, agent: &Agent, cells: usize) -> String {
        let time = self.elapsed(agent);
        if text::width(&time) > cells { time.replacen(' ', "", 1) } else { time }
    }

    /// Its shade.
    pub(in crate::ui) fn level(&self, agent: &Agent) -> Level {
        self.in_state(agent).map_or(Level::Normal, |elapsed| self.settings.limits.level(agent.state(), elapsed))
    }

    /// A duration as the screen writes it.
    pub(in crate::ui) fn duration(&self, ms: Option<i64>) -> String {
        text::duration(ms, self.dash())
    }

    /// A moment as the site's clock shows it.
    pub(in crate::ui) fn clock(&self, at: Stamp, pattern: &str) -> String {
        text::clock(self, at, self.settings.zone, pattern).map_or_else(|| self.dash().to_owned(), |(text, _)| text)
    }

    /// The site's clock beside the platform's.
    pub(in crate::ui) fn site_clock(&self) -> SiteClock {
        SiteClock { zone: self.settings.zone, skew_ms: self.skew() }
    }

    /// A moment as lists write it: the time of day, with the date when it is not today's.
    pub(in crate::ui) fn moment(&self, at: Stamp) -> String {
        Notation::from(self).moment(at)
    }

    /// Whether customer numbers are shown in full at this moment.
    pub(in crate::ui) fn is_revealed(&self) -> bool {
        self.on_screen && self.settings.privacy_reveal && self.view.revealed_until(self.now).is_some()
    }

    /// A customer as a list shows one: masked, unless the person at the keys asked for the number and may see it.
    pub(in crate::ui) fn number(&self, customer: &Customer) -> Option<String> {
        customer_word(self.language, customer, self.is_revealed())
    }

    /// A moment on the vendor's clock, brought to ours.
    pub(in crate::ui) fn ours(&self, at: Option<Stamp>) -> Option<Stamp> {
        at.map(|at| at.plus(self.skew().saturating_neg()))
    }

    /// `STALE 4m`, when what was looked up with `source`'s vendor is too old to be trusted.
    pub(in crate::ui) fn answer_stale(&self, entry: Option<&Shelved>, source: SourceId) -> Option<String> {
        entry.filter(|entry| entry.has_content()).and_then(|entry| self.part_stale(entry.as_of, source))
    }

    /// The same for a part that came by itself, at `as_of`.
    pub(in crate::ui) fn part_stale(&self, as_of: Option<Stamp>, source: SourceId) -> Option<String> {
        let as_of = as_of?;
        let age = self.now.since(as_of).max(0);
        let old = age > self.settings.limits.answer_stale_after_ms(source) || self.is_before_midnight(as_of);
        old.then(|| tr!(self, "STALE {age}", age = text::age(self, age)))
    }

    /// The part of the agents that is shown: that of a wall with departments of its own, while no person has the keys.
    pub(in crate::ui) fn part(&self) -> Option<&'a Wall> {
        Some(&self.settings.wall).filter(|wall| wall.is_narrow() && self.view.goes_round())
    }

    /// That figures are of the whole company, where the settings narrow the board, or of all departments, where a wall
    /// shows but some, and what `source` tells of `topic` cannot be narrowed; nothing else.
    pub(in crate::ui) fn of_all(&self, source: SourceId, topic: Topic) -> Option<&'static str> {
        if self.part().is_some() && topic != Topic::Agents {
            return Some(tr!(self, "all departments"));
        }
        self.board.is_of_all(source, topic).then(|| tr!(self, "whole company"))
    }

    /// Why an answer has nothing to show.
    pub(in crate::ui) fn why_no_answer(&self, entry: Option<&Shelved>, nothing: &str) -> Vec<String> {
        let Some(entry) = entry else { return self.why_not_yet() };
        match &entry.failure {
            Some(failure) => vec![lang::sentence(self, &failure.problem)],
            None if entry.has_content() => vec![nothing.to_owned()],
            None => self.why_not_yet(),
        }
    }

    /// Of an answer that is not there: it is being asked for, unless the figures stand still.
    pub(in crate::ui) fn on_its_way(&self) -> &'static str {
        if self.is_frozen() { tr!(self, "frozen") } else { tr!(self, "asking") }
    }

    fn is_frozen(&self) -> bool {
        self.view.frozen_since().is_some()
    }

    fn why_not_yet(&self) -> Vec<String> {
        if !self.is_frozen() {
            return vec![tr!(self, "asking").to_owned()];
        }
        let mut why = vec![tr!(self, "this had not come when the figures were frozen").to_owned()];
        let key = self.view.keymap().key_for(Action::Freeze, self.view.mode());
        why.extend(key.map(|key| tr!(self, "{key} unfreezes the figures", key = key)));
        why
    }

    /// Who is on the line: masked, unless the person at the keys asked for the number and may see it.
    pub(in crate::ui) fn customer(&self, agent: &Agent) -> Option<String> {
        self.number(&agent.customer)
    }

    /// `STALE 2m`, when a source's figures are too old to be trusted.
    pub(in crate::ui) fn stale(&self, id: SourceId) -> Option<String> {
        let source = self.live.source(id);
        let too_old = source.is_stale(self.now, self.settings.limits.stale_after_ms(id));
        // The agents' stream tells of midnight by itself, and how a bot answers is of no day; what is polled is of the day
        // it was asked on.
        let of_today = !matches!(id, SourceId::Agents | SourceId::Probe);
        let too_old = too_old || of_today && source.as_of.is_some_and(|at| self.is_before_midnight(at));
        source
            .age_ms(self.now)
            .filter(|_| too_old && source.phase != Phase::Off)
            .map(|age| tr!(self, "STALE {age}", age = text::age(self, age)))
    }

    /// Whether a source's figures are not to be trusted: they are too old, it was refused, it told none; or the agents'
    /// stream has been away for a moment, whose figures change by the second.
    pub(in crate::ui) fn is_away(&self, id: SourceId) -> bool {
        let source = self.live.source(id);
        match (&source.phase, source.age_ms(self.now)) {
            (Phase::Off, _) => false,
            (Phase::Stopped, _) => true,
            (phase, None) => !phase.is_live() && source.error.is_some(),
            (phase, Some(age)) if id == SourceId::Agents && !phase.is_live() => age >= AWAY_MS,
            (_, Some(_)) => self.stale(id).is_some(),
        }
    }

    /// Whether a moment was on another day of the site: what was "today" then is not today's.
    pub(in crate::ui) fn is_before_midnight(&self, at: Stamp) -> bool {
        at < self.now && self.clock(at, "%F") != self.clock(self.now, "%F")
    }

    /// Why a source has nothing to show.
    pub(in crate::ui) fn why_empty(&self, id: SourceId, what: &str, first: &str) -> Vec<String> {
        let source = self.live.source(id);
        let error = source
            .error
            .as_deref()
            .map_or_else(|| tr!(self, "the connection was lost").to_owned(), |error| lang::sentence(self, error));
        match &source.phase {
            Phase::Off if source.is_unspoken() => vec![tr!(self, "starting").to_owned()],
            Phase::Off => vec![tr!(self, "{what} not configured", what = what)],
            Phase::Connecting => match &source.error {
                Some(_) => vec![tr!(self, "connecting again").to_owned(), error],
                None => vec![tr!(self, "connecting").to_owned()],
            },
            Phase::AwaitingFull | Phase::Live | Phase::Polling => {
                vec![tr!(self, "waiting for the first {first}", first = first)]
            }
            Phase::Waiting { until, .. } => {
                vec![tr!(self, "nothing yet; next try {when}", when = self.countdown(*until)), error]
            }
            Phase::Stopped => vec![tr!(self, "stopped until the settings change").to_owned(), error],
        }
    }

    /// `in 4s`, or `now`.
    pub(in crate::ui) fn countdown(&self, until: Stamp) -> String {
        let left = until.since(self.now);
        if left <= 0 { tr!(self, "now").to_owned() } else { tr!(self, "in {age}", age = text::age(self, left + 999)) }
    }

    /// How many agents are in `state`: the vendor's figure or the full count; else at least so many, with a `+`.
    pub(in crate::ui) fn state_count(&self, state: State) -> (Option<u64>, String) {
        if !self.board.has_roster() {
            return (None, self.dash().to_owned());
        }
        if let Some(part) = self.part() {
            let agents = self.board.agents().iter();
            let counted = agents.filter(|agent| agent.state() == state && part.has(agent)).count() as u64;
            let more = if self.board.is_complete() { "" } else { "+" };
            return (Some(counted), format!("{}{more}", text::count(Some(counted), self.dash())));
        }
        let figure = match state {
            State::Ready => Some(Figure::Ready),
            State::Ringing => Some(Figure::Ringing),
            State::Dialling => Some(Figure::Dialling),
            State::Talking => Some(Figure::Talking),
            State::Holding => Some(Figure::Holding),
            State::WrapUp => Some(Figure::WrapUp),
            State::Busy => Some(Figure::Busy),
            State::Locked => Some(Figure::Locked),
            State::Offline => Some(Figure::Offline),
            State::Unknown | State::Other(_) => None,
        };
        let counted = self.board.counts().state(state);
        match figure.and_then(|figure| self.board.figure(figure)) {
            Some(count) => (Some(count), text::count(Some(count), self.dash())),
            None if self.board.is_complete() => (Some(counted), text::count(Some(counted), self.dash())),
            None => (Some(counted), format!("{}+", text::count(Some(counted), self.dash()))),
        }
    }

    /// Whether `state` is ready and no agent is: the worst state of a floor.
    pub(in crate::ui) fn lacks_ready(&self, state: State) -> bool {
        if let Some(part) = self.part().filter(|_| state == State::Ready && self.board.is_complete()) {
            let mut agents = self.board.agents().iter().filter(|agent| part.has(agent)).peekable();
            return agents.peek().is_some() && agents.all(|agent| agent.state() != State::Ready);
        }
        self.part().is_none()
            && state == State::Ready
            && self.board.figure(Figure::Ready) == Some(0)
            && !self.board.agents().is_empty()
    }

    /// The states to count, those that exist.
    pub(in crate::ui) fn counted_states(&self) -> impl Iterator<Item = State> + '_ {
        COUNTED.into_iter().filter(|state| *state != State::Unknown || super::unknowns(self.board))
    }
}

impl From<&Scene<'_>> for Notation {
    fn from(scene: &Scene<'_>) -> Self {
        Self {
            language: scene.language,
            dash: scene.dash(),
            zone: scene.settings.zone,
            at: scene.at,
            revealed: scene.is_revealed(),
        }
    }
}
