//! Every frame of the tests once more in Chinese: nothing of it may still be in English, be cut where the English is
//! whole, or be written over.

use std::collections::BTreeSet;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellWidth};

use super::{Desk, text};
use crate::lang::{self, CHINESE, Language};
use crate::lists::{agents, filter};
use crate::ui::Action;
use crate::ui::keymap::Mode;
use crate::ui::settings::Settings;
use crate::ui::state::command::COMMANDS;
use crate::ui::{View, draw};

/// What stays as it is in Chinese: names, units, keys.
const ALLOWED: &[&str] = &[
    "AI",
    "REC",
    "CSV",
    "HTTP",
    "ID",
    "SIP",
    "App",
    "UTC",
    "Sobot",
    "moor",
    "callboard",
    "kB",
    "MB",
    "GB",
    "ms",
    "enter",
    "esc",
    "tab",
    "backtab",
    "backspace",
    "space",
    "ctrl",
    "alt",
    "shift",
    "home",
    "end",
    "pageup",
    "pagedown",
    "up",
    "down",
    "left",
    "right",
    "insert",
    "delete",
];

/// What the boards of the tests have in places that look like callboard's own words: names of the vendor's fields, and
/// what is left of a hostile name.
const OF_THE_BOARDS: &[&str] = &["score", "code", "red"];

/// What is typed into a filter, which the help lists and a wrong filter is answered with.
const OF_THE_FILTER: &[&str] = &[
    "ready",
    "ringing",
    "dialling",
    "holding",
    "wrap",
    "busy",
    "locked",
    "offline",
    "outbound",
    "internal",
    "none",
    "over",
    "warn",
    "watch",
    "normal",
    "dialled",
    "connected",
    "unknown",
];

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 34), (200, 60)];

/// Words of more than a letter; an id with digits in it is none.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
    runs.filter(|run| run.len() > 1 && run.chars().all(|c| c.is_ascii_alphabetic()))
}

/// Texts between quotation marks in what `{:?}` writes of something.
fn quoted(debug: &str) -> impl Iterator<Item = &str> {
    debug.split('"').skip(1).step_by(2)
}

/// Words that the desk's own data brings: names, numbers, error sentences. What callboard calls something is none.
fn own(desk: &Desk) -> BTreeSet<String> {
    let debug = format!("{:?} {:?} {:?}", desk.board, desk.view, desk.settings);
    let data = quoted(&debug)
        .filter(|text| lang::translation(Language::Chinese, "", text).is_none_or(|translated| translated == *text));
    let help = filter::HELP.iter().chain(agents::HELP).map(|(term, _)| *term);
    let helped = if desk.view.mode() == Mode::Help { OF_THE_FILTER } else { &[] };
    // What is typed as a command is typed in English.
    let commands = desk.view.over().palette().into_iter().flat_map(|_| {
        let actions = Action::BINDABLE.iter().map(|action| action.name());
        let orders = agents::Sort::ALL.iter().chain(&agents::Sort::OTHERS).map(|sort| sort.name());
        actions.chain(COMMANDS.iter().map(|command| command.name)).chain(orders)
    });
    let allowed = [ALLOWED, OF_THE_BOARDS, helped].into_iter().flatten().copied();
    let all = data.chain(help).chain(commands).chain(allowed).chain([desk.settings.zone.name()]).flat_map(words);
    all.map(str::to_owned).collect()
}

fn frame(desk: &Desk, language: Language, (width, height): (u16, u16)) -> Buffer {
    let settings = Settings { language, ..desk.settings.clone() };
    let mut view = desk.seen().in_language(language);
    view.put_in_order(&desk.board, desk.now, &settings);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            draw(&desk.board, &view, &settings, desk.now, frame);
        })
        .unwrap();
    terminal.backend().buffer().clone()
}

/// Whether the second half of a wide character has been written over.
fn broken(buffer: &Buffer) -> Option<String> {
    for y in 0..buffer.area.height {
        for x in 0..buffer.area.width.saturating_sub(1) {
            let wide = buffer[(x, y)].symbol().cell_width() == 2;
            if wide && buffer[(x + 1, y)].symbol().trim() != "" {
                return Some(format!("{} at {x},{y} is written over", buffer[(x, y)].symbol()));
            }
        }
    }
    None
}

