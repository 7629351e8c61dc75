//! A screen as SVG: text that stays text, and blocks as shapes, so that they meet.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use vt100::{Cell, Color, Screen};

/// A cell, in the picture's units, and where letters stand in it.
const CELL: (f32, f32) = (9.0, 19.0);
const BASE: f32 = 14.5;

/// What a terminal shows where no colour is asked for.
#[derive(Clone, Copy)]
pub struct Ground {
    pub paper: &'static str,
    pub ink: &'static str,
}

pub const DARK: Ground = Ground { paper: "#12161b", ink: "#dce1e6" };
pub const LIGHT: Ground = Ground { paper: "#fbfaf7", ink: "#1c2228" };
pub const BLACK: Ground = Ground { paper: "#000000", ink: "#e5e5e5" };

/// The sixteen colours as xterm has them.
const SIXTEEN: [&str; 16] = [
    "#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5", "#7f7f7f", "#ff0000",
    "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
];

/// How a run of cells looks.
#[derive(Clone, PartialEq)]
struct Look {
    ink: String,
    paper: Option<String>,
    bold: bool,
    dim: bool,
    underline: bool,
}

impl Look {
    fn of(cell: &Cell, ground: Ground) -> Self {
        let (ink, paper) = (colour(cell.fgcolor()), colour(cell.bgcolor()));
        let (ink, paper) = if cell.inverse() {
            (Some(paper.unwrap_or_else(|| ground.paper.to_owned())), Some(ink.unwrap_or_else(|| ground.ink.to_owned())))
        } else {
            (ink, paper)
        };
        let ink = ink.unwrap_or_else(|| ground.ink.to_owned());
        Self { ink, paper, bold: cell.bold(), dim: cell.dim(), underline: cell.underline() }
    }
}

fn colour(colour: Color) -> Option<String> {
    match colour {
        Color::Default => None,
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        Color::Idx(index @ 0..=15) => Some(SIXTEEN[usize::from(index)].to_owned()),
        Color::Idx(index @ 16..=231) => {
            let step = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
            let cube = index - 16;
            Some(format!("#{:02x}{:02x}{:02x}", step(cube / 36), step(cube / 6 % 6), step(cube % 6)))
        }
        Color::Idx(index) => Some(format!("#{0:02x}{0:02x}{0:02x}", 8 + 10 * (index - 232))),
    }
}

