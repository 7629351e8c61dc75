//! One word, one figure: in a simulated day every figure is read off board, wall, calls and snapshot, asked of the
//! rules, opened into the rows that it counts, and held against the simulator's own truth.

use std::collections::BTreeSet;

use callboard::model::{CallsOf, ErrorBudget, Measure, Role};
use callboard::ui::{Action, Effect, text};
use serde_json::Value;

use crate::house;
use crate::sim_support::MODES;

use day::{Known, figure, grouped, half_hours, tenths};

mod day;

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
        let numbers: Vec<String> =
            day.board.agents().iter().filter_map(|agent| agent.number.clone()).map(String::from).collect();
        // One agent may be of two departments, and others of none.
        let departments = [("early", &numbers[..24]), ("late", &numbers[20..40])];
        day.settings.departments = departments.into_iter().map(|(name, who)| (name.to_owned(), who.to_vec())).collect();
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
            let mut in_rows: BTreeSet<&str> = BTreeSet::new();
            for (place, row) in rows.iter().enumerate() {
                let (name, count) = (&row[0], row[column].parse::<usize>().unwrap());
                let case = format!("{name}, strict: {strict}");
                let known = inbound.iter().filter(|record| counts(name, record));
                let known: BTreeSet<&str> = known.map(|record| record["id"].as_str().unwrap()).collect();
                assert_eq!(count, known.len(), "{case}");
                in_rows.extend(&known);
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
            // Departments have the answered calls alone.
            let told = inbound.iter().filter(|record| column == 9 || first(record).is_some());
            let told: BTreeSet<&str> = told.map(|record| record["id"].as_str().unwrap()).collect();
            assert!(told.len() > 100 && rows.len() > 1, "{} calls in {} rows", told.len(), rows.len());
            assert_eq!(in_rows, told, "every call is in a row, and no other");
        }
    }
}

/// How fast calls are answered, what is left of the target and how long calls take, worked out here from what the simulator
/// knows of them.
#[tokio::test]
async fn speed_of_answer_error_budget_and_handle_time_are_the_simulators_wherever_they_stand() {
    for strict in MODES {
        let day = Known::known(strict).await;
        let truth = day.simulator.truth();
        let of = |name: &str| truth["calls"]["inbound"][name].as_i64().unwrap();
        let (answered, in_time, lost) = (of("answered"), of("in_time"), of("lost"));
        let document = day.document();
        let told = &document["calls"];
        let mut zoomed = day.at_figure(0);
        day.act(&mut zoomed, Action::Expand);
        let zoomed = [(80, 24), (120, 34), (200, 60)].map(|size| day.frame(&zoomed, size));

        let (average, longest) = (of("waited") / answered, of("longest"));
        assert!(0 < average && average < longest, "strict: {strict}, {average} of {longest}");
        assert_eq!(told["speed_of_answer_ms"].as_i64(), Some(average), "strict: {strict}");
        assert_eq!(told["longest_wait_ms"].as_i64(), Some(longest), "strict: {strict}");
        let [average, longest] = [average, longest].map(|ms| text::duration(Some(ms), ""));
        let speed = format!("speed of answer: {average} on average, {longest} at most");
        let mut calls = day.view();
        day.act(&mut calls, Action::Calls);
        let (_, opened) = day.calls_behind(1);
        let others = [day.frame(&calls, (240, 60)), opened, day.text()];
        for frame in zoomed.iter().chain(&others) {
            assert!(frame.contains(&speed), "{speed}, strict: {strict}: {frame}");
        }

        let measured = answered + lost;
        let (late, back) = match in_time * 100 - 80 * measured {
            0.. => (Some(in_time * 100 / 80 - measured), None),
            lacking => (None, Some((-lacking + 19) / 20)),
        };
        let level = &told["service_level"];
        assert_eq!((level["may_be_late"].as_i64(), level["bring_back"].as_i64()), (late, back), "strict: {strict}");
        let ledger = day.board.ledger().unwrap();
        let (budget, words) = match (late, back) {
            (Some(late), _) => {
                (ErrorBudget::MayBeLate(late as u64), format!("{} more may be late today", grouped(late as usize)))
            }
            (None, back) => {
                let back = back.unwrap();
                (
                    ErrorBudget::BringsBack(back as u64),
                    format!("{} answered in time bring 80 % back", grouped(back as usize)),
                )
            }
        };
        assert_eq!(ledger.figures().budget(&ledger.target()), Some(budget), "strict: {strict}");
        for frame in &zoomed {
            assert!(frame.contains(&words), "{words}, strict: {strict}: {frame}");
        }

        // A record tells its talk in whole seconds.
        let handled = told["talk_ms"].as_i64().unwrap();
        let known = of("talked") / answered;
        assert!(known > 10_000 && (handled - known).abs() < 1_000, "strict: {strict}, {handled} of {known}");
        let handled = text::duration(Some(handled), "");
        assert!(day.text().contains(&format!("handle time  {handled}: ")), "{}", day.text());
        let mut view = day.view();
        day.act(&mut view, Action::Reports);
        for _ in 0..2 {
            day.act(&mut view, Action::NextPane);
        }
        let frame = day.frame(&view, (200, 60));
        let whole = frame.split_once(" the day ").map(|(_, behind)| behind).unwrap();
        let row: Vec<&str> = whole.split_whitespace().filter(|cell| *cell != "%").collect();
        assert_eq!(row[6..8], [&*average, &*handled], "the day's row: {frame}");
    }
}

#[tokio::test]
async fn the_handle_time_says_wherever_it_stands_that_after_call_work_is_not_told() {
    let definition = text::handle_definition(callboard::lang::Language::English);
    assert_eq!(definition, "talk and hold; after-call work not told");
    let mut day = Known::known(false).await;
    day.settings.departments = [("early".to_owned(), vec!["1000".to_owned()])].into_iter().collect();
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
