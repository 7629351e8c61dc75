//! The wall: the centre's figures in digits that are read from the other end of the room.
//!
//! What there is room for is found by trying plans from the richest down; every card of a row has the same size of
//! digits, and room for one digit more than a quiet day needs, so that nothing jumps when a figure grows.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::lang;
use crate::model::{Agent, AiTotals, ChatTotals, Level, Phase, SourceId, State};
use crate::ui::draw::big::{self, Size};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::state::Offered;
use crate::ui::state::scene::Scene;
use crate::ui::text;

use super::figures::{self, CallsNow, Told};
use super::waiting;
use super::{board, callers, table};

mod alarm;
mod grid;
mod waits;

pub(super) use alarm::draw as alarm;
pub(super) use grid::draw as grid;

/// A figure with its word.
struct Card {
    figure: String,
    /// What the figure may grow to without a change of places.
    room: &'static str,
    word: String,
    style: Style,
    /// Its source is too old to be trusted.
    stale: bool,
    /// Whether it is about chats, and not about calls or robots.
    of_chats: bool,
}

/// Sizes of everything, and what that takes.
#[derive(Clone, Copy)]
struct Plan {
    /// The centre's figures.
    figure: Size,
    /// Their words; `None` for ordinary letters.
    word: Option<Size>,
    /// Chats and AI; `None` for one ordinary line.
    other: Option<Size>,
    /// Who has been in a state for longest; `None` for ordinary lines.
    line: Option<Size>,
    /// At least so many of those.
    least: u16,
}

impl Plan {
    /// Richest first. `sizes` as a screen has them.
    fn all(ascii: bool) -> [Self; 9] {
        let [_, huge, large, middle, narrow, small] = *big::sizes(ascii);
        let plan = |figure, word, other, line, least| Self { figure, word, other, line, least };
        [
            plan(huge, Some(small), Some(middle), Some(small), 2),
            plan(large, Some(small), Some(middle), Some(small), 2),
            plan(large, Some(small), Some(middle), None, 3),
            plan(middle, Some(small), Some(middle), Some(small), 2),
            plan(middle, Some(small), Some(middle), None, 3),
            plan(middle, None, Some(small), None, 3),
            plan(narrow, None, Some(small), None, 3),
            plan(narrow, None, None, None, 2),
            plan(small, None, None, None, 1),
        ]
    }

    const fn row(figure: Size, word: Option<Size>) -> u16 {
        // A line between figure and word where both are large, and one below.
        figure.lines()
            + match word {
                Some(word) => word.lines() + 2,
                None => 1,
            }
    }

    const fn line_height(self) -> u16 {
        match self.line {
            Some(size) => size.lines() + 1,
            None => 1,
        }
    }

    const fn other_height(self) -> u16 {
        match self.other {
            Some(size) => Self::row(size, if self.line.is_some() { self.word } else { None }),
            None => 1,
        }
    }

    fn fits(self, area: Rect, rows: &[&[Card]], other: &[Card]) -> bool {
        let height = rows.len() as u16 * Self::row(self.figure, self.word)
            + if other.is_empty() { 0 } else { self.other_height() }
            + self.least * self.line_height();
        let wide = |cards: &[Card], figure, word| natural(cards, figure, word) <= area.width;
        height <= area.height
            && rows.iter().all(|cards| wide(cards, self.figure, self.word))
            && self.other.is_none_or(|size| wide(other, size, self.word.filter(|_| self.line.is_some())))
    }
}

/// Cells that a card takes.
fn card_width(card: &Card, figure: Size, word: Option<Size>) -> u16 {
    let figure = figure.width(&card.figure).max(figure.width(card.room));
    let word = word.map_or_else(|| text::width(&card.word) as u16, |size| size.width(&card.word));
    figure.max(word)
}

