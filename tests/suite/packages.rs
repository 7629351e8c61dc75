//! What packages are made of: every file that they name is there, every unit goes by the same rules, and what is released has
//! notes. The packages themselves are built and installed by `assets/package`.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use toml::{Table, Value};

use crate::house;

const UNITS: [&str; 4] =
    ["callboard@.service", "callboard-board@.service", "callboard-hub.service", "callboard-recorder.service"];

fn metadata(tool: &str) -> Table {
    let cargo: Table = house::text("Cargo.toml").parse().unwrap();
    cargo["package"]["metadata"][tool].as_table().unwrap().clone()
}

/// What an entry of a package's list copies.
fn source(entry: &Value) -> &str {
    entry.get(0).or_else(|| entry.get("source")).and_then(Value::as_str).unwrap()
}

/// Whether there is such a file, or one that a pattern means.
fn is_there(name: &str) -> bool {
    let path = house::root().join(name);
    let Some(ending) = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix('*')) else {
        return path.exists();
    };
    let mut names = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    names.any(|name| name.to_string_lossy().ends_with(ending))
}

#[test]
fn every_file_of_a_package_is_there_or_made_by_the_build() {
    let made = house::text("assets/package/build");
    for tool in ["deb", "generate-rpm"] {
        let metadata = metadata(tool);
        for entry in metadata["assets"].as_array().unwrap() {
            let name = source(entry);
            let staged = name.strip_prefix("target/package/").and_then(|name| name.split('/').next());
            let is_made = name == "target/release/callboard"
                || staged.is_some_and(|part| made.contains(&format!("$stage/{part}")));
            assert!(is_made || is_there(name), "{tool} wants {name}");
        }
        for (key, value) in metadata.iter().filter(|(key, _)| key.ends_with("_script")) {
            assert!(is_there(value.as_str().unwrap()), "{tool}: {key}");
        }
    }
    assert!(["postinst", "prerm", "postrm"].into_iter().all(|name| is_there(&format!("assets/package/deb/{name}"))));
}

#[test]
fn deb_and_rpm_bring_the_same() {
    let names = |tool: &str| {
        let metadata = metadata(tool);
        let mut names: Vec<String> =
            metadata["assets"].as_array().unwrap().iter().map(|entry| source(entry).to_owned()).collect();
        names.sort();
        names
    };
    // A .deb has all licences in one file, which is no entry; lintian looks at it alone.
    let of_rpm: Vec<String> = names("generate-rpm")
        .into_iter()
        .filter(|name| !name.starts_with("LICENSE") && name != "assets/font/OFL.txt")
        .collect();
    let of_deb: Vec<String> =
        names("deb").into_iter().filter(|name| name != "assets/package/lintian-overrides").collect();
    assert_eq!(of_deb, of_rpm);
}

#[test]
fn every_unit_is_watched_and_closed() {
    for unit in UNITS {
        let text = house::text(&format!("assets/{unit}"));
        let has = |line: &str| text.lines().any(|written| written == line);
        for line in [
            "Type=notify",
            "WatchdogSec=30",
            "User=callboard",
            "Group=callboard",
            "StateDirectory=callboard",
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "ProtectSystem=strict",
            "SystemCallFilter=@system-service",
            "WantedBy=multi-user.target",
        ] {
            assert!(has(line) || has(&format!("{line} callboard/recordings")), "{unit} lacks {line}");
        }
        let reads_anew = unit.contains('@') || unit.contains("hub");
        assert_eq!(has("Type=notify-reload") && has("ReloadSignal=SIGUSR2"), reads_anew, "{unit}");
        let starts = text.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
        assert!(starts.split(' ').next().is_some_and(|program| program == "callboard"), "{unit} starts {starts}");
    }
}

/// A log at another path would never be rotated, and logrotate says nothing of a file that is missing.
#[test]
fn logrotate_sets_the_log_of_the_units_aside() {
    let home = tempfile::tempdir().unwrap();
    for unit in UNITS {
        let text = house::text(&format!("assets/{unit}"));
        let state = text.split_whitespace().find_map(|word| word.strip_prefix("XDG_STATE_HOME=")).unwrap();
        let shown = Command::new(env!("CARGO_BIN_EXE_callboard"))
            .args(["config", "show", "--json"])
            .env_clear()
            .env("HOME", home.path())
            .env("XDG_STATE_HOME", state)
            .env("CALLBOARD_SYSTEM_CONFIG", "")
            .output()
            .unwrap();
        let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
        let settings = shown["settings"].as_array().unwrap();
        let log = settings.iter().find(|one| one["section"] == "log" && one["key"] == "file").unwrap();
        let log = log["value"].as_str().unwrap();
        let rotated = house::text("assets/callboard.logrotate");
        assert!(rotated.lines().any(|line| line == format!("{log} {{")), "{unit} logs to {log}");
    }
}

/// Where systemd is not, there is nothing to ask.
#[test]
fn systemd_calls_no_unit_exposed() {
    for unit in UNITS {
        let path = house::root().join("assets").join(unit);
        let asked =
            Command::new("systemd-analyze").args(["security", "--no-pager", "--offline=true"]).arg(&path).output();
        let Ok(said) = asked else {
            writeln!(std::io::stderr(), "NOT RUN: systemd-analyze is not here").unwrap();
            return;
        };
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let Some((_, level)) = said.split_once("Overall exposure level for ") else {
            writeln!(std::io::stderr(), "NOT RUN: systemd-analyze here cannot look at files").unwrap();
            return;
        };
        let level = level.split_whitespace().nth(1).unwrap();
        assert!(level.parse::<f32>().unwrap() <= 2.0, "{unit}: {level}");
    }
}

#[test]
fn the_changelog_says_what_this_version_is() {
    let version = env!("CARGO_PKG_VERSION");
    let notes = Command::new(house::root().join("assets/package/notes")).arg(format!("v{version}")).output().unwrap();
    let said = String::from_utf8_lossy(&notes.stdout);
    assert!(notes.status.success() && said.lines().any(|line| line.starts_with("- ")), "{said}");
    for wrong in ["v0.0.0", "unreleased"] {
        let refused = Command::new(house::root().join("assets/package/notes")).arg(wrong).output().unwrap();
        assert!(!refused.status.success(), "{wrong}");
    }
}

#[test]
fn a_forge_builds_with_the_oldest_compiler() {
    let cargo: Table = house::text("Cargo.toml").parse().unwrap();
    let oldest = cargo["package"]["rust-version"].as_str().unwrap();
    let workflow = house::text(".github/workflows/release.yml");
    assert!(workflow.contains(&format!("RUST: \"{oldest}\"")));
}

#[test]
fn what_a_forge_runs_of_the_clone_is_there_and_can_be_run_by_hand() {
    let workflow = house::text(".github/workflows/release.yml");
    let packages = house::text(".ci/packages");
    let words = workflow.split_whitespace().chain(packages.split_whitespace());
    let named: BTreeSet<&str> =
        words.filter(|word| word.starts_with(".ci/") || word.starts_with("assets/package/")).collect();
    let expected = [
        ".ci/packages",
        ".ci/run",
        "assets/package/bare-root",
        "assets/package/build",
        "assets/package/notes",
        "assets/package/try-static",
    ];
    for name in expected {
        assert!(named.contains(name), "{name} of {named:?}");
        let mode = fs::metadata(house::root().join(name)).unwrap().permissions().mode();
        assert!(mode & 0o111 != 0, "{name} cannot be run");
    }
}
