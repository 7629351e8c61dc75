//! What several of the tests do with processes, files and recordings.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Instant;

use callboard::feed::record::{Reader, RecordingError, Updates};
use callboard::model::{Board, Update};

use crate::pty::harness::PATIENCE;
use crate::pty::shell::run;

/// How a line of `callboard tail` says that it tells of changes after the agents.
pub const CHANGES: &str = "\"kind\":\"changes\"";

/// Sends a signal by its name.
pub fn signal(id: u32, name: &str) {
    let status = Command::new("sh").arg("-c").arg(format!("kill -{name} {id}")).status().unwrap();
    assert!(status.success(), "no user is {id}");
}

/// Looks again and again until it holds; fails with what never came.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "it never came to {what}");
        std::thread::yield_now();
    }
}

/// The files in a directory whose names end so; none where there is no directory.
pub fn ending(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|ending| ending == extension)).collect()
}

/// The only recording in a directory.
pub fn tape(dir: &Path) -> PathBuf {
    let mut found = ending(dir, "rec");
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// The permissions of a path.
pub fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

/// The updates in the file of a recording.
pub fn updates(path: &Path) -> Result<Vec<Update>, RecordingError> {
    Updates::new(Reader::open(path)?).collect()
}

/// The board that they tell of.
pub fn recorded(path: &Path) -> Result<Board, RecordingError> {
    let mut board = Board::new();
    for update in updates(path)? {
        board.apply(update);
    }
    Ok(board)
}

/// Waits until `found` holds of what `callboard tail` prints of a recording that is being made.
pub fn wait_told(recorder: &mut Child, path: &str, what: &str, found: impl Fn(&str) -> bool) {
    let home = tempfile::tempdir().unwrap();
    until(what, || {
        assert!(recorder.try_wait().unwrap().is_none(), "the recorder ended before {what}");
        let output = run(&["tail", "--recording", path], home.path());
        output.status.success() && found(&String::from_utf8(output.stdout).unwrap())
    });
}

/// An address that refuses for as long as the sockets are held: the near end of a connection has its port, which the
/// system gives to no other program, and without a listener.
pub fn refusing() -> (SocketAddr, (TcpListener, TcpStream)) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (near.local_addr().unwrap(), (listener, near))
}
