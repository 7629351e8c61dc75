//! A platform is a folder: its name stands there, in its simulator's folder and in one line of the registry.
//!
//! No platform is named here: whatever folder of `src/platforms` has a section of the settings is one.

use std::fs;

use crate::house;

const REGISTRY: &str = "src/commands/registry.rs";

/// The names of the platforms.
fn platforms() -> Vec<String> {
    let folders = fs::read_dir(house::root().join("src/platforms")).unwrap().map(|entry| entry.unwrap().path());
    let folders = folders.filter(|folder| folder.join("section.rs").is_file());
    let mut names: Vec<String> =
        folders.map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// A name as it can be written: `a_name`, `a-name`, `A_NAME`, `AName`.
fn spellings(name: &str) -> [String; 4] {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let camel = name.split('_').map(capital).collect();
    [name.to_owned(), name.replace('_', "-"), name.to_uppercase(), camel]
}

/// The lines of a file that name a platform.
fn naming<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let spellings = spellings(name);
    text.lines().filter(|line| spellings.iter().any(|spelling| line.contains(spelling))).collect()
}

/// Whether a file is of a platform's folder or of its simulator's.
fn is_its_own(file: &str, name: &str) -> bool {
    let homes = [format!("src/platforms/{name}"), format!("src/sim/{name}")];
    homes.iter().any(|home| file == format!("{home}.rs") || file.starts_with(&format!("{home}/")))
}

/// Whether a line only says that there is a module, without which Rust does not know a folder.
fn is_module(line: &str, name: &str) -> bool {
    let line = line.trim_start_matches("pub ").trim_start_matches("pub(super) ");
    line == format!("mod {name};")
}

#[test]
fn a_platforms_name_stands_in_its_folders_and_in_one_line_of_the_registry() {
    let names = platforms();
    assert!(names.len() >= 4, "{names:?}");
    let mut wrong = Vec::new();
    for (file, text) in house::sources(&["src"]) {
        for name in names.iter().filter(|name| !is_its_own(&file, name)) {
            let lines = naming(&text, name);
            let allowed = match file.as_str() {
                REGISTRY => lines.len() == 1,
                "src/platforms.rs" => lines.iter().all(|line| is_module(line, name)),
                // The simulator's own list: its module, a short name for it, its line.
                "src/sim.rs" => lines.len() <= 3 && lines.iter().any(|line| is_module(line, name)),
                _ => lines.is_empty(),
            };
            if !allowed {
                wrong.push(format!("{file} has {name} in {lines:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_spelling_of_a_name_is_one() {
    for line in ["use a_name::Client;", "[a_name]", "CALLBOARD_A_NAME__KEY", "struct AName;", "(`a-name`)"] {
        assert_eq!(naming(line, "a_name").len(), 1, "{line}");
    }
    assert!(naming("a name\nanother_nam", "a_name").is_empty());
}
