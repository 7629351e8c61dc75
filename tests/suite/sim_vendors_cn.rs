//! The China platform as the simulator plays it: shapes, refusals, and a day that adds up.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use callboard::platforms::sobot_cn::{API_PATH, TOKEN_PATH};
use serde_json::{Value, json};

use crate::sim_support::{AFTERNOON, Centre, TODAY, md5};
use crate::sim_vendors::{HOUR, MINUTE, YESTERDAY, count, number};
use crate::sim_wire::{example, same_shape};

const ACTIONS: [&str; 6] = [
    "wb_session_customer",
    "wb_session_robot",
    "wb_session_human",
    "wb_session_message",
    "wb_human_satisfaction",
    "wb_robot_satisfaction",
];

/// Asks for a token of the China platform; some parameters changed.
pub(crate) async fn ask_cn_token(centre: &Centre, change: &[(&str, &str)]) -> Value {
    let known = centre.sim.credentials();
    let created = change.iter().find(|(key, _)| *key == "createTime");
    let created = created.map_or(centre.now().to_string(), |(_, value)| (*value).to_owned());
    let sign = md5(&[&known.cn_app_id, &known.cn_app_key, &created]);
    let mut query: BTreeMap<&str, &str> =
        [("appId", known.cn_app_id.as_str()), ("createTime", &created), ("sign", &sign), ("expire", "24")].into();
    query.extend(change.iter().copied());
    let answer = centre.get(TOKEN_PATH).query(&query).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    answer.json().await.expect("JSON")
}

async fn cn_token(centre: &Centre) -> String {
    let answer = ask_cn_token(centre, &[]).await;
    assert_eq!(answer["code"], "1000");
    answer["data"]["access_token"].as_str().expect("a token").to_owned()
}

async fn cn_answer(centre: &Centre, body: &Value) -> Value {
    centre.post(API_PATH).json(body).send().await.expect("an answer").json().await.expect("JSON")
}

async fn cn_item(centre: &Centre, token: &str, action: &str, date: &str) -> Value {
    let body = json!({"action": action, "access_token": token, "data": {"startDate": date, "endDate": date}});
    let answer = cn_answer(centre, &body).await;
    assert_eq!(answer["code"], "1000", "{action} {date}");
    answer["data"]["item"].clone()
}

async fn cn_day(centre: &Centre, token: &str, date: &str) -> [Value; 6] {
    let mut items = [const { Value::Null }; 6];
    for (item, action) in items.iter_mut().zip(ACTIONS) {
        *item = cn_item(centre, token, action, date).await;
    }
    items
}

#[tokio::test]
async fn the_china_platforms_answers_are_shaped_as_the_examples() {
    let centre = Centre::open(|_| {}).await;
    let token = cn_token(&centre).await;
    for action in ACTIONS {
        let body = json!({"action": action, "access_token": token, "data": {"startDate": TODAY, "endDate": TODAY}});
        let answer = cn_answer(&centre, &body).await;
        let example = example(&format!("sobot-cn/{action}.json"));
        same_shape(&answer, &example, &[]);
        same_shape(&answer["data"]["item"], &example["data"]["item"], &[]);
    }
}

#[tokio::test]
async fn the_china_platform_checks_signature_clock_token_and_question() {
    let centre = Centre::open(|_| {}).await;
    let failed = example("sobot-cn/error-1001.json");
    let off = |ms: i64| (AFTERNOON + ms).to_string();
    for change in [
        ("appId", "another".to_owned()),
        ("sign", "0".repeat(32)),
        ("createTime", off(-5 * MINUTE - 1)),
        ("createTime", off(5 * MINUTE + 1)),
        ("createTime", (AFTERNOON / 1000).to_string()),
        ("createTime", "now".to_owned()),
        ("expire", "25".to_owned()),
        ("expire", "0".to_owned()),
    ] {
        assert_eq!(ask_cn_token(&centre, &[(change.0, &change.1)]).await, failed, "{change:?}");
    }
    assert_eq!(ask_cn_token(&centre, &[("createTime", &off(-4 * MINUTE))]).await["code"], "1000");
    let token = cn_token(&centre).await;
    let good =
        json!({"action": "wb_session_robot", "access_token": token, "data": {"startDate": TODAY, "endDate": TODAY}});
    assert_eq!(cn_answer(&centre, &good).await["code"], "1000");
    let changed = |path: &str, value: Value| {
        let mut body = good.clone();
        *body.pointer_mut(path).expect("a field") = value;
        body
    };
    for body in [
        changed("/action", json!("wb_session_nobody")),
        changed("/data/startDate", json!("21.11.2026")),
        changed("/data/endDate", json!(YESTERDAY)),
        changed("/data/startDate", json!("2020-01-01")),
        changed("/data", json!(null)),
    ] {
        assert_eq!(cn_answer(&centre, &body).await, failed, "{body}");
    }
    let no_token = json!({"data": {}, "code": "1002"});
    assert_eq!(cn_answer(&centre, &changed("/access_token", json!("0"))).await, no_token);
    assert_eq!(cn_answer(&centre, &json!("?")).await, no_token);
    centre.sim.revoke_tokens();
    assert_eq!(cn_answer(&centre, &good).await, no_token);
}

