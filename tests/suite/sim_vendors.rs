//! The two other vendors as the simulator plays them, read by the real clients; and how a site becomes their tenant.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use callboard::cli::Vendors;
use callboard::commands::{demo, registry, simulate};
use callboard::config::{Config, Dirs, Loader, Overrides};
use callboard::model::{Cell, Clock, Stamp};
use callboard::platforms::seven_moor::{MoorClient, MoorSettings, MoorTenant};
use callboard::platforms::sobot_cn::{API_PATH, CnClient, CnSettings, CnTenant};
use callboard::platforms::{ChatCut, ChatPlatformApi, DaySpan, Error, ErrorKind, Gate, Urgency};
use chrono::NaiveDate;
use reqwest_old::StatusCode;
use serde_json::{Value, json};

use crate::sim_support::{AFTERNOON, Centre, TODAY};
use crate::sim_vendors_cn::ask_cn_token;
use crate::sim_wire::example;
use crate::vendor_support::{OpenGate, counting};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
const MIDNIGHT: i64 = AFTERNOON - 14 * HOUR - 30 * MINUTE;
pub(crate) const YESTERDAY: &str = "2026-11-20";

/// Figures of the China platform, and where the simulator's truth about them stands.
pub(crate) const CN_FACTS: [(&str, &str); 15] = [
    ("sessions.all", "/sessions"),
    ("sessions.valid", "/valid"),
    ("robot.alone", "/robot/alone"),
    ("robot.messages", "/robot/messages"),
    ("people.chats", "/people/chats"),
    ("people.direct", "/people/straight"),
    ("people.answered", "/people/answered"),
    ("people.unanswered", "/people/unreceived"),
    ("people.resolved", "/people/resolved"),
    ("people.most_at_once", "/people/most_at_once"),
    ("people.agent_messages", "/people/messages"),
    ("people.characters", "/people/characters"),
    ("ratings.resolved", "/ratings/resolved"),
    ("ratings.score1", "/ratings/scores/0"),
    ("robot_ratings.resolved", "/robot/helped"),
];

pub(crate) fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no whole number"))
}

pub(crate) fn count(item: &Value, key: &str) -> i64 {
    number(&item[key])
}

fn span(from: i64) -> DaySpan {
    let date = if from == MIDNIGHT { TODAY } else { YESTERDAY };
    let date: NaiveDate = date.parse().expect("a date");
    DaySpan { date, from: Stamp(from), to: Stamp(from + 24 * HOUR) }
}

async fn cut(client: &impl ChatPlatformApi) -> Result<ChatCut, Error> {
    client.platform_chats(span(MIDNIGHT), span(MIDNIGHT - 24 * HOUR), Urgency::Poll).await
}

fn clock_at(ms: i64) -> Clock {
    Arc::new(move || Stamp(ms))
}

fn cn_client(centre: &Centre) -> CnClient {
    let known = centre.sim.credentials();
    let settings = CnSettings {
        base_url: centre.sim.base_url(),
        app_id: known.cn_app_id.clone(),
        app_key: known.cn_app_key.clone().into(),
        cache: None,
    };
    let gate: Arc<dyn Gate> = Arc::new(OpenGate::default());
    CnClient::new(&settings, clock_at(centre.now()), gate).expect("a client")
}

fn moor_client(centre: &Centre, ahead: i64, secret: &str) -> MoorClient {
    let settings = MoorSettings {
        base_url: centre.sim.base_url(),
        app_key: centre.sim.credentials().moor_app_key.clone(),
        secret_key: secret.into(),
        zone: chrono_tz::Asia::Shanghai,
        access_ids: vec![],
        agents: vec![],
    };
    let gate: Arc<dyn Gate> = Arc::new(OpenGate::default());
    MoorClient::new(&settings, clock_at(centre.now() + ahead), counting(), gate).expect("a client")
}

