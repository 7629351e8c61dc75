//! A page as plain text, for where there is no `man`.

use super::markdown::{Block, Span, about, blocks, words};
use super::pages::Page;
use crate::ui::text::width;

const INDENT: usize = 7;

/// The page, `columns` wide.
pub(super) fn page(page: &Page, columns: usize) -> String {
    let blocks = blocks(&page.text());
    let title = format!("{}({})", page.name.to_uppercase(), page.section);
    let mut out = format!("{title}\n\nNAME\n");
    push(&mut out, &format!("{} - {}", page.name, about(&blocks)), INDENT, INDENT, columns);
    let mut listed = false;
    for block in &blocks {
        // Entries that are short stand close.
        let goes_on = listed && matches!(block, Block::Item(..));
        listed = matches!(block, Block::Item(..));
        if !matches!(block, Block::Heading(1, _)) && !goes_on {
            out.push('\n');
        }
        match block {
            Block::Heading(1, _) => {}
            Block::Heading(2, spans) => push(&mut out, &words(spans).to_uppercase(), 0, 0, columns),
            Block::Heading(_, spans) => push(&mut out, &words(spans), 3, 3, columns),
            Block::Paragraph(spans) => push(&mut out, &shown(spans), INDENT, INDENT, columns),
            Block::Item(number, spans) => {
                let mark = number.map_or_else(|| "-".to_owned(), |number| format!("{number}."));
                let text = format!("{mark} {}", shown(spans));
                push(&mut out, &text, INDENT, INDENT + mark.len() + 1, columns);
            }
            Block::Row(cells) => {
                let Some((said, before)) = cells.split_last() else { continue };
                let term: Vec<String> = before.iter().map(|cell| shown(cell)).collect();
                push(&mut out, &term.join("   "), INDENT, INDENT + 4, columns);
                push(&mut out, &shown(said), INDENT + 4, INDENT + 4, columns);
            }
            Block::Code(lines) => {
                for line in lines {
                    out.push_str(&" ".repeat(INDENT + 4));
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
    }
    out
}

/// A link that leads out of the manual says where to.
fn shown(spans: &[Span]) -> String {
    let pieces = spans.iter().map(|span| match span {
        Span::Link(text, target) if target.starts_with("http") => format!("{text} <{target}>"),
        other => words(std::slice::from_ref(other)),
    });
    pieces.collect()
}

/// Lines of `text`, broken between words; blanks that stand together stay.
fn push(out: &mut String, text: &str, first: usize, others: usize, columns: usize) {
    let mut line = " ".repeat(first);
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && width(&line) + 1 + width(word) > columns {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(others);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}
