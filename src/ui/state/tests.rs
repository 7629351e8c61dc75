use std::collections::HashSet;

use super::*;
use crate::lists::agents::Sort;
use crate::model::join::holders;
use crate::model::{
    About, AgentChange, AlarmKey, Alert, ChatAgent, ChatDay, Join, JoinHow, Payload, Phase, SourceId, State, Update,
    WorkState,
};
use crate::ui::testing::{Desk, NOW, centre, change, crowd, report, roster, settings};

fn desk() -> Desk {
    Desk::new(centre(48), settings())
}

fn rules(desk: &Desk) -> &Rules {
    desk.view.board().listing().rules()
}

fn name_at(desk: &Desk, position: usize) -> String {
    let slot = desk.view.board().listing().slot(position).unwrap();
    desk.board.agent(slot).unwrap().name.as_deref().unwrap().to_owned()
}

#[test]
fn a_filter_is_typed_kept_and_dropped() {
    let mut desk = desk();
    desk.keys("/zhang<enter>jj<enter>");
    assert_eq!(rules(&desk).filter.text(), "zhang");
    assert_eq!(desk.chosen().as_deref(), Some("Zhang Min"));
    assert_eq!(desk.view.mode(), Mode::Agent);
    desk.keys("<esc>");
    assert_eq!(desk.view.mode(), Mode::Board);
    desk.keys("<esc>");
    assert!(rules(&desk).filter.is_empty());
    assert_eq!(desk.view.board().listing().len(), 48);
}

#[test]
fn the_list_follows_every_letter_and_a_bad_filter_changes_nothing() {
    let mut desk = desk();
    desk.keys("/state:ready");
    let ready = desk.view.board().listing().len();
    assert!(ready > 0 && ready < 48);
    desk.keys(" /(");
    assert_eq!(desk.view.board().listing().len(), ready);
    assert!(desk.view.over().input().unwrap().error.is_some());
    desk.keys("<enter>");
    assert_eq!(desk.view.mode(), Mode::Typing);
    desk.keys("<esc>");
    assert_eq!(desk.view.mode(), Mode::Board);
    assert!(rules(&desk).filter.is_empty());
}

#[test]
fn words_and_lines_can_be_deleted_while_typing() {
    let mut desk = desk();
    desk.keys("/wang fang<ctrl-w>");
    assert_eq!(desk.view.over().input().unwrap().text, "wang ");
    desk.keys("<ctrl-u>li<backspace>");
    assert_eq!(desk.view.over().input().unwrap().text, "l");
    desk.keys("<backspace><backspace>");
    assert_eq!(desk.view.mode(), Mode::Board);
}

#[test]
fn the_choice_sticks_to_the_person_not_to_the_row() {
    let mut desk = desk();
    desk.keys("jjj");
    let who = desk.chosen().unwrap();
    assert_eq!(name_at(&desk, 2), who);
    desk.keys("sss");
    assert_eq!(desk.chosen().as_deref(), Some(who.as_str()));
    assert_eq!(rules(&desk).sort, Sort::Name);
    let position = desk.view.board.position(&desk.board).unwrap();
    desk.keys("k");
    assert_eq!(desk.view.board.position(&desk.board), Some(position - 1));
}

#[test]
fn moving_goes_on_from_where_an_agent_left_the_list() {
    let mut desk = desk();
    desk.keys("jjjjj");
    let gone = desk.view.board().selected().unwrap().clone();
    let rest: Vec<_> = desk.board.agents().iter().filter(|agent| agent.id != gone).cloned().collect();
    roster(&mut desk.board, NOW, rest, 47, true);
    desk.note();
    assert_eq!(desk.view.board.position(&desk.board), None);
    desk.keys("j");
    assert_eq!(desk.view.board.position(&desk.board), Some(4));
}

