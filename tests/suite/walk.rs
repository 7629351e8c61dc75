//! One word, one figure: in a simulated day every figure is read off board, wall, calls and snapshot, asked of the
//! rules, opened into the rows that it counts, and held against the simulator's own truth.

use std::collections::BTreeSet;
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::{glue, snapshot};
use callboard::model::{
    Board, CallsAsked, CallsOf, Day, Limits, Lookup, Measure, ReportAsked, ReportOf, Role, Shelved, Stamp, Want,
};
use callboard::sim::Simulator;
use callboard::ui::{Action, Effect, Keymap, KioskSettings, Settings, View, text};
use serde_json::Value;
use tokio::time::timeout;

use crate::house;
use crate::screen_support::drawn;
use crate::sim_support::{AFTERNOON, MODES, feed_on_a_centre};

/// Long enough that only a reading that never ends fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(2);

const NOW: Stamp = Stamp(AFTERNOON);

/// A day that is known whole: agents, records, the calls view's list and the half hours.
struct Known {
    simulator: Simulator,
    _sources: glue::Sources,
    board: Board,
    settings: Settings,
}

fn half_hours() -> Lookup {
    Lookup::Report(ReportAsked { of: ReportOf::HalfHours, day: Day::Today, agent: None })
}

impl Known {
    async fn known(strict: bool) -> Self {
        let vendors = Vendors { sobot: true, ..Vendors::default() };
        let (simulator, mut sources) = feed_on_a_centre(vendors, |options| options.strict = strict).await;
        let mut board = Board::new();
        let all = Lookup::Calls(CallsAsked::default());
        sources.feed.look(vec![Want::all(all.clone()), Want::all(half_hours())]);
        let is_known = |board: &Board| {
            let listed = board.shelf().get(&all).and_then(Shelved::calls).is_some_and(|rows| rows.complete);
            let reported = board.shelf().get(&half_hours()).is_some_and(Shelved::has_content);
            let whole = board.ledger().is_some_and(|ledger| ledger.extent().whole);
            board.is_complete() && listed && reported && whole
        };
        let reading = timeout(PATIENCE, async {
            while !is_known(&board) {
                board.apply(sources.updates.recv().await.unwrap());
            }
        });
        assert!(reading.await.is_ok(), "the day is read");
        let settings = Settings { zone: chrono_tz::Asia::Shanghai, ..Settings::default() };
        Self { simulator, _sources: sources, board, settings }
    }

    fn view(&self) -> View {
        View::new(&self.settings, Keymap::new(&[]).unwrap())
    }

    fn act(&self, view: &mut View, action: Action) -> Effect {
        let effect = view.act(action, &self.board, NOW, &self.settings);
        view.put_in_order(&self.board, NOW, &self.settings);
        effect
    }

    fn frame(&self, view: &View, size: (u16, u16)) -> String {
        drawn(&self.board, view, &self.settings, NOW, size)
    }

    fn wall(&self, size: (u16, u16)) -> String {
        let kiosk = Some(KioskSettings { views: Vec::new(), every_ms: 20_000 });
        let settings = Settings { kiosk, ..self.settings.clone() };
        drawn(&self.board, &View::new(&settings, Keymap::new(&[]).unwrap()), &settings, NOW, size)
    }

    fn document(&self) -> Value {
        let (zone, limits) = (chrono_tz::Asia::Shanghai, Limits::default());
        snapshot::document(&snapshot::Page {
            board: &self.board,
            now: NOW,
            site: "walk",
            zone,
            limits: &limits,
            lacking: &[],
        })
    }

    /// The view with the keys at the figure of Today that so many steps lead to.
    fn at_figure(&self, steps: usize) -> View {
        let mut view = self.view();
        self.act(&mut view, Action::NextPane);
        for _ in 0..steps {
            self.act(&mut view, Action::Right);
        }
        view
    }

    /// What a figure opens into: the ids of all its calls, by going into each of them; and what the first frame says.
    fn calls_behind(&self, steps: usize) -> (Vec<String>, String) {
        let mut view = self.at_figure(steps);
        self.act(&mut view, Action::Open);
        let frame = self.frame(&view, (200, 60));
        (self.calls_listed(&mut view), frame)
    }

