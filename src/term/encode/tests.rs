use proptest::prelude::*;
use ratatui::buffer::CellWidth as _;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::*;

/// A terminal, what is to be seen on it, and what writes to it.
struct Desk {
    terminal: vt100::Parser,
    frame: Buffer,
    encoder: Encoder,
}

impl Desk {
    fn new(width: u16, height: u16) -> Self {
        Self {
            terminal: vt100::Parser::new(height, width, 0),
            frame: Buffer::empty(Rect::new(0, 0, width, height)),
            encoder: Encoder::blank(width, height),
        }
    }

    /// The bytes of the frame.
    fn encode(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        self.encoder.encode(&self.frame, &mut out);
        out
    }

    fn send(&mut self) -> String {
        let bytes = self.encode();
        self.terminal.process(&bytes);
        String::from_utf8(bytes).unwrap()
    }

    fn write(&mut self, column: u16, row: u16, text: &str, style: impl Into<Style>) -> &mut Self {
        self.frame.set_string(column, row, text, style);
        self
    }

    /// Where the terminal shows something else than the frame.
    fn wrong(&self) -> Option<String> {
        let Rect { width, height, .. } = self.frame.area;
        (0..height).find_map(|row| {
            let mut column = 0;
            while column < width {
                let cell = &self.frame[(column, row)];
                let room = width - column;
                let wide = cell.symbol().cell_width().max(1);
                let (symbol, wide) = if wide > room { (" ", 1) } else { (cell.symbol(), wide) };
                let shown = self.terminal.screen().cell(row, column).unwrap();
                if let Some(why) = unlike(shown, symbol, cell) {
                    return Some(format!("row {row} column {column}: {why}"));
                }
                column += wide;
            }
            None
        })
    }
}

/// What of a cell of the terminal is not as it should be.
fn unlike(shown: &vt100::Cell, symbol: &str, cell: &ratatui::buffer::Cell) -> Option<String> {
    let text = if shown.contents().is_empty() { " " } else { shown.contents() };
    if text != symbol {
        return Some(format!("{text:?} and not {symbol:?}"));
    }
    if shown.bgcolor() != colour(cell.bg) {
        return Some(format!("the ground of {symbol:?} is {:?} and not {:?}", shown.bgcolor(), cell.bg));
    }
    let has = |modifier| cell.modifier.contains(modifier);
    let is_seen = symbol != " " || has(Modifier::UNDERLINED) || has(Modifier::REVERSED);
    let seen = [
        (shown.underline(), Modifier::UNDERLINED),
        (shown.inverse(), Modifier::REVERSED),
        (shown.bold() && is_seen, Modifier::BOLD),
        (shown.dim() && is_seen, Modifier::DIM),
        (shown.italic() && is_seen, Modifier::ITALIC),
    ];
    if let Some((_, wrong)) = seen.into_iter().find(|(on, modifier)| {
        let invisible = !is_seen && !matches!(*modifier, Modifier::UNDERLINED | Modifier::REVERSED);
        !invisible && *on != has(*modifier)
    }) {
        return Some(format!("{symbol:?} and {wrong:?}"));
    }
    (is_seen && shown.fgcolor() != colour(cell.fg))
        .then(|| format!("{symbol:?} is in {:?} and not in {:?}", shown.fgcolor(), cell.fg))
}

fn colour(color: Color) -> vt100::Color {
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Red => vt100::Color::Idx(1),
        Color::Gray => vt100::Color::Idx(7),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::White => vt100::Color::Idx(15),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        other => unreachable!("{other} is not among those that are drawn here"),
    }
}

