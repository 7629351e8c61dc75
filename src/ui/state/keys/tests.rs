use super::*;
use crate::model::{Board, Tag};
use crate::ui::action::Scope;
use crate::ui::draw;
use crate::ui::state::Pane;
use crate::ui::tape::Tape;
use crate::ui::testing::calls::{all, data, know_the_call, part};
use crate::ui::testing::{Desk, NOW, ai, centre, centre_without_voice, crowd, live, platforms, reports, settings};

/// A centre of which everything has been looked up.
fn known() -> Board {
    let mut board = ai::sessions_centre();
    ai::know_the_sessions(&mut board);
    data(&mut board, NOW, all(), part(312, 312));
    know_the_call(&mut board);
    for day in [crate::model::Day::Today, crate::model::Day::Yesterday] {
        reports::comes(&mut board, crate::model::ReportOf::HalfHours, day, reports::halves(day));
    }
    board
}

fn desk() -> Desk {
    Desk::new(known(), settings())
}

fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, crossterm::event::KeyModifiers::NONE)
}

/// How often `q` is pressed until the program ends.
fn presses(desk: &mut Desk) -> usize {
    (1..20)
        .find(|_| {
            desk.keys("q");
            desk.text(120, 34);
            desk.effects.last() == Some(&Effect::Quit)
        })
        .unwrap_or(0)
}

#[test]
fn q_closes_what_is_open_and_quits_on_the_bare_board() {
    for (opened, layers) in [
        ("", 0),
        ("?", 1),
        ("?/priv<enter>", 1),
        ("2", 1),
        ("2<enter>", 2),
        ("2<enter>?", 3),
        ("2<enter>o", 3),
        ("2c", 2),
        ("2F", 2),
        ("2F<enter>", 3),
        ("2F<enter>?", 4),
        ("5", 1),
        ("5F", 2),
        ("6", 1),
        ("4", 1),
        ("4<enter>", 2),
        ("4<tab><enter>", 2),
        ("j<enter>", 1),
        ("z", 1),
        ("<tab>z", 1),
        ("<tab><right><enter>", 1),
        ("<tab><right><enter>j<enter>", 2),
        ("<tab><right><enter><tab>", 1),
        // Ways to look at the board are not open.
        ("/talking<enter>", 0),
        ("2/answered<enter>", 1),
        ("<tab>", 0),
        ("jjj", 0),
        ("tsSf", 0),
    ] {
        let mut desk = desk();
        desk.text(120, 34);
        desk.keys(opened);
        desk.text(120, 34);
        assert_eq!(presses(&mut desk), layers + 1, "{opened}");
        assert!(desk.view.page() == &Page::Board && !desk.view.board().is_expanded(), "{opened}");
    }
}

#[test]
fn q_closes_the_pane_that_lies_over_the_agents_of_a_small_screen() {
    let mut desk = desk();
    desk.keys("<tab><tab><tab>");
    assert_eq!(desk.view.board().focus(), Pane::Alerts);
    desk.text(80, 24);
    desk.keys("q");
    assert_eq!((desk.view.board().focus(), desk.effects.last()), (Pane::Table, Some(&Effect::Redraw)));
    assert!(desk.view.is_bare());
    desk.keys("<tab><tab><tab>");
    desk.text(120, 34);
    desk.keys("q");
    assert_eq!(desk.effects.last(), Some(&Effect::Quit), "beside the agents it covers nothing");
}

#[test]
fn one_step_leaves_a_zoomed_pane_that_lies_over_the_agents_anyway() {
    for key in ["<esc>", "q"] {
        for (size, left) in [((80, 24), Pane::Table), ((120, 34), Pane::Alerts)] {
            let mut desk = desk();
            desk.keys("<tab><tab><tab>");
            desk.text(size.0, size.1);
            desk.keys("z");
            desk.text(size.0, size.1);
            desk.keys(key);
            let board = desk.view.board();
            assert_eq!((board.focus(), board.is_expanded()), (left, false), "{key} at {size:?}");
        }
    }
}

