//! Messages: said in one shell, seen on the boards of others.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::Program;
use crate::support::{ending, mode};

/// A user who is logged in.
struct Login {
    runtime: PathBuf,
    place: tempfile::TempDir,
}

impl Login {
    fn new() -> Self {
        // The path of a socket may not be long.
        let place = tempfile::tempdir().unwrap();
        let runtime = place.path().join("run");
        std::fs::DirBuilder::new().mode(0o700).create(&runtime).unwrap();
        Self { runtime, place }
    }

    fn start(&self, arguments: &[&str], columns: u16, rows: u16) -> Program {
        let arguments = [&["demo", "--seed", "1"], arguments].concat();
        Program::start_with(&arguments, columns, rows, &[("XDG_RUNTIME_DIR", self.runtime.to_str().unwrap())])
    }

    fn say(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_callboard"))
            .arg("say")
            .args(arguments)
            .env_clear()
            .env("HOME", self.place.path())
            .env("CALLBOARD_SYSTEM_CONFIG", "")
            .env("XDG_RUNTIME_DIR", &self.runtime)
            .output()
            .unwrap()
    }

    fn sockets(&self) -> Vec<PathBuf> {
        ending(&self.dir(), "sock")
    }

    fn dir(&self) -> PathBuf {
        self.runtime.join("callboard")
    }
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn modes(path: &Path, parent: &Path) -> (u32, u32) {
    (mode(path), mode(parent))
}

#[test]
fn what_a_second_shell_says_stands_across_the_boards_until_it_is_taken_away() {
    let login = Login::new();
    let (mut board, mut wall) = (login.start(&[], 120, 34), login.start(&["--kiosk"], 80, 24));
    board.wait_for_agents(48);
    wall.wait_for("[wall]");
    let sockets = login.sockets();
    assert_eq!(sockets.len(), 2, "{sockets:?}");
    assert_eq!(modes(&sockets[0], &login.dir()), (0o660, 0o700));
    let said = login.say(&["fire drill at 15:00\u{1b}[2J", "--for", "30m"]);
    assert!(said.status.success(), "{said:?}");
    assert!(printed(&said).starts_with("2 boards show it until "), "{said:?}");
    for program in [&mut board, &mut wall] {
        program.wait("the message", |screen| screen.contains("fire drill at 15:00") && screen.contains(", until "));
    }
    board.press("2");
    board.wait("it on another page", |screen| screen.contains("╭ Calls") && screen.contains("fire drill at 15:00"));
    // What is typed at a board stands on that one.
    board.press(":say lunch is here\r");
    board.wait("the newer message", |screen| screen.contains("lunch is here") && !screen.contains("fire drill"));
    assert!(wall.text().contains("fire drill at 15:00"));
    assert_eq!(printed(&login.say(&["--clear"])), "2 boards show no message now\n");
    for program in [&mut board, &mut wall] {
        program.wait("no message", |screen| !screen.contains("fire drill") && !screen.contains("lunch is here"));
    }
    assert_eq!(login.say(&["x", "--kiosk", "night"]).status.code(), Some(1));
    board.signal("KILL");
    board.end();
    wall.signal("TERM");
    assert_eq!(wall.end(), 0);
    // The one that was killed has left its socket behind, which is no board.
    assert_eq!(login.sockets().len(), 1);
    let unheard = login.say(&["hello"]);
    assert_eq!(unheard.status.code(), Some(1));
    let why = String::from_utf8_lossy(&unheard.stderr).into_owned();
    assert_eq!(why, "callboard: no board of this user or the group runs on this machine\n");
    assert!(login.sockets().is_empty());
}

#[test]
fn settings_close_the_socket() {
    let login = Login::new();
    let settings = login.place.path().join("config.toml");
    std::fs::write(&settings, "[screen]\nmessages = false\n").unwrap();
    let mut board = login.start(&["--config", settings.to_str().unwrap()], 80, 24);
    board.wait_for_agents(48);
    assert!(login.sockets().is_empty());
    assert_eq!(login.say(&["hello"]).status.code(), Some(1));
    board.signal("TERM");
    assert_eq!(board.end(), 0);
}
