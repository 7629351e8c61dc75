//! The figures of the whole centre: what happened today, and what agents do now.
//!
//! Every figure can be chosen and opened into what it counts: calls into those calls, agents' counters and states into the
//! agents.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::callers;
use super::facts::more;
use super::waiting::{self, Waits};
use crate::lang::{self, Language};
use crate::model::{Agent, Figure, SourceId, Stamp, State, sort};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::widgets;
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::state::{BoardFigure, Pane};
use crate::ui::text;

mod today;

pub(super) use today::{today, today_line};

/// From this width on the line of today's figures has room for the alerts; on narrower screens the line below has.
const ALERTS_ABOVE: u16 = 72;
/// Cells that the alerts take at the end of a line.
const NEWS: usize = 11;

/// Where a figure stands: it can be pressed there, and is marked if it is chosen.
fn choice(canvas: &mut Canvas<'_>, scene: &Scene<'_>, pane: Pane, figure: BoardFigure, area: Rect) {
    canvas.spot(area, Spot::Figure(pane, figure));
    if is_chosen(scene, pane, figure) {
        canvas.tint(area, scene.theme.choice());
    }
}

/// Whether the keys are at a figure.
fn is_chosen(scene: &Scene<'_>, pane: Pane, figure: BoardFigure) -> bool {
    scene.has_focus(pane) && scene.view.board().figure(scene.board) == Some(figure)
}

/// Dims what is too old to be trusted.
fn dim(canvas: &mut Canvas<'_>, scene: &Scene<'_>, source: SourceId, area: Rect) {
    if scene.stale(source).is_some() {
        canvas.tint(area, scene.theme.stale());
    }
}

/// How many alerts there are, or that the figures are stale, at the right of a line: the panes that would say so
/// are not on screen.
fn news(canvas: &mut Canvas<'_>, scene: &Scene<'_>, from: u16, area: Rect) {
    let theme = scene.theme;
    let alerts = scene.view.alerts().open();
    if let Some(stale) = scene.stale(SourceId::Agents) {
        canvas.line_right(from, area.right() - 1, area.y, &[Piece::new(format!(" {stale} "), theme.badge())]);
    } else if alerts > 0 {
        let room = usize::from(area.right().saturating_sub(from + 1));
        let short = format!("{} {alerts}", theme.glyphs.alert());
        let long = format!("{short} {}", if alerts == 1 { tr!(scene, "alert") } else { tr!(scene, "alerts") });
        let text = if text::width(&long) <= room { long } else { short };
        let wide = u16::try_from(text::width(&text)).unwrap_or(0);
        let place = Rect { x: area.right().saturating_sub(1 + wide), width: wide, ..area };
        canvas.zone(place, Zone::Pane(Pane::Alerts, 0));
        canvas.line_right(from, area.right() - 1, area.y, &[Piece::new(text, theme.alert())]);
    }
}

/// Cells of the lower border that what the trend is about leaves, where there is a line for a trend.
const fn beside_the_trend(area: Rect) -> u16 {
    area.width.saturating_sub(if area.height > 5 { 48 } else { 6 })
}

