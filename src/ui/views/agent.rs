//! One agent: everything the stream knows, the chats if they can be joined, and the states seen since start.

use ratatui::layout::Rect;

use crate::model::join::chat_rows;
use crate::model::{Agent, AgentId, ChatTotals, SourceId, Stamp, State, Transition};
use crate::ui::canvas::{Canvas, Piece, Title};
use crate::ui::scene::Scene;
use crate::ui::sheet::Sheet;
use crate::ui::text;
use crate::ui::widgets;

use super::{chat, table};

/// From this width on facts and states stand beside each other.
const TWO_COLUMNS: u16 = 100;
/// From this width on chats and further fields have a column of their own.
const THREE_COLUMNS: u16 = 150;
/// Cells of a fact's name.
const LABEL: usize = 15;

type Line = Vec<Piece>;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, id: &AgentId, area: Rect) {
    let Some((slot, agent)) = scene.board.slot(id.as_str()).and_then(|slot| Some((slot, scene.board.agent(slot)?)))
    else {
        let inner = canvas.pane(area, &Title { name: "Agent", focus: true, ..Title::default() });
        let gone = format!("agent {} is no longer on the board", text::fit(id.as_str(), 64, scene.theme.glyphs.cut()));
        canvas.middle(inner, &[gone, "esc leads back to the board".to_owned()]);
        return;
    };
    let name = table::name(scene, agent, 40);
    let mut about = match table::position(scene) {
        Some(position) => format!("{} of {} in the list", position + 1, scene.listing.len()),
        None => "not in the list".to_owned(),
    };
    if !scene.board.is_confirmed(slot) {
        about.push_str(", and not named by the last full message");
    }
    let right = scene.stale(SourceId::Agents).map(|_| scene.age_title(SourceId::Agents)).unwrap_or_default();
    let inner = canvas.pane(area, &Title { name: &name, about, right, focus: true, ..Title::default() });
    let inner = Rect { x: inner.x + 1, width: inner.width - 2, ..inner };
    summary(canvas, scene, agent, inner);
    let seen: Vec<Transition> = scene.board.seen(slot).collect();
    let bar = if inner.height >= 36 { 3 } else { 1 };
    timeline(canvas, scene, &seen, Rect { y: inner.y + 2, height: bar + 1, ..inner });
    let body = Rect { y: inner.y + 4 + bar, height: inner.height.saturating_sub(4 + bar), ..inner };
    let parts = vec![facts(scene, agent), more_facts(scene, agent), states(scene, &seen)];
    let columns = match area.width {
        THREE_COLUMNS.. => parts,
        TWO_COLUMNS.. => {
            let mut parts = parts.into_iter();
            let first = join(parts.by_ref().take(2));
            vec![first, join(parts)]
        }
        _ => vec![join(parts.into_iter())],
    };
    let rows = usize::from(body.height);
    let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let top = scene.view.scroll().get().min(longest.saturating_sub(rows));
    scene.view.scroll().set(top);
    scene.view.shown().rows.set(rows);
    let width = body.width / columns.len() as u16;
    for (index, lines) in columns.iter().enumerate() {
        let x = body.x + index as u16 * width;
        for (line, y) in lines.iter().skip(top).zip(body.y..body.bottom()) {
            canvas.line(x, y, width.saturating_sub(1), line);
        }
    }
    if scene.stale(SourceId::Agents).is_some() {
        canvas.tint(inner, scene.theme.stale());
    }
    widgets::thumb(canvas, Rect { y: body.y, height: body.height, ..area }, top, rows, longest);
}

/// Parts under each other, with a blank line between them.
fn join(parts: impl Iterator<Item = Vec<Line>>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for part in parts {
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        lines.extend(part);
    }
    lines
}

/// State, time and call in one line, large enough to be what is seen first.
fn summary(canvas: &mut Canvas<'_>, scene: &Scene<'_>, agent: &Agent, area: Rect) {
    let theme = scene.theme;
    let (state, level) = (agent.state(), scene.level(agent));
    let mark = theme.glyphs.level(level).trim();
    let mut pieces = vec![
        Piece::new(format!("{} {}  ", theme.glyphs.state(state), table::state_word(state)), theme.state(state)),
        Piece::new(format!("{}{mark}", scene.duration(scene.in_state(agent))), theme.level(level)),
        Piece::new("   ", theme.text()),
    ];
    pieces.extend(table::detail(scene, agent));
    canvas.line(area.x, area.y, area.width, &pieces);
    let number = agent.number.as_deref().map(|number| format!("number {}", text::clean(number))).unwrap_or_default();
    canvas.put_right(area.x + area.width / 2, area.right(), area.y, &number, theme.strong());
}