#[tokio::test]
async fn the_china_platforms_client_reads_the_truth() {
    let centre = Centre::open(|_| {}).await;
    let client = cn_client(&centre);
    let first = cut(&client).await.expect("figures");
    let truth = centre.truth().await["cn"].clone();
    let people = &truth["people"];
    let read = |value: &Value| value.as_u64();
    assert_eq!(first.totals.chats, read(&people["chats"]));
    assert_eq!(
        first.totals.rated,
        read(&json!(truth["ratings"]["scores"].as_array().expect("scores").iter().map(number).sum::<i64>()))
    );
    let ai = first.ai.expect("robots");
    assert_eq!((ai.sessions, ai.valid), (read(&truth["robot"]["sessions"]), read(&truth["robot"]["valid"])));
    assert_eq!(ai.handed, read(&truth["robot"]["handed"]));
    assert_eq!(ai.contained(), read(&truth["robot"]["alone"]));
    let table = first.figures.expect("a table");
    let cell = |row: usize, key: &str| {
        let at = table.metrics.iter().position(|metric| metric.key == key).expect("a column");
        table.rows[row].cells[at].number().unwrap_or_else(|| panic!("{key} is {:?}", table.rows[row].cells[at]))
    };
    for (key, fact) in CN_FACTS {
        assert_eq!(Some(cell(0, key)), truth.pointer(fact).and_then(Value::as_f64), "{key}");
    }
    let all = table.rows.iter().flat_map(|row| &row.cells);
    assert!(all.into_iter().all(|cell| matches!(cell, Cell::Number(_))), "every figure of both days is read");
    assert!(cell(1, "sessions.all") > cell(0, "sessions.all"), "yesterday is whole");
    // A token that is good no more is exchanged.
    centre.sim.revoke_tokens();
    let again = cut(&client).await.expect("figures");
    assert_eq!((again.totals, again.missing), (first.totals, vec![]));
}

#[tokio::test]
async fn seven_moors_client_reads_the_truth() {
    let centre = Centre::open(|_| {}).await;
    let secret = centre.sim.credentials().moor_secret_key.clone();
    let cut = cut(&moor_client(&centre, 0, &secret)).await.expect("figures");
    assert_eq!(cut.missing, []);
    let truth = centre.truth().await["moor"].clone();
    let agents = truth["agents"].as_array().expect("agents");
    assert_eq!(cut.agents.len(), agents.len());
    for agent in agents {
        let id = agent["number"].as_str().expect("a number");
        let read = cut.agents.iter().find(|known| known.id == id).unwrap_or_else(|| panic!("no {id}"));
        assert_eq!(read.name.as_deref(), agent["name"].as_str());
        let work = &agent["work"];
        assert_eq!((read.chats, read.valid), (work["chats"].as_u64(), work["valid"].as_u64()));
        assert_eq!(read.received, work["replied"].as_u64());
        let time = |label: &str| {
            let at = cut.metrics.iter().position(|metric| metric.label == label).expect("a column");
            read.cells[at].number()
        };
        assert_eq!(time("在线总时长"), Some((number(&work["states_ms"][0]) / 1000 * 1000) as f64));
        assert!(read.extra.is_empty(), "{:?}", read.extra);
    }
    let chats: i64 = agents.iter().map(|agent| count(&agent["work"], "chats")).sum();
    assert_eq!(cut.totals.chats, u64::try_from(chats).ok());
    let ai = cut.ai.expect("robots");
    assert_eq!((ai.sessions, ai.handed), (truth["robot"].as_u64(), truth["handed"].as_u64()));
    assert_eq!(ai.contained(), truth["alone"].as_u64());
    for (told, fact) in [(cut.totals.queued, "queued"), (cut.totals.gave_up, "gave_up"), (cut.totals.lost, "lost")] {
        assert_eq!(told, truth[fact].as_u64(), "{fact}");
    }
    let trend = cut.trend.expect("half hours");
    let column = trend.metrics.iter().position(|metric| metric.key == "initCount").expect("a column");
    let half_hours = truth["half_hours"].as_array().expect("half hours");
    assert_eq!(trend.rows.len(), 30);
    for (place, (row, fact)) in trend.rows.iter().zip(half_hours).enumerate() {
        assert_eq!(row.from, Some(Stamp(MIDNIGHT + place as i64 * 30 * MINUTE)));
        assert_eq!(row.cells[column].number(), fact["sessions"].as_f64(), "{}", row.label);
    }
}

