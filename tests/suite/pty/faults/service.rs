//! A board that a manager of services runs, and settings that change under it.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use super::*;
use crate::pty::harness::Program;
use crate::pty::support::signal;

/// A manager of services: whatever it is told, in order.
struct Manager {
    told: Receiver<String>,
    socket: PathBuf,
    _place: tempfile::TempDir,
}

impl Manager {
    fn start() -> Self {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        let (sender, told) = channel();
        // A queue that is full would make the program wait.
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length) = socket.recv(&mut bytes) {
                if sender.send(String::from_utf8_lossy(&bytes[..length]).into_owned()).is_err() {
                    break;
                }
            }
        });
        Self { told, socket: path, _place: place }
    }

    /// Waits until it is told something that begins so.
    fn wait(&self, begin: &str) -> String {
        loop {
            let told = self.told.recv_timeout(PATIENCE);
            let told = told.unwrap_or_else(|_| panic!("never told {begin}"));
            if told.starts_with(begin) {
                return told;
            }
            let waits = told.starts_with("EXTEND_TIMEOUT_USEC=");
            assert!(waits || told.starts_with("WATCHDOG=1"), "{told} instead of {begin}");
        }
    }
}

#[test]
fn a_manager_of_services_is_told_when_it_is_ready_and_when_it_ends() {
    let manager = Manager::start();
    let environment = [("NOTIFY_SOCKET", manager.socket.to_str().unwrap()), ("WATCHDOG_USEC", "400000")];
    let mut board = Program::start_with(&["demo", "--seed", "1"], 120, 34, &environment);
    manager.wait("READY=1");
    manager.wait("WATCHDOG=1");
    manager.wait("WATCHDOG=1");
    board.wait_for_agents(48);
    board.signal("USR2");
    let told = manager.wait("RELOADING=1");
    assert!(told.contains("MONOTONIC_USEC="), "{told}");
    manager.wait("READY=1");
    board.wait_shown("there are no settings to be read anew here");
    board.signal("TERM");
    manager.wait("STOPPING=1");
    assert_eq!(board.end(), 0);
    board.assert_restored();
}

/// A command without a screen, on this centre and under this manager.
fn under(manager: &Manager, centre: &Simulate, home: &Path, arguments: &[&str]) -> Child {
    Command::new(BIN)
        .args(arguments)
        .arg("--config")
        .arg(centre.settings.path())
        .env_clear()
        .env("HOME", home)
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .env("CALLBOARD_HUB__SERVE__TOKEN", "0123456789abcdef-tests")
        .env("NOTIFY_SOCKET", &manager.socket)
        .env("WATCHDOG_USEC", "400000")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_hub_and_a_recorder_tell_a_manager_when_they_are_ready_that_they_turn_and_when_they_end() {
    let centre = Simulate::start(&[]);
    let home = tempfile::tempdir().unwrap();
    let place = home.path().join("day.rec");
    for arguments in [&["hub", "--listen", "127.0.0.1:0"][..], &["record", place.to_str().unwrap()]] {
        let manager = Manager::start();
        let mut child = under(&manager, &centre, home.path(), arguments);
        manager.wait("READY=1");
        manager.wait("WATCHDOG=1");
        manager.wait("WATCHDOG=1");
        // What `systemctl reload` waits for with `Type=notify-reload`; a recorder has nothing to take.
        if arguments.starts_with(&["hub"]) {
            signal(child.id(), "USR2");
            let told = manager.wait("RELOADING=1");
            assert!(told.contains("MONOTONIC_USEC="), "{told}");
            manager.wait("READY=1");
        }
        signal(child.id(), "TERM");
        manager.wait("STOPPING=1");
        assert!(child.wait().unwrap().success(), "{arguments:?}");
    }
}

fn write(config: &Path, centre: &Simulate, more: &str) {
    let settings = std::fs::read_to_string(centre.settings.path()).unwrap();
    std::fs::write(config, format!("{more}{settings}")).unwrap();
    std::fs::set_permissions(config, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn sigusr2_takes_limits_and_refuses_mistakes() {
    let centre = Simulate::start(&["--rate", "100"]);
    let place = tempfile::tempdir().unwrap();
    let config = place.path().join("config.toml");
    write(&config, &centre, "[screen]\nlanguage = \"en\"\n");
    let mut board = Program::start(&["--config", config.to_str().unwrap()], 160, 40);
    board.wait_for_agents(48);
    write(&config, &centre, "[screen]\nlanguage = \"en\"\n[limits]\ntalking = 3\n");
    board.signal("USR2");
    board.wait_shown("the settings are not taken");
    assert!(!board.text().contains("坐席"));
    write(&config, &centre, "[screen]\nlanguage = \"zh\"\n[limits]\ntalking = [\"50m\"]\n[log]\nlevel = \"debug\"\n");
    board.signal("USR2");
    board.wait_shown("[log] level 需重启后生效");
    board.wait("the board in Chinese", |screen| screen.contains("坐席"));
    board.quit();
}
