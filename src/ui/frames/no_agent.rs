//! Frames of what callers without an agent are counted from.

use super::*;
use crate::lang::Language;
use crate::model::{
    CallKind, CallRecord, Callers, Change, Changes, Customer, Day, Extent, Figure, LedgerCall, ReportOf, Stamp,
    SummaryChange, Want,
};
use crate::ui::state::Effect;
use crate::ui::testing::calls::{found, refused, todays};
use crate::ui::testing::reports::{asked, comes, halves};

/// A caller who waits since so many seconds, as a record tells of them.
fn waiting(seconds: i64) -> LedgerCall {
    LedgerCall::of(&CallRecord {
        id: format!("waiting-{seconds:03}"),
        kind: Some(CallKind::Inbound),
        customer: Customer { number: None, masked: Some(format!("138****{:04}", 1_000 + seconds)) },
        relay: Some("4006001234".to_owned()),
        started: Some(NOW.plus(-seconds * 1_000)),
        ..CallRecord::default()
    })
}

/// The stream tells a figure of the centre.
fn tell(board: &mut Board, at: Stamp, figure: Figure, count: Option<u64>) {
    let changes = vec![Change::Summary(SummaryChange::Figure(figure, count))];
    apply(board, at, Payload::Changes(Changes { changes, ..Changes::default() }));
}

/// So many inbound calls in progress, these of them in the records, and the half hours of the day where they are told.
fn desk(inbound: u64, records: Vec<LedgerCall>, with_halves: bool) -> Desk {
    let mut board = centre(48);
    report(&mut board, NOW.plus(-60_000), SourceId::Calls, Phase::Live, None);
    let whole = Extent { whole: true, since: None, total: None };
    let Payload::Calls(mut news) = todays(50, whole, NOW.plus(-12_000)) else { panic!() };
    news.calls.extend(records);
    apply(&mut board, NOW, Payload::Calls(news));
    tell(&mut board, NOW, Figure::InboundNow, Some(inbound));
    if with_halves {
        let mut table = halves(Day::Today);
        for row in table.rows.iter_mut().filter(|row| row.relay.as_deref() == Some("95588")) {
            row.number = Some("robots".to_owned());
        }
        comes(&mut board, ReportOf::HalfHours, Day::Today, table);
    }
    board.take_touched();
    let mut desk = Desk::new(board, settings());
    desk.keys("<tab><tab><enter>");
    desk
}

#[test]
fn callers_without_an_agent_open_into_their_sum_what_is_known_of_them_and_how_far_it_may_be_off() {
    let some = || desk(30, vec![waiting(41), waiting(9)], true);
    at_sizes("no_agent", &some());
    let mut chinese = some();
    chinese.settings.language = Language::Chinese;
    assert_snapshot!("no_agent_chinese_120x34", chinese.frame(120, 34));
    for size in [(80, 24), (120, 34)] {
        let frame = some().text(size.0, size.1);
        let at_agents = some().board.inbound_at_agents().unwrap();
        for line in [
            format!("╭ no agent yet {} ", 30 - at_agents),
            "inbound calls in progress".to_owned(),
            "138****1041".to_owned(),
            "4006001234".to_owned(),
        ] {
            assert!(frame.contains(&line), "{line}: {frame}");
        }
        assert!(frame.contains("Relay numbers of robots: 95588"), "{frame}");
        assert!(frame.contains("2 too") && frame.contains("49 of 60 looks"), "the measured error: {frame}");
    }
    assert_snapshot!("no_agent_60x15", some().frame(60, 15));
}

