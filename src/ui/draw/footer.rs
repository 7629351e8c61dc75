//! The bottom line: what the keys do here, or the filter being typed, or a notice.

use ratatui::layout::Rect;

use super::ai_page;
use crate::lang::{self, Language};
use crate::lists::ListId;
use crate::ui::action::Action;
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::keymap::Mode;
use crate::ui::kiosk::Stop;
use crate::ui::state::Part;
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::agent_calls::has_calls;
use crate::ui::state::sheets::{facets, legs::has_keys, sheet};
use crate::ui::state::works::works;
use crate::ui::state::{AlertKey, BoardFigure, Input, Offered, Page, Pane, PanelKind, Target, View, Which, progress};
use crate::ui::tape::Tape;
use crate::ui::text;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, with_range: bool) {
    if let Some(question) = scene.view.over().question() {
        asking(canvas, scene, question, area);
        return;
    }
    // The line is the command's.
    if scene.view.over().palette().is_some() {
        return;
    }
    if let Some(input) = scene.view.over().input() {
        typing(canvas, scene, input, area);
        return;
    }
    if let Some(notice) = scene.view.notice() {
        let pieces = [Piece::new(text::clean(notice), scene.theme.strong())];
        canvas.line(area.x + 1, area.y, area.width - 2, &pieces);
        return;
    }
    if let Some(progress) = progress(scene) {
        let key = scene.view.keymap().key_for(Action::Back, scene.view.mode()).map(|key| key.to_string());
        let at = canvas.put(area.x + 1, area.y, area.width - 2, &progress, scene.theme.strong());
        let pieces = [
            Piece::new(key.unwrap_or_default(), scene.theme.key()),
            Piece::new(format!(" {}", tr!(scene, "stop")), scene.theme.faint()),
        ];
        hint(canvas, Action::Back, &pieces, at + 3, area);
        return;
    }
    if let Some(stations) = scene.view.stations(scene.live) {
        round(canvas, scene, &stations, area);
        return;
    }
    hints(canvas, scene, area, with_range);
}

/// On a wall: the stations of the round, and where it is.
fn round(canvas: &mut Canvas<'_>, scene: &Scene<'_>, stations: &[(Stop, bool)], area: Rect) {
    let theme = scene.theme;
    let name = |stop: Stop| match stop {
        Stop::Wall => tr!(scene, "wall"),
        Stop::View(view) => lang::of(scene, view.as_str()),
    };
    let style = |now: bool| if now { theme.key() } else { theme.faint() };
    // While alerts have the screen, what they interrupt stands there instead.
    let interrupted = scene.view.interrupted(scene.now).map(|(stop, left)| {
        let time = text::age(scene, left + 999);
        tr!(scene, "the alert interrupts: {view}, for {time} at most", view = name(stop), time = time)
    });
    let pieces: Vec<Piece> = match interrupted {
        Some(words) => vec![Piece::new(words, theme.strong())],
        None => stations
            .iter()
            .flat_map(|(stop, now)| {
                let open = if *now { "[" } else { " " };
                let close = if *now { "] " } else { "  " };
                [Piece::new(open, style(*now)), Piece::new(name(*stop), style(*now)), Piece::new(close, style(*now))]
            })
            .collect(),
    };
    let at = canvas.line(area.x + 1, area.y, area.width - 2, &pieces);
    let about = tr!(scene, "any key pauses the round");
    if usize::from(area.right().saturating_sub(at + 2)) > text::width(about) {
        canvas.put_right(at, area.right() - 1, area.y, about, theme.faint());
    }
}

fn asking(canvas: &mut Canvas<'_>, scene: &Scene<'_>, question: &str, area: Rect) {
    let key = |action| scene.view.keymap().key_for(action, Mode::Asking).map(|key| key.to_string()).unwrap_or_default();
    let theme = scene.theme;
    let question = [Piece::new(format!("{}  ", text::clean(question)), theme.caution())];
    let mut at = canvas.line(area.x + 1, area.y, area.width - 2, &question);
    for (action, word) in
        [(Action::Yes, format!(" {}  ", tr!(scene, "yes"))), (Action::No, format!(" {}", tr!(scene, "no")))]
    {
        let answer = [Piece::new(key(action), theme.key()), Piece::new(word, theme.faint())];
        at = hint(canvas, action, &answer, at, area);
    }
}

