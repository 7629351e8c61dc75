//! The dashboard and the alert rules ask for figures that there are; promtool looks at them where it is installed.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use callboard::serve::metrics::{About, Kind, Meter, Unit};
use regex::Regex;
use serde_json::Value;

use super::is_asked_for;
use super::queries::{
    DASHBOARD, Query, RULES, SCRAPED, named_labels, of_all, of_dashboard, of_rules, panels, selectors,
};
use crate::house;

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

/// What is declared of the figure that a query asks for by this name.
fn about(name: &str) -> Option<&'static About> {
    let asked_by = |about: &About| match about.kind {
        Kind::Gauge | Kind::Counter => name == about.asked_by(),
        Kind::Histogram => {
            name.strip_prefix(about.name).is_some_and(|end| ["_bucket", "_count", "_sum"].contains(&end))
        }
    };
    Meter::ALL.iter().map(|meter| meter.about()).find(|about| asked_by(about))
}

#[test]
fn every_label_that_a_query_or_its_legend_names_is_one_of_the_figures_that_it_asks_for() {
    for query in of_dashboard().iter().chain(&of_rules()) {
        let Query { panel, expr, .. } = query;
        let selectors = selectors(expr);
        let mut known: BTreeSet<&str> = SCRAPED.into_iter().collect();
        for selector in &selectors {
            // What Prometheus itself knows of a scrape.
            let Some(about) = about(&selector.name) else {
                assert_eq!(selector.name, "up", "{panel}");
                continue;
            };
            let of_kind = if about.kind == Kind::Histogram { ["le"].as_slice() } else { &[] };
            let own: BTreeSet<&str> = about.labels.iter().chain(of_kind).copied().collect();
            let stranger = selector.labels().find(|label| !own.contains(label));
            assert_eq!(stranger, None, "{panel}: {} has no such label", selector.name);
            known.extend(own);
        }
        for label in named_labels(query) {
            assert!(known.contains(label.as_str()), "{panel}: nothing that it asks for has the label {label}: {expr}");
        }
    }
}

#[test]
fn every_panel_has_what_grafana_reads_of_it() {
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    let source = serde_json::json!({ "type": "prometheus", "uid": "${datasource}" });
    for panel in panels() {
        let title = panel["title"].as_str().unwrap();
        assert!(is_text(&panel["title"]) && is_text(&panel["description"]), "{title}");
        assert_eq!(panel["datasource"], source, "{title}");
        let defaults = &panel["fieldConfig"]["defaults"];
        assert!(panel["fieldConfig"]["overrides"].is_array() && is_text(&defaults["unit"]), "{title}");
        assert_eq!(defaults["noValue"], "–", "{title}");
        let options = &panel["options"];
        match panel["type"].as_str().unwrap() {
            "stat" => {
                assert_eq!(options["reduceOptions"]["calcs"], serde_json::json!(["lastNotNull"]), "{title}");
                let steps = defaults["thresholds"]["steps"].as_array().unwrap();
                assert!(
                    steps[0]["value"].is_null() && steps[1..].iter().all(|step| step["value"].is_number()),
                    "{title}"
                );
            }
            "timeseries" => {
                assert!(options["legend"]["displayMode"] == "list" && options["tooltip"]["mode"] == "multi", "{title}");
                // A gap is shown as one.
                assert_eq!(defaults["custom"]["spanNulls"], false, "{title}");
            }
            "state-timeline" => {
                assert!(options["mergeValues"].is_boolean() && is_text(&options["showValue"]), "{title}");
            }
            other => panic!("{title} is a {other}"),
        }
        let (mut letters, is_stat) = (BTreeSet::new(), panel["type"] == "stat");
        for target in panel["targets"].as_array().unwrap() {
            assert!(letters.insert(target["refId"].as_str().unwrap().to_owned()), "{title}");
            assert_eq!(target["datasource"], source, "{title}");
            let is_on = |key: &str| target[key].as_bool().unwrap_or_default();
            assert_eq!((is_on("instant"), is_on("range")), (is_stat, !is_stat), "{title}");
            assert!(is_text(&target["legendFormat"]), "{title}");
        }
    }
}

#[test]
fn a_panel_shows_figures_in_the_unit_that_they_have() {
    for panel in panels() {
        let (title, shown) =
            (panel["title"].as_str().unwrap(), panel["fieldConfig"]["defaults"]["unit"].as_str().unwrap());
        for target in panel["targets"].as_array().unwrap() {
            let expr = target["expr"].as_str().unwrap();
            let unit = match selectors(expr).first().and_then(|selector| about(&selector.name)).and_then(About::unit) {
                Some(Unit::Seconds) => "s",
                Some(Unit::Bytes) => "bytes",
                Some(Unit::Ratio) => "percentunit",
                None if expr.contains("rate(") => "ops",
                None => "none",
            };
            assert_eq!(shown, unit, "{title}: {expr}");
        }
    }
}

#[test]
fn the_dashboard_declares_every_variable_that_it_uses_and_asks_the_data_source_that_is_chosen() {
    let text = house::text(DASHBOARD);
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    for key in ["title", "uid", "refresh", "timezone"] {
        assert!(dashboard[key].is_string(), "{key}");
    }
    // The first Grafana that reads this version of the format is 10.
    assert_eq!(dashboard["schemaVersion"], 39);
    assert!(dashboard["time"]["from"].is_string() && dashboard["annotations"]["list"].is_array());
    // One that is set would be that of the Grafana in which it was drawn.
    assert!(dashboard.get("id").is_none() && dashboard.get("__inputs").is_none());
    let variables = dashboard["templating"]["list"].as_array().unwrap();
    let declared: BTreeSet<&str> = variables.iter().map(|variable| variable["name"].as_str().unwrap()).collect();
    let used: BTreeSet<String> =
        Regex::new(r"\$\{?([a-z]+)\b").unwrap().captures_iter(&text).map(|found| found[1].to_owned()).collect();
    assert_eq!(used.iter().map(String::as_str).collect::<BTreeSet<_>>(), declared);
    for variable in variables {
        match variable["type"].as_str().unwrap() {
            "datasource" => assert_eq!(variable["query"], "prometheus"),
            "query" => {
                assert_eq!(variable["datasource"]["uid"], "${datasource}");
                assert_eq!(variable["query"]["query"], variable["definition"]);
            }
            other => panic!("{other}"),
        }
    }
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
pub(crate) fn has_promtool() -> bool {
    let there = Command::new("promtool").arg("--version").output().is_ok();
    if !there {
        let mut aloud = std::io::stderr();
        writeln!(aloud, "NOT RUN: no promtool (apt install prometheus)").unwrap();
    }
    there
}

/// Has promtool do that, and it must be content; what it says.
pub(crate) fn promtool(arguments: &[&str], input: &str) -> String {
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

#[test]
fn promtool_takes_the_queries_of_the_dashboard() {
    if !has_promtool() {
        return;
    }
    let queries = of_dashboard();
    let rule = |(at, query): (usize, &Query)| serde_json::json!({ "record": format!("query:{at}"), "expr": of_all(&query.expr) });
    let rules: Vec<Value> = queries.iter().enumerate().map(rule).collect();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("queries.yml");
    // What is JSON is YAML too.
    let text = serde_json::json!({ "groups": [{ "name": "dashboard", "rules": rules }] }).to_string();
    std::fs::write(&file, text).unwrap();
    let said = promtool(&["check", "rules", file.to_str().unwrap()], "");
    assert!(said.contains(&format!("{} rules found", queries.len())), "{said}");
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
