//! Files that are removed, renamed, replaced or emptied while they are open.

use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use super::*;
use crate::pty::harness::Program;
use crate::pty::shell::said;
use crate::pty::support::{CHANGES, ending, mode, until, wait_told};

/// What happens to a file, and what is to be said of it.
type Way<'a> = (&'a dyn Fn(&Path), &'a str);

/// A board that may show customers' numbers, its log, and the home it lives in.
fn board(centre: &Simulate, home: &Path) -> (Program, std::path::PathBuf) {
    let log = home.join("state/callboard.log");
    let settings = std::fs::read_to_string(centre.settings.path()).unwrap();
    let more = format!("[screen]\nprivacy_reveal = true\n[log]\nfile = \"{}\"\n", log.display());
    let config = home.join("settings.toml");
    std::fs::write(&config, format!("{more}{settings}")).unwrap();
    std::fs::set_permissions(&config, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let environment = [("HOME", home.to_str().unwrap())];
    let mut program = Program::start_with(&["--config", config.to_str().unwrap()], 160, 34, &environment);
    program.wait_for_agents(48);
    (program, log)
}

const SHOWN: &str = "AUDIT customer numbers shown";

#[test]
fn customers_numbers_are_shown_only_where_the_log_at_its_path_says_so() {
    let centre = Simulate::start(&[]);
    let rotate = |log: &Path| std::fs::rename(log, log.with_extension("1")).unwrap();
    let remove = |log: &Path| std::fs::remove_file(log).unwrap();
    let remove_all = |log: &Path| std::fs::remove_dir_all(log.parent().unwrap()).unwrap();
    let replace = |log: &Path| {
        rotate(log);
        std::fs::write(log, "").unwrap();
    };
    let ways: [Way; 4] =
        [(&rotate, "renamed"), (&remove, "removed"), (&remove_all, "its directory removed"), (&replace, "rotated")];
    for (happen, way) in ways {
        let home = tempfile::tempdir().unwrap();
        let (mut program, log) = board(&centre, home.path());
        happen(&log);
        program.press("p");
        program.wait_for("NUMBERS SHOWN");
        let written = std::fs::read_to_string(&log).unwrap();
        assert!(written.contains(SHOWN), "{way}: {written}");
        assert_eq!(mode(&log), 0o600, "{way}");
        program.quit();
    }
    // In one step, as the board opens its log anew where there is none.
    let fifo = |log: &Path| {
        let made = log.with_extension("fifo");
        assert!(Command::new("mkfifo").arg(&made).status().unwrap().success());
        std::fs::rename(made, log).unwrap();
    };
    let link = |log: &Path| {
        let (old, made) = (log.with_extension("1"), log.with_extension("link"));
        std::fs::hard_link(log, &old).unwrap();
        symlink(old, &made).unwrap();
        std::fs::rename(made, log).unwrap();
    };
    let ways: [Way; 2] = [(&fifo, "a fifo"), (&link, "a link")];
    for (happen, way) in ways {
        let home = tempfile::tempdir().unwrap();
        let (mut program, log) = board(&centre, home.path());
        happen(&log);
        program.press("p");
        program.wait_for("customer numbers stay masked: the log cannot be written");
        assert!(!program.text().contains("NUMBERS SHOWN"), "{way}: {}", program.text());
        program.quit();
        assert!(
            std::fs::read_to_string(log.with_extension("1")).is_ok_and(|old| !old.contains(SHOWN)) || way == "a fifo"
        );
    }
}

#[test]
fn the_log_is_opened_anew_at_sigusr1() {
    let centre = Simulate::start(&[]);
    let home = tempfile::tempdir().unwrap();
    let (mut program, log) = board(&centre, home.path());
    std::fs::rename(&log, log.with_extension("1")).unwrap();
    program.signal("USR1");
    until("a new log", || log.exists());
    program.press("?");
    program.wait_for("every key as it is bound now");
    program.press("\x1b");
    program.wait_for_agents(48);
    program.quit();
}

#[test]
fn a_recording_whose_file_is_removed_or_emptied_says_so_and_fails() {
    let centre = Simulate::start(&["--rate", "300"]);
    let empty = |path: &Path| std::fs::File::options().write(true).open(path).unwrap().set_len(0).unwrap();
    let remove = |path: &Path| std::fs::remove_file(path).unwrap();
    let rename = |path: &Path| std::fs::rename(path, path.with_extension("old")).unwrap();
    let gone = "was removed, renamed or replaced while it was recorded into";
    let changed = "was cut or written to by another program while it was recorded into";
    let ways: [Way; 3] = [(&remove, gone), (&rename, gone), (&empty, changed)];
    for (happen, why) in ways {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("day.rec");
        let mut recorder = Command::new(BIN)
            .args(["record", path.to_str().unwrap(), "--config", centre.settings.path().to_str().unwrap()])
            .env_clear()
            .env("HOME", dir.path())
            .env("CALLBOARD_SYSTEM_CONFIG", "")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_told(&mut recorder, path.to_str().unwrap(), "changes", |told| told.contains(CHANGES));
        happen(&path);
        let output = recorder.wait_with_output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.lines().count() == 1 && said.contains(why), "{said}");
        assert!(!String::from_utf8(output.stdout).unwrap().contains("wrote "));
    }
}

#[test]
fn a_recording_that_could_not_begin_leaves_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let settings = dir.path().join("settings.toml");
    std::fs::write(&settings, format!("[screen]\nexport_dir = \"{}\"\n", dir.path().display())).unwrap();
    let script = r#"ulimit -f 0; exec "$0" demo --seed 1 --config "$1""#;
    let arguments = ["-c", script, BIN, settings.to_str().unwrap()];
    let mut program = Program::start_other("/bin/sh", &arguments, 160, 40, &[]);
    program.wait_for_agents(48);
    program.press("R");
    program.wait_shown("no space left: files may grow no larger here");
    program.quit();
    assert_eq!(ending(dir.path(), "rec"), Vec::<std::path::PathBuf>::new());
}
