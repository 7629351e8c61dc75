//! What is written about the program is held against the program: the sample settings, the tables of the manual, and
//! every flag, command, field and link that a document names.
//!
//! `BLESS=1 cargo test --test suite documents` writes the sample and the tables anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use callboard::commands::config as settings;
use callboard::commands::man::PAGES;
use callboard::commands::{doctor, query, registry, snapshot};
use callboard::model::{
    Agent, AgentId, AiCount, AiDay, AiRecord, AiTotals, Board, CallEvent, CallKind, Callback, Cell, ChatAgent, ChatDay,
    ChatTotals, Figure, Happening, Limits, Measure, MetricRow, MetricTable, Note, Payload, Phase, PlatformDay,
    ProbeMode, ProbeRun, ProbeSet, Roster, RosterKind, SourceId, SourceReport, Stamp, Summary, Tag, Update,
};
use callboard::serve::metrics::{Meter, Part};
use callboard::{cli, config, ui};
use regex::Regex;
use serde_json::Value;

use crate::house;

/// Words in whose place the one who is meant is named.
const BANNED: [&str; 3] = ["nobody", "somebody", "whoever"];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn of_the_manual() -> Vec<String> {
    PAGES.iter().map(|page| format!("assets/manual/{}.{}.md", page.name, page.section)).collect()
}

/// Every document at the root and every page of the manual, by name, with its text.
fn documents() -> Vec<(String, String)> {
    let names = fs::read_dir(path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names =
        names.filter(|name| Path::new(name).extension().is_some_and(|kind| kind == "md")).chain(of_the_manual());
    let documents: Vec<(String, String)> = names.map(|name| (name.clone(), house::text(&name))).collect();
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"] {
        assert!(documents.iter().any(|(known, _)| known == name), "no {name}");
    }
    documents
}

fn hold(name: &str, expected: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::write(path(name), expected).unwrap();
    }
    let written = fs::read_to_string(path(name)).unwrap();
    assert!(written == expected, "{name} does not say what the program does; BLESS=1 writes it anew");
}

/// `document` with `table` between the marks that are called `name`.
fn between(document: &str, name: &str, table: &str) -> String {
    let start = document.find(&format!("<!-- {name}:")).unwrap_or_else(|| panic!("no mark for {name}"));
    let start = start + document[start..].find("-->").unwrap() + 4;
    let end = document.find(&format!("<!-- /{name} -->")).unwrap_or_else(|| panic!("no end of {name}"));
    format!("{}\n{}\n{}", &document[..start], table.trim_matches('\n'), &document[end..])
}

/// The keys, by where they work.
fn keys() -> String {
    let mut tables = String::new();
    for scope in ui::Scope::ALL {
        let _ = write!(tables, "\n### {}\n\n| key | action | what it does |\n|---|---|---|\n", scope.title());
        for binding in ui::bindings().into_iter().filter(|binding| binding.action.scope() == scope) {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            let (name, does) = (binding.action.name(), binding.action.description());
            let _ = writeln!(tables, "| {} | {name} | {does} |", keys.join(" "));
        }
    }
    tables
}

/// The figures that a rule can be about.
fn figures() -> String {
    let mut table = String::from("| figure | what it is |\n|---|---|\n");
    for measure in Measure::ALL {
        let unit = match measure {
            _ if measure.is_percent() => ", in percent",
            _ if measure.is_time() => ", in seconds",
            _ => "",
        };
        let _ = writeln!(table, "| `{}` | {}{unit} |", measure.name(), measure.label());
    }
    table
}

/// The figures for Prometheus, by what they are of.
fn meters() -> String {
    let mut tables = String::new();
    for part in Part::ALL {
        let _ =
            write!(tables, "\n### {}\n\n| figure | type | labels | what it is |\n|---|---|---|---|\n", part.title());
        for about in Meter::ALL.iter().map(|meter| meter.about()).filter(|about| about.part == part) {
            let labels: Vec<String> = about.labels.iter().map(|label| format!("`{label}`")).collect();
            let labels = if labels.is_empty() { "–".to_owned() } else { labels.join(", ") };
            let _ = writeln!(tables, "| `{}` | {} | {labels} | {} |", about.asked_by(), about.kind.word(), about.help);
        }
    }
    tables
}

