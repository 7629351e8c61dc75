use serde_json::json;

use super::*;
use crate::model::{
    Agent, AgentId, CallKind, CallNews, CallRecord, CallResult, Cell, ChatAgent, ChatDay, ChatTotals, CustomerNumber,
    Extent, Figure, Fold, Later, LedgerCall, LedgerDay, Limits, LoginState, Matching, Metric, Payload, Person,
    PlatformDay, Roster, RosterKind, ServiceTarget, SourceReport, Stamp, Summary, Unit, Update, WorkState,
};

const NOW: Stamp = Stamp(1_763_706_727_000);

fn told() -> Board {
    let mut board = Board::new();
    let mut summary = Summary::default();
    summary.set(Figure::Answered, Some(12));
    summary.set(Figure::Ready, Some(7));
    summary.extra.insert("queueLength", json!(3));
    let mut agent = Agent::new(AgentId::new("8d477de896c148d89ee71eeffc67a7ad"));
    agent.name = Some("=cmd\u{1b}[2J|李娜".into());
    agent.number = Some("1004".into());
    agent.work = Some(WorkState::Other(77));
    agent.login = Some(LoginState::Undefined);
    agent.work_since = Some(NOW.plus(-65_000));
    agent.customer.number = CustomerNumber::new("18688889999");
    agent.answered = Some(0);
    agent.extra.insert("callerNumber", json!("18688889999"));
    let updates = [
        Payload::Source(SourceReport {
            connects: 2,
            resyncs: 1,
            bytes: 9,
            ..SourceReport::new(SourceId::Agents, Phase::Live)
        }),
        Payload::Roster(Box::new(Roster {
            kind: RosterKind::Full,
            summary,
            total: Some(2),
            complete: false,
            agents: vec![agent],
        })),
    ];
    for payload in updates {
        board.apply(Update::new(NOW.plus(-400), payload));
    }
    board
}