/// The states since they were first seen, as one bar with its times.
fn timeline(canvas: &mut Canvas<'_>, scene: &Scene<'_>, seen: &[Transition], area: Rect) {
    let theme = scene.theme;
    let Some(first) = seen.first() else {
        canvas.put(area.x, area.y, area.width, "no state has been seen yet", theme.faint());
        return;
    };
    let span = scene.at.since(first.at).max(1);
    let cells = i64::from(area.width);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut index = 0;
    for cell in 0..cells {
        // A cell shows the state at its end, so that the last cell is the present one.
        let until = first.at.plus(span.saturating_mul(cell + 1) / cells);
        while seen.get(index + 1).is_some_and(|next| next.at <= until) {
            index += 1;
        }
        let state = seen.get(index).map_or(State::Unknown, |transition| transition.state);
        let block = widgets::block(theme, state);
        let style = theme.state(state);
        match pieces.last_mut() {
            Some(last) if last.style == style && last.text.ends_with(block) => last.text.push_str(block),
            _ => pieces.push(Piece::new(block, style)),
        }
    }
    for y in area.y..area.bottom() - 1 {
        canvas.line(area.x, y, area.width, &pieces);
    }
    let below = area.bottom() - 1;
    let from = format!("{}  seen for {}", clock(scene, first.at), scene.duration(Some(span)));
    canvas.put(area.x, below, area.width / 2, &from, theme.faint());
    canvas.put_right(area.x + area.width / 2, area.right(), below, "now", theme.faint());
}

/// A time of day, with the date when it is not today's.
fn clock(scene: &Scene<'_>, at: Stamp) -> String {
    if scene.clock(at, "%F") == scene.clock(scene.at, "%F") {
        scene.clock(at, "%H:%M:%S")
    } else {
        scene.clock(at, "%d %b %H:%M:%S")
    }
}

fn heading(scene: &Scene<'_>, text: &str) -> Line {
    vec![Piece::new(text, scene.theme.focus())]
}

fn fact(scene: &Scene<'_>, label: &str, value: impl Into<String>) -> Line {
    vec![
        Piece::new(text::pad(label, LABEL), scene.theme.faint()),
        Piece::new(" ", scene.theme.text()),
        Piece::new(value, scene.theme.text()),
    ]
}

fn facts(scene: &Scene<'_>, agent: &Agent) -> Vec<Line> {
    let dash = scene.dash();
    let word = |value: Option<String>| value.unwrap_or_else(|| dash.to_owned());
    let clean = |value: &Option<String>| word(value.as_deref().map(|value| text::clean(value).into_owned()));
    let count = |value: Option<u64>| text::count(value, dash);
    let moment = |at: Option<Stamp>| word(at.map(|at| clock(scene, at.plus(-scene.skew()))));
    let missed_of = agent.missed.zip(agent.answered).map(|(missed, answered)| missed.saturating_add(answered));
    let share = |part, whole| text::percent(crate::model::chat::share(part, whole), dash);
    vec![
        heading(scene, "Now"),
        fact(scene, "name", clean(&agent.name)),
        fact(scene, "number", clean(&agent.number)),
        fact(scene, "extension", clean(&agent.extension)),
        fact(scene, "work state", word(agent.work.map(|work| work.to_string()))),
        fact(scene, "  since", moment(agent.work_since)),
        fact(scene, "login state", word(agent.login.map(|login| login.to_string()))),
        fact(scene, "  since", moment(agent.login_since)),
        fact(
            scene,
            "busy because",
            word(agent.reason.map(|reason| text::clean(&scene.settings.reason(reason)).into_owned())),
        ),
        fact(scene, "phone", word(agent.phone.map(|phone| phone.to_string()))),
        fact(scene, "call", word(agent.call.map(|call| call.to_string()))),
        fact(scene, "customer", word(scene.customer(agent).map(|number| text::clean(&number).into_owned()))),
        fact(scene, "id", text::clean(agent.id.as_str()).into_owned()),
        Vec::new(),
        heading(scene, "Calls today"),
        fact(scene, "answered", count(agent.answered)),
        fact(scene, "missed", format!("{}   {}", count(agent.missed), share(agent.missed, missed_of))),
        fact(scene, "dialled", count(agent.dialled)),
        fact(scene, "connected", format!("{}   {}", count(agent.connected), share(agent.connected, agent.dialled))),
    ]
}

