//! Those who mean harm, while the vendor goes on pushing: crowds, floods, and requests that two readers would read as two.

use std::sync::atomic::{AtomicU64, Ordering};

use callboard::commands::descriptors;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rustix::process::{Resource, getrlimit};

use super::*;

/// As many connections as there are to be, if the machine gives so many descriptors.
const CROWD: usize = 1_000;

/// What a crowd may cost the program beside what it takes at rest, in KiB.
const MEMORY: u64 = 64 * 1024;

/// A random code that has not been used.
fn code() -> String {
    static CODES: AtomicU64 = AtomicU64::new(0);
    format!("h{}", CODES.fetch_add(1, Ordering::Relaxed))
}

/// The head of a callback with these headers in the place of its length, kept open, and a body.
fn ambiguous(headers: &str, body: &str) -> String {
    let usual = request("", &code(), NOW).replace("Connection: close\r\n", "");
    let (head, _) = usual.split_once("Content-Length: 0").unwrap();
    format!("{head}{headers}\r\n\r\n{body}")
}

/// A whole callback that stands behind another one, to be read by one who is taken in.
fn hidden() -> String {
    request(&event("hidden").to_string(), &code(), NOW)
}

fn said(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

/// What must be refused, by what is wrong with it; what hides behind it must not be read either.
fn refused() -> Vec<(&'static str, String)> {
    let body = event("odd").to_string();
    let n = body.len();
    let mut all: Vec<(&str, String)> = [
        ("two lengths", format!("Content-Length: {n}\r\nContent-Length: 0")),
        ("a list of lengths", format!("Content-Length: {n}, {n}")),
        ("a length with a sign", format!("Content-Length: +{n}")),
        ("a length in hex", format!("Content-Length: 0x{n:x}")),
        ("a space before the colon", format!("Content-Length : {n}")),
        ("a folded header", format!("X-Folded: a\r\n b\r\nContent-Length: {n}")),
        ("a folded encoding", "Transfer-Encoding:\r\n chunked".to_owned()),
        ("a second length behind a bare LF", format!("X-A: b\nContent-Length: 0\r\nContent-Length: {n}")),
        ("a bare CR", format!("X-A: b\rContent-Length: 0\r\nContent-Length: {n}")),
        ("a NUL", format!("X-A: \0\r\nContent-Length: {n}")),
        ("two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity".to_owned()),
        ("an encoding that is none", "Transfer-Encoding: xchunked".to_owned()),
    ]
    .map(|(what, headers)| (what, ambiguous(&headers, &format!("{body}{}", hidden()))))
    .into();
    let chunked =
        |what, chunks: String| (what, ambiguous("Transfer-Encoding: chunked", &format!("{chunks}{}", hidden())));
    all.extend([
        chunked("a bare LF in a chunk's extension", format!("{n:x};a\nb\r\n{body}\r\n0\r\n\r\n")),
        chunked("bare LF between chunks", format!("{n:x}\n{body}\n0\n\n")),
        chunked("a chunk larger than numbers go", format!("ffffffffffffffff1\r\n{body}\r\n0\r\n\r\n")),
        chunked("a chunk of less than nothing", format!("-{n:x}\r\n{body}\r\n0\r\n\r\n")),
        chunked("a chunk longer than it says", format!("2\r\n{body}\r\n0\r\n\r\n")),
        chunked("a flood in a chunk's extension", format!("{n:x};{}\r\n{body}\r\n0\r\n\r\n", "a".repeat(40_000))),
        chunked("a flood behind the chunks", format!("{n:x}\r\n{body}\r\n0\r\n{}\r\n", "X-T: 1\r\n".repeat(10_000))),
    ]);
    let flood = ambiguous(&format!("{}Content-Length: {n}", "X-One-Of-Many: 1\r\n".repeat(2_000)), &body);
    let long = ambiguous(&format!("X-Long: {}\r\nContent-Length: {n}", "x".repeat(1_000_000)), &body);
    let line = request(&body, &code(), NOW).replacen("/callbacks", &format!("/callbacks?{}", "x".repeat(100_000)), 1);
    let old = ambiguous("Transfer-Encoding: chunked", &said(&body)).replacen("HTTP/1.1", "HTTP/1.0", 1);
    all.extend([
        ("a flood of headers", flood),
        ("a header without an end", long),
        ("a line without an end", line),
        ("chunks before there were any", old),
        ("another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}".to_owned()),
    ]);
    all
}

#[tokio::test]
async fn what_two_readers_would_read_as_two_is_refused_and_nothing_that_hides_in_it_is_read() {
    let (address, mut outbox) = listening(|_| {});
    for (number, (what, attack)) in refused().into_iter().enumerate() {
        let answer = talk(TcpStream::connect(address).await.unwrap(), &attack).await;
        // One that closes while more is sent may be heard to break off.
        assert!(matches!(status(&answer), 0 | 400..=431), "{what}: {answer}");
        assert!(answer.matches("HTTP/1.").count() <= 1, "{what}: {answer}");
        let honest = request(&event(&format!("honest {number}")).to_string(), &code(), NOW);
        assert_eq!(post(address, &honest).await, 200, "after {what}");
    }
    let body = event("once").to_string();
    let n = body.len();
    let twice = ambiguous(&format!("Connection: close\r\nContent-Length: {n}\r\nContent-Length: {n}"), &body);
    let extended = ambiguous("Transfer-Encoding: chunked", &format!("{n:x};a=b\r\n{body}\r\n0\r\n\r\n"));
    let hides = format!("{}{}", said(&body), hidden());
    let hides = ambiguous(&format!("Content-Length: {}\r\nTransfer-Encoding: chunked", hides.len()), &hides);
    for (what, attack, expected) in [
        ("one length, said twice", twice, &[200][..]),
        ("an extension", extended, &[200]),
        ("chunks, and a length that hides a callback behind them", hides, &[0, 200, 400]),
    ] {
        let answer = talk(TcpStream::connect(address).await.unwrap(), &attack).await;
        assert!(answer.matches("HTTP/1.").count() <= 1, "{what}: {answer}");
        assert!(expected.contains(&status(&answer)), "{what}: {answer}");
    }
    let mut calls: Vec<String> = Vec::new();
    while let Ok(queued) = outbox.queue.try_recv() {
        calls.extend(queued.pushed.callbacks.iter().map(|callback| match callback {
            Callback::Event(event) => event.call.to_string(),
            other => panic!("{other:?}"),
        }));
    }
    let honest = calls.iter().filter(|call| call.starts_with("honest ")).count();
    assert_eq!(honest, refused().len());
    assert!(calls.iter().all(|call| call.starts_with("honest ") || call == "once"), "{calls:?}");
}

/// The most connections that this process may open beside all that runs with it.
fn crowd() -> usize {
    descriptors::raise();
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(limit.saturating_sub(300) / 2).unwrap_or(CROWD).min(CROWD)
}

/// The program, listening; where; and what it has said to the end.
struct Running {
    child: std::process::Child,
    address: SocketAddr,
    said: std::thread::JoinHandle<String>,
    _home: tempfile::TempDir,
}

fn running() -> Running {
    let scratch = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(["push", "--listen", "127.0.0.1:0", "--company-id", COMPANY, "--app-key-env", "PUSH_KEY"])
        .env_clear()
        .env("PUSH_KEY", KEY)
        .env("HOME", scratch.path())
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let address = first.strip_prefix("callboard: listening on http://").and_then(|rest| rest.split('/').next());
    let address = address.unwrap_or_else(|| panic!("{first}")).parse().unwrap();
    // Not read, it would hold the program up.
    let said = std::thread::spawn(move || lines.last().unwrap_or_default());
    Running { child, address, said, _home: scratch }
}

impl Running {
    /// The most memory that it has had, in KiB, where the system tells.
    fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// How many descriptors it has open, where the system tells.
    fn descriptors(&self) -> Option<usize> {
        Some(std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).ok()?.count())
    }
}