/// Cells that a row of cards takes at least: figures stand clearly farther apart than digits do.
fn natural(cards: &[Card], figure: Size, word: Option<Size>) -> u16 {
    let gap = figure.gap();
    cards.iter().map(|card| card_width(card, figure, word).saturating_add(gap)).fold(1, u16::saturating_add)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    if !Offered::of(scene.board).voice {
        without_voice(canvas, scene, area);
        return;
    }
    if !scene.board.has_roster() {
        nothing_yet(canvas, scene, area);
        return;
    }
    let (calls, now, other) = (calls(scene), now(scene), other(scene));
    let plans = Plan::all(scene.theme.glyphs.is_ascii());
    let first = |count: usize| calls.cards.get(..count).unwrap_or_default();
    let with = |plan: &Plan, count: usize| plan.fits(area, &[first(count), now.as_slice()], &other);
    let Some(plan) = plans.into_iter().find(|plan| with(plan, calls.least)) else {
        let room = usize::from(area.height).saturating_sub(now.len() + other.len()).max(calls.least);
        let cards = calls.cards.into_iter().take(room).chain(now).chain(other);
        plain(canvas, scene, area, &cards.collect::<Vec<_>>());
        return;
    };
    // What can be spared stands where it costs no size.
    let count = (calls.least..=calls.cards.len()).rev().find(|count| with(&plan, *count)).unwrap_or(calls.least);
    let rows: [&[Card]; 2] = [first(count), &now];
    let mut y = area.y;
    let spare = area.height
        - rows.len() as u16 * Plan::row(plan.figure, plan.word)
        - if other.is_empty() { 0 } else { plan.other_height() };
    let lines = (spare / plan.line_height()).min(6);
    // What is left over parts the rows from one another.
    let gap = (spare - lines * plan.line_height()).min(3) / 3;
    for cards in rows {
        row(canvas, scene, Rect { y, ..area }, cards, plan.figure, plan.word);
        y += Plan::row(plan.figure, plan.word) + gap;
    }
    if let Some(size) = plan.other {
        row(canvas, scene, Rect { y, ..area }, &other, size, plan.word.filter(|_| plan.line.is_some()));
        y += if other.is_empty() { 0 } else { plan.other_height() + gap };
    } else if !other.is_empty() {
        canvas.line(area.x + 1, y, area.width.saturating_sub(2), &in_line(scene, &other, area.width));
        y += 1;
    }
    let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    longest(canvas, scene, rest, plan.line, lines);
}

/// A site without voice: its chats and robots in the largest digits that leave the rest its room.
fn without_voice(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let cards = other(scene);
    let (chats, robots): (Vec<Card>, Vec<Card>) = cards.into_iter().partition(|card| card.of_chats);
    let rows: Vec<Vec<Card>> = [chats, robots].into_iter().filter(|cards| !cards.is_empty()).collect();
    let [.., small] = *big::sizes(scene.theme.glyphs.is_ascii());
    let sizes = big::sizes(scene.theme.glyphs.is_ascii());
    let plans = sizes.iter().flat_map(|size| [(*size, Some(small)), (*size, None)]);
    let fits = |(figure, word): &(Size, Option<Size>)| {
        rows.len() as u16 * Plan::row(*figure, *word) <= area.height * 3 / 5
            && rows.iter().all(|cards| natural(cards, *figure, *word) <= area.width)
    };
    let mut y = area.y;
    if let Some((figure, word)) = plans.into_iter().find(fits) {
        for cards in &rows {
            row(canvas, scene, Rect { y, ..area }, cards, figure, word);
            y += Plan::row(figure, word);
        }
    }
    let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    board::panes_without_voice(canvas, scene, rest);
}

/// Before the first message: why.
fn nothing_yet(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let other = other(scene);
    let why = scene.why_empty(SourceId::Agents, tr!(scene, "the agents' stream is"), tr!(scene, "message"));
    let ascii = scene.theme.glyphs.is_ascii();
    let half = area.height / 2;
    let size = big::sizes(ascii)
        .iter()
        .copied()
        .find(|size| !other.is_empty() && size.lines() + 2 <= half && natural(&other, *size, None) <= area.width);
    let Some(size) = size else {
        canvas.middle(area, &why);
        return;
    };
    row(canvas, scene, area, &other, size, None);
    let y = area.y + size.lines() + 2;
    canvas.middle(Rect { y, height: area.bottom() - y, ..area }, &why);
}

/// Today's calls, the last ones those that can be spared.
struct Calls {
    cards: Vec<Card>,
    /// So many are needed.
    least: usize,
}

