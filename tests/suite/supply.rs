//! What the program is made of: where its packages come from, under which licences, and that nothing among them or in
//! our own sources could switch off the check of certificates. `cargo deny` looks at the same where it is installed, and
//! at advisories; this needs nothing but the toolchain.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Command;

use serde_json::Value;
use toml::Table;

use crate::house;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The package that is locked as ours, and comes from nowhere.
const OURS: &str = env!("CARGO_PKG_NAME");

/// The lock files of packages that stand beside the program, and what those are called.
const BESIDE: [(&str, &str); 2] =
    [("tests/bench/Cargo.lock", "callboard-bench"), ("tests/fuzz/Cargo.lock", "callboard-fuzz")];

/// Other ways to speak TLS, whose switches we do not know and which need more than a C compiler.
const UNWANTED: [&str; 5] = ["openssl", "openssl-sys", "native-tls", "aws-lc-sys", "webpki-roots"];

fn table(name: &str) -> Table {
    house::text(name).parse().unwrap()
}

fn allowed() -> BTreeSet<String> {
    let licenses = table("deny.toml")["licenses"]["allow"].clone();
    licenses.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Whether an SPDX expression can be met with the licences that are `allowed`.
fn met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    // An older way to write OR.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let met = any(&mut rest, allowed);
    met && rest.is_empty()
}

fn any(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = all(rest, allowed);
    while let Some(("OR", behind)) = split(rest) {
        *rest = behind;
        met |= all(rest, allowed);
    }
    met
}

fn all(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = one(rest, allowed);
    while let Some(("AND", behind)) = split(rest) {
        *rest = behind;
        met &= one(rest, allowed);
    }
    met
}

fn one(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let Some((name, behind)) = split(rest) else { return false };
    *rest = behind;
    if name == "(" {
        let met = any(rest, allowed);
        let Some((")", behind)) = split(rest) else { return false };
        *rest = behind;
        return met;
    }
    let mut name = name.to_owned();
    if let ["WITH", exception, behind @ ..] = *rest {
        name = format!("{name} WITH {exception}");
        *rest = behind;
    }
    allowed.contains(&name)
}

