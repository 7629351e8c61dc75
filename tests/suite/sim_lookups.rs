//! The simulator's look-ups have the keys and the JSON types of the vendors' examples; their filters, pages and
//! refusals are the documented ones.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::sim_support::{AFTERNOON, Centre, TODAY};
use crate::sim_wire::{example, padded, same_shape};

const REPORTS: &str = "/callservice/tm/tm-reports";
type Holds = fn(&Value) -> bool;

const HOUR: i64 = 3_600_000;
const MIDNIGHT: i64 = AFTERNOON - 14 * HOUR - HOUR / 2;

/// Asks as a client with a good token does; the answer's status and its JSON.
async fn ask(centre: &Centre, token: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let request = match body {
        Some(body) => centre.post(path).json(body),
        None => centre.get(path),
    };
    let request = request.header("Authorization", format!("Bearer {token}")).header("timezoneid", "Asia/Shanghai");
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

async fn search(centre: &Centre, token: &str, what: &str, body: &Value) -> Value {
    let (status, answer) = ask(centre, token, &format!("{REPORTS}/{what}/_search"), Some(body)).await;
    assert_eq!(status, 200, "{what} {body}: {answer}");
    answer
}

/// Today's calls with these filters.
async fn calls(centre: &Centre, token: &str, filters: &Value) -> Value {
    let mut body = json!({"startTime": MIDNIGHT, "endTime": AFTERNOON, "pageNum": 1, "pageSize": 1000});
    for (key, value) in filters.as_object().expect("an object") {
        body[key] = value.clone();
    }
    search(centre, token, "maincdrs", &body).await["data"].clone()
}

fn list(data: &Value) -> &[Value] {
    data["list"].as_array().expect("a list")
}

fn id(call: &Value) -> &str {
    call["callID"].as_str().expect("an id").trim()
}

#[tokio::test]
async fn calls_and_parties_are_shaped_as_the_examples() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let main = example("sobot-call/maincdrs-search.json");
    let body = json!({"startTime": MIDNIGHT, "endTime": AFTERNOON, "pageNum": 2});
    let sent = search(&centre, &token, "maincdrs", &body).await;
    same_shape(&sent, &main, &[]);
    same_shape(&sent["data"], &main["data"], &[]);
    assert_eq!((&sent["data"]["currPage"], &sent["data"]["pageSize"]), (&json!(2), &json!(15)));
    assert_eq!(list(&sent["data"]).len(), 15);
    let (party_example, whole_example) = (example("sobot-call/partycdrs.json"), example("sobot-call/cdrs-search.json"));
    for call in list(&sent["data"]) {
        same_shape(call, &main["data"]["list"][0], &[]);
        padded(&call["callID"]);
        padded(&call["companyId"]);
        let (_, parties) = ask(&centre, &token, &format!("{REPORTS}/maincdrs/{}/partycdrs", id(call)), None).await;
        same_shape(&parties, &party_example, &[]);
        let (last, legs) = list(&parties["data"]).split_last().expect("an empty object");
        assert_eq!(last, &json!({}));
        for leg in legs {
            same_shape(leg, &party_example["data"]["list"][0], &[]);
            padded(&leg["agentUUID"]);
        }
        let whole = search(&centre, &token, "cdrs", &json!({"callID": id(call)})).await;
        same_shape(&whole, &whole_example, &[]);
        let whole = &list(&whole["data"])[0];
        same_shape(whole, &whole_example["data"]["list"][0], &[]);
        for (key, value) in call.as_object().expect("an object") {
            assert_eq!(&whole[key], value);
        }
        let whole_parties = whole["parties"].as_array().expect("a list");
        assert_eq!(whole_parties.len(), legs.len() + 1);
        for (leg, party) in legs.iter().zip(whole_parties) {
            same_shape(party, &whole_example["data"]["list"][0]["parties"][0], &[]);
            let wrapped = party["afterworkEndTime"].as_i64().expect("a time");
            let end = leg["endTime"].as_i64().expect("a time");
            assert!(wrapped == 0 || (end..=AFTERNOON).contains(&wrapped), "{party}");
        }
    }
}