fn typing(canvas: &mut Canvas<'_>, scene: &Scene<'_>, input: &Input, area: Rect) {
    let theme = scene.theme;
    let key = |action| scene.view.keymap().key_for(action, Mode::Typing).map(|key| key.to_string()).unwrap_or_default();
    let found = match &input.target {
        Target::Agents(_) => {
            let (found, all) = (scene.listing.len() as u64, scene.board.agents().len() as u64);
            tr!(
                scene,
                "{found} of {all} agents",
                found = text::count(Some(found), ""),
                all = text::count(Some(all), "")
            )
        }
        Target::List { id, .. } => found(scene, *id),
        Target::Help(_) => {
            let (found, all) = super::help::found(scene);
            tr!(scene, "{found} of {all} lines", found = text::count(Some(found), ""), all = text::count(Some(all), ""))
        }
        Target::Facet(_) => String::new(),
    };
    let (keep, drop) = (
        format!("   {} {}", key(Action::AcceptFilter), tr!(scene, "keep")),
        format!("   {} {}", key(Action::CancelFilter), tr!(scene, "drop")),
    );
    let about = match &input.error {
        Some(error) => Piece::new(text::clean(&error.told(scene.language)), theme.caution()),
        None => Piece::new(format!("{found}{keep}{drop}"), theme.faint()),
    };
    // The end of a long filter is what is being typed, so its beginning gives way.
    let typed = text::clean(&input.text).into_owned();
    let trailing = if input.text.ends_with(' ') { " " } else { "" };
    let room = usize::from(area.width).saturating_sub(about.width() + 8).max(12);
    let mut shown = format!("{typed}{trailing}");
    while text::width(&shown) > room {
        shown.remove(0);
    }
    let prompt = match &input.target {
        Target::Facet(key) => {
            let title = facets(scene).into_iter().find(|facet| facet.key == *key).map(|facet| facet.title);
            format!("{}: ", title.unwrap_or_default())
        }
        Target::Agents(_) | Target::List { .. } | Target::Help(_) => "/".to_owned(),
    };
    let at = canvas.put(area.x + 1, area.y, 30, &prompt, theme.key());
    let at = canvas.put(at, area.y, area.right() - at, &shown, theme.strong());
    let cursor = if theme.is_plain() || theme.glyphs.is_ascii() { "_" } else { "▏" };
    let at = canvas.put(at, area.y, 1, cursor, theme.key());
    if input.error.is_none() {
        let mut end = area.right() - 1;
        for (action, words) in [(Action::CancelFilter, &drop), (Action::AcceptFilter, &keep)] {
            let start = end.saturating_sub(u16::try_from(text::width(words)).unwrap_or(0));
            // Without the blanks before it.
            let place = Rect { x: start + 3, width: end.saturating_sub(start + 3), ..area };
            canvas.spot(place, Spot::Does(action));
            end = start;
        }
    }
    canvas.line_right(at + 2, area.right() - 1, area.y, &[about]);
}

/// How many rows of a list match what is typed.
fn found(scene: &Scene<'_>, id: ListId) -> String {
    let Some((sheet, list)) = sheet(scene).zip(scene.view.list(id)) else { return String::new() };
    let found = list.order(scene, sheet.as_ref()).len() as u64;
    tr!(
        scene,
        "{found} of {all} rows",
        found = text::count(Some(found), ""),
        all = text::count(Some(sheet.rows() as u64), "")
    )
}

/// Actions worth a hint, most useful first; none that does nothing here.
pub(in crate::ui) fn offered(scene: &Scene<'_>) -> Vec<(Action, &'static str)> {
    let view = scene.view;
    let mut own = on_page(scene);
    if view.mode() != Mode::Panel {
        own.retain(|(action, _)| works(scene, view.page(), *action));
    }
    let is_of_a_site = view.sites().is_some() && !view.is_at_sites();
    if is_of_a_site && matches!(view.mode(), Mode::Board | Mode::List | Mode::Agent) {
        own.insert(own.len().min(2), (Action::Sites, tr!(scene, "sites")));
    }
    let Some(Tape::Replaying { playing, .. }) = view.tape().filter(|_| view.mode() != Mode::Panel) else { return own };
    let replay = [
        (Action::Play, if playing { tr!(scene, "pause") } else { tr!(scene, "play") }),
        (Action::StepOn, tr!(scene, "step")),
        (Action::SeekAhead, tr!(scene, "30 s")),
        (Action::SeekFarAhead, tr!(scene, "5 min")),
        (Action::Faster, tr!(scene, "speed")),
    ];
    replay.into_iter().chain(own).collect()
}

