use super::*;
use crate::lang::Language;
use crate::model::{CallLeg, CallRecord, CustomerNumber, Data, Finding, Person};
use crate::ui::settings::Settings;
use crate::ui::testing::calls::*;
use crate::ui::testing::{Desk, NOW, apply, centre, settings};

mod narrowed;
mod seen;

fn desk() -> Desk {
    loaded(312, 312)
}

fn loaded(count: usize, total: usize) -> Desk {
    let mut board = centre(48);
    data(&mut board, NOW, all(), part(count, total));
    know_the_call(&mut board);
    let mut desk = Desk::new(board, Settings { privacy_reveal: true, ..settings() });
    desk.keys("2");
    desk
}

fn asked(desk: &Desk) -> &CallsAsked {
    &desk.view.tabs().calls.asked
}

fn rows(desk: &Desk) -> usize {
    desk.seen().wants(&desk.board).first().map_or(0, |want| want.rows)
}

#[test]
fn from_the_list_into_a_call_to_a_leg_to_its_agent_and_back() {
    let mut desk = desk();
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::Call(CALL.to_owned()));
    desk.keys("jj<enter>");
    assert_eq!(desk.view.page(), &Page::Agent(agent_id(7)));
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Call(CALL.to_owned()));
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Calls);
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Board);
}

#[test]
fn from_missed_calls_on_the_board_to_the_agent_and_to_the_calls() {
    let mut desk = desk();
    desk.keys("1<tab><right><enter>j<enter>");
    assert!(matches!(desk.view.page(), Page::Agent(_)));
    desk.keys("2");
    assert_eq!(desk.view.page(), &Page::Calls);
}

#[test]
fn a_call_asks_for_its_legs_and_for_the_states_of_those_who_took_part() {
    let mut desk = desk();
    desk.keys("<enter>");
    let wants: Vec<Lookup> = desk.seen().wants(&desk.board).into_iter().map(|want| want.lookup).collect();
    let histories = [1, 7, 4].map(|agent| Lookup::History(agent_id(agent)));
    // An agent who only let it ring had no customer on hold.
    assert_eq!(wants, [vec![Lookup::Call(CALL.to_owned())], histories.into()].concat());
}

#[test]
fn hold_is_taken_from_the_agents_states_within_the_leg() {
    let mut desk = desk();
    desk.keys("<enter>j");
    let shown = desk.text(120, 34);
    assert!(shown.contains("on hold        14:22:52, for 01:00"), "{shown}");
    desk.keys("k");
    assert!(!desk.text(120, 34).contains("on hold"));
}

#[test]
fn nothing_is_asked_for_while_the_figures_stand_still() {
    let mut desk = desk();
    desk.keys("f");
    assert!(desk.seen().wants(&desk.board).is_empty());
    data(&mut desk.board, NOW, all(), part(313, 313));
    assert!(desk.text(120, 34).contains("312 today"));
    desk.keys("f");
    assert!(desk.text(120, 34).contains("313 today"));
}

#[test]
fn more_calls_are_asked_for_as_one_scrolls_and_all_of_them_for_a_filter_or_an_order() {
    let mut desk = loaded(200, 1_240);
    desk.buffer(80, 24);
    assert_eq!(rows(&desk), 100);
    desk.keys("j");
    desk.buffer(80, 24);
    desk.keys("G");
    desk.buffer(80, 24);
    assert_eq!(rows(&desk), 300);
    desk.keys("/talk>5m<enter>");
    assert_eq!(rows(&desk), usize::MAX);
    desk.keys("<esc>s");
    assert_eq!(rows(&desk), usize::MAX);
}

#[test]
fn a_filter_asks_result_direction_number_agent_relay_and_duration() {
    let mut desk = desk();
    let calls: Vec<CallRecord> = match part(312, 312) {
        Data::Calls(part) => part.rows,
        _ => Vec::new(),
    };
    let count = |holds: &dyn Fn(&CallRecord) -> bool| calls.iter().filter(|call| holds(call)).count();
    let relay = |call: &CallRecord| call.relay.as_deref() == Some("95588");
    let name = |call: &CallRecord| call.agent.name.as_deref().is_some_and(|name| name.contains("Li"));
    let cases: [(&str, usize); 6] = [
        ("result:\"missed by agent\"", count(&|call| call.result == Some(CallResult::AgentMissed))),
        ("direction:outbound", count(&|call| call.kind == Some(CallKind::Outbound))),
        ("relay:95588", count(&relay)),
        ("agent:li", count(&name)),
        ("talk>5m", count(&|call| call.talk_ms > Some(300_000))),
        ("number:1004", count(&|call| call.agent.number.as_deref() == Some("1004"))),
    ];
    for (filter, left) in cases {
        desk.keys(&format!("/{filter}<enter>"));
        let shown = desk.text(200, 60);
        assert!(left > 0 && left < 312 && shown.contains(&format!("{left} of 312 match")), "{filter} {left}\n{shown}");
        desk.keys("<esc>");
    }
    // What is masked on screen cannot be looked for either.
    desk.keys("/customer:43210<enter>");
    assert!(desk.text(80, 24).contains("nothing matches"));
}

