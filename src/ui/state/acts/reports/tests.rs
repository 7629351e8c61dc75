use std::collections::BTreeSet;

use super::Report;
use crate::lists::{CallsBy, ListId};
use crate::model::{Board, CallsAsked, Data, Day, HalfHours, Lookup, MetricTable, ReportOf, Stamp, Want};
use crate::ui::state::{Effect, Page};
use crate::ui::testing::calls::data;
use crate::ui::testing::reports::{MIDNIGHT, asked, comes, counted, halves, records, relays, work};
use crate::ui::testing::{Desk, NOW, centre, settings};

fn desk() -> Desk {
    let mut board = centre(48);
    comes(&mut board, ReportOf::HalfHours, Day::Today, halves(Day::Today));
    comes(&mut board, ReportOf::HalfHours, Day::Yesterday, halves(Day::Yesterday));
    comes(&mut board, ReportOf::Relays, Day::Today, relays());
    comes(&mut board, ReportOf::AgentsWork, Day::Today, work());
    let mut desk = Desk::new(board, settings());
    desk.keys("5");
    desk
}

#[test]
fn tab_leads_through_all_reports_and_asks_for_the_one_on_screen() {
    let mut desk = desk();
    let wants = |desk: &Desk| desk.view.wants(&desk.board);
    assert_eq!(
        wants(&desk),
        [
            Want::all(asked(ReportOf::HalfHours, Day::Today)),
            Want::all(asked(ReportOf::HalfHours, Day::Yesterday)),
            Want::beside(asked(ReportOf::HalfHours, Day::WeekAgo)),
        ]
    );
    // The settings name no departments, and so no calls are told apart by them.
    let offered = Report::offered(&desk.settings);
    assert_eq!(offered.len() + 1, Report::ALL.len());
    assert!(!offered.contains(&Report::Calls(CallsBy::Department)));
    for report in offered.into_iter().skip(1) {
        desk.keys("<tab>");
        let asked = match report {
            Report::Vendors(of) => vec![Want::all(asked(of, Day::Today))],
            // Their records are asked for whatever is on screen.
            Report::Calls(_) => Vec::new(),
        };
        assert_eq!(wants(&desk), asked, "{report:?}");
        assert!(desk.text(120, 34).contains(report.title()), "{report:?}");
    }
    desk.keys("<tab>");
    assert_eq!(desk.view.tabs().reports.of(), ReportOf::HalfHours);
    desk.keys("f");
    assert_eq!(wants(&desk), [], "nothing while the figures stand still");
}

#[test]
fn an_agents_row_opens_the_agent_and_a_relay_number_its_calls() {
    let mut desk = desk();
    desk.keys("<backtab>s<enter>");
    assert!(matches!(desk.view.page(), Page::Agent(_)), "{:?}", desk.view.page());
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Reports);
    desk.keys("5<tab><tab>j<enter>");
    assert_eq!(desk.view.page(), &Page::Calls);
    let calls = CallsAsked { relay: Some("95588".to_owned()), ..CallsAsked::default() };
    assert_eq!(desk.view.wants(&desk.board)[0].lookup, Lookup::Calls(calls));
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Reports);
}

#[test]
fn the_chosen_half_hour_is_told_exactly_and_one_relay_number_alone() {
    let mut desk = desk();
    let line = |desk: &Desk| {
        let text = desk.text(120, 34);
        text.lines().find(|line| line.contains(" in, ")).unwrap_or_default().to_owned()
    };
    assert!(line(&desk).contains("14:30-15:00") && line(&desk).contains("so far"), "{}", line(&desk));
    let all = line(&desk);
    desk.keys("jjj");
    assert!(line(&desk).contains("13:00-13:30") && !line(&desk).contains("so far"), "{}", line(&desk));
    desk.keys("g").keys("F<enter>");
    assert!(desk.text(120, 34).contains("relay number 4006001234"));
    assert_ne!(line(&desk), all);
    desk.keys("F<backspace><enter>");
    assert!(desk.text(120, 34).contains("all 2 relay numbers"));
    assert_eq!(line(&desk), all);
}

#[test]
fn a_file_is_called_after_the_report() {
    let mut desk = desk();
    desk.keys("<backtab>ey");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("no file") };
    assert_eq!(name, "agents-work-states");
    assert!(text.starts_with("Agent,Number,login: Logged in (s)"), "{text}");
    assert!(text.lines().nth(1).is_some_and(|line| line.contains("2026-11-21T08:")), "{text}");
}