/// Which part of its cell a block fills: from where, and how far.
fn block(text: &str) -> Option<((f32, f32), (f32, f32))> {
    let mut chars = text.chars();
    let (Some(char), None) = (chars.next(), chars.next()) else { return None };
    match char {
        '▀' => Some(((0.0, 0.0), (1.0, 0.5))),
        '▁'..='█' => {
            let eighths = (u32::from(char) - 0x2580) as f32 / 8.0;
            Some(((0.0, 1.0 - eighths), (1.0, eighths)))
        }
        '▉'..='▏' => Some(((0.0, 0.0), ((0x2590 - u32::from(char)) as f32 / 8.0, 1.0))),
        '▐' => Some(((0.5, 0.0), (0.5, 1.0))),
        _ => None,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Letters of one look, from a column on.
struct Run {
    look: Look,
    from: u16,
    cells: u16,
    text: String,
}

impl Run {
    fn write(&self, svg: &mut String) {
        let text = self.text.trim_end();
        if text.is_empty() {
            return;
        }
        let lead = text.chars().take_while(|char| *char == ' ').count() as f32;
        let trail = (self.text.chars().count() - text.chars().count()) as f32;
        let (x, width) = (f32::from(self.from) + lead, f32::from(self.cells) - lead - trail);
        let Look { ink, bold, dim, underline, .. } = &self.look;
        let bold = if *bold { " font-weight=\"bold\"" } else { "" };
        let dim = if *dim { " opacity=\"0.6\"" } else { "" };
        let line = if *underline { " text-decoration=\"underline\"" } else { "" };
        let (x, length, text) = (x * CELL.0, width * CELL.0, escaped(text.trim_start()));
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{BASE}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{bold}{dim}{line}>{text}</text>"
        );
    }
}

/// One row, as if it were the first.
fn row(screen: &Screen, row: u16, ground: Ground) -> String {
    let (mut papers, mut letters) = (String::new(), String::new());
    let mut run: Option<Run> = None;
    for column in 0..screen.size().1 {
        let cell = screen.cell(row, column).unwrap();
        if cell.is_wide_continuation() {
            continue;
        }
        let (look, cells) = (Look::of(cell, ground), if cell.is_wide() { 2 } else { 1 });
        let x = f32::from(column) * CELL.0;
        if let Some(paper) = look.paper.as_deref().filter(|paper| *paper != ground.paper) {
            let width = f32::from(cells) * CELL.0 + 0.1;
            let _ = writeln!(papers, "<rect x=\"{x}\" y=\"0\" width=\"{width}\" height=\"19.2\" fill=\"{paper}\"/>");
        }
        let text = if cell.has_contents() { cell.contents() } else { " " };
        if let Some(((left, top), (wide, high))) = block(text) {
            let (left, top) = (x + left * CELL.0, top * CELL.1);
            let (wide, high) = (wide * CELL.0 + 0.1, high * CELL.1 + 0.2);
            let ink = &look.ink;
            let _ =
                writeln!(papers, "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"{ink}\"/>");
            if let Some(run) = run.take() {
                run.write(&mut letters);
            }
            continue;
        }
        // Letters of two widths in one run would stand where the font wants them.
        let goes_on = run.as_ref().is_some_and(|run| {
            run.look == look
                && run.from + run.cells == column
                && (cells == 1) == (usize::from(run.cells) == run.text.chars().count())
        });
        if !goes_on {
            if let Some(run) = run.take() {
                run.write(&mut letters);
            }
            run = Some(Run { look, from: column, cells: 0, text: String::new() });
        }
        if let Some(run) = &mut run {
            run.cells += cells;
            run.text.push_str(text);
        }
    }
    if let Some(run) = run {
        run.write(&mut letters);
    }
    papers + &letters
}

fn head((width, height): (f32, f32), ground: Ground, drawn_by: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace,SFMono-Regular,Menlo,DejaVu Sans Mono,Noto Sans Mono CJK SC,monospace\" \
         font-size=\"15\" xml:space=\"preserve\">\n<desc>{drawn_by}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n",
        ground.paper
    )
}

fn size(screen: &Screen) -> (f32, f32) {
    let (rows, columns) = screen.size();
    (f32::from(columns) * CELL.0, f32::from(rows) * CELL.1)
}

/// What is on the screen.
pub fn picture(screen: &Screen, ground: Ground, drawn_by: &str) -> String {
    let mut svg = head(size(screen), ground, drawn_by);
    for at in 0..screen.size().0 {
        let row = row(screen, at, ground);
        if !row.is_empty() {
            let _ = writeln!(svg, "<g transform=\"translate(0 {})\">\n{row}</g>", f32::from(at) * CELL.1);
        }
    }
    svg + "</svg>\n"
}

/// Screens of one size that follow one another for ever, each from its time on. A row that several show stands there once.
pub fn film(frames: &[(Duration, Screen)], end: Duration, ground: Ground, drawn_by: &str) -> String {
    let (width, height) = size(&frames[0].1);
    let mut svg = head((width, height), ground, drawn_by);
    let (mut known, mut rows): (BTreeMap<String, usize>, _) = (BTreeMap::new(), String::new());
    let (mut strip, mut steps) = (String::new(), String::new());
    for (nth, (from, screen)) in frames.iter().enumerate() {
        let left = nth as f32 * width;
        let _ = writeln!(
            steps,
            "{:.2}%{{transform:translateX(-{left}px)}}",
            100.0 * from.as_secs_f32() / end.as_secs_f32()
        );
        for at in 0..screen.size().0 {
            let next = known.len();
            let row = row(screen, at, ground);
            if row.is_empty() {
                continue;
            }
            let id = *known.entry(row.clone()).or_insert_with(|| {
                let _ = writeln!(rows, "<g id=\"r{next}\">\n{row}</g>");
                next
            });
            let _ = writeln!(strip, "<use href=\"#r{id}\" x=\"{left}\" y=\"{}\"/>", f32::from(at) * CELL.1);
        }
    }
    let seconds = end.as_secs_f32();
    let _ = writeln!(
        svg,
        "<style>@keyframes film{{\n{steps}}}\n#film{{animation:film {seconds:.1}s step-end infinite}}</style>\n\
         <defs>\n{rows}</defs>\n<g id=\"film\">\n{strip}</g>\n</svg>"
    );
    svg
}
