use crossterm::event::{KeyCode, KeyModifiers};

use super::*;

fn over(action: &str, keys: &[&str]) -> KeyOverride {
    KeyOverride {
        action: action.to_owned(),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        origin: "callboard.toml line 7".to_owned(),
    }
}

fn error(overrides: &[KeyOverride]) -> String {
    Keymap::new(overrides).unwrap_err().to_string()
}

fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
    KeyEvent::new(code, modifiers)
}

#[test]
fn every_default_key_parses_and_prints_as_it_is_written() {
    for binding in bindings() {
        for name in &binding.keys {
            assert_eq!(Key::parse(name).unwrap().to_string(), *name, "{}", binding.action.name());
        }
    }
}

#[test]
fn default_keys_do_what_the_table_says_in_every_mode_they_reach() {
    let keymap = Keymap::default();
    for binding in keymap.bindings() {
        if binding.action.scope() == Scope::Replay {
            for name in &binding.keys {
                assert_eq!(keymap.replay.get(&Key::parse(name).unwrap()), Some(&binding.action), "{name}");
            }
            continue;
        }
        let mode = match binding.action.scope() {
            Scope::Everywhere | Scope::Board | Scope::Replay => Mode::Board,
            Scope::Agent => Mode::Agent,
            Scope::Lists => Mode::List,
            Scope::Panel => Mode::Panel,
            Scope::Asking => Mode::Asking,
            Scope::Typing => Mode::Typing,
        };
        assert!(!binding.keys.is_empty());
        for name in &binding.keys {
            let key = Key::parse(name).unwrap();
            assert_eq!(keymap.lookup.get(&(mode, key)), Some(&binding.action), "{name}");
        }
    }
}

#[test]
fn terminals_report_one_key_in_several_ways() {
    let keymap = Keymap::default();
    for (code, modifiers, action) in [
        (KeyCode::Char('G'), KeyModifiers::NONE, Action::Last),
        (KeyCode::Char('G'), KeyModifiers::SHIFT, Action::Last),
        (KeyCode::Char('g'), KeyModifiers::SHIFT, Action::Last),
        (KeyCode::Char('g'), KeyModifiers::NONE, Action::First),
        (KeyCode::Char('?'), KeyModifiers::SHIFT, Action::Help),
        (KeyCode::BackTab, KeyModifiers::SHIFT, Action::PreviousPane),
        (KeyCode::BackTab, KeyModifiers::NONE, Action::PreviousPane),
        (KeyCode::Tab, KeyModifiers::SHIFT, Action::PreviousPane),
        (KeyCode::Char('L'), KeyModifiers::CONTROL.union(KeyModifiers::SHIFT), Action::Repaint),
    ] {
        assert_eq!(keymap.action(press(code, modifiers), Mode::Board), Some(action), "{code:?} {modifiers:?}");
    }
    let release = KeyEvent::new_with_kind(KeyCode::Char('q'), KeyModifiers::NONE, KeyEventKind::Release);
    assert_eq!(keymap.action(release, Mode::Board), None);
}

#[test]
fn letters_are_text_while_a_filter_is_typed() {
    let keymap = Keymap::default();
    let typing = |code, modifiers| keymap.action(press(code, modifiers), Mode::Typing);
    assert_eq!(typing(KeyCode::Char('q'), KeyModifiers::NONE), Some(Action::Type('q')));
    assert_eq!(typing(KeyCode::Char('张'), KeyModifiers::NONE), Some(Action::Type('张')));
    assert_eq!(typing(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Action::Quit));
    assert_eq!(typing(KeyCode::Enter, KeyModifiers::NONE), Some(Action::AcceptFilter));
    assert_eq!(typing(KeyCode::Down, KeyModifiers::NONE), Some(Action::Down));
    assert_eq!(typing(KeyCode::Tab, KeyModifiers::NONE), Some(Action::Complete));
    assert_eq!(typing(KeyCode::BackTab, KeyModifiers::SHIFT), None);
}

#[test]
fn a_page_may_have_its_own_meaning_for_a_key() {
    let keymap = Keymap::default();
    let p = press(KeyCode::Char('p'), KeyModifiers::NONE);
    assert_eq!(keymap.action(p, Mode::Board), Some(Action::Privacy));
    assert_eq!(keymap.action(p, Mode::Agent), Some(Action::PreviousAgent));
    assert_eq!(keymap.key_for(Action::Privacy, Mode::Agent).unwrap().to_string(), "P");
    assert_eq!(keymap.key_for(Action::Privacy, Mode::Board).unwrap().to_string(), "p");
    assert_eq!(keymap.key_for(Action::NextAgent, Mode::Board), None);
}

#[test]
fn settings_replace_an_actions_keys() {
    let keymap = Keymap::new(&[over("retry", &["F5", "Ctrl-R"]), over("tiles", &[])]).unwrap();
    let f5 = press(KeyCode::F(5), KeyModifiers::NONE);
    assert_eq!(keymap.action(f5, Mode::Board), Some(Action::Retry));
    assert_eq!(keymap.action(press(KeyCode::Char('r'), KeyModifiers::NONE), Mode::Board), None);
    assert_eq!(keymap.action(press(KeyCode::Char('t'), KeyModifiers::NONE), Mode::Board), None);
    let swapped = [over("sort", &["t"]), over("tiles", &["s"])];
    assert!(Keymap::new(&swapped).is_ok());
}

