//! `callboard snapshot` against a vendor that contradicts itself, or of which a part is late.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use callboard::sim::{self, Lines, Simulator};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::schemas::hold_snapshot;
use crate::sim_support::{MODES, afternoon};

const CALLS: &str = "/callservice/v6/webmsg/monitoring";
const CHATS: &str = "/chat-static-api/api/customerService/staffWorkStatis";

/// A vendor that counts `total` agents and lists three, with chats that take `late` to come.
async fn vendor(total: u64, late: Duration) -> MockServer {
    let server = MockServer::start().await;
    let agents = ["a", "b", "c"].map(|id| json!({"agentUUID": id, "agentWorkStatus": 1}));
    let full = json!({
        "MessageID": "EventAgentsMetricsWatch",
        "agentsMetrics": {"pageNum": 1, "pageSize": 15, "total": total, "list": agents},
    });
    let json = |body: Value| ResponseTemplate::new(200).set_body_json(body);
    let event = ResponseTemplate::new(200).set_body_raw(format!("data: {full}\n\n"), "text/event-stream");
    let token = json!({"code": 200, "data": {"access_token": "t"}, "item": {"token": "t"}, "ret_code": "000000"});
    let chats = json!({"ret_code": "000000", "total_count": 1, "page_count": 1, "items": [{"staff_id": "a"}]});
    let sessions = json!({"ret_code": "000000", "total_count": 0, "data": []});
    for (verb, at, answer) in [
        ("POST", "/tokens/company", json(token.clone())),
        ("GET", "/api/get_token", json(token)),
        ("GET", &format!("{CALLS}/_watch/agents-metrics"), event),
        ("GET", &format!("{CALLS}/agents-metrics"), json(full)),
        (
            "POST",
            "/callservice/tm/tm-reports/maincdrs/_search",
            json(json!({"code": 200, "data": {"total": 0, "list": []}})),
        ),
        (
            "POST",
            "/callservice/tm/tm-reports/gateway-number-table/_search",
            json(json!({"code": 200, "data": {"list": []}})),
        ),
        ("POST", CHATS, json(chats).set_delay(late)),
        ("POST", "/ai-agent-open/api/statistics/recordList", json(sessions)),
    ] {
        Mock::given(method(verb)).and(path(at)).respond_with(answer).mount(&server).await;
    }
    server
}

fn snapshot(server: &MockServer, arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let settings = home.path().join("config.toml");
    let base = server.uri();
    let text = format!(
        "[sobot_call]\nbase_url = \"{base}\"\ntoken_url = \"{base}/tokens/company\"\napp_id = \"1\"\n\
         app_secret_env = \"TEST_SECRET\"\n[sobot_open]\nbase_url = \"{base}\"\napp_id = \"1\"\n\
         app_key_env = \"TEST_SECRET\"\n"
    );
    std::fs::write(&settings, text).unwrap();
    run(home.path(), &settings, arguments)
}

fn run(home: &Path, settings: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(["snapshot", "--config"])
        .arg(settings)
        .args(if arguments.contains(&"--format") { &[] } else { &["--format", "json"][..] })
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .env("TEST_SECRET", "secret")
        .output()
        .unwrap()
}

fn read(output: &Output) -> (Option<i32>, Value, String) {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    let document = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
    (output.status.code(), hold_snapshot(document), said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_says_who_is_missing_and_prints_the_rest() {
    let server = vendor(4, Duration::ZERO).await;
    let missing =
        "the vendor counts 4 agents and lists 3: 1 is missing (a row without an id, or an agent who was deleted?)";
    let (code, document, said) = read(&snapshot(&server, &[]));
    assert_eq!((code, said), (Some(0), format!("callboard: {missing}\n")));
    assert_eq!((&document["total"], &document["missing"]), (&json!(4), &json!(1)));
    assert_eq!((document["agents"].as_array().unwrap().len(), &document["incomplete"]), (3, &json!([missing])));
    let (code, document, said) = read(&snapshot(&server, &["--complete"]));
    assert_eq!(code, Some(1));
    assert_eq!(said, format!("callboard: {missing}\ncallboard: the snapshot is not complete\n"));
    assert_eq!(document["agents"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_is_late_costs_its_own_part_of_a_snapshot() {
    let server = vendor(3, Duration::from_mins(10)).await;
    let late = "chat figures did not come within 8s; try a longer --timeout";
    let (code, document, said) = read(&snapshot(&server, &["--timeout", "8s"]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("callboard: {late}\n")), "{said}");
    assert_eq!((&document["total"], &document["missing"]), (&json!(3), &json!(0)));
    assert!(document["incomplete"].as_array().unwrap().contains(&json!(late)));
    assert_eq!((document["agents"].as_array().unwrap().len(), &document["chat"]), (3, &json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_begins_with_a_byte_order_mark_where_that_is_asked_for() {
    let server = vendor(3, Duration::ZERO).await;
    let csv = |arguments: &[&str]| snapshot(&server, arguments).stdout;
    let (plain, marked) = (csv(&["--format", "csv"]), csv(&["--format", "csv", "--bom"]));
    assert!(plain.starts_with(b"id,number,"), "{}", String::from_utf8_lossy(&plain));
    assert_eq!(marked, [b"\xef\xbb\xbf", plain.as_slice()].concat());
    let refused = snapshot(&server, &["--format", "json", "--bom"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("--bom is for CSV alone"), "{said}");
    assert!(refused.stdout.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_tells_the_last_half_hour_beside_those_of_yesterday_and_of_a_week_ago() {
    for strict in MODES {
        let options = sim::Options { strict, ..afternoon(7) };
        let zone = options.zone;
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let simulator = Simulator::start(anywhere, options).await.unwrap();
        let base = simulator.base_url();
        let lines = Lines { base: &base, zone, credentials: simulator.credentials(), strict };
        let sections = sim::settings(&lines, |vendor| vendor == "sobot");
        let section = sections.iter().find(|section| section.starts_with("[sobot_call]")).unwrap();
        let home = tempfile::tempdir().unwrap();
        let settings = home.path().join("config.toml");
        std::fs::write(&settings, format!("[site]\ntimezone = \"{zone}\"\n{section}")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&settings, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        let (code, document, said) = read(&run(home.path(), &settings, &["--timeout", "2m"]));
        assert_eq!(code, Some(0), "{said}");
        let compared = &document["calls"]["last_half_hour"];
        for day in ["today", "yesterday", "week_ago"] {
            let half = &compared[day];
            assert!(half["answered"].as_u64().is_some_and(|calls| calls > 0), "{day}, strict: {strict}: {compared}");
            assert!(half["talk_ms"].as_u64().is_some_and(|talk| talk > 10_000), "{day}: {compared}");
            assert_eq!(half["service_level"].is_null(), day != "today", "a report tells none: {compared}");
        }
        assert_ne!(compared["yesterday"], compared["week_ago"], "each is its own day");
        simulator.stop().await;
    }
}
