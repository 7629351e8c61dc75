//! The rules of the contract's "agents-metrics stream", "Reading values" and "Codes" sections, one test a rule.

use callboard::model::*;
use callboard::platforms::sobot_call::{decode, decode_page, figure_name, figure_of};
use callboard::platforms::{ErrorKind, Message};
use serde_json::{Value, json};

use crate::vendor_support::{board_of, fixture, full, hear};

const ZHANG: &str = "8d477de896c148d89ee71eeffc67a7ad";

fn changed(operations: &Value) -> Changes {
    match decode(&json!({"MessageID": "EventAgentsMetricsChanged", "list": operations}).to_string()) {
        Message::Changes(changes) => changes,
        other => panic!("{other:?}"),
    }
}

fn on_agent(field: &str, value: &Value) -> AgentChange {
    let operation =
        json!([{"op": "replace", "id": "a", "path": format!("agentsMetrics/list/{field}"), "value": value}]);
    let changes = changed(&operation);
    match changes.changes.as_slice() {
        [Change::Agent { set, .. }] => set.clone(),
        _ => panic!("{changes:?}"),
    }
}

fn watch(rows: &Value) -> String {
    json!({"MessageID": "EventAgentsMetricsWatch", "agentsMetrics": {"total": 1, "list": rows}}).to_string()
}

#[test]
fn the_full_message_of_the_vendors_page_is_read_whole() {
    let page = full(&fixture("examples/sobot-call/agents-metrics.full.json"));
    assert_eq!((page.page, page.page_size, page.total), (1, Some(15), Some(12)));
    assert_eq!(page.rejects, []);
    // 433111010800 is in 1983: an example's clock, not a time.
    assert_eq!(page.made, None);
    let mut zhang = Agent::new(AgentId::new(ZHANG));
    zhang.name = Some("ZhangSan".into());
    zhang.phone = Some(PhoneKind::Web);
    zhang.extension = Some("801".into());
    zhang.work = Some(WorkState::Ringing);
    zhang.login = Some(LoginState::Busy);
    zhang.reason = Some(BusyReason::Break);
    zhang.work_since = Some(Stamp(1_638_944_241_704));
    zhang.login_since = Some(Stamp(1_706_176_912_305));
    zhang.call = Some(CallKind::Inbound);
    zhang.customer.number = CustomerNumber::new("18688889999");
    (zhang.answered, zhang.missed, zhang.dialled, zhang.connected) = (Some(10), Some(1), Some(10), Some(1));
    assert_eq!(page.agents, [zhang]);
    let figures = [Figure::Missed, Figure::Answered, Figure::Dialled, Figure::Connected, Figure::Ready];
    assert_eq!(figures.map(|figure| page.summary.get(figure)), [Some(10), Some(1), Some(10), Some(1), None]);
}

#[test]
fn the_change_message_of_the_vendors_page_is_read_whole() {
    let Message::Changes(changes) = decode(&fixture("examples/sobot-call/agents-metrics.delta.json")) else {
        panic!("not a change message")
    };
    assert_eq!(changes.rejects, []);
    assert_eq!(
        changes.changes,
        [
            Change::Agent { id: AgentId::new(ZHANG), set: AgentChange::Work(Some(WorkState::Talking)) },
            Change::Summary(SummaryChange::Figure(Figure::Ready, Some(7))),
        ]
    );
}

#[test]
fn the_change_of_the_vendors_page_counts_from_the_message_and_not_from_the_state_before() {
    let mut whole: Value = serde_json::from_str(&fixture("examples/sobot-call/agents-metrics.full.json")).unwrap();
    let mut change: Value = serde_json::from_str(&fixture("examples/sobot-call/agents-metrics.delta.json")).unwrap();
    let ready =
        [("agentWorkStatus", 1_i64), ("agentLoginStatus", 1), ("lastLoginStatusChangedTime", 1_706_176_912_305)];
    for (field, value) in ready {
        whole["agentsMetrics"]["list"][0][field] = json!(value);
    }
    let now = Stamp(crate::vendor_support::NOW);
    whole["agentsMetrics"]["list"][0]["lastWorkStatusChangedTime"] = json!(now.plus(-7_200_000).ms());
    change["creationTime"] = json!(now.plus(-7_000).ms());
    let mut board = board_of(full(&whole.to_string()));
    hear(&mut board, &change.to_string());
    let zhang = &board.agents()[0];
    assert_eq!((zhang.state(), zhang.in_state_ms(now, 0), zhang.is_at_least()), (State::Talking, Some(7_000), true));
}