#[tokio::test]
async fn the_clients_say_in_words_what_the_simulator_refuses() {
    let centre =
        Centre::open(|options| options.forbidden = vec!["/open/platform/api".into(), "agent/quality".into()]).await;
    let secret = centre.sim.credentials().moor_secret_key.clone();
    cut(&moor_client(&centre, 7 * MINUTE, &secret)).await.expect("a clock that is off is corrected");
    let error = cut(&moor_client(&centre, 0, "another")).await.expect_err("a wrong key");
    assert_eq!(error.kind, ErrorKind::Credentials);
    assert!(error.to_string().contains("m7-sign签名错误"), "{error}");
    let partly = cut(&moor_client(&centre, 0, &secret)).await.expect("the other two");
    assert_eq!((partly.missing.len(), partly.lost), (1, 1));
    assert!(partly.missing[0].to_string().contains("没有权限"), "{:?}", partly.missing);
    assert!(cut(&cn_client(&centre)).await.is_err());
    let answer = centre.post(API_PATH).json(&json!({})).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(answer.json::<Value>().await.expect("JSON"), example("sobot-cn/error-1001.json"));
    assert_eq!(ask_cn_token(&centre, &[]).await["code"], "1000", "only what is named is forbidden");
}

#[tokio::test]
async fn the_same_seed_brings_the_same_chats_and_another_seed_others() {
    let facts = |seed| async move {
        let truth = Centre::open(|options| options.seed = seed).await.truth().await;
        (truth["cn"].clone(), truth["moor"].clone())
    };
    let usual = facts(1).await;
    assert!(usual == facts(1).await);
    let other = facts(2).await;
    assert!(usual.0 != other.0 && usual.1 != other.1);
    assert_ne!(usual.0["sessions"], usual.1["sessions"], "two tenants, two days");
}

#[tokio::test]
async fn demo_and_simulate_make_a_tenant_of_the_chosen_vendors() {
    let centre = Centre::open(|_| {}).await;
    let (base, known) = (centre.sim.base_url(), centre.sim.credentials());
    for (sobot, cn, seven_moor) in [(true, false, false), (false, true, false), (false, true, true), (true, true, true)]
    {
        let vendors = Vendors { sobot, cn, moor: seven_moor };
        let text = simulate::settings(&base, chrono_tz::Asia::Tokyo, known, vendors);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("config.toml");
        std::fs::write(&file, &text).expect("a file");
        private(&file);
        let loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::under(folder.path()) };
        let printed = loader.load(&Overrides { config: Some(file), ..Overrides::default() });
        let printed = printed.unwrap_or_else(|error| panic!("{error}\n{text}")).config;
        let mut shown = Config::default();
        shown.site.timezone = chrono_tz::Asia::Tokyo;
        demo::connect(&mut shown, &base, known, vendors).expect("lines that are settings");
        for config in [&printed, &shown] {
            assert_eq!((config.tenants.has("sobot_call"), config.tenants.has("sobot_open")), (sobot, sobot));
            let china = config.tenant::<CnTenant>().map(|cn| (cn.base_url.clone(), cn.app_id.clone()));
            assert_eq!(china, cn.then(|| (base.clone(), known.cn_app_id.clone())));
            let moor =
                config.tenant::<MoorTenant>().map(|moor| (moor.base_url.clone(), moor.app_key.clone(), moor.zone));
            assert_eq!(moor, seven_moor.then(|| (base.clone(), known.moor_app_key.clone(), chrono_tz::Asia::Tokyo)));
        }
    }
}

#[cfg(unix)]
fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
}

#[cfg(not(unix))]
fn private(_file: &Path) {}
