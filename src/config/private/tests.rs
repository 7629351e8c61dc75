#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_file_is_replaced_as_a_whole_and_is_the_users_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("a/b");
    let (file, next) = (dir.join("x.toml"), dir.join("x.next"));
    make_dir(&dir).unwrap();
    assert_eq!(read(&file, 9).unwrap(), None);
    fs::write(&next, "left of a crash").unwrap();
    replace(&file, &next, "one").unwrap();
    replace(&file, &next, "two").unwrap();
    assert_eq!(read(&file, 9).unwrap().as_deref(), Some("two"));
    assert_eq!((mode(&dir), mode(&file)), (0o700, 0o600));
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "nothing is left lying about");
    assert!(read(&file, 2).unwrap_err().to_string().ends_with("is too large"));
}

#[test]
fn symlinks_and_what_others_can_open_are_refused() {
    let scratch = tempfile::tempdir().unwrap();
    let (real, link) = (scratch.path().join("real"), scratch.path().join("link"));
    fs::create_dir(&real).unwrap();
    fs::write(real.join("x"), "theirs").unwrap();
    symlink(&real, &link).unwrap();
    assert!(make_dir(&link).unwrap_err().to_string().contains("is a symlink"));
    symlink(real.join("x"), scratch.path().join("file")).unwrap();
    let file = scratch.path().join("file");
    assert!(read(&file, 99).unwrap_err().to_string().contains("is a symlink"));
    replace(&file, &scratch.path().join("next"), "ours").unwrap();
    assert_eq!(fs::read_to_string(real.join("x")).unwrap(), "theirs", "the link is replaced, and not followed");
    assert_eq!(read(&file, 99).unwrap().as_deref(), Some("ours"));
    fs::set_permissions(real.join("x"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(read(&real.join("x"), 99).unwrap_err().to_string().ends_with("is open to other users"));
    fs::set_permissions(&real, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(make_dir(&real).unwrap_err().to_string().ends_with("is open to other users"));
}
