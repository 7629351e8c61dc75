//! The strict simulator sends and takes no more than the documents promise.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use serde_json::{Value, json};

use crate::sim_support::{AFTERNOON, Centre, TODAY};

const REPORTS: &str = "/callservice/tm/tm-reports";

async fn strict() -> Centre {
    Centre::open(|options| options.strict = true).await
}

async fn ask(centre: &Centre, token: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let request = match body {
        Some(body) => centre.post(path).json(body),
        None => centre.get(path),
    };
    let request = request.header("Authorization", format!("Bearer {token}")).header("timezoneid", "Asia/Shanghai");
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

fn report(dimensions: i64, fields: &str) -> Value {
    json!({
        "dimensions": dimensions, "dateType": 13, "startDate": TODAY, "startTime": "00:00", "endDate": TODAY,
        "endTime": "24:00", "customerFields": fields, "currPage": 1, "pageSize": 100, "agentReportType": 2,
    })
}

async fn an_agents(centre: &Centre) -> String {
    let number = centre.sim.credentials().agent_number.clone();
    centre.agent_token(json!({"agentNo": number})).await.expect("a token")
}

#[tokio::test]
async fn a_companys_token_is_refused_where_the_page_asks_for_an_agents() {
    let centre = strict().await;
    let (company, agent) = (centre.call_token().await, an_agents(&centre).await);
    let histories = json!({"startTime": format!("{TODAY} 00:00"), "endTime": format!("{TODAY} 23:59"), "pageNum": 1});
    for (path, body) in [
        (format!("{REPORTS}/agent-histories/_search"), Some(histories)),
        (format!("{REPORTS}/gateway-number-table/_search"), Some(report(2, "inbound_calls"))),
        (format!("{REPORTS}/agent-table/_search"), Some(report(8, "outbound_calls"))),
        (
            format!("{REPORTS}/depart-table/_search"),
            Some({
                let mut body = report(11, "outbound_calls");
                body["callType"] = json!(3);
                body
            }),
        ),
        (format!("{REPORTS}/gateway_number/check_plan?planType=2"), None),
    ] {
        let (status, said) = ask(&centre, &company, &path, body.as_ref()).await;
        assert_eq!((status, &said["message"]), (401, &json!("an agent token is required")), "{path}");
        let (status, said) = ask(&centre, &agent, &path, body.as_ref()).await;
        assert_eq!(status, 200, "{path}: {said}");
    }
    let calls = json!({"startTime": AFTERNOON - 3_600_000, "endTime": AFTERNOON, "pageNum": 1, "pageSize": 10});
    for token in [&company, &agent] {
        assert_eq!(ask(&centre, token, &format!("{REPORTS}/maincdrs/_search"), Some(&calls)).await.0, 200);
    }
}

#[tokio::test]
async fn an_agents_token_is_given_by_number_or_by_id_and_needs_no_operator() {
    let centre = strict().await;
    let row = centre.truth().await["agents"][3].clone();
    let (id, number) = (row["agentUUID"].as_str().expect("an id").trim(), &row["agentID"]);
    for fields in [json!({"agentNo": number}), json!({"agentId": id}), json!({"agentNo": "9999999", "agentId": id})] {
        assert!(centre.agent_token(fields.clone()).await.is_some(), "{fields}");
    }
    for fields in [json!({}), json!({"agentNo": "9999999"}), json!({"agentNo": number, "agentId": "nobody"})] {
        assert_eq!(centre.agent_token(fields.clone()).await, None, "{fields}");
    }
    let agent = centre.agent_token(json!({"agentId": id})).await.expect("a token");
    for (token, status) in [(agent, 200), (centre.call_token().await, 400)] {
        let asked = centre
            .get("/callservice/v6/webmsg/monitoring/agents-metrics?product=scc")
            .header("Authorization", format!("Bearer {token}"))
            .header("Idempotency-Key", centre.fresh_key());
        assert_eq!(asked.send().await.expect("an answer").status().as_u16(), status);
    }
}

#[tokio::test]
async fn there_are_four_summary_figures_and_no_date() {
    let centre = strict().await;
    let token = centre.call_token().await;
    let answer = centre.metrics("agents-metrics", "", &token).send().await.expect("an answer");
    assert_eq!(answer.headers().get("date"), None);
    let full: Value = answer.json().await.expect("JSON");
    let mut figures: Vec<&String> = full["agentsSummary"].as_object().expect("an object").keys().collect();
    figures.sort();
    assert_eq!(
        figures,
        [
            "inboundAbandonCallsCountToday",
            "inboundEstablishedCallsCountToday",
            "outboundCallsCountToday",
            "outboundEstablishedCallsCountToday"
        ]
    );
    let generous = Centre::open(|_| {}).await;
    let answer = generous.get("/__truth").send().await.expect("an answer");
    assert!(answer.headers().contains_key("date"));
}

#[tokio::test]
async fn bots_and_numbers_outside_take_calls_that_are_not_missed() {
    let centre = Centre::open(|options| {
        options.strict = true;
        options.agents = 300;
    })
    .await;
    let token = an_agents(&centre).await;
    let fields = "inbound_calls,inbound_no_answered_calls,inbound_route_to_thirdPSTN_calls,\
                  inbound_notHumanAgent_answered_calls,inbound_humanAgent_answered_calls";
    let mut totals = Vec::new();
    for scope in [json!(null), json!("2"), json!("3"), json!("2,3")] {
        let mut body = report(2, fields);
        body["numberScope"] = scope;
        let (status, sent) =
            ask(&centre, &token, &format!("{REPORTS}/gateway-number-table/_search"), Some(&body)).await;
        assert_eq!(status, 200, "{sent}");
        totals.push(sent["data"]["amount"].clone());
    }
    assert_eq!(totals[0], totals[1], "telemarketing where nothing is said");
    for field in fields.split(',') {
        let count = |at: usize| totals[at][field].as_i64().expect("a count");
        assert!(count(1) > 0, "{field}: {}", totals[1]);
        assert_eq!(count(1) + count(2), count(3), "{field}");
    }
    // The records of the same calls name no agent.
    for (result, field) in [(21, "inbound_notHumanAgent_answered_calls"), (22, "inbound_no_answered_calls")] {
        let body = json!({"startTime": AFTERNOON - 86_400_000 / 2 - 9_000_000, "endTime": AFTERNOON, "pageNum": 1,
                          "pageSize": 1000, "callType": 2, "callResult": result});
        let (_, sent) = ask(&centre, &token, &format!("{REPORTS}/maincdrs/_search"), Some(&body)).await;
        assert_eq!(sent["data"]["total"], totals[3][field], "{field}");
        assert!(sent["data"]["list"].as_array().expect("rows").iter().all(|call| call["firstAgentUUID"] == ""));
    }
}

#[tokio::test]
async fn lists_typed_as_strings_are_taken_as_strings_only() {
    let centre = strict().await;
    let token = an_agents(&centre).await;
    let path = format!("{REPORTS}/agent-table/_search");
    for (agents, status) in [
        (json!("[\"1000\",\"1001\"]"), 200),
        (json!(["1000", "1001"]), 400),
        (json!("1000,1001"), 400),
        (json!("[1000]"), 400),
    ] {
        let mut body = report(8, "outbound_calls");
        (body["agents"], body["agentType"]) = (agents.clone(), json!(2));
        let (said, sent) = ask(&centre, &token, &path, Some(&body)).await;
        assert_eq!(said, status, "{agents}: {sent}");
        if status == 200 {
            assert_eq!(sent["data"]["total"], 2);
        }
    }
}

#[tokio::test]
async fn an_operator_sees_calls_of_their_own() {
    let centre = strict().await;
    let token = centre.call_token().await;
    let count = async |fields: Value| {
        let mut body = json!({"startTime": AFTERNOON - 36_000_000, "endTime": AFTERNOON, "pageNum": 1, "pageSize": 10});
        for (key, value) in fields.as_object().expect("an object") {
            body[key] = value.clone();
        }
        let (_, sent) = ask(&centre, &token, &format!("{REPORTS}/maincdrs/_search"), Some(&body)).await;
        sent["data"]["total"].as_i64().expect("a count")
    };
    let all = count(json!({})).await;
    let own = count(json!({"operator": "1003", "agentType": 0})).await;
    assert!(own > 0 && own < all, "{own} of {all}");
    assert_eq!(own, count(json!({"agent": "1003", "agentType": 0})).await);
    let user = &centre.sim.credentials().operator_user_id;
    assert_eq!(count(json!({"operator": user, "agentType": 1})).await, 0, "the stream's user is none of the agents");
}