#[tokio::test]
async fn every_filter_of_the_main_list_finds_what_it_names_and_all_of_it() {
    let centre = Centre::open(|options| options.agents = 90).await;
    let token = centre.call_token().await;
    let all: Vec<Value> = {
        let mut found = Vec::new();
        for page in 1..=6 {
            found.extend_from_slice(list(&calls(&centre, &token, &json!({"pageNum": page})).await));
        }
        found
    };
    let counted = |call: &Value, key: &str| call[key].as_i64().expect("a count");
    let agent = all.iter().find(|call| call["lastAgentID"] != "").expect("an answered call");
    for (filter, holds) in [
        (json!({"callType": 2}), (|call| call["callType"] == 2) as Holds),
        (json!({"callType": "3"}), |call| call["callType"] == 3),
        (json!({"mainDialType": "Internal"}), |call| call["callType"] == 1),
        (json!({"callResult": 5}), |call| call["callResult"] == 5),
        (json!({"callResult": 6}), |call| call["callResult"] == 6),
        (json!({"callResult": 7}), |call| call["callResult"] == 7),
        (json!({"hangupDisposition": 2}), |call| call["hangupDisposition"] == 2),
        (json!({"gatewayNumber": "95588"}), |call| call["gatewayNumber"] == "95588"),
        (json!({"transferCount": 2}), |call| call["transferCount"] != 0),
        (json!({"transferCount": 1, "callType": 3}), |call| call["transferCount"] == 0 && call["callType"] == 3),
        (json!({"consultCount": 2}), |call| call["consultCount"] != 0),
        (json!({"agentCount": 1}), |call| call["bridgeTime"] == 0),
        (json!({"attachedData": "universe bank"}), |call| call["attachedData"]["customerDept"] == "universe bank"),
    ] {
        let found = calls(&centre, &token, &filter).await;
        let expected = all.iter().filter(|call| holds(call)).count();
        assert_eq!(found["total"], json!(expected), "{filter}");
        assert!(expected > 0, "no call for {filter}");
        assert!(list(&found).iter().all(holds), "{filter}");
    }
    let several = calls(&centre, &token, &json!({"agentCount": 3})).await;
    assert!(!list(&several).is_empty() && list(&several).iter().all(|call| counted(call, "transferCount") > 0));
    let customer = agent["screenNumber"].clone();
    assert!(list(&calls(&centre, &token, &json!({"customerNumber": customer})).await).contains(agent));
    let one = calls(&centre, &token, &json!({"callID": agent["callID"]})).await;
    assert_eq!((&one["total"], &one["list"]), (&json!(1), &json!([agent])));

    let by_number = calls(&centre, &token, &json!({"agent": agent["lastAgentID"], "agentType": 0})).await;
    let by_uuid = calls(&centre, &token, &json!({"agent": agent["lastAgentUUID"], "agentType": 1})).await;
    assert_eq!(by_number, by_uuid);
    assert!(list(&by_number).contains(agent) && by_number["total"].as_i64() < Some(100));

    let masked = calls(&centre, &token, &json!({"callID": agent["callID"], "hideNumber": 1})).await;
    let number = customer.as_str().expect("a number");
    assert_eq!(list(&masked)[0]["screenNumber"], format!("{}****{}", &number[..3], &number[7..]));

    let hour = json!({"startTime": AFTERNOON - 2 * HOUR, "endTime": AFTERNOON - HOUR});
    let begun = |call: &&Value| {
        (AFTERNOON - 2 * HOUR..=AFTERNOON - HOUR).contains(&call["startTime"].as_i64().expect("a time"))
    };
    assert_eq!(calls(&centre, &token, &hour).await["total"], json!(all.iter().filter(begun).count()));
}

