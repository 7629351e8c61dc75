//! Who has been in a state for longest, one a state, the furthest past its limits first.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{chosen, who};
use crate::model::{Agent, Level, SourceId, State, sort};
use crate::ui::draw::big::{self, Hand};
use crate::ui::draw::canvas::{Canvas, Piece};
use crate::ui::draw::figures::CallsNow;
use crate::ui::draw::{table, waiting};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells of a name in ordinary letters with a number, large, behind it.
const ORDINARY: u16 = 40;

/// An agent with all that is said of them.
struct Line<'a> {
    agent: &'a Agent,
    state: State,
    word: String,
    time: String,
}

/// The agents, in order.
pub(super) struct Longest<'a>(Vec<Line<'a>>);

impl<'a> Longest<'a> {
    pub(super) fn of(scene: &'a Scene<'_>) -> Self {
        let mut found: Vec<(f64, State, &Agent)> = Vec::new();
        for state in [State::Ringing, State::Holding, State::WrapUp, State::Talking, State::Busy] {
            let is_shown = |agent: &&Agent| scene.part().is_none_or(|part| part.has(agent));
            let people = scene.board.agents().iter().filter(|agent| agent.state() == state).filter(is_shown);
            let Some(agent) = people.max_by_key(|agent| scene.in_state(agent)) else { continue };
            let limit = scene.settings.limits.of(state).last().copied().unwrap_or(i64::MAX).max(1);
            found.push((scene.in_state(agent).unwrap_or(0) as f64 / limit as f64, state, agent));
        }
        sort::by(&mut found, |a, b| b.0.total_cmp(&a.0));
        let line = |(_, state, agent): (f64, State, &'a Agent)| Line {
            agent,
            state,
            word: table::state_word(scene.language, state),
            time: scene.elapsed(agent),
        };
        Self(found.into_iter().map(line).collect())
    }

    /// The smallest hand for all that is said of them.
    pub(super) fn hand(&self, scene: &Scene<'_>) -> Hand {
        let glyphs = scene.theme.glyphs;
        let cleaned: Vec<_> = self.0.iter().map(|line| text::clean(line.agent.label())).collect();
        let words = self.0.iter().flat_map(|line| [line.word.as_str(), line.time.as_str()]);
        // Where letters are sixteen lines high, names that need them have their numbers instead.
        let names = cleaned.iter().map(|name| &**name).filter(|name| !glyphs.is_ascii() || big::can(name));
        big::smallest(&words.chain(names).collect::<Vec<_>>(), glyphs)
    }

    /// As many as `lines`, in `hand` or in ordinary letters.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, hand: Option<Hand>, lines: u16) {
        let mut rest = area;
        if let Some(departments) = chosen::departments(scene) {
            caution(canvas, scene, &mut rest, hand, &departments);
        }
        about_calls(canvas, scene, &mut rest, hand);
        let shown = self.0.get(..usize::from(lines)).unwrap_or(&self.0);
        match hand {
            Some(hand) => large(canvas, scene, rest, shown, hand),
            None => ordinary(canvas, scene, rest, shown),
        }
        if scene.is_away(SourceId::Agents) {
            canvas.tint(area, scene.theme.stale());
        }
    }
}

/// Why it is not sure how many wait; why there are no figures of calls.
fn about_calls(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: &mut Rect, hand: Option<Hand>) {
    if let Some(why) = waiting::of(scene).and_then(|waits| waits.sentence(scene)) {
        remark(canvas, scene, area, hand, &why);
    }
    let why = match CallsNow::of(scene) {
        // That they are too old the band says.
        CallsNow::Off | CallsNow::Whole(_) => None,
        CallsNow::Not(why) => Some(text::clean(&why).into_owned()),
    };
    if let Some(why) = why {
        caution(canvas, scene, area, hand, &why);
    }
}

/// A sentence in one line, no larger and no louder than what stands below it. Where it cannot be read from afar it is left
/// out: the figure has its mark.
fn remark(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: &mut Rect, hand: Option<Hand>, why: &str) {
    if area.height == 0 {
        return;
    }
    let (x, cells, style) = (area.x + 1, area.width.saturating_sub(2), scene.theme.faint());
    let smallest = hand.map(|_| big::smallest(&[why], scene.theme.glyphs));
    let large = smallest.filter(|hand| hand.lines() <= area.height);
    if let Some(cut) = large.and_then(|hand| big::like(why, cells, hand, scene.theme.glyphs)) {
        cut.draw(canvas, (x, area.y), style);
        below(area, cut.hand.lines() + 1);
    } else if !canvas.is_far() {
        canvas.put(x, area.y, cells, why, style);
        below(area, 1);
    }
}

