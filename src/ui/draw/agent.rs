//! One agent: the present state, today as a bar, today's calls, where the time went, the chats, and every field.
//!
//! Each part says how old it is, or why it is missing, and leaves the others alone.

use ratatui::layout::Rect;

use super::calls;
use super::facts::{columns, columns_of, join, wrapped};
use super::figures;
use super::table;
use crate::lang;
use crate::lists::ListId;
use crate::model::{Agent, AgentId, LiveCall, Shelved, SourceId};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::Part;
use crate::ui::state::day::{self, AgentDay};
use crate::ui::state::hits::Zone;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::agent_calls::{entry, has_calls};
use crate::ui::state::sheets::calls::CallsSheet;
use crate::ui::text;

mod bar;
mod live;
mod person;
mod section;
mod timeline;
mod words;
mod work;

/// From this width on calls and facts stand beside each other.
const BESIDE: u16 = 100;
/// From this width of their pane on facts have two columns, and three.
const TWO_COLUMNS: u16 = 72;
const THREE_COLUMNS: u16 = 130;
/// Below this height the parts under the day take turns, and the day is the bar and the chosen stretch.
const LOW: u16 = 19;
/// From this height on the bar is three lines high.
const HIGH: u16 = 44;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, id: &AgentId, area: Rect) {
    let Some((slot, agent)) = scene.board.slot(id.as_str()).and_then(|slot| Some((slot, scene.board.agent(slot)?)))
    else {
        let inner = canvas.pane(area, &Title { name: tr!(scene, "Agent"), focus: true, ..Title::default() });
        let gone = tr!(
            scene,
            "agent {agent} is no longer on the board",
            agent = text::fit(id.as_str(), 64, scene.theme.glyphs.cut())
        );
        canvas.middle(inner, &[gone, scene.back(tr!(scene, "leads back to the board"))]);
        return;
    };
    let mut about = match table::position(scene) {
        Some(position) => {
            tr!(scene, "{position} of {total} in the list", position = position + 1, total = scene.listing.len())
        }
        None => tr!(scene, "not in the list").to_owned(),
    };
    if !scene.board.is_confirmed(slot) {
        about = tr!(scene, "{about}, and not named by the last full message", about = about);
    }
    let has_calls = has_calls(scene.board, id);
    let part = scene.view.tabs().agent.part(has_calls);
    let day = AgentDay::of(scene, id);
    let call = live::of(scene, agent);
    let below = top(canvas, scene, agent, &day, (&about, part, call), area);
    if below.height < 3 {
        return;
    }
    let entry = entry(scene, id);
    let in_turns = area.height < LOW && below.height < 10;
    let facts_of = |canvas: &mut Canvas<'_>, area: Rect| {
        facts(canvas, scene, agent, &day, (part == Part::Facts, has_calls || !in_turns), area);
    };
    if in_turns {
        match part {
            Part::Calls => calls(canvas, scene, entry, below, true),
            Part::Day | Part::Facts => facts_of(canvas, below),
        }
        return;
    }
    if has_calls && area.width >= BESIDE {
        let left = (u32::from(below.width) * if below.width >= 150 { 46 } else { 56 } / 100) as u16;
        calls(canvas, scene, entry, Rect { width: left, ..below }, part == Part::Calls);
        facts_of(canvas, Rect { x: below.x + left, width: below.width - left, ..below });
        return;
    }
    // On a narrow screen the part that has the keys gets the room; without calls their pane only says why.
    let wanted = if has_calls {
        let rows = entry.and_then(Shelved::calls).map_or(0, |rows| rows.rows.len());
        u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(3)
    } else {
        let room = usize::from(area.width).saturating_sub(4).clamp(1, 72);
        let lines = scene
            .why_no_answer(entry, lang::of(scene, words::NO_CALLS))
            .iter()
            .map(|why| wrapped(&text::clean(why), room).len())
            .sum::<usize>();
        u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2)
    };
    let most = if part == Part::Calls { below.height.saturating_sub(6) } else { 5 };
    let height = wanted.min(most.max(3)).min(below.height);
    calls(canvas, scene, entry, Rect { height, ..below }, part == Part::Calls);
    let rest = Rect { y: below.y + height, height: below.height - height, ..below };
    if rest.height >= 3 {
        facts_of(canvas, rest);
    }
}

