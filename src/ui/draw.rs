//! The pages and their panes: who gets how much room, one file for each.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::settings::Settings;
use super::state::hits::FrameMap;
use super::state::kiosk::Shows;
use super::state::scene::Scene;
use super::state::{Page, View, Which};
use crate::lang::Language;
use crate::model::{Board, Stamp};
use canvas::Canvas;
use outage::Outages;

mod agent;
mod ai;
mod ai_page;
mod ai_record;
mod alerts;
mod band;
mod big;
mod board;
mod call;
mod callers;
mod calls;
mod canvas;
mod chat;
mod chat_page;
mod dialogue;
mod facts;
mod figures;
mod footer;
mod header;
mod health;
mod help;
mod live_call;
mod live_calls;
mod message;
mod no_agent;
mod notes;
mod outage;
mod palette;
mod panel;
mod position;
mod probe;
mod reports;
mod sheet;
mod sites;
mod spark;
mod standing;
mod still_lost;
mod strip;
mod table;
mod tiles;
mod timeline;
mod totals;
mod vendors;
mod waiting;
mod wall;
mod why;
mod widgets;

/// The smallest screen that is drawn on.
const SMALLEST: (u16, u16) = (60, 15);

/// Draws one frame: a pure function of what is known, what is looked at and the time.
///
/// It writes into nothing but the frame; what stands where in it is what it returns. Only visible rows are built. Safe on every size: below 60×15 a sentence asks for more room.
pub fn draw(board: &Board, view: &View, settings: &Settings, now: Stamp, frame: &mut Frame<'_>) -> FrameMap {
    let scene = Scene::new(board, view, settings, now);
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), scene.theme).for_console(settings.console);
    canvas.map = FrameMap::new(view.has_mouse());
    paint(&mut canvas, &scene, area);
    canvas.map
}

fn paint(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let view = scene.view;
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(canvas, scene.language, area);
        palette::draw(canvas, scene, area);
        return;
    }
    let mut body = area;
    if view.page() != &Page::Help {
        let lines = header::draw(canvas, scene, area);
        body = Rect { y: area.y + lines, height: area.height - lines, ..area };
    }
    body.height -= 1;
    let bar = position::lines(scene, area);
    body.height -= bar;
    position::draw(canvas, scene, Rect { y: body.bottom(), height: bar, ..area });
    // A wall has no person who asks.
    let outages = view.goes_round().then(|| Outages::of(scene));
    if let Some(outages) = &outages {
        body = above(canvas, scene, body, outages);
    }
    let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
    let below = message::draw(canvas, scene, body);
    let body = below.unwrap_or(body);
    let boxed = page(canvas, scene, body);
    if outages.is_some_and(|outages| outages.are_all(scene)) {
        canvas.tint(body, scene.theme.stale());
    }
    if let Some(panel) = view.over().panel().filter(|_| view.page() != &Page::Help) {
        panel::draw(canvas, scene, panel, body);
    }
    if below.is_some() || !message::at_the_bottom(canvas, scene, bottom) {
        footer::draw(canvas, scene, bottom, !boxed);
    }
    palette::draw(canvas, scene, area);
}

/// The page itself; whether it ends in the border of a pane.
fn page(canvas: &mut Canvas<'_>, scene: &Scene<'_>, body: Rect) -> bool {
    let view = scene.view;
    match view.page() {
        _ if view.shows() == Shows::Alarm => wall::alarm(canvas, scene, body),
        _ if view.shows() == Shows::Wall => wall::draw(canvas, scene, body),
        _ if view.shows() == Shows::Teams => wall::teams(canvas, scene, body),
        _ if view.shows() == Shows::Grid => wall::grid(canvas, scene, body),
        Page::Board => return board::draw(canvas, scene, body),
        Page::Agent(id) => agent::draw(canvas, scene, id, body),
        Page::Calls => calls::draw(canvas, scene, body),
        Page::Counted(Which::NoAgentYet) => no_agent::draw(canvas, scene, body),
        Page::Counted(which) => calls::draw_behind(canvas, scene, which, body),
        Page::Call(id) => call::draw(canvas, scene, id, body),
        Page::StillLost => still_lost::draw(canvas, scene, body),
        Page::Why => why::draw(canvas, scene, body),
        Page::LiveCalls => live_calls::draw(canvas, scene, body),
        Page::LiveCall(id) => live_call::draw(canvas, scene, id, body),
        Page::Chat => chat_page::draw(canvas, scene, body),
        Page::Ai => ai_page::draw(canvas, scene, body),
        Page::AiRecord(id) => ai_record::draw(canvas, scene, id, body),
        Page::Probe(name) => probe::draw(canvas, scene, name, body),
        Page::Reports => reports::draw(canvas, scene, body),
        Page::Health => health::draw(canvas, scene, body),
        Page::Notes => notes::draw(canvas, scene, body),
        Page::Timeline => timeline::draw(canvas, scene, body),
        Page::Sites => sites::draw(canvas, scene, body),
        Page::Help => help::draw(canvas, scene, body),
    }
    true
}

/// Lines that a page needs below what stands above it.
const PAGE: u16 = 12;

/// What stands above every page of the round; the room below it.
fn above(canvas: &mut Canvas<'_>, scene: &Scene<'_>, mut body: Rect, outages: &Outages) -> Rect {
    let band = if outages.is_empty() { 0 } else { 2 };
    if body.height >= PAGE + 1 + band {
        body = wall::strip(canvas, scene, body, outages);
    }
    if body.height >= PAGE + band {
        body = band::draw(canvas, body, &outages.sentences(scene), outages.style(scene));
    }
    body
}

fn too_small(canvas: &mut Canvas<'_>, language: Language, area: Rect) {
    let (width, height) = SMALLEST;
    let sentence = tr!(
        language,
        "callboard needs {width}×{height}; this window has {columns}×{rows}",
        width = width,
        height = height,
        columns = area.width,
        rows = area.height
    );
    let sentence = if canvas.theme.glyphs.is_ascii() { sentence.replace('×', "x") } else { sentence };
    canvas.middle(area, &[sentence]);
}

#[cfg(test)]
pub(super) use footer::offered as hints;
