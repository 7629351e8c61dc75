use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use tempfile::TempDir;

use super::*;
use crate::model::Stamp;

/// 2026-11-21T06:32:07Z
const NOW: Stamp = Stamp(1_795_242_727_000);

fn files(dir: &Path) -> Files {
    Files::new(dir.to_owned(), Tz::Asia__Singapore, Arc::new(|| NOW))
}

fn listed(dir: &TempDir) -> Vec<String> {
    let names = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

type Piece = Result<Bytes, crate::platforms::Error>;

fn broken() -> crate::platforms::Error {
    crate::platforms::Error::new(crate::platforms::ErrorKind::Network, "the line was cut")
}

fn recording(pieces: Vec<Piece>, length: Option<u64>) -> Recording {
    Recording { bytes: Box::pin(stream::iter(pieces)), length }
}

async fn saved(dir: &Path, call: &str, recording: Recording) -> Problem {
    let mut files = files(dir);
    files.save(call, async { Ok::<_, String>(recording) });
    files.next().await
}

#[tokio::test]
async fn an_export_is_a_new_file_with_the_sites_time_that_no_other_user_may_read() {
    let dir = TempDir::new().unwrap();
    let mut files = files(dir.path());
    let text = "name,result\r\n\"Li, Na\",\"two\r\nlines\"\r\n李娜,answered\r\n";
    files.export("calls", text.to_owned());
    assert!(files.is_busy());
    let path = dir.path().join("callboard-calls-20261121-143207.csv");
    assert_eq!(files.next().await, format!("wrote 2 rows to {}", path.display()));
    assert!(!files.is_busy());
    assert_eq!(fs::read(&path).unwrap(), [b"\xef\xbb\xbf", text.as_bytes()].concat(), "byte by byte");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn nothing_is_overwritten_not_even_a_link_to_nowhere() {
    let dir = TempDir::new().unwrap();
    let first = dir.path().join("callboard-calls-20261121-143207.csv");
    fs::write(&first, "mine").unwrap();
    symlink(dir.path().join("elsewhere"), dir.path().join("callboard-calls-20261121-143207-2.csv")).unwrap();
    let mut files = files(dir.path());
    files.export("calls", "a\nb\n".to_owned());
    let said = files.next().await.to_string();
    assert!(said.starts_with("wrote 1 row to ") && said.ends_with("143207-3.csv"), "{said}");
    assert_eq!(fs::read_to_string(&first).unwrap(), "mine");
    assert!(!dir.path().join("elsewhere").exists());
}

#[tokio::test]
async fn a_directory_that_is_missing_is_not_made_but_named() {
    let dir = TempDir::new().unwrap();
    let missing = dir.path().join("missing");
    let mut files = files(&missing);
    files.export("calls", "a\n".to_owned());
    let said = files.next().await;
    let expected =
        format!("the directory {} does not exist: make it, or set export_dir in [screen]", missing.display());
    assert_eq!(said, expected);
    files.save("c", async { Err::<Recording, _>("must not be asked") });
    assert_eq!(files.next().await, expected, "the vendor is not asked in vain");
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let mut files = self::files(&file);
    files.export("calls", "a\n".to_owned());
    assert!(files.next().await.to_string().contains("is not a directory"));
}

#[tokio::test]
async fn names_are_made_of_harmless_characters() {
    for (name, expected) in [
        ("calls", "calls"),
        ("../../etc/passwd", "etc-passwd"),
        ("a b\u{1b}[2J/李娜", "a-b--2J"),
        ("...", "file"),
        ("", "file"),
    ] {
        assert_eq!(clean(name), expected);
    }
    assert!(clean(&"x".repeat(500)).len() <= NAME_MAX);
}

#[tokio::test]
async fn a_recording_is_saved_under_its_calls_id() {
    let dir = TempDir::new().unwrap();
    let pieces = vec![Ok(Bytes::from_static(b"ID3")), Ok(Bytes::from_static(b"sound"))];
    let said = saved(dir.path(), "20261121/7", recording(pieces, Some(8))).await;
    let path = dir.path().join("callboard-recording-20261121-7-20261121-143207.mp3");
    assert_eq!(said, format!("saved the recording to {}", path.display()));
    assert_eq!(fs::read(&path).unwrap(), b"ID3sound");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(listed(&dir).len(), 1, "no part is left");
    let again = saved(dir.path(), "20261121/7", recording(vec![Ok(Bytes::from_static(b"other"))], None)).await;
    assert!(again.to_string().ends_with("143207-2.mp3"), "{again}");
    assert_eq!(fs::read(&path).unwrap(), b"ID3sound");
}

#[tokio::test]
async fn a_recording_that_breaks_off_leaves_nothing() {
    let dir = TempDir::new().unwrap();
    let some = || Ok(Bytes::from_static(b"ID3"));
    for (pieces, length, why) in [
        (vec![some(), Err(broken())], None, "the recording was not saved: the line was cut"),
        (vec![some()], Some(10), "the recording was not saved: only 3 of 10 bytes came"),
        (vec![], None, "the recording was not saved: it is empty"),
    ] {
        assert_eq!(saved(dir.path(), "c", recording(pieces, length)).await, why);
        assert!(listed(&dir).is_empty(), "{:?}", listed(&dir));
    }
    let mut files = files(dir.path());
    files.save("c", async { Err::<Recording, _>(broken()) });
    assert_eq!(files.next().await, "the recording was not saved: the line was cut");
}

#[tokio::test(start_paused = true)]
async fn a_recording_that_falls_silent_is_given_up() {
    let dir = TempDir::new().unwrap();
    let pieces = stream::iter([Ok(Bytes::from_static(b"ID3"))]).chain(stream::pending());
    let said = saved(dir.path(), "c", Recording { bytes: Box::pin(pieces), length: None }).await;
    assert_eq!(said, "the recording was not saved: nothing more came for 60 s");
    assert!(listed(&dir).is_empty());
}

#[tokio::test]
async fn quitting_leaves_no_half_recording() {
    let dir = TempDir::new().unwrap();
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<Piece>();
    let bytes =
        stream::unfold(receiver, |mut receiver| async move { receiver.recv().await.map(|item| (item, receiver)) });
    let mut files = files(dir.path());
    files.save("c", async { Ok::<_, String>(Recording { bytes: Box::pin(bytes), length: None }) });
    sender.send(Ok(Bytes::from_static(b"ID3"))).unwrap();
    let begun = async {
        while listed(&dir).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    // Far more than it needs.
    timeout(Duration::from_secs(20), begun).await.expect("it begins");
    assert!(listed(&dir)[0].ends_with(".mp3.part"));
    files.save("d", std::future::pending::<Result<Recording, String>>());
    files.stop().await;
    assert!(listed(&dir).is_empty());
    assert!(!files.is_busy());
}

#[test]
fn where_files_cannot_have_two_names_the_final_one_is_taken_first() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.mp3"), "mine").unwrap();
    let mut part = Fresh::create(dir.path(), "a", ".mp3.part").unwrap();
    part.write(b"sound").unwrap();
    let path = part.rename(dir.path(), "a", ".mp3").unwrap();
    assert_eq!(listed(&dir), ["a-2.mp3", "a.mp3"]);
    assert_eq!(fs::read(path).unwrap(), b"sound");
}

#[test]
fn a_file_that_is_not_at_its_path_any_more_was_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut part = Fresh::create(dir.path(), "sound", ".part").unwrap();
    part.write(b"ours").unwrap();
    let path = dir.path().join("sound.part");
    fs::remove_file(&path).unwrap();
    fs::write(&path, "theirs").unwrap();
    let said = part.publish(dir.path(), "sound", ".mp3").unwrap_err().to_string();
    assert!(said.ends_with("was removed or replaced while it was written"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs", "another's file stays");
    assert!(!dir.path().join("sound.mp3").exists());
}