#[test]
fn a_yesterday_that_is_not_there_is_no_day_without_calls() {
    let mut board = centre(48);
    comes(&mut board, ReportOf::HalfHours, Day::Today, halves(Day::Today));
    let mut desk = Desk::new(board, settings());
    desk.keys("5");
    let shown = desk.text(120, 34);
    assert!(shown.contains("yesterday is asked for") && shown.contains("so far   yesterday –"), "{shown}");
    assert!(!shown.contains("yesterday 0 in"), "{shown}");
}

#[test]
fn a_yesterday_of_nothing_but_noughts_is_no_day_without_calls() {
    let mut board = centre(48);
    comes(&mut board, ReportOf::HalfHours, Day::Today, halves(Day::Today));
    let noughts = counted(MIDNIGHT.plus(-86_400_000), &[0; 48]);
    comes(&mut board, ReportOf::HalfHours, Day::Yesterday, noughts);
    let mut desk = Desk::new(board, settings());
    desk.keys("5");
    let shown = desk.text(200, 60);
    assert!(shown.contains("nothing is told of yesterday") && shown.contains("so far   yesterday –"), "{shown}");
    assert!(!shown.contains("yesterday 0 in"), "{shown}");
}

#[test]
fn what_has_not_begun_has_no_row_and_the_totals_are_those_of_what_is_shown() {
    let mut board = centre(48);
    // The vendor sends the whole day, with noughts for what is to come.
    let mut table = halves(Day::Yesterday);
    for row in &mut table.rows {
        row.from = row.from.map(|from| from.plus(86_400_000));
    }
    comes(&mut board, ReportOf::HalfHours, Day::Today, table.clone());
    let mut desk = Desk::new(board, settings());
    desk.keys("5F<enter>");
    let shown = desk.text(200, 60);
    assert!(shown.contains("14:30-15:00 ●") && !shown.contains("15:00-15:30"), "{shown}");
    let begun = |from: Option<Stamp>| from.is_some_and(|from| from <= NOW);
    let rows = table.rows.iter().filter(|row| row.relay.as_deref() == Some("4006001234") && begun(row.from));
    let inbound: f64 = rows.filter_map(|row| row.cells[0].number()).sum();
    let totals = shown.lines().find(|line| line.starts_with("│today")).unwrap_or_default();
    assert_eq!(totals.split_whitespace().nth(1), Some(inbound.to_string().as_str()), "{totals}");
}

#[test]
fn missed_and_outbound_calls_are_drawn_on_the_smallest_of_the_three_screens_too() {
    let desk = desk();
    let shown = desk.text(80, 24);
    let chart: Vec<&str> = shown.lines().skip(4).take(7).collect();
    for sign in ["█", "╳", "▒", "·"] {
        assert!(chart.iter().any(|line| line.contains(sign)), "{sign}\n{shown}");
    }
    assert!(shown.contains("Agents, work states [Half hours] Relay numbers"), "{shown}");
}

#[test]
fn opening_is_not_offered_where_nothing_opens() {
    let mut desk = desk();
    assert!(desk.text(120, 34).contains("⏎ open"));
    desk.keys("<tab><tab><tab><tab>");
    let shown = desk.text(120, 34);
    assert!(shown.contains("Departments") && !shown.contains("⏎ open"), "{shown}");
}

/// New York's day on which 01:00 comes twice, from its midnight: 50 half hours.
const AUTUMN: Stamp = Stamp(1_793_505_600_000);
/// The one on which 02:00 does not come: 46.
const SPRING: Stamp = Stamp(1_772_946_000_000);

/// The reports so many half hours and ten minutes after `midnight`.
fn desk_in_new_york(midnight: Stamp, half: i64, table: MetricTable) -> Desk {
    let now = midnight.plus(half * 1_800_000 + 600_000);
    let mut board = Board::new();
    data(&mut board, now.plus(-9_000), asked(ReportOf::HalfHours, Day::Today), Data::Report(table));
    let mut settings = settings();
    settings.zone = chrono_tz::America::New_York;
    let mut desk = Desk::new(board, settings);
    desk.now = now;
    desk.keys("5");
    desk
}