fn with_page<T>(look: impl FnOnce(&Page<'_>) -> T) -> T {
    let (board, limits) = (told(), Limits::default());
    look(&Page {
        board: &board,
        now: NOW,
        site: "Acme",
        zone: chrono_tz::Asia::Shanghai,
        limits: &limits,
        lacking: &[],
    })
}

/// What is waited for beside the Sobot sources.
fn expecting(platforms: &[Tag]) -> Expected {
    Expected { calls: false, platforms: platforms.to_vec() }
}

#[test]
fn the_document_is_the_interface_of_the_manual() {
    let document = with_page(document);
    assert_eq!(document["at"], "2025-11-21T14:32:07.000+08:00");
    assert_eq!(
        document["sources"]["agents"],
        json!({"state": "live", "polling": false, "age_ms": 400, "connects": 2, "applied": 0, "rejected": {},
               "resyncs": 1, "drifted": 0, "error": null, "scope": null})
    );
    assert_eq!(document["sources"]["chat"]["state"], "off");
    assert_eq!(document["total"], 2);
    assert_eq!(
        document["summary"],
        json!({"agent_answers": 12, "agent_misses": null, "dialled": null, "connected": null, "readyAgentsCount": 7,
               "queueLength": 3, "calls_answered": null, "lost": null, "still_lost": null, "short_abandons": null,
               "service_level": null})
    );
    let agent = &document["agents"][0];
    assert_eq!(agent["work"], 77, "a code without a name is its number");
    assert_eq!(agent["login"], json!(null), "unknown is null");
    assert_eq!(agent["work_since"], "2025-11-21T14:31:02.000+08:00");
    assert_eq!(agent["customer"], "186****9999");
    assert_eq!(agent["agent_answers"], 0);
    assert_eq!(agent["agent_misses"], json!(null));
    assert_eq!((&document["chat"], &document["ai"]), (&json!(null), &json!(null)));
}

#[test]
fn no_format_tells_a_customers_number() {
    let all = with_page(|page| {
        [document(page).to_string(), csv::rows(page, &LiteMap::new()).unwrap(), text::page(page)]
            .map(|text| text.contains("18688889999"))
    });
    assert_eq!(all, [false; 3]);
}

#[test]
fn a_cell_that_looks_like_a_formula_is_made_harmless() {
    let rows = with_page(|page| csv::rows(page, &LiteMap::new()).unwrap());
    let mut lines = rows.lines();
    assert!(lines.next().unwrap().starts_with("id,number,name,login,work"));
    let row = lines.next().unwrap();
    assert!(row.contains(",'=cmd"), "{row}");
    assert!(!rows.contains('\u{1b}'), "control characters have no business in a table");
}

#[test]
fn the_text_is_cleaned_and_says_what_is_missing() {
    let text = with_page(text::page);
    assert!(!text.contains('\u{1b}'), "{text:?}");
    assert!(text.contains("1 of 2 agents") && text.contains("李娜"), "{text}");
    assert!(text.contains("01:05"), "{text}");
}

#[test]
fn a_tenant_without_a_stream_is_complete_with_its_polls() {
    let mut board = Board::new();
    let off = |source| {
        let payload = Payload::Source(crate::feed::off_report(source));
        Update::new(NOW, payload)
    };
    assert!(!complete(&board, &expecting(&[])), "no source has said anything yet");
    board.apply(off(SourceId::Agents));
    assert!(!complete(&board, &expecting(&[])), "the polls are still to come");
    let late = |board: &Board| lack::all(board, &expecting(&[]), Duration::from_secs(20));
    let (chat, ai) = (
        "chat figures did not come within 20s; try a longer --timeout",
        "AI figures did not come within 20s; try a longer --timeout",
    );
    assert_eq!(late(&board), [chat, ai]);
    assert!(!lack::is_anything_there(&board, &[]), "there is nothing to print");
    board.apply(Update::new(NOW, Payload::Chat(Box::default())));
    assert_eq!(late(&board), [ai]);
    assert!(lack::is_anything_there(&board, &[]));
    board.apply(Update::new(NOW, Payload::Ai(Box::default())));
    assert!(complete(&board, &expecting(&[])));
    assert_eq!(late(&board), [""; 0]);

    let mut board = told();
    board.apply(off(SourceId::Chat));
    board.apply(off(SourceId::Ai));
    assert!(!complete(&board, &expecting(&[])), "one of two agents is missing");
}

/// [`told`] once all pages of the list are there.
fn listed() -> Board {
    let mut board = told();
    for source in [SourceId::Chat, SourceId::Ai] {
        board.apply(Update::new(NOW, Payload::Source(crate::feed::off_report(source))));
    }
    let roster = Roster {
        kind: RosterKind::Full,
        summary: board.summary().clone(),
        total: Some(2),
        complete: true,
        agents: board.agents().to_vec(),
    };
    board.apply(Update::new(NOW, Payload::Roster(Box::new(roster))));
    board
}

#[test]
fn an_agent_who_is_counted_and_not_listed_is_said_to_be_missing_and_not_waited_for() {
    let board = listed();
    assert!(complete(&board, &expecting(&[])), "nothing more is to come");
    let lacking = lack::all(&board, &expecting(&[]), Duration::from_secs(20));
    assert_eq!(
        lacking,
        ["the vendor counts 2 agents and lists 1: 1 is missing (a row without an id, or an agent who was deleted?)"]
    );
    let limits = Limits::default();
    let zone = chrono_tz::Asia::Shanghai;
    let page = Page { board: &board, now: NOW, site: "Acme", zone, limits: &limits, lacking: &lacking };
    let document = document(&page);
    assert_eq!((&document["total"], &document["missing"]), (&json!(2), &json!(1)));
    assert_eq!(document["incomplete"], json!(lacking));
    assert!(text::page(&page).contains("missing: the vendor counts 2 agents and lists 1"));
    assert_eq!(document["agents"].as_array().unwrap().len(), 1);
}

#[test]
fn a_page_of_agents_that_is_still_to_come_is_said_to_be_missing() {
    let mut board = told();
    let report = |error: Option<&str>| SourceReport {
        error: error.map(Into::into),
        ..SourceReport::new(SourceId::Agents, Phase::AwaitingFull)
    };
    let first = |board: &Board| lack::all(board, &expecting(&[]), Duration::from_secs(20)).remove(0);
    assert_eq!(first(&board), "only 1 of 2 agents came within 20s; try a longer --timeout");
    board.apply(Update::new(NOW, Payload::Source(report(Some("page 2 of 2: no connection")))));
    assert_eq!(first(&board), "only 1 of 2 agents came within 20s: page 2 of 2: no connection");
}

#[test]
fn what_failed_of_one_platform_is_said_and_costs_no_other() {
    let mut board = listed();
    let failed = |source, error: &str| SourceReport {
        error: Some(error.into()),
        ..SourceReport::new(source, Phase::Waiting { until: NOW, tries: 1 })
    };
    board.apply(Update::new(NOW, Payload::Source(failed(SourceId::Chat, "no connection"))));
    board.apply(Update::new(NOW, Payload::Source(failed(SourceId::Ai, "ended sessions: HTTP 500"))));
    board.apply(Update::new(NOW, Payload::Ai(Box::default())));
    board.apply(Update::new(NOW, vendor("7moor", Phase::Live, Some("one part"))));
    board.apply(Update::new(NOW, Payload::Platform(Box::new(chats("别动")))));
    let platforms = [Tag::of("far_east"), Tag::of("far_west")];
    assert_eq!(
        lack::all(&board, &expecting(&platforms), Duration::from_secs(20))[1..],
        [
            "chat figures did not come within 20s: no connection",
            "AI figures: ended sessions: HTTP 500",
            "[far_east]: one part",
            "the chats of [far_west] did not come within 20s; try a longer --timeout",
        ]
    );
    assert!(lack::is_anything_there(&board, &platforms));
    assert!(complete(&board, &expecting(&platforms[..1])));
}

#[test]
fn chat_rows_that_are_counted_and_did_not_come_are_said() {
    let mut board = listed();
    let day = |expected| ChatDay { expected, ..ChatDay::new(NOW, expected, vec![ChatAgent::default()]) };
    board.apply(Update::new(NOW, Payload::Chat(Box::new(day(Some(3))))));
    board.apply(Update::new(NOW, Payload::Source(SourceReport::new(SourceId::Chat, Phase::Live))));
    let last = |board: &Board| lack::all(board, &expecting(&[]), Duration::from_secs(20)).pop().unwrap();
    assert_eq!(last(&board), "1 of 3 chat rows came; the vendor counts more than it lists");
    let failed =
        SourceReport { error: Some("page 2 of 2: HTTP 500".into()), ..SourceReport::new(SourceId::Chat, Phase::Live) };
    board.apply(Update::new(NOW, Payload::Source(failed)));
    assert_eq!(last(&board), "1 of 3 chat rows came: page 2 of 2: HTTP 500");
}

fn vendor(title: &str, phase: Phase, error: Option<&str>) -> Payload {
    Payload::Source(SourceReport {
        title: Some(title.to_owned()),
        error: error.map(Into::into),
        ..SourceReport::new(SourceId::Platform(Tag::of("far_east")), phase)
    })
}

fn chats(agent: &str) -> PlatformDay {
    let metric = Metric {
        key: "initCount".to_owned(),
        label: "接待会话数".to_owned(),
        group: "volume".to_owned(),
        unit: Unit::Count,
        fold: Fold::Sum,
        role: None,
        shown: true,
    };
    let row = ChatAgent {
        id: "6012".to_owned(),
        name: Some(agent.to_owned()),
        chats: Some(7),
        cells: vec![Cell::Number(7.0)],
        ..ChatAgent::default()
    };
    PlatformDay {
        tag: Tag::of("far_east"),
        as_of: NOW.plus(-2_000),
        totals: ChatTotals { chats: Some(7), ..ChatTotals::default() },
        ai: None,
        figures: None,
        metrics: vec![metric],
        agents: vec![row.into()],
        trend: None,
        missing: vec!["one part".into()],
    }
}

#[test]
fn other_vendors_chats_stand_beside_and_only_what_all_say_is_summed() {
    let (mut board, limits) = (told(), Limits::default());
    board.apply(Update::new(NOW, vendor("7moor", Phase::Live, None)));
    board.apply(Update::new(NOW, Payload::Platform(Box::new(chats("\u{1b}[31m别动")))));
    let page =
        Page { board: &board, now: NOW, site: "Acme", zone: chrono_tz::Asia::Shanghai, limits: &limits, lacking: &[] };
    let document = document(&page);
    let site = &document["sites"]["far_east"];
    assert_eq!((&site["title"], &site["totals"]["chats"]), (&json!("7moor"), &json!(7)));
    assert_eq!(site["agents"][0]["figures"], json!({"initCount": 7}));
    assert_eq!(site["missing"], json!(["one part"]));
    assert_eq!(document["sources"]["far_east"]["state"], "live");
    assert_eq!((&document["together"]["chats"], &document["together"]["valid"]), (&json!(7), &json!(null)));
    assert_eq!(document["together"]["of"], json!(["far_east"]));
    assert!(text::page(&page).contains("7moor        7 chats  – valid  – AI sessions"), "{}", text::page(&page));
}

#[test]
fn a_vendor_that_is_configured_is_waited_for_until_it_answers_or_fails() {
    let (mut board, platforms) = (Board::new(), [Tag::of("far_east")]);
    for source in SourceId::FIXED {
        board.apply(Update::new(NOW, Payload::Source(crate::feed::off_report(source))));
    }
    assert!(!complete(&board, &expecting(&platforms)), "nothing was heard of it");
    board.apply(Update::new(NOW, vendor("7moor", Phase::Connecting, None)));
    assert!(!complete(&board, &expecting(&platforms)));
    let why = lack::all(&board, &expecting(&platforms), Duration::from_secs(20));
    assert_eq!(why, ["the chats of [far_east] did not come within 20s; try a longer --timeout"]);
    let mut failed = board.clone();
    failed.apply(Update::new(NOW, vendor("7moor", Phase::Stopped, Some("wrong key"))));
    assert!(complete(&failed, &expecting(&platforms)));
    board.apply(Update::new(NOW, Payload::Platform(Box::new(chats("别动")))));
    assert!(complete(&board, &expecting(&platforms)));
}

#[test]
fn the_snapshot_says_what_contradicts() {
    let mut board = told();
    let mut agent = board.agents()[0].clone();
    (agent.dialled, agent.connected) = (Some(2), Some(3));
    let roster = Roster::whole(RosterKind::Full, vec![agent]);
    board.apply(Update::new(NOW, Payload::Roster(Box::new(roster))));
    let limits = Limits::default();
    let page =
        Page { board: &board, now: NOW, site: "Acme", zone: chrono_tz::Asia::Shanghai, limits: &limits, lacking: &[] };
    let contradictory = document(&page)["contradictory"].clone();
    let expected = json!({"source": "agents", "who": null, "part": "connected", "value": 3.0, "whole": "dialled",
                          "whole_value": 2.0});
    assert_eq!(contradictory[0], expected);
    assert_eq!(contradictory.as_array().map(Vec::len), Some(2), "and that of the one agent");
    let text = text::page(&page);
    assert!(text.contains("contradictory: agents: connected 3, but dialled 2"), "{text}");
    let rows = csv::rows(&page, &LiteMap::new()).unwrap();
    assert!(
        rows.lines().next().unwrap().ends_with(",connected,work_since_at_least,login_since_at_least,contradictory"),
        "{rows}"
    );
    assert!(rows.contains(",2,3,false,false,connected > dialled"), "{rows}");
}

/// Today's calls as far as they are read: one in time, one late, one lost, one short abandon.
fn with_calls(whole: bool) -> Board {
    let call = |number: i64, result, waited: Option<i64>, lasted: i64| {
        let started = NOW.plus(-3_600_000 + number);
        LedgerCall::of(&CallRecord {
            id: number.to_string(),
            kind: Some(CallKind::Inbound),
            started: Some(started),
            bridged: waited.map(|ms| started.plus(ms)),
            ended: Some(started.plus(lasted)),
            result: Some(result),
            ..CallRecord::default()
        })
    };
    let news = CallNews {
        day: LedgerDay {
            date: chrono::NaiveDate::from_ymd_opt(2025, 11, 21).unwrap(),
            from: NOW.plus(-40_000_000),
            to: NOW.plus(40_000_000),
        },
        target: ServiceTarget::default(),
        calls: vec![
            call(1, CallResult::Answered, Some(4_000), 60_000),
            call(2, CallResult::Answered, Some(40_000), 60_000),
            call(3, CallResult::AgentMissed, None, 60_000),
            call(4, CallResult::HungUpFast, None, 3_000),
        ],
        extent: Extent { whole, since: Some(NOW.plus(-3_600_000)), total: Some(6_400) },
        unlisted: Vec::new(),
        matching: Matching::On,
        as_of: NOW.plus(-40_000),
    };
    let mut board = told();
    board.apply(Update::new(NOW, Payload::Source(SourceReport::new(SourceId::Calls, Phase::Live))));
    board.apply(Update::new(NOW, Payload::Calls(Box::new(news))));
    board
}

#[test]
fn calls_stand_beside_the_agents_counters_with_their_definitions() {
    let (board, limits) = (with_calls(true), Limits::default());
    let zone = chrono_tz::Asia::Shanghai;
    let page = Page { board: &board, now: NOW, site: "Acme", zone, limits: &limits, lacking: &[] };
    let document = document(&page);
    let summary = &document["summary"];
    assert_eq!(
        [&summary["calls_answered"], &summary["lost"], &summary["short_abandons"], &summary["agent_answers"]],
        [&json!(2), &json!(1), &json!(1), &json!(12)]
    );
    let level = &document["calls"]["service_level"];
    assert_eq!((&level["calls"], &level["in_time"], &level["percent"]), (&json!(3), &json!(1), &json!(80)));
    assert_eq!((&level["bring_back"], &level["may_be_late"]), (&json!(7), &json!(null)), "(1 + 7) of (3 + 7)");
    assert_eq!(document["sources"]["calls"]["age_ms"], 40_000);
    let text = text::page(&page);
    for said in [
        "12 agent answers",
        "calls  2 answered  1 lost  1 short abandons  service level 33.3",
        ": 80 % within 20 s of the call's start, short abandons left out, 3 calls, 40s old\nlost   inbound calls that",
        "\nhandle time  ",
        ": talk and hold; after-call work not told\n",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

/// The same with what is known of the caller of the one lost call.
fn with_lost_caller(later: Option<Later>, matching: Matching) -> Board {
    let mut board = with_calls(true);
    let ledger = board.ledger().unwrap();
    let known = ledger.call("3").unwrap().clone();
    let rung = Person { number: Some("1001".to_owned()), name: Some("Wang".to_owned()), ..Person::default() };
    let call = LedgerCall {
        later,
        customer: Some("138****8000".into()),
        relay: Some("95588".into()),
        rung: Some(std::sync::Arc::new(rung)),
        ..known
    };
    let news = CallNews { calls: vec![call], matching, ..ledger.retell(1).next().unwrap() };
    board.apply(Update::new(NOW, Payload::Calls(Box::new(news))));
    board
}

#[test]
fn callers_who_are_still_lost_are_told_with_masked_numbers_and_what_is_not_known_names_its_setting() {
    let limits = Limits::default();
    let told = |later, matching| {
        let board = with_lost_caller(later, matching);
        let zone = chrono_tz::Asia::Shanghai;
        let page = Page { board: &board, now: NOW, site: "Acme", zone, limits: &limits, lacking: &[] };
        (document(&page), text::page(&page))
    };
    let (document, text) = told(Some(Later::Nothing(4)), Matching::On);
    let calls = &document["calls"];
    assert_eq!((&document["summary"]["still_lost"], &calls["still_lost"]), (&json!(1), &json!(1)));
    let caller = &calls["still_lost_callers"][0];
    assert_eq!((&caller["customer"], &caller["tries"]), (&json!("138****8000"), &json!(1)));
    assert_eq!((&caller["let_ring"]["name"], &caller["relay"]), (&json!("Wang"), &json!("95588")));
    assert!(text.contains("still lost  1 caller, no later call seen since 13:32\n  13:32  waits 59m"), "{text}");
    assert!(text.contains("138****8000  95588  Wang"), "{text}");
    let (document, text) = told(Some(Later::Contact), Matching::On);
    assert_eq!(document["summary"]["still_lost"], json!(0));
    assert!(text.contains("still lost  0 callers\n"), "{text}");
    let (document, text) = told(Some(Later::Unknown), Matching::On);
    assert_eq!((&document["summary"]["still_lost"], &document["calls"]["lost_unmatched"]), (&json!(null), &json!(1)));
    assert!(text.contains("still lost  –: the platform tells no number of a lost call"), "{text}");
    let (document, text) = told(None, Matching::Off("voice".into()));
    let calls = &document["calls"];
    assert_eq!((&document["summary"]["still_lost"], &calls["lost_unmatched"]), (&json!(null), &json!(null)));
    assert_eq!(calls["still_lost_unknown"], json!("set match_callers in [voice]"));
    assert!(text.contains("still lost  –: set match_callers in [voice]"), "{text}");
}

#[test]
fn a_part_of_the_day_is_no_figure_of_the_day() {
    let (board, limits) = (with_calls(false), Limits::default());
    let zone = chrono_tz::Asia::Shanghai;
    let page = Page { board: &board, now: NOW, site: "Acme", zone, limits: &limits, lacking: &[] };
    let document = document(&page);
    assert_eq!((&document["summary"]["lost"], &document["summary"]["service_level"]), (&json!(null), &json!(null)));
    assert_eq!((&document["calls"]["records"], &document["calls"]["counted"]), (&json!(4), &json!(6_400)));
    let expected = Expected { calls: true, platforms: Vec::new() };
    let lacking = lack::all(&board, &expected, Duration::from_secs(20));
    assert!(
        lacking.contains(&"only 4 of 6,400 call records came within 20s; try a longer --timeout".to_owned()),
        "{lacking:?}"
    );
    assert!(text::page(&page).contains("(since 13:32, 4 of 6,400)"), "{}", text::page(&page));
}
