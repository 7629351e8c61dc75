//! The sample and the README's table say what the program does.

use super::super::keys::{KEYS, SECTIONS};
use super::super::{markdown_table, sample};
use super::{Home, TENANTS};

/// The sample as it is after its user removed the `# ` before every default and every header.
fn uncommented() -> String {
    let names: Vec<String> = KEYS.iter().map(|key| key.path().rsplit_once('.').unwrap().1.to_owned()).collect();
    let is_setting =
        |line: &str| line.split_once(" = ").is_some_and(|(name, _)| names.iter().any(|known| known == name));
    let mut out = String::new();
    for line in sample().lines() {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let header = bare.starts_with('[') && bare.ends_with(']');
        let default = is_setting(bare) && !bare.ends_with("  # example");
        out.push_str(if header || default { bare } else { line });
        out.push('\n');
    }
    // The sections of the tenants cannot be without credentials.
    out.replace("[sobot_call]\n", "[sobot_call]\napp_id = \"a\"\napp_secret_env = \"SECRET\"\n")
        .replace("[sobot_open]\n", "[sobot_open]\napp_id = \"b\"\napp_key_env = \"SECRET\"\n")
        .replace("[sobot_cn]\n", "[sobot_cn]\napp_id = \"c\"\napp_key_env = \"SECRET\"\n")
        .replace("[seven_moor]\n", "[seven_moor]\napp_key = \"d\"\nsecret_key_env = \"SECRET\"\n")
}

fn loaded(text: &str) -> String {
    let home = Home::new().with_settings(text).with_env("SECRET", "s");
    let prefix = home.dir.path().display().to_string();
    format!("{:?}", home.load().unwrap()).replace(&prefix, "~")
}

#[test]
fn the_sample_as_shipped_is_the_defaults() {
    assert_eq!(loaded(&sample()), loaded(""));
}

#[test]
fn the_sample_with_every_default_uncommented_is_the_defaults() {
    let text = uncommented();
    for key in KEYS.iter().filter(|key| key.default().is_some()) {
        let (_, name) = key.path().rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let line = format!("\n{name} = {}\n", key.default().unwrap());
        assert!(text.contains(&line), "{name} is not set");
    }
    // That they were said is all there is to tell.
    let said = "said: Begins { theme: true, sort: true, tiles: true }";
    assert_eq!(loaded(&text).replace(said, "said"), loaded(TENANTS).replace(&said.replace("true", "false"), "said"));
}

#[test]
fn every_example_of_the_sample_is_a_setting_that_loads() {
    for key in KEYS {
        let super::super::keys::Shown::Example(lines) = key.shown else {
            continue;
        };
        for line in lines {
            assert!(sample().contains(&format!("\n# {line}  # example\n")));
            let text = format!("[{}]\n{line}\n", key.section);
            super::layer::Layer::from_file(&text, std::path::Path::new("sample")).unwrap_or_else(|why| panic!("{why}"));
        }
    }
}

#[test]
fn the_table_and_the_sample_have_every_key_and_section() {
    let (table, sample) = (markdown_table(), sample());
    for key in KEYS {
        assert_eq!(table.matches(&format!("| `{}` |", key.path())).count(), 1);
        assert!((1..=3).contains(&key.doc.lines().count()), "{}", key.path());
        assert!(SECTIONS.iter().any(|section| section.path == key.section));
    }
    assert_eq!(table.lines().count(), KEYS.len() + 2);
    assert!(table.contains("| `sobot_call.page_size` | `500` | Agents a page"));
    for section in SECTIONS {
        assert!(sample.contains(&format!("[{}]\n", section.path)));
    }
}