/// The rows of the list as they are drawn, the latest first: half hour and calls; and what is written under them.
fn listed(desk: &Desk) -> (Vec<(String, u64)>, u64) {
    let text = desk.text(120, 90);
    let row = |line: &str| {
        let line = line.trim_matches(|c: char| c == '│' || c.is_whitespace()).replace('●', " ");
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let count = words.last()?.replace(',', "").parse().ok()?;
        let name: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| word.replace(',', "").parse::<u64>().is_err()).collect();
        Some((name.join(" ").trim_start_matches('▌').trim().to_owned(), count))
    };
    let is_half = |name: &str| name.len() >= 11 && name.as_bytes().get(2) == Some(&b':') && name.contains('-');
    let rows: Vec<(String, u64)> = text.lines().filter_map(row).collect();
    let total = rows.iter().find(|(name, _)| name == "today").map_or(0, |(_, count)| *count);
    (rows.into_iter().filter(|(name, _)| is_half(name) && !name.contains("in,")).collect(), total)
}

#[test]
fn where_an_hour_comes_twice_both_passes_are_rows_that_are_told_apart_and_add_up() {
    let calls: Vec<u64> = (1..=50).collect();
    // The vendor sends the whole day; what is ahead is no row, what has happened is.
    for (half, names) in [
        (3, vec!["01:30-02:00 EDT", "01:00-01:30 EDT", "00:30-01:00", "00:00-00:30"]),
        (4, vec!["01:00-01:30 EST", "01:30-02:00 EDT", "01:00-01:30 EDT", "00:30-01:00", "00:00-00:30"]),
        (
            6,
            vec![
                "02:00-02:30",
                "01:30-02:00 EST",
                "01:00-01:30 EST",
                "01:30-02:00 EDT",
                "01:00-01:30 EDT",
                "00:30-01:00",
                "00:00-00:30",
            ],
        ),
    ] {
        let begun = usize::try_from(half).unwrap() + 1;
        let table = MetricTable { totals: None, ..counted(AUTUMN, &calls[..begun]) };
        let ahead = counted(AUTUMN, &calls);
        for table in [table, ahead] {
            let (rows, _) = listed(&desk_in_new_york(AUTUMN, half, table));
            assert_eq!(rows.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names, "half hour {half}");
            let sum: u64 = rows.iter().map(|(_, count)| count).sum();
            assert_eq!(sum, (1..=begun as u64).sum::<u64>());
        }
        let (rows, total) = listed(&desk_in_new_york(AUTUMN, half, counted(AUTUMN, &calls[..begun])));
        assert_eq!(rows.iter().map(|(_, count)| count).sum::<u64>(), total, "the rows add up to today");
    }
}

#[test]
fn one_row_for_what_comes_twice_says_that_it_is_both() {
    // 00:00, 00:30, 01:00 and 01:30 of both passes, 02:00.
    let mut table = counted(AUTUMN, &[1, 2, 30, 40, 0, 0, 5]);
    table.rows.retain(|row| !row.from.is_some_and(|from| (4..6).contains(&(from.since(AUTUMN) / 1_800_000))));
    let (rows, total) = listed(&desk_in_new_york(AUTUMN, 6, table.clone()));
    let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["02:00-02:30", "01:30-02:00 EDT+EST", "01:00-01:30 EDT+EST", "00:30-01:00", "00:00-00:30"]);
    assert_eq!(total, 78);
    // While the first pass runs, it is only that one.
    let (rows, _) = listed(&desk_in_new_york(AUTUMN, 2, table));
    assert_eq!(rows.first().unwrap().0, "01:00-01:30 EDT");
}

#[test]
fn half_hours_that_clocks_skip_are_no_rows() {
    let calls: Vec<u64> = (1..=46).collect();
    let (rows, total) = listed(&desk_in_new_york(SPRING, 45, counted(SPRING, &calls)));
    assert_eq!(rows.len(), 46);
    assert!(rows.iter().all(|(name, _)| !name.starts_with("02:")), "{rows:?}");
    assert_eq!(rows.iter().map(|(_, count)| count).sum::<u64>(), total);
    assert_eq!(HalfHours::of(SPRING, chrono_tz::America::New_York).unwrap().count(), 46);
}