    /// The ids of all calls that the page lists, by going into each of them.
    fn calls_listed(&self, view: &mut View) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        loop {
            self.act(view, Action::Open);
            let Some(id) = view.whereabouts().strip_prefix("the page of call ").map(str::to_owned) else { break };
            self.act(view, Action::Back);
            if ids.last() == Some(&id) {
                break;
            }
            ids.push(id);
            self.act(view, Action::Down);
        }
        ids
    }

    /// The list that the page shows, as a file has it, without its heading.
    fn written(&self, view: &mut View) -> Vec<Vec<String>> {
        let Effect::Export { text, .. } = self.act(view, Action::Export) else { panic!("no file") };
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }
}

/// Whole tenths, as the screen rounds shares.
fn tenths(number: f64) -> i64 {
    (number * 10.0).round() as i64
}

/// The figure that stands before `word` in a frame, in tenths: a count, or a share in percent.
fn figure(frame: &str, word: &str) -> i64 {
    let is_it = |at: &usize| {
        let behind = &frame[at + word.len()..];
        frame[..*at].ends_with(' ') && behind.starts_with(' ') && !behind.starts_with(" in time")
    };
    let at = frame.match_indices(word).map(|(at, _)| at).find(is_it);
    let at = at.unwrap_or_else(|| panic!("no figure is called {word:?}: {frame}"));
    let number = frame[..at].split_whitespace().rev().find(|token| *token != "%").unwrap();
    let number = number.replace([',', '%'], "").parse();
    tenths(number.unwrap_or_else(|_| panic!("no figure before {word}: {frame}")))
}

/// A count as the screen writes it.
fn grouped(count: usize) -> String {
    text::count(Some(count as u64), "")
}