/// How many agents are in each state, in a box.
pub(super) fn now(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    canvas.zone(area, Zone::Pane(Pane::Now, 0));
    let waits = waiting::of(scene);
    let logged_in = scene.board.figure(Figure::LoggedIn).filter(|_| scene.board.has_roster());
    let inner = canvas.pane(
        area,
        &Title {
            name: tr!(scene, "Now"),
            about: logged_in
                .map(|count| text::count(Some(count), ""))
                .map(|count| match scene.board.no_agent_yet() {
                    Some(_) => tr!(scene, "{count} logged in", count = count),
                    None => {
                        tr!(scene, "{count} logged in, {callers} no agent yet", count = count, callers = scene.dash())
                    }
                })
                .unwrap_or_default(),
            right: scene.stale(SourceId::Agents).map(|_| scene.age_title(SourceId::Agents)).unwrap_or_default(),
            bottom: waits.as_ref().map(|waits| waits.bottom(scene, beside_the_trend(area))).unwrap_or_default(),
            focus: scene.has_focus(Pane::Now),
            ..Title::default()
        },
    );
    if !scene.board.has_roster() {
        let why = scene.why_empty(SourceId::Agents, tr!(scene, "the agents' stream is"), tr!(scene, "message"));
        canvas.middle(inner, why.get(..1).unwrap_or_default());
        return;
    }
    let states: Vec<State> = scene.counted_states().collect();
    if inner.height >= 12 {
        let rest = waits.as_ref().map_or(inner, |waits| waiting_line(canvas, scene, waits, inner));
        people(canvas, scene, area, rest, &states);
        dim(canvas, scene, SourceId::Agents, inner);
        return;
    }
    let number = states.iter().map(|state| text::width(&scene.state_count(*state).1)).max().unwrap_or(0).max(2);
    let (widths, glyphs) = grid(scene.language, &states, number, inner.width);
    let columns = widths.len().max(1);
    let mut end = (inner.x, inner.y);
    for (index, state) in states.iter().enumerate() {
        let column = index % columns;
        let x = inner.x + widths.iter().take(column).sum::<u16>();
        let y = inner.y + (index / columns) as u16;
        if y >= inner.bottom() {
            break;
        }
        let cells = widths.get(column).copied().unwrap_or(0);
        let at = state_count(canvas, scene, *state, Rect { x, y, width: cells, height: 1 }, number, glyphs);
        choice(
            canvas,
            scene,
            Pane::Now,
            BoardFigure::State(*state),
            Rect { x: x + 1, y, width: at - x - 1, height: 1 },
        );
        end = (x + cells, y);
    }
    let counts: Vec<(State, u64)> =
        states.iter().map(|state| (*state, scene.state_count(*state).0.unwrap_or(0))).collect();
    // A line of its own where there is one, else what is left behind the last count.
    let (mut x, y) = if end.1 + 1 < inner.bottom() { (inner.x + 1, end.1 + 1) } else { (end.0 + 1, end.1) };
    let spare = y + 1 < inner.bottom();
    let mut bottom = inner.bottom();
    let last = Rect { y: inner.bottom() - 1, height: 1, ..inner };
    let no_agent = callers::pieces(scene, true);
    let beside = no_agent.as_ref().map_or(0, |pieces| width_of(pieces) as u16 + 2);
    let room = |x: u16, y: u16| Rect { x, y, width: inner.right().saturating_sub(x + 1 + beside), height: 1 };
    let callers = if spare {
        let from = waits_in(canvas, scene, waits.as_ref(), room(last.x + 1, last.y)) - 1;
        bottom -= u16::from(from > last.x || no_agent.is_some());
        callers::line(canvas, scene, Rect { x: from, width: last.right().saturating_sub(from), ..last }, area)
    } else {
        // Without a line of their own they come before the bar.
        x = waits_in(canvas, scene, waits.as_ref(), room(x, y));
        no_agent.map(|pieces| {
            let at = canvas.line(x, y, inner.right().saturating_sub(x + 1), &pieces);
            let place = Rect { x, y, width: at - x, height: 1 };
            x = at + 2;
            place
        })
    };
    if let Some(place) = callers {
        choice(canvas, scene, Pane::Now, BoardFigure::NoAgentYet, place);
    }
    let cells = inner.right().saturating_sub(x + 1);
    let bar = widgets::state_bar(scene.theme, &counts, usize::from(cells));
    for y in (y..bottom).take(3) {
        canvas.line(x, y, cells, &bar);
    }
    dim(canvas, scene, SourceId::Agents, inner);
}

/// Who waits, at the beginning of a line; where the next figure in it goes.
fn waits_in(canvas: &mut Canvas<'_>, scene: &Scene<'_>, waits: Option<&Waits>, area: Rect) -> u16 {
    let Some(waits) = waits else { return area.x };
    let place = waits.line(canvas, scene, area, false);
    choice(canvas, scene, Pane::Now, BoardFigure::Waiting, place);
    place.right() + 2
}

/// Who waits in a line of its own, with why that is not sure; what is left below it.
fn waiting_line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, waits: &Waits, inner: Rect) -> Rect {
    let line = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), height: 1, ..inner };
    let place = waits.line(canvas, scene, line, true);
    choice(canvas, scene, Pane::Now, BoardFigure::Waiting, place);
    Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner }
}

