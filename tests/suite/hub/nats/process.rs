//! Hubs as processes: one that is stopped and goes on again, and ones that read their settings anew.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use callboard::commands::simulate;
use callboard::feed::hub::{See, SeeAnswer};
use callboard::model::{About, SeenHow};

use super::*;

/// A hub that runs as a process.
struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// What it says on standard error.
    notes: Lines<BufReader<ChildStderr>>,
    /// Its settings, without what a test adds.
    settings: String,
    home: tempfile::TempDir,
}

impl Process {
    fn start(sim: &Simulator, config: &Config, url: &str, name: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let vendors = Vendors { sobot: true, ..Vendors::default() };
        let lines = simulate::settings(&sim.base_url(), config.site.timezone, sim.credentials(), vendors);
        let (file, settings) = (home.path().join("hub.toml"), format!("{lines}\n[hub]\nname = \"{name}\"\n"));
        std::fs::write(&file, &settings).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
        command.env_clear().env("HOME", home.path()).args(["hub", "--nats", url, "--config"]).arg(&file);
        // Its settings hold what only their owner may read.
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let notes = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines, notes, settings, home }
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

    /// What it says when it has read its settings anew, with this added.
    fn anew(&mut self, more: &str) -> String {
        std::fs::write(self.home.path().join("hub.toml"), format!("{}{more}", self.settings)).unwrap();
        self.signal("-USR2");
        self.notes.next().unwrap().unwrap()
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
    let (mut first, mut second) = two(&sim, &config, &server);
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

/// Two hubs of a site, of which the first leads and the second stands by.
fn two(sim: &Simulator, config: &Config, server: &Nats) -> (Process, Process) {
    tokio::task::block_in_place(|| {
        let mut first = Process::start(sim, config, &server.url(), "jump1");
        first.says("jump1 leads");
        let mut second = Process::start(sim, config, &server.url(), "jump2");
        second.says("standing by: jump1 leads");
        (first, second)
    })
}

/// Waits until messages of so many terms are stored, one behind the other. A machine that stands still may make more of them: a
/// hub that was not renewed in time leads no longer.
async fn stored(server: &Nats, terms: usize) {
    let waiting = async {
        while epochs(&server.url()).await.len() < terms {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("nothing is stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hub_on_a_server_takes_its_rules_anew_whether_it_leads_or_stands_by() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(182).await;
    let mut wall = Wall::of(&board(&config, &server.url()));
    let (mut first, mut second) = two(&sim, &config, &server);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let see = || See { rule: "few".to_owned(), about: About::Centre, how: SeenHow::Muted, who: "li".to_owned() };
    assert_eq!(wall.sources.feed.see(see()).await, Ok(SeeAnswer::NoRule));
    let rule = "[alerts.rules.few]\nfigure = \"ready\"\nbelow = 3\n";
    tokio::task::block_in_place(|| {
        for hub in [&mut first, &mut second] {
            assert_eq!(hub.anew(rule), "callboard: the settings were read anew, and taken: [alerts.rules.few]");
        }
        let refused = first.anew("[alerts.rules.few]\nfigure = \"redy\"\n");
        assert!(
            refused.starts_with("callboard: the settings are not taken: ") && refused.contains("redy"),
            "{refused}"
        );
        let waits = first.anew(&format!("[hub.nats]\nreplicas = 3\n{rule}"));
        assert!(waits.contains("[hub.nats] replicas needs a restart"), "{waits}");
    });
    let is_known = async {
        // It holds them against its board once a second.
        while wall.sources.feed.see(see()).await != Ok(SeeAnswer::Done) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, is_known).await.expect("the rule is never known");
    first.signal("-TERM");
    tokio::task::block_in_place(|| second.says("jump2 leads"));
    wall.until("the other", |wall| wall.state().about.is_some_and(|about| about.leader == "jump2")).await;
    assert_eq!(wall.sources.feed.see(see()).await, Ok(SeeAnswer::Done));
}
