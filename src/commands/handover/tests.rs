//! A shift as it is handed over, read by hand in both languages.

use super::*;
use crate::commands::shift::{of_files, testing};
use crate::config::{Config, ScreenLanguage};

fn written(from: Option<&str>, to: Option<&str>, language: ScreenLanguage) -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.screen.language = language;
    let moment = |text: Option<&str>| text.map(|text| text.parse().unwrap());
    let files = testing::day(dir.path());
    markdown(&of_files(&config, &Asked { files, from: moment(from), to: moment(to) }).unwrap())
}

#[test]
fn a_shift_is_written_in_english() {
    insta::assert_snapshot!(written(None, None, ScreenLanguage::En));
}

#[test]
fn and_in_chinese() {
    insta::assert_snapshot!(written(None, None, ScreenLanguage::Zh));
}

#[test]
fn of_what_the_recording_does_not_hold_it_says_so_and_nothing_else() {
    let text = written(Some("08:00"), Some("10:00"), ScreenLanguage::En);
    assert!(text.contains("The recording is of 09:00 to 10:00 of it; of the rest nothing is known."), "{text}");
    assert!(text.contains("Of a week before not every half hour was kept."), "{text}");
    assert!(!text.contains("went to dining") && text.contains("None was seen."), "{text}");
    assert!(!text.contains("13812345678") && !text.contains("because"), "{text}");
}
