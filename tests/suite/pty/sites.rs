//! Several sites on one screen: two centres, a hub each, and the real program on both.

use std::fs::Permissions;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Output, Stdio};

use crate::pty::harness::{Program, lists_all};
use crate::pty::shell::{Simulate, run, said};
use crate::pty::support::signal;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A centre and its hub.
struct Site {
    _centre: Simulate,
    hub: Child,
    url: String,
}

impl Site {
    fn start(agents: &str) -> Self {
        let mut centre = Simulate::start(&["--agents", agents]);
        writeln!(centre.settings, "[hub.serve]\ntoken = \"{TOKEN}\"").unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut hub = Command::new(env!("CARGO_BIN_EXE_callboard"))
            .args(["hub", "--listen", "127.0.0.1:0", "--config", centre.settings.path().to_str().unwrap()])
            .env_clear()
            .env("HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(hub.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let url = first.split_once(" on ").and_then(|(_, rest)| rest.strip_suffix("; ctrl-c ends it\n"));
        let url = url.unwrap_or_else(|| panic!("{first:?}")).to_owned();
        Self { _centre: centre, hub, url }
    }

    fn flag(&self, name: &str) -> String {
        format!("{name}={}", self.url)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.hub.kill();
        let _ = self.hub.wait();
    }
}

/// Whether the header names this site.
fn header(screen: &str, site: &str) -> bool {
    screen.lines().next().is_some_and(|line| line.trim_start().starts_with(site))
}

#[test]
fn a_site_is_opened_from_the_list_a_key_leads_back_and_the_other_goes_on_when_its_hub_is_gone() {
    let (berlin, shanghai) = (Site::start("12"), Site::start("20"));
    let flags = [berlin.flag("berlin"), shanghai.flag("shanghai")];
    let arguments = ["--hub", &flags[0], "--hub", &flags[1]];
    let environment = [("CALLBOARD_HUB__TOKEN", TOKEN), ("CALLBOARD_SITE__TIMEZONE", "Asia/Shanghai")];
    let mut program = Program::start_with(&arguments, 120, 34, &environment);
    program.wait("both sites", |screen| screen.contains("2 of 2 sites live") && screen.contains("berlin"));
    program.press("j\r");
    program.wait("a board", |screen| header(screen, "shanghai") && lists_all(screen, 20));
    program.press("\x1b");
    program.wait_for("sites live");
    program.press("k\r");
    program.wait("the other's", |screen| header(screen, "berlin") && lists_all(screen, 12));
    program.press("}");
    program.wait("the next one's", |screen| header(screen, "shanghai") && lists_all(screen, 20));
    signal(berlin.hub.id(), "KILL");
    program.press("0");
    program
        .wait("one that is silent", |screen| screen.contains("hub silent for") && screen.contains("1 of 2 sites live"));
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

/// What a command says on either way.
fn told(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap() + &said(output)
}

#[test]
fn a_command_that_tells_of_one_site_asks_which() {
    let home = tempfile::tempdir().unwrap();
    let settings = home.path().join("sites.toml");
    let sites = "[hub.sites.a]\nurl = \"http://127.0.0.1:1\"\n[hub.sites.b]\nurl = \"http://127.0.0.1:2\"\n";
    std::fs::write(&settings, format!("[hub]\ntoken = \"{TOKEN}\"\n{sites}")).unwrap();
    std::fs::set_permissions(&settings, Permissions::from_mode(0o600)).unwrap();
    let settings = settings.to_str().unwrap();
    let file = home.path().join("a.rec");
    let record = ["record", file.to_str().unwrap()];
    for command in [&["snapshot"][..], &["tail"], &record, &["doctor"], &["replay"]] {
        let output = run(&[command, &["--config", settings]].concat(), home.path());
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        assert!(told(&output).contains("say which with --site, of a, b"), "{command:?}: {}", told(&output));
        let output = run(&[command, &["--config", settings, "--site", "c"]].concat(), home.path());
        let told = told(&output);
        assert!(told.contains("\"c\" is the name of no site; there are a, b"), "{command:?}: {told}");
    }
    let flags = ["snapshot", "--config", settings, "--hub", "a=http://127.0.0.1:1", "--hub", "a=http://127.0.0.1:2"];
    assert!(told(&run(&flags, home.path())).contains("--hub: hub.sites.a.url is given twice"));
}