#[tokio::test]
async fn a_token_of_the_china_platform_lives_as_long_as_was_asked_for() {
    let centre = Centre::open(|options| options.token_lifetime = Duration::from_hours(3)).await;
    let ask = |token: &Value| json!({"action": "wb_session_robot", "access_token": token, "data": {"startDate": TODAY, "endDate": TODAY}});
    let short = ask_cn_token(&centre, &[("expire", "1")]).await["data"]["access_token"].clone();
    let long = ask_cn_token(&centre, &[("expire", "24")]).await["data"]["access_token"].clone();
    assert_eq!(cn_answer(&centre, &ask(&short)).await["code"], "1000", "a second token does not end the first");
    for (pass, short_code, long_code) in
        [(HOUR - 1, "1000", "1000"), (1, "1002", "1000"), (2 * HOUR - 1, "1002", "1000"), (1, "1002", "1002")]
    {
        centre.pass(pass);
        assert_eq!(cn_answer(&centre, &ask(&short)).await["code"], short_code);
        assert_eq!(cn_answer(&centre, &ask(&long)).await["code"], long_code);
    }
}

fn consistent([customer, robot, human, message, ratings, robot_ratings]: &[Value; 6]) {
    assert_eq!(
        count(customer, "totalValidSession") + count(customer, "totalInvalidSession"),
        count(customer, "totalConsultSession")
    );
    assert_eq!(
        count(robot, "consultSession") + count(human, "selfReceptionSession"),
        count(customer, "totalConsultSession")
    );
    assert_eq!(count(robot, "validSession") + count(robot, "invalidSession"), count(robot, "consultSession"));
    assert_eq!(count(robot, "selfReceptionSession") + count(robot, "toHumanSession"), count(robot, "consultSession"));
    assert_eq!(
        count(robot, "toHumanSession") + count(human, "selfReceptionSession"),
        count(human, "consultSession"),
        "a visitor who comes to a person was handed over or came straight"
    );
    assert_eq!(count(human, "validSession") + count(human, "invalidSession"), count(human, "consultSession"));
    assert_eq!(
        count(human, "validReceptionSession") + count(human, "invalidReceptionSession"),
        count(human, "validSession")
    );
    let marked = ["solvedSession", "notSolvedSession", "notMarkIsSolved"].map(|key| count(human, key));
    assert_eq!(marked.iter().sum::<i64>(), count(human, "consultSession"));
    assert_eq!(
        count(message, "totalCustomerMessage") + count(message, "robotMessage") + count(message, "serviceMessage"),
        count(message, "totalMessage")
    );
    assert_eq!(
        count(message, "customerToRobotMessage") + count(message, "customerToServiceMessage"),
        count(message, "totalCustomerMessage")
    );
    assert_eq!(
        count(message, "customerToServiceMessage") + count(message, "serviceMessage"),
        count(message, "totalHumanMessage")
    );
    assert_eq!(count(ratings, "effectSessionCount"), count(human, "validSession"));
    assert_eq!(
        ["good", "middle", "bad"].map(|key| count(ratings, key)).iter().sum::<i64>(),
        count(ratings, "totalTimes")
    );
    assert_eq!(count(ratings, "initiative") + count(ratings, "invites"), count(ratings, "totalTimes"));
    assert_eq!(count(ratings, "solved") + count(ratings, "notSolved"), count(ratings, "solvedCount"));
    assert_eq!(count(ratings, "score2") + count(ratings, "score1"), count(ratings, "bad"));
    assert!(count(ratings, "score4") <= count(ratings, "good"));
    assert_eq!(count(robot_ratings, "effectSessionCount"), count(robot, "validSession"));
    assert_eq!(count(robot_ratings, "solved") + count(robot_ratings, "notSolved"), count(robot_ratings, "totalTimes"));
    let share = count(human, "validSession") as f64 * 100.0 / count(human, "consultSession").max(1) as f64;
    assert_eq!(human["validSessionRate"], format!("{share:.2}%"));
}

#[tokio::test]
async fn the_china_platforms_day_adds_up_and_grows_and_yesterday_is_whole() {
    let centre = Centre::open(|_| {}).await;
    let token = cn_token(&centre).await;
    let mut sessions = 0;
    for _ in 0..4 {
        let day = cn_day(&centre, &token, TODAY).await;
        consistent(&day);
        let now = count(&day[0], "totalConsultSession");
        assert!(now > sessions, "{now} after {sessions}");
        sessions = now;
        centre.pass(20 * MINUTE);
    }
    assert!(sessions > 200, "{sessions} sessions");
    let yesterday = cn_day(&centre, &token, YESTERDAY).await;
    consistent(&yesterday);
    assert!(count(&yesterday[0], "totalConsultSession") > sessions);
    centre.pass(HOUR);
    assert!(cn_day(&centre, &token, YESTERDAY).await == yesterday, "nothing is added to yesterday");
    assert_eq!(count(&cn_item(&centre, &token, "wb_session_customer", "2026-11-22").await, "totalConsultSession"), 0);
    let both = json!({
        "action": "wb_session_robot", "access_token": token, "data": {"startDate": YESTERDAY, "endDate": TODAY},
    });
    let both = cn_answer(&centre, &both).await["data"]["item"].clone();
    let today = cn_item(&centre, &token, "wb_session_robot", TODAY).await;
    assert_eq!(
        count(&both, "consultSession"),
        count(&today, "consultSession") + count(&yesterday[1], "consultSession")
    );
    // Over midnight, today becomes yesterday.
    centre.pass(12 * HOUR);
    let over = cn_day(&centre, &token, TODAY).await;
    assert!(count(&over[1], "consultSession") > count(&today, "consultSession"));
    let truth = centre.sim.truth();
    assert!(number(&truth["cn"]["sessions"]) < count(&over[0], "totalConsultSession"), "the truth is of the new day");
}