#[tokio::test]
async fn a_thousand_connections_at_once_leave_the_vendor_a_place_and_the_program_its_memory() {
    let mut program = running();
    let (address, at_rest, open) = (program.address, program.peak(), program.descriptors());
    let now = glue::clock()().ms();
    let body = event("honest").to_string();
    let honest = || request(&body, &code(), now);
    assert_eq!(post(address, &honest()).await, 200);
    let half = request(&body, &code(), now).replace("X-Log-Sign: ", "X-Log-Sign: 0");
    let (half, _) = half.split_at(half.len() - 5);
    let head = format!("POST /callbacks HTTP/1.1\r\nHost: board.example\r\nX-Long: {}", "x".repeat(12 * 1024));
    let count = crowd();
    println!("{count} connections at once");
    let mut crowd = Vec::with_capacity(count);
    let mut taken = 1;
    for number in 0..count {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // Idle; half a head; a large half of a head; a body that stops, of one who cannot sign.
        let bytes = match number % 4 {
            0 => "",
            1 => "POST /callbacks HTTP/1.1\r\nHost: board.exam",
            2 => head.as_str(),
            _ => half,
        };
        let _ = stream.write_all(bytes.as_bytes()).await;
        crowd.push(stream);
        if number % 50 == 0 {
            assert_eq!(post(address, &honest()).await, 200, "behind {number} others");
            taken += 1;
        }
    }
    // All but those that have a place are told to go.
    let most = ReceiverLimits::default().connections;
    let ends = crowd.into_iter().map(|mut stream| async move {
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
    });
    let mut ends: FuturesUnordered<_> = ends.collect();
    for _ in most..count {
        ends.next().await.unwrap();
    }
    for _ in 0..10 {
        assert_eq!(post(address, &honest()).await, 200);
        taken += 1;
    }
    if let (Some(before), Some(now)) = (open, program.descriptors()) {
        assert!(now <= before + most + 2, "{before} descriptors, then {now}");
    }
    if let (Some(before), Some(peak)) = (at_rest, program.peak()) {
        println!("{before} KiB at rest, {peak} KiB at most");
        assert!(peak < before + MEMORY, "{before} KiB at rest, {peak} KiB at most");
    }
    let pid = rustix::process::Pid::from_child(&program.child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert!(program.child.wait().unwrap().success());
    let last = program.said.join().unwrap();
    assert!(last.starts_with(&format!("callboard: {taken} callbacks taken, ")), "{last}");
}
