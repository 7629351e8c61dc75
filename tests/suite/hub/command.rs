//! `callboard hub` as a process, and the boards that cannot begin.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use callboard::commands::simulate;

use super::*;
use crate::ports::HeldPort;

/// The program in a home of its own.
pub(super) struct Home(tempfile::TempDir);

impl Home {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
        command.env_clear().env("HOME", self.0.path()).env("LANG", "C.UTF-8").args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// A hub that serves, and where.
    pub(super) fn serve(&self, settings: &Path) -> (Child, String) {
        let mut child = self.command(&["hub", "--config", text(settings), "--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let url = first.strip_prefix("serving Simulated on ").and_then(|rest| rest.strip_suffix("; ctrl-c ends it\n"));
        let url = url.unwrap_or_else(|| panic!("{first:?}")).to_owned();
        (child, url)
    }

    /// What a hub keeps of what was done about alerts.
    pub(super) fn kept(&self) -> Option<String> {
        self.kept_of("seen")
    }

    /// What a hub keeps in its file of this kind.
    pub(super) fn kept_of(&self, kind: &str) -> Option<String> {
        let dir = std::fs::read_dir(self.0.path().join(".local/state/callboard/hub")).ok()?;
        let file =
            dir.flatten().map(|entry| entry.path()).find(|path| path.extension().is_some_and(|end| end == kind))?;
        std::fs::read_to_string(file).ok()
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

fn said(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Ends a process by its id.
fn end(child: &mut Child) {
    signal(child, "-TERM");
}

pub(super) fn signal(child: &Child, signal: &str) {
    let status = Command::new("kill").arg(signal).arg(child.id().to_string()).status().unwrap();
    assert!(status.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_serves_boards_until_it_is_told_to_end_and_its_boards_outlive_it() {
    let (sim, config) = centre(95).await;
    let home = Home::new();
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let lines = simulate::settings(&sim.base_url(), config.site.timezone, sim.credentials(), vendors);
    let figures = HeldPort::new();
    let metrics = format!("[metrics]\nlisten = \"{}\"\n", figures.address);
    let settings = home.file("hub.toml", &format!("{lines}\n{metrics}[hub.serve]\ntoken = \"{TOKEN}\"\n"));
    let (mut child, url) = home.serve(&settings);
    let mut wall = Wall::at(&url, &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    assert_eq!(wall.state().about.unwrap().site, "Simulated");
    let counted = async {
        // What a monitoring system reads: the hub's own figures, and the centre's.
        while !scraped(figures.address).await.contains("\ncallboard_hub_boards 1\n") {
            wall.take().await;
        }
        scraped(figures.address).await
    };
    let figures = timeout(PATIENCE, counted).await.expect("the board is counted");
    assert!(figures.contains("\ncallboard_hub_leader 1\n") && figures.contains("\ncallboard_agents{"), "{figures}");
    end(&mut child);
    assert!(child.wait().unwrap().success());
    wall.until("the end of the hub", |wall| !wall.state().open).await;
    assert!(wall.board.has_roster(), "what it knew stays on screen");
}

/// What is told to a monitoring system there.
async fn scraped(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[test]
fn a_hub_that_would_let_no_board_in_or_has_nothing_to_tell_does_not_begin() {
    let home = Home::new();
    let vendor = "[sobot_call]\ntoken = \"t\"\n";
    let settings = home.file("a.toml", vendor);
    let output = home.run(&["hub", "--config", text(&settings)]);
    assert!(said(&output).contains("[hub.serve] lets no board in: set one of token_env"), "{output:?}");
    let settings = home.file("b.toml", &format!("[hub.serve]\ntoken = \"{TOKEN}\"\n"));
    let output = home.run(&["hub", "--config", text(&settings)]);
    assert!(said(&output).contains("no contact centre is configured yet"), "{output:?}");
    let settings = home.file("c.toml", "[hub]\ntoken = \"t\"\n");
    let output = home.run(&["hub", "--config", text(&settings), "--hub", "http://127.0.0.1:1"]);
    assert!(said(&output).contains("a hub asks the vendors itself: leave out --hub"), "{output:?}");
    let output = home.run(&["hub", "--config", text(&settings), "--listen", "0.0.0.0:8444"]);
    assert!(
        said(&output).contains("--listen: \"0.0.0.0:8444\" must be an address of this machine alone"),
        "{output:?}"
    );
}

#[test]
fn a_board_follows_no_hub_beside_vendors_nor_one_in_plain_text() {
    let home = Home::new();
    let settings = home.file("a.toml", "[site]\nname = \"Acme\"\n[sobot_call]\ntoken = \"t\"\n");
    let output = home.run(&["--config", text(&settings), "--hub", "https://hub.example"]);
    let expected = format!("{}:3: [sobot_call] stands beside hub.url", settings.display());
    assert!(said(&output).contains(&expected), "{output:?}");
    let settings = home.file("b.toml", "[hub]\ntoken = \"t\"\n");
    let output = home.run(&["--config", text(&settings), "--hub", "http://hub.example:8444"]);
    assert!(said(&output).contains("--hub: \"http://hub.example:8444\" must begin with https://"), "{output:?}");
}

#[test]
#[cfg(feature = "nats")]
fn what_is_not_to_be_had_by_way_of_a_server_is_said() {
    let home = Home::new();
    let output = home.run(&["replay", "--hub", "nats://127.0.0.1:1"]);
    assert!(said(&output).contains("the NATS server 127.0.0.1:1 cannot be reached: "), "{output:?}");
    let output = home.run(&["hub", "--demo", "--nats", "nats://nats.example"]);
    assert!(said(&output).contains("--nats: \"nats://nats.example\" must begin with tls://"), "{output:?}");
    let output = home.run(&["hub", "--demo", "--nats", "nats://127.0.0.1:1", "--hub", "nats://127.0.0.1:1"]);
    assert!(said(&output).contains("--demo --nats has hubs of its own: leave out --hub"), "{output:?}");
    for alone in [["--demo", "--failover", "5"].as_slice(), &["--nats", "nats://127.0.0.1:1", "--failover", "5"]] {
        let output = home.run(&[&["hub"], alone].concat());
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("the following required arguments were not provided"), "{text}");
    }
}
