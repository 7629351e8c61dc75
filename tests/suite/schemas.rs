//! The schemas of snapshot and tail: printed as they are in the clone, and every document and line of this suite is one of
//! theirs, with nothing in it that they do not name.

use std::process::Command;
use std::sync::{Arc, LazyLock};

use callboard::commands::{alerts, snapshot, tail, timeline};
use callboard::model::update::VERSION;
use callboard::model::{
    Agent, AgentChange, AgentId, Board, BotTalk, CallKind, CallLeg, CallNews, CallRecord, Callback, Change, Changes,
    Customer, CustomerNumber, Extent, ExtraField, Figure, Finding, Found, LedgerCall, LedgerDay, Limits, Lookup,
    Payload, Person, Phase, Problem, Reject, RejectReason, Roster, RosterKind, Seen, SeenHow, ServiceTarget, SourceId,
    SourceReport, Spared, Stamp, StateTold, SummaryChange, Update, WorkState,
};
use serde_json::{Value, json};

use crate::documents::full_board;
use crate::house;

#[path = "../../src/commands/config/tests/validator.rs"]
mod validator;

use validator::{wrong, wrong_or_unnamed};

fn schema(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

static SNAPSHOT: LazyLock<Value> = LazyLock::new(|| schema(&snapshot::SCHEMA.text()));
static LINE: LazyLock<Value> = LazyLock::new(|| schema(&tail::SCHEMA.text()));
static FACT: LazyLock<Value> = LazyLock::new(|| schema(&timeline::SCHEMA.text()));
static LAB: LazyLock<Value> = LazyLock::new(|| schema(&alerts::SCHEMA.text()));

/// A document of `callboard alerts --lab`, which it has to be.
pub(crate) fn hold_lab(document: &Value) {
    let wrong = wrong_or_unnamed(&LAB, &LAB, document);
    assert!(wrong.is_empty(), "assets/lab.schema.json: {wrong:#?}");
}

/// A line of `callboard timeline --json`, which it has to be.
pub(crate) fn hold_fact(fact: &Value) {
    let wrong = wrong_or_unnamed(&FACT, &FACT, fact);
    assert!(wrong.is_empty(), "assets/timeline.schema.json: {wrong:#?} of {fact}");
}

/// A document of `callboard snapshot`, which it has to be.
pub(crate) fn hold_snapshot(document: Value) -> Value {
    let wrong = wrong_or_unnamed(&SNAPSHOT, &SNAPSHOT, &document);
    assert!(wrong.is_empty(), "assets/snapshot.schema.json: {wrong:#?}");
    document
}

/// A line of `callboard tail`, which it has to be.
pub(crate) fn hold_line(line: &Value) {
    // That of its kind alone: a roster need not be held against all others.
    let kind =
        LINE["oneOf"].as_array().unwrap().iter().find(|kind| kind["properties"]["kind"]["const"] == line["kind"]);
    let wrong = wrong_or_unnamed(&LINE, kind.unwrap_or_else(|| panic!("a kind without a schema: {line}")), line);
    assert!(wrong.is_empty(), "assets/tail.schema.json: {wrong:#?} of {line}");
}

/// The line of `callboard tail` that tells an update.
pub(crate) fn hold_update(update: &Update) {
    hold_line(&serde_json::to_value(update).unwrap());
}

#[test]
fn the_program_prints_the_schemas_as_they_are_in_the_clone_and_reads_no_settings_for_it() {
    for (command, file) in [
        ("snapshot", "assets/snapshot.schema.json"),
        ("tail", "assets/tail.schema.json"),
        ("alerts", "assets/lab.schema.json"),
        ("timeline", "assets/timeline.schema.json"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_callboard"))
            .args([command, "--schema"])
            .env_clear()
            .env("HOME", home.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), house::text(file));
    }
}

fn page(board: &Board) -> Value {
    snapshot::document(&snapshot::Page {
        board,
        now: Stamp(1_763_706_727_000),
        site: "Acme",
        zone: chrono_tz::Asia::Shanghai,
        limits: &Limits::default(),
        lacking: &["a part".to_owned()],
    })
}

#[test]
fn a_board_that_knows_nothing_and_one_that_knows_everything_are_documents_of_the_schema() {
    hold_snapshot(page(&Board::new()));
    let full = hold_snapshot(page(&full_board()));
    assert_eq!(SNAPSHOT["properties"]["schema"]["const"], full["schema"]);
    assert_eq!(SNAPSHOT["$id"], format!("urn:callboard:snapshot:{}", full["schema"]));
    for update in full_board().retell(Stamp(1_763_706_727_000)) {
        hold_update(&update);
    }
}

/// Updates of every kind, with what is rare in them.
fn rare() -> Vec<Payload> {
    let id = || AgentId::new("a");
    let customer = || Customer { number: CustomerNumber::new("13812345678"), masked: None };
    let person = || Person { id: Some(id()), number: None, name: Some("李娜".to_owned()) };
    let agent = Agent { work: Some(WorkState::Other(77)), customer: customer(), ..Agent::new(id()) };
    let extra = |value| ExtraField { field: "x".to_owned(), value };
    let set = |set| Change::Agent { id: id(), set };
    let changes = Changes {
        changes: vec![
            set(AgentChange::Work(Some(WorkState::Other(-3)))),
            set(AgentChange::Extra(extra(json!({"a": [1]})))),
            set(AgentChange::CustomerNumber(None)),
            Change::Summary(SummaryChange::Figure(Figure::Ready, None)),
            Change::Summary(SummaryChange::Extra(extra(json!(null)))),
        ],
        made: Some(Stamp(1)),
        implied: Some(Vec::new()),
        rejects: vec![Reject::unknown(&id())],
        spared: Some(Box::new(Spared {
            rejected: [(RejectReason::BadValue, 2)].into_iter().collect(),
            ..Spared::default()
        })),
    };
    let mut board = Board::new();
    let many = || (0..8).map(|id| Agent::new(AgentId::new(&id.to_string()))).collect::<Vec<_>>();
    board.apply(Update::new(Stamp(1), Payload::Roster(Box::new(Roster::whole(RosterKind::Full, many())))));
    let mut later = many();
    later.remove(3);
    later.insert(0, agent.clone());
    let delta = board.roster_delta(&Roster::whole(RosterKind::Resync, later)).unwrap();
    let call = LedgerCall { id: "c".into(), agent: Some(Arc::new(person())), ..LedgerCall::of(&CallRecord::default()) };
    let day = LedgerDay { date: "2026-11-21".parse().unwrap(), from: Stamp(0), to: Stamp(86_400_000) };
    let target = ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 };
    let news = CallNews {
        day,
        target,
        calls: vec![call],
        extent: Extent { whole: true, since: Some(Stamp(1)), total: Some(1) },
        unlisted: Vec::new(),
        matching: callboard::model::Matching::Off("x".into()),
        as_of: Stamp(5),
    };
    let told = StateTold {
        agent: person(),
        login: None,
        work: Some(WorkState::Ready),
        reason: None,
        since: Stamp(1),
        made: None,
        call: None,
        kind: Some(CallKind::Inbound),
        party: None,
        came: None,
    };
    let leg = CallLeg { agent: person(), dialled: customer(), ..CallLeg::default() };
    let bot = BotTalk { call: "c".into(), to_agent: Some(true), ..BotTalk::default() };
    let pushed = vec![
        Callback::State(Box::new(told)),
        Callback::Leg("c".into(), Box::new(leg)),
        Callback::Ended("c".into(), Stamp(2)),
        Callback::Bot(Box::new(bot)),
        Callback::Past(Box::default()),
    ];
    let waits = SourceReport {
        error: Some(Box::new(Problem::Said("no answer".to_owned()))),
        ..SourceReport::new(
            SourceId::Platform(callboard::model::Tag::new("x").unwrap()),
            Phase::Waiting { until: Stamp(9), tries: 3 },
        )
    };
    let seen = |about, how| Seen { rule: "r".to_owned(), about, how, who: "a".to_owned(), at: Stamp(1) };
    let note = |from| callboard::model::Note { id: "n-1".to_owned(), at: Stamp(1), from, text: "t".to_owned() };
    let found = Found { lookup: Lookup::Health, finding: Finding::Asking };
    vec![
        Payload::Roster(Box::new(Roster::whole(RosterKind::Resync, vec![agent]))),
        Payload::RosterDelta(Box::new(delta)),
        Payload::Changes(changes),
        Payload::Calls(Box::new(news)),
        Payload::Pushed(pushed),
        Payload::Source(waits),
        Payload::Heard(SourceId::Platform(callboard::model::Tag::new("x").unwrap())),
        Payload::Found(Box::new(found)),
        Payload::Funnels(vec![half_hour()]),
        Payload::Seen(vec![
            seen(callboard::model::About::Centre, SeenHow::Snoozed(Stamp(7))),
            seen(callboard::model::About::Agent(id()), SeenHow::Acknowledged),
            seen(callboard::model::About::Source(SourceId::Ai), SeenHow::NotMuted),
        ]),
        Payload::Notes(vec![note(None), note(Some("ana".to_owned()))]),
    ]
}

