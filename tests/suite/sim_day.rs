//! The simulator's day adds up: calls to counters, histories to durations, parties to their call, reports to both.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::sim_support::{AFTERNOON, Centre, MODES};

/// Whether a state (work status, login status, reason) is counted.
type Holds = fn(i64, i64, i64) -> bool;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const MIDNIGHT: i64 = AFTERNOON - 14 * HOUR - 30 * MINUTE;

fn number(value: &Value) -> i64 {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok()).unwrap_or_else(|| panic!("{value} is no number"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).trim().to_owned()
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

/// Whole seconds between two times, each cut to its second.
fn seconds(from: i64, to: i64) -> i64 {
    to.div_euclid(1000) - from.div_euclid(1000)
}

/// One agent's part in a call, finished or not; times are 0 while they have not come.
struct Leg {
    kind: i64,
    agent: String,
    answer: i64,
    end: i64,
    wrapped: i64,
}

/// Everything that can be looked up about one day.
struct Seen {
    midnight: i64,
    now: i64,
    truth: Value,
    calls: Vec<(Value, Vec<Value>)>,
    history: BTreeMap<String, Vec<Value>>,
}

struct Reader<'a>(&'a Centre, String);

impl Reader<'_> {
    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.0.post(&format!("/callservice/tm/tm-reports/{path}/_search")).json(body);
        let request =
            request.header("Authorization", format!("Bearer {}", self.1)).header("timezoneid", "Asia/Shanghai");
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(status, 200, "{path} {body}: {answer}");
        answer["data"].clone()
    }

    /// All pages of a list.
    async fn all(&self, path: &str, mut body: Value, page: &str, list: &str) -> Vec<Value> {
        let mut found = Vec::new();
        for number in 1.. {
            body[page] = json!(number);
            body["pageSize"] = json!(1000);
            let data = self.post(path, &body).await;
            found.extend_from_slice(rows(&data[list]));
            if found.len() as u64 >= data["total"].as_u64().expect("a count") || rows(&data[list]).is_empty() {
                assert_eq!(found.len() as u64, data["total"].as_u64().expect("a count"));
                return found;
            }
        }
        unreachable!("every list ends")
    }

    async fn parties(&self, id: &str) -> Vec<Value> {
        let data = self.post("cdrs", &json!({"callID": id})).await;
        let mut list = rows(&data["list"][0]["parties"]).to_vec();
        assert_eq!(list.pop(), Some(json!({})));
        list
    }

    /// A report of one day, all pages, and its totals.
    async fn report(&self, path: &str, day: &str, fields: &[&str], mut body: Value) -> (Vec<Value>, Value) {
        for (key, value) in [
            ("startDate", json!(day)),
            ("startTime", json!("00:00")),
            ("endDate", json!(day)),
            ("endTime", json!("24:00")),
            ("customerFields", json!(fields.join(","))),
            ("currPage", json!(1)),
            ("pageSize", json!(1)),
        ] {
            body[key] = value;
        }
        let amount = self.post(path, &body).await["amount"].clone();
        (self.all(path, body, "currPage", "metric").await, amount)
    }
}

impl Seen {
    async fn of(centre: &Centre, reader: &Reader<'_>, midnight: i64, day: &str) -> Self {
        let now = centre.now();
        let body = json!({"startTime": midnight, "endTime": now});
        let mut calls = Vec::new();
        for call in reader.all("maincdrs", body, "pageNum", "list").await {
            let parties = reader.parties(&text(&call["callID"])).await;
            calls.push((call, parties));
        }
        let body = json!({"startTime": format!("{day} 00:00"), "endTime": format!("{day} 23:59")});
        let mut history: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for row in reader.all("agent-histories", body, "pageNum", "pageData").await {
            history.entry(text(&row["agentUUID"])).or_default().push(row);
        }
        Self { midnight, now, truth: centre.truth().await, calls, history }
    }

    fn agents(&self) -> impl Iterator<Item = (String, &Value)> {
        rows(&self.truth["agents"]).iter().map(|agent| (text(&agent["agentUUID"]), agent))
    }

