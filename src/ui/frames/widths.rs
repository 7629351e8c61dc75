//! Words that have what is free, and headings that stand still.

use proptest::prelude::*;

use super::at_sizes;
use crate::lang::Language;
use crate::model::testing::{change, crowd};
use crate::model::{
    AgentChange, AgentId, AiAsked, AiRecord, BusyReason, CallRecord, CallResult, Data, Day, Lookup, Part, Payload,
    Person, ReportOf, Update, WorkState,
};
use crate::ui::settings::Settings;
use crate::ui::testing::ai::{know_the_sessions, only, session};
use crate::ui::testing::calls::{CALL, all, call, data, with_legs};
use crate::ui::testing::reports::{comes, work};
use crate::ui::testing::{Desk, NOW, centre, settings};

const LONG: &str = "Alexandra Konstantinopoulou";
const GROUP: &str = "Cards and loans of the north";

fn part(rows: Vec<CallRecord>) -> Data {
    let day = NOW.in_zone(&chrono_tz::Asia::Shanghai).unwrap().date_naive();
    Data::Calls(Part { day, rows, total: Some(1_000), complete: false, as_of: NOW.plus(-12_000) })
}

fn by(name: &str, call: CallRecord) -> CallRecord {
    let name = Some(name.to_owned());
    CallRecord { agent: Person { id: Some(AgentId::new("stranger")), number: None, name }, ..call }
}

/// Calls, with the mouse, so that a frame knows where its headings are.
fn calls(rows: Vec<CallRecord>) -> Desk {
    let mut board = centre(48);
    data(&mut board, NOW, all(), part(rows));
    let mut desk = Desk::new(board, Settings { mouse: true, ..settings() });
    desk.keys("2");
    desk
}

fn headings(desk: &mut Desk, width: u16, height: u16) -> Vec<(String, u16)> {
    desk.settle();
    desk.map(width, height).headings()
}

#[test]
fn words_of_any_row_take_what_is_free_before_the_first_column_does() {
    let mut rows: Vec<CallRecord> = (0..200).map(call).collect();
    rows[180] = by(LONG, CallRecord { result: Some(CallResult::SystemMissed), ..call(180) });
    rows[180].area = Some("Inner Mongolia Ulanqab Xinghe".to_owned());
    let mut desk = calls(rows);
    let before = headings(&mut desk, 200, 60);
    at_sizes("calls_wide_words", &desk);
    desk.keys("/agent:alexandra<enter>");
    let frame = desk.text(200, 60);
    assert!(frame.contains(LONG) && frame.contains("Inner Mongolia Ulanqab Xinghe"), "{frame}");
    assert_eq!(headings(&mut desk, 200, 60), before);
}

#[test]
fn a_heading_is_whole_where_there_is_room_and_in_whatever_order() {
    for language in [Language::English, Language::Chinese] {
        let mut desk = calls((0..100).map(call).collect());
        desk.settings.language = language;
        desk.view = desk.view.clone().in_language(language);
        for _ in 0..13 {
            desk.keys("s");
            let text = desk.text(200, 60);
            let line = text.lines().find(|line| line.contains("Customer") || line.contains("客户")).unwrap();
            assert!(!line.contains('…'), "{line}");
        }
    }
}

#[test]
fn names_of_any_agent_take_what_is_free_and_columns_that_refine_others() {
    let mut board = crowd(300);
    change(&mut board, NOW, 250, vec![AgentChange::Name(Some(LONG.into()))]);
    let mut desk = Desk::new(board, Settings { mouse: true, ..settings() });
    let before = headings(&mut desk, 200, 60);
    let frame = desk.text(200, 60);
    assert!(frame.contains("+2 columns") && !frame.contains("missed %") && frame.contains("connected"), "{frame}");
    desk.keys("/alexandra<enter>");
    assert_eq!(headings(&mut desk, 200, 60), before);
    assert!(desk.text(200, 60).contains(LONG));
    at_sizes("agents_wide_words", &desk);
    // As a list, too.
    desk.keys("<esc>c <enter>");
    assert!(desk.text(200, 60).contains("Time in state"));
    desk.keys("/alexandra<enter>");
    assert!(desk.text(200, 60).contains(LONG));
}

#[test]
fn what_grew_stays_while_the_page_is_open_and_begins_anew_with_it() {
    let mut desk = calls((0..100).map(call).collect());
    let plain = headings(&mut desk, 200, 60);
    data(&mut desk.board, NOW, all(), part(vec![by(LONG, call(100))]));
    desk.note();
    let wide = headings(&mut desk, 200, 60);
    assert_ne!(wide, plain);
    data(&mut desk.board, NOW, all(), part(vec![by("Li", call(100))]));
    desk.note();
    assert_eq!(headings(&mut desk, 200, 60), wide);
    desk.keys("<enter>").text(200, 60);
    desk.keys("<esc>");
    assert_eq!(headings(&mut desk, 200, 60), wide, "the list was open behind the call");
    desk.keys("3").text(200, 60);
    desk.keys("2");
    assert_eq!(headings(&mut desk, 200, 60), plain);
}