#[test]
fn a_key_acts_on_agents_who_are_seen_or_says_that_a_pane_hides_them() {
    let of_agents = |desk: &Desk| {
        let board = desk.view.board();
        let rules = board.listing().rules();
        let columns = desk.view.list(crate::lists::ListId::Agents).and_then(|list| list.columns.clone());
        (rules.sort, rules.reverse, rules.filter.text().to_owned(), board.has_tiles(), columns)
    };
    let mut said = 0;
    for (steps, pane) in Pane::ALL.into_iter().enumerate().skip(1) {
        for ((width, height), zoom) in [((200, 60), "z"), ((120, 34), "z"), ((80, 24), "z"), ((80, 24), "")] {
            let shown = || {
                let mut desk = desk();
                desk.keys(&"<tab>".repeat(steps)).keys(zoom);
                desk.text(width, height);
                desk.settle();
                assert_eq!(desk.view.board().focus(), pane);
                desk
            };
            // On a small screen some panes have room of their own beside the agents.
            if !shown().view.board().hides_agents() {
                assert_eq!(zoom, "");
                continue;
            }
            let lists = |action: &Action| matches!(action.scope(), Scope::Lists | Scope::Board);
            for action in Action::BINDABLE.iter().copied().filter(lists) {
                let mut desk = shown();
                let before = of_agents(&desk);
                let frame = desk.text(width, height);
                let effect = desk.view.act(action, &desk.board, desk.now, &desk.settings);
                let case = format!("{action:?} in {pane:?} at {width}x{height}");
                let seen = desk.view.board().focus() == Pane::Table || !desk.view.board().hides_agents();
                assert!(seen || of_agents(&desk) == before, "{case}");
                let (written, panel) = (matches!(effect, Effect::Export { .. }), desk.view.over().panel().is_some());
                assert!(!written && !panel, "{case}");
                if matches!(action, Action::Sort | Action::Reverse | Action::Columns | Action::Export) {
                    let notice = desk.view.notice();
                    let why = "that is for the agents, whom this pane hides; esc goes back to them";
                    assert_eq!(notice, Some(why), "{case}");
                    said += 1;
                    // What does nothing here is not offered.
                    assert!(!frame.contains("s sort"), "{case}: {frame}");
                }
            }
        }
    }
    assert!(said > 40, "{said}");
}

#[test]
fn an_order_that_is_asked_for_by_name_brings_the_agents_up() {
    let mut desk = desk();
    desk.keys("<tab>z:sort time<enter>");
    assert_eq!(desk.view.board().focus(), Pane::Table);
    assert_eq!(desk.view.board().listing().rules().sort, crate::lists::agents::Sort::Time);
}

#[test]
fn what_a_report_led_to_does_not_stay_narrowed_once_it_is_closed() {
    let mut desk = desk();
    reports::comes(&mut desk.board, crate::model::ReportOf::Relays, crate::model::Day::Today, reports::relays());
    desk.keys("5<tab>j<enter>");
    assert_ne!(desk.view.tabs().calls.asked, crate::model::CallsAsked::default());
    desk.keys("q2");
    assert_eq!(desk.view.tabs().calls.asked, crate::model::CallsAsked::default());
}

#[test]
fn q_is_text_in_an_open_line_and_ctrl_c_quits_whatever_is_open() {
    for opened in ["/", ":", "2/", "?/", "4/", "2FG<enter>"] {
        let mut desk = desk();
        desk.keys(opened).keys("q");
        assert!(!desk.effects.contains(&Effect::Quit), "{opened}");
        let text = desk.text(120, 34);
        let line = text.lines().last().unwrap_or_default().to_owned();
        assert!(line.contains("q▏"), "{opened}: {line}");
        desk.keys("<ctrl-c>");
        assert_eq!(desk.effects.last(), Some(&Effect::Quit), "{opened}");
    }
    for opened in ["?", "2<enter>o", "2F", "z", "j<enter>"] {
        let mut desk = desk();
        desk.keys(opened).keys("<ctrl-c>");
        assert_eq!(desk.effects.last(), Some(&Effect::Quit), "{opened}");
    }
}

#[test]
fn q_answers_a_question_with_no() {
    let mut desk = desk();
    desk.keys("2<enter>o");
    assert!(desk.view.over().question().is_some());
    desk.keys("q");
    assert!(
        desk.view.over().question().is_none()
            && !desk.effects.iter().any(|effect| matches!(effect, Effect::SaveRecording { .. }))
    );
}