/// Chats, and what the stream sent beyond the fields it documents.
fn more_facts(scene: &Scene<'_>, agent: &Agent) -> Vec<Line> {
    let mut lines = chats(scene, agent);
    if !agent.extra.is_empty() {
        lines.push(Vec::new());
        lines.push(heading(scene, "Also sent, as the vendor names it"));
        for (key, value) in crate::model::customer::mask_extra(&agent.extra) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let key = text::fit(&key, 32, scene.theme.glyphs.cut());
            lines.push(fact(scene, &key, text::clean(&value).into_owned()));
        }
    }
    lines
}

fn chats(scene: &Scene<'_>, agent: &Agent) -> Vec<Line> {
    let mut lines = vec![heading(scene, "Chats today")];
    let Some(day) = scene.board.chat() else {
        let why = scene.why_empty(SourceId::Chat, "chat statistics are", "answer");
        lines.extend(why.into_iter().map(|why| vec![Piece::new(text::clean(&why), scene.theme.text())]));
        return lines;
    };
    let Some(join) = chat_rows(agent, scene.board.agents(), &day.rows, scene.view.chats().ids()) else {
        let none = "no chats, or none that can be joined by id, settings or a unique name";
        lines.push(vec![Piece::new(none, scene.theme.text())]);
        return lines;
    };
    lines.push(fact(scene, "joined", chat::how(join.how)));
    let dash = scene.dash();
    let reply = |ms: Option<f64>| scene.duration(ms.map(|ms| ms as i64));
    for row in join.rows.iter().filter_map(|index| day.rows.get(*index)) {
        let rated = ChatTotals::of(std::slice::from_ref(row));
        if let Some(group) = &row.group {
            lines.push(fact(scene, "group", text::clean(group).into_owned()));
        }
        lines.push(fact(scene, "  chats", text::count(row.chats, dash)));
        lines.push(fact(
            scene,
            "  valid",
            format!("{}   {}", text::count(row.valid, dash), text::percent(rated.valid_share(), dash)),
        ));
        lines.push(fact(scene, "  unanswered", text::count(row.unanswered, dash)));
        lines.push(fact(scene, "  first reply", reply(row.first_reply_ms)));
        lines.push(fact(scene, "  reply", reply(row.reply_ms)));
        lines.push(fact(scene, "  length", reply(row.session_ms)));
        lines.push(fact(scene, "  good", text::percent(rated.good_share(), dash)));
    }
    lines
}

/// State changes, newest first, with how long each lasted.
fn states(scene: &Scene<'_>, seen: &[Transition]) -> Vec<Line> {
    let theme = scene.theme;
    let mut lines = vec![heading(scene, "States seen since start, newest first")];
    let mut until = scene.at;
    for transition in seen.iter().rev() {
        let state = transition.state;
        let lasted = until.since(transition.at).max(0);
        let level = scene.settings.limits.level(state, lasted);
        let word = text::pad(&table::state_word(state), 9);
        let reason = transition.reason.map(|reason| text::clean(&scene.settings.reason(reason)).into_owned());
        lines.push(vec![
            Piece::new(format!("{}  ", text::pad(&clock(scene, transition.at), 8)), theme.faint()),
            Piece::new(format!("{} {word}", theme.glyphs.state(state)), theme.state(state)),
            Piece::new(text::pad_left(&scene.duration(Some(lasted)), 9), theme.level(level)),
            Piece::new(format!("  {}", reason.unwrap_or_default()), theme.text()),
        ]);
        until = transition.at;
    }
    lines
}

pub(super) fn sheet<'a>(_scene: &'a Scene<'_>, _id: &AgentId) -> Option<Box<dyn Sheet + 'a>> {
    None
}