#[test]
fn first_last_and_pages() {
    let mut desk = desk();
    desk.buffer(80, 24);
    desk.keys("G");
    assert_eq!(desk.view.board.position(&desk.board), Some(47));
    desk.keys("g<pagedown>");
    assert_eq!(desk.view.board.position(&desk.board), Some(18));
    desk.keys("<pageup><pageup>");
    assert_eq!(desk.view.board.position(&desk.board), Some(0));
}

#[test]
fn every_count_opens_into_the_people_behind_it_and_back() {
    let mut desk = desk();
    desk.keys("/li<enter>s<tab><tab>");
    assert_eq!(desk.view.board().focus(), Pane::Now);
    desk.keys("<right><right><right><enter>");
    assert_eq!((desk.view.board().focus(), rules(&desk).filter.text()), (Pane::Table, "state:talking"));
    let talking = desk.board.counts().state(State::Talking) as usize;
    assert_eq!(desk.view.board().listing().len(), talking);
    desk.keys("<esc>");
    assert_eq!((desk.view.board().focus(), rules(&desk).filter.text()), (Pane::Now, "li"));
    assert_eq!(rules(&desk).sort, Sort::Time);

    desk.keys("<backtab><right><enter>");
    assert_eq!((rules(&desk).filter.text(), rules(&desk).sort), ("agent_misses>0", Sort::Missed));
    let missed =
        |position| desk.board.agent(desk.view.board().listing().slot(position).unwrap()).unwrap().missed.unwrap();
    assert!(missed(0) >= missed(1) && missed(1) > 0);
}

#[test]
fn every_state_that_is_counted_can_be_opened() {
    for (index, state) in COUNTED.into_iter().enumerate().take(COUNTED.len() - 1) {
        let mut desk = desk();
        desk.keys("<tab><tab>");
        for _ in 0..index {
            desk.keys("<right>");
        }
        desk.keys("<enter>");
        let expected = desk.board.counts().state(state) as usize;
        assert_eq!(desk.view.board().listing().len(), expected, "{state}");
    }
}

#[test]
fn an_alert_opens_the_person_it_is_about() {
    let mut desk = desk();
    desk.wait(300).keys("<tab><tab><tab>G<enter>");
    let alert = desk.view.alerts().chosen().cloned().unwrap();
    let AlertKey::Now(AlarmKey { about: About::Agent(id), .. }) = alert else { panic!("{alert:?}") };
    assert_eq!(desk.view.page(), &Page::Agent(id));
}

#[test]
fn an_alert_about_a_source_says_its_error() {
    let mut desk = desk();
    let until = NOW.plus(900_000);
    report(&mut desk.board, NOW, SourceId::Agents, Phase::Waiting { until, tries: 3 }, Some("connection refused"));
    desk.wait(60).keys("<tab><tab><tab>j<enter>");
    assert_eq!(desk.view.notice(), Some("agents: connection refused"));
}

#[test]
fn a_chat_row_opens_its_agent_if_it_has_one() {
    let mut desk = desk();
    desk.keys("<backtab><backtab>jj<enter>");
    assert_eq!(desk.chosen().as_deref(), Some("Wang Fang"));
    assert_eq!(desk.view.mode(), Mode::Agent);

    let mut desk = Desk::new(centre(48), settings());
    change(&mut desk.board, NOW, 1, vec![AgentChange::Name(Some("Another Name".into()))]);
    let agents = desk.board.agents().to_vec();
    roster(&mut desk.board, NOW, agents, 48, true);
    desk.note();
    desk.keys("<backtab><backtab>jj<enter>");
    assert_eq!(desk.view.mode(), Mode::Board);
    assert!(desk.view.notice().unwrap().contains("not joined"));
}

