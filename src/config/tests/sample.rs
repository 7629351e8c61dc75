//! The sample and the manual's tables say what the program does.

use super::super::{Schema, manual, sample};
use super::{Home, TENANTS};

/// The sample as it is after its user removed the `# ` before every default and every header.
fn uncommented() -> String {
    let names: Vec<String> = Schema::all().keys().map(|(_, key)| key.name_shown().to_owned()).collect();
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
    for (_, key) in Schema::all().keys() {
        let Some(default) = key.default() else { continue };
        let line = format!("\n{} = {default}\n", key.name_shown());
        assert!(text.contains(&line), "{} is not set", key.name_shown());
    }
    // That they were said is all there is to tell.
    let said = "said: Begins { theme: true, sort: true, tiles: true }";
    assert_eq!(loaded(&text).replace(said, "said"), loaded(TENANTS).replace(&said.replace("true", "false"), "said"));
}

#[test]
fn every_example_of_the_sample_is_a_setting_that_loads() {
    for (section, key) in Schema::all().keys() {
        let super::super::keys::Shown::Example(lines) = key.shown else {
            continue;
        };
        for line in lines {
            assert!(sample().contains(&format!("\n# {line}  # example\n")));
            let text = format!("[{}]\n{line}\n", section.path);
            super::layer::Layer::from_file(&Schema::all(), &text, std::path::Path::new("sample"))
                .unwrap_or_else(|why| panic!("{why}"));
        }
    }
}

#[test]
fn the_manual_and_the_sample_have_every_key_and_section() {
    let (manual, sample) = (manual(), sample());
    let schema = Schema::all();
    for (section, key) in schema.keys() {
        let path = format!("{}.{}", section.path, key.name_shown());
        assert_eq!(manual.matches(&format!("| `{path}` |")).count(), 1);
        assert!((1..=3).contains(&key.doc.lines().count()), "{path}");
    }
    assert_eq!(manual.matches("\n| `").count(), schema.keys().count());
    assert!(manual.contains("| `sobot_call.page_size` | `500` | Agents a page"));
    for section in schema.sections() {
        assert!(sample.contains(&format!("[{}]\n", section.path)));
        assert!(manual.contains(&format!("### [{}]\n", section.path)));
    }
}
