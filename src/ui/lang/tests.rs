use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::config::KioskView;
use crate::model::SourceId;

/// Words that the model has and the screen translates where it draws them.
fn words_of_the_model() -> Vec<&'static str> {
    let mut words: Vec<&str> = SourceId::FIXED.iter().map(|id| id.name()).collect();
    words.extend(KioskView::WORDS);
    words
}

/// A text with its context.
type Text = (String, String);

/// Every source file of the screen that is part of the program.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut rest = vec![src.join("ui"), src.join("ui.rs"), src.join("app"), src.join("app.rs")];
    while let Some(path) = rest.pop() {
        if path.is_dir() {
            rest.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && !path.components().any(|part| matches!(part.as_os_str().to_str(), Some("frames" | "testing" | "lang")))
            && !["tests.rs", "testing.rs", "frames.rs", "lang.rs"]
                .iter()
                .any(|name| path.file_name().unwrap() == Path::new(name))
        {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

/// The string literal that `code` begins with, and what comes behind it.
fn literal(code: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut chars = code.strip_prefix('"')?.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((text, &code[at + 2..])),
            '\\' => match chars.next()?.1 {
                'n' => text.push('\n'),
                // A line that goes on in the next one, without the blanks that begin it.
                '\n' => {
                    while chars.as_str().starts_with(char::is_whitespace) {
                        chars.next();
                    }
                }
                escaped => text.push(escaped),
            },
            c => text.push(c),
        }
    }
    None
}

/// Every text that the sources give to one of the macros.
fn texts() -> BTreeSet<Text> {
    let mut texts = BTreeSet::new();
    for (path, code) in sources() {
        let code = code.split("#[cfg(test)]").next().unwrap();
        for (at, name) in ["tr!(", "mark!("].iter().flat_map(|name| code.match_indices(name)) {
            let (text, behind) = literal(code[at + name.len()..].trim_start())
                .unwrap_or_else(|| panic!("{}: {name} needs a literal", path.display()));
            let behind = behind.trim_start();
            let context = behind.strip_prefix(';').and_then(|rest| literal(rest.trim_start()));
            texts.insert((context.map(|(context, _)| context).unwrap_or_default(), text));
        }
    }
    texts
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0).collect()
}

#[test]
fn every_text_of_the_screen_has_its_translation_and_every_translation_its_text() {
    let mut texts = texts();
    assert!(texts.len() > 50, "the sources were not read");
    texts.extend(words_of_the_model().into_iter().map(|word| (String::new(), word.to_owned())));
    let translated: BTreeSet<Text> = chinese()
        .iter()
        .flat_map(|(context, texts)| texts.keys().map(|text| (context.clone(), text.clone())))
        .collect();
    let missing: Vec<&Text> = texts.difference(&translated).collect();
    assert!(missing.is_empty(), "without a translation: {missing:#?}");
    let dead: Vec<&Text> = translated.difference(&texts).collect();
    assert!(dead.is_empty(), "translated but nowhere on screen: {dead:#?}");
}

#[test]
fn a_translation_has_the_placeholders_of_its_text() {
    for (text, translation) in chinese().values().flatten() {
        assert_eq!(placeholders(text), placeholders(translation), "{text}");
        assert!(!translation.trim().is_empty(), "{text}");
    }
}

#[test]
fn no_text_is_translated_twice() {
    let mut seen: BTreeMap<Text, usize> = BTreeMap::new();
    let mut context = String::new();
    for line in CHINESE.lines() {
        if let Some(rest) = line.strip_prefix("msgctxt ") {
            rest.clone_into(&mut context);
        } else if let Some(rest) = line.strip_prefix("msgid ").filter(|rest| *rest != "\"\"") {
            *seen.entry((std::mem::take(&mut context), rest.to_owned())).or_default() += 1;
        }
    }
    let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn a_language_holds_for_the_length_of_a_call() {
    assert_eq!(tr!("quit"), "quit");
    {
        let _speaking = speak(Language::Chinese);
        assert_eq!(tr!("quit"), "退出");
        {
            let _speaking = speak(Language::English);
            assert_eq!(tr!("quit"), "quit");
        }
        assert_eq!(tr!("{here} of {total} agents", total = 48, here = "7"), "坐席 7/48");
        assert_eq!(of("Cards bot"), "Cards bot", "what has no translation stays");
    }
    assert_eq!(tr!("{here} of {total} agents", total = 48, here = "7"), "7 of 48 agents");
}

#[test]
fn a_po_file_is_read_with_contexts_escapes_and_lines_that_go_on() {
    let po = "msgid \"\"\nmsgstr \"Language: zh_CN\\n\"\n\nmsgctxt \"key\"\nmsgid \"open\"\nmsgstr \"打开\"\n\n\
              msgid \"\"\n\"say \"\n\"\\\"so\\\"\"\nmsgstr \"说\"\n\nmsgid \"not yet\"\nmsgstr \"\"\n";
    let read = read(po);
    assert_eq!(read["key"]["open"], "打开");
    assert_eq!(read[""]["say \"so\""], "说");
    assert!(!read[""].contains_key("not yet"));
}