fn split<'a, 'w>(words: &'a [&'w str]) -> Option<(&'w str, &'a [&'w str])> {
    words.split_first().map(|(first, behind)| (*first, behind))
}

/// What a lock file locks; whatever is not `ours` comes from crates.io with its checksum.
fn locked(name: &str, ours: &[&str]) -> Vec<Table> {
    let lock = table(name);
    let packages: Vec<Table> =
        lock["package"].as_array().unwrap().iter().map(|package| package.as_table().unwrap().clone()).collect();
    assert!(packages.len() > 200, "{name}");
    for package in &packages {
        let own = package["name"].as_str().unwrap();
        assert!(!UNWANTED.contains(&own), "{own} is in {name}");
        if ours.contains(&own) {
            assert!(package.get("source").is_none(), "{own} in {name}");
            continue;
        }
        assert_eq!(package.get("source").and_then(|source| source.as_str()), Some(REGISTRY), "{own} in {name}");
        assert_eq!(package["checksum"].as_str().map(str::len), Some(64), "{own} in {name}");
    }
    packages
}

#[test]
fn every_locked_package_is_crates_ios_with_its_checksum() {
    locked("Cargo.lock", &[OURS]);
    for (lock, own) in BESIDE {
        locked(lock, &[OURS, own]);
    }
}

/// No test builds the packages beside, so their lock files could be forgotten when a dependency comes or goes.
#[test]
fn the_fuzz_targets_and_the_benchmarks_lock_what_the_program_depends_on() {
    let manifest = table("Cargo.toml");
    let of = |table: &str| manifest[table].as_table().unwrap().keys().map(String::as_str);
    let wanted: BTreeSet<&str> = of("dependencies").chain(of("build-dependencies")).collect();
    for (lock, own) in BESIDE {
        let packages = locked(lock, &[OURS, own]);
        let package = packages.iter().find(|package| package["name"].as_str() == Some(OURS)).unwrap();
        let names = package["dependencies"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        // A version stands behind the name where there are several.
        let locked: BTreeSet<&str> = names.filter_map(|name| name.split(' ').next()).collect();
        assert_eq!(locked, wanted, "building {own} writes {lock} anew");
    }
}

/// Only HTTP/2 can let one dead connection hold up every request of a host. What tests alone need may bring it; the fuzz
/// targets lock what the program needs and nothing of the tests.
#[test]
fn the_program_cannot_speak_http_2() {
    let packages = locked("tests/fuzz/Cargo.lock", &[OURS, "callboard-fuzz"]);
    assert!(packages.iter().any(|package| package["name"].as_str() == Some("hyper")));
    assert!(packages.iter().all(|package| package["name"].as_str() != Some("h2")));
}

/// What cargo knows of the packages, without asking anybody: those of every system, if they are all here, else those of
/// this one.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = |more: &[&str]| {
        let mut command = Command::new(&cargo);
        command.args(["metadata", "--format-version", "1", "--locked", "--offline"]).args(more);
        command.current_dir(house::root()).output().unwrap()
    };
    let mut output = asked(&[]);
    if !output.status.success() {
        let version = Command::new(&cargo).args(["version", "--verbose"]).output().unwrap();
        let version = String::from_utf8(version.stdout).unwrap();
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        // Past what the test harness keeps to itself.
        let mut aloud = std::io::stderr();
        writeln!(aloud, "not every package is here: only the licences of those for {host} are looked at").unwrap();
        output = asked(&["--filter-platform", host]);
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    // Packages of other systems are listed without a place in the graph.
    let nodes = document["resolve"]["nodes"].as_array().unwrap();
    let used: BTreeSet<&str> = nodes.iter().map(|node| node["id"].as_str().unwrap()).collect();
    let packages = document["packages"].as_array().unwrap().iter();
    packages.filter(|package| used.contains(package["id"].as_str().unwrap())).cloned().collect()
}

#[test]
fn every_package_has_a_licence_that_we_allow() {
    let allowed = allowed();
    let packages = packages();
    assert!(packages.len() > 150, "{}", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(|license| met(license, &allowed)))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// The manifest of the font's package says nothing of the font's own licence, which has to go where the font goes: into
/// the repository, and into the program, whose manual shows it.
#[test]
fn the_font_in_the_program_has_its_licence_with_it() {
    let packages = locked("Cargo.lock", &[OURS]);
    let font = packages.iter().find(|package| package["name"].as_str() == Some("unifont")).unwrap();
    let version = font["version"].as_str().unwrap().split_once("+data-").unwrap().1;
    let page = house::text("assets/manual/callboard-licences.7.md");
    let file = house::text("assets/font/OFL.txt");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
    for text in [words(&page), words(&file)] {
        for part in [
            format!("GNU Unifont {version}").as_str(),
            "Copyright (C) 1998-2024 Roman Czyborra, Paul Hardy",
            "Version 1.1 - 26 February 2007",
            "each copy contains the above copyright notice and this license",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }
}

#[test]
fn a_licence_is_met_as_its_expression_says() {
    let allowed: BTreeSet<String> = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only/MIT", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR GPL-3.0-only) AND ISC", true),
        ("(MIT OR GPL-3.0-only) AND Zlib", false),
        ("MIT OR GPL-3.0-only AND Zlib", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
        ("", false),
        ("MIT ISC", false),
        ("(MIT", false),
    ] {
        assert_eq!(met(expression, &allowed), expected, "{expression}");
    }
}

/// Our own sources, but for this file, which names what it looks for.
fn sources() -> Vec<(String, String)> {
    let mut sources = house::sources(&["src", "tests"]);
    sources.retain(|(name, _)| name != "tests/suite/supply.rs");
    sources
}

#[test]
fn nothing_of_ours_switches_the_check_of_certificates_off() {
    // Written apart, so that this file does not name them.
    let doors = ["danger", "Danger", "ServerCertVerif", "tls_certs_only"];
    let sources = sources();
    assert!(sources.len() > 300);
    for (name, text) in sources.iter().filter(|(name, _)| name.starts_with("src/")) {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            // The settings know the words, to say that there is no such thing.
            let told = name == "src/config/schema.rs" && code.contains("let off = ");
            // Of a client that speaks no TLS: none is trusted.
            let told = told || name == "src/http/clients.rs" && code.contains("builder.tls_certs_only([])");
            assert!(told || !doors.iter().any(|door| code.contains(door)), "{name}:{}", number + 1);
        }
    }
    let merged = sources.iter().filter(|(_, text)| text.contains("tls_certs_merge"));
    let merged: Vec<&str> = merged.map(|(name, _)| name.as_str()).collect();
    assert_eq!(merged, ["src/http/clients.rs"], "ca_file adds to the system's certificates, in one place");
}

#[test]
fn unsafe_code_is_forbidden_everywhere() {
    let manifest = table("Cargo.toml");
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    let lifted = ["allow(unsafe_code", "expect(unsafe_code"];
    for (name, text) in sources() {
        assert!(!lifted.iter().any(|lint| text.contains(lint)), "{name}");
    }
}

/// Cargo gives a package that is named in `dist` the rest of `release`: our own crate repeats what `dist` changes.
#[test]
fn what_is_given_away_is_ours_as_the_profile_says() {
    let manifest = table("Cargo.toml");
    let dist = &manifest["profile"]["dist"];
    let ours = &dist["package"][OURS];
    assert_eq!(dist["strip"].as_str(), Some("symbols"));
    for key in ["codegen-units", "strip"] {
        assert_eq!(ours[key], dist[key], "{key}");
    }
    assert_eq!(manifest["profile"]["release"]["package"][OURS]["opt-level"], dist["opt-level"]);
}
