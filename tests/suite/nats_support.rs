//! A NATS server of a test's own: its own port and store, ended by its handle.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A server that runs until it is dropped.
pub(crate) struct Nats {
    program: PathBuf,
    child: Child,
    dir: tempfile::TempDir,
    config: PathBuf,
    env: Vec<(&'static str, &'static str)>,
    pub(crate) port: u16,
}

/// Where a server is, if one is here. One that is required and is not here is a failure.
fn program() -> Option<PathBuf> {
    let named = std::env::var_os("CALLBOARD_NATS_SERVER").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    let found = named.or_else(|| dirs.map(|dir| dir.join("nats-server")).find(|program| program.is_file()));
    if found.is_none() {
        let mut aloud = std::io::stderr();
        writeln!(aloud, "NOT RUN: no nats-server (apt install nats-server)").unwrap();
        let required = std::env::var_os("CALLBOARD_REQUIRE_NATS").is_some_and(|value| value == "1");
        assert!(!required, "no nats-server is here, and CALLBOARD_REQUIRE_NATS=1 wants one");
    }
    found
}

impl Nats {
    /// A server without any rules, on this machine alone.
    pub(crate) fn start() -> Option<Self> {
        Self::with("", &[])
    }

    /// One with these lines of settings beside its port and its store.
    pub(crate) fn with(lines: &str, env: &[(&'static str, &'static str)]) -> Option<Self> {
        Self::of("listen: 127.0.0.1:-1\njetstream {\n store_dir: \"STORE\"\n}\n", lines, env)
    }

    /// One with these settings, in which STORE stands for its store.
    pub(crate) fn of(settings: &str, lines: &str, env: &[(&'static str, &'static str)]) -> Option<Self> {
        let program = program()?;
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("nats.conf");
        let settings = settings.replace("STORE", dir.path().join("store").to_str().unwrap());
        std::fs::write(&config, format!("{settings}{lines}")).unwrap();
        let (child, port) = run(&program, &config, None, env);
        Some(Self { program, child, dir, config, env: env.to_vec(), port })
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Kills it.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Kills it, and erases what it had stored.
    pub(crate) fn erase(&mut self) {
        self.kill();
        std::fs::remove_dir_all(self.dir.path().join("store")).unwrap();
    }

    /// Starts it once more, where it was, with what it had stored.
    pub(crate) fn start_again(&mut self) {
        (self.child, _) = run(&self.program, &self.config, Some(self.port), &self.env);
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs a server until it says that it is ready; its port.
fn run(program: &Path, config: &Path, port: Option<u16>, env: &[(&'static str, &'static str)]) -> (Child, u16) {
    let mut command = Command::new(program);
    command.arg("-c").arg(config).envs(env.iter().copied());
    if let Some(port) = port {
        command.arg("-p").arg(port.to_string());
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let (mut port, mut said) = (0, String::new());
    for line in lines.by_ref() {
        if let Some((_, at)) = line.split_once("Listening for client connections on ") {
            port = at.trim().rsplit(':').next().unwrap().parse().unwrap();
        }
        if line.contains("Server is ready") {
            // A pipe that is full would stop it.
            std::thread::spawn(move || lines.for_each(drop));
            return (child, port);
        }
        said.push_str(&line);
        said.push('\n');
    }
    let _ = child.wait();
    panic!("nats-server ended:\n{said}");
}
