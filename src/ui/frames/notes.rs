//! Frames of the list of notes, and of the line that writes one.

use insta::assert_snapshot;

use super::*;
use crate::lang::Language;
use crate::model::Note;
use crate::ui::state::Effect;
use crate::ui::tape::Tape;

fn note(id: &str, minutes: i64, from: Option<&str>, text: &str) -> Note {
    Note { id: id.to_owned(), at: NOW.plus(-minutes * 60_000), from: from.map(str::to_owned), text: text.to_owned() }
}

fn desk(language: Language) -> Desk {
    let mut board = centre(48);
    let notes = vec![
        note("a", 205, Some("wang@jump1"), "机器人 2.4 版已上线"),
        note(
            "b",
            91,
            Some("li@jump2"),
            "line 400 down, the carrier knows; callers are told by the menu, and ring back after noon",
        ),
        note("c", 12, None, "six at dining, two more than planned; call 13812345678 back"),
    ];
    apply(&mut board, NOW, Payload::Notes(notes));
    Desk::new(board, Settings { language, ..settings() })
}

#[test]
fn notes_stand_newest_first_with_who_wrote_them_and_no_number_is_whole() {
    let mut english = desk(Language::English);
    english.keys("N");
    at_sizes("notes", &english);
    let frame = english.text(240, 67);
    let place = |text: &str| frame.find(text).unwrap_or_else(|| panic!("{text}: {frame}"));
    assert!(place("six at dining") < place("line 400 down") && place("line 400 down") < place("2.4"), "{frame}");
    assert!(frame.contains("call 138****5678 back"), "{frame}");
    let mut chinese = desk(Language::Chinese);
    chinese.keys("N");
    assert_snapshot!("notes_chinese_120x34", chinese.frame(120, 34));
    english.keys("/by:li<enter>");
    assert!(!english.text(120, 34).contains("six at dining"));
    english.keys("<enter>");
    assert!(english.text(240, 67).contains("ring back after noon"));
    english.keys("<esc>e");
    let Some(Effect::Export { name, text }) = english.effects.last() else { panic!("{:?}", english.effects) };
    assert_eq!(name, "notes");
    assert!(
        text.starts_with("Note,Written,By") && text.contains("138****5678") && !text.contains("13812345678"),
        "{text}"
    );
}

#[test]
fn a_note_is_written_at_the_keys_and_without_one_the_page_says_how() {
    let mut desk = Desk::new(centre(48), settings());
    desk.keys(":note ");
    assert!(desk.text(120, 34).contains("write a note about this moment"), "{}", desk.text(120, 34));
    desk.keys("call 13812345678 back<enter>");
    assert_eq!(desk.effects.last(), Some(&Effect::Note("call 138****5678 back".to_owned())));
    desk.keys(":notes<enter>");
    let frame = desk.text(80, 24);
    assert!(frame.contains("no note was written in the last 24 hours") && frame.contains(":note TEXT"), "{frame}");
    desk.keys(":note<enter>");
    desk.keys("<enter>");
    assert!(desk.text(120, 34).contains("note needs to be told what: note TEXT"), "{}", desk.text(120, 34));
}

#[test]
fn a_recording_takes_no_notes_and_shows_its_own() {
    let mut desk = desk(Language::English);
    let tape = Tape::Replaying { speed: 1.0, playing: true, over: false, damaged: false };
    desk.view.set_tape(Some(tape));
    desk.keys("N");
    assert!(desk.text(120, 34).contains("six at dining"));
    let before = desk.effects.len();
    desk.keys(":note x<enter>");
    assert!(desk.text(120, 34).contains("note cannot be run here: a recording is the past"), "{}", desk.text(120, 34));
    assert!(desk.effects[before..].iter().all(|effect| !matches!(effect, Effect::Note(_))), "{:?}", desk.effects);
}

#[test]
fn a_note_older_than_a_day_leaves_the_page() {
    let mut desk = desk(Language::English);
    desk.keys("N");
    desk.now = NOW.plus(86_400_000 - 91 * 60_000 + 1_000);
    desk.note();
    let frame = desk.text(120, 34);
    assert!(frame.contains("six at dining") && !frame.contains("line 400 down"), "{frame}");
}
