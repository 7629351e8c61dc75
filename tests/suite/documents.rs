//! What is written about the program is held against the program: the sample settings, and the README's tables.
//!
//! `BLESS=1 cargo test --test suite documents` writes them anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use callboard::{config, ui};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn hold(name: &str, expected: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::write(path(name), expected).unwrap();
    }
    let written = fs::read_to_string(path(name)).unwrap();
    assert!(written == expected, "{name} does not say what the program does; BLESS=1 writes it anew");
}

fn between(document: &str, name: &str, table: &str) -> String {
    let start = document.find(&format!("<!-- {name}:")).unwrap();
    let start = start + document[start..].find("-->").unwrap() + 4;
    let end = document.find(&format!("<!-- /{name} -->")).unwrap();
    format!("{}{}{}", &document[..start], table, &document[end..])
}

fn place(action: ui::Action) -> &'static str {
    match action.scope() {
        ui::Scope::Everywhere => "everywhere",
        ui::Scope::Lists => "lists",
        ui::Scope::Panel => "panel of choices",
        ui::Scope::Asking => "when asked",
        ui::Scope::Board => "board",
        ui::Scope::Agent => "agent's page",
        ui::Scope::Replay => "replay",
        ui::Scope::Typing => "typing",
    }
}

/// The keys as the README shows them.
fn keys() -> String {
    let mut table = String::from("| key | where | action | what it does |\n|---|---|---|---|\n");
    for binding in ui::bindings() {
        let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        let action = binding.action;
        let _ = writeln!(
            table,
            "| {} | {} | `{}` | {} |",
            keys.join(" "),
            place(action),
            action.name(),
            action.description()
        );
    }
    table
}

#[test]
fn the_sample_settings_are_the_programs() {
    hold("assets/config.sample.toml", &config::sample());
}

#[test]
fn the_readmes_tables_are_the_programs() {
    let readme = fs::read_to_string(path("README.md")).unwrap();
    let readme = between(&readme, "keys", &keys());
    let readme = between(&readme, "settings", &config::markdown_table());
    hold("README.md", &readme);
}

#[test]
fn every_flag_and_command_of_the_readme_exists() {
    use clap::CommandFactory;
    let readme = fs::read_to_string(path("README.md")).unwrap();
    let program = callboard::cli::Cli::command();
    let mut known: Vec<String> = Vec::new();
    let mut commands: Vec<String> = Vec::new();
    for command in std::iter::once(&program).chain(program.get_subcommands()) {
        commands.push(command.get_name().to_owned());
        known
            .extend(command.get_arguments().filter_map(|argument| argument.get_long()).map(|long| format!("--{long}")));
    }
    known.extend(["--version", "--release", "--test", "--bench", "--help", "--fuzz-dir"].map(str::to_owned));
    for word in readme.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')) {
        if word.starts_with("--") && word.len() > 3 && !word.starts_with("---") {
            assert!(known.iter().any(|flag| flag == word), "the README names {word}");
        }
    }
    for (at, _) in readme.match_indices("`callboard ") {
        let name: String = readme[at + 11..].chars().take_while(char::is_ascii_lowercase).collect();
        assert!(name.is_empty() || commands.contains(&name), "the README names the command {name}");
    }
}
