//! The agents, one a row.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::lang;
use crate::lists::agents::{Teams, missed_share};
use crate::lists::{ListId, Widths};
use crate::model::{Agent, CallKind, Level, SourceId, State, Topic};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::sheet::{Frame, draw_in, hidden, range, style_of};
use crate::ui::draw::widgets;
use crate::ui::keymap::Mode;
use crate::ui::state::Pane;
use crate::ui::state::hits::{FrameMap, Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::agents::{logged_in, name_role, sheet};
use crate::ui::text;
use crate::ui::theme::Theme;

mod columns;
pub(super) mod teams;

pub(super) use crate::lists::agents::state_word;
pub(super) use crate::ui::state::sheets::agents::{name, position};

use super::figures;
use columns::{Column, Columns};

/// What the pane is called: what led to these agents, where a figure did.
pub(super) fn named(scene: &Scene<'_>) -> String {
    let agents = tr!(scene, "Agents");
    match figures::opened(scene) {
        Some(figure) => format!("{figure} {} {agents}", scene.theme.glyphs.then()),
        None => agents.to_owned(),
    }
}

/// What the pane is told: order and filter.
pub(super) fn title(scene: &Scene<'_>) -> (String, Vec<Piece>) {
    let rules = scene.listing.rules();
    let order = rules.sort.title(scene.language, rules.reverse);
    let about = if rules.filter.is_empty() {
        order
    } else {
        let found = text::count(Some(scene.listing.len() as u64), "");
        let filter = text::fit(rules.filter.text(), 32, scene.theme.glyphs.cut());
        tr!(
            scene,
            "{found} of {all} match {filter} {dot} {about}",
            found = found,
            all = scene.board.agents().len(),
            filter = filter,
            dot = scene.theme.glyphs.dot(),
            about = order
        )
    };
    let right = scene.stale(SourceId::Agents).map(|_| scene.age_title(SourceId::Agents)).unwrap_or_default();
    (about, scene.scoped(SourceId::Agents, Topic::Agents, right))
}

/// Draws the rows that are in view, and remembers how many there were.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, boxed: bool) {
    if scene.list(ListId::Agents).columns.is_some() {
        chosen(canvas, scene, area, boxed);
        return;
    }
    let total = scene.listing.len();
    let mut inner = area;
    if boxed {
        inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height.saturating_sub(2) };
    }
    let rows = usize::from(inner.height.saturating_sub(1));
    canvas.zone(area, Zone::Pane(Pane::Table, rows));
    let shown = scene.view.board().shown();
    let position = position(scene);
    let top = widgets::window(shown.top, rows, total, position);
    canvas.map.agents = Some((top, 1));
    canvas.map.rows = Some(rows);
    let scrolls = total > rows && !boxed;
    // On a wide pane the last figures keep off the border.
    let room = inner.width - u16::from(scrolls || inner.width >= 100);
    let none = Widths::default();
    let columns = Columns::for_width(room, scene.view.widths(ListId::Agents).unwrap_or(&none));
    if boxed {
        let (about, right) = title(scene);
        let mut in_view: Vec<String> =
            hidden(scene.language, columns.hidden).filter(|_| total > 0).into_iter().collect();
        if total > rows {
            in_view.push(range(scene.language, top, rows, total));
        }
        let in_view = in_view.join("  ");
        let room = usize::from(area.width).saturating_sub(text::width(&in_view) + 8);
        canvas.pane(
            area,
            &Title {
                name: &named(scene),
                about,
                right,
                bottom: legend(scene, room),
                bottom_right: in_view,
                focus: scene.has_focus(Pane::Table),
                ..Title::default()
            },
        );
    }
    if total == 0 {
        empty(canvas, scene, inner);
        return;
    }
    columns.heading(canvas, scene, inner);
    for (line, slot) in scene.listing.slots(top, rows).enumerate() {
        let Some(agent) = scene.board.agent(slot) else { continue };
        let row = Rect { y: inner.y + 1 + line as u16, height: 1, width: room, ..inner };
        draw_row(canvas, scene, &columns, row, slot, agent);
        canvas.spot(row, Spot::Agent(agent.id.clone()));
        if position == Some(top + line) {
            canvas.tint(row, scene.theme.choice());
        }
    }
    finish(canvas, scene, (area, inner), boxed, (top, rows, total));
}

/// Dims what is too old, and shows which of all lines are in view: the first of them, how many, and of how many.
fn finish(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    (area, inner): (Rect, Rect),
    boxed: bool,
    (top, rows, total): (usize, usize, usize),
) {
    if scene.stale(SourceId::Agents).is_some() {
        canvas.tint(inner, scene.theme.stale());
    }
    let track = if boxed {
        Rect { y: inner.y, height: inner.height, ..area }
    } else {
        Rect { y: inner.y + 1, height: inner.height - 1, ..inner }
    };
    widgets::thumb(canvas, track, top, rows, total);
}