/// A line for each state: how many, and who, longest first.
fn people(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, inner: Rect, states: &[State]) {
    let theme = scene.theme;
    let mut by_state: Vec<Vec<(i64, &Agent)>> = vec![Vec::new(); states.len()];
    for agent in scene.board.agents() {
        let state = agent.state();
        let at = states.iter().position(|counted| counted.index() == state.index());
        if let Some(people) = at.and_then(|at| by_state.get_mut(at)) {
            people.push((agent.since().map_or(i64::MAX, Stamp::ms), agent));
        }
    }
    let mut inner = inner;
    if let Some(place) = callers::line(canvas, scene, Rect { height: 1, ..inner }, area) {
        choice(canvas, scene, Pane::Now, BoardFigure::NoAgentYet, place);
        inner = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    }
    let lines = (inner.height / states.len().max(1) as u16).clamp(1, 4);
    let from = inner.x + 20;
    for (index, (state, mut people)) in states.iter().zip(by_state).enumerate() {
        let y = inner.y + index as u16 * lines;
        if y >= inner.bottom() {
            break;
        }
        let at = state_count(canvas, scene, *state, Rect { x: inner.x, y, width: 19, height: 1 }, 4, true);
        let place = Rect { x: inner.x + 1, y, width: at - inner.x - 1, height: 1 };
        choice(canvas, scene, Pane::Now, BoardFigure::State(*state), place);
        sort::by_key(&mut people, |(since, _)| *since);
        let mut place = (from, y);
        for (shown, (_, agent)) in people.iter().enumerate() {
            let name = text::fit(agent.label(), 20, theme.glyphs.cut());
            let time = scene.elapsed(agent);
            let cells = (text::width(&name) + text::width(&time) + 3) as u16;
            let last_line = place.1 + 1 >= (y + lines).min(inner.bottom());
            let hidden = people.len() - shown;
            if place.0 + cells + if last_line { 10 } else { 0 } > inner.right() {
                if last_line {
                    canvas.put(place.0, place.1, inner.right() - place.0, &more(scene.language, hidden), theme.faint());
                    break;
                }
                place = (from, place.1 + 1);
            }
            let level = theme.level(scene.level(agent));
            let pieces = [Piece::new(name, theme.text()), Piece::new(" ", theme.text()), Piece::new(time, level)];
            canvas.line(place.0, place.1, cells, &pieces);
            place.0 += cells;
        }
    }
}

/// Widths of as many columns as fit, five at most, each as wide as its longest word with its number before it; and
/// whether there is room for the glyphs too.
fn grid(language: Language, states: &[State], number: usize, width: u16) -> (Vec<u16>, bool) {
    let word = |state: &State| (text::width(&lang::word(language, state)) + number + 2) as u16;
    for columns in [5_usize, 4, 3, 2, 1] {
        let widths: Vec<u16> = (0..columns)
            .map(|column| states.iter().skip(column).step_by(columns).map(word).max().unwrap_or(0))
            .collect();
        let spare = width.checked_sub(widths.iter().sum());
        if let Some(spare) = spare.or((columns == 1).then_some(0)) {
            let each = (spare / columns as u16).min(5);
            return (widths.into_iter().map(|width| width + each).collect(), each >= 3);
        }
    }
    (Vec::new(), false)
}

/// `12 ready`, the number right-aligned so that it never moves its word.
fn state_count(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    state: State,
    area: Rect,
    number_cells: usize,
    glyph: bool,
) -> u16 {
    let theme = scene.theme;
    let Rect { x, y, width: cells, .. } = area;
    let (count, number) = scene.state_count(state);
    let (figure, word) = styles(scene, state, count);
    let number = format!("{}{number}", warning(scene, state));
    let at = canvas.put(x, y, cells, &text::pad_left(&number, number_cells + 1), figure);
    let glyph = if glyph { format!(" {}", theme.glyphs.state(state)) } else { String::new() };
    canvas.put(at, y, (x + cells).saturating_sub(at), &format!("{glyph} {}", lang::word(scene, state)), word)
}

