//! The wall's figures, each with its word.

use ratatui::style::Style;

use crate::lang;
use crate::model::{AiTotals, ChatTotals, ErrorBudget, Ledger, Phase, SourceId, State};
use crate::ui::draw::big::Size;
use crate::ui::draw::callers::style as callers_style;
use crate::ui::draw::figures::{self, CallsNow, Told};
use crate::ui::draw::waiting;
use crate::ui::state::scene::Scene;
use crate::ui::text;
use crate::ui::theme::Theme;

/// A figure with its word.
#[derive(Clone, Debug)]
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
    /// Whether it can be spared; what has the highest rank goes first.
    pub(super) spare: Option<u8>,
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

/// Today's calls, some of which can be spared.
pub(super) struct Calls {
    pub(super) cards: Vec<Card>,
    /// So many are needed.
    pub(super) least: usize,
    /// So many are told wherever they have room.
    pub(super) wanted: usize,
}

impl Calls {
    /// These cards, in order.
    pub(super) fn of(cards: Vec<Card>) -> Self {
        let least = cards.iter().filter(|card| card.spare.is_none()).count();
        Self { cards, least, wanted: least }
    }

    /// So many of them, in order.
    pub(super) fn first(&self, count: usize) -> Vec<&Card> {
        let spared = count.saturating_sub(self.least);
        let stays = |card: &&Card| card.spare.is_none_or(|rank| usize::from(rank) < spared);
        self.cards.iter().filter(stays).collect()
    }
}

/// Today's calls: who has no agent yet, for how long the first has waited, how well they are served and what is left of
/// that, how many were answered and lost, who is still lost. Where their records cannot be told, what agents counted, under its own name.
pub(super) fn calls(scene: &Scene<'_>) -> Calls {
    let card = |told: Told, room, word: Option<String>| Card {
        stale: scene.is_away(told.source),
        // The blank before the sign is too wide in large letters.
        figure: told.number.replace(' ', ""),
        room,
        word: word.unwrap_or(told.word),
        style: told.style,
        of_chats: false,
        spare: None,
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
    let longest = longest.map(|card| Card { spare: Some(0), ..card });
    let mut cards: Vec<Card> = first.into_iter().chain(no_agent).chain(longest).collect();
    if let CallsNow::Whole(ledger) = CallsNow::of(scene) {
        let [level, answered, lost, _, still] = figures::calls(scene, ledger);
        let share = share_of(&lost, tr!(scene, "lost %"; "calls"));
        let word = figures::short_level_word(scene, ledger.target());
        cards.push(card(level, "0.0%", Some(word)));
        cards.extend(budget(scene, ledger));
        cards.extend([card(answered, "000", None), card(lost, "00", None)]);
        // What is not known gives way first, and its word says why.
        let why = figures::still_lost_why(scene, ledger);
        let known = why.is_none();
        let still = card(still, "00", why);
        cards.extend(if known { [still, share] } else { [share, still] });
        let extra = cards.len().saturating_sub(2);
        ranked(cards, extra)
    } else {
        let [answers, misses, ..] = figures::counters(scene, false);
        let share = share_of(&misses, tr!(scene, "misses %"; "agent"));
        cards.extend([card(answers, "000", None), card(misses, "00", None), share]);
        let extra = cards.len().saturating_sub(1);
        ranked(cards, extra)
    }
}

/// Lets go of those from `extra` on before those that can be spared among the others.
fn ranked(mut cards: Vec<Card>, extra: usize) -> Calls {
    let (before, behind) = cards.split_at_mut(extra);
    let wanted = before.len();
    let before = before.iter_mut().filter(|card| card.spare.is_some());
    for (card, rank) in before.chain(behind).zip(0..) {
        card.spare = Some(rank);
    }
    Calls { wanted, ..Calls::of(cards) }
}

/// What is left of the service level's target, in whole calls.
fn budget(scene: &Scene<'_>, ledger: &Ledger) -> Option<Card> {
    let (calls, word, style, sign) = match ledger.figures().budget(&ledger.target())? {
        ErrorBudget::MayBeLate(calls) => (calls, tr!(scene, "to spare"), scene.theme.strong(), ""),
        ErrorBudget::BringsBack(calls) => (calls, tr!(scene, "to make good"), scene.theme.caution(), "!"),
        ErrorBudget::Gone => return None,
    };
    Some(Card {
        figure: format!("{}{sign}", text::count(Some(calls), "")),
        room: "00",
        word: word.to_owned(),
        style,
        stale: scene.is_away(SourceId::Calls),
        of_chats: false,
        spare: Some(0),
    })
}

/// Callers whom no agent has, where the vendor tells it: what all others are there for.
pub(super) fn callers(scene: &Scene<'_>) -> Option<Card> {
    let callers = scene.board.no_agent_yet()?;
    let style = callers_style(scene, callers, scene.theme.faint());
    let (figure, word) = (text::count(Some(callers), ""), text::no_agent_yet(scene).to_owned());
    let too_old = scene.is_away(SourceId::Agents);
    Some(Card { figure, room: "00", word, style, stale: too_old, of_chats: false, spare: None })
}

/// Who does what.
pub(super) fn now(scene: &Scene<'_>) -> Vec<Card> {
    [State::Ready, State::Talking, State::WrapUp].map(|state| in_state(scene, state)).into()
}

/// How many agents are in a state.
pub(super) fn in_state(scene: &Scene<'_>, state: State) -> Card {
    let (count, figure) = scene.state_count(state);
    // No agent ready is bad news, which is no matter of colour alone; no agent in any other state is none.
    let bad = scene.lacks_ready(state);
    let style = match count {
        _ if bad => scene.theme.alert(),
        Some(0) => scene.theme.faint(),
        _ => scene.theme.state(state),
    };
    let figure = if bad { format!("{figure}!") } else { figure };
    let too_old = scene.is_away(SourceId::Agents);
    Card { figure, room: "00", word: lang::word(scene, state), style, stale: too_old, of_chats: false, spare: None }
}

/// Chats and AI sessions, of all vendors together; nothing where neither is configured.
pub(super) fn other(scene: &Scene<'_>) -> Vec<Card> {
    let theme = scene.theme;
    let mut cards = Vec::new();
    let platforms = scene.board.platform_totals();
    let sources = || platforms.iter().map(|platform| platform.source);
    let stale = sources().any(|id| scene.is_away(id));
    let mut card = |figure: String, room, word: &str, stale, of_chats| {
        cards.push(Card { figure, room, word: word.to_owned(), style: theme.strong(), stale, of_chats, spare: None });
    };
    let on = |id: SourceId| scene.live.source(id).phase != Phase::Off;
    if on(SourceId::Chat) || sources().any(|id| matches!(id, SourceId::Platform(_))) {
        let all: Vec<ChatTotals> = platforms.iter().filter_map(|platform| platform.chat).collect();
        let sum = |get: fn(&ChatTotals) -> Option<u64>| total(all.iter().map(get));
        card(text::count(sum(|chat| chat.chats), scene.dash()), "000", tr!(scene, "chats"), stale, true);
        card(text::count(sum(|chat| chat.unanswered), scene.dash()), "00", tr!(scene, "unanswered"), stale, true);
    }
    let all: Vec<AiTotals> = platforms.iter().filter_map(|platform| platform.ai).collect();
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