/// A half hour of AI sessions.
fn half_hour() -> callboard::model::FunnelHalf {
    use callboard::model::{AiGroup, Funnel, FunnelHalf, FunnelRow, GroupedBy};
    let funnel = Funnel { valid: 9, asked: 4, reached: 3 };
    let ava = AiGroup { by: GroupedBy::Robot, name: "Ava".to_owned() };
    let rows = [AiGroup::all(), ava, AiGroup::others(GroupedBy::Reason)].map(|group| FunnelRow { group, funnel });
    FunnelHalf { from: Stamp(1_800_000), day: 0, wall: 1, rows: rows.to_vec() }
}

#[test]
fn what_is_rare_in_a_line_is_in_the_schema_too_and_every_kind_has_its_place_there() {
    for payload in rare() {
        hold_update(&Update::new(Stamp(1), payload));
    }
    hold_line(&json!({"at": 9, "kind": tail::ANEW, "data": {"updates": 3}}));
    let kinds: Vec<&str> = LINE["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|kind| kind["properties"]["kind"]["const"].as_str())
        .collect();
    assert_eq!(kinds, [&Payload::KINDS[..], &[tail::ANEW]].concat());
    assert_eq!(LINE["$id"], format!("urn:callboard:tail:{VERSION}"));
}

#[test]
fn a_schema_refuses_what_is_none_of_its() {
    for line in [
        json!({"at": "1", "kind": "heard", "data": "chat"}),
        json!({"at": 1, "kind": "heard"}),
        json!({"at": 1, "kind": "weather", "data": 1}),
        json!({"at": 1, "kind": "heard", "data": "fax"}),
        json!({"at": 1, "kind": "roster", "data": {"kind": "full", "summary": {"figures": [], "extra": {}}, "total": 1, "complete": true, "agents": []}}),
        json!({"at": 1, "kind": "changes", "data": {"changes": [{"agent": {"id": "a", "set": {"work": "ready", "login": "online"}}}]}}),
    ] {
        assert!(!wrong(&LINE, &line).is_empty(), "{line}");
    }
    let with_more = json!({"at": 1, "kind": "heard", "data": "chat", "more": 1});
    assert!(wrong(&LINE, &with_more).is_empty(), "fields are added within a version");
    assert!(!wrong_or_unnamed(&LINE, &LINE, &with_more).is_empty(), "and then they are added here");
    let mut document = page(&full_board());
    document["agents"][0]["dialled"] = json!(-1);
    document["calls"] = json!("none");
    let said = wrong(&SNAPSHOT, &document).join("\n");
    assert!(said.contains("/agents/0/dialled") && said.contains("/calls"), "{said}");
}
