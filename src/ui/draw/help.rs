//! The help: made from the live bindings, the filter's own list and the limits in force, so that it cannot drift. What
//! does something on the page that it was opened over comes first.

use ratatui::layout::Rect;

use super::figures::{self, CallsNow};
use crate::lang;
use crate::lists::{agents, filter};
use crate::model::{CallsOf, Figure, Level, State};
use crate::ui::action::{Action, Scope};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::widgets;
use crate::ui::keymap::{Binding, Mode};
use crate::ui::state::hits::Zone;
use crate::ui::state::scene::Scene;
use crate::ui::state::works::works;
use crate::ui::state::{Page, PanelKind};
use crate::ui::text;

/// From this width on there are two columns.
const TWO_COLUMNS: u16 = 118;

type Line = Vec<Piece>;

/// One thing that is explained.
struct Entry {
    /// What it can be found by, in lower case.
    says: String,
    lines: Vec<Line>,
}

/// Things that belong together.
struct Section {
    title: &'static str,
    entries: Vec<Entry>,
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    canvas.zone(area, Zone::Page);
    let wanted = scene.view.help_filter();
    let (found, all) = found(scene);
    let about = if wanted.is_empty() {
        tr!(scene, "every key as it is bound now").to_owned()
    } else {
        let filter = text::fit(wanted, 32, scene.theme.glyphs.cut());
        tr!(scene, "{found} of {all} match {filter}", found = found, all = all, filter = filter)
    };
    let inner = canvas.pane(area, &Title { name: tr!(scene, "Help"), about, focus: true, ..Title::default() });
    if found == 0 {
        let none = tr!(scene, "nothing matches {filter}", filter = text::fit(wanted, 32, scene.theme.glyphs.cut()));
        canvas.middle(inner, &[none, scene.back(tr!(scene, "drops the filter"))]);
        return;
    }
    let columns: Vec<Vec<Line>> = if area.width >= TWO_COLUMNS {
        let cells = usize::from(inner.width / 2).saturating_sub(2);
        let columns = [matching(keys(scene, cells), wanted), matching(legend(scene, cells), wanted)];
        columns.into_iter().filter(|sections| !sections.is_empty()).map(|sections| lines(scene, sections)).collect()
    } else {
        let cells = usize::from(inner.width).saturating_sub(2);
        let sections = keys(scene, cells).into_iter().chain(legend(scene, cells)).collect();
        vec![lines(scene, matching(sections, wanted))]
    };
    let rows = usize::from(inner.height);
    let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let top = scene.view.scroll().min(longest.saturating_sub(rows));
    canvas.map.scroll = Some(top);
    canvas.map.rows = Some(rows);
    let width = inner.width / (columns.len() as u16).max(1);
    for (index, lines) in columns.iter().enumerate() {
        let x = inner.x + 1 + index as u16 * width;
        for (line, y) in lines.iter().skip(top).zip(inner.y..inner.bottom()) {
            canvas.line(x, y, width.saturating_sub(2), line);
        }
    }
    widgets::thumb(canvas, Rect { y: inner.y, height: inner.height, ..area }, top, rows, longest);
}

/// How many lines match what is searched for, of how many.
pub(super) fn found(scene: &Scene<'_>) -> (u64, u64) {
    let sections = || keys(scene, 80).into_iter().chain(legend(scene, 80)).collect::<Vec<_>>();
    let count = |sections: Vec<Section>| sections.iter().map(|section| section.entries.len() as u64).sum();
    (count(matching(sections(), scene.view.help_filter())), count(sections()))
}

/// What has every word of `wanted`.
fn matching(sections: Vec<Section>, wanted: &str) -> Vec<Section> {
    let words: Vec<String> = wanted.split_whitespace().map(str::to_lowercase).collect();
    let matches = |entry: &Entry| words.iter().all(|word| entry.says.contains(word));
    sections
        .into_iter()
        .map(|section| Section { entries: section.entries.into_iter().filter(matches).collect(), ..section })
        .filter(|section| !section.entries.is_empty())
        .collect()
}

/// Sections under each other, each below its heading.
fn lines(scene: &Scene<'_>, sections: Vec<Section>) -> Vec<Line> {
    let mut lines = Vec::new();
    for section in sections {
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        lines.push(vec![Piece::new(section.title, scene.theme.focus())]);
        lines.extend(section.entries.into_iter().flat_map(|entry| entry.lines));
    }
    lines
}