#[tokio::test]
async fn recordings_are_mp3_for_a_client_with_a_token() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let found = calls(&centre, &token, &json!({})).await;
    let answered = list(&found).iter().find(|call| call["recordUrl"] != "").expect("a call with an agent");
    let url = answered["recordUrl"].as_str().expect("an address");
    let id = url.strip_prefix("https://record.soboten.com/recordings/").expect("the document's form");
    let path = format!("/callservice/v6/cc-audios/recordings/{id}");
    let answer = centre.get(&path).header("Authorization", format!("Bearer {token}")).send().await.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"audio/mpeg".parse().expect("a type"))
    );
    let bytes = answer.bytes().await.expect("a body");
    assert_eq!((bytes.len() % 96, &bytes[..4]), (0, &[0xFF, 0xFB, 0x14, 0xC4][..]));
    assert!(bytes.chunks(96).all(|frame| frame[..4] == bytes[..4]));
    assert!((41..=416).contains(&(bytes.len() / 96)), "{} frames", bytes.len() / 96);
    assert_eq!(centre.get(&path).send().await.expect("an answer").status(), 401);
    let (status, body) =
        ask(&centre, &token, &format!("/callservice/v6/cc-audios/recordings/{}", "0".repeat(32)), None).await;
    assert_eq!((status, &body["code"], &body["status"]), (404, &json!(404), &json!("Failed")));
    assert!(list(&found).iter().all(|call| (call["recordUrl"] != "") == (call["bridgeTime"] != 0)));
}

#[tokio::test]
async fn histories_are_shaped_as_the_example_oldest_first_and_filtered() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let model = example("sobot-call/agent-histories-search.json");
    let mut body = json!({"startTime": format!("{TODAY} 09 : 00"), "endTime": format!("{TODAY} 12:00"), "pageNum": 1});
    let sent = search(&centre, &token, "agent-histories", &body).await;
    same_shape(&sent, &model, &[]);
    same_shape(&sent["data"], &model["data"], &[]);
    let rows = sent["data"]["pageData"].as_array().expect("rows").clone();
    assert_eq!(rows.len(), 15);
    let mut last = 0;
    for row in &rows {
        same_shape(row, &model["data"]["pageData"][0], &[]);
        padded(&row["agentUUID"]);
        let from = row["startTimeMs"].as_i64().expect("a time");
        assert!(from >= last, "oldest first");
        last = from;
        assert!(row["endTimeMs"].as_i64() > Some(MIDNIGHT + 9 * HOUR));
    }
    body["pageSize"] = json!(1000);
    body["agent"] = json!(["1003", "1004"]);
    body["workStatus"] = json!([7, 8]);
    let talks = search(&centre, &token, "agent-histories", &body).await["data"]["pageData"].clone();
    let talks = talks.as_array().expect("rows");
    let who: BTreeSet<&str> = talks.iter().map(|row| row["agentID"].as_str().expect("a number")).collect();
    assert!(talks.len() > 4 && who.iter().all(|agent| ["1003", "1004"].contains(agent)), "{talks:?}");
    assert!(talks.iter().all(|row| row["workStatus"] == 7 || row["workStatus"] == 8));
    body["agent"] = json!([talks[0]["agentUUID"].as_str().expect("an id").trim()]);
    body["agentType"] = json!(1);
    let mine = search(&centre, &token, "agent-histories", &body).await;
    let expected = talks.iter().filter(|row| row["agentUUID"] == talks[0]["agentUUID"]).count();
    assert_eq!(mine["data"]["total"], json!(expected));
}

fn report(dimensions: i64, fields: &[&str]) -> Value {
    json!({
        "dimensions": dimensions, "dateType": 11, "startDate": TODAY, "startTime": "00 : 00", "endDate": TODAY,
        "endTime": "24 : 00", "customerFields": fields.join(","), "currPage": 1, "pageSize": 15,
        "agentReportType": 2, "callType": 2,
    })
}