/// What can happen to a list.
#[derive(Clone, Debug)]
enum Act {
    Come(usize),
    Change(usize),
    Keys(&'static str),
    Wait(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (1_usize..90).prop_map(Act::Come),
        (0_usize..100).prop_map(Act::Change),
        prop::sample::select(vec![
            "j",
            "G",
            "g",
            "<pagedown>",
            "s",
            "S",
            "/result:answered<enter>",
            "/customer:139<enter>",
            "/<enter>",
        ])
        .prop_map(Act::Keys),
        (1_i64..90).prop_map(Act::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn headings_of_calls_stand_still_while_rows_come_and_under_scroll_filter_order_and_time(
        acts in prop::collection::vec(act(), 1..10),
        width in prop::sample::select(vec![80_u16, 120, 200, 240]),
    ) {
        // One of each word is there from the beginning.
        let mut rows: Vec<CallRecord> = (0..100).map(call).collect();
        rows[99] = by(LONG, call(99));
        let mut desk = calls(rows);
        let before = headings(&mut desk, width, 34);
        let mut came = 100;
        for act in acts {
            match act {
                Act::Come(more) => {
                    data(&mut desk.board, NOW, all(), part((came..came + more).map(call).collect()));
                    came += more;
                }
                Act::Change(at) => {
                    let name = &LONG[..at % LONG.len()];
                    data(&mut desk.board, NOW, all(), part(vec![by(name, call(at))]));
                }
                Act::Keys(keys) => {
                    desk.keys(keys);
                }
                Act::Wait(seconds) => {
                    desk.wait(seconds);
                }
            }
            desk.note();
            prop_assert_eq!(&headings(&mut desk, width, 34), &before);
        }
    }

    #[test]
    fn headings_of_agents_stand_still_while_states_change_and_under_scroll_filter_order_and_time(
        changes in prop::collection::vec((0_usize..300, 0_u8..4, 0_usize..20), 1..20),
        width in prop::sample::select(vec![80_u16, 120, 200, 240]),
        chosen in any::<bool>(),
    ) {
        let mut board = crowd(300);
        let busy = |index| vec![
            AgentChange::Work(Some(WorkState::Busy)),
            AgentChange::Reason(Some([BusyReason::Training, BusyReason::DoNotDisturb][index % 2])),
        ];
        change(&mut board, NOW, 299, vec![AgentChange::Name(Some(LONG.into()))]);
        for index in 290..298 {
            change(&mut board, NOW, index, busy(index));
        }
        let mut desk = Desk::new(board, Settings { mouse: true, ..settings() });
        if chosen {
            desk.keys("c <enter>");
        }
        let before = headings(&mut desk, width, 34);
        for (index, what, length) in changes {
            match what {
                0 => change(&mut desk.board, NOW, index, vec![AgentChange::Name(Some(LONG[..length].into()))]),
                1 => change(&mut desk.board, NOW, index, busy(index)),
                2 => {
                    desk.keys(["s", "S", "G", "<pagedown>", "/state:busy<enter>", "/<enter>"][index % 6]);
                }
                _ => {
                    desk.wait(length as i64);
                }
            }
            desk.note();
            prop_assert_eq!(&headings(&mut desk, width, 34), &before);
        }
    }

    #[test]
    fn a_column_that_has_grown_never_becomes_narrower(
        names in prop::collection::vec(1_usize..40, 1..8),
        width in prop::sample::select(vec![120_u16, 200, 240]),
    ) {
        let mut desk = calls((0..100).map(call).collect());
        let widths = |places: &[(String, u16)]| -> Vec<u16> {
            // What stands behind the first column is not its words'.
            places.windows(2).skip(1).map(|pair| pair[1].1 - pair[0].1).collect()
        };
        let mut before = headings(&mut desk, width, 34);
        for (at, length) in names.into_iter().enumerate() {
            data(&mut desk.board, NOW, all(), part(vec![by(&"n".repeat(length), call(100 + at))]));
            desk.note();
            let now = headings(&mut desk, width, 34);
            prop_assert!(widths(&now).iter().zip(widths(&before)).all(|(now, before)| *now >= before));
            before = now;
        }
    }
}

/// A desk on a page whose list has these words in one row.
fn with_words(page: &str) -> Desk {
    let mut board = centre(48);
    match page {
        "3" => {
            let mut day = board.chat().unwrap().clone();
            let mut row = day.rows[20].as_ref().clone();
            (row.name, row.group) = (Some(LONG.to_owned()), Some(GROUP.to_owned()));
            day.rows[20] = row.into();
            board.apply(Update::new(NOW, Payload::Chat(Box::new(day))));
        }
        "4" => {
            know_the_sessions(&mut board);
            let (robot, reason) = (Some(LONG.to_owned()), Some(GROUP.to_owned()));
            let rows = vec![AiRecord { robot, reason, ..session(20) }];
            data(&mut board, NOW, Lookup::AiRecords(AiAsked::default()), only(rows));
        }
        "5<backtab>" => {
            let mut table = work();
            table.rows[20].label = LONG.to_owned();
            table.metrics[3].label = GROUP.to_lowercase();
            comes(&mut board, ReportOf::AgentsWork, Day::Today, table);
        }
        _ => {
            data(&mut board, NOW, all(), part((0..100).map(call).collect()));
            let mut detail = with_legs();
            detail.legs[2].agent = Person { id: None, number: None, name: Some(LONG.to_owned()) };
            data(&mut board, NOW, Lookup::Call(CALL.to_owned()), Data::Call(detail));
        }
    }
    let mut desk = Desk::new(board, settings());
    desk.keys(page);
    desk
}

#[test]
fn chats_sessions_reports_and_legs_have_their_words_whole_on_a_wide_screen() {
    for (page, words) in [
        ("3", vec![LONG, GROUP]),
        ("4", vec![LONG, GROUP]),
        ("5<backtab>", vec![LONG, GROUP]),
        ("2g<enter>", vec![LONG]),
    ] {
        let desk = with_words(page);
        for (width, height) in [(200, 60), (240, 67)] {
            let text = desk.text(width, height);
            for words in &words {
                assert!(text.contains(words), "{page} {width}: {words}\n{text}");
            }
        }
    }
}