#[test]
fn the_vendor_is_asked_for_what_is_chosen_and_it_is_always_in_the_title() {
    let mut desk = desk();
    desk.keys("F<enter>jjjjj<enter>");
    assert_eq!(asked(&desk).result, Some(CallResult::AgentMissed));
    desk.keys("j<enter><enter>");
    assert_eq!(asked(&desk).kind, Some(CallKind::Inbound));
    desk.keys("j<enter>jjjj<enter>");
    assert_eq!(asked(&desk).agent, Some(agent_id(4)));
    desk.keys("j<enter>j<enter>");
    assert_eq!(asked(&desk).relay.as_deref(), Some("95588"));
    desk.keys("<esc>");
    assert!(desk.text(80, 24).contains("Calls, only missed by agent, inbound, Zhao Lei, 95588"));
    let wanted = desk.seen().wants(&desk.board).first().map(|want| want.lookup.clone());
    assert_eq!(wanted, Some(Lookup::Calls(asked(&desk).clone())));
    // A second time takes a choice back.
    desk.keys("Fj<enter> <enter><esc>");
    assert_eq!(asked(&desk).kind, None);
}

#[test]
fn numbers_that_are_not_in_the_list_are_typed_and_a_customers_stays_masked() {
    let mut desk = desk();
    desk.buffer(80, 24);
    desk.keys("Fjjjj<enter>400 800<enter>");
    assert_eq!(asked(&desk).relay.as_deref(), Some("400 800"));
    desk.keys("Fjjjjj<enter>+86 139-8765-4321<enter>");
    assert_eq!(asked(&desk).customer.as_ref().map(AskedNumber::reveal), Some("+8613987654321"));
    desk.keys("F");
    let shown = desk.text(120, 34);
    assert!(shown.contains("customer's number") && shown.contains("****4321"), "{shown}");
    assert!(!shown.contains("8765"), "{shown}");
    desk.keys("jjjjj<enter>none<enter>");
    assert_eq!(desk.view.notice(), Some("a customer's number has digits"));
    assert!(asked(&desk).customer.is_some());
    desk.keys("Fjjjjj<backspace>");
    assert_eq!(asked(&desk).customer, None);
}

#[test]
fn back_drops_the_filter_then_what_was_chosen_then_leaves() {
    let mut desk = desk();
    desk.keys("F<enter><enter><esc>");
    let narrowed = asked(&desk).clone();
    assert_ne!(narrowed, CallsAsked::default());
    data(&mut desk.board, NOW, Lookup::Calls(narrowed.clone()), part(12, 12));
    desk.keys("/zhao<enter><esc>");
    assert_eq!((desk.view.page(), asked(&desk)), (&Page::Calls, &narrowed));
    desk.keys("<esc>");
    assert_eq!((desk.view.page(), asked(&desk)), (&Page::Calls, &CallsAsked::default()));
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Board);
}

#[test]
fn calls_opened_from_elsewhere_are_left_as_they_were_and_do_not_stay_narrowed() {
    let mut desk = desk();
    let opened = CallsAsked { relay: Some("95588".to_owned()), ..CallsAsked::default() };
    desk.keys("5");
    let look = Look { board: &desk.board, now: desk.now, settings: &desk.settings };
    desk.view.open_row(Opens::Calls(Box::new(opened.clone())), &look);
    desk.keys("F<enter><enter><esc>");
    assert_eq!((asked(&desk).relay.as_deref(), asked(&desk).result.is_some()), (Some("95588"), true));
    desk.keys("<esc>");
    assert_eq!(asked(&desk), &opened);
    desk.keys("<esc>");
    assert_eq!((desk.view.page(), asked(&desk)), (&Page::Reports, &CallsAsked::default()));
}