/// Which room may import which.
fn arrows() -> String {
    let mut table = String::from("| room | may import |\n|---|---|\n");
    for (room, may) in crate::architecture::MAY_IMPORT {
        let may = if may.is_empty() { "–".to_owned() } else { may.join(", ") };
        let _ = writeln!(table, "| `{room}` | {may} |");
    }
    table
}

/// What a command takes: its flags and what stands without one.
fn options(command: &clap::Command, without: &[String]) -> String {
    let mut table = String::from("| option | what it does |\n|---|---|\n");
    for argument in command.get_arguments() {
        if without.contains(&argument.get_id().to_string()) || argument.get_id() == "help" {
            continue;
        }
        let values = argument.get_num_args().is_some_and(|count| count.takes_values());
        let value = argument.get_value_names().filter(|_| values).map(|names| names[0].to_string());
        let written = match (argument.get_long(), &value) {
            (Some(long), Some(value)) => format!("`--{long} {value}`"),
            (Some(long), None) => format!("`--{long}`"),
            (None, value) => format!("`{}`", value.clone().unwrap_or_default()),
        };
        let mut says = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let possible = argument.get_possible_values();
        if values && possible.len() > 1 {
            let names: Vec<String> = possible.iter().map(|value| format!("`{}`", value.get_name())).collect();
            let _ = write!(says, "; one of {}", names.join(", "));
        }
        let defaults = argument.get_default_values().iter().filter_map(|default| default.to_str());
        for default in defaults.filter(|_| values) {
            let _ = write!(says, "; `{default}` unless given");
        }
        let _ = writeln!(table, "| {written} | {} |", says.replace('\n', " ").replace('|', "\\|"));
    }
    table
}

#[test]
fn the_sample_settings_are_the_programs() {
    hold("assets/config.sample.toml", &config::sample(&registry::SCHEMA));
}

#[test]
fn the_schema_of_the_settings_is_the_programs() {
    hold("assets/config.schema.json", &format!("{:#}\n", settings::schema(&registry::SCHEMA)));
}

#[test]
fn the_manuals_keys_settings_and_figures_are_the_programs() {
    let page = "assets/manual/callboard-keys.7.md";
    hold(page, &between(&house::text(page), "keys", &keys()));
    let page = "assets/manual/callboard-settings.5.md";
    let text = between(&house::text(page), "figures", &figures());
    hold(page, &between(&text, "settings", &config::manual(&registry::SCHEMA)));
}

#[test]
fn the_manuals_figures_for_prometheus_are_the_programs() {
    let page = "assets/manual/callboard-metrics.7.md";
    hold(page, &between(&house::text(page), "metrics", &meters()));
}

/// The tables of rows, with their columns.
fn tables() -> String {
    let mut tables = String::new();
    for table in query::tables() {
        let _ = write!(tables, "\n### {}\n\nA row is {}.\n\n", table.name, table.about);
        tables.push_str("| column | type | what it is |\n|---|---|---|\n");
        for column in table.columns {
            let _ = writeln!(tables, "| `{}` | {} | {} |", column.name, column.kind.name(), column.about);
        }
    }
    tables
}

#[test]
fn the_manuals_tables_of_rows_are_the_programs() {
    let page = "assets/manual/callboard-query.1.md";
    hold(page, &between(&house::text(page), "tables", &tables()));
}

#[test]
fn the_maps_arrows_are_those_that_are_held() {
    let page = "ARCHITECTURE.md";
    hold(page, &between(&house::text(page), "arrows", &arrows()));
}

