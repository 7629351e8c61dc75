use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use clap::ValueEnum as _;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::commands::alerts::dry_run;
use crate::feed::record::{About, Reader, Recorder, Updates, Writer};
use crate::model::testing::{NOW, agent, answered_call, centre};
use crate::model::{
    Agent, AgentChange, AgentId, AiGroup, Board, CallEvent, CallNews, Callback, Change, Changes, Extent, Funnel,
    FunnelHalf, FunnelRow, Happening, LedgerCall, LedgerDay, Note, Payload, Phase, ProbeMode, ProbeRun, ProbeSet,
    Roster, RosterKind, ServiceTarget, SourceId, SourceReport, Stamp, Update, WorkState,
};

mod reading;

const ZONE: Tz = Tz::Asia__Shanghai;

/// A place with recordings in it.
struct Shelf(TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A recording that begins at `began` with an empty board.
    fn record(&self, name: &str, began: Stamp, updates: &[Update]) -> PathBuf {
        self.record_of("Acme", name, Board::new(), began, updates)
    }

    fn record_of(&self, site: &str, name: &str, board: Board, began: Stamp, updates: &[Update]) -> PathBuf {
        let path = self.path(name);
        let (writer, _) = Writer::open(&path, &About::new(site, ZONE.name(), began)).unwrap();
        let mut recorder = Recorder::new(writer, board, began).unwrap();
        for update in updates {
            recorder.take(update.clone()).unwrap();
        }
        recorder.flush().unwrap();
        path
    }
}

fn query(table: Asked, files: &[&PathBuf]) -> Query {
    Query { files: files.iter().map(|file| (*file).clone()).collect(), table, from: None, to: None }
}

fn printed(query: &Query) -> (Vec<Value>, Option<String>) {
    let mut text = String::new();
    let outcome = rows_of(&Config::default(), query, |piece| {
        text.push_str(piece);
        Ok(())
    });
    let rows = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (rows, outcome.err().map(|error| error.to_string()))
}

fn rows(table: Asked, files: &[&PathBuf]) -> Vec<Value> {
    let (rows, error) = printed(&query(table, files));
    assert_eq!(error, None);
    rows
}

fn at(ms: i64) -> Stamp {
    NOW.plus(ms)
}

fn told(ms: i64, payload: Payload) -> Update {
    Update::new(at(ms), payload)
}

fn live() -> Update {
    told(0, Payload::Source(SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) }))
}

fn roster(ms: i64, agents: Vec<Agent>) -> Update {
    told(ms, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents))))
}

fn who(id: &str, work: WorkState, since_ms: i64) -> Agent {
    let number = Some(format!("10{id}").into());
    let since = Some(at(since_ms));
    Agent { number, work: Some(work), work_since: since, ..Agent::new(AgentId::new(id)) }
}

fn works(ms: i64, id: &str, work: WorkState, since_ms: Option<i64>) -> Update {
    let set = |set| Change::Agent { id: AgentId::new(id), set };
    let mut changes = vec![set(AgentChange::Work(Some(work)))];
    changes.extend(since_ms.map(|since| set(AgentChange::WorkSince(Some(at(since))))));
    told(ms, Payload::Changes(Changes { changes, ..Changes::default() }))
}

fn calls(ms: i64, day: i64, calls: Vec<LedgerCall>) -> Update {
    let from = Stamp((NOW.ms() + 8 * 3_600_000) / 86_400_000 * 86_400_000 - 8 * 3_600_000).plus(day * 86_400_000);
    let day = LedgerDay { date: "2026-11-21".parse().unwrap(), from, to: from.plus(86_400_000) };
    let target = ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 };
    let news = CallNews {
        day,
        target,
        calls,
        extent: Extent { whole: true, ..Extent::default() },
        unlisted: Vec::new(),
        matching: crate::model::Matching::default(),
        as_of: at(ms),
    };
    told(ms, Payload::Calls(Box::new(news)))
}

fn call(id: &str, started_ms: i64) -> LedgerCall {
    LedgerCall::of(&answered_call(id, at(started_ms)))
}

/// The AI sessions of the last half hour, or of that of so many days before.
fn half_hour(days: i64) -> FunnelHalf {
    let from = Stamp(NOW.ms().div_euclid(1_800_000) * 1_800_000 - 1_800_000 - days * 86_400_000);
    let asked = if days == 0 { 90 } else { 50 };
    let row = FunnelRow { group: AiGroup::all(), funnel: Funnel { valid: 150, asked, reached: 40 } };
    FunnelHalf { from, day: 20_000 - days, wall: 20, rows: vec![row] }
}

