//! Where a recording is written: to the user's own file, which stays the one at its path.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

#[test]
fn what_is_recorded_is_at_its_path_or_the_recording_has_failed() {
    type Way = (&'static str, fn(&Path));
    let ways: [Way; 5] = [
        ("removed", |path| fs::remove_file(path).unwrap()),
        ("renamed", |path| fs::rename(path, path.with_extension("old")).unwrap()),
        ("replaced", |path| {
            fs::copy(path, path.with_extension("new")).unwrap();
            fs::rename(path.with_extension("new"), path).unwrap();
        }),
        ("emptied", |path| fs::File::options().write(true).open(path).unwrap().set_len(0).unwrap()),
        ("written to", |path| {
            let mut file = fs::File::options().append(true).open(path).unwrap();
            io::Write::write_all(&mut file, b"more").unwrap();
        }),
    ];
    for (way, happen) in ways {
        for pending in [true, false] {
            let (_dir, path) = scratch();
            let (writer, _) = Writer::open(&path, &about()).unwrap();
            let mut recorder = Recorder::new(writer, Board::new(), T0).unwrap();
            assert!(recorder.check().is_ok());
            if pending {
                recorder.take(some().remove(0)).unwrap();
            }
            happen(&path);
            let said = recorder.flush().and_then(|()| recorder.check()).unwrap_err().to_string();
            assert!(said.starts_with(&path.display().to_string()), "{way}: {said}");
            assert!(said.contains("while it was recorded into: choose another file"), "{way}: {said}");
            drop(recorder);
            assert_eq!(path.exists(), !matches!(way, "removed" | "renamed"), "{way}: what is there stays");
        }
    }
}

#[test]
fn files_are_the_users_own_and_links_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("made/for/it/day.rec");
    let (writer, opened) = Writer::open(&path, &about()).unwrap();
    assert_eq!(opened, Opened::New);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap()), mode(&dir.path().join("made"))), (0o600, 0o700, 0o700));
    assert!(matches!(Writer::open(&path, &about()), Err(RecordingError::Busy(_))), "one recorder a file");
    drop(writer);
    let link = dir.path().join("link.rec");
    symlink(&path, &link).unwrap();
    let said = Writer::open(&link, &about()).unwrap_err().to_string();
    assert!(said.contains("link"), "{said}");
    let nowhere = dir.path().join("nowhere.rec");
    symlink(dir.path().join("not-there"), &nowhere).unwrap();
    assert!(Writer::open(&nowhere, &about()).is_err() && !dir.path().join("not-there").exists());
    assert!(matches!(Writer::open(dir.path(), &about()), Err(RecordingError::NotPlain(_))));
}