/// What stands before each ellipsis, back to a gap or a border.
fn cuts(screen: &str) -> Vec<&str> {
    let before = |at: usize| {
        let before = screen.get(..at).unwrap_or_default();
        let start = before.rfind(|c: char| c.is_whitespace() || ('\u{2500}'..='\u{25ff}').contains(&c));
        before.get(start.map_or(0, |start| start + screen[start..].chars().next().map_or(0, char::len_utf8))..)
    };
    screen.match_indices('…').filter_map(|(at, _)| before(at)).collect()
}

/// Labels that an ellipsis cuts here and not in English, which is only drawn where there are any.
fn cut(chinese: &str, english: impl FnOnce() -> String) -> Vec<String> {
    let cut: Vec<&str> = cuts(chinese).into_iter().filter(|cut| cut.chars().any(|c| c > '\u{2fff}')).collect();
    if cut.is_empty() {
        return Vec::new();
    }
    let english = english();
    let cut_too = cuts(&english);
    let catalogue = CHINESE.text();
    let labels = || catalogue.lines().filter_map(|line| line.strip_prefix("msgid \"")?.strip_suffix('"'));
    let of = |cut: &str| {
        let begins = |label: &&str| {
            lang::of(Language::Chinese, label) != *label && lang::of(Language::Chinese, label).starts_with(cut)
        };
        let also = |label: &str| cut_too.iter().any(|cut| !cut.is_empty() && label.starts_with(cut));
        let mut labels = labels().filter(begins).peekable();
        let first = labels.peek().copied();
        let line = chinese.lines().find(|line| line.contains(&format!("{cut}…"))).unwrap_or_default().trim();
        first.filter(|_| !labels.any(also)).map(|label| format!("{cut}… ({label}) is cut: {line}"))
    };
    cut.into_iter().filter_map(of).collect()
}

/// Whether a word is the desk's own, or what a narrow column or a broken line has left of one.
fn is_own(word: &str, line: &str, own: &BTreeSet<String>) -> bool {
    let is_cut = line.contains(&format!("{word}…"));
    own.contains(word)
        || own.iter().any(|own| {
            is_cut && own.starts_with(word) || own.len() > 8 && (own.starts_with(word) || own.ends_with(word))
        })
}

/// Draws the desk in Chinese at the three sizes and says what is wrong.
pub fn wrong(desk: &Desk) -> Vec<String> {
    if desk.settings.ascii || desk.settings.console {
        return Vec::new();
    }
    let own = own(desk);
    let mut wrong = Vec::new();
    for size in SIZES {
        let buffer = frame(desk, Language::Chinese, size);
        let (chinese, english) = (text(&buffer), || text(&frame(desk, Language::English, size)));
        let at = format!("{}x{}", size.0, size.1);
        wrong.extend(broken(&buffer).map(|broken| format!("{at}: {broken}")));
        wrong.extend(cut(&chinese, english).into_iter().map(|cut| format!("{at}: {cut}")));
        for line in chinese.lines() {
            let left: Vec<&str> = words(line).filter(|word| !is_own(word, line, &own)).collect();
            if !left.is_empty() {
                wrong.push(format!("{at}: {left:?} in English: {}", line.trim()));
            }
        }
    }
    wrong
}

/// What the desk answers to a key in Chinese: nothing of it may be in English.
pub fn answer(desk: &Desk, action: Action) {
    let mut view = desk.view.clone().in_language(Language::Chinese);
    let settings = Settings { language: Language::Chinese, ..desk.settings.clone() };
    view.act(action, &desk.board, desk.now, &settings);
    let said = |view: &View| {
        let error =
            view.over().input().and_then(|input| input.error.as_ref()).map(|error| error.told(Language::Chinese));
        [view.notice().map(str::to_owned), view.over().question().map(str::to_owned), error]
    };
    // What was said before was said in English.
    let news = said(&view).into_iter().zip(said(&desk.view)).filter(|(now, before)| now != before);
    for said in news.filter_map(|(now, _)| now).filter(|said| words(said).next().is_some()) {
        let own = own(desk);
        let text = view.over().input().map(|input| input.text.as_str()).unwrap_or_default();
        let typed = |word: &&str| OF_THE_FILTER.contains(word) || text.contains(word);
        let left: Vec<&str> = words(&said).filter(|word| !typed(word) && !is_own(word, &said, &own)).collect();
        assert!(left.is_empty(), "{left:?} in English: {said}");
    }
}
