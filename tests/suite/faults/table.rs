//! `tests/faults.md` against the tests there are and the faults there are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use callboard::sim::faults::Fault;

/// A row's name in a list of faults, if it has one, and its tests.
struct Row {
    fault: Option<String>,
    tests: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands in backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("tests/faults.md")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with('|')).skip(2);
    let rows = lines.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, fault, _, tests] = cells.as_slice() else { panic!("not four cells: {line}") };
        let tests = quoted(tests);
        assert!(!tests.is_empty(), "a fault without a test: {line}");
        Row { fault: quoted(fault).into_iter().next(), tests }
    });
    rows.collect()
}

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// The names of the tests in these files.
fn tests_in(files: &[PathBuf]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files {
        let code = fs::read_to_string(file).unwrap();
        let mut is_test = false;
        for line in code.lines().map(str::trim) {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            let signature = line.strip_prefix("async ").unwrap_or(line);
            if let Some(name) = signature.strip_prefix("fn ").and_then(|rest| rest.split('(').next()) {
                if is_test {
                    names.insert(name.to_owned());
                }
                is_test = false;
            }
        }
    }
    names
}

fn every_test() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    sources(&root().join("tests"), &mut files);
    tests_in(&files)
}

#[test]
fn every_test_that_the_table_names_is_there() {
    let tests = every_test();
    let missing: Vec<_> = rows().into_iter().flat_map(|row| row.tests).filter(|name| !tests.contains(name)).collect();
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
}

#[test]
fn every_fault_of_the_simulator_is_in_the_table_once() {
    let listed: Vec<_> = rows().into_iter().filter_map(|row| row.fault).filter(|name| name != "all").collect();
    let names: Vec<_> = Fault::ALL.iter().map(|fault| fault.name()).collect();
    for name in &names {
        assert_eq!(listed.iter().filter(|listed| listed == name).count(), 1, "{name}");
    }
    let unknown: Vec<_> = listed.iter().filter(|listed| !names.contains(&listed.as_str())).collect();
    assert!(unknown.is_empty(), "not in the simulator: {unknown:?}");
}

#[test]
fn every_test_of_a_fault_is_in_the_table() {
    let mut files = Vec::new();
    sources(&root().join("tests/suite/faults"), &mut files);
    files.retain(|file| !file.ends_with("table.rs"));
    let pty = root().join("tests/pty");
    files.extend(Some(pty.join("faults.rs")).filter(|file| file.exists()));
    if pty.join("faults").is_dir() {
        sources(&pty.join("faults"), &mut files);
    }
    let listed: BTreeSet<_> = rows().into_iter().flat_map(|row| row.tests).collect();
    let missing: Vec<_> = tests_in(&files).into_iter().filter(|name| !listed.contains(name)).collect();
    assert!(missing.is_empty(), "not in tests/faults.md: {missing:#?}");
}
