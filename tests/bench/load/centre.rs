//! The simulator as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::arguments::Arguments;
use super::process::Process;

/// A simulated centre; it ends when it is dropped.
pub struct Centre {
    child: Child,
    address: String,
    directory: tempfile::TempDir,
}

impl Centre {
    /// Starts one and waits until it listens.
    pub fn start(arguments: &Arguments) -> Self {
        let Arguments { agents, rate, binary, .. } = arguments;
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut child = Command::new(binary)
            .args(["simulate", "--agents", &agents.to_string(), "--rate", &rate.to_string()])
            .env("HOME", directory.path())
            .env("CALLBOARD_SYSTEM_CONFIG", "")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the simulator starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let first = lines.next().expect("the simulator says where it listens").expect("text");
        let address = first.strip_prefix("listening on http://").expect("an address").to_owned();
        let mut settings = String::new();
        for line in lines.map(|line| line.expect("text")) {
            settings += &line;
            settings.push('\n');
            if line.starts_with("app_key") {
                break;
            }
        }
        let path = directory.path().join("load.toml");
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        file.and_then(|mut file| file.write_all(settings.as_bytes())).expect("the settings are written");
        Self { child, address, directory }
    }

    /// Where the settings are that connect a board to it.
    pub fn settings(&self) -> PathBuf {
        self.directory.path().join("load.toml")
    }

    /// The process.
    pub fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// Stops its time, and says how many operations there have been.
    pub fn pause(&self) -> u64 {
        let truth: serde_json::Value = serde_json::from_slice(&self.post("/__pause")).expect("the truth is JSON");
        truth["sent"].as_u64().expect("a count")
    }

    /// Lets its time go on.
    pub fn resume(&self) {
        self.post("/__resume");
    }

    fn post(&self, path: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).expect("the simulator listens");
        let address = &self.address;
        write!(stream, "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .expect("the simulator reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the simulator answers");
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer of HTTP");
        answer.split_off(head + 4)
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