/// A figure of calls, as the simulator knows it.
struct Told {
    what: CallsOf,
    /// In tenths.
    value: i64,
    /// How many calls it counts.
    rows: usize,
    /// What it is called where there is little room, in a narrow box, and in a wide one.
    words: [&'static str; 3],
    key: &'static str,
    measure: Measure,
}

impl Told {
    /// All of them, in the order in which a key goes through them.
    fn all(inbound: &Value) -> [Self; 4] {
        let count = |name: &str| inbound[name].as_f64().unwrap();
        let (answered, in_time, lost, short) = (count("answered"), count("in_time"), count("lost"), count("short"));
        assert!(answered > 100.0 && lost > 0.0, "a day with calls: {inbound}");
        let told = |what, rows: f64, words, key, measure| Self {
            what,
            value: tenths(rows),
            rows: rows as usize,
            words,
            key,
            measure,
        };
        let level = told(
            CallsOf::LateOrLost,
            answered - in_time + lost,
            ["SL 80/20", "service level 80/20", "service level 80/20"],
            "service_level",
            Measure::ServiceLevel,
        );
        [
            Self { value: tenths(in_time / (answered + lost) * 100.0), ..level },
            told(CallsOf::Answered, answered, ["answered"; 3], "calls_answered", Measure::CallsAnswered),
            told(CallsOf::Lost, lost, ["lost"; 3], "lost", Measure::Lost),
            told(
                CallsOf::ShortAbandons,
                short,
                ["short", "short", "short abandons"],
                "short_abandons",
                Measure::ShortAbandons,
            ),
        ]
    }
}

#[tokio::test]
async fn every_figure_has_one_value_in_every_view_and_opens_into_the_rows_that_it_counts() {
    for strict in MODES {
        let day = Known::known(strict).await;
        let truth = day.simulator.truth();
        let inbound = &truth["calls"]["inbound"];
        let summary = &day.document()["summary"];
        let mut view = day.view();
        let boards = [(80, 24), (120, 34), (200, 60)].map(|size| day.frame(&view, size));
        day.act(&mut view, Action::Calls);
        let of_calls = day.frame(&view, (200, 60));
        let wall = day.wall((60, 15));
        for (steps, told) in Told::all(inbound).into_iter().enumerate() {
            let Told { what, value, rows, words, key, measure } = told;
            let [short, _, word] = words;
            let case = format!("{what:?}, strict: {strict}");
            for (frame, word) in boards.iter().zip(words) {
                assert_eq!(figure(frame, word), value, "{case}");
            }
            assert_eq!(figure(&of_calls, word), value, "calls view, {case}");
            if what != CallsOf::ShortAbandons {
                assert_eq!(figure(&wall, short), value, "wall, {case}");
            }
            assert_eq!(tenths(measure.of(&day.board).unwrap()), value, "rules, {case}");
            let told = summary[key].as_f64().unwrap();
            assert_eq!(tenths(if measure.is_percent() { told * 100.0 } else { told }), value, "snapshot, {case}");
            let (ids, opened) = day.calls_behind(steps);
            assert_eq!(ids.len(), rows, "the rows behind it, {case}");
            let ledger = day.board.ledger().unwrap();
            let behind: Vec<String> = ledger.behind(what).iter().map(|call| call.id.to_string()).collect();
            assert_eq!(ids, behind, "newest first, {case}");
            let named = if what == CallsOf::LateOrLost { "late or lost" } else { word };
            let title = format!("{named} {}", grouped(rows));
            assert!(opened.contains(&title), "{title}, {case}: {opened}");
        }
        let (lost, _) = day.calls_behind(2);
        let ids = inbound["lost_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned());
        assert_eq!(lost.into_iter().collect::<BTreeSet<_>>(), ids.collect(), "strict: {strict}");
    }
}

/// Callers who are still lost: on the board at three sizes, on the wall, in the calls view, in the snapshot, for the rules,
/// as rows and as a file. At each the same figure, and that of the simulator, which knows who was reached.
#[tokio::test]
async fn callers_who_are_still_lost_are_one_figure_in_every_view_and_a_row_each_in_list_and_file() {
    for strict in MODES {
        let day = Known::known(strict).await;
        let truth = &day.simulator.truth()["calls"]["inbound"]["still_lost"];
        let known = truth["callers"].as_u64().unwrap();
        assert!(known > 1, "strict: {strict}, {truth}");
        let value = tenths(known as f64);
        let mut at_it = day.at_figure(4);
        for size in [(80, 24), (120, 34), (200, 60)] {
            assert_eq!(figure(&day.frame(&at_it, size), "still lost"), value, "{size:?}, strict: {strict}");
        }
        assert_eq!(figure(&day.wall((60, 15)), "still lost"), value, "wall, strict: {strict}");
        let mut calls = day.view();
        day.act(&mut calls, Action::Calls);
        assert_eq!(figure(&day.frame(&calls, (200, 60)), "still lost"), value, "calls view, strict: {strict}");
        let document = day.document();
        assert_eq!(document["summary"]["still_lost"], truth["callers"]);
        assert_eq!(document["calls"]["still_lost_callers"].as_array().unwrap().len() as u64, known);
        assert_eq!(Measure::StillLost.of(&day.board), Some(known as f64));

        day.act(&mut at_it, Action::Open);
        let mut by_key = day.view();
        day.act(&mut by_key, Action::StillLost);
        let opened = day.frame(&at_it, (200, 60));
        let ids = day.calls_listed(&mut at_it);
        let last = |calls: &Value| calls.as_array().unwrap().last().unwrap().as_str().unwrap().to_owned();
        let of_truth: BTreeSet<String> = truth["calls"].as_array().unwrap().iter().map(last).collect();
        assert_eq!(ids.len() as u64, known, "a row a caller, strict: {strict}");
        assert_eq!(ids.iter().cloned().collect::<BTreeSet<_>>(), of_truth, "strict: {strict}");
        assert!(opened.contains(&format!("still lost {known} · longest waiting first")), "{opened}");
        assert!(opened.contains("no later call seen since"), "{opened}");
        assert_eq!(day.calls_listed(&mut by_key), ids, "the key leads to the same list");

        day.act(&mut by_key, Action::First);
        let Effect::Export { name, text } = day.act(&mut by_key, Action::Export) else { panic!("no file") };
        let mut file = csv::Reader::from_reader(text.as_bytes());
        let headings: Vec<String> = file.headers().unwrap().iter().map(str::to_owned).collect();
        let column = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
        let rows: Vec<csv::StringRecord> = file.records().map(Result::unwrap).collect();
        assert_eq!((name.as_str(), rows.len() as u64), ("still-lost", known));
        let callers = day.board.ledger().unwrap().still_lost_callers();
        for (row, caller) in rows.iter().zip(callers) {
            let number = &row[column("Customer")];
            assert!(number.contains("****") && Some(number) == caller.last.customer.as_deref(), "{text}");
            assert_eq!(row[column("Tries")], caller.tries.to_string());
            assert_eq!(Some(&row[column("Relay number")]), caller.last.relay.as_deref());
        }
    }
}

#[tokio::test]
async fn what_agents_counted_has_its_own_name_and_opens_into_the_agents_who_did() {
    for strict in MODES {
        let day = Known::known(strict).await;
        let truth = day.simulator.truth();
        let agents = truth["agents"].as_array().unwrap();
        let counters = [
            ("agent answers", "inboundEstablishedCallsCountToday", "agent_answers", None),
            ("agent misses", "inboundAbandonCallsCountToday", "agent_misses", Some(Measure::AgentMisses)),
            ("dialled", "outboundCallsCountToday", "dialled", None),
            ("connected", "outboundEstablishedCallsCountToday", "connected", None),
        ];
        let summary = &day.document()["summary"];
        let board = day.frame(&day.view(), (200, 60));
        for (place, (word, field, key, measure)) in counters.into_iter().enumerate() {
            let of = |agent: &Value| agent[field].as_f64().unwrap_or(0.0);
            let sum: f64 = agents.iter().map(of).sum();
            assert_eq!(figure(&board, word), tenths(sum), "{word}, strict: {strict}");
            assert_eq!(summary[key].as_f64(), Some(sum), "{word}");
            assert!(measure.is_none_or(|measure| measure.of(&day.board) == Some(sum)), "{word}");
            // The figures of calls come before them.
            let mut view = day.at_figure(5 + place);
            day.act(&mut view, Action::Open);
            let opened = day.frame(&view, (200, 60));
            let who = agents.iter().filter(|agent| of(agent) > 0.0).count();
            assert!(opened.contains(&format!("{word} {} › Agents", grouped(sum as usize))), "{word}: {opened}");
            assert!(opened.contains(&format!("{who} of {} match", agents.len())), "{word}: {opened}");
        }
    }
}

#[tokio::test]
async fn callers_without_an_agent_are_one_figure_in_every_view_or_unknown_in_all() {
    for strict in MODES {
        let day = Known::known(strict).await;
        let known = day.board.no_agent_yet();
        assert_eq!(known.is_none(), strict);
        let document = day.document();
        assert_eq!(document["no_agent_yet"].as_u64(), known);
        assert_eq!(Measure::NoAgentYet.of(&day.board), known.map(|callers| callers as f64));
        let board = day.frame(&day.view(), (200, 60));
        let Some(known) = known else {
            assert!(board.contains("– no agent yet"), "{board}");
            continue;
        };
        for frame in [&board, &day.wall((60, 15))] {
            assert_eq!(figure(frame, "no agent yet"), tenths(known as f64));
        }
        let mut view = day.view();
        for action in [Action::NextPane, Action::NextPane, Action::Open] {
            day.act(&mut view, action);
        }
        let opened = day.frame(&view, (200, 60));
        let title = format!("no agent yet {known} ");
        assert!(opened.contains(&title), "{opened}");
        // The sum adds up, its first line is what the platform says, and its second leads to the agents who have the others.
        let calls = document["summary"]["inboundCallsCount"].as_u64().unwrap();
        let Effect::Export { text, .. } = day.act(&mut view, Action::Export) else { panic!("no file") };
        let at_agents = calls - known;
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "Inbound calls,Calls".to_owned(),
                format!("inbound calls in progress,{calls}"),
                format!("at agents,{at_agents}"),
                format!("no agent yet,{known}"),
                "\"of these, in the records\",0".to_owned(),
            ]
        );
        assert!(opened.contains("Most calls have a record only once they have ended."), "{opened}");
        day.act(&mut view, Action::Down);
        day.act(&mut view, Action::Open);
        let agents = day.frame(&view, (200, 60));
        assert!(agents.contains(&format!("no agent yet {known} › at agents {at_agents} › Agents")), "{agents}");
        assert!(agents.contains(&format!("{at_agents} of {} match", day.board.agents().len())), "{agents}");
        day.act(&mut view, Action::Back);
        assert!(day.frame(&view, (200, 60)).contains(&title), "each step back is one");
        day.act(&mut view, Action::Back);
        let board = day.frame(&view, (120, 34));
        assert!(board.contains("Today") && board.contains("Agents"), "{board}");
    }
}