/// Everything that a full board tells, and a change or two.
fn full() -> (Shelf, PathBuf) {
    let shelf = Shelf::new();
    let probe = ProbeSet {
        name: "shop".to_owned(),
        robot: "1".to_owned(),
        mode: ProbeMode::Stream,
        every_ms: 300_000,
        expects: true,
    };
    let told = [
        calls(100, 0, vec![call("c", 0)]),
        told(200, Payload::Probes(vec![probe.clone()])),
        told(300, Payload::Probed(vec![ProbeRun::new(&probe, at(250))])),
        told(400, Payload::Pushed(vec![Callback::Event(Box::new(CallEvent::new("c", Happening::Created)))])),
        told(500, Payload::Notes(vec![Note { id: "n-1".to_owned(), at: at(500), from: None, text: "t".to_owned() }])),
        told(500, Payload::Funnels([28, 21, 14, 7, 0].map(half_hour).to_vec())),
        told(60_500, Payload::Heard(SourceId::Agents)),
        works(61_000, &agent(1).id.to_string(), WorkState::Ready, None),
    ];
    let path = shelf.record_of("Acme", "full.rec", centre(24), NOW, &told);
    (shelf, path)
}

#[test]
fn the_tables_are_those_that_can_be_asked_for_and_their_columns_are_names_that_sql_takes() {
    const RESERVED: [&str; 12] =
        ["from", "to", "table", "end", "select", "where", "group", "order", "user", "when", "all", "desc"];
    let asked: Vec<String> =
        Asked::value_variants().iter().map(|table| table.to_possible_value().unwrap().get_name().to_owned()).collect();
    let names: BTreeSet<&str> = tables().iter().map(|table| table.name).collect();
    assert_eq!(names, asked.iter().map(String::as_str).collect());
    for table in tables() {
        let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
        for name in columns {
            let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(is_plain && !RESERVED.contains(&name), "{}.{name}", table.name);
        }
    }
}

#[test]
fn every_row_has_every_column_in_its_order_and_in_its_type() {
    let (_shelf, path) = full();
    for (asked, table) in Asked::value_variants().iter().map(|asked| (*asked, made(*asked, &Config::default(), ZONE).0))
    {
        let mut text = String::new();
        rows_of(&Config::default(), &query(asked, &[&path]), |piece| {
            text.push_str(piece);
            Ok(())
        })
        .unwrap();
        let names: Vec<String> =
            ["schema"].into_iter().chain(table.columns.iter().map(|column| column.name)).map(str::to_owned).collect();
        for line in text.lines() {
            let mut rest = line;
            for name in &names {
                let place =
                    rest.find(&format!("\"{name}\":")).unwrap_or_else(|| panic!("{}: no {name} in {rest}", table.name));
                rest = &rest[place + 1..];
            }
            let row: Value = serde_json::from_str(line).unwrap();
            assert_eq!((row.as_object().unwrap().len(), &row["schema"]), (names.len(), &json!(1)), "{line}");
            for column in &table.columns {
                assert!(column.kind.fits(&row[column.name]), "{}.{}: {}", table.name, column.name, row[column.name]);
            }
        }
        assert!(table.name == "alerts" || text.lines().count() > 0, "{} has no row", table.name);
    }
}

#[test]
fn an_agent_has_a_row_for_each_change_and_one_that_says_that_they_are_gone() {
    let shelf = Shelf::new();
    let path = shelf.record(
        "a.rec",
        at(0),
        &[
            live(),
            roster(0, vec![who("1", WorkState::Ready, -5_000), who("2", WorkState::Other(77), -1_000)]),
            works(3_000, "1", WorkState::Talking, Some(2_900)),
            works(4_000, "1", WorkState::Talking, Some(2_900)),
            roster(9_000, vec![who("1", WorkState::Talking, 2_900)]),
        ],
    );
    let rows = rows(Asked::Agents, &[&path]);
    let brief: Vec<Value> =
        rows.iter().map(|row| json!([row["at"], row["agent_number"], row["state"], row["listed"]])).collect();
    assert_eq!(
        brief,
        [
            json!(["2026-11-21T14:32:07.000+08:00", "101", "ready", true]),
            json!(["2026-11-21T14:32:07.000+08:00", "102", "77", true]),
            json!(["2026-11-21T14:32:10.000+08:00", "101", "talking", true]),
            json!(["2026-11-21T14:32:16.000+08:00", "102", null, false]),
        ]
    );
    assert_eq!(rows[2]["state_since"], "2026-11-21T14:32:09.900+08:00");
}