/// State and day; the room that is left below.
fn top(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    agent: &Agent,
    day: &AgentDay,
    (about, part, call): (&str, Part, Option<&LiveCall>),
    area: Rect,
) -> Rect {
    let low = area.height < LOW;
    let room = area.width.saturating_sub(4);
    let mut note = note(scene, agent, day, usize::from(room));
    note.truncate(if low { usize::from(part == Part::Day) } else { 2 });
    let bar_height = if area.height >= HIGH { 3 } else { 1 };
    let spare = area.height >= HIGH;
    let with_legend = !low || part == Part::Day;
    // Border, state, call, note, bar, chosen stretch; hours and legend; two blank lines.
    let lines = 2
        + 1
        + u16::from(call.is_some())
        + note.len() as u16
        + bar_height
        + 1
        + 2 * u16::from(with_legend)
        + 2 * u16::from(spare);
    let pane = Rect { height: lines.min(area.height), ..area };
    let name = format!("{}{}", figures::trail(scene), table::name(scene, agent, 40));
    let right = match scene.stale(SourceId::Agents) {
        Some(_) => scene.age_title(SourceId::Agents),
        None => scene.answer_title(day::history(scene, &agent.id), SourceId::Agents),
    };
    let title = Title { name: &name, about: about.to_owned(), right, focus: part == Part::Day, ..Title::default() };
    canvas.zone(pane, Zone::Agent(Part::Day));
    let inner = canvas.pane(pane, &title);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let mut y = inner.y;
    let next = |lines: u16, y: &mut u16| {
        let line = Rect { y: *y, height: lines.min(inner.bottom().saturating_sub(*y)), ..inner };
        *y = y.saturating_add(lines);
        line
    };
    summary(canvas, scene, agent, next(1 + u16::from(spare), &mut y));
    if let Some(call) = call {
        let at = next(1, &mut y);
        canvas.line(at.x, at.y, at.width, &live::line(scene, call));
    }
    for line in &note {
        let at = next(1, &mut y);
        canvas.put(at.x, at.y, at.width, line, scene.theme.faint());
    }
    let chosen = day.chosen(scene.view.tabs().agent.segment(&agent.id));
    if let Some(chosen) = chosen {
        bar::draw(canvas, scene, day, Some(chosen), next(bar_height, &mut y));
        if with_legend {
            bar::hours(canvas, scene, day, next(1, &mut y));
        }
        let at = next(1 + u16::from(spare), &mut y);
        canvas.line(at.x, at.y, at.width, &bar::chosen(scene, day, chosen, usize::from(at.width)));
        if with_legend {
            let at = next(1, &mut y);
            canvas.line(at.x, at.y, at.width, &bar::legend(scene, day, usize::from(at.width)));
        }
    } else {
        let nothing = if day.whole {
            tr!(scene, "offline all day, by the vendor's history")
        } else {
            tr!(scene, "no state has been seen yet")
        };
        canvas.put(inner.x, y, inner.width, nothing, scene.theme.faint());
    }
    let history = day::history(scene, &agent.id);
    if scene.stale(SourceId::Agents).is_some() || scene.answer_stale(history, SourceId::Agents).is_some() {
        canvas.tint(inner, scene.theme.stale());
    }
    Rect { y: pane.bottom(), height: area.height - pane.height, ..area }
}

/// What stands for the day while there is no history of it, and why there is none; the reason only while there is one.
fn note(scene: &Scene<'_>, agent: &Agent, day: &AgentDay, room: usize) -> Vec<String> {
    let entry = day::history(scene, &agent.id);
    let failure = entry.and_then(|entry| entry.failure.as_ref()).map(|failure| lang::sentence(scene, &failure.problem));
    let failure = failure.as_deref().map(text::clean);
    let sentence = match (day.whole, failure) {
        (true, _) => return Vec::new(),
        (false, Some(failure)) => {
            tr!(scene, "States seen since start; no history of today: {failure}", failure = failure)
        }
        (false, None) => tr!(scene, "States seen since start, until the history of today is here").to_owned(),
    };
    let mut lines = wrapped(&sentence, room);
    if lines.len() > 2 {
        lines.truncate(2);
        if let Some(last) = lines.last_mut() {
            let cut = scene.theme.glyphs.cut();
            *last = text::cut(&format!("{last} {}", " ".repeat(room)), room.saturating_sub(1), cut).into_owned();
        }
    }
    lines
}

