//! The languages of the screen: every word of it is translated, and nothing is translated that is not shown.
//!
//! What is on screen is found in the sources: what stands in `tr!` and `mark!`, the words of the model, and what
//! callboard calls what the vendors tell.

use std::collections::{BTreeMap, BTreeSet};

use callboard::commands::registry;
use callboard::config::KioskView;
use callboard::lang::CHINESE;
use callboard::model::*;
use polib::message::MessageView;
use polib::po_file::parse_from_reader;

use crate::house;

/// Words that the model and the vendors' rooms have, and the screen translates where it draws them.
fn words() -> BTreeSet<String> {
    let mut words: Vec<&str> = SourceId::FIXED.iter().map(SourceId::name).collect();
    words.extend(KioskView::WORDS);
    words.extend(Measure::ALL.iter().map(|measure| measure.label()));
    words.extend([Compare::Above, Compare::Below].map(Compare::words));
    words.extend([Severity::Info, Severity::Warning, Severity::Critical].map(Severity::word));
    words.extend(ReportOf::ALL.map(ReportOf::title));
    words.extend(Common::ALL.map(Common::label));
    words.extend(AiField::ALL.map(AiField::title));
    words.extend(State::NAMED.iter().filter_map(|word| word.word()));
    words.extend(WorkState::NAMED.iter().filter_map(|word| word.word()));
    words.extend(LoginState::NAMED.iter().filter_map(|word| word.word()));
    words.extend(CallKind::NAMED.iter().filter_map(|word| word.word()));
    words.extend(PhoneKind::NAMED.iter().filter_map(|word| word.word()));
    words.extend(CallResult::NAMED.iter().filter_map(|word| word.word()));
    words.extend(HangUp::NAMED.iter().filter_map(|word| word.word()));
    words.extend(DialKind::NAMED.iter().filter_map(|word| word.word()));
    words.extend(Handled::NAMED.iter().filter_map(|word| word.word()));
    words.extend(Transferred::NAMED.iter().filter_map(|word| word.word()));
    words.extend(Inquired::NAMED.iter().filter_map(|word| word.word()));
    words.extend(NoAnswer::NAMED.iter().filter_map(|word| word.word()));
    words.extend(CallSource::NAMED.iter().filter_map(|word| word.word()));
    words.extend(NumberKind::NAMED.iter().filter_map(|word| word.word()));
    words.extend(PassedOn::NAMED.iter().filter_map(|word| word.word()));
    words.extend(CallFact::ALL.iter().map(|fact| fact.word()));
    words.extend(LegKind::NAMED.iter().filter_map(|word| word.word()));
    words.extend(LegRole::NAMED.iter().filter_map(|word| word.word()));
    words.extend(LegResult::NAMED.iter().filter_map(|word| word.word()));
    words.extend(Stage::NAMED.iter().filter_map(|word| word.word()));
    words.extend(PartyRole::NAMED.iter().filter_map(|word| word.word()));
    words.extend(PartyState::NAMED.iter().filter_map(|word| word.word()));
    words.extend(Happening::NAMED.iter().filter_map(|word| word.word()));
    words.extend(Speaker::NAMED.iter().filter_map(|word| word.word()));
    words.extend(live::Line::NAMED.iter().filter_map(|word| word.word()));
    // On screen a bot is a robot, and a party that is idle is not in the call.
    words.retain(|word| !["bot", "idle"].contains(word));
    let mut words: BTreeSet<String> = words.into_iter().map(str::to_owned).collect();
    words.extend(BusyReason::NAMED.iter().filter_map(|word| word.word()).map(|word| word.replace('-', " ")));
    words.extend(RejectReason::ALL.map(|reason| reason.name().replace('_', " ")));
    words.extend(registry::vocabulary());
    words
}

/// A text with its context.
type Text = (String, String);

/// Every source file of the screen that is part of the program.
fn sources() -> Vec<(String, String)> {
    let mut found = house::sources(&["src/ui", "src/ui.rs", "src/lists", "src/lists.rs", "src/app", "src/app.rs"]);
    found.retain(|(name, _)| {
        let file = name.rsplit('/').next().unwrap_or_default();
        !name.split('/').any(|part| matches!(part, "frames" | "testing" | "lang"))
            && !["tests.rs", "testing.rs", "frames.rs", "lang.rs"].contains(&file)
    });
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

/// What the PO file translates.
fn translations() -> BTreeMap<Text, String> {
    let catalogue = parse_from_reader(CHINESE.text().as_bytes()).unwrap();
    let entry = |message: &dyn MessageView| {
        let context = message.msgctxt().unwrap_or_default().to_owned();
        ((context, message.msgid().to_owned()), message.msgstr().unwrap().to_owned())
    };
    // The head of the file translates nothing.
    catalogue.messages().map(entry).filter(|((_, text), _)| !text.is_empty()).collect()
}

/// Every text that the sources give to one of the macros.
fn texts() -> BTreeSet<Text> {
    let mut texts = BTreeSet::new();
    for (file, code) in sources() {
        let code = code.split("#[cfg(test)]").next().unwrap();
        for (at, name) in ["tr!(", "mark!("].into_iter().flat_map(|name| code.match_indices(name)) {
            let begins = match name {
                // What knows the language stands before the text.
                "tr!(" => code[at + name.len()..].split_once(',').unwrap().1,
                _ => &code[at + name.len()..],
            };
            let (text, behind) =
                literal(begins.trim_start()).unwrap_or_else(|| panic!("{file}: {name} needs a literal"));
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
    texts.extend(words().into_iter().map(|word| (String::new(), word)));
    // Sentences are composed elsewhere, and held against what composes them.
    let translated: BTreeSet<Text> = translations().into_keys().filter(|(context, _)| context != "sentence").collect();
    let missing: Vec<&Text> = texts.difference(&translated).collect();
    assert!(missing.is_empty(), "without a translation: {missing:#?}");
    let dead: Vec<&Text> = translated.difference(&texts).collect();
    assert!(dead.is_empty(), "translated but nowhere on screen: {dead:#?}");
}

#[test]
fn a_translation_has_the_placeholders_of_its_text() {
    for ((_, text), translation) in &translations() {
        assert_eq!(placeholders(text), placeholders(translation), "{text}");
        assert!(!translation.trim().is_empty(), "{text}");
    }
}

#[test]
fn no_text_is_translated_twice() {
    let mut seen: BTreeMap<Text, usize> = BTreeMap::new();
    let mut context = String::new();
    for line in CHINESE.text().lines() {
        if let Some(rest) = line.strip_prefix("msgctxt ") {
            rest.clone_into(&mut context);
        } else if let Some(rest) = line.strip_prefix("msgid ").filter(|rest| *rest != "\"\"") {
            *seen.entry((std::mem::take(&mut context), rest.to_owned())).or_default() += 1;
        }
    }
    let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

/// The feed names what it asks for, and the screen knows the names.
#[test]
fn what_waits_for_an_answer_has_a_name_on_screen() {
    let code = house::text("src/feed/ask/lookups/health.rs");
    let (_, words) = code.split_once("fn words(").unwrap();
    let translations = translations();
    let mut names = 0;
    for line in words.lines().filter(|line| line.contains("=> \"") && line.ends_with(".to_owned(),")) {
        let (name, _) = literal(&line[line.find('"').unwrap()..]).unwrap();
        let known = ["lookup", ""].iter().any(|of| translations.contains_key(&((*of).to_owned(), name.clone())));
        assert!(known, "{name}");
        names += 1;
    }
    assert!(names > 8, "the names were not found");
}