/// A sentence in large letters, of two lines at most; cut where there is no room for it, and small where there is none
/// for its beginning.
fn caution(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: &mut Rect, hand: Option<Hand>, why: &str) {
    if area.height == 0 {
        return;
    }
    let style = scene.theme.caution();
    let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..*area };
    let large = hand.and_then(|hand| {
        let few = Rect { height: room.height.min(2 * (hand.lines() + 1)), ..room };
        big::sentences(canvas, few, &[(why.to_owned(), style)])
    });
    if let Some(taken) = large {
        below(area, taken);
        return;
    }
    // Its beginning says what it is about.
    let cut = hand.and_then(|_| big::within(why, (room.width, room.height), scene.theme.glyphs));
    if let Some(cut) = cut {
        cut.draw(canvas, (room.x, room.y), style);
        below(area, cut.hand.lines() + 1);
        return;
    }
    canvas.put(room.x, room.y, room.width, why, style);
    below(area, 1);
}

/// What is left of an area.
fn below(area: &mut Rect, lines: u16) {
    let lines = lines.min(area.height);
    area.y += lines;
    area.height -= lines;
}

/// How a time is written.
fn time_style(scene: &Scene<'_>, agent: &Agent) -> Style {
    match scene.level(agent) {
        Level::Normal => scene.theme.strong(),
        level => scene.theme.level(level),
    }
}

/// The name first: whom it is about; then the state, and for how long.
fn large(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, shown: &[Line<'_>], hand: Hand) {
    let theme = scene.theme;
    let states = shown.iter().map(|line| hand.width(&line.word)).max().unwrap_or(0);
    let times = shown.iter().map(|line| hand.width(&line.time)).max().unwrap_or(0);
    // As wide as the longest of them, as far as what stands behind leaves room.
    let room = area.width.saturating_sub(states + times + 10);
    let name = |line: &Line<'_>| who::written(scene, line.agent, (room, hand.lines()), hand);
    let names = shown.iter().map(|line| name(line).map_or(room.min(ORDINARY), |name| name.width())).max().unwrap_or(0);
    let step = hand.lines() + 1;
    let x = area.x + 1;
    for (line, y) in shown.iter().zip((area.y..).step_by(usize::from(step))) {
        if y + step > area.bottom() + 1 {
            return;
        }
        who::draw(canvas, scene, line.agent, Rect { x, y, width: names, height: hand.lines() }, hand, theme.strong());
        let at = x + names + 4;
        let cells = |at: u16| area.right().saturating_sub(at + 1);
        hand.draw(canvas, (at, y), cells(at), &line.word, theme.state(line.state));
        let at = at + states + 4;
        hand.draw(canvas, (at, y), cells(at), &line.time, time_style(scene, line.agent));
    }
}

/// The same in ordinary letters, a line each.
fn ordinary(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, shown: &[Line<'_>]) {
    let theme = scene.theme;
    let states = shown.iter().map(|line| text::width(&line.word)).max().unwrap_or(0) as u16;
    let times = shown.iter().map(|line| text::width(&line.time)).max().unwrap_or(0) as u16;
    let room = area.width.saturating_sub(states + times + 10);
    let whole = |line: &Line<'_>| text::width(&table::name(scene, line.agent, usize::from(u16::MAX)));
    let names = shown.iter().map(whole).max().unwrap_or(0).min(usize::from(room));
    for (line, y) in shown.iter().zip(area.y..area.bottom()) {
        let name = table::name(scene, line.agent, names);
        let pieces = [
            Piece::new(text::pad(&name, names), theme.strong()),
            Piece::new(format!("  {}  ", text::pad(&line.word, 9)), theme.state(line.state)),
            Piece::new(text::pad_left(&line.time, 7), time_style(scene, line.agent)),
        ];
        canvas.line(area.x + 1, y, area.width.saturating_sub(2), &pieces);
    }
}