#[test]
fn enter_with_nothing_chosen_opens_the_first_row() {
    let mut desk = desk();
    desk.keys("<enter>");
    let first = desk.view.board().listing().slot(0).and_then(|slot| desk.board.agent(slot)).unwrap().id.clone();
    assert_eq!(desk.view.page(), &Page::Agent(first.clone()));
    for opened in ["t<enter>", "jjj<esc><enter>"] {
        let mut desk = self::desk();
        desk.keys(opened);
        assert_eq!(desk.view.page(), &Page::Agent(first.clone()), "{opened}");
    }
    let mut desk = Desk::new(centre(48), settings());
    desk.keys("<tab><tab><tab><tab><enter>");
    assert!(matches!(desk.view.page(), Page::Agent(_)), "of the chats: {:?}", desk.view.page());
    let mut desk = Desk::new(crowd(48), settings());
    desk.keys("<tab><tab><tab><enter>");
    assert!(desk.view.alerts().chosen().is_some(), "of the alerts");
    assert!(!desk.view.is_bare() || desk.view.notice().is_some(), "of the alerts");
    let mut desk = self::desk();
    desk.keys("2<enter>");
    assert!(matches!(desk.view.page(), Page::Call(_)));
}

#[test]
fn no_other_agent_is_opened_in_place_of_one_who_has_left_the_list() {
    let mut desk = desk();
    desk.keys("/state:talking<enter>jj");
    let gone = desk.view.board().selected().cloned().unwrap();
    let index = desk.board.agents().iter().position(|agent| agent.id == gone).unwrap();
    crate::ui::testing::change(
        &mut desk.board,
        NOW,
        index,
        vec![crate::model::AgentChange::Work(Some(crate::model::WorkState::Ready))],
    );
    desk.note();
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::Board);
    assert_ne!(desk.view.board().selected(), Some(&gone));
}

#[test]
fn a_key_that_does_nothing_says_so_once_and_for_a_while() {
    for (opened, pressed, said) in [
        ("", "Q", "Q does nothing here; ? lists the keys"),
        ("", "<f9>", "f9 does nothing here"),
        ("", "<ctrl-x>", "ctrl-x does nothing here"),
        ("", "1", "1 does nothing here"),
        ("", "<right>", "right does nothing here"),
        ("2", "b", "b does nothing here"),
        ("2", "<tab>", "tab does nothing here"),
        ("2", "t", "t does nothing here"),
        ("2", "2", "2 does nothing here"),
        ("2/nothing such<enter>", "j", "j does nothing here"),
        ("2/nothing such<enter>", "<enter>", "enter does nothing here"),
        ("?", "s", "s does nothing here"),
        ("?", "<right>", "right does nothing here"),
        ("2F", "s", "s does nothing here"),
        ("j<enter>", "t", "t does nothing here"),
        ("6", "<right>", "right does nothing here"),
    ] {
        let mut desk = desk();
        desk.text(240, 67);
        desk.keys(opened);
        desk.text(240, 67);
        desk.keys(pressed);
        assert_eq!(desk.effects.last(), Some(&Effect::Redraw), "{opened} {pressed}");
        let screen = desk.text(120, 34);
        assert!(screen.lines().last().is_some_and(|line| line.contains(said)), "{opened} {pressed}: {screen}");
        desk.keys(pressed);
        assert_eq!(desk.effects.last(), Some(&Effect::None), "{opened} {pressed}: held down");
        desk.wait(6);
        assert!(!desk.text(120, 34).contains("does nothing here"), "{opened} {pressed}");
    }
}

