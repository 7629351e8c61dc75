//! What the dashboard and the alert rules ask for, held against what a hub tells Prometheus: one that leads, with every vendor,
//! callbacks and an alert.

use std::collections::BTreeMap;

use callboard::commands::demo;
use callboard::config::Severity;
use callboard::platforms::sobot_call::PushTenant;
use callboard::sim::faults::pushes::PushFaults;

use super::alerts::always;
use super::*;
use crate::metrics::assets::{has_promtool, promtool};
use crate::metrics::openmetrics::{self, Sample};
use crate::metrics::queries::{Query, of_all, of_dashboard, of_rules, selectors, series};
use crate::ports::HeldPort;

/// What is told only where the others, or nothing like it, are: what callbacks alone say, and what was not applied.
const OTHERWISE: [&str; 2] = ["callboard_waiting_callers_unchecked", "callboard_source_rejected_total"];

/// What a hub tells there now.
async fn told(address: SocketAddr) -> Vec<Sample> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let families = openmetrics::read(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    families.into_values().flat_map(|family| family.samples).collect()
}

/// Whether it selects nothing of what was told.
fn is_empty(query: &Query, told: &BTreeMap<String, Sample>) -> bool {
    let asks = |name: &str| name != "up" && !OTHERWISE.contains(&name);
    let selectors = selectors(&query.expr);
    selectors.iter().any(|selector| asks(&selector.name) && !told.values().any(|sample| selector.takes(sample)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_the_dashboard_and_the_rules_ask_for_is_told_by_a_hub_and_every_panel_shows_something_of_it() {
    let Some(server) = Nats::start() else { return };
    let vendors = Vendors { sobot: true, cn: true, moor: true };
    let options = Options { agents: 12, rate: Some(50.0), open_calls_per_minute: 10_000, ..afternoon(200) };
    let (sim, mut config) = centre_and_settings(options, vendors).await;
    let (figures, callbacks) = (HeldPort::new(), HeldPort::new());
    config.metrics.listen = Some(figures.address);
    config.alerts.rules = vec![callboard::config::AlertRule { severity: Some(Severity::Critical), ..always() }];
    demo::listen(&mut config, sim.credentials());
    config.tenants.get_mut::<PushTenant>().unwrap().listen = callbacks.address;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    assert!(demo::push(&sim, Some(callbacks.address), PushFaults::default()).is_none());
    let queries: Vec<Query> = of_dashboard().into_iter().chain(of_rules()).collect();
    let mut all = BTreeMap::new();
    let waiting = async {
        while queries.iter().any(|query| is_empty(query, &all))
            || !all.values().any(|sample: &Sample| sample.name == "callboard_alerts" && sample.value > 0.0)
        {
            all.extend(told(figures.address).await.into_iter().map(|sample| (series(&sample), sample)));
            tokio::task::yield_now().await;
        }
    };
    if timeout(PATIENCE, waiting).await.is_err() {
        let empty: Vec<&str> =
            queries.iter().filter(|query| is_empty(query, &all)).map(|query| query.expr.as_str()).collect();
        panic!("a hub never tells what these ask for: {empty:#?}");
    }
    hub.end().await;
    tokio::task::block_in_place(|| every_query_has_an_answer(&all));
}

/// Has promtool ask each query of the dashboard of these figures.
fn every_query_has_an_answer(told: &BTreeMap<String, Sample>) {
    if !has_promtool() {
        return;
    }
    let input: Vec<_> = told
        .iter()
        .map(|(series, sample)| serde_json::json!({ "series": series, "values": format!("{}+0x10", sample.value) }))
        .collect();
    let is_told = |query: &Query| !OTHERWISE.iter().any(|name| query.expr.contains(name));
    let asked: Vec<_> = of_dashboard()
        .iter()
        .filter(|query| is_told(query))
        .map(|query| {
            serde_json::json!({
                "expr": format!("count({}) > bool 0", of_all(&query.expr)),
                "eval_time": "10m",
                "exp_samples": [{ "labels": "{}", "value": 1 }],
            })
        })
        .collect();
    assert!(asked.len() > 38, "{}", asked.len());
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("dashboard.test.yml");
    let day = serde_json::json!({ "interval": "1m", "input_series": input, "promql_expr_test": asked });
    let text = serde_json::json!({ "rule_files": [], "evaluation_interval": "1m", "tests": [day] }).to_string();
    std::fs::write(&file, text).unwrap();
    promtool(&["test", "rules", file.to_str().unwrap()], "");
}
