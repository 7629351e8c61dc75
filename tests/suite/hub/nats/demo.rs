//! `callboard hub --demo --nats`: two hubs of an invented centre on a server, and boards, as a process.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use super::*;

/// The program at work.
struct Demo {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    notes: Lines<BufReader<ChildStderr>>,
    _home: tempfile::TempDir,
}

impl Demo {
    fn start(url: &str, more: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
        command.env_clear().env("HOME", home.path()).args(["hub", "--demo", "--nats", url]).args(more);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let notes = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines, notes, _home: home }
    }

    /// Reads on until it prints a line like that, which is given back.
    fn until(&mut self, what: &str, is_it: impl Fn(&str) -> bool) -> String {
        self.lines.by_ref().map(Result::unwrap).find(|line| is_it(line)).unwrap_or_else(|| panic!("never {what}"))
    }

    fn ends(&mut self) -> bool {
        command::signal(&self.child, "-TERM");
        self.child.wait().unwrap().success()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_on_a_server_has_two_hubs_of_which_one_takes_over_from_the_other() {
    let Some(server) = Nats::start() else { return };
    let url = server.url();
    let mut demo = Demo::start(&url, &["--boards", "3", "--failover", "1"]);
    let links = tokio::task::block_in_place(|| {
        let first = demo.until("where the hubs are", |_| true);
        assert_eq!(first, format!("hubs on {url}, site demo, ask an invented centre for 3 boards; ctrl-c ends them"));
        let links = demo.until("how another board follows", |_| true);
        let all_live = |line: &str| line.contains("; 3 boards: 3 live, ");
        demo.until("that the first leads", |line| line.starts_with("demo 1 leads") && all_live(line));
        demo.until("that it ends", |line| line == "demo 1 ends, and hands over");
        demo.until("that the second leads", |line| line.starts_with("demo 2 leads") && all_live(line));
        links
    });
    // A board of a person's own, as it is told.
    let said = format!(" callboard --hub {url}");
    assert!(links.starts_with("another board: CALLBOARD_HUB__SITE=demo ") && links.ends_with(&said), "{links}");
    let mut own = board(&Config::default(), &url);
    own.hub.access.site = "demo".to_owned();
    let mut wall = Wall::of(&own);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    assert_eq!(wall.state().about.unwrap().site, "Acme Support (demo)");
    // Nothing of it is where a real site is.
    let link = Link::connect(&settings(&url, Shown::Nothing)).await.unwrap();
    let names = link.ask("$JS.API.STREAM.NAMES".to_owned(), Vec::new(), bytes::Bytes::new(), PATIENCE).await.unwrap();
    let names: serde_json::Value = serde_json::from_slice(names.unwrap().body()).unwrap();
    let names = names["streams"].as_array().unwrap();
    assert!(names.len() > 1 && names.iter().all(|name| name.as_str().unwrap().ends_with("_demo")), "{names:?}");
    assert!(tokio::task::block_in_place(|| demo.ends()));
}

#[test]
fn a_demo_whose_server_is_not_there_says_so_and_waits() {
    let mut demo = Demo::start("nats://127.0.0.1:1", &[]);
    let said = demo.notes.next().unwrap().unwrap();
    assert!(said.starts_with("callboard: the NATS server 127.0.0.1:1 cannot be reached: "), "{said}");
    assert!(demo.ends());
}