/// Whether bytes are text and the sequences that the module names, and no other.
fn is_within_the_subset(mut text: &str) -> Result<(), String> {
    while let Some(at) = text.find(|c: char| c.is_control()) {
        text = &text[at..];
        if let Some(rest) = text.strip_prefix(['\r', '\n', '\x08']) {
            text = rest;
            continue;
        }
        let body = text.strip_prefix("\x1b[").ok_or_else(|| format!("a control character in {text:?}"))?;
        let end = body.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(|| format!("no end in {text:?}"))?;
        let (parameters, last) = (&body[..end], &body[end..=end]);
        let figures: Vec<u16> =
            parameters.split(';').filter(|part| !part.is_empty()).map(|part| part.parse().unwrap()).collect();
        let known = match (last, figures.as_slice()) {
            ("H", [] | [_] | [_, _]) | ("A" | "B" | "C" | "D", [] | [_]) | ("G", [_]) | ("r", []) | ("J", [2]) => true,
            ("m", figures) => is_a_style(figures),
            _ => false,
        };
        if !known {
            return Err(format!("{:?} is not in the list", &text[..=(end + 2)]));
        }
        text = &body[end + 1..];
    }
    Ok(())
}

fn is_a_style(figures: &[u16]) -> bool {
    match figures {
        [] => true,
        [38 | 48, 5, 0..=255, rest @ ..]
        | [38 | 48, 2, 0..=255, 0..=255, 0..=255, rest @ ..]
        | [0..=5 | 7..=9 | 22..=25 | 27..=37 | 39..=47 | 49 | 90..=97 | 100..=107, rest @ ..] => is_a_style(rest),
        _ => false,
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// Texts are written into the frame as it is.
    Write(Vec<(u16, u16, &'static str, Style)>),
    /// A rectangle of it is painted.
    Paint(Rect, Style),
    /// The frame is another.
    Empty,
    /// Another writer has left its style and its cursor, and is not noticed.
    Stray(&'static [u8]),
    /// Another writer has written over it, which is noticed.
    Damage(&'static [u8]),
    /// The frame leaves, but only so many of its bytes arrive, which is noticed.
    Cut(usize),
    Resize(u16, u16),
}

const TEXTS: [&str; 16] = [
    "ready",
    "0:59",
    "1:00",
    " ",
    "      ",
    "客服中心",
    "坐席",
    "a客b服c",
    "│▲ 12 ↓",
    "e\u{301}te\u{301}",
    "さトﾄ한",
    "⌨\u{fe0f}x",
    "🔥!",
    "–",
    "Łódź",
    "ＡＢ",
];

/// What another writer leaves on the screen.
const DAMAGE: [&[u8]; 4] = [
    b"Broadcast message from root\r\n\x07the system goes down\r\n",
    b"\x1b[41m\x1b[2J",
    b"\x1b[2;3r\x1b[3;1H\n\n\n",
    "\x1b[1;2H客客客".as_bytes(),
];

fn style() -> impl Strategy<Value = Style> {
    let colours = [
        Color::Reset,
        Color::Reset,
        Color::Red,
        Color::Gray,
        Color::DarkGray,
        Color::White,
        Color::Indexed(3),
        Color::Indexed(234),
        Color::Rgb(18, 22, 27),
        Color::Rgb(240, 168, 32),
    ];
    let attributes = [
        Modifier::empty(),
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::BOLD.union(Modifier::UNDERLINED),
        Modifier::ITALIC,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
        Modifier::REVERSED.union(Modifier::BOLD),
        Modifier::SLOW_BLINK.union(Modifier::CROSSED_OUT).union(Modifier::HIDDEN),
    ];
    let (ink, ground) = (prop::sample::select(colours.to_vec()), prop::sample::select(colours.to_vec()));
    (ink, ground, prop::sample::select(attributes.to_vec())).prop_map(|(ink, ground, attributes)| {
        Style::new().fg(ink).bg(ground).add_modifier(attributes).remove_modifier(Modifier::all() - attributes)
    })
}

fn step() -> impl Strategy<Value = Step> {
    let text = (0_u16..24, 0_u16..6, prop::sample::select(&TEXTS[..]), style());
    let rect =
        (0_u16..24, 0_u16..6, 1_u16..12, 1_u16..4).prop_map(|(x, y, width, height)| Rect::new(x, y, width, height));
    let stray: &'static [&'static [u8]] = &[b"\x1b[31;4m", b"\x1b[2;2H", b"\x1b[7m\x1b[1;9H", b"\x1b[44m\x1b[99;99H"];
    prop_oneof![
        8 => prop::collection::vec(text, 1..6).prop_map(Step::Write),
        3 => (rect, style()).prop_map(|(rect, style)| Step::Paint(rect, style)),
        1 => Just(Step::Empty),
        1 => prop::sample::select(stray).prop_map(Step::Stray),
        1 => prop::sample::select(&DAMAGE[..]).prop_map(Step::Damage),
        1 => (0_usize..200).prop_map(Step::Cut),
        1 => (2_u16..24, 2_u16..6).prop_map(|(width, height)| Step::Resize(width, height)),
    ]
}

impl Desk {
    fn take(&mut self, step: Step) {
        let area = self.frame.area;
        match step {
            Step::Write(texts) => {
                for (column, row, text, style) in texts.into_iter().filter(|(.., row, _, _)| *row < area.height) {
                    if column < area.width {
                        self.write(column, row, text, style);
                    }
                }
            }
            Step::Paint(rect, style) => self.frame.set_style(rect.intersection(area), style),
            Step::Empty => self.frame.reset(),
            Step::Stray(bytes) => self.terminal.process(bytes),
            Step::Damage(bytes) => {
                self.terminal.process(bytes);
                self.encoder.forget();
            }
            Step::Cut(at) => {
                let bytes = self.encode();
                self.terminal.process(&bytes[..at.min(bytes.len())]);
                self.encoder.forget();
            }
            Step::Resize(width, height) => {
                self.frame.resize(Rect::new(0, 0, width, height));
                self.terminal.screen_mut().set_size(height, width);
                self.encoder.forget();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    #[test]
    fn whatever_is_drawn_and_whoever_writes_besides_the_terminal_shows_the_frame(
        // The emulator cannot do with less: it overflows where a row has no room for a wide character.
        width in 2_u16..24,
        height in 2_u16..6,
        steps in prop::collection::vec(step(), 1..12),
    ) {
        let mut desk = Desk::new(width, height);
        for step in steps {
            let told = format!("{step:?}");
            desk.take(step);
            let sent = desk.send();
            prop_assert_eq!(is_within_the_subset(&sent), Ok(()));
            prop_assert_eq!(desk.wrong(), None, "after {} by {:?}", told, sent);
            prop_assert_eq!(desk.send(), "", "what is shown is not written again");
        }
    }
}

#[test]
fn the_subset_is_told_from_what_is_not_in_it() {
    for sent in ["\x1b[K", "\x1b[3X", "\x1b[6m", "\x1b[5b", "\x1b]0;x\x07", "\x07", "\x1b[38;5m", "\x1b7", "\u{9b}m"] {
        assert!(is_within_the_subset(sent).is_err(), "{sent:?}");
    }
}

#[test]
fn a_column_of_figures_goes_down_by_steps() {
    let mut desk = Desk::new(40, 9);
    for row in 0..5 {
        desk.write(20, row, "0:41", Style::new());
    }
    desk.send();
    for row in 0..5 {
        desk.write(20, row, "0:42", Style::new());
    }
    assert_eq!(desk.send(), "\x1b[m\x1b[1;24H2\n\x082\n\x082\n\x082\n\x082");
    assert_eq!(desk.wrong(), None);
}

#[test]
fn styles_that_take_turns_are_sent_once_each() {
    let mut desk = Desk::new(40, 9);
    let (red, grey) = (Style::new().fg(Color::Rgb(247, 104, 46)), Style::new().fg(Color::Rgb(139, 149, 161)));
    for row in 0..6 {
        desk.write(0, row, "busy", red).write(10, row, "ext", grey);
    }
    let sent = desk.send();
    assert_eq!(sent.matches("38;2;247;104;46").count(), 1, "{sent:?}");
    assert_eq!(sent.matches("38;2;139;149;161").count(), 1, "{sent:?}");
    assert_eq!(desk.wrong(), None);
}

#[test]
fn only_what_differs_of_a_style_is_sent() {
    let changed = |from: Style, to: Style| {
        let pen = |style: Style| {
            let mut cell = ratatui::buffer::Cell::new("x");
            cell.set_style(style);
            pen_of(&cell, read("x", 1).0)
        };
        let mut out = Vec::new();
        style::change(Some(pen(from)), pen(to), &mut out);
        String::from_utf8(out).unwrap()
    };
    let ground = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Rgb(18, 22, 27));
    assert_eq!(changed(ground, ground), "");
    assert_eq!(changed(ground, ground.fg(Color::Indexed(9))), "\x1b[38;5;9m");
    assert_eq!(changed(ground, ground.bg(Color::Black)), "\x1b[40m");
    assert_eq!(changed(ground.bold(), ground), "\x1b[22m");
    assert_eq!(changed(ground.bold().dim(), ground.dim()), "\x1b[22;2m", "bold takes dim with it");
    assert_eq!(changed(Style::new().bold().fg(Color::Red), Style::new()), "\x1b[m", "where a reset is shorter");
    assert_eq!(changed(Style::new().reversed(), Style::new().fg(Color::White)), "\x1b[0;97m");
}

#[test]
fn a_blank_is_written_in_any_ink_but_not_in_what_shows_on_it() {
    let mut desk = Desk::new(20, 1);
    desk.write(0, 0, "aa", Color::Red).write(2, 0, "xx", Color::Indexed(4)).write(4, 0, "bb", Color::Red);
    desk.send();
    desk.write(0, 0, "cc", Color::Red).write(2, 0, "  ", Color::Indexed(4)).write(4, 0, "dd", Color::Red);
    assert_eq!(desk.send(), "\x1b[0;31m\x1b[Hcc  dd\x1b[m");
    desk.write(0, 0, "ee", Style::new().underlined()).write(2, 0, "ff", Color::Red);
    desk.send();
    desk.write(0, 0, "gg", Style::new().underlined()).write(2, 0, "  ", Color::Red);
    desk.send();
    assert_eq!(desk.wrong(), None);
}

#[test]
fn what_is_the_same_between_two_changes_is_written_again_where_that_is_no_longer_than_a_move() {
    let mut desk = Desk::new(20, 1);
    desk.write(0, 0, "12:59:58", Style::new());
    desk.send();
    desk.write(0, 0, "13:00:00", Style::new());
    assert_eq!(desk.send(), "\x1b[m\x1b[1;2H3:00:00");
}

#[test]
fn behind_what_terminals_measure_differently_the_next_move_is_absolute() {
    let mut desk = Desk::new(30, 2);
    desk.write(0, 0, "⌨\u{fe0f}", Style::new()).write(6, 0, "x", Style::new());
    assert_eq!(desk.send(), "\x1b[m\x1b[H  \x1b[H⌨\u{fe0f}\x1b[1;7Hx");
    let mut desk = Desk::new(30, 2);
    desk.write(0, 0, "▲", Style::new()).write(6, 0, "x", Style::new());
    assert_eq!(desk.send(), "\x1b[m\x1b[H▲\x1b[7Gx");
}

#[test]
fn one_cell_is_enough() {
    let mut desk = Desk::new(1, 1);
    desk.frame[(0, 0)].set_symbol("客");
    assert_eq!(desk.send(), "", "there is no room for it");
    desk.write(0, 0, "x", Color::Red);
    assert_eq!(desk.send(), "\x1b[0;31m\x1b[Hx\x1b[m");
    assert_eq!(desk.wrong(), None);
}

#[test]
fn nothing_that_is_no_text_reaches_the_terminal_from_a_cell() {
    let mut desk = Desk::new(10, 1);
    for (column, symbol) in ["\x1b", "\u{9b}", "a\x1b[2J", "\u{200b}", "", "\n", "z"].into_iter().enumerate() {
        desk.frame[(column as u16, 0)].set_symbol(symbol);
    }
    assert_eq!(desk.send(), "\x1b[m\x1b[1;7Hz");
}