#[test]
fn a_spell_lasts_from_the_platforms_time_to_the_next_and_the_last_one_has_no_end() {
    let shelf = Shelf::new();
    let path = shelf.record(
        "a.rec",
        at(0),
        &[
            live(),
            roster(0, vec![who("1", WorkState::Ready, -5_000)]),
            works(3_000, "1", WorkState::Talking, Some(2_500)),
            // Its time is not sent.
            works(8_000, "1", WorkState::WrapUp, None),
            told(9_000, Payload::Heard(SourceId::Agents)),
        ],
    );
    let spell =
        |row: &Value| json!([row["state"], row["lasted_ms"], row["ended"], row["seen_until"], row["began_at_least"]]);
    let spells: Vec<Value> = rows(Asked::States, &[&path]).iter().map(spell).collect();
    assert_eq!(
        spells[0],
        json!(["ready", 7_500, "2026-11-21T14:32:09.500+08:00", "2026-11-21T14:32:09.500+08:00", false])
    );
    assert_eq!(spells[1][0], json!("talking"));
    assert_eq!(spells[2][2], json!(null), "it goes on");
    assert_eq!((&spells[2][3], spells.len()), (&json!("2026-11-21T14:32:16.000+08:00"), 3));
}

#[test]
fn of_a_gap_nothing_is_told_but_what_the_platform_itself_says_of_it() {
    let shelf = Shelf::new();
    let one = shelf.record(
        "one.rec",
        at(0),
        &[
            live(),
            roster(0, vec![who("1", WorkState::Ready, -1_000), who("2", WorkState::Busy, -1_000)]),
            told(10_000, Payload::Heard(SourceId::Agents)),
        ],
    );
    let mut board = Board::new();
    for update in
        [live(), roster(100_000, vec![who("1", WorkState::Talking, 90_000), who("2", WorkState::Busy, -1_000)])]
    {
        board.apply(update);
    }
    let later = [told(110_000, Payload::Heard(SourceId::Agents))];
    let two = shelf.record_of("Acme", "two.rec", board, at(100_000), &later);
    let spell = |row: &Value| json!([row["agent_number"], row["state"], row["lasted_ms"], row["ended"].is_null()]);
    let spells: Vec<Value> = rows(Asked::States, &[&two, &one]).iter().map(spell).collect();
    assert_eq!(
        spells,
        [
            json!(["101", "ready", 11_000, true]),
            json!(["101", "talking", 20_000, true]),
            json!(["102", "busy", 111_000, true]),
        ],
        "that of the second is the same by the platform's time"
    );
}

#[test]
fn a_call_has_one_row_as_it_was_known_last_and_a_day_is_told_when_it_is_over() {
    let shelf = Shelf::new();
    let rings = LedgerCall { ended: None, result: None, bridged: None, first: None, ..call("b", 1_000) };
    let day = 86_400_000;
    let one = shelf.record(
        "one.rec",
        at(0),
        &[calls(0, 0, vec![call("c", 9_000), rings]), calls(70_000, 0, vec![call("b", 1_000)])],
    );
    let mut board = Board::new();
    board.apply(calls(0, 0, vec![call("c", 9_000), call("a", -5_000)]));
    let two = shelf.record_of("Acme", "two.rec", board, at(80_000), &[calls(day, 1, vec![call("d", day)])]);
    let brief =
        |row: &Value| json!([row["call_id"], row["outcome"], row["wait_ms"], row["in_time"], row["first_agent_name"]]);
    let found: Vec<Value> = rows(Asked::Calls, &[&one, &two]).iter().map(brief).collect();
    let answered = |id: &str| json!([id, "answered", 4_000, true, "Wang"]);
    assert_eq!(found, [answered("a"), answered("b"), answered("c"), answered("d")]);
}

