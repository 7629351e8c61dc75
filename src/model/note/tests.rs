//! What a note may have, and how many are kept.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn note(id: &str, at: i64, text: &str) -> Note {
    Note { id: id.to_owned(), at: Stamp(at), from: Some("ana".to_owned()), text: text.to_owned() }
}

fn notes(all: impl IntoIterator<Item = Note>) -> Notes {
    let mut notes = Notes::default();
    for note in all {
        notes.take(note);
    }
    notes
}

#[test]
fn a_note_is_one_line_that_acts_on_nothing_and_has_no_customers_number() {
    let kept = |text: &str| note("n1", 1, text).tidy().map(|note| note.text);
    assert_eq!(kept("bot release 11:07").as_deref(), Some("bot release 11:07"));
    assert_eq!(kept(" a\u{1b}b\nc\u{202e} ").as_deref(), Some("a b c"));
    assert_eq!(kept("call 138 1234 5678 back").as_deref(), Some("call 138****5678 back"));
    assert_eq!(kept("138\u{200b}12345678").as_deref(), Some("138****5678"));
    assert_eq!(kept(&"字".repeat(300)), Some("字".repeat(NOTE_MOST)));
    assert_eq!(kept(" \u{202e}\n"), None);
    for id in ["", "a b", "é", "a/b", &"x".repeat(41)] {
        assert_eq!(note(id, 1, "x").tidy(), None, "{id:?}");
    }
    let named = Note { from: Some("13812345678\u{7}".to_owned()), ..note("n1", 1, "x") };
    assert_eq!(named.tidy().unwrap().from.as_deref(), Some("138****5678"));
    let nameless = Note { from: Some(" \u{7}".to_owned()), ..note("n1", 1, "x") };
    assert_eq!(nameless.tidy().unwrap().from, None);
}

#[test]
fn what_is_written_of_a_note_has_no_customers_number_even_where_it_was_not_tidied() {
    let raw = Note { from: Some("13912345678".to_owned()), ..note("n1", 7, "13812345678 again") };
    let written = serde_json::to_value(&raw).unwrap();
    assert_eq!(written, json!({"id": "n1", "at": 7, "from": "139****5678", "text": "138****5678 again"}));
    let without: Note = serde_json::from_value(json!({"id": "n1", "at": 7, "text": "x"})).unwrap();
    assert_eq!(without.from, None);
}

#[test]
fn a_note_that_is_told_again_changes_nothing_and_none_is_ever_replaced() {
    let mut all = notes([note("b", 2, "two"), note("a", 1, "one")]);
    assert_eq!(all.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    let revision = all.revision();
    assert!(!all.take(note("a", 1, "one")) && !all.take(note("a", 9, "another")));
    assert_eq!((all.revision(), all.get("a").unwrap().text.as_str()), (revision, "one"));
    assert!(all.take(note("c", 3, "three")) && all.revision() > revision);
}

#[test]
fn so_many_are_kept_and_of_a_day() {
    let mut all = notes((0..=NOTES_KEPT as i64).map(|at| note(&format!("n{at}"), at, "x")));
    assert_eq!((all.iter().len(), all.get("n0"), all.iter().next().unwrap().at), (NOTES_KEPT, None, Stamp(1)));
    assert_eq!(all.since(Stamp(NOTES_KEPT as i64 - 1)).len(), 2);
    assert_eq!(all.held(Stamp(NOTES_KEPT_MS + 3)).first().unwrap().at, Stamp(3));
    let revision = all.revision();
    all.forget_before(Stamp(0));
    assert_eq!(all.revision(), revision);
    all.forget_before(Stamp(NOTES_KEPT as i64));
    assert_eq!((all.iter().len(), all.revision()), (1, revision + 1));
    all.clock_set(-10);
    assert_eq!(all.iter().next().unwrap().at, Stamp(NOTES_KEPT as i64 - 10));
}

proptest! {
    /// Digits of a customer's number in any company: none is left whole in what is kept or written.
    #[test]
    fn no_whole_number_is_left_in_a_note(
        before in "[a-z一-龥 ]{0,12}",
        number in "1[3-9][0-9]{9}",
        between in proptest::sample::select(vec!["", " ", "-", "\u{200b}", "\u{a0}", "."]),
        behind in "([a-z一-龥 ][a-z一-龥0-9 ]{0,12})?",
    ) {
        let split: Vec<&str> = vec![&number[..3], &number[3..7], &number[7..]];
        let text = format!("{before}{}{behind}", split.join(between));
        let raw = Note { from: Some(text.clone()), ..note("n1", 1, &text) };
        let kept = raw.clone().tidy().unwrap();
        let written = serde_json::to_string(&Note { from: None, ..raw }).unwrap();
        for said in [kept.text, kept.from.unwrap_or_default(), written] {
            let digits: String = said.chars().filter(char::is_ascii_digit).collect();
            prop_assert!(!digits.contains(&number), "{said}");
        }
    }

    #[test]
    fn all_who_hear_the_same_notes_have_the_same_whatever_their_order(
        ats in proptest::collection::vec(0_i64..50, 0..30),
        seed in any::<u64>(),
    ) {
        let told: Vec<Note> = (0..).zip(&ats).map(|(n, at)| note(&format!("n{n}"), *at, "x")).collect();
        let mut shuffled = told.clone();
        shuffled.sort_by_key(|note| note.id.bytes().fold(seed, |hash, byte| hash.wrapping_mul(31) ^ u64::from(byte)));
        shuffled.extend(told.iter().take(3).cloned());
        prop_assert_eq!(notes(told), notes(shuffled));
    }
}