/// Draws the columns that were chosen, as every list has them.
fn chosen(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, boxed: bool) {
    let (about, right) = title(scene);
    let room = usize::from(area.width) / 2;
    let name = named(scene);
    let title = Title { name: &name, about, right, bottom: legend(scene, room), ..Title::default() };
    let stale = scene.stale(SourceId::Agents).is_some();
    let frame = Frame { area, title, empty: why_empty(scene), focus: scene.has_focus(Pane::Table), stale };
    let room = draw_in(canvas, scene, &sheet(scene), frame, boxed);
    canvas.map.agents = Some((room.top, 1));
    canvas.map.rows = Some(room.rows);
}

/// Why no agent is to be seen.
pub(super) fn empty(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    canvas.middle(area, &why_empty(scene));
}

fn why_empty(scene: &Scene<'_>) -> Vec<String> {
    let filter = &scene.listing.rules().filter;
    if !scene.board.has_roster() {
        scene.why_empty(SourceId::Agents, tr!(scene, "the agents' stream is"), tr!(scene, "message"))
    } else if scene.board.agents().is_empty() {
        vec![
            tr!(scene, "the stream names no agents").to_owned(),
            tr!(scene, "check its filter in the settings").to_owned(),
        ]
    } else {
        vec![tr!(scene, "no agents match {filter}", filter = filter.text()), scene.back(tr!(scene, "drops the filter"))]
    }
}

/// What the shades of time mean, as far as there is room.
fn legend(scene: &Scene<'_>, room: usize) -> Vec<Piece> {
    let theme = scene.theme;
    let limits = &scene.settings.limits;
    let levels = |count: usize| match count {
        1 => &[Level::Over][..],
        2 => &[Level::Watch, Level::Over][..],
        _ => &[Level::Watch, Level::Warn, Level::Over][..],
    };
    let mut long: Vec<Piece> = Vec::new();
    for state in [State::Ringing, State::Talking, State::Holding, State::WrapUp, State::Busy] {
        let limits = limits.of(state);
        if limits.is_empty() {
            continue;
        }
        let gap = if long.is_empty() { "" } else { "  " };
        long.push(Piece::new(format!("{gap}{} ", lang::word(scene, state)), theme.faint()));
        for (limit, level) in limits.iter().zip(levels(limits.len())) {
            if long.last().is_some_and(|piece| !piece.text.ends_with(' ')) {
                long.push(Piece::new("/", theme.faint()));
            }
            long.push(Piece::new(text::limit(scene, *limit), theme.level(*level)));
        }
    }
    if width_of(&long) <= room {
        return long;
    }
    let glyphs = theme.glyphs;
    let short = vec![
        Piece::new(format!("{} ", tr!(scene, "time past its")), theme.faint()),
        Piece::new(tr!(scene, "1st"), theme.level(Level::Watch)),
        Piece::new(tr!(scene, ", "), theme.faint()),
        Piece::new(format!("{} {}", tr!(scene, "2nd"), glyphs.level(Level::Warn)), theme.level(Level::Warn)),
        Piece::new(tr!(scene, ", "), theme.faint()),
        Piece::new(format!("{} {}", tr!(scene, "last limit"), glyphs.level(Level::Over)), theme.level(Level::Over)),
    ];
    if width_of(&short) <= room { short } else { Vec::new() }
}

/// What stands before a name: a question mark for an agent whom the last full message left out.
pub(super) fn doubt(scene: &Scene<'_>, slot: usize) -> Piece {
    Piece::new(if scene.board.is_confirmed(slot) { " " } else { "?" }, scene.theme.caution())
}

/// The style of a name: those who are not here step back.
pub(super) fn name_style(scene: &Scene<'_>, slot: usize, agent: &Agent, level: Level) -> Style {
    style_of(scene.theme, name_role(scene, slot, agent, level))
}

/// Who is on the line, or why an agent is busy.
pub(super) fn detail(scene: &Scene<'_>, agent: &Agent) -> Vec<Piece> {
    let theme = scene.theme;
    let state = agent.state();
    if state == State::Busy {
        let reason = agent.reason.filter(|reason| *reason != crate::model::BusyReason::Unknown);
        let words = reason.map(|reason| text::clean(&scene.settings.reason(scene, reason)).into_owned());
        return words.map(|words| vec![Piece::new(words, theme.text())]).unwrap_or_default();
    }
    let call = agent.call.filter(|call| *call != CallKind::None);
    if !state.in_call() && call.is_none() || state == State::Offline {
        return Vec::new();
    }
    let direction = call.map_or(" ", |call| theme.glyphs.call(call));
    let who = scene.customer(agent).map(|number| text::clean(&number).into_owned());
    let who = match (who, call) {
        (Some(who), _) => who,
        (None, Some(CallKind::Internal)) => tr!(scene, "internal").to_owned(),
        (None, Some(CallKind::Other(code))) => tr!(scene, "call type {code}", code = code),
        (None, Some(_)) => scene.dash().to_owned(),
        (None, None) => return Vec::new(),
    };
    vec![Piece::new(format!("{direction} "), theme.state(state)), Piece::new(who, theme.text())]
}

