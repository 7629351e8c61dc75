use std::fs;

use tokio::time::timeout;

use super::*;

const SITE: &str = "Acme Support";

fn looks(view: &str) -> Looks {
    Looks::read(&format!("view = \"{view}\"")).unwrap()
}

fn memory(dir: &Path) -> Memory {
    Memory::new(dir, SITE, Begins::default())
}

fn file(dir: &Path) -> PathBuf {
    dir.join(file_name(SITE))
}

/// What another start would find.
fn kept(dir: &Path) -> Option<Looks> {
    memory(dir).read().unwrap()
}

#[test]
fn every_site_has_a_file_of_its_own_with_a_name_any_disk_takes() {
    assert_eq!(file_name("callboard"), "callboard-573d9ea9b48cbdf7.toml");
    let names = ["Acme Support", "acme support", "acme-support", "客服", "客户", "", "../../etc/passwd", "a\0b\n"];
    let mut files: Vec<String> = names.iter().map(|name| file_name(name)).collect();
    assert!(files.iter().all(|file| file.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))));
    assert!(files.iter().all(|file| !file.contains("..")) && file_name(&"x".repeat(9_999)).len() < 80);
    files.sort();
    files.dedup();
    assert_eq!(files.len(), names.len());
}

#[tokio::test(start_paused = true)]
async fn a_change_is_written_a_little_later_and_only_the_last_one() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("looks");
    let mut memory = memory(&dir);
    assert_eq!(memory.read().unwrap(), None);
    memory.begin(looks("board"), false);
    memory.note(looks("board"));
    assert!(!memory.is_busy(), "nothing has changed");
    memory.note(looks("calls"));
    memory.note(looks("chat"));
    assert!(memory.is_busy() && kept(&dir).is_none(), "not yet");
    // It only ends when something is to be said; here the clock runs out first.
    assert!(timeout(CALM + Duration::from_millis(1), memory.work()).await.is_err());
    memory.stop().await;
    assert_eq!(kept(&dir), Some(looks("chat")));
    assert!(!memory.is_busy());
}

#[tokio::test]
async fn what_is_not_written_yet_is_written_when_the_program_ends() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("looks");
    let mut memory = memory(&dir);
    memory.begin(looks("board"), false);
    memory.note(looks("health"));
    memory.stop().await;
    assert_eq!(kept(&dir), Some(looks("health")));
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "nothing is left lying about");
}

#[tokio::test]
async fn a_damaged_file_is_told_once_and_written_anew() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("looks");
    private::make_dir(&dir).unwrap();
    for damaged in [&b"view = "[..], b"view = \"\xFF\"", b"\0\0\0\0"] {
        private::replace(&file(&dir), &dir.join("next"), damaged).unwrap();
        let mut memory = memory(&dir);
        assert!(memory.read().unwrap_err().to_string().contains("its file is damaged, and written anew: "));
        memory.begin(looks("board"), true);
        memory.stop().await;
        assert_eq!(kept(&dir), Some(looks("board")));
    }
}

#[tokio::test]
async fn a_file_that_an_editor_has_kept_in_its_own_way_is_read() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("looks");
    private::make_dir(&dir).unwrap();
    let text = looks("health").write();
    let utf16 = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [format!("\u{FEFF}{text}").into_bytes(), text.replace('\n', "\r\n").into_bytes(), utf16] {
        private::replace(&file(&dir), &dir.join("next"), &bytes).unwrap();
        assert_eq!(memory(&dir).read(), Ok(Some(looks("health"))));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_symlink_is_not_followed_and_what_cannot_be_written_is_said_once() {
    let scratch = tempfile::tempdir().unwrap();
    let (dir, theirs) = (scratch.path().join("looks"), scratch.path().join("theirs"));
    private::make_dir(&dir).unwrap();
    fs::write(&theirs, "view = \"calls\"").unwrap();
    std::os::unix::fs::symlink(&theirs, file(&dir)).unwrap();
    let mut memory = memory(&dir);
    assert!(memory.read().unwrap_err().to_string().contains("is a symlink"));
    memory.begin(looks("board"), true);
    memory.stop().await;
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "view = \"calls\"");
    assert_eq!(kept(&dir), Some(looks("board")));
    let linked = scratch.path().join("linked");
    std::os::unix::fs::symlink(&dir, &linked).unwrap();
    let mut memory = Memory::new(&linked, SITE, Begins::default());
    memory.begin(looks("board"), true);
    let said = memory.work().await.to_string();
    assert!(said.starts_with("how the screen is left will not be remembered: ") && said.contains("is a symlink"));
    memory.note(looks("chat"));
    memory.stop().await;
    assert_eq!(kept(&dir), Some(looks("board")));
}

#[tokio::test]
async fn without_a_place_nothing_is_ever_to_be_written() {
    let mut memory = Memory::default();
    assert_eq!(memory.read().unwrap(), None);
    memory.begin(looks("board"), false);
    memory.note(looks("chat"));
    assert!(!memory.is_busy());
}
