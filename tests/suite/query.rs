//! `callboard query`: the worked examples of the manual, and a recording of the live simulator.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::{glue, query};
use callboard::feed::record::{About, Recorder, Take, Writer};
use callboard::model::{
    Agent, AgentChange, AgentId, Board, CallKind, CallNews, CallResult, Change, Changes, Extent, LedgerCall, LedgerDay,
    LoginState, Matching, Payload, Person, Phase, Roster, RosterKind, ServiceTarget, SourceId, SourceReport, Stamp,
    Update, WorkState,
};
use callboard::sim::Options;
use serde_json::Value;
use tokio::time::timeout;

use crate::house;
use crate::sim_support::{AFTERNOON, afternoon, centre_and_settings};

/// The program in an empty home.
fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(arguments)
        .current_dir(dir)
        .env_clear()
        .env("HOME", dir)
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .output()
        .unwrap()
}

fn told(ms: i64, payload: Payload) -> Update {
    Update::new(Stamp(AFTERNOON).plus(ms), payload)
}

fn works(ms: i64, id: &str, work: WorkState) -> Update {
    let set = |set| Change::Agent { id: AgentId::new(id), set };
    let since = Some(Stamp(AFTERNOON).plus(ms));
    let changes = vec![set(AgentChange::Work(Some(work))), set(AgentChange::WorkSince(since))];
    told(ms, Payload::Changes(Changes { changes, ..Changes::default() }))
}

fn call(id: &str, started_ms: i64, wait_ms: Option<i64>) -> LedgerCall {
    let started = Stamp(AFTERNOON).plus(started_ms);
    let agent = Person { number: Some("1001".to_owned()), ..Person::default() };
    LedgerCall {
        id: id.into(),
        kind: Some(CallKind::Inbound),
        started: Some(started),
        bridged: wait_ms.map(|wait| started.plus(wait)),
        ended: Some(started.plus(90_000)),
        result: Some(if wait_ms.is_some() { CallResult::Answered } else { CallResult::AgentMissed }),
        first: wait_ms.map(|_| std::sync::Arc::new(agent)),
        ..LedgerCall::of(&callboard::model::CallRecord::default())
    }
}

/// Forty minutes from half past two on: two agents, five calls, two alerts of one rule.
fn day(dir: &Path) -> PathBuf {
    let path = dir.join("day.rec");
    let agent = |id: &str, name: &str| Agent {
        name: Some(name.into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::Ready),
        work_since: Some(Stamp(AFTERNOON)),
        ..Agent::new(AgentId::new(id))
    };
    let roster = Roster::whole(RosterKind::Full, vec![agent("1", "李娜"), agent("2", "Sun Li")]);
    let live = |id| Payload::Source(SourceReport { connects: 1, ..SourceReport::new(id, Phase::Live) });
    let from = Stamp(AFTERNOON).plus(-(14 * 60 + 30) * 60_000);
    let news = CallNews {
        day: LedgerDay { date: "2026-11-21".parse().unwrap(), from, to: from.plus(86_400_000) },
        target: ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 },
        calls: vec![
            call("a", 60_000, Some(4_000)),
            call("b", 120_000, Some(45_000)),
            call("c", 180_000, None),
            call("d", 1_860_000, Some(9_000)),
            call("e", 1_920_000, Some(5_000)),
        ],
        extent: Extent { whole: true, ..Extent::default() },
        unlisted: Vec::new(),
        matching: Matching::default(),
        as_of: Stamp(AFTERNOON).plus(2_000_000),
    };
    let mut updates = vec![
        told(0, live(SourceId::Agents)),
        told(0, live(SourceId::Calls)),
        told(0, Payload::Roster(Box::new(roster))),
    ];
    updates.extend((1..240).map(|beat| told(beat * 10_000 + 500, Payload::Heard(SourceId::Agents))));
    updates.extend([
        works(600_000, "1", WorkState::WrapUp),
        works(960_000, "1", WorkState::Ready),
        works(1_200_000, "1", WorkState::WrapUp),
        works(1_620_000, "1", WorkState::Talking),
        told(2_000_000, Payload::Calls(Box::new(news))),
        told(2_400_000, Payload::Heard(SourceId::Agents)),
    ]);
    updates.sort_by_key(|update| update.at);
    let about = About::new("Acme", "Asia/Shanghai", Stamp(AFTERNOON));
    let (writer, _) = Writer::open(&path, &about).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), Stamp(AFTERNOON)).unwrap();
    for update in updates {
        recorder.take(update).unwrap();
    }
    recorder.flush().unwrap();
    path
}

/// An example of the manual: what the program is asked, the file that its rows go to, and what DuckDB is asked of them.
struct Example {
    arguments: Vec<String>,
    rows: String,
    sql: String,
}