#[tokio::test]
async fn half_hours_of_the_report_add_up_to_the_calls_answered_and_those_lost_or_abandoned() {
    for strict in MODES {
        let day = Known::known(strict).await;
        let truth = day.simulator.truth();
        let inbound = &truth["calls"]["inbound"];
        let table = day.board.shelf().get(&half_hours()).unwrap().report().unwrap();
        let sum = |role| {
            let column = table.role(role).unwrap();
            table.rows.iter().filter_map(|row| row.cells[column].number()).sum::<f64>()
        };
        assert_eq!(Some(sum(Role::Answered)), inbound["answered"].as_f64(), "strict: {strict}");
        let served = sum(Role::Answered) + sum(Role::Robots) + sum(Role::Outside);
        let unserved = inbound["lost"].as_f64().unwrap() + inbound["short"].as_f64().unwrap();
        assert_eq!(tenths(sum(Role::Inbound) - served), tenths(unserved), "strict: {strict}");
        let mut view = day.view();
        day.act(&mut view, Action::Reports);
        let frame = day.frame(&view, (200, 60));
        assert_eq!(figure(&frame, "lost+short"), tenths(unserved), "{frame}");
        assert!(!frame.replace("missed by system", "").contains("missed"), "{frame}");
    }
}

/// A report of today's calls: how many steps on from the first it is, which column counts the calls of a row, and which of
/// the simulator's inbound calls a row of that name counts.
type ByRows<'a> = (usize, usize, Box<dyn Fn(&str, &Value) -> bool + 'a>);