#[test]
fn a_recording_is_saved_after_a_question_unless_numbers_are_shown() {
    let mut desk = desk();
    let effect =
        Effect::SaveRecording { call: CALL.to_owned(), address: "https://sg.sobot.io/recordings/00000".to_owned() };
    desk.keys("o");
    assert_eq!(desk.view.over().question(), Some("The recording is not masked: save it anyway?"));
    desk.keys("n");
    assert!(!desk.effects.contains(&effect));
    desk.keys("oy");
    assert_eq!(desk.effects.last(), Some(&effect));
    desk.effects.clear();
    desk.keys("<enter>po");
    assert_eq!((desk.view.over().question(), desk.effects.last()), (None, Some(&effect)));
    // An unanswered call has none.
    desk.keys("<esc>jjo");
    assert_eq!(desk.view.notice(), Some("the vendor names no recording of this call"));
}

#[test]
fn a_file_holds_what_is_shown_with_masked_numbers_even_while_the_screen_shows_them() {
    let mut desk = desk();
    desk.keys("/result:answered<enter>e");
    let Some(Effect::Export { name, text }) = desk.effects.last().cloned() else { panic!("{:?}", desk.effects) };
    assert_eq!(name, "calls");
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(
            "Customer,Began,Direction,Result,Agent,Talk (s),Waited (s),Total (s),Relay number,Hung up,Area,Transfers,\
             Inquiries"
        )
    );
    let first = "139****0000,2026-11-21T14:20:27+08:00,inbound,answered,Zhao Lei,379,41,420,95588,customer,\
                 Yunnan Kunming,1,1";
    assert_eq!(lines.next(), Some(first));
    assert!(!text.contains("13943210000"));
    // A file outlasts the half minute in which numbers are on the screen.
    let masked = text;
    desk.keys("p");
    assert!(desk.text(120, 34).contains("13943210000"));
    desk.keys("e");
    let Some(Effect::Export { text, .. }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert_eq!(*text, masked);
}