#[test]
fn the_sum_leads_to_the_agents_who_have_the_calls_and_its_records_to_their_calls() {
    let mut desk = desk(30, vec![waiting(41)], false);
    let at_agents = desk.board.inbound_at_agents().unwrap();
    desk.keys("G<enter>");
    assert!(desk.text(120, 34).contains("waiting-041"), "{}", desk.text(120, 34));
    desk.keys("<esc>gj<enter>");
    let there = format!("no agent yet {} › at agents {at_agents} › Agents", 30 - at_agents);
    for size in [(120, 34), (200, 60)] {
        assert!(desk.text(size.0, size.1).contains(&there), "{}", desk.text(size.0, size.1));
    }
    let below = there.replace("Agents", &format!("{at_agents} of 48 agents"));
    assert!(desk.text(80, 24).contains(&below), "{}", desk.text(80, 24));
    assert_eq!(desk.view.board().listing().len() as u64, at_agents, "exactly those who are counted");
    desk.keys("<esc>");
    assert!(desk.text(120, 34).contains("╭ no agent yet "), "{}", desk.text(120, 34));
    desk.keys("e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert_eq!((name.as_str(), text.lines().count()), ("no-agent-yet", 6), "{text}");
    assert!(text.contains("138****1041,1,2026-11-21T14:31:26+08:00,4006001234"), "{text}");
    desk.keys("<esc>");
    assert_eq!(desk.view.board().focus(), crate::ui::state::Pane::Now);
    assert!(desk.view.board().listing().len() == 48, "the agents as they were");
}

#[test]
fn a_sum_that_does_not_add_up_for_a_moment_says_so() {
    let at_agents = desk(30, Vec::new(), false).board.inbound_at_agents().unwrap();
    let frame = desk(at_agents - 1, Vec::new(), false).text(120, 34);
    assert!(frame.contains("no agent yet 0") && frame.contains("Agents have 1 more than are in progress"), "{frame}");
    assert!(frame.contains(&format!("for up to {} s that", Callers::SETTLES_MS / 1_000)), "{frame}");
    assert!(!desk(at_agents, Vec::new(), false).text(120, 34).contains("more than are in progress"));
}

#[test]
fn what_is_not_known_any_more_says_why_on_the_page_itself() {
    let mut desk = desk(30, Vec::new(), false);
    tell(&mut desk.board, NOW, Figure::InboundNow, None);
    desk.note();
    let frame = desk.text(80, 24);
    assert!(
        frame.contains("no agent yet –") && frame.contains("the vendor does not send the inbound calls"),
        "{frame}"
    );
}

#[test]
fn which_relay_numbers_are_robots_is_asked_for_and_that_no_report_tells_it_is_said_once_it_is_answered() {
    let mut desk = desk(30, Vec::new(), false);
    let halves_of_today = || asked(ReportOf::HalfHours, Day::Today);
    assert!(desk.view.wants(&desk.board).contains(&Want::beside(halves_of_today())));
    let frame = desk.text(120, 34);
    assert!(frame.contains("Relay numbers of robots: asking.") && !frame.contains("no report tells"), "{frame}");
    found(&mut desk.board, NOW, halves_of_today(), refused());
    let frame = desk.text(120, 34);
    assert!(frame.contains("Relay numbers of robots: the vendor refuses this (403)"), "{frame}");
    comes(&mut desk.board, ReportOf::HalfHours, Day::Today, halves(Day::Today));
    let frame = desk.text(120, 34);
    assert!(frame.contains("no report tells") && !frame.contains("Relay numbers of robots"), "{frame}");
}

/// At 60×15 the sum and what it counts have no room beside each other: either can be read to its end.
#[test]
fn on_a_low_screen_every_row_and_every_sentence_can_be_read_and_what_is_out_of_view_is_counted() {
    let mut desk = desk(30, vec![waiting(41), waiting(9)], true);
    let first = desk.text(60, 15);
    assert!(
        first.contains(" 1-3 of 6 ") && first.contains(" 1-5 of ") && first.contains("tab what it counts"),
        "{first}"
    );
    desk.keys("G");
    assert!(desk.text(60, 15).contains("138****1041"), "{}", desk.text(60, 15));
    desk.keys("<tab>");
    let mut read: Vec<String> = Vec::new();
    for _ in 0..40 {
        let frame = desk.text(60, 15);
        assert!(frame.contains("tab the sum") && !frame.contains("filter"), "{frame}");
        let said = frame.lines().skip_while(|line| !line.contains("What it counts")).skip(1);
        let said =
            said.take_while(|line| line.starts_with('│')).map(|line| line.trim_matches(['│', '┃', ' ']).to_owned());
        read.extend(said.filter(|line| !read.contains(line)).collect::<Vec<_>>());
        desk.keys("j");
    }
    let read = read.join(" ");
    for sentence in [
        "Inbound calls in progress, as the platform counts them",
        "takes one off.",
        "Most calls have a record only once they have ended.",
        "Relay numbers of robots: 95588.",
        "in 49 of 60 looks at most 1 off.",
    ] {
        assert!(read.contains(sentence), "{sentence}: {read}");
    }
    assert_snapshot!("no_agent_meaning_60x15", desk.frame(60, 15));
    desk.keys("<tab>");
    assert!(desk.text(60, 15).contains("choose"), "{}", desk.text(60, 15));
}

#[test]
fn the_sum_and_the_records_say_their_own_ages_and_each_is_dimmed_by_its_own() {
    let mut desk = desk(30, vec![waiting(41)], false);
    let title = |desk: &Desk, width| desk.text(width, 34).lines().nth(1).unwrap().to_owned();
    for width in [60, 80, 120] {
        assert!(title(&desk, width).contains(" agents 0s ago  calls 12s ago "), "{}", title(&desk, width));
    }
    desk.listen(175);
    assert!(title(&desk, 120).contains(" agents 0s ago  calls  STALE 3m"), "{}", title(&desk, 120));
    assert_snapshot!("no_agent_stale_records_120x34", desk.frame(120, 34));
}

#[test]
fn callers_without_an_agent_are_bad_news_where_no_agent_is_ready_wherever_they_stand() {
    let mut desk = desk(30, Vec::new(), false);
    let style = |desk: &Desk, size: (u16, u16), words: &str| {
        let buffer = desk.buffer(size.0, size.1);
        let line = (0..size.1).find(|y| {
            let line: String = (0..size.0).map(|x| buffer[(x, *y)].symbol()).collect();
            line.contains(words) && !line.contains('╭')
        });
        let y = line.unwrap_or_else(|| panic!("no {words}"));
        let digit = (0..size.0).find(|x| buffer[(*x, y)].symbol().chars().all(|c| c.is_ascii_digit()));
        (buffer[(digit.unwrap(), y)].fg, desk.view.theme(&desk.settings))
    };
    for (ready, bad) in [(3, false), (0, true)] {
        tell(&mut desk.board, NOW, Figure::Ready, Some(ready));
        desk.note();
        let (colour, theme) = style(&desk, (120, 34), "no agent yet");
        let wanted = if bad { theme.alert() } else { theme.caution() };
        assert_eq!(Some(colour), wanted.fg, "on the page, {ready} ready");
        desk.keys("<esc>");
        assert_eq!(Some(style(&desk, (80, 24), "no agent yet").0), wanted.fg, "on the board, {ready} ready");
        desk.keys("<enter>");
    }
}

#[test]
fn the_trend_of_callers_without_an_agent_names_its_span_and_its_scale_or_is_not_drawn() {
    let mut desk = Desk::new(centre(48), settings());
    let at_agents = desk.board.inbound_at_agents().unwrap();
    tell(&mut desk.board, NOW, Figure::InboundNow, Some(at_agents + 4));
    desk.listen(30);
    let short = desk.text(200, 60);
    assert!(short.contains("─ a column is 5s, top 4 ─"), "under a minute both clocks are one: {short}");
    for step in 0..20_u64 {
        desk.listen(30);
        tell(&mut desk.board, desk.now, Figure::InboundNow, Some(at_agents + 3 + step * 7 % 13));
        desk.note();
    }
    desk.keys("<tab><tab>");
    let named = |desk: &Desk, size: (u16, u16)| {
        let frame = desk.text(size.0, size.1);
        assert!(frame.contains("14:32-14:42, a column is ") && frame.contains(", top 15 ─"), "{frame}");
    };
    named(&desk, (200, 60));
    desk.keys("z");
    for size in [(80, 24), (120, 34)] {
        named(&desk, size);
    }
    assert_snapshot!("no_agent_trend_80x24", desk.frame(80, 24));
}