#[test]
fn alerts_are_those_of_a_dry_run() {
    let shelf = Shelf::new();
    let mut updates = vec![live(), roster(0, vec![who("1", WorkState::WrapUp, 0)])];
    updates.extend((1..40).map(|beat| told(beat * 10_000, Payload::Heard(SourceId::Agents))));
    updates.push(works(400_000, "1", WorkState::Ready, Some(400_000)));
    let path = shelf.record("a.rec", at(0), &updates);
    let found = rows(Asked::Alerts, &[&path]);
    let read = Updates::new(Reader::open(&path).unwrap()).map(Result::unwrap);
    let expected: Vec<_> = dry_run(crate::model::Rules::default(), ZONE, read).collect();
    assert_eq!(found.len(), expected.len());
    assert_eq!(found.len(), 2, "{found:?}");
    let brief = |row: &Value| json!([row["kind"], row["rule"], row["about"], row["agent_id"], row["lasted_ms"]]);
    assert_eq!(brief(&found[0]), json!(["raised", "wrap_up", "agent", "1", null]));
    assert_eq!(brief(&found[1]), json!(["cleared", "wrap_up", "agent", "1", 100_000]));
    assert_eq!(found[0]["at"], found[1]["began"]);
}

#[test]
fn figures_are_of_the_end_of_each_minute_and_null_where_their_source_was_stale() {
    let shelf = Shelf::new();
    let path = shelf.record(
        "a.rec",
        at(0),
        &[
            live(),
            roster(0, vec![who("1", WorkState::Ready, 0)]),
            told(50_000, Payload::Heard(SourceId::Agents)),
            works(54_000, "1", WorkState::Talking, None),
            // Nothing for more than a minute.
            told(200_000, Payload::Heard(SourceId::Agents)),
        ],
    );
    let found = rows(Asked::Figures, &[&path]);
    let brief = |row: &Value| json!([row["at"], row["ready"], row["agents_age_ms"], row["calls_age_ms"], row["lost"]]);
    assert_eq!(
        found.iter().map(brief).collect::<Vec<_>>(),
        [
            json!(["2026-11-21T14:33:00.000+08:00", 1.0, 3_000, null, null]),
            json!(["2026-11-21T14:34:00.000+08:00", null, 59_000, null, null])
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever an agent does, spells follow one another without a hole and without an overlap, and none is lost.
    #[test]
    fn spells_follow_one_another(steps in prop::collection::vec((0_i64..90_000, 0_usize..5, any::<bool>()), 1..40)) {
        const STATES: [WorkState; 5] = [WorkState::Ready, WorkState::Talking, WorkState::WrapUp, WorkState::Busy, WorkState::Other(5)];
        let shelf = Shelf::new();
        let mut updates = vec![live(), roster(0, vec![who("1", WorkState::Ready, 0)])];
        let (mut now, mut state, mut changes) = (0, STATES[0], 0);
        for (after, next, is_sent) in steps {
            now += after;
            changes += usize::from(STATES[next] != state);
            // A state that is told anew goes on.
            let since = (is_sent && STATES[next] != state).then_some(now);
            state = STATES[next];
            updates.push(works(now, "1", state, since));
        }
        let path = shelf.record("a.rec", at(0), &updates);
        let found = rows(Asked::States, &[&path]);
        prop_assert_eq!(found.len(), changes + 1);
        for pair in found.windows(2) {
            prop_assert_eq!(&pair[0]["ended"], &pair[1]["began"]);
            prop_assert_ne!(&pair[0]["state"], &pair[1]["state"]);
        }
        let total: i64 = found.iter().map(|row| row["lasted_ms"].as_i64().unwrap()).sum();
        prop_assert_eq!(total, now);
        prop_assert!(found.last().unwrap()["ended"].is_null());
    }
}

#[test]
fn a_note_is_one_row_however_often_it_is_told_and_by_how_many_recordings() {
    let shelf = Shelf::new();
    let note = |id: &str, ms: i64, from: Option<&str>| Note {
        id: id.to_owned(),
        at: at(ms),
        from: from.map(str::to_owned),
        text: format!("{id}: call 13812345678"),
    };
    let notes = |ms, all: &[Note]| told(ms, Payload::Notes(all.to_vec()));
    let first = shelf.record("a.rec", NOW, &[live(), notes(10, &[note("a", 10, Some("ana"))])]);
    let all = [note("a", 10, Some("ana")), note("b", 20, None)];
    let second = shelf.record("b.rec", at(15), &[notes(20, &all), notes(30, &all)]);
    let found: Vec<Value> = rows(Asked::Notes, &[&first, &second]);
    let told: Vec<_> =
        found.iter().map(|row| (row["note_id"].clone(), row["written_by"].clone(), row["text"].clone())).collect();
    assert_eq!(
        told,
        [
            (json!("a"), json!("ana"), json!("a: call 138****5678")),
            (json!("b"), Value::Null, json!("b: call 138****5678")),
        ]
    );
}