#[test]
fn chat_rows_belong_to_whom_the_model_says() {
    let mut board = centre(48);
    change(&mut board, NOW, 5, vec![AgentChange::Name(Some("罗辉".into()))]);
    let agents = board.agents().to_vec();
    roster(&mut board, NOW, agents, 48, true);
    let ids = litemap::LiteMap::from_iter([("1047".to_owned(), "chat-7".to_owned())]);
    let mut chats = Chats::new(ids.clone());
    chats.refresh(&board);
    let day = board.chat().unwrap();
    let held = holders(board.agents(), &day.rows, &ids);
    let shown: Vec<_> = (0..day.rows.len()).map(|row| chats.own(row).map(|(id, how)| (id.clone(), how))).collect();
    assert_eq!(shown, held);
    for how in [JoinHow::Settings, JoinHow::Name] {
        assert!(held.iter().flatten().any(|(_, found)| *found == how), "{how:?}");
    }
    for agent in board.agents() {
        assert_eq!(chats.of(None, &agent.id), Join::of(&held, &agent.id), "{}", agent.label());
    }
}

#[test]
fn chat_rows_move_with_their_chats_and_are_joined_anew_where_names_change() {
    let mut desk = desk();
    let day = desk.board.chat().unwrap();
    let (at, mut changed): (_, Vec<ChatAgent>) = (day.as_of, day.rows.iter().map(|row| (**row).clone()).collect());
    let told = |board: &mut Board, after: i64, rows: &[ChatAgent]| {
        let day = ChatDay::new(at.plus(after), None, rows.to_vec());
        board.apply(Update::new(at.plus(after), Payload::Chat(Box::new(day))));
    };
    let mut chats = Chats::new(litemap::LiteMap::new());
    assert!(chats.refresh(&desk.board));
    let last = *chats.order().last().unwrap();
    changed[last.index].chats = Some(9_999);
    told(&mut desk.board, 1_000, &changed);
    assert!(!chats.refresh(&desk.board), "all belong to whom they belonged to");
    assert_eq!(chats.order()[0], last);
    let known = chats.own(last.index).map(|(id, how)| (id.clone(), how));
    changed[last.index].id = "another".to_owned();
    changed[last.index].name = Some("Another".to_owned());
    told(&mut desk.board, 2_000, &changed);
    assert!(chats.refresh(&desk.board));
    assert_eq!((known.is_some(), chats.own(last.index)), (true, None));
}

#[test]
fn freezing_keeps_the_figures_and_lets_the_clock_run() {
    let mut desk = desk();
    let before = desk.text(120, 34);
    desk.keys("f");
    let busy = desk.board.agents().len() - 1;
    change(&mut desk.board, NOW, busy, vec![AgentChange::Answered(Some(900))]);
    desk.note();
    desk.wait(75);
    let frozen = desk.text(120, 34);
    assert!(frozen.contains("FROZEN 01:15"));
    assert_eq!(frozen.lines().nth(2), before.lines().nth(2));
    desk.keys("f");
    assert!(!desk.text(120, 34).contains("FROZEN"));
    assert_ne!(desk.text(120, 34).lines().nth(2), before.lines().nth(2));
}

#[test]
fn a_frozen_board_can_be_sorted_filtered_and_opened() {
    let mut desk = desk();
    desk.keys("f");
    roster(&mut desk.board, NOW, Vec::new(), 0, true);
    desk.note();
    desk.keys("/state:busy<enter>ssj<enter>");
    assert_eq!(desk.view.mode(), Mode::Agent);
    assert!(desk.text(120, 34).contains("busy because"));
    desk.keys("<esc>f");
    assert_eq!(desk.view.board().listing().len(), 0);
}