    /// Every leg of today's calls, of those that go on as well.
    fn legs(&self) -> Vec<Leg> {
        let leg = |kind: &Value, leg: &Value, answer: &str| Leg {
            kind: number(kind),
            agent: text(&leg["agentUUID"]),
            answer: number(&leg[answer]),
            end: number(&leg["endTime"]),
            wrapped: number(&leg["afterworkEndTime"]),
        };
        let records = self.calls.iter().flat_map(|(call, parties)| {
            parties.iter().map(|party| leg(&call["callType"], party, "bridgeTime")).collect::<Vec<_>>()
        });
        let unrecorded = ["running", "late"].into_iter().flat_map(|which| rows(&self.truth["calls"][which]));
        let unrecorded = unrecorded.flat_map(|call| {
            rows(&call["legs"]).iter().map(|part| leg(&call["callType"], part, "answerTime")).collect::<Vec<_>>()
        });
        records.chain(unrecorded).collect()
    }

    fn counters_are_made_of_calls(&self) {
        let legs = self.legs();
        for (uuid, agent) in self.agents() {
            let count =
                |holds: &dyn Fn(&Leg) -> bool| legs.iter().filter(|leg| leg.agent == uuid && holds(leg)).count() as i64;
            let counted = [
                ("inboundEstablishedCallsCountToday", count(&|leg| leg.kind == 2 && leg.answer != 0)),
                ("inboundAbandonCallsCountToday", count(&|leg| leg.kind == 2 && leg.answer == 0 && leg.end != 0)),
                ("outboundCallsCountToday", count(&|leg| leg.kind == 3)),
                ("outboundEstablishedCallsCountToday", count(&|leg| leg.kind == 3 && leg.answer != 0)),
            ];
            for (field, count) in counted {
                assert_eq!(number(&agent[field]), count, "{field} of {uuid}");
            }
        }
        assert_eq!(self.truth["calls"]["records"], json!(self.calls.len()));
    }

    fn parties_belong_to_their_call(&self) {
        for (call, parties) in &self.calls {
            let time = |row: &Value, key: &str| number(&row[key]);
            let (start, end) = (time(call, "startTime"), time(call, "endTime"));
            assert!((self.midnight..=self.now).contains(&start) && start <= end && end <= self.now, "{call}");
            let mut bridges = Vec::new();
            for party in parties {
                assert_eq!((&party["callID"], &party["callType"]), (&call["callID"], &call["callType"]));
                let times =
                    ["startTime", "alertTime", "answerTime", "bridgeTime", "endTime"].map(|key| time(party, key));
                let came: Vec<i64> = times.into_iter().filter(|time| *time != 0).collect();
                assert!(came.is_sorted() && start <= came[0] && *came.last().expect("a time") <= end, "{party} {call}");
                let talked = time(party, "bridgeTime") != 0;
                assert_eq!(number(&party["callResult"]) == 3, talked, "{party}");
                assert_eq!(talked, times.iter().all(|time| *time != 0), "{party}");
                if talked {
                    let duration = seconds(time(party, "bridgeTime"), time(party, "endTime"));
                    assert_eq!(number(&party["duration"]), duration, "{party}");
                }
                if talked && number(&party["dialType"]) != 3 {
                    bridges.push(time(party, "bridgeTime"));
                }
            }
            let expected: &[i64] = match (number(&call["callType"]), bridges.first(), parties.is_empty()) {
                (_, Some(_), _) => &[8],
                // Given up, a number outside, a bot, and what the system lost.
                (2, None, true) => &[4, 5, 8, 21, 22],
                (2, None, false) => &[6],
                _ => &[7],
            };
            assert!(expected.contains(&number(&call["callResult"])), "{call}");
            assert_eq!(time(call, "bridgeTime"), bridges.iter().min().copied().unwrap_or_default(), "{call}");
            assert_eq!(call["recordUrl"] != "", !bridges.is_empty(), "{call}");
            assert_eq!(number(&call["totalDuration"]), seconds(start, end));
            let dialled = |kind| parties.iter().filter(|party| number(&party["dialType"]) == kind).count() as i64;
            assert_eq!(number(&call["transferCount"]), dialled(2), "{call}");
            assert!(number(&call["consultCount"]) <= dialled(3), "{call}");
            assert_eq!(parties.iter().filter(|party| party["lastAgentFlag"] == true).count(), bridges.len().min(1));
        }
        assert!(self.calls.windows(2).all(|pair| number(&pair[0].0["startTime"]) >= number(&pair[1].0["startTime"])));
    }