/// A key or term with its meaning, broken into lines of `room` cells.
fn entry(scene: &Scene<'_>, key: &str, cells: usize, meaning: &str, room: usize) -> Entry {
    let room = room.saturating_sub(cells + 3).max(16);
    let lines = text::wrap(meaning, room, scene.theme.glyphs.cut()).into_iter().enumerate();
    let lines = lines.map(|(index, line)| {
        let key = if index == 0 { key } else { "" };
        vec![
            Piece::new(format!("  {}", text::pad(key, cells)), scene.theme.key()),
            Piece::new(format!(" {line}"), scene.theme.text()),
        ]
    });
    Entry { says: format!("{key} {meaning}").to_lowercase(), lines: lines.collect() }
}

/// What the page below is called among the headings.
fn here(scene: &Scene<'_>) -> &'static str {
    let view = scene.view;
    match (view.over().panel().map(|panel| &panel.kind), view.page_below_help()) {
        (Some(PanelKind::Columns | PanelKind::Facets | PanelKind::Choices(_)), _) => {
            lang::of(scene, Scope::Panel.title())
        }
        (None, Page::Board) => tr!(scene, "Here, on the board"),
        (None, Page::Agent(_)) => tr!(scene, "Here, on an agent's page"),
        (None, Page::Calls | Page::Counted(_)) => tr!(scene, "Here, in today's calls"),
        (None, Page::StillLost) => tr!(scene, "Here, among callers who are still lost"),
        (None, Page::Why) => tr!(scene, "Here, on what the service level differs by"),
        (None, Page::LiveCalls) => tr!(scene, "Here, among calls as they happen"),
        (None, Page::LiveCall(_)) => tr!(scene, "Here, on the page of a call as it happens"),
        (None, Page::Call(_)) => tr!(scene, "Here, on a call's page"),
        (None, Page::Chat) => tr!(scene, "Here, in today's chats"),
        (None, Page::Ai) => tr!(scene, "Here, in today's AI sessions"),
        (None, Page::Probe(_)) => tr!(scene, "Here, on a bot probe's page"),
        (None, Page::AiRecord(_)) => tr!(scene, "Here, on an AI session's page"),
        (None, Page::Reports) => tr!(scene, "Here, in the reports"),
        (None, Page::Health) => tr!(scene, "Here, in Health"),
        (None, Page::Notes) => tr!(scene, "Here, among notes"),
        (None, Page::Timeline) => tr!(scene, "Here, in the timeline"),
        (None, Page::Sites) => tr!(scene, "Here, among sites"),
        (None, Page::Help) => tr!(scene, "Help"),
    }
}

/// Whether a binding is one of the page below, and not one of everywhere.
fn is_of_here(scene: &Scene<'_>, binding: &Binding) -> bool {
    let view = scene.view;
    let scope = binding.action.scope();
    if view.over().panel().is_some() {
        return scope == Scope::Panel;
    }
    let page = view.page_below_help();
    let mode = match page {
        Page::Board => Mode::Board,
        Page::Agent(_) => Mode::Agent,
        _ => Mode::List,
    };
    let reaches = scope != Scope::Everywhere && mode.reaches(scope) || binding.action == Action::Open;
    (reaches || scope == Scope::Replay) && !binding.keys.is_empty() && works(scene, page, binding.action)
}

fn keys(scene: &Scene<'_>, room: usize) -> Vec<Section> {
    let bindings: Vec<Binding> = scene.view.keymap().bindings().collect();
    let names = |keys: &[String]| if keys.is_empty() { tr!(scene, "not bound").to_owned() } else { keys.join(", ") };
    let cells = bindings.iter().map(|binding| text::width(&names(&binding.keys))).max().unwrap_or(0).min(24);
    let told = |binding: &Binding| {
        let action = binding.action;
        let mut entry = entry(scene, &names(&binding.keys), cells, lang::of(scene, action.description()), room);
        // By its name in the settings too, and in English.
        entry.says.push_str(&format!(" {} {}", action.name(), action.description()).to_lowercase());
        entry
    };
    let (of_here, others): (Vec<Binding>, Vec<Binding>) =
        bindings.iter().cloned().partition(|binding| is_of_here(scene, binding));
    let mut sections = vec![Section { title: here(scene), entries: of_here.iter().map(told).collect() }];
    sections.extend(Scope::ALL.into_iter().map(|scope| Section {
        title: lang::of(scene, scope.title()),
        entries: others.iter().filter(|binding| binding.action.scope() == scope).map(told).collect(),
    }));
    sections.retain(|section| !section.entries.is_empty());
    sections
}

fn legend(scene: &Scene<'_>, room: usize) -> Vec<Section> {
    let theme = scene.theme;
    let glyphs = theme.glyphs;
    let filters =
        [(tr!(scene, "Filter of every list"), filter::HELP), (tr!(scene, "Filter of the agents"), agents::HELP)];
    let mut sections: Vec<Section> = filters
        .into_iter()
        .map(|(title, help)| {
            let cells = help.iter().map(|(term, _)| text::width(term)).max().unwrap_or(0);
            let entries = help.iter().map(|(term, meaning)| entry(scene, term, cells, lang::of(scene, meaning), room));
            Section { title, entries: entries.collect() }
        })
        .collect();
    if let CallsNow::Whole(ledger) = CallsNow::of(scene) {
        let figures_told = [CallsOf::LateOrLost, CallsOf::Lost, CallsOf::ShortAbandons];
        let told = figures_told.into_iter().map(|what| {
            let word =
                if what == CallsOf::LateOrLost { tr!(scene, "service level") } else { figures::word(scene, what) };
            (word, figures::meaning(scene, ledger, what))
        });
        let agents = tr!(
            scene,
            "what agents counted: a call that was passed on counts twice, and one that rang at no agent not at all"
        );
        let answers = figures::counter_word(scene, Figure::Answered);
        let waiting = tr!(scene, "in the queue, the menu or with a robot").to_owned();
        let callers = (text::no_agent_yet(scene), waiting);
        let handle = (tr!(scene, "AHT, average handle time"), text::handle_definition(scene.language).to_owned());
        let still = (figures::still_lost_word(scene), text::still_lost_definition(scene));
        let told: Vec<(&str, String)> = told.chain([callers, still, handle, (answers, agents.to_owned())]).collect();
        let cells = told.iter().map(|(word, _)| text::width(word)).max().unwrap_or(0);
        let entries = told.iter().map(|(word, meaning)| entry(scene, word, cells, meaning, room));
        sections.push(Section { title: tr!(scene, "Figures of today's calls"), entries: entries.collect() });
    }
    let state = |state: &State| {
        let word = lang::word(scene, *state);
        let named = format!("  {} {}", glyphs.state(*state), text::pad(&word, 11));
        let mut line: Line = vec![Piece::new(named, theme.state(*state))];
        let limits = scene.settings.limits.of(*state);
        for (index, limit) in limits.iter().enumerate() {
            let level = match (index + 1 == limits.len(), index) {
                (true, _) => Level::Over,
                (false, 0) => Level::Watch,
                (false, _) => Level::Warn,
            };
            let mark = glyphs.level(level).trim_end();
            line.push(Piece::new(text::pad(&format!("{}{mark}", text::limit(scene, *limit)), 7), theme.level(level)));
        }
        Entry { says: format!("{word} {state}").to_lowercase(), lines: vec![line] }
    };
    sections.push(Section {
        title: tr!(scene, "States, and the limits of the time in them"),
        entries: State::NAMED.iter().map(state).collect(),
    });
    let marks: [(&str, &str); 9] = [
        (glyphs.level(Level::Over), tr!(scene, "past the last limit of the state: an alert")),
        (glyphs.level(Level::Warn), tr!(scene, "past the limit before the last")),
        (glyphs.call(crate::model::CallKind::Inbound), tr!(scene, "the customer called")),
        (glyphs.call(crate::model::CallKind::Outbound), tr!(scene, "the agent called")),
        (glyphs.call(crate::model::CallKind::Internal), tr!(scene, "a call between agents")),
        ("?", tr!(scene, "before a name: the last full message did not name this agent")),
        (glyphs.dash(), tr!(scene, "unknown")),
        ("12+", tr!(scene, "at least so many: not every agent is on the board")),
        ("41s!", tr!(scene, "figures 41 s old, and the last attempt to renew them failed")),
    ];
    let entries = marks.iter().map(|(mark, meaning)| entry(scene, mark, 4, meaning, room));
    sections.push(Section { title: tr!(scene, "Marks"), entries: entries.collect() });
    sections
}