#[test]
fn numbers_are_shown_only_where_the_settings_allow_it_and_not_for_long() {
    let mut desk = desk();
    desk.keys("p");
    assert_eq!(desk.effects, [Effect::Redraw]);
    assert!(desk.view.notice().unwrap().contains("the settings do not allow"));
    assert!(!desk.text(120, 34).contains("13812"));

    desk.settings.privacy_reveal = true;
    desk.keys("p");
    let said = "customer numbers shown for 30s on the board".to_owned();
    assert_eq!(desk.effects.last(), Some(&Effect::Revealed(said)));
    assert!(desk.text(120, 34).contains("13812"));
    desk.wait(29);
    assert!(desk.text(120, 34).contains("NUMBERS SHOWN 1s"));
    desk.wait(1);
    assert!(!desk.text(120, 34).contains("13812"));
    desk.keys("pp");
    assert!(!desk.text(120, 34).contains("13812"));
}

#[test]
fn the_agents_page_walks_through_the_list() {
    let mut desk = desk();
    desk.keys("j<enter>nn");
    assert_eq!(desk.chosen(), Some(name_at(&desk, 2)));
    assert_eq!(desk.view.page(), &Page::Agent(desk.view.board().selected().unwrap().clone()));
    desk.keys("ppp");
    assert_eq!(desk.chosen(), Some(name_at(&desk, 0)));
    assert!(desk.view.notice().unwrap().contains("first agent"));
}

#[test]
fn an_agent_who_left_is_said_to_be_gone() {
    let mut desk = desk();
    desk.keys("j<enter>");
    roster(&mut desk.board, NOW, Vec::new(), 0, true);
    desk.note();
    assert!(desk.text(80, 24).contains("is no longer on the board"));
}

#[test]
fn effects_for_the_loop() {
    let mut desk = desk();
    // The board is open already, which is said, and then no more.
    desk.keys("q<ctrl-l>r1<esc>");
    assert_eq!(desk.effects, [Effect::Quit, Effect::Repaint, Effect::Retry, Effect::Redraw, Effect::Redraw]);
    let mut idle = Desk::new(Board::new(), settings());
    idle.keys("r");
    assert_eq!(idle.effects, [Effect::Redraw]);
}

#[test]
fn back_goes_out_one_step_at_a_time() {
    let mut desk = desk();
    desk.keys("/li<enter>j<tab>z?");
    assert_eq!(desk.view.mode(), Mode::Help);
    desk.keys("<esc>");
    assert!(desk.view.board().is_expanded());
    desk.keys("<esc>");
    assert_eq!((desk.view.board().is_expanded(), desk.view.board().focus()), (false, Pane::Today));
    desk.keys("<esc>");
    assert_eq!((desk.view.board().focus(), rules(&desk).filter.text()), (Pane::Table, "li"));
    desk.keys("<esc>");
    assert!(rules(&desk).filter.is_empty() && desk.view.board().selected().is_some());
    desk.keys("<esc>");
    assert_eq!(desk.view.board().selected(), None);
}

#[test]
fn tiles_are_walked_in_two_directions() {
    let mut desk = Desk::new(crowd(48), settings());
    desk.keys("t");
    desk.buffer(200, 60);
    let columns = desk.seen().board().shown().columns;
    assert!(columns > 1);
    desk.keys("jj<right><down>");
    assert_eq!(desk.view.board.position(&desk.board), Some(columns * 2 + 1));
    desk.keys("kkkk<left>");
    assert_eq!(desk.view.board.position(&desk.board), Some(0));
}

#[test]
fn a_notice_goes_with_the_next_key_or_after_some_seconds() {
    let mut desk = desk();
    desk.view.say("log level is now debug");
    assert!(desk.text(80, 24).contains("log level is now debug"));
    desk.wait(6);
    assert_eq!(desk.view.notice(), None);
    desk.view.say("again");
    desk.keys("<esc>");
    assert_eq!((desk.view.notice(), desk.effects.last()), (None, Some(&Effect::Redraw)));
}

#[test]
fn only_the_help_needs_no_clock() {
    let mut desk = desk();
    assert!(desk.view.wants_tick() && desk.tick());
    desk.keys("?");
    desk.now = NOW.plus(1000);
    assert!(!desk.view.wants_tick() && !desk.tick());
}