/// State, time and call in one line, large enough to be what is seen first.
fn summary(canvas: &mut Canvas<'_>, scene: &Scene<'_>, agent: &Agent, area: Rect) {
    let theme = scene.theme;
    let (state, level) = (agent.state(), scene.level(agent));
    let mark = theme.glyphs.level(level).trim();
    let mut pieces = vec![
        Piece::new(
            format!("{} {}  ", theme.glyphs.state(state), table::state_word(scene.language, state)),
            theme.state(state),
        ),
        Piece::new(format!("{}{mark}", scene.elapsed(agent)), theme.level(level)),
        Piece::new("   ", theme.text()),
    ];
    pieces.extend(table::detail(scene, agent));
    canvas.line(area.x, area.y, area.width, &pieces);
    let number = agent
        .number
        .as_deref()
        .map(|number| tr!(scene, "number {number}", number = text::clean(number)))
        .unwrap_or_default();
    canvas.put_right(area.x + area.width / 2, area.right(), area.y, &number, theme.strong());
}

fn calls(canvas: &mut Canvas<'_>, scene: &Scene<'_>, entry: Option<&Shelved>, area: Rect, focus: bool) {
    let sheet = CallsSheet::new(scene, ListId::AgentCalls, entry);
    let list = scene.list(ListId::AgentCalls);
    let failure = entry.filter(|entry| entry.has_content()).and_then(|entry| entry.failure.as_ref());
    let bottom = failure.map(|failure| {
        let room = usize::from(area.width).saturating_sub(40).max(24);
        let sentence =
            format!("{} {}", scene.theme.glyphs.alert(), text::clean(&lang::sentence(scene, &failure.problem)));
        Piece::new(text::cut(&sentence, room, scene.theme.glyphs.cut()).into_owned(), scene.theme.caution())
    });
    let frame = Frame {
        area,
        title: Title {
            name: tr!(scene, "Calls"),
            about: calls::about(scene.language, entry, list),
            right: scene.answer_title(entry, SourceId::Agents),
            bottom: bottom.into_iter().collect(),
            ..Title::default()
        },
        empty: scene.why_no_answer(entry, lang::of(scene, words::NO_CALLS)),
        focus,
        stale: scene.answer_stale(entry, SourceId::Agents).is_some(),
    };
    sheet::draw(canvas, scene, &sheet, frame);
}

fn facts(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    agent: &Agent,
    day: &AgentDay,
    (focus, with_calls): (bool, bool),
    area: Rect,
) {
    canvas.zone(area, Zone::Agent(Part::Facts));
    let inner = canvas.pane(area, &Title { name: tr!(scene, "In words"), focus, ..Title::default() });
    let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    let (count, room) = columns_of(area.width, body, [TWO_COLUMNS, THREE_COLUMNS]);
    let work = work::Work::of(scene, &agent.id);
    let (times, reported) = (work.times(scene, room), work.calls(scene, room));
    let (counters, now) = (words::counters(scene, agent, room), words::now(scene, agent, room));
    let (chats, further) = (words::chats(scene, agent, room), words::further(scene, agent, room));
    let (joined, compared) = (person::joined(scene, agent, room), person::compared(scene, agent, room));
    let timeline = timeline::lines(scene, day, agent, room);
    // Where calls have no pane of their own, it is still said why there are none.
    let live = live::of(scene, agent).map(|call| live::facts(scene, call, room)).unwrap_or_default();
    let no_calls = if with_calls { Vec::new() } else { words::no_calls(scene, entry(scene, &agent.id), room) };
    let parts = match count {
        3 => vec![
            join([live, no_calls, times, compared, reported]),
            join([counters, now, joined, further]),
            join([chats, timeline]),
        ],
        2 => vec![
            join([live, no_calls, times, compared, reported, timeline]),
            join([counters, now, joined, further, chats]),
        ],
        _ => vec![join([live, no_calls, times, counters, compared, now, joined, reported, further, chats, timeline])],
    };
    columns(canvas, scene, area, body, &parts);
}
