//! What the queries of the dashboard and of the alert rules ask for: figures, their labels, and the values of these.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::openmetrics::Sample;
use crate::house;

pub(crate) const RULES: &str = "assets/prometheus/callboard.rules.yml";
pub(crate) const DASHBOARD: &str = "assets/grafana/callboard.json";

/// What Prometheus puts on each figure when it scrapes it.
pub(crate) const SCRAPED: [&str; 2] = ["job", "instance"];

/// One panel's query.
pub(crate) struct Query {
    pub(crate) panel: String,
    pub(crate) expr: String,
    /// What its lines are called.
    pub(crate) legend: String,
}

/// All panels that ask for something.
pub(crate) fn panels() -> Vec<Value> {
    let dashboard: Value = serde_json::from_str(&house::text(DASHBOARD)).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().clone();
    panels.into_iter().filter(|panel| panel["type"] != "row").collect()
}

/// The queries of the dashboard's panels.
pub(crate) fn of_dashboard() -> Vec<Query> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of_panel = |panel: Value| {
        let targets = panel["targets"].as_array().unwrap().clone();
        targets.into_iter().map(move |target| Query {
            panel: text(&panel["title"]),
            expr: text(&target["expr"]),
            legend: text(&target["legendFormat"]),
        })
    };
    panels().into_iter().flat_map(of_panel).collect()
}

/// Those of the alert rules; what a rule says stands where a panel has what its lines are called.
pub(crate) fn of_rules() -> Vec<Query> {
    let text = house::text(RULES);
    let of_rule = |rule: &str| {
        let (name, rest) = rule.split_once('\n').unwrap();
        let (_, behind) = rest.split_once("expr:").unwrap();
        let (expr, says) = behind.split_once("\n        for:").unwrap();
        let expr = expr.trim_start_matches(" >-").split_whitespace().collect::<Vec<_>>().join(" ");
        Query { panel: name.to_owned(), expr, legend: says.to_owned() }
    };
    text.split("- alert: ").skip(1).map(of_rule).collect()
}

/// A figure that is asked for, and by which labels.
#[derive(Debug)]
pub(crate) struct Selector {
    pub(crate) name: String,
    /// Label, operator, value.
    matchers: Vec<(String, String, String)>,
}

impl Selector {
    /// The labels that are looked at, beside those of the scrape.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &str> {
        self.matchers.iter().map(|(label, ..)| label.as_str()).filter(|label| !SCRAPED.contains(label))
    }

    /// Whether it selects that, of any scrape.
    pub(crate) fn takes(&self, sample: &Sample) -> bool {
        let holds = |(label, operator, value): &(String, String, String)| {
            let own = sample.labels.get(label).map_or("", String::as_str);
            let matches = || Regex::new(&format!("^(?:{value})$")).unwrap().is_match(own);
            match operator.as_str() {
                "=" => own == value,
                "!=" => own != value,
                "=~" => matches(),
                "!~" => !matches(),
                other => panic!("{other}"),
            }
        };
        let mut own = self.matchers.iter().filter(|(label, ..)| !SCRAPED.contains(&label.as_str()));
        sample.name == self.name && own.all(holds)
    }
}

/// Everything that a query selects.
pub(crate) fn selectors(query: &str) -> Vec<Selector> {
    static SELECTOR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(callboard_[a-z_]+|up)\b(?:\{([^}]*)\})?").unwrap());
    static MATCHER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)""#).unwrap());
    let own = |found: regex::Captures<'_>| {
        let within = found.get(2).map_or("", |within| within.as_str());
        let matchers = MATCHER.captures_iter(within).map(|found| {
            let [label, operator, value] = found.extract().1;
            (label.to_owned(), operator.to_owned(), value.to_owned())
        });
        Selector { name: found[1].to_owned(), matchers: matchers.collect() }
    };
    SELECTOR.captures_iter(query).map(own).collect()
}

/// The labels by which a query groups and joins, and that its legend, or its rule's text, names.
pub(crate) fn named_labels(query: &Query) -> BTreeSet<String> {
    let groups = Regex::new(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)").unwrap();
    let grouped: Vec<String> = groups
        .captures_iter(&query.expr)
        .flat_map(|found| found[1].split(',').map(|label| label.trim().to_owned()).collect::<Vec<_>>())
        .collect();
    let legend = Regex::new(r"\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}").unwrap();
    let told = legend.captures_iter(&query.legend).map(|found| found[1].to_owned());
    grouped.into_iter().chain(told).collect()
}

/// A query with every variable of the dashboard at "All".
pub(crate) fn of_all(expr: &str) -> String {
    expr.replace("$job", ".*").replace("$instance", ".*")
}

/// A sample as promtool reads a series, as Prometheus has it once it was scraped.
pub(crate) fn series(sample: &Sample) -> String {
    let scraped = BTreeMap::from([("job", "callboard"), ("instance", "127.0.0.1:9464")]);
    let own = sample.labels.iter().map(|(label, value)| (label.as_str(), value.as_str()));
    let labels: Vec<String> = own.chain(scraped).map(|(label, value)| format!("{label}={value:?}")).collect();
    format!("{}{{{}}}", sample.name, labels.join(","))
}

#[test]
fn a_query_is_read_as_it_is_meant() {
    let query = r#"sum by (le) (rate(callboard_a_bucket{job=~"$job", state!~"x|y"}[5m])) or up{job="j"} > 1"#;
    let [histogram, up] = selectors(query).try_into().unwrap();
    assert_eq!((histogram.name.as_str(), up.name.as_str()), ("callboard_a_bucket", "up"));
    assert_eq!((histogram.labels().collect::<Vec<_>>(), up.labels().count()), (vec!["state"], 0));
    let sample = |state: &str| Sample {
        name: "callboard_a_bucket".to_owned(),
        labels: BTreeMap::from([("state".to_owned(), state.to_owned())]),
        value: 1.0,
    };
    assert!(histogram.takes(&sample("z")) && !histogram.takes(&sample("y")) && !up.takes(&sample("z")));
    let legend = "{{ $labels.rule }} {{state}} {{ $value | humanizeDuration }}".to_owned();
    let query = Query { panel: String::new(), expr: query.to_owned(), legend };
    assert_eq!(named_labels(&query).into_iter().collect::<Vec<_>>(), ["le", "rule", "state"]);
    assert_eq!(series(&sample("z")), r#"callboard_a_bucket{state="z",instance="127.0.0.1:9464",job="callboard"}"#);
    let rules = of_rules();
    assert!(rules.len() > 10 && rules.iter().all(|rule| !selectors(&rule.expr).is_empty()));
}