/// Those of the page.
fn on_page(scene: &Scene<'_>) -> Vec<(Action, &'static str)> {
    let view = scene.view;
    match view.mode() {
        Mode::Help => {
            vec![
                (Action::Down, tr!(scene, "scroll")),
                (Action::Filter, tr!(scene, "find")),
                (Action::Back, tr!(scene, "back")),
                leave(scene.language, view),
            ]
        }
        Mode::Agent => on_agent(scene),
        Mode::List if view.page() == &Page::Ai && ai_page::is_of_vendors(scene) => vec![
            (Action::Back, tr!(scene, "back")),
            (Action::Export, "CSV"),
            (Action::Calls, tr!(scene, "views")),
            (Action::Help, tr!(scene, "help")),
            leave(scene.language, view),
        ],
        Mode::List => in_lists(scene),
        Mode::Panel => {
            let kind = view.over().panel().map(|panel| &panel.kind);
            let (clear, keep) = match kind {
                Some(PanelKind::Columns) => (tr!(scene, "usual ones"), tr!(scene, "done")),
                Some(PanelKind::Facets) => (tr!(scene, "clear"), tr!(scene, "choices")),
                _ => (tr!(scene, "clear"), tr!(scene, "done")),
            };
            let mut hints = vec![
                (Action::Down, tr!(scene, "choose")),
                (Action::Toggle, tr!(scene, "take")),
                (Action::Open, keep),
                (Action::Clear, clear),
                (Action::Back, tr!(scene, "back")),
            ];
            hints.retain(|(action, _)| *action != Action::Toggle || kind != Some(&PanelKind::Facets));
            hints
        }
        _ => {
            let (move_to, open) = match view.board().focus() {
                Pane::Now | Pane::Today => {
                    let calls = view.board().figure(scene.board).is_some_and(BoardFigure::is_of_calls);
                    (tr!(scene, "choose"), if calls { tr!(scene, "which") } else { tr!(scene, "who") })
                }
                Pane::Table | Pane::Alerts | Pane::Chat => (tr!(scene, "choose"), tr!(scene, "open")),
                Pane::Ai => (tr!(scene, "scroll"), tr!(scene, "open")),
            };
            let mut hints = vec![(Action::Down, move_to), (Action::Open, open)];
            if view.board().focus() != Pane::Table
                || view.board().is_expanded()
                || !scene.listing.rules().filter.is_empty()
            {
                hints.push((Action::Back, tr!(scene, "back")));
            }
            let marked = matches!(view.alerts().chosen(), Some(AlertKey::Now(_)));
            if view.board().focus() == Pane::Alerts && marked {
                hints.extend([
                    (Action::Acknowledge, tr!(scene, "seen")),
                    (Action::Snooze, tr!(scene, "snooze")),
                    (Action::Mute, tr!(scene, "mute")),
                ]);
            } else {
                hints.extend([(Action::Filter, tr!(scene, "filter")), (Action::Sort, tr!(scene, "sort"))]);
            }
            hints.extend([
                (Action::NextPane, tr!(scene, "pane")),
                (Action::Calls, tr!(scene, "views")),
                (Action::Help, tr!(scene, "help")),
                leave(scene.language, view),
                (Action::Tiles, if view.board().has_tiles() { tr!(scene, "table") } else { tr!(scene, "tiles") }),
                (Action::Expand, tr!(scene, "expand")),
                (
                    Action::Freeze,
                    if view.frozen_since().is_some() { tr!(scene, "unfreeze") } else { tr!(scene, "freeze") },
                ),
                (Action::Privacy, tr!(scene, "numbers")),
                (Action::Retry, tr!(scene, "retry")),
            ]);
            // Without agents there are no customers either.
            if !Offered::of(scene.board).voice {
                hints.retain(|(action, _)| *action != Action::Privacy);
            }
            hints
        }
    }
}

/// The same on an agent's page, by the part that has the keys.
fn on_agent(scene: &Scene<'_>) -> Vec<(Action, &'static str)> {
    let view = scene.view;
    let calls = match view.page() {
        Page::Agent(id) => has_calls(scene.board, id),
        _ => false,
    };
    let on_calls = view.tabs().agent.part(calls) == Part::Calls;
    let mut hints = if on_calls {
        vec![(Action::Down, tr!(scene, "choose")), (Action::Open, tr!(scene, "call"))]
    } else {
        vec![(Action::Left, tr!(scene, "time")), (Action::Down, tr!(scene, "scroll"))]
    };
    hints.extend([
        (Action::Back, tr!(scene, "back")),
        (Action::NextPane, tr!(scene, "part")),
        (Action::LiveCall, tr!(scene, "its call now")),
        (Action::NextAgent, tr!(scene, "next")),
        (Action::PreviousAgent, tr!(scene, "previous")),
    ]);
    if on_calls {
        hints.extend([
            (Action::Filter, tr!(scene, "filter")),
            (Action::SaveRecording, tr!(scene, "recording")),
            (Action::Export, "CSV"),
        ]);
    }
    hints.extend([
        (Action::Privacy, tr!(scene, "numbers")),
        (Action::Freeze, if view.frozen_since().is_some() { tr!(scene, "unfreeze") } else { tr!(scene, "freeze") }),
        (Action::Help, tr!(scene, "help")),
        leave(scene.language, view),
    ]);
    hints
}

