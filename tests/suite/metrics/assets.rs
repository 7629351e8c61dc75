//! The dashboard and the alert rules ask for figures that there are; promtool looks at them where it is installed.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use callboard::serve::metrics::Meter;
use regex::Regex;
use serde_json::Value;

use super::is_asked_for;
use crate::house;

const RULES: &str = "assets/prometheus/callboard.rules.yml";
const DASHBOARD: &str = "assets/grafana/callboard.json";

/// The figures that a text names.
fn named(text: &str) -> BTreeSet<String> {
    let name = Regex::new(r"\bcallboard_[a-z_]+").unwrap();
    name.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

/// Every text that is asked of the data source.
fn questions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if matches!(key.as_str(), "expr" | "query" | "definition") => {
                        found.push(text.clone());
                    }
                    other => questions(other, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| questions(value, found)),
        _ => {}
    }
}

#[test]
fn the_dashboard_and_the_rules_ask_for_figures_that_there_are() {
    let dashboard: Value = serde_json::from_str(&house::text(DASHBOARD)).unwrap();
    let mut asked = Vec::new();
    questions(&dashboard, &mut asked);
    let of_dashboard = named(&asked.join("\n"));
    let of_rules = named(&house::text(RULES));
    assert!(of_dashboard.len() > 30 && of_rules.len() > 8, "{of_dashboard:?} {of_rules:?}");
    for name in of_dashboard.iter().chain(&of_rules) {
        assert!(is_asked_for(name), "{name} is told by nothing");
    }
    assert!(
        !is_asked_for("callboard_agent") && !is_asked_for("callboard_source_connects"),
        "a counter ends with _total"
    );
}

#[test]
fn the_dashboards_panels_have_room_and_a_place_each() {
    let dashboard: Value = serde_json::from_str(&house::text(DASHBOARD)).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    let mut taken = BTreeSet::new();
    for panel in panels {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{}", panel["title"]);
        let place = |key: &str| panel["gridPos"][key].as_u64().unwrap();
        assert!(place("x") + place("w") <= 24, "{}", panel["title"]);
        for x in place("x")..place("x") + place("w") {
            for y in place("y")..place("y") + place("h") {
                assert!(taken.insert((x, y)), "{} lies over another", panel["title"]);
            }
        }
    }
    let rows: Vec<&str> =
        panels.iter().filter(|panel| panel["type"] == "row").map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!(rows, ["Now", "Agents and calls", "Chats and robots", "Sources", "Alerts", "Hub"]);
}

#[test]
fn the_rules_speak_of_what_can_go_wrong() {
    let rules = house::text(RULES);
    for (alert, figure) in [
        ("CallboardDown", "up"),
        ("CallboardHangs", Meter::PublishedAge.about().name),
        ("CallboardSourceStale", Meter::SourceAge.about().name),
        ("CallboardWaitingTooLong", Meter::LongestWait.about().name),
        ("CallboardNoAgentReady", Meter::AgentsReady.about().name),
        ("CallboardServiceLevelLow", Meter::ServiceLevel.about().name),
        ("CallboardHubWithoutLeader", Meter::HubLeader.about().name),
    ] {
        let rule = rules.split("- alert: ").find(|rule| rule.starts_with(&format!("{alert}\n")));
        assert!(rule.unwrap_or_else(|| panic!("no {alert}")).contains(figure), "{alert}");
    }
}

/// Whether promtool is there; says what to do where it is not, past what the test harness keeps to itself.
fn has_promtool() -> bool {
    let there = Command::new("promtool").arg("--version").output().is_ok();
    if !there {
        let mut aloud = std::io::stderr();
        writeln!(aloud, "NOT RUN: no promtool (apt install prometheus)").unwrap();
    }
    there
}

fn promtool(arguments: &[&str], input: &str) -> String {
    let mut child = Command::new("promtool")
        .args(arguments)
        .current_dir(house::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "promtool {arguments:?}: {said}");
    said
}

#[test]
fn promtool_takes_the_rules_and_they_say_what_they_should() {
    if !has_promtool() {
        return;
    }
    promtool(&["check", "rules", RULES], "");
    promtool(&["test", "rules", "tests/fixtures/prometheus/callboard.rules.test.yml"], "");
}

/// Has promtool look at names and help of what was told. It reads the older format, in which the name of a counter has its
/// `_total` everywhere, and knows neither units nor an end.
pub(super) fn lint(told: &str) {
    if !has_promtool() {
        return;
    }
    let counters: Vec<&str> =
        told.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(" counter")).collect();
    let older: Vec<String> = told
        .lines()
        .filter(|line| !line.starts_with("# UNIT ") && *line != "# EOF")
        .map(|line| {
            let words: Vec<&str> = line.splitn(4, ' ').collect();
            match words.as_slice() {
                ["#", what, name, rest] if counters.contains(name) => format!("# {what} {name}_total {rest}"),
                _ => line.to_owned(),
            }
        })
        .collect();
    let said = promtool(&["check", "metrics"], &(older.join("\n") + "\n"));
    assert!(said.is_empty(), "{said}");
}