    fn histories_cover_the_day(&self) {
        let legs = self.legs();
        for (uuid, agent) in self.agents() {
            let spans = &self.history[&uuid];
            let time = |row: &Value, key: &str| number(&row[key]);
            assert!(time(&spans[0], "startTimeMs") <= self.midnight, "{uuid} begins before the day");
            for pair in spans.windows(2) {
                assert_eq!(pair[0]["endTimeMs"], pair[1]["startTimeMs"], "{uuid} has no gap");
                assert!(time(&pair[0], "startTimeMs") < time(&pair[0], "endTimeMs"));
            }
            let last = spans.last().expect("a state");
            assert_eq!(time(last, "endTimeMs"), self.now);
            for (theirs, ours) in [
                ("startTimeMs", "lastWorkStatusChangedTime"),
                ("workStatus", "agentWorkStatus"),
                ("loginStatus", "agentLoginStatus"),
                ("noReadyStatus", "agentBusyReasonCode"),
            ] {
                assert_eq!(last[theirs], agent[ours], "{theirs} of {uuid}");
            }
            for leg in legs.iter().filter(|leg| leg.agent == uuid && leg.answer != 0) {
                let (answer, end) = (leg.answer, if leg.end == 0 { self.now } else { leg.end });
                let during =
                    spans.iter().filter(|span| time(span, "startTimeMs") < end && time(span, "endTimeMs") > answer);
                for span in during {
                    assert!(
                        matches!(number(&span["workStatus"]), 7 | 8),
                        "{uuid} talks from {answer} to {end}: {span}"
                    );
                }
            }
        }
    }

    /// Seconds of the day in states of which this holds.
    fn spent(&self, uuid: &str, holds: impl Fn(i64, i64, i64) -> bool) -> i64 {
        let spans = self.history[uuid].iter().filter(|span| {
            holds(number(&span["workStatus"]), number(&span["loginStatus"]), number(&span["noReadyStatus"]))
        });
        let from = |span: &Value| number(&span["startTimeMs"]).max(self.midnight);
        spans.map(|span| seconds(from(span), number(&span["endTimeMs"]))).sum()
    }
}

/// Every promise about a day whose calls are all known.
async fn adds_up(centre: &Centre, midnight: i64, day: &str) {
    let agent = json!({"agentNo": centre.sim.credentials().agent_number});
    let reader = Reader(centre, centre.agent_token(agent).await.expect("a token"));
    let seen = Seen::of(centre, &reader, midnight, day).await;
    seen.counters_are_made_of_calls();
    seen.parties_belong_to_their_call();
    seen.histories_cover_the_day();
    durations_are_made_of_histories(&reader, &seen, day).await;
    relays_are_made_of_calls(&reader, &seen, day).await;
    legs_make_agents_and_departments(&reader, &seen, day).await;
}