/// What the key that closes does now.
fn leave(language: Language, view: &View) -> (Action, &'static str) {
    (Action::Close, if view.is_bare() { tr!(language, "quit") } else { tr!(language, "close") })
}

/// The same on a page of its own, without what does nothing there.
fn in_lists(scene: &Scene<'_>) -> Vec<(Action, &'static str)> {
    let (language, view) = (scene.language, scene.view);
    let last = [(Action::Calls, tr!(language, "views")), (Action::Help, tr!(language, "help")), leave(language, view)];
    let page = view.page();
    let (on_meaning, on_rejected) = (view.tabs().calls.meaning, view.tabs().health.rejected);
    let on_record = matches!(page, Page::Call(id) if !has_keys(scene, id));
    let mut hints = match page {
        Page::Call(_) => vec![
            (Action::Down, if on_record { tr!(language, "scroll") } else { tr!(language, "choose") }),
            (Action::Open, tr!(language, "agent")),
            (Action::Back, tr!(language, "back")),
            (Action::NextPane, if on_record { tr!(language, "legs") } else { tr!(language, "in words") }),
            (Action::SaveRecording, tr!(language, "recording")),
            (Action::Export, "CSV"),
            (Action::Privacy, tr!(language, "numbers")),
            (Action::LiveCall, tr!(language, "as it happens")),
        ],
        Page::Counted(Which::NoAgentYet) => vec![
            (Action::Down, if on_meaning { tr!(language, "scroll") } else { tr!(language, "choose") }),
            (Action::Open, tr!(language, "open")),
            (Action::Back, tr!(language, "back")),
            (Action::NextPane, if on_meaning { tr!(language, "the sum") } else { tr!(language, "what it counts") }),
            (Action::Filter, tr!(language, "filter")),
            (Action::Sort, tr!(language, "sort")),
            (Action::Columns, tr!(language, "columns")),
            (Action::Export, "CSV"),
        ],
        Page::Health => vec![
            (Action::Down, if on_rejected { tr!(language, "choose") } else { tr!(language, "scroll") }),
            (Action::NextPane, if on_rejected { tr!(language, "sources") } else { tr!(language, "rejected") }),
            (Action::Back, tr!(language, "back")),
            (Action::Filter, tr!(language, "filter")),
            (Action::Export, "CSV"),
            (Action::Retry, tr!(language, "retry")),
        ],
        Page::LiveCall(id) => super::live_call::hints(scene, id),
        Page::AiRecord(_) => vec![
            (Action::Down, tr!(language, "scroll")),
            (Action::Back, tr!(language, "back")),
            (
                Action::Freeze,
                if view.frozen_since().is_some() { tr!(language, "unfreeze") } else { tr!(language, "freeze") },
            ),
        ],
        Page::Why => super::why::hints(scene),
        Page::Ai => ai_page::hints(scene),
        _ => vec![
            (Action::Down, tr!(language, "choose")),
            (Action::Open, tr!(language, "open")),
            (Action::Back, tr!(language, "back")),
            (Action::Filter, tr!(language, "filter")),
            (Action::Sort, tr!(language, "sort")),
            (Action::Narrow, tr!(language, "only")),
            (Action::Columns, tr!(language, "columns")),
            (Action::By, tr!(language, "by")),
            (Action::NextPane, tr!(language, "report")),
            (Action::Export, "CSV"),
        ],
    };
    hints.extend(super::why::hint_of(scene, page));
    if page == &Page::Calls {
        hints.insert(hints.len() - 1, (Action::SaveRecording, tr!(language, "recording")));
    }
    // Two keys lead along the strip of names; one of them is enough of a hint.
    let along = if page == &Page::Reports { Action::By } else { Action::NextPane };
    if matches!(page, Page::Reports | Page::Chat) {
        hints.retain(|(action, _)| *action != along);
    }
    for (action, word) in hints.iter_mut().filter(|_| page == &Page::Reports) {
        if *action == Action::Narrow {
            *word = tr!(language, "relay number");
        }
    }
    hints.extend(last);
    hints
}