#[tokio::test]
async fn reports_are_shaped_as_the_examples() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let keys = ["inbound_calls", "outbound_calls"];
    for (what, dimensions, fields, date) in [
        ("gateway-number-table", 3, &keys[..], true),
        ("agent-table", 9, &["inbound_agent_partits", "outbound_calls", "agent_login_sum_duration"], true),
        (
            "depart-table",
            11,
            &[
                "inbound_agent_ringing_partits",
                "inbound_agent_ringingAnswer_partits",
                "outbound_customer_noAnswer_calls",
                "outbound_customer_answer_calls",
            ],
            false,
        ),
    ] {
        let model = example(&format!("sobot-call/{what}.json"));
        let sent = search(&centre, &token, what, &report(dimensions, fields)).await;
        same_shape(&sent, &model, &[]);
        for part in ["metaData", "data"] {
            same_shape(&sent[part], &model[part], &[]);
        }
        same_shape(&sent["data"]["amount"], &model["data"]["amount"], &[]);
        let rows = sent["data"]["metric"].as_array().expect("rows");
        assert!(!rows.is_empty());
        for row in rows {
            same_shape(row, &model["data"]["metric"][0], &[]);
            assert_eq!(row.get("result_date").is_some(), date);
        }
        assert_eq!(sent["data"]["amount"]["outbound_calls"].as_i64().unwrap_or_default(), 0, "inbound was asked for");
    }
}

/// Indicators of a report, some from each end and the middle of the vendor's list.
fn fields(report: &str) -> Vec<&'static str> {
    match report {
        "gateway-number-table" => vec![
            "inbound_calls",
            "inbound_no_answered_calls",
            "inbound_route_to_thirdPSTN_calls",
            "inbound_notHumanAgent_answered_calls",
            "inbound_humanAgent_answered_calls",
            "inbound_calls_average_duration",
            "outbound_calls",
            "outbound_agentTalkXs_ratio",
            "outbound_effective_inXs_average_duration",
        ],
        "agent-table" => vec![
            "inbound_agent_partits",
            "inbound_agent_callByAnswer_partits",
            "outbound_answer_ratio",
            "agent_login_sum_duration",
            "agent_rest18_busy_sum_duration",
            "workReasonCodeB_percent",
            "agentLastLogout_timestamp",
        ],
        _ => vec![
            "inbound_agent_partits",
            "inbound_agent_ringingUnAnswer_partits",
            "inbound_agentTalk_average_duration",
            "outbound_calls",
            "outbound_effective_inXs_average_duration",
        ],
    }
}

#[tokio::test]
async fn a_scheme_is_a_name_and_a_report_answers_what_is_asked_of_it() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    for (plan, what, dimensions) in [(2, "gateway-number-table", 2), (4, "agent-table", 8), (24, "depart-table", 11)] {
        let (status, sent) =
            ask(&centre, &token, &format!("{REPORTS}/gateway_number/check_plan?planType={plan}"), None).await;
        let model = example("sobot-call/check-plan.json");
        assert_eq!(status, 200);
        same_shape(&sent, &model, &[]);
        same_shape(&sent["data"], &model["data"], &[]);
        padded(&sent["data"]["id"]);
        assert_eq!(sent["data"]["planType"], plan);
        let fields = fields(what);
        let sent = search(&centre, &token, what, &report(dimensions, &fields)).await;
        let row = sent["data"]["metric"][0].as_object().expect("a row");
        assert!(fields.iter().all(|field| row[*field].is_number() || row[*field].is_string()), "{row:?}");
    }
}

#[tokio::test]
async fn agents_of_a_report_can_be_chosen_by_id_and_by_number() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let mut body = report(8, &["inbound_agent_partits"]);
    let all = search(&centre, &token, "agent-table", &body).await;
    assert_eq!((&all["data"]["total"], &all["data"]["metric"][14]["serviceNo"]), (&json!(48), &json!("1014")));
    body["agents"] = json!(["1003", "1005"]);
    body["agentType"] = json!(2);
    let two = search(&centre, &token, "agent-table", &body).await;
    assert_eq!(two["data"]["metric"], json!([all["data"]["metric"][3], all["data"]["metric"][5]]));
    body["agents"] = json!(format!("[{}]", all["data"]["metric"][3]["serviceId"]));
    body["agentType"] = json!(1);
    let one = search(&centre, &token, "agent-table", &body).await;
    assert_eq!(one["data"]["metric"], json!([all["data"]["metric"][3]]));
}

