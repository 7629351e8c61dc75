//! AI sessions, from pane to page, with a vendor whose budget of calls is ample: at eighteen a minute all of it is there
//! after a minute, and what a budget does is not what this is about.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use callboard::cli::Vendors;
use callboard::commands::simulate;
use callboard::sim::{Options, Simulator, afternoon_zone};
use tokio::runtime::Runtime;

use crate::pty::harness::Program;

/// The vendor, and settings that make a board its tenant.
struct Vendor {
    runtime: Runtime,
    simulator: Option<Simulator>,
    settings: PathBuf,
    _dir: tempfile::TempDir,
}

impl Vendor {
    fn ample() -> Self {
        let runtime = Runtime::new().unwrap();
        let usual = Options::new(1);
        let zone = afternoon_zone((usual.clock)());
        let options = Options { zone, open_calls_per_minute: 10_000, ..usual };
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let simulator = runtime.block_on(Simulator::start(anywhere, options)).unwrap();
        let (base, sobot) = (simulator.base_url(), Vendors { sobot: true, cn: false, moor: false });
        let text = simulate::settings(&base, zone, simulator.credentials(), sobot);
        let dir = tempfile::tempdir().unwrap();
        let settings = dir.path().join("config.toml");
        fs::write(&settings, text.replace("[sobot_open]", "[sobot_open]\ncalls_per_minute = 600")).unwrap();
        fs::set_permissions(&settings, fs::Permissions::from_mode(0o600)).unwrap();
        Self { runtime, simulator: Some(simulator), settings, _dir: dir }
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        if let Some(simulator) = self.simulator.take() {
            self.runtime.block_on(simulator.stop());
        }
    }
}

/// From the board's AI pane to the sessions, to those of one robot, to one of them, and back.
#[test]
fn the_ai_pane_leads_to_sessions_of_one_robot_to_one_session_and_back() {
    let vendor = Vendor::ample();
    let mut program = Program::start(&["--config", vendor.settings.to_str().unwrap()], 120, 34);
    program.wait_for_agents(48);
    program.wait("AI figures", |screen| screen.contains("reached an agent"));
    program.press("\x1b[Z\r");
    program.wait("the funnel", |screen| screen.contains("AI sessions today") && screen.contains("By robot"));
    program.press("\r");
    program.wait("one robot's", |screen| screen.contains("Sessions, only robot") && screen.contains("newest first"));
    program.press("\r");
    program.wait("one session", |screen| screen.contains("session id"));
    program.press("\x1b");
    program.wait("the sessions again", |screen| screen.contains("By robot"));
    program.press("1");
    program.wait_for_agents(48);
    program.quit();
}
