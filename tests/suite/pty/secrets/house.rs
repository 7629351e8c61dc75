//! A site of every vendor, the commands that run there, and everything that comes out of them.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;

use super::relay::Relay;
use super::sweep::Needles;
use crate::pty::harness::Program;

/// The variable that holds one of the secrets.
pub const VARIABLE: &str = "PLANTED_OPEN_KEY";
/// A proxy's password, which stands in the environment as proxies' passwords do.
pub const PROXY_PASSWORD: &str = "planted-proxy-password-7f31";

/// The token of a hub.
pub const HUB_TOKEN: &str = "planted-token-of-the-hub-5c20";

/// A site of every vendor, and what came out of the commands.
pub struct House {
    pub relay: Relay,
    pub dir: tempfile::TempDir,
    /// The commands that ran.
    pub ran: Mutex<BTreeSet<String>>,
    /// What was printed and shown: by whom, and what.
    pub told: Mutex<Vec<(String, Vec<u8>)>>,
}

impl House {
    pub fn open() -> Self {
        let house = Self {
            relay: Relay::open(),
            dir: tempfile::tempdir().unwrap(),
            ran: Mutex::default(),
            told: Mutex::default(),
        };
        for name in ["home", "tmp", "out", "work"] {
            fs::create_dir(house.at(name)).unwrap();
        }
        let known = &house.relay.credentials;
        house.private("settings/cn.key", &known.cn_app_key);
        house.private("settings/push.key", &known.push_app_key);
        house.private("settings/spy.sh", SPY);
        house.private("settings/hub.token", HUB_TOKEN);
        let (base, zone) = (&house.relay.base_url, house.relay.zone);
        let text = format!(
            "[site]\nname = \"Acme\"\ntimezone = \"{zone}\"\n\
             [sobot_call]\nbase_url = \"{base}\"\ntoken_url = \"{base}/tokens/company\"\napp_id = \"{}\"\n\
             app_secret = \"{}\"\noperator_user_id = \"{}\"\nmatch_callers = true\n\
             [sobot_call.push]\nlisten = \"127.0.0.1:0\"\ncompany_id = \"{}\"\napp_key_file = \"push.key\"\n\
             [sobot_open]\ncalls_per_minute = 600\nbase_url = \"{base}\"\napp_id = \"{}\"\napp_key_env = \"{VARIABLE}\"\n\
             [sobot_cn]\ncalls_per_minute = 600\nbase_url = \"{base}\"\napp_id = \"{}\"\napp_key_file = \"cn.key\"\n\
             [seven_moor]\ncalls_per_minute = 600\nbase_url = \"{base}\"\napp_key = \"{}\"\nsecret_key = \"{}\"\nzone = \"{zone}\"\n\
             [screen]\nprivacy_reveal = true\nreveal_for = \"10m\"\nexport_dir = \"{}\"\n\
             [alerts]\ncommand = [\"/bin/sh\", \"{}\", \"{}\"]\n\
             [alerts.rules.logged_in]\nfigure = \"logged_in\"\nabove = 0\n",
            known.call_app_id,
            known.call_app_secret,
            known.operator_user_id,
            known.company_id,
            known.open_app_id,
            known.cn_app_id,
            known.moor_app_key,
            known.moor_secret_key,
            house.at("out").display(),
            house.at("settings/spy.sh").display(),
            house.at("out/spied").display(),
        );
        house.private("settings/callboard.toml", &text);
        let text = format!("[site]\nname = \"Acme\"\ntimezone = \"{zone}\"\n[hub]\ntoken_file = \"hub.token\"\n");
        house.private("settings/wall.toml", &text);
        house
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn private(&self, name: &str, text: &str) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub fn environment(&self) -> Vec<(String, String)> {
        let path = |name: &str| self.at(name).to_str().unwrap().to_owned();
        let fixed = [("LANG", "C.UTF-8"), ("TERM", "xterm-256color"), ("USER", "alice"), ("RUST_BACKTRACE", "full")];
        let mut all: Vec<(String, String)> =
            fixed.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        all.push(("HOME".to_owned(), path("home")));
        all.push(("TMPDIR".to_owned(), path("tmp")));
        all.push(("SSH_CONNECTION".to_owned(), "203.0.113.7 50122 10.0.0.2 22".to_owned()));
        all.push((VARIABLE.to_owned(), self.relay.credentials.open_app_key.clone()));
        all
    }

    /// What has a command of ours that listens do so where callbacks come.
    fn listening(&self, arguments: &[&str]) -> Option<(&'static str, String)> {
        let listens = ["", "record", "tail", "push", "hub"].contains(arguments.first().unwrap());
        (listens && !arguments.contains(&"--config"))
            .then(|| ("CALLBOARD_SOBOT_CALL__PUSH__LISTEN", self.relay.listener().to_string()))
    }

    /// The arguments with the settings and the log at its most talkative. The first is the command, "" for the board.
    pub fn arguments(&self, arguments: &[&str]) -> Vec<String> {
        let name = *arguments.first().unwrap();
        self.ran.lock().unwrap().insert(name.to_owned());
        let mut all: Vec<String> =
            arguments.iter().filter(|part| !part.is_empty()).map(|part| (*part).to_owned()).collect();
        // These take none of the flags that the others share.
        if ["completions", "man"].contains(&name) {
            return all;
        }
        if !arguments.contains(&"--config") {
            all.push("--config".to_owned());
            all.push(self.at("settings/callboard.toml").to_str().unwrap().to_owned());
        }
        all.extend(["--log-level".to_owned(), "trace".to_owned()]);
        all
    }

    pub fn start(&self, arguments: &[&str], more: &[(&str, &str)]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_callboard"))
            .args(self.arguments(arguments))
            .env_clear()
            .envs(self.environment())
            .envs(self.listening(arguments))
            .envs(more.iter().copied())
            .current_dir(self.at("work"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_in(arguments, &[])
    }

    pub fn run_in(&self, arguments: &[&str], more: &[(&str, &str)]) -> Output {
        self.ended(arguments, self.start(arguments, more))
    }

    /// Runs commands beside each other.
    pub fn run_all<const N: usize>(&self, all: [&[&str]; N]) -> [Output; N] {
        let started = all.map(|arguments| (arguments, self.start(arguments, &[])));
        started.map(|(arguments, child)| self.ended(arguments, child))
    }

    pub fn ended(&self, arguments: &[&str], child: Child) -> Output {
        let output = child.wait_with_output().unwrap();
        self.keep(&format!("stdout of {arguments:?}"), output.stdout.clone());
        self.keep(&format!("stderr of {arguments:?}"), output.stderr.clone());
        output
    }

    pub fn keep(&self, what: &str, bytes: Vec<u8>) {
        self.told.lock().unwrap().push((what.to_owned(), bytes));
    }

    /// Starts a command in a terminal. A board begins with the view that another one, which runs beside it, has just left;
    /// so it remembers none unless `more` says so.
    pub fn seat(&self, arguments: &[&str], more: &[(&str, &str)]) -> Seat<'_> {
        let all = self.arguments(arguments);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let environment = self.environment();
        let mut environment: Vec<(&str, &str)> =
            environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        environment.push(("CALLBOARD_SCREEN__REMEMBER", "false"));
        let listening = self.listening(arguments);
        environment.extend(listening.as_ref().map(|(name, value)| (*name, value.as_str())));
        environment.extend(more);
        let program = Program::start_with(&all, 200, 60, &environment);
        Seat { house: self, program, name: format!("{arguments:?}"), unmasked: false }
    }

    pub fn needles(&self) -> Needles {
        let mut secrets = self.relay.secrets();
        secrets.extend([PROXY_PASSWORD, HUB_TOKEN].map(str::to_owned));
        Needles::new(&secrets)
    }
}

/// Writes down how it was started and in which environment.
const SPY: &str = "tr '\\0' '\\n' < /proc/$$/cmdline >> \"$1\" 2>/dev/null\n\
                   tr '\\0' '\\n' < /proc/$$/environ >> \"$1\" 2>/dev/null\nenv >> \"$1\"\n";

/// A program in a terminal, every screen of which is kept.
pub struct Seat<'h> {
    house: &'h House,
    pub program: Program,
    name: String,
    /// Whether it was asked to show numbers: then its screens may.
    pub unmasked: bool,
}

impl Seat<'_> {
    /// Presses keys, and waits for a screen.
    pub fn see(&mut self, keys: &str, what: &str, found: impl Fn(&str) -> bool) -> String {
        self.program.press(keys);
        let text = self.program.wait(what, found);
        if !self.unmasked {
            self.house.keep(&format!("a screen of {}", self.name), text.clone().into_bytes());
        }
        text
    }

    pub fn wait_for(&mut self, keys: &str, text: &str) -> String {
        self.see(keys, text, |screen| screen.contains(text))
    }

    pub fn end(mut self) -> u32 {
        let code = self.program.end();
        let bytes = std::mem::take(&mut self.program.bytes);
        if self.unmasked {
            let needles = self.house.needles();
            assert_eq!(needles.secret(&bytes), None, "what {} showed", self.name);
        } else {
            self.house.keep(&format!("what {} showed", self.name), bytes);
        }
        code
    }
}