#[test]
fn the_manuals_options_are_the_programs_and_the_common_ones_stand_once() {
    let program = cli::command();
    let common: Vec<String> = program
        .find_subcommand("tail")
        .unwrap()
        .get_arguments()
        .map(|argument| argument.get_id().to_string())
        .collect();
    let root = program.get_arguments().map(|argument| argument.get_id().to_string());
    let common: Vec<String> = root.filter(|id| common.contains(id)).collect();
    let page = "assets/manual/callboard.1.md";
    let text = between(&house::text(page), "options callboard", &options(&program, &common));
    let own = |id: &clap::Id| !common.contains(&id.to_string());
    let others: Vec<String> =
        program.get_arguments().map(clap::Arg::get_id).filter(|id| own(id)).map(ToString::to_string).collect();
    hold(page, &between(&text, "common", &options(&program, &others)));
    for command in program.get_subcommands() {
        let page = format!("assets/manual/callboard-{}.1.md", command.get_name());
        let table = options(command, &common);
        if table.lines().count() > 2 {
            let text = between(&house::text(&page), &format!("options {}", command.get_name()), &table);
            hold(&page, &text);
        }
    }
}

#[test]
fn every_command_has_a_page_and_the_first_page_names_them_all() {
    let first = house::text("assets/manual/callboard.1.md");
    for command in cli::command().get_subcommands() {
        let name = format!("callboard-{}", command.get_name());
        assert!(PAGES.iter().any(|page| page.name == name && page.section == 1), "no page {name}");
        assert!(first.contains(&format!("| [{name}(1)]({name}.1.md) |")), "callboard(1) does not name {name}");
    }
    let mut files: Vec<String> = fs::read_dir(path("assets/manual"))
        .unwrap()
        .map(|entry| format!("assets/manual/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    let mut pages = of_the_manual();
    files.sort();
    pages.sort();
    assert_eq!(files, pages, "every file there is a page");
}

#[test]
fn the_readme_is_short_and_names_every_page_of_the_manual() {
    let readme = house::text("README.md");
    assert!(readme.lines().count() <= 200, "{} lines", readme.lines().count());
    for page in PAGES {
        let link = format!("[{0}({1})](assets/manual/{0}.{1}.md)", page.name, page.section);
        assert!(readme.contains(&link), "no {link}");
    }
    for command in ["cargo run --release -- demo", "cargo test"] {
        assert!(readme.contains(command), "no {command}");
    }
}

#[test]
fn every_flag_and_command_of_the_documents_exists() {
    let program = cli::command();
    let of_others =
        "release profile test bench help version fuzz-dir lib no-default-features path locked check bless kill-who";
    let mut known: BTreeSet<String> = of_others.split(' ').map(str::to_owned).collect();
    let mut commands: Vec<String> = Vec::new();
    for command in std::iter::once(&program).chain(program.get_subcommands()) {
        commands.push(command.get_name().to_owned());
        known.extend(command.get_arguments().filter_map(|argument| argument.get_long()).map(str::to_owned));
    }
    let of_script = Regex::new(r#"add_argument\("--([a-z-]+)""#).unwrap();
    for file in fs::read_dir(path("tests/bench")).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|kind| kind == "py") {
            let text = fs::read_to_string(&file).unwrap();
            known.extend(of_script.captures_iter(&text).map(|found| found[1].to_owned()));
        }
    }
    let flag = Regex::new(r"(^|[^-\w])--([a-z][a-z-]*)").unwrap();
    let typed = Regex::new(r"(?m)(^|`)callboard ([a-z]+)").unwrap();
    for (name, text) in documents() {
        for found in flag.captures_iter(&text) {
            assert!(known.contains(&found[2]), "{name} names --{}", &found[2]);
        }
        for found in typed.captures_iter(&text).filter(|found| &found[1] == "`" || name != "CHANGELOG.md") {
            let is_prose = &found[1] != "`" && !text.contains(&format!("```sh\ncallboard {}", &found[2]));
            assert!(is_prose || commands.contains(&found[2].to_owned()), "{name} names the command {}", &found[2]);
        }
    }
}

#[test]
fn every_profile_of_the_documents_is_one_of_cargos_settings() {
    let (named, settings) = (Regex::new(r"--profile ([a-z]+)").unwrap(), house::text("Cargo.toml"));
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, text) in documents() {
        all.extend(named.captures_iter(&text).map(|found| (name.clone(), found[1].to_owned())));
    }
    assert!(all.iter().any(|(name, profile)| name == "README.md" && profile == "dist"), "{all:?}");
    for (name, profile) in all {
        assert!(settings.contains(&format!("[profile.{profile}]\n")), "{name} names the profile {profile}");
    }
}