async fn durations_are_made_of_histories(reader: &Reader<'_>, seen: &Seen, day: &str) {
    let durations: [(&str, Holds); 20] = [
        ("agent_login_sum_duration", |_, login, _| login != 0),
        ("agent_online_sum_duration", |_, login, _| login == 1),
        ("agent_busy_sum_duration", |_, login, _| login == 2),
        ("agent_syslock_sum_duration", |_, login, _| login == 98),
        ("agent_DND_sum_duration", |_, _, reason| reason == 2),
        ("agent_rest_sum_duration", |_, _, reason| (11..=18).contains(&reason)),
        ("agent_rest11_sum_duration", |_, _, reason| reason == 11),
        ("agent_rest12_sum_duration", |_, _, reason| reason == 12),
        ("agent_rest14_sum_duration", |_, _, reason| reason == 14),
        ("agent_rest18_sum_duration", |_, _, reason| reason == 18),
        ("agent_rest14_busy_sum_duration", |_, _, reason| reason == 14),
        ("agent_readying_sum_duration", |work, _, _| work == 1),
        ("agent_busying_sum_duration", |work, _, _| work == 2),
        ("agent_acwing_sum_duration", |work, _, _| work == 4),
        ("agent_calling_sum_duration", |work, _, _| (5..=8).contains(&work)),
        ("agent_dialing_sum_duration", |work, _, _| work == 5),
        ("agent_ringing_sum_duration", |work, _, _| work == 6),
        ("agent_talking_sum_duration", |work, _, _| work == 7),
        ("agent_helding_sum_duration", |work, _, _| work == 8),
        ("workReasonCodeA_sum_duration", |_, _, _| false),
    ];
    let names = durations.map(|(name, _)| name);
    let body = |dimensions: i64| json!({"dimensions": dimensions, "dateType": 11, "agentReportType": 4});
    let (whole, amount) = reader.report("agent-table", day, &names, body(8)).await;
    let (halves, _) = reader.report("agent-table", day, &names, body(9)).await;
    assert_eq!(whole.len(), seen.history.len());
    let legs = seen.legs();
    for row in &whole {
        let uuid = text(&row["serviceId"]);
        for (name, holds) in durations {
            assert_eq!(number(&row[name]), seen.spent(&uuid, holds), "{name} of {uuid}");
            let mine = halves.iter().filter(|half| half["serviceId"] == row["serviceId"]);
            assert_eq!(number(&row[name]), mine.map(|half| number(&half[name])).sum::<i64>(), "{name} of {uuid}");
        }
        // What goes on counts up to now. A call that began yesterday is in the states, not among today's calls.
        let until = |time: i64| if time == 0 { seen.now } else { time };
        let mine = || legs.iter().filter(|leg| leg.agent == uuid && leg.answer != 0);
        let talked: i64 = mine().map(|leg| seconds(leg.answer, until(leg.end))).sum();
        let wrapped = mine().filter(|leg| leg.kind != 1 && leg.end != 0 && leg.wrapped != leg.end);
        let wrapped = wrapped.filter(|leg| leg.wrapped != 0 || is_wrapping_up(seen, &uuid, leg));
        let wrapped: i64 = wrapped.map(|leg| seconds(leg.end, until(leg.wrapped))).sum();
        let value = |name: &str| number(&row[name]);
        let spent = value("agent_talking_sum_duration") + value("agent_helding_sum_duration");
        if seen.midnight == MIDNIGHT {
            assert_eq!((spent, value("agent_acwing_sum_duration")), (talked, wrapped), "{uuid}");
        } else {
            assert!(spent >= talked && value("agent_acwing_sum_duration") >= wrapped, "{uuid}");
        }
    }
    for name in names {
        assert_eq!(number(&amount[name]), whole.iter().map(|row| number(&row[name])).sum::<i64>(), "{name}");
    }
    assert!(number(&amount["agent_talking_sum_duration"]) > 3600 && number(&amount["agent_helding_sum_duration"]) > 0);
}

/// Whether the agent is in the wrap-up of this leg: an inquiry has none.
fn is_wrapping_up(seen: &Seen, uuid: &str, leg: &Leg) -> bool {
    let last = seen.history[uuid].last().expect("a state");
    number(&last["workStatus"]) == 4 && number(&last["startTimeMs"]) == leg.end
}

