//! The wall's figures, each with its word.

use ratatui::style::Style;

use crate::lang;
use crate::model::{AiTotals, ChatTotals, Phase, SourceId, State};
use crate::ui::draw::big::Size;
use crate::ui::draw::callers::style as callers_style;
use crate::ui::draw::figures::{self, CallsNow, Told};
use crate::ui::draw::waiting;
use crate::ui::state::Offered;
use crate::ui::state::scene::Scene;
use crate::ui::text;
use crate::ui::theme::Theme;

/// A figure with its word.
pub(super) struct Card {
    pub(super) figure: String,
    /// What the figure may grow to without a change of places.
    pub(super) room: &'static str,
    pub(super) word: String,
    pub(super) style: Style,
    /// Its source is too old to be trusted.
    pub(super) stale: bool,
    /// Whether it is about chats, and not about calls or robots.
    pub(super) of_chats: bool,
}

impl Card {
    /// Cells that the figure may take in this size.
    pub(super) fn figure_width(&self, size: Size) -> u16 {
        size.width(&self.figure).max(size.width(self.room))
    }

    /// How the figure and the word are written.
    pub(super) const fn styles(&self, theme: Theme) -> (Style, Style) {
        if self.stale { (theme.stale(), theme.stale()) } else { (self.style, theme.faint()) }
    }
}

/// Today's calls, the last ones those that can be spared.
pub(super) struct Calls {
    pub(super) cards: Vec<Card>,
    /// So many are needed.
    pub(super) least: usize,
}

/// Today's calls: who has no agent yet, how well they are served, how many were answered and lost, who is still lost.
/// Where their records cannot be told, what agents counted, under its own name.
pub(super) fn calls(scene: &Scene<'_>) -> Calls {
    let card = |told: Told, room, word: Option<String>| Card {
        stale: scene.is_away(told.source),
        // The blank before the sign is too wide in large letters.
        figure: told.number.replace(' ', ""),
        room,
        word: word.unwrap_or(told.word),
        style: told.style,
        of_chats: false,
    };
    let share_of = |told: &Told, word: &str| {
        let share = told.share.clone().unwrap_or_else(|| scene.dash().to_owned());
        let share = Told { figure: told.figure, number: share, word: word.to_owned(), share: None, ..*told };
        card(share, "0.0%", None)
    };
    let waits = waiting::of(scene);
    // A bound says no more than how many have no agent yet.
    let known = waits.as_ref().is_some_and(|waits| !waits.is_bound);
    let no_agent = callers(scene).filter(|_| !known);
    let first = waits.as_ref().map(|waits| Card::waiting(scene, waits));
    let longest = waits.as_ref().filter(|_| known).map(|waits| Card::longest_wait(scene, waits));
    let mut cards: Vec<Card> = first.into_iter().chain(no_agent).collect();
    if let CallsNow::Whole(ledger) = CallsNow::of(scene) {
        let [level, answered, lost, _, still] = figures::calls(scene, ledger);
        let share = share_of(&lost, tr!(scene, "lost %"; "calls"));
        let word = figures::short_level_word(scene, ledger.target());
        cards.extend([card(level, "0.0%", Some(word)), card(answered, "000", None), card(lost, "00", None)]);
        let least = cards.len();
        // What is not known gives way first, and its word says why.
        let why = figures::still_lost_why(scene, ledger);
        let known = why.is_none();
        let still = card(still, "00", why);
        cards.extend(longest);
        cards.extend(if known { [still, share] } else { [share, still] });
        Calls { cards, least }
    } else {
        let [answers, misses, ..] = figures::counters(scene, false);
        let share = share_of(&misses, tr!(scene, "misses %"; "agent"));
        cards.extend([card(answers, "000", None), card(misses, "00", None)]);
        let least = cards.len();
        cards.extend(longest);
        cards.push(share);
        Calls { cards, least }
    }
}