/// What stands before a count that is bad news: no agent is ready. State is never told by colour alone.
fn warning(scene: &Scene<'_>, state: State) -> &'static str {
    if scene.lacks_ready(state) { scene.theme.glyphs.alert() } else { "" }
}

/// How a state's count and its word are written: a state that no agent is in steps back, except where that is the worst
/// that can be.
fn styles(scene: &Scene<'_>, state: State, count: Option<u64>) -> (Style, Style) {
    let theme = scene.theme;
    match count {
        _ if scene.lacks_ready(state) => (theme.alert(), theme.alert()),
        Some(0) => (theme.faint(), theme.faint()),
        _ => (theme.strong(), theme.state(state)),
    }
}

/// How many agents are in each state, in one line: with words, short where it is narrow; the glyphs of the rows below where even those do not fit.
pub(super) fn now_line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    canvas.zone(area, Zone::Pane(Pane::Now, 0));
    let theme = scene.theme;
    if !scene.board.has_roster() {
        canvas.put(area.x + 1, area.y, area.width - 2, scene.dash(), theme.faint());
        return;
    }
    let states: Vec<State> = scene.counted_states().collect();
    let focused = scene.has_focus(Pane::Now);
    let mut fitting = (Vec::new(), 2);
    // On the narrowest screens the alerts stand on this line, and come before words.
    let room = usize::from(area.width) - if area.width < ALERTS_ABOVE { NEWS } else { 0 };
    let wide = area.width >= ALERTS_ABOVE;
    let cells = usize::from(area.width) / if wide { 2 } else { 3 };
    // That it is but a bound has no other place on such a screen.
    let waits = waiting::of(scene).map(|waits| waits.pieces(scene, cells, waits.is_bound));
    let callers = callers::pieces(scene, wide);
    let first = [(BoardFigure::Waiting, waits), (BoardFigure::NoAgentYet, callers)];
    let first = first.into_iter().filter_map(|(figure, pieces)| Some((figure, pieces?)));
    let first: Vec<(BoardFigure, Vec<Piece>)> = first.collect();
    let room = room.saturating_sub(first.iter().map(|(_, pieces)| width_of(pieces) + 2).sum::<usize>());
    for style in LineStyle::BY_WIDTH {
        let cells: Vec<Option<Vec<Piece>>> =
            states.iter().map(|state| count_pieces(scene, *state, style, focused)).collect();
        let width: usize = cells.iter().flatten().map(|pieces| width_of(pieces) + usize::from(style.gap)).sum();
        fitting = (cells, style.gap);
        if width <= room {
            break;
        }
    }
    let (cells, gap) = fitting;
    let mut at = area.x + 1;
    for (figure, pieces) in first {
        let from = at;
        at = canvas.line(at, area.y, area.right().saturating_sub(at), &pieces);
        choice(canvas, scene, Pane::Now, figure, Rect { x: from, width: at - from, ..area });
        at += 2;
    }
    for (state, pieces) in states.iter().zip(cells) {
        let Some(pieces) = pieces else { continue };
        let from = at;
        at = canvas.line(at, area.y, area.right().saturating_sub(at), &pieces);
        let place = Rect { x: from, y: area.y, width: at - from, height: 1 };
        choice(canvas, scene, Pane::Now, BoardFigure::State(*state), place);
        at += gap;
    }
    dim(canvas, scene, SourceId::Agents, area);
    if area.width < ALERTS_ABOVE {
        news(canvas, scene, at.min(area.right() - 1), area);
    }
}

/// How much of each count a single line shows.
#[derive(Clone, Copy, Debug)]
struct LineStyle {
    word: Word,
    /// Also states without an agent.
    zeros: bool,
    gap: u16,
}

/// How a state is named.
#[derive(Clone, Copy, Debug)]
enum Word {
    Whole,
    Short,
    Glyph,
}

impl LineStyle {
    const ALL: Self = Self { word: Word::Whole, zeros: true, gap: 2 };
    const SOME: Self = Self { word: Word::Whole, zeros: false, gap: 2 };
    const TIGHT: Self = Self { word: Word::Whole, zeros: false, gap: 1 };
    const SHORT: Self = Self { word: Word::Short, zeros: false, gap: 1 };
    const GLYPHS: Self = Self { word: Word::Glyph, zeros: false, gap: 2 };
    /// From the most telling to the narrowest.
    const BY_WIDTH: [Self; 5] = [Self::ALL, Self::SOME, Self::TIGHT, Self::SHORT, Self::GLYPHS];
}

/// The first syllable, which still tells the states apart.
const fn short(state: State) -> &'static str {
    match state {
        State::Ready => mark!("ready"; "short"),
        State::Ringing => mark!("ring"; "short"),
        State::Dialling => mark!("dial"; "short"),
        State::Talking => mark!("talk"; "short"),
        State::Holding => mark!("hold"; "short"),
        State::WrapUp => mark!("wrap"; "short"),
        State::Busy => mark!("busy"; "short"),
        State::Locked => mark!("lock"; "short"),
        State::Offline => mark!("off"; "short"),
        State::Unknown | State::Other(_) => "?",
    }
}

fn count_pieces(scene: &Scene<'_>, state: State, shown: LineStyle, all: bool) -> Option<Vec<Piece>> {
    let theme = scene.theme;
    let (count, number) = scene.state_count(state);
    if count == Some(0) && !all && !shown.zeros && !scene.lacks_ready(state) {
        return None;
    }
    let (figure, style) = styles(scene, state, count);
    let number = format!("{}{number}", warning(scene, state));
    Some(match shown.word {
        Word::Whole => vec![Piece::new(number, figure), Piece::new(format!(" {}", lang::word(scene, state)), style)],
        Word::Short => {
            vec![
                Piece::new(number, figure),
                Piece::new(format!(" {}", lang::in_context(scene, "short", short(state))), style),
            ]
        }
        Word::Glyph => vec![Piece::new(format!("{} ", theme.glyphs.state(state)), style), Piece::new(number, figure)],
    })
}