#[test]
fn nothing_is_said_where_a_key_means_something_or_is_none() {
    for (opened, pressed) in [
        ("", "<esc>"),
        ("", "<up>"),
        ("j", "<up><up><up>"),
        ("<tab>", "<left><left>"),
        ("2", "<up>"),
        ("?", "<up>"),
        ("t", "<left>"),
        ("/", "<tab>"),
        (":", "<f9>"),
        ("2<enter>o", "x"),
    ] {
        let mut desk = desk();
        desk.keys(opened);
        desk.text(120, 34);
        desk.keys(pressed);
        assert!(!desk.view.notice().is_some_and(|said| said.contains("does nothing")), "{opened} {pressed}");
    }
    let mut desk = desk();
    let mut release = key(KeyCode::Char('Q'));
    release.kind = KeyEventKind::Release;
    for event in [release, key(KeyCode::Null), key(KeyCode::CapsLock), key(KeyCode::Menu)] {
        assert_eq!(desk.view.take_key(event, &desk.board, NOW, &desk.settings), Effect::None, "{event:?}");
        assert_eq!(desk.view.notice(), None, "{event:?}");
    }
}

#[test]
fn a_command_that_does_nothing_here_says_so_too() {
    let mut desk = desk();
    desk.keys("2:by<enter>");
    assert_eq!(desk.view.notice(), Some("by does nothing here"));
}

#[test]
fn tab_and_b_lead_along_the_same_strip() {
    let along = |board: Board, view: &str, key: &str| {
        let mut desk = Desk::new(board, settings());
        desk.keys(view);
        let mut seen = vec![desk.text(200, 60)];
        for _ in 0..9 {
            desk.keys(key);
            seen.push(desk.text(200, 60));
        }
        seen
    };
    for (board, view) in [(platforms::three_vendors as fn() -> Board, "3"), (known, "5")] {
        let there = along(board(), view, "<tab>");
        assert_eq!(there, along(board(), view, "b"), "{view}");
        assert_ne!(there[0], there[1], "{view}");
        let mut desk = Desk::new(board(), settings());
        desk.keys(view);
        let before = desk.text(200, 60);
        desk.keys("b<backtab>");
        assert_eq!(before, desk.text(200, 60), "{view}");
    }
}

#[test]
fn one_relay_number_is_chosen_as_calls_and_sessions_are() {
    let mut desk = desk();
    desk.keys("5F");
    assert!(desk.text(120, 34).contains("Only those with"));
    desk.keys("<enter>");
    assert!(desk.text(120, 34).contains("relay number 4006001234"), "{}", desk.text(120, 34));
    desk.keys("F<backspace><enter>");
    assert!(desk.text(120, 34).contains("all 2 relay numbers"), "{}", desk.text(120, 34));
    desk.keys("5<tab>F");
    assert_eq!(desk.view.notice(), Some("there is nothing to choose here"));
}

/// Every page, with what it is opened by.
const PAGES: [&str; 25] = [
    "",
    "j",
    "<tab>",
    "<tab><tab>",
    "<tab><tab><tab>",
    "<tab><tab><tab>j",
    "<tab><tab><tab><tab>",
    "<backtab>",
    "z",
    "/nothing such<enter>",
    "j<enter>",
    "j<enter><tab>",
    "2",
    "2/nothing such<enter>",
    "2<enter>",
    "2<enter><tab>",
    "C",
    "C<enter>",
    "jv",
    "3",
    "4",
    "4<tab>",
    "5",
    "6",
    "?",
];

/// Boards and settings that offer more or less.
fn desks() -> Vec<(&'static str, Desk)> {
    let open = || Settings { privacy_reveal: true, ..settings() };
    let mut replay = Desk::new(known(), open());
    replay.view.set_tape(Some(Tape::Replaying { speed: 1.0, playing: true, over: false, damaged: false }));
    let mut frozen = Desk::new(known(), open());
    frozen.keys("f");
    vec![
        ("masked", desk()),
        ("revealed", Desk::new(known(), open())),
        ("replay", replay),
        ("frozen", frozen),
        ("live", Desk::new(live::in_progress(), open())),
        ("unasked", Desk::new(centre(48), settings())),
        ("alone", Desk::new(crowd(1), settings())),
        ("nothing", Desk::new(Board::new(), settings())),
        ("without voice", Desk::new(centre_without_voice(), open())),
        ("three vendors", Desk::new(platforms::three_vendors(), settings())),
        ("one vendor", Desk::new(platforms::alone(Tag::new("7moor").unwrap()), settings())),
        ("voice only", Desk::new(platforms::only_call(), settings())),
    ]
}

