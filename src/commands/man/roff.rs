//! A page for `man`: its macros, in ASCII alone, so that any `man` reads it.

use std::fmt::Write as _;

use super::markdown::{Block, Span, about, blocks, words};
use super::pages::Page;

/// A page of its own.
pub(super) fn page(page: &Page) -> String {
    let blocks = blocks(&page.text());
    let version = env!("CARGO_PKG_VERSION");
    let name = page.name;
    let mut out = format!(
        ".TH \"{}\" \"{}\" \"\" \"callboard {version}\" \"callboard manual\"\n.SH NAME\n{} \\- {}\n",
        escaped(&name.to_uppercase()),
        page.section,
        escaped(name),
        escaped(&about(&blocks))
    );
    body(&mut out, &blocks, ["SH", "SS"]);
    out
}

/// The same as a section of the whole manual.
pub(super) fn part(page: &Page) -> String {
    let blocks = blocks(&page.text());
    let title = format!("{} ({})", page.name.replacen('-', " ", 1), page.section).to_uppercase();
    let mut out = format!(".SH \"{}\"\n{}.\n", escaped(&title), line(&about(&blocks)));
    body(&mut out, &blocks, ["SS", "SS"]);
    out
}

/// Everything behind the first heading; `section`, `part`: the macros of the two depths
/// below it.
fn body(out: &mut String, blocks: &[Block], [section, part]: [&str; 2]) {
    for block in blocks {
        match block {
            Block::Heading(1, _) => {}
            Block::Heading(2, spans) => push(out, section, &heading(&words(spans).to_uppercase())),
            Block::Heading(_, spans) => push(out, part, &heading(&words(spans))),
            Block::Paragraph(spans) => {
                out.push_str(".PP\n");
                flow(out, spans);
            }
            Block::Item(number, spans) => {
                let mark = number.map_or_else(|| "\\(bu 2".to_owned(), |number| format!("{number}. 3"));
                push(out, "IP", &mark);
                flow(out, spans);
            }
            Block::Row(cells) => row(out, cells),
            Block::Code(lines) => {
                out.push_str(".PP\n.RS 4\n.nf\n");
                for text in lines {
                    out.push_str(&line(text));
                    out.push('\n');
                }
                out.push_str(".fi\n.RE\n");
            }
        }
    }
}

/// A row of a table: what it is about, with the cell between where there is one, and what is said of it.
fn row(out: &mut String, cells: &[Vec<Span>]) {
    let Some((said, before)) = cells.split_last() else { return };
    out.push_str(".TP\n");
    let term: Vec<String> = before.iter().map(|cell| inline(cell)).filter(|cell| !cell.is_empty()).collect();
    out.push_str(&protected(&term.join("   ")));
    out.push('\n');
    flow(out, said);
}

fn push(out: &mut String, name: &str, arguments: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, ".{name} {arguments}");
}

fn heading(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn flow(out: &mut String, spans: &[Span]) {
    out.push_str(&protected(&inline(spans)));
    out.push('\n');
}

fn inline(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        let _ = match span {
            Span::Text(text) => write!(out, "{}", escaped(text)),
            Span::Strong(text) | Span::Code(text) => write!(out, "\\fB{}\\fR", typed(text)),
            Span::Emphasis(text) => write!(out, "\\fI{}\\fR", escaped(text)),
            Span::Link(text, target) => match text.split_once('(') {
                Some((page, section)) if page.starts_with("callboard") => {
                    write!(out, "\\fB{}\\fR({}", typed(page), escaped(section))
                }
                _ if target.starts_with("http") => write!(out, "{} <{}>", escaped(text), typed(target)),
                _ => write!(out, "{}", typed(text)),
            },
        };
    }
    out
}

/// Text as it is, with nothing in it that is a command.
fn line(text: &str) -> String {
    protected(&typed(text))
}

/// A line that begins with what would be a command.
fn protected(text: &str) -> String {
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text.to_owned() }
}

/// What is to be typed: its hyphens are minus signs, which can be copied.
fn typed(text: &str) -> String {
    escaped(text).replace('-', "\\-")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\e"),
            '"' => out.push_str("\\(dq"),
            '\'' => out.push_str("\\(aq"),
            '`' => out.push_str("\\(ga"),
            '^' => out.push_str("\\(ha"),
            '~' => out.push_str("\\(ti"),
            '–' => out.push_str("\\(en"),
            c if c.is_ascii() => out.push(c),
            c => {
                let _ = write!(out, "\\[u{:04X}]", u32::from(c));
            }
        }
    }
    out
}
