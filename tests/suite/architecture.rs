//! The house rules that a compiler does not check: which room may import which, and who may use which library.

use std::collections::BTreeMap;

use crate::house;

mod circles;
mod names;
mod walks;

/// Room → rooms it may import. `commands` and `main` may import everything.
pub(crate) const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("app", &["feed", "say", "ui", "lang", "lists", "model", "config", "files", "tasks", "term"]),
    ("cli", &[]),
    ("config", &["files", "lang"]),
    ("feed", &["platforms", "http", "model", "config", "files", "tasks"]),
    ("files", &[]),
    ("http", &["model", "config", "files", "tasks"]),
    ("lang", &["model", "packed"]),
    ("lists", &["lang", "model"]),
    ("model", &["packed"]),
    ("packed", &[]),
    ("platforms", &["http", "model", "config", "files"]),
    ("say", &["lang", "model", "files", "tasks"]),
    ("serve", &["platforms", "feed", "model", "config", "files", "tasks"]),
    ("sim", &["http", "model", "tasks"]),
    ("tasks", &[]),
    ("term", &[]),
    ("ui", &["lang", "lists", "model", "config"]),
    ("ui/draw", &["ui/state", "ui", "lang", "lists", "model", "config", "packed"]),
    ("ui/state", &["ui", "lang", "lists", "model", "config"]),
];

/// Library → rooms (or files) that may use it; everybody else goes through them.
const MAY_USE: &[(&str, &[&str])] = &[
    ("reqwest", &["http"]),
    ("memchr", &["platforms/sse/", "http/echo.rs"]),
    ("sse_stream", &["platforms/sse.rs", "platforms/sse/"]),
    (
        "ratatui",
        &["ui/draw", "ui/state/hits.rs", "ui/text.rs", "ui/theme.rs", "ui/frames", "ui/testing", "term", "app"],
    ),
    ("crossterm", &["ui", "term", "app"]),
    ("async_nats", &["feed/hub/nats"]),
    ("axum", &["serve", "sim"]),
    ("hyper", &["http", "serve", "sim"]),
    ("tokio_rustls", &["serve"]),
    ("clap", &["cli", "main.rs"]),
    ("json_patch", &["model/board"]),
    ("unifont", &["ui/draw/big/font/"]),
    ("regex_automata", &["lists/filter/expression.rs"]),
    ("prometheus_client", &["serve/metrics/text.rs"]),
];

/// The files of `src`, by name from there on, without lines that are comments.
fn sources() -> Vec<(String, String)> {
    let code =
        |text: &str| text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let own = |(name, text): (String, String)| (name.trim_start_matches("src/").to_owned(), code(&text));
    house::sources(&["src"]).into_iter().map(own).collect()
}

fn room(file: &str) -> &str {
    let is_in =
        |room: &&str| file.strip_prefix(*room).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']));
    ["ui/draw", "ui/state"].into_iter().find(is_in).unwrap_or_else(|| house_of(file))
}

