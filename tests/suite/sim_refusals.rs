//! What the simulator does not let pass, in the vendors' own words where they have some.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use serde_json::{Value, json};

use callboard::sim::AuthScheme;

use crate::sim_support::{AFTERNOON, Centre};

const MINUTE: i64 = 60_000;

fn example(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[tokio::test]
async fn a_company_token_wants_the_right_signature_at_the_right_time() {
    let centre = Centre::open(|_| {}).await;
    let good = centre.company_request(AFTERNOON);
    let mut bad_sign = good.clone();
    bad_sign["sign"] = json!("0".repeat(32));
    let mut another_time = good.clone();
    another_time["currentTime"] = json!(AFTERNOON + 1);
    let stale = centre.company_request(AFTERNOON - 6 * MINUTE);
    let seconds = centre.company_request(AFTERNOON / 1000);
    for wrong in [bad_sign, another_time, stale, seconds] {
        let answer = centre.post("/tokens/company").json(&wrong).send().await.expect("an answer");
        assert_eq!(answer.status(), 401, "{wrong}");
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!((&body["code"], &body["status"]), (&json!(401), &json!("Failed")));
        assert!(body.get("access_token").is_none());
    }
    let near = centre.company_request(AFTERNOON - 4 * MINUTE);
    assert_eq!(centre.post("/tokens/company").json(&near).send().await.expect("an answer").status(), 200);
    assert_eq!(centre.post("/tokens/company").body("{").send().await.expect("an answer").status(), 400);
}

#[tokio::test]
async fn an_open_token_wants_the_right_signature_at_the_right_time() {
    let centre = Centre::open(|_| {}).await;
    let app_id = centre.sim.credentials().open_app_id.clone();
    let time = (AFTERNOON / 1000).to_string();
    let wrong = [("appid", app_id.as_str()), ("create_time", &time), ("sign", "258eec3118705112b2c53dc8043d4d34")];
    let answer: Value =
        centre.get("/api/get_token").query(&wrong).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(answer, json!({"ret_code": "222000", "ret_msg": "[sign] is wrong"}));
    for stale in [AFTERNOON / 1000 - 301, AFTERNOON / 1000 + 301, AFTERNOON] {
        let answer = centre.ask_open_token(stale).await;
        assert_eq!(answer["ret_code"], "222000", "{stale}");
        assert!(answer["ret_msg"].as_str().expect("a sentence").contains("[create_time]"));
    }
    assert_eq!(centre.ask_open_token(AFTERNOON / 1000 - 299).await["ret_code"], "000000");
}

#[tokio::test]
async fn a_new_open_token_ends_the_one_before() {
    let centre = Centre::open(|_| {}).await;
    let old = centre.open_token().await;
    assert_eq!(centre.records(json!({}), &old).await["ret_code"], "000000");
    let new = centre.open_token().await;
    let invalid = example(include_str!("../fixtures/examples/sobot-open/error-900002-token-invalid.json"));
    assert_eq!(centre.records(json!({}), &old).await, invalid);
    assert_eq!(centre.records(json!({}), &new).await["ret_code"], "000000");
    let missing = centre.get("/ai-agent-open/api/statistics/getTimezoneInfo").send().await.expect("an answer");
    let null = example(include_str!("../fixtures/examples/sobot-open/error-900001-token-null.json"));
    assert_eq!(missing.json::<Value>().await.expect("JSON"), null);
    centre.pass(24 * 60 * MINUTE);
    assert_eq!(centre.records(json!({}), &new).await, invalid, "a day later it has ended by itself");
}

#[tokio::test]
async fn the_21st_call_in_a_minute_is_refused_whatever_it_asks() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.open_token().await;
    for call in 0..20 {
        let answer = if call % 2 == 0 {
            centre.records(json!({}), &token).await
        } else {
            centre.staff_work(json!({}), &token).await
        };
        assert_eq!(answer["ret_code"], "000000", "call {call}");
    }
    let refused = example(include_str!("../fixtures/examples/sobot-open/error-229000-too-frequent.json"));
    assert_eq!(centre.records(json!({}), &token).await, refused);
    centre.pass(18_500);
    let message = centre.staff_work(json!({}), &token).await["ret_msg"].clone();
    assert!(message.as_str().expect("a sentence").contains("Try again [42]s later."), "{message}");
    centre.pass(41_500);
    assert_eq!(centre.staff_work(json!({}), &token).await["ret_code"], "000000");
}

