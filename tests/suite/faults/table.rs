//! `tests/faults.md` against the tests there are and the faults there are.

use std::collections::BTreeSet;

use callboard::sim::faults::Fault;

use crate::house;

/// Where every test is one of something that goes wrong.
const FAULTS: [&str; 11] = [
    "tests/suite/faults",
    "tests/suite/extremes.rs",
    "tests/suite/machine.rs",
    "tests/suite/machine",
    "tests/suite/probe/faults.rs",
    "tests/suite/pty/faults.rs",
    "tests/suite/pty/faults",
    "tests/suite/pty/hostile.rs",
    "tests/suite/pty/hostile",
    "tests/suite/pty/secrets.rs",
    "tests/suite/pty/secrets",
];

/// A row's name in a list of faults, if it has one, and its tests.
struct Row {
    fault: Option<String>,
    tests: Vec<String>,
}

/// What stands in backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn rows() -> Vec<Row> {
    let text = house::text("tests/faults.md");
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

/// The names of the tests at these places.
fn tests_in(places: &[&str]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (file, code) in house::sources(places) {
        // What holds the table is no fault.
        if file == "tests/suite/faults/table.rs" {
            continue;
        }
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

#[test]
fn every_test_that_the_table_names_is_there() {
    let tests = tests_in(&["src", "tests"]);
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
    let listed: BTreeSet<_> = rows().into_iter().flat_map(|row| row.tests).collect();
    let missing: Vec<_> = tests_in(&FAULTS).into_iter().filter(|name| !listed.contains(name)).collect();
    assert!(missing.is_empty(), "not in tests/faults.md: {missing:#?}");
}