#[test]
fn established_is_answered_and_abandon_is_missed() {
    assert_eq!(on_agent("inboundEstablishedCallsCountToday", &json!(3)), AgentChange::Answered(Some(3)));
    assert_eq!(on_agent("inboundAbandonCallsCountToday", &json!(2)), AgentChange::Missed(Some(2)));
}

#[test]
fn ids_are_trimmed_and_field_names_too() {
    let page = full(&watch(&json!([{" agentUUID ": " x ", "agentName ": " Li "}])));
    assert_eq!(page.agents[0].id.as_str(), "x");
    assert_eq!(page.agents[0].name.as_deref(), Some("Li"));
    let changes =
        changed(&json!([{"op": " replace ", "id": " x ", "path": " agentsMetrics/list/agentName ", "value": "L"}]));
    assert!(matches!(&changes.changes[..], [Change::Agent { id, .. }] if id.as_str() == "x"));
}

#[test]
fn an_empty_object_in_a_list_is_not_an_agent_and_not_an_error() {
    let page = full(&watch(&json!([{}, {"agentUUID": "x"}, {"agentName": "nobody"}, {}])));
    assert_eq!(page.sent, 2, "rows that count for where the pages end");
    let page = full(&watch(&json!([{}, {"agentUUID": "x"}, {}])));
    assert_eq!((page.agents.len(), page.rejects.len()), (1, 0));
    assert_eq!(changed(&json!([{}])), Changes::default());
}

#[test]
fn numbers_may_be_strings_and_strings_numbers() {
    let row = json!({"agentUUID": 77, "agentID": 1001, "thisDN": 801, "agentWorkStatus": "7", "agentLoginStatus": " 1 ",
        "outboundCallsCountToday": "12", "lastWorkStatusChangedTime": "1638944241"});
    let page = full(&watch(&json!([row])));
    let agent = &page.agents[0];
    assert_eq!(
        (agent.id.as_str(), agent.number.as_deref(), agent.extension.as_deref()),
        ("77", Some("1001"), Some("801"))
    );
    assert_eq!((agent.work, agent.login), (Some(WorkState::Talking), Some(LoginState::Online)));
    assert_eq!((agent.dialled, agent.work_since), (Some(12), Some(Stamp(1_638_944_241_000))));
}

#[test]
fn a_missing_or_null_field_is_unknown_and_never_zero() {
    let page = full(&watch(&json!([{"agentUUID": "x", "inboundAbandonCallsCountToday": null, "callType": null}])));
    assert_eq!(page.agents, [Agent::new(AgentId::new("x"))]);
    assert_eq!(on_agent("inboundAbandonCallsCountToday", &Value::Null), AgentChange::Missed(None));
    assert_eq!(on_agent("customerNumber", &json!("")), AgentChange::CustomerNumber(None));
}

#[test]
fn unknown_fields_are_kept_and_never_an_error() {
    let page = full(&watch(&json!([{"agentUUID": "x", "clientType": "Web", "skills": [{"id": 1}]}])));
    assert_eq!(page.rejects, []);
    assert_eq!(Value::Object(page.agents[0].extra.clone().into()), json!({"clientType": "Web", "skills": [{"id": 1}]}));
}

#[test]
fn an_unknown_code_keeps_its_number() {
    assert_eq!(on_agent("agentWorkStatus", &json!(3)), AgentChange::Work(Some(WorkState::Other(3))));
    assert_eq!(on_agent("callType", &json!("9")), AgentChange::Call(Some(CallKind::Other(9))));
}

#[test]
fn every_documented_code_has_its_word() {
    let word = |field: &str, code: i64| match on_agent(field, &json!(code)) {
        AgentChange::Login(state) => state.unwrap().to_string(),
        AgentChange::Work(state) => state.unwrap().to_string(),
        AgentChange::Reason(reason) => reason.unwrap().to_string(),
        AgentChange::Call(kind) => kind.unwrap().to_string(),
        AgentChange::Phone(kind) => kind.unwrap().to_string(),
        other => panic!("{other:?}"),
    };
    let table: [(&str, &[(i64, &str)]); 5] = [
        ("agentLoginStatus", &[(0, "offline"), (1, "online"), (2, "busy"), (98, "locked"), (-1, "undefined")]),
        (
            "agentWorkStatus",
            &[
                (0, "unknown"),
                (1, "ready"),
                (2, "busy"),
                (4, "wrap-up"),
                (5, "dialling"),
                (6, "ringing"),
                (7, "talking"),
                (8, "holding"),
                (98, "locked"),
            ],
        ),
        (
            "agentBusyReasonCode",
            &[
                (0, "unknown"),
                (2, "do-not-disturb"),
                (4, "wrap-up"),
                (11, "break"),
                (12, "training"),
                (13, "meeting"),
                (14, "dining"),
                (15, "activity"),
                (16, "custom-1"),
                (17, "custom-2"),
                (18, "custom-3"),
                (97, "forced-by-agent"),
                (98, "forced-by-system"),
                (99, "forced-by-supervisor"),
            ],
        ),
        ("callType", &[(0, "none"), (1, "internal"), (2, "inbound"), (3, "outbound")]),
        ("phoneType", &[(1, "web"), (2, "wechat"), (3, "phone"), (4, "sip"), (5, "app")]),
    ];
    for (field, codes) in table {
        for (code, expected) in codes {
            assert_eq!(word(field, *code), *expected, "{field} {code}");
        }
    }
}

