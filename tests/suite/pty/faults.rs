//! Faults of the machine around the program: streams that are closed or full, terminals that shrink or go, signals,
//! disks, and a vendor's process that stands still. The board goes on and says what is wrong, or ends with one sentence;
//! it never panics, and leaves nothing half done.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Instant;

use callboard::commands::snapshot::{Page, document};
use callboard::model::{Limits, Stamp};
use serde_json::Value;

use crate::pty::harness::PATIENCE;
use crate::pty::shell::{Simulate, run};
use crate::pty::support::{recorded, tape};

mod alerts;
mod disks;
mod environment;
mod files;
mod prompts;
mod service;
mod standstill;
mod streams;
mod terminals;

const BIN: &str = env!("CARGO_BIN_EXE_callboard");

/// Stops the world of the simulator at `address`.
fn pause(address: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    let request =
        format!("POST /__pause HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
}

/// What of a snapshot is the vendor's: the agents, field by field, and the figures.
fn facts(document: &Value) -> [Value; 3] {
    let mut agents = document["agents"].as_array().unwrap().clone();
    for agent in &mut agents {
        // How long is a matter of when it is asked.
        agent.as_object_mut().unwrap().retain(|field, _| !field.ends_with("_ms") && !field.ends_with("_seconds"));
    }
    agents.sort_by_key(|agent| agent["id"].to_string());
    [agents.into(), document["summary"].clone(), document["total"].clone()]
}

/// Settings that know of the centre's agents only: chats and AI sessions may be asked for a few times a minute, which is
/// too seldom for a test that looks again and again.
fn agents_only(centre: &Simulate) -> tempfile::NamedTempFile {
    let settings = std::fs::read_to_string(centre.settings.path()).unwrap();
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    std::fs::write(file.path(), settings.split("[sobot_open]").next().unwrap()).unwrap();
    file
}

/// Waits until what is recorded in `path` is what the vendor says once the world stands still.
fn equals_the_truth(centre: &Simulate, path: &Path) {
    let home = tempfile::tempdir().unwrap();
    let settings = agents_only(centre);
    let config = settings.path().to_str().unwrap();
    let text = std::fs::read_to_string(config).unwrap();
    let of = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).unwrap().trim_matches('"');
    pause(of("base_url = ").trim_start_matches("http://"));
    let zone: chrono_tz::Tz = of("timezone = ").parse().unwrap();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let output = run(&["snapshot", "--format", "json", "--config", config], home.path());
        assert!(output.status.success(), "{}", crate::pty::shell::said(&output));
        let truth: Value = serde_json::from_slice(&output.stdout).unwrap();
        let (limits, board) = (Limits::default(), recorded(path).unwrap());
        let page = Page { board: &board, now: Stamp(0), site: "", zone, limits: &limits, lacking: &[] };
        let (ours, theirs) = (facts(&document(&page)), facts(&truth));
        if ours == theirs {
            return;
        }
        assert!(Instant::now() < deadline, "the board never came to equal the truth: {ours:#?} {theirs:#?}");
    }
}