fn examples() -> Vec<Example> {
    let page = house::text("assets/manual/callboard-query.1.md");
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```").map(|(block, _)| block));
    let example = |block: &str| {
        let (command, rest) = block.split_once('\n')?;
        let (arguments, rows) = command.strip_prefix("callboard ")?.split_once(" > ")?;
        let sql = rest.strip_prefix("duckdb -c \"")?.trim_end().strip_suffix('"')?;
        let arguments = arguments.split(' ').map(str::to_owned).collect();
        Some(Example { arguments, rows: rows.to_owned(), sql: sql.to_owned() })
    };
    blocks.filter_map(example).collect()
}

/// Has DuckDB run something in `dir`, as a program or as a module of Python; `None` where there is neither.
fn duckdb(dir: &Path, sql: &str) -> Option<Output> {
    let program = Command::new("duckdb").args(["-c", sql]).current_dir(dir).output();
    if let Ok(output) = program {
        return Some(output);
    }
    let python = |code: &str| Command::new("python3").args(["-c", code, sql]).current_dir(dir).output().ok();
    python("import duckdb").filter(|output| output.status.success())?;
    python("import duckdb, sys; duckdb.connect().execute(sys.argv[1])")
}

#[test]
fn the_worked_examples_of_the_manual_answer_what_they_say_they_do() {
    let dir = tempfile::tempdir().unwrap();
    day(dir.path());
    let examples = examples();
    assert_eq!(examples.len(), 3, "three worked examples");
    let expected = [
        "Sun Li,ready,40.0\n李娜,ready,14.0\n李娜,talking,13.0\n李娜,wrap-up,13.0\n",
        "2026-11-21 14:30:00+08,2,1,33.3\n2026-11-21 15:00:00+08,2,0,100.0\n",
        "wrap_up,2,90.0,李娜\nlost,1,,\nstale,1,,calls\n",
    ];
    for (Example { arguments, rows, sql }, expected) in examples.iter().zip(expected) {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(dir.path(), &arguments);
        assert!(output.status.success(), "{output:?}");
        assert!(!output.stdout.is_empty());
        fs::write(dir.path().join(rows), output.stdout).unwrap();
        let asked = format!("SET TimeZone = 'Asia/Shanghai'; COPY ({sql}) TO 'answer.csv' (HEADER false)");
        let Some(output) = duckdb(dir.path(), &asked) else {
            let is_required = std::env::var_os("CALLBOARD_REQUIRE_DUCKDB").is_some();
            assert!(!is_required, "CALLBOARD_REQUIRE_DUCKDB is set, and there is no duckdb");
            // Past what captures the output of tests.
            let mut aloud = std::io::stderr();
            writeln!(aloud, "NOT RUN: no duckdb, neither a program nor a module of python3 (pip install duckdb)")
                .unwrap();
            return;
        };
        assert!(output.status.success(), "{sql}: {output:?}");
        assert_eq!(fs::read_to_string(dir.path().join("answer.csv")).unwrap(), *expected, "{sql}");
    }
}

/// Long enough that only a centre that never tells all fails.
const PATIENCE: Duration = Duration::from_mins(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_of_a_live_centre_has_rows_of_every_kind_that_it_tells() {
    let vendors = Vendors { sobot: true, cn: true, moor: true };
    let (simulator, config) =
        centre_and_settings(Options { agents: 12, rate: Some(300.0), ..afternoon(9) }, vendors).await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("day.rec");
    let clock = glue::clock();
    let mut sources = glue::start(&config, &clock).unwrap();
    let about = About::new("Acme", config.site.timezone.name(), clock());
    let (writer, opened) = Writer::open(&path, &about).unwrap();
    let take = Take::start(move || Ok((writer, opened)), Board::new(), clock());
    let mut board = Board::new();
    let recording = async {
        let is_whole = |board: &Board| {
            board.is_complete()
                && board.chat().is_some()
                && board.ai().is_some()
                && board.ledger().is_some_and(|ledger| ledger.extent().whole)
        };
        while !is_whole(&board) {
            let update = sources.updates.recv().await.unwrap();
            board.apply(update.clone());
            assert!(take.record(update).await);
        }
    };
    timeout(PATIENCE, recording).await.unwrap();
    assert_eq!(take.finish().await.failure, None);
    simulator.stop().await;
    let rows = |table: &str| -> Vec<Value> {
        let output = run(dir.path(), &["query", path.to_str().unwrap(), "--table", table]);
        assert!(output.status.success(), "{table}: {output:?}");
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    for table in query::tables() {
        let found = rows(table.name);
        // A recording of a second has no minute that is over, nothing was asked of bots, pushed or noted, and no half hour compared.
        let may_be_empty = ["alerts", "figures", "probes", "events", "ai-drift", "notes"].contains(&table.name);
        assert!(may_be_empty || !found.is_empty(), "{} has no row", table.name);
        for row in &found {
            assert_eq!(row.as_object().unwrap().len(), table.columns.len() + 1, "{row}");
        }
    }
    assert_eq!(rows("calls").len(), board.ledger().unwrap().held());
    let there: std::collections::BTreeSet<String> =
        rows("states").iter().map(|row| row["agent_id"].to_string()).collect();
    assert_eq!(there.len(), board.agents().len());
    let lost = rows("calls").iter().filter(|row| row["outcome"] == "lost").count() as u64;
    assert_eq!(lost, board.ledger().unwrap().figures().lost);
}