/// Every action can have another key, and then has it in every mode that its scope reaches, and the old one no more.
#[test]
fn every_action_can_be_bound_to_another_key() {
    let f13 = press(KeyCode::F(13), KeyModifiers::NONE);
    for action in Action::BINDABLE {
        let keymap = Keymap::new(&[over(action.name(), &["f13"])]).unwrap();
        let mut reached = 0;
        for mode in Mode::ALL.into_iter().filter(|mode| mode.is_of(action.scope())) {
            if mode == Mode::Typing && action.scope() == Scope::Everywhere && !works_while_typing(*action) {
                continue;
            }
            reached += 1;
            let found = if action.scope() == Scope::Replay {
                keymap.replay_action(f13, mode)
            } else {
                keymap.action(f13, mode)
            };
            assert_eq!(found, Some(*action), "{} in {mode:?}", action.name());
            for old in default_keys(*action) {
                assert_ne!(keymap.lookup.get(&(mode, old)), Some(action), "{} in {mode:?}", action.name());
            }
        }
        assert!(reached > 0, "{}", action.name());
        assert_eq!(keymap.bindings().find(|binding| binding.action == *action).unwrap().keys, ["f13"]);
    }
}

#[test]
fn what_cannot_be_bound_is_said_with_its_place() {
    assert!(error(&[over("dance", &["d"])]).starts_with("callboard.toml line 7: there is no action `dance`; the"));
    assert_eq!(
        error(&[over("sort", &["q"])]),
        "callboard.toml line 7: `q` cannot be both `close` and `sort` on the board; bind one of them to another key"
    );
    assert_eq!(
        error(&[over("next_agent", &["r"])]),
        "callboard.toml line 7: `r` cannot be both `retry` and `next_agent` on an agent's page; bind one of them to \
         another key"
    );
    assert!(error(&[over("sort", &["hyper-x"])]).contains("there is no key of that name"));
    assert!(error(&[over("sort", &["f25"])]).contains("there is no key of that name"));
    assert!(error(&[over("sort", &[""])]).ends_with("it is empty"));
    assert!(error(&[over("sort", &["shift-g"])]).contains("shift is part of the character"));
    for (action, out) in [
        ("quit", "to leave the program"),
        ("back", "back from a page"),
        ("cancel_filter", "out of what is being typed"),
    ] {
        assert_eq!(
            error(&[over(action, &[])]),
            format!("callboard.toml line 7: `{action}` needs at least one key: without it there is no way {out}")
        );
    }
    for (key, sends) in [("ctrl-i", "tab"), ("ctrl-M", "enter"), ("ctrl-[", "esc")] {
        assert_eq!(
            error(&[over("sort", &[key])]),
            format!(
                "callboard.toml line 7: `sort` cannot be bound to `{key}`: a terminal sends `{sends}` for it; bind that \
                 instead"
            )
        );
    }
    assert_eq!(
        error(&[over("delete_word", &["w"])]),
        "callboard.toml line 7: `delete_word` cannot be bound to `w`: it is a character that a filter may contain"
    );
}

#[test]
fn keys_with_a_dash_are_keys_too() {
    assert_eq!(Key::parse("-").unwrap().to_string(), "-");
    assert_eq!(Key::parse("ctrl--").unwrap().to_string(), "ctrl--");
    assert_eq!(Key::parse("alt-enter").unwrap().to_string(), "alt-enter");
    assert_eq!(Key::parse("ctrl-"), Err(KeyNameError::Unknown));
}

#[test]
fn a_replays_keys_work_where_a_recording_is_shown_and_conflict_with_the_others() {
    let keymap = Keymap::new(&[over("play", &["ctrl-p"])]).unwrap();
    let space = press(KeyCode::Char(' '), KeyModifiers::NONE);
    assert_eq!(Keymap::default().replay_action(space, Mode::Board), Some(Action::Play));
    assert_eq!(Keymap::default().replay_action(space, Mode::Panel), None, "there it chooses");
    assert_eq!(Keymap::default().action(space, Mode::Board), None);
    assert_eq!(keymap.replay_action(space, Mode::Board), None);
    assert_eq!(keymap.key_for(Action::Play, Mode::Agent).unwrap().to_string(), "ctrl-p");
    assert!(error(&[over("step", &["s"])]).contains("`s` cannot be both `sort` and `step` on the board"));
}

#[test]
fn a_key_that_the_settings_give_to_quit_closes_nothing_first() {
    let keys = |overrides: &[KeyOverride], action: Action| {
        let keymap = Keymap::new(overrides).unwrap();
        keymap.bindings().find(|binding| binding.action == action).unwrap().keys
    };
    assert_eq!(keys(&[], Action::Close), ["q"]);
    assert_eq!(keys(&[], Action::Quit), ["ctrl-c"]);
    assert_eq!(keys(&[over("quit", &["q", "ctrl-c"])], Action::Close), [""; 0]);
    assert_eq!(keys(&[over("quit", &["ctrl-q"])], Action::Close), ["q"]);
    assert_eq!(
        error(&[over("quit", &["q"]), over("close", &["q"])]),
        "callboard.toml line 7: `q` cannot be both `close` and `quit` on the board; bind one of them to another key"
    );
}

#[test]
fn an_action_that_is_nearly_called_so_is_named() {
    assert_eq!(
        error(&[over("filtr", &["/"])]),
        "callboard.toml line 7: there is no action `filtr`; did you mean `filter`?"
    );
}