#[test]
fn the_summary_can_carry_any_figure_of_the_indicator_table() {
    let names = [
        "inboundCallsCount",
        "outboundCallsCount",
        "inboundAbandonCallsCountToday",
        "inboundEstablishedCallsCountToday",
        "outboundCallsCountToday",
        "outboundEstablishedCallsCountToday",
        "loginAgentsCount",
        "onlineAgentsCount",
        "busyAgentsCount",
        "sysLockAgentsCount",
        "logoutAgentsCount",
        "inCallAgentsCount",
        "readyAgentsCount",
        "busyingAgentsCount",
        "dialingAgentsCount",
        "ringingAgentsCount",
        "establishedAgentsCount",
        "heldAgentsCount",
        "acwAgentsCount",
        "sysLockingAgentsCount",
    ];
    assert_eq!(names.len(), Figure::ALL.len());
    for (count, name) in (1_u64..).zip(names) {
        let changes =
            changed(&json!([{"op": "replace", "id": "", "path": format!("agentsSummary/{name}"), "value": count}]));
        let figure = figure_of(name).unwrap();
        assert_eq!(figure_name(figure), name);
        assert_eq!(changes.changes, [Change::Summary(SummaryChange::Figure(figure, Some(count)))], "{name}");
    }
    let unknown = changed(&json!([{"op": "replace", "id": "", "path": "agentsSummary/queue", "value": [1]}]));
    let extra = ExtraField { field: "queue".to_owned(), value: json!([1]) };
    assert_eq!(unknown.changes, [Change::Summary(SummaryChange::Extra(extra))]);
}

#[test]
fn replace_on_a_field_not_seen_before_sets_it() {
    let mut board = board_of(full(&watch(&json!([{"agentUUID": "x"}]))));
    hear(
        &mut board,
        &json!({"MessageID": "EventAgentsMetricsChanged", "list": [
            {"op": "replace", "id": "x", "path": "agentsMetrics/list/agentName", "value": "Li"},
            {"op": "replace", "id": "x", "path": "agentsMetrics/list/mood/~", "value": 1},
            {"op": "replace", "id": "x", "path": "agentsMetrics/list/mood~", "value": 2},
            {"op": "replace", "id": "", "path": "agentsSummary/readyAgentsCount", "value": 4},
        ]})
        .to_string(),
    );
    let agent = board.agent(0).unwrap();
    assert_eq!(agent.name.as_deref(), Some("Li"));
    assert_eq!(Value::Object(agent.extra.clone().into()), json!({"mood~": 2}));
    assert_eq!(board.summary().get(Figure::Ready), Some(4));
    assert_eq!(board.source(SourceId::Agents).applied, 3);
}

#[test]
fn a_value_of_the_wrong_type_is_rejected_and_counted_and_the_rest_applied() {
    let mut board = board_of(full(&watch(&json!([{"agentUUID": "x", "inboundAbandonCallsCountToday": 5}]))));
    hear(
        &mut board,
        &json!({"MessageID": "EventAgentsMetricsChanged", "list": [
            {"op": "replace", "id": "x", "path": "agentsMetrics/list/inboundAbandonCallsCountToday", "value": "many"},
            {"op": "replace", "id": "x", "path": "agentsMetrics/list/agentName", "value": "Li"},
        ]})
        .to_string(),
    );
    let agent = board.agent(0).unwrap();
    assert_eq!((agent.missed, agent.name.as_deref()), (Some(5), Some("Li")));
    let source = board.source(SourceId::Agents);
    assert_eq!(source.rejected.get(&RejectReason::BadValue), Some(&1));
    assert_eq!(source.applied, 1);
}