async fn relays_are_made_of_calls(reader: &Reader<'_>, seen: &Seen, day: &str) {
    let names =
        ["inbound_calls", "inbound_humanAgent_answered_calls", "outbound_calls", "outbound_customer_answer_calls"];
    let (halves, amount) = reader
        .report("gateway-number-table", day, &names, json!({"dimensions": 3, "dateType": 11, "numberScope": "2,3"}))
        .await;
    let mut expected: BTreeMap<(i64, String), [i64; 4]> = BTreeMap::new();
    for (call, _) in &seen.calls {
        let half = (number(&call["startTime"]) - seen.midnight) / (30 * MINUTE);
        let counts = expected.entry((half, text(&call["gatewayNumber"]))).or_default();
        let answered = i64::from(call["callResult"] == 8);
        // Where no agent is named, a number outside answered.
        let by_agents = answered * i64::from(call["firstAgentUUID"] != "");
        match number(&call["callType"]) {
            2 => counts.iter_mut().zip([1, by_agents, 0, 0]).for_each(|(count, more)| *count += more),
            3 => counts.iter_mut().zip([0, 0, 1, answered]).for_each(|(count, more)| *count += more),
            _ => assert_eq!(call["gatewayNumber"], ""),
        }
    }
    let mut sums = [0; 4];
    for row in &halves {
        let label = text(&row["result_date"]);
        let (hour, minute) =
            (label[11..13].parse::<i64>().expect("an hour"), label[14..16].parse::<i64>().expect("a minute"));
        assert_eq!((&label[..10], label.len()), (day, 33));
        let counts = names.map(|name| number(&row[name]));
        let key = (hour * 2 + minute / 30, text(&row["gateway_number"]));
        assert_eq!(counts, expected.remove(&key).unwrap_or_default(), "{row}");
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    assert!(expected.keys().all(|(_, relay)| relay.is_empty()), "{expected:?}");
    assert_eq!(names.map(|name| number(&amount[name])), sums);
    assert!(sums.iter().all(|sum| *sum > 0), "{sums:?}");
}

async fn legs_make_agents_and_departments(reader: &Reader<'_>, seen: &Seen, day: &str) {
    let sides = [
        (
            2,
            [
                "inbound_agent_partits",
                "inbound_agent_answer_partits",
                "inbound_agent_unAnswer_partits",
                "inbound_agentTalk_duration",
            ],
        ),
        (
            3,
            [
                "outbound_calls",
                "outbound_customer_answer_calls",
                "outbound_customer_noAnswer_calls",
                "outbound_calls_talk_duration",
            ],
        ),
    ];
    for (side, names) in sides {
        let mut by_agent: BTreeMap<String, [i64; 4]> = BTreeMap::new();
        let mut by_department: BTreeMap<String, [i64; 4]> = BTreeMap::new();
        for (call, parties) in seen.calls.iter().filter(|(call, _)| number(&call["callType"]) == side) {
            assert!(number(&call["endTime"]) > 0);
            for party in parties {
                let answered = i64::from(number(&party["bridgeTime"]) != 0);
                let counts = [1, answered, 1 - answered, number(&party["duration"])];
                for (map, key) in [(&mut by_agent, "agentUUID"), (&mut by_department, "departmentId")] {
                    let sums = map.entry(text(&party[key])).or_default();
                    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                }
            }
        }
        let body = json!({"dimensions": 8, "dateType": 13, "agentReportType": side});
        let (agents, _) = reader.report("agent-table", day, &names, body).await;
        let body = json!({"dimensions": 11, "dateType": 13, "callType": side});
        let (departments, amount) = reader.report("depart-table", day, &names, body).await;
        for (rows, key, expected) in [(&agents, "serviceId", &by_agent), (&departments, "departId", &by_department)] {
            for row in rows {
                let counts = expected.get(&text(&row[key])).copied().unwrap_or_default();
                assert_eq!(names.map(|name| number(&row[name])), counts, "{row}");
            }
            for (place, name) in names.into_iter().enumerate() {
                let sum: i64 = rows.iter().map(|row| number(&row[name])).sum();
                assert_eq!(sum, expected.values().map(|counts| counts[place]).sum::<i64>(), "{name}");
                assert_eq!(number(&amount[name]), sum, "{name}");
            }
        }
        assert!(number(&amount[names[1]]) > 0);
    }
}

#[tokio::test]
async fn the_day_adds_up_at_the_first_moment_and_an_hour_later() {
    for strict in MODES {
        let centre = Centre::open(|options| (options.agents, options.strict) = (30, strict)).await;
        adds_up(&centre, MIDNIGHT, "2026-11-21").await;
        centre.pass(HOUR);
        adds_up(&centre, MIDNIGHT, "2026-11-21").await;
    }
}

#[tokio::test]
async fn the_day_adds_up_in_a_hurry() {
    let centre = Centre::open(|options| {
        options.agents = 20;
        options.rate = Some(40.0);
    })
    .await;
    for _ in 0..15 {
        centre.pass(MINUTE);
    }
    adds_up(&centre, MIDNIGHT, "2026-11-21").await;
}

#[tokio::test]
async fn the_next_day_adds_up_and_yesterday_is_still_there() {
    let centre = Centre::open(|options| options.agents = 40).await;
    centre.pass(18 * HOUR);
    let tomorrow = MIDNIGHT + 24 * HOUR;
    adds_up(&centre, tomorrow, "2026-11-22").await;
    let reader = Reader(&centre, centre.call_token().await);
    let body = json!({"startTime": MIDNIGHT, "endTime": tomorrow - 1});
    let calls = reader.all("maincdrs", body, "pageNum", "list").await;
    let fields = ["inbound_calls", "outbound_calls"];
    let body = json!({"dimensions": 1, "dateType": 11});
    let (halves, amount) = reader.report("gateway-number-table", "2026-11-21", &fields, body).await;
    assert_eq!(halves.len(), 48);
    for (side, name) in [(2, fields[0]), (3, fields[1])] {
        let count = calls.iter().filter(|call| number(&call["callType"]) == side).count() as i64;
        assert_eq!(number(&amount[name]), count);
        assert!(count > 200, "{count} {name}");
    }
}

#[tokio::test]
async fn the_day_before_the_first_is_a_whole_one_whose_reports_agree() {
    let centre = Centre::open(|_| {}).await;
    let reader = Reader(&centre, centre.call_token().await);
    let day = "2026-11-20";
    let fields = ["inbound_calls"];
    let (halves, amount) =
        reader.report("gateway-number-table", day, &fields, json!({"dimensions": 1, "dateType": 11})).await;
    let (days, again) =
        reader.report("gateway-number-table", day, &fields, json!({"dimensions": 1, "dateType": 13})).await;
    assert_eq!((halves.len(), days.len()), (48, 1));
    assert_eq!((&amount, &days[0]["result_date"]), (&again, &json!(day)));
    assert_eq!(halves.iter().map(|row| number(&row["inbound_calls"])).sum::<i64>(), number(&days[0]["inbound_calls"]));
    assert!(number(&amount["inbound_calls"]) > 900, "{amount}");
    let today =
        reader.report("gateway-number-table", "2026-11-21", &fields, json!({"dimensions": 1, "dateType": 13})).await;
    assert_ne!(today.1, amount);
    assert!(number(&today.1["inbound_calls"]) > 0);
    let body = json!({"startTime": format!("{day} 00:00"), "endTime": "2026-11-21 23:59", "agent": ["1003"]});
    let states = reader.all("agent-histories", body, "pageNum", "pageData").await;
    let time = |row: &Value, key: &str| number(&row[key]);
    assert!(states.windows(2).all(|pair| pair[0]["endTimeMs"] == pair[1]["startTimeMs"]), "no gap at midnight");
    assert_eq!(time(&states[0], "startTimeMs"), MIDNIGHT - 24 * HOUR);
    assert_eq!(time(states.last().expect("a state"), "endTimeMs"), AFTERNOON);
}

#[tokio::test]
async fn the_same_day_a_week_ago_is_a_whole_one_too_and_another() {
    let centre = Centre::open(|_| {}).await;
    let reader = Reader(&centre, centre.call_token().await);
    let fields = ["inbound_calls", "outbound_calls"];
    let of = async |day: &str| {
        reader.report("gateway-number-table", day, &fields, json!({"dimensions": 1, "dateType": 11})).await
    };
    let [(week_ago, amount), (_, yesterday)] = [of("2026-11-14").await, of("2026-11-20").await];
    assert_eq!(week_ago.len(), 48);
    for field in fields {
        let sum = week_ago.iter().map(|row| number(&row[field])).sum::<i64>();
        assert!(sum > 200 && sum == number(&amount[field]), "{field}: {sum}, {amount}");
    }
    assert_ne!(amount, yesterday);
    let (_, between) = of("2026-11-18").await;
    assert_eq!(number(&between["inbound_calls"]), 0, "of the days between nothing is known, and noughts are sent");
}