#[tokio::test]
async fn dates_are_needed_in_order_and_within_ninety_days() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.open_token().await;
    let long = centre.staff_work(json!({"start_date": "2023-01-01", "end_date": "2023-09-01"}), &token).await;
    assert_eq!(long, example(include_str!("../fixtures/examples/sobot-open/error-222000-input.json")));
    let reversed = centre.staff_work(json!({"end_date": "2026-11-01"}), &token).await;
    assert_eq!(reversed["ret_code"], "222000");
    let none = centre.records(json!({"start_time": null}), &token).await;
    assert_eq!(none["ret_msg"], "[start_time] is required as [yyyy-MM-dd]. Current input is []");
    assert_eq!(centre.staff_work(json!({"search_way": "3"}), &token).await["ret_code"], "222000");
}

#[tokio::test]
async fn the_stream_wants_a_token_under_the_right_scheme() {
    for (scheme, bearer, raw) in
        [(AuthScheme::Bearer, 200, 401), (AuthScheme::Raw, 401, 200), (AuthScheme::Either, 200, 200)]
    {
        let centre = Centre::open(|options| options.auth_scheme = scheme).await;
        let token = centre.call_token().await;
        for kind in ["agents-metrics", "_watch/agents-metrics"] {
            let request = centre.metrics(kind, "", &token);
            assert_eq!(request.send().await.expect("an answer").status(), bearer, "{scheme:?}");
            let operator = &centre.sim.credentials().operator_user_id;
            let path = format!("/callservice/v6/webmsg/monitoring/{kind}?product=scc&operatorUserId={operator}");
            let request =
                centre.get(&path).header("Idempotency-Key", centre.fresh_key()).header("Authorization", &token);
            assert_eq!(request.send().await.expect("an answer").status(), raw, "{scheme:?}");
        }
        let wrong = centre.metrics("agents-metrics", "", "not-a-token").send().await.expect("an answer");
        assert_eq!(wrong.status(), 401);
        assert_eq!(wrong.json::<Value>().await.expect("JSON")["code"], 401);
    }
}

#[tokio::test]
async fn a_call_token_ends_after_its_lifetime_and_when_it_is_revoked_but_not_for_a_newer_one() {
    let centre = Centre::open(|_| {}).await;
    let status = async |token: &str| {
        centre.metrics("agents-metrics", "", token).send().await.expect("an answer").status().as_u16()
    };
    let first = centre.call_token().await;
    let second = centre.call_token().await;
    assert_eq!((status(&first).await, status(&second).await), (200, 200));
    centre.sim.revoke_tokens();
    assert_eq!(status(&second).await, 401);
    let third = centre.call_token().await;
    assert_eq!(status(&third).await, 200);
    centre.pass(24 * 60 * MINUTE);
    assert_eq!(status(&third).await, 401);
}

#[tokio::test]
async fn an_idempotency_key_opens_one_stream_and_no_other() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let operator = &centre.sim.credentials().operator_user_id;
    let path = format!("/callservice/v6/webmsg/monitoring/_watch/agents-metrics?product=scc&operatorUserId={operator}");
    let open = async |key: Option<&str>| {
        let request = centre.get(&path).header("Authorization", format!("Bearer {token}"));
        let request = if let Some(key) = key { request.header("Idempotency-Key", key) } else { request };
        request.send().await.expect("an answer")
    };
    assert_eq!(open(None).await.status(), 400);
    assert_eq!(open(Some("42")).await.status(), 400);
    let key = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    let first = open(Some(key)).await;
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()["content-type"], "text/event-stream;charset=utf-8");
    let again = open(Some(&key.to_uppercase())).await;
    assert_eq!(again.status(), 409);
    let body: Value = again.json().await.expect("JSON");
    assert!(body["message"].as_str().expect("a sentence").contains("used before"), "{body}");
}

#[tokio::test]
async fn product_and_operator_are_needed() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let operator = &centre.sim.credentials().operator_user_id;
    for (query, named) in [
        (format!("operatorUserId={operator}"), "product"),
        ("product=scc".to_owned(), "operatorUserId"),
        ("product=scc&operatorUserId=somebody".to_owned(), "operatorUserId"),
        (format!("product=scc&operatorUserId={operator}&pageNum=0"), "pageNum"),
    ] {
        let request = centre
            .get(&format!("/callservice/v6/webmsg/monitoring/agents-metrics?{query}"))
            .header("Authorization", format!("Bearer {token}"))
            .header("Idempotency-Key", centre.fresh_key());
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 400, "{query}");
        let body: Value = answer.json().await.expect("JSON");
        assert!(body["message"].as_str().expect("a sentence").contains(named), "{body}");
    }
    assert_eq!(centre.get("/nowhere").send().await.expect("an answer").status(), 404);
}