fn hints(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, with_range: bool) {
    let theme = scene.theme;
    let mut right = Vec::new();
    if let Some(range) = super::table::in_view(scene, &canvas.map).filter(|_| with_range) {
        right.push(Piece::new(range, theme.faint()));
    }
    let end = area.right().saturating_sub(u16::try_from(width_of(&right)).unwrap_or(0) + 1);
    let mut at = area.x + 1;
    let mut offered = offered(scene);
    if scene.view.has_mouse() {
        at = tabs(canvas, scene, Rect { x: at, width: end.saturating_sub(at), ..area });
        // A press on a pane gives it the keys; the room is better used.
        offered.retain(|(action, _)| !matches!(action, Action::Calls | Action::NextPane));
    }
    for (action, word) in offered {
        let Some(key) = key_name(scene, action) else { continue };
        let pieces = [Piece::new(key, theme.key()), Piece::new(format!(" {word}  "), theme.faint())];
        if usize::from(at) + width_of(&pieces) > usize::from(end) {
            break;
        }
        at = hint(canvas, action, &pieces, at, area);
    }
    canvas.line_right(at, area.right() - 1, area.y, &right);
}

/// A hint from `x` on, which can be pressed; the column behind it.
fn hint(canvas: &mut Canvas<'_>, does: Action, pieces: &[Piece], x: u16, area: Rect) -> u16 {
    let at = canvas.line(x, area.y, area.right().saturating_sub(x + 1), pieces);
    canvas.spot(Rect { x, width: at - x, ..area }, Spot::Does(does));
    at
}

/// From this width on the views have their names.
const NAMED_TABS: u16 = 110;

/// For the mouse: a place for each view, the one that is open marked.
fn tabs(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) -> u16 {
    let theme = scene.theme;
    let (page, mode) = (scene.view.page(), scene.view.mode());
    let views = [
        (Action::Board, tr!(scene, "board"), page == &Page::Board),
        (Action::Calls, tr!(scene, "calls"), page == &Page::Calls),
        (Action::Chat, tr!(scene, "chat"), page == &Page::Chat),
        (Action::Ai, "AI", page == &Page::Ai),
        (Action::Reports, tr!(scene, "reports"), page == &Page::Reports),
        (Action::Health, tr!(scene, "health"), page == &Page::Health),
    ];
    let named = area.width >= NAMED_TABS;
    let mut at = area.x;
    let mut before = false;
    let offered = Offered::of(scene.board);
    for (action, name, open) in views.into_iter().filter(|(action, _, open)| *open || offered.leads_somewhere(*action))
    {
        let key = scene.view.keymap().key_for(action, mode).map(|key| key.to_string());
        let words = match key {
            Some(key) if named => format!("{key} {name}"),
            Some(key) => key,
            None => name.to_owned(),
        };
        // The marks around the one that is open stand where the others have their blanks.
        let edge = match (before, open) {
            (_, true) => "[",
            (true, false) => "]",
            (false, false) => " ",
        };
        let style = if open { theme.focus() } else { theme.key() };
        let pieces = [Piece::new(edge, theme.focus()), Piece::new(words, style)];
        at = hint(canvas, action, &pieces, at, area);
        before = open;
    }
    canvas.put(at, area.y, 1, if before { "]" } else { " " }, theme.focus()) + 1
}

/// A key as a hint writes it: arrows and the return key as signs.
fn key_name(scene: &Scene<'_>, action: Action) -> Option<String> {
    let mode = scene.view.mode();
    let key = |action| scene.view.keymap().key_for(action, mode).map(|key| key.to_string());
    let ascii = scene.theme.glyphs.is_ascii();
    let sign = |name: String| match name.as_str() {
        "enter" if !ascii => "⏎".to_owned(),
        "up" if !ascii => "↑".to_owned(),
        "down" if !ascii => "↓".to_owned(),
        "left" if !ascii => "←".to_owned(),
        "right" if !ascii => "→".to_owned(),
        _ => name,
    };
    if action == Action::Calls {
        return Some(format!("{}-{}", key(Action::Board)?, key(Action::Health)?));
    }
    let (one, other) = match action {
        Action::Down => (Action::Up, Action::Down),
        Action::Left => (Action::Left, Action::Right),
        Action::SeekAhead => (Action::SeekBack, Action::SeekAhead),
        Action::SeekFarAhead => (Action::SeekFarBack, Action::SeekFarAhead),
        Action::Faster => (Action::Slower, Action::Faster),
        _ => return key(action).map(sign),
    };
    let (one, other) = (sign(key(one)?), sign(key(other)?));
    Some(if ascii { format!("{one}/{other}") } else { format!("{one}{other}") })
}
