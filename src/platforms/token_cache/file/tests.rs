#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::*;

fn held(token: &str, got_at: i64) -> KeptToken {
    KeptToken { token: token.into(), got_at: Stamp(got_at), expires_at: Stamp(got_at + 1000) }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn dir(cache: &Cache) -> &Path {
    cache.shared.dir()
}

fn file(cache: &Cache) -> PathBuf {
    dir(cache).join(&cache.file)
}

fn cache(scratch: &tempfile::TempDir) -> Cache {
    of(&Shared::of_user(scratch.path().join("callboard")), "https://sg.sobot.io/", "app", "key")
}

fn of(shared: &Shared, base_url: &str, app_id: &str, app_key: &str) -> Cache {
    Cache::new(shared.clone(), &Place { shared, base_url, app_id, app_key: &app_key.into() })
}

#[test]
fn a_token_is_only_for_the_key_that_it_was_asked_for_by() {
    let scratch = tempfile::tempdir().unwrap();
    let cache = cache(&scratch);
    cache.write(&held("one", 5)).unwrap();
    let by = |key: &str| of(&Shared::of_user(scratch.path().join("callboard")), "https://sg.sobot.io", "app", key);
    assert!(by(" key\n").read().unwrap().is_some());
    assert!(by("other").read().unwrap().is_none());
    assert!(cache.read().unwrap().is_some(), "and it stays for those who have that key");
    // One of a version that did not tell by which.
    fs::write(file(&cache), r#"{"token":"t","got_at":1,"expires_at":2}"#).unwrap();
    assert!(by("other").read().unwrap().is_some());
}

#[test]
fn what_is_written_is_read_again_and_by_no_other_user() {
    let scratch = tempfile::tempdir().unwrap();
    let cache = cache(&scratch);
    assert!(cache.read().unwrap().is_none());
    cache.write(&held("one", 5)).unwrap();
    cache.write(&held("two", 6)).unwrap();
    let found = cache.read().unwrap().unwrap();
    assert_eq!((found.token.expose_secret(), found.got_at, found.expires_at), ("two", Stamp(6), Stamp(1006)));
    assert_eq!(mode(dir(&cache)), 0o700);
    assert_eq!(mode(&file(&cache)), 0o600);
    assert_eq!(fs::read_dir(dir(&cache)).unwrap().count(), 1, "nothing is left lying about");
}

#[test]
fn one_file_a_credential_whose_name_tells_nothing() {
    let name = |url: &str, id: &str| of(&Shared::of_user("/d".into()), url, id, "key").file;
    assert_eq!(name("https://a/", "x"), name(" https://a", " x "));
    assert_ne!(name("https://a", "x"), name("https://a", "y"));
    assert_ne!(name("https://a", "x"), name("https://b", "x"));
    assert!(!name("https://a", "secretive").contains("secretive"));
}

#[test]
fn a_symlink_is_refused_wherever_it_stands() {
    let scratch = tempfile::tempdir().unwrap();
    let cache = cache(&scratch);
    cache.write(&held("one", 5)).unwrap();
    let elsewhere = scratch.path().join("elsewhere");
    fs::rename(file(&cache), &elsewhere).unwrap();
    symlink(&elsewhere, file(&cache)).unwrap();
    assert!(cache.read().unwrap_err().to_string().contains("is a symlink or not what it should be; remove it"));
    // Writing replaces the link and leaves what it led to alone.
    cache.write(&held("two", 6)).unwrap();
    assert!(fs::read_to_string(&elsewhere).unwrap().contains("one"));
    let linked = scratch.path().join("linked");
    symlink(dir(&cache), &linked).unwrap();
    assert!(of(&Shared::of_user(linked), "https://sg.sobot.io", "app", "key").write(&held("three", 7)).is_err());
}

#[test]
fn what_others_could_read_is_not_believed() {
    let scratch = tempfile::tempdir().unwrap();
    let cache = cache(&scratch);
    cache.write(&held("one", 5)).unwrap();
    fs::set_permissions(file(&cache), fs::Permissions::from_mode(0o640)).unwrap();
    assert!(cache.read().unwrap_err().to_string().contains("is open to other users; run chmod"));
    fs::set_permissions(dir(&cache), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(cache.write(&held("two", 6)).unwrap_err().to_string().contains("is open to other users; run chmod"));
}

#[test]
fn a_file_that_is_no_token_is_as_good_as_none() {
    let scratch = tempfile::tempdir().unwrap();
    let cache = cache(&scratch);
    cache.write(&held("one", 5)).unwrap();
    for text in ["", "{", "[]", "{}", r#"{"token":"t"}"#, r#"{"token":"","got_at":1,"expires_at":2}"#] {
        fs::write(file(&cache), text).unwrap();
        assert!(cache.read().unwrap().is_none(), "{text}");
    }
    fs::write(file(&cache), b"{\"token\":\"\xFF\",\"got_at\":1,\"expires_at\":2}").unwrap();
    assert!(cache.read().unwrap().is_none(), "what is no text is no token either");
    fs::write(file(&cache), "\u{FEFF}{\"token\":\"t\",\"got_at\":1,\r\n\"expires_at\":2,}").unwrap();
    assert_eq!(cache.read().unwrap().unwrap().token.expose_secret(), "t", "and an editor's mark does not change it");
    fs::write(file(&cache), vec![b' '; 70_000]).unwrap();
    assert!(cache.read().is_err());
}

#[tokio::test(start_paused = true)]
async fn the_lock_is_waited_for_but_not_for_ever() {
    let scratch = tempfile::tempdir().unwrap();
    let cache = cache(&scratch);
    let first = cache.lock().await.unwrap();
    let error = cache.lock().await.unwrap_err();
    assert!(error.to_string().ends_with("has been locked for too long by another session"), "{error}");
    drop(first);
    cache.lock().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_was_removed_while_it_was_waited_for_is_none() {
    let scratch = tempfile::tempdir().unwrap();
    let cache = cache(&scratch);
    let first = cache.lock().await.unwrap();
    let mut waiting = std::pin::pin!(cache.lock());
    assert!(futures_util::poll!(&mut waiting).is_pending());
    fs::remove_file(cache.shared.dir().join(&cache.lock)).unwrap();
    drop(first);
    let _second = waiting.await.unwrap();
    assert!(cache.lock().await.is_err(), "who comes now waits for the second");
}
