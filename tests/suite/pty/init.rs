//! The first settings, as a person answers the questions.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use callboard::sim::{Options, Simulator};

use crate::pty::harness::Program;
use crate::pty::support::mode;

struct Centre {
    runtime: tokio::runtime::Runtime,
    simulator: Option<Simulator>,
}

impl Centre {
    fn open() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let simulator = runtime.block_on(Simulator::start(anywhere, Options::new(1))).unwrap();
        Self { runtime, simulator: Some(simulator) }
    }

    fn simulator(&self) -> &Simulator {
        self.simulator.as_ref().unwrap()
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        if let Some(simulator) = self.simulator.take() {
            self.runtime.block_on(simulator.stop());
        }
    }
}

fn reply(program: &mut Program, question: &str, answer: &str) {
    program.wait_for(question);
    program.press(&format!("{answer}\r"));
}

/// Answers up to the key of the chat vendor, which is typed wrong first.
fn answer(program: &mut Program, centre: &Centre) {
    let known = centre.simulator().credentials();
    reply(program, "Name of the site", "Acmee\x7f Support");
    reply(program, "Time zone of the site", "Asia/Shanghai");
    reply(program, "Region of the Sobot account", "");
    reply(program, "Sobot voice: the live agents: configure it?", "");
    reply(program, "Sobot chat and AI agents: configure it?", "y");
    reply(program, "Address of your region's statistics", &centre.simulator().base_url());
    reply(program, "App id: ", &known.open_app_id);
    reply(program, "App key (not shown): ", "wrong-key-typed");
    reply(program, "(k)eep it as it is", "a");
    reply(program, "statistics service [http://127", "");
    reply(program, &format!("App id [{}]: ", known.open_app_id), "");
    program.wait("the second question for the key", |text| text.matches("App key (not shown): ").count() == 2);
    program.press(&format!("{}\r", known.open_app_key));
    program.wait_for("ok: a token was given");
    reply(program, "Sobot China: chats, robots, ratings: configure it?", "n");
    reply(program, "7moor: chats: configure it?", "n");
}

#[test]
fn the_first_settings_are_asked_for_tried_and_written() {
    let centre = Centre::open();
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("callboard/config.toml");
    let path = file.to_str().unwrap();
    let mut program = Program::start(&["init", "--config", path], 200, 60);
    answer(&mut program, &centre);
    assert_eq!(program.end(), 0, "{}", program.text());
    let shown = String::from_utf8_lossy(&program.bytes).into_owned();
    let key = &centre.simulator().credentials().open_app_key;
    assert!(!shown.contains(key.as_str()) && !shown.contains("wrong-key"), "{shown}");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("name = \"Acme Support\"") && !written.contains(key.as_str()), "{written}");
    let secret = file.with_file_name("secrets").join("open.key");
    assert_eq!(fs::read_to_string(&secret).unwrap().trim(), key);
    assert_eq!(mode(&secret), 0o600);

    // Once more: what is there is not replaced without a yes.
    let mut program = Program::start(&["init", "--config", path], 200, 60);
    program.wait_for("That file exists");
    answer(&mut program, &centre);
    reply(&mut program, "open.key exists: replace it", "n");
    assert_eq!(program.end(), 1);
    assert!(program.text().contains("nothing was written"), "{}", program.text());
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
}

#[test]
fn giving_up_writes_nothing_and_puts_the_terminal_back() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("callboard/config.toml");
    let mut program = Program::start(&["init", "--config", file.to_str().unwrap()], 120, 34);
    reply(&mut program, "Name of the site", "Acme");
    program.wait_for("Time zone of the site");
    program.press("\x03");
    assert_eq!(program.end(), 1);
    assert!(program.text().contains("given up; nothing was written"), "{}", program.text());
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
}

#[test]
fn without_a_terminal_a_sentence_says_what_a_script_does() {
    let home = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_callboard"))
        .arg("init")
        .env_clear()
        .env("HOME", home.path())
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("on a terminal") && said.lines().count() == 1, "{said}");
}