#[test]
fn an_operation_for_an_unknown_agent_is_counted() {
    let mut board = board_of(full(&watch(&json!([{"agentUUID": "x"}]))));
    hear(
        &mut board,
        &json!({"MessageID": "EventAgentsMetricsChanged", "list": [
            {"op": "replace", "id": "y", "path": "agentsMetrics/list/agentName", "value": "Li"},
        ]})
        .to_string(),
    );
    assert_eq!(board.source(SourceId::Agents).rejected.get(&RejectReason::UnknownId), Some(&1));
}

#[test]
fn operations_of_one_message_keep_their_order() {
    let changes = changed(&json!([
        {"op": "replace", "id": "x", "path": "agentsMetrics/list/agentWorkStatus", "value": 6},
        {"op": "replace", "id": "y", "path": "agentsMetrics/list/agentWorkStatus", "value": 1},
        {"op": "replace", "id": "x", "path": "agentsMetrics/list/agentWorkStatus", "value": 7},
    ]));
    let told: Vec<_> = changes
        .changes
        .iter()
        .map(|change| match change {
            Change::Agent { id, set: AgentChange::Work(Some(work)) } => (id.as_str(), *work),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [("x", WorkState::Ringing), ("y", WorkState::Ready), ("x", WorkState::Talking)]);
}

#[test]
fn the_message_id_decides_and_without_one_the_shape() {
    let full_shape = json!({"agentsMetrics": {"total": 0, "list": []}});
    assert!(matches!(decode(&full_shape.to_string()), Message::Full(_)));
    assert_eq!(decode(r#"{"list":[]}"#), Message::Changes(Changes::default()));
    assert_eq!(
        decode(r#"{"MessageID":" EventAgentsMetricsChanged ","list":[]}"#),
        Message::Changes(Changes::default())
    );
    let other = decode(r#"{"MessageID":"EventOther","list":[],"agentsMetrics":{"total":0,"list":[]}}"#);
    assert!(matches!(other, Message::Rejected(reject) if reject.reason == RejectReason::UnknownMessage));
}

#[test]
fn a_full_message_without_a_list_empties_no_board() {
    let no_agent = json!({"MessageID": "EventAgentsMetricsWatch", "agentsMetrics": {"total": 0, "list": null}});
    assert!(matches!(decode(&no_agent.to_string()), Message::Full(page) if page.agents.is_empty()));
    let broken = json!({"MessageID": "EventAgentsMetricsWatch", "agentsMetrics": {"list": null}});
    assert!(
        matches!(decode(&broken.to_string()), Message::Rejected(reject) if reject.reason == RejectReason::Undecodable)
    );
}

#[test]
fn the_page_may_be_the_list_itself_as_one_table_says() {
    let page = full(r#"{"MessageID":"EventAgentsMetricsWatch","agentsMetrics":[{"agentUUID":"x"}]}"#);
    assert_eq!((page.page, page.page_size, page.total, page.agents.len()), (1, None, None, 1));
}

#[test]
fn a_plausible_creation_time_is_kept() {
    let page = full(r#"{"creationTime":"1763700000123","agentsMetrics":{"total":"0","list":[]}}"#);
    assert_eq!((page.made, page.total), (Some(Stamp(1_763_700_000_123)), Some(0)));
}

#[test]
fn the_snapshot_may_be_bare_or_wrapped() {
    let bare = fixture("examples/sobot-call/agents-metrics.full.json");
    let inner: Value = serde_json::from_str(&bare).unwrap();
    let expected = decode_page(&bare, "GET /x at h").unwrap();
    for wrapped in [
        json!({"code": 200, "status": "Success", "message": "", "reason": "OK", "data": inner}),
        json!({"code": "0", "data": inner}),
        json!({"data": inner}),
    ] {
        assert_eq!(decode_page(&wrapped.to_string(), "GET /x at h").as_ref(), Ok(&expected));
    }
}

#[test]
fn half_a_character_in_a_name_costs_the_character_and_not_the_message() {
    for (written, read) in [
        (r"Zo\ud83d", "Zo\u{FFFD}"),
        (r"\uDE00 Zo", "\u{FFFD} Zo"),
        (r"\ud83d\ud83d\ude00", "\u{FFFD}😀"),
        (r"\ud83d\u0041", "\u{FFFD}A"),
        (r"\\ud83d \ude00\\", "\\ud83d \u{FFFD}\\"),
    ] {
        let text = watch(&json!([{"agentUUID": "a", "agentName": "NAME"}])).replace("NAME", written);
        assert_eq!(full(&text).agents[0].name.as_deref(), Some(read), "{written}");
        assert_eq!(decode_page(&text, "there").unwrap().agents[0].name.as_deref(), Some(read), "{written}");
    }
    let broken = watch(&json!([{"agentUUID": "a", "agentName": "NAME"}])).replace("NAME", r"\ud83d\x");
    assert!(matches!(decode(&broken), Message::Rejected(_)));
}

#[test]
fn an_error_in_the_snapshots_envelope_is_told_in_the_vendors_words() {
    for (answer, kind, sentence) in [
        (
            json!({"code": 3105, "status": "Failed", "message": "no such agent.", "data": null}),
            ErrorKind::Answer,
            "GET /x at h answered error 3105: no such agent; trying again",
        ),
        (
            json!({"code": 401, "reason": "token expired"}),
            ErrorKind::TokenRefused,
            "GET /x at h refused the token: token expired",
        ),
        (
            json!({"code": 403, "message": "operator 18688889999 has no right"}),
            ErrorKind::Settings,
            "GET /x at h forbids this: operator 186****9999 has no right; ask for access for this app_id, or change \
             operator_user_id",
        ),
        (
            json!({"code": 200, "status": "error", "data": {}}),
            ErrorKind::Answer,
            "GET /x at h answered error 200: no reason given; trying again",
        ),
        (
            json!({"code": 200, "data": [1]}),
            ErrorKind::Answer,
            "GET /x at h did not answer a full message: its data is a list; trying again",
        ),
        (
            json!({"code": 200}),
            ErrorKind::Answer,
            "GET /x at h did not answer a full message: there is no agentsMetrics in it; trying again",
        ),
    ] {
        let error = decode_page(&answer.to_string(), "GET /x at h").unwrap_err();
        assert_eq!((error.kind, error.to_string().as_str()), (kind, sentence));
    }
}

#[test]
fn a_row_of_thousands_of_fields_keeps_the_known_ones_wherever_they_stand_and_counts_the_rest() {
    let mut row: serde_json::Map<String, Value> = (0..20_000).map(|at| (format!("a{at}"), json!(at))).collect();
    row.insert("agentUUID".to_owned(), json!("x"));
    row.insert("zz".to_owned(), json!(1));
    // The order of the message is that of its text.
    let text = serde_json::to_string(
        &json!({"MessageID": "EventAgentsMetricsWatch", "agentsMetrics": {"total": 1, "list": [row]}}),
    );
    let text = text.unwrap().replace("\"zz\":1", "\"agentWorkStatus\":7,\"agentName\":\"last\"");
    let page = full(&text);
    let agent = &page.agents[0];
    assert_eq!((agent.work, agent.name.as_deref()), (Some(WorkState::Talking), Some("last")));
    assert_eq!(agent.extra.len(), caps::FIELDS);
    assert_eq!(page.rejects.len(), 1);
    assert_eq!(
        page.rejects[0].detail.to_string(),
        format!("{} fields of agent x: no more than 512 are kept", 20_000 - caps::FIELDS)
    );
}

#[test]
fn a_message_of_operations_without_end_is_taken_as_far_as_one_can_be() {
    let text = format!("{{\"list\":[1{}]}}", ",1".repeat(caps::OPERATIONS + 1));
    let Message::Changes(changes) = decode(&text) else { panic!("no changes") };
    assert_eq!(changes.rejects.len(), caps::OPERATIONS + 1);
    let told = changes.rejects.iter().filter(|reject| !reject.detail.to_string().is_empty()).count();
    assert_eq!(told, caps::REJECTS + 1, "the first of them in words");
    assert_eq!(changes.rejects.last().unwrap().reason, RejectReason::TooMany);
}

#[test]
fn a_name_of_ten_megabytes_is_as_long_as_a_name_can_be() {
    let long = "李".repeat(3_000_000);
    let changes = changed(&json!([
        {"op": "replace", "id": "x", "path": "agentsMetrics/list/agentName", "value": long},
        {"op": "replace", "id": "x", "path": "agentsMetrics/list/note", "value": [long, {"a": long}]},
    ]));
    for change in &changes.changes {
        let Change::Agent { set, .. } = change else { panic!("{change:?}") };
        let length = match set {
            AgentChange::Name(Some(name)) => name.len(),
            AgentChange::Extra(extra) => extra.value.to_string().len(),
            other => panic!("{other:?}"),
        };
        assert!(length <= caps::TEXT + 64, "{length}");
    }
}