fn draw_row(canvas: &mut Canvas<'_>, scene: &Scene<'_>, columns: &Columns, row: Rect, slot: usize, agent: &Agent) {
    let theme: Theme = scene.theme;
    let state = agent.state();
    let level = scene.level(agent);
    let here = state != State::Offline;
    let plain = if here { theme.text() } else { theme.faint() };
    let figure = |value: Option<u64>| text::count(value, scene.dash());
    for (column, x, cells) in columns.places(row.x) {
        let wide = usize::from(cells);
        let mut left = |text: &str, style| canvas.put(x, row.y, cells, text, style);
        match column {
            Column::Mark => {
                left(theme.glyphs.level(level), theme.level_mark(level));
            }
            Column::Glyph => {
                left(theme.glyphs.state(state), theme.state(state));
            }
            Column::Name => {
                left(&name(scene, agent, wide), name_style(scene, slot, agent, level));
                canvas.line(x - 1, row.y, 1, &[doubt(scene, slot)]);
            }
            Column::Number => {
                left(&agent.number.as_deref().map(text::clean).unwrap_or_default(), theme.faint());
            }
            Column::Extension => {
                left(&agent.extension.as_deref().map(text::clean).unwrap_or_default(), theme.faint());
            }
            Column::State => {
                left(&state_word(scene.language, state), theme.state(state));
            }
            Column::Detail => {
                canvas.line(x, row.y, cells, &detail(scene, agent));
            }
            Column::Phone => {
                left(&agent.phone.map(|word| lang::word(scene, word)).unwrap_or_default(), theme.faint());
            }
            Column::Time => {
                let style = if here { theme.level(level) } else { theme.faint() };
                // Ten hours and more need the gap too.
                canvas.put_right(x - 1, x + cells, row.y, &scene.elapsed_in(agent, wide), style);
            }
            Column::Inbound | Column::Outbound => {
                let (first, second, before) = match column {
                    Column::Inbound => (agent.answered, agent.missed, 3),
                    _ => (agent.dialled, agent.connected, 4),
                };
                let plain_number = |value: Option<u64>| value.map_or(scene.dash().to_owned(), |n| n.to_string());
                let before = text::pad_left(&plain_number(first), before);
                left(&format!("{before}/{}", plain_number(second)), plain);
            }
            Column::Answered => canvas.put_right(x, x + cells, row.y, &figure(agent.answered), plain),
            Column::Missed => canvas.put_right(x, x + cells, row.y, &figure(agent.missed), plain),
            Column::MissedShare => {
                let share = text::percent(missed_share(agent), scene.dash());
                canvas.put_right(x, x + cells, row.y, &share, theme.faint());
            }
            Column::Dialled => canvas.put_right(x, x + cells, row.y, &figure(agent.dialled), plain),
            Column::Connected => canvas.put_right(x, x + cells, row.y, &figure(agent.connected), plain),
            Column::LoggedIn => {
                canvas.put_right(x, x + cells, row.y, &logged_in(scene, agent), theme.faint());
            }
        }
    }
}

/// Which part of the list is in view, where a border does not say it.
pub(super) fn in_view(scene: &Scene<'_>, map: &FrameMap) -> Option<String> {
    let (top, rows) = (map.agents.map_or(0, |(top, _)| top), map.rows.unwrap_or(0));
    let total = scene.listing.len();
    if scene.view.mode() != Mode::Board || scene.view.board().focus() != Pane::Table {
        return None;
    }
    let filter = &scene.listing.rules().filter;
    if !filter.is_empty() {
        let text = text::fit(filter.text(), 28, scene.theme.glyphs.cut());
        if let Some(figure) = figures::opened(scene) {
            let then = scene.theme.glyphs.then();
            let all = scene.board.agents().len();
            return Some(tr!(
                scene,
                "{figure} {then} {total} of {all} agents",
                figure = figure,
                then = then,
                total = total,
                all = all
            ));
        }
        return Some(tr!(
            scene,
            "/{text}  {total} of {all}",
            text = text,
            total = total,
            all = scene.board.agents().len()
        ));
    }
    let by_team = scene.view.board().is_by_team();
    let total = if by_team { Teams::of(&scene.listing, scene.board, scene.at).len() } else { total };
    let list = !scene.view.board().has_tiles() && total > rows && rows > 0;
    list.then(|| range(scene.language, top, rows, total))
}
