//! The clone itself, for the tests that read what is written in it.

use std::fs;
use std::path::{Path, PathBuf};

/// What the compiler leaves beside packages of their own, which is not ours.
const NOT_OURS: [&str; 2] = ["tests/bench/target", "tests/fuzz/target"];

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file of the clone.
pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every Rust file at these places and below them, by name from the root on, with its text.
pub(crate) fn sources(places: &[&str]) -> Vec<(String, String)> {
    let mut rest: Vec<PathBuf> = places.iter().map(|place| root().join(place)).collect();
    let mut found = Vec::new();
    while let Some(path) = rest.pop() {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        assert!(path.exists(), "{name} is not there any more");
        if path.is_dir() && !NOT_OURS.contains(&name.as_str()) {
            rest.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = text(&name);
            found.push((name, text));
        }
    }
    found.sort();
    found
}
