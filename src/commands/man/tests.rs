use std::fs;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::markdown::{Block, Span, about, blocks, spans};
use super::*;
use crate::cli;
use crate::packed::Packed;

fn named(name: &str) -> &'static Page {
    pages::find(name).unwrap_or_else(|| panic!("no page {name}"))
}

/// A page of this text.
fn page(text: &str) -> Page {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    Page { name: "callboard-x", section: 1, packed: Packed::new(packed.finish().unwrap().leak()) }
}

/// As the pages write it: a hyphen that is no line break.
fn typed(flag: &str) -> String {
    format!("\\-\\-{}", flag.replace('-', "\\-"))
}

#[test]
fn every_command_has_a_page_that_names_its_flags_and_no_common_one() {
    let command = cli::command();
    let common: Vec<&str> = command.get_arguments().filter_map(clap::Arg::get_long).collect();
    for part in command.get_subcommands() {
        let page = named(part.get_name());
        let text = roff::page(page);
        for flag in part.get_arguments().filter_map(clap::Arg::get_long) {
            if flag == "help" || common.contains(&flag) && flag != "kiosk" {
                continue;
            }
            assert!(text.contains(&typed(flag)), "{} --{flag}", page.name);
        }
        assert!(!text.contains(&typed("log-level")), "{}: common flags are in callboard(1) alone", page.name);
    }
    let text = roff::page(named("callboard"));
    for flag in common.into_iter().filter(|flag| *flag != "help") {
        assert!(text.contains(&typed(flag)), "--{flag}");
    }
}

#[test]
fn the_whole_manual_is_one_page_with_every_page_in_it() {
    let whole = whole();
    assert_eq!(whole.matches(".TH ").count(), 1);
    assert!(whole.starts_with(".TH \"CALLBOARD\" \"1\""), "{whole}");
    for page in PAGES.iter().skip(1) {
        let title = format!(".SH \"CALLBOARD {} ({})\"", page.short().to_uppercase(), page.section);
        assert_eq!(whole.matches(&title).count(), 1, "{title}");
    }
}

#[test]
fn the_directory_gets_every_page() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("share/man");
    let names = write(&dir).unwrap();
    assert_eq!(names.len(), PAGES.len());
    for name in ["callboard.1", "callboard-snapshot.1", "callboard-settings.5", "callboard-keys.7"] {
        assert!(names.iter().any(|written| written == name), "{names:?}");
        let page = fs::read_to_string(dir.join(name)).unwrap();
        assert!(page.starts_with(".TH \"CALLBOARD"), "{page}");
    }
    let page = fs::read_to_string(dir.join("callboard.1")).unwrap();
    assert!(page.contains("\\fBcallboard\\-snapshot\\fR(1)"), "{page}");
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("file");
    fs::write(&file, "").unwrap();
    let failure = run(&Man { page: None, dir: Some(file.join("man")) }).unwrap_err().to_string();
    assert!(failure.contains("choose another --dir"), "{failure}");
}

#[test]
fn a_page_is_found_by_any_of_its_names_and_a_slip_is_answered_with_what_was_meant() {
    for name in ["keys", "callboard-keys", "callboard-keys(7)", "keys.7"] {
        assert_eq!(named(name).name, "callboard-keys");
    }
    assert_eq!(named("callboard").section, 1);
    assert_eq!(unknown("setings"), "the manual has no page `setings`; did you mean settings?");
    assert!(unknown("x").ends_with("settings, keys, operating, interfaces, metrics, licences"), "{}", unknown("x"));
}

#[test]
fn no_page_uses_more_of_markdown_than_is_read() {
    for page in PAGES {
        let blocks = blocks(&page.text());
        let title = format!("{}({})", page.name, page.section);
        assert!(page.text().starts_with(&format!("# {title} – ")), "{title} does not begin with its name");
        assert!(!about(&blocks).is_empty(), "{title}");
        for block in &blocks {
            let pieces: Vec<&[Span]> = match block {
                Block::Heading(depth, spans) => {
                    assert!(*depth <= 3, "{title}: a heading of depth {depth}");
                    vec![spans]
                }
                Block::Paragraph(spans) | Block::Item(_, spans) => vec![spans],
                Block::Row(cells) => {
                    assert!((2..=4).contains(&cells.len()), "{title}: a row of {} cells: {cells:?}", cells.len());
                    cells.iter().map(Vec::as_slice).collect()
                }
                Block::Code(_) => Vec::new(),
            };
            for span in pieces.into_iter().flatten() {
                let Span::Text(text) = span else { continue };
                for mark in ["`", "**", "](", "&amp;", "&lt;", "&gt;", "&#", "<!--", "  "] {
                    assert!(!text.contains(mark), "{title}: `{mark}` is left in: {text}");
                }
            }
        }
    }
}

#[test]
fn what_is_a_command_of_roff_is_text() {
    let page = page("# callboard-x(1) – a\\b\n\n.TH `a-b` 'c' *d* ≥\n\n```\n.x\n```\n");
    let text = roff::page(&page);
    assert!(text.contains(".SH NAME\ncallboard-x \\- a\\eb\n"), "{text}");
    assert!(text.contains(".PP\n\\&.TH \\fBa\\-b\\fR \\(aqc\\(aq \\fId\\fR \\[u2265]\n"), "{text}");
    assert!(text.contains(".nf\n\\&.x\n.fi\n"), "{text}");
    assert!(text.is_ascii());
}

#[test]
fn every_page_is_ascii_for_man_and_fits_its_columns_as_text() {
    for page in PAGES {
        assert!(roff::page(page).is_ascii(), "{}", page.name);
        let code: Vec<String> = blocks(&page.text())
            .into_iter()
            .filter_map(|block| if let Block::Code(lines) = block { Some(lines) } else { None })
            .flatten()
            .collect();
        for line in plain::page(page, 80).lines() {
            let alone = line.split_whitespace().count() == 1;
            let typed = code.iter().any(|typed| line.trim() == typed.trim());
            assert!(crate::ui::text::width(line) <= 80 || alone || typed, "{}: {line}", page.name);
        }
    }
}

#[test]
fn a_page_as_text_has_its_parts_where_man_has_them() {
    let text = "# callboard-x(1) – does it\n\n## What is so\n\nOne `two`\n[three(7)](three.7.md).\n\n- a\n- b\n\n| k | m |\n|---|---|\n| `x\\|y` | z |\n";
    let page = page(text);
    let expected = "CALLBOARD-X(1)\n\nNAME\n       callboard-x - does it\n\nWHAT IS SO\n\n       One two three(7).\n\n       - a\n       - b\n\n       x|y\n           z\n";
    assert_eq!(plain::page(&page, 80), expected);
}

#[test]
fn pieces_of_a_line_are_told_apart() {
    let text = |text: &str| Span::Text(text.to_owned());
    assert_eq!(
        spans("a **b** `c*d` *e* [f](g.md) [h] x*y"),
        [
            text("a "),
            Span::Strong("b".to_owned()),
            text(" "),
            Span::Code("c*d".to_owned()),
            text(" "),
            Span::Emphasis("e".to_owned()),
            text(" "),
            Span::Link("f".to_owned(), "g.md".to_owned()),
            text(" [h] x*y"),
        ]
    );
}