#[test]
fn a_chinese_screen_writes_the_same_file_and_reads_filters_in_both_languages() {
    let written = |language, keys: &str| {
        let mut desk = desk();
        desk.settings.language = language;
        desk.view = desk.view.clone().in_language(language);
        desk.keys(keys);
        let Some(Effect::Export { text, .. }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
        text.clone()
    };
    let english = written(Language::English, "/result:answered talk>5m<enter>e");
    for typed in ["result:answered talk>5m", "结果:接听 通话>5m"] {
        assert_eq!(written(Language::Chinese, &format!("/{typed}<enter>e")), english, "{typed}");
    }
    assert!(english.lines().count() > 2);
}

#[test]
fn numbers_are_masked_everywhere_until_they_are_shown() {
    let mut desk = desk();
    let plain = ["13943210000", "13987654321"];
    assert!(!desk.text(200, 60).contains(plain[0]));
    desk.keys("<enter>");
    let masked = desk.text(200, 60);
    assert!(plain.iter().all(|number| !masked.contains(number)) && masked.contains("139****4321"), "{masked}");
    desk.keys("p");
    let shown = desk.text(200, 60);
    assert!(plain.iter().all(|number| shown.contains(number)), "{shown}");
    // Fields that no document knows stay masked: whose numbers they are cannot be told.
    assert!(!shown.contains("13512345678"));
    desk.wait(30);
    assert!(!desk.text(200, 60).contains(plain[0]));
}

#[test]
fn legs_can_be_written_sorted_and_filtered() {
    let mut desk = desk();
    desk.keys("<enter>/part:inquiry<enter>");
    assert!(desk.text(120, 34).contains("1 of 4 match part:inquiry"));
    desk.keys("e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert_eq!((name.as_str(), text.lines().count()), ("call-legs", 2));
    assert!(text.contains("杨秀英,1007,inquiry,answered,2026-11-21T14:22:57+08:00"), "{text}");
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Call(CALL.to_owned()));
}

#[test]
fn a_call_without_legs_opens_the_agent_of_its_record() {
    let mut desk = desk();
    let call = call(1);
    desk.keys("j<enter><enter>");
    assert_eq!(desk.view.page(), &Page::Agent(call.agent.id.unwrap()));
}

#[test]
fn a_leg_that_names_only_a_number_is_matched_to_the_one_agent_who_has_it() {
    let mut desk = desk();
    let mut detail = with_legs();
    let known = detail.legs.pop().unwrap();
    let by_number = Person { number: Some("1004".to_owned()), ..Person::default() };
    let outside = CallLeg {
        id: "leg-9".to_owned(),
        agent: Person::default(),
        dialled: crate::model::Customer { number: CustomerNumber::new("02087654321"), masked: None },
        ..known.clone()
    };
    detail.legs = vec![CallLeg { agent: by_number, ..known }, outside];
    data(&mut desk.board, NOW, Lookup::Call(CALL.to_owned()), Data::Call(detail));
    desk.keys("<enter><enter>");
    assert_eq!(desk.view.page(), &Page::Agent(agent_id(4)));
    desk.keys("<esc>j<enter>");
    assert_eq!(desk.view.notice(), Some("the record does not say which agent this leg led to"));
    let shown = desk.text(120, 34);
    assert!(shown.contains("020****4321") && !shown.contains("02087654321"), "{shown}");
}

#[test]
fn strangers_words_are_cleaned() {
    let mut desk = desk();
    let Data::Calls(mut rows) = part(3, 3) else { return };
    let evil = "\u{1b}[31m\u{202e}Ev\u{200b}il\u{7}";
    rows.rows[1].agent = Person { name: Some(evil.to_owned()), ..Person::default() };
    rows.rows[1].area = Some(evil.to_owned());
    rows.rows[1].relay = Some(evil.to_owned());
    let id = rows.rows[1].id.clone();
    data(&mut desk.board, NOW, all(), Data::Calls(rows));
    let harmless = |text: &str| text.chars().all(|c| !c.is_control() || c == '\n') && !text.contains('\u{202e}');
    assert!(harmless(&desk.text(200, 60)) && desk.text(200, 60).contains("Evil"));
    desk.keys("j<enter>");
    assert_eq!(desk.view.page(), &Page::Call(id));
    assert!(harmless(&desk.text(200, 60)));
    desk.keys("<esc>e");
    let Some(Effect::Export { text, .. }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert!(text.contains(",Evil,") && !text.contains('\u{1b}') && !text.contains('\u{202e}'));
    desk.keys("k<enter>");
    let shown = desk.text(200, 60);
    assert!(harmless(&shown) && shown.contains("A-731"), "{shown}");
}

#[test]
fn the_choice_follows_its_call_when_new_ones_come() {
    let mut desk = desk();
    desk.keys("jjj");
    let before = desk.view.list(ListId::Calls).unwrap().selected.clone();
    let Data::Calls(mut fresh) = part(312, 312) else { return };
    for index in 0..40 {
        let mut call = call(0);
        call.id = format!("new-{index}");
        call.started = Some(NOW.plus(-index * 1_000));
        fresh.rows.push(call);
    }
    data(&mut desk.board, NOW, all(), Data::Calls(fresh));
    desk.buffer(80, 24);
    desk.keys("j");
    let list = desk.view.list(ListId::Calls).unwrap();
    assert_eq!((list.cursor, before.is_some()), (44, true));
}

#[test]
fn totals_are_those_of_the_calls_that_are_here() {
    let mut desk = loaded(200, 1_240);
    let answered = (0..200).filter(|index| call(*index).result == Some(CallResult::Answered)).count();
    let shown = desk.text(200, 60);
    assert!(shown.contains(&format!("loaded so far, by result: answered {answered} (")), "{shown}");
    assert!(shown.contains("200 of 1,240 loaded"));
    data(&mut desk.board, NOW, all(), part(312, 312));
    assert!(desk.text(200, 60).contains("all calls, by result: answered"));
    found(&mut desk.board, NOW, all(), Finding::Asking);
    assert!(desk.text(200, 60).contains("all calls, by result: answered"));
}

#[test]
fn other_calls_are_put_in_order_anew() {
    let mut desk = loaded(30, 30);
    let narrowed = CallsAsked { result: Some(CallResult::AgentMissed), ..CallsAsked::default() };
    let Data::Calls(mut other) = part(30, 30) else { return };
    for (index, call) in other.rows.iter_mut().enumerate() {
        call.id = format!("other-{index:02}");
        call.talk_ms = Some(index as i64 * 1_000);
    }
    data(&mut desk.board, NOW, Lookup::Calls(narrowed), Data::Calls(other));
    desk.keys("ssssss");
    desk.buffer(80, 24);
    desk.keys("F<enter>jjjjj<enter><esc><enter>");
    assert_eq!(desk.view.page(), &Page::Call("other-29".to_owned()));
}

#[test]
fn what_never_came_and_is_refused_is_not_said_to_have_failed_last() {
    let mut desk = desk();
    let other = Lookup::Calls(CallsAsked { kind: Some(CallKind::Inbound), ..CallsAsked::default() });
    found(&mut desk.board, NOW, other, refused());
    desk.keys("Fj<enter><enter><esc>");
    let shown = desk.text(120, 34);
    assert!(shown.contains("─ refused ╮") && !shown.contains("last try failed"), "{shown}");
}

#[test]
fn a_list_without_rows_speaks_of_no_columns() {
    for desk in [&mut loaded(0, 0), desk().keys("/nothing<enter>")] {
        let shown = desk.text(80, 24);
        assert!(!shown.contains(" columns ─"), "{shown}");
    }
}

#[test]
fn what_was_not_asked_for_before_the_freeze_is_not_said_to_be_asked_for() {
    let mut desk = desk();
    desk.keys("f<enter>");
    let shown = desk.text(120, 34);
    assert!(!shown.contains("asking"), "{shown}");
    desk.keys("<esc>5");
    let shown = desk.text(120, 34);
    assert!(!shown.contains("asking"), "{shown}");
    assert!(shown.contains("f unfreezes the figures"), "{shown}");
    desk.keys("f");
    assert!(desk.text(120, 34).contains("asking"));
}

#[test]
fn being_done_with_choices_keeps_what_was_taken() {
    let mut desk = desk();
    desk.keys("F<enter>jjjjj <enter>");
    let missed = asked(&desk).result;
    assert_eq!(missed, Some(CallResult::AgentMissed));
    // Looking further down takes nothing more, and neither does being done where it was taken before.
    desk.keys("<enter>jjjjj jj<enter>");
    assert_eq!(asked(&desk).result, None);
    desk.keys("<enter>jjjjj<enter><enter>jjjjj<enter>");
    assert_eq!(asked(&desk).result, missed);
    desk.keys("<enter><backspace><enter>");
    assert_eq!(asked(&desk).result, None);
}

#[test]
fn back_from_choices_stands_where_they_were_opened() {
    let mut desk = desk();
    desk.keys("Fjj<enter><esc>");
    assert_eq!(desk.view.over().panel().map(|panel| panel.cursor), Some(2));
    desk.keys("<enter> <enter>");
    assert_eq!(desk.view.over().panel().map(|panel| panel.cursor), Some(2));
}

#[test]
fn hints_of_a_panel_say_what_its_keys_do() {
    let mut desk = desk();
    desk.keys("F");
    let shown = desk.text(120, 34);
    assert!(shown.contains("⏎ choices") && !shown.contains("space take"), "{shown}");
    desk.keys("<enter>");
    let shown = desk.text(120, 34);
    assert!(shown.contains("space take") && shown.contains("⏎ done"), "{shown}");
}

#[test]
fn a_withheld_number_is_called_so_in_the_list_on_the_calls_page_and_in_the_file() {
    let mut board = centre(48);
    let Data::Calls(mut calls) = part(312, 312) else { panic!("calls") };
    for call in &mut calls.rows {
        call.customer = crate::model::Customer { number: CustomerNumber::new("Anonymous"), masked: None };
    }
    data(&mut board, NOW, all(), Data::Calls(calls));
    let mut desk = Desk::new(board, Settings { privacy_reveal: true, ..settings() });
    desk.keys("2");
    let shown = |desk: &Desk| {
        let text = desk.text(120, 34);
        assert!(!text.to_lowercase().contains("anonymous") && !text.contains("****"), "{text}");
        text.matches("withheld").count()
    };
    assert!(shown(&desk) > 20);
    desk.keys("p");
    assert!(shown(&desk) > 20, "there is no number to be shown");
    desk.keys("e");
    let Some(Effect::Export { text, .. }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert!(text.lines().skip(1).all(|line| line.starts_with("withheld,")), "{text}");
    desk.keys("<enter>");
    let page = desk.text(120, 34);
    assert!(
        page.contains("Call, number withheld") && page.matches("withheld").count() >= 2,
        "title and record: {page}"
    );
    desk.settings.language = Language::Chinese;
    desk.view = desk.view.clone().in_language(Language::Chinese);
    assert!(desk.text(120, 34).contains("号码隐藏"));
}