#[test]
fn the_bottom_line_and_the_help_begin_with_keys_that_do_something() {
    for opened in PAGES {
        for (kind, mut desk) in desks() {
            desk.text(240, 67);
            desk.keys(opened);
            desk.text(240, 67);
            let named: Vec<Action> = {
                let look = Look { board: &desk.board, now: desk.now, settings: &desk.settings };
                draw::hints(&look.scene(&desk.view)).into_iter().map(|(action, _)| action).collect()
            };
            for action in named {
                // Stands for the keys of all views, be it the one that is open.
                if action == Action::Calls {
                    continue;
                }
                let mut view = desk.view.clone();
                view.notice = None;
                let effect = view.act_once(action, &desk.board, desk.now, &desk.settings);
                let look = Look { board: &desk.board, now: desk.now, settings: &desk.settings };
                let idle = effect == Effect::None && view.is_idle(action, look);
                assert!(!idle, "{kind}: {} after {opened:?} does nothing", action.name());
                let refused = match action {
                    Action::Privacy => !matches!(effect, Effect::Revealed(_)),
                    Action::Retry => effect != Effect::Retry,
                    Action::SaveRecording => {
                        view.over.question.is_none() && !matches!(effect, Effect::SaveRecording { .. })
                    }
                    Action::Export => {
                        !matches!(effect, Effect::Export { .. }) && !view.is_exporting() && view.over.question.is_none()
                    }
                    Action::Narrow | Action::Columns => view.over.panel.is_none(),
                    Action::Open => view.notice.is_some() && desk.view.board().focus() != Pane::Alerts,
                    Action::Acknowledge | Action::Snooze | Action::Mute => !matches!(effect, Effect::SeeTo(..)),
                    _ => false,
                };
                assert!(!refused, "{kind}: {} after {opened:?} says {:?}", action.name(), view.notice);
            }
        }
    }
}

#[test]
fn help_begins_with_the_page_it_was_opened_over() {
    for (opened, title, first, not) in [
        ("", "Here, on the board", "next order", "Here, in"),
        ("2", "Here, in today's calls", "choose which calls", "split another way"),
        ("C", "Here, among calls as they happen", "filter the list", "split another way"),
        ("j<enter>", "Here, on an agent's page", "next agent of the list", "Here, in"),
        ("3", "Here, in today's chats", "filter the list", "choose which calls"),
        ("4", "Here, in today's AI sessions", "split another way", "Here, on"),
        ("5", "Here, in the reports", "next pane, report", "save the recording"),
        ("6", "Here, in Health", "filter the list", "tiles instead"),
        ("2c", "In a panel of choices", "choose nothing here", "Here, in"),
    ] {
        let mut desk = desk();
        desk.keys(opened).keys("?");
        let text = desk.text(80, 67);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.get(1).is_some_and(|line| line.contains(title)), "{opened}: {text}");
        let end = lines.iter().position(|line| line.contains("Everywhere")).unwrap();
        let here = lines[..end].join("\n");
        assert!(here.contains(first), "{opened}: {here}");
        assert!(!here.contains(not), "{opened}: {here}");
    }
}

#[test]
fn help_is_searched_by_key_action_and_meaning() {
    let mut desk = desk();
    desk.keys("?/free");
    let text = desk.text(120, 90);
    assert!(text.contains("freeze the figures") && !text.contains("next theme"), "{text}");
    assert!(text.contains("match free"), "{text}");
    desk.keys("<enter>");
    assert!(desk.text(120, 34).contains("freeze the figures"));
    desk.keys("<esc>");
    assert!(desk.view.page() == &Page::Help && desk.text(120, 90).contains("next theme"));
    desk.keys("/ctrl-l<enter>");
    assert!(desk.text(80, 24).contains("draw the whole screen anew") && !desk.text(80, 24).contains("freeze"));
    desk.keys("/no such key<enter>");
    assert!(desk.text(80, 24).contains("nothing matches no such key"), "{}", desk.text(80, 24));
    desk.keys("/x<esc>");
    assert!(desk.text(80, 24).contains("nothing matches no such key"), "the filter of before");
    desk.keys("q?");
    assert!(desk.text(120, 90).contains("next theme"), "closed and opened, it is whole again");
}
