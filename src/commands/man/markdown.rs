//! As much of Markdown as the manual is written in: headings, paragraphs, lists, tables, code, and within a line bold,
//! emphasis, code and links. A test holds that no page uses more.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading with its depth, from 1.
    Heading(usize, Vec<Span>),
    /// Lines that flow together.
    Paragraph(Vec<Span>),
    /// An entry of a list; its number, where it has one.
    Item(Option<u32>, Vec<Span>),
    /// A row of a table: cells.
    Row(Vec<Vec<Span>>),
    /// Lines as they are.
    Code(Vec<String>),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Span {
    /// As it is.
    Text(String),
    /// Bold.
    Strong(String),
    /// Emphasised.
    Emphasis(String),
    /// As it is typed.
    Code(String),
    /// What leads elsewhere, and where.
    Link(String, String),
}

/// The blocks of a page, in order. Comments, pictures and the headings of tables are left out.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(code) = &mut reader.code {
            if line.starts_with("```") {
                let code = std::mem::take(code);
                reader.code = None;
                reader.blocks.push(Block::Code(code));
            } else {
                code.push(line.to_owned());
            }
            continue;
        }
        if line.starts_with("```") {
            reader.end();
            reader.code = Some(Vec::new());
        } else if line.trim().is_empty() || line.starts_with("<!--") || line.starts_with("![") {
            reader.end();
        } else if line.starts_with('#') {
            reader.end();
            let depth = line.chars().take_while(|c| *c == '#').count();
            reader.blocks.push(Block::Heading(depth, spans(line.trim_start_matches('#').trim())));
        } else if line.starts_with('|') {
            reader.end();
            let is_head = lines.peek().is_some_and(|next| next.starts_with("|-"));
            if !is_head && !line.starts_with("|-") {
                reader.blocks.push(Block::Row(cells(line).iter().map(|cell| spans(cell)).collect()));
            }
        } else if let Some((number, rest)) = item(line) {
            reader.end();
            reader.open = Some((Open::Item(number), rest.to_owned()));
        } else {
            reader.add(line.trim());
        }
    }
    reader.end();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// What flows on, with its text so far.
    open: Option<(Open, String)>,
    code: Option<Vec<String>>,
}

enum Open {
    Paragraph,
    Item(Option<u32>),
}

impl Reader {
    fn add(&mut self, line: &str) {
        match &mut self.open {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(line);
            }
            None => self.open = Some((Open::Paragraph, line.to_owned())),
        }
    }

    fn end(&mut self) {
        self.blocks.extend(self.open.take().map(|(open, text)| match open {
            Open::Item(number) => Block::Item(number, spans(&text)),
            Open::Paragraph => Block::Paragraph(spans(&text)),
        }));
    }
}

/// An entry of a list: its number, if it has one, and its first line.
fn item(line: &str) -> Option<(Option<u32>, &str)> {
    if let Some(rest) = line.strip_prefix("- ") {
        return Some((None, rest));
    }
    let (number, rest) = line.split_once(". ")?;
    number.parse().ok().map(|number| (Some(number), rest))
}

/// The cells of a row; `\|` is a bar within one.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut chars = line.trim().trim_start_matches('|').chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('|') => cell.push('|'),
                other => cell.extend([Some('\\'), other].into_iter().flatten()),
            },
            '|' => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            _ => cell.push(c),
        }
    }
    if !cell.trim().is_empty() {
        cells.push(cell.trim().to_owned());
    }
    cells
}

/// The pieces of a line.
pub(super) fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let Some((span, behind)) = marked(rest) else {
            plain.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        };
        if !plain.is_empty() {
            spans.push(Span::Text(std::mem::take(&mut plain)));
        }
        spans.push(span);
        rest = behind;
    }
    if !plain.is_empty() {
        spans.push(Span::Text(plain));
    }
    spans
}

/// What begins with a mark here, and what stands behind it.
fn marked(text: &str) -> Option<(Span, &str)> {
    let within = |mark: &str| text.strip_prefix(mark)?.split_once(mark).filter(|(inside, _)| !inside.is_empty());
    if let Some((inside, rest)) = within("`") {
        return Some((Span::Code(inside.to_owned()), rest));
    }
    if let Some((inside, rest)) = within("**") {
        return Some((Span::Strong(inside.to_owned()), rest));
    }
    if let Some((inside, rest)) = within("*").filter(|(inside, _)| !inside.starts_with(['*', ' '])) {
        return Some((Span::Emphasis(inside.to_owned()), rest));
    }
    let (inside, rest) = text.strip_prefix('[')?.split_once("](")?;
    if inside.contains(['[', ']']) {
        return None;
    }
    let (target, rest) = rest.split_once(')')?;
    // A target may hold the section of a page in brackets, but no blank.
    (!target.contains(' ')).then(|| (Span::Link(inside.trim_matches('`').to_owned(), target.to_owned()), rest))
}

/// The same pieces without their marks.
pub(super) fn words(spans: &[Span]) -> String {
    let text = spans.iter().map(|span| match span {
        Span::Text(text) | Span::Strong(text) | Span::Emphasis(text) | Span::Code(text) | Span::Link(text, _) => {
            text.as_str()
        }
    });
    text.collect()
}

/// What a page is: the words behind the dash of its first heading.
pub(super) fn about(blocks: &[Block]) -> String {
    let first = blocks.iter().find_map(|block| match block {
        Block::Heading(1, spans) => Some(words(spans)),
        _ => None,
    });
    first.and_then(|first| first.split_once(" – ").map(|(_, about)| about.to_owned())).unwrap_or_default()
}
