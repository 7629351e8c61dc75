//! `callboard probe NAME` from a shell: in each way, every step with its time, and exit codes that tell what came of it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use callboard::commands::glue;
use callboard::sim::faults::Fault;
use callboard::sim::{self, Lines, Options, Simulator, afternoon_zone};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::ports::HeldPort;
use crate::sim_support::simulator;

/// So much faster than ours is the simulator's clock, so that no answer takes long.
const FAST: i64 = 20;

/// A vendor, and settings with several probes of its bots.
struct Shell {
    sim: Simulator,
    home: TempDir,
    settings: PathBuf,
    /// An answer that is pushed needs an address that is known before anything listens.
    _port: HeldPort,
}

/// What a run of the program prints, and how it ends.
struct Printed {
    code: Option<i32>,
    out: String,
    error: String,
}

impl Shell {
    async fn new(strict: bool) -> Self {
        let (start, began) = (glue::clock()().ms(), Instant::now());
        let mut options = Options { strict, agents: 12, zone: afternoon_zone(start), ..Options::new(7) };
        options.clock = Arc::new(move || start + FAST * began.elapsed().as_millis() as i64);
        let zone = options.zone;
        let sim = simulator(options).await;
        sim.pause();
        let home = tempfile::tempdir().unwrap();
        let base = sim.base_url();
        let lines = Lines { base: &base, zone, credentials: sim.credentials(), strict };
        let held = HeldPort::new();
        let port = held.address.port();
        let probe = |name: &str, robot: &str, expect: &str, mode: &str| {
            format!(
                "[bot_probe.{name}]\nrobot = \"{robot}\"\nquestion = \"When are you open?\"\nexpect = \"{expect}\"\n{mode}\n"
            )
        };
        let callback = format!("mode = \"callback\"\ncallback = \"http://127.0.0.1:{port}/callbacks\"");
        let mut sections = sim::settings(&lines, |vendor| vendor == "sobot");
        sections.extend([
            format!("[site]\ntimezone = \"{zone}\"\n"),
            format!(
                "[sobot_call.push]\nlisten = \"127.0.0.1:{port}\"\npath = \"/callbacks\"\ncompany_id = \"1\"\n\
                 app_key_env = \"PUSH_KEY\"\n"
            ),
            probe("stream", "14", "9:00 to 21:00", ""),
            probe("whole", "14", "9:00 to 21:00", "mode = \"whole\""),
            probe("callback", "14", "9:00 to 21:00", &callback),
            probe("wrong", "14", "we are closed", ""),
            probe("used-up", "21", "9:00 to 21:00", ""),
        ]);
        let settings = home.path().join("config.toml");
        std::fs::write(&settings, sections.join("\n")).unwrap();
        private(&settings);
        Self { sim, home, settings, _port: held }
    }

    /// What comes of `callboard probe` with these arguments.
    async fn run(&self, arguments: &[&str]) -> Printed {
        let mut program = Command::new(env!("CARGO_BIN_EXE_callboard"));
        program.arg("probe").args(arguments).arg("--config").arg(&self.settings).env_clear();
        program.env("HOME", self.home.path()).env("CALLBOARD_SYSTEM_CONFIG", "").env("PUSH_KEY", "forwarding-key");
        let output = tokio::task::spawn_blocking(move || program.output()).await.unwrap().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Printed { code: output.status.code(), out: text(output.stdout), error: text(output.stderr) }
    }
}

/// Settings with secrets in them are for no other user.
fn private(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_is_asked_once_from_a_shell_in_each_way() {
    for strict in [false, true] {
        let shell = Shell::new(strict).await;
        for way in ["stream", "whole", "callback"] {
            let printed = shell.run(&[way]).await;
            assert_eq!((printed.code, printed.error.as_str()), (Some(0), ""), "{way}: {}", printed.out);
            let begins =
                ["session begun", "question sent", "question accepted", "first word", "last word", "session ended"];
            let lines: Vec<&str> = printed.out.lines().skip(1).collect();
            assert!(begins.iter().zip(&lines).all(|(begin, line)| line.starts_with(begin)), "{}", printed.out);
            assert_eq!(lines[6..], ["robot_status ENABLE", "the answer holds what is expected"], "{way}");
            let asked = shell.sim.asked();
            assert_eq!(asked["answers"].as_array().unwrap().last().unwrap()["way"], way);
            assert_eq!(asked["open"].as_array().unwrap().len(), 0, "{asked}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exit_codes_tell_what_came_of_it() {
    let shell = Shell::new(false).await;
    let printed = shell.run(&["wrong", "--json"]).await;
    assert_eq!(
        (printed.code, printed.error.as_str()),
        (Some(3), "callboard: the answer does not hold what is expected\n")
    );
    let document: Value = serde_json::from_str(&printed.out).unwrap();
    assert_eq!((&document["good"], &document["run"]["outcome"]), (&json!(false), &json!("not_as_expected")));
    let printed = shell.run(&["used-up"]).await;
    assert_eq!(printed.code, Some(5), "{}", printed.error);
    assert!(printed.error.contains("the vendor says EXHAUST"), "{}", printed.error);
    shell.sim.strike(Fault::BotError, |_| {});
    let printed = shell.run(&["stream"]).await;
    assert_eq!(printed.code, Some(4), "{}", printed.error);
    assert!(printed.error.contains("(ERROR_END)") && printed.out.contains("session ended"), "{}", printed.error);
    let printed = shell.run(&["streem"]).await;
    assert_eq!((printed.code, printed.out.as_str()), (Some(1), ""));
    assert!(printed.error.contains("there is no bot probe \"streem\""), "{}", printed.error);
    assert_eq!(shell.sim.asked()["open"].as_array().unwrap().len(), 0);
}