/// Today's calls: who has no agent yet, how well they are served, how many were answered and lost, who is still lost.
/// Where their records cannot be told, what agents counted, under its own name.
fn calls(scene: &Scene<'_>) -> Calls {
    let card = |told: Told, room, word: Option<String>| Card {
        stale: told.is_stale(scene),
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
    let style = callers::style(scene, callers, scene.theme.faint());
    let (figure, word) = (text::count(Some(callers), ""), text::no_agent_yet(scene).to_owned());
    let card = Card { figure, room: "00", word, style, stale: false, of_chats: false };
    Some(Card { stale: scene.stale(SourceId::Agents).is_some(), ..card })
}

/// Who does what.
fn now(scene: &Scene<'_>) -> Vec<Card> {
    let too_old = scene.stale(SourceId::Agents).is_some();
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
fn other(scene: &Scene<'_>) -> Vec<Card> {
    let theme = scene.theme;
    let mut cards = Vec::new();
    let voices = scene.board.voices();
    let sources = || voices.iter().map(|voice| voice.source);
    let stale = sources().any(|id| scene.stale(id).is_some());
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
        let stale = stale || scene.stale(SourceId::Ai).is_some();
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

/// Cards beside each other, what is left over shared among them.
fn row(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, cards: &[Card], figure: Size, word: Option<Size>) {
    let spare = area.width.saturating_sub(natural(cards, figure, word));
    let each = spare / (cards.len() as u16).max(1);
    let mut x = area.x + 1;
    for card in cards {
        let room = card_width(card, figure, word) + each;
        let style = if card.stale { scene.theme.stale() } else { card.style };
        let faint = if card.stale { scene.theme.stale() } else { scene.theme.faint() };
        let cells = area.right().saturating_sub(x);
        big::draw(canvas, (x, area.y), cells, &card.figure, figure, style);
        let y = area.y + figure.lines();
        match word {
            Some(size) => big::draw(canvas, (x, y + 1), cells, &card.word, size, faint),
            None => canvas.put(x, y, cells, &card.word, faint),
        };
        x += room + figure.gap();
    }
}

/// Cards in one ordinary line, as many as fit.
fn in_line(scene: &Scene<'_>, cards: &[Card], width: u16) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for card in cards {
        let gap = if pieces.is_empty() { "" } else { "   " };
        let style = if card.stale { scene.theme.stale() } else { card.style };
        let fact = [Piece::new(format!("{gap}{} ", card.figure), style), Piece::new(&*card.word, scene.theme.faint())];
        if width_of(&pieces) + width_of(&fact) + 2 > usize::from(width) {
            break;
        }
        pieces.extend(fact);
    }
    pieces
}

/// No room for large digits: a figure a line.
fn plain(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, cards: &[Card]) {
    for (card, y) in cards.iter().zip(area.y..area.bottom()) {
        let style = if card.stale { scene.theme.stale() } else { card.style };
        canvas.put_right(area.x, area.x + 12, y, &card.figure, style);
        canvas.put(area.x + 14, y, area.width.saturating_sub(15), &card.word, scene.theme.faint());
    }
}

/// Who has been in a state for longest, one a state, the furthest past its limits first; before them that the figures
/// are stale.
fn longest(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, size: Option<Size>, lines: u16) {
    let theme = scene.theme;
    let mut found: Vec<(f64, State, &Agent)> = Vec::new();
    for state in [State::Ringing, State::Holding, State::WrapUp, State::Talking, State::Busy] {
        let people = scene.board.agents().iter().filter(|agent| agent.state() == state);
        let Some(agent) = people.max_by_key(|agent| scene.in_state(agent)) else { continue };
        let limit = scene.settings.limits.of(state).last().copied().unwrap_or(i64::MAX).max(1);
        found.push((scene.in_state(agent).unwrap_or(0) as f64 / limit as f64, state, agent));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let step = size.map_or(1, |size| size.lines() + 1);
    found.truncate(usize::from(lines));
    let states =
        found.iter().map(|(_, state, _)| wide(size, &table::state_word(scene.language, *state))).max().unwrap_or(0);
    let times = found.iter().map(|(_, _, agent)| wide(size, &scene.elapsed(agent))).max().unwrap_or(0);
    // As wide as the longest of them, as far as what stands behind leaves room.
    let room = area.width.saturating_sub(states + times + 10);
    let names = found.iter().map(|(_, _, agent)| name_width(scene, agent, size)).max().unwrap_or(0).min(room);
    let mut y = area.y;
    if let Some(stale) = scene.stale(SourceId::Agents) {
        match size {
            Some(size) => big::draw(canvas, (area.x + 1, y), area.width - 1, &stale, size, theme.caution()),
            None => canvas.put(area.x + 1, y, area.width - 1, &format!(" {stale} "), theme.badge()),
        };
        y += step;
    }
    let about_waiting = waiting::of(scene).map(|waits| waits.bottom(scene)).filter(|why| !why.is_empty());
    let about_calls = about_calls(scene).map(|why| vec![Piece::new(why, theme.caution())]);
    let below = usize::from(area.bottom().saturating_sub(y));
    for why in about_waiting.into_iter().chain(about_calls).take(below) {
        canvas.line(area.x + 1, y, area.width.saturating_sub(2), &why);
        y += 1;
    }
    for (_, state, agent) in found.into_iter().take(usize::from(lines)) {
        if y + step > area.bottom() + u16::from(size.is_some()) {
            return;
        }
        let level = scene.level(agent);
        let time = scene.elapsed(agent);
        // The name comes first: whom it is about.
        let style = if level == Level::Normal { theme.strong() } else { theme.level(level) };
        let state_word = table::state_word(scene.language, state);
        let x = area.x + 1;
        if let Some(size) = size {
            who(canvas, scene, agent, Rect { x, y, width: names, height: size.lines() }, size, theme.strong());
            let at = x + names + 4;
            let cells = |at: u16| area.right().saturating_sub(at + 1);
            let end = big::draw(canvas, (at, y), cells(at), &state_word, size, theme.state(state));
            let at = (end + 4).max(at + states + 4);
            big::draw(canvas, (at, y), cells(at), &time, size, style);
        } else {
            let name = table::name(scene, agent, usize::from(names));
            let pieces = [
                Piece::new(text::pad(&name, usize::from(names)), theme.strong()),
                Piece::new(format!("  {}  ", text::pad(&state_word, 9)), theme.state(state)),
                Piece::new(text::pad_left(&time, 7), style),
            ];
            canvas.line(x, y, area.width - 2, &pieces);
        }
        y += step;
    }
    if scene.stale(SourceId::Agents).is_some() {
        let height = area.bottom().saturating_sub(area.y + step);
        canvas.tint(Rect { y: area.y + step, height, ..area }, theme.stale());
    }
}

/// Why there are no figures of calls, or that they are too old.
fn about_calls(scene: &Scene<'_>) -> Option<String> {
    match CallsNow::of(scene) {
        CallsNow::Off => None,
        CallsNow::Not(why) => Some(text::clean(&why).into_owned()),
        CallsNow::Whole(_) => {
            let stale = scene.stale(SourceId::Calls)?;
            Some(tr!(scene, "call records: {why}", why = stale))
        }
    }
}

/// Cells that a word takes in this size.
fn wide(size: Option<Size>, word: &str) -> u16 {
    size.map_or_else(|| u16::try_from(text::width(word)).unwrap_or(u16::MAX), |size| size.width(word))
}

/// Cells that [`who`] could use.
fn name_width(scene: &Scene<'_>, agent: &Agent, size: Option<Size>) -> u16 {
    let name = table::name(scene, agent, usize::from(u16::MAX));
    let number = agent.number.as_deref().map(text::clean).filter(|number| size.is_some() && big::can(number));
    let behind = number.filter(|_| !big::can(&name)).map_or(0, |number| wide(size, &number) + 2);
    wide(size, &name).saturating_add(behind)
}

/// An agent's name, large if its script and the room allow it; else in ordinary letters with their number, large,
/// behind it.
fn who(canvas: &mut Canvas<'_>, scene: &Scene<'_>, agent: &Agent, area: Rect, size: Size, style: Style) {
    let theme = scene.theme;
    let name = table::name(scene, agent, usize::from(area.width));
    if big::can(&name)
        && let Some(name) = big::fit(&name, area.width, size)
    {
        big::draw(canvas, (area.x, area.y), area.width, &name, size, style);
        return;
    }
    let number = agent.number.as_deref().map(text::clean).filter(|number| big::can(number)).unwrap_or_default();
    let behind = if number.is_empty() { 0 } else { size.width(&number) + 2 };
    let cells = area.width.saturating_sub(behind);
    let name = text::fit(&name, usize::from(cells), theme.glyphs.cut());
    let at = canvas.put(area.x, area.y + area.height / 2, cells, &name, style);
    if !number.is_empty() {
        big::draw(canvas, (at + 2, area.y), area.right().saturating_sub(at + 2), &number, size, style);
    }
}