/// The rows of a list as they are written to a file, without the heading.
fn written(desk: &mut Desk) -> Vec<Vec<String>> {
    desk.keys("e");
    let Some(Effect::Export { text, .. }) = desk.effects.last() else { panic!("no file") };
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn calls_by_relay_number_and_by_route_add_up_to_the_day() {
    let mut board = centre(48);
    records(&mut board);
    let day = *board.ledger().unwrap().figures();
    for keys in ["5<tab><tab>", "5<tab><tab><tab>"] {
        let mut desk = Desk::new(board.clone(), settings());
        desk.keys(keys);
        let rows = written(&mut desk);
        let sum = |column: usize| rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum::<u64>();
        assert_eq!([sum(1), sum(2), sum(4), sum(9)], [day.answered, day.lost, day.short, 60], "{rows:?}");
        assert!(rows.iter().any(|row| row[0] == "not told"), "calls of which the records do not tell it");
    }
}

#[test]
fn answered_calls_are_of_the_department_of_who_answered_first() {
    let mut board = centre(48);
    records(&mut board);
    let answered = board.ledger().unwrap().figures().answered;
    let id = |at| crate::ui::testing::agent(at).id.to_string();
    let mut settings = settings();
    settings.departments =
        [("day".to_owned(), vec![id(0), id(1)]), ("night".to_owned(), vec![id(1), id(2)])].into_iter().collect();
    let by = |who: &[String]| board.ledger().unwrap().answered_by(who).answered;
    let expected = [by(&[id(0), id(1)]), by(&[id(1), id(2)]), answered - by(&[id(0), id(1), id(2)])];
    let mut desk = Desk::new(board.clone(), settings);
    desk.keys("5<tab><tab><tab>");
    let rows = written(&mut desk);
    let names: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["day", "night", "no department"]);
    let told: Vec<u64> = rows.iter().map(|row| row[1].parse().unwrap()).collect();
    assert_eq!(told, expected);
    assert!(rows.iter().all(|row| row[2].is_empty()), "a lost call is of no department: {rows:?}");
}

/// The calls that the page lists, as a file has them: their ids.
fn listed_calls(desk: &mut Desk) -> Vec<String> {
    desk.view.list_mut(ListId::CallsOf).columns = Some(vec!["id".to_owned()]);
    let rows = written(desk).into_iter().map(|row| row.last().unwrap().clone()).collect();
    desk.view.list_mut(ListId::CallsOf).columns = None;
    rows
}

#[test]
fn every_row_opens_into_exactly_the_calls_that_it_counts_and_the_title_keeps_the_way() {
    let mut board = centre(48);
    records(&mut board);
    let id = |at| crate::ui::testing::agent(at).id.to_string();
    let mut settings = settings();
    settings.departments =
        [("day".to_owned(), vec![id(0), id(1)]), ("night".to_owned(), vec![id(1), id(2)])].into_iter().collect();
    let ledger = board.ledger().unwrap();
    for (tabs, column, words) in [(2, 9, "relay number"), (3, 1, "department"), (4, 9, "route")] {
        let mut desk = Desk::new(board.clone(), settings.clone());
        desk.keys("5").keys(&"<tab>".repeat(tabs));
        let rows = written(&mut desk);
        assert!(rows.len() > 2, "{rows:?}");
        let mut all = BTreeSet::new();
        for row in rows {
            let (name, count) = (&row[0], row[column].parse::<usize>().unwrap());
            desk.keys("<enter>");
            assert!(matches!(desk.view.page(), Page::Counted(_)), "{:?}", desk.view.page());
            let titled = match name.as_str() {
                "not told" => format!("{words} not told: {count} calls"),
                "no department" => format!("no department: {count} answered"),
                _ if words == "department" => format!("department {name}: {count} answered"),
                _ => format!("{words} {name}: {count} calls"),
            };
            let shown = desk.text(120, 34);
            assert!(shown.contains(&titled), "{titled}: {shown}");
            let ids = listed_calls(&mut desk);
            assert_eq!(ids.len(), count, "{titled}");
            let started: Vec<_> = ids.iter().map(|id| ledger.call(id).unwrap().started).collect();
            assert!(started.windows(2).all(|pair| pair[0] >= pair[1]), "newest first");
            all.extend(ids);
            desk.keys("<enter>");
            let shown = desk.text(120, 34);
            assert!(shown.contains(&format!("{titled} › ")), "{shown}");
            desk.keys("<esc><esc>j");
            assert_eq!(desk.view.page(), &Page::Reports);
        }
        let expected = if words == "department" { ledger.figures().answered } else { ledger.figures().calls() };
        assert_eq!(all.len() as u64, expected, "{words}: each call of the day is in a row");
    }
}

#[test]
fn where_the_settings_name_no_departments_calls_are_not_told_apart_by_them() {
    let mut board = centre(48);
    records(&mut board);
    let mut desk = Desk::new(board, settings());
    desk.keys("5");
    for _ in Report::ALL {
        let shown = desk.text(200, 60);
        assert!(!shown.contains("Calls by department") && shown.contains("of 9"), "{shown}");
        desk.keys("<tab>");
    }
    desk.settings.departments = [("day".to_owned(), vec!["1000".to_owned()])].into_iter().collect();
    let shown = desk.text(200, 60);
    assert!(shown.contains("Calls by department") && shown.contains("of 10"), "{shown}");
}