/// The heading's name in a link, as the web has it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_link_within_the_house_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+(?:\(\d\))?[^)\s]*)\)").unwrap();
    for (name, text) in documents() {
        for found in link.captures_iter(&text) {
            let target = &found[1];
            if target.contains("://") {
                continue;
            }
            let (file, place) = target.split_once('#').unwrap_or((target, ""));
            let from = path(&name);
            let file = if file.is_empty() { from.clone() } else { from.parent().unwrap().join(file) };
            assert!(file.exists(), "{name}: {target} leads nowhere");
            if !place.is_empty() {
                let there = fs::read_to_string(&file).unwrap();
                let mut headings = there.lines().filter(|line| line.starts_with('#'));
                let found = headings.any(|line| anchor(line.trim_start_matches('#')) == place);
                assert!(found, "{name}: {target}: no such heading");
            }
        }
    }
}

#[test]
fn the_documents_name_who_is_meant() {
    let mut texts = documents();
    let faults = house::text("tests/faults.md");
    // Names of tests are quoted there.
    let faults: String = faults.split('`').step_by(2).collect();
    texts.push(("tests/faults.md".to_owned(), faults));
    texts.push(("assets/config.sample.toml".to_owned(), config::sample(&registry::SCHEMA)));
    for (name, text) in texts {
        let text = text.to_lowercase();
        let found: Vec<&str> = BANNED.into_iter().filter(|word| text.contains(word)).collect();
        assert!(found.is_empty(), "{name} says {found:?}");
    }
}

#[test]
fn the_places_that_the_documents_name_are_there() {
    let place = Regex::new(r"`((?:src|tests|assets)/[\w./@-]*\w)`").unwrap();
    for (name, text) in documents().into_iter().filter(|(name, _)| name != "CHANGELOG.md") {
        for found in place.captures_iter(&text) {
            assert!(path(&found[1]).exists(), "{name} names {}", &found[1]);
        }
    }
}