#[test]
fn the_help_lists_every_binding_as_it_is_now() {
    let mut desk = Desk::new(
        centre(8),
        Settings {
            keys: vec![crate::ui::KeyOverride {
                action: "retry".to_owned(),
                keys: vec!["f5".to_owned(), "ctrl-r".to_owned()],
                origin: "a test".to_owned(),
            }],
            ..settings()
        },
    );
    desk.keys("?");
    let help = desk.text(118, 140);
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("f5, ctrl-r reconnect and ask every source again"));
    for binding in desk.view.keymap().bindings() {
        assert!(help.contains(&binding.keys.join(", ")), "{}", binding.action.name());
        let first_words: String = binding.action.description().chars().take(24).collect();
        assert!(help.contains(first_words.trim_end()), "{}", binding.action.name());
    }
}

#[test]
fn footers_show_the_keys_that_are_bound_now() {
    let mut desk = Desk::new(
        centre(8),
        Settings {
            keys: vec![
                crate::ui::KeyOverride {
                    action: "filter".to_owned(),
                    keys: vec!["ctrl-f".to_owned()],
                    origin: "a test".to_owned(),
                },
                crate::ui::KeyOverride {
                    action: "page_down".to_owned(),
                    keys: vec!["pagedown".to_owned()],
                    origin: "a test".to_owned(),
                },
            ],
            privacy_reveal: true,
            ..settings()
        },
    );
    assert!(desk.text(120, 34).contains("ctrl-f filter"));
    desk.keys("j<enter>");
    assert!(desk.text(120, 34).contains("P numbers"));
}

/// Slots of the agents among the alerts.
fn over_limit(desk: &Desk) -> HashSet<usize> {
    let slots = desk.view.alerts().standing().iter().filter_map(|standing| match standing.alert {
        Alert::Agent { slot, .. } => Some(slot),
        _ => None,
    });
    slots.collect()
}

#[test]
fn a_batch_brings_the_alerts_of_those_it_touched_up_to_date() {
    let mut desk = Desk::new(crowd(300), settings());
    let since = |ms: i64| AgentChange::WorkSince(Some(NOW.plus(-ms)));
    let work = |state| [AgentChange::Login(Some(crate::model::LoginState::Online)), AgentChange::Work(Some(state))];
    let over = over_limit(&desk);
    assert!(over.len() > 2, "{over:?}");
    let mut leaving = over.iter().copied();
    let (gone, worse) = (leaving.next().unwrap(), leaving.next().unwrap());
    let new = (0..300).find(|slot| !over.contains(slot)).unwrap();
    for (slot, state, ms) in
        [(gone, WorkState::Ready, 0), (worse, WorkState::WrapUp, 86_400_000), (new, WorkState::Ringing, 20_000)]
    {
        let mut sets = work(state).to_vec();
        sets.push(since(ms));
        change(&mut desk.board, NOW, slot, sets);
    }
    desk.note();
    let mut fresh = Alarms::new(settings().rules, settings().zone);
    fresh.check_all(&desk.board, NOW);
    assert_eq!(desk.view.alerts().standing(), fresh.standing());
    let after = over_limit(&desk);
    assert!(!after.contains(&gone) && after.contains(&new));
    assert!(matches!(desk.view.alerts().standing().first().unwrap().alert, Alert::Agent { slot, .. } if slot == worse));
}

#[test]
fn the_theme_is_changed_live_goes_round_and_says_its_name() {
    let mut desk = desk();
    let count = desk.settings.themes.len();
    let ground = |desk: &Desk| desk.view.theme(&desk.settings).ground();
    let dark = ground(&desk);
    desk.keys("T");
    assert_ne!(ground(&desk), dark);
    assert!(desk.view.notice().is_some_and(|said| said.contains("theme light")), "{:?}", desk.view.notice());
    for _ in 1..count {
        desk.keys("T");
    }
    assert_eq!(ground(&desk), dark);
}