/// The folder of `src` that a file or a room is in.
fn house_of(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

/// Whether a test may do what the room itself may not.
fn is_test(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.contains("/tests/")
}

fn mentions(code: &str, krate: &str) -> bool {
    let needle = format!("{krate}::");
    code.match_indices(&needle).any(|(at, _)| {
        let before = code.as_bytes().get(at.wrapping_sub(1)).copied().unwrap_or(b' ');
        !before.is_ascii_alphanumeric() && before != b'_' && before != b':'
    })
}

#[test]
fn no_room_imports_what_the_table_does_not_allow() {
    let allowed: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        let own = room(&file);
        let Some(may) = allowed.get(own) else {
            assert!(matches!(own, "lib" | "main" | "commands"), "{file}: a room that the table does not know");
            continue;
        };
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            // `use crate::{model::…, platforms::…}` names several rooms.
            let names: Vec<String> = if let Some(group) = rest.strip_prefix('{') {
                let mut depth = 1;
                let end = group
                    .find(|c| {
                        depth += i32::from(c == '{') - i32::from(c == '}');
                        depth == 0
                    })
                    .unwrap_or(group.len());
                top_level(&group[..end])
            } else {
                vec![ident(rest)]
            };
            for name in names {
                if name != house_of(own) && !may.contains(&name.as_str()) && !(is_test(&file) && own == "app") {
                    wrong.push(format!("{file}: imports {name}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// State never imports drawing, and what both share imports neither.
#[test]
fn what_is_looked_at_needs_nothing_of_how_it_is_drawn() {
    let allowed: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let crate_ = circles::Crate::read();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (module, needs) in crate_.needs() {
        let file = module.join("/");
        let own = room(&file);
        for needed in needs.iter().map(|needed| needed.join("/")).filter(|needed| house_of(needed) == "ui") {
            let theirs = room(&needed);
            if house_of(own) == "ui" && theirs != own {
                seen += 1;
                if !allowed[own].contains(&theirs) {
                    wrong.push(format!("{file}: needs {needed}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 100, "the sources were not found");
}

fn ident(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

fn top_level(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for c in group.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(c),
        }
    }
    parts.iter().map(|part| ident(part.trim())).filter(|name| !name.is_empty()).collect()
}

#[test]
fn every_library_has_its_room() {
    let mut wrong = Vec::new();
    for (file, code) in sources().into_iter().filter(|(file, _)| !is_test(file)) {
        for (krate, homes) in MAY_USE {
            let home = homes.iter().any(|home| file.starts_with(home));
            if mentions(&code, krate) && !home {
                wrong.push(format!("{file}: uses {krate}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A number that a person typed is whole on its way to the vendor, and to the hub that asks the vendor for it.
#[test]
fn what_a_person_typed_is_written_whole_for_the_hub_alone() {
    let homes = ["feed/hub.rs", "feed/hub/questions", "feed/hub/direct", "feed/hub/nats", "serve/hub"];
    let mut seen = 0;
    for (file, _) in sources().into_iter().filter(|(_, code)| mentions_name(code, "Unmasked")) {
        assert!(homes.iter().any(|home| file.starts_with(home)), "{file} writes what was asked unmasked");
        seen += 1;
    }
    assert!(seen > 1, "it has another name by now");
}

fn mentions_name(code: &str, name: &str) -> bool {
    code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name)
}

#[test]
fn the_model_is_pure() {
    for (file, code) in sources().into_iter().filter(|(file, _)| room(file) == "model") {
        for word in ["std::fs", "std::net", "std::io", "SystemTime", "Instant::now", "Utc::now", "tokio", "tracing"] {
            assert!(!code.contains(word), "{file} uses {word}");
        }
    }
}

/// What is drawn depends on nothing but values, and is written nowhere but into the frame.
#[test]
fn the_screen_keeps_nothing_behind_a_shared_reference_and_no_language_belongs_to_a_thread() {
    let keeps = ["thread_local!", "std::cell", "RefCell", "OnceCell", "Mutex", "RwLock", "Atomic"];
    let mut files = 0;
    for (file, text) in sources() {
        let harness = is_test(&file) || file.starts_with("ui/testing") || file.starts_with("ui/frames");
        if matches!(house_of(&file), "ui" | "lang") && !harness {
            files += 1;
            for kept in keeps {
                assert!(!text.contains(kept), "{file}: {kept}");
            }
        }
    }
    assert!(files > 50, "the sources were not found");
}

#[test]
fn the_simulator_shares_no_wire_types_with_the_client() {
    for (file, code) in sources().into_iter().filter(|(file, _)| room(file) == "sim") {
        assert!(!code.contains("platforms::"), "{file} uses the client's wire: one misread would be made twice");
    }
}

#[test]
fn no_file_of_the_house_is_too_long_and_none_is_called_mod() {
    for (file, text) in house::sources(&["src"]) {
        let lines = text.lines().count();
        assert!(lines <= 500, "{file} has {lines} lines: does it hold one idea?");
        assert!(!file.ends_with("mod.rs"), "{file}");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = house::text("Cargo.toml");
    let mut in_dev = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dev = line.starts_with("[dev-dependencies]");
        }
        if line.starts_with("[dependencies.")
            || line.starts_with("[build-dependencies.")
            || in_dev && line.contains(" = ") && !line.starts_with("tokio")
        {
            assert!(line.contains(" # "), "no reason in: {line}");
        }
    }
}
