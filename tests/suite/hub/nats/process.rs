//! Hubs as processes: one that is stopped and goes on again.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use callboard::commands::simulate;

use super::*;

/// A hub that runs as a process.
struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    _home: tempfile::TempDir,
}

impl Process {
    fn start(sim: &Simulator, config: &Config, url: &str, name: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let vendors = Vendors { sobot: true, ..Vendors::default() };
        let lines = simulate::settings(&sim.base_url(), config.site.timezone, sim.credentials(), vendors);
        let settings = home.path().join("hub.toml");
        std::fs::write(&settings, format!("{lines}\n[hub]\nname = \"{name}\"\n")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
        command.env_clear().env("HOME", home.path()).args(["hub", "--nats", url, "--config"]).arg(&settings);
        // Its settings hold what only their owner may read.
        std::fs::set_permissions(&settings, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, _home: home }
    }

    /// Reads on until it says this.
    fn says(&mut self, what: &str) {
        for line in self.lines.by_ref() {
            if line.unwrap() == what {
                return;
            }
        }
        panic!("it never says {what:?}");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").arg(signal).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hub_that_was_stopped_and_wakes_publishes_nothing_any_more() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(181).await;
    let mut wall = Wall::of(&board(&config, &server.url()));
    let (mut first, mut second) = tokio::task::block_in_place(|| {
        let mut first = Process::start(&sim, &config, &server.url(), "jump1");
        first.says("jump1 leads");
        let mut second = Process::start(&sim, &config, &server.url(), "jump2");
        second.says("standing by: jump1 leads");
        (first, second)
    });
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    first.signal("-STOP");
    tokio::task::block_in_place(|| second.says("jump2 leads"));
    first.signal("-CONT");
    // It believed that it leads; what it has to say the server refuses, and then it knows.
    tokio::task::block_in_place(|| first.says("standing by: jump2 leads"));
    wall.until("the other", |wall| wall.state().about.is_some_and(|about| about.leader == "jump2")).await;
    stored(&server, 2).await;
    second.signal("-TERM");
    assert!(tokio::task::block_in_place(|| second.child.wait()).unwrap().success());
    tokio::task::block_in_place(|| first.says("jump1 leads"));
    // No message of one stands among another's.
    stored(&server, 3).await;
}

/// Waits until messages of so many terms are stored, one behind the other.
async fn stored(server: &Nats, terms: usize) {
    let waiting = async {
        while epochs(&server.url()).await.len() < terms {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("nothing is stored");
    assert_eq!(epochs(&server.url()).await.len(), terms);
}