#[tokio::test]
async fn every_row_of_calls_by_relay_number_department_and_route_opens_into_the_calls_that_it_counts() {
    for strict in MODES {
        let mut day = Known::known(strict).await;
        let numbers: Vec<String> = day.board.agents().iter().filter_map(|agent| agent.number.clone()).collect();
        // One agent may be of two departments, and others of none.
        let departments = [("early", &numbers[..24]), ("late", &numbers[20..40])];
        day.settings.departments = departments.map(|(name, who)| (name.to_owned(), who.to_vec())).into();
        let records = day.simulator.records();
        let inbound: Vec<&Value> = records.iter().filter(|record| record["set_up"] == "inbound").collect();
        let first = |record: &Value| record["first"].as_u64().map(|number| number.to_string());
        let is_of = |who: &[String], record: &Value| first(record).is_some_and(|number| who.contains(&number));
        let of_department = |name: &str, record: &Value| match departments.iter().find(|(known, _)| *known == name) {
            Some((_, who)) => is_of(who, record),
            None => first(record).is_some() && !departments.iter().any(|(_, who)| is_of(who, record)),
        };
        let reports: [ByRows<'_>; 3] = [
            (2, 9, Box::new(|name, record| record["relay"] == name)),
            (3, 1, Box::new(of_department)),
            (4, 9, Box::new(|name, record| record["route"] == name)),
        ];
        for (steps, column, counts) in reports {
            let mut view = day.view();
            day.act(&mut view, Action::Reports);
            (0..steps).for_each(|_| drop(day.act(&mut view, Action::NextPane)));
            let rows = day.written(&mut view);
            assert!(!rows.is_empty());
            let sum: usize = rows.iter().map(|row| row[column].parse::<usize>().unwrap()).sum();
            assert!(sum >= if column == 1 { 100 } else { inbound.len() }, "every call is in a row: {rows:?}");
            for (place, row) in rows.iter().enumerate() {
                let (name, count) = (&row[0], row[column].parse::<usize>().unwrap());
                let case = format!("{name}, strict: {strict}");
                let known = inbound.iter().filter(|record| counts(name, record));
                let known: BTreeSet<&str> = known.map(|record| record["id"].as_str().unwrap()).collect();
                assert_eq!(count, known.len(), "{case}");
                day.act(&mut view, Action::Open);
                let frame = day.frame(&view, (200, 60));
                assert!(frame.contains(&format!(": {} ", grouped(count))), "{case}: {frame}");
                assert_eq!(day.written(&mut view).len(), count, "{case}");
                // The first row of each is gone through call by call.
                if place == 0 {
                    let listed = day.calls_listed(&mut view);
                    assert_eq!(listed.iter().map(String::as_str).collect::<BTreeSet<_>>(), known, "{case}");
                }
                day.act(&mut view, Action::Back);
                day.act(&mut view, Action::Down);
            }
        }
    }
}