/// A board on which every member of the snapshot has something in it.
pub(crate) fn full_board() -> Board {
    let at = Stamp(1_763_706_727_000);
    let tag = Tag::new("seven_moor").unwrap();
    let mut agent = Agent::new(AgentId::new("a"));
    (agent.dialled, agent.connected) = (Some(1), Some(2));
    let mut summary = Summary::default();
    summary.set(Figure::Answered, Some(1));
    let roster = Roster { summary, ..Roster::whole(RosterKind::Full, vec![agent]) };
    let count = AiCount { key: "k".to_owned(), label: "l".to_owned(), count: Some(1), as_of: Some(at) };
    let day = AiDay {
        reasons: vec![count.clone()],
        robots: vec![count.clone()],
        channels: vec![count],
        latest: vec![AiRecord::default()],
        ..AiDay::default()
    };
    let table = MetricTable { rows: vec![MetricRow::default()], ..MetricTable::default() };
    let platform = PlatformDay {
        tag,
        as_of: at,
        totals: ChatTotals::default(),
        ai: Some(AiTotals::default()),
        figures: Some(table.clone()),
        metrics: Vec::new(),
        agents: vec![Arc::new(ChatAgent::default())],
        trend: Some(table),
        missing: vec![callboard::model::Problem::Said("a part".to_owned())],
    };
    let chats = ChatAgent { cells: vec![Cell::Number(1.0)], ..ChatAgent::default() };
    let call = CallEvent {
        kind: Some(CallKind::Inbound),
        relay: Some("400-1".into()),
        ..CallEvent::new("c", Happening::Created)
    };
    let probe = ProbeSet {
        name: "shop".to_owned(),
        robot: "1".to_owned(),
        mode: ProbeMode::Stream,
        every_ms: 300_000,
        expects: true,
    };
    let mut board = Board::new();
    for payload in [
        Payload::Source(SourceReport::new(SourceId::Platform(tag), Phase::Live)),
        Payload::Roster(Box::new(roster)),
        Payload::Chat(Box::new(ChatDay::new(at, Some(1), vec![chats]))),
        Payload::Ai(Box::new(day)),
        Payload::Platform(Box::new(platform)),
        Payload::Source(SourceReport::new(SourceId::Push, Phase::Live)),
        Payload::Pushed(vec![Callback::Event(Box::new(call))]),
        Payload::Source(SourceReport::new(SourceId::Probe, Phase::Live)),
        Payload::Probes(vec![probe.clone()]),
        Payload::Probed(vec![ProbeRun::new(&probe, at)]),
        Payload::Notes(vec![Note { id: "n-1".to_owned(), at, from: None, text: "t".to_owned() }]),
    ] {
        board.apply(Update::new(at, payload));
    }
    board
}

/// The names of all members below `value`, but for those that a platform gives.
fn members(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                found.insert(name.clone());
                if !["extra", "rejected"].contains(&name.as_str()) {
                    members(value, found);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| members(value, found)),
        _ => {}
    }
}

/// What of `names` a section of callboard-interfaces(7) does not name.
fn unnamed(names: &BTreeSet<String>, section: &str) -> Vec<String> {
    let page = house::text("assets/manual/callboard-interfaces.7.md");
    let start = page.find(&format!("\n## {section}\n")).unwrap() + 1;
    let end = page[start..].find("\n## ").map_or(page.len(), |end| start + end);
    let own = &page[start..end];
    let is_there = |name: &str| own.contains(&format!("`{name}`")) || own.contains(&format!("`{name}[]`"));
    names.iter().filter(|name| !is_there(name)).cloned().collect()
}

#[test]
fn the_manual_names_every_field_of_a_snapshot() {
    let (board, limits) = (full_board(), Limits::default());
    let page = snapshot::Page {
        board: &board,
        now: Stamp(1_763_706_727_000),
        site: "Acme",
        zone: chrono_tz::UTC,
        limits: &limits,
        lacking: &["a part".to_owned()],
    };
    let document = snapshot::document(&page);
    for name in ["agents", "contradictory", "incomplete"] {
        assert!(!document[name].as_array().unwrap().is_empty(), "{name} has nothing in it");
    }
    let mut found = BTreeSet::new();
    members(&document, &mut found);
    assert!(found.len() > 60, "{}", found.len());
    let unnamed = unnamed(&found, "The snapshot");
    assert!(unnamed.is_empty(), "callboard-interfaces(7) does not name {unnamed:?}");
}

#[test]
fn the_manual_names_every_kind_of_update_and_every_field_of_the_doctor() {
    let kinds = Payload::KINDS.map(str::to_owned).into();
    assert_eq!(unnamed(&kinds, "Updates"), [""; 0]);
    let finding = doctor::Finding {
        name: "clock".to_owned(),
        verdict: doctor::Verdict::ok("right"),
        took: std::time::Duration::ZERO,
    };
    let mut found = BTreeSet::new();
    members(&doctor::document(&[finding]), &mut found);
    assert!(found.contains("checks"), "{found:?}");
    assert_eq!(unnamed(&found, "Doctor"), [""; 0]);
}
