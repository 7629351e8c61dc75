//! `callboard say` at a shell: what is wrong with the command line, and what is said where there is no board.

use std::path::Path;
use std::process::{Command, Output};

fn say(arguments: &[&str], runtime: Option<&Path>) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    command.arg("say").args(arguments).env_clear().env("HOME", home.path()).env("CALLBOARD_SYSTEM_CONFIG", "");
    if let Some(runtime) = runtime {
        command.env("XDG_RUNTIME_DIR", runtime);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn a_command_line_without_a_message_or_with_an_odd_time_ends_with_two() {
    for (arguments, why) in [
        (&[][..], "TEXT"),
        (&["x", "--clear"], "--clear"),
        (&["x", "--for", "59s"], "1 minute to 12 hours"),
        (&["x", "--for", "13h"], "1 minute to 12 hours"),
        (&["x", "--for", "soon"], "write it as"),
    ] {
        let (code, said) = said(&say(arguments, None));
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
}

#[test]
fn where_nothing_can_be_said_one_sentence_tells_why() {
    let (code, why) = said(&say(&["hello"], None));
    assert_eq!((code, why.lines().count()), (Some(1), 1), "{why}");
    assert!(why.contains("XDG_RUNTIME_DIR is not set"), "{why}");
    let runtime = tempfile::tempdir().unwrap();
    let (code, why) = said(&say(&["hello"], Some(runtime.path())));
    assert_eq!((code, why.as_str()), (Some(1), "callboard: no board of this user or the group runs on this machine\n"));
    assert!(!runtime.path().join("callboard").exists(), "nothing is made to look for boards");
    for (text, expected) in
        [("x".repeat(201), "at most 200 characters, and this one has 201"), (" \n".into(), "--clear")]
    {
        let (code, why) = said(&say(&[text.as_str()], Some(runtime.path())));
        assert_eq!(code, Some(1), "{why}");
        assert!(why.contains(expected), "{why}");
    }
}

#[test]
fn a_directory_that_others_can_enter_is_not_looked_into() {
    let runtime = tempfile::tempdir().unwrap();
    let dir = runtime.path().join("callboard");
    std::fs::create_dir(&dir).unwrap();
    std::fs::set_permissions(&dir, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let (code, why) = said(&say(&["hello"], Some(runtime.path())));
    assert_eq!(code, Some(1));
    assert!(why.contains("is open to other users; run chmod 700 on it"), "{why}");
}

#[test]
fn a_group_that_does_not_exist_is_named() {
    let place = tempfile::tempdir().unwrap();
    let settings = place.path().join("config.toml");
    std::fs::write(&settings, "[cache]\ngroup = \"no-such-group-anywhere\"\n").unwrap();
    let (code, why) = said(&say(&["hello", "--config", settings.to_str().unwrap()], None));
    assert_eq!(code, Some(1));
    assert!(why.contains("there is no group no-such-group-anywhere on this machine"), "{why}");
}