#[tokio::test]
async fn the_handle_time_says_wherever_it_stands_that_after_call_work_is_not_told() {
    let definition = text::handle_definition(callboard::lang::Language::English);
    assert_eq!(definition, "talk and hold; after-call work not told");
    let mut day = Known::known(false).await;
    day.settings.departments = [("early".to_owned(), vec!["1000".to_owned()])].into();
    let mut view = day.view();
    for action in [Action::Help, Action::Filter].into_iter().chain("handle time".chars().map(Action::Type)) {
        day.act(&mut view, action);
    }
    assert!(day.frame(&view, (200, 60)).contains(definition), "the help says what it is");
    let mut view = day.view();
    day.act(&mut view, Action::Reports);
    assert!(day.frame(&view, (200, 60)).contains("talk and hold "), "beside other days it has its own name");
    day.act(&mut view, Action::NextPane);
    for _ in 0..3 {
        day.act(&mut view, Action::NextPane);
        let frame = day.frame(&view, (200, 60));
        assert!(frame.contains("AHT") && frame.contains(definition), "{frame}");
        let written = day.frame(&view, (80, 24));
        assert!(written.contains(definition), "{written}");
    }
    for page in ["callboard-operating.7.md", "callboard-interfaces.7.md"] {
        assert!(house::text(&format!("assets/manual/{page}")).contains(definition), "{page}");
    }
}

/// Every key of an answer, at any depth.
fn keys(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| keys(value).into_iter().chain([key.clone()])).collect()
        }
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn no_list_of_calls_tells_after_call_work_and_no_list_of_states_names_a_call() {
    let told = |name: &str| {
        let text = house::text(&format!("tests/fixtures/examples/sobot-call/{name}.json"));
        let keys = keys(&serde_json::from_str(&text).unwrap());
        let after_call = keys.iter().any(|key| key.to_lowercase().contains("afterwork"));
        (after_call, keys.contains("callID") || keys.contains("partyId"))
    };
    assert_eq!(told("maincdrs-search"), (false, true), "the list that the ledger is read from");
    assert_eq!(told("partycdrs"), (false, true));
    assert_eq!(told("agent-histories-search"), (false, false));
    assert_eq!(told("cdrs-search"), (true, true), "one call a request");
}

#[tokio::test]
async fn the_trail_stands_in_the_title_of_every_page_and_each_step_back_is_one() {
    let day = Known::known(false).await;
    let lost = day.board.ledger().unwrap().figures().lost;
    let mut view = day.at_figure(2);
    let titles = [format!("lost {lost}"), format!("lost {lost} › Call")];
    for title in &titles {
        day.act(&mut view, Action::Open);
        for size in [(80, 24), (120, 34), (200, 60)] {
            let frame = day.frame(&view, size);
            assert!(frame.contains(title), "{title} {size:?}: {frame}");
        }
    }
    day.act(&mut view, Action::Back);
    assert!(day.frame(&view, (120, 34)).contains(&format!("lost {lost} · newest first")));
    day.act(&mut view, Action::Back);
    let board = day.frame(&view, (120, 34));
    assert!(board.contains("Today") && board.contains("Agents"), "{board}");
}