#[tokio::test]
async fn what_is_missing_or_misread_is_said() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let without = |key: &str, mut body: Value| {
        body.as_object_mut().expect("an object").remove(key);
        body
    };
    let with = |key: &str, value: Value, mut body: Value| {
        body[key] = value;
        body
    };
    let main = json!({"startTime": MIDNIGHT, "endTime": AFTERNOON, "pageNum": 1, "pageSize": 15});
    let log = json!({"startTime": format!("{TODAY} 00:00"), "endTime": format!("{TODAY} 23:59"), "pageNum": 1});
    let fields = ["inbound_agent_partits"];
    for (what, body, word) in [
        ("maincdrs", without("startTime", main.clone()), "startTime"),
        ("maincdrs", without("endTime", main.clone()), "endTime"),
        ("maincdrs", with("endTime", json!(MIDNIGHT - 1), main.clone()), "startTime"),
        ("maincdrs", with("pageSize", json!(1001), main.clone()), "pageSize"),
        ("maincdrs", with("pageNum", json!(0), main.clone()), "pageNum"),
        ("maincdrs", with("agentType", json!(2), main.clone()), "agentType"),
        ("maincdrs", with("callType", json!("in"), main.clone()), "callType"),
        ("cdrs", json!({}), "callID"),
        ("agent-histories", without("endTime", log.clone()), "endTime"),
        ("agent-histories", with("startTime", json!(TODAY), log.clone()), "startTime"),
        ("agent-table", without("customerFields", report(8, &fields)), "customerFields"),
        ("agent-table", report(8, &["inbound_calls"]), "inbound_calls"),
        ("agent-table", report(2, &fields), "dimensions"),
        ("agent-table", without("agentReportType", report(8, &fields)), "agentReportType"),
        ("depart-table", without("callType", report(11, &fields)), "callType"),
        ("depart-table", with("dateType", json!(1), report(11, &fields)), "dateType"),
        ("gateway-number-table", with("startDate", json!("21.11.2026"), report(2, &["inbound_calls"])), "startDate"),
        ("gateway-number-table", with("endTime", json!("25:00"), report(2, &["inbound_calls"])), "endTime"),
        ("gateway-number-table", with("endDate", json!("2026-11-20"), report(2, &["inbound_calls"])), "startDate"),
    ] {
        let (status, sent) = ask(&centre, &token, &format!("{REPORTS}/{what}/_search"), Some(&body)).await;
        assert_eq!((status, &sent["code"], &sent["status"]), (400, &json!(400), &json!("Failed")), "{what} {body}");
        assert!(sent["message"].as_str().expect("a sentence").contains(word), "{sent}");
        let (status, _) = ask(&centre, "wrong", &format!("{REPORTS}/{what}/_search"), Some(&body)).await;
        assert_eq!(status, 401, "{what}");
    }
    for path in [
        format!("{REPORTS}/maincdrs/{}/partycdrs", "0".repeat(32)),
        format!("{REPORTS}/maincdrs/no-id/partycdrs"),
        "/callservice/v6/cc-audios/recordings/%E7%8E%8B".to_owned(),
    ] {
        assert_eq!(ask(&centre, &token, &path, None).await.0, 404, "{path}");
        assert_eq!(ask(&centre, "wrong", &path, None).await.0, 401, "{path}");
    }
    let plan = format!("{REPORTS}/gateway_number/check_plan");
    assert_eq!(ask(&centre, &token, &format!("{plan}?planType=3"), None).await.0, 400);
    assert_eq!(ask(&centre, "wrong", &plan, None).await.0, 401);
}

