//! What is printed of a day in which everything happens that can.

use std::path::PathBuf;

use serde_json::Value;

use super::*;
use crate::commands::shift::{of_files, testing};
use crate::config::{Config, ScreenLanguage};

fn read(files: &[PathBuf], from: Option<&str>, to: Option<&str>, chinese: bool) -> Shift {
    let mut config = Config::default();
    config.screen.language = if chinese { ScreenLanguage::Zh } else { ScreenLanguage::En };
    let moment = |text: Option<&str>| text.map(|text| text.parse().unwrap());
    of_files(&config, &Asked { files: files.to_vec(), from: moment(from), to: moment(to) }).unwrap()
}

#[test]
fn facts_are_lines_in_both_languages() {
    let dir = tempfile::tempdir().unwrap();
    let files = testing::day(dir.path());
    insta::assert_snapshot!(lines(&read(&files, None, None, false)));
    insta::assert_snapshot!("facts_in_chinese", lines(&read(&files, None, None, true)));
}

#[test]
fn facts_are_objects_of_the_schema_with_no_whole_number_in_them() {
    let dir = tempfile::tempdir().unwrap();
    let text = json::lines(&read(&testing::day(dir.path()), None, None, false));
    let schema: Value = serde_json::from_str(&SCHEMA.text()).unwrap();
    let known = &schema["properties"];
    let mut kinds = Vec::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        for (name, _) in line.as_object().unwrap() {
            assert!(known.get(name).is_some(), "{name} of {line}");
        }
        for name in schema["required"].as_array().unwrap() {
            assert!(line.get(name.as_str().unwrap()).is_some(), "{name} of {line}");
        }
        assert!(known["kind"]["enum"].as_array().unwrap().contains(&line["kind"]), "{line}");
        kinds.push(line["kind"].as_str().unwrap().to_owned());
    }
    for kind in ["together", "stale", "alert", "note", "gap", "reconnected"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind} of {kinds:?}");
    }
    assert!(!text.contains("13812345678"), "{text}");
}

#[test]
fn only_what_is_within_the_times_asked_for_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let files = testing::day(dir.path());
    let all = lines(&read(&files, None, None, false));
    let some = lines(&read(&files, Some("10:35"), Some("10:45"), false));
    assert!(all.contains("went to dining") && some.contains("went to dining"), "{some}");
    assert!(all.contains("Nothing was recorded") && !some.contains("Nothing was recorded"), "{some}");
    let none = Asked { files, from: Some("2026-12-24 10:00".parse().unwrap()), to: None };
    let error = of_files(&Config::default(), &none).err().unwrap().to_string();
    assert!(error.contains("the recording runs from 2026-11-16 09:00:00 to 2026-11-16 13:20:00"), "{error}");
}
