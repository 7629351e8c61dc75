//! Messages: said in one shell, seen on the boards of others.

use std::fs::Permissions;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::pty::harness::Program;
use crate::pty::support::{ending, mode, refusing};

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
        self.run("say", arguments)
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_callboard"))
            .arg(command)
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
    // What is typed at a board reaches the others too, and the answer counts them.
    board.press(":say lunch is here\r");
    for program in [&mut board, &mut wall] {
        program.wait("the newer message", |screen| screen.contains("lunch is here") && !screen.contains("fire drill"));
    }
    board.wait_for("2 boards show it until ");
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

/// The name of the group that owns what this user makes.
fn own_group(place: &Path) -> Option<String> {
    let gid = std::fs::metadata(place).unwrap().gid().to_string();
    let groups = std::fs::read_to_string("/etc/group").ok()?;
    groups.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        (parts.nth(1)? == gid).then(|| name.to_owned())
    })
}

/// As far as that goes without a second user: the group is this user's own, and there is no login.
#[test]
fn a_board_of_a_group_listens_in_the_directory_of_the_group_and_hears_its_members() {
    let login = Login::new();
    let Some(group) = own_group(login.place.path()) else { return };
    let shared = login.place.path().join("shared");
    std::fs::create_dir(&shared).unwrap();
    std::fs::set_permissions(&shared, Permissions::from_mode(0o2770)).unwrap();
    let (address, _held) = refusing();
    let file = login.place.path().join("config.toml");
    let settings = format!(
        "[site]\nname = \"Acme\"\n[sobot_call]\nbase_url = \"http://{address}\"\ntoken_url = \"http://{address}\"\n\
         app_id = \"a\"\napp_secret = \"s\"\noperator_user_id = \"u\"\n[cache]\ndir = \"{}\"\ngroup = \"{group}\"\n",
        shared.display()
    );
    std::fs::write(&file, settings).unwrap();
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let (home, config) = (login.place.path().to_str().unwrap(), file.to_str().unwrap());
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
        command.args(arguments).args(["--config", config]).env_clear().env("HOME", home).output().unwrap()
    };
    let mut board = Program::start_with(&["--config", config], 120, 34, &[("HOME", home)]);
    board.wait_for("Acme");
    let sockets = ending(&shared, "sock");
    assert_eq!(sockets.len(), 1, "{sockets:?}");
    assert_eq!(modes(&sockets[0], &shared), (0o660, 0o770));
    let said = run(&["say", "fire drill at 15:00"]);
    assert!(printed(&said).starts_with("1 board shows it until "), "{said:?}");
    board.wait_for("fire drill at 15:00");
    let looked = run(&["doctor", "--only", "messages"]);
    let told = format!("(mode 2770): the members of the group {group} may say something");
    assert!(looked.status.success() && printed(&looked).contains(&told), "{looked:?}");
    assert_eq!(ending(&shared, "sock"), sockets, "the socket that was tried is gone");
    board.signal("TERM");
    assert_eq!(board.end(), 0);
    assert!(ending(&shared, "sock").is_empty());
}

#[test]
fn a_note_of_a_second_shell_is_on_the_boards_list_masked_and_the_answer_counts_them() {
    let login = Login::new();
    let mut board = login.start(&[], 120, 34);
    board.wait_for_agents(48);
    let noted = login.run("note", &["bot release\u{1b}[2J, call 13812345678"]);
    assert!(noted.status.success(), "{noted:?}");
    assert_eq!(printed(&noted), "1 board has the note\n");
    board.press("N");
    board.wait("the note", |screen| screen.contains("╭ Notes") && screen.contains("bot release, call 138****5678"));
    let refused = login.run("note", &[" \u{202e}"]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    board.quit();
}