/// Callers whom no agent has, where the vendor tells it: what all others are there for.
fn callers(scene: &Scene<'_>) -> Option<Card> {
    let callers = scene.board.no_agent_yet()?;
    let style = callers_style(scene, callers, scene.theme.faint());
    let (figure, word) = (text::count(Some(callers), ""), text::no_agent_yet(scene).to_owned());
    let card = Card { figure, room: "00", word, style, stale: false, of_chats: false };
    Some(Card { stale: scene.is_away(SourceId::Agents), ..card })
}

/// What counts most, for where there is room for a few: of calls, or of chats and robots where there is no voice.
pub(super) fn first(scene: &Scene<'_>) -> Vec<Card> {
    if Offered::of(scene.board).voice && scene.board.has_roster() { calls(scene).cards } else { other(scene) }
}

/// Who does what.
pub(super) fn now(scene: &Scene<'_>) -> Vec<Card> {
    let too_old = scene.is_away(SourceId::Agents);
    let card = |state: State| {
        let (count, figure) = scene.state_count(state);
        // No agent ready is bad news, which is no matter of colour alone; no agent in any other state is none.
        let bad = scene.lacks_ready(state);
        let style = match count {
            _ if bad => scene.theme.alert(),
            Some(0) => scene.theme.faint(),
            _ => scene.theme.state(state),
        };
        let figure = if bad { format!("{figure}!") } else { figure };
        Card { figure, room: "00", word: lang::word(scene, state), style, stale: too_old, of_chats: false }
    };
    [State::Ready, State::Ringing, State::Talking, State::WrapUp].map(card).into()
}

/// Chats and AI sessions, of all vendors together; nothing where neither is configured.
pub(super) fn other(scene: &Scene<'_>) -> Vec<Card> {
    let theme = scene.theme;
    let mut cards = Vec::new();
    let voices = scene.board.voices();
    let sources = || voices.iter().map(|voice| voice.source);
    let stale = sources().any(|id| scene.is_away(id));
    let mut card = |figure: String, room, word: &str, stale, of_chats| {
        cards.push(Card { figure, room, word: word.to_owned(), style: theme.strong(), stale, of_chats });
    };
    let on = |id: SourceId| scene.live.source(id).phase != Phase::Off;
    if on(SourceId::Chat) || sources().any(|id| matches!(id, SourceId::Site(_))) {
        let all: Vec<ChatTotals> = voices.iter().filter_map(|voice| voice.chat).collect();
        let sum = |get: fn(&ChatTotals) -> Option<u64>| total(all.iter().map(get));
        card(text::count(sum(|chat| chat.chats), scene.dash()), "000", tr!(scene, "chats"), stale, true);
        card(text::count(sum(|chat| chat.unanswered), scene.dash()), "00", tr!(scene, "unanswered"), stale, true);
    }
    let all: Vec<AiTotals> = voices.iter().filter_map(|voice| voice.ai).collect();
    if on(SourceId::Ai) || !all.is_empty() {
        let stale = stale || scene.is_away(SourceId::Ai);
        let sum = |get: fn(&AiTotals) -> Option<u64>| total(all.iter().map(get));
        let (sessions, valid) = (sum(|ai| ai.sessions), sum(|ai| ai.valid));
        let contained = sum(AiTotals::contained);
        card(text::count(sessions, scene.dash()), "000", "AI", stale, false);
        card(
            short_percent(crate::model::share::share(contained, valid), scene),
            "0.0%",
            tr!(scene, "contained"),
            stale,
            false,
        );
    }
    cards
}

/// The sum of what all of them say; `None` where one does not, or there is none.
fn total(counts: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    counts.reduce(|sum, count| Some(sum?.saturating_add(count?))).flatten()
}

/// `4.3%`: the blank before the sign is too wide in large letters.
fn short_percent(share: Option<f64>, scene: &Scene<'_>) -> String {
    text::percent(share, scene.dash()).replace(' ', "")
}
