//! The sample and the manual's tables say what the program does.

use super::super::{manual, sample};
use super::SCHEMA;

#[test]
fn every_example_of_the_sample_is_a_setting_that_loads() {
    for (section, key) in SCHEMA.keys() {
        let super::super::keys::Shown::Example(lines) = key.shown else {
            continue;
        };
        for line in lines {
            assert!(sample(&SCHEMA).contains(&format!("\n# {line}  # example\n")));
            let text = format!("[{}]\n{line}\n", section.path);
            super::layer::Layer::from_file(&SCHEMA, &text, std::path::Path::new("sample"))
                .unwrap_or_else(|why| panic!("{why}"));
        }
    }
}

#[test]
fn the_manual_and_the_sample_have_every_key_and_section() {
    let (manual, sample) = (manual(&SCHEMA), sample(&SCHEMA));
    let schema = &*SCHEMA;
    for (section, key) in schema.keys() {
        let path = format!("{}.{}", section.path, key.name_shown());
        assert_eq!(manual.matches(&format!("| `{path}` |")).count(), 1);
        assert!((1..=3).contains(&key.doc.lines().count()), "{path}");
    }
    assert_eq!(manual.matches("\n| `").count(), schema.keys().count());
    assert!(sample.contains("CALLBOARD_ACME__PAGE_SIZE=200;") && sample.contains("The hosts of [beta] follow it"));
    assert!(manual.contains("| `acme.page_size` | `500` | Agents a page"));
    for section in schema.sections() {
        assert!(sample.contains(&format!("[{}]\n", section.path)));
        assert!(manual.contains(&format!("### [{}]\n", section.path)));
    }
}