#[tokio::test]
async fn what_the_tenant_may_not_use_is_forbidden_and_the_rest_is_not() {
    let centre = Centre::open(|options| {
        options.forbidden = vec!["/agent-table/".to_owned(), "recordings".to_owned(), "/getLabels".to_owned()];
    })
    .await;
    let token = centre.call_token().await;
    let (status, sent) = ask(&centre, &token, &format!("{REPORTS}/agent-table/_search"), Some(&json!({}))).await;
    assert_eq!((status, &sent["code"], &sent["reason"]), (403, &json!(403), &json!("Forbidden")));
    assert_eq!(ask(&centre, &token, "/callservice/v6/cc-audios/recordings/1", None).await.0, 403);
    let (status, sent) = ask(&centre, &token, "/ai-agent-open/api/statistics/getLabels", None).await;
    assert_eq!((status, &sent["ret_code"]), (403, &json!("222000")));
    assert!(calls(&centre, &token, &json!({})).await["total"].as_i64() > Some(100));
    assert_eq!(centre.snapshot("", &token).await["agentsMetrics"]["total"], 48);
}

#[tokio::test]
async fn labels_and_audiences_are_shaped_as_the_examples_and_filter_the_records() {
    let centre = Centre::open(|options| {
        options.agents = 300;
        options.open_calls_per_minute = 1000;
    })
    .await;
    let token = centre.open_token().await;
    let count = async |filters: Value| {
        let sent = centre.records(filters, &token).await;
        assert_eq!(sent["ret_code"], "000000", "{sent}");
        sent["total_count"].as_i64().expect("a count")
    };
    for (path, file, id, filter, within) in [
        ("getLabels", "labels.json", "id", "satisfaction_labels", json!({"satisfaction_status": 1})),
        ("getLabelInfoList", "dislike-labels.json", "id", "like_dislike_labels", json!({"like_dislike_status": 2})),
        ("simpleList", "audiences.json", "ruleid", "rule_ids", Value::Null),
    ] {
        let model = example(&format!("sobot-open/{file}"));
        let sent = centre.open_call(centre.get(&format!("/ai-agent-open/api/statistics/{path}")), &token).await;
        same_shape(&sent, &model, &[]);
        let rows = sent["data"].as_array().expect("rows");
        let mut sum = 0;
        for row in rows {
            same_shape(row, &model["data"][0], &[]);
            let found = count(json!({filter: [row[id]]})).await;
            assert!(found > 0, "no record with {row}");
            sum += found;
        }
        let ids: Vec<&Value> = rows.iter().map(|row| &row[id]).collect();
        assert_eq!(count(json!({filter: ids})).await, sum);
        if !within.is_null() {
            assert_eq!(count(within).await, sum, "{path}");
        }
        assert_eq!(count(json!({filter: ["0"]})).await, 0);
    }
    let rule = centre.records(json!({"rule_ids": ["8196ed60ee6b4420a6e54d6fb40b2f1b"]}), &token).await;
    let named = rule["data"]
        .as_array()
        .expect("rows")
        .iter()
        .all(|row| row["rule_infos"][0]["ruleid"] == "8196ed60ee6b4420a6e54d6fb40b2f1b");
    assert!(named, "{rule}");

    let evaluated = count(json!({"satisfaction_status": 1})).await;
    let (pleased, not) = (count(json!({"assess_status": "5"})).await, count(json!({"assess_status": 1})).await);
    assert!(pleased > not && not > 0);
    assert_eq!(pleased + not, evaluated);
    assert_eq!(count(json!({"score_level": "10,9,8,7,6,5,4,3,2,1,0"})).await, evaluated);
    assert_eq!(count(json!({"score_level": "10,9,8,7"})).await, count(json!({"star_level": "5,4"})).await);
    let one = centre.records(json!({"page_size": 1}), &token).await["data"][0].clone();
    assert_eq!(count(json!({"bizid": one["bizid"]})).await, 1);
    let elsewhere =
        count(json!({"timeZoneid": "America/Los_Angeles", "start_time": "2026-11-20", "end_time": "2026-11-20"})).await;
    assert!(elsewhere > 0 && elsewhere != count(json!({"start_time": "2026-11-20", "end_time": "2026-11-20"})).await);
}
